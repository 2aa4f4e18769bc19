"""Working-day sums: both directions agree, make-up days count, unpublished years are marked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.calendars import national_calendar
from rules.statutory_holidays import statutory_holidays
from rules.workdays import (
    LAST_DAY,
    Calendar,
    ClosingDay,
    OutsideCalendar,
    first_difference,
    moved_days,
    until_year,
    with_closing_days,
)

CN = national_calendar()
DAYS = st.dates(date(2004, 1, 1), date(2040, 12, 31))
COUNTS = st.integers(1, 400)


@given(DAYS, COUNTS)
def test_forward_and_backward_agree(day: date, n: int) -> None:
    end = CN.add_workdays(day, n)

    assert CN.workdays_between(day, end) == n
    assert CN.is_workday(end)
    back = CN.add_workdays(end, -n)
    assert back <= day
    assert CN.workdays_between(back, end) == n


@given(DAYS, COUNTS)
def test_going_forth_and_back_from_a_working_day_returns_to_it(day: date, n: int) -> None:
    start = CN.next_workday(day)

    assert CN.add_workdays(CN.add_workdays(start, n), -n) == start
    assert CN.add_workdays(CN.add_workdays(start, -n), n) == start


@given(DAYS, COUNTS, COUNTS)
def test_two_sums_are_one_sum(day: date, a: int, b: int) -> None:
    assert CN.add_workdays(CN.add_workdays(day, a), b) == CN.add_workdays(day, a + b)


@given(DAYS, st.integers(0, 500))
def test_the_days_between_are_those_a_walk_counts(day: date, length: int) -> None:
    until = day + timedelta(days=length)

    walked = sum(CN.is_workday(day + timedelta(days=each)) for each in range(1, length + 1))

    assert CN.workdays_between(day, until) == walked
    assert CN.workdays_between(until, day) == -walked


@given(DAYS)
def test_the_next_working_day_is_worked_and_skips_none(day: date) -> None:
    found = CN.next_workday(day)

    assert CN.is_workday(found)
    skipped = [day + timedelta(days=each) for each in range((found - day).days)]
    assert not any(CN.is_workday(each) for each in skipped)


def test_a_make_up_saturday_is_worked_and_a_bridge_day_is_not() -> None:
    assert CN.is_workday(date(2026, 10, 10))
    assert CN.is_workday(date(2026, 1, 4))
    assert not CN.is_workday(date(2026, 2, 23))


def test_an_unpublished_year_rests_on_weekends_and_thirteen_days() -> None:
    off = [
        day
        for day in (date(2027, 1, 1) + timedelta(days=each) for each in range(365))
        if day.weekday() < 5 and not CN.is_workday(day)
    ]

    assert len(statutory_holidays(2027)) == 13
    assert off == sorted(day for day in statutory_holidays(2027) if day.weekday() < 5)
    assert not CN.published(2027)


def test_statutory_days_of_published_years_are_all_days_off() -> None:
    for year in (2025, 2026):
        assert not any(CN.is_workday(day) for day in statutory_holidays(year))


def test_the_last_days_of_december_wait_for_the_next_notice() -> None:
    assert CN.settled(date(2026, 12, 28))
    assert not CN.settled(date(2026, 12, 29))
    assert CN.settled(date(2025, 12, 31))
    assert not CN.settled(date(2027, 1, 4))


def test_a_calendar_cut_at_a_year_knows_nothing_later() -> None:
    known = until_year(CN, 2025)

    assert known.horizon == 2025
    assert known.is_workday(date(2026, 2, 23))
    assert not known.is_workday(date(2026, 10, 10))
    assert known.version != CN.version
    assert until_year(CN, 2030) is CN


def test_a_district_closes_on_a_day_of_its_own() -> None:
    closing = [ClosingDay(date(2026, 8, 3), "台风停工通知")]

    songjiang = with_closing_days(CN, "songjiang", closing)

    assert not songjiang.is_workday(date(2026, 8, 3))
    assert CN.is_workday(date(2026, 8, 3))
    assert songjiang.why_off(date(2026, 8, 3)) == "本区停止办公（台风停工通知）"
    assert moved_days(CN, songjiang) == (date(2026, 8, 3),)
    assert first_difference(CN, songjiang) == date(2026, 8, 3)
    assert first_difference(CN, CN) is None


def test_two_calendars_of_one_installation_count_apart() -> None:
    closed = with_closing_days(CN, "other", [ClosingDay(date(2026, 8, 4), "区政府公告")])

    assert CN.add_workdays(date(2026, 8, 3), 1) == date(2026, 8, 4)
    assert closed.add_workdays(date(2026, 8, 3), 1) == date(2026, 8, 5)


def test_a_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(OutsideCalendar, match="1990年至2099年"):
        CN.is_workday(LAST_DAY + timedelta(days=1))
    with pytest.raises(OutsideCalendar):
        CN.add_workdays(LAST_DAY, 1)


def test_each_day_off_has_its_reason() -> None:
    assert CN.why_off(date(2026, 10, 1)) == "法定节假日"
    assert CN.why_off(date(2026, 8, 1)) == "休息日"
    assert CN.why_off(date(2026, 8, 3)) == ""
    assert CN.why_off(date(2027, 2, 8)) == "法定节假日（春节，暂定）"


def test_calendars_with_the_same_days_are_equal_values() -> None:
    empty = Calendar("a", "1", frozenset(), frozenset(), frozenset())

    assert empty == Calendar("a", "1", frozenset(), frozenset(), frozenset())
    assert empty.horizon == 0
