"""What one step of a story works with: an installation's own command line, relay, sweep, driver."""

import asyncio
import hashlib
import json
import os
import sqlite3
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Coroutine, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from uuid import uuid4

import prefect.settings
from prefect.client.orchestration import PrefectClient
from prefect.settings import temporary_settings

from deploy import clock, prefect_server
from deploy.cli import app
from deploy.daily_flows import SCHEDULED, compare_runs, daily_docket
from deploy.driver import new_driver
from deploy.first_day import furnish
from deploy.migrate import migrate
from deploy.prefect_rows import trim_rows
from deploy.prefect_server import ServerProcess
from deploy.relay import BATCH, relay_once
from deploy.scheduled import catch_up, deployments
from deploy.settings import load_settings
from deploy.sweep import sweep_once
from deploy.ticker import services_for
from deploy.workplace import calendar_of
from flows import parking
from flows.daily import keep_the_calendar, tell_the_day
from flows.driver import PrefectAway, drive_until_idle, show_one
from flows.reconcile import rearm_all, reconcile
from flows.trimming import Keep, trim
from models.session import Database, open_database
from notifications.channels.recording import Recording
from rules.errors import PermitLoopError
from tasks.deliver import Services

BUSY_TRIES, BUSY_SECONDS = 50, 0.2
CLOSED_PORT = "http://127.0.0.1:9/api"


@dataclass(frozen=True)
class Play:
    """One installation and, where the story needs it, the Prefect server it talks to.

    ``repeat`` says that the step was begun before, by a process that was killed.
    """

    home: Path
    server: ServerProcess | None = None
    repeat: bool = False

    def permitloop(self, *words: str) -> None:
        """Do a command as a person types it; what a repeat is refused, was done before."""
        try:
            app(list(words), standalone_mode=False)
        except PermitLoopError:
            if not self.repeat:
                raise

    def restore(self) -> None:
        """Restore the backup into a second home."""
        os.environ["PERMITLOOP_HOME"] = str(self.home / "second")
        self.permitloop("restore", str(self.home / "papers" / "backup.tar.gz"))
        os.environ["PERMITLOOP_HOME"] = str(self.home)

    def furnish(self) -> None:
        """Do what `up` does with an empty home whose settings name a district."""
        os.environ["PERMITLOOP_DISTRICT_FILE"] = str(self.home / "district.toml")
        with _opened(self.home) as db:
            migrate(db)
            furnish(db, load_settings(), clock.now())
        del os.environ["PERMITLOOP_DISTRICT_FILE"]

    def load_demo(self) -> None:
        """Do what `up` does with an empty home whose settings name none."""
        with _opened(self.home) as db:
            migrate(db)
            furnish(db, load_settings(), clock.now())

    def rows(self) -> str:
        """Answer a digest of all rows: by that a person sees that something was done."""
        path, whole = self.home / "permitloop.db", hashlib.sha256()
        if path.exists():
            with closing(sqlite3.connect(path)) as db:
                for line in db.iterdump():
                    whole.update(line.encode())
        return whole.hexdigest()

    def keep_the_calendar(self) -> None:
        """Do what the calendar demands today."""
        with _opened(self.home) as db:
            keep_the_calendar(db, calendar_of(db, clock.now()), clock.now(), print)

    def tell_the_day(self) -> None:
        """Order the morning's dockets."""
        with _opened(self.home) as db:
            tell_the_day(db, calendar_of(db, clock.now()), clock.now(), print)

    def daily_docket(self) -> None:
        """Run the scheduled flow of the morning."""

        async def work(db: Database, client: PrefectClient) -> None:
            await daily_docket()

        self._with_prefect(work)

    def trim(self) -> None:
        """Take from Prefect what no run needs any more, as if a year of it had passed."""
        server, keep = self.server, Keep(days=1, states=1)
        later = datetime.now(UTC) + timedelta(days=400)

        async def work(db: Database, client: PrefectClient) -> None:
            await trim(client, keep, later, f"{compare_runs.name}/{SCHEDULED}")
            if server is not None:
                await trim_rows(prefect_server.sqlite_url(server.home), keep, later)

        self._with_prefect(work)

    def catch_up(self) -> None:
        """Start what the scheduled flows may have missed."""

        async def work(db: Database, client: PrefectClient) -> None:
            await catch_up(deployments(load_settings()), clock.now())

        self._with_prefect(work)

    def relay(
        self, *, dead_channel: bool = False, seconds_a_look: int = 0, most: int = BATCH
    ) -> None:
        """Carry out what waits, with a gateway that is down, or slowly."""
        with _opened(self.home) as db:
            services = _services(db, self.home)
            if dead_channel:
                dead = Recording("gateway", broken=True)
                services = replace(services, channels=(*services.channels, dead))
            if seconds_a_look:
                services = replace(services, clock=_slow(seconds_a_look))
            relay_once(db, services, clock.now(), most)

    def sweep(self) -> None:
        """Fire what lies behind."""
        with _opened(self.home) as db:
            sweep_once(db, clock.now(), calendar_of(db, clock.now()))

    def drive(self, *, wrong_deployment: str = "") -> None:
        """Bring all runs up to their cases; first with a deployment that Prefect has not."""

        async def work(db: Database, client: PrefectClient) -> None:
            driver = new_driver(load_settings(), db, client)
            if wrong_deployment:
                driver.deployments[wrong_deployment] = uuid4()
            while await show_one(driver):
                pass
            await drive_until_idle(driver, 1)

        self._with_prefect(work)

    def drive_while_prefect_is_away(self) -> None:
        """Try to drive against a port that nobody listens on."""

        async def work(db: Database, client: PrefectClient) -> None:
            with suppress(PrefectAway):
                await drive_until_idle(new_driver(load_settings(), db, client), 1)

        self._with_prefect(work, CLOSED_PORT)

    def reconcile(self, *, rebuild: bool = False) -> None:
        """Compare cases and runs; ``rebuild`` has every open case's run created anew."""

        async def work(db: Database, client: PrefectClient) -> None:
            if rebuild:
                rearm_all(db, clock.now())
            await reconcile(db, client, clock.now())

        self._with_prefect(work)

    def prefect(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Say something to Prefect's own API, as a hand on its page does; None where it is gone."""
        if self.server is None:
            raise AssertionError("this story has no Prefect server")
        secret = b64encode(self.server.auth_string.encode()).decode()
        request = urllib.request.Request(
            f"{self.server.api_url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {secret}", "Content-Type": "application/json"},
        )
        said = _answer(request)
        return json.loads(said) if said else None

    def runs(self) -> list[dict[str, Any]]:
        """Answer the runs that follow cases, as Prefect's API shows them."""
        wanted = {"flow_runs": {"tags": {"all_": ["案件"]}}, "sort": "NAME_ASC"}
        found: list[dict[str, Any]] = self.prefect("POST", "/flow_runs/filter", wanted)
        return found

    def _with_prefect(
        self,
        work: Callable[[Database, PrefectClient], Coroutine[Any, Any, None]],
        address: str | None = None,
    ) -> None:
        server = self.server
        if server is None:
            raise AssertionError("this story has no Prefect server")

        async def connected(db: Database) -> None:
            async with parking.connection() as client:
                await work(db, client)

        names = prefect_server.client_environment(
            server.home, address or server.api_url, server.auth_string
        )
        # Not `connected_to`: what is left in Prefect's own queues may go down with the process.
        known = {getattr(prefect.settings, name): words for name, words in names.items()}
        with _opened(self.home) as db, temporary_settings(known):
            asyncio.run(connected(db))


