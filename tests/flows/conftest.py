"""A bureau with cases, a driver of its own, and a clock that the test turns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from prefect.client.orchestration import PrefectClient
from sqlmodel import select

from casework.run_view import CASE, case_tag
from deploy.driver import quietened
from deploy.prefect_server import ServerProcess
from flows import parking
from flows.driver import Driver, drive_until_idle
from flows.parking import RunView
from flows.reconcile import Reconciled, reconcile
from models import CaseRun
from models.session import Database
from tests.telling import NOW, services, settle_in

T = TypeVar("T")
Story = Callable[["Office"], Awaitable[T]]


@dataclass
class Office:
    """What a story plays in; ``now`` is turned by hand."""

    db: Database
    folder: Path
    party_id: int
    now: datetime = NOW
    client: PrefectClient = field(init=False)

    def later(self, **by: float) -> datetime:
        """Turn the clock on and answer what it shows."""
        self.now += timedelta(**by)
        return self.now

    def driver(self, owner: str = "driver:test") -> Driver:
        """Answer a driver, as a process of its own would make it."""
        given = services(self.db, self.folder, lambda: self.now)
        return Driver(self.db, lambda: given, given.clock, self.client, owner)

    async def drive(self) -> int:
        """Carry on runs until none is behind."""
        return await drive_until_idle(self.driver())

    async def reconcile(self) -> Reconciled:
        """Compare cases with runs and drive what was marked."""
        report = await reconcile(self.db, self.client, self.now)
        await self.drive()
        return report

    async def run_of(self, case_no: str) -> RunView:
        """Answer the newest run of a case."""
        found = await parking.find_run_by_tag(self.client, case_tag(case_no))
        assert found is not None
        return found

    def row_of(self, run: RunView) -> CaseRun:
        """Answer what is recorded of a run."""
        with self.db.reading() as session:
            return session.exec(select(CaseRun).where(CaseRun.flow_run_id == str(run.id))).one()


@pytest.fixture
def office(server: ServerProcess, sqlite_db: Database, tmp_path: Path) -> Office:
    """Answer a bureau on SQLite beside the session's Prefect server."""
    return Office(sqlite_db, tmp_path / "outbox", settle_in(sqlite_db))


@pytest.fixture
def play(office: Office) -> Callable[[Story[T]], T]:
    """Answer how a story is played: one loop, one client, the driver's own logging."""

    def played(story: Story[T]) -> T:
        async def opened() -> T:
            async with parking.connection() as client:
                # Every bureau counts its cases from one, and the server remembers the others'.
                for run in [each async for each in parking.runs_tagged(client, CASE)]:
                    await client.delete_flow_run(run.id)
                office.client = client
                return await story(office)

        with quietened():
            return asyncio.run(opened())

    return played
