"""Measure a State Council notice that moves 100,000 clocks: `python -m benchmarks.calendar_move`.

The job runs in a process of its own, is killed at about a third (SIGKILL) and started again, while
this process goes on acting in other cases: each act's time is taken, before the job and beside it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from datetime import date
from multiprocessing.process import BaseProcess

from sqlalchemy import func, select

from benchmarks.bureau import APPLIED_AT, application, explain, staffed
from benchmarks.docket import EVENT, park
from benchmarks.figures import Row, percentile, tell
from casework.calendars import Holiday, Notice, national_calendar, with_notice
from casework.recompute import clocks_behind
from deploy.recompute import recompute_once
from models.session import Database, open_database

CAUSE = "国务院办公厅关于2027年部分节假日安排的通知（测速用）"
NOTICE = Notice(
    year=2027,
    title="测速用2027年放假安排",
    number="测速",
    published_on=date(2026, 12, 5),
    source="测速文本，非正式文件",
    holidays=(
        Holiday("元旦", date(2027, 1, 1), date(2027, 1, 3), ()),
        Holiday(
            "春节", date(2027, 2, 5), date(2027, 2, 13), (date(2027, 1, 31), date(2027, 2, 20))
        ),
    ),
)
CALENDAR = with_notice(national_calendar(), NOTICE)
ALONE = 200
MOVED = EVENT.c.kind == "clock_moved"


PAUSE = 0.05
"""Between two acts, so that one actor stands for a busy office and not for a flood."""


def measure(kind: str, clocks: int) -> Row:
    """Answer the figures of one kind of database."""
    with staffed(kind) as (db, party_id):
        park(db, application(db, party_id, "model"), clocks - 1, events=False)
        others = [_explained(db, party_id, each) for each in range(20)]
        alone = [_act(db, others, each) for each in range(ALONE)]
        began = time.perf_counter()
        beside = _until(db, others, clocks // 3)
        killed_at, moved_first = time.perf_counter(), _moved(db)
        beside += _until(db, others, None)
        ended = time.perf_counter()
        told, cases = _told(db)
        left = _behind(db)
    return {
        "database": kind,
        "clocks": clocks,
        "moved_before_kill": moved_first,
        "moved_in_all": told,
        "told_twice": told - cases,
        "left": left,
        "job_s": round(ended - began, 1),
        "after_restart_s": round(ended - killed_at, 1),
        "per_clock_ms": round(1000 * (ended - began) / clocks, 2),
        **_latencies("alone", alone),
        **_latencies("beside", beside),
    }


def job(url: str) -> None:
    """Do the whole job, or what a killed one has left of it."""
    db = open_database(url)
    recompute_once(db, CALENDAR, CAUSE, lambda: APPLIED_AT)
    db.close()


def _explained(db: Database, party_id: int, number: int) -> str:
    case_no = application(db, party_id, f"live:{number}")
    explain(db, case_no)
    return case_no


def _until(db: Database, others: list[str], enough: int | None) -> list[float]:
    """Act beside the job until it has moved enough and is killed, or until it ends."""
    process: BaseProcess = multiprocessing.get_context("spawn").Process(target=job, args=(db.url,))
    process.start()
    times: list[float] = []
    while process.is_alive():
        times.append(_act(db, others, len(times)))
        if enough is not None and len(times) % 20 == 0 and _moved(db) >= enough:
            process.kill()
        time.sleep(PAUSE)
    process.join()
    assert process.exitcode == 0 or enough is not None
    return times


def _act(db: Database, others: list[str], number: int) -> float:
    began = time.perf_counter()
    explain(db, others[number % len(others)])
    return time.perf_counter() - began


def _moved(db: Database) -> int:
    with db.reading() as session:
        return int(session.execute(select(func.count()).where(MOVED)).scalar_one())


def _told(db: Database) -> tuple[int, int]:
    """Answer how many events say that a clock moved, and of how many cases."""
    with db.reading() as session:
        counted = select(func.count(), func.count(func.distinct(EVENT.c.case_id))).where(MOVED)
        told, cases = session.execute(counted).one()
        return int(told), int(cases)


def _behind(db: Database) -> int:
    with db.reading() as session:
        return clocks_behind(session, CALENDAR)


def _latencies(name: str, times: list[float]) -> dict[str, float | int | str]:
    return {
        f"{name}_acts": len(times),
        f"{name}_p50_ms": round(1000 * percentile(times, 50), 1),
        f"{name}_p95_ms": round(1000 * percentile(times, 95), 1),
        f"{name}_worst_ms": round(1000 * max(times)),
    }


def main() -> None:
    """Print the figures of both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clocks", type=int, default=100_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    kinds = [asked.only] if asked.only else ["sqlite", "postgresql"]
    tell("calendar_move", [measure(kind, asked.clocks) for kind in kinds])


if __name__ == "__main__":
    main()
