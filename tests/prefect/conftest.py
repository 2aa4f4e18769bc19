"""One Prefect server for the whole session, on SQLite in a folder that vanishes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy import prefect_server
from deploy.prefect_server import ServerProcess


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """Start the server as `up` starts it, and point this process's clients at it."""
    home = tmp_path_factory.mktemp("home")
    started = prefect_server.start(home, prefect_server.free_port())
    try:
        with prefect_server.connected(started):
            yield started
    finally:
        prefect_server.stop(started)
