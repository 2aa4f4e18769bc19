"""Finds walks that show all a table promises: goes back to a known place, then on from it."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from deploy.rehearsal.cast import Cast
from deploy.rehearsal.imagine import Guess, begun, confirmed, done, unconfirmed, waited
from deploy.rehearsal.invent import for_act, opening_facts
from deploy.rehearsal.marks import Mark, every_kinds, homes
from deploy.rehearsal.sandbox import Sandbox, linked_procedures
from deploy.rehearsal.script import MAIN, Step, Walk, starts_at, told
from deploy.rehearsal.watched import WATCHED
from models.session import Database
from rules.case_view import SYSTEM, CaseView
from rules.decide import available, decide
from rules.errors import PermitLoopError
from rules.facts import FACTS, FactKind, FactValue
from rules.grammar import Act, Procedure
from rules.vocabulary import R
from rules.workdays import Calendar

MOST_STEPS = 60
LONGEST_LEG = 16
WAITS = ("wait 26", "wait 200", "wait 500")
CONFIRMER = "section_head-1"
ASIDE = 0.1
"""How gladly something is done that leads nowhere: opening another case, hearing of one."""

LEGS_A_SWEEP = 25
SWEPT_A_STAGE = 3
DISTRUST = 5
"""Visits that a place counts for each time the world refused a walk that came by it."""

Cell = tuple[object, ...]


@dataclass
class Place:
    """Somewhere a walk has been: the shortest walk there, how it stands, how often it was used."""

    walk: Walk
    guess: Guess
    visits: int = 0


@dataclass(frozen=True)
class Shown:
    """A walk that the world confirmed: what it shows, and how many days it takes."""

    walk: Walk
    marks: frozenset[Mark]
    days: int


@dataclass
class Search:
    """What is known of one table: places, walks that the world confirmed, what is still wanted."""

    db: Database
    cast: Cast
    calendar: Calendar
    begins: datetime
    table: Procedure
    dice: random.Random
    left: set[Mark] = field(default_factory=set)
    places: dict[Cell, Place] = field(default_factory=dict)
    shows: list[Shown] = field(default_factory=list)
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    broken: set[str] = field(default_factory=set)
    homes: dict[Mark, tuple[str, Act]] = field(default_factory=dict)
    near: dict[tuple[tuple[str, ...], str], float] = field(default_factory=dict)
    swept: set[Cell] = field(default_factory=set)

    def look(self, walk: Walk) -> CaseView | None:
        """Answer how the case stands at the end of a walk; None where the world refuses it."""
        with Session(self.db.write_engine, expire_on_commit=False, autoflush=False) as session:
            box = Sandbox(session, self.cast, self.calendar, self.begins)
            try:
                box.play(walk)
                return box.view(MAIN)
            except PermitLoopError:
                return None
            finally:
                session.rollback()

    def place_of(self, walk: Walk, procedure: str) -> str | None:
        """Answer where in a walk the newest case of a procedure stands that its case opened."""
        with Session(self.db.write_engine, expire_on_commit=False, autoflush=False) as session:
            box = Sandbox(session, self.cast, self.calendar, self.begins)
            try:
                box.play(walk)
                opened = linked_procedures(session, box.case_no(MAIN))
            except PermitLoopError:
                opened = []
            finally:
                session.rollback()
        places = [place for place, each in enumerate(opened) if each == procedure]
        return str(places[-1]) if places else None

    def confirm(self, walk: Walk) -> frozenset[Mark]:
        """Play a walk in the real casework and keep what it shows; nothing where it is refused."""
        with Session(self.db.write_engine, expire_on_commit=False, autoflush=False) as session:
            box = Sandbox(session, self.cast, self.calendar, self.begins)
            try:
                box.play(walk)
                shown = frozenset(box.news())
            except PermitLoopError as refused:
                self.refused[f"{walk.steps[-1].verb if walk.steps else 'open'}: {refused}"] += 1
                shown = frozenset()
            self.broken |= set(box.broken)
            session.rollback()
        if shown:
            self.shows.append(Shown(walk, shown, (box.now - self.begins).days))
            self.left -= shown
            self.near.clear()
        return shown


def search(known: Search, seconds: float) -> set[Mark]:
    """Search until nothing is left or time is up; answer the rest."""
    known.homes = homes(known.table)
    until = time.monotonic() + seconds
    for walk, guess in _openings(known):
        _arrive(known, walk, guess, None)
    legs = 0
    while known.left and time.monotonic() < until:
        if legs % LEGS_A_SWEEP == 0:
            _sweep(known, until)
        place = _chosen(known)
        place.visits += 1
        _leg(known, place)
        legs += 1
    return known.left


def _sweep(known: Search, until: float) -> None:
    """Try every act once from the plainest places of each stage where something is wanted."""
    lacking = {known.homes[mark][0] for mark in known.left & known.homes.keys()}
    for stage in sorted(lacking):
        fresh = [
            cell
            for cell, place in known.places.items()
            if place.guess.view.stage == stage and cell not in known.swept
        ]
        for cell in sorted(fresh, key=lambda each: _plainness(known.places[each]))[:SWEPT_A_STAGE]:
            known.swept.add(cell)
            place = known.places[cell]
            for step, after in list(_onward(known, place.guess)):
                if (after.marks - place.guess.marks) & known.left:
                    _arrive(known, place.walk.then(step), after, place)
                elif len(after.view.links) == len(place.guess.view.links):
                    _keep(known, place.walk.then(step), after)
            if time.monotonic() > until:
                return


def _plainness(place: Place) -> tuple[int, int]:
    return len(place.guess.view.links), len(place.walk.steps)


def retrace(known: Search, walk: Walk) -> None:
    """Keep every place on the way of an older walk, as far as it can be guessed."""
    so_far = replace(walk, steps=())
    view = known.look(so_far)
    guess = begun(view) if view is not None else None
    for step in walk.steps:
        if guess is None or step.case != MAIN or step.verb.startswith("open "):
            return
        guess, so_far = _again(known, guess, step), so_far.then(step)
        if guess is not None:
            _keep(known, so_far, guess)


def _again(known: Search, guess: Guess, step: Step) -> Guess | None:
    if step.waits:
        return waited(guess, step.verb)
    if step.verb.startswith("confirm "):
        return confirmed(guess, step.verb.partition(" ")[2])
    view, person = guess.view, known.cast.people[step.who]
    facts = told(step.facts or {}, view.facts, view.now, step.who, known.cast.permit_no)
    try:
        decision = decide(view, step.verb, person, facts, seq=0)
    except PermitLoopError:
        return None
    return done(guess, step.verb, person.id, facts, decision)


def _openings(known: Search) -> Iterator[tuple[Walk, Guess]]:
    """Yield cases just opened, for each choice of kinds and several sets of facts."""
    table = known.table
    begun_by = [*table.opening, *(each.begin for each in table.stage(table.start).clocks)]
    keys = {key for each in begun_by for key in (each.at, each.days, each.limit, each.subject)}
    needed = [key for key in table.opening_facts if key in keys]
    rest = [key for key in table.opening_facts if key not in needed]
    for kinds in every_kinds(table):
        # A day from which a clock of the opening runs may be unknown: then nothing runs yet.
        for facts in (
            *opening_facts(needed, rest, known.dice),
            *opening_facts([], rest, known.dice),
        ):
            walk = Walk(table.key, kinds, facts, starts_at(kinds))
            view = known.look(walk)
            if view is not None:
                yield walk, begun(view)


def _leg(known: Search, place: Place) -> None:
    """Go on from a place for some steps, keeping each new place and confirming each new mark."""
    walk, guess = place.walk, place.guess
    for _ in range(known.dice.randint(1, LONGEST_LEG)):
        if guess.view.procedure.stage(guess.view.stage).ends or len(walk.steps) >= MOST_STEPS:
            return
        onward = list(_onward(known, guess))
        for step, after in onward:
            if (after.marks - guess.marks) & known.left:
                _arrive(known, walk.then(step), after, place)
        weights = [_worth(known, walk, guess, step, after) for step, after in onward]
        if not onward:
            return
        step, after = known.dice.choices(onward, weights)[0]
        known.used[guess.view.stage, step.verb] += 1
        guess = after
        walk = walk.then(step)
        _arrive(known, walk, guess, place)


def _arrive(known: Search, walk: Walk, guess: Guess, since: Place | None) -> None:
    if guess.marks & known.left and not guess.marks & known.left & known.confirm(walk):
        # The guess was wrong somewhere on the way.
        if since is not None:
            since.visits += DISTRUST
        return
    _keep(known, walk, guess)


def _keep(known: Search, walk: Walk, guess: Guess) -> None:
    cell = _cell(guess.view, walk)
    kept = known.places.get(cell)
    if kept is None or len(walk.steps) < len(kept.walk.steps):
        known.places[cell] = Place(walk, guess, kept.visits if kept else 0)


def _onward(known: Search, guess: Guess) -> Iterator[tuple[Step, Guess]]:
    """Yield what the rules accept now: for each act one way for each thing it shows, and waits."""
    view = guess.view
    for act in view.procedure.stage(view.stage).acts:
        if act.suits(view.kinds) and not (R.SYSTEM in act.who and _natural(view, act)):
            yield from _ways(known, guess, act)
    for each in view.clocks:
        if unconfirmed(each) and each.due_at:
            yield Step(MAIN, f"confirm {each.key}", CONFIRMER), confirmed(guess, each.key)
    for verb in (*_untils(view), known.dice.choice(WAITS)):
        after = waited(guess, verb)
        if after is not None:
            yield Step(MAIN, verb), after


def _ways(known: Search, guess: Guess, act: Act) -> Iterator[tuple[Step, Guess]]:
    view = guess.view
    fit = [(name, each) for name, each in known.cast.of(act.who) if act in available(view, each)]
    found: dict[frozenset[Mark], list[tuple[Step, Guess]]] = {}
    for facts in for_act(act, known.dice) if fit else ():
        done_as: set[frozenset[R]] = set()
        for name, person in known.dice.sample(fit, len(fit)):
            if person.roles in done_as:
                continue
            said = told(facts, view.facts, view.now, name, known.cast.permit_no)
            try:
                decision = decide(view, act.key, person, said, seq=0)
            except PermitLoopError:
                continue
            done_as.add(person.roles)
            after = done(guess, act.key, person.id, said, decision)
            step = Step(MAIN, act.key, name, facts)
            found.setdefault(after.marks, []).append((step, after))
    for each in found.values():
        yield known.dice.choice(each)


def _natural(view: CaseView, act: Act) -> bool:
    """Answer whether the program does this act by itself when a clock ends here."""
    stage = view.procedure.stage(view.stage)
    return any(
        each.then == act.key and (view.clock(each.clock) or not each.crosses)
        for each in stage.clocks
    )


def _untils(view: CaseView) -> list[str]:
    stage = view.procedure.stage(view.stage)
    acting = {each.clock for each in stage.clocks if each.then}
    return sorted(
        {f"until {each.key}" for each in view.clocks if each.due_at and each.key in acting}
    )


def _chosen(known: Search) -> Place:
    """Choose a place by chance, rather one little used from which something wanted is near."""
    cells = list(known.places)
    weights = []
    for cell in cells:
        place = known.places[cell]
        worth = 0.05 + nearness(known, place.walk.kinds, place.guess.view.stage)
        weights.append(worth / (1 + place.visits) / (1 + len(place.walk.steps) / 10))
    return known.places[known.dice.choices(cells, weights)[0]]


def _worth(known: Search, walk: Walk, guess: Guess, step: Step, after: Guess) -> float:
    near = nearness(known, walk.kinds, after.view.stage)
    used = known.used[guess.view.stage, step.verb]
    return _eagerness(guess, step, after) * (0.1 + near) / (1 + used / 50)


def _eagerness(guess: Guess, step: Step, after: Guess) -> float:
    """Answer how gladly a move is taken: what goes on before what is done on the side."""
    if step.waits:
        return 0.25
    if len(after.view.links) > len(guess.view.links) or step.who == SYSTEM.id:
        return ASIDE
    before, then = guess.view, after.view
    moved = then.stage != before.stage or then.asks.keys() != before.asks.keys()
    return 3.0 if moved else 1.0


def nearness(known: Search, kinds: tuple[str, ...], stage: str) -> float:
    """Answer how much that is still wanted lies near a stage, for a case of these kinds."""
    if (kinds, stage) not in known.near:
        away = steps_from(known.table, stage, kinds)
        lacking = Counter(
            home
            for mark in known.left & known.homes.keys()
            for home, act in [known.homes[mark]]
            if act.suits(kinds) and home in away
        )
        worth = sum(min(count, 4) / 3.0 ** away[home] for home, count in lacking.items())
        known.near[kinds, stage] = worth
    return known.near[kinds, stage]


def steps_from(table: Procedure, stage: str, kinds: tuple[str, ...]) -> dict[str, int]:
    """Answer how many moves each stage lies from one, for a case of these kinds."""
    steps, ahead = {stage: 0}, [stage]
    while ahead:
        here = ahead.pop(0)
        for act in table.stage(here).acts:
            if act.suits(kinds) and act.to and act.to not in steps:
                steps[act.to] = steps[here] + 1
                ahead.append(act.to)
    return steps


def _cell(view: CaseView, walk: Walk) -> Cell:
    doers, facts = WATCHED[view.procedure.key]
    return (
        walk.kinds,
        view.stage,
        frozenset((name, ask.act) for name, ask in view.asks.items()),
        frozenset((each.key, each.status) for each in view.clocks),
        frozenset(doers & view.doers.keys()),
        frozenset((key, _short(key, view)) for key in facts & view.facts.keys()),
        len(view.links),
    )


def _short(key: str, view: CaseView) -> FactValue:
    """Answer the value where few are possible, else that there is one."""
    few = FACTS[key].kind in (FactKind.YES_NO, FactKind.CHOICE)
    return view.facts[key] if few else ""
