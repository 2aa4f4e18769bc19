"""What is settled in the demo district while its stories are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from deploy.demo_road import Story
from deploy.demo_units import Unit
from rules.case_view import Person
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.vocabulary import R
from rules.workdays import Calendar


class StoryBroken(PermitLoopError):
    """A story of the demo district does not fit the procedures any more."""


@dataclass(frozen=True)
class World:
    """Its people, enterprises and permits, and the number of the case of each story so far."""

    session: Session
    now: datetime
    calendar: Calendar
    known: list[Unit]
    staff: Mapping[R, list[Person]]
    parties: Mapping[str, int]
    permits: Mapping[str, int]
    cases: dict[int, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """Answer the day the demo is loaded."""
        return legal_day(self.now)


@dataclass(frozen=True)
class Plot:
    """A story, the enterprise it happens to, its number, and that of the one it follows from."""

    story: Story
    unit: Unit
    number: int
    leader: int = 0
