"""The stories that are told undisturbed once, and then with a death at each failpoint."""

import csv
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from casework.ledger import COLUMNS as LEDGER_COLUMNS
from casework.open_case import Opened
from casework.permit_list import COLUMNS as LIST_COLUMNS
from deploy.migrate import migrate
from models import Officer, Permit
from models.session import Database, open_database
from rules.identifiers import uscc_check_sign
from tests.casework import bureau
from tests.casework.bureau import NOW, TODAY
from tests.fault.play import Play, play_now
from tests.fault.scan import ROOT

W, P, S, LD = "WF-2026-0001", "PW-2026-0001", "JG-2026-0001", "LD-2026-0001"
RELAY, DRIVE, SWEEP, RECONCILE = "claim_for_relay", "claim_run", "sweep_clock", "mark_runs"


@dataclass(frozen=True)
class Step:
    """One thing that somebody does at an instant; ``works`` is a worker's first transaction.

    A worker that is started again works later; a person's act keeps its own time.
    """

    name: str
    at: datetime
    do: Callable[[Play], None]
    works: str = ""


@dataclass(frozen=True)
class Story:
    """What was there before, and the steps; ``with_prefect`` needs a server of its own.

    ``about`` names the places that the short test disturbs here, or the openings of their names;
    left empty, all that the story passes.
    """

    name: str
    seed: Callable[[Path], None]
    steps: tuple[Step, ...]
    with_prefect: bool = False
    about: tuple[str, ...] = ("",)


def _at(days: int, minutes: int = 0) -> datetime:
    return NOW + timedelta(days=days, minutes=minutes)


def _act(case_no: str, act: str, by: str, at: datetime, **facts: str) -> Step:
    """A click: its request key makes a repeated one answer what the first did."""
    words = ["case", "act", case_no, act, "--as", by, "--request-key", f"{case_no}:{act}"]
    for key, value in facts.items():
        words += ["--fact", f"{key}={value}"]
    return Step(f"{case_no} {act}", at, lambda play: play.permitloop(*words))


def _command(at: datetime, *words: str) -> Step:
    """A command that may be typed again; ``{home}`` in a word is the installation's folder."""

    def do(play: Play) -> None:
        play.permitloop(*(each.replace("{home}", str(play.home)) for each in words))

    return Step(" ".join(words[:3]), at, do)


def _once(at: datetime, *words: str) -> Step:
    """A command without a key: whoever types it again looks first whether it was done."""

    def do(play: Play) -> None:
        before = play.home / "events-before"
        if not play.repeat:
            before.write_text(str(play.events()), encoding="utf-8")
        elif play.events() > int(before.read_text(encoding="utf-8")):
            return
        play.permitloop(*words)

    return Step(" ".join(words[:3]), at, do)


def _relay(
    at: datetime, *, dead_channel: bool = False, seconds_a_look: int = 0, most: int = 50
) -> Step:
    def do(play: Play) -> None:
        play.relay(dead_channel=dead_channel, seconds_a_look=seconds_a_look, most=most)

    return Step("relay", at, do, RELAY)


def _sweep(at: datetime) -> Step:
    return Step("sweep", at, Play.sweep, SWEEP)


def _drive(at: datetime) -> Step:
    return Step("drive", at, Play.drive, DRIVE)


def _service(paper_no: str, on: str = TODAY) -> dict[str, str]:
    return {key: str(value) for key, value in bureau.service(paper_no, on).items()}


def _opened(home: Path) -> Database:
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    migrate(db)
    return db


def _furnish(db: Database) -> int:
    party = bureau.seat(db)
    with db.writing("fault_people") as session:
        for key, name, role in (
            ("JC01", "监测甲", "monitor"),
            ("FZ01", "法制甲", "legal_reviewer"),
        ):
            session.add(Officer(id=key, name=name, roles=[role]))
    return party


def _supervised(db: Database, party: int) -> None:
    wanted = Opened(
        procedure="supervision",
        key="fault:supervision",
        party_id=party,
        kinds=("key_managed",),
        facts={
            "permit_no": "91310118MA1JL0000X001P",
            "valid_from": "2024-03-01",
            "valid_until": "2029-02-28",
        },
        assignee_id="XK01",
    )
    bureau.opened(db, wanted, by="XK01")


def _checked(db: Database, party: int) -> None:
    """Bring a violation into 核实, with its record of the check."""
    case_no = bureau.clue(db, party, assignee="ZF01")
    bureau.act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    bureau.act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    bureau.act(db, case_no, "approve_check", "KS01")
    bureau.act(db, case_no, "record_check", "ZF01", **bureau.SEEN)


