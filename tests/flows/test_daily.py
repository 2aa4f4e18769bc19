"""What the calendar demands is done once, caught up after missed nights, and never by day alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from casework.filing import periods_owed
from deploy.relay import relay_once
from flows.daily import tell_the_day
from models import CaseFile, CaseRun, Clock, InboxItem, Permit
from models.session import Database
from notifications.facts import notice_facts
from notifications.orders import order
from notifications.render import render
from rules.notices import NOTICES
from rules.reporting import Every
from tests.flows.permit_year import keep, supervised
from tests.telling import CALENDAR, NOW, act, clue, duties, services, settle_in

MORNING = datetime(2025, 10, 2, 1, 0, tzinfo=UTC)
AT_NIGHT = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)


def report_clocks(db: Database) -> dict[str, date | None]:
    with db.reading() as session:
        rows = session.exec(select(Clock).where(Clock.key.startswith("EXREP"))).all()
    return {row.subject: row.due_on for row in rows}


def test_a_quarter_that_ended_opens_its_report_once(db: Database) -> None:
    supervised(db)

    first, refused = keep(db, MORNING)
    again, _ = keep(db, MORNING)

    assert "开启报告期 1 个" in first
    assert "开启报告期 0 个" in again
    assert refused == []
    assert report_clocks(db) == {"2025Q3": date(2025, 10, 15)}


def test_nights_that_were_missed_are_caught_up_in_order(db: Database) -> None:
    supervised(db)

    words, _ = keep(db, datetime(2026, 5, 4, 1, 0, tzinfo=UTC))

    assert "开启报告期 3 个" in words
    assert list(report_clocks(db)) == ["2025Q3", "2025", "2026Q1"]


def test_what_was_due_before_the_case_was_followed_is_not_raised(db: Database) -> None:
    supervised(db, opened=datetime(2025, 10, 20, 1, 0, tzinfo=UTC))

    keep(db, datetime(2025, 11, 3, 1, 0, tzinfo=UTC))

    assert report_clocks(db) == {}


def test_a_simplified_permit_owes_the_year_alone(db: Database) -> None:
    supervised(db, "simplified")

    keep(db, datetime(2026, 5, 4, 1, 0, tzinfo=UTC))

    assert list(report_clocks(db)) == ["2025"]


def test_a_permits_own_terms_go_before_the_district_default(db: Database) -> None:
    supervised(db)
    with db.writing("test_terms") as session:
        permit = session.exec(select(Permit)).one()
        permit.terms = {"reports": ["year"], "report_dates": {"year": [1, 31]}}
        session.add(permit)

    with db.reading() as session:
        owed = periods_owed(session, date(2026, 1, 4))

    assert [(each.report.period.every, each.report.due_on) for each in owed] == [
        (Every.YEAR, date(2026, 1, 31))
    ]


def test_a_report_that_came_before_its_period_was_opened_is_not_asked_for(db: Database) -> None:
    case_no = supervised(db)
    act(db, case_no, "submit_report", "QY01", MORNING, period="2025Q3")

    keep(db, MORNING)

    assert report_clocks(db) == {}


def test_a_year_that_ended_begins_the_next_chapter_with_a_run_of_its_own(db: Database) -> None:
    supervised(db)

    words, _ = keep(db, datetime(2027, 1, 4, 1, 0, tzinfo=UTC))

    with db.reading() as session:
        chapters = [row.chapter for row in session.exec(select(CaseRun).order_by(CaseRun.chapter))]
        case = session.exec(select(CaseFile)).one()
    assert "归结年度 2 个" in words
    assert chapters == [2025, 2026, 2027]
    assert case.chapter == 2027


def test_a_renewal_is_reminded_of_ninety_and_thirty_days_before_its_last_day(db: Database) -> None:
    supervised(db)

    said = [
        keep(db, datetime(2026, month, day, 1, 0, tzinfo=UTC))[0]
        for month, day in ((9, 30), (10, 2), (10, 3), (12, 10), (12, 11))
    ]

    assert [words.split("提醒延续 ")[1][0] for words in said] == ["0", "1", "0", "1", "0"]
    duty = duties(db, "serve:renewal_reminder")[-1]
    with db.reading() as session:
        wanted = order(duty.key, duty.payload, case_id=duty.case_id, seq=duty.seq)
        words = render(NOTICES["renewal_reminder"], notice_facts(session, wanted, NOW))
    for each in (words.body, words.subject, words.sms):
        assert "2026年12月30日（含当日）" in each
    assert "不因节假日顺延" in words.body


def test_each_officer_is_told_the_day_once(db: Database, tmp_path) -> None:
    clue(db, settle_in(db))

    found, words = tell_the_day(db, CALENDAR, NOW.replace(day=27), print)
    _, again = tell_the_day(db, CALENDAR, NOW.replace(day=27), print)
    relay_once(db, services(db, tmp_path, lambda: NOW.replace(day=27)), NOW.replace(day=27))

    assert found.open_cases == 1
    assert "通知 2 人" in words
    assert "通知 0 人" in again
    dockets = duties(db, "tell:daily_docket")
    assert [(each.key, each.status) for each in dockets] == [
        ("docket:2026-11-27:KS01", "done"),
        ("docket:2026-11-27:ZF01", "done"),
    ]
    with db.reading() as session:
        told = {row.person_id for row in session.exec(select(InboxItem))}
    assert {"KS01", "ZF01"} <= told


@pytest.mark.usefixtures("sqlite_db")
def test_a_docket_made_at_night_wakes_nobody(sqlite_db: Database) -> None:
    clue(sqlite_db, settle_in(sqlite_db))

    found, words = tell_the_day(sqlite_db, CALENDAR, AT_NIGHT, print)

    assert found.open_cases == 1
    assert "通知 0 人" in words
    assert duties(sqlite_db, "tell:daily_docket") == []
