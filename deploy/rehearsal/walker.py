"""Walks cases until every act of every stage was done: the least rehearsed act first."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product

from casework.act import case_view, take_action
from casework.open_case import Opened, open_case
from casework.sweep import due_clocks_of, sweep_clock
from deploy.rehearsal.cast import Cast
from deploy.rehearsal.invent import invent, value
from models.session import Database
from rules.decide import SYSTEM, ActionRefused, CaseView, decide
from rules.errors import PermitLoopError
from rules.facts import FactsWrong, FactValue
from rules.grammar import Act, Begin, Procedure
from rules.vocabulary import R
from rules.workdays import Calendar

MOST_STEPS = 80
TRIES = 10
FRUITLESS = 40
"""Walks of a procedure that found nothing new before the rest counts as not to be reached."""

Deed = tuple[str, str, str, str]
"""procedure, stage, act, next stage."""


@dataclass
class Stage:
    """The world a rehearsal plays in; ``after`` carries out duties and shows the case."""

    db: Database
    cast: Cast
    calendar: Calendar
    begins: datetime
    now: datetime
    after: Callable[[str], None]
    dice: random.Random
    done: Counter[Deed] = field(default_factory=Counter)
    cases: list[str] = field(default_factory=list)


def deeds(table: Procedure) -> set[Deed]:
    """Answer every act of every stage of a table, with where it leads."""
    return {
        (table.key, stage.key, act.key, act.to or stage.key)
        for stage in table.stages
        for act in stage.acts
    }


def rehearse_procedure(world: Stage, table: Procedure) -> set[Deed]:
    """Walk cases of one procedure until nothing is left or nothing new is found; answer the rest."""
    wanted, fruitless, number = deeds(table), 0, 0
    groups = list(_kinds(table))
    while wanted - set(world.done) and fruitless < FRUITLESS:
        before = len(set(world.done) & wanted)
        _walk(world, table, groups[number % len(groups)], number)
        fruitless = 0 if len(set(world.done) & wanted) > before else fruitless + 1
        number += 1
    return wanted - set(world.done)


def _kinds(table: Procedure) -> Iterator[tuple[str, ...]]:
    yield from product(*table.kinds)


def _walk(world: Stage, table: Procedure, kinds: tuple[str, ...], number: int) -> None:
    world.now = world.begins
    case_no = _open(world, table, kinds, number)
    if case_no is None:
        return
    world.cases.append(case_no)
    world.after(case_no)
    used: Counter[tuple[str, str]] = Counter()
    target = _target(world, table, table.start, kinds)
    for _ in range(MOST_STEPS):
        view = _look(world, case_no)
        if view.procedure.stage(view.stage).ends:
            return
        if target is None or world.done[target]:
            target = _target(world, table, view.stage, kinds)
        if not _step(world, view, target, used):
            return


def _look(world: Stage, case_no: str) -> CaseView:
    with world.db.reading() as session:
        view = case_view(session, case_no, world.now)
    everyone = {person.id: person for pair in world.cast.by_role.values() for person in pair}
    return replace(view, calendar=world.calendar, people=everyone)


def _target(
    world: Stage, table: Procedure, stage: str, kinds: tuple[str, ...]
) -> Deed | None:
    """Choose something never done that can still be reached from a stage, one close by first."""
    near = _steps_from(table, stage, kinds)
    left = [
        (near[place.key] + world.dice.random() * 3, (table.key, place.key, act.key, act.to or place.key))
        for place in table.stages
        if place.key in near
        for act in place.acts
        if act.suits(kinds)
        and not world.done[(table.key, place.key, act.key, act.to or place.key)]
    ]
    return min(left)[1] if left else None


def _steps_from(table: Procedure, stage: str, kinds: tuple[str, ...]) -> dict[str, int]:
    steps, ahead = {stage: 0}, [stage]
    while ahead:
        here = ahead.pop(0)
        for act in table.stage(here).acts:
            if act.suits(kinds) and act.to and act.to not in steps:
                steps[act.to] = steps[here] + 1
                ahead.append(act.to)
    return steps


def _open(
    world: Stage, table: Procedure, kinds: tuple[str, ...], number: int
) -> str | None:
    for attempt in range(TRIES):
        facts = _opening_facts(world, table, kinds)
        opened = Opened(
            table.key, f"rehearsal:{table.key}:{number}:{attempt}", world.cast.party_id,
            kinds=kinds, permit_id=world.cast.permit_id, facts=facts,
        )  # fmt: skip
        try:
            with world.db.writing("rehearsal:open") as session:
                return open_case(
                    session, opened, SYSTEM, now=world.now, calendar=world.calendar
                ).case_no
        except PermitLoopError:
            continue
    return None


def _opening_facts(
    world: Stage, table: Procedure, kinds: tuple[str, ...]
) -> dict[str, FactValue]:
    blank = CaseView("", table, table.start, frozenset(kinds), 0, world.now, world.now.date())
    begun: list[Begin] = [*table.opening, *(each.begin for each in table.stage(table.start).clocks)]
    keys = {
        key
        for each in begun
        for key in (each.at, each.days, each.limit, each.subject)
        if key is not None
    }
    optional = {each for each in table.opening_facts if world.dice.random() < 0.7}
    return {key: value(key, blank, "", world.dice) for key in sorted(keys | optional)}


def _step(
    world: Stage, view: CaseView, target: Deed | None, used: Counter[tuple[str, str]]
) -> bool:
    """Do the act that leads towards the target, or another that may open its way."""
    for act in _ranked(world, view, target, used):
        if act.key in _lapses(view):
            moved = _let_time_pass(world, view)
        else:
            moved = any(_try(world, view, act) for _ in range(TRIES))
        if moved:
            used[view.stage, act.key] += 1
            return True
    return False


def _lapses(view: CaseView) -> set[str]:
    return {each.then for each in view.procedure.stage(view.stage).clocks if each.then}


def _ranked(
    world: Stage, view: CaseView, target: Deed | None, used: Counter[tuple[str, str]]
) -> list[Act]:
    table, kinds = view.procedure, tuple(view.kinds)
    stage = table.stage(view.stage)
    away = _steps_from(table, view.stage, kinds)
    aim = target[1] if target else ""
    here = away.get(aim, 99)

    def rank(act: Act) -> float:
        if target and target[1] == stage.key and act.key == target[2]:
            return -2.0
        moves = bool(act.to) and act.to != stage.key
        closer = moves and _steps_from(table, act.to or "", kinds).get(aim, 99) < here
        if target and closer:
            return -1.0 + world.dice.random() / 2
        spent = used[stage.key, act.key] * 2.0
        strays = moves and target is not None
        return spent + world.dice.random() * 2 + (1.5 if strays else 0)

    return sorted((act for act in stage.acts if act.suits(kinds)), key=rank)


def _try(world: Stage, view: CaseView, act: Act) -> bool:
    people = [SYSTEM] if R.SYSTEM in act.who else world.cast.of(act.who)
    actor = world.dice.choice(people)
    facts = invent(act, view, actor.id, world.dice)
    try:
        decide(view, act.key, actor, facts, seq=0)
        with world.db.writing("rehearsal:act") as session:
            take_action(
                session, view.case_no, act.key, actor, facts,
                now=world.now, calendar=world.calendar,
            )  # fmt: skip
    except (ActionRefused, FactsWrong):
        return False
    _count(world, view, act)
    world.now += timedelta(hours=world.dice.choice((1, 1, 1, 5, 26)))
    world.after(view.case_no)
    return True


def _count(world: Stage, view: CaseView, act: Act) -> None:
    world.done[(view.procedure.key, view.stage, act.key, act.to or view.stage)] += 1


def _let_time_pass(world: Stage, view: CaseView) -> bool:
    """Move the clock to this case's next end and sweep; answer whether the case moved."""
    ends = sorted(each.due_at for each in view.clocks if each.due_at and each.due_at > world.now)
    for end in ends:
        world.now = max(world.now, end)
        mine = _sweep_case(world, view.case_no)
        if mine:
            stage = view.procedure.stage(view.stage)
            for key in mine:
                act = stage.act(key)
                if act is not None:
                    _count(world, view, act)
            world.after(view.case_no)
            return True
    return False


def _sweep_case(world: Stage, case_no: str) -> list[str]:
    """Sweep the clocks of one case that are behind; answer what lapsed, in order."""
    acted: list[str] = []
    while True:
        with world.db.reading() as session:
            ids = due_clocks_of(session, case_no, world.now)
        for clock_id in ids:
            with world.db.writing("sweep:clock") as session:
                done = sweep_clock(session, clock_id, now=world.now, calendar=world.calendar)
            if done and done.lapsed:
                acted.append(done.lapsed)
        if not ids:
            return acted
