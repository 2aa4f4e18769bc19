"""The command line over an installation of its own, at a frozen instant."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from deploy.cli import run
from models.session import Database, open_database
from tests.casework.bureau import NOW, seat


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> Any:
        """Answer the JSON it printed."""
        return json.loads(self.out)


Cli = Callable[..., Said]


@dataclass(frozen=True)
class Office:
    """An installation: its home, its database and the first enterprise."""

    home: Path
    db: Database
    party_id: int
    now_file: Path

    def turn_to(self, now: datetime) -> None:
        """Let the next command begin at another instant."""
        self.now_file.write_text(now.isoformat(), encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Answer an empty home that the settings name, with the clock stopped."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERMITLOOP_HOME", str(folder))
    monkeypatch.setenv("PERMITLOOP_NOW_FILE", str(tmp_path / "now"))
    (tmp_path / "now").write_text(NOW.isoformat(), encoding="utf-8")
    return folder


@pytest.fixture
def cli(home: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Answer the command line."""

    def said(*arguments: object) -> Said:
        code = run([str(each) for each in arguments])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return said


@pytest.fixture
def office(home: Path, cli: Cli) -> Iterator[Office]:
    """Answer a migrated installation with its people in it."""
    assert cli("migrate").code == 0
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    yield Office(home, db, seat(db), home.parent / "now")
    db.close()