class _opened:  # noqa: N801  # reads as the block it opens
    def __init__(self, home: Path) -> None:
        self.db = open_database(f"sqlite:///{home / 'permitloop.db'}")

    def __enter__(self) -> Database:
        return self.db

    def __exit__(self, *_: object) -> None:
        self.db.close()


def _services(db: Database, home: Path) -> Services:
    return services_for(db, home, calendar_of(db, clock.now()), clock.now)


def _answer(request: urllib.request.Request) -> bytes:
    """Answer what the server says, or nothing for what it does not know."""
    for _ in range(BUSY_TRIES):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return bytes(answer.read())
        except HTTPError as refused:
            if refused.code == HTTPStatus.NOT_FOUND:
                return b""
            # On SQLite its own services hold the lock now and then; a hand would click again.
            if refused.code != HTTPStatus.SERVICE_UNAVAILABLE:
                raise AssertionError(f"{request.full_url}: {refused.read()!r}") from refused
            time.sleep(BUSY_SECONDS)
    raise AssertionError(f"{request.full_url}: the server stays busy")


def _slow(seconds: int) -> Callable[[], datetime]:
    """Answer a clock that has moved on each time somebody looks: a slow disk, a slow gateway."""
    looks = iter(range(10_000))
    return lambda: clock.now() + timedelta(seconds=seconds * next(looks))


def play_now(home: Path, instant: datetime) -> None:
    """Set the clock of an installation's processes, whole or not at all."""
    draft = home / f"now.{os.getpid()}"
    draft.write_text(instant.isoformat(), encoding="utf-8")
    draft.replace(home / "now")
