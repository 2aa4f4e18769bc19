"""The receivers that tests of sending talk to: each a process of its own with a durable journal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notifications.standins import StandIn, standing_in


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[StandIn]:
    with standing_in("gateway", tmp_path / "gateway.jsonl") as running:
        yield running


@pytest.fixture
def post_office(tmp_path: Path) -> Iterator[StandIn]:
    with standing_in("mail_server", tmp_path / "mail.jsonl") as running:
        yield running
