"""Measure the sweep among a million open clocks: `python -m benchmarks.clocks_at_scale`.

Half of the due clocks have come five days near their end and half have ended, so that rungs, events
and duties are written and stages lapse, as in an office that is late. The floor is the same number
of bare transactions in the same run.
"""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session

from benchmarks.bureau import CALENDAR, NOW, clue, lived, staffed
from benchmarks.docket import CASE, CLOCK, EVENT, park
from benchmarks.figures import Row, median, tell, took
from benchmarks.floor import floor
from casework.sweep import due_clocks
from deploy.sweep import sweep_once
from models import ClockRung, DutyRow
from models.session import Database
from rules.deadlines import legal_day

FINDINGS = 20
DUE = CLOCK.c.key == "LOCAL-RECTIFY"


def measure(kind: str, clocks: int, due: int) -> Row:
    """Answer the figures of one kind of database."""
    with staffed(kind) as (db, party_id), floor(db.url) as step:
        model = clue(db, party_id, "model")
        lived(db, model)
        park(db, model, -(-clocks // _open_clocks(db)), events=False)
        _make_due(db, due)
        finding = [took(lambda: _find(db, due)).wall for _ in range(FINDINGS)]
        before, counted = _written(db), Counter[str]()
        swept = took(lambda: counted.update(sweep_once(db, NOW, CALENDAR)))
        bare = took(lambda: [step(number) for number in range(due)])
        events, duties = _written(db)
        return {
            "database": kind,
            "open_clocks": _open_clocks(db),
            "due": due,
            "find_s": round(median(finding), 4),
            "find_worst_s": round(max(finding), 4),
            "swept": counted["clocks"],
            "rungs": counted["rungs"],
            "lapsed": counted["lapsed"],
            "events": events - before[0],
            "duties": duties - before[1],
            "sweep_s": round(swept.wall, 2),
            "sweep_cpu_s": round(swept.cpu, 2),
            "floor_s": round(bare.wall, 2),
            "times_floor": round(swept.wall / bare.wall, 1),
        }


def _open_clocks(db: Database) -> int:
    with db.reading() as session:
        return _count(session, CLOCK.c.open.is_(True))


def _make_due(db: Database, number: int) -> None:
    """Bring the first clocks near or past their end, as the sweep finds them on a morning."""
    with db.writing("bench_make_due") as session:
        ids = session.execute(
            select(CLOCK.c.id)
            .join(CASE, CLOCK.c.case_id == CASE.c.id)
            .where(DUE, CASE.c.case_no.like("COPY-%"))
            .order_by(CLOCK.c.id)
            .limit(number)
        ).scalars()
        found = list(ids)
        near, ended = found[::2], found[1::2]
        _end_at(session, near, NOW + timedelta(days=5) - timedelta(hours=1))
        _end_at(session, ended, NOW - timedelta(hours=1))
        _fired(session, ended, NOW - timedelta(hours=1))


def _end_at(session: Session, ids: list[int], end: datetime) -> None:
    on = legal_day(end - timedelta(seconds=1))
    changed = {"due_at": end, "due_on": on, "armed_at": end - timedelta(days=20)}
    for first in range(0, len(ids), 500):
        session.execute(
            update(CLOCK)
            .where(CLOCK.c.id.in_(ids[first : first + 500]))
            .values(next_at=NOW - timedelta(hours=1), **changed)
        )


def _fired(session: Session, ids: list[int], end: datetime) -> None:
    """Record the earlier reminders of clocks that have ended."""
    on = legal_day(end - timedelta(seconds=1))
    rows = [
        {"clock_id": each, "rung": rung, "due_on": on, "fired_at": end - timedelta(days=days)}
        for each in ids
        for rung, days in (("before-5", 5), ("before-1", 1))
    ]
    session.execute(ClockRung.__table__.insert(), rows)  # type: ignore[attr-defined]


def _find(db: Database, due: int) -> None:
    with db.reading() as session:
        found = due_clocks(session, NOW, due)
    assert len(found) == due


def _written(db: Database) -> tuple[int, int]:
    with db.reading() as session:
        duties = session.execute(select(func.count()).select_from(DutyRow)).scalar_one()
        return _count(session, EVENT.c.id.is_not(None)), int(duties)


def _count(session: Session, which: object) -> int:
    return int(session.execute(select(func.count()).where(which)).scalar_one())  # type: ignore[arg-type]


def main() -> None:
    """Print the figures of both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clocks", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=1_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    kinds = [asked.only] if asked.only else ["sqlite", "postgresql"]
    tell("clocks_at_scale", [measure(kind, asked.clocks, asked.due) for kind in kinds])


if __name__ == "__main__":
    main()
