"""A district's own reading of a clock: with source, day and approver, and never unseen."""

from datetime import date

import pytest

from rules.clocks import Evidence, clock
from rules.clocks.overrides import Override, OverrideWrong, overridden
from rules.clocks.reckon import (
    NoNumber,
    dated,
    due_of,
    evidence_of,
    to_confirm,
    why_no_number,
)
from rules.clocks.rows import DateRule, Every
from rules.deadlines import Rolling, Unit
from rules.workdays import Calendar

EMPTY = Calendar("empty", "1", frozenset(), frozenset(), frozenset())
FROM = date(2026, 9, 1)


def change(key: str, field: str, value: str, **rest: object) -> Override:
    said = {"source": "区局〔2026〕3号", "effective_on": FROM, "approver": "王局长"} | rest
    return Override(key, field, value, **said)  # type: ignore[arg-type]


def test_an_override_holds_from_its_day_and_is_recorded() -> None:
    ours = change("SHPC-NEG", "amount", "60")

    before = overridden(clock("SHPC-NEG"), [ours], date(2026, 8, 31))
    after = overridden(clock("SHPC-NEG"), [ours], FROM)

    assert before == clock("SHPC-NEG")
    assert after.term is not None
    assert after.term.amount == 60
    assert after.evidence["duration"] is Evidence.SINGLE
    assert [(each.was, each.source) for each in after.changes] == [("90", "区局〔2026〕3号")]


def test_the_later_of_two_overrides_wins_and_both_are_kept() -> None:
    later = change("SHPC-NEG", "amount", "45", effective_on=date(2026, 10, 1))

    row = overridden(
        clock("SHPC-NEG"), [later, change("SHPC-NEG", "amount", "60")], date(2026, 10, 1)
    )

    assert row.term is not None
    assert row.term.amount == 45
    assert len(row.changes) == 2


def test_unit_rolling_start_and_day_can_be_read_differently() -> None:
    row = overridden(
        clock("YS-SUPERVISE"),
        [
            change("YS-SUPERVISE", "unit", "WD", evidence=Evidence.VERIFIED),
            change("YS-SUPERVISE", "rolling", "none"),
            change("YS-SUPERVISE", "start_event", "收到复议决定书次日"),
        ],
        FROM,
    )
    yearly = overridden(clock("EXREP-Y"), [change("EXREP-Y", "day", "31")], FROM)

    assert row.term is not None
    assert (row.term.unit, row.term.rolling) == (Unit.WORKDAY, Rolling.NONE)
    assert row.start_event == "收到复议决定书次日"
    assert due_of(yearly, date(2026, 12, 31), calendar=EMPTY).due_on == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("key", "field", "value", "rest"),
    [
        ("SHPC-NEG", "amount", "-1", {}),
        ("SHPC-NEG", "amount", "many", {}),
        ("SHPC-NEG", "unit", "weeks", {}),
        ("SHPC-NEG", "rolling", "back", {}),
        ("SHPC-NEG", "day", "15", {}),
        ("YS-TEAM", "amount", "3", {}),
        ("SHPC-NEG", "basis", "x", {}),
        ("SHPC-NEG", "amount", "60", {"source": ""}),
        ("SHPC-NEG", "amount", "60", {"approver": ""}),
    ],
)
def test_a_wrong_override_is_refused(
    key: str, field: str, value: str, rest: dict[str, object]
) -> None:
    with pytest.raises(OverrideWrong):
        overridden(clock(key), [change(key, field, value, **rest)], FROM)


def test_a_date_shows_the_weakest_evidence_of_what_produced_it() -> None:
    penalty = clock("CF-DECIDE")

    assert evidence_of(penalty) is Evidence.VERIFIED
    assert evidence_of(penalty, extended=True) is Evidence.SINGLE
    assert evidence_of(clock("YS-SUPERVISE")) is Evidence.UNVERIFIED


def test_an_unverified_field_must_be_confirmed_when_it_decides_a_date() -> None:
    assert to_confirm(clock("YS-SUPERVISE")) == ("unit",)
    assert to_confirm(clock("SHPC-NEG")) == ("duration", "unit", "start")
    assert to_confirm(clock("SHPC-NEG"), paused=True) == ("duration", "unit", "start", "pause")
    assert to_confirm(clock("PWXK-KEY")) == ()


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("YS-TEAM", "立即或者及时"),
        ("CF-LEGALREVIEW", "先后次序"),
        ("PWXK-QUALITY", "定期办理"),
        ("YS-STOPCLOCK", "中止其他期限"),
        ("PWXK-LEGACY", "由排污限期整改通知书载明"),
    ],
)
def test_a_clock_without_a_number_says_why(key: str, said: str) -> None:
    assert said in why_no_number(clock(key))
    with pytest.raises(NoNumber, match=said):
        due_of(clock(key), FROM, calendar=EMPTY)


@pytest.mark.parametrize(
    ("key", "within", "end"),
    [
        ("EXREP-Q", date(2026, 8, 20), date(2026, 10, 15)),
        ("EXREP-Q", date(2026, 12, 31), date(2027, 1, 15)),
        ("EXREP-M", date(2026, 1, 1), date(2026, 2, 15)),
        ("EXREP-Y", date(2026, 12, 31), date(2027, 1, 15)),
        ("DISC-ANNUAL", date(2026, 6, 1), date(2027, 3, 15)),
        ("KEYLIST", date(2026, 1, 1), date(2026, 3, 31)),
        ("CEMS-INSPECT", date(2026, 2, 3), date(2026, 2, 28)),
        ("CEMS-INSPECT.others", date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_a_dated_duty_falls_on_its_day(key: str, within: date, end: date) -> None:
    assert due_of(clock(key), within, calendar=EMPTY).due_on == end


def test_a_day_beyond_the_month_reads_as_its_last_day() -> None:
    assert dated(DateRule(Every.MONTH, 1, 31), date(2026, 1, 10)) == date(2026, 2, 28)
