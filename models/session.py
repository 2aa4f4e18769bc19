"""How the case database is opened: writers take the lock first, readers never upgrade."""

import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from models.failpoints import reached

PATIENCE = 30.0
"""Seconds of trying for SQLite's one write lock, before SQLite's own wait of as long."""

TOGETHER = {"sqlite": 10, "postgresql": 50}
GAP = 0.003
"""Seconds: longer than a waiting writer sleeps between its tries."""


@dataclass(frozen=True)
class Database:
    """The case database. ``writing`` names each transaction, so that a fault test can find it."""

    url: str
    write_engine: Engine
    read_engine: Engine

    @contextmanager
    def writing(self, name: str) -> Iterator[Session]:
        """Open a transaction that commits at the end; on SQLite it holds the write lock at once."""
        with Session(self.write_engine, expire_on_commit=False, autoflush=False) as session:
            yield session
            reached(f"{name}:before-commit")
            session.commit()
        reached(f"{name}:after-commit")

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a session that only reads."""
        with Session(self.read_engine, expire_on_commit=False, autoflush=False) as session:
            yield session

    @property
    def sqlite(self) -> bool:
        """Answer whether this is SQLite."""
        return self.write_engine.dialect.name == "sqlite"

    @property
    def together(self) -> int:
        """Answer how many cases a job writes in one transaction.

        Each commit waits for the disk, and the cases share that wait. On SQLite everybody's click
        waits for all of them; PostgreSQL locks rows, and a job takes only what is free.
        """
        return TOGETHER[self.write_engine.dialect.name]

    def give_way(self) -> None:
        """Let a click that waits for SQLite's one write lock have it before a job goes on."""
        if self.sqlite:
            time.sleep(GAP)

    def close(self) -> None:
        """Give every connection back."""
        self.write_engine.dispose()
        self.read_engine.dispose()


def open_database(url: str) -> Database:
    """Open the case database at an SQLAlchemy URL (``sqlite:///…`` or ``postgresql+psycopg://…``)."""
    if make_url(url).get_backend_name() == "sqlite":
        database = make_url(url).database
        if database and database != ":memory:":
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        return Database(url, _sqlite(url, write=True), _sqlite(url, write=False))
    engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)
    return Database(url, engine, engine)


def _sqlite(url: str, *, write: bool) -> Engine:
    engine = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "busy_timeout=30000",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if not write:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if not write:
            connection.exec_driver_sql("BEGIN")
        elif not _taken(connection.connection.driver_connection):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _taken(connection: sqlite3.Connection) -> bool:
    """Try for the write lock every millisecond or two; False when patience ran out.

    SQLite's own wait sleeps up to 100 ms between tries: beside a job that writes without rest a
    person's click would lose most of its turns.
    """
    given_up = time.monotonic() + PATIENCE
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < given_up:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as refused:
                if refused.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    return False
            else:
                return True
            time.sleep(random.uniform(0.0005, 0.002))  # noqa: S311  (spreads tries, hides nothing)
    finally:
        connection.execute("PRAGMA busy_timeout=30000")
    return False
