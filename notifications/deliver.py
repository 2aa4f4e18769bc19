"""A notice from order to receipt: rendered and stored once, sent byte for byte at each try."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from models import CaseFile, Notice, Officer, Party, Permit
from models.remembered import learn, learn_rows, remembering
from models.session import Database
from notifications.channels import Channel, Letter
from notifications.facts import notice_facts
from notifications.orders import Order
from notifications.recipients import recipients, recused_in, users_of
from notifications.render import Rendered, Wording, digest, render_in_force
from notifications.wordings import wording_in_force
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.notices import NOTICES
from rules.vocabulary import Audience

T = TypeVar("T")

NOTICE = Notice.__table__  # type: ignore[attr-defined]
N = NOTICE.c
F = CaseFile.__table__.c  # type: ignore[attr-defined]
_ADD = {
    name: flavour.insert(NOTICE).on_conflict_do_nothing(index_elements=["duty_key"])
    for name, flavour in (("sqlite", sqlite), ("postgresql", postgresql))
}
NONE_YET: Mapping[str, Any] = MappingProxyType({})
_RECEIPTS = update(NOTICE).where(N.id == bindparam("which"))


class NoticeAltered(PermitLoopError):
    """已存通知的文字与校验值不符，未发送；请系统管理员核查数据库。"""


def stored_letter(db: Database, wanted: Order, now: datetime) -> Letter:
    """Answer the stored notice of an order, rendering it now if that was never done.

    No transaction is open while it is rendered. Raises NoticeIncomplete, NoRecipient,
    NoticeAltered.
    """
    found = stored_letters(db, [wanted], now)[wanted.key]
    if isinstance(found, Exception):
        raise found
    return found


def stored_letters(
    db: Database, wanted: Sequence[Order], now: datetime
) -> dict[str, Letter | Exception]:
    """Answer the stored notice of each order by its key, or why it could not be made.

    What is new is read in one session, rendered with no transaction open, and stored in one.
    """
    with db.reading() as session, remembering(session):
        found = _kept(session, [each.key for each in wanted])
        fresh = [each for each in wanted if each.key not in found]
        _learn(session, fresh)
        read = {each.key: _attempt(partial(_read, session, each, now)) for each in fresh}
    drafts: list[_Draft] = []
    for each in fresh:
        material = read[each.key]
        drawn = (
            material
            if isinstance(material, Exception)
            else _attempt(partial(_drawn, each, material))
        )
        if isinstance(drawn, Exception):
            found[each.key] = drawn
        else:
            drafts.append(drawn)
    if drafts:
        with db.writing("store_notice") as session:
            _store(session, drafts, now, sqlite_database=db.sqlite)
            found |= _kept(session, [each.order.key for each in drafts])
    lost = [each.order.key for each in drafts if each.order.key not in found]
    vanished = "notice of duty {} vanished while it was stored"
    return found | {key: NoticeAltered(vanished.format(key)) for key in lost}


@dataclass(frozen=True)
class _Material:
    facts: Mapping[str, Any]
    people: tuple[str, ...]
    wording: Wording | None


@dataclass(frozen=True)
class _Draft:
    order: Order
    people: tuple[str, ...]
    words: Rendered


def _read(session: Session, wanted: Order, now: datetime) -> _Material:
    today = legal_day(now)
    return _Material(
        notice_facts(session, wanted, now),
        recipients(session, wanted, today),
        wording_in_force(session, wanted.notice, today),
    )


def _drawn(wanted: Order, read: _Material) -> _Draft:
    return _Draft(wanted, read.people, render_in_force(wanted.type, read.facts, read.wording))


def _attempt(make: Callable[[], T]) -> T | Exception:
    """Answer what is made, or why one notice cannot be; a broken database breaks them all."""
    try:
        return make()
    except SQLAlchemyError:
        raise
    except Exception as error:  # noqa: BLE001  # it is answered in the place of its letter
        return error


def _learn(session: Session, fresh: Sequence[Order]) -> None:
    """Ask at once for what many notices will ask each; one alone asks for what it needs."""
    if len(fresh) == 1:
        return
    cases = learn_rows(session, CaseFile, [each.case_id for each in fresh])
    learn_rows(session, Permit, [each.permit_id for each in cases])
    firms = {each.party_id for each in cases}
    firms |= {each.payload["party_id"] for each in fresh if each.payload.get("party_id")}
    learn_rows(session, Party, firms)
    for party_id, users in users_of(session, sorted(firms)).items():
        learn(session, ("users", party_id), users)
    for case_id, recused in recused_in(
        session, sorted(int(each.id or 0) for each in cases)
    ).items():
        learn(session, ("recused", case_id), recused)
    named = {who for each in fresh for who in each.payload.get("to", ()) if isinstance(who, str)}
    learn_rows(session, Officer, named | {each.assignee_id for each in cases})


def send(letter: Letter, channel: Channel, now: datetime, attempt: int) -> dict[str, Any]:
    """Give a letter to a channel and answer the receipt to keep."""
    return receipt(channel, channel.send(letter, now), now, attempt)


def receipt(
    channel: Channel, answer: Mapping[str, Any], now: datetime, attempt: int
) -> dict[str, Any]:
    """Answer the receipt to keep of what a channel answered.

    ``attempt`` marks it: beyond the first, an at-least-once channel may have reached people before.
    """
    return {
        "at": now.isoformat(),
        "promise": str(channel.promise),
        "attempt": attempt,
        **answer,
    }


def still_to_send(
    letter: Letter, channels: Iterable[Channel], had: Mapping[str, Any] = NONE_YET
) -> list[Channel]:
    """Answer the channels that take this letter and have not taken it yet.

    ``had`` are receipts that are not recorded yet.
    """
    return [
        each for each in channels
        if each.name not in letter.delivered and each.name not in had and each.takes(letter)
    ]  # fmt: skip


def keep_receipts(session: Session, letter: Letter, receipts: Mapping[str, Any]) -> None:
    """Record what the channels answered, beside a text that never changes."""
    keep_all_receipts(session, [(letter, receipts)])


def keep_all_receipts(
    session: Session, answered: Iterable[tuple[Letter, Mapping[str, Any]]]
) -> None:
    """Record what the channels answered to each letter."""
    rows = [
        {"which": letter.id, "delivered": {**letter.delivered, **receipts}}
        for letter, receipts in answered
        if receipts
    ]
    if rows:
        session.execute(_RECEIPTS, rows)


def _kept(session: Session, keys: Sequence[str]) -> dict[str, Letter | Exception]:
    """Answer the stored notices of those keys; NoticeAltered in the place of an altered one."""
    rows = session.execute(
        select(*N, F.case_no)
        .join_from(NOTICE, CaseFile, N.case_id == F.id, isouter=True)
        .where(N.duty_key.in_(keys))
    ).mappings()
    return {row["duty_key"]: _attempt(partial(_sound_letter, row)) for row in rows}


def _sound_letter(row: Mapping[Any, Any]) -> Letter:
    refuse_altered(row)
    return unchecked_letter(row, row["case_no"] or "")


def refuse_altered(row: Mapping[Any, Any]) -> None:
    """Hold a stored notice against its hash; NoticeAltered when its words were changed."""
    if digest(row["subject"], row["body"], row["sms"]) != row["sha256"]:
        raise NoticeAltered(
            f"通知（{row['duty_key']}）的文字与存档校验值不符，未发送；请系统管理员核查数据库"
        )


def unchecked_letter(row: Mapping[Any, Any], case_no: str) -> Letter:
    """Answer a stored notice as a letter, whatever its words are now."""
    notice = row["notice"]
    return Letter(
        id=int(row["id"]),
        key=row["duty_key"],
        notice=notice,
        title=NOTICES[notice].title if notice in NOTICES else notice,
        case_no=case_no,
        audience=Audience(row["audience"]),
        recipients=tuple(row["recipients"]),
        subject=row["subject"],
        body=row["body"],
        sms=row["sms"],
        sha256=row["sha256"],
        rendered_at=row["rendered_at"],
        delivered=dict(row["delivered"]),
    )


def _store(
    session: Session, drafts: Sequence[_Draft], now: datetime, *, sqlite_database: bool
) -> None:
    # Who came first has rendered it; another's words are thrown away.
    session.execute(
        _ADD["sqlite" if sqlite_database else "postgresql"],
        [
            {
                "duty_key": each.order.key, "case_id": each.order.case_id,
                "notice": each.order.notice, "audience": str(each.order.type.audience),
                "recipients": list(each.people), "subject": each.words.subject,
                "body": each.words.body, "sms": each.words.sms, "sha256": each.words.sha256,
                "rendered_at": now, "wording": each.words.wording,
                "wording_flaw": each.words.flaw, "delivered": {},
            }
            for each in drafts
        ],
    )  # fmt: skip
