"""An independent counter: walks day by day over published notices and imports nothing of rules."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

NOTICES = tomllib.loads(Path(__file__).with_name("notices.toml").read_text(encoding="utf-8"))
BEIJING = timezone(timedelta(hours=8))
ONE = timedelta(days=1)


def span(written: str) -> list[date]:
    """Answer the days of "2026-01-01..2026-01-03", both ends in."""
    first, last = (date.fromisoformat(each) for each in written.split(".."))
    return [first + ONE * number for number in range((last - first).days + 1)]


@dataclass
class Case:
    """One question to the counter; ``known`` is the last year with a notice."""

    amount: int
    unit: str
    forward: bool
    before: bool
    whole_first_day: bool
    start: str
    pauses: list[tuple[str, str]]
    extend: int
    known: int


def notice_of(year: int, known: int) -> tuple[set[date], set[date]]:
    """Answer the days off and the make-up days of a year as they were known."""
    table = NOTICES[str(year)] if year <= known else NOTICES["unpublished"][str(year)]
    off = {day for written in table["off"] for day in span(written)}
    return off, {date.fromisoformat(each) for each in table.get("work", [])}


def works(day: date, known: int) -> bool:
    """Answer whether the day is worked."""
    off, make_up = notice_of(day.year, known)
    return day in make_up or (day.isoweekday() <= 5 and day not in off)


def unsure(day: date, known: int) -> bool:
    """Answer whether a notice still to come may change the day."""
    return day.year > known or (day.year == known and day >= date(known, 12, 29))


def count(case: Case) -> tuple[str, bool, list[date]]:
    """Answer the last day (or instant), whether it is provisional, and the counted days."""
    if case.unit == "H":
        return hours(case)
    start = date.fromisoformat(case.start)
    if case.before:
        return backwards(case, start)
    if case.unit in "MY":
        return months(case, start)
    return days(case, start)


def still(case: Case, day: date) -> bool:
    """Answer whether the day lies in a pause: the first day in, the day of resumption out."""
    return any(
        date.fromisoformat(since) <= day < date.fromisoformat(until) for since, until in case.pauses
    )


def days(case: Case, start: date) -> tuple[str, bool, list[date]]:
    counted: list[date] = []
    doubt = False
    day = start - ONE if case.whole_first_day else start
    while len(counted) < case.amount + case.extend:
        day += ONE
        if case.unit == "WD":
            doubt = doubt or unsure(day, case.known)
        if not still(case, day) and (case.unit == "CD" or works(day, case.known)):
            counted.append(day)
    end, rolled_doubt = roll(case, day)
    return end.isoformat(), doubt or rolled_doubt, counted


def roll(case: Case, day: date) -> tuple[date, bool]:
    """Move a last day that is not worked to the next working day, where the clock says so."""
    if case.unit == "WD" or not case.forward:
        return day, False
    doubt = unsure(day, case.known)
    while not works(day, case.known) or still(case, day):
        day += ONE
        doubt = doubt or unsure(day, case.known)
    return day, doubt


def months(case: Case, start: date) -> tuple[str, bool, list[date]]:
    length = (case.amount + case.extend) * (12 if case.unit == "Y" else 1)
    year, month = start.year, start.month
    for _ in range(length):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = start.day
    while True:
        try:
            end = date(year, month, day)
            break
        except ValueError:
            day -= 1
    if case.whole_first_day and end.day == start.day:
        end -= ONE
    seen = start
    while seen < end:
        seen += ONE
        if still(case, seen):
            end += ONE
    rolled, doubt = roll(case, end)
    return rolled.isoformat(), doubt, []


def backwards(case: Case, start: date) -> tuple[str, bool, list[date]]:
    counted: list[date] = []
    doubt = False
    day = start
    while len(counted) < case.amount:
        day -= ONE
        if case.unit == "WD":
            doubt = doubt or unsure(day, case.known)
        if case.unit == "CD" or works(day, case.known):
            counted.append(day)
    return day.isoformat(), doubt, counted


def hours(case: Case) -> tuple[str, bool, list[date]]:
    """Hours run through night and holiday; Beijing time in, Beijing time out."""
    at = datetime.fromisoformat(case.start).replace(tzinfo=BEIJING)
    minutes = 60 * (case.amount + case.extend)
    while minutes:
        at += timedelta(minutes=1)
        minutes -= not any(
            datetime.fromisoformat(since) < at.replace(tzinfo=None) <= datetime.fromisoformat(until)
            for since, until in case.pauses
        )
    return at.replace(tzinfo=None).isoformat(timespec="minutes"), False, []


def runs(counted: list[date]) -> str:
    """Write days out, neighbours joined: "2026-01-05..2026-01-09 2026-01-12"."""
    ordered = sorted(counted)
    groups: list[list[date]] = []
    for day in ordered:
        if groups and groups[-1][-1] + ONE == day:
            groups[-1].append(day)
        else:
            groups.append([day])
    return " ".join(f"{each[0]}..{each[-1]}" if len(each) > 1 else f"{each[0]}" for each in groups)


def unrun(written: str) -> list[date]:
    """Read days that ``runs`` wrote."""
    found: list[date] = []
    for each in written.split():
        found += span(each) if ".." in each else [date.fromisoformat(each)]
    return found
