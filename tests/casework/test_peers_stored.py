"""The acceptance cases of other systems' users on what is stored; the sums are in tests/rules."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from casework.case_sheet import case_sheet
from casework.open_case import Opened
from casework.verify import verify
from deploy.recompute import recompute_once
from deploy.sweep import sweep_once
from models import ClockRung, ClockValue
from models.session import Database
from rules.deadlines import end_of_day, legal_day
from tests.casework import bureau
from tests.casework.bureau import (
    CALENDAR,
    CONDUCT,
    NOW,
    SEEN,
    TODAY,
    act,
    case_row,
    clock_of,
    clue,
    examined,
    ordered,
    seat,
    service,
)
from tests.casework.test_calendar_versions import in_force, load, opened, the_clock

DECEMBER = datetime(2026, 12, 1, 1, tzinfo=UTC)


def _paused(db: Database, case_no: str, on: date, days: int, number: int = 1) -> None:
    told = service(f"评审{number}号", on.isoformat())
    act(db, case_no, "start_expert_review", "XK01", _at(on), pause_days=days, **told)


def _resumed(db: Database, case_no: str, on: date) -> None:
    act(db, case_no, "conclude_expert_review", "XK01", _at(on), opinion="可行")


def _at(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 2, tzinfo=UTC)


def _history(db: Database, clock_id: int | None) -> list[tuple[date | None, str]]:
    with db.reading() as session:
        rows = session.execute(
            select(ClockValue.due_on, ClockValue.actor_id)  # type: ignore[call-overload]
            .where(ClockValue.clock_id == clock_id)
            .order_by(ClockValue.number)
        ).all()
    return [(row.due_on, row.actor_id) for row in rows]


def _honest(db: Database) -> bool:
    with db.reading() as session:
        return verify(session, CALENDAR).flaws == ()


def test_open_zaak_747_a_case_on_hold_has_no_end_and_reminds_nobody(db: Database) -> None:
    case_no = examined(db, seat(db))
    _paused(db, case_no, date(2026, 3, 9), 60)

    sweep_once(db, _at(date(2026, 4, 28)), CALENDAR)

    held = clock_of(db, case_no, "PWXK-KEY")
    assert (held.status, held.due_on, held.next_at) == ("paused", None, None)
    assert held.pauses[-1]["ground"] == "专家评审"
    with db.reading() as session:
        fired = session.execute(
            select(ClockRung.id).where(ClockRung.clock_id == held.id)  # type: ignore[arg-type, call-overload]
        ).all()
    assert fired == []


def test_open_zaak_885_the_stored_end_gets_the_days_of_the_hold_back(db: Database) -> None:
    case_no = examined(db, seat(db))
    plain = clock_of(db, case_no, "PWXK-KEY").due_on
    _paused(db, case_no, date(2026, 3, 9), 30)

    _resumed(db, case_no, date(2026, 3, 16))

    # 9 to 15 March were out: five working days.
    assert plain is not None
    assert clock_of(db, case_no, "PWXK-KEY").due_on == CALENDAR.add_workdays(plain, 5)
    assert _honest(db)


def test_gemma_zaken_1953_told_days_show_and_only_the_days_that_it_took_are_added(
    db: Database,
) -> None:
    case_no = examined(db, seat(db))
    plain = clock_of(db, case_no, "PWXK-KEY").due_on
    assert plain is not None

    _paused(db, case_no, date(2026, 3, 9), 20)
    told = clock_of(db, case_no, "LOCAL-EXPERT").due_on
    _resumed(db, case_no, date(2026, 3, 11))
    _paused(db, case_no, date(2026, 3, 16), 10, number=2)
    _resumed(db, case_no, date(2026, 3, 19))

    assert told == CALENDAR.next_workday(date(2026, 3, 29))
    clock = clock_of(db, case_no, "PWXK-KEY")
    assert [each["ground"] for each in clock.pauses] == ["专家评审", "专家评审"]
    assert _history(db, clock.id) == [
        (plain, "CK01"),
        (None, "XK01"),
        (CALENDAR.add_workdays(plain, 2), "XK01"),
        (None, "XK01"),
        (CALENDAR.add_workdays(plain, 5), "XK01"),
    ]
    assert _honest(db)


def test_gemma_zaken_1953_an_extension_keeps_its_reason_and_moves_the_end(db: Database) -> None:
    case_no = ordered(db, seat(db))

    act(db, case_no, "ask_extension", "ZF01", extend_days=10, extend_reason="设备到货晚")
    act(db, case_no, "extend", "JZ01", extend_days=10, extend_reason="设备到货晚")

    clock = clock_of(db, case_no, "LOCAL-RECTIFY")
    assert clock.extensions[-1]["reason"] == "设备到货晚"
    assert clock.due_on == CALENDAR.next_workday(date(2026, 3, 27))


def test_camunda_57510_a_resumed_clock_has_the_days_left_that_it_had(db: Database) -> None:
    case_no = examined(db, seat(db))
    before = clock_of(db, case_no, "PWXK-KEY").due_on
    on = date(2026, 3, 9)
    assert before is not None
    left = CALENDAR.workdays_between(on - timedelta(days=1), before)

    _paused(db, case_no, on, 40)
    _resumed(db, case_no, date(2026, 4, 13))

    after = clock_of(db, case_no, "PWXK-KEY").due_on
    assert after is not None
    assert CALENDAR.workdays_between(date(2026, 4, 12), after) == left


def test_tfrs_2862_who_reports_on_the_monday_after_a_sunday_end_is_not_late(db: Database) -> None:
    case_no = ordered(db, seat(db), term_days=13)
    clock = clock_of(db, case_no, "LOCAL-RECTIFY")
    # Thirteen days after 2 March is Sunday the fifteenth.
    assert clock.due_on == date(2026, 3, 16)

    monday = end_of_day(date(2026, 3, 16)) - timedelta(minutes=1)
    sweep_once(db, monday, CALENDAR)
    act(db, case_no, "report_rectified", "QY01", monday, rectified="已改正", evidence=["1.jpg"])

    met = clock_of(db, case_no, "LOCAL-RECTIFY")
    assert (met.status, met.overdue) == ("met", False)


def test_jmix_790_one_working_day_ends_with_the_next_working_day(db: Database) -> None:
    friday = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
    case_no = ordered(db, seat(db))

    act(db, case_no, "report_rectified", "QY01", friday, rectified="已改正", evidence=["1.jpg"])

    clock = clock_of(db, case_no, "LOCAL-RECHECK")
    assert clock.unit == "WD"
    assert clock.due_on == CALENDAR.add_workdays(legal_day(friday), clock.amount or 0)
    assert clock.due_at == end_of_day(clock.due_on)


def test_taskana_2347_and_984_the_stored_count_is_the_count_back_and_forth(db: Database) -> None:
    case_no = examined(db, seat(db))

    clock = clock_of(db, case_no, "PWXK-KEY")

    assert clock.due_on is not None
    assert CALENDAR.workdays_between(clock.start_on, clock.due_on) == 30
    assert CALENDAR.add_workdays(clock.due_on, -30) == clock.start_on


def test_amanda_22174_nine_extensions_keep_the_ninth_date_and_each_ones_person(
    db: Database,
) -> None:
    case_no = ordered(db, seat(db))
    for number in range(1, 10):
        why = f"第{number}次"
        act(db, case_no, "ask_extension", "ZF01", extend_days=3, extend_reason=why)
        act(db, case_no, "extend", "JZ01", extend_days=3, extend_reason=why)

    clock = clock_of(db, case_no, "LOCAL-RECTIFY")
    sweep_once(db, NOW + timedelta(days=1), CALENDAR)

    first = date(2026, 3, 17)
    assert clock_of(db, case_no, "LOCAL-RECTIFY").due_on == CALENDAR.next_workday(
        first + timedelta(days=27)
    )
    assert _history(db, clock.id) == [
        (first, "ZF01"),
        *(
            (CALENDAR.next_workday(first + timedelta(days=3 * number)), "JZ01")
            for number in range(1, 10)
        ),
    ]
    assert [each["reason"] for each in clock.extensions] == [f"第{n}次" for n in range(1, 10)]
    assert _honest(db)


def test_alaveteli_7292_and_1393_a_notice_moves_what_it_should_and_nothing_else(
    db: Database,
) -> None:
    over = opened(db, "over", date(2026, 12, 1), ("first", "key_managed"))
    with db.reading() as session:
        party = case_row(session, over).party_id
    facts = {"received_on": "2026-12-01"}
    wanted = Opened("permit", "within", party, kinds=("first", "simplified"), facts=facts)
    within = bureau.opened(db, wanted, DECEMBER, by="CK01")
    stays = clock_of(db, within, "PWXK-NOTIFY")
    load(db)

    recompute_once(db, in_force(db), "2027年放假安排载入", lambda: NOW)

    assert not the_clock(db, over, "PWXK-KEY").provisional
    left = clock_of(db, within, "PWXK-NOTIFY")
    assert (left.due_on, left.provisional) == (date(2026, 12, 4), False)
    assert left.due_on == stays.due_on
    assert len(_history(db, left.id)) == 1


def test_oscer_600_a_clock_that_service_starts_is_said_not_to_have_started(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    act(db, case_no, "approve_check", "KS01")
    act(db, case_no, "record_check", "ZF01", **SEEN)
    act(db, case_no, "establish", "ZF01", **CONDUCT)
    act(db, case_no, "draft_order", "ZF01", order_content="停止排放", term_days=15)
    act(db, case_no, "sign_order", "JZ01")
    with db.reading() as session:
        before = case_sheet(session, case_no, NOW)

    act(db, case_no, "serve_order", "ZF01", **service("责改1号"))

    with db.reading() as session:
        after = case_sheet(session, case_no, NOW)
        assert case_row(session, case_no).stage == "rectification"
    assert ("LOCAL-RECTIFY", "送达责令改正决定书") in {
        (each.key, each.act) for each in before.not_started
    }
    assert "LOCAL-RECTIFY" not in {each.key for each in before.clocks}
    assert "LOCAL-RECTIFY" not in {each.key for each in after.not_started}
    (started,) = (each for each in after.clocks if each.key == "LOCAL-RECTIFY")
    assert (started.start_on, started.due_on) == (TODAY, "2026-03-17")
