"""A closing moves credit, colour, checks and the permit once; repair moves credit back."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from casework.case_sheet import case_sheet
from casework.credit import Application, answer_repair, ask_repair, standing_of
from casework.links import feed_back
from casework.open_case import Opened
from casework.people import person
from casework.standing import apply_standing
from casework.verify import verify
from models import CaseFile, DistrictSetting, Party, Permit
from models.session import Database
from rules.decide import ActionRefused
from rules.standing import Severity
from tests.casework.bureau import CALENDAR, NOW, case_row, clue, opened, seat

TODAY = date(2026, 3, 2)
LATER = datetime(2027, 6, 1, 2, tzinfo=UTC)
PERMIT_NO = "91310118MA1JL0000X001P"
PAID: dict[str, Any] = {"close_ground": "performed"}
ASKED = Application("云环罚〔2026〕1号", TODAY, TODAY, "缴款凭证1")


def licensed(db: Database, party_id: int) -> str:
    """Give the enterprise a permit, and answer the case that supervises it."""
    with db.writing("test_permit") as session:
        session.add(
            Permit(
                permit_no=PERMIT_NO, party_id=party_id, category="key_managed",
                valid_from=date(2024, 3, 1), valid_to=date(2029, 2, 28), issued_on=TODAY,
                created_at=NOW, updated_at=NOW,
            )
        )  # fmt: skip
    facts = {"permit_no": PERMIT_NO, "valid_from": "2024-03-01", "valid_until": "2029-02-28"}
    wanted = Opened("supervision", "test:supervision", party_id, ("key_managed",), facts=facts)
    return opened(db, wanted, by="XK01")


def closed(
    db: Database, party_id: int, key: str = "p1", *, kind: str = "ordinary",
    facts: Mapping[str, Any] = PAID, permit: bool = False,
) -> str:  # fmt: skip
    """Answer a penalty that has closed so, by hand: the way there has tests of its own."""
    wanted = Opened(
        "penalty", f"test:{key}", party_id, (kind,), facts=facts, begin_clocks=False,
        permit_id=1 if permit else None,
    )  # fmt: skip
    case_no = opened(db, wanted, by="system")
    with db.writing("test_close") as session:
        session.execute(
            update(CaseFile)
            .where(CaseFile.case_no == case_no)  # type: ignore[arg-type]
            .values(closed_at=NOW, outcome="closed", stage="closed")
        )
    return case_no


def told(db: Database, case_no: str, now: datetime = NOW) -> None:
    payload = {"act": "", "outcome": "closed", "stage": "结案"}
    with db.writing("test_feed") as session:
        feed_back(session, case_no, f"{case_no}:9:feed", payload, now=now, calendar=CALENDAR)


def party(session: Session) -> tuple[str, str]:
    row = session.exec(select(Party).order_by(Party.id)).first()  # type: ignore[arg-type]
    assert row is not None
    return row.credit, row.eco_code


def grades(db: Database) -> tuple[str, str]:
    with db.reading() as session:
        return party(session)


def standing_events(db: Database, case_no: str) -> list[dict[str, Any]]:
    with db.reading() as session:
        sheet = case_sheet(session, case_no, NOW)
    return [each.detail for each in sheet.events if each.kind == "standing"]


def repair(db: Database, case_no: str, by: str = "XK01", asked: Application = ASKED,
           now: datetime = LATER) -> None:  # fmt: skip
    with db.writing("test_ask") as session:
        ask_repair(session, case_no, asked, person(session, by), now=now, calendar=CALENDAR)


def answer(db: Database, case_no: str, by: str = "KS01", *, approve: bool = True) -> None:
    with db.writing("test_answer") as session:
        answer_repair(session, case_no, "符合条件", person(session, by), approve=approve, now=LATER)


def test_a_penalty_that_closes_moves_the_enterprise_and_tells_supervision(db: Database) -> None:
    party_id = seat(db)
    supervision = licensed(db, party_id)
    case_no = closed(db, party_id, permit=True)

    told(db, case_no)

    assert grades(db) == ("warned", "yellow")
    (detail,) = standing_events(db, supervision)
    assert (detail["from"], detail["severity"]) == (case_no, "general")
    moved = {each["what"]: each for each in detail["moves"]}
    assert set(moved) == {"credit", "eco_code", "inspection"}
    assert (moved["credit"]["was"], moved["credit"]["now"]) == ("", "warned")
    assert moved["credit"]["why"] == "受到行政处罚"
    assert "区级设定" in moved["credit"]["basis"]
    with db.reading() as session:
        kept = session.exec(select(Permit)).one()
        assert kept.terms["standing"]["inspection"] == {
            "grade": "raised", "until": "2027-03-02", "from": case_no,
        }  # fmt: skip
        assert verify(session, CALENDAR, supervision).flaws == ()


def test_a_closing_moves_once_however_often_it_is_told(db: Database) -> None:
    party_id = seat(db)
    supervision = licensed(db, party_id)
    case_no = closed(db, party_id, permit=True)

    told(db, case_no)
    told(db, case_no)
    with db.writing("test_again") as session:
        assert apply_standing(session, case_no, now=NOW, calendar=CALENDAR) == ()

    assert len(standing_events(db, supervision)) == 1


def test_without_a_permit_the_closed_case_itself_says_what_moved(db: Database) -> None:
    case_no = closed(db, seat(db))

    told(db, case_no)
    told(db, case_no)

    assert grades(db) == ("warned", "yellow")
    assert len(standing_events(db, case_no)) == 1


def test_a_lighter_matter_does_not_better_what_a_graver_one_left(db: Database) -> None:
    party_id = seat(db)
    licensed(db, party_id)
    told(db, closed(db, party_id, "p1", kind="daily", permit=True))
    told(db, closed(db, party_id, "p2", kind="summary", permit=True))

    assert grades(db) == ("bad", "red")
    with db.reading() as session:
        kept = session.exec(select(Permit)).one().terms["standing"]
    assert (kept["inspection"]["grade"], kept["permit"]["grade"]) == ("key", "close")


def test_an_open_case_and_one_that_establishes_nothing_move_nothing(db: Database) -> None:
    party_id = seat(db)
    told(db, clue(db, party_id))
    told(db, closed(db, party_id, facts={"close_ground": "no_penalty"}))

    assert grades(db) == ("", "")


def test_a_district_says_otherwise_for_a_procedure(db: Database) -> None:
    party_id = seat(db)
    rule = {
        "procedure": "penalty", "why": "本区规则", "outcomes": [], "kinds": [], "credit": "bad",
        "eco_code": "", "inspection": "", "permit": "", "months": 3, "severity": "serious",
        "source": "云泽区信用办法第3条", "effective_on": "2026-01-01", "approver": "甲",
    }  # fmt: skip
    with db.writing("test_setting") as session:
        session.add(
            DistrictSetting(
                sha256="c" * 64, content={"standing": [rule]}, effective_on=TODAY,
                loaded_by="system", loaded_at=NOW,
            )
        )  # fmt: skip
    case_no = closed(db, party_id, facts={"close_ground": "no_penalty"})

    told(db, case_no)

    assert grades(db) == ("bad", "")
    (detail,) = standing_events(db, case_no)
    assert detail["moves"][0]["basis"].startswith("云泽区信用办法第3条")


def test_repair_is_asked_answered_by_another_and_moves_credit_back(db: Database) -> None:
    party_id = seat(db)
    supervision = licensed(db, party_id)
    case_no = closed(db, party_id, permit=True)
    told(db, case_no)

    repair(db, case_no)
    answer(db, case_no)

    assert grades(db) == ("", "")
    assert standing_events(db, supervision)[-1]["now"]["credit"] == {"was": "warned", "now": ""}
    with db.reading() as session:
        found = standing_of(session, party_id, LATER.date(), CALENDAR)
        assert [each.state for each in found.matters] == ["credit_repair_approved"]
        assert verify(session, CALENDAR, supervision).flaws == ()
    with pytest.raises(ActionRefused, match="已经修复"):
        repair(db, case_no)


def test_what_other_matters_give_stays_after_a_repair(db: Database) -> None:
    party_id = seat(db)
    light, grave = closed(db, party_id, "p1"), closed(db, party_id, "p2", kind="daily")
    told(db, light)
    told(db, grave)

    repair(db, grave)
    answer(db, grave, "JZ01")

    assert grades(db) == ("warned", "yellow")


def test_nobody_repairs_before_the_least_publicity(db: Database) -> None:
    party_id = seat(db)
    case_no = closed(db, party_id)
    told(db, case_no)

    with pytest.raises(ActionRefused, match="最短公示期到 2026-06-02"):
        repair(db, case_no, now=NOW + timedelta(days=30))


def test_the_asker_does_not_answer_and_a_serious_matter_is_the_bureau_heads(db: Database) -> None:
    party_id = seat(db)
    case_no = closed(db, party_id, kind="daily")
    told(db, case_no)
    with pytest.raises(ActionRefused, match="没有待答复"):
        answer(db, case_no, "JZ01")
    repair(db, case_no)

    with pytest.raises(ActionRefused, match="局负责人"):
        answer(db, case_no, "KS01")
    with pytest.raises(ActionRefused, match="正等待答复"):
        repair(db, case_no)
    answer(db, case_no, "JZ01", approve=False)

    assert grades(db) == ("bad", "red")
    repair(db, case_no)


def test_an_enterprise_asks_for_its_own_repair_alone(db: Database) -> None:
    party_id = seat(db)
    case_no = closed(db, party_id)
    told(db, case_no)

    with pytest.raises(ActionRefused, match="由当事人申请"):
        repair(db, case_no, "QY02")
    repair(db, case_no, "QY01")


def test_a_case_that_cost_no_credit_needs_no_repair(db: Database) -> None:
    case_no = clue(db, seat(db))

    with pytest.raises(ActionRefused, match="不需要修复"):
        repair(db, case_no)


def test_a_raised_frequency_runs_out_and_credit_does_not(db: Database) -> None:
    party_id = seat(db)
    told(db, closed(db, party_id))

    with db.reading() as session:
        found = standing_of(session, party_id, date(2030, 1, 1), CALENDAR)

    assert (found.credit, found.eco_code) == ("warned", "yellow")
    assert found.matters[0].entry.severity is Severity.GENERAL


def test_two_closings_at_once_leave_the_graver_grade(db: Database) -> None:
    party_id = seat(db)
    licensed(db, party_id)
    cases = [
        closed(db, party_id, f"p{number}", kind=kind, permit=True)
        for number, kind in enumerate(("summary", "daily", "ordinary", "summary"))
    ]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: told(db, each), cases))

    assert grades(db) == ("bad", "red")
    with db.reading() as session:
        assert len(standing_of(session, party_id, TODAY, CALENDAR).matters) == 4


def test_the_case_row_is_otherwise_untouched(db: Database) -> None:
    party_id = seat(db)
    supervision = licensed(db, party_id)
    told(db, closed(db, party_id, permit=True))

    with db.reading() as session:
        assert case_row(session, supervision).stage == "in_force"
        assert case_row(session, supervision).version == 0
