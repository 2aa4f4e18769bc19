"""What the end of a permit leaves open: shown where it is decided, and going on after it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from casework.titles import stage_title
from models import CaseFile
from rules.procedures import latest

F = CaseFile.__table__.c  # type: ignore[attr-defined]

ENDINGS = frozenset({"cancellation", "revocation", "withdrawal", "forfeiture"})
SURVIVING = (
    "violation",
    "penalty",
    "court_enforcement",
    "transfer",
    "detention",
    "production_order",
    "seizure",
    "damage_compensation",
    "reconsideration",
    "litigation",
)
"""Open violations, unpaid fines and transfers among them: no ending of a permit ends them."""


@dataclass(frozen=True)
class Unfinished:
    """An open matter of the enterprise that survives its permit."""

    case_no: str
    procedure_title: str
    stage_title: str


def unfinished(session: Session, party_id: int) -> tuple[Unfinished, ...]:
    """Answer an enterprise's open matters, the oldest first (practice 10)."""
    rows = session.execute(
        select(F.case_no, F.procedure, F.procedure_version, F.stage)
        .where(F.party_id == party_id, F.closed_at.is_(None), F.procedure.in_(SURVIVING))
        .order_by(F.id)
    )
    found = []
    for row in rows:
        table = latest(row.procedure)
        title = table.title if table else row.procedure
        stage = stage_title(row.procedure, row.procedure_version, row.stage)
        found.append(Unfinished(row.case_no, title, stage))
    return tuple(found)
