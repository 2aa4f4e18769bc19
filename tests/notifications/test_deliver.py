"""A notice from its order to its receipts, on a real database."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import select

from models import DutyRow, InboxItem, Notice
from models.session import Database
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.inbox import Inbox
from notifications.deliver import send, stored_letter
from notifications.facts import notice_facts
from notifications.orders import AudienceWrong, Order, order
from notifications.recipients import NoRecipient, recipients
from notifications.render import NoticeIncomplete, render
from rules.notices import NOTICES
from tests.telling import LATER, NOW, clue, duties, ordered, settle_in


def ordered_notice(db: Database, name: str = "serve:order_served") -> Order:
    row = duties(db, name)[-1]
    return order(row.key, row.payload, case_id=row.case_id, seq=row.seq)


def test_a_notice_is_rendered_once_and_resent_as_it_was(db: Database, tmp_path: Path) -> None:
    ordered(db, settle_in(db))
    first = stored_letter(db, ordered_notice(db), NOW)

    later = stored_letter(db, ordered_notice(db), LATER)

    assert (later.body, later.sha256, later.rendered_at) == (first.body, first.sha256, NOW)
    with db.reading() as session:
        assert len(session.exec(select(Notice)).all()) == 1


def test_a_repeat_is_no_second_file_and_no_second_item(db: Database, tmp_path: Path) -> None:
    ordered(db, settle_in(db))
    letter = stored_letter(db, ordered_notice(db), NOW)

    outbox = tmp_path / "outbox"
    for channel in (FileOutbox(outbox), Inbox(db), FileOutbox(outbox), Inbox(db)):
        send(letter, channel, LATER, 1)

    pages = sorted(each.name for each in outbox.rglob("*") if each.is_file())
    assert len(pages) == 2
    assert pages[0].removesuffix(".html") == pages[1].removesuffix(".txt")
    with db.reading() as session:
        assert [each.person_id for each in session.exec(select(InboxItem))] == ["QY01"]


def test_a_file_lies_under_the_day_it_was_rendered(sqlite_db: Database, tmp_path: Path) -> None:
    case_no = ordered(sqlite_db, settle_in(sqlite_db))
    letter = stored_letter(sqlite_db, ordered_notice(sqlite_db), NOW)

    receipt = send(letter, FileOutbox(tmp_path), LATER, 2)

    short = hashlib.sha256(letter.key.encode()).hexdigest()[:8]
    assert receipt["file"] == f"2026-11-20/{case_no}-order_served-{short}.html"
    assert receipt["attempt"] == 2
    assert (tmp_path / receipt["file"]).read_text(encoding="utf-8") == letter.body


def test_a_torn_file_is_written_whole_again(sqlite_db: Database, tmp_path: Path) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    letter = stored_letter(sqlite_db, ordered_notice(sqlite_db), NOW)
    page = tmp_path / send(letter, FileOutbox(tmp_path), NOW, 1)["file"]
    page.write_text(letter.body[:100], encoding="utf-8")

    send(letter, FileOutbox(tmp_path), LATER, 2)

    assert page.read_text(encoding="utf-8") == letter.body
    assert not list(tmp_path.rglob("*.tmp"))


def test_an_enterprise_notice_says_nothing_of_the_bureaus_own(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))

    with sqlite_db.reading() as session:
        facts = notice_facts(session, ordered_notice(sqlite_db), NOW)
    words = stored_letter(sqlite_db, ordered_notice(sqlite_db), NOW)

    assert set(facts["facts"]) == {"term_days", "paper_no", "served_on", "service_method"}
    assert [each["title"] for each in facts["clocks"]] == ["限期整改期限"]
    assert "actor" not in facts
    assert set(facts["case"]) == {"no", "procedure"}
    for secret in ("暗查", "复查期限", "线人", "惊动", "执法甲", "ZF01", "按日连续处罚复查"):
        assert secret not in words.body + words.subject + words.sms


def test_an_enterprise_notice_goes_to_its_own_people_and_folder(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))

    with sqlite_db.reading() as session:
        told = recipients(session, ordered_notice(sqlite_db), NOW.date())

    assert told == ("folder:91310118MA1JL0000X", "QY01")


def test_an_authority_notice_never_reaches_an_enterprise(sqlite_db: Database) -> None:
    case_no = clue(sqlite_db, settle_in(sqlite_db))
    payload = {"notice": "case_assigned", "audience": "authority", "to": ["QY01", "ZF02"]}

    with sqlite_db.reading() as session:
        told = recipients(session, order(f"{case_no}:x", payload, case_id=1, seq=1), NOW.date())
        only_them = order("y", {**payload, "to": ["QY01"], "roles": ["enterprise"]}, case_id=1)
        with pytest.raises(NoRecipient):
            recipients(session, only_them, NOW.date())

    assert told == ("ZF02",)


def test_a_notice_ordered_for_another_audience_is_refused(sqlite_db: Database) -> None:
    with pytest.raises(AudienceWrong, match="不能发给“当事人可见”"):
        order("x", {"notice": "filing_overdue", "audience": "party"}, case_id=1)


def test_a_case_without_an_officer_is_told_to_the_section_heads(sqlite_db: Database) -> None:
    clue(sqlite_db, settle_in(sqlite_db), assignee=None)
    payload = {"notice": "clock_warning", "roles": ["handler", "bureau_head"]}

    with sqlite_db.reading() as session:
        told = recipients(session, order("x", payload, case_id=1), NOW.date())

    assert told == ("KS01", "JZ01")


def test_a_missing_fact_is_named_with_its_notice(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.reading() as session:
        facts = notice_facts(session, ordered_notice(sqlite_db), NOW)
    del facts["facts"]["term_days"]

    with pytest.raises(NoticeIncomplete, match="整改期限（日）") as missing:
        render(NOTICES["order_served"], facts)

    assert (missing.value.notice, missing.value.fact) == ("order_served", "term_days")


def test_what_a_later_act_wrote_is_not_in_an_earlier_notice(sqlite_db: Database) -> None:
    party = settle_in(sqlite_db)
    ordered(sqlite_db, party)
    early = ordered_notice(sqlite_db)
    with sqlite_db.writing("test_later") as session:
        row = session.exec(select(DutyRow).where(DutyRow.key == early.key)).one()
        before_the_order = order("z", row.payload, case_id=row.case_id, seq=row.seq - 3)

    with sqlite_db.reading() as session:
        assert "term_days" in notice_facts(session, early, NOW)["facts"]
        assert "term_days" not in notice_facts(session, before_the_order, NOW)["facts"]


def test_a_dot_in_a_case_number_hides_no_notice(sqlite_db: Database, tmp_path: Path) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    letter = stored_letter(sqlite_db, ordered_notice(sqlite_db), NOW)
    first = replace(letter, case_no="浙环责改2026.15")
    second = replace(first, key=f"{letter.key}:2", notice="result_notice")

    files = [send(each, FileOutbox(tmp_path / "out"), NOW, 1)["file"] for each in (first, second)]

    assert len(set(files)) == 2
    assert len([each for each in (tmp_path / "out").rglob("*") if each.is_file()]) == 4
