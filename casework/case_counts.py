"""How many open cases stand where and with whom, and with how many the bureau itself is late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from casework.titles import procedure_title, stage_title
from models import CaseFile, Clock, Officer
from rules.clocks.whose import OTHERS
from rules.procedures import PROCEDURES

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741  (as the others: first letter)

OUR_OWN = C.key.not_in(OTHERS)
"""Only the bureau's own clocks make it late; what others must or may do is awaited."""


@dataclass(frozen=True)
class StageCount:
    """How many open cases stand in a stage, and with how many the bureau itself is late."""

    procedure: str
    procedure_title: str
    stage: str
    stage_title: str
    cases: int
    overdue: int


@dataclass(frozen=True)
class OfficerCount:
    """How many open cases an officer has ("" : nobody), and how many are overdue."""

    officer: str
    name: str
    cases: int
    overdue: int


def of_officer(officer: str | None) -> tuple[ColumnElement[bool], ...]:
    """Answer the condition for the cases of one officer; none where all are meant."""
    return () if officer is None else (F.assignee_id == officer,)


def by_stage(
    session: Session, now: datetime, *, officer: str | None = None
) -> tuple[StageCount, ...]:
    """Answer the open cases by stage, in the order of procedures and their stages."""
    late = _late_cases(now)
    rows = session.execute(
        select(
            F.procedure, F.procedure_version, F.stage, func.count(F.id), func.count(late.c.case_id)
        )
        .outerjoin(late, late.c.case_id == F.id)
        .where(F.closed_at.is_(None), *of_officer(officer))
        .group_by(F.procedure, F.procedure_version, F.stage)
    ).all()
    return tuple(
        StageCount(
            key,
            procedure_title(key, version),
            stage,
            stage_title(key, version, stage),
            cases,
            overdue,
        )
        for key, version, stage, cases, overdue in sorted(rows, key=_in_table_order)
    )


def _late_cases(now: datetime) -> Any:
    late = (C.open.is_(True), OUR_OWN, C.due_at <= now)
    return select(C.case_id).where(*late).group_by(C.case_id).subquery()


def _in_table_order(row: Any) -> tuple[str, int, int]:
    table = PROCEDURES.get((row[0], row[1]))
    places = list(table.by_key) if table else []
    return row[0], row[1], places.index(row[2]) if row[2] in places else len(places)


def by_officer(
    session: Session, now: datetime, *, officer: str | None = None
) -> tuple[OfficerCount, ...]:
    """Answer the open cases by officer, the most laden first."""
    late = _late_cases(now)
    rows = session.execute(
        select(F.assignee_id, O.name, func.count(F.id), func.count(late.c.case_id))
        .outerjoin(Officer, O.id == F.assignee_id)
        .outerjoin(late, late.c.case_id == F.id)
        .where(F.closed_at.is_(None), *of_officer(officer))
        .group_by(F.assignee_id, O.name)
        .order_by(func.count(F.id).desc(), F.assignee_id)
    ).all()
    return tuple(
        OfficerCount(who or "", name or "", cases, overdue) for who, name, cases, overdue in rows
    )
