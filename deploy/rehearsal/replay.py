"""Replays the plan against the real casework: every walk an hour a step, all in one world."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casework.open_case import open_case
from deploy.rehearsal.cast import Cast, settle
from deploy.rehearsal.sandbox import (
    STEP,
    act,
    confirm,
    due_of,
    linked_no,
    opening_of,
    to_open,
)
from deploy.rehearsal.script import (
    ANOTHER,
    CONCERNED,
    CONCERNED_WALK_FACTS,
    CONCERNED_WALK_KINDS,
    MAIN,
    Step,
    Walk,
)
from deploy.rehearsal.stage import World
from rules.case_view import SYSTEM
from rules.errors import PermitLoopError
from rules.facts import FactValue

PAUSE = timedelta(days=7)
"""How long the world goes on after the last step, so that the last rungs are reached."""


@dataclass
class Player:
    """Somebody who takes one walk; ``stumbled`` says at which step the world refused, and why."""

    number: int
    walk: Walk
    cast: Cast
    at_step: str = "open"
    names: dict[str, str] = field(default_factory=dict)
    stumbled: str = ""


async def replay(world: World, walks: Iterable[Walk], first_number: int) -> list[Player]:
    """Take walks side by side from the world's present on, each step when its time has come."""
    players = [_seated(world, number, walk) for number, walk in enumerate(walks, first_number)]
    courses = {each.number: _course(world, each) for each in players}
    ahead = [(world.now, each.number) for each in players]
    while ahead:
        at, number = heapq.heappop(ahead)
        await world.pass_until(at)
        then = _go_on(courses[number], players[number - first_number])
        await world.follow()
        if then is not None:
            heapq.heappush(ahead, (then, number))
    await world.pass_until(world.now + PAUSE)
    return players


def _seated(world: World, number: int, walk: Walk) -> Player:
    with world.db.writing("settle_unit") as session:
        return Player(number, walk, settle(session, world.staff, number, world.now))


def _go_on(course: Iterator[datetime], player: Player) -> datetime | None:
    """Take the next step and answer when the one after it is due; None at the end of the walk."""
    try:
        return next(course, None)
    except PermitLoopError as refused:
        walk = f"walk {player.number} ({player.walk.procedure} {' '.join(player.walk.kinds)})"
        player.stumbled = f"{walk}, {player.at_step}: {refused}"
        return None


def _course(world: World, player: Player) -> Iterator[datetime]:
    """Take one step each time it is asked, and yield when the next one is due."""
    walk = player.walk
    player.names[MAIN] = _open(world, player, walk.procedure, walk.kinds, walk.facts)
    yield world.now + STEP
    for place, step in enumerate(walk.steps, 1):
        player.at_step = f"step {place} {step.case} {step.verb}"
        if step.verb.startswith("wait "):
            yield world.now + timedelta(hours=int(step.verb[5:]))
        elif step.verb.startswith("until "):
            yield _due(world, player, step)
        else:
            _click(world, player, step)
            yield world.now + STEP


def _open(
    world: World,
    player: Player,
    procedure: str,
    kinds: tuple[str, ...],
    facts: Mapping[str, FactValue],
) -> str:
    key = f"rehearsal:{player.number}:{len(player.names)}:{procedure}"
    if facts.get(CONCERNED) == ANOTHER:
        before = _open(world, player, "violation", CONCERNED_WALK_KINDS, CONCERNED_WALK_FACTS)
        facts = {**facts, CONCERNED: before}
    wanted = to_open(player.cast, procedure, kinds, facts, key, world.now)
    with world.db.writing("rehearse_opening") as session:
        done = open_case(session, wanted, SYSTEM, now=world.now, calendar=world.calendar)
    return done.case_no


def _click(world: World, player: Player, step: Step) -> None:
    word, _, named = step.verb.partition(" ")
    if word == "open":
        kinds, facts = opening_of(step)
        _open(world, player, named, kinds, facts)
        return
    number = _case_no(world, player, step.case)
    with world.db.writing("rehearse_act") as session:
        if word == "confirm":
            confirm(session, number, named, player.cast.people[step.who], world.now)
        else:
            act(session, player.cast, number, step, world.now, world.calendar)


def _due(world: World, player: Player, step: Step) -> datetime:
    number = _case_no(world, player, step.case)
    with world.db.reading() as session:
        return due_of(session, number, step.verb.partition(" ")[2], world.now)


def _case_no(world: World, player: Player, case: str) -> str:
    if case not in player.names:
        opener = _case_no(world, player, case.rpartition(".")[0])
        with world.db.reading() as session:
            player.names[case] = linked_no(session, opener, case)
    return player.names[case]
