"""Permits past their renewal window without an application, and permits past their term."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from casework.permit_list import PermitLine
from models import CaseFile, Permit
from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.workdays import Calendar

WINDOW = "PWXK-RENEW-APPLY"

F = CaseFile.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Noticed:
    """A permit whose renewal is late or whose term is over, as of the day asked about."""

    permit_no: str
    unit_name: str
    valid_to: date
    apply_by: date | None


def by_term(
    session: Session, lines: Iterable[PermitLine], calendar: Calendar, as_of: date
) -> tuple[tuple[Noticed, ...], tuple[Noticed, ...]]:
    """Answer the permits past their renewal window without an application, and the expired ones."""
    filed = _renewals_filed(session)
    late, expired = [], []
    for line in sorted(lines, key=lambda each: (each.valid_to, each.permit_no)):
        if line.category == "registered":
            if as_of > line.valid_to:
                expired.append(Noticed(line.permit_no, line.unit_name, line.valid_to, None))
            continue
        apply_by = due_of(clock(WINDOW), line.valid_to, calendar=calendar).due_on
        noticed = Noticed(line.permit_no, line.unit_name, line.valid_to, apply_by)
        if as_of > line.valid_to:
            expired.append(noticed)
        elif apply_by and as_of > apply_by and line.permit_no not in filed:
            late.append(noticed)
    return tuple(late), tuple(expired)


def _renewals_filed(session: Session) -> set[str]:
    rows = session.execute(
        select(M.permit_no, F.kinds)
        .join(CaseFile, F.permit_id == M.id)
        .where(F.procedure == "permit", F.closed_at.is_(None))
    )
    return {row.permit_no for row in rows if "renewal" in row.kinds}
