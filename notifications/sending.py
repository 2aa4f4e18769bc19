"""Deliveries: each letter's ways outside, written with its receipts, claimed, sent, settled.

A delivery is marked ``asked`` before its request leaves. Who finds one whose worker is gone knows
that it may have arrived: a reminder goes again under the same key and says so, service whose
channel keeps no keys goes to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import CaseFile, Delivery, Notice
from notifications import sending_state as state
from notifications.channels import Letter
from notifications.channels.parcel import Parcel, Sender, sent_key
from notifications.deliver import NoticeAltered, refuse_altered, unchecked_letter
from notifications.sending_routes import Stop, first_stops, given, route_of
from notifications.sending_storm import gathers_until
from rules.deadlines import legal_day

LEASE = timedelta(seconds=120)
SERVICE, REMINDER = 0, 5

DELIVERY = Delivery.__table__  # type: ignore[attr-defined]
D = DELIVERY.c
N = Notice.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]

_ADD = {
    name: flavour.insert(DELIVERY).on_conflict_do_nothing(index_elements=["key"])
    for name, flavour in (("sqlite", sqlite), ("postgresql", postgresql))
}

Senders = Mapping[str, Sender]
NOBODY: Senders = MappingProxyType({})
"""No outside channel is set up."""


@dataclass(frozen=True)
class Errand:
    """What hands a letter over: its cause (for digests) and whether it announces a served paper."""

    cause: str
    statutory: bool = False


@dataclass(frozen=True)
class Claimed:
    """A delivery under a lease, with the parcel to send."""

    id: int
    token: int
    attempts: int
    parcel: Parcel
    row: Mapping[str, Any]
    flaw: str = ""


def cause_of(notice: str, payload: Mapping[str, Any]) -> str:
    """Answer what letters of one storm have in common: the notice, and what caused it."""
    return f"{notice}:{payload.get('cause', '')}"[:200]


def hand_over(
    session: Session, letter: Letter, errand: Errand, senders: Senders, now: datetime
) -> int:
    """Write the deliveries of a letter, once each; answer how many ways it goes."""
    if not senders:
        return 0
    route = route_of(session, letter, legal_day(now))
    stops = first_stops(
        session, letter, route, senders, statutory=errand.statutory, on=legal_day(now)
    )
    for stop in stops:
        add_delivery(session, letter, stop, errand, now, now + given(route))
    return len(stops)


def add_delivery(
    session: Session, letter: Letter, stop: Stop, errand: Errand, now: datetime, due_at: datetime,
    *, turn: int = 1,
) -> None:  # fmt: skip
    """Write one delivery, once; where many of its cause were written lately it is gathered.

    ``turn`` counts the addresses of one receiver that a channel was given one after another.
    """
    wait = None
    if not errand.statutory:
        wait = gathers_until(session, stop.channel, stop.recipient, errand.cause, now)
    minutes = int((due_at - now).total_seconds() // 60)
    session.execute(
        _ADD[session.get_bind().dialect.name],
        {
            "key": f"{letter.key}@{stop.channel}>{stop.recipient}{f'~{turn}' if turn > 1 else ''}",
            "notice_id": letter.id,
            "channel": stop.channel, "recipient": stop.recipient, "address": stop.address,
            "cause": errand.cause, "statutory": errand.statutory,
            "priority": SERVICE if errand.statutory else REMINDER,
            "onward": [minutes, *stop.onward], "status": "gathering" if wait else "waiting",
            "created_at": now, "try_at": wait or now,
            "due_at": due_at if stop.onward or errand.statutory else None,
            "token": 0, "attempts": 0, "repeat": False, "receipt": {}, "last_error": "",
        },
    )  # fmt: skip


def anything_ready(session: Session, channel: str, now: datetime) -> bool:
    """Answer whether a channel has something to send, without taking the write lock."""
    ready = select(D.id).where(D.channel == channel, D.status == "waiting", D.try_at <= now)
    return session.execute(ready.limit(1)).first() is not None


def claim(session: Session, sender: Sender, now: datetime) -> list[Claimed]:
    """Mark as asked what a channel may be given now, service first, and answer it."""
    may = state.allowance(session, sender, now)
    if not may.letters:
        return []
    ready = (
        select(D.id)
        .where(D.channel == sender.name, D.status == "waiting", D.try_at <= now)
        .order_by(D.priority, D.id)
        .limit(may.letters)
    )
    if session.get_bind().dialect.name == "postgresql":
        ready = ready.with_for_update(skip_locked=True)
    taken = session.execute(
        update(DELIVERY)
        .where(D.id.in_(ready))
        .values(
            status="asked", token=D.token + 1, attempts=D.attempts + 1, asked_at=now,
            until=now + LEASE,
        )
        .returning(D.id)
    ).scalars()  # fmt: skip
    claimed = with_letters(session, D.id.in_(list(taken)))
    state.took(session, sender, len(claimed), now)
    return sorted(claimed, key=lambda each: (each.row["priority"], each.id))


def with_letters(session: Session, which: ColumnElement[bool]) -> list[Claimed]:
    """Answer deliveries with their letters; one whose stored words were altered has its flaw."""
    rows = session.execute(
        select(*D, *(each.label(f"notice_{each.name}") for each in N), F.case_no)
        .join_from(DELIVERY, Notice, D.notice_id == N.id)
        .outerjoin(CaseFile, N.case_id == F.id)
        .where(which)
        .order_by(D.id)
    ).mappings()
    return [_claimed(each) for each in rows]


def _claimed(row: Mapping[Any, Any]) -> Claimed:
    notice = Notice(**{name: row[f"notice_{name}"] for name in Notice.model_fields})
    letter = unchecked_letter(notice, row["case_no"] or "")
    try:
        refuse_altered(notice)
        flaw = ""
    except NoticeAltered as altered:
        flaw = str(altered)
    key = sent_key(row["key"])
    parcel = Parcel(key, letter, row["recipient"], row["address"], row["repeat"])
    return Claimed(row["id"], row["token"], row["attempts"], parcel, dict(row), flaw)
