"""Keeps an installation, and Prefect's own database, as they stood before a step of a story.

A trial begins from a copy: neither the steps before it nor Prefect's server are started again.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy import prefect_server
from deploy.prefect_server import ServerProcess

BUSY_SECONDS = 60.0


@dataclass(frozen=True)
class Shelf:
    """A story's folder: what is kept in it, and the server whose database goes along."""

    folder: Path
    server: ServerProcess | None = None

    def keep(self, home: Path, name: str) -> None:
        """Keep an installation in which no process is at work."""
        shutil.copytree(home, self.folder / name)
        if self.server is not None:
            _copy(prefect_file(self.server), self.folder / f"{name}.prefect")

    @contextmanager
    def lent(self, name: str) -> Iterator[Path]:
        """Lend a copy of what was kept, Prefect put back to that instant too."""
        home = self.folder / "trial"
        shutil.copytree(self.folder / name, home)
        if self.server is not None:
            _copy(self.folder / f"{name}.prefect", prefect_file(self.server))
        try:
            yield home
        finally:
            shutil.rmtree(home)


def keep_empty(server: ServerProcess, path: Path) -> None:
    """Keep the server's database as it is before the first story."""
    _copy(prefect_file(server), path)


def put_back(server: ServerProcess, path: Path) -> None:
    """Give the running server another content."""
    _copy(path, prefect_file(server))


def prefect_file(server: ServerProcess) -> Path:
    """Answer where the server keeps its database."""
    return prefect_server.prefect_home(server.home) / "prefect.db"


def _copy(source: Path, target: Path) -> None:
    """Copy a database in one transaction: whoever has the target open sees it change as a whole."""
    with (
        closing(sqlite3.connect(source, timeout=BUSY_SECONDS)) as one,
        closing(sqlite3.connect(target, timeout=BUSY_SECONDS)) as other,
    ):
        one.backup(other)
