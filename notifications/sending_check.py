"""The check page before a bulk sending: what waits, what failed, to how many, with what risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlmodel import Session

from models import CaseFile, Delivery, Notice
from notifications.channels import Promise
from notifications.channels.parcel import Sender
from notifications.sending import DELIVERY, MOVED, D, N, Senders
from notifications.sending_person import note_resend
from notifications.sending_routes import addresses
from rules.errors import PermitLoopError
from rules.notices import CONTACT_CODE, NOTICES

STATUS_TITLES = {
    "gathering": "待汇总", "waiting": "待发", "asked": "发送中", "sent": "已发出",
    "refused": "被拒", "lapsed": "已转下一通道", "gathered": "已汇总", "unknown": "结果不明",
}  # fmt: skip
AGAIN = ("refused", "unknown")
"""What may be sent again on a person's word."""

F = CaseFile.__table__.c  # type: ignore[attr-defined]


class ResendRefused(PermitLoopError):
    """不能这样重发，请按提示改正。"""


@dataclass(frozen=True)
class Heap:
    """Letters of one channel, notice and status: how many, since when, the first one's subject."""

    channel: str
    notice: str
    title: str
    audience: str
    status: str
    letters: int
    receivers: int
    oldest: datetime
    example: str


@dataclass(frozen=True)
class Again:
    """A letter that would be sent again; ``may_double`` where its receiver may have it already.

    ``minutes`` is how long its channel is given for it, None where nothing follows; ``moved``
    where a receiver that knows keys gets it at another address than before.
    """

    key: str
    case_no: str
    title: str
    recipient: str
    channel: str
    address: str
    status: str
    why: str
    statutory: bool
    may_double: bool
    minutes: int | None = None
    moved: bool = False


def heaps(session: Session, statuses: Sequence[str]) -> list[Heap]:
    """Answer what stands in those statuses, by channel and notice, the oldest first.

    A code's letter gives no example: an office may have put the code into its subject.
    """
    rows = session.execute(
        select(
            D.channel, N.notice, N.audience, D.status, func.count(),
            func.count(func.distinct(D.recipient)), func.min(D.created_at), func.min(N.subject),
        )
        .join_from(DELIVERY, Notice, D.notice_id == N.id)
        .where(D.status.in_(statuses))
        .group_by(D.channel, N.notice, N.audience, D.status)
        .order_by(func.min(D.created_at), D.channel, N.notice)
    ).all()  # fmt: skip
    return [
        Heap(
            channel, notice, NOTICES[notice].title if notice in NOTICES else notice, audience,
            status, letters, receivers, oldest, "" if notice == CONTACT_CODE else example,
        )
        for channel, notice, audience, status, letters, receivers, oldest, example in rows
    ]  # fmt: skip


def to_send_again(
    session: Session, senders: Senders, *, channel: str | None, statuses: Sequence[str],
    key: str | None, on: date, limit: int = 500,
) -> list[Again]:  # fmt: skip
    """Answer what a resend would send, without doing it; service of unknown outcome by key alone.

    ``on`` is the day whose addresses count: without one there is no resend. Left out are codes,
    and, unless named by key, what went another way. Raises ResendRefused for a status that is not
    ended, and for a named letter without an address.
    """
    wrong = [each for each in statuses if each not in AGAIN]
    if wrong:
        raise ResendRefused(f"只能重发 {'、'.join(AGAIN)} 的通知，不能重发 {'、'.join(wrong)}")
    # A code is for one address and one moment: a new one is asked for.
    which: list[ColumnElement[bool]] = [D.status.in_(statuses), N.notice != CONTACT_CODE]
    if channel:
        which.append(D.channel == channel)
    if key:
        which.append(D.key == key)
    else:
        # A person has looked at each: service that may have arrived goes again one at a time.
        which.append(~((D.status == "unknown") & D.statutory.is_(True)))
        which.append(~_went_on())
    rows = session.execute(
        select(*D, N.notice, F.case_no)
        .join_from(DELIVERY, Notice, D.notice_id == N.id)
        .outerjoin(CaseFile, N.case_id == F.id)
        .where(*which)
        .order_by(D.priority, D.id)
        .limit(limit)
    ).mappings()
    found = [(each["key"], _again(session, dict(each), senders, on)) for each in rows]
    if key and found and found[0][1] is None:
        raise ResendRefused("收件人现在没有这个通道可用的地址，请先登记并确认联系方式")
    return [again for _, again in found if again is not None]


def _went_on() -> ColumnElement[bool]:
    """Answer whether another way took the letter to the same receiver, or is about to."""
    other = DELIVERY.alias("other")
    return exists().where(
        other.c.notice_id == D.notice_id, other.c.recipient == D.recipient, other.c.id != D.id,
        other.c.status.not_in((*AGAIN, "lapsed")),
    )  # fmt: skip


def _again(session: Session, row: dict[str, Any], senders: Senders, on: date) -> Again | None:
    sender: Sender | None = senders.get(row["channel"])
    keyed = sender is not None and sender.terms.promise is Promise.EFFECTIVELY_ONCE
    known = addresses(session, row["recipient"], sender, on) if sender else ()
    if not known:
        return None
    title = NOTICES[row["notice"]].title if row["notice"] in NOTICES else row["notice"]
    return Again(
        row["key"], row["case_no"] or "", title, row["recipient"], row["channel"],
        known[0], row["status"], row["last_error"], row["statutory"],
        not keyed and (row["status"] == "unknown" or row["repeat"]),
        row["onward"][0] if row["due_at"] is not None else None,
        keyed and known[0] != row["address"],
    )  # fmt: skip


def send_again(session: Session, letters: Sequence[Again], now: datetime, by: str = "") -> int:
    """Put letters back to be sent, to the address that is known now; answer how many.

    Each has its channel's time anew. What stands on the docket stays until it was really sent;
    ``by`` is whose word it is.
    """
    note_resend(session, [each.key for each in letters if each.statutory], by, now)
    done = 0
    for each in letters:
        changed = session.execute(
            update(Delivery)
            .where(D.key == each.key, D.status == each.status)
            .values(
                status="waiting", try_at=now, attempts=0, address=each.address, settled_at=None,
                repeat=each.may_double or each.status == "unknown",
                due_at=None if each.minutes is None else now + timedelta(minutes=each.minutes),
                receipt={MOVED: now.isoformat()} if each.moved else {},
            )
        )  # fmt: skip
        done += changed.rowcount  # type: ignore[attr-defined]
    return done


def masked(address: str) -> str:
    """Answer an address as a check page shows it: enough to know it, not enough to use it."""
    name, sign, rest = address.partition("@")
    if sign:
        return f"{name[:2]}***@{rest}"
    return address if len(address) < 7 else f"{address[:3]}****{address[-4:]}"