def seed_life(home: Path) -> None:
    """A violation in 核实, a permit in 审查, a permit year."""
    db = _opened(home)
    party = _furnish(db)
    _checked(db, party)
    bureau.examined(db, party)
    _supervised(db, party)
    bureau.act(db, S, "ask_inspection", "ZF01", reason="年度计划", inspection_kind="daily")
    bureau.act(db, S, "approve_inspection", "KS01")
    db.close()


LIFE = Story(
    "life",
    seed_life,
    (
        _act(W, "establish", "ZF01", _at(0, 1), conduct="未按许可证排放", conduct_from="2026-02-01",
             articles_violated="条例第34条", pollution_found="false", daily_fine_listed="false"),
        _act(W, "draft_order", "ZF01", _at(0, 2), order_content="停止排放", term_days="15"),
        _act(W, "sign_order", "JZ01", _at(0, 3)),
        _act(W, "serve_order", "ZF01", _at(0, 4), **_service("责改1号")),
        _act(S, "report_inspection", "ZF01", _at(0, 5), handlers="ZF01,ZF02", findings="疑似超标",
             visited_on=TODAY, problem_found="false", finding_kind="suspected_exceedance",
             discovered_on=TODAY),
        _act(P, "start_expert_review", "XK01", _at(0, 6), pause_days="10", **_service("专家1号")),
        _relay(_at(0, 10)),
        _act(LD, "dispatch", "KS01", _at(0, 20)),
        _relay(_at(0, 25), dead_channel=True),
        _relay(_at(0, 40)),
        _act(LD, "accept_task", "JC01", _at(0, 60)),
        _act(LD, "visit_impossible", "JC01", _at(1), reason="停产"),
        _act(LD, "submit_feedback", "JC01", _at(1, 5), findings="停产，不具备采样条件",
             problem_found="true", finding_kind="monitoring_obstructed",
             discovered_on="2026-03-03"),
        _act(LD, "approve_feedback", "KS02", _at(1, 10)),
        _relay(_at(1, 20)),
        _act(S, "start_quality_review", "XK01", _at(2), quality_ground="first",
             quality_due_on="2026-05-01"),
        _act(S, "report_quality_review", "XK01", _at(2, 5), findings="许可限值与环评不符",
             quality_grade="change"),
        _act(S, "approve_quality_review", "KS01", _at(2, 10), quality_grade="change",
             opinion="依职权变更"),
        _relay(_at(2, 20)),
        _once(_at(2, 40), "case", "done-by-hand", f"{S}:9:open:0:permit:issued",
              "--note", "已另行开案", "--as", "XK01"),
        _act(P, "conclude_expert_review", "XK01", _at(7), opinion="技术可行"),
        _sweep(_at(12)),
        # A Saturday: what was swept waits until Monday morning.
        _relay(_at(14, 2), seconds_a_look=25, most=2),
        _relay(_at(14, 20)),
        _sweep(_at(16)),
        _relay(_at(16, 2)),
        _act(W, "ask_recheck", "ZF01", _at(16, 20), reason="整改期满"),
        _act(W, "approve_recheck", "KS01", _at(16, 30)),
        _once(_at(16, 40), "calendar", "confirm", W, "LOCAL-RECHECK", "2026-03-27",
                 "--source", "区三监联动规则", "--as", "KS01"),
    ),
)  # fmt: skip
"""核实 to 限期整改, lapsed to 复查; a task opened and fed back; a pause; reminders; notices."""


def seed_followed(home: Path) -> None:
    """A permit year that opened a task, which waits to be dispatched."""
    seed_life(home)
    play = Play(home)
    for step in LIFE.steps[4:5]:
        _alone(home, step, play)
    _alone(home, _relay(_at(0, 8)), play)


def _alone(home: Path, step: Step, play: Play) -> None:
    play_now(home, step.at)
    step.do(play)


FOLLOWED = Story(
    "followed",
    seed_followed,
    (
        _drive(_at(0, 10)),
        _act(LD, "dispatch", "KS01", _at(0, 20)),
        _drive(_at(0, 20)),
        _act(LD, "accept_task", "JC01", _at(0, 60)),
        _act(LD, "visit_impossible", "JC01", _at(1), reason="停产"),
        _act(LD, "submit_feedback", "JC01", _at(1, 5), findings="停产，不具备采样条件",
             problem_found="true", finding_kind="monitoring_obstructed",
             discovered_on="2026-03-03"),
        _act(LD, "approve_feedback", "KS02", _at(1, 10)),
        _drive(_at(1, 10)),
        _sweep(_at(5)),
        _drive(_at(5, 1)),
        _relay(_at(5, 2)),
    ),
    with_prefect=True,
    about=("prefect:", "claim_run", "keep_", "settle_", "claim_duty", "open_linked", "feed_back"),
)  # fmt: skip
"""The same life in Prefect: a run carries duties, ends with its case, shows reminders."""


