"""Which Prefect run follows which case: wanted and shown positions, and the lease to write it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true, update
from sqlmodel import Session

from casework.jobs import write
from models import CaseFile, CaseRun

LEASE = timedelta(seconds=60)
LONGEST_BACK_OFF = timedelta(minutes=5)
RUN = CaseRun.__table__  # type: ignore[attr-defined]
T = RUN.c
F = CaseFile.__table__.c  # type: ignore[attr-defined]


# Statements of every click stand here: built once, SQLAlchemy looks up their compiled form at once.
_WAKE = (
    update(RUN)
    .where(T.case_id == bindparam("of_case"), T.chapter == bindparam("in_chapter"))
    .values(
        wanted_seq=bindparam("to_seq"),
        behind=true(),
        woken_at=bindparam("at"),
        closes=or_(T.closes, bindparam("ends", type_=T.closes.type)),
    )
)
_FIRST_WAKE = RUN.insert()


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
    page_id: str | None = None


def wake(
    session: Session, case_id: int, chapter: int, seq: int, now: datetime, *, closes: bool = False
) -> None:
    """Say in the case's own transaction that its run must catch up to ``seq``."""
    moved = write(
        session,
        _WAKE,
        {"of_case": case_id, "in_chapter": chapter, "to_seq": seq, "at": now, "ends": closes},
    )
    if moved == 0:
        session.execute(
            _FIRST_WAKE,
            {
                "case_id": case_id,
                "chapter": chapter,
                "wanted_seq": seq,
                "shown_seq": 0,
                "behind": True,
                "closes": closes,
                "finished": False,
                "woken_at": now,
                "owner": "",
                "token": 0,
                "attempts": 0,
                "last_error": "",
            },
        )


def any_ready(session: Session, now: datetime) -> bool:
    """Answer whether a run could be claimed; asking takes no lock, claiming does."""
    return session.execute(select(T.id).where(*_ready(now)).limit(1)).first() is not None


def claim_runs(
    session: Session, owner: str, now: datetime, limit: int = 10, *, unborn: bool = False
) -> list[RunLease]:
    """Claim runs that are behind their case, the longest waiting first.

    ``unborn`` asks for those that Prefect has no run for yet.
    """
    ready = select(T.id).where(*_ready(now)).order_by(T.woken_at, T.id).limit(limit)
    if unborn:
        ready = ready.where(T.flow_run_id.is_(None))
    return _claim(session, ready, owner, now)


def claim_run(session: Session, row: int, owner: str, now: datetime) -> RunLease | None:
    """Claim one run if it is behind its case and nobody's; None otherwise."""
    found = _claim(session, select(T.id).where(T.id == row, *_ready(now)), owner, now)
    return found[0] if found else None


def waiting_to_be_shown(session: Session, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Answer runs that exist and are behind, the longest waiting first: row and wanted position."""
    rows = session.execute(
        select(T.id, T.wanted_seq)
        .where(*_ready(now), T.flow_run_id.is_not(None))
        .order_by(T.woken_at, T.id)
        .limit(limit)
    ).all()
    return [(row.id, row.wanted_seq) for row in rows]


def _claim(
    session: Session, ready: Select[tuple[int]], owner: str, now: datetime
) -> list[RunLease]:
    if session.get_bind().dialect.name == "postgresql":
        ready = ready.with_for_update(skip_locked=True)
    rows = session.execute(
        update(RUN)
        .where(T.id.in_(ready))
        .values(owner=owner, token=T.token + 1, until=now + LEASE)
        .returning(*T)
    ).all()
    return [
        RunLease(
            r.id, r.case_id, r.chapter, r.flow_run_id, r.wanted_seq, r.shown_seq, r.closes, r.token,
            owner, r.page_id,
        )
        for r in rows
    ]  # fmt: skip


def _ready(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return T.behind.is_(True), T.woken_at <= now, or_(T.until.is_(None), T.until <= now)


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


def keep_page_id(session: Session, lease: RunLease, page_id: str) -> bool:
    """Record which artifact shows the chapter."""
    return _guarded(session, lease, page_id=page_id)


def release_run(session: Session, lease: RunLease) -> bool:
    """Give a run back as it is: still behind, and free for anybody at once."""
    return _guarded(session, lease, until=None)


def forget_run(session: Session, lease: RunLease) -> bool:
    """Give back a run that Prefect no longer knows, to be created and told anew."""
    return _guarded(session, lease, flow_run_id=None, page_id=None, shown_seq=0, until=None)


def rearm(session: Session, run_ids: Iterable[int], now: datetime) -> int:
    """Mark runs as behind, whatever they showed, so that a driver writes them again."""
    return _mark(session, run_ids, behind=True, finished=False, woken_at=now)


def rearm_gone(session: Session, run_ids: Iterable[int], now: datetime) -> int:
    """Mark runs as behind that Prefect no longer knows, to be created and told anew."""
    return _mark(
        session,
        run_ids,
        behind=True,
        finished=False,
        woken_at=now,
        flow_run_id=None,
        page_id=None,
        shown_seq=0,
    )


def _mark(session: Session, run_ids: Iterable[int], **values: object) -> int:
    done = session.execute(update(RUN).where(T.id.in_(list(run_ids))).values(**values))
    return int(done.rowcount)  # type: ignore[attr-defined]


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
    return _guarded(session, lease, attempts=attempts + 1, last_error=why[:500], until=now + wait)


def behind(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """Answer how many runs are behind their case, and since when the oldest is."""
    count, oldest = session.execute(
        select(func.count(), func.min(T.woken_at)).where(T.behind.is_(True), T.woken_at <= now)
    ).one()
    return int(count), oldest


def _guarded(session: Session, lease: RunLease, **values: object) -> bool:
    done = session.execute(
        update(RUN).where(and_(T.id == lease.id, T.token == lease.token)).values(**values)
    )
    return bool(done.rowcount == 1)  # type: ignore[attr-defined]
