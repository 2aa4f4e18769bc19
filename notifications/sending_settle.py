"""What became of a delivery: sent, again later, the next channel, or a person.

Service that may have arrived is never sent again where its receiver keeps no keys.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update
from sqlmodel import Session

from notifications import sending_state as state
from notifications.channels import Promise
from notifications.channels.parcel import Answer, Sender, Went, without_addresses
from notifications.reach import mark_bounced
from notifications.sending import (
    DELIVERY,
    PRESSING,
    Claimed,
    D,
    Errand,
    Senders,
    add_delivery,
    heard_at_night,
    with_letters,
)
from notifications.sending_person import leave_to_person, take_off_docket
from notifications.sending_routes import next_stop
from rules.deadlines import SHANGHAI, legal_day
from rules.notices import CONTACT_CODE

MOST_ATTEMPTS = 12
MOST_UNKNOWN = 3
"""How often a reminder is repeated into silence where its receiver keeps no keys."""

LONGEST_BACK_OFF = timedelta(hours=1)
_BARE = re.compile(r"SMTP 55[013] (?!5\.)")

_SETTLE = update(DELIVERY).where(
    D.id == bindparam("which"), D.token == bindparam("under"), D.status == "asked"
)


def settle(
    session: Session, sender: Sender, claimed: Sequence[Claimed], answers: Sequence[Answer],
    senders: Senders, now: datetime,
) -> None:  # fmt: skip
    """Write down what became of each parcel, and how the channel stands after it."""
    pairs = [(each, _to_keep(each, answer)) for each, answer in zip(claimed, answers, strict=True)]
    sent = [
        {
            "which": each.id, "under": each.token, "status": "sent", "settled_at": now,
            "until": None, "receipt": _receipt(sender, each, answer, now), "last_error": "",
        }
        for each, answer in pairs
        if answer.went is Went.SENT
    ]  # fmt: skip
    if sent:
        session.execute(_SETTLE, sent)
    served = [
        each.row["key"]
        for each, answer in pairs
        if answer.went is Went.SENT and each.row["statutory"]
    ]
    if served:
        take_off_docket(session, served, now)
    for each, answer in pairs:
        if answer.went is not Went.SENT:
            _settle_other(session, sender, each, answer, senders, now)
    _judge(session, sender, [answer for _, answer in pairs], now)


def _to_keep(each: Claimed, answer: Answer) -> Answer:
    """Answer what a server said without the address in it: its words outlive an erasure."""
    address = each.parcel.address
    receipt = {
        name: without_addresses(said, address) if isinstance(said, str) else said
        for name, said in answer.receipt.items()
    }
    return replace(answer, words=without_addresses(answer.words, address), receipt=receipt)


def _receipt(sender: Sender, each: Claimed, answer: Answer, now: datetime) -> dict[str, Any]:
    return {
        "at": now.isoformat(), "promise": str(sender.terms.promise), "attempt": each.attempts,
        "repeat": each.parcel.repeat, **answer.receipt,
    }  # fmt: skip


def _judge(session: Session, sender: Sender, answers: Iterable[Answer], now: datetime) -> None:
    went = {each.went: each for each in answers}
    if Went.SENT in went or Went.REFUSED in went or Went.LATER in went:
        state.went_well(session, sender.name, now, sent=Went.SENT in went)
    for bad in (Went.NOT_SENT, Went.UNKNOWN):
        if bad in went and Went.SENT not in went:
            state.went_badly(session, sender.name, went[bad].words, now)
            break
    if Went.BUSY in went:
        busy = went[Went.BUSY]
        state.asked_to_wait(session, sender.name, busy.wait, busy.words, now)


def _settle_other(
    session: Session, sender: Sender, each: Claimed, answer: Answer, senders: Senders, now: datetime
) -> None:
    match answer.went:
        case Went.NOT_TRIED:
            _back(session, each, now, answer, counted=False)
        case Went.BUSY:
            _back(session, each, now + timedelta(seconds=answer.wait), answer, counted=False)
        case Went.REFUSED:
            proven = answer.bad_address
            if answer.doubtful:
                proven = _refused_before(session, each, now)
            again = (proven and _bounced(session, sender, each, answer, now)) or answer.doubtful
            end(session, each, "refused", answer.words, senders, now, again=again)
        case Went.UNKNOWN:
            _settle_unknown(session, sender, each, answer, senders, now)
        case _ if each.attempts >= MOST_ATTEMPTS:
            end(session, each, "refused", answer.words, senders, now)
        case _:
            _back(session, each, now + _back_off(each.attempts), answer)


def _settle_unknown(
    session: Session, sender: Sender | None, each: Claimed, answer: Answer, senders: Senders,
    now: datetime,
) -> None:  # fmt: skip
    """Send again under the same key where that is safe or marked; else a person must look."""
    keyed = sender is not None and sender.terms.promise is Promise.EFFECTIVELY_ONCE
    most = MOST_ATTEMPTS if keyed else MOST_UNKNOWN
    if (each.row["statutory"] and not keyed) or each.attempts >= most:
        end(session, each, "unknown", answer.words, senders, now)
    else:
        _back(session, each, now + _back_off(each.attempts), answer, repeat=True)


def _back(
    session: Session, each: Claimed, try_at: datetime, answer: Answer, *,
    counted: bool = True, repeat: bool = False,
) -> None:  # fmt: skip
    values = {
        "which": each.id, "under": each.token, "status": "waiting", "until": None,
        "try_at": try_at, "attempts": each.attempts if counted else each.attempts - 1,
        "repeat": repeat or each.parcel.repeat, "last_error": answer.words[:500],
    }  # fmt: skip
    session.execute(_SETTLE, values)


def _back_off(attempts: int) -> timedelta:
    return min(timedelta(seconds=2.0**attempts), LONGEST_BACK_OFF)


def _bounced(
    session: Session, sender: Sender, each: Claimed, answer: Answer, now: datetime
) -> bool:
    """Mark an address that nothing will ever arrive at; the receiver's next one may follow."""
    row = each.row
    return mark_bounced(
        session, row["recipient"], str(sender.terms.address), row["address"], answer.words, now,
        case_id=row["notice_case_id"],
    )  # fmt: skip


