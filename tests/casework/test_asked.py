"""What is asked of another person is told to those who may answer it, at once or by day."""

from datetime import datetime
from pathlib import Path

from sqlmodel import select

from casework.delegation import Wanted, delegate
from casework.people import person
from deploy.relay import relay_once
from flows.daily import tell_the_day
from models import CaseFile, InboxItem, Notice, Officer, Recusal
from models.session import Database
from rules.deadlines import SHANGHAI
from tests.telling import CALENDAR, act, clue, duties, ordered, services, settle_in


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


ASKED = "tell:approval_asked"


def told(db: Database, folder: Path, now: datetime) -> set[str]:
    """Carry out what waits and answer who has the notice of a request."""
    while relay_once(db, services(db, folder, lambda: now), now):
        pass
    with db.reading() as session:
        rows = session.exec(
            select(InboxItem.person_id)
            .join(Notice, InboxItem.notice_id == Notice.id)
            .where(Notice.notice == "approval_asked")
        )
        return set(rows)


def ask(db: Database, now: datetime, by: str = "ZF01") -> str:
    """Open a clue and ask for its check on the spot, which a section head answers."""
    case_no = clue(db, settle_in(db), now)
    act(db, case_no, "screen_in", by, now, opinion="意见")
    act(db, case_no, "ask_check", by, now, reason="群众举报")
    return case_no


def add(db: Database, *people: Officer) -> None:
    with db.writing("test_more") as session:
        session.add_all(people)


def test_those_who_may_answer_are_told_and_the_asker_is_not(db: Database, tmp_path: Path) -> None:
    ask(db, at(2, 10))

    assert told(db, tmp_path, at(2, 11)) == {"KS01"}
    row = duties(db, ASKED)[0]
    assert row.payload["asked"]
    assert row.payload["behind"]["title"]
    assert not row.statutory


def test_a_head_who_asked_or_keeps_out_is_passed_over_for_another(
    db: Database, tmp_path: Path
) -> None:
    case_no = clue(db, settle_in(db), at(2, 9))
    add(
        db,
        Officer(id="KS02", name="科长乙", roles=["section_head", "enforcer"]),
        Officer(id="KS03", name="科长丙", roles=["section_head"]),
    )
    with db.writing("test_recuse") as session:
        case = session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()
        session.add(Recusal(case_id=case.id, officer_id="KS03", reason="亲属", created_at=at(2, 9)))
    act(db, case_no, "screen_in", "KS02", at(2, 10), opinion="意见")
    act(db, case_no, "ask_check", "KS02", at(2, 10), reason="群众举报")

    assert told(db, tmp_path, at(2, 11)) == {"KS01"}


def test_a_deputy_is_told_too_but_not_whoever_stands_in_for_the_asker(
    db: Database, tmp_path: Path
) -> None:
    case_no = clue(db, settle_in(db), at(2, 9))
    add(
        db,
        Officer(id="KS02", name="科长乙", roles=["section_head"]),
        Officer(id="KS03", name="科长丙", roles=["section_head"]),
    )
    with db.writing("test_deputies") as session:
        head = person(session, "JZ01")
        for giver, deputy in (("KS01", "KS02"), ("ZF01", "KS03")):
            wanted = Wanted(giver, deputy, at(2, 9).date(), at(4, 9).date(), both=True)
            delegate(session, wanted, head, now=at(2, 9))
    act(db, case_no, "screen_in", "ZF01", at(2, 10), opinion="意见")
    act(db, case_no, "ask_check", "ZF01", at(2, 10), reason="群众举报")

    assert told(db, tmp_path, at(2, 11)) == {"KS01", "KS02"}


def test_a_request_made_at_night_wakes_nobody(db: Database, tmp_path: Path) -> None:
    ask(db, at(2, 23))

    assert {each.try_at for each in duties(db, ASKED)} == {at(3, 8)}


def test_the_letter_of_whoever_may_answer_names_the_request_and_the_clock_behind_it(
    db: Database,
) -> None:
    case_no = ask(db, at(2, 10))
    add(db, Officer(id="KS02", name="科长乙", roles=["section_head"]))

    tell_the_day(db, CALENDAR, at(3, 9), print)

    letters = {
        each.key: each.payload["docket"]["asked"] for each in duties(db, "tell:daily_docket")
    }
    lines = letters["docket:2026-03-03:KS02"]
    assert [(each["case_no"], each["title"][:4]) for each in lines] == [(case_no, "提请核查")]
    assert lines[0]["clock"]
    assert lines[0]["due_on"]
    assert letters["docket:2026-03-03:ZF01"] == []


def test_a_bureau_head_without_cases_reads_a_letter_while_something_waits_for_them(
    db: Database,
) -> None:
    case_no = ordered(db, settle_in(db), at(2, 9))

    tell_the_day(db, CALENDAR, at(3, 9), print)
    act(db, case_no, "ask_file_case", "ZF01", at(3, 10), conduct="超标排放",
        filing_conditions=True)  # fmt: skip
    tell_the_day(db, CALENDAR, at(4, 9), print)

    heads = [each for each in duties(db, "tell:daily_docket") if each.key.endswith("JZ01")]
    assert [each.key for each in heads] == ["docket:2026-03-04:JZ01"]
    assert heads[0].payload["docket"]["asked"][0]["clock"] == "立案"
