"""An open violation is shown where a permit is ended, and goes on after it (practice 10)."""

from casework.case_sheet import CaseSheet, case_sheet
from casework.open_case import Opened
from models.session import Database
from tests.casework.bureau import NOW, TODAY, act, case_row, clue, opened, seat


def sheet(db: Database, case_no: str) -> CaseSheet:
    with db.reading() as session:
        return case_sheet(session, case_no, NOW)


def ended(db: Database, party_id: int) -> str:
    facts = {"cancellation_ground": "ceased", "permit_no": "91310118MA1JL0000X001P"}
    case_no = opened(db, Opened("cancellation", "test:z", party_id, facts=facts), by="XK01")
    act(
        db, case_no, "propose_cancellation", "XK01", open_matters="有未办结的问题处置",
        renewal_pending=False, evidence=["停产证明.pdf"], **facts,
    )  # fmt: skip
    act(db, case_no, "review_proposal", "KS01")
    act(db, case_no, "approve_cancellation", "JZ01", renewal_pending=False)
    act(db, case_no, "announce", "XK01", announced_on=TODAY, platform_receipt="HZ-1")
    return case_no


def test_an_open_violation_is_shown_at_the_cancellation_and_survives_it(db: Database) -> None:
    party_id = seat(db)
    violation = clue(db, party_id)

    case_no = ended(db, party_id)

    shown = sheet(db, case_no).unfinished
    assert [(each.case_no, each.procedure_title) for each in shown] == [(violation, "问题处置")]
    with db.reading() as session:
        assert case_row(session, case_no).closed_at is not None
        assert case_row(session, violation).closed_at is None
    act(db, violation, "screen_in", "ZF01", opinion="许可证已注销，继续核实")


def test_elsewhere_nothing_is_shown_and_other_enterprises_are_left_out(db: Database) -> None:
    party_id = seat(db)
    violation = clue(db, party_id)
    clue(db, party_id + 1, "test:other")

    assert sheet(db, violation).unfinished == ()
    facts = {"cancellation_ground": "ceased"}
    case_no = opened(db, Opened("cancellation", "test:y", party_id, facts=facts), by="XK01")
    assert [each.case_no for each in sheet(db, case_no).unfinished] == [violation]