def _refused_before(session: Session, each: Claimed, now: datetime) -> bool:
    """Answer whether the last letter of an earlier day was refused there just as barely."""
    last = session.execute(
        select(D.status, D.last_error)
        .where(
            D.recipient == each.row["recipient"], D.channel == each.row["channel"],
            D.address == each.row["address"], D.status.in_(("sent", "refused")),
            D.settled_at < datetime.combine(legal_day(now), time(), SHANGHAI),
        )
        .order_by(D.settled_at.desc(), D.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    return (
        last is not None and last.status == "refused" and _BARE.match(last.last_error) is not None
    )


def end(
    session: Session, each: Claimed, status: str, why: str, senders: Senders, now: datetime,
    *, again: bool = False,
) -> None:  # fmt: skip
    """End a claimed delivery and see to what follows, see ``_afterwards``."""
    values = {
        "which": each.id, "under": each.token, "status": status, "until": None,
        "settled_at": now, "last_error": why[:500],
    }  # fmt: skip
    done = session.execute(_SETTLE, values)
    if done.rowcount == 1:  # type: ignore[attr-defined]
        _afterwards(session, each, status, why, senders, now, again=again)


def _afterwards(
    session: Session, each: Claimed, status: str, why: str, senders: Senders, now: datetime,
    *, again: bool = False,
) -> None:  # fmt: skip
    """Pass a letter on to the next channel with a due time of its own, or to a person.

    ``again``: first to the receiver's next address on the same channel. Service that may have
    arrived is never passed on: a person asks first.
    """
    letter, statutory = each.parcel.letter, bool(each.row["statutory"])
    if letter.notice == CONTACT_CODE:
        # Read anywhere else it would confirm an address that nobody reads.
        return
    if not (statutory and status == "unknown"):
        minutes, *channels = each.row["onward"]
        ways = (each.row["channel"], *channels) if again else tuple(channels)
        stop = next_stop(
            session, letter, each.row["recipient"], ways, senders, statutory=statutory,
            on=legal_day(now), besides=_tried(session, each) if again else (),
        )  # fmt: skip
        if stop is not None:
            errand = Errand(each.row["cause"], statutory, each.row["priority"] == PRESSING)
            turn = _turn(each) + 1 if stop.channel == each.row["channel"] else 1
            due_at = now + timedelta(minutes=minutes)
            after = f"由{each.row['channel']}转来：{why or status}"
            add_delivery(session, letter, stop, errand, now, due_at, turn=turn, after=after)
            return
    if statutory:
        sender = senders.get(each.row["channel"])
        title = sender.title if sender else each.row["channel"]
        leave_to_person(session, title, letter, each.row, status, why, now)


def _tried(session: Session, each: Claimed) -> set[str]:
    """Answer the addresses at which a channel tried this letter for its receiver."""
    found = session.execute(
        select(D.address).where(
            D.notice_id == each.row["notice_id"], D.recipient == each.row["recipient"],
            D.channel == each.row["channel"],
        )
    )  # fmt: skip
    return set(found.scalars())


def _turn(each: Claimed) -> int:
    """Answer how many addresses of its receiver this channel was given, by the delivery's key."""
    counted = each.row["key"].rpartition("~")[2]
    return int(counted) if "~" in each.row["key"] and counted.isdigit() else 1


def came_back(
    session: Session, each: Claimed, why: str, senders: Senders, now: datetime, *, again: bool,
    late: bool,
) -> bool:  # fmt: skip
    """Take a letter that was sent as refused: it came back. False where that was known.

    It goes another way, see ``_afterwards``; a reminder that came back too late goes nowhere.
    """
    words = without_addresses(why, each.row["address"])
    done = session.execute(
        update(DELIVERY)
        .where(D.id == each.id, D.status == "sent")
        .values(status="refused", last_error=words[:500], settled_at=now)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    if each.row["statutory"] or not late:
        _afterwards(session, each, "refused", words, senders, now, again=again)
    return True


def set_aside_lost(session: Session, senders: Senders, now: datetime, limit: int = 200) -> int:
    """Treat requests whose worker is gone as of unknown outcome; answer how many."""
    lost = with_letters(session, _first(and_(D.status == "asked", D.until <= now), limit))
    answer = Answer(Went.UNKNOWN, "发送中的进程中断，不知是否已经发出")
    for each in lost:
        sender = senders.get(each.row["channel"])
        _settle_unknown(session, sender, each, answer, senders, now)
    return len(lost)


def pass_on_late(
    session: Session, senders: Senders, now: datetime, limit: int = 200, *, hushed: bool = False
) -> int:
    """Pass on what its channel did not get rid of by its due time; answer how many.

    In quiet hours (``hushed``) a reminder keeps its channel: the next one would have to wait too.
    """
    late = with_letters(session, _first(_late(now, hushed=hushed), limit))
    for each in late:
        # A repeat waits because an earlier try may have arrived.
        code = each.parcel.letter.notice == CONTACT_CODE
        status = "unknown" if each.parcel.repeat and not code else "lapsed"
        done = session.execute(
            update(DELIVERY)
            .where(D.id == each.id, D.token == each.token, D.status == "waiting")
            .values(status=status, settled_at=now)
        )
        if done.rowcount == 1:  # type: ignore[attr-defined]
            why = each.row["last_error"] or "到期未能发出"
            _afterwards(session, each, status, why, senders, now)
    return len(late)


def _first(which: ColumnElement[bool], limit: int) -> ColumnElement[bool]:
    found: ColumnElement[bool] = D.id.in_(select(D.id).where(which).order_by(D.id).limit(limit))
    return found


def _late(now: datetime, *, hushed: bool) -> ColumnElement[bool]:
    late = and_(D.status == "waiting", D.due_at <= now)
    return and_(late, heard_at_night()) if hushed else late


def anything_to_tend(session: Session, now: datetime, *, hushed: bool = False) -> bool:
    """Answer whether a request was lost or a due time has passed, without the write lock."""
    lost = and_(D.status == "asked", D.until <= now)
    some = select(D.id).where(or_(lost, _late(now, hushed=hushed)))
    return session.execute(some.limit(1)).first() is not None
