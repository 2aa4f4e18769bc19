"""Measure a click against its floor, on SQLite and on PostgreSQL: `python -m benchmarks.click`.

Batches of floor transactions and of human steps take turns, so that a loaded machine weighs on both
alike; the figures are medians over the batches, and CPU is this process's own.
"""

from __future__ import annotations

import argparse
from functools import partial

from benchmarks.bureau import KINDS, LIFE, clue, lived, staffed
from benchmarks.figures import Row, Took, median, percentile, tell, took
from benchmarks.floor import Step, floor
from models.session import Database

STEPS = 10 * len(LIFE)


def measure(kind: str, rounds: int) -> Row:
    """Answer the figures of one kind of database."""
    with staffed(kind) as (db, party_id), floor(db.url) as step:
        _floor_batch(step, 0)
        _click_batch(db, party_id, "warm")
        floors, clicks = [], []
        for number in range(1, rounds + 1):
            floors.append(took(partial(_floor_batch, step, number * STEPS)))
            cases = _clues(db, party_id, str(number))
            clicks.append(took(partial(_live, db, cases)))
    return _row(kind, floors, clicks)


def _floor_batch(step: Step, version: int) -> None:
    for number in range(version, version + STEPS):
        step(number)


def _click_batch(db: Database, party_id: int, name: str) -> None:
    _live(db, _clues(db, party_id, name))


def _clues(db: Database, party_id: int, name: str) -> list[str]:
    return [clue(db, party_id, f"{name}:{each}") for each in range(STEPS // len(LIFE))]


def _live(db: Database, cases: list[str]) -> None:
    for case_no in cases:
        lived(db, case_no)


def _row(kind: str, floors: list[Took], clicks: list[Took]) -> Row:
    ratios_wall = [one.wall / base.wall for one, base in zip(clicks, floors, strict=True)]
    ratios_cpu = [one.cpu / base.cpu for one, base in zip(clicks, floors, strict=True)]
    return {
        "database": kind,
        "steps": STEPS * len(clicks),
        "floor_wall_ms": _ms([each.wall for each in floors]),
        "floor_cpu_ms": _ms([each.cpu for each in floors]),
        "click_wall_ms": _ms([each.wall for each in clicks]),
        "click_cpu_ms": _ms([each.cpu for each in clicks]),
        "times_floor_wall": round(median(ratios_wall), 1),
        "times_floor_cpu": round(median(ratios_cpu), 1),
        "times_floor_wall_p90": round(percentile(ratios_wall, 90), 1),
    }


def _ms(batches: list[float]) -> float:
    return round(1000 * median(batches) / STEPS, 2)


def main() -> None:
    """Print the figures of both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", choices=sorted(KINDS))
    asked = parser.parse_args()
    kinds = [asked.only] if asked.only else list(KINDS)
    tell("click", [measure(kind, asked.rounds) for kind in kinds])


if __name__ == "__main__":
    main()
