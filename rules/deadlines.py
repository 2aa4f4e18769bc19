"""Counts a statutory period: from start to last day, with pauses, extensions and rolling."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rules.periods import (
    SHANGHAI,
    Due,
    Extension,
    ExtensionWrong,
    InstantMissing,
    Pause,
    PauseWrong,
    Rolling,
    Step,
    StepName,
    Term,
    TimeWithoutZone,
    Unit,
    end_of_day,
    legal_day,
    start_of_day,
)
from rules.workdays import Calendar

__all__ = [
    "SHANGHAI",
    "Due",
    "Extension",
    "ExtensionWrong",
    "InstantMissing",
    "Pause",
    "PauseWrong",
    "Rolling",
    "Step",
    "StepName",
    "Term",
    "TimeWithoutZone",
    "Unit",
    "accrual_days",
    "added_months",
    "due",
    "end_of_day",
    "legal_day",
    "paused_days",
    "start_of_day",
]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class _Gap:
    since: date
    until: date | None
    ground: str


def due(
    term: Term,
    start: datetime | date,
    *,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
) -> Due:
    """Answer when a period that starts on a day or at an instant ends; the start is not counted.

    Pauses that begin after the period ended change nothing; a limit before X has none. Raises
    InstantMissing where hours are counted from a mere day. Source: 民事诉讼法 第85条;
    环环监〔2017〕17号 第38条.
    """
    if term.unit is Unit.HOUR:
        return _due_in_hours(term, start, pauses, extensions)
    day = legal_day(start) if isinstance(start, datetime) else start
    if term.before:
        return _due_before(term, day, calendar)
    return _due_in_days(term, day, calendar, _gaps(pauses, day), extensions)


def added_months(day: date, months: int) -> date:
    """Answer the same date so many months later (or earlier), else that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def accrual_days(served_on: date, found_on: date) -> int:
    """Answer the days of a daily fine: the day after service up to and with the day of the finding.

    Calendar days. Source: 按日连续处罚办法 第17条; 生态环境法典 第1060条.
    """
    return max(0, (found_on - served_on).days)


def paused_days(pauses: Sequence[Pause], start: date, until: date) -> int:
    """Answer the calendar days after the start, up to and with ``until``, that pauses took out."""
    return sum(
        max(0, (min(gap.until or until + _DAY, until + _DAY) - gap.since).days)
        for gap in _gaps(pauses, start)
    )


def _gaps(pauses: Sequence[Pause], start: date) -> tuple[_Gap, ...]:
    """Merge pauses into gaps of whole days that lie after the start and do not overlap."""
    gaps: list[_Gap] = []
    for pause in sorted(pauses, key=lambda each: each.since):
        since = max(legal_day(pause.since), start + _DAY)
        until = None if pause.until is None else legal_day(pause.until)
        if pause.until is not None and pause.until < pause.since:
            raise PauseWrong
        if gaps and (gaps[-1].until is None or gaps[-1].until >= since):
            last = gaps.pop()
            ends = None if None in (last.until, until) else max(last.until or since, until or since)
            gaps.append(_Gap(last.since, ends, _both(last.ground, pause.ground)))
        elif until is None or until > since:
            gaps.append(_Gap(since, until, pause.ground))
    return tuple(gaps)


def _both(a: str, b: str) -> str:
    return a if b in a.split("、") else f"{a}、{b}"


