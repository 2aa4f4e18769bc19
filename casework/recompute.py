"""Recomputes open clocks under a new calendar: resumable, a few cases a transaction."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from casework.act import note_event
from casework.case_reading import locked_case
from casework.clock_reading import Past, open_clocks_of, pasts_of, reckoned
from casework.clocks import Change, reminded, rewritten
from casework.district import calendar_for, ladder_of, quiet_hours_of
from casework.events import Happening
from casework.jobs import free_cases, gathered
from casework.outbox import add_duties
from models import CaseFile, Clock, Party
from rules.case_view import SYSTEM, Duty
from rules.clocks import clock
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.escalation import counts_workdays, next_at, to_holder
from rules.notices import CLOCK_MOVED, CLOCK_MOVED_PARTY
from rules.vocabulary import Audience
from rules.workdays import Calendar

logger = logging.getLogger("permitloop.recompute")

C = Clock.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Moved:
    """One clock whose end moved."""

    case_no: str
    clock: str
    subject: str
    was: date | None
    due_on: date | None
    provisional: bool
    evidence: str
    basis: str


@dataclass(frozen=True)
class Batch:
    """What one look at the next clocks found: cases to rewrite, and the last clock looked at."""

    cases: tuple[str, ...]
    settled: tuple[int, ...]
    last_id: int


def clocks_behind(session: Session, calendar: Calendar) -> int:
    """Answer how many open clocks were reckoned by another version of the calendar."""
    return int(
        session.execute(
            select(func.count()).where(C.open.is_(True), C.calendar != calendar.version)
        ).scalar_one()
    )


def next_batch(
    session: Session, calendar: Calendar, on: date, after_id: int, limit: int = 1_000
) -> Batch:
    """Look at the next clocks of another calendar version: which move, and which stay as they are.

    Only reads. A clock stays when neither its end nor its certainty changes, nor, where its
    ladder of the day ``on`` counts working days, its next reminder.
    """
    rows = (
        session.execute(
            select(*C, F.case_no.label("case_no"), P.area.label("area"))
            .join(CaseFile, C.case_id == F.id)
            .join(Party, F.party_id == P.id)
            .where(C.id > after_id, C.open.is_(True), C.calendar != calendar.version)
            .order_by(C.id)
            .limit(limit)
        )
        .mappings()
        .all()
    )
    pasts = pasts_of(session, [row["id"] for row in rows])
    cases: dict[str, None] = {}
    settled: list[int] = []
    for row in rows:
        own = calendar.for_area(row["area"])
        new = _reckoned(row, own)
        if new is None:
            continue
        if _changes(row, new) or _reminds_at_another_time(session, row, own, pasts[row["id"]], on):
            cases[row["case_no"]] = None
        else:
            settled.append(row["id"])
    return Batch(tuple(cases), tuple(settled), rows[-1]["id"] if rows else after_id)


def _reminds_at_another_time(
    session: Session, row: Mapping[Any, Any], calendar: Calendar, past: Past, on: date
) -> bool:
    """Answer whether a ladder that counts working days has its next rung elsewhere now."""
    ladder = ladder_of(session, row["key"], on)
    if not counts_workdays(ladder):
        return False
    fired = past.fired.get(row["due_on"], frozenset())
    then = next_at(row["due_at"], row["armed_at"], calendar, fired, ladder)
    return bool(then != row["next_at"])


def _changes(row: Mapping[Any, Any], new: Mapping[str, Any]) -> bool:
    return (new["due_on"], new["provisional"]) != (row["due_on"], row["provisional"])


def _reckoned(row: Mapping[Any, Any], calendar: Calendar) -> dict[str, Any] | None:
    """Answer what a clock amounts to now; one that cannot be reckoned stays behind, alone."""
    try:
        return reckoned(row, calendar)
    except (PermitLoopError, ValueError, TypeError, LookupError) as broken:
        known = {"clock_id": row["id"], "clock": row["key"], "error": type(broken).__name__}
        logger.warning("recompute.clock_left", extra=known)
        return None


def mark_settled(session: Session, ids: tuple[int, ...], calendar: Calendar) -> None:
    """Write the calendar version of clocks that stay as they are; nothing else of them changes."""
    if ids:
        session.execute(update(Clock).where(C.id.in_(ids)).values(calendar=calendar.version))


def recompute_cases(
    session: Session, case_nos: Sequence[str], calendar: Calendar, cause: str, *, now: datetime
) -> tuple[list[Moved], tuple[str, ...]]:
    """Rewrite the open clocks of those cases that nobody holds; answer also the cases left out."""
    cases = free_cases(session, case_nos)
    with gathered(session):
        moved = _recomputed(session, list(cases.values()), calendar, cause, now)
    return moved, tuple(each for each in case_nos if each not in cases)


def recompute_case(
    session: Session, case_no: str, calendar: Calendar, cause: str, *, now: datetime
) -> list[Moved]:
    """Rewrite one case's open clocks; an event and notices only where an end moved."""
    return _recomputed(session, [locked_case(session, case_no)], calendar, cause, now)


