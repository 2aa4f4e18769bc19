"""A notice from order to receipt: rendered and stored once, sent byte for byte at each try."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from models import CaseFile, Notice
from models.session import Database
from notifications.channels import Channel, Letter
from notifications.facts import notice_facts
from notifications.orders import Order
from notifications.recipients import recipients
from notifications.render import Rendered, digest, render_in_force
from notifications.wordings import wording_in_force
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.notices import NOTICES
from rules.vocabulary import Audience


class NoticeAltered(PermitLoopError):
    """已存通知的文字与校验值不符，未发送；请系统管理员核查数据库。"""


def stored_letter(db: Database, wanted: Order, now: datetime) -> Letter:
    """Answer the stored notice of an order, rendering it now if that was never done.

    No transaction is open while it is rendered. Raises NoticeIncomplete, NoRecipient,
    NoticeAltered.
    """
    with db.reading() as session:
        kept = _kept(session, wanted.key)
        if kept is not None:
            return kept
        facts = notice_facts(session, wanted, now)
        people = recipients(session, wanted, legal_day(now))
        wording = wording_in_force(session, wanted.notice, legal_day(now))
    words = render_in_force(wanted.type, facts, wording)
    with db.writing("store_notice") as session:
        _store(session, wanted, words, people, now, sqlite_database=db.sqlite)
        stored = _kept(session, wanted.key)
    if stored is None:
        raise NoticeAltered(f"notice of duty {wanted.key} vanished while it was stored")
    return stored


def send(letter: Letter, channel: Channel, now: datetime, attempt: int) -> dict[str, Any]:
    """Give a letter to a channel and answer the receipt to keep.

    ``attempt`` marks it: beyond the first, an at-least-once channel may have reached people before.
    """
    receipt = channel.send(letter, now)
    return {
        "at": now.isoformat(),
        "promise": str(channel.promise),
        "attempt": attempt,
        **receipt,
    }


def still_to_send(letter: Letter, channels: Iterable[Channel]) -> list[Channel]:
    """Answer the channels that take this letter and have not taken it yet."""
    return [each for each in channels if each.name not in letter.delivered and each.takes(letter)]


def keep_receipts(session: Session, letter: Letter, receipts: dict[str, Any]) -> None:
    """Record what the channels answered, beside a text that never changes."""
    row = Notice.__table__.c  # type: ignore[attr-defined]
    session.execute(
        update(Notice)
        .where(row.id == letter.id)
        .values(delivered={**letter.delivered, **receipts})
        .execution_options(synchronize_session=False)
    )


def _kept(session: Session, key: str) -> Letter | None:
    found = session.exec(
        select(Notice, CaseFile.case_no)
        .join(CaseFile, Notice.case_id == CaseFile.id, isouter=True)  # type: ignore[arg-type]
        .where(Notice.duty_key == key)
    ).first()
    if found is None:
        return None
    row, case_no = found
    refuse_altered(row)
    return unchecked_letter(row, case_no or "")


def refuse_altered(row: Notice) -> None:
    """Hold a stored notice against its hash; NoticeAltered when its words were changed."""
    if digest(row.subject, row.body, row.sms) != row.sha256:
        raise NoticeAltered(
            f"通知（{row.duty_key}）的文字与存档校验值不符，未发送；请系统管理员核查数据库"
        )


def unchecked_letter(row: Notice, case_no: str) -> Letter:
    """Answer a stored notice as a letter, whatever its words are now."""
    return Letter(
        id=int(row.id or 0),
        key=row.duty_key,
        notice=row.notice,
        title=NOTICES[row.notice].title if row.notice in NOTICES else row.notice,
        case_no=case_no,
        audience=Audience(row.audience),
        recipients=tuple(row.recipients),
        subject=row.subject,
        body=row.body,
        sms=row.sms,
        sha256=row.sha256,
        rendered_at=row.rendered_at,
        delivered=dict(row.delivered),
    )


def _store(
    session: Session,
    wanted: Order,
    words: Rendered,
    people: tuple[str, ...],
    now: datetime,
    *,
    sqlite_database: bool,
) -> None:
    flavour = sqlite if sqlite_database else postgresql
    # Who came first has rendered it; another's words are thrown away.
    session.execute(
        flavour.insert(Notice)
        .values(
            duty_key=wanted.key,
            case_id=wanted.case_id,
            notice=wanted.notice,
            audience=str(wanted.type.audience),
            recipients=list(people),
            subject=words.subject,
            body=words.body,
            sms=words.sms,
            sha256=words.sha256,
            rendered_at=now,
            wording=words.wording,
            wording_flaw=words.flaw,
            delivered={},
        )
        .on_conflict_do_nothing(index_elements=["duty_key"])
    )
