"""A heartbeat's body: the duties that no run took in time."""

import logging
import os
import socket
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from casework import outbox
from casework.outbox import LEASE, Lease
from models.session import Database
from tasks.deliver import Outcome, Services, deliver_duty, deliver_notices

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
    # Notices that follow each other go together; of any other duty each goes by itself.
    for _, group in groupby(leases, lambda each: 0 if each.kind == "notice" else each.id):
        claimed = list(group)
        instant = services.clock()
        ours = _still_ours(db, claimed, now, instant)
        outcomes.update(
            {Outcome.LOST: len(claimed) - len(ours)} if len(ours) < len(claimed) else {}
        )
        outcomes.update(_delivered(db, ours, services, instant))
    if outcomes:
        logger.info("relay.batch", extra={str(kind): each for kind, each in outcomes.items()})
    return outcomes


def _delivered(
    db: Database, leases: Sequence[Lease], services: Services, now: datetime
) -> Counter[Outcome]:
    if len(leases) > 1:
        return deliver_notices(db, leases, services, now)
    return Counter(deliver_duty(db, each, services, now) for each in leases)


def _still_ours(
    db: Database, leases: Sequence[Lease], claimed_at: datetime, instant: datetime
) -> Sequence[Lease]:
    """Prolong the leases of duties that waited long behind the others of their batch."""
    if instant - claimed_at < LEASE / 3:
        return leases
    with db.writing("prolong_in_relay") as session:
        return [each for each in leases if outbox.heartbeat(session, each, instant)]
