"""Whoever keeps out of a case (行政处罚法 第43条) hears nothing of it, head or deputy."""

from datetime import date, datetime, timedelta

from sqlmodel import select

from casework.docket_notices import docket_letter, reader
from models import CaseFile, Officer, Recusal
from models.session import Database
from notifications.orders import order
from notifications.recipients import recipients
from rules.deadlines import SHANGHAI
from tests.telling import clue, duties, settle_in

NOW = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
LATE = NOW + timedelta(days=20)


def _keep_out(db: Database, case_no: str, *officers: str) -> int:
    with db.writing("test_recuse") as session:
        case = session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()
        for each in officers:
            session.add(Recusal(case_id=case.id, officer_id=each, reason="亲属", created_at=NOW))
        return int(case.id or 0)


def _told(db: Database, case_id: int, *roles: str) -> tuple[str, ...]:
    payload = {"notice": "clock_warning", "roles": list(roles)}
    with db.reading() as session:
        return recipients(session, order("k", payload, case_id=case_id), date(2026, 3, 3))


def test_a_head_who_keeps_out_is_left_out_of_every_notice(db: Database) -> None:
    case_no = clue(db, settle_in(db), NOW)
    with db.writing("test_more") as session:
        session.add(Officer(id="KS02", name="科长乙", roles=["section_head"]))
    case_id = _keep_out(db, case_no, "KS01")

    assert _told(db, case_id, "handler", "section_head") == ("ZF01", "KS02")


def test_where_all_named_keep_out_another_head_is_told(db: Database) -> None:
    case_no = clue(db, settle_in(db), NOW)
    case_id = _keep_out(db, case_no, "KS01")

    assert _told(db, case_id, "section_head") == ("JZ01",)


def test_a_heads_letter_has_no_line_of_a_case_that_they_keep_out_of(db: Database) -> None:
    party = settle_in(db)
    kept, other = clue(db, party, NOW), clue(db, party, NOW + timedelta(minutes=1))
    _keep_out(db, kept, "KS01")

    with db.reading() as session:
        whom = reader(session, "KS01", LATE.date(), LATE)
        letter = docket_letter(session, whom, [], LATE.date(), LATE)

    assert not duties(db, "tell:daily")
    assert letter is not None
    assert {each["case_no"] for each in letter.payload["docket"]["overdue"]} == {other}
