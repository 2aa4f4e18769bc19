"""What a clock's rows say: which are open, what they have behind them, what they amount to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from models import Clock, ClockRung, ClockValue
from rules.case_view import ClockView
from rules.clocks import clock
from rules.deadlines import Extension, Pause, Rolling, Term, Unit, due, end_of_day
from rules.workdays import Calendar

C = Clock.__table__.c  # type: ignore[attr-defined]
R = ClockRung.__table__.c  # type: ignore[attr-defined]
V = ClockValue.__table__.c  # type: ignore[attr-defined]

_OPEN = select(*C).where(C.case_id == bindparam("of_case"), C.open.is_(True)).order_by(C.id)
_ENDED = (
    select(C.key, C.subject, C.status, C.start_on, C.due_at)
    .where(C.case_id == bindparam("of_case"), C.open.is_(False))
    .order_by(C.id)
)
_FIRED = select(R.clock_id, R.rung, R.due_on).where(
    R.clock_id.in_(bindparam("those", expanding=True))
)
_LAST_VALUES = (
    select(V.clock_id, func.max(V.number))
    .where(V.clock_id.in_(bindparam("those", expanding=True)))
    .group_by(V.clock_id)
)
_OPEN_OF = (
    select(*C)
    .where(C.case_id.in_(bindparam("of_cases", expanding=True)), C.open.is_(True))
    .order_by(C.id)
)


def open_clocks(session: Session, case_id: int) -> list[dict[str, Any]]:
    """Answer the open clocks of a case as plain rows."""
    rows = session.execute(_OPEN, {"of_case": case_id}).mappings()
    return [dict(row) for row in rows]


def ended_clocks(session: Session, case_id: int) -> tuple[ClockView, ...]:
    """Answer the clocks of a case that run no more, the newest last."""
    rows = session.execute(_ENDED, {"of_case": case_id})
    return tuple(ClockView(*row) for row in rows)


def open_clocks_of(session: Session, case_ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Answer the open clocks of several cases."""
    found: dict[int, list[dict[str, Any]]] = {each: [] for each in case_ids}
    for row in session.execute(_OPEN_OF, {"of_cases": list(case_ids)}).mappings():
        found[row["case_id"]].append(dict(row))
    return found


@dataclass(frozen=True)
class Past:
    """What a clock has behind it: the rungs that were fired, by due day, and its values' number."""

    fired: Mapping[date, frozenset[str]]
    values: int


def pasts_of(session: Session, clock_ids: Sequence[int]) -> dict[int, Past]:
    """Answer what each of the clocks has behind it."""
    fired = fired_rungs(session, clock_ids)
    values = dict(session.execute(_LAST_VALUES, {"those": list(clock_ids)}).tuples().all())
    return {each: Past(fired[each], values.get(each, 0)) for each in clock_ids}


def fired_rungs(
    session: Session, clock_ids: Sequence[int]
) -> dict[int, Mapping[date, frozenset[str]]]:
    """Answer the rungs that were fired for each due day of each of the clocks."""
    found: dict[int, dict[date, frozenset[str]]] = {each: {} for each in clock_ids}
    for clock_id, rung, on in session.execute(_FIRED, {"those": list(clock_ids)}):
        found[clock_id][on] = found[clock_id].get(on, frozenset()) | {rung}
    return {**found}


def reckoned(row: Mapping[str, Any], calendar: Calendar) -> dict[str, Any]:
    """Answer the due day, instant, certainty and calendar version that a clock's row amounts to."""
    if row["limit_on"] is not None:
        on = row["limit_on"]
        return {
            "due_on": on,
            "due_at": end_of_day(on),
            "provisional": False,
            "calendar": calendar.version,
        }
    if row["amount"] is None:
        return {
            "due_on": None,
            "due_at": None,
            "provisional": False,
            "calendar": calendar.version,
        }
    term = Term(
        row["amount"],
        Unit(row["unit"]),
        Rolling(row["rolling"]),
        row["before"],
        first_day_counts=bool(_first_day_counts(row["key"])),
    )
    start = row["start_at"] if term.unit is Unit.HOUR else row["start_on"]
    end = due(
        term,
        start,
        calendar=calendar,
        pauses=[pause_of(each) for each in row["pauses"]],
        extensions=[extension_of(each) for each in row["extensions"]],
    )
    return {
        "due_on": end.due_on,
        "due_at": end.due_at,
        "provisional": end.provisional,
        "calendar": calendar.version,
    }


def _first_day_counts(key: str) -> bool:
    term = clock(key).term
    return term is not None and term.first_day_counts


def pause_of(kept: Mapping[str, Any]) -> Pause:
    """Answer a pause as a clock's row keeps it."""
    until = kept["until"]
    return Pause(
        datetime.fromisoformat(kept["since"]),
        datetime.fromisoformat(until) if until else None,
        kept["ground"],
    )


def extension_of(kept: Mapping[str, Any]) -> Extension:
    """Answer an extension as a clock's row keeps it."""
    return Extension(
        kept["amount"],
        Unit(kept["unit"]),
        kept["reason"],
        kept["approver"],
        datetime.fromisoformat(kept["decided_at"]),
    )
