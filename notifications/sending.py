"""Deliveries: each letter's ways outside, written with its receipts, claimed, sent, settled.

A delivery is marked ``asked`` before its request leaves. Who finds one whose worker is gone knows
that it may have arrived: a reminder goes again under the same key and says so, service whose
channel keeps no keys goes to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import CaseFile, Delivery, Notice
from models.remembered import remembering
from notifications import sending_state as state
from notifications.channels import Letter
from notifications.channels.parcel import OWN, Parcel, Sender, sent_key
from notifications.deliver import NoticeAltered, refuse_altered, unchecked_letter
from notifications.reach import learn_addresses
from notifications.sending_person import leave_without_way
from notifications.sending_routes import Route, Stop, first_stops, given, route_of
from notifications.sending_storm import Storms
from rules.deadlines import legal_day
from rules.notices import CONTACT_CODE

LEASE = timedelta(seconds=120)
FRESH = timedelta(minutes=15)
"""How long after its order a reminder of the night goes out as was meant: at its first try."""
MOVED = "moved"
"""In the receipt of what waits: when a person sent it to another address, see ``send_again``."""
SERVICE, PRESSING, REMINDER = 0, 3, 5
"""What goes first; a pressing reminder waits for no morning either, see ``Errand``."""

DELIVERY = Delivery.__table__  # type: ignore[attr-defined]
D = DELIVERY.c
N = Notice.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
COLUMNS = tuple(Notice.model_fields)

_ADD = {
    name: flavour.insert(DELIVERY).on_conflict_do_nothing(index_elements=["key"])
    for name, flavour in (("sqlite", sqlite), ("postgresql", postgresql))
}

Senders = Mapping[str, Sender]
NOBODY: Senders = MappingProxyType({})
"""No outside channel is set up."""


@dataclass(frozen=True)
class Errand:
    """What hands a letter over: its cause (for digests) and whether it announces a served paper.

    ``pressing``: a reminder whose clock would be over, or that a bureau lets no quiet hours hold.
    """

    cause: str
    statutory: bool = False
    pressing: bool = False

    @property
    def priority(self) -> int:
        """Answer its place among what waits for a channel."""
        return SERVICE if self.statutory else PRESSING if self.pressing else REMINDER


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
    return hand_over_all(session, [(letter, errand)], senders, now)


def hand_over_all(
    session: Session, letters: Sequence[tuple[Letter, Errand]], senders: Senders, now: datetime
) -> int:
    """Write the deliveries of many letters in one statement; answer how many ways they go."""
    if not senders:
        return 0
    today = legal_day(now)
    with remembering(session):
        if len(letters) > 1 and any(each.terms.address in OWN for each in senders.values()):
            learn_addresses(session, (who for letter, _ in letters for who in letter.recipients))
        ways = [
            (letter, errand, stop, now + given(route))
            for letter, errand in letters
            for route in (route_of(session, letter, today),)
            for stop in _stops(session, letter, errand, route, senders, now)
        ]
        storms = Storms(session, now, [(stop, errand.cause) for _, errand, stop, _ in ways])
        rows = [
            _row(letter, stop, errand, now, due_at, storms) for letter, errand, stop, due_at in ways
        ]
    if rows:
        session.execute(_ADD[session.get_bind().dialect.name], rows)
    return len(rows)


def _stops(
    session: Session, letter: Letter, errand: Errand, route: Route, senders: Senders, now: datetime
) -> list[Stop]:
    """Answer where a letter goes at first; service that goes nowhere stands on the docket."""
    stops = first_stops(
        session, letter, route, senders, statutory=errand.statutory, on=legal_day(now)
    )
    if errand.statutory and route.channels and not stops:
        leave_without_way(session, letter, now)
    return stops


def add_delivery(
    session: Session, letter: Letter, stop: Stop, errand: Errand, now: datetime, due_at: datetime,
    *, turn: int = 1, after: str = "",
) -> None:  # fmt: skip
    """Write one delivery, once; where many of its cause were written lately it is gathered.

    ``turn`` counts the addresses of one receiver that a channel was given one after another;
    ``after`` says why the way before this one did not do.
    """
    storms = Storms(session, now, [(stop, errand.cause)])
    row = _row(letter, stop, errand, now, due_at, storms, turn)
    session.execute(_ADD[session.get_bind().dialect.name], {**row, "last_error": after[:500]})


def _row(
    letter: Letter, stop: Stop, errand: Errand, now: datetime, due_at: datetime, storms: Storms,
    turn: int = 1,
) -> dict[str, Any]:  # fmt: skip
    code = letter.notice == CONTACT_CODE
    wait = None if errand.statutory or code else storms.gathers_until(stop, errand.cause)
    minutes = int((due_at - now).total_seconds() // 60)
    return {
        "key": f"{letter.key}@{stop.channel}>{stop.recipient}{f'~{turn}' if turn > 1 else ''}",
        "notice_id": letter.id,
        "channel": stop.channel, "recipient": stop.recipient, "address": stop.address,
        "cause": errand.cause, "statutory": errand.statutory, "priority": errand.priority,
        "onward": [minutes, *stop.onward], "status": "gathering" if wait else "waiting",
        "created_at": now, "try_at": wait or now,
        "due_at": due_at if stop.onward or errand.statutory or code else None,
        "token": 0, "attempts": 0, "repeat": False, "receipt": {}, "last_error": "",
    }  # fmt: skip


def heard_at_night() -> ColumnElement[bool]:
    """Answer what goes out in quiet hours: service, and what presses; the rest waits."""
    found: ColumnElement[bool] = D.priority < REMINDER
    return found


def _may_go(channel: str, now: datetime, *, hushed: bool) -> list[ColumnElement[bool]]:
    """Answer what a channel may be given; in quiet hours no second try, and no other's leavings."""
    found = [D.channel == channel, D.status == "waiting", D.try_at <= now]
    if hushed:
        first = and_(D.attempts == 0, D.last_error == "", D.created_at > now - FRESH)
        found.append(or_(heard_at_night(), first))
    return found


def anything_ready(session: Session, channel: str, now: datetime, *, hushed: bool = False) -> bool:
    """Answer whether a channel has something to send, without taking the write lock."""
    ready = select(D.id).where(*_may_go(channel, now, hushed=hushed))
    return session.execute(ready.limit(1)).first() is not None


def claim(
    session: Session, sender: Sender, now: datetime, *, hushed: bool = False
) -> list[Claimed]:
    """Mark as asked what a channel may be given now, service first, and answer it.

    ``hushed``: people are to be left in peace, see ``Errand``.
    """
    may = state.allowance(session, sender, now)
    if not may.letters:
        return []
    ready = (
        select(D.id)
        .where(*_may_go(sender.name, now, hushed=hushed))
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
    notice = {name: row[f"notice_{name}"] for name in COLUMNS}
    letter = unchecked_letter(notice, row["case_no"] or "")
    try:
        refuse_altered(notice)
        flaw = ""
    except NoticeAltered as altered:
        flaw = str(altered)
    # Sent again to another address: under the old key its receiver would take it for a repeat.
    moved = row["receipt"].get(MOVED, "")
    key = sent_key(f"{row['key']}#{moved}" if moved else row["key"])
    parcel = Parcel(key, letter, row["recipient"], row["address"], row["repeat"])
    return Claimed(row["id"], row["token"], row["attempts"], parcel, dict(row), flaw)
