"""Money that grows by the day, line by line; and the amounts that open a right."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accruals import (
    AmountWrong,
    Payment,
    SpellWrong,
    daily_fine_explained,
    late_surcharge,
    payments,
    spells,
    surcharge_explained,
)
from rules.local_amounts import THRESHOLDS, ThresholdUnknown, in_force, threshold
from rules.procedures.penalty_amounts import workings

PAY_BY = date(2026, 9, 20)
FINE = 10_000_000


def test_a_daily_fine_counts_from_the_day_after_service_to_the_finding() -> None:
    worked = daily_fine_explained(FINE, spells("2026-09-01/2026-09-21"))

    assert worked.fen == 20 * FINE
    assert worked.lines[2] == (
        "2026-09-01 送达责令改正决定书，自次日 2026-09-02 起至 2026-09-21 复查发现之日：20 日"
    )
    assert worked.lines[-1] == "10万元 × 20 = 200万元"


def test_the_days_of_several_findings_add_up() -> None:
    worked = daily_fine_explained(FINE, spells("2026-09-01/2026-09-21;2026-09-21/2026-10-10"))

    assert worked.fen == 39 * FINE
    assert "计罚日数合计：39 日" in worked.lines[-2]
    with pytest.raises(AmountWrong):
        daily_fine_explained(0, spells("2026-09-01/2026-09-21"))


def test_the_surcharge_is_explained_with_remedies_payments_and_cap() -> None:
    worked = surcharge_explained(
        FINE, PAY_BY, date(2026, 11, 1),
        [(date(2026, 9, 25), date(2026, 9, 30))], payments("2026-10-05/5000000"),
    )  # fmt: skip

    assert worked.fen == 9 * FINE * 3 // 100 + 27 * (FINE // 2) * 3 // 100
    assert "2026-09-25 至 2026-09-30 复议或者诉讼期间，不计加处罚款" in worked.lines
    assert worked.lines[-1] == "截至 2026-11-01 加处罚款：6.75万元"
    capped = surcharge_explained(FINE, PAY_BY, date(2027, 9, 20))
    assert capped.fen == FINE
    assert any("不得超过罚款本数" in line for line in capped.lines)


@given(
    st.integers(1, 10**10),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 20)), max_size=3),
)
def test_the_lines_and_the_sum_agree(
    fine: int, days: int, given_spells: list[tuple[int, int]]
) -> None:
    on = PAY_BY + timedelta(days=days)
    remedies = [
        (PAY_BY + timedelta(days=since), PAY_BY + timedelta(days=since + long))
        for since, long in given_spells
    ]

    worked = surcharge_explained(fine, PAY_BY, on, remedies)

    free = {
        day
        for since, until in remedies
        for day in (since + timedelta(days=n) for n in range((until - since).days + 1))
    }
    counted = sum(PAY_BY + timedelta(days=n) not in free for n in range(1, days + 1))
    assert worked.fen == min(fine, fine * 3 * counted // 100)
    if not remedies:
        assert worked.fen == late_surcharge(fine, PAY_BY, on)


def test_what_was_paid_in_time_lowers_the_base_from_the_start() -> None:
    worked = surcharge_explained(
        FINE, PAY_BY, date(2026, 9, 30), (), [Payment(date(2026, 9, 10), FINE)]
    )

    assert worked.fen == 0


def test_a_spell_that_cannot_be_read_is_named() -> None:
    assert spells("") == ()
    with pytest.raises(SpellWrong, match="2026-13-01"):
        spells("2026-09-01/2026-09-20；2026-13-01/2026-12-01")


def test_local_rules_prevail_once_checked_until_then_the_lower_number() -> None:
    national = THRESHOLDS["hearing_organisation"].fen

    assert in_force("hearing_organisation", 5_000_000, verified=False) == 5_000_000
    assert in_force("hearing_organisation", national * 2, verified=False) == national
    assert in_force("hearing_organisation", national * 2, verified=True) == national * 2
    assert threshold({"hearing_organisation": 5_000_000}, "hearing_organisation") == 5_000_000
    assert threshold({}, "discussion") == 50_000_000
    with pytest.raises(ThresholdUnknown, match="hearing_citizen"):
        threshold({}, "nothing")


def test_an_officer_sees_each_amount_of_a_penalty_worked_out() -> None:
    known = {
        "fine_amount": FINE, "confiscated_amount": 0, "decision_served_on": "2026-09-05",
        "discretion_working": "甲；乙。", "departure_reason": "后果较轻", "pay_by": "2026-09-20",
        "paid_total": 4_000_000, "payments_made": "2026-09-30/4000000",
    }  # fmt: skip

    found = {each.title: each.lines for each in workings(known, date(2026, 10, 10))}

    assert found["裁量"] == ("甲", "乙", "不按裁量表的理由：后果较轻")
    assert found["加处罚款"][-1] == "截至 2026-10-10 加处罚款：4.8万元"
    assert found["应缴和已缴"][-1] == "已缴 4万元，尚欠 10.8万元"
    assert [each.title for each in workings(known, date(2026, 9, 20))] == ["裁量", "应缴和已缴"]


def test_a_daily_fine_is_explained_to_the_officer() -> None:
    known = {"daily_periods": "2026-09-01/2026-09-21", "original_fine": FINE, "fine_amount": 0}

    (only,) = workings(known, date(2026, 10, 10))

    assert only.title == "按日连续处罚"
    assert only.lines[-1].endswith("200万元")
