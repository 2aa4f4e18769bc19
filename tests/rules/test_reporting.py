"""Which execution reports a permit owes, when they are due, and which are excused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.clocks import DateRule, Evidence
from rules.clocks import Every as Stretch
from rules.reporting import (
    Every,
    PeriodUnknown,
    Report,
    Terms,
    is_late,
    period_of,
    reports,
    to_open,
)

ALL = frozenset(Every)


def terms(since: date = date(2026, 1, 1), **rest: object) -> Terms:
    said = {"valid_until": date(2030, 12, 31), "demanded": ALL} | rest
    return Terms(since, **said)  # type: ignore[arg-type]


def named(wanted: Terms, until: date, **rest: object) -> dict[str, Report]:
    return {each.period.key: each for each in reports(wanted, until, **rest)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_a_period_is_read_from_its_key_and_writes_it_again(
    key: str, first: date, last: date
) -> None:
    period = period_of(key)

    assert (period.first, period.last, period.key) == (first, last, key)


@pytest.mark.parametrize(
    "key", ["", "26", "2026Q5", "2026-13", "2026-1", "0000", "2026年", "2026Q1x"]
)
def test_a_key_that_names_no_period_is_refused(key: str) -> None:
    with pytest.raises(PeriodUnknown, match="报告期应写作"):
        period_of(key)


def test_a_report_opens_the_day_after_its_period_and_not_before() -> None:
    on_last_day = named(terms(), date(2026, 3, 31))
    next_day = named(terms(), date(2026, 4, 1))

    assert "2026Q1" not in on_last_day
    assert next_day["2026Q1"].opens_on == date(2026, 4, 1)


def test_a_date_the_permit_prints_is_sure_and_the_districts_default_is_not() -> None:
    printed = terms(dates={Every.YEAR: DateRule(Stretch.YEAR, 1, 31)})

    sure = named(printed, date(2027, 1, 1))
    unsure = named(terms(), date(2027, 1, 1))

    assert (sure["2026"].due_on, sure["2026"].evidence) == (date(2027, 1, 31), Evidence.VERIFIED)
    assert (unsure["2026"].due_on, unsure["2026"].evidence) == (
        date(2027, 1, 15),
        Evidence.UNVERIFIED,
    )
    assert "区级设定" in unsure["2026"].due_basis
    assert "副本" in sure["2026"].due_basis


def test_a_printed_day_beyond_the_months_end_is_its_last_day() -> None:
    printed = terms(dates={Every.MONTH: DateRule(Stretch.MONTH, 1, 31)})

    assert named(printed, date(2026, 2, 1))["2026-01"].due_on == date(2026, 2, 28)


def test_the_ministry_moves_one_year_alone() -> None:
    found = named(terms(date(2023, 1, 1)), date(2025, 1, 1), moved={"2023": date(2024, 2, 29)})

    assert found["2023"].due_on == date(2024, 2, 29)
    assert found["2023"].due_basis == "生态环境部逐年通知"
    assert found["2024"].due_on == date(2025, 1, 15)


@pytest.mark.parametrize(
    ("since", "key", "excused"),
    [
        (date(2026, 5, 23), "2026-05", True),
        (date(2026, 5, 22), "2026-05", False),
        (date(2026, 6, 2), "2026Q2", True),
        (date(2026, 5, 31), "2026Q2", False),
        (date(2026, 6, 1), "2026Q2", False),
        (date(2026, 10, 2), "2026", True),
        (date(2026, 10, 1), "2026", False),
        (date(2026, 2, 20), "2026-02", True),
        (date(2026, 2, 19), "2026-02", False),
    ],
)
def test_a_permit_held_briefly_owes_no_report_of_that_period(
    since: date, key: str, excused: bool
) -> None:
    report = named(terms(since), date(2027, 1, 1))[key]

    assert bool(report.excused) is excused
    assert ("HJ 944" in report.excused_basis) is excused


def test_the_annual_report_replaces_the_last_quarter_and_december() -> None:
    found = named(terms(), date(2027, 1, 1))

    for key in ("2026Q4", "2026-12"):
        assert found[key].excused == "由年度执行报告代替"
        assert "第37条第4款" in found[key].excused_basis
    assert not found["2026Q3"].excused
    assert not found["2026-11"].excused


def test_the_last_quarter_is_owed_where_no_annual_report_is() -> None:
    not_demanded = terms(demanded=frozenset({Every.QUARTER, Every.MONTH}))
    held_briefly = terms(date(2026, 10, 10))

    assert not named(not_demanded, date(2027, 1, 1))["2026Q4"].excused
    assert not named(held_briefly, date(2027, 1, 1))["2026Q4"].excused
    assert named(held_briefly, date(2027, 1, 1))["2026"].excused


def test_months_that_end_a_quarter_fold_into_it_only_where_the_district_says_so() -> None:
    folding = named(terms(quarter_ends_fold=True), date(2026, 7, 1))
    plain = named(terms(), date(2026, 7, 1))

    assert folding["2026-06"].excused == "并入季度执行报告"
    assert not folding["2026-05"].excused
    assert not plain["2026-06"].excused


def test_only_what_the_permit_demands_is_reported() -> None:
    yearly = named(terms(demanded=frozenset({Every.YEAR})), date(2028, 1, 1))

    assert sorted(yearly) == ["2026", "2027"]


def test_a_missed_night_is_caught_up_and_nothing_is_opened_twice() -> None:
    wanted = terms(demanded=frozenset({Every.QUARTER, Every.YEAR}))
    first = to_open(wanted, date(2026, 7, 20), [])

    assert [each.period.key for each in first] == ["2026Q1", "2026Q2"]
    assert to_open(wanted, date(2026, 7, 20), ["2026Q1", "2026Q2"]) == ()


def test_nothing_that_is_excused_is_opened() -> None:
    keys = {each.period.key for each in to_open(terms(), date(2027, 2, 1), [])}

    assert "2026" in keys
    assert not keys & {"2026Q4", "2026-12"}


def test_a_report_is_late_the_day_after_it_was_due() -> None:
    due = date(2026, 7, 15)

    assert not is_late(due, due)
    assert is_late(due, due + timedelta(days=1))


def test_an_outage_of_the_platform_moves_the_day_past_its_end() -> None:
    due, outage = date(2026, 7, 15), (date(2026, 7, 14), date(2026, 7, 16))

    assert not is_late(due, date(2026, 7, 17), outages=[outage])
    assert is_late(due, date(2026, 7, 18), outages=[outage])
    assert is_late(due, date(2026, 7, 16), outages=[(date(2026, 7, 10), date(2026, 7, 12))])


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(1, 2000), st.booleans())
def test_every_report_is_due_after_its_period_and_excused_only_by_an_article(
    since: date, days: int, folds: bool
) -> None:
    wanted = terms(since, quarter_ends_fold=folds)
    until = since + timedelta(days=days)

    found = reports(wanted, until)

    keys = [each.period.key for each in found]
    assert len(keys) == len(set(keys))
    assert all(each.due_on >= each.opens_on for each in found)
    assert all(bool(each.excused) == bool(each.excused_basis) for each in found)
    assert {each.period.key for each in to_open(wanted, until, [])} <= set(keys)
