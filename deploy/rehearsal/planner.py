"""Makes the plan: walks that show everything, as few and short as a greedy choice gives."""

import random
import tempfile
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
from deploy.rehearsal.search import Search, search
from models.session import Database, open_database
from rules.decide import SYSTEM
from rules.grammar import Procedure

Pool = list[tuple[Walk, frozenset[Mark]]]
Telling = Callable[[str], None]

MOST_PAIRS = 40
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
        known = {
            key: _searched(db, cast, begins, TABLES[key], list(seeds), seconds, tell)
            for key in procedures
        }
        pool = [each for one in known.values() for each in one.shows]
        pool += _told_pairs(known, tell)
        db.close()
    return _shown(_cover(pool), dict(_as_shown(pool)))


def _searched(
    db: Database,
    cast: Cast,
    begins: datetime,
    table: Procedure,
    seeds: list[Walk],
    seconds: float,
    tell: Telling,
) -> Search:
    # Not for secrets: the same dice make the same plan again.
    dice = random.Random(table.key)  # noqa: S311
    known = Search(db, cast, national_calendar(), begins, table, dice)
    known.left = wanted(table) - NEVER.keys()
    for walk in seeds:
        if walk.procedure == table.key:
            known.confirm(walk)
    left = search(known, seconds)
    tell(f"{table.key}: {len(known.shows)} walks, {len(left)} not found")
    for mark in sorted(left):
        tell(f"  not found: {mark}")
    for flaw in sorted(known.broken):
        tell(f"  duty broken: {flaw}")
    return known


def _told_pairs(known: dict[str, Search], tell: Telling) -> Pool:
    """Find for each thing that one case tells another two cases that do so."""
    pool: Pool = []
    for teller in known.values():
        for hearer in known.values():
            for mark, word in feeds(teller.table, hearer.table).items():
                if mark in NEVER or any(mark in marks for _, marks in pool):
                    continue
                found = _pair(teller, hearer, mark, word)
                if found is None:
                    tell(f"  not found: {mark}")
                else:
                    pool.append(found)
    return pool


def _pair(
    teller: Search, hearer: Search, mark: Mark, word: str
) -> tuple[Walk, frozenset[Mark]] | None:
    act = mark.rpartition(".")[2]
    told = list(_tellings(teller, word))
    for place in _hearings(hearer, act):
        for walk in told[:MOST_PAIRS]:
            shown = hearer.confirm(together(place, walk))
            if mark in shown:
                return hearer.shows.pop()
    return None


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
    ending = [walk for walk, _ in teller.shows if walk.steps and walk.steps[-1].verb in last]
    yield from sorted(ending, key=lambda walk: len(walk.steps))


def together(first: Walk, second: Walk) -> Walk:
    """Answer a walk that goes one way, opens the second's case and goes that way too."""
    facts = {**second.facts, "kinds": list(second.kinds)}
    opening = Step(MAIN, f"open {second.procedure}", SYSTEM.id, facts)
    steps = [replace(each, case=f"0.{each.case}" if each.case else "0") for each in second.steps]
    return first.then(opening, *steps)


def _cost(walk: Walk) -> int:
    by_hand = sum(each.who == SYSTEM.id and " " not in each.verb for each in walk.steps)
    return 4 + len(walk.steps) + BY_HAND_COSTS * by_hand


def _cover(pool: Pool) -> Pool:
    """Choose greedily, by new marks for their cost, then drop what the later ones made needless."""
    needed = set().union(*(marks for _, marks in pool)) - NEVER.keys()
    chosen: Pool = []
    rest, left = list(pool), set(needed)
    while left:
        best = max(rest, key=lambda each: len(each[1] & left) / _cost(each[0]))
        chosen.append(best)
        rest.remove(best)
        left -= best[1]
    for each in sorted(chosen, key=lambda pair: -_cost(pair[0])):
        others = set().union(*(marks for walk, marks in chosen if walk is not each[0]))
        if needed <= others:
            chosen.remove(each)
    return chosen


def _as_shown(pool: Pool) -> Iterator[tuple[int, frozenset[Mark]]]:
    for walk, marks in pool:
        yield id(walk), frozenset(mark for mark in marks if mark.startswith("state "))


def _shown(chosen: Pool, states: dict[int, frozenset[Mark]]) -> list[Walk]:
    """Mark the few walks that together stand in every stage: these are followed step by step."""
    left = set().union(*(states[id(walk)] for walk, _ in chosen))
    walks, rest = [], [walk for walk, _ in chosen]
    while left:
        best = max(rest, key=lambda walk: len(states[id(walk)] & left) / (4 + len(walk.steps)))
        rest.remove(best)
        walks.append(replace(best, shown=True))
        left -= states[id(best)]
    return [*walks, *sorted(rest, key=lambda walk: (walk.procedure, len(walk.steps)))]