def seed_hand(home: Path) -> None:
    """A clue, whose run nobody has created yet."""
    db = _opened(home)
    bureau.clue(db, _furnish(db), assignee="ZF01")
    db.close()


def _by_hand(at: datetime, name: str, hand: Callable[[Play], None]) -> Step:
    return Step(f"by hand: {name}", at, hand)


def _cancel(play: Play) -> None:
    for run in play.runs():
        body = {"state": {"type": "CANCELLED", "name": "Cancelled"}, "force": True}
        play.prefect("POST", f"/flow_runs/{run['id']}/set_state", body)


def _delete(play: Play) -> None:
    for run in play.runs():
        play.prefect("DELETE", f"/flow_runs/{run['id']}")


def _stray(play: Play) -> None:
    """Make a run that no case stands behind."""
    flow = play.prefect("POST", "/flows/", {"name": "stray"})
    body = {
        "flow_id": flow["id"], "name": "无主", "tags": ["案件"], "idempotency_key": "stray",
        "state": {"type": "PAUSED", "name": "等待"},
    }  # fmt: skip
    play.prefect("POST", "/flow_runs/", body)


AWAY = Story(
    "away",
    seed_hand,
    (
        Step("drive, Prefect away", _at(0, 1), Play.drive_while_prefect_is_away, DRIVE),
        Step("drive, wrong deployment", _at(0, 9),
             lambda play: play.drive(wrong_deployment="violation"), DRIVE),
        _drive(_at(0, 20)),
    ),
    with_prefect=True,
    about=("release_run", "fail_run"),
)  # fmt: skip
"""A server that does not answer, and one that has lost a deployment."""

HAND = Story(
    "hand",
    seed_hand,
    (
        _drive(_at(0, 20)),
        _by_hand(_at(0, 30), "cancelled", _cancel),
        _act(W, "screen_in", "ZF01", _at(0, 31), opinion="转核实"),
        _drive(_at(0, 32)),
        _by_hand(_at(0, 40), "deleted", _delete),
        _act(W, "ask_check", "ZF01", _at(0, 41), reason="群众举报"),
        _drive(_at(0, 42)),
    ),
    with_prefect=True,
    about=("prefect:rescue_run", "forget_run"),
)
"""A run that a hand cancelled, and one that a hand deleted, while the case went on."""

MENDED = Story(
    "mended",
    seed_hand,
    (
        _drive(_at(0, 20)),
        _by_hand(_at(0, 50), "cancelled", _cancel),
        _by_hand(_at(0, 51), "a stray", _stray),
        Step("reconcile", _at(0, 52), Play.reconcile, RECONCILE),
        _drive(_at(0, 58)),
        Step("rebuild", _at(1), lambda play: play.reconcile(rebuild=True), RECONCILE),
        _drive(_at(1, 10)),
        Step("daily docket", _at(1, 20), Play.daily_docket, RECONCILE),
        Step("schedules catch up", _at(1, 30), Play.catch_up, RECONCILE),
    ),
    with_prefect=True,
    about=("mark_runs", "rebuild_runs", "prefect:withdraw", "prefect:write_docket",
           "prefect:start_scheduled", "prefect:register_scheduled"),
)  # fmt: skip
"""What the reconciler and the scheduled flows do."""


