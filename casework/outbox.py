"""Duties: written with the decision, claimed under a lease, settled with the lease's own token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, text, update
from sqlmodel import Session

from casework.jobs import write
from models import DutyRow
from models.outbox import UNREADABLE
from rules.case_view import Duty

OFFER = timedelta(seconds=30)
"""How long a duty is offered to its case's run before the relay may take it."""

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 12
LONGEST_BACK_OFF = timedelta(hours=1)

DUTY = DutyRow.__table__  # type: ignore[attr-defined]
T = DUTY.c
_ADD = DUTY.insert()
_SETTLE = update(DUTY).where(
    T.id == bindparam("which"), T.token == bindparam("under"), T.status == "pending"
)


@dataclass(frozen=True)
class Lease:
    """A claimed duty; ``token`` is what settles it and is never shown to a receiver."""

    id: int
    key: str
    case_id: int | None
    seq: int
    kind: str
    name: str
    payload: dict[str, Any]
    token: int
    owner: str
    attempts: int
    statutory: bool = False


def add_duties(
    session: Session,
    case_id: int,
    case_no: str,
    seq: int,
    duties: Sequence[Duty],
    now: datetime,
    *,
    bulk: bool = False,
    try_at: datetime | None = None,
    told: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Write one outbox row per duty and answer their keys; bulk ones go by the relay alone.

    ``try_at`` keeps them until then: a reminder wakes nobody. ``told`` names, for duties that
    another one's letter carries out, that other one.
    """
    rows = [
        {
            "key": f"{case_no}:{seq}:{duty.name}",
            "case_id": case_id,
            "seq": seq,
            "kind": duty.kind,
            "name": duty.name,
            "payload": dict(duty.payload),
            "status": "done" if duty.name in told else "pending",
            "statutory": duty.statutory,
            "created_at": now,
            "offered_until": now if bulk else now + OFFER,
            "try_at": duty.try_at or try_at or now,
            "owner": "",
            "token": 0,
            "attempts": 0,
            "last_error": "",
            "done_at": now if duty.name in told else None,
            "result": _told_by(case_no, seq, told.get(duty.name)),
        }
        for duty in duties
    ]
    write(session, _ADD, *rows)
    return [str(row["key"]) for row in rows]


def _told_by(case_no: str, seq: int, other: str | None) -> dict[str, Any]:
    return {"letters": [f"{case_no}:{seq}:{other}"]} if other else {}


def claim_for_case(
    session: Session, case_id: int, owner: str, now: datetime, limit: int = 50
) -> list[Lease]:
    """Claim the ready duties of one case, in their order, for its run."""
    return _claim(session, T.case_id == case_id, owner, now, limit)


def claim_one(session: Session, duty_id: int, owner: str, now: datetime) -> Lease | None:
    """Claim one ready duty; None when it is done, held, not due yet or another's."""
    claimed = _claim(session, T.id == duty_id, owner, now, 1)
    return claimed[0] if claimed else None


def claim_left_over(session: Session, owner: str, now: datetime, limit: int = 50) -> list[Lease]:
    """Claim ready duties that no run took in time, statutory ones first, for the relay."""
    free = T.offered_until <= now
    served = _claim(session, and_(free, T.statutory.is_(True)), owner, now, limit, T.try_at)
    if len(served) == limit:
        return served
    # Two questions, each in the order of its index: no claim sorts ten thousand reminders.
    told = and_(free, T.statutory.is_(False))
    return served + _claim(session, told, owner, now, limit - len(served), T.try_at)


def set_aside_spent(session: Session, now: datetime) -> int:
    """Leave to a person the duties whose worker died at every try; answer how many.

    A worker that lives says itself that a try failed, see ``fail``.
    """
    spent = session.execute(
        update(DUTY)
        .where(
            T.status == "pending",
            T.attempts >= MOST_ATTEMPTS,
            or_(T.until.is_(None), T.until <= now),
        )
        .values(status="failed", last_error="each worker that tried it died", until=None)
    )
    return int(spent.rowcount)  # type: ignore[attr-defined]


def _claim(
    session: Session,
    which: ColumnElement[bool],
    owner: str,
    now: datetime,
    limit: int,
    *order: ColumnElement[Any],
) -> list[Lease]:
    ready = (
        select(T.id)
        .where(
            which,
            T.status == "pending",
            T.try_at <= now,
            or_(T.until.is_(None), T.until <= now),
        )
        .order_by(*(order or (T.statutory.desc(), T.id)))
        .limit(limit)
    )
    if session.get_bind().dialect.name == "postgresql":
        ready = ready.with_for_update(skip_locked=True)
    rows = session.execute(
        update(DUTY)
        .where(T.id.in_(ready))
        .values(owner=owner, token=T.token + 1, until=now + LEASE, attempts=T.attempts + 1)
        .returning(
            T.id, T.key, T.case_id, T.seq, T.kind, T.name, T.payload, T.token, T.attempts,
            T.statutory,
        )
    ).all()  # fmt: skip
    leases = [
        Lease(
            r.id, r.key, r.case_id, r.seq, r.kind, r.name, r.payload, r.token, owner, r.attempts,
            r.statutory,
        )
        for r in rows
    ]  # fmt: skip
    broken = [each.id for each in leases if UNREADABLE in each.payload]
    if broken:
        _set_aside_unreadable(session, broken)
    return sorted((each for each in leases if each.id not in broken), key=lambda each: each.id)


def _set_aside_unreadable(session: Session, ids: Sequence[int]) -> None:
    """Leave to a person what cannot be read: it would fail each time, and stop nobody else."""
    session.execute(
        update(DUTY)
        .where(T.id.in_(ids))
        .values(status="failed", last_error="payload is no readable JSON", until=None)
    )


def heartbeat(session: Session, lease: Lease, now: datetime) -> bool:
    """Prolong a lease; False means that it is another's now and the work must be discarded."""
    return _guarded(session, lease, until=now + LEASE)


def settle(session: Session, lease: Lease, now: datetime, result: dict[str, Any]) -> bool:
    """Record that a duty is done; False means that the lease was lost and nothing was written."""
    return _guarded(session, lease, status="done", done_at=now, result=result, until=None)


def settle_all(
    session: Session, done: Sequence[tuple[Lease, dict[str, Any]]], now: datetime
) -> bool:
    """Record that many duties are done; False means that a lease was lost: undo them all."""
    rows = [
        {
            "which": lease.id, "under": lease.token, "status": "done", "done_at": now,
            "result": result, "until": None,
        }
        for lease, result in done
    ]  # fmt: skip
    return write(session, _SETTLE, *rows) == len(rows)


def hold(session: Session, lease: Lease, why: str) -> bool:
    """Set a duty aside for a person: what it leads to is not there yet."""
    return _guarded(session, lease, status="held", last_error=why[:500], until=None)


def answer_asked(
    session: Session, case_id: int, procedure: str, kinds: Sequence[str], by: str, now: datetime
) -> None:
    """Record that the case which a person was asked to open has been opened."""
    rows = session.execute(
        select(T.id, T.payload).where(
            T.case_id == case_id, T.kind == "ask_opening", T.status.in_(("pending", "held"))
        )
    ).all()
    answered = [
        row.id
        for row in rows
        if row.payload.get("procedure") == procedure and set(row.payload["kinds"]) <= set(kinds)
    ]
    if answered:
        session.execute(
            update(DUTY)
            .where(T.id.in_(answered))
            .values(status="done", done_at=now, until=None, result={"case_no": by})
        )


def held_duty(session: Session, key: str) -> int | None:
    """Answer the case whose duty of that key waits for a person, or None."""
    found: int | None = session.execute(
        select(T.case_id).where(T.key == key, T.status.in_(("held", "failed")))
    ).scalar_one_or_none()
    return found


def settle_by_hand(session: Session, key: str, by: str, now: datetime) -> bool:
    """Record that a person did what a held or failed duty could not; False when it is neither."""
    done = session.execute(
        update(DUTY)
        .where(T.key == key, T.status.in_(("held", "failed")))
        .values(status="done", done_at=now, until=None, result={"by_hand": by})
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def fail(session: Session, lease: Lease, now: datetime, why: str) -> bool:
    """Record a failed try; it is tried again later, and after the last try a person must look."""
    spent = lease.attempts >= MOST_ATTEMPTS
    wait = min(timedelta(seconds=2**lease.attempts), LONGEST_BACK_OFF)
    return _guarded(
        session,
        lease,
        status="failed" if spent else "pending",
        last_error=why[:500],
        try_at=now + wait,
        until=None,
    )


def oldest_unclaimed(session: Session, now: datetime) -> datetime | None:
    """Answer since when the oldest duty that anybody could take has waited."""
    found: datetime | None = session.execute(
        select(T.try_at)
        .where(
            T.status == "pending",
            T.try_at <= now,
            or_(T.until.is_(None), T.until <= now),
        )
        .order_by(T.try_at)
        .limit(1)
    ).scalar_one_or_none()
    return found


def _guarded(session: Session, lease: Lease, **values: Any) -> bool:
    done = session.execute(_SETTLE, {"which": lease.id, "under": lease.token, **values})
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]


def waiting(session: Session) -> dict[str, int]:
    """Answer how many duties stand in each status but done."""
    rows = session.execute(
        text("SELECT status, count(*) FROM duty WHERE status <> 'done' GROUP BY status")
    )
    return {str(status): int(count) for status, count in rows}
