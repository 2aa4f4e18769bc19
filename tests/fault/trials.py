"""One story told undisturbed, and the trials held against it: a death or a sleep at one spot."""

import json
import os
import signal
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from models.session import open_database
from tests.fault.kept import Shelf
from tests.fault.places import place_of
from tests.fault.play import Play, play_now
from tests.fault.process import KILLED, HuntBroke, ended, forked, stopped, tail
from tests.fault.remains import flaws, leased, remains
from tests.fault.steps import Story

LATER = timedelta(minutes=8)
"""How much later a killed worker is started again: its leases have run out, prolonged ones too."""


@dataclass(frozen=True)
class Spot:
    """The ``count``-th passing of a failpoint within a step."""

    step: int
    name: str
    count: int

    def __str__(self) -> str:
        """Write the spot as the environment variable arms it."""
        return f"{self.name}#{self.count}"


@dataclass(frozen=True)
class Hunt:
    """One story, where it is played, and what an undisturbed telling leaves."""

    story: Story
    shelf: Shelf
    further: int = 1
    """How many steps a trial goes on after the one it disturbed."""

    peace: list[dict[str, Any]] = field(default_factory=list)
    """What an undisturbed telling leaves after each step."""

    def tell(self, until: Collection[str] = ()) -> list[Spot]:
        """Play the story undisturbed, keeping each step's start and end; answer all passings.

        ``until`` names places: the telling ends where a trial of their first passings does.
        """
        home = self.shelf.folder / "peace"
        home.mkdir()
        self._must(home, lambda: self.story.seed(home), self.story.steps[0].at)
        spots: list[Spot] = []
        for number in range(len(self.story.steps)):
            done = {place_of(each.name) for each in spots if each.step + self.further < number}
            if until and done.issuperset(until):
                break
            self.shelf.keep(home, f"before-{number}")
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
        with self.shelf.lent(f"before-{spot.step}") as home:
            died = self._play(home, spot.step, spot.step + 1, armed=str(spot))
            if died != KILLED:
                yield f"was not killed but ended with {died}: {tail(home)}"
                return
            yield from (
                f"just after the kill: {each}" for each in self._ask(home, lambda: flaws(home))
            )
            yield from self._go_on(home, spot, LATER)

    def freeze(self, spot: Spot) -> Iterator[str]:
        """Freeze a worker at a spot, let another take over, wake the first, and go on.

        What the second holds when the first wakes must stay as it is: its lease is the newer one.
        """
        with self.shelf.lent(f"before-{spot.step}") as home:
            last = spot.step + 1
            sleeper = self._start(home, spot.step, last, armed=f"{spot}!")
            if (code := stopped(sleeper)) is not None:
                yield f"did not stop but ended with {code}: {tail(home)}"
                return
            works = self.story.steps[spot.step].works
            second = self._start(home, spot.step, last, late=LATER, armed=f"{works}:after-commit!")
            taken = stopped(second)
            held = self._held(home, sleeper) if taken is None else None
            os.kill(sleeper, signal.SIGCONT)
            woke = ended(sleeper)
            if woke != 0:
                yield f"the sleeper ended with {woke}: {tail(home)}"
            if held is not None:
                now_held = self._held(home, sleeper)
                if held != now_held:
                    yield f"the sleeper changed what another holds: {held} became {now_held}"
                os.kill(second, signal.SIGCONT)
                taken = ended(second)
            if taken != 0:
                yield f"the second worker ended with {taken}: {tail(home)}"
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

    def _look(self, home: Path) -> dict[str, Any]:
        play = Play(home, self.shelf.server)
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
        code = ended(forked(home, work, ""))
        if code != 0:
            raise HuntBroke(f"{self.story.name} ended with {code}: {tail(home)}")

    def _finish(self, home: Path, first: int, until: int, **how: Any) -> None:
        code = self._play(home, first, until, **how)
        if code != 0:
            raise HuntBroke(f"{self.story.name}: ended with {code}: {tail(home)}")

    def _play(self, home: Path, first: int, until: int, **how: Any) -> int:
        return ended(self._start(home, first, until, **how))

    def _start(
        self, home: Path, first: int, until: int, late: timedelta = timedelta(0), armed: str = ""
    ) -> int:
        """Fork a process that plays steps."""

        def work() -> None:
            for number in range(first, until):
                step = self.story.steps[number]
                play_now(home, step.at + late if step.works else step.at)
                step.do(
                    Play(home, self.shelf.server, repeat=late > timedelta(0) and number == first)
                )

        return forked(home, work, armed)


def _leased(home: Path) -> list[Any]:
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    try:
        return leased(db)
    finally:
        db.close()


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
