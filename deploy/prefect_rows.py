"""The rows of Prefect's database that its API and its retention leave: a waiting run's old states.

Every wake of a waiting run adds states and warnings of the engine's own; nothing in 3.8 takes them
away before the run ends. Only these two tables are touched, in small batches, and never a run's
present state, its newest states or its diary. The contract tests hold the names used here.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from flows.parking import DEPLOYMENT_NAME, DIARY
from flows.trimming import Keep
from models.failpoints import outside

BATCH = 500
MOST_BATCHES = 400
WAIT_SECONDS = 30.0
"""How long one deletion waits for the server's own writes on SQLite."""

WORTH_BYTES = 64 * 2**20
"""Less free room than this in the file is left for the rows to come."""

logger = logging.getLogger("permitloop.prefect_rows")

_STATES = sa.table(
    "flow_run_state",
    sa.column("id"),
    sa.column("flow_run_id"),
    sa.column("timestamp", sa.DateTime(timezone=True)),
)
_LOGS = sa.table(
    "log",
    sa.column("id"),
    sa.column("flow_run_id"),
    sa.column("name", sa.String),
    sa.column("timestamp", sa.DateTime(timezone=True)),
)
_RUNS = sa.table(
    "flow_run",
    sa.column("id"),
    sa.column("state_id"),
    sa.column("state_type"),
    sa.column("deployment_id"),
)
_DEPLOYMENTS = sa.table("deployment", sa.column("id"), sa.column("name", sa.String))

_WAITING = (
    sa.select(_RUNS.c.id, _RUNS.c.state_id)
    .join(_DEPLOYMENTS, _DEPLOYMENTS.c.id == _RUNS.c.deployment_id)
    # Written out: PostgreSQL has a type of its own for it, which a bound text is not.
    .where(_DEPLOYMENTS.c.name == DEPLOYMENT_NAME, _RUNS.c.state_type == sa.text("'PAUSED'"))
    .subquery("waiting")
)


async def trim_rows(url: str, keep: Keep, now: datetime) -> dict[str, int]:
    """Delete waiting runs' states beyond the newest and the engine's old lines; answer how many."""
    wait = {"connect_args": {"timeout": WAIT_SECONDS}} if url.startswith("sqlite") else {}
    # Each statement is a transaction of its own: the server's writes go in between.
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT", **wait)
    try:
        return {
            "states": await _in_batches(engine, _STATES, _old_states(keep.states)),
            "lines": await _in_batches(engine, _LOGS, _old_lines(now - timedelta(days=keep.days))),
        }
    finally:
        await engine.dispose()


def _old_states(kept: int) -> sa.Select[Any]:
    """Answer which states are beyond the newest of a waiting run."""
    many = (
        sa.select(_STATES.c.flow_run_id)
        .group_by(_STATES.c.flow_run_id)
        .having(sa.func.count() > kept)
        .subquery("many")
    )
    place = sa.func.row_number().over(
        partition_by=_STATES.c.flow_run_id, order_by=_STATES.c.timestamp.desc()
    )
    ranked = (
        sa.select(_STATES.c.id, place.label("place"), _WAITING.c.state_id)
        .join(_WAITING, _WAITING.c.id == _STATES.c.flow_run_id)
        .where(_STATES.c.flow_run_id.in_(sa.select(many.c.flow_run_id)))
        .subquery("ranked")
    )
    return sa.select(ranked.c.id).where(
        ranked.c.place > kept, ranked.c.id.is_distinct_from(ranked.c.state_id)
    )


def _old_lines(before: datetime) -> sa.Select[Any]:
    """Answer which lines the engine wrote before of runs that wait; the diary is the case's own."""
    return (
        sa.select(_LOGS.c.id)
        .join(_WAITING, _WAITING.c.id == _LOGS.c.flow_run_id)
        .where(_LOGS.c.timestamp < before, _LOGS.c.name != DIARY)
    )


async def _in_batches(engine: AsyncEngine, table: sa.TableClause, wanted: sa.Select[Any]) -> int:
    total = 0
    async with engine.connect() as opened:
        for _ in range(MOST_BATCHES):
            # Found outside the deletion, which would hold SQLite's one lock while it looks.
            ids = (await opened.execute(wanted.limit(BATCH))).scalars().all()
            if not ids:
                break
            with outside("prefect:trim_rows"):
                await opened.execute(sa.delete(table).where(table.c.id.in_(ids)))
            total += len(ids)
    return total


def give_room_back(file: Path, worth: int = WORTH_BYTES) -> bool:
    """Shrink an SQLite file that is mostly free room; call it while no server has it open.

    SQLite reuses what was deleted and never shrinks by itself: a file stays as large as it once
    was. Answers whether it was done; a file that cannot be rewritten now is left as it is.
    """
    if not file.exists() or file.stat().st_size < worth:
        return False
    try:
        with closing(sqlite3.connect(file, timeout=WAIT_SECONDS)) as opened:
            facts = _facts(opened)
            if 2 * facts["freelist_count"] < facts["page_count"]:
                return False
            opened.execute("VACUUM")
    except sqlite3.Error as refused:
        # Locked, damaged or without room on the disk: the server itself will say what is wrong.
        logger.warning("prefect.file_not_shrunk", extra={"file": str(file), "why": str(refused)})
        return False
    return True


def _facts(opened: sqlite3.Connection) -> Mapping[str, int]:
    names = ("freelist_count", "page_count")
    return {name: opened.execute(f"PRAGMA {name}").fetchone()[0] for name in names}
