"""Which reminder is due when: the ladders of rungs before, at and after a clock's end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from rules.clocks import ClockRow, clock
from rules.clocks.whose import OURS, Whose, whose
from rules.deadlines import Term, Unit, end_of_day, legal_day
from rules.ladders import (
    FORMER,
    HEAD_ACTS,
    HEAD_SIGNS,
    LADDER,
    LAST,
    LONG,
    OTHERS_LADDER,
    PARTY_LADDER,
    RED_CLOCKS,
    RIGHTS_LADDER,
    STANDARD,
    TOLD_BY_ACTS,
    Ladder,
    Rung,
    with_head,
    with_party,
)
from rules.vocabulary import Audience
from rules.workdays import Calendar


def class_of(row: ClockRow) -> str:
    """Answer the class a clock's ladder goes by where neither it nor its family has its own."""
    if row.clock_id in RED_CLOCKS:
        return "red"
    if row.actor in OURS:
        hours = row.term is not None and row.term.unit is Unit.HOUR
        return "hours" if hours else "authority"
    reminded = row.actor in ("enterprise", "registrant") or row.clock_id in STANDARD
    told = row.audience == Audience.PARTY and row.clock_id not in TOLD_BY_ACTS
    return "party" if told and reminded else "others"


def to_holder(row: ClockRow) -> bool:
    """Answer whether the party was told the end of a clock as its own, and hears when it moves."""
    return row.audience == Audience.PARTY and row.actor in ("enterprise", "registrant", "party")


@lru_cache(maxsize=512)
def standard(key: str) -> Ladder:
    """Answer the ladder that a clock starts from."""
    row = clock(key)
    found = next((STANDARD[name] for name in names_of(key) if name in STANDARD), None)
    if found is None:
        kind = class_of(row)
        if kind == "others":
            return OTHERS_LADDER if whose(row) is Whose.BODY else RIGHTS_LADDER
        found = PARTY_LADDER if kind == "party" else _of_length(row.term)
    if row.clock_id in HEAD_ACTS:
        return with_head(found, from_the_start=True)
    return with_head(found, from_the_start=False) if row.clock_id in HEAD_SIGNS else found


_DAYS = {Unit.HOUR: 1 / 24, Unit.DAY: 1.0, Unit.WORKDAY: 1.4, Unit.MONTH: 30.0, Unit.YEAR: 365.0}
"""About how many days a unit is, to tell a short term from a long one."""


def _of_length(term: Term | None) -> Ladder:
    if term is None or not term.amount:
        return LADDER
    days = term.amount * _DAYS[term.unit]
    early = [each for each in LADDER if each.amount < 0]
    if days >= 30:
        early = [*LONG, *early[1:]]
    early = [each for each in early if -each.amount * _DAYS[each.unit] <= days / 2]
    if not early and days > 2:
        early = list(LAST)
    return (*early, *(each for each in LADDER if each.amount >= 0))


def family_of(row: ClockRow) -> str:
    """Answer the family of a clock: its id's, and one for the reports of all three periods."""
    return "EXREP" if row.clock_id in ("EXREP-Y", "EXREP-Q", "EXREP-M") else row.clock_id


@lru_cache(maxsize=512)
def names_of(key: str) -> tuple[str, ...]:
    """Answer under which names a clock's ladder is looked for, its own first."""
    row = clock(key)
    return tuple(dict.fromkeys((key, row.clock_id, family_of(row), class_of(row))))


def urgent(key: str) -> str:
    """Answer ``hours`` or ``red`` where a reminder of a clock bears no delay, else nothing."""
    found = class_of(clock(key))
    return found if found in ("hours", "red") else ""


def own_to_party(key: str) -> bool:
    """Answer whether an enterprise may hear of a clock by its ladder at all."""
    return _told_by_ladder(clock(key))


def _told_by_ladder(row: ClockRow) -> bool:
    return row.audience == Audience.PARTY and row.clock_id not in TOLD_BY_ACTS


@dataclass(frozen=True)
class OwnLadder:
    """A ladder that a district set for a clock, a family or a class from a day on, and by whom."""

    clock: str
    rungs: Ladder
    effective_on: date
    approver: str = ""


@dataclass(frozen=True)
class Ladders:
    """The ladders of a district: those it set itself before those it starts from."""

    default: Ladder = ()
    own: tuple[OwnLadder, ...] = ()

    def of(self, key: str, on: date) -> Ladder:
        """Answer the ladder of a clock on a day."""
        for name in names_of(key):
            set_here = [each for each in self.own if each.clock == name and each.effective_on <= on]
            if set_here:
                return max(set_here, key=lambda each: each.effective_on).rungs
        return self._standard(key)

    def ever_of(self, key: str) -> set[Ladder]:
        """Answer every ladder that a clock could have gone by under these settings."""
        names = names_of(key)
        return {
            self._standard(key),
            *FORMER,
            *(each.rungs for each in self.own if each.clock in names),
        }

    def _standard(self, key: str) -> Ladder:
        kind = class_of(clock(key))
        set_apart = kind in ("red", "hours", "others") or any(
            name in STANDARD for name in names_of(key)
        )
        if not self.default or set_apart:
            return standard(key)
        return with_party(self.default) if kind == "party" else self.default


@dataclass(frozen=True)
class Step:
    """A rung at its instant."""

    rung: Rung
    at: datetime


def instant(rung: Rung, due_at: datetime, calendar: Calendar) -> datetime:
    """Answer when a rung is due, for a clock that is overdue from ``due_at`` on.

    Days before are 24:00 of that many days before the last day, so that as many are left; working
    days are counted from the last day, which need not be one.
    """
    if rung.unit is Unit.HOUR:
        return due_at + timedelta(hours=rung.amount)
    if rung.unit is Unit.WORKDAY:
        last = legal_day(due_at - timedelta(microseconds=1))
        return end_of_day(calendar.add_workdays(last, rung.amount))
    return due_at + timedelta(days=rung.amount)


def counts_workdays(ladder: Ladder) -> bool:
    """Answer whether the instants of a ladder depend on a calendar."""
    return any(each.unit is Unit.WORKDAY for each in ladder)


def steps(
    due_at: datetime, armed_at: datetime, calendar: Calendar, ladder: Iterable[Rung] = LADDER
) -> tuple[Step, ...]:
    """Answer the rungs of a due instant in order.

    Rungs that lay behind already when the due date was set are left out, save ``due`` itself: a
    short or a late-imported clock is not announced five days ahead after the fact.
    """
    placed = sorted(
        (Step(rung, instant(rung, due_at, calendar)) for rung in ladder),
        key=lambda each: each.at,
    )
    return tuple(each for each in placed if each.at > armed_at or each.rung.amount == 0)


def next_at(
    due_at: datetime | None,
    armed_at: datetime,
    calendar: Calendar,
    fired: Iterable[str],
    ladder: Iterable[Rung] = LADDER,
) -> datetime | None:
    """Answer the instant of the earliest rung not yet fired, or None when nothing is left."""
    if due_at is None:
        return None
    done = frozenset(fired)
    return next(
        (
            each.at
            for each in steps(due_at, armed_at, calendar, ladder)
            if each.rung.name not in done
        ),
        None,
    )
