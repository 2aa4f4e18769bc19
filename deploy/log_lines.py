"""Log lines that a machine can read: one JSON object a line, the event's fields beside its name."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO

# What every record has anyway; the rest are an event's own fields.
_ORDINARY = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class LineFormatter(logging.Formatter):
    """Writes a record as one line of JSON: when, level, logger, event, fields, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Answer the record's line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= {name: each for name, each in vars(record).items() if name not in _ORDINARY}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class LineHandler(logging.StreamHandler[IO[str]]):
    """Writes this program's lines: of its kind the root logger has one."""


def log_to(stream: IO[str] | None = None, level: str = "INFO") -> None:
    """Send this process's log lines to a stream (stderr); a second call replaces the first.

    Another handler that writes to the same stream (Prefect's own, for a terminal) makes way, so
    that no line stands there twice; every other one stays.
    """
    handler = LineHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    for each in list(root.handlers):
        if isinstance(each, LineHandler) or getattr(each, "stream", None) is handler.stream:
            root.removeHandler(each)
    root.addHandler(handler)
    root.setLevel(level)
    # Its line for each turn of a job, every second, would bury ours.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


@contextmanager
def logging_to(stream: IO[str] | None = None, level: str = "INFO") -> Iterator[None]:
    """Send log lines to a stream inside, and leave logging as it was found."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    with leveled(level, ""), leveled(logging.ERROR, "apscheduler"):
        log_to(stream, level)
        try:
            yield
        finally:
            root.handlers[:] = handlers


@contextmanager
def leveled(level: str | int, *names: str) -> Iterator[None]:
    """Have the loggers of these names speak from a level on inside, and as before afterwards."""
    before = [(each, each.level) for each in map(logging.getLogger, names)]
    try:
        for logger, _ in before:
            logger.setLevel(level)
        yield
    finally:
        for logger, was in before:
            logger.setLevel(was)
