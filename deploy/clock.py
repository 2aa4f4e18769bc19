"""The wall clock, read here and nowhere else; a rehearsal puts its own instant into a file."""

import os
from datetime import UTC, datetime
from pathlib import Path

from rules.errors import PermitLoopError
from rules.workdays import FIRST_DAY, LAST_DAY

NOW_FILE = "PERMITLOOP_NOW_FILE"
"""Environment variable naming a file with an ISO instant, read again at each call."""


class NowFileWrong(PermitLoopError):
    """PERMITLOOP_NOW_FILE does not hold an ISO instant with a zone."""


def now() -> datetime:
    """Answer the present instant in UTC, or the one in the rehearsal's file."""
    named = os.environ.get(NOW_FILE)
    if not named:
        return datetime.now(UTC)
    try:
        instant = datetime.fromisoformat(Path(named).read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as wrong:
        raise NowFileWrong(f"{NOW_FILE}={named}: {wrong}") from None
    if instant.tzinfo is None:
        raise NowFileWrong(f"{NOW_FILE}={named}: the instant has no zone")
    if not FIRST_DAY.year < instant.year < LAST_DAY.year:
        raise NowFileWrong(f"{NOW_FILE}={named}: the year {instant.year} is outside the calendar")
    return instant.astimezone(UTC)
