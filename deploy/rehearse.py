"""``permitloop rehearse``: plays the plan on a clock that jumps, held against the list."""

import asyncio
import contextlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from deploy import prefect_server
from deploy.prefect_server import ServerProcess
from deploy.rehearsal.expected import Held, held_against, read_expected
from deploy.rehearsal.marks import Mark
from deploy.rehearsal.replay import Player, replay
from deploy.rehearsal.script import Walk, read_plan
from deploy.rehearsal.stage import BEGINS, Follow, World, build_world, nobody
from deploy.rehearsal.witness import seen_in_outbox, seen_in_prefect, seen_in_rows
from flows import parking
from flows.driver import Driver, drive_until_idle

Telling = Callable[[str], None]
Choice = Callable[[Sequence[Walk]], list[Walk]]

MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own is made in it
WEEK = timedelta(days=7)
FOLLOWED = {"end": "末了跟随", "step": "逐步跟随", "late": "其余"}
LAST_PART = "late"
LONG_ENOUGH = 3
"""A walk of so many steps is seen to wait, to go on and to wait again."""
QUIET = ("permitloop", "prefect", "alembic", "apscheduler")


@dataclass(frozen=True)
class Rehearsed:
    """What one rehearsal showed, and the steps at which the world refused a walk."""

    seen: frozenset[Mark]
    stumbled: tuple[str, ...]

    def held(self, *, prefect: bool) -> Held:
        """Answer it held against the committed list; a refused step is beyond it."""
        return held_against(read_expected(prefect=prefect), {*self.seen, *self.stumbled})


def whole(walks: Sequence[Walk]) -> list[Walk]:
    """Choose every walk."""
    return list(walks)


def every_stage(walks: Sequence[Walk]) -> list[Walk]:
    """Choose the walks that stand in every stage and end in every way."""
    return [each for each in walks if each.followed != LAST_PART]


def one_each(walks: Sequence[Walk]) -> list[Walk]:
    """Choose one walk of each procedure that is followed step by step, and is long enough."""
    chosen: dict[str, Walk] = {}
    for each in sorted(walks, key=lambda walk: len(walk.steps)):
        before = chosen.get(each.procedure)
        if each.followed == "step" and (before is None or len(before.steps) < LONG_ENOUGH):
            chosen[each.procedure] = each
    return list(chosen.values())


def rehearse(
    home: Path, server: ServerProcess | None, tell: Telling, choose: Choice = whole
) -> Rehearsed:
    """Play the walks of the plan that are chosen, in ``home``, and follow them in Prefect."""
    world, walks = build_world(home), choose(read_plan())
    with _quiet():
        if server is None:
            players = asyncio.run(_play(world, walks, tell))
            runs: set[Mark] = set()
        else:
            with prefect_server.connected(server):
                players, runs = asyncio.run(_play_followed(world, walks, tell))
    seen = seen_in_rows(world.db) | seen_in_outbox(home / "outbox") | runs
    world.db.close()
    return Rehearsed(frozenset(seen), tuple(each.stumbled for each in players if each.stumbled))


def next_monday(now: datetime) -> datetime:
    """Answer the hour at which the rehearsal began, on the first such weekday after an instant."""
    weeks = -((BEGINS - now) // WEEK)
    return BEGINS + weeks * WEEK


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Leave out what the parts log of each duty and turn: the rehearsal's report is the list."""
    levels = {name: logging.getLogger(name).level for name in QUIET}
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@contextlib.contextmanager
def own_home(keep: Path | None) -> Iterator[Path]:
    """Answer an empty folder, kept where somebody wants to look at it afterwards."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=False)
        yield keep
        return
    # In memory where there is such a place: a rehearsal need not survive a power cut.
    memory = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="permitloop-rehearsal-", dir=memory) as folder:
        yield Path(folder)


@contextlib.contextmanager
def own_server(home: Path) -> Iterator[ServerProcess]:
    """Start a Prefect server for a rehearsal and stop it afterwards."""
    server = prefect_server.start(home, prefect_server.free_port())
    try:
        yield server
    finally:
        prefect_server.stop(server)


async def _play_followed(
    world: World, walks: Sequence[Walk], tell: Telling
) -> tuple[list[Player], set[Mark]]:
    async with parking.connection() as client:
        driver = Driver(world.db, world.services, lambda: world.now, client, "driver:rehearsal")

        async def follow() -> None:
            await drive_until_idle(driver)

        players = await _play(world, walks, tell, follow)
        await follow()
        tell("其余案件的 Prefect 运行已补上")
        return players, await seen_in_prefect(client)


async def _play(
    world: World, walks: Sequence[Walk], tell: Telling, follow: Follow = nobody
) -> list[Player]:
    """Play the walks in three parts, each from a Monday on, as Prefect is to follow them."""
    parts = {word: [each for each in walks if each.followed == word] for word in FOLLOWED}
    players: list[Player] = []
    for word, part in parts.items():
        await world.pass_until(next_monday(world.now))
        world.follow = follow if word == "step" else nobody
        players += await replay(world, part, len(players) + 1)
        if word == "end":
            await follow()
        tell(f"{FOLLOWED[word]}：{len(part)} 条路径已走完，演练时钟 {world.now:%Y-%m-%d}")
    return players
