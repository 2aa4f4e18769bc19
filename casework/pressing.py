"""Which reminders bear no waiting until the morning, once they are on their way."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from casework.district import quiet_hours_of
from rules.clocks import LOCAL, ROWS
from rules.deadlines import SHANGHAI, legal_day
from rules.escalation import urgent
from rules.workdays import Calendar


def quiet_now(session: Session, now: datetime, calendar: Calendar) -> bool:
    """Answer whether the district's people are to be left in peace now."""
    return quiet_hours_of(session, legal_day(now)).heard_at(now, calendar) > now


def presses(
    session: Session, payload: Mapping[str, Any], now: datetime, calendar: Calendar
) -> bool:
    """Answer whether quiet hours hold a reminder at no try and on no channel.

    So it is where the bureau exempts the class of its clock, or where what it speaks of ends before
    people are told things again.
    """
    key = payload.get("clock")
    if "rung" not in payload or (key not in ROWS and key not in LOCAL):
        return False
    today = legal_day(now)
    quiet = quiet_hours_of(session, today)
    hurry = urgent(str(key))
    if hurry and quiet.told_at(now, calendar, hurry) <= now:
        return True
    over = datetime.combine(
        date.fromisoformat(payload["due_on"]) + timedelta(days=1), time(0), SHANGHAI
    )
    then = today + timedelta(days=1)
    heard = quiet.opening(calendar.next_workday(then) if quiet.rest_days else then)
    return now < over <= heard
