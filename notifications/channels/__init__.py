"""The ways a notice leaves the house; each says what it promises when something is sent twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from rules.vocabulary import Audience


class Promise(StrEnum):
    """What a repeat of the same letter comes to."""

    EFFECTIVELY_ONCE = "effectively once"
    AT_LEAST_ONCE = "at least once, marked"


@dataclass(frozen=True)
class Letter:
    """A stored notice on its way; ``key`` is what a receiver tells a repeat by.

    ``rendered_at`` is the instant of rendering: it never changes between tries, so nothing that is
    named after it does. ``delivered`` names the channels that took the letter already.
    """

    id: int
    key: str
    notice: str
    title: str
    case_no: str
    audience: Audience
    recipients: tuple[str, ...]
    subject: str
    body: str
    sms: str
    sha256: str
    rendered_at: datetime
    delivered: Mapping[str, Any]


class Channel(Protocol):
    """A way to deliver; ``send`` answers the receipt to keep, and raises when it is not known."""

    @property
    def name(self) -> str:
        """Answer the name that receipts are kept under."""
        ...

    @property
    def promise(self) -> Promise:
        """Answer what a repeat comes to here."""
        ...

    def takes(self, letter: Letter) -> bool:
        """Answer whether this channel is for such a letter."""
        ...

    def send(self, letter: Letter, now: datetime) -> Mapping[str, Any]:
        """Deliver a letter, under its key where the receiver knows keys."""
        ...


@runtime_checkable
class Together(Channel, Protocol):
    """A way that takes many letters at the price of little more than one."""

    def send_all(self, letters: Sequence[Letter], now: datetime) -> list[Mapping[str, Any]]:
        """Deliver them all and answer each receipt; what raises may have delivered some."""
        ...
