"""Opening a case: once for each key, numbered without a gap, with its first clocks."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from casework.open_case import KindsWrong, Opened, open_case
from casework.people import SYSTEM
from models import CaseEvent, CaseFile, CaseRun, Clock
from models.session import Database
from rules.facts import FactsWrong
from tests.casework.bureau import CALENDAR, NOW, clue, opened, seat, wanted_violation


def test_one_key_opens_one_case(db: Database) -> None:
    party = seat(db)
    first = clue(db, party, "platform:1")
    again = clue(db, party, "platform:1")
    other = clue(db, party, "platform:2")

    assert (first, again, other) == ("WF-2026-0001", "WF-2026-0001", "WF-2026-0002")
    with db.reading() as session:
        assert session.execute(select(func.count()).select_from(CaseFile)).scalar_one() == 2
        assert session.execute(select(func.count()).select_from(CaseEvent)).scalar_one() == 2
        assert session.execute(select(func.count()).select_from(CaseRun)).scalar_one() == 2


def test_a_key_sent_by_many_at_once_opens_one_case(db: Database) -> None:
    party = seat(db)

    def send(_: int) -> tuple[str, bool]:
        with db.writing("test_open") as session:
            done = open_case(
                session, wanted_violation(party, "platform:1"), SYSTEM, now=NOW, calendar=CALENDAR
            )
        return done.case_no, done.repeated

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(12)))

    assert {case_no for case_no, _ in answers} == {"WF-2026-0001"}
    assert sum(not repeated for _, repeated in answers) == 1
    assert clue(db, party, "platform:2") == "WF-2026-0002"


def test_opening_starts_the_clocks_of_the_procedure_and_the_stage(db: Database) -> None:
    clue(db, seat(db))

    with db.reading() as session:
        keys = set(session.execute(select(Clock.key)).scalars())

    assert keys == {"CF-FILE", "LOCAL-CLUE"}


def test_a_kind_that_the_procedure_does_not_know_opens_nothing(db: Database) -> None:
    party = seat(db)
    wanted = replace(wanted_violation(party), kinds=("simplified",))

    with pytest.raises(KindsWrong, match="simplified"):
        opened(db, wanted)
    with db.reading() as session:
        assert session.execute(select(func.count()).select_from(CaseFile)).scalar_one() == 0


def test_a_day_that_is_none_opens_nothing(db: Database) -> None:
    party = seat(db)
    wanted = replace(wanted_violation(party), facts={"discovered_on": "昨天"})

    with pytest.raises(FactsWrong, match="应为日期"):
        opened(db, wanted)
    assert clue(db, party) == "WF-2026-0001"


@pytest.mark.parametrize("told", ["2026-03-03", "2027-03-02"])
def test_a_clue_found_tomorrow_does_not_put_off_the_filing_period(db: Database, told: str) -> None:
    party = seat(db)
    wanted = replace(wanted_violation(party), facts={"discovered_on": told})

    with pytest.raises(FactsWrong, match="在今天之后"):
        opened(db, wanted)
    assert clue(db, party) == "WF-2026-0001"


def test_an_enterprise_under_its_ban_is_known_at_the_next_receipt(db: Database) -> None:
    party = seat(db)
    clue(db, party, "platform:1")
    with db.writing("test_ban") as session:
        row = session.execute(select(Clock).where(Clock.key == "CF-FILE")).scalars().one()  # type: ignore[arg-type]
        row.key, row.due_on = "PWXK-REAPPLY-BAN", date(2029, 5, 1)
        session.add(row)
    wanted = Opened(
        "permit", "platform:2", party, kinds=("first", "simplified"),
        facts={"received_on": NOW.date().isoformat()},
    )  # fmt: skip

    with db.writing("test_open") as session:
        case_no = open_case(session, wanted, SYSTEM, now=NOW, calendar=CALENDAR).case_no

    with db.reading() as session:
        facts = session.execute(
            select(CaseFile.facts).where(CaseFile.case_no == case_no)  # type: ignore[call-overload]
        ).scalar_one()
    assert facts["ban_until"] == "2029-05-01"