def _recomputed(
    session: Session, cases: Sequence[dict[str, Any]], calendar: Calendar, cause: str, now: datetime
) -> list[Moved]:
    rows = open_clocks_of(session, [case["id"] for case in cases])
    pasts = pasts_of(session, [row["id"] for each in rows.values() for row in each])
    moved: list[Moved] = []
    for case in cases:
        own = calendar_for(session, calendar, case["party_id"])
        moved += _rewrite(session, case, rows[case["id"]], pasts, own, cause, now)
    return moved


def _rewrite(
    session: Session,
    case: dict[str, Any],
    rows: Sequence[dict[str, Any]],
    pasts: Mapping[int, Past],
    calendar: Calendar,
    cause: str,
    now: datetime,
) -> list[Moved]:
    change = Change(
        case["id"], case["stage"], case["seq"] + 1, SYSTEM.id, now, calendar, case["facts"], cause
    )
    moved: list[Moved] = []
    for row in rows:
        new = None if row["calendar"] == calendar.version else _reckoned(row, calendar)
        if new is None:
            continue
        if not _changes(row, new):
            reminded(session, change, row, pasts[row["id"]])
            continue
        was = row["due_on"]
        rewritten(session, change, row, pasts[row["id"]], rearm=new["due_on"] != was)
        if row["due_on"] != was:
            moved.append(_moved(case["case_no"], row, was))
    if moved:
        heard_at = quiet_hours_of(session, legal_day(now)).heard_at(now, calendar)
        _tell(session, case, moved, cause, now, heard_at)
    return moved


def _moved(case_no: str, row: Mapping[str, Any], was: date | None) -> Moved:
    unsure = bool(row["provisional"])
    return Moved(
        case_no, row["key"], row["subject"], was, row["due_on"], unsure, row["evidence"],
        row["basis"],
    )  # fmt: skip


def _tell(
    session: Session,
    case: dict[str, Any],
    moved: list[Moved],
    cause: str,
    now: datetime,
    heard_at: datetime,
) -> None:
    detail = {
        "cause": cause,
        "clocks": [
            {
                "verb": "move",
                "clock": each.clock,
                "subject": each.subject,
                "was": each.was.isoformat() if each.was else "",
                "due_on": each.due_on.isoformat() if each.due_on else "",
                "provisional": each.provisional,
            }
            for each in moved
        ],
    }
    seq = note_event(
        session, case, Happening("clock_moved", SYSTEM.id, "system", now, detail=detail)
    )
    duties = [duty for each in moved for duty in _duties(each, cause)]
    add_duties(session, case["id"], case["case_no"], seq, duties, now, bulk=True, try_at=heard_at)


def _duties(moved: Moved, cause: str) -> list[Duty]:
    rule = clock(moved.clock)
    facts = {
        "clock": moved.clock,
        "clock_title": rule.title,
        "subject": moved.subject,
        "was": moved.was.isoformat() if moved.was else "",
        "due_on": moved.due_on.isoformat() if moved.due_on else "",
        "provisional": moved.provisional,
        "evidence": moved.evidence,
        "basis": moved.basis,
        "cause": cause,
    }
    name = f"{moved.clock}:{moved.subject}:{facts['due_on']}"
    duties = [
        Duty(
            "notice",
            f"tell:moved:{name}",
            {
                "notice": CLOCK_MOVED,
                "audience": str(Audience.AUTHORITY),
                "roles": ["handler"],
                **facts,
            },
        )
    ]
    if to_holder(rule):
        duties.append(
            Duty(
                "notice",
                f"moved:party:{name}",
                {"notice": CLOCK_MOVED_PARTY, "audience": str(Audience.PARTY), **facts},
            )
        )
    return duties
