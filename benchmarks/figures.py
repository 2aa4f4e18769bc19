"""How a benchmark times and tells: wall and CPU of a piece of work, a small table, and JSON."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, float | int | str | bool]


@dataclass(frozen=True)
class Took:
    """Seconds on the wall and seconds of this process's CPU."""

    wall: float
    cpu: float


def took(work: Callable[[], object]) -> Took:
    """Do the work once and answer what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


def median(values: Sequence[float]) -> float:
    """Answer the middle of the values."""
    return statistics.median(values)


def percentile(values: Sequence[float], hundredth: int) -> float:
    """Answer the value below which so many of a hundred lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[hundredth - 1]


def tell(name: str, rows: Sequence[Row]) -> None:
    """Print a table for people and one line of JSON for programs."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    shown = [[str(row.get(key, "")) for key in columns] for row in rows]
    widths = [max(len(each) for each in column) for column in zip(columns, *shown, strict=True)]
    for line in (columns, *shown):
        print("  ".join(each.rjust(width) for each, width in zip(line, widths, strict=True)))
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"benchmark": name, "machine": machine, "load": load, "rows": rows}))
