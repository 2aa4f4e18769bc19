"""Kills and freezes a story's processes at each failpoint, and holds what is left against peace.

``python -m tests.fault.hunt STORY…`` prints a JSON report of each. It is one process, which forks
after all imports and while no database and no event loop is open: a kill costs no start-up.
"""

import contextlib
import gc
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from deploy import clock, prefect_server
from deploy.prefect_server import ServerProcess
from models.failpoints import ARMED
from tests.fault.kept import Shelf, keep_empty, put_back
from tests.fault.places import place_of, short_places
from tests.fault.play import Play, play_now
from tests.fault.process import HuntBroke
from tests.fault.steps import Story
from tests.fault.stories import LIFE, STORIES
from tests.fault.trials import Hunt, Spot

EMPTY = "empty.prefect"


@dataclass
class Report:
    """What was tried and what went wrong; ``passed`` names every failpoint of the story."""

    story: str
    passed: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    frozen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def chosen(story: Story, spots: list[Spot], *, everything: bool) -> list[Spot]:
    """Answer the first and last passing of each failpoint the story is about, or all passings."""
    if everything:
        return spots
    first: dict[str, Spot] = {}
    last: dict[str, Spot] = {}
    for spot in spots:
        if spot.name.startswith(story.about):
            first.setdefault(spot.name, spot)
            last[spot.name] = spot
    return list(dict.fromkeys([*first.values(), *last.values()]))


def freezable(story: Story, spot: Spot) -> bool:
    """Answer whether a worker may stand still there: not while it holds the database."""
    return bool(story.steps[spot.step].works) and not spot.name.endswith(":before-commit")


def warm(folder: Path) -> None:
    """Tell the life once here, so that templates, calendars and late imports come with a fork.

    Whatever it opens it closes again; Prefect, which keeps threads, is left out.
    """
    home = folder / "warm"
    home.mkdir()
    kept = dict(os.environ)
    os.environ |= {"PERMITLOOP_HOME": str(home), clock.NOW_FILE: str(home / "now"), ARMED: ""}
    with (
        (folder / "warm.log").open("w") as log,
        contextlib.redirect_stdout(log),
        contextlib.redirect_stderr(log),
    ):
        play_now(home, LIFE.steps[0].at)
        LIFE.seed(home)
        for step in LIFE.steps:
            play_now(home, step.at)
            step.do(Play(home))
    os.environ.clear()
    os.environ |= kept
    if threading.active_count() > 1:
        raise HuntBroke(f"a fork would lose threads: {threading.enumerate()}")


@dataclass(frozen=True)
class Wish:
    """What is hunted: ``only`` some places or failpoints, all where it is empty.

    ``everything`` takes every passing and tells each trial to the story's end; ``first`` the first
    passing alone, and tells no further than that needs; ``short`` so the first place of each kind.
    """

    only: tuple[str, ...] = ()
    everything: bool = False
    first: bool = False
    short: bool = False
    freeze: bool = True

    def wants(self, spot: Spot) -> bool:
        """Answer whether the spot is one of those."""
        return not self.only or spot.name in self.only or place_of(spot.name) in self.only

    def of(self, story: str) -> "Wish":
        """Answer what it means for one story."""
        if not self.short:
            return self
        return replace(self, only=short_places(story), first=True)


def hunt(names: Sequence[str], wish: Wish) -> list[Report]:
    """Tell stories in peace, then once for each death and each sleep; they share one server."""
    # A kill takes nothing from the page cache, so a folder in memory proves as much and is faster.
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="permitloop-fault-", dir=fast) as made,
        _server(Path(made), any(STORIES[name].with_prefect for name in names)) as server,
    ):
        folder = Path(made)
        warm(folder)
        # What is here now is nobody's rubbish: a collection in each fork need not look through it.
        gc.freeze()
        return [_told(name, folder, server, wish.of(name)) for name in names]


def _told(name: str, folder: Path, server: ServerProcess | None, wish: Wish) -> Report:
    story, report, began = STORIES[name], Report(name), time.monotonic()
    (folder / name).mkdir()
    if not story.with_prefect:
        server = None
    elif server is not None:
        put_back(server, folder / EMPTY)
    further = len(story.steps) if wish.everything else 1
    _hunt(Hunt(story, Shelf(folder / name, server), further), report, wish)
    report.seconds = round(time.monotonic() - began, 1)
    return report


def _hunt(hunter: Hunt, report: Report, wish: Wish) -> None:
    try:
        spots = hunter.tell({place_of(each) for each in wish.only} if wish.first else ())
    except HuntBroke as broke:
        report.wrong.append(f"undisturbed: {broke}")
        return
    report.passed = sorted({each.name for each in spots})
    for spot in chosen(hunter.story, spots, everything=wish.everything):
        if not wish.wants(spot) or (wish.first and spot != _first(spots, spot.name)):
            continue
        report.killed.append(str(spot))
        _try(report, "killed", spot, hunter.kill)
        if wish.freeze and freezable(hunter.story, spot):
            report.frozen.append(str(spot))
            _try(report, "frozen", spot, hunter.freeze)


def _first(spots: list[Spot], name: str) -> Spot:
    return next(each for each in spots if each.name == name)


def _try(
    report: Report,
    how: str,
    spot: Spot,
    trial: Callable[[Spot], Iterator[str]],
) -> None:
    try:
        found = list(trial(spot))
    except HuntBroke as broke:
        found = [str(broke)]
    report.wrong += [f"{how} at {spot} (step {spot.step}): {each}" for each in found]


@contextmanager
def _server(folder: Path, wanted: bool) -> Iterator[ServerProcess | None]:
    if not wanted:
        yield None
        return
    server = prefect_server.start(folder / "server", prefect_server.free_port())
    try:
        keep_empty(server, folder / EMPTY)
        yield server
    finally:
        prefect_server.stop(server)


def main(words: list[str]) -> int:
    """Hunt: ``STORY… [--all] [--short] [--first] [--no-freeze] [--only NAME,…]``."""
    only = words[words.index("--only") + 1] if "--only" in words else ""
    wish = Wish(
        only=tuple(filter(None, only.split(","))),
        everything="--all" in words,
        first="--first" in words,
        short="--short" in words,
        freeze="--no-freeze" not in words,
    )
    reports = hunt([each for each in words if each in STORIES], wish)
    print(json.dumps([vars(each) for each in reports], ensure_ascii=False, indent=1))
    return 1 if any(each.wrong for each in reports) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
