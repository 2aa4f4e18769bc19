"""A heartbeat's body: the clocks whose hour has come."""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from casework.sweep import Swept, due_clocks, sweep_clock, sweep_clocks
from models.session import Database
from rules.workdays import Calendar

SWEEP = 500

logger = logging.getLogger("permitloop.sweep")


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
            counted += _sweep(db, fresh[first : first + db.together], now, calendar)
            db.give_way()
    if counted:
        logger.info("sweep.done", extra=dict(counted))
    return counted


def _sweep(
    db: Database, clock_ids: Sequence[int], now: datetime, calendar: Calendar
) -> Counter[str]:
    """Sweep a few clocks together; what somebody holds, or what breaks, alone."""
    try:
        with db.writing("sweep_clock") as session:
            swept, left = sweep_clocks(session, clock_ids, now=now, calendar=calendar)
    except Exception as broken:  # noqa: BLE001  # each clock again alone, where it is logged
        known = {"clock_ids": list(clock_ids), "error": type(broken).__name__}
        logger.warning("sweep.undone_to_go_alone", extra=known)
        swept, left = [], tuple(clock_ids)
    counted = _counts(swept)
    for each in left:
        counted += _alone(db, each, now, calendar)
    return counted


def _alone(db: Database, clock_id: int, now: datetime, calendar: Calendar) -> Counter[str]:
    try:
        with db.writing("sweep_clock_alone") as session:
            swept = sweep_clock(session, clock_id, now=now, calendar=calendar)
    except Exception:
        logger.exception("sweep.clock_failed", extra={"clock_id": clock_id})
        return Counter(broken=1)
    return _counts([swept] if swept else [])


def _counts(swept: Sequence[Swept]) -> Counter[str]:
    return +Counter(
        {
            "clocks": len(swept),
            "rungs": sum(len(each.rungs) for each in swept),
            "lapsed": sum(bool(each.lapsed) for each in swept),
            "refused": sum(bool(each.refused) for each in swept),
        }
    )
