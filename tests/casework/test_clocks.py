"""The life of a clock: pauses add their days back, 30 becomes 45, extensions keep what was."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from casework.verify import verify
from deploy.sweep import sweep_once
from models import Clock, ClockValue, Officer
from models.session import Database
from rules.case_view import ActionRefused
from rules.deadlines import end_of_day
from tests.casework.bureau import (
    CALENDAR,
    NOW,
    act,
    clock_of,
    examined,
    ordered,
    seat,
    service,
)

ACCEPTED = date(2026, 3, 2)


def _values(db: Database, clock: Clock) -> list[tuple[int, date | None, str, str]]:
    with db.reading() as session:
        rows = session.execute(
            select(ClockValue.number, ClockValue.due_on, ClockValue.actor_id, ClockValue.cause)  # type: ignore[call-overload]
            .where(ClockValue.clock_id == clock.id)
            .order_by(ClockValue.number)
        ).all()
    return [(row.number, row.due_on, row.actor_id, row.cause) for row in rows]


def _honest(db: Database) -> bool:
    with db.reading() as session:
        return verify(session, CALENDAR).flaws == ()


def test_a_pause_adds_exactly_its_working_days_back(db: Database) -> None:
    case_no = examined(db, seat(db))
    plain = CALENDAR.add_workdays(ACCEPTED, 30)
    assert clock_of(db, case_no, "PWXK-KEY").due_on == plain

    since, until = datetime(2026, 3, 9, 2, 0, tzinfo=UTC), datetime(2026, 3, 23, 2, 0, tzinfo=UTC)
    act(
        db, case_no, "start_expert_review", "XK01", since,
        pause_days=20, **service("评审1号", "2026-03-09"),
    )  # fmt: skip
    paused = clock_of(db, case_no, "PWXK-KEY")
    act(db, case_no, "conclude_expert_review", "XK01", until, opinion="同意")
    resumed = clock_of(db, case_no, "PWXK-KEY")

    # 9 to 22 March are out: ten working days, the 23rd counts again.
    assert (paused.status, paused.due_on, paused.next_at) == ("paused", None, None)
    assert (resumed.status, resumed.due_on) == ("running", CALENDAR.add_workdays(ACCEPTED, 40))
    assert [each[1] for each in _values(db, resumed)] == [plain, None, resumed.due_on]
    assert _honest(db)


@pytest.mark.parametrize("nights_missed", [0, 4])
def test_a_pause_ends_when_the_told_time_ends_however_late_it_is_seen(
    db: Database, nights_missed: int
) -> None:
    case_no = examined(db, seat(db))
    told = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
    act(
        db, case_no, "start_expert_review", "XK01", told,
        pause_days=10, **service("评审1号", "2026-03-09"),
    )  # fmt: skip

    sweep_once(db, end_of_day(date(2026, 3, 19)) + timedelta(days=nights_missed, hours=1), CALENDAR)

    # Told for ten days from 9 March: 9 to 19 March are out, nine working days.
    resumed = clock_of(db, case_no, "PWXK-KEY")
    assert (resumed.status, resumed.due_on) == ("running", CALENDAR.add_workdays(ACCEPTED, 39))
    assert _honest(db)


def test_the_time_told_for_a_hearing_ends_its_pause(db: Database) -> None:
    case_no = examined(db, seat(db))
    with db.writing("test_reviewer") as session:
        session.add(Officer(id="FZ01", name="法制甲", roles=["legal_reviewer"]))
    told = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
    paper = service("听证1号", "2026-03-09")
    act(
        db, case_no, "hold_public_hearing", "XK01", told, reason="公众关注", hearing_on="2026-03-31"
    )
    act(
        db, case_no, "notify_hearing", "FZ01", told, pause_days=22, hearing_on="2026-03-31",
        hearing_place="局三楼", hearing_chair="FZ01", **paper,
    )  # fmt: skip
    assert clock_of(db, case_no, "PWXK-KEY").status == "paused"

    sweep_once(db, datetime(2026, 4, 3, 2, 0, tzinfo=UTC), CALENDAR)

    # 9 to 31 March are out: seventeen working days.
    resumed = clock_of(db, case_no, "PWXK-KEY")
    assert (resumed.status, resumed.due_on) == ("running", CALENDAR.add_workdays(ACCEPTED, 47))
    assert _honest(db)


def test_a_site_visit_turns_thirty_days_into_forty_five_once(db: Database) -> None:
    case_no = examined(db, seat(db))
    act(db, case_no, "ask_site_visit", "XK01", reason="须核查")
    act(db, case_no, "approve_site_visit", "KS01")

    switched = clock_of(db, case_no, "PWXK-KEY-SITE")

    assert switched.due_on == CALENDAR.add_workdays(ACCEPTED, 45)
    assert (switched.switched_from, switched.start_on) == ("PWXK-KEY", ACCEPTED)
    assert [each[:3] for each in _values(db, switched)] == [
        (1, CALENDAR.add_workdays(ACCEPTED, 30), "CK01"),
        (2, CALENDAR.add_workdays(ACCEPTED, 45), "KS01"),
    ]
    assert _honest(db)


def test_a_site_visit_after_the_thirty_days_is_refused(db: Database) -> None:
    case_no = examined(db, seat(db))
    late = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)

    with pytest.raises(ActionRefused):
        act(db, case_no, "ask_site_visit", "XK01", late, reason="须核查")


def test_an_extension_keeps_each_earlier_day_with_who_and_why(db: Database) -> None:
    case_no = ordered(db, seat(db))
    for days, reason in ((5, "设备到货晚"), (7, "调试")):
        act(db, case_no, "ask_extension", "ZF01", extend_days=days, extend_reason=reason)
        act(db, case_no, "extend", "JZ01", extend_days=days, extend_reason=reason)

    clock = clock_of(db, case_no, "LOCAL-RECTIFY")

    assert [(each[1], each[2]) for each in _values(db, clock)] == [
        (date(2026, 3, 17), "ZF01"),
        (CALENDAR.next_workday(date(2026, 3, 22)), "JZ01"),
        (CALENDAR.next_workday(date(2026, 3, 29)), "JZ01"),
    ]
    assert [each["reason"] for each in clock.extensions] == ["设备到货晚", "调试"]
    assert {each["approver"] for each in clock.extensions} == {"JZ01"}
    assert _honest(db)


def test_the_law_extends_the_filing_once_and_no_further(db: Database) -> None:
    case_no = ordered(db, seat(db))
    act(db, case_no, "ask_filing_extension", "ZF01", extend_days=16, extend_reason="案情复杂")
    with pytest.raises(ActionRefused, match="不得超过15日"):
        act(db, case_no, "extend_filing", "JZ01", extend_days=16, extend_reason="案情复杂")
    act(db, case_no, "extend_filing", "JZ01", extend_days=15, extend_reason="案情复杂")
    act(db, case_no, "ask_filing_extension", "ZF01", extend_days=1, extend_reason="再延")

    with pytest.raises(ActionRefused, match="不能再延长"):
        act(db, case_no, "extend_filing", "JZ01", extend_days=1, extend_reason="再延")

    # 1 April, thirty days after the discovery, is a Wednesday.
    assert clock_of(db, case_no, "CF-FILE").due_on == date(2026, 4, 1)


def test_a_closed_case_leaves_no_clock_running(db: Database) -> None:
    case_no = examined(db, seat(db))
    act(db, case_no, "withdraw_application", "QY01", NOW + timedelta(hours=1), reason="停产")

    with db.reading() as session:
        rows = session.execute(select(Clock.key, Clock.status, Clock.open, Clock.next_at)).all()  # type: ignore[call-overload]

    assert rows
    assert not any(row.open or row.next_at for row in rows)
    assert {row.status for row in rows} <= {"met", "stopped"}
    assert _honest(db)
