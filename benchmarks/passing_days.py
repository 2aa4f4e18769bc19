"""Lets days pass over Prefect's SQLite file by moving its rows into the past, and counts them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

EVENTS_DAYS, ENDED_DAYS = 7, 90
MAIN = (
    "flow_run", "flow_run_state", "task_run", "task_run_state", "log", "artifact", "events",
    "event_resources",
)  # fmt: skip


def age(file: Path, days: int) -> None:
    """Move every instant of every table into the past, to the microsecond."""
    with closing(sqlite3.connect(file, timeout=60)) as opened, opened:
        for table, columns in _instants(opened):
            moved = ", ".join(
                f'"{each}" = date(substr("{each}", 1, 10), :back) || substr("{each}", 11)'
                for each in columns
            )
            opened.execute(f'UPDATE "{table}" SET {moved}', {"back": f"-{days} days"})


def _instants(opened: sqlite3.Connection) -> Iterator[tuple[str, list[str]]]:
    tables = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        kinds = opened.execute(f'PRAGMA table_info("{table}")').fetchall()
        columns = [each[1] for each in kinds if each[2].upper() in ("DATETIME", "TIMESTAMP")]
        if columns:
            yield table, columns


def overdue(file: Path) -> int:
    """Answer how many rows the server's retention has still to delete."""
    ended, events = (
        (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
        for days in (ENDED_DAYS, EVENTS_DAYS)
    )
    left = (
        "SELECT (SELECT count(*) FROM flow_run WHERE end_time < :ended AND state_type IN"
        " ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED'))"
        " + (SELECT count(*) FROM events WHERE occurred < :events)"
        " + (SELECT count(*) FROM log WHERE flow_run_id NOT IN (SELECT id FROM flow_run))"
        " + (SELECT count(*) FROM artifact WHERE flow_run_id NOT IN (SELECT id FROM flow_run))"
    )
    with closing(sqlite3.connect(file, timeout=60)) as opened:
        found: int = opened.execute(left, {"ended": ended, "events": events}).fetchone()[0]
    return found


def counted(file: Path, year: int) -> dict[str, float | int | str]:
    """Answer the rows of each table and the size of the file."""
    with closing(sqlite3.connect(file, timeout=60)) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        names = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = {
            each: opened.execute(f'SELECT count(*) FROM "{each}"').fetchone()[0]
            for (each,) in names
        }
        free, size = (
            opened.execute(f"PRAGMA {each}").fetchone()[0]
            for each in ("freelist_count", "page_size")
        )
    on_disk = file.stat().st_size
    return {
        "year": year,
        **{each: rows[each] for each in MAIN},
        "others": sum(rows.values()) - sum(rows[each] for each in MAIN),
        "all": sum(rows.values()),
        "file_mb": round(on_disk / 2**20, 2),
        "used_mb": round((on_disk - free * size) / 2**20, 2),
    }
