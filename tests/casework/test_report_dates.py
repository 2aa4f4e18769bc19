"""A report's day that nobody read in the permit reminds, and decides nothing until confirmed."""

from datetime import date

from casework.confirm import confirm_clock
from casework.filing import open_period, periods_owed
from casework.people import person
from models.session import Database
from rules.deadlines import legal_day
from tests.casework.bureau import CALENDAR
from tests.casework.district_at_work import District, district, under_supervision


def annual_report_owed(world: District) -> str:
    """Answer a case of supervision that owes the annual report of 2026, in January 2027."""
    supervision = under_supervision(world)
    world.on("2027-01-02")
    with world.db.reading() as session:
        owed = periods_owed(session, legal_day(world.now))
    for each in [one for one in owed if one.report.period.key == "2026"]:
        with world.db.writing("test_period") as session:
            open_period(session, each, now=world.now, calendar=CALENDAR)
    world.settle()
    return supervision


def test_a_default_day_of_the_annual_report_opens_no_clue_by_itself(db: Database) -> None:
    world = district(db)
    supervision = annual_report_owed(world)

    assert world.clock(supervision, "EXREP-Y").evidence == "unverified"
    world.on("2027-01-16")
    assert world.all("violation") == []

    with db.writing("test_confirm") as session:
        confirm_clock(
            session, supervision, "EXREP-Y", date(2027, 1, 15), "排污许可证副本第12页",
            person(session, "KS01"), subject="2026", now=world.now,
        )  # fmt: skip
    world.on("2027-01-17")

    assert len(world.all("violation")) == 1
