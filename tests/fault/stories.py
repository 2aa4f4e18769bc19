"""The stories that are told undisturbed once, and then with a death at each failpoint."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from casework.district import load_district
from casework.ledger import COLUMNS as LEDGER_COLUMNS
from casework.open_case import Opened
from casework.permit_list import COLUMNS as LIST_COLUMNS
from deploy.district import as_loaded, read_district
from deploy.migrate import migrate
from models import Officer
from models.session import Database, open_database
from rules.identifiers import uscc_check_sign
from tests.casework import bureau
from tests.casework.bureau import NOW, TODAY
from tests.fault.play import Play
from tests.fault.scan import ROOT

W, P, S, LD = "WF-2026-0001", "PW-2026-0001", "JG-2026-0001", "LD-2026-0001"
RELAY, DRIVE, SWEEP = "claim_for_relay", "claim_run", "sweep_clock"


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
    """What was there before, and the steps; ``with_prefect`` needs a server of its own."""

    name: str
    seed: Callable[[Path], None]
    steps: tuple[Step, ...]
    with_prefect: bool = False


def _at(days: int, minutes: int = 0) -> datetime:
    return NOW + timedelta(days=days, minutes=minutes)


def _act(case_no: str, act: str, by: str, at: datetime, **facts: str) -> Step:
    """A click: its request key makes a repeated one answer what the first did."""
    words = ["case", "act", case_no, act, "--as", by, "--request-key", f"{case_no}:{act}"]
    for key, value in facts.items():
        words += ["--fact", f"{key}={value}"]
    return Step(f"{case_no} {act}", at, lambda play: play.permitloop(*words))


def _command(at: datetime, *words: str) -> Step:
    """A command; ``{home}`` in a word is the installation's folder."""

    def do(play: Play) -> None:
        play.permitloop(*(each.replace("{home}", str(play.home)) for each in words))

    return Step(" ".join(words[:3]), at, do)


def _relay(at: datetime, *, dead_channel: bool = False, seconds_a_look: int = 0) -> Step:
    def do(play: Play) -> None:
        play.relay(dead_channel=dead_channel, seconds_a_look=seconds_a_look)

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
        for key, name, role in (("JC01", "监测甲", "monitor"), ("FZ01", "法制甲", "legal_reviewer")):
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
        _relay(_at(0, 40), seconds_a_look=25),
        _act(LD, "accept_task", "JC01", _at(0, 60)),
        _act(LD, "visit_impossible", "JC01", _at(1), reason="停产"),
        _act(LD, "submit_feedback", "JC01", _at(1, 5), findings="停产，不具备采样条件",
             problem_found="true", finding_kind="monitoring_obstructed",
             discovered_on="2026-03-03"),
        _act(LD, "approve_feedback", "KS02", _at(1, 10)),
        _relay(_at(1, 20)),
        _act(P, "conclude_expert_review", "XK01", _at(7), opinion="技术可行"),
        _sweep(_at(12)),
        _relay(_at(12, 2)),
        _sweep(_at(16)),
        _relay(_at(16, 2)),
        _act(W, "ask_recheck", "ZF01", _at(16, 20), reason="整改期满"),
        _act(W, "approve_recheck", "KS01", _at(16, 30)),
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
    from tests.fault.play import play_now

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
)  # fmt: skip
"""The same life followed in Prefect: the run carries duties, ends with its case, shows reminders."""

STORIES = {each.name: each for each in (LIFE, FOLLOWED)}
