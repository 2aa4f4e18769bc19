"""A district's own reading of a clock: one field changed, with its source, date and approver."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from rules.clocks.rows import FIELDS, Change, ClockRow, Evidence
from rules.deadlines import Rolling, Term, Unit
from rules.errors import PermitLoopError

OVERRIDABLE = ("amount", "unit", "rolling", "start_event", "day")


class OverrideWrong(PermitLoopError):
    """区级设定有误，请核对时限编号、字段和数值，并写明来源、生效日期和批准人。"""


@dataclass(frozen=True)
class Override:
    """One change of one row from a day on; ``evidence`` is how sure the district is of its source."""

    key: str
    field: str
    value: str
    source: str
    effective_on: date
    approver: str
    evidence: Evidence = Evidence.SINGLE


def overridden(row: ClockRow, overrides: Iterable[Override], on: date) -> ClockRow:
    """Answer the row as the district reads it on a day; later overrides win, all are recorded."""
    mine = [each for each in overrides if each.key == row.key and each.effective_on <= on]
    for each in sorted(mine, key=lambda one: one.effective_on):
        row = _applied(row, each)
    return row


def _applied(row: ClockRow, each: Override) -> ClockRow:
    if each.field not in OVERRIDABLE or not each.source or not each.approver:
        raise OverrideWrong(f"“{each.key}”的区级设定须写明字段（{OVERRIDABLE}）、来源和批准人。")
    was, changed = _with(row, each)
    part = {"amount": "duration", "day": "duration", "start_event": "start"}.get(each.field, "unit")
    evidence = {name: row.evidence[name] for name in FIELDS} | {part: each.evidence}
    record = Change(each.field, was, each.source, each.effective_on.isoformat(), each.approver)
    return replace(changed, evidence=MappingProxyType(evidence), changes=(*row.changes, record))


def _with(row: ClockRow, each: Override) -> tuple[str, ClockRow]:
    if each.field == "start_event":
        return row.start_event, replace(row, start_event=each.value)
    if each.field == "day":
        if row.date_rule is None:
            raise OverrideWrong(f"“{row.title}”不是按日历日期的时限，不能设定日期。")
        rule = replace(row.date_rule, day=_number(each))
        return str(row.date_rule.day), replace(row, date_rule=rule)
    if row.term is None:
        raise OverrideWrong(f"“{row.title}”没有法定天数，不能改动{each.field}。")
    return _of_term(row, row.term, each)


def _of_term(row: ClockRow, term: Term, each: Override) -> tuple[str, ClockRow]:
    try:
        if each.field == "amount":
            return str(term.amount), replace(row, term=replace(term, amount=_number(each)))
        if each.field == "unit":
            return str(term.unit), replace(row, term=replace(term, unit=Unit(each.value)))
        rolling = Rolling(each.value)
    except ValueError as wrong:
        raise OverrideWrong(f"“{each.key}”的{each.field}不能是“{each.value}”。") from wrong
    return str(term.rolling), replace(row, term=replace(term, rolling=rolling))


def _number(each: Override) -> int:
    if not each.value.isdigit() or int(each.value) == 0:
        raise OverrideWrong(f"“{each.key}”的{each.field}须为正整数，现为“{each.value}”。")
    return int(each.value)
