"""A duty is carried out once, whoever calls, and a failed try leaves a trace and a next time."""

from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from casework import outbox
from casework.outbox import LEASE, MOST_ATTEMPTS, Lease
from models import CaseEvent, CaseFile, DutyRow, InboxItem, Notice
from models.session import Database
from notifications.channels.inbox import Inbox, inbox_of
from notifications.channels.recording import Recording
from tasks.deliver import Outcome, Services, deliver_duty
from tests.telling import CALENDAR, LATER, NOW, clue, duties, ordered, services, settle_in


def claim(db: Database, key_ends: str, now=LATER) -> Lease:
    with db.writing("test_claim") as session:
        leases = outbox.claim_left_over(session, "test", now)
    return next(each for each in leases if each.name.endswith(key_ends))


def row(db: Database, lease: Lease) -> DutyRow:
    with db.reading() as session:
        return session.exec(select(DutyRow).where(DutyRow.id == lease.id)).one()


def with_channels(*channels) -> Services:
    return Services(channels=channels, calendar=CALENDAR, clock=lambda: LATER)


def test_a_served_notice_reaches_folder_and_inbox_and_is_settled(
    db: Database, tmp_path: Path
) -> None:
    ordered(db, settle_in(db))
    lease = claim(db, "order_served")

    outcome = deliver_duty(db, lease, services(db, tmp_path / "outbox"), LATER)

    assert outcome is Outcome.DONE
    done = row(db, lease)
    with db.reading() as session:
        notice = session.exec(select(Notice)).one()
        item = session.exec(select(InboxItem)).one()
    assert (done.status, done.result["sha256"]) == ("done", notice.sha256)
    assert notice.delivered["file"]["promise"] == "effectively once"
    assert notice.delivered["inbox"]["people"] == 1
    assert (item.person_id, item.notice_id) == ("QY01", notice.id)
    assert len(list((tmp_path / "outbox").rglob("*.html"))) == 1


def test_a_channel_that_took_the_letter_is_left_alone_when_another_fails(db: Database) -> None:
    ordered(db, settle_in(db))
    sound, dead = Recording("sound"), Recording("dead", broken=True)
    first = claim(db, "order_served")
    deliver_duty(db, first, with_channels(sound, dead), LATER)
    waiting = row(db, first)
    again = LATER + timedelta(minutes=5)
    dead.broken = False

    outcome = deliver_duty(db, claim(db, "order_served", again), with_channels(sound, dead), again)

    assert (waiting.status, waiting.attempts) == ("pending", 1)
    assert waiting.last_error == "ConnectionError: the recording channel is broken"
    assert waiting.try_at > LATER
    assert outcome is Outcome.DONE
    assert (len(sound.letters), len(dead.letters)) == (1, 1)
    assert sound.letters[0].body == dead.letters[0].body


def test_a_lease_that_was_lost_settles_nothing(db: Database) -> None:
    ordered(db, settle_in(db))
    slow = claim(db, "order_served")
    after = LATER + LEASE + timedelta(seconds=1)
    quick = claim(db, "order_served", after)
    channel = Recording()

    late = deliver_duty(db, slow, with_channels(channel), LATER)
    assert (late, row(db, slow).status) == (Outcome.LOST, "pending")
    outcome = deliver_duty(db, quick, with_channels(channel), after)

    assert (outcome, row(db, quick).status) == (Outcome.DONE, "done")
    assert len({each.key for each in channel.letters}) == 1
    with db.reading() as session:
        assert len(session.exec(select(Notice)).all()) == 1


