"""Who can be told, as lists show it: masked, unless somebody says why and is written down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from casework.contact_rows import (
    PERSON,
    owner_of,
    record,
    refuse_stranger,
    standing,
    with_persons,
)
from casework.informants import checked_reason, log_reading
from models import CaseFile, Contact, ContactEvent, Party
from rules.case_view import Person
from rules.contacts import (
    CONTACT_ROLE_TITLES,
    ENTERPRISE,
    AddressKind,
    ContactRole,
    order_of,
    shown_address,
    shown_name,
    usable,
)

C = Contact.__table__.c  # type: ignore[attr-defined]
N = PERSON.c
P = Party.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = ContactEvent.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ContactLine:
    """One address of a person, or a person without any (``contact_id`` None)."""

    person_id: int
    contact_id: int | None
    name: str
    role: str
    authorised_until: date | None
    kind: str
    address: str
    used: bool
    state: str
    consented_on: date | None
    confirmed_at: datetime | None
    bounced_at: datetime | None


@dataclass(frozen=True)
class Unreachable:
    """An enterprise that no reminder reaches, and why."""

    uscc: str
    name: str
    why: str
    addresses: int
    open_cases: int


@dataclass(frozen=True)
class Trace:
    """One thing that was done with an enterprise's contacts."""

    at: datetime
    verb: str
    actor_id: str
    person_id: int | None
    contact_id: int | None
    detail: str


VERB_TITLES = {
    "entered": "登记联系人", "authorised": "更新授权", "added": "登记联系方式", "agreed": "同意",
    "withdrew": "撤回同意", "code": "发送验证码", "confirmed": "确认", "bounced": "退回",
    "ended": "停用", "erased": "删除", "read": "查看全文",
}  # fmt: skip


def contact_lines(session: Session, party_id: int, on: date) -> list[ContactLine]:
    """Answer an enterprise's people and addresses in the order in which they are tried, masked."""
    return [_masked(each) for each in _lines(session, party_id, on)]


def contact_lines_whole(
    session: Session, party_id: int, reason: str, actor: Person, *, on: date, now: datetime
) -> list[ContactLine]:
    """Answer the same unmasked, and write down who read it and why.

    Raises ReadingRefused without a reason, ActionRefused for a stranger.
    """
    refuse_stranger(actor, party_id)
    note_reading(session, party_id, reason, actor, now=now)
    return _lines(session, party_id, on)


def note_reading(
    session: Session, party_id: int, reason: str, actor: Person, *, now: datetime
) -> None:
    """Write down who reads an enterprise's contacts whole, and why; ReadingRefused without why.

    It stands beside the contacts, which can be erased, and in the log that only grows.
    """
    why, owner = checked_reason(reason), owner_of(session, party_id)
    record(session, owner, "read", actor.id, now, detail=why)
    log_reading(session, "contact", None, actor, why, now=now)


def _lines(session: Session, party_id: int, on: date) -> list[ContactLine]:
    people = session.execute(
        select(*N).where(N.party_id == party_id, N.ended_at.is_(None)).order_by(N.id)
    ).mappings().all()  # fmt: skip
    rows = session.execute(
        with_persons().where(N.party_id == party_id, C.ended_at.is_(None), N.ended_at.is_(None))
    ).mappings().all()  # fmt: skip
    rows = sorted(rows, key=lambda row: order_of(row["role"], row["confirmed_at"], row["id"]))
    having = {row["person_id"] for row in rows}
    alone = [_bare(each) for each in people if each["id"] not in having]
    return [_line(row, on) for row in rows] + alone


def _line(row: Mapping[Any, Any], on: date) -> ContactLine:
    return ContactLine(
        row["person_id"], row["id"], row["name"], CONTACT_ROLE_TITLES[ContactRole(row["role"])],
        row["authorised_until"], row["kind"], row["address"], usable(standing(row), on),
        _state(row, on), row["consented_on"], row["confirmed_at"], row["bounced_at"],
    )  # fmt: skip


def _bare(row: Mapping[Any, Any]) -> ContactLine:
    return ContactLine(
        row["id"], None, row["name"], CONTACT_ROLE_TITLES[ContactRole(row["role"])],
        row["authorised_until"], "", "", False, "没有联系方式", None, None, None,
    )  # fmt: skip


def _state(row: Mapping[Any, Any], on: date) -> str:
    if row["bounced_at"] is not None:
        return "已退回"
    if row["authorised_until"] is not None and row["authorised_until"] < on:
        return "授权已过期"
    if row["consented_on"] is None:
        return "未同意"
    return "在用" if row["confirmed_at"] is not None else "未确认"


def _masked(each: ContactLine) -> ContactLine:
    values = {**vars(each), "name": shown_name(each.name)}
    return ContactLine(
        **{**values, "address": shown_address(AddressKind(each.kind), each.address)}
        if each.kind
        else values
    )


def unreachable(session: Session, on: date, *, every: bool = False) -> list[Unreachable]:
    """Answer the enterprises that no reminder reaches, those with most open cases first.

    Without ``every`` only those with an open case are asked about.
    """
    open_cases = session.execute(
        select(F.party_id, func.count()).where(F.closed_at.is_(None)).group_by(F.party_id)
    )
    cases = {party: count for party, count in open_cases}  # noqa: C416  # rows are no pairs to mypy
    rows: dict[str, list[Mapping[Any, Any]]] = {}
    for row in session.execute(with_persons().where(C.owner.like(f"{ENTERPRISE}%"))).mappings():
        rows.setdefault(row["owner"], []).append(row)
    found = list(_without_way(session, rows, cases, on, every=every))
    return sorted(found, key=lambda each: (-each.open_cases, each.uscc))


def _without_way(
    session: Session, rows: Mapping[str, list[Mapping[Any, Any]]], cases: Mapping[int, int],
    on: date, *, every: bool,
) -> Iterator[Unreachable]:  # fmt: skip
    for party in session.execute(select(P.id, P.uscc, P.name)):
        own = [row for row in rows.get(f"{ENTERPRISE}{party.uscc}", ()) if row["ended_at"] is None]
        if any(usable(standing(row), on) for row in own) or not (every or party.id in cases):
            continue
        yield Unreachable(
            party.uscc, party.name, _why(own, on), len(own), cases.get(party.id, 0)
        )  # fmt: skip


def _why(rows: list[Mapping[Any, Any]], on: date) -> str:
    if not rows:
        return "没有登记联系方式"
    states = sorted({_state(row, on) for row in rows})
    return "全部退回" if states == ["已退回"] else "、".join(states)


def traces(session: Session, party_id: int) -> list[Trace]:
    """Answer what was done with an enterprise's contacts, and who read them, the newest first."""
    rows = session.execute(
        select(E.at, E.verb, E.actor_id, E.person_id, E.contact_id, E.detail)
        .where(E.owner == owner_of(session, party_id))
        .order_by(E.id.desc())
    )
    return [Trace(*row) for row in rows]
