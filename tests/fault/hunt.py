"""Kills and freezes a story's processes at each failpoint, and holds what is left against peace.

``python -m tests.fault.hunt STORY`` prints one JSON report. It is a process of its own, which forks
after all imports and while no database and no event loop is open: a kill costs no start-up.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy import clock, prefect_server
from deploy.prefect_server import ServerProcess
from models.failpoints import ARMED
from models.session import open_database
from tests.fault.play import Play, play_now
from tests.fault.remains import flaws, leased, remains
from tests.fault.stories import LIFE, STORIES, Story

LATER = timedelta(minutes=8)
"""How much later a killed worker is started again: its leases have run out, prolonged ones too."""

MOST_SECONDS = 300
KILLED, HUNG, BROKE = -signal.SIGKILL, -signal.SIGALRM, 70


@dataclass(frozen=True)
class Spot:
    """The ``count``-th passing of a failpoint within a step."""

    step: int
    name: str
    count: int

    def __str__(self) -> str:
        """Write the spot as the environment variable arms it."""
        return f"{self.name}#{self.count}"


@dataclass
class Report:
    """What was tried and what went wrong; ``passed`` names every failpoint of the story."""

    story: str
    passed: list[str] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    frozen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Hunt:
    """One story, where it is played, and what an undisturbed telling leaves."""

    story: Story
    folder: Path
    server: ServerProcess | None = None
    further: int = 1
    """How many steps a trial goes on after the one it disturbed."""

    peace: list[dict[str, Any]] = field(default_factory=list)
    """What an undisturbed telling leaves after each step."""

    def tell(self) -> list[Spot]:
        """Play the story undisturbed, keeping each step's start and end; answer all passings."""
        home = self.folder / "peace"
        home.mkdir()
        self._must(home, lambda: self.story.seed(home), self.story.steps[0].at)
        spots: list[Spot] = []
        for number in range(len(self.story.steps)):
            if not self.story.with_prefect:
                shutil.copytree(home, self.folder / f"before-{number}")
            elif number == 0:
                shutil.copytree(home, self.folder / "before-0")
            listed = home / f"passed-{number}"
            self._finish(home, number, number + 1, armed=f">{listed}")
            names = listed.read_text(encoding="utf-8").split() if listed.exists() else []
            spots += [
                Spot(number, name, names[: place + 1].count(name))
                for place, name in enumerate(names)
            ]
            self.peace.append(self._look(home))
        return spots

    def kill(self, spot: Spot) -> Iterator[str]:
        """Kill at a spot, start again until done, and yield what differs."""
        with self._world(spot) as (home, first, count):
            died = self._play(home, first, spot.step + 1, armed=f"{spot.name}#{count}")
            if died != KILLED:
                yield f"was not killed but ended with {died}: {_tail(home)}"
                return
            yield from (
                f"just after the kill: {each}" for each in self._ask(home, lambda: flaws(home))
            )
            if _begun(home) != spot.step:
                yield f"was killed in step {_begun(home)} already"
            yield from self._go_on(home, spot, LATER)

    def freeze(self, spot: Spot) -> Iterator[str]:
        """Freeze a worker at a spot, let another take over, wake the first, and go on.

        What the second holds when the first wakes must stay as it is: its lease is the newer one.
        """
        with self._world(spot) as (home, first, count):
            last = spot.step + 1
            sleeper = self._start(home, first, last, armed=f"{spot.name}#{count}!")
            if not _stopped(sleeper):
                yield f"did not stop: {_tail(home)}"
                return
            works = self.story.steps[spot.step].works
            second = self._start(home, spot.step, last, late=LATER, armed=f"{works}:after-commit!")
            held = self._held(home, sleeper) if _stopped(second) else None
            os.kill(sleeper, signal.SIGCONT)
            woke = _ended(sleeper)
            if woke != 0:
                yield f"the sleeper ended with {woke}: {_tail(home)}"
            if held is not None:
                now_held = self._held(home, sleeper)
                if held != now_held:
                    yield f"the sleeper changed what another holds: {held} became {now_held}"
                os.kill(second, signal.SIGCONT)
                taken = _ended(second)
                if taken != 0:
                    yield f"the second worker ended with {taken}: {_tail(home)}"
            yield from self._go_on(home, spot, LATER * 2)

    def _held(self, home: Path, sleeper: int) -> list[Any]:
        """Answer what others than the sleeper hold; what nobody took from it is its own still."""
        rows: list[list[str]] = self._ask(home, lambda: _leased(home))
        return [row for row in rows if not any(each.endswith(f":{sleeper}") for each in row)]

    def _go_on(self, home: Path, spot: Spot, late: timedelta) -> Iterator[str]:
        """Start again with the step that was disturbed, and hold what is left against peace."""
        until = min(spot.step + 1 + self.further, len(self.story.steps))
        self._finish(home, spot.step, until, late=late)
        yield from _differences(self.peace[until - 1], self._look(home))

    @contextmanager
    def _world(self, spot: Spot) -> Iterator[tuple[Path, int, int]]:
        """Lend an installation as it stood before the spot's step, or before the whole story."""
        first = 0 if self.story.with_prefect else spot.step
        self._forget_runs()
        home = self.folder / "trial"
        shutil.copytree(self.folder / f"before-{first}", home)
        try:
            yield home, first, spot.count
        finally:
            shutil.rmtree(home)

    def _forget_runs(self) -> None:
        if self.server is None:
            return
        play = Play(self.folder, self.server)
        for run in play.runs():
            play.prefect("DELETE", f"/flow_runs/{run['id']}")

    def _look(self, home: Path) -> dict[str, Any]:
        play = Play(home, self.server)
        left: dict[str, Any] = self._ask(home, lambda: remains(home, play) | {"flaws": flaws(home)})
        if left["flaws"]:
            raise HuntBroke(f"{self.story.name}: {left['flaws']}")
        return left

    def _ask(self, home: Path, question: Callable[[], Any]) -> Any:
        """Answer what a look at an installation finds, in a process that ends afterwards."""
        answer = home / "answer"

        def look() -> None:
            answer.write_text(json.dumps(question(), ensure_ascii=False), encoding="utf-8")

        self._must(home, look)
        return json.loads(answer.read_text(encoding="utf-8"))

    def _must(self, home: Path, work: Callable[[], None], at: Any = None) -> None:
        if at is not None:
            play_now(home, at)
        code = _ended(_fork(home, work, ""))
        if code != 0:
            raise HuntBroke(f"{self.story.name} ended with {code}: {_tail(home)}")

    def _finish(self, home: Path, first: int, until: int, **how: Any) -> None:
        code = self._play(home, first, until, **how)
        if code != 0:
            raise HuntBroke(f"{self.story.name}: ended with {code}: {_tail(home)}")

    def _play(self, home: Path, first: int, until: int, **how: Any) -> int:
        return _ended(self._start(home, first, until, **how))

    def _start(
        self, home: Path, first: int, until: int, late: timedelta = timedelta(0), armed: str = ""
    ) -> int:
        """Fork a process that plays steps, each noted as begun before it is."""

        def work() -> None:
            for number in range(first, until):
                step = self.story.steps[number]
                play_now(home, step.at + late if step.works else step.at)
                (home / "begun").write_text(str(number), encoding="utf-8")
                step.do(Play(home, self.server, repeat=late > timedelta(0) and number == first))

        return _fork(home, work, armed)


