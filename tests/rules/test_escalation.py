"""Ladders: which reminder of which clock when and to whom, in days, working days and hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.calendars import national_calendar
from rules.clocks import LOCAL, ROWS
from rules.deadlines import Unit, end_of_day
from rules.escalation import (
    HOURS,
    LADDER,
    RED_CLOCKS,
    Ladders,
    OwnLadder,
    Rung,
    instant,
    next_at,
    own_to_party,
    steps,
    urgent,
    with_party,
)
from rules.notices import CLOCK_OVERDUE, CLOCK_WARNING, NOTICES
from rules.vocabulary import OUTSIDERS, Audience, R

CALENDAR = national_calendar()
ON = date(2026, 3, 2)
EVERY = sorted({**ROWS, **LOCAL})
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def names(key: str) -> list[str]:
    return [each.name for each in Ladders().of(key, ON)]


@pytest.mark.parametrize("key", EVERY)
def test_every_clock_has_a_ladder_that_tells_its_end_once_and_only_whom_it_may(key: str) -> None:
    ladder = Ladders().of(key, ON)

    assert [each.amount for each in ladder].count(0) == 1
    assert len({each.name for each in ladder}) == len(ladder)
    assert all(len(each.name) <= 20 for each in ladder)
    for rung in ladder:
        assert rung.for_bureau, "the bureau always hears of its clocks"
        assert NOTICES[rung.notice].audience is Audience.AUTHORITY
        assert not {R(each) for each in rung.for_bureau if each != "handler"} & OUTSIDERS
        assert not rung.for_party or own_to_party(key)


def test_a_clock_in_hours_is_announced_in_hours() -> None:
    assert Ladders().of("CFK-URGENT", ON) == HOURS
    assert urgent("CFK-URGENT") == "hours"
    start = datetime(2026, 3, 2, 6, tzinfo=UTC)
    due_at = start + timedelta(hours=24)

    placed = steps(due_at, start, CALENDAR, HOURS)

    assert [(each.at - start) // timedelta(hours=1) for each in placed] == [12, 20, 23, 24, 28]


def test_the_bureaus_red_clocks_reach_its_heads_before_their_end() -> None:
    for key in RED_CLOCKS:
        ladder = Ladders().of(key, ON)
        early = [each for each in ladder if each.amount < 0]
        assert any(R.BUREAU_HEAD in each.tells for each in early)
        assert urgent(key) == "red"
    assert names("ENF-APPLY")[:3] == ["before-60", "before-30", "before-15"]


def test_an_enterprise_is_told_of_its_report_its_fine_and_its_rectification() -> None:
    for key in ("EXREP-Q", "EXREP-Y", "EXREP-M", "CF-PAY", "LOCAL-RECTIFY"):
        told = [each.name for each in Ladders().of(key, ON) if each.for_party]
        assert {"before-5", "before-1", "due"} <= set(told)
    assert not any(each.for_party for each in Ladders().of("CF-FILE", ON))


def test_working_days_before_an_end_leave_out_rest_days_and_holidays() -> None:
    friday = date(2026, 10, 9)
    rung = Rung("before-3wd", -3, CLOCK_WARNING, ("handler",), Unit.WORKDAY)

    # 8 October is worked; 1 to 7 October are the holiday; 10 October is a make-up Saturday.
    assert instant(rung, end_of_day(friday), CALENDAR) == end_of_day(date(2026, 9, 29))
    assert instant(rung, end_of_day(date(2026, 3, 6)), CALENDAR) == end_of_day(date(2026, 3, 3))


def test_working_days_after_an_end_on_a_rest_day_are_counted_from_it() -> None:
    sunday = date(2026, 3, 8)
    rung = Rung("after-1wd", 1, CLOCK_OVERDUE, ("handler",), Unit.WORKDAY)

    assert instant(rung, end_of_day(sunday), CALENDAR) == end_of_day(date(2026, 3, 9))


def test_what_is_next_is_the_earliest_rung_not_yet_fired() -> None:
    due_at = end_of_day(date(2026, 3, 31))

    after_two = next_at(due_at, LONG_AGO, CALENDAR, ("before-5", "before-1"), LADDER)

    assert next_at(due_at, LONG_AGO, CALENDAR, (), LADDER) == due_at - timedelta(days=5)
    assert after_two == due_at
    assert next_at(due_at, LONG_AGO, CALENDAR, [each.name for each in LADDER], LADDER) is None
    assert next_at(None, LONG_AGO, CALENDAR, (), LADDER) is None


ONE = (Rung("due", 0, CLOCK_OVERDUE, ("handler",)),)
TWO = (Rung("a", -2, CLOCK_WARNING, ("handler",)), *ONE)


def test_a_districts_ladder_holds_from_its_day_and_the_narrowest_name_wins() -> None:
    ladders = Ladders(
        own=(
            OwnLadder("red", TWO, date(2026, 1, 1)),
            OwnLadder("ENF-APPLY", ONE, date(2026, 4, 1)),
            OwnLadder("EXREP", TWO, date(2026, 1, 1)),
        )
    )

    assert ladders.of("ENF-APPLY", date(2026, 3, 31)) == TWO
    assert ladders.of("ENF-APPLY", date(2026, 4, 1)) == ONE
    assert ladders.of("REV-ANSWER", ON) == TWO
    assert ladders.of("EXREP-Y", ON) == TWO
    assert ladders.of("CF-FILE", ON) == LADDER
    assert ladders.ever_of("ENF-APPLY") >= {ONE, TWO}


def test_a_districts_default_ladder_leaves_the_red_ones_as_they_are() -> None:
    ladders = Ladders(default=TWO)

    assert ladders.of("CF-FILE", ON) == TWO
    assert ladders.of("LOCAL-RECTIFY", ON) == with_party(TWO)
    assert ladders.of("LIT-ANSWER", ON) == Ladders().of("LIT-ANSWER", ON)
