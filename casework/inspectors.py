"""Who inspected beside a case: officers of the cases that it came from or that it opened."""

from functools import lru_cache

from sqlalchemy import select
from sqlmodel import Session

from casework.procedures import table_of
from models import CaseFile, CaseLink
from rules.vocabulary import INSPECTED_BESIDE

F = CaseFile.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]

JUDGING = ("penalty", "production_order")
"""Procedures whose reviewers, voters and deciders must not have inspected (处罚法 第58、64条)."""

INSPECTING = (
    "violation", "complaint", "linked_task", "penalty", "seizure", "preservation",
    "production_order",
)  # fmt: skip
"""Procedures in which officers go and look; a supervision of years is no inspection."""


def inspectors_beside(session: Session, case_id: int, procedure: str) -> dict[str, frozenset[str]]:
    """Answer, under one name, who inspected in the cases around a case that is to be judged."""
    if procedure not in JUDGING:
        return {}
    around = _around(session, case_id)
    if not around:
        return {}
    rows = session.execute(
        select(F.procedure, F.procedure_version, F.doers).where(F.id.in_(around))
    )
    found = {
        officer
        for key, version, doers in rows
        for act in _visits(key, version)
        for officer in doers.get(act, ())
    }
    return {INSPECTED_BESIDE: frozenset(found)} if found else {}


def _around(session: Session, case_id: int) -> set[int]:
    above, ahead = {case_id}, {case_id}
    while ahead:
        found = session.execute(
            select(F.id)
            .join(CaseLink, L.from_case_id == F.id)
            .where(L.to_case_id.in_(ahead), F.procedure.in_(INSPECTING))
        )
        ahead = set(found.scalars()) - above
        above |= ahead
    below = session.execute(
        select(F.id)
        .join(CaseLink, L.to_case_id == F.id)
        .where(L.from_case_id.in_(above), F.procedure.in_(INSPECTING))
    )
    return (above | set(below.scalars())) - {case_id}


@lru_cache(maxsize=64)
def _visits(procedure: str, version: int) -> tuple[str, ...]:
    table = table_of(procedure, version)
    found = (act.key for stage in table.stages for act in stage.acts if act.handlers > 1)
    return tuple(dict.fromkeys(found))
