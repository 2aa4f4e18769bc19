"""The morning's docket for each officer: one duty a person and day, however often it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from casework.worklist import ApprovalLine, ClockLine, Docket, docket
from models import CaseFile, DutyRow, Officer
from rules.decide import Duty
from rules.notices import DAILY_DOCKET
from rules.vocabulary import Audience, R

D = DutyRow.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741


@dataclass(frozen=True)
class Reader:
    """Somebody who is told in the morning: an officer of their own cases, a head of all."""

    officer: str
    of_all: bool


def readers(session: Session, today: date) -> list[Reader]:
    """Answer the active officers with open cases, and the heads, who were not told today yet."""
    told = select(D.key).where(D.key.like(f"{_key(today, '')}%"))
    known = set(session.execute(told).scalars())
    busy = select(F.assignee_id).where(F.closed_at.is_(None), F.assignee_id.is_not(None))
    laden = set(session.execute(busy.distinct()).scalars())
    people = session.execute(select(O.id, O.roles).where(O.active.is_(True)).order_by(O.id)).all()
    found = [Reader(row.id, str(R.SECTION_HEAD) in row.roles) for row in people]
    return [
        each
        for each in found
        if (each.of_all or each.officer in laden) and _key(today, each.officer) not in known
    ]


def order_docket(session: Session, reader: Reader, today: date, now: datetime) -> bool:
    """Order one reader's docket of the day for the relay; False when none is due or it was."""
    officer = reader.officer
    found = docket(session, now, officer=None if reader.of_all else officer)
    if not (found.overdue or found.this_week or found.approvals):
        return False
    duty = _duty(officer, today, found)
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # A second run may have ordered it between the look at who was told and this write.
    added = session.execute(
        flavour.insert(DutyRow)
        .values(
            key=_key(today, officer), case_id=None, seq=0, kind=duty.kind, name=duty.name,
            payload=dict(duty.payload), status="pending", statutory=False, created_at=now,
            offered_until=now, try_at=now, owner="", token=0, attempts=0, last_error="", result={},
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )  # fmt: skip
    return bool(added.rowcount)  # type: ignore[attr-defined]


def _key(today: date, officer: str) -> str:
    return f"docket:{today}:{officer}"


def _duty(officer: str, today: date, found: Docket) -> Duty:
    payload = {
        "notice": DAILY_DOCKET,
        "audience": str(Audience.AUTHORITY),
        "to": [officer],
        "day": today.isoformat(),
        "docket": {
            "overdue": _clocks(found.overdue),
            "due_soon": _clocks(found.this_week),
            "waiting": _approvals(found.approvals),
        },
    }
    return Duty("notice", f"tell:{DAILY_DOCKET}", payload)


def _clocks(lines: Iterable[ClockLine]) -> list[dict[str, Any]]:
    return [
        {
            "case_no": each.case_no,
            "party": each.party,
            "title": f"{each.title} {each.subject}".strip(),
            "due_on": each.due_on.isoformat(),
            "provisional": each.provisional,
        }
        for each in lines
    ]


def _approvals(lines: Iterable[ApprovalLine]) -> list[dict[str, Any]]:
    return [
        {
            "case_no": each.case_no,
            "party": each.party,
            "title": each.act,
            "due_on": "",
            "provisional": False,
        }
        for each in lines
    ]
