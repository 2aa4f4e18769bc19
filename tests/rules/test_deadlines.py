"""The count of a period: first day, pauses, extensions, rolling, months, hours, Shanghai days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.calendars import national_calendar
from rules.deadlines import (
    SHANGHAI,
    Extension,
    ExtensionWrong,
    InstantMissing,
    Pause,
    PauseWrong,
    Rolling,
    StepName,
    Term,
    TimeWithoutZone,
    Unit,
    accrual_days,
    added_months,
    due,
    end_of_day,
    legal_day,
    paused_days,
    start_of_day,
)

CN = national_calendar()
DAYS = st.dates(date(2005, 1, 1), date(2025, 12, 31))
THIRTY_WORKDAYS = Term(30, Unit.WORKDAY, Rolling.FORWARD)
THIRTY_DAYS = Term(30, Unit.DAY, Rolling.NONE)
FIFTEEN_DAYS = Term(15, Unit.DAY, Rolling.FORWARD)


def at(day: date) -> datetime:
    return start_of_day(day)


def pause(since: date, until: date | None, ground: str = "鉴定") -> Pause:
    return Pause(at(since), None if until is None else at(until), ground)


def extension(amount: int, unit: Unit = Unit.DAY) -> Extension:
    return Extension(amount, unit, "案情复杂", "局负责人", at(date(2026, 1, 1)))


def on(term: Term, start: date, *pauses: Pause) -> date:
    found = due(term, start, calendar=CN, pauses=pauses).due_on
    assert found is not None
    return found


@given(DAYS, st.integers(0, 20), st.integers(0, 60))
def test_a_pause_inside_adds_exactly_its_calendar_days(start: date, after: int, days: int) -> None:
    since = start + timedelta(days=1 + after)

    moved = on(THIRTY_DAYS, start, pause(since, since + timedelta(days=days)))

    assert moved == on(THIRTY_DAYS, start) + timedelta(days=days)


@given(DAYS, st.integers(0, 20), st.integers(0, 60))
def test_a_pause_inside_adds_exactly_its_working_days(start: date, after: int, days: int) -> None:
    since = start + timedelta(days=1 + after)
    until = since + timedelta(days=days)

    moved = on(THIRTY_WORKDAYS, start, pause(since, until))

    lost = CN.workdays_between(since - timedelta(days=1), until - timedelta(days=1))
    assert CN.workdays_between(on(THIRTY_WORKDAYS, start), moved) == lost


@given(DAYS, st.integers(0, 20), st.integers(0, 30), st.integers(0, 30))
def test_a_pause_cut_in_two_is_the_same_pause(start: date, after: int, a: int, b: int) -> None:
    since = start + timedelta(days=1 + after)
    middle, until = since + timedelta(days=a), since + timedelta(days=a + b)

    for term in (THIRTY_WORKDAYS, THIRTY_DAYS, FIFTEEN_DAYS):
        whole = on(term, start, pause(since, until))
        assert on(term, start, pause(since, middle), pause(middle, until)) == whole
        assert on(term, start, pause(since, until), pause(middle, until)) == whole


@given(DAYS, st.integers(0, 30))
def test_the_end_of_a_rolled_period_is_worked_and_never_earlier(start: date, after: int) -> None:
    rolled = on(FIFTEEN_DAYS, start, pause(start, start + timedelta(days=after)))
    fixed = on(Term(15, Unit.DAY, Rolling.NONE), start, pause(start, start + timedelta(days=after)))

    assert CN.is_workday(rolled)
    assert rolled == CN.next_workday(fixed)


@given(DAYS, st.integers(1, 90))
def test_before_is_counted_back_and_meets_the_forward_count(day: date, n: int) -> None:
    before = Term(n, Unit.DAY, Rolling.NONE, before=True)
    workdays_before = Term(n, Unit.WORKDAY, Rolling.NONE, before=True)

    assert on(before, day) + timedelta(days=n) == day
    assert CN.add_workdays(on(workdays_before, CN.next_workday(day)), n) == CN.next_workday(day)


@given(DAYS, st.lists(st.integers(1, 10), max_size=9))
def test_extensions_add_up_whatever_their_number(start: date, amounts: list[int]) -> None:
    given_one_by_one = [extension(each) for each in amounts]

    found = due(THIRTY_DAYS, start, calendar=CN, extensions=given_one_by_one)

    assert found.due_on == start + timedelta(days=30 + sum(amounts))


def test_the_first_day_is_not_counted() -> None:
    assert on(Term(1, Unit.DAY, Rolling.NONE), date(2026, 8, 3)) == date(2026, 8, 4)
    assert on(Term(1, Unit.WORKDAY, Rolling.FORWARD), date(2026, 8, 3)) == date(2026, 8, 4)


def test_a_start_on_a_holiday_counts_from_the_first_working_day() -> None:
    three = Term(3, Unit.WORKDAY, Rolling.FORWARD)

    assert on(three, date(2026, 10, 3)) == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2024, 2, 29), 60, date(2029, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_end_on_the_same_date_or_the_months_last_day(
    start: date, months: int, end: date
) -> None:
    assert added_months(start, months) == end


def test_a_validity_counts_its_first_day() -> None:
    five_years = Term(5, Unit.YEAR, Rolling.NONE, first_day_counts=True)

    assert on(five_years, date(2026, 1, 23)) == date(2031, 1, 22)
    assert on(five_years, date(2024, 2, 29)) == date(2029, 2, 28)
    assert on(five_years, date(2026, 1, 1)) == date(2030, 12, 31)


def test_hours_run_over_midnight_and_through_a_holiday() -> None:
    day = Term(24, Unit.HOUR, Rolling.NONE)
    start = datetime(2026, 9, 30, 23, 59, tzinfo=SHANGHAI)

    found = due(day, start, calendar=CN)

    assert found.due_at == datetime(2026, 10, 1, 23, 59, tzinfo=SHANGHAI)
    assert found.due_on == date(2026, 10, 1)


def test_hours_need_an_instant() -> None:
    with pytest.raises(InstantMissing, match="具体时刻"):
        due(Term(24, Unit.HOUR, Rolling.NONE), date(2026, 1, 1), calendar=CN)


def test_hours_pause_to_the_minute() -> None:
    start = datetime(2026, 8, 3, 10, 0, tzinfo=SHANGHAI)
    held = Pause(start + timedelta(hours=2), start + timedelta(hours=2, minutes=45), "停电")

    found = due(Term(12, Unit.HOUR, Rolling.NONE), start, calendar=CN, pauses=[held])

    assert found.due_at == start + timedelta(hours=12, minutes=45)


def test_hours_are_extended_by_hours_or_days_only() -> None:
    start = datetime(2026, 8, 3, 10, 0, tzinfo=SHANGHAI)
    term = Term(12, Unit.HOUR, Rolling.NONE)

    longer = due(term, start, calendar=CN, extensions=[extension(1, Unit.DAY)])

    assert longer.due_at == start + timedelta(hours=36)
    with pytest.raises(ExtensionWrong):
        due(term, start, calendar=CN, extensions=[extension(1, Unit.WORKDAY)])


def test_an_open_pause_leaves_no_date() -> None:
    found = due(THIRTY_DAYS, date(2026, 8, 3), calendar=CN, pauses=[pause(date(2026, 8, 10), None)])

    assert (found.due_on, found.due_at) == (None, None)
    assert found.steps[-1].name is StepName.OPEN_PAUSE


def test_a_pause_after_the_end_changes_nothing() -> None:
    late = pause(date(2026, 12, 1), None)

    assert on(FIFTEEN_DAYS, date(2026, 8, 3), late) == date(2026, 8, 18)


def test_a_pause_in_the_rolled_tail_holds_the_last_day() -> None:
    held = pause(date(2026, 10, 4), date(2026, 10, 13))

    assert on(FIFTEEN_DAYS, date(2026, 9, 17)) == date(2026, 10, 8)
    assert on(FIFTEEN_DAYS, date(2026, 9, 17), held) == date(2026, 10, 13)


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(PauseWrong):
        on(THIRTY_DAYS, date(2026, 8, 3), pause(date(2026, 8, 10), date(2026, 8, 9)))


def test_a_pause_within_one_day_takes_no_day() -> None:
    morning = datetime(2026, 8, 10, 9, 0, tzinfo=SHANGHAI)
    held = Pause(morning, morning + timedelta(hours=3), "听证")

    assert on(THIRTY_DAYS, date(2026, 8, 3), held) == date(2026, 9, 2)


def test_the_same_number_is_longer_in_working_days() -> None:
    start = date(2026, 9, 23)

    assert on(Term(3, Unit.DAY, Rolling.FORWARD), start) == date(2026, 9, 28)
    assert on(Term(3, Unit.WORKDAY, Rolling.FORWARD), start) == date(2026, 9, 29)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 8, 3, 15, 59, tzinfo=UTC), date(2026, 8, 3)),
        (datetime(2026, 8, 3, 16, 1, tzinfo=UTC), date(2026, 8, 4)),
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 16, 1, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI), date(2026, 12, 31)),
        (datetime(2027, 1, 1, 0, 1, tzinfo=SHANGHAI), date(2027, 1, 1)),
    ],
)
def test_service_near_midnight_falls_on_the_shanghai_day(instant: datetime, day: date) -> None:
    assert legal_day(instant) == day
    assert due(FIFTEEN_DAYS, instant, calendar=CN) == due(FIFTEEN_DAYS, day, calendar=CN)


def test_the_clock_is_over_at_midnight_in_shanghai() -> None:
    found = due(FIFTEEN_DAYS, date(2026, 8, 3), calendar=CN)

    assert found.due_on == date(2026, 8, 18)
    assert found.due_at == datetime(2026, 8, 18, 16, 0, tzinfo=UTC)
    assert end_of_day(date(2026, 8, 18)) == start_of_day(date(2026, 8, 19))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(TimeWithoutZone, match="时区"):
        legal_day(datetime(2026, 8, 3, 9, 0))  # noqa: DTZ001 - the refusal is the point


def test_a_date_is_provisional_only_if_an_unpublished_day_took_part() -> None:
    start = date(2026, 12, 20)

    assert due(THIRTY_WORKDAYS, start, calendar=CN).provisional
    assert due(FIFTEEN_DAYS, start, calendar=CN).provisional
    assert not due(THIRTY_DAYS, start, calendar=CN).provisional
    assert not due(Term(3, Unit.WORKDAY, Rolling.FORWARD), start, calendar=CN).provisional
    before = Term(7, Unit.WORKDAY, Rolling.NONE, before=True)
    assert due(before, date(2027, 1, 6), calendar=CN).provisional
    assert not due(before, date(2026, 12, 28), calendar=CN).provisional


def test_a_daily_fine_counts_from_the_day_after_service_to_the_finding() -> None:
    assert accrual_days(date(2026, 9, 1), date(2026, 9, 20)) == 19
    assert accrual_days(date(2026, 9, 1), date(2026, 9, 1)) == 0


def test_the_days_that_pauses_took_are_told() -> None:
    held = [pause(date(2026, 8, 5), date(2026, 8, 10)), pause(date(2026, 8, 20), None)]

    assert paused_days(held, date(2026, 8, 3), date(2026, 8, 21)) == 7
