"""What the scheduled flows do: open what the calendar demands, tell officers their day, compare."""

from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from casework.district import quiet_hours_of
from casework.docket_notices import order_docket, readers
from casework.filing import (
    close_year,
    open_period,
    periods_owed,
    remind_renewal,
    renewals_to_remind,
    years_ended,
)
from casework.worklist import Docket, docket
from flows.letters import morning_letters
from models.session import Database
from rules.deadlines import SHANGHAI, legal_day
from rules.errors import PermitLoopError
from rules.workdays import Calendar

TELL_FROM = time(7, 0)
"""A docket made at night (a restart, a missed day) wakes nobody; the morning's run tells."""

T = TypeVar("T")
Say = Callable[[str], None]


def keep_the_calendar(db: Database, calendar: Calendar, now: datetime, say: Say) -> str:
    """Close ended years, open reporting periods and remind of renewals, each in its own case.

    A case that refuses is said and left; the others go on. Safe to run twice; catches up.
    """
    today, refused = legal_day(now), 0
    years = periods = reminders = 0
    while ended := _look(db, lambda session: years_ended(session, today)):
        closed = 0
        for case_no, year in ended:
            verb = partial(close_year, case_no=case_no, year=year, now=now, calendar=calendar)
            closed += _do(db, "close_year", verb, case_no, say)
        years, refused = years + closed, refused + len(ended) - closed
        if closed < len(ended):
            # What refused once refuses again: it waits for a person, and for tomorrow.
            break
    owed = _look(db, lambda session: periods_owed(session, today))
    for each in owed:
        opened = partial(open_period, owed=each, now=now, calendar=calendar)
        periods += _do(db, "open_period", opened, each.case_no, say)
    due = _look(db, lambda session: renewals_to_remind(session, today))
    for case_no, last in due:
        told = partial(remind_renewal, case_no=case_no, due_on=last, now=now, calendar=calendar)
        reminders += _do(db, "remind_renewal", told, case_no, say)
    refused += len(owed) + len(due) - periods - reminders
    left = f"，{refused} 项未成" if refused else ""
    return f"归结年度 {years} 个，开启报告期 {periods} 个，提醒延续 {reminders} 家{left}。"


def tell_the_day(db: Database, calendar: Calendar, now: datetime, say: Say) -> tuple[Docket, str]:
    """Answer the district's docket, and order each person's own letter of the day, once.

    It holds the docket and the reminders that were gathered for the morning; an enterprise has the
    reminders of its own clocks. Quiet hours delay it; on a rest day only what cannot wait is told.
    """
    told = 0
    if now.astimezone(SHANGHAI).time() >= TELL_FROM:
        told = morning_letters(db, now, say) + _tell_others(db, calendar, now)
    else:
        say(f"未到 {TELL_FROM:%H:%M}，只更新待办页，不通知承办人。")
    found = _look(db, lambda session: docket(session, now))
    return found, (
        f"在办 {found.open_cases} 件，逾期 {found.overdue_count} 个，"
        f"一周内到期 {found.this_week_count} 个，通知 {told} 人（家）。"
    )


def _tell_others(db: Database, calendar: Calendar, now: datetime) -> int:
    """Order the docket of those who have no reminders today."""
    today, told = legal_day(now), 0
    quiet = _look(db, lambda session: quiet_hours_of(session, today))
    if quiet.rest_days and not calendar.is_workday(today):
        return 0
    try_at = max(now, quiet.opening(today))
    for reader in _look(db, lambda session: readers(session, today, now)):
        verb = partial(order_docket, told=reader, today=today, now=now, try_at=try_at)
        with db.writing("order_docket") as session:
            told += verb(session)
    return told


def _look(db: Database, question: Callable[[Session], T]) -> T:
    with db.reading() as session:
        return question(session)


def _do(db: Database, name: str, verb: Callable[[Session], object], case_no: str, say: Say) -> bool:
    try:
        with db.writing(name) as session:
            verb(session)
    except PermitLoopError as refused:
        say(f"案件{case_no}：{refused}")
        return False
    return True
