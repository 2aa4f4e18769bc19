"""Measure 10,000 working-day sums and a day loop: `python -m benchmarks.workday_sums`."""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from datetime import date, timedelta

from benchmarks.bureau import CALENDAR
from benchmarks.figures import median, tell, took
from rules.deadlines import Rolling, Term, Unit, due

Sum = tuple[date, int]


def measure(number: int, rounds: int) -> list[dict[str, float | str]]:
    """Answer a row for the day loop, the prefix sums and the whole period with its steps."""
    chance = random.Random(2026)
    sums = [
        (date(2020, 1, 1) + timedelta(days=chance.randrange(2_100)), chance.randrange(1, 91))
        for _ in range(number)
    ]
    assert [_added(each) for each in sums[:500]] == [_walked(each) for each in sums[:500]]
    ways: dict[str, Callable[[Sum], object]] = {
        "day by day": _walked,
        "prefix sums": _added,
        "whole period with steps": _period,
    }
    took_by = {name: [_seconds(way, sums) for _ in range(rounds)] for name, way in ways.items()}
    base = median(took_by["day by day"])
    return [
        {
            "way": name,
            "sums": number,
            "cpu_ms_in_all": round(1000 * median(each), 1),
            "times_faster": round(base / median(each), 1),
        }
        for name, each in took_by.items()
    ]


def _seconds(way: Callable[[Sum], object], sums: list[Sum]) -> float:
    return took(lambda: [way(each) for each in sums]).cpu


def _added(each: Sum) -> date:
    return CALENDAR.add_workdays(*each)


def _period(each: Sum) -> date | None:
    term = Term(each[1], Unit.WORKDAY, Rolling.FORWARD)
    return due(term, each[0], calendar=CALENDAR).due_on


def _walked(each: Sum) -> date:
    day, left = each
    while left:
        day += timedelta(days=1)
        weekend = day.weekday() >= 5
        left -= day in CALENDAR.make_up_days or not (weekend or day in CALENDAR.days_off)
    return day


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sums", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    tell("workday_sums", measure(asked.sums, asked.rounds))


if __name__ == "__main__":
    main()
