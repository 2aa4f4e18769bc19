"""The life of a clock: who may pause, switch and extend it, and that every value is replayed."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.calendars import national_calendar
from rules.clocks import clock
from rules.clocks.life import (
    ClockActRefused,
    ClockState,
    Done,
    began_on,
    deemed_served_on,
    extended,
    paused,
    replay,
    resumed,
    started,
    stopped,
    switched,
    value,
)
from rules.deadlines import Extension, Unit, start_of_day

CN = national_calendar()
ACCEPTED = date(2026, 8, 3)


def at(day: date) -> datetime:
    return start_of_day(day)


def running(key: str) -> ClockState:
    return started(ClockState(clock(key)), ACCEPTED)


def asked(days: int, decided: date, unit: Unit = Unit.DAY, reason: str = "案情复杂") -> Extension:
    return Extension(days, unit, reason, "王局长", at(decided))


def due_on(state: ClockState) -> date | None:
    found = value(state, CN)
    return found.due_on if found else None


def test_a_clock_has_no_date_until_it_starts() -> None:
    state = ClockState(clock("CF-PLEA"))

    assert value(state, CN) is None
    with pytest.raises(ClockActRefused, match="尚未起算"):
        paused(state, at(ACCEPTED), "听证")


def test_a_clock_starts_once() -> None:
    with pytest.raises(ClockActRefused, match="不能重复起算"):
        started(running("PWXK-KEY"), ACCEPTED)


def test_thirty_becomes_forty_five_once_and_in_time() -> None:
    site = clock("PWXK-KEY-SITE")
    state = running("PWXK-KEY")

    after = switched(state, site, at(date(2026, 9, 1)), CN)

    assert due_on(state) == date(2026, 9, 14)
    assert due_on(after) == CN.add_workdays(ACCEPTED, 45)
    with pytest.raises(ClockActRefused, match="只允许一次"):
        switched(after, site, at(date(2026, 9, 2)), CN)
    with pytest.raises(ClockActRefused, match="届满后不能改"):
        switched(state, site, at(date(2026, 9, 15)), CN)
    with pytest.raises(ClockActRefused):
        switched(running("PWXK-SIMPLE"), site, at(date(2026, 8, 4)), CN)


def test_a_licence_pause_needs_its_ground_and_its_notice() -> None:
    state = running("PWXK-KEY")

    with pytest.raises(ClockActRefused, match="书面告知"):
        paused(state, at(date(2026, 8, 10)), "专家评审")
    with pytest.raises(ClockActRefused, match=r"不是.*法定中止事由"):
        paused(state, at(date(2026, 8, 10)), "现场核查", notice="告知书1号")
    held = paused(state, at(date(2026, 8, 10)), "专家评审", notice="告知书1号")
    assert due_on(held) is None
    with pytest.raises(ClockActRefused, match="已因“专家评审”中止"):
        paused(held, at(date(2026, 8, 11)), "专家评审", notice="告知书2号")


def test_two_grounds_hold_a_clock_until_both_have_ended() -> None:
    state = running("CF-DECIDE")
    both = paused(paused(state, at(date(2026, 9, 1)), "鉴定"), at(date(2026, 9, 5)), "移送司法机关")

    one = resumed(both, at(date(2026, 9, 11)), "鉴定")
    none = resumed(one, at(date(2026, 9, 21)), "移送司法机关")

    assert due_on(one) is None
    # From 1 to 20 September twenty days stand still; what both grounds cover counts once.
    assert due_on(none) == CN.next_workday(date(2026, 11, 1) + timedelta(days=20))
    with pytest.raises(ClockActRefused, match="没有中止"):
        resumed(one, at(date(2026, 9, 21)), "鉴定")


def test_a_resumed_clock_gets_its_days_back() -> None:
    held = paused(running("PWXK-KEY"), at(date(2026, 8, 10)), "专家评审", notice="告知书1号")

    again = resumed(held, at(date(2026, 8, 17)))

    assert due_on(again) == CN.add_workdays(date(2026, 9, 14), 5)
    with pytest.raises(ClockActRefused, match="没有中止"):
        resumed(again, at(date(2026, 8, 18)))
    with pytest.raises(ClockActRefused, match="恢复时间早于"):
        resumed(held, at(date(2026, 8, 9)))


def test_a_transfer_holds_the_penalty_clock_as_long_as_it_lasts() -> None:
    state = running("CF-DECIDE")

    held = paused(state, at(date(2026, 9, 1)), "移送司法机关")
    back = resumed(held, at(date(2027, 3, 1)))

    assert due_on(state) == date(2026, 11, 2)
    assert due_on(held) is None
    assert due_on(back) == CN.next_workday(date(2026, 11, 1) + timedelta(days=181))


def test_the_penalty_is_extended_twice_and_no_more() -> None:
    state = running("CF-DECIDE")

    once = extended(state, asked(30, date(2026, 10, 1)), CN)
    with pytest.raises(ClockActRefused, match="集体讨论记录"):
        extended(once, asked(30, date(2026, 11, 20)), CN)
    twice = extended(once, asked(30, date(2026, 11, 20)), CN, on_file=frozenset({"集体讨论记录"}))

    assert due_on(twice) == date(2026, 12, 31)
    with pytest.raises(ClockActRefused, match="不能再延长"):
        extended(twice, asked(1, date(2026, 12, 1)), CN)


def test_an_extension_past_its_cap_or_too_late_is_refused() -> None:
    state = running("CFK-TERM")
    reasoned = frozenset({"书面说明理由"})

    with pytest.raises(ClockActRefused, match="不得超过30日"):
        extended(state, asked(31, date(2026, 8, 20)), CN, on_file=reasoned)
    with pytest.raises(ClockActRefused, match="不得超过30日"):
        extended(state, asked(20, date(2026, 8, 20), Unit.WORKDAY), CN, on_file=reasoned)
    with pytest.raises(ClockActRefused, match="届满后不能再延长"):
        extended(state, asked(30, date(2026, 9, 3)), CN, on_file=reasoned)
    with pytest.raises(ClockActRefused, match="理由和批准人"):
        extended(state, asked(30, date(2026, 8, 20), reason=""), CN, on_file=reasoned)
    with pytest.raises(ClockActRefused, match="大于零"):
        extended(state, asked(-5, date(2026, 8, 20)), CN, on_file=reasoned)


def test_the_permit_is_never_extended() -> None:
    with pytest.raises(ClockActRefused, match="依法不能延长"):
        extended(running("PWXK-KEY"), asked(10, date(2026, 8, 10), Unit.WORKDAY), CN)


def test_a_stopped_clock_does_not_move() -> None:
    ended = stopped(running("CF-FILE"), at(date(2026, 8, 5)))

    with pytest.raises(ClockActRefused, match="已经办结"):
        extended(ended, asked(15, date(2026, 8, 6)), CN)


def test_publication_serves_after_thirty_calendar_days() -> None:
    assert deemed_served_on(date(2026, 8, 3), clock("SERVE-PUBLIC"), CN) == date(2026, 9, 2)


def test_the_starting_day_is_the_shanghai_day_of_service() -> None:
    served = started(ClockState(clock("CF-PLEA")), datetime.fromisoformat("2026-08-03T16:01Z"))

    assert began_on(served) == date(2026, 8, 4)


LENGTHS = st.lists(st.integers(0, 12), min_size=1, max_size=8)


@given(LENGTHS)
def test_replay_of_any_history_gives_each_stored_value(lengths: list[int]) -> None:
    """Keep each value as it arises, then replay the acts from the beginning."""
    state = ClockState(clock("CF-DECIDE"))
    acts: list[Done] = [Done(lambda s: started(s, ACCEPTED), "李某", at(ACCEPTED), "立案")]
    stored = []
    day = ACCEPTED
    for number, length in enumerate(lengths):
        day += timedelta(days=3)
        until = day + timedelta(days=length)
        acts += [
            Done(lambda s, d=day: paused(s, at(d), "鉴定"), f"甲{number}", at(day), "鉴定"),
            Done(lambda s, d=until: resumed(s, at(d)), f"乙{number}", at(until), "鉴定完成"),
        ]
        day = until
    for done in acts:
        state = done.act(state)
        stored.append((value(state, CN), done.by))

    replayed = replay(ClockState(clock("CF-DECIDE")), acts, CN)

    assert [(each.due, each.by) for each in replayed] == stored
    assert replayed[-1].due is not None
    nominal = ACCEPTED + timedelta(days=90 + sum(lengths))
    expected = CN.next_workday(nominal)
    assert replayed[-1].due.due_on == expected
