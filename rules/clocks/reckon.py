"""The date of a catalogue row: its end, how sure that is, and what a person must confirm first."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from rules.clocks.rows import FIELDS, ClockRow, DateRule, Every, Evidence, Kind, weaker
from rules.deadlines import (
    Due,
    Extension,
    Pause,
    Step,
    StepName,
    due,
    end_of_day,
    legal_day,
)
from rules.errors import PermitLoopError
from rules.workdays import Calendar

_AT_ONCE = "法律要求立即或者及时办理，没有天数"
_WHY_NO_NUMBER = {
    Kind.PERIODIC: "法律只规定定期办理，没有天数，周期由区级设定",
    Kind.PRECONDITION: "这是先后次序的要求，没有天数",
    Kind.PAUSE_RULE: "这是中止其他期限的规则，本身没有天数",
    Kind.IMMEDIATE: _AT_ONCE,
}
_LAST_MONTH = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


class NoNumber(PermitLoopError):
    """本时限没有法定天数，不能推算日期，请按文书或者区级设定填写。"""


def due_of(
    row: ClockRow,
    start: datetime | date,
    *,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """Answer when a row's clock ends; for a dated duty ``start`` is any day of its stretch.

    Raises NoNumber with the reason where the law or a paper states the length.
    """
    if row.term is not None:
        return due(row.term, start, calendar=calendar, pauses=pauses, extensions=extensions)
    if row.date_rule is None:
        raise NoNumber(why_no_number(row))
    day = legal_day(start) if isinstance(start, datetime) else start
    on = dated(row.date_rule, day)
    return Due(on, end_of_day(on), False, (Step(StepName.START, day), Step(StepName.COUNT, on, 0)))


def dated(rule: DateRule, within: date) -> date:
    """Answer the day a dated duty of the stretch that holds the given day falls on."""
    length = _LAST_MONTH[rule.every]
    last = within.month + (-within.month) % length
    year, month = divmod(within.year * 12 + last - 1 + rule.months_after, 12)
    return date(year, month + 1, min(rule.day, monthrange(year, month + 1)[1]))


def why_no_number(row: ClockRow) -> str:
    """Answer in a sentence why a row has no date of its own, and where the length stands."""
    if row.stated_in:
        return f"“{row.title}”的期限由{row.stated_in}载明，请填写载明的日期（{row.basis}）。"
    reason = _WHY_NO_NUMBER.get(row.kind, "法律没有规定天数")
    return f"“{row.title}”：{reason}（{row.basis}）。"


def fields_used(*, paused: bool = False, extended: bool = False) -> tuple[str, ...]:
    """Answer the fields of a row that took part in a date."""
    left_out = {"pause": paused, "extension": extended}
    return tuple(name for name in FIELDS if left_out.get(name, True))


def evidence_of(row: ClockRow, *, paused: bool = False, extended: bool = False) -> Evidence:
    """Answer the weakest evidence among the fields that produced a date."""
    found = Evidence.VERIFIED
    for name in fields_used(paused=paused, extended=extended):
        found = weaker(found, row.evidence[name])
    return found


def to_confirm(row: ClockRow, *, paused: bool = False, extended: bool = False) -> tuple[str, ...]:
    """Answer the unverified fields that a named person must confirm each time they decide a date."""
    return tuple(
        name
        for name in fields_used(paused=paused, extended=extended)
        if row.evidence[name] is Evidence.UNVERIFIED
    )
