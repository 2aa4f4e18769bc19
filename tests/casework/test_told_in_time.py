"""A reminder that no digest takes is told before the end it speaks of."""

from datetime import datetime, timedelta

import pytest

from casework.digests import LATE, told_from
from models.session import Database
from rules.deadlines import SHANGHAI
from tests.telling import CALENDAR, settle_in

END = datetime(2026, 11, 21, 0, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize("minutes", [1, 10, 29, 30, 31, 61, 120, 181, 600])
def test_no_reminder_waits_beyond_the_end_it_speaks_of(sqlite_db: Database, minutes: int) -> None:
    settle_in(sqlite_db)
    now = END - timedelta(minutes=minutes)

    with sqlite_db.reading() as session:
        when, _ = told_from(session, {"key": "LIC-GEN", "due_at": END}, now, CALENDAR)

    assert now <= when < END
    assert when <= now + LATE
