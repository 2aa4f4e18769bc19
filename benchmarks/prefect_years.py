"""Does Prefect's database stay flat over the years? `python -m benchmarks.prefect_years`.

Real cases live beside a real server: permits under supervision (one run a year), one application
that stays open the whole time and is woken and renamed again and again, violations that end, and
the scheduled flows' runs. A step moves the cases' clock on and Prefect's rows as far into the past,
which is the same thing; then retention, the server's and ours, does its work. Given out are the
rows left in each table at the end of each year, and the size of the file.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from prefect import flow, get_run_logger
from prefect.client.orchestration import PrefectClient
from prefect.flow_engine import run_flow_async
from sqlalchemy import select

from benchmarks.bureau import CALENDAR, NOW, folder, staffed
from benchmarks.figures import Row, tell
from benchmarks.passing_days import ENDED_DAYS, age, counted, overdue
from casework.act import take_action
from casework.open_case import Opened, open_case
from casework.people import person
from casework.run_view import case_tag
from deploy import prefect_server
from deploy.driver import quietened
from deploy.prefect_rows import trim_rows
from deploy.sweep import sweep_once
from flows import parking
from flows.daily import keep_the_calendar, tell_the_day
from flows.driver import Driver, drive_until_idle
from flows.reconcile import reconcile
from flows.trimming import Keep, trim
from models import CaseFile, Clock, Permit
from models.session import Database
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.inbox import Inbox
from rules.case_view import SYSTEM
from rules.facts import FactValue
from tasks.deliver import Services

VACUUM_SECONDS = 180.0
OFTEN_NAME = "核对运行"
FAST: Mapping[str, str] = {
    # What an installation does each hour and each day, here between two steps.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS": "2",
}


@flow(name=OFTEN_NAME)
async def often() -> None:
    """Stand for the comparison of every ten minutes: a run, its states and a line."""
    get_run_logger().info("核对案件的运行，全部一致。")


@flow(name="每日待办")
async def morning() -> None:
    """Stand for the docket: a run, its states, a line and a page of its own."""
    get_run_logger().info("在办 12 件。")


@dataclass
class Years:
    """What is simulated; ``now`` is the cases' clock."""

    db: Database
    home: Path
    party_id: int
    client: PrefectClient
    trims: bool
    now: datetime = NOW
    trimmed: dict[str, int] = field(default_factory=dict)
    flows: dict[str, UUID] = field(default_factory=dict)

    @property
    def file(self) -> Path:
        """Answer Prefect's own file."""
        return prefect_server.prefect_home(self.home) / prefect_server.DATABASE

    async def drive(self) -> None:
        """Show and carry on whatever is behind."""
        given = Services(
            (FileOutbox(self.home / "outbox"), Inbox(self.db)), CALENDAR, lambda: self.now
        )
        await drive_until_idle(Driver(self.db, lambda: given, lambda: self.now, self.client, "y"))

    def act(self, case_no: str, action: str, by: str, **facts: FactValue) -> None:
        """Do one act."""
        with self.db.writing("bench_act") as session:
            take_action(
                session, case_no, action, person(session, by), facts,
                now=self.now, calendar=CALENDAR,
            )  # fmt: skip


