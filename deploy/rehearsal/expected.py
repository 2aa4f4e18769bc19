"""The committed list of what a rehearsal must show, and what a rehearsal lacks or has beyond it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from deploy.rehearsal.marks import Mark

EXPECTED = Path(__file__).with_name("expected.json")
ONLY_IN_PREFECT = "run"


@dataclass(frozen=True)
class Held:
    """A rehearsal held against the list."""

    exercised: int
    not_exercised: tuple[Mark, ...]
    unexpected: tuple[Mark, ...]

    @property
    def complete(self) -> bool:
        """Answer whether all that is listed was shown, and nothing else."""
        return not self.not_exercised and not self.unexpected


def held_against(expected: Iterable[Mark], seen: Iterable[Mark]) -> Held:
    """Answer what of the list was shown, what was not, and what was shown beyond it."""
    listed, shown = set(expected), set(seen)
    return Held(len(listed & shown), tuple(sorted(listed - shown)), tuple(sorted(shown - listed)))


def read_expected(path: Path = EXPECTED, *, prefect: bool = True) -> set[Mark]:
    """Answer the committed list; without Prefect its runs are not on it."""
    grouped: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return {
        f"{group} {mark}"
        for group, marks in grouped.items()
        for mark in marks
        if prefect or group != ONLY_IN_PREFECT
    }


def write_expected(seen: Iterable[Mark], path: Path = EXPECTED) -> None:
    """Write the list anew, by what kind of thing each is, for a person to review."""
    pairs = sorted(tuple(mark.split(" ", 1)) for mark in seen)
    grouped = {
        group: [rest for _, rest in marks] for group, marks in groupby(pairs, lambda pair: pair[0])
    }
    text = json.dumps(grouped, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
