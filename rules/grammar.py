"""The few words a procedure is written in: stage, may, within, begin, opens; nothing runs here."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from rules.vocabulary import Audience, PermitStatus, R, Relation

if TYPE_CHECKING:
    from rules.decide import CaseView
    from rules.facts import FactValue

Guard: TypeAlias = "Callable[[CaseView, Mapping[str, FactValue]], str | None]"
"""A rule that fits no word of the grammar: answers None, or the sentence that refuses."""

Derivation: TypeAlias = "Callable[[Iterable[str], Mapping[str, FactValue]], dict[str, FactValue]]"
"""What follows by arithmetic from a case's kinds and opening facts, so that nobody is asked it."""

Reckoning: TypeAlias = "Callable[[CaseView, Mapping[str, FactValue]], FactValue | None]"
"""A fact worked out from what a case knows with an act; None where there is nothing to keep."""

Need: TypeAlias = "str | Guard"
"""A fact's key, or a guard."""


class Effect(StrEnum):
    """What an act does that the law wants approved by another person (practice 4)."""

    FILE_CASE = "file_case"
    SEIZE = "seize"
    PRESERVE = "preserve"
    EXTEND = "extend"
    PENALIZE = "penalize"
    TRANSFER = "transfer"
    CLOSE_OUT = "close_out"
    ORDER = "order"
    GRANT = "grant"
    INSPECT = "inspect"


@dataclass(frozen=True)
class Begin:
    """A clock that an act starts.

    ``at`` names the fact that holds the starting day or instant (None: the act's own instant),
    ``days`` the fact that states the number of days, ``limit`` the fact that states the last day,
    ``subject`` the fact that tells one clock of this key from another (a reporting period),
    ``when`` the kinds of case it is for, ``when_fact`` the fact and its value it is for,
    ``unsure`` the fact that says whether the stated day is only a default that no paper states.
    """

    clock: str
    at: str | None = None
    days: str | None = None
    limit: str | None = None
    subject: str | None = None
    when: tuple[str, ...] = ()
    when_fact: tuple[str, str] | None = None
    unsure: str | None = None
    basis: str = ""

    def suits(self, kinds: Iterable[str], facts: "Mapping[str, FactValue]") -> bool:
        """Answer whether the clock is for a case of these kinds that knows these facts."""
        return suits(self.when, kinds) and holds(self.when_fact, facts)


@dataclass(frozen=True)
class Within:
    """A clock of a stage: begun on entry unless it runs already, met on leaving.

    One that ``crosses`` the stage is only watched there: acts start it and meet it.
    """

    begin: Begin
    then: str | None = None
    crosses: bool = False

    @property
    def clock(self) -> str:
        """Answer the clock's key."""
        return self.begin.clock


@dataclass(frozen=True)
class Opening:
    """A linked case that an act opens; ``carries`` names the facts that go along.

    ``on`` names the day fact that the linked case starts from: the day of this act, where none
    is carried (a clue that the program itself raises is discovered on that day). One ``by_hand``
    is opened by a person: until then it stands on the docket.
    """

    procedure: str
    relation: Relation
    kinds: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    when_fact: tuple[str, str] | None = None
    on: str | None = None
    by_hand: bool = False


