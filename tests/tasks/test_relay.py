"""The heartbeats' bodies: what nobody took is delivered, what lies behind is fired."""

import json
import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from sqlmodel import select

from casework import outbox
from casework.digests import LATE
from casework.outbox import OFFER
from deploy import log_lines
from deploy.process import require_templates
from deploy.relay import relay_once
from deploy.sweep import sweep_once
from deploy.ticker import Ticker, run, schedule, services_for, surviving
from models import Clock, ClockRung, Notice
from models.session import Database
from notifications.channels.recording import Recording
from tasks.deliver import Outcome, Services
from tests.telling import CALENDAR, LATER, NOW, clue, duties, ordered, services, settle_in


def test_the_relay_leaves_a_duty_to_its_run_for_half_a_minute(db: Database, tmp_path: Path) -> None:
    ordered(db, settle_in(db))
    early = relay_once(db, services(db, tmp_path / "o"), NOW + OFFER - timedelta(seconds=1))

    late = relay_once(db, services(db, tmp_path / "o"), NOW + OFFER)

    assert not early
    assert late == {Outcome.DONE: 1}
    assert relay_once(db, services(db, tmp_path / "o"), LATER) == {}


def test_a_duty_that_a_run_took_is_not_the_relays(db: Database, tmp_path: Path) -> None:
    ordered(db, settle_in(db))
    with db.writing("test_run") as session:
        taken = outbox.claim_for_case(session, 1, "run", LATER)

    assert len(taken) == 1
    assert relay_once(db, services(db, tmp_path / "o"), LATER) == {}


def test_one_broken_duty_does_not_stop_the_others(sqlite_db: Database) -> None:
    party = settle_in(sqlite_db)
    for hour in range(3):
        ordered(sqlite_db, party, NOW + timedelta(seconds=hour))
    recording = Recording()
    send = recording.send

    class Picky(Recording):
        def send(self, letter, now):
            if letter.case_no.endswith("0002"):
                raise ConnectionError
            return send(letter, now)

    mixed = Services(channels=(Picky(),), calendar=CALENDAR, clock=lambda: LATER)

    assert relay_once(sqlite_db, mixed, LATER) == {Outcome.DONE: 2, Outcome.FAILED: 1}
    assert [each.case_no[-4:] for each in recording.letters] == ["0001", "0003"]


def test_a_long_batch_prolongs_the_leases_of_those_that_wait(sqlite_db: Database) -> None:
    party = settle_in(sqlite_db)
    for second in range(2):
        ordered(sqlite_db, party, NOW + timedelta(seconds=second))
    instants = iter(LATER + timedelta(seconds=40 * number) for number in range(100))
    slow = Services(channels=(Recording(),), calendar=CALENDAR, clock=lambda: next(instants))

    assert relay_once(sqlite_db, slow, LATER) == {Outcome.DONE: 2}
    assert {each.status for each in duties(sqlite_db, "serve:")} == {"done"}


def test_a_missed_week_is_caught_up_once(db: Database) -> None:
    ordered(db, settle_in(db))
    monday = NOW + timedelta(days=30)

    first = sweep_once(db, monday, CALENDAR)
    second = sweep_once(db, monday, CALENDAR)

    with db.reading() as session:
        clocks = session.exec(select(Clock).where(Clock.key == "LOCAL-RECTIFY")).all()
        rungs = session.exec(select(ClockRung).where(ClockRung.clock_id == clocks[0].id)).all()
    # Two ends lie behind: that of the rectification and that of the filing question.
    assert (clocks[0].status, first["lapsed"]) == ("lapsed", 2)
    assert sorted(each.rung for each in rungs) == ["after-5", "before-1", "before-5", "due"]
    assert "rungs" not in second


def test_swept_reminders_reach_officer_head_and_enterprise(sqlite_db: Database) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    eve = datetime(2026, 12, 7, 2, tzinfo=UTC)
    sweep_once(sqlite_db, eve, CALENDAR)
    recording = Recording()
    by_themselves = eve + LATE
    while relay_once(
        sqlite_db, Services((recording,), CALENDAR, lambda: by_themselves), by_themselves
    ):
        pass

    reminders = [
        each for each in recording.letters
        if each.notice.startswith("clock_") and "限期整改" in each.subject
    ]  # fmt: skip
    party = [each for each in reminders if each.notice == "clock_warning_party"]
    assert {each.recipients for each in reminders if each not in party} == {
        ("ZF01",), ("ZF01", "KS01")
    }  # fmt: skip
    assert {each.recipients for each in party} == {("folder:91310118MA1JL0000X", "QY01")}
    assert all("机关内部" not in each.body for each in party)


