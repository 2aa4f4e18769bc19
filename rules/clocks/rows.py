"""What a statutory clock is: kind, term, pauses, extension, breach, article, and how sure each is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from rules.deadlines import Term, Unit


class Kind(StrEnum):
    """The shapes a statutory time limit comes in."""

    PERIOD = "period"
    LATEST_BEFORE = "latest_before"
    CALENDAR_DATE = "calendar_date"
    PERIODIC = "periodic"
    IMMEDIATE = "immediate"
    PRECONDITION = "precondition"
    RETENTION = "retention"
    PAUSE_RULE = "pause_rule"


class Evidence(StrEnum):
    """How sure a field of a clock is: the text was read, read in one copy, or only recalled."""

    VERIFIED = "verified"
    SINGLE = "single-copy"
    UNVERIFIED = "unverified"


FIELDS = ("duration", "unit", "start", "pause", "extension")
_WEAKNESS = {Evidence.VERIFIED: 0, Evidence.SINGLE: 1, Evidence.UNVERIFIED: 2}


class Every(StrEnum):
    """The stretch of the calendar that a dated duty belongs to."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class DateRule:
    """A day fixed by the calendar: ``day`` of the month ``months_after`` the stretch's last month.

    A day beyond the month's end reads as its last day. Never rolled: the safe reading.
    """

    every: Every
    months_after: int
    day: int


@dataclass(frozen=True)
class PauseRule:
    """A ground on which the clock stands still, its article, and the paper it must rest on."""

    ground: str
    basis: str
    needs_notice: bool = False


@dataclass(frozen=True)
class ExtensionRule:
    """How far a clock may be prolonged and by whom; ``amount`` None: the law states no number.

    ``approver`` is a role key. ``times`` None: as often as the total stays within ``amount``.
    ``needs`` names what must be on file; ``followed_by`` is what may come after this one.
    """

    amount: int | None
    unit: Unit
    approver: str
    basis: str
    times: int | None = 1
    needs: tuple[str, ...] = ()
    followed_by: "ExtensionRule | None" = None


@dataclass(frozen=True)
class Change:
    """A field that a district changed, with the source and the day it took effect."""

    field: str
    was: str
    source: str
    effective_on: str
    approver: str


@dataclass(frozen=True)
class ClockRow:
    """One statutory clock; ``key`` is the catalogue id, with a suffix where the id has several."""

    key: str
    clock_id: str
    title: str
    kind: Kind
    actor: str
    start_event: str
    term: Term | None
    pauses: tuple[PauseRule, ...]
    extension: ExtensionRule | None
    then: str
    basis: str
    source: str
    text_version: str
    evidence: Mapping[str, Evidence]
    audience: str
    case: str = ""
    date_rule: DateRule | None = None
    stated_in: str = ""
    note: str = ""
    changes: tuple[Change, ...] = field(default=())

    def weakest(self) -> Evidence:
        """Answer the weakest evidence of any field, which is what a date of this clock shows."""
        return max(self.evidence.values(), key=_WEAKNESS.__getitem__)


@dataclass(frozen=True)
class ClockEntry:
    """One id of the catalogue: its rows, or the reason why it has none."""

    id: str
    title: str
    rows: tuple[ClockRow, ...]
    reason_without_row: str | None = None


def weaker(a: Evidence, b: Evidence) -> Evidence:
    """Answer the weaker of two evidences."""
    return max(a, b, key=_WEAKNESS.__getitem__)


def seen(every: Evidence = Evidence.VERIFIED, **fields: Evidence) -> Mapping[str, Evidence]:
    """Write the evidence of a row: one for every field, and those that differ by name."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise ValueError(f"a clock has no field {sorted(unknown)}; it has {FIELDS}")
    return MappingProxyType({name: fields.get(name, every) for name in FIELDS})
