"""Which Prefect run follows which case: wanted and shown positions, and the lease to write it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, insert, or_, select, update
from sqlmodel import Session

from models import CaseFile, CaseRun

LEASE = timedelta(seconds=60)
LONGEST_BACK_OFF = timedelta(minutes=5)
T = CaseRun.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class RunLease:
    """A claimed run; ``wanted_seq`` is the case's position when it was claimed."""

    id: int
    case_id: int
    chapter: int
    flow_run_id: str | None
    wanted_seq: int
    shown_seq: int
    closes: bool
    token: int
    owner: str


def wake(
    session: Session, case_id: int, chapter: int, seq: int, now: datetime, *, closes: bool = False
) -> None:
    """Say in the case's own transaction that its run must catch up to ``seq``."""
    moved = session.execute(
        update(CaseRun)
        .where(and_(T.case_id == case_id, T.chapter == chapter))
        .values(wanted_seq=seq, behind=True, woken_at=now, closes=or_(T.closes, closes))
    )
    if moved.rowcount == 0:  # type: ignore[attr-defined]
        session.execute(
            insert(CaseRun).values(
                case_id=case_id,
                chapter=chapter,
                wanted_seq=seq,
                shown_seq=0,
                behind=True,
                closes=closes,
                finished=False,
                woken_at=now,
                owner="",
                token=0,
                attempts=0,
                last_error="",
            )
        )


def claim_runs(session: Session, owner: str, now: datetime, limit: int = 10) -> list[RunLease]:
    """Claim runs that are behind their case, the longest waiting first."""
    ready = (
        select(T.id)
        .where(T.behind.is_(True), T.woken_at <= now, or_(T.until.is_(None), T.until <= now))
        .order_by(T.woken_at)
        .limit(limit)
    )
    if session.get_bind().dialect.name == "postgresql":
        ready = ready.with_for_update(skip_locked=True)
    rows = session.execute(
        update(CaseRun)
        .where(T.id.in_(ready))
        .values(owner=owner, token=T.token + 1, until=now + LEASE)
        .returning(*T)
        .execution_options(synchronize_session=False)
    ).all()
    return [
        RunLease(
            r.id, r.case_id, r.chapter, r.flow_run_id, r.wanted_seq, r.shown_seq, r.closes, r.token, owner
        )
        for r in rows
    ]


def still_mine(session: Session, lease: RunLease) -> bool:
    """Answer whether the lease still holds; asked before each write to Prefect."""
    token = session.execute(select(T.token).where(T.id == lease.id)).scalar_one_or_none()
    return bool(token == lease.token)


def prolong(session: Session, lease: RunLease, now: datetime) -> bool:
    """Prolong a lease; False means that it is another's now."""
    return _guarded(session, lease, until=now + LEASE)


def keep_run_id(session: Session, lease: RunLease, flow_run_id: str) -> bool:
    """Record which Prefect run follows the chapter."""
    return _guarded(session, lease, flow_run_id=flow_run_id)


def settle_run(
    session: Session, lease: RunLease, shown_seq: int, *, finished: bool = False
) -> bool:
    """Record what the run shows now; it stays behind where the case moved on meanwhile."""
    return _guarded(
        session,
        lease,
        shown_seq=shown_seq,
        behind=T.wanted_seq > shown_seq,
        finished=finished,
        until=None,
        attempts=0,
        last_error="",
    )


def fail_run(session: Session, lease: RunLease, now: datetime, why: str) -> bool:
    """Give a run back after a failed try, to be taken up again a little later."""
    attempts = session.execute(select(T.attempts).where(T.id == lease.id)).scalar_one()
    wait = min(timedelta(seconds=2 ** min(attempts + 1, 12)), LONGEST_BACK_OFF)
    return _guarded(
        session, lease, attempts=attempts + 1, last_error=why[:500], until=now + wait
    )


def behind(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """Answer how many runs are behind their case, and since when the oldest is."""
    count, oldest = session.execute(
        select(func.count(), func.min(T.woken_at)).where(T.behind.is_(True))
    ).one()
    return int(count), oldest


def _guarded(session: Session, lease: RunLease, **values: object) -> bool:
    done = session.execute(
        update(CaseRun)
        .where(and_(T.id == lease.id, T.token == lease.token))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
