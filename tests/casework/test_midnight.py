"""Service, clicks and ends around midnight: the day is that of Shanghai, and so is the year."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from casework.act import take_action
from casework.people import person
from deploy.sweep import sweep_once
from models.session import Database
from rules.case_view import ActionRefused
from rules.deadlines import end_of_day
from rules.facts import FactsWrong
from tests.casework.bureau import (
    CALENDAR,
    CONDUCT,
    SEEN,
    act,
    case_row,
    clock_of,
    clue,
    examined,
    opened,
    seat,
    service,
    wanted_violation,
)

ROOT = Path(__file__).parents[2]
LAST_DAY = date(2026, 12, 31)
NEW_YEAR = date(2027, 1, 1)
BEFORE_MIDNIGHT = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
"""23:59 in Shanghai on 31 December."""

AFTER_MIDNIGHT = BEFORE_MIDNIGHT + timedelta(minutes=2)


def _signed(db: Database) -> str:
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    act(db, case_no, "approve_check", "KS01")
    act(db, case_no, "record_check", "ZF01", **SEEN)
    act(db, case_no, "establish", "ZF01", **CONDUCT)
    act(db, case_no, "draft_order", "ZF01", order_content="停止排放", term_days=15)
    act(db, case_no, "sign_order", "JZ01")
    return case_no


def _serve(db: Database, case_no: str, on: date, now: datetime) -> None:
    act(db, case_no, "serve_order", "ZF01", now, **service("责改1号", on.isoformat()))


@pytest.mark.parametrize(
    ("now", "on", "due_on"),
    [
        (BEFORE_MIDNIGHT, LAST_DAY, date(2027, 1, 15)),
        (AFTER_MIDNIGHT, LAST_DAY, date(2027, 1, 15)),
        # The 16th is a Saturday: a party's term ends on the next working day.
        (AFTER_MIDNIGHT, NEW_YEAR, date(2027, 1, 18)),
    ],
)
def test_a_clock_runs_from_the_day_of_service_whenever_it_is_recorded(
    db: Database, now: datetime, on: date, due_on: date
) -> None:
    case_no = _signed(db)

    _serve(db, case_no, on, now)

    clock = clock_of(db, case_no, "LOCAL-RECTIFY")
    assert (clock.start_on, clock.due_on) == (on, due_on)
    assert clock.due_at == end_of_day(due_on)


def test_service_on_the_day_that_begins_in_a_minute_is_not_completed_yet(db: Database) -> None:
    case_no = _signed(db)

    with pytest.raises((ActionRefused, FactsWrong), match="在今天之后"):
        _serve(db, case_no, NEW_YEAR, BEFORE_MIDNIGHT)
    _serve(db, case_no, NEW_YEAR, AFTER_MIDNIGHT)

    assert clock_of(db, case_no, "LOCAL-RECTIFY").start_on == NEW_YEAR


@pytest.mark.parametrize(("now", "on"), [(BEFORE_MIDNIGHT, LAST_DAY), (AFTER_MIDNIGHT, NEW_YEAR)])
def test_a_clock_that_runs_from_a_click_starts_on_its_day_in_shanghai(
    db: Database, now: datetime, on: date
) -> None:
    case_no = _signed(db)
    _serve(db, case_no, date(2026, 12, 30), BEFORE_MIDNIGHT)

    act(db, case_no, "report_rectified", "QY01", now, rectified="已改正", evidence=["1.jpg"])

    clock = clock_of(db, case_no, "LOCAL-RECHECK")
    assert (clock.start_at, clock.start_on) == (now, on)


def test_a_case_is_numbered_in_the_year_that_shanghai_has(db: Database) -> None:
    party = seat(db)

    numbers = [
        opened(db, wanted_violation(party, f"test:{now:%H%M}"), now)
        for now in (BEFORE_MIDNIGHT, AFTER_MIDNIGHT)
    ]

    assert numbers == ["WF-2026-0001", "WF-2027-0001"]


def test_a_term_that_ends_on_the_last_day_of_the_year_lapses_at_midnight(db: Database) -> None:
    case_no = _signed(db)
    _serve(db, case_no, date(2026, 12, 16), BEFORE_MIDNIGHT - timedelta(days=14))
    assert clock_of(db, case_no, "LOCAL-RECTIFY").due_on == LAST_DAY

    sweep_once(db, BEFORE_MIDNIGHT, CALENDAR)
    with db.reading() as session:
        before = case_row(session, case_no).stage
    sweep_once(db, AFTER_MIDNIGHT, CALENDAR)

    with db.reading() as session:
        assert (before, case_row(session, case_no).stage) == ("rectification", "recheck")
    assert clock_of(db, case_no, "LOCAL-RECHECK").start_on == NEW_YEAR


def test_a_pause_and_a_resumption_in_the_two_minutes_around_midnight_take_one_day(
    db: Database,
) -> None:
    case_no = examined(db, seat(db))
    with db.reading() as session:
        expert = person(session, "XK01")
    was = clock_of(db, case_no, "PWXK-KEY").due_on
    eve = datetime(2026, 3, 9, 15, 59, tzinfo=UTC)
    told = {**service("专家1号", "2026-03-09"), "pause_days": 10}
    for action, now, facts in (
        ("start_expert_review", eve, told),
        ("conclude_expert_review", eve + timedelta(minutes=2), {"opinion": "可行"}),
    ):
        with db.writing("test_act") as session:
            take_action(session, case_no, action, expert, facts, now=now, calendar=CALENDAR)

    now_due = clock_of(db, case_no, "PWXK-KEY").due_on
    assert was is not None
    assert now_due is not None
    assert CALENDAR.workdays_between(was, now_due) == 1


def test_the_sums_do_not_ask_the_machine_for_its_zone() -> None:
    """The law's sums, the oracle and stored clocks once more, on a machine that is in America."""
    asked = ("tests/rules", "tests/oracle", "tests/casework/test_clocks.py", __file__)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *asked, "-k", "not machine and not postgresql"],
        cwd=ROOT,
        env={**os.environ, "TZ": "America/Los_Angeles"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-3000:]
