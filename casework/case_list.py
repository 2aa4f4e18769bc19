"""Lists of cases: by procedure, stage, officer or enterprise, with the next date of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session

from casework.titles import procedure_title, stage_title
from models import CaseFile, Clock, Party
from rules.vocabulary import kind_title

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class CaseFilter:
    """Which cases are wanted; None is any. ``party`` is a part of a name or of a USCC."""

    procedure: str | None = None
    stage: str | None = None
    officer: str | None = None
    party: str | None = None
    closed: bool = False


@dataclass(frozen=True)
class CaseLine:
    """One case of a list."""

    case_no: str
    procedure: str
    procedure_title: str
    stage: str
    stage_title: str
    kinds: tuple[str, ...]
    party: str
    uscc: str
    assignee: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    next_due_on: str


def count_cases(session: Session, wanted: CaseFilter) -> int:
    """Answer how many cases suit."""
    suiting = _suiting(select(F.id).join(Party, F.party_id == P.id), wanted)
    return int(session.execute(select(func.count()).select_from(suiting.subquery())).scalar_one())


def list_cases(session: Session, wanted: CaseFilter, limit: int) -> tuple[CaseLine, ...]:
    """Answer the cases that suit, the newest first."""
    next_due = (
        select(func.min(C.due_on)).where(C.case_id == F.id, C.open.is_(True)).scalar_subquery()
    )
    chosen = _suiting(
        select(*F, P.name.label("party"), P.uscc, next_due.label("next_due_on"))
        .join(Party, F.party_id == P.id)
        .order_by(F.id.desc())
        .limit(limit),
        wanted,
    )
    return tuple(
        CaseLine(
            case_no=row["case_no"],
            procedure=row["procedure"],
            procedure_title=procedure_title(row["procedure"], row["procedure_version"]),
            stage=row["stage"],
            stage_title=stage_title(row["procedure"], row["procedure_version"], row["stage"]),
            kinds=tuple(kind_title(kind) for kind in row["kinds"]),
            party=row["party"],
            uscc=row["uscc"],
            assignee=row["assignee_id"] or "",
            opened_at=row["opened_at"],
            closed_at=row["closed_at"],
            outcome=row["outcome"],
            next_due_on=row["next_due_on"].isoformat() if row["next_due_on"] else "",
        )
        for row in session.execute(chosen).mappings()
    )


def _suiting(chosen: Select[Any], wanted: CaseFilter) -> Select[Any]:
    chosen = chosen.where(F.closed_at.is_not(None) if wanted.closed else F.closed_at.is_(None))
    same = (
        (F.procedure, wanted.procedure),
        (F.stage, wanted.stage),
        (F.assignee_id, wanted.officer),
    )
    for column, value in same:
        if value is not None:
            chosen = chosen.where(column == value)
    if wanted.party:
        part = wanted.party.strip()
        named = P.name.contains(part, autoescape=True)
        chosen = chosen.where(or_(named, P.uscc.contains(part.upper(), autoescape=True)))
    return chosen
