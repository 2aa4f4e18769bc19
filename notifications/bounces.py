"""Mail that came back: delivery status notifications (RFC 3464) are read and written down."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models import Contact, Delivery
from notifications.channels.mail import ADDRESS, nobody_there
from notifications.channels.parcel import one_line, sent_key, without_addresses
from notifications.reach import mark_bounced
from notifications.sending import Claimed, Senders, with_letters
from notifications.sending_person import ask_whether_back
from notifications.sending_settle import came_back
from rules.contacts import AddressKind
from rules.errors import PermitLoopError

C = Contact.__table__.c  # type: ignore[attr-defined]
D = Delivery.__table__.c  # type: ignore[attr-defined]

STILL_OF_USE = timedelta(days=7)
"""A reminder that comes back later than this after it left is not sent another way any more."""

_OURS = re.compile(r"<(pl-[0-9a-f]{40})@[^<>\s]+>")
_REPLY = re.compile(r"(\d{3})[ -]+(.*)", re.DOTALL)


class BounceUnreadable(PermitLoopError):
    """这封邮件不是可以读取的退信，没有登记任何内容。"""


@dataclass(frozen=True)
class Failure:
    """One receiver that a mail did not reach; ``dead``: no mail will ever arrive there."""

    address: str
    words: str
    dead: bool


@dataclass(frozen=True)
class Bounce:
    """One notification: when it was written, and the key of our mail where it names it."""

    name: str
    at: datetime
    key: str
    failures: tuple[Failure, ...]


@dataclass(frozen=True)
class Recorded:
    """What one receiver of one notification came to."""

    name: str
    address: str
    outcome: str
    words: str


OUTCOME_TITLES = {
    "bounced": "已登记退回",
    "known": "早已登记",
    "confirmed since": "退信之后重新确认过，没有登记",
    "not the address": "不是地址失效，地址照用",
    "unknown address": "没有登记过这个邮箱",
    "not our mail": "退信中没有本局所发邮件的编号，只列出，没有登记",
    "in doubt": "该信已有送达回执，退信存疑，已转人工核对",
}


def read_bounce(name: str, content: bytes) -> Bounce:
    """Read a notification; BounceUnreadable says in a sentence why it is none.

    A notification of delay, or of a mail that was delivered, has no failures.
    """
    try:
        return _read(name, message_from_bytes(content))
    except RecursionError:
        raise BounceUnreadable(f"{name} 层次过多，不能读取，没有登记任何内容") from None


def _read(name: str, mail: Message) -> Bounce:
    blocks = _status_blocks(mail)
    if not blocks:
        raise BounceUnreadable(f"{name} 不是退信：没有投递状态报告（RFC 3464），没有登记任何内容")
    told = [each for each in blocks if each["Final-Recipient"] or each["Original-Recipient"]]
    if not told or not all(each["Action"] for each in told):
        raise BounceUnreadable(f"{name} 的投递状态报告没有写明收件人或者结果，没有登记任何内容")
    failures = tuple(_failure(name, each) for each in told if _is(each["Action"], "failed"))
    return Bounce(name, _date(name, mail), _key(mail), failures)


def _status_blocks(mail: Message) -> list[Message]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            payload: Any = part.get_payload()
            return [each for each in payload if isinstance(each, Message)] if payload else []
    return []


def _is(said: Any, word: str) -> bool:
    return str(said).strip().lower() == word


def _failure(name: str, block: Message) -> Failure:
    said = str(block["Original-Recipient"] or block["Final-Recipient"])
    address = said.rpartition(";")[2].strip().strip("<>")
    if ADDRESS.fullmatch(address) is None:
        raise BounceUnreadable(f"{name} 的收件人不是电子邮箱地址，没有登记任何内容")
    status = str(block["Status"] or "").strip()
    reply = one_line(str(block["Diagnostic-Code"] or "").partition(";")[2])
    return Failure(address, one_line(f"退信 {status} {reply}")[:200], _dead(status, reply))


def _dead(status: str, reply: str) -> bool:
    """Answer whether nobody is there: by the status, or by the server's reply where it is vague."""
    if re.fullmatch(r"5\.\d{1,3}\.\d{1,3}", status) and status != "5.0.0":
        return nobody_there(0, f"{status} ".encode())
    said = _REPLY.match(reply)
    return said is not None and nobody_there(int(said[1]), said[2].encode())