class HuntBroke(Exception):  # a situation, as every error here is named for one
    """The story itself does not go through."""


def _fork(home: Path, work: Callable[[], None], armed: str) -> int:
    child = os.fork()
    if child:
        return child
    code = BROKE
    try:
        signal.alarm(MOST_SECONDS)
        log = os.open(home / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ |= {
            "PERMITLOOP_HOME": str(home),
            clock.NOW_FILE: str(home / "now"),
            ARMED: armed,
        }
        work()
        code = 0
    except BaseException:  # noqa: BLE001  # the edge of a process: its log says why
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _stopped(child: int) -> bool:
    """Wait until a process stops or ends, and answer whether it stopped."""
    return os.WIFSTOPPED(os.waitpid(child, os.WUNTRACED)[1])


def _begun(home: Path) -> int:
    return int((home / "begun").read_text(encoding="utf-8"))


def _leased(home: Path) -> list[Any]:
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    try:
        return leased(db)
    finally:
        db.close()


def _tail(home: Path) -> str:
    log = home / "log"
    return log.read_text(encoding="utf-8", errors="replace")[-1500:] if log.exists() else ""


def _differences(peace: dict[str, Any], left: dict[str, Any]) -> Iterator[str]:
    for part in sorted(peace.keys() | left.keys()):
        wanted, found = peace.get(part, []), left.get(part, [])
        for place in range(max(len(wanted), len(found))):
            one = wanted[place] if place < len(wanted) else "nothing"
            other = found[place] if place < len(found) else "nothing"
            if one != other:
                yield f"{part}: undisturbed {_unlike(one, other)}"


def _unlike(one: Any, other: Any) -> str:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = [key for key in one if one[key] != other.get(key)]
        return "; ".join(f"{key} {one[key]!r}, here {other.get(key)!r}" for key in keys)[:600]
    return f"{one!r}, here {other!r}"[:600]


def chosen(story: Story, spots: list[Spot], *, everything: bool) -> list[Spot]:
    """Answer the first and last passing of each failpoint the story is about, or all passings.

    With Prefect each trial tells the story from its start, so the short test takes one of the two:
    the first before a place, the last after it.
    """
    if everything:
        return spots
    first: dict[str, Spot] = {}
    last: dict[str, Spot] = {}
    for spot in spots:
        if spot.name.startswith(story.about):
            first.setdefault(spot.name, spot)
            last[spot.name] = spot
    if story.with_prefect:
        return [last[name] if ":after-" in name else each for name, each in first.items()]
    return list(dict.fromkeys([*first.values(), *last.values()]))


def freezable(story: Story, spot: Spot, *, everything: bool) -> bool:
    """Answer whether a worker may stand still there: not while it holds the database.

    With Prefect the short test sleeps behind a place alone.
    """
    if not story.steps[spot.step].works or spot.name.endswith(":before-commit"):
        return False
    return everything or not story.with_prefect or ":after-" in spot.name


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


def hunt(name: str, *, only: str = "", everything: bool = False, freeze: bool = True) -> Report:
    """Tell a story in peace, then once for each death and each sleep; ``only`` names the spot."""
    report, began = Report(name), time.monotonic()
    # A kill takes nothing from the page cache, so a folder in memory proves as much and is faster.
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="permitloop-fault-", dir=fast) as folder,
        _server(STORIES[name], Path(folder)) as server,
    ):
        further = len(STORIES[name].steps) if everything else 1
        warm(Path(folder))
        hunter = Hunt(STORIES[name], Path(folder), server, further)
        _hunt(hunter, report, only, everything=everything, freeze=freeze)
    report.seconds = round(time.monotonic() - began, 1)
    return report


