"""Which way a letter goes: the district's routes, and the addresses that its receivers have."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import Text, cast
from sqlmodel import Session, col, select

from models import DistrictSetting
from models.remembered import remembered
from notifications.channels import Letter
from notifications.channels.parcel import GROUP, Address, Sender
from notifications.reach import addresses_of
from notifications.recipients import FOLDER

MINUTES = 240
"""How long a channel is tried before the next one, where a route does not say."""


@dataclass(frozen=True)
class Route:
    """Channels in the order of fall-over, each with its minutes, and channels that get a copy."""

    channels: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    minutes: int = MINUTES


@dataclass(frozen=True)
class Stop:
    """One receiver on one channel, with the channels that follow where this one fails."""

    channel: str
    recipient: str
    address: str
    onward: tuple[str, ...]


NOWHERE = Route()


def route_of(session: Session, letter: Letter, on: date) -> Route:
    """Answer the first of the district's routes that names the letter's audience and notice.

    Without one a letter stays in the file outbox and the inbox, which every letter reaches.
    """
    text = remembered(session, ("routes", on), lambda: _setting(session, on))
    for audience, notices, route in _routes(text):
        if audience in ("", str(letter.audience)) and (not notices or letter.notice in notices):
            return route
    return NOWHERE


def _setting(session: Session, on: date) -> str:
    text = session.exec(
        select(cast(DistrictSetting.content, Text))
        .where(DistrictSetting.effective_on <= on)
        .order_by(col(DistrictSetting.effective_on).desc(), col(DistrictSetting.id).desc())
        .limit(1)
    ).first()
    return text or "{}"


@lru_cache(maxsize=8)
def _routes(text: str) -> tuple[tuple[str, frozenset[str], Route], ...]:
    return tuple(
        (
            each.get("audience", ""),
            frozenset(each.get("notices", ())),
            Route(
                tuple(each["channels"]), tuple(each.get("copies", ())), each.get("minutes", MINUTES)
            ),
        )
        for each in json.loads(text).get("routes", ())
    )


def first_stops(
    session: Session,
    letter: Letter,
    route: Route,
    senders: Mapping[str, Sender],
    *,
    statutory: bool,
    on: date,
) -> list[Stop]:
    """Answer where a letter goes at first: each receiver's first channel, and each copy.

    ``on`` is the day whose addresses count.
    """
    stops = []
    for recipient in letter.recipients:
        stop = next_stop(
            session, letter, recipient, route.channels, senders, statutory=statutory, on=on
        )
        stops += [stop] if stop else []
    for name in route.copies:
        for recipient in _copied(letter, name, senders):
            stop = next_stop(
                session, letter, recipient, (name,), senders, statutory=statutory, on=on
            )
            stops += [stop] if stop else []
    return stops


def _copied(letter: Letter, name: str, senders: Mapping[str, Sender]) -> tuple[str, ...]:
    known = senders.get(name)
    if known is not None and known.terms.address is Address.GROUP:
        return (f"{GROUP}{name}",)
    return letter.recipients


def next_stop(
    session: Session,
    letter: Letter,
    recipient: str,
    channels: tuple[str, ...],
    senders: Mapping[str, Sender],
    *,
    statutory: bool,
    on: date,
    besides: Collection[str] = (),
) -> Stop | None:
    """Answer the first of the channels that takes the letter and knows the receiver's address.

    ``besides`` are addresses that were tried already.
    """
    for place, name in enumerate(channels):
        sender = senders.get(name)
        if sender is None or not sender.terms.take(letter.audience, statutory=statutory):
            continue
        for address in addresses(session, recipient, sender, on):
            if address not in besides:
                return Stop(name, recipient, address, channels[place + 1 :])
    return None


def addresses(session: Session, recipient: str, channel: Sender, on: date) -> tuple[str, ...]:
    """Answer a receiver's addresses for a channel in the order of trying; none is no error.

    ``recipient`` is a person's id, ``folder:`` and an enterprise's USCC, or ``group:`` and a robot.
    """
    kind = channel.terms.address
    if kind is Address.GROUP:
        return (recipient,) if recipient == f"{GROUP}{channel.name}" else ()
    if kind is Address.PERSON:
        return (recipient.removeprefix(FOLDER),)
    return addresses_of(session, recipient, str(kind), on)


def given(route: Route) -> timedelta:
    """Answer how long a channel of a route is tried."""
    return timedelta(minutes=route.minutes)
