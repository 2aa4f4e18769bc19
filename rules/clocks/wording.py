"""The words that the catalogue's files are written in: entry, within, before, by_date, and the rest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict, Unpack

from rules.clocks.rows import (
    ClockEntry,
    ClockRow,
    DateRule,
    Evidence,
    ExtensionRule,
    Kind,
    PauseRule,
    seen,
)
from rules.clocks.sources import text_version
from rules.deadlines import Rolling, Term, Unit

WD, CD, H, M, Y = Unit.WORKDAY, Unit.DAY, Unit.HOUR, Unit.MONTH, Unit.YEAR
FORWARD, FIXED = Rolling.FORWARD, Rolling.NONE
VERIFIED, SINGLE, UNVERIFIED = Evidence.VERIFIED, Evidence.SINGLE, Evidence.UNVERIFIED


class Details(TypedDict, total=False):
    """What a line of the catalogue may add; see ``ClockRow``."""

    case: str
    title: str
    pauses: tuple[PauseRule, ...]
    extension: ExtensionRule | None
    then: str
    evidence: Mapping[str, Evidence]
    audience: str
    stated_in: str
    note: str


class Basics(Details):
    """What every line must say: who, from when, by which article, read where."""

    by: str
    of: str
    basis: str
    source: str


def entry(clock_id: str, title: str, *rows: ClockRow) -> ClockEntry:
    """Write an id and its rows; a row's ``case`` becomes the suffix of its key."""
    return ClockEntry(clock_id, title, tuple(_keyed(clock_id, title, row) for row in rows))


def no_row(clock_id: str, title: str, reason: str) -> ClockEntry:
    """Write an id that is no clock, and why."""
    return ClockEntry(clock_id, title, (), reason)


def within(amount: int, unit: Unit, rolling: Rolling = FORWARD, **said: Unpack[Basics]) -> ClockRow:
    """Write a period that runs from its start event; hours are never rolled."""
    chosen = FIXED if unit is H else rolling
    return _row(Kind.PERIOD, Term(amount, unit, chosen), None, said)


def valid_for(amount: int, unit: Unit, **said: Unpack[Basics]) -> ClockRow:
    """Write a validity: its first day counts and its last day is never rolled."""
    return _row(Kind.PERIOD, Term(amount, unit, FIXED, first_day_counts=True), None, said)


def before(amount: int, unit: Unit, **said: Unpack[Basics]) -> ClockRow:
    """Write "at least so long before X": counted backwards and never rolled."""
    return _row(Kind.LATEST_BEFORE, Term(amount, unit, FIXED, before=True), None, said)


def by_date(rule: DateRule, **said: Unpack[Basics]) -> ClockRow:
    """Write a duty of every year with a day of the calendar."""
    return _row(Kind.CALENDAR_DATE, None, rule, said)


def every(rule: DateRule | None, **said: Unpack[Basics]) -> ClockRow:
    """Write a duty that comes back; None where the law only says "regularly"."""
    return _row(Kind.PERIODIC, None, rule, said)


def at_once(**said: Unpack[Basics]) -> ClockRow:
    """Write a duty the law wants at once or in time, without a number."""
    return _row(Kind.IMMEDIATE, None, None, said)


def gate(term: Term | None = None, **said: Unpack[Basics]) -> ClockRow:
    """Write a precondition: what must be done before something else may be."""
    return _row(Kind.PRECONDITION, term, None, said)


def kept(amount: int, unit: Unit, **said: Unpack[Basics]) -> ClockRow:
    """Write how long records are kept at least."""
    return _row(Kind.RETENTION, Term(amount, unit, FIXED), None, said)


def standing(**said: Unpack[Basics]) -> ClockRow:
    """Write a rule that holds other clocks still."""
    return _row(Kind.PAUSE_RULE, None, None, said)


def stated(**said: Unpack[Basics]) -> ClockRow:
    """Write a period whose length a decision or permit states, not the law."""
    return _row(Kind.PERIOD, None, None, said)


def _row(kind: Kind, term: Term | None, rule: DateRule | None, said: Basics) -> ClockRow:
    return ClockRow(
        key="",
        clock_id="",
        title=said.get("title", ""),
        kind=kind,
        actor=said["by"],
        start_event=said["of"],
        term=term,
        pauses=said.get("pauses", ()),
        extension=said.get("extension"),
        then=said.get("then", ""),
        basis=said["basis"],
        source=said["source"],
        text_version=text_version(said["source"]),
        evidence=said.get("evidence", seen()),
        audience=said.get("audience", "authority"),
        case=said.get("case", ""),
        date_rule=rule,
        stated_in=said.get("stated_in", ""),
        note=said.get("note", ""),
    )


def _keyed(clock_id: str, title: str, row: ClockRow) -> ClockRow:
    key = f"{clock_id}.{row.case}" if row.case else clock_id
    return replace(row, key=key, clock_id=clock_id, title=row.title or title)