@dataclass(frozen=True)
class Act:
    """What somebody may do in a stage; see ``may``."""

    who: tuple[R, ...]
    key: str
    title: str
    to: str | None = None
    needs: tuple[Need, ...] = ()
    optional: tuple[str, ...] = ()
    keeps: "tuple[tuple[str | Reckoning, str], ...]" = ()
    serve: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    starts: tuple[Begin, ...] = ()
    meets: tuple[str, ...] = ()
    pauses: tuple[str, ...] = ()
    resumes: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    ground: str = ""
    switch: tuple[str, str] | None = None
    extends: str | None = None
    opens: tuple[Opening, ...] = ()
    asks: str | None = None
    answers: str | None = None
    binds: tuple[str, ...] = ()
    effect: Effect | None = None
    not_by: tuple[str, ...] = ()
    handlers: int = 1
    certified: bool = True
    only: tuple[str, ...] = ()
    turns_chapter: bool = False
    feeds: str | None = None
    feeds_if: tuple[tuple[str, str, str], ...] = ()
    hears: str = ""
    records: PermitStatus | None = None
    outcome: str = ""
    audience: Audience = Audience.AUTHORITY
    basis: str = ""

    @property
    def fact_needs(self) -> tuple[str, ...]:
        """Answer the facts this act cannot do without."""
        return tuple(need for need in self.needs if isinstance(need, str))

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Answer the named rules that must all be silent."""
        return tuple(need for need in self.needs if not isinstance(need, str))

    def suits(self, kinds: Iterable[str]) -> bool:
        """Answer whether the act is for a case of these kinds."""
        return suits(self.only, kinds)


@dataclass(frozen=True)
class Stage:
    """Where a case can stand. ``outcome`` makes it an end."""

    key: str
    title: str
    acts: tuple[Act, ...] = ()
    clocks: tuple[Within, ...] = ()
    outcome: str | None = None
    audience: Audience = Audience.AUTHORITY

    @property
    def ends(self) -> bool:
        """Answer whether a case that stands here is closed."""
        return self.outcome is not None

    def act(self, key: str, kinds: Iterable[str] | None = None) -> Act | None:
        """Answer the act of that name, or None; of two for different kinds the first that suits."""
        named = [act for act in self.acts if act.key == key]
        suited = (act for act in named if kinds is not None and act.suits(kinds))
        return next(suited, named[0] if named else None)


@dataclass(frozen=True)
class Procedure:
    """A table that an officer can check against the law, and that is also exactly what runs.

    ``starts_in`` names the kinds of case that begin in another stage than the first. ``by_hand``
    names who may open a case, by kind (``""``: every kind not named), under ``opening_basis``; a
    table that names nobody is opened by an act of another case only.
    """

    key: str
    title: str
    version: int
    letter: str
    start: str
    stages: tuple[Stage, ...]
    kinds: tuple[tuple[str, ...], ...] = ()
    opened_by: str = ""
    opening: tuple[Begin, ...] = ()
    opening_facts: tuple[str, ...] = ()
    basis: str = ""
    chapters: bool = False
    doors: tuple[str, ...] = ()
    derives: tuple[Derivation, ...] = ()
    derived_facts: tuple[str, ...] = ()
    announces: tuple[tuple[str, str], ...] = ()
    starts_in: tuple[tuple[str, str], ...] = ()
    by_hand: tuple[tuple[str, tuple[R, ...]], ...] = ()
    opening_basis: str = ""
    by_key: Mapping[str, Stage] = field(default_factory=dict, compare=False, repr=False)
    cached_hash: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        """Lay the stages by their keys."""
        object.__setattr__(self, "by_key", {stage.key: stage for stage in self.stages})
        object.__setattr__(self, "cached_hash", "")

    def stage(self, key: str) -> Stage:
        """Answer the stage of that key; KeyError when the table has none."""
        return self.by_key[key]

    def start_of(self, kinds: Iterable[str]) -> str:
        """Answer the stage in which a case of these kinds begins."""
        given = frozenset(kinds)
        return next((stage for kind, stage in self.starts_in if kind in given), self.start)

    def openers(self, kinds: Iterable[str]) -> tuple[R, ...]:
        """Answer the roles that may open a case of these kinds by hand; none: only other cases."""
        who = dict(self.by_hand)
        named = [who[kind] for kind in kinds if kind in who] or [who.get("", ())]
        return tuple(dict.fromkeys(role for roles in named for role in roles))

    def announced(self, kinds: Iterable[str]) -> tuple[str, ...]:
        """Answer the acts by which the opening of such a case is told; ``""`` names every kind."""
        given = frozenset(kinds) | {""}
        return tuple(act for kind, act in self.announces if kind in given)

    def table_hash(self) -> str:
        """Answer the hash of all that runs: any change to stages, acts or clocks changes it."""
        if not self.cached_hash:
            whole = json.dumps(_plain(self), ensure_ascii=False, sort_keys=True)
            digest = hashlib.sha256(whole.encode()).hexdigest()[:16]
            object.__setattr__(self, "cached_hash", digest)
        return self.cached_hash


def suits(alternatives: Iterable[str], kinds: Iterable[str]) -> bool:
    """Answer whether any alternative ("key", "first+key") lies wholly within the kinds."""
    given = frozenset(kinds)
    wanted = tuple(alternatives)
    return not wanted or any(given.issuperset(each.split("+")) for each in wanted)


def holds(wanted: tuple[str, str] | None, facts: "Mapping[str, FactValue]") -> bool:
    """Answer whether a fact has the value that is wanted of it; None wants nothing."""
    return wanted is None or str(facts.get(wanted[0])).lower() == wanted[1].lower()


def procedure(key: str, title: str, *stages: Stage, **rest: Any) -> Procedure:
    """Write a procedure; the first stage is where a case begins."""
    return Procedure(key=key, title=title, stages=stages, start=stages[0].key, **rest)


def stage(
    key: str, title: str, *parts: Act | Within, audience: Audience = Audience.AUTHORITY
) -> Stage:
    """Write a stage of acts and clocks, in the order an officer reads them."""
    acts = tuple(part for part in parts if isinstance(part, Act))
    clocks = tuple(part for part in parts if isinstance(part, Within))
    return Stage(key, title, acts, clocks, None, audience)


def end(
    key: str, title: str, *parts: Act | Within, outcome: str, audience: Audience = Audience.PARTY
) -> Stage:
    """Write an end: the stage in which a case is closed with that outcome.

    ``parts`` are the few acts that a closed case still takes and the clocks that run on in it;
    an act that leads out of it opens the case anew, in a new chapter.
    """
    acts = tuple(part for part in parts if isinstance(part, Act))
    clocks = tuple(part for part in parts if isinstance(part, Within))
    return Stage(key, title, acts, clocks, outcome, audience)


def may(who: R | Iterable[R], key: str, title: str, **rest: Any) -> Act:
    """Write that a role may do something in a stage.

    ``to`` next stage; ``needs`` facts and guards; ``optional`` facts it may carry; ``keeps`` facts
    remembered under a second name, which a later act of the same kind does not overwrite (the day
    the order was served, when the next paper is), or worked out by a named function; ``serve``
    statutory notices to the party, ``tell`` notices to the bureau's own people; ``papers``
    documents made; ``starts/meets/pauses/resumes/switch/extends`` clocks, ``ground`` the
    legal ground of a pause, ``until`` the day facts that say when the pause it ends was over (the
    first that is told; else the act's own instant); ``opens`` linked cases;
    ``asks``/``answers`` a request and its approval or refusal by another person, ``binds`` what its
    paper shows beside the facts it takes: changed, it is asked anew; ``not_by`` acts whose doers
    may not do this one; ``handlers`` how many officers, ``certified`` whether each needs a 执法证;
    ``only`` the kinds of case; ``outcome`` how a case that this closes ended; ``feeds`` the act by
    which the cases that opened this one are told, ``feeds_if`` another such act where a fact has a
    value, ``hears`` the act of that name under which another is told too; ``records`` what becomes
    of the permit itself;
    ``basis`` the article.
    """
    roles = (who,) if isinstance(who, R) else tuple(who)
    return Act(who=roles, key=key, title=title, **_frozen(rest))


def begin(clock: str, **rest: Any) -> Begin:
    """Write that a clock starts; see ``Begin``."""
    return Begin(clock, **_frozen(rest))


def within(clock: str | Begin, *, then: str | None = None) -> Within:
    """Write that a stage has a clock, and what the program does when it runs out."""
    return Within(clock if isinstance(clock, Begin) else Begin(clock), then)


def crossing(clock: str, *, then: str, subject: str | None = None) -> Within:
    """Write that a clock which acts start and meet may run out in this stage, and what then.

    ``subject`` names the fact by which clocks of this key are told apart; of several lines for one
    clock the first whose act is not refused is done.
    """
    return Within(Begin(clock, subject=subject), then, crosses=True)


def opens(procedure_key: str, relation: Relation, **rest: Any) -> Opening:
    """Write that an act opens a linked case."""
    return Opening(procedure_key, relation, **_frozen(rest))


def _frozen(said: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(each) if isinstance(each, list) else each for key, each in said.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Procedure):
        table = asdict(value)
        table.pop("by_key")
        table.pop("cached_hash")
        # Who opens a case changes nothing that runs in one which is open.
        table.pop("by_hand")
        table.pop("opening_basis")
        return _plain(table)
    if isinstance(value, Mapping):
        # A word that an act does not use leaves the hash of its table as it was before the word.
        return {
            str(name): _plain(each)
            for name, each in value.items()
            if name not in ("keeps", "binds", "feeds_if", "starts_in", "until") or each
        }
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if callable(value):
        return f"guard:{value.__name__}"
    return value
