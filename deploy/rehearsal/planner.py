"""Makes the plan: walks that show everything, as few and short as a greedy choice gives."""

import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from casework.calendars import national_calendar
from deploy.migrate import migrate
from deploy.rehearsal.cast import Cast, engage, settle
from deploy.rehearsal.marks import TABLES, Mark, feeds, wanted
from deploy.rehearsal.never import NEVER
from deploy.rehearsal.script import MAIN, Step, Walk
from deploy.rehearsal.search import Search, Shown, retrace, search
from models.session import Database, open_database
from rules.case_view import SYSTEM
from rules.grammar import Procedure

Pool = list[Shown]
Looking = Callable[[Shown], frozenset[Mark]]
Telling = Callable[[str], None]

EACH_KIND = 3
"""How many ways for a case of one kind to tell a thing by one act are tried."""

OPENERS_OF_AN_ACT = 4

DAYS_A_STEP = 30
"""Days of waiting that count for a step: a short rehearsal stays within published calendars."""

BY_HAND_COSTS = 15
"""Steps that a system's act done by hand counts for: its natural cause is preferred."""


def make_plan(
    procedures: Iterable[str],
    seeds: Iterable[Walk],
    begins: datetime,
    seconds: float,
    tell: Telling,
) -> list[Walk]:
    """Answer a plan that shows all that the tables promise, telling what no walk was found for.

    ``seeds`` are walks of an older plan: what they still show need not be found again.
    """
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{Path(folder) / 'plan.db'}")
        migrate(db)
        with db.writing("engage_cast") as session:
            cast = settle(session, engage(session), 0, begins)
        walks = list(seeds)
        known = {key: _seeded(db, cast, begins, TABLES[key], walks) for key in procedures}
        _share(known)
        for one in known.values():
            _searched(one, seconds, tell)
        _tell_each_other(known, tell)
        pool = [each for one in known.values() for each in one.shows]
        db.close()
    return _chosen(pool)


def _seeded(
    db: Database, cast: Cast, begins: datetime, table: Procedure, seeds: list[Walk]
) -> Search:
    # Not for secrets: the same dice make the same plan again.
    dice = random.Random(table.key)  # noqa: S311
    known = Search(db, cast, national_calendar(), begins, table, dice)
    known.left = wanted(table) - NEVER.keys()
    for walk in seeds:
        if walk.procedure == table.key:
            known.confirm(walk)
            retrace(known, walk)
    return known


def _share(known: dict[str, Search]) -> None:
    """Want no more of a table what a walk of another one's case shows of it."""
    shown = {mark for one in known.values() for each in one.shows for mark in each.marks}
    for one in known.values():
        one.left -= shown


def _searched(known: Search, seconds: float, tell: Telling) -> None:
    left = search(known, seconds)
    tell(f"{known.table.key}: {len(known.shows)} walks, {len(left)} not found")
    for flaw in sorted(known.broken):
        tell(f"  duty broken: {flaw}")


def _tell_each_other(known: dict[str, Search], tell: Telling) -> None:
    """Find for each thing that one case tells another two cases that do so."""
    for teller in known.values():
        for hearer in known.values():
            for mark, word in feeds(teller.table, hearer.table).items():
                if mark in NEVER or _pair(teller, hearer, mark, word):
                    continue
                tell(f"  not found: {mark}")
    for one in known.values():
        for mark in sorted(one.left):
            tell(f"  not found: {mark}")


def _pair(teller: Search, hearer: Search, mark: Mark, word: str) -> bool:
    """Answer whether two cases show the mark, after trying for all that the hearing act can do."""
    act = mark.rpartition(".")[2]
    for walk in _pairs(teller, hearer, act, word):
        told = any(mark in each.marks for each in hearer.shows)
        if told and not any(_of_act(hearer, each, act) for each in hearer.left):
            return True
        hearer.confirm(walk)
    return any(mark in each.marks for each in hearer.shows)


def _of_act(hearer: Search, mark: Mark, act: str) -> bool:
    return mark in hearer.homes and hearer.homes[mark][1].key == act


def _pairs(teller: Search, hearer: Search, act: str, word: str) -> Iterator[Walk]:
    """Yield walks of two cases of which one may tell the other, the likeliest first."""
    told = list(_tellings(teller, word))
    for place, case in _openers(teller.table.key, hearer, act):
        yield from (inside(place, case, walk) for walk in told)
    for place in _hearings(hearer, act):
        yield from (together(place, walk) for walk in told)
    yield from _delayed(hearer, told)


def _openers(procedure: str, hearer: Search, act: str) -> Iterator[tuple[Walk, str]]:
    """Yield the shortest walks whose last step opens such a case, and where that case stands."""
    opening = {
        each.key
        for stage in hearer.table.stages
        for each in stage.acts
        if any(opened.procedure == procedure for opened in each.opens)
        and hearer.table.stage(each.to or stage.key).act(act) is not None
    }
    opened = f"> {procedure}"
    seen: Counter[str] = Counter()
    had: list[Walk] = []
    for each in sorted(hearer.shows, key=lambda each: len(each.walk.steps)):
        if not any(mark.startswith("opens ") and mark.endswith(opened) for mark in each.marks):
            continue
        steps = each.walk.steps
        places = [n for n, step in enumerate(steps, 1) if step.verb in opening and not step.case]
        if not places or seen[steps[places[-1] - 1].verb] >= OPENERS_OF_AN_ACT:
            continue
        walk = replace(each.walk, steps=steps[: places[-1]])
        if walk in had:
            continue
        had.append(walk)
        seen[_last(walk)] += 1
        case = hearer.place_of(walk, procedure)
        if case is not None:
            yield walk, case


