"""执行报告: which reports a permit demands, for which periods, due when, and which are excused."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from rules.clocks import ClockRow, DateRule, Evidence, clock
from rules.deadlines import Unit, added_months
from rules.errors import PermitLoopError

_DAY = timedelta(days=1)
REPLACED = "排污许可管理办法 第37条第4款（年度执行报告可以代替当季、当月报告）"
FOLDED = "区级设定：季末月并入季度执行报告（排污许可管理办法 第37条第4款）"
MOVED = "生态环境部逐年通知"


class PeriodUnknown(PermitLoopError):
    """报告期应写作 2026、2026Q3 或者 2026-07，请核对后重新填写。"""


class Every(StrEnum):
    """How often a permit demands a report."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


CLOCK_OF = {Every.MONTH: "EXREP-M", Every.QUARTER: "EXREP-Q", Every.YEAR: "EXREP-Y"}
_EXEMPT_ROW = {
    Every.MONTH: "EXREP-EXEMPT",
    Every.QUARTER: "EXREP-EXEMPT.quarter",
    Every.YEAR: "EXREP-EXEMPT.year",
}
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}
_SHAPES = (
    (Every.YEAR, re.compile(r"(\d{4})")),
    (Every.QUARTER, re.compile(r"(\d{4})Q([1-4])")),
    (Every.MONTH, re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
)


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of the calendar that is reported on; both days belong to it."""

    first: date
    last: date
    every: Every

    @property
    def key(self) -> str:
        """Answer how it is written: 2026, 2026Q3 or 2026-07."""
        if self.every is Every.YEAR:
            return str(self.first.year)
        if self.every is Every.QUARTER:
            return f"{self.first.year}Q{self.last.month // 3}"
        return f"{self.first.year}-{self.first.month:02d}"


@dataclass(frozen=True)
class Terms:
    """What a permit's 副本 says of reports.

    ``dates`` holds the day it prints for a kind of report; a kind without one takes the district's
    default. ``quarter_ends_fold`` is the district's practice for the last month of a quarter.
    """

    valid_from: date
    valid_until: date
    demanded: frozenset[Every]
    dates: Mapping[Every, DateRule] = field(default_factory=dict)
    quarter_ends_fold: bool = False


@dataclass(frozen=True)
class Report:
    """A report of one period: when it opens, when it is due, how sure that is, or why excused."""

    period: Period
    opens_on: date
    due_on: date
    evidence: Evidence
    due_basis: str
    excused: str = ""
    excused_basis: str = ""

    @property
    def clock(self) -> str:
        """Answer the clock that runs for it."""
        return CLOCK_OF[self.period.every]


def period_of(key: str) -> Period:
    """Answer the period that a key names; PeriodUnknown when it names none."""
    for every, shape in _SHAPES:
        found = shape.fullmatch(key.strip())
        if found:
            year, number = int(found[1]), int(found[2]) if every is not Every.YEAR else 1
            if year < 1:
                break
            return _period(every, date(year, (number - 1) * _MONTHS[every] + 1, 1))
    raise PeriodUnknown


def reports(
    terms: Terms, until: date, *, moved: Mapping[str, date] | None = None
) -> tuple[Report, ...]:
    """Answer every report, excused ones too, whose period has ended by ``until``, in order.

    ``moved`` holds the dates that the ministry moved for one period, by the period's key. Dates
    are never rolled to a working day: the earlier reading is the safe one.
    """
    found = [
        _report(terms, period, moved or {})
        for every in Every
        if every in terms.demanded
        for period in _periods(terms, every)
        if period.last < until
    ]
    return tuple(sorted(found, key=lambda each: (each.opens_on, each.period.every)))


def to_open(
    terms: Terms, today: date, opened: Iterable[str], *, moved: Mapping[str, date] | None = None
) -> tuple[Report, ...]:
    """Answer the reports that are owed and not opened yet; a missed night is caught up."""
    known = frozenset(opened)
    return tuple(
        each
        for each in reports(terms, today, moved=moved)
        if not each.excused and each.period.key not in known
    )


def is_late(due_on: date, today: date, *, outages: Iterable[tuple[date, date]] = ()) -> bool:
    """Answer whether a report that is not in by ``today`` is late.

    A due day within an outage of the national platform gives way to the day after the outage
    (district's rule, unverified), so that nobody is late for what nobody could do.
    """
    last = due_on
    for since, until in sorted(outages):
        if since <= last <= until:
            last = until + _DAY
    return today > last


def excuse(terms: Terms, period: Period) -> tuple[str, str]:
    """Answer why a period owes no report of its own, with the article; two empty words if it does.

    Short holding comes first (HJ 944-2018), then the replacement of the last quarter and month by
    the annual report, which holds only where that annual report is itself owed.
    """
    if _held_briefly(terms, period):
        row = clock(_EXEMPT_ROW[period.every])
        return f"{row.title}，并入下一期", row.basis
    if period.every is not Every.YEAR and period.last.month == 12 and _owed(terms, _year(period)):
        return "由年度执行报告代替", REPLACED
    if period.every is Every.MONTH and period.last.month % 3 == 0 and terms.quarter_ends_fold:
        quarter = _period(Every.QUARTER, added_months(period.first, -2))
        if _owed(terms, quarter):
            return "并入季度执行报告", FOLDED
    return "", ""


def _owed(terms: Terms, period: Period) -> bool:
    return period.every in terms.demanded and not excuse(terms, period)[0]


def _held_briefly(terms: Terms, period: Period) -> bool:
    """Answer whether the permit was held for less than the standard's time within the period."""
    since, until = max(terms.valid_from, period.first), min(terms.valid_until, period.last)
    if since <= period.first and until >= period.last:
        return False
    least = clock(_EXEMPT_ROW[period.every]).term
    if least is None:
        return False
    if least.unit is Unit.MONTH:
        return added_months(since, least.amount) > until + _DAY
    return (until - since).days + 1 < least.amount


def _report(terms: Terms, period: Period, moved: Mapping[str, date]) -> Report:
    excused, basis = excuse(terms, period)
    due_on, evidence, due_basis = _due(terms, period, moved)
    return Report(period, period.last + _DAY, due_on, evidence, due_basis, excused, basis)


def _due(terms: Terms, period: Period, moved: Mapping[str, date]) -> tuple[date, Evidence, str]:
    row = clock(CLOCK_OF[period.every])
    if period.key in moved:
        return moved[period.key], Evidence.VERIFIED, MOVED
    printed = terms.dates.get(period.every)
    if printed is not None:
        return _on(printed, period), Evidence.VERIFIED, f"排污许可证副本；{row.basis}"
    basis = f"区级设定（副本未载明日期）；{row.basis}"
    return _on(_default(row), period), Evidence.UNVERIFIED, basis


def _default(row: ClockRow) -> DateRule:
    if row.date_rule is None:
        raise LookupError(f"clock {row.key} has no date rule")
    return row.date_rule


def _on(rule: DateRule, period: Period) -> date:
    month = added_months(period.last.replace(day=1), rule.months_after)
    last = added_months(month, 1) - _DAY
    return month.replace(day=min(rule.day, last.day))


def _periods(terms: Terms, every: Every) -> Iterator[Period]:
    months = _MONTHS[every]
    start = terms.valid_from
    first = date(start.year, (start.month - 1) // months * months + 1, 1)
    while first <= terms.valid_until:
        yield _period(every, first)
        first = added_months(first, months)


def _period(every: Every, first: date) -> Period:
    return Period(first, added_months(first, _MONTHS[every]) - _DAY, every)


def _year(period: Period) -> Period:
    return _period(Every.YEAR, date(period.first.year, 1, 1))
