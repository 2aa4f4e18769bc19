"""A storm: many letters of one cause to one receiver within minutes go as one digest."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from models import Delivery, Digest, Notice
from models.session import Database
from notifications.digest_addressee import addressee
from notifications.facts import bureau
from notifications.render import Rendered, render_in_force
from notifications.sending_routes import Stop
from notifications.wordings import wording_in_force
from rules.deadlines import legal_day
from rules.notices import (
    CONTACT_CODE,
    NOTICES,
    SENDING_DIGEST,
    SENDING_DIGEST_PARTY,
    NoticeType,
)
from rules.vocabulary import Audience

LET_THROUGH = 3
"""Letters of one cause that go by themselves before the rest is gathered."""

WINDOW = timedelta(minutes=10)
"""How long the rest is gathered; both are settings of the program, not of the law."""

LISTED = 100
ORDINARY = 5
"""The place of reminders that do not press, see ``notifications.sending``."""

DIGESTS = (SENDING_DIGEST, SENDING_DIGEST_PARTY)

DELIVERY = Delivery.__table__  # type: ignore[attr-defined]
D = DELIVERY.c
N = Notice.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Storm:
    """Letters that wait for one digest: up to ``last``, the newest delivery it takes in."""

    channel: str
    recipient: str
    cause: str
    letters: int
    last: int
    since: datetime
    priority: int

    @property
    def key(self) -> str:
        """Answer the key of its digest: the same letters make the same one."""
        named = f"{self.channel}:{self.recipient}:{self.cause}:{self.last}"
        return f"digest:{hashlib.sha256(named.encode()).hexdigest()[:32]}"


class Storms:
    """How many letters of a cause each receiver got lately, those of one batch among them."""

    def __init__(self, session: Session, now: datetime, given: Iterable[tuple[Stop, str]]) -> None:
        """Count what was written before ``now`` for the given receivers, channels and causes."""
        self.now = now
        self.lately = written_lately(session, {_storm_key(*each) for each in given}, now)

    def gathers_until(self, stop: Stop, cause: str) -> datetime | None:
        """Count one letter more and answer until when it waits for its like; None: it goes now."""
        key = _storm_key(stop, cause)
        letters, first = self.lately.get(key, (0, self.now))
        self.lately[key] = (letters + 1, first)
        return first + WINDOW if letters >= LET_THROUGH else None


def _storm_key(stop: Stop, cause: str) -> tuple[str, str, str]:
    return stop.recipient, cause, stop.channel


def written_lately(
    session: Session, keys: Collection[tuple[str, str, str]], now: datetime
) -> dict[tuple[str, str, str], tuple[int, datetime]]:
    """Answer, by receiver, cause and channel, how many letters were written within the window."""
    if not keys:
        return {}
    people, causes, channels = (set(each) for each in zip(*keys, strict=True))
    rows = session.execute(
        select(D.recipient, D.cause, D.channel, func.count(), func.min(D.created_at))
        .where(
            D.recipient.in_(people), D.cause.in_(causes), D.channel.in_(channels),
            D.created_at > now - WINDOW, D.created_at <= now,
        )
        .group_by(D.recipient, D.cause, D.channel)
    )  # fmt: skip
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def gather(db: Database, now: datetime, limit: int = 20, *, hushed: bool = False) -> int:
    """Send each storm whose time is up as one digest; answer how many digests were written.

    In quiet hours (``hushed``) only one with a letter that presses; others wait for the morning.
    """
    with db.reading() as session:
        storms = _due(session, now, limit, hushed=hushed)
        drafts = [(each, *_draft(session, each, now)) for each in storms]
        wordings = {key: wording_in_force(session, key, legal_day(now)) for key in DIGESTS}
    written = 0
    for storm, facts, first in drafts:
        party = first["audience"] == str(Audience.PARTY)
        key = SENDING_DIGEST_PARTY if party else SENDING_DIGEST
        words = render_in_force(NOTICES[key], facts, wordings[key])
        with db.writing("gather_storm") as session:
            written += _write(session, storm, words, first, now, party=party)
    return written


def _due(session: Session, now: datetime, limit: int, *, hushed: bool) -> list[Storm]:
    first = func.min(D.priority)
    rows = session.execute(
        select(
            D.channel,
            D.recipient,
            D.cause,
            func.count(),
            func.max(D.id),
            func.min(D.created_at),
            first,
        )
        .where(D.status == "gathering")
        .group_by(D.channel, D.recipient, D.cause)
        .having(func.min(D.try_at) <= now, *([first < ORDINARY] if hushed else []))
        .limit(limit)
    ).all()
    return [Storm(*row) for row in rows]


def _draft(session: Session, storm: Storm, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    rows = session.execute(
        select(*D, N.subject, N.audience, N.notice, N.case_id, N.duty_key.label("letter_key"))
        .join_from(DELIVERY, Notice, D.notice_id == N.id)
        .where(*_members(storm))
        .order_by(D.id)
        .limit(LISTED)
    ).mappings()
    found = [dict(each) for each in rows]
    party = found[0]["audience"] == str(Audience.PARTY)
    own = NOTICES[SENDING_DIGEST_PARTY if party else SENDING_DIGEST]
    subjects = [each["subject"] for each in found]
    to = addressee(session, storm.recipient, [each["case_id"] for each in found])
    return _facts(session, own, found[0]["notice"], storm.letters, subjects, now) | to, found[0]


def _facts(
    session: Session, own: NoticeType, what: str, count: int, subjects: list[str], now: datetime
) -> dict[str, Any]:
    return {
        "notice": {"key": own.key, "title": own.title},
        "today": legal_day(now).isoformat(),
        "bureau": bureau(session, legal_day(now)),
        "count": count,
        "what": NOTICES[what].title if what in NOTICES else what,
        "subjects": subjects,
    }


def storm_example(session: Session, own: NoticeType, now: datetime) -> dict[str, Any] | None:
    """Answer what a digest of the newest letters to its audience would say; None without any."""
    party = own.audience is Audience.PARTY
    same = N.audience == str(own.audience) if party else N.audience != str(Audience.PARTY)
    newest = (
        select(N.notice)
        .where(same, N.notice.not_in((*DIGESTS, CONTACT_CODE)))
        .order_by(N.id.desc())
        .limit(1)
    )
    what = session.execute(newest).scalar_one_or_none()
    if what is None:
        return None
    rows = session.execute(
        select(N.subject, N.case_id, N.recipients)
        .where(N.notice == what)
        .order_by(N.id.desc())
        .limit(LET_THROUGH + 1)
    ).all()
    to = addressee(session, next(iter(rows[0].recipients), ""), [row.case_id for row in rows])
    subjects = [row.subject for row in rows]
    return _facts(session, own, what, len(subjects), subjects, now) | to


def _members(storm: Storm) -> tuple[Any, ...]:
    return (
        D.status == "gathering", D.channel == storm.channel, D.recipient == storm.recipient,
        D.cause == storm.cause, D.id <= storm.last,
    )  # fmt: skip


def _write(
    session: Session, storm: Storm, words: Rendered, first: dict[str, Any], now: datetime, *,
    party: bool,
) -> int:  # fmt: skip
    """Write digest, letter and delivery where the members still wait; else another has."""
    taken = session.execute(
        update(DELIVERY).where(*_members(storm)).values(status="gathered", settled_at=now)
        .returning(D.id)
    ).scalars().all()  # fmt: skip
    if not taken:
        return 0
    notice_id = session.execute(
        insert(Notice)
        .values(
            duty_key=storm.key, notice=SENDING_DIGEST_PARTY if party else SENDING_DIGEST,
            audience=first["audience"], recipients=[storm.recipient], subject=words.subject,
            body=words.body, sms=words.sms, sha256=words.sha256, rendered_at=now, delivered={},
            wording=words.wording, wording_flaw=words.flaw,
        )
        .returning(N.id)
    ).scalar_one()  # fmt: skip
    digest_id = session.execute(
        insert(Digest)
        .values(
            key=storm.key, kind="storm", channel=storm.channel, recipient=storm.recipient,
            cause=storm.cause, letters=len(taken), since=storm.since, notice_id=notice_id,
            created_at=now,
        )
        .returning(Digest.__table__.c.id)  # type: ignore[attr-defined]
    ).scalar_one()  # fmt: skip
    session.execute(update(DELIVERY).where(D.id.in_(taken)).values(digest_id=digest_id))
    session.execute(
        insert(Delivery).values(
            key=f"{storm.key}@{storm.channel}>{storm.recipient}", notice_id=notice_id,
            channel=storm.channel, recipient=storm.recipient, address=first["address"],
            cause=f"digest:{storm.cause}"[:200], statutory=False, priority=storm.priority,
            onward=first["onward"], status="waiting", created_at=now, try_at=now,
            due_at=first["due_at"], token=0, attempts=0, repeat=False, receipt={}, last_error="",
            digest_id=digest_id,
        )
    )  # fmt: skip
    return 1
