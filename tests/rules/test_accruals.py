"""The daily fine, the late surcharge, and the clocks that start where others end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.calendars import national_calendar
from rules.accruals import AmountWrong, daily_fine, late_surcharge
from rules.clocks.chained import enforcement_window, remedies_end
from rules.deadlines import Pause, start_of_day

CN = national_calendar()
TEN_THOUSAND_YUAN = 1_000_000


def test_the_daily_fine_is_the_original_fine_for_each_day_to_the_finding() -> None:
    amount = daily_fine(TEN_THOUSAND_YUAN, date(2026, 9, 1), date(2026, 9, 20))

    assert amount == 19 * TEN_THOUSAND_YUAN


def test_the_surcharge_is_three_per_cent_a_day() -> None:
    assert late_surcharge(TEN_THOUSAND_YUAN, date(2026, 9, 1), date(2026, 9, 11)) == 300_000
    assert late_surcharge(TEN_THOUSAND_YUAN, date(2026, 9, 1), date(2026, 9, 1)) == 0


@given(st.integers(1, 10**9), st.dates(date(2026, 9, 1), date(2030, 1, 1)))
def test_the_surcharge_never_exceeds_the_fine(fine: int, on: date) -> None:
    assert 0 <= late_surcharge(fine, date(2026, 9, 1), on) <= fine


def test_days_in_court_carry_no_surcharge() -> None:
    suit = Pause(start_of_day(date(2026, 9, 4)), start_of_day(date(2026, 9, 9)), "诉讼")

    assert late_surcharge(TEN_THOUSAND_YUAN, date(2026, 9, 1), date(2026, 9, 11), [suit]) == 150_000


def test_an_amount_that_is_no_fine_is_refused() -> None:
    with pytest.raises(AmountWrong):
        daily_fine(0, date(2026, 9, 1), date(2026, 9, 2))
    with pytest.raises(AmountWrong):
        late_surcharge(-1, date(2026, 9, 1), date(2026, 9, 2))


def test_both_remedies_have_lapsed_after_the_six_months_of_suit() -> None:
    assert remedies_end(date(2026, 3, 10), calendar=CN).due_on == date(2026, 9, 10)


def test_after_reconsideration_fifteen_days_are_left() -> None:
    end = remedies_end(date(2026, 3, 10), calendar=CN, reconsidered_on=date(2026, 5, 6))

    assert end.due_on == date(2026, 5, 21)


def test_the_window_for_enforcement_follows_the_remedies() -> None:
    lapsed_on, window = enforcement_window(date(2026, 3, 10), calendar=CN)

    assert lapsed_on == date(2026, 9, 10)
    assert window.due_on == date(2026, 12, 10)
    assert not window.provisional


def test_a_window_that_begins_on_a_provisional_day_is_provisional() -> None:
    _, window = enforcement_window(date(2026, 8, 31), calendar=CN)

    assert window.provisional