def inside(first: Walk, case: str, second: Walk) -> Walk:
    """Answer a walk that goes one way and then the second's way in a case that it opened."""
    steps = [
        replace(each, case=f"{case}.{each.case}" if each.case else case) for each in second.steps
    ]
    return first.then(*steps)


def _delayed(hearer: Search, told: list[Walk]) -> Iterator[Walk]:
    """Yield pairs where a clock of the hearer ends before the last word is told."""
    simple = [each for each in hearer.places.values() if not each.walk.steps]
    for place in simple:
        stage = hearer.table.stage(place.guess.view.stage)
        for clock in dict.fromkeys(each.clock for each in stage.clocks if each.then):
            for walk in told:
                both = together(place.walk, walk)
                wait = Step(MAIN, f"until {clock}")
                yield replace(both, steps=(*both.steps[:-1], wait, both.steps[-1]))


def _hearings(hearer: Search, act: str) -> Iterator[Walk]:
    """Yield the shortest walks to each stage where a case can hear what it is told."""
    for stage in hearer.table.stages:
        if stage.act(act) is not None:
            walks = [
                place.walk
                for place in hearer.places.values()
                if place.guess.view.stage == stage.key
            ]
            yield from sorted(walks, key=lambda walk: len(walk.steps))[:4]


def _tellings(teller: Search, word: str) -> Iterator[Walk]:
    """Yield walks that end with telling a word, the shortest of each kind first."""
    announcing = {kind for kind, act in teller.table.announces if act == word}
    if announcing:
        for place in teller.places.values():
            if not place.walk.steps and announcing & set(place.walk.kinds):
                yield place.walk
    last = {act.key for stage in teller.table.stages for act in stage.acts if act.feeds == word}
    ending = [place.walk for place in teller.places.values() if _last(place.walk) in last]
    for each in teller.shows:
        ways = [n for n, step in enumerate(each.walk.steps, 1) if step.verb in last]
        ending += [replace(each.walk, steps=each.walk.steps[:n]) for n in ways]
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    had: list[Walk] = []
    for walk in sorted(ending, key=lambda walk: len(walk.steps)):
        way = walk.kinds, _last(walk)
        if walk in had or seen[way] >= EACH_KIND:
            continue
        had.append(walk)
        seen[way] += 1
        yield walk


def together(first: Walk, second: Walk) -> Walk:
    """Answer a walk that goes one way, opens the second's case and goes that way too."""
    facts = {**second.facts, "kinds": list(second.kinds)}
    opening = Step(MAIN, f"open {second.procedure}", SYSTEM.id, facts)
    steps = [replace(each, case=f"0.{each.case}" if each.case else "0") for each in second.steps]
    return first.then(opening, *steps)


def _last(walk: Walk) -> str:
    return walk.steps[-1].verb if walk.steps else ""


def _cost(shown: Shown) -> float:
    steps = shown.walk.steps
    by_hand = sum(each.who == SYSTEM.id and " " not in each.verb for each in steps)
    return 4 + len(steps) + BY_HAND_COSTS * by_hand + shown.days / DAYS_A_STEP


def _cover(pool: Pool, needed: set[Mark], look: Looking) -> Pool:
    """Choose greedily, by what is new for its cost, then drop what later ones made needless."""
    chosen: Pool = []
    rest, left = list(pool), set(needed)
    while left:
        best = max(rest, key=lambda each: len(look(each) & left) / _cost(each))
        chosen.append(best)
        rest.remove(best)
        left -= look(best)
    for each in sorted(chosen, key=_cost, reverse=True):
        others = [other for other in chosen if other is not each]
        if needed <= {mark for other in others for mark in look(other)}:
            chosen = others
    return chosen


def _all_marks(shown: Shown) -> frozenset[Mark]:
    return shown.marks


def _states(shown: Shown) -> frozenset[Mark]:
    return frozenset(mark for mark in shown.marks if mark.startswith("state "))


def _outcomes(shown: Shown) -> frozenset[Mark]:
    return frozenset(mark for mark in shown.marks if mark.startswith("outcome "))


def _chosen(pool: Pool) -> list[Walk]:
    """Choose walks that stand in every stage, then some that end in every way, then the rest."""
    walks: list[Walk] = []
    had: set[Mark] = set()
    for followed, look in (("step", _states), ("end", _outcomes), ("late", _all_marks)):
        needed = {mark for each in pool for mark in look(each)} - NEVER.keys() - had
        found = _cover(pool, needed, look)
        had |= {mark for each in found for mark in each.marks}
        walks += sorted(
            (replace(each.walk, followed=followed) for each in found),
            key=lambda walk: (walk.procedure, len(walk.steps)),
        )
    return walks
