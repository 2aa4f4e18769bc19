"""The stories that are told undisturbed once, and then with a death at each failpoint."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from casework.open_case import Opened
from models import Permit
from models.session import Database
from tests.casework import bureau
from tests.casework.bureau import NOW, TODAY
from tests.fault.counter_story import COUNTER
from tests.fault.desk_stories import DEMO, DESK, FIRST_DAY
from tests.fault.play import Play, play_now
from tests.fault.steps import (
    DRIVE,
    RECONCILE,
    Step,
    Story,
    act,
    at,
    checked,
    drive,
    furnished,
    newly_opened,
    once,
    relay,
    sweep,
    typed,
)

W, P, S, LD = "WF-2026-0001", "PW-2026-0001", "JG-2026-0001", "LD-2026-0001"


def _service(paper_no: str, on: str = TODAY) -> dict[str, str]:
    return typed(bureau.service(paper_no, on))


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


def seed_life(home: Path) -> None:
    """A violation in 核实, a permit in 审查, a permit year."""
    db = newly_opened(home)
    party = furnished(db)
    checked(db, party)
    bureau.examined(db, party)
    _supervised(db, party)
    bureau.act(db, S, "ask_inspection", "ZF01", reason="年度计划", inspection_kind="daily")
    bureau.act(db, S, "approve_inspection", "KS01")
    db.close()


LIFE = Story(
    "life",
    seed_life,
    (
        act(W, "establish", "ZF01", at(0, 1), **typed(bureau.CONDUCT)),
        act(W, "draft_order", "ZF01", at(0, 2), order_content="停止排放", term_days="15"),
        act(W, "sign_order", "JZ01", at(0, 3)),
        act(W, "serve_order", "ZF01", at(0, 4), **_service("责改1号")),
        act(S, "report_inspection", "ZF01", at(0, 5), handlers="ZF01,ZF02", findings="疑似超标",
             visited_on=TODAY, problem_found="false", finding_kind="suspected_exceedance",
             discovered_on=TODAY),
        act(P, "start_expert_review", "XK01", at(0, 6), pause_days="10", **_service("专家1号")),
        relay(at(0, 10)),
        act(LD, "dispatch", "KS01", at(0, 20)),
        relay(at(0, 25), dead_channel=True),
        relay(at(0, 40)),
        act(LD, "accept_task", "JC01", at(0, 60)),
        act(LD, "visit_impossible", "JC01", at(1), reason="停产"),
        act(LD, "submit_feedback", "JC01", at(1, 5), findings="停产，不具备采样条件",
             problem_found="true", finding_kind="monitoring_obstructed",
             discovered_on="2026-03-03"),
        act(LD, "approve_feedback", "KS02", at(1, 10)),
        relay(at(1, 20)),
        act(S, "start_quality_review", "XK01", at(2), quality_ground="first",
             quality_due_on="2026-05-01"),
        act(S, "report_quality_review", "XK01", at(2, 5), findings="许可限值与环评不符",
             quality_grade="change"),
        act(S, "approve_quality_review", "KS01", at(2, 10), quality_grade="change",
             opinion="依职权变更"),
        relay(at(2, 20)),
        once(at(2, 40), "case", "done-by-hand", f"{S}:9:open:0:permit:issued",
              "--note", "已另行开案", "--as", "XK01"),
        act(P, "conclude_expert_review", "XK01", at(7), opinion="技术可行"),
        sweep(at(12)),
        # A Saturday: what was swept waits until Monday morning.
        relay(at(14, 2), seconds_a_look=25, most=2),
        relay(at(14, 20)),
        sweep(at(16)),
        relay(at(16, 2)),
        act(W, "ask_recheck", "ZF01", at(16, 20), reason="整改期满"),
        act(W, "approve_recheck", "KS01", at(16, 30)),
        once(at(16, 40), "calendar", "confirm", W, "LOCAL-RECHECK", "2026-03-27",
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
    _alone(home, relay(at(0, 8)), play)


def _alone(home: Path, step: Step, play: Play) -> None:
    play_now(home, step.at)
    step.do(play)


FOLLOWED = Story(
    "followed",
    seed_followed,
    (
        drive(at(0, 10)),
        act(LD, "dispatch", "KS01", at(0, 20)),
        drive(at(0, 20)),
        act(LD, "accept_task", "JC01", at(0, 60)),
        act(LD, "visit_impossible", "JC01", at(1), reason="停产"),
        act(LD, "submit_feedback", "JC01", at(1, 5), findings="停产，不具备采样条件",
             problem_found="true", finding_kind="monitoring_obstructed",
             discovered_on="2026-03-03"),
        act(LD, "approve_feedback", "KS02", at(1, 10)),
        drive(at(1, 10)),
        sweep(at(5)),
        drive(at(5, 1)),
        relay(at(5, 2)),
    ),
    with_prefect=True,
    about=("prefect:", "claim_run", "keep_", "settle_", "claim_duty", "open_linked", "feed_back"),
)  # fmt: skip
"""The same life in Prefect: a run carries duties, ends with its case, shows reminders."""


def seed_hand(home: Path) -> None:
    """A clue, whose run nobody has created yet."""
    db = newly_opened(home)
    bureau.clue(db, furnished(db), assignee="ZF01")
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
        Step("drive, Prefect away", at(0, 1), Play.drive_while_prefect_is_away, DRIVE),
        Step("drive, wrong deployment", at(0, 9),
             lambda play: play.drive(wrong_deployment="violation"), DRIVE),
        drive(at(0, 20)),
    ),
    with_prefect=True,
    about=("release_run", "fail_run"),
)  # fmt: skip
"""A server that does not answer, and one that has lost a deployment."""

HAND = Story(
    "hand",
    seed_hand,
    (
        drive(at(0, 20)),
        _by_hand(at(0, 30), "cancelled", _cancel),
        act(W, "screen_in", "ZF01", at(0, 31), opinion="转核实"),
        drive(at(0, 32)),
        _by_hand(at(0, 40), "deleted", _delete),
        act(W, "ask_check", "ZF01", at(0, 41), reason="群众举报"),
        drive(at(0, 42)),
    ),
    with_prefect=True,
    about=("prefect:rescue_run", "forget_run"),
)
"""A run that a hand cancelled, and one that a hand deleted, while the case went on."""

MENDED = Story(
    "mended",
    seed_hand,
    (
        drive(at(0, 20)),
        _by_hand(at(0, 50), "cancelled", _cancel),
        _by_hand(at(0, 51), "a stray", _stray),
        Step("reconcile", at(0, 52), Play.reconcile, RECONCILE),
        drive(at(0, 58)),
        Step("rebuild", at(1), lambda play: play.reconcile(rebuild=True), RECONCILE),
        drive(at(1, 10)),
        Step("daily docket", at(1, 20), Play.daily_docket, RECONCILE),
        Step("schedules catch up", at(1, 30), Play.catch_up, RECONCILE),
        Step("trim", at(1, 40), Play.trim),
    ),
    with_prefect=True,
    about=("mark_runs", "rebuild_runs", "prefect:withdraw", "prefect:write_docket",
           "prefect:start_scheduled", "prefect:register_scheduled", "prefect:trim"),
)  # fmt: skip
"""What the reconciler and the scheduled flows do."""


def seed_daily(home: Path) -> None:
    """A permit year with its permit on file, at the end of which a renewal is to be applied for."""
    db = newly_opened(home)
    party = furnished(db)
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
        _calendar_day(at(40)),
        Step("morning", at(42), Play.tell_the_day, RECONCILE),
        relay(at(42, 10)),
        sweep(at(44)),
        Step("letters", at(44, 5), Play.tell_the_day, RECONCILE),
        relay(at(44, 10)),
        _calendar_day(at(125)),
        sweep(at(135)),
        act(S, "submit_report", "QY01", at(135, 5), period="2026Q2"),
        relay(at(135, 40)),
        _calendar_day(at(306)),
        relay(at(306, 10)),
        _calendar_day(at(309)),
        relay(at(309, 10)),
    ),
)
"""Reporting periods, the year's end, the renewal reminder and the morning's docket."""

STORIES = {
    each.name: each
    for each in (LIFE, FOLLOWED, AWAY, HAND, MENDED, DAILY, DESK, COUNTER, FIRST_DAY, DEMO)
}
