"""Ladders: which reminder of which clock when and to whom, in days, working days and hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework.calendars import national_calendar
from rules.clocks import LOCAL, ROWS, clock
from rules.deadlines import Unit, end_of_day
from rules.escalation import (
    Ladders,
    OwnLadder,
    class_of,
    instant,
    next_at,
    own_to_party,
    standard,
    steps,
    to_holder,
    urgent,
)
from rules.ladders import (
    HEAD_ACTS,
    HEAD_SIGNS,
    HOURS,
    LADDER,
    RED_CLOCKS,
    Rung,
    with_head,
    with_party,
)
from rules.notices import CLOCK_OVERDUE, CLOCK_WARNING, NOTICES
from rules.procedures import PROCEDURES
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
    assert all(each.for_bureau for each in ladder if each.amount >= 0), (
        "the bureau hears at the end"
    )
    for rung in ladder:
        assert rung.tells
        assert NOTICES[rung.notice].audience is Audience.AUTHORITY
        assert not {R(each) for each in rung.for_bureau if each != "handler"} & OUTSIDERS
        assert not rung.for_party or own_to_party(key)


def test_a_clock_in_hours_is_announced_in_hours() -> None:
    assert Ladders().of("YS-SEND", ON) == HOURS
    assert Ladders().of("CFK-URGENT", ON) == with_head(HOURS, from_the_start=True)
    assert urgent("CFK-URGENT") == "hours"
    start = datetime(2026, 3, 2, 6, tzinfo=UTC)
    due_at = start + timedelta(hours=24)

    placed = steps(due_at, start, CALENDAR, HOURS)

    assert [(each.at - start) // timedelta(hours=1) for each in placed] == [12, 20, 23, 24, 28]


def test_the_bureaus_red_clocks_reach_its_heads_before_their_end() -> None:
    keys = [key for key in EVERY if clock(key).clock_id in RED_CLOCKS]
    assert {"LIT-APPEAL.ruling", "PIL-REPLY.spreading", "LIC-RENEW-DEEMED"} <= set(keys)
    for key in keys:
        ladder = Ladders().of(key, ON)
        early = [each for each in ladder if each.amount < 0]
        assert any(R.BUREAU_HEAD in each.tells for each in early)
        assert urgent(key) == "red"
    assert names("ENF-APPLY")[:3] == ["before-60", "before-30", "before-15"]


def test_an_enterprise_is_told_of_its_report_its_fine_and_its_rectification() -> None:
    for key in ("EXREP-Q", "EXREP-Y", "EXREP-M", "CF-PAY", "LOCAL-RECTIFY", "REGISTER-CHANGE"):
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

    early = [each.name for each in LADDER if each.amount < 0]
    after_all = next_at(due_at, LONG_AGO, CALENDAR, early, LADDER)

    assert next_at(due_at, LONG_AGO, CALENDAR, (), LADDER) == end_of_day(date(2026, 3, 17))
    assert after_all == due_at
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
    assert ladders.of("CF-FILE", ON) == standard("CF-FILE")
    assert ladders.ever_of("ENF-APPLY") >= {ONE, TWO}


def test_a_districts_default_ladder_leaves_the_red_ones_as_they_are() -> None:
    ladders = Ladders(default=TWO)

    assert ladders.of("CF-FILE", ON) == TWO
    assert ladders.of("LOCAL-RECTIFY", ON) == with_party(TWO)
    assert ladders.of("LIT-ANSWER", ON) == Ladders().of("LIT-ANSWER", ON)
    assert ladders.of("REV-APPLY", ON) == Ladders().of("REV-APPLY", ON)
    assert ladders.of("EXREP-Y", ON) == Ladders().of("EXREP-Y", ON)


def told_early(key: str, role: R) -> bool:
    return any(role in each.tells for each in Ladders().of(key, ON) if each.amount <= 0)


def test_a_clock_that_only_the_bureau_head_can_end_tells_the_head_in_time() -> None:
    enders: dict[str, set[R]] = {}
    for table in PROCEDURES.values():
        for stage in table.stages:
            for act in stage.acts:
                for key in act.meets if R.SYSTEM not in act.who else ():
                    enders.setdefault(key, set()).update(act.who)
    heads = {key for key, who in enders.items() if who == {R.BUREAU_HEAD}}

    assert heads
    assert not [key for key in heads if own(key) and not told_early(key, R.BUREAU_HEAD)]
    for key in (each for each in EVERY if clock(each).clock_id in HEAD_ACTS):
        assert all(R.BUREAU_HEAD in each.tells for each in Ladders().of(key, ON))
    assert not HEAD_ACTS & HEAD_SIGNS


def own(key: str) -> bool:
    return class_of(clock(key)) in ("red", "hours", "authority")


def test_hours_of_another_body_are_one_line_the_next_morning() -> None:
    for key in ("YS-SUPP-TELL", "YS-REROUTE"):
        assert [each.name for each in Ladders().of(key, ON) if each.amount <= 0] == ["due"]
        assert urgent(key) == ""
    assert not any(each.for_party for each in Ladders().of("REV-APPLY", ON))


def test_a_registration_that_runs_out_is_told_a_month_and_ten_days_before() -> None:
    ladder = Ladders().of("REGISTER-VALID", ON)

    assert [each.amount for each in ladder if each.for_party] == [-30, -10, 0]
    assert [each.amount for each in ladder if each.for_bureau] == [0]


def test_what_every_enterprise_does_reaches_the_bureau_only_at_its_end() -> None:
    assert [each.amount for each in Ladders().of("EXREP-Y", ON) if each.for_bureau] == [0]
    assert [each.amount for each in Ladders().of("EXREP-Y", ON) if each.for_party] == [-5, -1, 0]


def test_a_holiday_before_an_end_costs_nobody_a_warning() -> None:
    """An end on 20 February 2026 lies in the Spring Festival, which begins on the 15th."""
    due_at = end_of_day(date(2026, 2, 20))

    placed = steps(due_at, LONG_AGO, CALENDAR, Ladders().of("CF-DECIDE", ON))
    working = [each for each in placed if each.at < end_of_day(date(2026, 2, 13))]

    assert {each.rung.name for each in working} >= {"before-30", "before-15", "before-5wd"}
    assert any(R.BUREAU_HEAD in each.rung.tells for each in working)


def test_a_short_term_is_not_announced_on_its_first_day() -> None:
    assert names("CF-FILE") == ["before-5wd", "before-2wd", "due", "after-5"]
    assert names("CF-ORDER-SERVE")[0] == "before-1wd"
    assert names("LOCAL-LIFT") == ["due", "after-5"]
    assert names("HOT12369-CLOSE")[:4] == ["before-30", "before-15", "before-5wd", "before-2wd"]


def test_whoever_was_told_a_date_as_their_own_hears_that_it_moved() -> None:
    told = ("CF-PAY", "CF-PLEA", "CF-HEAR-REQ", "CFK-COLLECT", "REGISTER-CHANGE", "LOCAL-RECTIFY")

    assert all(to_holder(clock(key)) for key in told)
    assert not any(
        to_holder(clock(key)) for key in ("CF-FILE", "XF-REVIEW", "REV-DECIDE", "CF-SERVE")
    )
