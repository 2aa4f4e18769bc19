"""Outward duties (条例 第25条第2款; 双公示): each stands on the docket until its receipt."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from casework.act import note_event
from casework.case_reading import locked_case
from casework.events import Happening
from casework.owed import KIND, OWED
from casework.people import refuse_inactive
from models import CaseFile, DutyRow, Party
from rules.asked import REASON
from rules.case_view import ActionRefused, Person
from rules.deadlines import legal_day
from rules.facts import FactValue, check_facts
from rules.outward import RECEIPT_NO, RECEIPT_ON, TARGETS
from rules.vocabulary import OUTSIDERS

D = DutyRow.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Missing:
    """A receipt that is still missing: of which system, for which case, since when."""

    key: str
    case_no: str
    party: str
    officer: str
    target: str
    title: str
    since: date
    basis: str


def missing_receipts(session: Session, *, officer: str | None = None) -> tuple[Missing, ...]:
    """Answer the receipts that are missing, the oldest first."""
    wanted = (
        select(D.key, D.payload, D.created_at, F.case_no, F.assignee_id, P.name)
        .join_from(DutyRow, CaseFile, D.case_id == F.id)
        .join(Party, F.party_id == P.id)
        .where(D.status == OWED, D.kind == KIND)
        .order_by(D.created_at, D.id)
    )
    if officer is not None:
        wanted = wanted.where(F.assignee_id == officer)
    return tuple(_missing(row) for row in session.execute(wanted))


def _missing(row: Any) -> Missing:
    target = TARGETS[row.payload["target"]]
    return Missing(
        row.key, row.case_no, row.name, row.assignee_id or "", target.key, target.title,
        legal_day(row.created_at), target.basis,
    )  # fmt: skip


def record_receipt(
    session: Session, key: str, receipt: str, on: date, actor: Person, *, now: datetime
) -> str:
    """Record the receipt of an outside system and answer the case; it leaves the docket."""
    if on > legal_day(now):
        raise ActionRefused(f"回执日期 {on} 在今天之后，请核对")
    facts: dict[str, FactValue] = {RECEIPT_NO: receipt, RECEIPT_ON: on.isoformat()}
    return _settle(session, key, check_facts([RECEIPT_NO], facts), "outward_receipt", actor, now)


def record_not_owed(
    session: Session, key: str, reason: str, actor: Person, *, now: datetime
) -> str:
    """Record why nothing is owed after all, such as a unit that the platform does not know."""
    facts = check_facts([REASON], {REASON: reason})
    return _settle(session, key, facts, "outward_not_owed", actor, now)


def _settle(
    session: Session, key: str, facts: Mapping[str, FactValue], kind: str, actor: Person,
    now: datetime,
) -> str:  # fmt: skip
    refuse_inactive(actor)
    if not actor.roles - OUTSIDERS:
        raise ActionRefused(f"{actor.name}不是本局人员，请由承办人登记回执")
    found = session.execute(
        select(F.case_no, D.payload)
        .join_from(DutyRow, CaseFile, D.case_id == F.id)
        .where(D.key == key, D.kind == KIND, D.status == OWED)
    ).one_or_none()
    if found is None:
        raise ActionRefused(f"没有编号为“{key}”、缺回执的事项，请在 permitloop outward list 中核对")
    case = locked_case(session, found.case_no)
    done = session.execute(
        update(DutyRow)
        .where(D.key == key, D.status == OWED)
        .values(status="done", done_at=now, result={"by": actor.id})
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise ActionRefused("此项刚由他人登记，请刷新后核对")
    detail = {"duty": key, "target": found.payload["target"]}
    role = str(min(actor.roles))
    note_event(session, case, Happening(kind, actor.id, role, now, facts=facts, detail=detail))
    return str(found.case_no)
