"""What a case would look like after an act, worked out without a database: the planner's guess."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from deploy.rehearsal.marks import TABLES, Mark, end_mark, marks_of_decision
from deploy.rehearsal.sandbox import ERRAND, STEP
from rules.case_view import SYSTEM, CaseView, ClockOp, ClockView, Decision, LinkView
from rules.clocks import clock
from rules.clocks.reckon import to_confirm
from rules.deadlines import Rolling, Term, Unit, due, end_of_day, legal_day
from rules.decide import decide
from rules.errors import PermitLoopError
from rules.facts import FactValue
from rules.grammar import Begin, Opening, suits
from rules.vocabulary import Audience

STATED = Term(0, Unit.DAY, Rolling.FORWARD)
CONFIRMED = "confirmed"
"""A status that only a guess has: the date may decide although its text is unverified."""

GUESSED_PAUSE = timedelta(days=20)


@dataclass(frozen=True)
class Guess:
    """A case as it would stand, and what it would have shown on the way."""

    view: CaseView
    marks: frozenset[Mark] = frozenset()


def begun(view: CaseView) -> Guess:
    """Answer a case as it stands just after it was opened."""
    table = view.procedure
    return Guess(view, frozenset(f"start {table.key} {each.key}" for each in view.clocks))


def done(
    guess: Guess, action: str, who: str, facts: Mapping[str, FactValue], to: Decision
) -> Guess:
    """Answer the case after an accepted act and the hour that follows it."""
    return later(_after(guess, action, who, facts, to), guess.view.now + STEP)


def confirmed(guess: Guess, key: str) -> Guess:
    """Answer the case after somebody confirmed a clock's date."""
    clocks = tuple(
        replace(each, status=CONFIRMED) if each.key == key else each for each in guess.view.clocks
    )
    return later(replace(guess, view=replace(guess.view, clocks=clocks)), guess.view.now + STEP)


def unconfirmed(ended: ClockView) -> bool:
    """Answer whether a clock's end decides nothing because its date is unverified."""
    row = clock(ended.key)
    # A length that a paper states needs no text to prove it.
    stated = ("duration", "unit") if row.stated_in else ()
    doubtful = [each for each in to_confirm(row) if each not in stated]
    return bool(doubtful) and row.audience == Audience.PARTY and ended.status != CONFIRMED


def waited(guess: Guess, verb: str) -> Guess | None:
    """Answer the case after ``wait <hours>`` or ``until <clock>``; None without such a clock."""
    if verb.startswith("wait "):
        return later(guess, guess.view.now + timedelta(hours=int(verb[5:])))
    ends = [each.due_at for each in guess.view.clocks if each.key == verb[6:] and each.due_at]
    return later(guess, max(guess.view.now, min(ends)) + ERRAND) if ends else None


def later(guess: Guess, then: datetime) -> Guess:
    """Answer the case when every clock that ends until then has ended, in order."""
    swept: set[tuple[str, str, datetime]] = set()
    while True:
        ends = [
            (each.due_at, each)
            for each in guess.view.clocks
            if each.due_at and each.due_at <= then and each.status != "paused"
            if (each.key, each.subject, each.due_at) not in swept
        ]
        if not ends:
            break
        due_at, ended = min(ends, key=lambda pair: pair[0])
        swept.add((ended.key, ended.subject, due_at))
        guess = _lapsed(_at(guess, max(guess.view.now, due_at)), ended)
    return _at(guess, max(guess.view.now, then))


def _at(guess: Guess, now: datetime) -> Guess:
    return replace(guess, view=replace(guess.view, now=now, today=legal_day(now)))


def _lapsed(guess: Guess, ended: ClockView) -> Guess:
    view = guess.view
    for each in () if unconfirmed(ended) else view.procedure.stage(view.stage).clocks:
        if each.clock != ended.key or each.then is None:
            continue
        act = view.procedure.stage(view.stage).act(each.then, view.kinds)
        asked = (*act.fact_needs, *act.optional) if act else ()
        subject = each.begin.subject
        facts: dict[str, FactValue] = {subject: ended.subject} if subject in asked else {}
        try:
            decision = decide(view, each.then, SYSTEM, facts, seq=0, lapsed=ended.key)
        except PermitLoopError:
            continue
        shown = guess.marks | {end_mark(view.procedure, ended.key, each.then)}
        return _after(replace(guess, marks=shown), each.then, SYSTEM.id, facts, decision)
    return guess


