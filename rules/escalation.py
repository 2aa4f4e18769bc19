"""Which reminder is due when: the ladders of rungs before, at and after a clock's end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from rules.clocks import ClockRow, clock
from rules.deadlines import Unit, end_of_day, legal_day
from rules.notices import CLOCK_OVERDUE, CLOCK_WARNING
from rules.vocabulary import HANDLER, Audience, R
from rules.workdays import Calendar


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: ``amount`` units before (negative), at (0) or after the end; whom.

    ``unit`` is a calendar day, a working day or an hour. ``notice`` is what the bureau is told; an
    enterprise among those told gets its own words, and only of a clock that is its own.
    """

    name: str
    amount: int
    notice: str
    tells: tuple[R | str, ...]
    unit: Unit = Unit.DAY

    @property
    def for_party(self) -> bool:
        """Answer whether the enterprise is told."""
        return R.ENTERPRISE in self.tells

    @property
    def for_bureau(self) -> tuple[str, ...]:
        """Answer who is told in the bureau."""
        return tuple(str(each) for each in self.tells if each != R.ENTERPRISE)


Ladder = tuple[Rung, ...]

HEADS = (HANDLER, R.SECTION_HEAD)
EVERYBODY = (HANDLER, R.SECTION_HEAD, R.BUREAU_HEAD)
WITH_PARTY = (HANDLER, R.ENTERPRISE)

LADDER: Ladder = (
    Rung("before-5", -5, CLOCK_WARNING, (HANDLER,)),
    Rung("before-1", -1, CLOCK_WARNING, HEADS),
    Rung("due", 0, CLOCK_OVERDUE, HEADS),
    Rung("after-5", 5, CLOCK_OVERDUE, EVERYBODY),
)
"""The ladder a district starts from; a setting of the bureau, not a number of the law."""


@lru_cache(maxsize=64)
def with_party(ladder: Ladder) -> Ladder:
    """Answer a ladder that tells the enterprise too, up to its end."""
    return tuple(
        replace(each, tells=(*each.tells, R.ENTERPRISE))
        if each.amount <= 0 and not each.for_party
        else each
        for each in ladder
    )


HOURS: Ladder = (
    Rung("before-12h", -12, CLOCK_WARNING, (HANDLER,), Unit.HOUR),
    Rung("before-4h", -4, CLOCK_WARNING, HEADS, Unit.HOUR),
    Rung("before-1h", -1, CLOCK_WARNING, EVERYBODY, Unit.HOUR),
    Rung("due", 0, CLOCK_OVERDUE, EVERYBODY, Unit.HOUR),
    Rung("after-4h", 4, CLOCK_OVERDUE, EVERYBODY, Unit.HOUR),
)
"""For what the law counts in hours: days before its end lie before its start."""

RED: Ladder = (
    Rung("before-5wd", -5, CLOCK_WARNING, HEADS, Unit.WORKDAY),
    Rung("before-3wd", -3, CLOCK_WARNING, EVERYBODY, Unit.WORKDAY),
    Rung("before-1wd", -1, CLOCK_WARNING, EVERYBODY, Unit.WORKDAY),
    Rung("due", 0, CLOCK_OVERDUE, EVERYBODY),
    Rung("after-1", 1, CLOCK_OVERDUE, EVERYBODY),
)
"""For the bureau's own clocks whose miss cannot be made good: heads hear of them from the first."""

STANDARD: Mapping[str, Ladder] = MappingProxyType(
    {
        "red": RED,
        "hours": HOURS,
        # Three months after which the fine can no longer be collected.
        "ENF-APPLY": (
            Rung("before-60", -60, CLOCK_WARNING, (HANDLER,)),
            Rung("before-30", -30, CLOCK_WARNING, HEADS),
            Rung("before-15", -15, CLOCK_WARNING, EVERYBODY),
            *RED,
        ),
        # 答辩举证: a bureau that misses it counts as having no evidence.
        "LIT-ANSWER": (Rung("before-10", -10, CLOCK_WARNING, HEADS), *RED),
        "EXREP": (
            Rung("before-10", -10, CLOCK_WARNING, WITH_PARTY),
            *with_party(LADDER),
        ),
        "CF-PAY": (
            Rung("before-5", -5, CLOCK_WARNING, WITH_PARTY),
            Rung("before-1", -1, CLOCK_WARNING, WITH_PARTY),
            Rung("due", 0, CLOCK_OVERDUE, (*HEADS, R.ENTERPRISE)),
            Rung("after-5", 5, CLOCK_OVERDUE, EVERYBODY),
        ),
    }
)
"""The ladders that a district starts from, by clock, by family, or by class; settings all.

An enterprise's other clocks, its rectification above all, go by the default ladder and tell it too.
"""

RED_CLOCKS = frozenset({
    "ENF-APPLY", "ENF-APPEAL", "REV-ANSWER", "REV-ANSWER-S", "LIT-ANSWER",
    "CF-RECHECK", "YS-RECON", "LIT-APPEAL", "CFK-TERM",
})  # fmt: skip
"""The bureau's own clocks that decide its case when they are missed."""

CLASSES = MappingProxyType(
    {"red": "红色期限", "hours": "以小时计的期限", "party": "企业的期限", "authority": "机关的期限"}
)


def class_of(row: ClockRow) -> str:
    """Answer the class a clock's ladder goes by where neither it nor its family has its own."""
    if row.key in RED_CLOCKS:
        return "red"
    if row.term is not None and row.term.unit is Unit.HOUR:
        return "hours"
    return "party" if row.audience == Audience.PARTY and row.actor == "enterprise" else "authority"


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
    """Answer whether an enterprise may hear of a clock at all."""
    return clock(key).audience == Audience.PARTY


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
        return {self._standard(key), *(each.rungs for each in self.own if each.clock in names)}

    def _standard(self, key: str) -> Ladder:
        found = next((STANDARD[name] for name in names_of(key) if name in STANDARD), None)
        if found is not None:
            return found
        basic = self.default or LADDER
        return with_party(basic) if class_of(clock(key)) == "party" else basic


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
