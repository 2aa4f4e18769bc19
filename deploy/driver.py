"""The driver process: it wakes the Prefect runs of cases that moved, until it is stopped."""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any

from deploy import clock, prefect_server
from deploy.channels import channels_of
from deploy.log_lines import leveled, log_to
from deploy.migrate import require_schema
from deploy.settings import Settings, load_settings
from deploy.ticker import require_templates, services_for
from deploy.workplace import calendar_of
from flows import parking
from flows.driver import Driver, drive
from models.session import Database, open_database
from rules.errors import PermitLoopError
from tasks.deliver import Services

CONCURRENCY = 2
STOP_SECONDS = 8.0

logger = logging.getLogger("permitloop.driver")


def owner() -> str:
    """Answer the name under which this process holds leases."""
    return f"driver:{socket.gethostname()}:{os.getpid()}"


def new_driver(settings: Settings, db: Database, client: Any) -> Driver:
    """Answer a driver that works for this installation."""
    senders = channels_of(settings)

    def services() -> Services:
        return services_for(db, settings.home, calendar_of(db, clock.now()), clock.now, senders)

    return Driver(db, services, clock.now, client, owner())


def with_prefect(settings: Settings, work: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
    """Do async work with a client of this installation's Prefect server."""

    async def opened() -> None:
        async with parking.connection() as client:
            await work(client)

    secret = prefect_server.auth_string(settings.home)
    address = prefect_server.api_url(settings.prefect_port)
    with prefect_server.connected_to(settings.home, address, secret), quietened():
        asyncio.run(opened())


def quietened() -> AbstractContextManager[None]:
    """Leave the engine's own words out of a case's log: it reads as a diary of the case."""
    engine = ("prefect", "prefect.flow_runs", "prefect.task_runs", "prefect.client", "httpx")
    return leveled(logging.WARNING, *engine)


def run(settings: Settings, db: Database, stopping: threading.Event) -> None:
    """Drive until ``stopping`` is set, and end the turns under way."""

    async def work(client: Any) -> None:
        halt = asyncio.Event()
        loop = asyncio.get_running_loop()
        waiter = threading.Thread(
            target=lambda: (stopping.wait(), loop.call_soon_threadsafe(halt.set)), daemon=True
        )
        waiter.start()
        await drive(new_driver(settings, db, client), halt, CONCURRENCY)

    with_prefect(settings, work)


def main() -> int:
    """Drive this installation's runs until SIGTERM or SIGINT; 2 when it cannot start."""
    try:
        settings = load_settings()
        log_to(level=settings.log_level)
        require_templates()
        channels_of(settings)
        db = open_database(settings.database)
        require_schema(db)
    except PermitLoopError as refused:
        print(refused, file=sys.stderr)  # noqa: T201  # the one line a person starting it reads
        return 2
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    # Not in the main thread: there the engine takes SIGTERM for itself and calls its run crashed.
    working = threading.Thread(target=run, args=(settings, db, stopping), daemon=True)
    working.start()
    while working.is_alive() and not stopping.wait(1.0):
        pass
    working.join(STOP_SECONDS)
    if not stopping.is_set():
        logger.error("driver.ended_by_itself")
        return 1
    logger.info("driver.stopped", extra={"turn_left": working.is_alive()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
