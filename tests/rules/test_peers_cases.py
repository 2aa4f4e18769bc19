"""The acceptance cases that users of other systems wrote, each under its name."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from casework.calendars import national_calendar, read_notice, with_notice
from rules.clocks import ClockRow, ExtensionRule, clock
from rules.clocks.life import (
    ClockState,
    Done,
    extended,
    paused,
    replay,
    resumed,
    started,
    value,
)
from rules.clocks.reckon import due_of
from rules.deadlines import SHANGHAI, Extension, Rolling, Term, Unit, due, start_of_day
from tests.rules.test_calendars import NOTICE

CN = national_calendar()
MONDAY = date(2026, 8, 3)


def running(row: ClockRow) -> ClockState:
    return started(ClockState(row), MONDAY)


def due_on(state: ClockState) -> date:
    found = value(state, CN)
    assert found is not None
    assert found.due_on is not None
    return found.due_on


def test_open_zaak_747_a_pause_stops_the_clock() -> None:
    held = paused(running(clock("CF-DECIDE")), start_of_day(date(2026, 8, 20)), "鉴定")

    stopped_clock = value(held, CN)

    assert stopped_clock is not None
    assert stopped_clock.due_at is None


def test_open_zaak_885_resuming_adds_the_days_back() -> None:
    state = running(clock("CFK-TERM"))

    held = paused(state, start_of_day(date(2026, 8, 20)), "检测", notice="检测期间告知书1号")
    again = resumed(held, start_of_day(date(2026, 8, 30)))

    assert due_on(again) == due_on(state) + timedelta(days=10)


def test_gemma_zaken_1953_pause_resume_pause_extend_keep_each_their_days() -> None:
    state = running(clock("CF-DECIDE"))
    acts = [
        Done(lambda s: paused(s, start_of_day(date(2026, 8, 10)), "监测"), "甲", _at(8, 10)),
        Done(lambda s: resumed(s, start_of_day(date(2026, 8, 15))), "甲", _at(8, 15)),
        Done(lambda s: paused(s, start_of_day(date(2026, 9, 1)), "鉴定"), "乙", _at(9, 1)),
        Done(lambda s: resumed(s, start_of_day(date(2026, 9, 21))), "乙", _at(9, 21)),
        Done(lambda s: extended(s, _extension(30, 9, 25, "丙"), CN), "丙", _at(9, 25)),
    ]

    values = replay(state, acts, CN)

    ends = [each.due.due_on if each.due else None for each in values]
    first = MONDAY + timedelta(days=95)
    second = MONDAY + timedelta(days=115)
    third = MONDAY + timedelta(days=145)
    assert ends == [
        None,
        CN.next_workday(first),
        None,
        CN.next_workday(second),
        CN.next_workday(third),
    ]


def test_tfrs_2862_a_deadline_on_a_sunday_makes_nobody_late() -> None:
    sunday = date(2026, 8, 2)
    found = due_of(clock("PWXK-CHANGE-APPLY"), sunday - timedelta(days=30), calendar=CN)

    assert found.due_on == date(2026, 8, 3)
    assert found.due_at is not None
    assert datetime(2026, 8, 3, 15, 59, tzinfo=UTC) < found.due_at


def test_jmix_790_one_working_day_is_not_twenty_four_office_hours() -> None:
    one = due(
        Term(1, Unit.WORKDAY, Rolling.FORWARD),
        datetime(2026, 8, 3, 16, 30, tzinfo=SHANGHAI),
        calendar=CN,
    )

    assert one.due_on == date(2026, 8, 4)


def test_taskana_2347_the_count_is_not_off_by_one() -> None:
    end = CN.add_workdays(MONDAY, 5)

    assert end == date(2026, 8, 10)
    assert CN.workdays_between(MONDAY, end) == 5


def test_taskana_984_forward_and_backward_agree() -> None:
    for n in range(1, 260):
        assert CN.add_workdays(CN.add_workdays(MONDAY, n), -n) == MONDAY


def test_jbpm_9546_a_start_on_a_day_off_counts_like_its_last_working_day() -> None:
    assert CN.add_workdays(date(2026, 10, 5), 3) == CN.add_workdays(date(2026, 9, 30), 3)


def test_amanda_22174_nine_extensions_replay_to_the_ninth_date_and_its_person() -> None:
    row = _open_ended()
    acts = [
        Done(
            lambda s, n=number: extended(s, _extension(5, 8, 4, f"第{n}位局长"), CN),
            f"第{number}位局长",
            _at(8, 4),
            "企业申请",
        )
        for number in range(1, 10)
    ]

    values = replay(running(row), acts, CN)

    assert len(values) == 9
    for number, each in enumerate(values, start=1):
        assert each.by == f"第{number}位局长"
        assert each.due is not None
        assert each.due.due_on == CN.next_workday(MONDAY + timedelta(days=20 + 5 * number))


def test_alaveteli_7292_a_new_holiday_moves_open_deadlines() -> None:
    row = clock("PWXK-SIMPLE")
    loaded = with_notice(CN, read_notice(NOTICE))

    before = due_of(row, date(2027, 1, 18), calendar=CN)
    after = due_of(row, date(2027, 1, 18), calendar=loaded)

    assert before.provisional
    assert not after.provisional
    assert after.due_on != before.due_on


def test_whatdotheyknow_1393_a_deadline_that_ends_before_the_holiday_stays() -> None:
    row = clock("PWXK-NOTIFY")
    loaded = with_notice(CN, read_notice(NOTICE))

    start = date(2026, 12, 21)

    assert due_of(row, start, calendar=CN) == due_of(row, start, calendar=loaded)


def test_oscer_600_the_clock_says_not_started_until_service() -> None:
    state = ClockState(clock("CF-PLEA"))

    assert value(state, CN) is None
    assert due_on(started(state, MONDAY)) == date(2026, 8, 10)


def _at(month: int, day: int) -> datetime:
    return start_of_day(date(2026, month, day))


def _extension(days: int, month: int, day: int, approver: str) -> Extension:
    return Extension(days, Unit.DAY, "情况复杂", approver, _at(month, day))


def _open_ended() -> ClockRow:
    """A rectification of twenty days whose order may be prolonged as often as it is approved."""
    order = clock("LOCAL-RECTIFY")
    assert isinstance(order.extension, ExtensionRule)
    return replace(order, term=Term(20, Unit.DAY, Rolling.FORWARD))
