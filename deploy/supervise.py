"""Keeps the parts of an installation alive: starts each, starts it again when it dies, ends all."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0
"""A part that lived so long starts again after the shortest wait."""

STOP_SECONDS = 10.0
MOST_LOG_BYTES = 20_000_000


@dataclass(frozen=True)
class Part:
    """One process of the installation: the words after ``python`` that start it."""

    name: str
    title: str
    arguments: tuple[str, ...]


@dataclass
class Kept:
    """A part as it runs now: ``again_at`` is when a dead one starts again (monotonic seconds)."""

    part: Part
    process: subprocess.Popen[bytes]
    since: float
    deaths: int = 0
    again_at: float | None = None


@dataclass
class Group:
    """The parts that were started, in that order; they end when this process does."""

    environment: Mapping[str, str]
    logs: Path
    tell: Callable[[str], None]
    kept: list[Kept] = field(default_factory=list)

    def start(self, part: Part) -> None:
        """Start a part."""
        self.kept.append(Kept(part, self._spawn(part), time.monotonic()))

    def look_after(self) -> None:
        """Start again what died, each after its own wait; call it every now and then."""
        for each in self.kept:
            self._bound(each.part)
            if each.again_at is not None:
                if time.monotonic() >= each.again_at:
                    each.process, each.since = self._spawn(each.part), time.monotonic()
                    each.again_at = None
                    self.tell(f"部件“{each.part.title}”已重新启动")
            elif each.process.poll() is not None:
                self._mourn(each)

    def stop(self) -> None:
        """End every part, the last started first asked, and kill what does not end in time."""
        living = [each.process for each in reversed(self.kept) if each.process.poll() is None]
        for process in living:
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in living:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()
        for process in living:
            # A part may have left children of its own behind.
            _signal_group(process, signal.SIGKILL)

    def pids(self) -> dict[str, int]:
        """Answer the process number of each part."""
        return {each.part.name: each.process.pid for each in self.kept}

    def _mourn(self, dead: Kept) -> None:
        steady = time.monotonic() - dead.since >= STEADY_SECONDS
        dead.deaths = 0 if steady else dead.deaths + 1
        wait = min(FIRST_WAIT * 2 ** max(0, dead.deaths - 1), LONGEST_WAIT)
        dead.again_at = time.monotonic() + wait
        self.tell(
            f"部件“{dead.part.title}”意外退出（{_how(dead.process.returncode)}），"
            f"{wait:.0f} 秒后重新启动；日志：{self._log(dead.part)}"
        )

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        self.logs.mkdir(parents=True, exist_ok=True)
        path = self._log(part)
        with path.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
                outlived_by_none(part.arguments),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches this process alone, which ends the parts in order.
                start_new_session=True,
            )

    def _bound(self, part: Part) -> None:
        """Empty a log that has grown long; what it said last stands in the file beside it.

        The part goes on writing to the same file, at its end: a renamed one would only grow on.
        """
        path = self._log(part)
        with suppress(OSError):
            if path.stat().st_size > MOST_LOG_BYTES:
                shutil.copyfile(path, path.with_suffix(".log.1"))
                os.truncate(path, 0)

    def _log(self, part: Part) -> Path:
        return self.logs / f"{part.name}.log"


def outlived_by_none(arguments: Sequence[str]) -> list[str]:
    """Answer the command that runs ``python arguments`` as long as this process lives."""
    launcher = Path(__file__).with_name("with_parent.py")
    return [sys.executable, str(launcher), str(os.getpid()), *arguments]


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # Each part leads its own group, so that what it started ends with it.
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def _how(code: int | None) -> str:
    return f"信号 {-code}" if code is not None and code < 0 else f"退出码 {code}"
