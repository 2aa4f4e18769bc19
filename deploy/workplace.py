"""What each process of an installation asks for at its start: the district's calendar of today."""

from datetime import datetime

from casework.calendar_versions import calendar_in_force
from models.session import Database
from rules.deadlines import legal_day
from rules.workdays import Calendar


def calendar_of(db: Database, now: datetime) -> Calendar:
    """Answer the national calendar with the loaded notices, less the district's closing days."""
    with db.reading() as session:
        return calendar_in_force(session, legal_day(now))
