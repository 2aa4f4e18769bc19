"""Signed 送达地址确认书: the electronic addresses to which papers may be served (处罚法 第61条)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from casework.contact_rows import ContactUnknown, ContactWrong, plain, refuse_outsider
from casework.district import newest_setting
from models import ServiceAddress
from rules.case_view import Person
from rules.contacts import AddressKind, proper_address, shown_address, shown_name
from rules.deadlines import legal_day
from rules.facts import hides_signs
from rules.service import ConfirmedAddress

ADDRESS = ServiceAddress.__table__  # type: ignore[attr-defined]
A = ADDRESS.c

ENFORCED = "confirmed"
STATED = "stated"
"""What a district may say of electronic service while it enters the papers that it holds."""


@dataclass(frozen=True)
class NewServiceAddress:
    """An address of a signed paper: its number, who signed it and on which day."""

    paper_no: str
    kind: AddressKind
    address: str
    signed_on: date
    signed_by: str


@dataclass(frozen=True)
class ServiceLine:
    """A recorded address for service, as a list shows it."""

    id: int
    paper_no: str
    kind: AddressKind
    address: str
    signed_on: date
    signed_by: str
    until: date | None
    end_reason: str


def record_service_address(
    session: Session, party_id: int, new: NewServiceAddress, actor: Person, *, now: datetime
) -> int:
    """Record an address of a signed paper and answer its number; once for the same paper.

    Raises ContactWrong, ActionRefused where an outsider records it.
    """
    refuse_outsider(actor)
    paper_no, signed_by = new.paper_no.strip(), new.signed_by.strip()
    for title, text in (("确认书编号", paper_no), ("签署人", signed_by)):
        if not text or len(text) > 100 or hides_signs(text, ""):
            raise ContactWrong(f"{title}应为 1 到 100 字，不含控制字符")
    if new.signed_on > legal_day(now):
        raise ContactWrong(f"签署日期 {new.signed_on} 在今天之后，请在当事人签署后登记")
    try:
        address = proper_address(new.kind, new.address)
    except ValueError as wrong:
        raise ContactWrong(str(wrong)) from None
    known = session.execute(
        select(A.id, A.signed_on, A.until).where(
            A.party_id == party_id, A.paper_no == paper_no, A.kind == str(new.kind),
            A.address == address,
        )
    ).first()  # fmt: skip
    if known is not None:
        if known.signed_on != new.signed_on or known.until is not None:
            raise ContactWrong(f"送达地址确认书“{paper_no}”已登记过，签署日期或者状态不同，请核对")
        return int(known.id)
    values = {
        "party_id": party_id, "paper_no": paper_no, "kind": str(new.kind), "address": address,
        "signed_on": new.signed_on, "signed_by": signed_by, "recorded_by": actor.id,
        "recorded_at": now, "end_reason": "", "ended_by": "",
    }  # fmt: skip
    return int(session.execute(insert(ADDRESS).values(**values).returning(A.id)).scalar_one())


def end_service_address(
    session: Session, number: int, until: date, reason: str, actor: Person
) -> None:
    """Record the last day on which papers may be served there: changed, or withdrawn in writing."""
    refuse_outsider(actor)
    if not reason.strip():
        raise ContactWrong("请写明理由，例如当事人变更送达地址的书面材料编号")
    plain(reason, "理由")
    found = session.execute(select(A.signed_on, A.until).where(A.id == number)).first()
    if found is None or found.until is not None:
        raise ContactUnknown(f"没有编号为 {number}、有效的电子送达地址，请核对")
    if until < found.signed_on:
        raise ContactWrong(f"终止日期 {until} 早于签署日期 {found.signed_on}")
    session.execute(
        update(ADDRESS)
        .where(A.id == number)
        .values(until=until, end_reason=reason.strip()[:200], ended_by=actor.id)
    )


def service_addresses(session: Session, party_id: int, *, whole: bool = False) -> list[ServiceLine]:
    """Answer an enterprise's addresses for service, the newest first, masked unless ``whole``."""
    rows = session.execute(select(*A).where(A.party_id == party_id).order_by(A.id.desc()))
    return [
        ServiceLine(
            row.id, row.paper_no, AddressKind(row.kind),
            row.address if whole else shown_address(row.kind, row.address), row.signed_on,
            row.signed_by if whole else shown_name(row.signed_by), row.until, row.end_reason,
        )
        for row in rows
    ]  # fmt: skip


def confirmed_addresses(session: Session, party_id: int) -> tuple[ConfirmedAddress, ...]:
    """Answer what the signed papers of an enterprise confirm, as a decision looks at it."""
    rows = session.execute(
        select(A.paper_no, A.address, A.signed_on, A.until).where(A.party_id == party_id)
    )
    return tuple(ConfirmedAddress(*row) for row in rows)


def enforced(session: Session, on: date) -> bool:
    """Answer whether electronic service needs a recorded paper on a day; it does unless said."""
    return str(newest_setting(session, on).get("electronic_service", ENFORCED)) != STATED