def _hunt(hunter: Hunt, report: Report, only: str, *, everything: bool, freeze: bool) -> None:
    try:
        spots = hunter.tell()
    except HuntBroke as broke:
        report.wrong.append(f"undisturbed: {broke}")
        return
    report.passed = sorted({each.name for each in spots})
    for spot in chosen(hunter.story, _counted(hunter.story, spots), everything=everything):
        if only and spot.name != only:
            continue
        report.killed.append(str(spot))
        _try(report, "killed", spot, hunter.kill)
        if freeze and freezable(hunter.story, spot, everything=everything):
            report.frozen.append(str(spot))
            _try(report, "frozen", spot, hunter.freeze)


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


def _counted(story: Story, spots: list[Spot]) -> list[Spot]:
    """Count passings from where a trial begins: its step, or the story where Prefect remembers."""
    if not story.with_prefect:
        return spots
    seen: dict[str, int] = {}
    counted = []
    for spot in spots:
        seen[spot.name] = seen.get(spot.name, 0) + 1
        counted.append(replace(spot, count=seen[spot.name]))
    return counted


@contextmanager
def _server(story: Story, folder: Path) -> Iterator[ServerProcess | None]:
    if not story.with_prefect:
        yield None
        return
    server = prefect_server.start(folder / "server", prefect_server.free_port())
    try:
        yield server
    finally:
        prefect_server.stop(server)


def main(words: list[str]) -> int:
    """Hunt through the named stories: ``STORY [--all] [--no-freeze] [--only NAME]``."""
    only = words[words.index("--only") + 1] if "--only" in words else ""
    report = hunt(
        words[0], only=only, everything="--all" in words, freeze="--no-freeze" not in words
    )
    print(json.dumps(vars(report), ensure_ascii=False, indent=1))
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
