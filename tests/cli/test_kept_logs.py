"""A part's log while the part runs: bounded, what it said last kept, nothing lost afterwards."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy import supervise
from deploy.supervise import Group, Part

PATIENCE = 30.0


def test_a_log_that_grows_while_its_part_runs_is_emptied_and_goes_on(tmp_path: Path) -> None:
    size = supervise.MOST_LOG_BYTES + 1
    said = (
        "import time, sys\n"
        f"print('x' * {size}, flush=True)\n"
        f"while not __import__('os').path.exists({str(tmp_path / 'go')!r}): time.sleep(0.02)\n"
        "print('afterwards', flush=True); time.sleep(60)"
    )
    group = Group(dict(os.environ), tmp_path, lambda words: print(words, file=sys.stderr))
    log, kept = tmp_path / "loud.log", tmp_path / "loud.log.1"
    group.start(Part("loud", "loud", ("-c", said)))
    try:
        _until(lambda: log.stat().st_size > supervise.MOST_LOG_BYTES)
        group.look_after()
        emptied = log.stat().st_size
        (tmp_path / "go").touch()
        _until(lambda: log.stat().st_size > 0)
    finally:
        group.stop()

    assert (emptied, kept.stat().st_size) == (0, size + 1)
    assert log.read_text() == "afterwards\n"


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