def open_permit(years: Years, number: int) -> None:
    """Open the supervision of a permit that outlives the measurement."""
    with years.db.writing("bench_open") as session:
        permit = Permit(
            permit_no=f"91310118MA1JL0000X{number:03}P", party_id=years.party_id,
            category="key_managed", valid_from=date(2026, 1, 1), valid_to=date(2033, 12, 31),
            issued_on=date(2026, 1, 1), created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        session.add(permit)
        session.flush()
        wanted = Opened(
            "supervision", f"years:{number}", years.party_id, kinds=("key_managed",),
            permit_id=permit.id, facts={"valid_from": "2026-01-01", "valid_until": "2033-12-31"},
        )  # fmt: skip
        open_case(session, wanted, SYSTEM, now=years.now, calendar=CALENDAR)


def open_application(years: Years) -> str:
    """Open an application that stays at its first window, and answer its number."""
    wanted = Opened(
        procedure="permit", key="years:long", party_id=years.party_id,
        kinds=("first", "key_managed"), facts={"received_on": years.now.date().isoformat()},
    )  # fmt: skip
    with years.db.writing("bench_open") as session:
        actor = person(session, "CK01")
        return open_case(session, wanted, actor, now=years.now, calendar=CALENDAR).case_no


def report(years: Years) -> None:
    """Hand in every report that is owed, as a diligent enterprise does."""
    with years.db.reading() as session:
        owed = session.execute(
            select(CaseFile.case_no, Clock.subject)
            .join(CaseFile, CaseFile.id == Clock.case_id)
            .where(Clock.key.startswith("EXREP"), Clock.open)
        ).all()
    for case_no, period in owed:
        years.act(case_no, "submit_report", "QY01", period=period)


def open_violation(years: Years, key: str) -> None:
    """Open a violation; what a missed duty opens by itself comes beside it."""
    wanted = Opened(
        procedure="violation", key=key, party_id=years.party_id, kinds=("own",),
        facts={"discovered_on": years.now.date().isoformat(), "clue_source": "patrol"},
        assignee_id="ZF01",
    )  # fmt: skip
    with years.db.writing("bench_open") as session:
        open_case(session, wanted, person(session, "ZF01"), now=years.now, calendar=CALENDAR)


def dismiss(years: Years) -> None:
    """End every violation, as an office keeps up with what comes in."""
    with years.db.reading() as session:
        waiting = session.execute(
            select(CaseFile.case_no).where(
                CaseFile.procedure == "violation", CaseFile.closed_at.is_(None)
            )
        ).scalars()
        numbers = list(waiting)
    years.now += timedelta(hours=1)
    for case_no in numbers:
        years.act(case_no, "ask_dismiss", "ZF01", reason="线索不实，不予核实")
        years.act(case_no, "approve_dismiss", "KS01")


async def rename(years: Years, case_no: str, times: int) -> None:
    """Show another name of what a run waits for, again and again, and wake it in between."""
    run = await parking.find_run_by_tag(years.client, case_tag(case_no))
    assert run is not None
    for number in range(times):
        await parking.park_by_force(years.client, run.id, f"等待第{number}次更名", run.stamp)
        state = await parking.execute(years.client, woken, run.id, {})
        assert state.is_paused(), state
    await parking.park_by_force(years.client, run.id, run.state_name, run.stamp)


@flow(name="排污许可")
async def woken() -> None:
    """Stand for a wake that finds nothing to do and waits again."""
    get_run_logger().info("无事可办，继续等待。")
    await parking.park("等待受理")


async def scheduled(years: Years, comparisons: int, dockets: int) -> None:
    """Run what the schedule runs, each a run of Prefect's that ends."""
    for _ in range(comparisons):
        await _ended(years, often)
    for _ in range(dockets):
        run_id = await _ended(years, morning)
        await parking.upsert_artifact(
            years.client, None, run_id=run_id, key="daily-docket", markdown="# 每日待办\n" * 200
        )


async def _ended(years: Years, which: object) -> UUID:
    client, name = years.client, which.name  # type: ignore[attr-defined]
    if name not in years.flows:
        flow_id = await client.create_flow(which)  # type: ignore[arg-type]
        years.flows[name] = await client.create_deployment(flow_id, "scheduled")
    run = await client.create_flow_run_from_deployment(years.flows[name])
    lone = run.model_copy(update={"deployment_id": None})
    await run_flow_async(which, flow_run=lone, return_type="state")  # type: ignore[arg-type]
    return run.id


async def step(years: Years, days: int, label: str, comparisons: int) -> None:
    """Live a stretch of days, then let them pass."""
    for each in (years.now + timedelta(days=day) for day in range(0, days, max(1, days // 3))):
        years.now = each
        keep_the_calendar(years.db, CALENDAR, years.now, lambda _: None)
        sweep_once(years.db, years.now, CALENDAR)
        await years.drive()
        report(years)
        await years.drive()
        tell_the_day(years.db, CALENDAR, years.now, lambda _: None)
    open_violation(years, label)
    await years.drive()
    dismiss(years)
    await years.drive()
    await scheduled(years, comparisons, 2)
    await reconcile(years.db, years.client, years.now)
    await years.drive()


async def pass_days(years: Years, days: int) -> None:
    """Let Prefect's rows grow older by so many days, and retention do its work."""
    await asyncio.sleep(2)  # what the clients still send of the last runs
    age(years.file, days)
    deadline = time.monotonic() + VACUUM_SECONDS
    while overdue(years.file) and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
    if years.trims:
        now = datetime.now(UTC)
        keep = Keep(ENDED_DAYS, 60)
        done = await trim(years.client, keep, now, f"{OFTEN_NAME}/scheduled")
        done |= await trim_rows(prefect_server.sqlite_url(years.home), keep, now)
        for name, count in done.items():
            years.trimmed[name] = years.trimmed.get(name, 0) + count


async def measure(years: Years, cases: int, length: int, steps: int, comparisons: int) -> list[Row]:
    """Live so many years and answer a row for each."""
    for number in range(cases):
        open_permit(years, number)
    long = open_application(years)
    rows: list[Row] = []
    began = years.now
    for year in range(1, length + 1):
        for number in range(steps):
            place = (year - 1) * steps + number
            years.now = began + timedelta(days=365 * place / steps)
            await step(years, 365 // steps - 1, f"violation:{place}", comparisons)
            await rename(years, long, 6)
            await pass_days(years, 365 // steps)
        rows.append(counted(years.file, year))
        print(rows[-1], flush=True)
    return rows


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10, help="permits under supervision")
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--steps", type=int, default=6, help="stretches a year")
    parser.add_argument("--comparisons", type=int, default=8, help="runs of the comparison a step")
    parser.add_argument("--no-trim", action="store_true", help="the server's retention alone")
    given = parser.parse_args()
    with ExitStack() as open_now:
        db, party_id = open_now.enter_context(staffed("sqlite"))
        home = open_now.enter_context(folder())
        server = prefect_server.start(home, prefect_server.free_port(), more=FAST)
        open_now.callback(prefect_server.stop, server)
        open_now.enter_context(prefect_server.connected(server))
        open_now.enter_context(quietened())
        rows, trimmed = asyncio.run(_lived(db, home, party_id, given))
    tell("prefect_years", rows)
    second, last = rows[min(1, len(rows) - 1)], rows[-1]
    for each in ("all", "used_mb", "file_mb"):
        print(f"{each}: last year / second year = {float(last[each]) / float(second[each]):.2f}")
    print("deleted by our own trimming:", trimmed)


async def _lived(
    db: Database, home: Path, party_id: int, given: argparse.Namespace
) -> tuple[list[Row], dict[str, int]]:
    async with parking.connection() as client:
        years = Years(db, home, party_id, client, not given.no_trim)
        rows = await measure(years, given.cases, given.years, given.steps, given.comparisons)
        return rows, years.trimmed


if __name__ == "__main__":
    main()
