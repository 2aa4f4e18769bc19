"""A section head hears of the own section's cases; all do only where no section has a head."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from casework.docket_notices import docket_letter, reader
from models import CaseFile, DistrictSetting, Officer
from models.session import Database
from notifications.orders import order
from notifications.recipients import recipients
from rules.deadlines import SHANGHAI
from rules.sections import heads_told
from tests.telling import clue, settle_in

NOW = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
LATE = NOW + timedelta(days=20)
HEADS = {"KS01": "执法大队", "KS02": "行政审批科"}


@pytest.mark.parametrize(
    ("handlers", "procedure", "told"),
    [
        ("执法大队", "permit", ("KS01",)),
        ("排污许可监管科", "permit", ("KS02",)),
        ("", "permit", ("KS02",)),
        ("", "violation", ("KS01", "KS02")),
        ("排污许可监管科", "violation", ("KS01", "KS02")),
    ],
)
def test_the_handlers_section_comes_before_the_procedures_and_all_come_last(
    handlers: str, procedure: str, told: tuple[str, ...]
) -> None:
    assert heads_told(HEADS, handlers, procedure, {"permit": "行政审批科"}) == told


def seat(db: Database) -> dict[str, str]:
    """Seat two sections and open a case in the first, and one that nobody has."""
    party = settle_in(db)
    with db.writing("test_seat") as session:
        for each in session.exec(select(Officer).where(Officer.id.in_(("ZF01", "KS01")))):
            each.section = "执法大队"
            session.add(each)
        session.add(Officer(id="KS02", name="科长乙", roles=["section_head"], section="行政审批科"))
    return {
        "own": clue(db, party, NOW),
        "free": clue(db, party, NOW + timedelta(minutes=1), assignee=None),
    }


def heads_of(db: Database, case_no: str) -> tuple[str, ...]:
    with db.reading() as session:
        case = session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()
        wanted = order("k", {"notice": "clock_warning", "roles": ["section_head"]}, case_id=case.id)
        return recipients(session, wanted, NOW.date())


def lines_of(db: Database, head: str) -> set[str]:
    with db.reading() as session:
        whom = reader(session, head, LATE.date(), LATE)
        letter = docket_letter(session, whom, [], LATE.date(), LATE)
    return {each["case_no"] for each in letter.payload["docket"]["overdue"]} if letter else set()


def test_a_head_hears_of_the_own_sections_cases_and_of_those_that_are_nobodys(
    db: Database,
) -> None:
    cases = seat(db)

    assert heads_of(db, cases["own"]) == ("KS01",)
    assert heads_of(db, cases["free"]) == ("KS01", "KS02")
    assert lines_of(db, "KS01") == {cases["own"], cases["free"]}
    assert lines_of(db, "KS02") == {cases["free"]}


def test_a_district_says_which_section_has_a_procedure(db: Database) -> None:
    cases = seat(db)
    said = {"name": "试区", "sections": [{"name": "行政审批科", "procedures": ["violation"]}]}
    with db.writing("test_setting") as session:
        session.add(
            DistrictSetting(
                sha256="x", content=said, effective_on=NOW.date(), loaded_by="system", loaded_at=NOW
            )
        )

    assert heads_of(db, cases["own"]) == ("KS01",)
    assert heads_of(db, cases["free"]) == ("KS02",)
    assert lines_of(db, "KS01") == {cases["own"]}
    assert lines_of(db, "KS02") == {cases["free"]}
