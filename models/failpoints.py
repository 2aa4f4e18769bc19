"""Named places where a fault test can stop the process: each side of a commit or outside call."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ARMED = "PERMITLOOP_FAILPOINT"
"""Environment variable. ``name`` or ``name#3`` (the third time) kills this process there; with
``!`` at its end it stops (SIGSTOP) until somebody lets it go on; ``>path`` lists what is passed."""

_passed: dict[str, int] = {}


def reached(name: str) -> None:
    """Kill or stop this process when the failpoint of that name is armed for this passing."""
    armed = os.environ.get(ARMED)
    if not armed:
        return
    if armed.startswith(">"):
        with Path(armed[1:]).open("a", encoding="utf-8") as listed:
            listed.write(f"{name}\n")
        return
    wanted, _, count = armed.removesuffix("!").partition("#")
    if wanted != name:
        return
    _passed[name] = _passed.get(name, 0) + 1
    if _passed[name] == int(count or 1):
        os.kill(os.getpid(), signal.SIGSTOP if armed.endswith("!") else signal.SIGKILL)


@contextmanager
def outside(name: str) -> Iterator[None]:
    """Mark a call to the world outside, with a failpoint at each side of it, failed calls too."""
    reached(f"{name}:before-call")
    try:
        yield
    finally:
        reached(f"{name}:after-call")
