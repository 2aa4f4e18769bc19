"""Reminders that no outside channel got rid of: whom they were for, and why they did not arrive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlmodel import Session

from models import CaseFile, Delivery, Notice
from rules.notices import NOTICES

D = Delivery.__table__.c  # type: ignore[attr-defined]
N = Notice.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]

LOOKED_BACK = timedelta(days=30)
LONGEST = 200
ENDED = ("refused", "lapsed", "unknown")


@dataclass(frozen=True)
class UndeliveredLine:
    """What one receiver did not get by one channel; the inbox and the file outbox have it."""

    recipient: str
    channel: str
    notice: str
    case_no: str
    letters: int
    status: str
    why: str
    since: datetime


def undelivered(
    session: Session, now: datetime, officer: str | None = None
) -> tuple[UndeliveredLine, ...]:
    """Answer the reminders of the last month that ended on every channel of their way.

    One line a receiver, channel and notice, the latest first. Service that did not arrive is no
    line here: it waits for a person among the duties.
    """
    other = Delivery.__table__.alias("other")  # type: ignore[attr-defined]
    went_on = exists().where(
        other.c.notice_id == D.notice_id,
        other.c.recipient == D.recipient,
        other.c.status.not_in(ENDED),
    )
    rows = session.execute(
        select(
            D.recipient, D.channel, N.notice, func.max(F.case_no), func.count(),
            func.max(D.status), func.max(D.last_error), func.max(D.settled_at),
        )
        .join_from(Delivery.__table__, Notice.__table__, D.notice_id == N.id)  # type: ignore[attr-defined]
        .outerjoin(CaseFile.__table__, N.case_id == F.id)  # type: ignore[attr-defined]
        .where(
            D.status.in_(ENDED), D.statutory.is_(False), D.settled_at > now - LOOKED_BACK,
            ~went_on, *(() if officer is None else (D.recipient == officer,)),
        )
        .group_by(D.recipient, D.channel, N.notice)
        .order_by(func.max(D.settled_at).desc(), D.recipient)
        .limit(LONGEST)
    ).all()  # fmt: skip
    return tuple(
        UndeliveredLine(
            recipient, channel, NOTICES[notice].title if notice in NOTICES else notice,
            case_no or "", letters, status, why, since,
        )
        for recipient, channel, notice, case_no, letters, status, why, since in rows
    )  # fmt: skip
