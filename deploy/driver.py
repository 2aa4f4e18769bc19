"""The driver process: it wakes the Prefect runs of cases that moved, until it is stopped."""

import asyncio
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager
from typing import Any

from deploy import clock, prefect_server
from deploy.channels import channels_of
from deploy.log_lines import leveled
from deploy.process import Ready, run_on_cases
from deploy.settings import Settings
from deploy.ticker import services_for
from deploy.workplace import calendar_of
from flows import parking
from flows.driver import Driver, drive
from models.session import Database
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
    port = prefect_server.running_port(settings.home, secret) or settings.prefect_port
    address = prefect_server.api_url(port)
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


def _drive(ready: Ready) -> int:
    # Not in the main thread: there the engine takes SIGTERM for itself and calls its run crashed.
    wanted = (ready.settings, ready.db, ready.stopping)
    working = threading.Thread(target=run, args=wanted, daemon=True)
    working.start()
    while working.is_alive() and not ready.stopping.wait(1.0):
        pass
    working.join(STOP_SECONDS)
    if not ready.stopping.is_set():
        logger.error("driver.ended_by_itself")
        return 1
    logger.info("driver.stopped", extra={"turn_left": working.is_alive()})
    return 0


def main() -> int:
    """Drive this installation's runs until SIGTERM or SIGINT; 2 when it cannot start."""
    return run_on_cases(_drive)


if __name__ == "__main__":
    sys.exit(main())