def seed_daily(home: Path) -> None:
    """A permit year with its permit on file, at the end of which a renewal is to be applied for."""
    db = _opened(home)
    party = _furnish(db)
    with db.writing("fault_permit") as session:
        permit = Permit(
            permit_no="91310118MA1JL0000X001P", party_id=party, category="key_managed",
            valid_from=date(2022, 4, 1), valid_to=date(2027, 3, 31), issued_on=date(2022, 4, 1),
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        session.add(permit)
        session.flush()
        permit_id = permit.id
    wanted = Opened(
        procedure="supervision", key="fault:supervision", party_id=party, permit_id=permit_id,
        kinds=("key_managed",), assignee_id="XK01",
        facts={"permit_no": "91310118MA1JL0000X001P", "valid_from": "2022-04-01",
               "valid_until": "2027-03-31"},
    )  # fmt: skip
    bureau.opened(db, wanted, by="XK01")
    db.close()


def _calendar_day(at: datetime) -> Step:
    return Step("calendar's demands", at, Play.keep_the_calendar, RECONCILE)


DAILY = Story(
    "daily",
    seed_daily,
    (
        _calendar_day(_at(40)),
        Step("morning", _at(42), Play.tell_the_day, RECONCILE),
        _relay(_at(42, 10)),
        _sweep(_at(44)),
        Step("letters", _at(44, 5), Play.tell_the_day, RECONCILE),
        _relay(_at(44, 10)),
        _calendar_day(_at(125)),
        _sweep(_at(135)),
        _act(S, "submit_report", "QY01", _at(135, 5), period="2026Q2"),
        _relay(_at(135, 40)),
        _calendar_day(_at(306)),
        _relay(_at(306, 10)),
        _calendar_day(_at(309)),
        _relay(_at(309, 10)),
    ),
)
"""Reporting periods, the year's end, the renewal reminder and the morning's docket."""

AUTUMN = datetime(2026, 11, 21, 2, tzinfo=UTC)
UNIT = "91310199MA9X00001" + uscc_check_sign("91310199MA9X00001")
NEW_UNIT = "91310199MA9X00077" + uscc_check_sign("91310199MA9X00077")
LEDGER = {
    "案号": "云环许2026-17", "程序": "排污许可", "类别": "首次申请、重点管理",
    "单位名称": "云泽一厂", "统一社会信用代码": UNIT, "环节": "审查", "开始日期": "2026-11-20",
    "承办人": "陆文澜", "时限": "PWXK-KEY", "期限(日)": "30",
}  # fmt: skip


def seed_desk(home: Path) -> None:
    """Nothing but the papers that an office starts with."""
    papers = home / "papers"
    papers.mkdir()
    shutil.copy(ROOT / "deploy" / "district_example.toml", papers / "district.toml")
    shutil.copy(ROOT / "tests" / "oracle" / "notice_2027.toml", papers)
    permit = ("示例省", "云泽市", f"{UNIT}001P", "云泽一厂", "金属表面处理",
              "2026-01-23至2031-01-22", "2026-01-23", "重点管理")  # fmt: skip
    _table(papers / "list.csv", LIST_COLUMNS, [permit])
    rows = [LEDGER, {**LEDGER, "案号": "云环许2026-18", "环节": "不知何处"}]
    heads = [*LEDGER_COLUMNS, "时限"]
    _table(papers / "ledger.csv", heads, [[row.get(each, "") for each in heads] for row in rows])


def _table(path: Path, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *rows])


def _minute(number: int) -> datetime:
    return AUTUMN + timedelta(minutes=number)


DESK = Story(
    "desk",
    seed_desk,
    (
        _command(_minute(0), "config", "load", "{home}/papers/district.toml"),
        _command(_minute(1), "import", "permits", "{home}/papers/list.csv"),
        _command(_minute(2), "import", "cases", "{home}/papers/ledger.csv"),
        _command(_minute(3), "case", "open", "violation", "--party", NEW_UNIT, "--party-name",
                 "云泽新厂", "--kind", "own", "--key", "clue-1", "--as", "Z01",
                 "--fact", "discovered_on=2026-11-20", "--fact", "clue_source=patrol"),
        _once(_minute(4), "case", "claim", W, "--as", "Z01"),
        _once(_minute(5), "case", "assign", W, "Z02", "--as", "K01"),
        _once(_minute(6), "case", "hand-over", "Z02", "Z03", "--as", "K01"),
        _once(_minute(7), "case", "recuse", W, "Z04", "--reason", "亲属任职", "--as", "B01"),
        _command(_minute(8), "delegate", "Z03", "Z01", "--from", "2026-11-23",
                 "--until", "2026-11-27", "--as", "K01"),
        _command(_minute(8), "delegation-end", "1", "--as", "K01"),
        _command(_minute(9), "calendar", "load", "{home}/papers/notice_2027.toml", "--as", "A01"),
        _command(_minute(10), "backup", "{home}/papers/backup.tar.gz"),
        Step("restore", _minute(11), Play.restore),
    ),
)  # fmt: skip
"""What an office types on its first day, up to a backup and its restoration."""


def seed_first_day(home: Path) -> None:
    """Nothing at all but a district's file."""
    shutil.copy(ROOT / "deploy" / "district_example.toml", home / "district.toml")


FIRST_DAY = Story("first_day", seed_first_day, (Step("furnish", AUTUMN, Play.furnish),))
"""A fresh installation takes its own district's file."""

DEMO = Story("demo", seed_first_day, (Step("demo", AUTUMN, Play.load_demo),))
"""A fresh installation without a file takes the invented district: seconds each time it is told."""

STORIES = {
    each.name: each for each in (LIFE, FOLLOWED, AWAY, HAND, MENDED, DAILY, DESK, FIRST_DAY, DEMO)
}
