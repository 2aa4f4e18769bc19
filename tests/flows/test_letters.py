"""One letter a morning: rungs of missed nights once, in order, none of clocks met meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from casework.delegation import Wanted, delegate
from casework.digests import LATE, order_letters, waiting_reminders
from casework.people import person
from casework.recompute import recompute_case
from deploy.relay import relay_once
from deploy.sweep import sweep_once
from flows.daily import tell_the_day
from flows.letters import _plan
from models import Clock, ClockRung, DistrictSetting, DutyRow, InboxItem, Notice
from models.session import Database
from rules.deadlines import SHANGHAI, end_of_day, legal_day
from rules.workdays import ClosingDay, with_closing_days
from tests.telling import CALENDAR, act, clue, duties, ordered, services, settle_in

DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai; an order to correct is served, due in fifteen days, on 17 March."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


def morning(db: Database, folder: Path, now: datetime) -> None:
    """Do what a start in the morning does: sweep, order the letters, carry out what waits."""
    sweep_once(db, now, CALENDAR)
    tell_the_day(db, CALENDAR, now, print)
    while relay_once(db, services(db, folder, lambda: now), now):
        pass


def letters(db: Database) -> dict[str, DutyRow]:
    return {each.key: each for each in duties(db) if each.key.startswith("docket:")}


def lines(db: Database, key: str) -> list[tuple[str, list[str]]]:
    return [(each["clock_title"], each["rungs"]) for each in letters(db)[key].payload["reminders"]]


def rungs(db: Database) -> list[DutyRow]:
    return duties(db, "rung:")


def read_by(db: Database, who: str) -> list[str]:
    with db.reading() as session:
        rows = session.exec(
            select(Notice.notice)
            .join(InboxItem, InboxItem.notice_id == Notice.id)
            .where(InboxItem.person_id == who, Notice.notice.not_like("order_%"))
            .order_by(Notice.id)
        )
        return list(rows)


def test_three_missed_nights_are_caught_up_once_in_order_and_without_what_was_met(
    db: Database, tmp_path: Path
) -> None:
    party = settle_in(db)
    first = ordered(db, party, MONDAY)
    met = ordered(db, party, MONDAY + timedelta(minutes=1))
    report = {"rectified": "已改正", "evidence": ["1.jpg"]}
    # The nights of 13, 14 and 15 March were missed; on the last day before, one was put right.
    act(db, met, "report_rectified", "QY01", at(12, 15), **report)

    morning(db, tmp_path, at(16, 9))
    morning(db, tmp_path, at(16, 9, 5))

    with db.reading() as session:
        fired = session.exec(
            select(ClockRung.rung, Clock.key, Clock.case_id)
            .join(Clock, ClockRung.clock_id == Clock.id)
            .order_by(ClockRung.id)
        ).all()
    assert [each.rung for each in fired if each.key == "LOCAL-RECTIFY"] == ["before-5"]
    assert len(fired) == len(set(fired))
    # Each rung was told by letters, once, and by nothing else.
    assert {each.status for each in rungs(db)} == {"done"}
    assert all(each.result["letters"] for each in rungs(db))
    told = letters(db)
    # The bureau head answers whether a case is filed, and hears of that clock's end in time.
    readers = ("ZF01", "KS01", "JZ01", "91310118MA1JL0000X")
    assert set(told) == {f"docket:2026-03-16:{each}" for each in readers}
    assert lines(db, "docket:2026-03-16:91310118MA1JL0000X") == [("限期整改", ["before-5"])]
    assert read_by(db, "QY01") == ["daily_reminders_party"]
    assert read_by(db, "ZF01") == ["daily_docket"]
    mine = {each["case_no"] for each in told["docket:2026-03-16:ZF01"].payload["reminders"]
            if each["clock_title"] == "限期整改"}  # fmt: skip
    assert mine == {first}


def test_a_week_that_was_missed_tells_every_rung_in_order_in_one_line(
    db: Database, tmp_path: Path
) -> None:
    ordered(db, settle_in(db), MONDAY)

    morning(db, tmp_path, at(23, 9))

    told = dict(lines(db, "docket:2026-03-23:KS01"))
    assert told["立案"] == ["before-2wd", "due", "after-5"]
    assert dict(lines(db, "docket:2026-03-23:ZF01"))["立案"] == [
        "before-5wd", "before-2wd", "due", "after-5"
    ]  # fmt: skip


def test_what_is_met_between_midnight_and_morning_is_left_out(db: Database, tmp_path: Path) -> None:
    case_no = ordered(db, settle_in(db), MONDAY)
    sweep_once(db, at(13, 0, 1), CALENDAR)
    act(db, case_no, "report_rectified", "QY01", at(13, 7), rectified="是", evidence=["1.jpg"])

    tell_the_day(db, CALENDAR, at(13, 7, 30), print)

    left = [each.result for each in rungs(db) if each.payload["clock"] == "LOCAL-RECTIFY"]
    assert left == [{"left_out": "met"}, {"left_out": "met"}]
    assert "docket:2026-03-13:91310118MA1JL0000X" not in letters(db)


def test_a_reminder_whose_clock_was_met_is_not_told_by_itself_either(
    db: Database, tmp_path: Path
) -> None:
    case_no = ordered(db, settle_in(db), MONDAY)
    sweep_once(db, at(13, 9), CALENDAR)
    act(db, case_no, "report_rectified", "QY01", at(13, 9, 5), rectified="是", evidence=["1.jpg"])

    later = at(13, 9) + LATE
    while relay_once(db, services(db, tmp_path, lambda: later), later):
        pass

    ends = {each.payload["clock"]: each.result for each in rungs(db)}
    assert ends["LOCAL-RECTIFY"] == {"left_out": "met"}
    assert "sha256" in ends["CF-FILE"]


def test_a_try_that_died_before_it_told_anybody_leaves_the_reminder_moot(
    db: Database, tmp_path: Path
) -> None:
    case_no = ordered(db, settle_in(db), MONDAY)
    sweep_once(db, at(13, 9), CALENDAR)
    with db.writing("test_died") as session:
        for row in session.exec(select(DutyRow).where(DutyRow.name.startswith("rung:"))):
            row.attempts, row.token = 1, 1
            session.add(row)
    act(db, case_no, "report_rectified", "QY01", at(13, 9, 5), rectified="是", evidence=["1.jpg"])

    later = at(13, 9) + LATE
    while relay_once(db, services(db, tmp_path, lambda: later), later):
        pass

    ends = {each.payload["clock"]: each.result for each in rungs(db)}
    assert ends["LOCAL-RECTIFY"] == {"left_out": "met"}


def test_the_night_is_waited_out_and_nobody_is_told_twice(db: Database, tmp_path: Path) -> None:
    ordered(db, settle_in(db), MONDAY)
    midnight = end_of_day(legal_day(at(12, 12)))

    morning(db, tmp_path, midnight)
    at_night = read_by(db, "ZF01")
    tell_the_day(db, CALENDAR, at(13, 7, 30), print)
    relay_once(db, services(db, tmp_path, lambda: at(13, 7, 59)), at(13, 7, 59))
    too_early = read_by(db, "ZF01")
    for minute in (0, 1, 31, 45):
        now = at(13, 8, minute)
        relay_once(db, services(db, tmp_path, lambda now=now: now), now)

    assert at_night == too_early == []
    assert read_by(db, "ZF01") == ["daily_docket"]
    assert read_by(db, "QY01") == ["daily_reminders_party"]


def test_without_a_letter_each_reminder_is_told_by_itself_after_half_an_hour(
    db: Database, tmp_path: Path
) -> None:
    ordered(db, settle_in(db), MONDAY)
    sweep_once(db, at(13, 0), CALENDAR)

    for now in (at(13, 8), at(13, 8, 29), at(13, 8, 30)):
        relay_once(db, services(db, tmp_path, lambda now=now: now), now)
        if now < at(13, 8, 30):
            assert read_by(db, "ZF01") == []

    assert set(read_by(db, "ZF01")) == {"clock_warning"}
    tell_the_day(db, CALENDAR, at(13, 9), print)
    assert letters(db)["docket:2026-03-13:ZF01"].payload["reminders"] == []


def test_a_reminder_for_somebody_whose_letter_went_out_is_told_by_itself(
    db: Database, tmp_path: Path
) -> None:
    party = settle_in(db)
    ordered(db, party, MONDAY)
    morning(db, tmp_path, at(13, 9))
    late = ordered(db, party, MONDAY + timedelta(minutes=2))

    with db.writing("test_late") as session:
        for clock in session.exec(select(Clock).where(Clock.case_id == 2)):
            clock.armed_at = MONDAY
            session.add(clock)
    sweep_once(db, at(13, 10), CALENDAR)
    tell_the_day(db, CALENDAR, at(13, 10, 5), print)

    waiting = [each for each in rungs(db) if each.key.startswith(late)]
    assert waiting
    assert {each.status for each in waiting} == {"pending"}


def test_a_rest_day_tells_only_what_cannot_wait(db: Database, tmp_path: Path) -> None:
    ordered(db, settle_in(db), MONDAY)
    sunday = at(15, 9).date()
    with db.writing("test_sunday") as session:
        clock = session.exec(select(Clock).where(Clock.key == "LOCAL-RECTIFY")).one()
        clock.due_on, clock.due_at = sunday, end_of_day(sunday)
        clock.next_at = end_of_day(sunday) - timedelta(days=1)
        session.add(clock)

    morning(db, tmp_path, at(15, 0))
    morning(db, tmp_path, at(15, 8))

    assert {each.payload["clock"] for each in rungs(db) if each.status == "done"} == {
        "LOCAL-RECTIFY"
    }
    assert {each.payload["clock"] for each in rungs(db) if each.status == "pending"} == {"CF-FILE"}
    assert "限期整改" in dict(lines(db, "docket:2026-03-15:ZF01"))


def test_an_hours_clock_is_told_at_any_hour_unless_the_office_says_otherwise(
    db: Database, tmp_path: Path
) -> None:
    case_no = clue(db, settle_in(db), MONDAY)
    due_at = at(14, 2)
    with db.writing("test_urgent") as session:
        clock = session.exec(select(Clock).where(Clock.open)).first()
        clock.key, clock.due_at, clock.due_on = "CFK-URGENT", due_at, legal_day(due_at)
        clock.armed_at = due_at - timedelta(hours=24)
        clock.next_at = due_at - timedelta(hours=4)
        clock_id = clock.id
        session.add(clock)

    sweep_once(db, due_at - timedelta(hours=4), CALENDAR)
    mine = [each for each in rungs(db) if each.payload["clock_id"] == clock_id]

    assert case_no
    assert {each.try_at for each in mine} == {due_at - timedelta(hours=4)}
    assert {each.payload["alone"] for each in mine} == {True}


def test_an_office_without_digests_tells_each_reminder_by_itself(
    db: Database, tmp_path: Path
) -> None:
    quiet = {"since": "22:00:00", "until": "07:00:00", "rest_days": False, "exempt": [],
             "digests": False}  # fmt: skip
    with db.writing("test_setting") as session:
        session.add(
            DistrictSetting(
                sha256="x", content={"name": "试区", "quiet_hours": quiet},
                effective_on=MONDAY.date(), loaded_by="system", loaded_at=MONDAY,
            )
        )  # fmt: skip
    ordered(db, settle_in(db), MONDAY)

    sweep_once(db, at(13, 0), CALENDAR)

    assert {each.try_at for each in rungs(db)} == {at(13, 7)}
    with db.reading() as session:
        assert waiting_reminders(session, at(13, 9), at(13, 9)) == []


def test_a_date_that_moved_at_night_is_told_in_the_morning(db: Database) -> None:
    case_no = ordered(db, settle_in(db), MONDAY)
    closed = with_closing_days(CALENDAR, "试区", [ClosingDay(at(17, 9).date(), "通告")])

    with db.writing("test_moved") as session:
        moved = recompute_case(session, case_no, closed, "停止办公一日", now=at(5, 23))

    told = [each for each in duties(db) if each.payload.get("notice", "").startswith("clock_moved")]
    assert {each.clock for each in moved} >= {"LOCAL-RECTIFY"}
    assert {each.try_at for each in told} == {at(6, 8)}


def test_statutory_service_knows_no_quiet_hours(db: Database) -> None:
    midnight = at(2, 23, 30)
    ordered(db, settle_in(db), midnight)

    served = duties(db, "serve:")

    assert served
    assert {each.try_at for each in served} == {midnight}


def test_two_processes_that_gather_at_once_tell_it_once(db: Database) -> None:
    ordered(db, settle_in(db), MONDAY)
    sweep_once(db, at(13, 0), CALENDAR)
    now = at(13, 7, 30)
    with db.reading() as session:
        one, two = _plan(session, now), _plan(session, now)

    with db.writing("test_first") as session:
        first = order_letters(session, one, now)
    told = len(letters(db))
    with pytest.raises(IntegrityError), db.writing("test_second") as session:
        order_letters(session, two, now)

    assert first == told == len(letters(db))


def test_a_deputy_reads_the_letter_of_whoever_is_away(db: Database, tmp_path: Path) -> None:
    ordered(db, settle_in(db), MONDAY)
    with db.writing("test_delegate") as session:
        actor = person(session, "KS01")
        wanted = Wanted("ZF01", "ZF02", at(12, 9).date(), at(13, 9).date(), both=False)
        delegate(session, wanted, actor, now=at(11, 9))

    morning(db, tmp_path, at(13, 9))
    while_away = set(letters(db))
    morning(db, tmp_path, at(17, 9))

    assert "docket:2026-03-13:ZF02" in while_away
    assert "docket:2026-03-13:ZF01" not in while_away
    assert ("立案", ["before-5wd"]) in lines(db, "docket:2026-03-13:ZF02")
    assert letters(db)["docket:2026-03-13:ZF02"].payload["docket"]["due_soon"]
    assert "docket:2026-03-17:ZF01" in letters(db)
    assert "docket:2026-03-17:ZF02" not in letters(db)


def _red(db: Database, case_no: str, due_at: datetime) -> int:
    """Make a case's first clock one of the bureau's red ones, with that end; answer its id."""
    with db.writing("test_red") as session:
        clock = session.exec(select(Clock).where(Clock.open)).first()
        clock.key, clock.due_at, clock.due_on = "LIT-ANSWER", due_at, legal_day(due_at) - DAY
        clock.armed_at, clock.next_at = MONDAY, MONDAY
        session.add(clock)
        return clock.id


def test_a_red_reminder_waits_for_the_morning_but_for_no_working_day(db: Database) -> None:
    case_no = clue(db, settle_in(db), MONDAY)
    clock_id = _red(db, case_no, end_of_day(at(16, 9).date()))

    # Saturday night: three working days before Monday the 16th lie behind.
    sweep_once(db, at(14, 0, 1), CALENDAR)

    mine = [each for each in rungs(db) if each.payload["clock_id"] == clock_id]
    assert {each.try_at for each in mine} == {at(14, 8)}
    assert {each.payload["alone"] for each in mine} == {True}


def test_rungs_of_a_red_clock_that_were_missed_are_one_letter_with_the_last_words(
    db: Database, tmp_path: Path
) -> None:
    case_no = clue(db, settle_in(db), MONDAY)
    clock_id = _red(db, case_no, end_of_day(at(16, 9).date()))

    morning(db, tmp_path, at(18, 9))

    mine = [each for each in rungs(db) if each.payload["clock_id"] == clock_id]
    assert len(mine) > 3
    assert {each.status for each in mine} == {"done"}
    assert [each.key for each in mine if "sha256" in each.result] == [mine[-1].key]
    assert {tuple(each.result["letters"]) for each in mine[:-1]} == {(mine[-1].key,)}
    assert mine[-1].payload["notice"] == "clock_overdue"
    assert mine[-1].payload["rungs"] == [each.payload["rung"] for each in mine]
    assert read_by(db, "JZ01").count("clock_overdue") == 1


def test_what_the_program_orders_by_itself_wakes_nobody_and_is_no_service(db: Database) -> None:
    ordered(db, settle_in(db), MONDAY)

    sweep_once(db, at(18, 0, 1), CALENDAR)

    urged = duties(db, "serve:urging_notice")
    assert [(each.statutory, each.try_at) for each in urged] == [(False, at(18, 8))]
    assert {each.statutory for each in duties(db, "serve:order_served")} == {True}
