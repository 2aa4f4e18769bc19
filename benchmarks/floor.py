"""The floor of a click: a guarded update, an audit row and an outbox row in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.engine import make_url

TABLES = (
    "CREATE TABLE floor_case (id BIGINT PRIMARY KEY, stage TEXT, version BIGINT)",
    "CREATE TABLE floor_audit"
    " (case_id BIGINT, version BIGINT, body TEXT, PRIMARY KEY (case_id, version))",
    "CREATE TABLE floor_outbox (key TEXT PRIMARY KEY, payload TEXT)",
)
BODY = json.dumps(
    {"act": "screen_in", "by": "ZF01", "facts": {"opinion": "转核实"}} | {"x": "0" * 300}
)

Step = Callable[[int], None]
"""Does one transaction: the case's version goes from the given number to the next."""


@contextmanager
def floor(url: str) -> Iterator[Step]:
    """Offer the floor's transaction on a database beside the measured one, by its bare driver."""
    if url.startswith("sqlite"):
        yield from _sqlite(f"{make_url(url).database}-floor")
    else:
        yield from _postgresql(make_url(url).set(drivername="postgresql").render_as_string(False))


def _sqlite(path: str) -> Iterator[Step]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for table in TABLES:
        connection.execute(table)
    connection.execute("INSERT INTO floor_case VALUES (1, '', 0)")

    def step(version: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        guarded = connection.execute(
            "UPDATE floor_case SET stage = ?, version = version + 1 WHERE id = 1 AND version = ?",
            (f"s{version}", version),
        )
        assert guarded.rowcount == 1
        connection.execute("INSERT INTO floor_audit VALUES (1, ?, ?)", (version, BODY))
        connection.execute("INSERT INTO floor_outbox VALUES (?, ?)", (f"1:{version}", BODY))
        connection.execute("COMMIT")

    yield step
    connection.close()


def _postgresql(url: str) -> Iterator[Step]:
    connection = psycopg.connect(url, autocommit=True)
    for table in TABLES:
        connection.execute(table)
    connection.execute("INSERT INTO floor_case VALUES (1, '', 0)")

    def step(version: int) -> None:
        with connection.transaction():
            guarded = connection.execute(
                "UPDATE floor_case SET stage = %s, version = version + 1"
                " WHERE id = 1 AND version = %s",
                (f"s{version}", version),
            )
            assert guarded.rowcount == 1
            connection.execute("INSERT INTO floor_audit VALUES (1, %s, %s)", (version, BODY))
            connection.execute("INSERT INTO floor_outbox VALUES (%s, %s)", (f"1:{version}", BODY))

    yield step
    connection.close()
