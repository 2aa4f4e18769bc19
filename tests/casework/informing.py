"""A report with a named informant, and the people who may or may not know the name."""

from datetime import date

from casework.informants import Identity, record_informant
from casework.open_case import Opened
from casework.people import person
from models import Officer
from models.session import Database
from rules.facts import FactValue
from tests.casework.bureau import NOW, TODAY, opened, seat

WHO = Identity("欧阳信守", "138 1234-5678", "云泽区长亭路 77 弄 9 号")
SECRETS = ("欧阳信守", "138 1234-5678", "13812345678", "长亭路")


def seat_with_discipline(db: Database) -> int:
    """Seat the bureau, with discipline inspection, a supervisor and an administrator beside it."""
    party_id = seat(db)
    with db.writing("test_seat_more") as session:
        session.add_all(
            Officer(
                id=each, name=f"人员{each}", roles=[role], certificate_no="",
                certificate_until=date(2029, 1, 1),
            )
            for each, role in (
                ("JJ01", "discipline"), ("DC01", "supervisor"), ("GL01", "administrator"),
                ("GA01", "police"), ("CK02", "receptionist"),
            )
        )  # fmt: skip
    return party_id


def reported(
    db: Database, party_id: int, key: str = "report:1", *, procedure: str = "complaint",
    **facts: FactValue,
) -> str:  # fmt: skip
    """Open a named report that came in today and answer its number."""
    said: dict[str, FactValue] = {
        "reported_on": TODAY, "anonymous": False, "matter": "夜间排放异味", **facts
    }  # fmt: skip
    return opened(db, Opened(procedure, key, party_id, facts=said), by="CK01")


def named(db: Database, case_no: str, who: Identity = WHO, by: str = "CK01") -> None:
    """Record who reported."""
    with db.writing("test_informant") as session:
        record_informant(session, case_no, who, person(session, by), now=NOW)
