"""What a decision looks at, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from rules import window
from rules.delegation import StandIn
from rules.discretion import Table
from rules.errors import PermitLoopError
from rules.facts import FactValue
from rules.grammar import Act, Begin, Procedure
from rules.vocabulary import R
from rules.workdays import Calendar


class ActionRefused(PermitLoopError):
    """该事项现在不能办理。"""


@dataclass(frozen=True)
class Person:
    """Somebody who acts; ``certificate_until`` is the last day of the 执法证."""

    id: str
    name: str
    roles: frozenset[R]
    certificate_no: str = ""
    certificate_until: date | None = None
    active: bool = True
    party_id: int | None = None


SYSTEM = Person("system", "系统", frozenset({R.SYSTEM}))


@dataclass(frozen=True)
class Ask:
    """A request that waits for another person's answer.

    ``changed`` names the facts it shows that were stated otherwise since: see ``rules.asking``.
    """

    by: str
    at: str
    act: str
    seq: int
    changed: Sequence[str] = ()


@dataclass(frozen=True)
class ClockView:
    """An open clock, as far as a decision looks at it."""

    key: str
    subject: str
    status: str
    started_on: date | None
    due_at: datetime | None


@dataclass(frozen=True)
class LinkView:
    """A linked case, as far as a decision looks at it."""

    case_no: str
    procedure: str
    relation: str
    open: bool
    outcome: str
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KinView:
    """A case that others must know of, whoever opened it: what it did and what it knows.

    Penalties and transfers of the same violation, or earlier orders against the same party.
    """

    case_no: str
    procedure: str
    open: bool
    acts: frozenset[str] = frozenset()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    stage: str = ""


@dataclass(frozen=True)
class CaseView:
    """What a decision may look at; nothing else exists for it. ``actor`` is whom a guard judges.

    ``thresholds`` and ``discretion`` are the district's own amounts and tables, where it has any.
    ``stage_since`` is when an act brought the case to its stage; None where it was opened there.
    ``sample_tables`` says whether a fine may be decided by a shipped sample: in a demo district.
    ``detention_alone`` says whether the district lets a detention go without a penalty (待核).
    ``late_filings`` are papers of the party that came in time, were kept, and wait for an answer.
    ``priors`` are the party's other cases of the same procedure, where its gates ask of them.
    ``ended`` are its clocks that run no more, the newest last, read where a paper is recorded.
    """

    case_no: str
    procedure: Procedure
    stage: str
    kinds: frozenset[str]
    party_id: int
    now: datetime
    today: date
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    asks: Mapping[str, Ask] = field(default_factory=dict)
    doers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clocks: tuple[ClockView, ...] = ()
    links: tuple[LinkView, ...] = ()
    kin: tuple[KinView, ...] = ()
    recused: frozenset[str] = frozenset()
    people: Mapping[str, Person] = field(default_factory=dict)
    calendar: Calendar | None = None
    actor: Person | None = None
    stand_ins: tuple[StandIn, ...] = ()
    thresholds: Mapping[str, int] = field(default_factory=dict)
    discretion: tuple[Table, ...] = ()
    sample_tables: bool = True
    detention_alone: bool = False
    stage_since: datetime | None = None
    assignee: str = ""
    ended: tuple[ClockView, ...] = ()
    late_filings: tuple[window.LateFiling, ...] = ()
    priors: tuple[KinView, ...] = ()

    def clock(self, *keys: str) -> ClockView | None:
        """Answer the open clock with one of these keys, or None."""
        return next((each for each in self.clocks if each.key in keys), None)


@dataclass(frozen=True)
class ClockOp:
    """One change to one clock: start, meet, lapse, stop, pause, resume, switch or extend."""

    verb: str
    key: str
    begin: Begin | None = None
    to_key: str = ""


@dataclass(frozen=True)
class Duty:
    """An effect outside the case, to be carried out later; ``name`` tells it apart in its event.

    ``statutory``: it goes with a paper whose service the act records. ``try_at``: not before then.
    """

    kind: str
    name: str
    payload: Mapping[str, Any]
    statutory: bool = False
    try_at: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """What follows from an accepted act."""

    act: Act
    role: R
    from_stage: str
    to_stage: str
    outcome: str | None
    facts: Mapping[str, FactValue]
    asks: Mapping[str, Ask]
    clocks: tuple[ClockOp, ...]
    duties: tuple[Duty, ...]
