"""Many notices are told together, and none of them for another's fault."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event
from sqlmodel import select

from casework import outbox
from casework.outbox import LEASE, Lease
from models import CaseFile, Delivery, DutyRow, InboxItem, Notice, Recusal
from models.session import Database
from notifications.channels.gateway import HttpGateway
from notifications.channels.guard import Allowed
from notifications.channels.inbox import Inbox
from notifications.channels.recording import Recording
from notifications.sending import Senders
from tasks.deliver import Outcome, Services, deliver_notices
from tests.notifications.standins import routed
from tests.telling import CALENDAR, LATER, NOW, clue, duties, services, settle_in

GATEWAY: Senders = {
    "webhook": HttpGateway(
        "webhook", "https://127.0.0.1/", per_second=0.0, allowed=Allowed(loopback=True)
    )
}


def due(db: Database, letters: int, cases: Sequence[int | None] = (None,), **payload: Any) -> None:
    """Let so many letters to one officer be due, each of a cause of its own, of cases in turn."""
    shown = {
        "notice": "daily_docket", "to": ["ZF01"], "day": "2026-11-20",
        "docket": {"overdue": [], "due_soon": [], "waiting": []}, **payload,
    }  # fmt: skip
    with db.writing("test_due") as session:
        for number in range(letters):
            session.add(
                DutyRow(
                    key=f"due:{number}", kind="notice", name="tell:daily_docket",
                    payload={**shown, "cause": str(number)}, created_at=NOW, offered_until=NOW,
                    try_at=NOW, case_id=cases[number % len(cases)],
                )
            )  # fmt: skip


def cases_of(db: Database, party_id: int, wanted: int) -> list[int]:
    """Open so many clues and answer the numbers of their rows; their own duties are taken away."""
    for number in range(wanted):
        clue(db, party_id, NOW - timedelta(minutes=number))
    with db.writing("test_clear") as session:
        session.execute(delete(DutyRow))
        return list(session.exec(select(CaseFile.id).order_by(CaseFile.id)))


def claimed(db: Database, now: datetime = LATER) -> list[Lease]:
    with db.writing("test_claim") as session:
        return outbox.claim_left_over(session, "test", now)


def with_channels(*channels: Any, senders: Senders = GATEWAY) -> Services:
    return Services(channels, CALENDAR, lambda: LATER, senders)


def stored(db: Database) -> list[Notice]:
    with db.reading() as session:
        return list(session.exec(select(Notice).order_by(Notice.id)))


def handed_over(db: Database) -> list[Delivery]:
    with db.reading() as session:
        return list(session.exec(select(Delivery).order_by(Delivery.id)))


def test_letters_told_together_are_each_stored_sent_and_handed_over_once(
    db: Database, tmp_path: Path
) -> None:
    settle_in(db)
    routed(db, {"channels": ["webhook"]})
    due(db, 5)
    house = services(db, tmp_path / "outbox")

    went = deliver_notices(db, claimed(db), with_channels(*house.channels), LATER)

    assert went == {Outcome.DONE: 5}
    assert {each.status for each in duties(db, "tell:")} == {"done"}
    assert [each.duty_key for each in stored(db)] == [f"due:{n}" for n in range(5)]
    assert [each.result["sha256"] for each in duties(db)] == [each.sha256 for each in stored(db)]
    assert all(set(each.delivered) == {"file", "inbox"} for each in stored(db))
    assert [each.key for each in handed_over(db)] == [f"due:{n}@webhook>ZF01" for n in range(5)]
    assert len(list((tmp_path / "outbox").rglob("*.html"))) == 5
    with db.reading() as session:
        assert len(session.exec(select(InboxItem)).all()) == 5


def test_the_fourth_letter_of_one_cause_waits_for_its_digest(db: Database) -> None:
    settle_in(db)
    routed(db, {"channels": ["webhook"]})
    due(db, 5)
    with db.writing("test_cause") as session:
        for each in session.exec(select(DutyRow)):
            each.payload = {**each.payload, "cause": "one"}

    deliver_notices(db, claimed(db), with_channels(), LATER)

    assert [each.status for each in handed_over(db)] == ["waiting"] * 3 + ["gathering"] * 2


def test_a_letter_that_cannot_be_made_fails_alone(db: Database) -> None:
    settle_in(db)
    due(db, 4)
    with db.writing("test_break") as session:
        rows = session.exec(select(DutyRow).where(DutyRow.name == "tell:daily_docket")).all()
        rows[0].payload = {**rows[0].payload, "notice": "no_such_notice"}
        rows[1].payload = {**rows[1].payload, "to": ["QY01"]}

    went = deliver_notices(db, claimed(db), with_channels(Inbox(db)), LATER)

    assert went == {Outcome.DONE: 2, Outcome.FAILED: 2}
    broken = [each for each in duties(db) if each.status == "pending"]
    assert ["没有名为“no_such_notice”的通知" in each.last_error for each in broken] == [True, False]
    assert "没有可以接收的在岗人员" in broken[1].last_error


def test_words_that_were_altered_are_not_sent_with_the_others(sqlite_db: Database) -> None:
    settle_in(sqlite_db)
    due(sqlite_db, 3)
    dead = Recording(broken=True)
    deliver_notices(sqlite_db, claimed(sqlite_db), with_channels(dead), LATER)
    with sqlite_db.writing("test_alter") as session:
        session.exec(select(Notice).where(Notice.duty_key == "due:1")).one().sms = "改过"
    again, sound = LATER + timedelta(minutes=5), Recording()

    went = deliver_notices(sqlite_db, claimed(sqlite_db, again), with_channels(sound), again)

    assert went == {Outcome.DONE: 2, Outcome.FAILED: 1}
    assert [each.key for each in sound.letters] == ["due:0", "due:2"]


def test_a_lease_that_was_lost_keeps_nobody_elses_letter_back(db: Database) -> None:
    settle_in(db)
    routed(db, {"channels": ["webhook"]})
    due(db, 3)
    leases = claimed(db)
    with db.writing("test_other") as session:
        outbox.claim_one(session, leases[1].id, "other", LATER + LEASE + timedelta(seconds=1))

    went = deliver_notices(db, leases, with_channels(Inbox(db)), LATER)

    assert went == {Outcome.DONE: 2, Outcome.LOST: 1}
    assert [each.status for each in duties(db)] == ["done", "pending", "done"]
    assert [each.key for each in handed_over(db)] == ["due:0@webhook>ZF01", "due:2@webhook>ZF01"]


def test_a_channel_that_breaks_for_all_is_tried_for_each(sqlite_db: Database) -> None:
    settle_in(sqlite_db)
    due(sqlite_db, 3)

    class Fragile(Inbox):
        def send_all(self, letters, now):  # type: ignore[no-untyped-def]
            if any(each.key == "due:1" for each in letters):
                raise OSError("disk full")
            return super().send_all(letters, now)

    went = deliver_notices(sqlite_db, claimed(sqlite_db), with_channels(Fragile(sqlite_db)), LATER)

    assert went == {Outcome.DONE: 2, Outcome.FAILED: 1}
    assert [each.status for each in duties(sqlite_db)] == ["done", "pending", "done"]
    assert "disk full" in duties(sqlite_db)[1].last_error


REMINDER = {
    "notice": "clock_warning", "audience": "authority", "rung": "before-5", "subject": "",
    "clock": "CF-FILE", "clock_title": "立案", "due_on": "2026-03-17", "provisional": False,
    "evidence": "verified", "basis": "生态环境行政处罚办法 第18条",
}  # fmt: skip


@pytest.mark.parametrize("letters", [10, 40])
def test_a_batch_asks_as_often_however_many_letters_and_cases_it_has(
    sqlite_db: Database, letters: int
) -> None:
    party_id = settle_in(sqlite_db)
    routed(sqlite_db, {"channels": ["webhook"]})
    due(sqlite_db, letters, cases_of(sqlite_db, party_id, letters), **REMINDER)
    leases = claimed(sqlite_db)
    asked: list[str] = []
    for engine in (sqlite_db.read_engine, sqlite_db.write_engine):
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append(str(given[2])))

    went = deliver_notices(sqlite_db, leases, with_channels(Inbox(sqlite_db)), LATER)

    assert went == {Outcome.DONE: letters}
    assert len(asked) < 35, "\n".join(asked)


def test_in_a_batch_nobody_is_told_of_the_case_that_they_keep_out_of(sqlite_db: Database) -> None:
    first, second = cases_of(sqlite_db, settle_in(sqlite_db), 2)
    with sqlite_db.writing("test_recuse") as session:
        session.add(Recusal(case_id=first, officer_id="ZF01", reason="近亲属", created_at=NOW))
    due(sqlite_db, 2, (first, second), to=["ZF01", "KS01"])

    deliver_notices(sqlite_db, claimed(sqlite_db), with_channels(Inbox(sqlite_db)), LATER)

    assert [each.recipients for each in stored(sqlite_db)] == [["KS01"], ["ZF01", "KS01"]]
