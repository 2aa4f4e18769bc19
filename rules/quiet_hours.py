"""When people are left in peace, and when a reminder that falls into that time is told."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rules.deadlines import SHANGHAI, legal_day
from rules.workdays import Calendar


@dataclass(frozen=True)
class QuietHours:
    """From ``since`` in the evening to ``until`` in the morning, and on rest days where set.

    ``exempt`` names the classes of clocks (``hours``, ``red``) that wait for nothing; what is red
    and not exempt waits for the morning alone, be it a rest day. Settings of a bureau, not of the
    law; service of papers knows none of them. The same hour twice: no quiet.
    """

    since: time = time(21)
    until: time = time(8)
    rest_days: bool = True
    exempt: frozenset[str] = frozenset({"hours"})
    digests: bool = True

    def opening(self, day: date) -> datetime:
        """Answer the instant from which people are told things on a day."""
        return datetime.combine(day, self.until, SHANGHAI) if self._nights else _midnight(day)

    def told_at(
        self, now: datetime, calendar: Calendar, hurry: str, latest: datetime | None = None
    ) -> datetime:
        """Answer when what belongs to a clock of class ``hurry`` (``hours``, ``red``) is told.

        What is exempt waits for nothing; what is red waits for the morning, be it a rest day.
        """
        if hurry in self.exempt:
            return now
        return self.heard_at(now, None if hurry else calendar, latest)

    def heard_at(
        self, now: datetime, calendar: Calendar | None, latest: datetime | None = None
    ) -> datetime:
        """Answer when a reminder of now is told: now, or the end of the quiet time it falls into.

        None waits beyond ``latest``, the end it speaks of: it is told on a rest day, and failing
        that at night.
        """
        for wanted in (self._waited(now, calendar), self._waited(now, None)):
            if latest is None or wanted < latest:
                return wanted
        return now

    @property
    def _nights(self) -> bool:
        return self.since != self.until

    def _waited(self, now: datetime, calendar: Calendar | None) -> datetime:
        found = self._after_the_night(now)
        if calendar is None or not self.rest_days or calendar.is_workday(legal_day(found)):
            return found
        return self.opening(calendar.next_workday(legal_day(found)))

    def _after_the_night(self, now: datetime) -> datetime:
        hour = now.astimezone(SHANGHAI).time()
        if not self._nights or not self._at_night(hour):
            return now
        today = legal_day(now)
        # Quiet hours that begin in the evening end on the next day.
        over = today if hour < self.until else today + timedelta(days=1)
        return self.opening(over)

    def _at_night(self, hour: time) -> bool:
        if self.since < self.until:
            return self.since <= hour < self.until
        return hour >= self.since or hour < self.until


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), SHANGHAI)
