"""What a morning's letter would say today, for whoever looks at its words before any was sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.digests import Letter, party_letter
from casework.docket_notices import docket_letter, reader, readers
from casework.titles import clock_title
from models import CaseFile, Clock, Party
from rules.deadlines import legal_day
from rules.escalation import own_to_party

C = Clock.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]

LOOKED_AT = 500
SHOWN = 5


def docket_example(session: Session, case_no: str | None, now: datetime) -> Letter | None:
    """Answer today's letter of a case's officer, or of the first who was not told yet.

    It reminds of the open clocks that are due next, as the letter of a day with reminders does.
    """
    today = legal_day(now)
    rows = _open_clocks(session, case_no)
    whose = next((row.assignee_id for row in rows if row.assignee_id), None) if case_no else None
    told = [reader(session, whose, today, now)] if whose else readers(session, today, now)
    lines = [_line(row) | {"party": row.name} for row in rows[:SHOWN]]
    letters = (docket_letter(session, each, lines, today, now) for each in told)
    return next((each for each in letters if each is not None), None)


def reminders_example(session: Session, case_no: str | None, now: datetime) -> Letter | None:
    """Answer a letter that reminds an enterprise of its open clocks: a case's, or the next due."""
    rows = [row for row in _open_clocks(session, case_no) if own_to_party(row.key)]
    if not rows:
        return None
    lines = [_line(row) for row in rows if row.uscc == rows[0].uscc]
    return party_letter(rows[0].party_id, rows[0].uscc, lines, legal_day(now))


def _open_clocks(session: Session, case_no: str | None) -> list[Any]:
    asked = (
        select(
            C.key, C.subject, C.due_on, C.provisional, C.evidence, C.basis, F.case_no,
            F.assignee_id, F.party_id, P.uscc, P.name,
        )
        .join_from(Clock, CaseFile, C.case_id == F.id)
        .join(Party, F.party_id == P.id)
        .where(C.open.is_(True), C.due_on.is_not(None))
        .order_by(C.due_on, C.id)
        .limit(LOOKED_AT)
    )  # fmt: skip
    return list(session.execute(asked if case_no is None else asked.where(F.case_no == case_no)))


def _line(row: Any) -> dict[str, Any]:
    return {
        "case_no": row.case_no, "clock_title": clock_title(row.key), "subject": row.subject,
        "due_on": row.due_on.isoformat(), "provisional": row.provisional,
        "evidence": row.evidence, "basis": row.basis, "rungs": [],
    }  # fmt: skip
