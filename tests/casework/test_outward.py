"""What the bureau owes the outside stands on the docket until its receipt is on record."""

from datetime import date, timedelta

import pytest

from casework.case_sheet import case_sheet
from casework.outward import Missing, missing_receipts, record_not_owed, record_receipt
from casework.people import person
from casework.verify import verify
from models.session import Database
from rules.case_view import ActionRefused
from rules.facts import FactsWrong
from rules.outward import OWED, TARGETS
from rules.procedures import latest
from tests.casework.bureau import CALENDAR, NOW, SEEN, act, clue, seat

TODAY = date(2026, 3, 2)


def checked(db: Database, party_id: int) -> str:
    case_no = clue(db, party_id, assignee="ZF01")
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    act(db, case_no, "approve_check", "KS01")
    act(db, case_no, "record_check", "ZF01", **SEEN)
    return case_no


def missing(db: Database, officer: str | None = None) -> tuple[Missing, ...]:
    with db.reading() as session:
        return missing_receipts(session, officer=officer)


def settle(db: Database, key: str, by: str = "ZF01", on: date = TODAY, number: str = "HZ-1") -> str:
    with db.writing("test_receipt") as session:
        return record_receipt(session, key, number, on, person(session, by), now=NOW)


def test_an_inspection_is_owed_to_the_national_platform_until_its_receipt(db: Database) -> None:
    case_no = checked(db, seat(db))

    owed = missing(db)
    assert [(each.target, each.case_no, each.since) for each in owed] == [
        ("national_platform", case_no, TODAY), ("municipal_enforcement", case_no, TODAY),
    ]  # fmt: skip
    assert owed[0].basis == "排污许可管理条例 第25条第2款"

    assert settle(db, owed[0].key) == case_no

    assert [each.target for each in missing(db)] == ["municipal_enforcement"]
    with db.reading() as session:
        last = case_sheet(session, case_no, NOW).events[-1]
        assert (last.kind, last.facts["outward_receipt"]) == ("outward_receipt", "HZ-1")
        assert verify(session, CALENDAR).flaws == ()


def test_what_is_not_owed_after_all_says_why(db: Database) -> None:
    case_no = checked(db, seat(db))
    key = missing(db)[1].key

    with db.writing("test_not_owed") as session:
        record_not_owed(session, key, "市级系统尚未开通", person(session, "ZF01"), now=NOW)

    assert [each.target for each in missing(db)] == ["national_platform"]
    with db.reading() as session:
        assert case_sheet(session, case_no, NOW).events[-1].facts["reason"] == "市级系统尚未开通"


def test_a_receipt_is_recorded_once_by_the_bureau_and_not_of_tomorrow(db: Database) -> None:
    checked(db, seat(db))
    key = missing(db)[0].key

    with pytest.raises(ActionRefused, match="在今天之后"):
        settle(db, key, on=TODAY + timedelta(days=1))
    with pytest.raises(ActionRefused, match="不是本局人员"):
        settle(db, key, by="QY01")
    with pytest.raises(FactsWrong):
        settle(db, key, number=" ")
    settle(db, key)
    with pytest.raises(ActionRefused, match="没有编号"):
        settle(db, key)


def test_an_officer_sees_what_their_own_cases_lack(db: Database) -> None:
    checked(db, seat(db))

    assert len(missing(db, "ZF01")) == 2
    assert missing(db, "ZF02") == ()


def test_every_outward_duty_belongs_to_an_act_that_exists() -> None:
    for (procedure, key), targets in OWED.items():
        table = latest(procedure)
        assert table is not None
        assert any(act.key == key for stage in table.stages for act in stage.acts)
        assert all(TARGETS[each.key] == each and each.basis for each in targets)
