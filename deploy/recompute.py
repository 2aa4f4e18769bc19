"""Bring every open clock to the calendar in force: started anywhere, stopped anywhere, resumed."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from casework.recompute import (
    Moved,
    mark_settled,
    next_batch,
    recompute_case,
    recompute_cases,
)
from models.session import Database
from rules.deadlines import legal_day
from rules.workdays import Calendar

BATCH = 1_000
logger = logging.getLogger("permitloop.recompute")


def recompute(
    db: Database, calendar: Calendar, cause: str, clock: Callable[[], datetime]
) -> Iterator[Moved]:
    """Rewrite what another calendar version reckoned, a few cases at a time; answer what moved.

    What is done is marked as it goes, so a killed job goes on where it stopped, and running it
    again changes nothing.
    """
    after = 0
    while True:
        with db.reading() as session:
            batch = next_batch(session, calendar, legal_day(clock()), after, BATCH)
        if batch.last_id == after:
            return
        after = batch.last_id
        if batch.settled:
            with db.writing("mark_calendar") as session:
                mark_settled(session, batch.settled, calendar)
        for first in range(0, len(batch.cases), db.together):
            yield from _rewrite(
                db, batch.cases[first : first + db.together], calendar, cause, clock()
            )
            db.give_way()


def _rewrite(
    db: Database, case_nos: tuple[str, ...], calendar: Calendar, cause: str, now: datetime
) -> list[Moved]:
    """Rewrite a few cases together; what somebody holds, or what breaks, alone."""
    try:
        with db.writing("recompute_case") as session:
            moved, left = recompute_cases(session, case_nos, calendar, cause, now=now)
    except Exception as broken:  # noqa: BLE001  # each case again alone; there it is told or raised
        known = {"cases": case_nos, "error": type(broken).__name__}
        logger.warning("recompute.undone_to_go_alone", extra=known)
        moved, left = [], case_nos
    for case_no in left:
        with db.writing("recompute_case_alone") as session:
            moved += recompute_case(session, case_no, calendar, cause, now=now)
    return moved


def recompute_once(
    db: Database, calendar: Calendar, cause: str, clock: Callable[[], datetime]
) -> int:
    """Do the whole job and answer how many clocks moved."""
    moved = sum(1 for _ in recompute(db, calendar, cause, clock))
    if moved:
        logger.info("recompute.done", extra={"moved": moved, "calendar": calendar.version})
    return moved
