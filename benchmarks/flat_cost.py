"""Measure whether a step stays as cheap as the first: `python -m benchmarks.flat_cost`.

The same act is done in three places in turn: a young case, a case with 1,000 events, and a young
case beside 100,000 parked ones. The figures are medians over the batches.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.bureau import application, explain, staffed
from benchmarks.docket import park
from benchmarks.figures import Took, median, tell, took
from models.session import Database

BATCH = 25


def measure(kind: str, events: int, parked: int, rounds: int) -> list[dict[str, float | str]]:
    """Answer a row for each of the three places."""
    with ExitStack() as open_now:
        small, party = open_now.enter_context(staffed(kind))
        full, other_party = open_now.enter_context(staffed(kind))
        park(full, application(full, other_party, "model"), parked)
        aged = application(small, party, "aged")
        _explain(small, aged, events)
        took_by: dict[str, list[Took]] = {}
        for number in range(rounds + 1):
            key = str(number)
            for name, steps in (
                ("young case", _steps(small, application(small, party, key))),
                (f"case with {events} events", _steps(small, aged)),
                (f"beside {parked} cases", _steps(full, application(full, other_party, key))),
            ):
                took_by.setdefault(name, []).append(took(steps))
    # The first round fills caches.
    return _rows(kind, {name: each[1:] for name, each in took_by.items()})


def _steps(db: Database, case_no: str) -> Callable[[], None]:
    return lambda: _explain(db, case_no, BATCH)


def _explain(db: Database, case_no: str, times: int) -> None:
    for _ in range(times):
        explain(db, case_no)


def _rows(kind: str, took_by: dict[str, list[Took]]) -> list[dict[str, float | str]]:
    first = next(iter(took_by.values()))
    return [
        {
            "database": kind,
            "step": name,
            "wall_ms": round(1000 * median([one.wall for one in each]) / BATCH, 2),
            "cpu_ms": round(1000 * median([one.cpu for one in each]) / BATCH, 2),
            "times_first_cpu": _ratio([one.cpu for one in each], [one.cpu for one in first]),
            "times_first_wall": _ratio([one.wall for one in each], [one.wall for one in first]),
        }
        for name, each in took_by.items()
    ]


def _ratio(ones: list[float], bases: list[float]) -> float:
    return round(median([one / base for one, base in zip(ones, bases, strict=True)]), 2)


def main() -> None:
    """Print the figures of both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000)
    parser.add_argument("--parked", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    kinds = [asked.only] if asked.only else ["sqlite", "postgresql"]
    rows = [
        row for kind in kinds for row in measure(kind, asked.events, asked.parked, asked.rounds)
    ]
    tell("flat_cost", rows)


if __name__ == "__main__":
    main()
