"""Processes of a hunt: forked after all imports, armed with a failpoint, watched until they end."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from deploy import clock
from models.failpoints import ARMED

MOST_SECONDS = 300
KILLED, BROKE = -signal.SIGKILL, 70


class HuntBroke(Exception):  # a situation, as every error here is named for one
    """The story itself does not go through."""


def forked(home: Path, work: Callable[[], None], armed: str = "") -> int:
    """Start a process that does the work in an installation, and answer its number."""
    child = os.fork()
    if child:
        return child
    code = BROKE
    try:
        signal.alarm(MOST_SECONDS)
        log = os.open(home / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.environ |= {
            "PERMITLOOP_HOME": str(home),
            clock.NOW_FILE: str(home / "now"),
            ARMED: armed,
        }
        work()
        code = 0
    except BaseException:  # noqa: BLE001  # the edge of a process: its log says why
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def ended(child: int) -> int:
    """Wait until a process ends, and answer how: its code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def stopped(child: int) -> int | None:
    """Wait until a process stops, answering None, or ends, answering how."""
    status = os.waitpid(child, os.WUNTRACED)[1]
    return None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)


def tail(home: Path) -> str:
    """Answer the end of what the processes of an installation wrote."""
    log = home / "log"
    return log.read_text(encoding="utf-8", errors="replace")[-1500:] if log.exists() else ""
