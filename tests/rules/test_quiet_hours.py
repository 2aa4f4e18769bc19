"""Quiet hours: a reminder waits for their end, and never beyond the end that it speaks of."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.calendars import national_calendar
from rules.deadlines import SHANGHAI, legal_day
from rules.quiet_hours import QuietHours

CALENDAR = national_calendar()
QUIET = QuietHours()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (at(2, 9), at(2, 9)),
        (at(2, 20, 59), at(2, 20, 59)),
        (at(2, 21), at(3, 8)),
        (at(3, 0), at(3, 8)),
        (at(3, 7, 59), at(3, 8)),
        (at(3, 8), at(3, 8)),
        (at(6, 22), at(9, 8)),
        (at(7, 10), at(9, 8)),
        (at(8, 23), at(9, 8)),
    ],
    ids=str,
)
def test_night_and_rest_days_are_waited_out(now: datetime, told: datetime) -> None:
    assert QUIET.heard_at(now, CALENDAR) == told


def test_a_holiday_is_waited_out_and_a_make_up_saturday_is_not() -> None:
    in_the_holiday = datetime(2026, 10, 3, 10, tzinfo=SHANGHAI)
    make_up = datetime(2026, 10, 10, 10, tzinfo=SHANGHAI)

    assert QUIET.heard_at(in_the_holiday, CALENDAR) == datetime(2026, 10, 8, 8, tzinfo=SHANGHAI)
    assert QUIET.heard_at(make_up, CALENDAR) == make_up


def test_no_reminder_waits_beyond_the_end_it_speaks_of() -> None:
    saturday, monday = at(7, 0), at(9, 0)

    assert QUIET.heard_at(saturday, CALENDAR, monday) == at(7, 8)
    assert QUIET.heard_at(at(7, 2), CALENDAR, at(7, 5)) == at(7, 2)


def test_an_office_may_work_on_rest_days_or_at_any_hour() -> None:
    always = QuietHours(time(8), time(8), rest_days=False)
    by_day = QuietHours(rest_days=False)
    midday = QuietHours(time(12), time(13, 30), rest_days=False)

    assert always.heard_at(at(7, 3), CALENDAR) == at(7, 3)
    assert by_day.heard_at(at(7, 3), CALENDAR) == at(7, 8)
    assert midday.heard_at(at(3, 12, 10), CALENDAR) == at(3, 13, 30)
    assert midday.heard_at(at(3, 2), CALENDAR) == at(3, 2)


@given(st.integers(0, 334 * 24 * 60), st.times(), st.times(), st.booleans())
def test_what_waited_waits_no_more_and_nothing_is_told_before_its_time(
    minutes: int, since: time, until: time, rest: bool
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    quiet = QuietHours(since, until, rest_days=rest)

    told = quiet.heard_at(now, CALENDAR)

    assert now <= told < now + timedelta(days=14)
    assert quiet.heard_at(told, CALENDAR) == told
    assert not rest or CALENDAR.is_workday(legal_day(told))


def test_the_days_opening_is_the_end_of_the_night() -> None:
    assert QUIET.opening(date(2026, 3, 3)) == at(3, 8)
