"""What became of a delivery: sent, again later, the next channel, or a person.

Service that may have arrived is never sent again where its receiver keeps no keys.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import DutyRow
from notifications import sending_state as state
from notifications.channels import Promise
from notifications.channels.parcel import Answer, Sender, Went
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
from notifications.sending_routes import next_stop
from rules.deadlines import legal_day

MOST_ATTEMPTS = 12
MOST_UNKNOWN = 3
"""How often a reminder is repeated into silence where its receiver keeps no keys."""

LONGEST_BACK_OFF = timedelta(hours=1)
ASK_PERSON = "ask_sending"

_SETTLE = update(DELIVERY).where(
    D.id == bindparam("which"), D.token == bindparam("under"), D.status == "asked"
)


def settle(
    session: Session, sender: Sender, claimed: Sequence[Claimed], answers: Sequence[Answer],
    senders: Senders, now: datetime,
) -> None:  # fmt: skip
    """Write down what became of each parcel, and how the channel stands after it."""
    pairs = list(zip(claimed, answers, strict=True))
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
    for each, answer in pairs:
        if answer.went is not Went.SENT:
            _settle_other(session, sender, each, answer, senders, now)
    _judge(session, sender, answers, now)


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
            again = answer.bad_address and _bounced(session, sender, each, answer, now)
            _end(session, each, "refused", answer.words, senders, now, again=again)
        case Went.UNKNOWN:
            _settle_unknown(session, sender, each, answer, senders, now)
        case _ if each.attempts >= MOST_ATTEMPTS:
            _end(session, each, "refused", answer.words, senders, now)
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
        _end(session, each, "unknown", answer.words, senders, now)
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


def _end(
    session: Session, each: Claimed, status: str, why: str, senders: Senders, now: datetime,
    *, again: bool = False,
) -> None:  # fmt: skip
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
    statutory = bool(each.row["statutory"])
    if not (statutory and status == "unknown"):
        minutes, *channels = each.row["onward"]
        letter = each.parcel.letter
        ways = (each.row["channel"], *channels) if again else tuple(channels)
        stop = next_stop(
            session, letter, each.row["recipient"], ways, senders, statutory=statutory,
            on=legal_day(now),
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
        leave_to_person(session, title, each, status, why, now)


def _turn(each: Claimed) -> int:
    """Answer how many addresses of its receiver this channel was given, by the delivery's key."""
    counted = each.row["key"].rpartition("~")[2]
    return int(counted) if "~" in each.row["key"] and counted.isdigit() else 1


def leave_to_person(
    session: Session, title: str, each: Claimed, status: str, why: str, now: datetime
) -> None:
    """Put service that no program may send again on the docket, once."""
    letter, row = each.parcel.letter, each.row
    how = "结果不明，可能已经收到" if status == "unknown" else "没有送出"
    words = (
        f"“{letter.title}”（案件{letter.case_no}）经{title}发给{row['recipient']}的通知{how}：{why[:200]}。"
        "程序不再重发。请承办人与对方核实；未收到的，由承办人另行告知。"
        "本通知不是送达，文书送达以送达回证为准；办妥后由承办人或者科室负责人登记“已另行办理”"
    )
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(
        flavour.insert(DutyRow)
        .values(
            key=f"{row['key']}:person"[:250], case_id=row["notice_case_id"], seq=0,
            kind=ASK_PERSON, name=f"tell:{letter.notice}", payload={"delivery": row["key"]},
            status="held", statutory=True, created_at=now, offered_until=now, try_at=now,
            owner="", token=0, attempts=each.attempts, last_error=words[:500], result={},
        )
        .on_conflict_do_nothing(index_elements=["key"])
    )  # fmt: skip


def came_back(
    session: Session, each: Claimed, why: str, senders: Senders, now: datetime, *, again: bool,
    late: bool,
) -> bool:  # fmt: skip
    """Take a letter that was sent as refused: it came back. False where that was known.

    It goes another way, see ``_afterwards``; a reminder that came back too late goes nowhere.
    """
    done = session.execute(
        update(DELIVERY)
        .where(D.id == each.id, D.status == "sent")
        .values(status="refused", last_error=why[:500], settled_at=now)
    )
    if done.rowcount != 1:  # type: ignore[attr-defined]
        return False
    if each.row["statutory"] or not late:
        _afterwards(session, each, "refused", why, senders, now, again=again)
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
        status = "unknown" if each.parcel.repeat else "lapsed"
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