def _moved(day: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    if unit is Unit.WORKDAY:
        return calendar.add_workdays(day, amount)
    if unit is Unit.DAY:
        return day + timedelta(days=amount)
    return added_months(day, amount * (12 if unit is Unit.YEAR else 1))


def _due_before(term: Term, day: date, calendar: Calendar) -> Due:
    on = _moved(day, -term.amount, term.unit, calendar)
    unsettled = term.unit is Unit.WORKDAY and not calendar.settled_between(on - _DAY, day - _DAY)
    steps = (Step(StepName.START, day), Step(StepName.BACK, on, term.amount))
    return Due(on, end_of_day(on), unsettled, steps)


def _end(term: Term, day: date, amount: int, calendar: Calendar) -> date:
    if not term.first_day_counts:
        return _moved(day, amount, term.unit, calendar)
    if term.unit in (Unit.WORKDAY, Unit.DAY):
        return _moved(day - _DAY, amount, term.unit, calendar)
    on = _moved(day, amount, term.unit, calendar)
    # Where the month lacks the date, its last day is already the end; else step back one day.
    return on - _DAY if on.day == day.day else on


def _base(
    term: Term, day: date, calendar: Calendar, extensions: Sequence[Extension]
) -> tuple[date, list[Step]]:
    on = _end(term, day, term.amount, calendar)
    steps = [Step(StepName.START, day), Step(StepName.COUNT, on, term.amount)]
    amount = term.amount
    for each in sorted(extensions, key=lambda one: one.unit is not term.unit):
        if each.unit is term.unit:
            amount += each.amount
            on = _end(term, day, amount, calendar)
        else:
            on = _moved(on, each.amount, each.unit, calendar)
        steps.append(Step(StepName.EXTEND, on, each.amount, f"{each.unit}:{each.reason}"))
    return on, steps


def _due_in_days(
    term: Term,
    day: date,
    calendar: Calendar,
    gaps: tuple[_Gap, ...],
    extensions: Sequence[Extension],
) -> Due:
    on, steps = _base(term, day, calendar, extensions)
    for gap in gaps:
        if gap.since > on:
            break
        if gap.until is None:
            return _stopped(gap, steps)
        on, added = _resumed(term, on, gap, gap.until, calendar)
        steps.append(Step(StepName.PAUSE, on, added, gap.ground))
    return _rolled(term, on, calendar, gaps, steps)


def _resumed(term: Term, on: date, gap: _Gap, until: date, calendar: Calendar) -> tuple[date, int]:
    if term.unit is Unit.WORKDAY:
        added = calendar.workdays_between(gap.since - _DAY, until - _DAY)
        return calendar.add_workdays(on, added), added
    added = (until - gap.since).days
    return on + timedelta(days=added), added


def _rolled(
    term: Term,
    on: date,
    calendar: Calendar,
    gaps: tuple[_Gap, ...],
    steps: list[Step],
) -> Due:
    nominal = on
    unsettled = term.unit is Unit.WORKDAY and not calendar.settled_between(steps[0].day, on)
    if term.rolling is Rolling.FORWARD and term.unit is not Unit.WORKDAY:
        on = calendar.next_workday(on)
        for gap in gaps:
            if nominal < gap.since <= on:
                if gap.until is None:
                    return _stopped(gap, steps)
                on = max(on, calendar.next_workday(gap.until))
        unsettled = not calendar.settled_between(nominal - _DAY, on)
        if on != nominal:
            steps.append(Step(StepName.ROLL, on, (on - nominal).days, calendar.why_off(nominal)))
    return Due(on, end_of_day(on), unsettled, tuple(steps))


def _stopped(gap: _Gap, steps: list[Step]) -> Due:
    steps.append(Step(StepName.OPEN_PAUSE, gap.since, 0, gap.ground))
    return Due(None, None, False, tuple(steps))


def _due_in_hours(
    term: Term,
    start: datetime | date,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
) -> Due:
    if not isinstance(start, datetime):
        raise InstantMissing
    steps = [Step(StepName.START, legal_day(start))]
    hours = term.amount + sum(_hours(each) for each in extensions)
    at = start.astimezone(UTC) + timedelta(hours=-hours if term.before else hours)
    counted = StepName.BACK if term.before else StepName.COUNT
    steps.append(Step(counted, legal_day(at), term.amount))
    steps += [
        Step(StepName.EXTEND, legal_day(at), each.amount, f"{each.unit}:{each.reason}")
        for each in extensions
    ]
    for since, until, ground in _hour_gaps(pauses, start):
        if since >= at or term.before:
            break
        if until is None:
            steps.append(Step(StepName.OPEN_PAUSE, legal_day(since), 0, ground))
            return Due(None, None, False, tuple(steps))
        at += until - since
        steps.append(Step(StepName.PAUSE, legal_day(at), 0, ground))
    return Due(legal_day(at), at, False, tuple(steps))


def _hours(extension: Extension) -> int:
    if extension.unit is Unit.HOUR:
        return extension.amount
    if extension.unit is Unit.DAY:
        return extension.amount * 24
    raise ExtensionWrong


def _hour_gaps(
    pauses: Sequence[Pause], start: datetime
) -> list[tuple[datetime, datetime | None, str]]:
    gaps: list[tuple[datetime, datetime | None, str]] = []
    reached = start
    for pause in sorted(pauses, key=lambda each: each.since):
        if pause.until is not None and pause.until < pause.since:
            raise PauseWrong
        since = max(pause.since, reached).astimezone(UTC)
        if pause.until is None:
            return [*gaps, (since, None, pause.ground)]
        if pause.until > since:
            gaps.append((since, pause.until.astimezone(UTC), pause.ground))
            reached = pause.until
    return gaps
