"""A heartbeat's body: the duties that no run took in time."""

import logging
import os
import socket
from collections import Counter
from datetime import datetime

from casework import outbox
from casework.outbox import LEASE, Lease
from models.session import Database
from tasks.deliver import Outcome, Services, deliver_duty

BATCH = 50

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
