"""The world a rehearsal plays in: a home of its own, the real parts, a clock that jumps."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from casework.calendars import national_calendar
from deploy.migrate import migrate
from deploy.rehearsal.cast import engage
from deploy.relay import relay_once
from deploy.sweep import sweep_once
from deploy.ticker import services_for
from models import Clock, DutyRow
from models.session import Database, open_database
from rules.case_view import Person
from rules.errors import PermitLoopError
from rules.workdays import Calendar
from tasks.deliver import Services

BEGINS = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
"""A Monday, 09:30 in Shanghai; the committed list holds due days reckoned from it."""

ERRAND = timedelta(minutes=1)
"""After which the relay looks: longer than a duty is offered to its case's run."""

C = Clock.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]

Follow = Callable[[], Awaitable[None]]


class WorldStuck(PermitLoopError):
    """A clock stays due however often it is swept."""


async def nobody() -> None:
    """Follow no case: Prefect is away."""


@dataclass
class World:
    """A home and the instant that everything in it takes for the present."""

    home: Path
    db: Database
    calendar: Calendar
    staff: dict[str, Person]
    now: datetime
    follow: Follow = field(default=nobody)

    def services(self) -> Services:
        """Answer what duties are carried out with: the real channels under this home."""
        return services_for(self.db, self.home, self.calendar, lambda: self.now)

    async def pass_until(self, then: datetime) -> None:
        """Let every clock and every duty that is due until then have its turn, in order."""
        while (due := self._next()) is not None and due <= then:
            self.now = max(self.now, due)
            await self._beat()
        self.now = max(self.now, then)

    async def _beat(self) -> None:
        """Sweep and relay once as the ticker does, then let Prefect follow."""
        clock = self._next_clock()
        if clock is not None and clock <= self.now:
            sweep_once(self.db, self.now, self.calendar)
            after = self._next_clock()
            if after is not None and after <= self.now:
                raise WorldStuck(f"a clock is still due at {after} after a sweep at {self.now}")
            await self.follow()
        while relay_once(self.db, self.services(), self.now):
            pass
        await self.follow()

    def _next(self) -> datetime | None:
        times = [each for each in (self._next_clock(), self._next_duty()) if each is not None]
        return min(times, default=None)

    def _next_clock(self) -> datetime | None:
        with self.db.reading() as session:
            found: datetime | None = session.execute(
                select(func.min(C.next_at)).where(C.open.is_(True))
            ).scalar_one_or_none()
        return found

    def _next_duty(self) -> datetime | None:
        with self.db.reading() as session:
            row = session.execute(
                select(func.min(D.offered_until), func.min(D.try_at)).where(D.status == "pending")
            ).one()
        times = [each for each in row if each is not None]
        return max(times) + ERRAND if times else None


def build_world(home: Path) -> World:
    """Make a home, migrate its database and seat the staff."""
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    migrate(db)
    with db.writing("engage_staff") as session:
        staff = engage(session)
    return World(home, db, national_calendar(), staff, BEGINS)
