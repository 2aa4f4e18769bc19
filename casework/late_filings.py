"""Papers that a party filed in time and that were kept: which of them still wait for an answer."""

import json

from sqlalchemy import bindparam, select
from sqlmodel import Session

from casework.titles import FILING_KEPT
from models import CaseEvent
from rules.window import ANSWERED_BY, FILING_DAY, LateFiling

E = CaseEvent.__table__.c  # type: ignore[attr-defined]

ASKS = frozenset({"penalty", "production_order"})
"""Procedures whose gates ask for them."""

_KINDS = (FILING_KEPT, *sorted({key for keys in ANSWERED_BY.values() for key in keys}))
_EVENTS = (
    select(E.kind, E.canonical)
    .where(E.case_id == bindparam("of_case"), E.kind.in_(_KINDS))
    .order_by(E.seq)
)


def waiting_filings(session: Session, case_id: int, procedure: str) -> tuple[LateFiling, ...]:
    """Answer the kept papers of a case that were filed in time and not answered since."""
    if procedure not in ASKS:
        return ()
    waiting: list[LateFiling] = []
    for kind, canonical in session.execute(_EVENTS, {"of_case": case_id}):
        if kind == FILING_KEPT:
            waiting += _in_time(json.loads(bytes(canonical)))
        else:
            waiting = [each for each in waiting if kind not in ANSWERED_BY[each.act]]
    return tuple(waiting)


def _in_time(said: dict[str, dict[str, str]]) -> list[LateFiling]:
    detail, filed_on = said["detail"], said["facts"][FILING_DAY]
    if not detail["in_time"] or detail["act"] not in ANSWERED_BY:
        return []
    return [LateFiling(detail["act"], detail["title"], filed_on)]
