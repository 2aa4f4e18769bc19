"""The heartbeat process: relay and send each second, clocks each five, calendar each minute."""

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from deploy import clock
from deploy.process import Ready, run_on_cases
from deploy.recompute import recompute
from deploy.relay import BATCH, relay_once
from deploy.sweep import sweep_once
from deploy.workplace import calendar_of
from models.session import Database
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.inbox import Inbox
from notifications.channels.parcel import Sender
from notifications.sending import NOBODY, Senders
from rules.workdays import Calendar
from tasks.deliver import Services
from tasks.send import send_channel, tend_now

RELAY_SECONDS = 1
SEND_SECONDS = 1
SWEEP_SECONDS = 5
RECOMPUTE_SECONDS = 60

logger = logging.getLogger("permitloop.ticker")


@dataclass(frozen=True)
class Ticker:
    """What the heartbeats work on; ``clock`` and ``calendar`` are asked anew at each beat."""

    db: Database
    home: Path
    clock: Callable[[], datetime]
    calendar: Callable[[Database, datetime], Calendar]
    stopping: threading.Event
    senders: Senders = field(default_factory=dict)

    def relay(self) -> None:
        """Carry out what waits, batch after batch, until nothing does or the process stops."""
        calendar = self.calendar(self.db, self.clock())
        services = services_for(self.db, self.home, calendar, self.clock, self.senders)
        while not self.stopping.is_set():
            if sum(relay_once(self.db, services, self.clock()).values()) < BATCH:
                return

    def tend(self) -> None:
        """Pass on what is late for the outside channels, and gather storms."""
        if self.senders:
            tend_now(self.db, self.senders, self.clock, self.calendar(self.db, self.clock()))

    def send(self, sender: Sender) -> None:
        """Give one outside channel what it may have now."""
        calendar = self.calendar(self.db, self.clock())
        send_channel(self.db, sender, self.senders, self.clock, self.stopping.is_set, calendar)

    def sweep(self) -> None:
        """Fire what lies behind, however long nobody looked."""
        now = self.clock()
        sweep_once(self.db, now, self.calendar(self.db, now))

    def recompute(self) -> None:
        """Bring clocks of another calendar version to the one in force, where it stopped."""
        calendar = self.calendar(self.db, self.clock())
        for _ in recompute(self.db, calendar, "日历版本更新", self.clock):
            if self.stopping.is_set():
                return


def services_for(
    db: Database,
    home: Path,
    calendar: Calendar,
    now: Callable[[], datetime],
    senders: Senders = NOBODY,
) -> Services:
    """Answer what duties are carried out with in an installation whose data live under ``home``."""
    channels = (FileOutbox(home / "outbox"), Inbox(db))
    return Services(channels=channels, calendar=calendar, clock=now, senders=senders)


def surviving(name: str, beat: Callable[[], object]) -> Callable[[], None]:
    """Answer a beat that logs what it could not do and leaves the next one to do it."""

    def safe() -> None:
        try:
            beat()
        except Exception:
            logger.exception("ticker.beat_failed", extra={"beat": name})

    return safe


def schedule(ticker: Ticker) -> BackgroundScheduler:
    """Answer a scheduler with every heartbeat; missed turns melt into one, which catches up."""
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(5 + len(ticker.senders))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    scheduler.add_job(surviving("relay", ticker.relay), "interval", seconds=RELAY_SECONDS)
    scheduler.add_job(surviving("tend", ticker.tend), "interval", seconds=SEND_SECONDS)
    for name, sender in ticker.senders.items():
        # A job each: one that answers slowly, or with malice, keeps no letter of another.
        beat = surviving(f"send {name}", partial(ticker.send, sender))
        scheduler.add_job(beat, "interval", seconds=SEND_SECONDS)
    scheduler.add_job(surviving("sweep", ticker.sweep), "interval", seconds=SWEEP_SECONDS)
    scheduler.add_job(
        surviving("recompute", ticker.recompute), "interval", seconds=RECOMPUTE_SECONDS
    )
    return scheduler


def run(ticker: Ticker) -> None:
    """Beat until ``ticker.stopping`` is set, then end the turn that is under way."""
    scheduler = schedule(ticker)
    # Not after the first interval: a night may have been missed.
    surviving("sweep", ticker.sweep)()
    scheduler.start()
    logger.info("ticker.started", extra={"home": str(ticker.home)})
    ticker.stopping.wait()
    scheduler.shutdown(wait=True)
    logger.info("ticker.stopped")


def _beat(ready: Ready) -> int:
    home = ready.settings.home
    run(Ticker(ready.db, home, clock.now, calendar_of, ready.stopping, ready.senders))
    return 0


def main() -> int:
    """Run the heartbeats of this installation until SIGTERM or SIGINT; 2 when it cannot start."""
    return run_on_cases(_beat)


if __name__ == "__main__":
    sys.exit(main())
