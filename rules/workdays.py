"""Working days of China: which days count, how many lie between two days, where the n-th falls."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256

from rules.errors import PermitLoopError
from rules.statutory_holidays import statutory_holidays

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2099, 12, 31)
_FIRST = FIRST_DAY.toordinal()
_LENGTH = LAST_DAY.toordinal() - _FIRST + 1

# A year's notice may reach back into the last days of December: those of 2007 and 2019 moved
# 29 December. Until next year's notice is out, these days may still change.
UNSETTLED_DECEMBER = 29


class OutsideCalendar(PermitLoopError):
    """该日期超出本系统日历的范围（1990年至2099年），请核对日期。"""


@dataclass(frozen=True)
class ClosingDay:
    """A district's own closing day, with the paper that says so."""

    day: date
    source: str


@dataclass(frozen=True)
class Calendar:
    """One version of a calendar; days of unpublished years are known only provisionally.

    ``days_off`` are the weekdays off and ``make_up_days`` the weekend days worked that published
    notices name. Sums use a prefix array: a query costs the same for one day and for a thousand.
    """

    name: str
    version: str
    published_years: frozenset[int]
    days_off: frozenset[date]
    make_up_days: frozenset[date]
    closing_days: tuple[ClosingDay, ...] = ()
    notices: tuple[str, ...] = ()
    areas: "tuple[tuple[str, Calendar], ...]" = ()
    _workdays: "array[int]" = field(init=False, repr=False, compare=False)
    _counted: "array[int]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the prefix sums once per version."""
        workdays, counted = _sums(self)
        object.__setattr__(self, "_workdays", workdays)
        object.__setattr__(self, "_counted", counted)

    def for_area(self, area: str) -> "Calendar":
        """Answer the calendar of an area with closing days of its own, else this one."""
        return dict(self.areas).get(area, self)

    @property
    def horizon(self) -> int:
        """Answer the last published year; 0 when no year is."""
        return max(self.published_years, default=0)

    def published(self, year: int) -> bool:
        """Answer whether the State Council's notice for the year is in this calendar."""
        return year in self.published_years

    def settled(self, day: date) -> bool:
        """Answer whether no notice still to come can change whether this day is worked."""
        if not self.published(day.year):
            return False
        in_tail = (day.month, day.day) >= (12, UNSETTLED_DECEMBER)
        return not in_tail or self.published(day.year + 1)

    def settled_between(self, after: date, until: date) -> bool:
        """Answer whether every day after the first and up to the second is settled."""
        if until <= after:
            return True
        years = range((after + timedelta(days=1)).year, until.year + 1)
        return all(self.published(year) for year in years) and self.settled(until)

    def is_workday(self, day: date) -> bool:
        """Answer whether people work on this day (a make-up Saturday is a working day)."""
        return self._upto(day) > self._upto(day - timedelta(days=1))

    def add_workdays(self, day: date, n: int) -> date:
        """Answer the n-th working day after (n > 0) or before (n < 0) the day, itself uncounted."""
        if n == 0:
            return day
        before = self._upto(day) if n > 0 else self._upto(day - timedelta(days=1)) + 1
        place = before + n - 1
        if not 0 <= place < len(self._workdays):
            raise OutsideCalendar
        return date.fromordinal(self._workdays[place] + _FIRST)

    def workdays_between(self, a: date, b: date) -> int:
        """Answer the working days after ``a`` and up to ``b``; below zero if ``b`` is earlier."""
        return self._upto(b) - self._upto(a)

    def next_workday(self, day: date) -> date:
        """Answer the day itself if it is worked, else the first working day after it."""
        return self.add_workdays(day - timedelta(days=1), 1)

    def why_off(self, day: date) -> str:
        """Answer in words why the day is not worked; empty for a working day."""
        if self.is_workday(day):
            return ""
        closing = next((each.source for each in self.closing_days if each.day == day), None)
        if closing is not None:
            return f"本区停止办公（{closing}）"
        if not self.published(day.year) and day in statutory_holidays(day.year):
            return f"法定节假日（{statutory_holidays(day.year)[day]}，暂定）"
        return "法定节假日" if day in self.days_off else "休息日"

    def _upto(self, day: date) -> int:
        place = day.toordinal() - _FIRST
        if not -1 <= place < _LENGTH:
            raise OutsideCalendar
        return self._counted[place + 1]


def until_year(calendar: Calendar, year: int) -> Calendar:
    """Answer the calendar as it was known when ``year`` was the last published year."""
    if year >= calendar.horizon:
        return calendar
    known = date(year, 12, UNSETTLED_DECEMBER)
    return replace(
        calendar,
        version=f"{calendar.version}≤{year}",
        published_years=frozenset(each for each in calendar.published_years if each <= year),
        days_off=frozenset(day for day in calendar.days_off if day < known),
        make_up_days=frozenset(day for day in calendar.make_up_days if day < known),
    )


def with_closing_days(calendar: Calendar, name: str, closing: Iterable[ClosingDay]) -> Calendar:
    """Answer a district's own calendar: the given one, less the days the district is closed."""
    days = tuple(sorted(closing, key=lambda each: each.day))
    mark = sha256("|".join(f"{each.day}{each.source}" for each in days).encode()).hexdigest()[:8]
    return replace(
        calendar, name=name, version=f"{calendar.version}+{name}:{mark}", closing_days=days
    )


def moved_days(old: Calendar, new: Calendar) -> tuple[date, ...]:
    """Answer the days that are worked in one calendar and not in the other, in order."""
    gone = set(old._workdays) ^ set(new._workdays)
    return tuple(date.fromordinal(place + _FIRST) for place in sorted(gone))


def first_difference(old: Calendar, new: Calendar) -> date | None:
    """Answer the first day the calendars disagree on; a date that ends before it cannot move."""
    return next(iter(moved_days(old, new)), None)


def _sums(calendar: Calendar) -> "tuple[array[int], array[int]]":
    off = {day.toordinal() - _FIRST for day in calendar.days_off}
    off |= {each.day.toordinal() - _FIRST for each in calendar.closing_days}
    for year in range(FIRST_DAY.year, LAST_DAY.year + 1):
        if not calendar.published(year):
            off |= {day.toordinal() - _FIRST for day in statutory_holidays(year)}
    closed = {each.day.toordinal() - _FIRST for each in calendar.closing_days}
    worked = {day.toordinal() - _FIRST for day in calendar.make_up_days} - closed
    monday_offset = FIRST_DAY.weekday()
    workdays: array[int] = array("l")
    counted: array[int] = array("l", [0])
    for place in range(_LENGTH):
        weekday = (place + monday_offset) % 7
        if place in worked or (weekday < 5 and place not in off):
            workdays.append(place)
        counted.append(len(workdays))
    return workdays, counted
