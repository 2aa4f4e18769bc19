"""Log lines that a machine can read: one JSON object a line, the event's fields beside its name."""

import json
import logging
import sys
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


def log_to(stream: IO[str] = sys.stderr, level: str = "INFO") -> None:
    """Send this process's log lines to a stream; a second call replaces the first."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Its line for each turn of a job, every second, would bury ours.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
