"""`permitloop up` as a stranger meets it: one home, every part alive, and nothing left behind."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from deploy.prefect_server import auth_string, free_port

pytestmark = pytest.mark.xdist_group("up")

PATIENCE = 120.0


@dataclass
class Installation:
    """A started ``permitloop up`` and where it lives."""

    home: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[str]
    log: Path

    def said(self) -> str:
        """Answer what it printed so far."""
        return self.log.read_text(encoding="utf-8")

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask Prefect's API with the installation's password."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api{path}")
        secret = base64.b64encode(auth_string(self.home).encode()).decode()
        request.add_header("Authorization", f"Basic {secret}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as answer:
            return json.loads(answer.read())

    def parts(self, module: str) -> list[int]:
        """Answer the process numbers of one part of this installation, and of no other's."""
        return [
            number
            for number, words, home in processes()
            if module in words and home == str(self.home)
        ]


def processes() -> Iterator[tuple[int, str, str]]:
    """Yield every process: its number, its command line, and the home it was given."""
    for each in Path("/proc").iterdir():
        if not each.name.isdigit():
            continue
        try:
            words = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            given = (each / "environ").read_bytes().split(b"\0")
        except (OSError, UnicodeDecodeError):
            continue
        named = [pair[len(HOME) :].decode() for pair in given if pair.startswith(HOME)]
        yield int(each.name), words, named[0] if named else ""


HOME = b"PERMITLOOP_HOME="


def start(home: Path, port: int, log: Path) -> Installation:
    """Start ``permitloop up`` in a home of its own, with a docket every minute and no demo."""
    environment = {
        **os.environ,
        "PERMITLOOP_HOME": str(home),
        "PERMITLOOP_PREFECT_PORT": str(port),
        "PERMITLOOP_GATE_PORT": str(free_port()),
        "PERMITLOOP_DEMO": "false",
        "PERMITLOOP_DOCKET_CRON": "* * * * *",
    }
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "up"],
            env=environment, stdout=out, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    return Installation(home, port, environment, process, log)


def until(happened: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for something that another process does, as a person at the screen would."""
    deadline = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < deadline, f"{what} did not happen in {patience:.0f} s"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Start an installation for the module and end it, whatever the tests made of it."""
    folder = tmp_path_factory.mktemp("up")
    installation = start(folder / "home", free_port(), folder / "up.log")
    try:
        until(lambda: ready(installation), "the start")
        yield installation
    finally:
        if installation.process.poll() is None:
            installation.process.kill()
            installation.process.wait()


def ready(up: Installation) -> bool:
    """Say whether everything was started; an end before that fails with what it printed."""
    assert up.process.poll() is None, up.said()
    return "一切就绪" in up.said()


def docket_runs(up: Installation) -> list[dict[str, Any]]:
    found = up.ask("/flow_runs/filter", {"flows": {"name": {"any_": ["每日待办"]}}})
    return [each for each in found if each["state_type"] == "COMPLETED"]


def test_it_prints_the_addresses_and_the_password(up: Installation) -> None:
    said = up.said()

    assert f"http://127.0.0.1:{up.port}" in said
    assert auth_string(up.home) in said
    assert str(up.home / "outbox") in said


def test_the_page_is_served_and_the_password_is_asked_for(up: Installation) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"http://127.0.0.1:{up.port}/", timeout=10) as page:
        body = page.read().decode()
    with pytest.raises(urllib.error.HTTPError) as refused:
        opener.open(f"http://127.0.0.1:{up.port}/api/admin/version", timeout=10)

    assert "<html" in body.lower()
    assert refused.value.code == 401


def test_the_daily_docket_fires_from_its_schedule_and_completes(up: Installation) -> None:
    until(lambda: any(run["auto_scheduled"] for run in docket_runs(up)), "a scheduled docket")

    artifacts = up.ask(
        "/artifacts/latest/filter", {"artifacts": {"key": {"any_": ["daily-docket"]}}}
    )
    assert len(artifacts) == 1
    assert "每日待办" in artifacts[0]["data"]


def test_a_second_terminal_finds_the_server_of_its_home(up: Installation) -> None:
    ports = ("PERMITLOOP_PREFECT_PORT", "PERMITLOOP_GATE_PORT")
    there = {name: text for name, text in up.environment.items() if name not in ports}

    done = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "reconcile"],
        env=there, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")


def test_a_second_start_on_the_same_home_says_who_has_it(up: Installation) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "up"],
        env=up.environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert second.returncode == 2
    assert f"进程 {up.process.pid}" in second.stderr


def test_a_port_in_use_is_said_and_nothing_is_left_running(
    up: Installation, tmp_path: Path
) -> None:
    environment = {
        **up.environment,
        "PERMITLOOP_HOME": str(tmp_path / "other"),
        "PERMITLOOP_GATE_PORT": str(free_port()),
    }
    other = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "up"],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert other.returncode == 2
    assert f"端口 {up.port} 已被其他程序占用" in other.stderr
    assert [words for _, words, home in processes() if home == str(tmp_path / "other")] == []


@pytest.mark.parametrize("same", [True, False])
def test_a_gate_without_a_port_of_its_own_is_said(
    up: Installation, tmp_path: Path, *, same: bool
) -> None:
    gate = up.environment["PERMITLOOP_GATE_PORT"]
    environment = {
        **up.environment,
        "PERMITLOOP_HOME": str(tmp_path / "other"),
        "PERMITLOOP_PREFECT_PORT": gate if same else str(free_port()),
    }
    other = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "up"],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert other.returncode == 2
    assert gate in other.stderr
    assert "PERMITLOOP_GATE_PORT" in other.stderr
    assert [words for _, words, home in processes() if home == str(tmp_path / "other")] == []


@pytest.mark.parametrize("module", ["deploy.driver", "deploy.ticker", "deploy.prefect_process"])
def test_a_part_that_dies_is_started_again(up: Installation, module: str) -> None:
    before = up.parts(module)
    assert len(before) == 1

    os.kill(before[0], signal.SIGKILL)

    until(lambda: up.parts(module) not in ([], before), f"a new {module}")
    assert "意外退出" in up.said()
    until(lambda: answers(up), "the server's answer")


def answers(up: Installation) -> bool:
    """Say whether the server answers."""
    try:
        return bool(up.ask("/admin/version"))
    except OSError:
        return False


def test_the_end_is_quick_and_leaves_no_process(tmp_path: Path) -> None:
    asked = start(tmp_path / "home", free_port(), tmp_path / "up.log")
    until(lambda: ready(asked), "the start")
    began = time.monotonic()

    asked.process.send_signal(signal.SIGTERM)
    code = asked.process.wait(30)

    assert code == 0
    assert time.monotonic() - began < 20
    assert "已全部停止" in asked.said()
    assert left_of(asked) == []


def test_when_it_is_killed_its_parts_end_by_themselves(tmp_path: Path) -> None:
    killed = start(tmp_path / "home", free_port(), tmp_path / "up.log")
    until(lambda: ready(killed), "the start")

    killed.process.kill()
    killed.process.wait()

    until(lambda: left_of(killed) == [], "the end of all parts", 30)


def left_of(up: Installation) -> list[str]:
    """Answer the command lines of what still runs in an installation's home."""
    return [words for _, words, home in processes() if home == str(up.home)]
