"""Where a receiver can be written to, and what follows when an address is no good any more."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import CaseFile, Contact, ContactEvent, ContactPerson, DutyRow, Party
from models.remembered import learn, remembered
from notifications.channels.parcel import without_addresses
from rules.case_view import SYSTEM
from rules.contacts import (
    ADDRESS_KIND_TITLES,
    ENTERPRISE,
    AddressKind,
    Standing,
    order_of,
    usable,
)
from rules.deadlines import legal_day

C = Contact.__table__.c  # type: ignore[attr-defined]
N = ContactPerson.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]

REACH_PARTY = "reach_party"
"""The kind of the docket's item about an enterprise that no address reaches."""

_OF_OWNER = (
    select(
        C.id, C.owner, C.kind, C.address, C.person_id, C.consented_on, C.confirmed_at, C.bounced_at,
        C.ended_at, N.role, N.authorised_until, N.ended_at.label("person_ended_at"),
    )
    .join_from(Contact, ContactPerson, C.person_id == N.id, isouter=True)
)  # fmt: skip


def addresses_of(session: Session, owner: str, kind: str, on: date) -> tuple[str, ...]:
    """Answer an owner's addresses of a kind that may be used on a day, in the order of trying."""
    rows = remembered(session, ("addresses", owner), lambda: _rows_of(session, [owner])[owner])
    fit = [row for row in rows if row["kind"] == kind and usable(_standing(row), on)]
    fit.sort(key=lambda row: order_of(row["role"] or "", row["confirmed_at"], row["id"]))
    return tuple(row["address"] for row in fit)


def learn_addresses(session: Session, owners: Iterable[str]) -> None:
    """Ask for the addresses of many owners at once, see ``remembering``."""
    for owner, rows in _rows_of(session, sorted(set(owners))).items():
        learn(session, ("addresses", owner), rows)


def _rows_of(session: Session, owners: Sequence[str]) -> dict[str, list[Mapping[Any, Any]]]:
    found: dict[str, list[Mapping[Any, Any]]] = {each: [] for each in owners}
    for row in session.execute(_OF_OWNER.where(C.owner.in_(owners))).mappings():
        found[row["owner"]].append(row)
    return found


def mark_bounced(
    session: Session, owner: str, kind: str, address: str, why: str, now: datetime, *,
    case_id: int | None = None, by: str = SYSTEM.id,
) -> bool:  # fmt: skip
    """Record that an address is no good any more, once; an enterprise without another is docketed.

    Answers False where no address in use is of that writing.
    """
    number = session.execute(
        update(Contact)
        .where(
            C.owner == owner, C.kind == kind, C.address == address,
            C.bounced_at.is_(None), C.ended_at.is_(None),
        )
        .values(bounced_at=now, bounce_reason=without_addresses(why, address)[:300])
        .returning(C.id)
    ).scalar_one_or_none()  # fmt: skip
    if number is None:
        return False
    session.execute(
        insert(ContactEvent).values(
            owner=owner, contact_id=number, verb="bounced", actor_id=by, at=now,
            detail=ADDRESS_KIND_TITLES[AddressKind(kind)],
        )
    )  # fmt: skip
    if owner.startswith(ENTERPRISE) and not _reachable(session, owner, now):
        _ask_for_address(session, owner, number, now, case_id)
    return True


def _reachable(session: Session, owner: str, now: datetime) -> bool:
    rows = session.execute(_OF_OWNER.where(C.owner == owner)).mappings()
    return any(usable(_standing(row), legal_day(now)) for row in rows)


def _ask_for_address(
    session: Session, owner: str, number: int, now: datetime, case_id: int | None
) -> None:
    """Put an enterprise that no address reaches on the docket, once for the address that was last.

    It leaves the docket when a new address is confirmed, or when an officer says what was done.
    """
    uscc = owner.removeprefix(ENTERPRISE)
    party = session.execute(select(P.id, P.name).where(P.uscc == uscc)).one_or_none()
    if party is None:
        return
    words = (
        f"{party.name}（{uscc}）登记的联系方式全部退回，提醒无法送到。请承办人与企业核实，"
        "用 permitloop contact add 登记新的联系方式并确认；文书送达不受影响，仍以送达回证为准；"
        "另行联系上的，由承办人或者科室负责人登记“已另行办理”"
    )
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        flavour.insert(DutyRow)
        .values(
            key=f"unreachable:{owner}:{number}:{now.isoformat()}"[:250],
            case_id=case_id or _newest_case(session, party.id), seq=0, kind=REACH_PARTY,
            name="reach:party", payload={"uscc": uscc}, status="held", statutory=False,
            created_at=now, offered_until=now, try_at=now, owner="", token=0, attempts=0,
            last_error=words[:500], result={},
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )  # fmt: skip


def _newest_case(session: Session, party_id: int) -> int | None:
    found: int | None = session.execute(
        select(F.id)
        .where(F.party_id == party_id, F.closed_at.is_(None))
        .order_by(F.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found


def _standing(row: Mapping[Any, Any]) -> Standing:
    return Standing(
        of_person=row["person_id"] is not None,
        consented=row["consented_on"] is not None,
        confirmed=row["confirmed_at"] is not None,
        bounced=row["bounced_at"] is not None,
        ended=row["ended_at"] is not None or row["person_ended_at"] is not None,
        authorised_until=row["authorised_until"],
    )
