"""A whole installation with its demo district, started as a newcomer starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.prefect_server import free_port

START_SECONDS = 480.0
SETTLE_SECONDS = 600.0
STOP_SECONDS = 40.0


@dataclass(frozen=True)
class Installation:
    """What `permitloop up` printed for its user, and where it lives."""

    start_page: str
    open_cases: str
    password: str
    gate: str
    gate_password: str
    environment: dict[str, str]


@contextmanager
def started(folder: Path) -> Iterator[Installation]:
    """Start `permitloop up` with the demo district under ``folder``; end it after the block."""
    environment = {
        **{name: each for name, each in os.environ.items() if not name.startswith("PERMITLOOP_")},
        "PERMITLOOP_HOME": str(folder / "home"),
        "PERMITLOOP_PREFECT_PORT": str(free_port()),
        "PERMITLOOP_GATE_PORT": str(free_port()),
    }
    said = folder / "up.log"
    with said.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", "up"],
            env=environment, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        yield _printed(process, said, environment)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def settled(up: Installation) -> None:
    """Wait until every run shows where its case stands."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while _behind(up):
        assert time.monotonic() < deadline, "the driver did not catch up"
        time.sleep(1)


def _printed(
    process: subprocess.Popen[bytes], said: Path, environment: dict[str, str]
) -> Installation:
    deadline = time.monotonic() + START_SECONDS
    while "按 Ctrl-C 停止" not in (words := said.read_text(encoding="utf-8")):
        assert process.poll() is None, words
        assert time.monotonic() < deadline, words
        time.sleep(0.5)
    lines = dict(line.split(maxsplit=1) for line in words.splitlines() if len(line.split()) == 2)
    return Installation(
        start_page=words.split("Prefect 界面 ")[-1].split()[0],
        open_cases=lines["全部在办案件"],
        password=lines["界面口令"],
        gate=lines["监管界面"],
        gate_password=lines["监管口令"],
        environment=environment,
    )


def _behind(up: Installation) -> int:
    answer = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "doctor", "--json"],
        env=up.environment, capture_output=True, text=True,
    )  # fmt: skip
    found = {each["name"]: each["facts"] for each in json.loads(answer.stdout)["findings"]}
    behind: int = found["driver_lag"]["behind"]
    return behind
