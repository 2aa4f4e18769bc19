"""Measure how soon a decision is shown and worked off: `python -m benchmarks.display`.

Cases are decided at a steady pace while the driver runs; Prefect's own record of each run says when
the new stage stood there first (display) and when the run waited again after its work (wake). Then
a backlog without a pause between decisions: full wakes a second, and mere renamings a second.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from sqlalchemy import select

from benchmarks.bureau import CALENDAR, LIFE, clue, folder, staffed
from benchmarks.figures import Row, percentile, tell
from casework.act import take_action
from casework.people import person
from deploy import prefect_server
from deploy.driver import quietened
from flows import parking
from flows.driver import Driver, drive, drive_until_idle, show_one
from models import CaseFile, CaseRun
from models.session import Database
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.inbox import Inbox
from rules.deadlines import legal_day
from tasks.deliver import Services

SETTLE_SECONDS = 120.0


def now() -> datetime:
    """Answer the present instant."""
    return datetime.now(UTC)


async def measure(
    kind: str, db: Database, party_id: int, home: Path, cases: int, pace: float
) -> Row:
    """Answer the figures of one kind of database, both the case database's and Prefect's."""
    numbers = [clue(db, party_id, f"display:{each}") for each in range(cases)]
    services = Services((FileOutbox(home / "outbox"), Inbox(db)), CALENDAR, now)
    async with parking.connection() as client:
        driver = Driver(db, lambda: services, now, client, "driver:bench")
        await drive_until_idle(driver)
        steady = await _steadily(driver, client, numbers, pace)
        backlog = await _backlog(driver, numbers)
        renamed = await _renamed(driver, numbers)
    return (
        {"kind": kind, "cases": cases, "decisions_per_s": round(1 / pace, 1)}
        | steady
        | {
            "full_wakes_per_s": round(backlog, 1),
            "renamings_per_s": round(renamed, 1),
        }
    )


async def _steadily(
    driver: Driver, client: PrefectClient, numbers: list[str], pace: float
) -> dict[str, float]:
    stopping = asyncio.Event()
    driving = asyncio.create_task(drive(driver, stopping))
    decided: dict[str, tuple[datetime, int]] = {}
    for number in numbers:
        began = time.perf_counter()
        decided[number] = await asyncio.to_thread(_decide, driver.db, number, 0)
        await asyncio.sleep(max(0.0, pace - (time.perf_counter() - began)))
    await _settled(driver.db)
    stopping.set()
    await driving
    shown, woken = [], []
    for number, (at, seq) in decided.items():
        stamps = await _stamps(client, _run_of(driver.db, number), seq)
        shown.append((stamps[0] - at).total_seconds() * 1000)
        woken.append((stamps[-1] - at).total_seconds() * 1000)
    return {
        "display_p50_ms": round(percentile(shown, 50)),
        "display_p95_ms": round(percentile(shown, 95)),
        "wake_p50_ms": round(percentile(woken, 50)),
        "wake_p95_ms": round(percentile(woken, 95)),
    }


async def _backlog(driver: Driver, numbers: list[str]) -> float:
    for number in numbers:
        _decide(driver.db, number, 1)
        _decide(driver.db, number, 2)
        _decide(driver.db, number, 3)
        _decide(driver.db, number, 4)
    began = time.perf_counter()
    await drive_until_idle(driver)
    return len(numbers) / (time.perf_counter() - began)


async def _renamed(driver: Driver, numbers: list[str]) -> float:
    for number in numbers:
        _decide(driver.db, number, 5)
        _decide(driver.db, number, 6)
    began = time.perf_counter()
    shown = 0
    while await show_one(driver):
        shown += 1
    return shown / (time.perf_counter() - began)


def _decide(db: Database, number: str, step: int) -> tuple[datetime, int]:
    """Do a step of the case's life; answer when it was committed and its position."""
    action, by, facts = LIFE[step]
    if "visited_on" in facts:
        # A visit is not before its approval, which is given by the machine's clock here.
        facts = {**facts, "visited_on": legal_day(now()).isoformat()}
    with db.writing("bench_act") as session:
        take_action(
            session, number, action, person(session, by), facts,
            now=now(), calendar=CALENDAR,
        )  # fmt: skip
    committed = now()
    with db.reading() as session:
        seq = session.execute(select(CaseFile.seq).where(CaseFile.case_no == number)).scalar_one()
    return committed, seq


async def _settled(db: Database) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        with db.reading() as session:
            if not session.execute(select(CaseRun.id).where(CaseRun.behind).limit(1)).first():
                return
        await asyncio.sleep(0.2)
    raise TimeoutError("the driver did not catch up")


def _run_of(db: Database, number: str) -> UUID:
    with db.reading() as session:
        found = session.execute(
            select(CaseRun.flow_run_id)
            .join(CaseFile, CaseFile.id == CaseRun.case_id)
            .where(CaseFile.case_no == number)
        ).scalar_one()
    return UUID(found)


async def _stamps(client: PrefectClient, run: UUID, seq: int) -> list[datetime]:
    """Answer the instants of the run's states that stand for the event, in their order."""
    states = await client.read_flow_run_states(run)
    found = [
        each.timestamp
        for each in states
        if (stamp := parking.read_stamp(each.message)) is not None and stamp.seq >= seq
    ]
    return sorted(found)


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=60)
    parser.add_argument("--pace", type=float, default=0.5, help="seconds between two decisions")
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument(
        "--prefect-url",
        help="an empty PostgreSQL with pg_trgm for Prefect (postgresql+asyncpg://…), else SQLite",
    )
    given = parser.parse_args()
    rows = [
        _measured(kind, given.cases, given.pace, given.prefect_url)
        for kind in ("sqlite", "postgresql")
        if given.only in (None, kind)
    ]
    tell("display", rows)


def _measured(kind: str, cases: int, pace: float, prefect_url: str | None) -> Row:
    with ExitStack() as open_now:
        db, party_id = open_now.enter_context(staffed(kind))
        home = open_now.enter_context(folder())
        server = prefect_server.start(home, prefect_server.free_port(), prefect_url)
        open_now.callback(prefect_server.stop, server)
        open_now.enter_context(prefect_server.connected(server))
        open_now.enter_context(quietened())
        return asyncio.run(measure(kind, db, party_id, home, cases, pace))


if __name__ == "__main__":
    main()
