"""What each process of an installation asks for at its start: the district's calendar of today."""

from datetime import datetime

from casework.calendars import national_calendar
from casework.district import district_calendar
from models.session import Database
from rules.deadlines import legal_day
from rules.workdays import Calendar


def calendar_of(db: Database, now: datetime) -> Calendar:
    """Answer the national calendar less the district's own closing days."""
    with db.reading() as session:
        return district_calendar(session, national_calendar(), legal_day(now))
