"""Which reminders are let through a rest day and which through a night as well."""

from datetime import datetime

import pytest

from casework.calendars import national_calendar
from casework.pressing import presses
from models.session import Database
from rules.deadlines import SHANGHAI

SUNDAY, NIGHT = 9, 6


@pytest.mark.parametrize(
    ("clock", "hour", "through"),
    [
        ("CFK-URGENT", NIGHT, True),
        ("LIT-ANSWER", NIGHT, False),
        ("LIT-ANSWER", SUNDAY, True),
        ("CF-FILE", SUNDAY, False),
        ("YS-SUPP-TELL", SUNDAY, False),
    ],
)
def test_hours_are_let_through_a_night_and_red_matters_through_a_sunday(
    sqlite_db: Database, clock: str, hour: int, through: bool
) -> None:
    now = datetime(2026, 3, 15, hour, tzinfo=SHANGHAI)
    payload = {"rung": "due", "clock": clock, "due_on": "2026-03-20"}

    with sqlite_db.reading() as session:
        assert presses(session, payload, now, national_calendar()) is through