def test_no_reminder_moves_a_statutory_clock(sqlite_db: Database, tmp_path: Path) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    sweep_once(sqlite_db, NOW + timedelta(days=17), CALENDAR)

    def clocks() -> list[tuple[object, ...]]:
        with sqlite_db.reading() as session:
            rows = session.exec(select(Clock).order_by(Clock.id)).all()
        return [(each.key, each.start_on, each.due_on, each.status, each.pauses) for each in rows]

    before = clocks()
    later = NOW + timedelta(days=18)
    while relay_once(sqlite_db, services(sqlite_db, tmp_path / "o", lambda: later), later):
        pass

    with sqlite_db.reading() as session:
        assert len(session.exec(select(Notice)).all()) > 3
    assert clocks() == before


def test_a_clock_that_cannot_be_swept_is_left_and_logged(
    sqlite_db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    party = settle_in(sqlite_db)
    clue(sqlite_db, party)
    clue(sqlite_db, party, NOW + timedelta(seconds=1))
    with sqlite_db.writing("test_break") as session:
        broken = session.exec(select(Clock).order_by(Clock.id)).first()
        broken.key = "NO-SUCH-CLOCK"
        session.add(broken)

    with caplog.at_level(logging.ERROR):
        counted = sweep_once(sqlite_db, NOW + timedelta(days=60), CALENDAR)

    assert counted["broken"] == 1
    assert counted["clocks"] >= 2
    assert [each.clock_id for each in caplog.records] == [broken.id]


def test_a_beat_that_breaks_is_logged_and_the_next_one_comes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def beat() -> None:
        raise RuntimeError("no disk")

    with caplog.at_level(logging.ERROR):
        surviving("relay", beat)()

    assert [(each.message, each.beat) for each in caplog.records] == [
        ("ticker.beat_failed", "relay")
    ]


def test_the_ticker_delivers_at_start_and_stops_when_told(
    sqlite_db: Database, tmp_path: Path
) -> None:
    ordered(sqlite_db, settle_in(sqlite_db))
    begun = time.monotonic()

    def hurried() -> datetime:
        return NOW + timedelta(days=40, minutes=6 * (time.monotonic() - begun))

    stopping = threading.Event()
    ticker = Ticker(sqlite_db, tmp_path / "home", hurried, lambda *_: CALENDAR, stopping)
    thread = threading.Thread(target=run, args=(ticker,))
    thread.start()
    deadline = time.monotonic() + 90

    def waiting() -> list[str]:
        return [each.last_error for each in duties(sqlite_db) if each.status == "pending"]

    while waiting() and time.monotonic() < deadline:
        stopping.wait(0.1)
    stopping.set()
    thread.join(20)

    assert not thread.is_alive()
    assert waiting() == []
    assert any((tmp_path / "home" / "outbox").rglob("*.html"))


def test_missed_turns_melt_into_one(sqlite_db: Database, tmp_path: Path) -> None:
    ticker = Ticker(sqlite_db, tmp_path, lambda: NOW, lambda *_: CALENDAR, threading.Event())

    scheduler = schedule(ticker)
    scheduler.start(paused=True)
    jobs = scheduler.get_jobs()
    scheduler.shutdown()

    assert [job.trigger.interval.total_seconds() for job in jobs] == [1, 1, 5, 60]
    assert all(job.coalesce and job.max_instances == 1 for job in jobs)
    assert all(job.misfire_grace_time is None for job in jobs)


def test_the_program_starts_only_with_every_notice_worded(
    sqlite_db: Database, tmp_path: Path
) -> None:
    require_templates()

    made = services_for(sqlite_db, tmp_path, CALENDAR, lambda: NOW)

    assert [each.name for each in made.channels] == ["file", "inbox"]


def test_a_log_line_is_one_line_of_json_with_its_fields() -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log_lines.LineFormatter())
    logger = logging.Logger("permitloop.test")
    logger.addHandler(handler)

    try:
        raise ValueError("two\nlines")
    except ValueError:
        logger.exception("relay.broken", extra={"duty_id": 7})

    lines = stream.getvalue().splitlines()
    said = json.loads(lines[0])
    assert len(lines) == 1
    assert (said["event"], said["duty_id"], said["level"]) == ("relay.broken", 7, "error")
    assert "two\nlines" in said["traceback"]
