"""A permit under supervision, and the calendar kept for it."""

from datetime import UTC, date, datetime

from casework.open_case import Opened, open_case
from flows.daily import keep_the_calendar
from models import Permit
from models.session import Database
from rules.case_view import SYSTEM
from tests.telling import CALENDAR, settle_in

OPENED = datetime(2025, 9, 1, 1, 0, tzinfo=UTC)


def supervised(
    db: Database,
    category: str = "key_managed",
    opened: datetime = OPENED,
    party_id: int | None = None,
) -> str:
    """Open the supervision of a permit that is valid for five years, and answer its number."""
    party_id = party_id or settle_in(db)
    with db.writing("test_supervised") as session:
        permit = Permit(
            permit_no="91310118MA1JL0000X001P", party_id=party_id, category=category,
            valid_from=date(2022, 3, 1), valid_to=date(2027, 2, 28), issued_on=date(2022, 3, 1),
            created_at=opened, updated_at=opened,
        )  # fmt: skip
        session.add(permit)
        session.flush()
        wanted = Opened(
            "supervision", "test:supervised", party_id, kinds=(category,), permit_id=permit.id,
            facts={"valid_from": "2022-03-01", "valid_until": "2027-02-28"},
        )  # fmt: skip
        return open_case(session, wanted, SYSTEM, now=opened, calendar=CALENDAR).case_no


def keep(db: Database, now: datetime) -> tuple[str, list[str]]:
    """Keep the calendar at an instant; answer what was done and what was refused."""
    said: list[str] = []
    return keep_the_calendar(db, CALENDAR, now, said.append), said