def test_a_lost_lease_is_noticed_before_a_late_send(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    slow = claim(sqlite_db, "order_served")
    after = LATER + LEASE + timedelta(seconds=1)
    claim(sqlite_db, "order_served", after)
    channel = Recording()
    stalled = Services(channels=(channel,), calendar=CALENDAR, clock=lambda: after)

    assert deliver_duty(sqlite_db, slow, stalled, LATER) is Outcome.LOST
    assert channel.letters == []


def test_a_duty_that_fails_for_good_is_told_to_the_section_head_once(db: Database) -> None:
    case_no = ordered(db, settle_in(db))
    dead = with_channels(Recording(broken=True))
    now = LATER
    for _ in range(MOST_ATTEMPTS):
        deliver_duty(db, claim(db, "order_served", now), dead, now)
        now += timedelta(hours=2)

    spent = duties(db, "serve:order_served")[0]
    told = duties(db, "tell:duty_failed")
    assert (spent.status, len(told)) == ("failed", 1)
    assert told[0].payload["duty"] == "serve:order_served"
    assert deliver_duty(db, claim(db, "duty_failed", now), with_channels(Inbox(db)), now)
    item = inbox_of(db, "KS01")[0]
    with db.reading() as session:
        notice = session.get(Notice, item.notice_id)
        event = session.exec(select(CaseEvent).where(CaseEvent.kind == "duty_failed")).one()
        case = session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()
    assert notice is not None
    assert "限期整改提示" in notice.body
    assert (event.decision, case.seq) == (False, event.seq)


def test_a_failed_notice_about_a_failure_makes_no_third(sqlite_db: Database) -> None:
    test_a_duty_that_fails_for_good_is_told_to_the_section_head_once(sqlite_db)
    with sqlite_db.writing("test_again") as session:
        duty = session.exec(select(DutyRow).where(DutyRow.name == "tell:duty_failed")).one()
        duty.status, duty.token, duty.attempts = "pending", duty.token + 1, MOST_ATTEMPTS
        session.add(duty)
    lease = Lease(
        duty.id, duty.key, duty.case_id, duty.seq, duty.kind, duty.name,
        {**duty.payload, "why": None}, duty.token, "test", MOST_ATTEMPTS,
    )  # fmt: skip

    deliver_duty(sqlite_db, lease, with_channels(Recording("new", broken=True)), LATER)

    assert len(duties(sqlite_db, "tell:duty_failed")) == 1
    assert duties(sqlite_db, "tell:duty_failed")[0].status == "failed"


def test_a_notice_with_a_missing_fact_waits_and_says_which(sqlite_db: Database) -> None:
    clue(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.writing("test_duty") as session:
        session.add(
            DutyRow(
                key="WF:1:serve:order_served", case_id=1, seq=1, kind="notice",
                name="serve:order_served", payload={"notice": "order_served"},
                created_at=NOW, offered_until=NOW, try_at=NOW,
            )
        )  # fmt: skip
    lease = claim(sqlite_db, "order_served")

    outcome = deliver_duty(sqlite_db, lease, with_channels(Recording()), LATER)

    assert outcome is Outcome.FAILED
    assert (
        "“限期整改提示”（order_served）缺少“送达日期”（served_on）"
        in row(sqlite_db, lease).last_error
    )


def test_a_duty_at_a_closed_door_is_held(db: Database) -> None:
    case_no = clue(db, settle_in(db))
    with db.writing("test_duty") as session:
        session.add(
            DutyRow(
                key=f"{case_no}:1:open:0:not_built_yet", case_id=1, seq=1, kind="open_linked",
                name="open:0:not_built_yet",
                payload={
                    "procedure": "not_built_yet", "relation": "penalty", "kinds": [], "carries": {},
                },
                created_at=NOW, offered_until=NOW, try_at=NOW,
            )
        )  # fmt: skip
    lease = claim(db, "not_built_yet")

    outcome = deliver_duty(db, lease, with_channels(), LATER)

    assert outcome is Outcome.HELD
    held = row(db, lease)
    assert held.status == "held"
    assert f"“not_built_yet”尚未在本系统办理（案件{case_no}）" in held.last_error


def test_what_was_done_under_a_lost_lease_is_undone(db: Database) -> None:
    case_no = clue(db, settle_in(db))
    with db.writing("test_duty") as session:
        session.add(
            DutyRow(
                key=f"{case_no}:1:open:0:linked_task", case_id=1, seq=1, kind="open_linked",
                name="open:0:linked_task",
                payload={
                    "procedure": "linked_task", "relation": "enforcement_to_monitoring",
                    "kinds": ["monitoring", "enforcement_to_monitoring"], "carries": {},
                },
                created_at=NOW, offered_until=NOW, try_at=NOW,
            )
        )  # fmt: skip
    slow = claim(db, "linked_task")
    quick = claim(db, "linked_task", LATER + LEASE + timedelta(seconds=1))

    lost = deliver_duty(db, slow, with_channels(), LATER)
    with db.reading() as session:
        before = len(session.exec(select(CaseFile)).all())
    done = deliver_duty(db, quick, with_channels(), LATER)

    assert (lost, before, done) == (Outcome.LOST, 1, Outcome.DONE)
    with db.reading() as session:
        assert len(session.exec(select(CaseFile)).all()) == 2
    assert row(db, quick).result["case_no"].startswith("LD-")


def test_an_unknown_kind_of_duty_is_given_back(sqlite_db: Database) -> None:
    clue(sqlite_db, settle_in(sqlite_db))
    with sqlite_db.writing("test_duty") as session:
        session.add(
            DutyRow(
                key="x", case_id=1, seq=1, kind="sing", name="sing", created_at=NOW,
                offered_until=NOW, try_at=NOW,
            )
        )  # fmt: skip

    outcome = deliver_duty(sqlite_db, claim(sqlite_db, "sing"), with_channels(), LATER)

    assert outcome is Outcome.FAILED
    assert "unknown kind 'sing'" in duties(sqlite_db, "sing")[0].last_error
