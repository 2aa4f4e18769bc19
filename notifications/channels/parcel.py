"""What goes to an outside channel and what comes back: a parcel, an answer, a channel's terms."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from notifications.channels import Letter, Promise
from rules.contacts import AddressKind, shown_address
from rules.vocabulary import Audience

REPEAT_MARK = "【重发】"
GROUP = "group:"
"""Opens the name of a receiver that is a chat group and no person."""


class Went(StrEnum):
    """How one sending went; all but UNKNOWN is certain.

    LATER is said of one letter, BUSY of the whole channel, NOT_SENT where it was not reached.
    """

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    BUSY = "busy"
    NOT_SENT = "not sent"
    UNKNOWN = "unknown"
    NOT_TRIED = "not tried"


class Address(StrEnum):
    """What a channel writes to."""

    MAIL = "mail"
    PHONE = "phone"
    PERSON = "person"
    GROUP = "group"


OWN = frozenset({Address.MAIL, Address.PHONE})
"""What a receiver has on file; the rest follows from who they are."""


@dataclass(frozen=True)
class Terms:
    """What a channel declares: ``per_second`` 0 sets no limit, ``receipt`` is what it gives back.

    A receipt says that a receiver took a message; it never says that a paper was served.
    """

    promise: Promise
    per_second: float
    batch: int
    receipt: str
    address: Address
    audiences: frozenset[Audience]
    statutory: bool

    def take(self, audience: Audience, *, statutory: bool) -> bool:
        """Answer whether such a letter may go this way."""
        return audience in self.audiences and (self.statutory or not statutory)


@dataclass(frozen=True)
class Parcel:
    """A letter to one address; ``key`` is all that its receiver can tell a repeat by."""

    key: str
    letter: Letter
    recipient: str
    address: str
    repeat: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of one parcel; ``wait`` is how many seconds the receiver asked for.

    ``bad_address`` says of a refusal that nothing will ever arrive at that address; ``doubtful``,
    that it gives no reason, so that only another one on another day proves it.
    """

    went: Went
    words: str = ""
    receipt: dict[str, Any] = field(default_factory=dict)
    wait: float = 0.0
    bad_address: bool = False
    doubtful: bool = False


class Sender(Protocol):
    """An outside channel: it never raises, and answers each parcel in its order."""

    @property
    def name(self) -> str:
        """Answer the name that settings, routes and receipts know it by."""
        ...

    @property
    def title(self) -> str:
        """Answer the name that people know it by."""
        ...

    @property
    def terms(self) -> Terms:
        """Answer what it promises and takes."""
        ...

    def send(self, parcels: Sequence[Parcel], now: datetime, seconds: float) -> list[Answer]:
        """Send within so many seconds; what there was no time for is NOT_TRIED."""
        ...


def sent_key(delivery_key: str) -> str:
    """Answer the key a receiver sees: short, ASCII, and nothing of the case in it."""
    return f"pl-{hashlib.sha256(delivery_key.encode()).hexdigest()[:40]}"


def one_line(text: str) -> str:
    """Answer a text as a header may carry it: no break and no control sign is left."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def marked(text: str, parcel: Parcel) -> str:
    """Answer a subject that says of a repeat that it is one."""
    return f"{REPEAT_MARK}{text}" if parcel.repeat else text


_MAILS = re.compile(r"[^\s<>,;:\"'()\[\]]+@[A-Za-z0-9.-]+")
_MOBILES = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def without_addresses(words: str, address: str = "") -> str:
    """Answer what a server said as it may be kept: no address in full, nor its local part."""
    kept = _MAILS.sub(lambda found: shown_address(AddressKind.MAIL, found[0]), words)
    kept = _MOBILES.sub(lambda found: shown_address(AddressKind.PHONE, found[0]), kept)
    name, sign, _ = address.rpartition("@")
    for each in (address, name if sign else ""):
        if len(each) > 3:
            whole = re.compile(rf"(?<![\w.-]){re.escape(each)}(?![\w.-])", re.IGNORECASE)
            kept = whole.sub(f"{each[:1]}***", kept)
    return kept


def all_alike(parcels: Sequence[Parcel], answer: Answer) -> list[Answer]:
    """Answer the same of every parcel."""
    return [answer for _ in parcels]