def _after(
    guess: Guess, action: str, who: str, facts: Mapping[str, FactValue], to: Decision
) -> Guess:
    view = guess.view
    known = {**view.facts, **to.facts}
    present = facts.get("handlers", [])
    doers = {who, *(present if isinstance(present, list) else [])}
    clocks = list(view.clocks)
    for op in to.clocks:
        clocks = list(_changed(view, clocks, op, known, to))
    moved = replace(
        view,
        stage=to.to_stage,
        facts=known,
        asks=to.asks,
        doers={**view.doers, action: view.doers.get(action, frozenset()) | doers},
        clocks=tuple(clocks),
        links=(*view.links, *_links(view, to)),
    )
    return Guess(moved, guess.marks | marks_of_decision(view, to))


def _changed(
    view: CaseView,
    clocks: list[ClockView],
    op: ClockOp,
    known: Mapping[str, FactValue],
    to: Decision,
) -> Iterator[ClockView]:
    named = {str(each) for each in to.facts.values()}
    for each in clocks:
        another = op.verb in ("meet", "lapse") and each.subject not in ("", *named)
        if each.key != op.key or op.verb == "start" or another:
            yield each
        elif op.verb not in ("meet", "lapse", "stop"):
            yield _turned(each, op, known)
    if op.verb == "start" and op.begin is not None:
        started = _started(view, op.begin, known)
        if started is not None:
            yield started


def _turned(each: ClockView, op: ClockOp, known: Mapping[str, FactValue]) -> ClockView:
    match op.verb:
        case "pause":
            return replace(each, status="paused")
        case "resume" if each.status == "paused":
            return replace(each, status="running", due_at=_plus(each.due_at, GUESSED_PAUSE))
        case "switch":
            # How long is left is known only after the world has reckoned it.
            return replace(each, key=op.to_key, due_at=_plus(each.due_at, GUESSED_PAUSE))
        case "extend":
            term = clock(each.key).term
            by_month = term is not None and term.unit is Unit.MONTH
            amount = known.get("extend_months" if by_month else "extend_days")
            more = timedelta(
                days=amount * (30 if by_month else 1) if isinstance(amount, int) else 0
            )
            return replace(each, due_at=_plus(each.due_at, more))
    return each


def _plus(at: datetime | None, more: timedelta) -> datetime | None:
    return at + more if at else None


def _started(view: CaseView, begun: Begin, known: Mapping[str, FactValue]) -> ClockView | None:
    if any(key and key not in known for key in (begun.at, begun.days, begun.limit, begun.subject)):
        return None
    subject = str(known[begun.subject]) if begun.subject else ""
    if begun.limit:
        ends: datetime | None = end_of_day(date.fromisoformat(str(known[begun.limit])))
        return ClockView(begun.clock, subject, "running", view.today, ends)
    start: datetime | date = view.now
    if begun.at:
        said = str(known[begun.at])
        start = datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
    ends = _ends(view, begun, start, known)
    on = legal_day(start) if isinstance(start, datetime) else start
    return ClockView(begun.clock, subject, "running", on, ends)


def _ends(
    view: CaseView, begun: Begin, start: datetime | date, known: Mapping[str, FactValue]
) -> datetime | None:
    term = clock(begun.clock).term
    if begun.days:
        base = term or STATED
        term = replace(base, amount=int(str(known[begun.days])))
    if term is None or view.calendar is None:
        return None
    if term.unit is Unit.HOUR and not isinstance(start, datetime):
        start = end_of_day(start)
    return due(term, start, calendar=view.calendar).due_at


def _links(view: CaseView, to: Decision) -> list[LinkView]:
    return [
        LinkView("", each.procedure, str(each.relation), True, "", frozenset(each.kinds))
        for each in to.act.opens
        if each.procedure in TABLES and not each.by_hand and _opens(each, view, to)
    ]


def _opens(opening: Opening, view: CaseView, to: Decision) -> bool:
    known = {**view.facts, **to.facts}
    wanted = opening.when_fact
    met = wanted is None or str(known.get(wanted[0])).lower() == wanted[1].lower()
    return met and suits(opening.when, view.kinds)
