"""The two heartbeats' bodies: duties that no run took, and clocks whose hour has come."""

import logging
import os
import socket
from collections import Counter
from datetime import datetime

from sqlmodel import Session

from casework import outbox
from casework.outbox import LEASE, Lease
from casework.sweep import Swept, due_clocks, sweep_clock
from models.session import Database
from rules.workdays import Calendar
from tasks.deliver import Outcome, Services, deliver_duty

BATCH = 50
SWEEP = 500

logger = logging.getLogger("permitloop.relay")


def relay_once(db: Database, services: Services, now: datetime, limit: int = BATCH) -> Counter[str]:
    """Claim one batch of duties that nobody took in time and carry each out; answer how they went.

    Statutory service is claimed first. An empty answer means that nothing waited.
    """
    owner = f"relay:{socket.gethostname()}:{os.getpid()}"
    with db.writing("claim_for_relay") as session:
        outbox.set_aside_spent(session, now)
        leases = outbox.claim_left_over(session, owner, now, limit)
    outcomes: Counter[str] = Counter()
    for lease in leases:
        instant = services.clock()
        if _still_ours(db, lease, now, instant):
            outcomes[deliver_duty(db, lease, services, instant)] += 1
        else:
            outcomes[Outcome.LOST] += 1
    if outcomes:
        logger.info("relay.batch", extra={str(kind): each for kind, each in outcomes.items()})
    return outcomes


def _still_ours(db: Database, lease: Lease, claimed_at: datetime, instant: datetime) -> bool:
    """Prolong the lease of a duty that waited long behind the others of its batch."""
    if instant - claimed_at < LEASE / 3:
        return True
    with db.writing("prolong_in_relay") as session:
        return outbox.heartbeat(session, lease, instant)


def sweep_once(db: Database, now: datetime, calendar: Calendar) -> Counter[str]:
    """Fire every rung and end that lies behind, a few clocks at a time; answer how many.

    A clock that cannot be swept is logged and left for the next turn; the others go on.
    """
    counted: Counter[str] = Counter()
    seen: set[int] = set()
    while True:
        with db.reading() as session:
            waiting = due_clocks(session, now, SWEEP + len(seen))
        fresh = [each for each in waiting if each not in seen]
        if not fresh:
            break
        # Once a turn is enough: one that still waits afterwards must not spin here.
        seen.update(fresh)
        for first in range(0, len(fresh), db.together):
            _sweep(db, fresh[first : first + db.together], now, calendar, counted)
            db.give_way()
    if counted:
        logger.info("sweep.done", extra=dict(counted))
    return counted


def _sweep(
    db: Database, clock_ids: list[int], now: datetime, calendar: Calendar, counted: Counter[str]
) -> None:
    done: list[Swept] = []
    broken = 0
    try:
        with db.writing("sweep_clock") as session:
            for clock_id in clock_ids:
                swept, well = _swept(session, clock_id, now, calendar)
                done += [swept] if swept else []
                broken += not well
    except Exception:
        counted["broken"] += len(clock_ids)
        logger.exception("sweep.clocks_failed", extra={"clock_ids": clock_ids})
        return
    counted.update(_counts(done, broken))


def _swept(
    session: Session, clock_id: int, now: datetime, calendar: Calendar
) -> tuple[Swept | None, bool]:
    """Sweep one clock of several; what breaks is undone alone."""
    try:
        with session.begin_nested():
            return sweep_clock(session, clock_id, now=now, calendar=calendar), True
    except Exception:
        logger.exception("sweep.clock_failed", extra={"clock_id": clock_id})
        return None, False


def _counts(done: list[Swept], broken: int) -> Counter[str]:
    return +Counter(
        {
            "clocks": len(done),
            "rungs": sum(len(each.rungs) for each in done),
            "lapsed": sum(bool(each.lapsed) for each in done),
            "refused": sum(bool(each.refused) for each in done),
            "broken": broken,
        }
    )