def _date(name: str, mail: Message) -> datetime:
    with suppress(ValueError, TypeError):
        at = parsedate_to_datetime(str(mail["Date"]))
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    raise BounceUnreadable(f"{name} 没有日期，不知是何时退回的，没有登记任何内容")


def _key(mail: Message) -> str:
    """Answer the key of the mail that came back, from the headers that came with it."""
    for part in mail.walk():
        if part is mail or part.get_content_maintype() not in ("message", "text"):
            continue
        kept: Any = part.get_payload()
        inner = kept if isinstance(kept, list) else [message_from_bytes(str(kept).encode())]
        for each in inner if part.get_content_type() in _ORIGINALS else ():
            ours = _OURS.search(str(each["Message-ID"] or ""))
            if ours:
                return ours[1]
    return ""


_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")


def record_bounces(
    session: Session, bounces: Sequence[Bounce], senders: Senders, by: str, now: datetime
) -> list[Recorded]:
    """Mark the addresses where nobody is, and send another way what came back; once however often.

    A mail of ours is known by its key. Without one anybody may have written the notification, so
    nothing is marked. Whoever got a letter knows its key: that service came back is for a person to
    find out, and neither its address nor its state is changed.
    """
    sent = _by_key(session) if any(each.key and each.failures for each in bounces) else {}
    return [
        line
        for bounce in bounces
        for failure in bounce.failures
        for line in _record(session, bounce, failure, sent.get(bounce.key), senders, by, now)
    ]


def _by_key(session: Session) -> dict[str, int]:
    rows = session.execute(select(D.id, D.key).where(D.channel == "mail"))
    return {sent_key(row.key): row.id for row in rows}


def _record(
    session: Session, bounce: Bounce, failure: Failure, delivery: int | None, senders: Senders,
    by: str, now: datetime,
) -> Iterator[Recorded]:  # fmt: skip
    letter = next(iter(with_letters(session, D.id == delivery)), None) if delivery else None
    if letter is None:
        yield Recorded(bounce.name, failure.address, "not our mail", failure.words)
        return
    # What was written to may pass mail on: then the report names another address.
    owner, address = letter.row["recipient"], letter.row["address"] or failure.address
    if letter.row["statutory"]:
        if letter.row["status"] == "sent":
            ask_whether_back(session, _title(senders, letter), letter.parcel.letter, letter.row,
                             without_addresses(failure.words, address), now)  # fmt: skip
        yield Recorded(bounce.name, address, "in doubt", failure.words)
        return
    if not failure.dead:
        yield Recorded(bounce.name, address, "not the address", failure.words)
    else:
        rows = _contacts(session, address, owner)
        if not rows:
            yield Recorded(bounce.name, address, "unknown address", failure.words)
        for row in rows:
            outcome = _outcome(row, min(bounce.at, now))
            if outcome == "bounced":
                mark_bounced(session, row["owner"], str(AddressKind.MAIL), row["address"],
                             failure.words, now, case_id=letter.row["notice_case_id"],
                             by=by)  # fmt: skip
            yield Recorded(bounce.name, row["address"], outcome, failure.words)
    late = letter.row["settled_at"] is None or now - letter.row["settled_at"] > STILL_OF_USE
    came_back(session, letter, failure.words, senders, now, again=failure.dead, late=late)


def _title(senders: Senders, letter: Claimed) -> str:
    sender = senders.get(letter.row["channel"])
    return sender.title if sender else str(letter.row["channel"])


def _contacts(session: Session, address: str, owner: str) -> list[dict[str, Any]]:
    rows = session.execute(
        select(C.owner, C.address, C.confirmed_at, C.created_at, C.bounced_at)
        .where(
            C.kind == str(AddressKind.MAIL),
            C.address == address,
            C.ended_at.is_(None),
            C.owner == owner,
        )
        .order_by(C.id)
    ).mappings()
    return [dict(each) for each in rows]


def _outcome(row: dict[str, Any], at: datetime) -> str:
    if row["bounced_at"] is not None:
        return "known"
    since = max(each for each in (row["confirmed_at"], row["created_at"]) if each is not None)
    return "confirmed since" if at <= since else "bounced"
