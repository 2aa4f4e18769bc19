"""The clock sweep: each rung once, caught up after a missed night, and lapses that move cases."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from casework.sweep import Swept, due_clocks, sweep_clock
from models import CaseEvent, ClockRung, DutyRow
from models.session import Database
from rules.deadlines import end_of_day
from tests.casework.bureau import CALENDAR, NOW, act, case_row, clock_of, ordered, seat

DUE_ON = date(2026, 3, 17)
"""Fifteen calendar days after 2 March, for the filing and for the rectification alike."""


def _sweep(db: Database, now: datetime) -> list[Swept]:
    with db.reading() as session:
        ready = due_clocks(session, now)
    swept = []
    for clock_id in ready:
        with db.writing("test_sweep") as session:
            swept.append(sweep_clock(session, clock_id, now=now, calendar=CALENDAR))
    return [each for each in swept if each is not None]


def _rungs(db: Database, case_no: str, key: str) -> list[tuple[str, date]]:
    clock = clock_of(db, case_no, key)
    with db.reading() as session:
        rows = session.execute(
            select(ClockRung.rung, ClockRung.due_on)  # type: ignore[call-overload]
            .where(ClockRung.clock_id == clock.id)
            .order_by(ClockRung.id)
        ).all()
    return [(row.rung, row.due_on) for row in rows]


def _told(db: Database, key: str) -> Sequence[str]:
    with db.reading() as session:
        return (
            session.execute(
                select(DutyRow.key).where(DutyRow.name.contains(key)).order_by(DutyRow.id)  # type: ignore[attr-defined, arg-type]
            )
            .scalars()
            .all()
        )


def test_each_rung_is_fired_once_however_often_the_sweep_turns(db: Database) -> None:
    case_no = ordered(db, seat(db))
    due = end_of_day(DUE_ON)
    # Five working days before Tuesday the 17th are left from the end of the 10th on, two from the
    # end of Friday the 13th.
    for days in (-8, -7, -7, -5, -4, -4, -1):
        _sweep(db, due + timedelta(days=days, minutes=1))

    assert _rungs(db, case_no, "CF-FILE") == [("before-5wd", DUE_ON), ("before-2wd", DUE_ON)]
    keys = _told(db, f"rung:{clock_of(db, case_no, 'CF-FILE').id}:")
    assert len(keys) == len(set(keys)) == 2


def test_a_missed_week_is_caught_up_in_one_turn_and_only_once(db: Database) -> None:
    case_no = ordered(db, seat(db))
    late = end_of_day(DUE_ON) + timedelta(days=6)

    _sweep(db, late)
    _sweep(db, late)

    names = [name for name, _ in _rungs(db, case_no, "CF-FILE")]
    assert names == ["before-5wd", "before-2wd", "due", "after-5"]
    clock = clock_of(db, case_no, "CF-FILE")
    assert (clock.open, clock.status, clock.overdue) == (False, "lapsed", True)


def test_a_lapsed_rectification_goes_to_review(db: Database) -> None:
    case_no = ordered(db, seat(db))
    before = _sweep(db, end_of_day(DUE_ON) - timedelta(seconds=1))
    with db.reading() as session:
        stands_before = case_row(session, case_no).stage
    at_due = _sweep(db, end_of_day(DUE_ON))

    assert not any(each.lapsed for each in before)
    assert stands_before == "rectification"
    assert {each.lapsed for each in at_due} == {"lapse", "filing_overdue"}
    with db.reading() as session:
        assert case_row(session, case_no).stage == "recheck"
    assert clock_of(db, case_no, "LOCAL-RECTIFY").status == "lapsed"
    assert clock_of(db, case_no, "LOCAL-RECHECK").status == "running"
    assert len(_told(db, "serve:urging_notice")) == 1


def test_a_clock_that_was_met_meanwhile_is_left_alone(db: Database) -> None:
    case_no = ordered(db, seat(db))
    clock = clock_of(db, case_no, "LOCAL-RECTIFY")
    later = end_of_day(DUE_ON) - timedelta(hours=3)
    act(db, case_no, "report_rectified", "QY01", later, rectified="已改正", evidence=["1.jpg"])

    with db.writing("test_sweep") as session:
        swept = sweep_clock(
            session, clock.id or 0, now=later + timedelta(days=9), calendar=CALENDAR
        )

    assert swept is None
    assert _rungs(db, case_no, "LOCAL-RECTIFY") == []


def test_a_short_clock_is_not_announced_five_days_ahead_after_the_fact(db: Database) -> None:
    case_no = ordered(db, seat(db), term_days=3)
    _sweep(db, NOW)
    due_at = clock_of(db, case_no, "LOCAL-RECTIFY").due_at
    assert due_at is not None
    _sweep(db, due_at - timedelta(days=1))

    assert [name for name, _ in _rungs(db, case_no, "LOCAL-RECTIFY")] == ["before-1"]


def test_an_extended_clock_is_announced_again_for_its_new_day(db: Database) -> None:
    case_no = ordered(db, seat(db))
    warned = end_of_day(DUE_ON) - timedelta(days=4)
    _sweep(db, warned)
    act(db, case_no, "ask_extension", "ZF01", warned, extend_days=10, extend_reason="设备到货晚")
    act(db, case_no, "extend", "JZ01", warned, extend_days=10, extend_reason="设备到货晚")
    new_due = clock_of(db, case_no, "LOCAL-RECTIFY").due_on
    assert new_due is not None
    _sweep(db, end_of_day(new_due) - timedelta(days=4))

    assert _rungs(db, case_no, "LOCAL-RECTIFY") == [("before-5", DUE_ON), ("before-5", new_due)]


def test_an_answered_filing_question_never_lapses(db: Database) -> None:
    case_no = ordered(db, seat(db))
    conditions = {"conduct": "未按许可证排放", "filing_conditions": True}
    act(db, case_no, "ask_file_case", "ZF01", **conditions)
    act(db, case_no, "file_case", "JZ01")
    due = end_of_day(DUE_ON)

    swept = _sweep(db, due)

    assert "filing_overdue" not in {each.lapsed for each in swept}
    with db.reading() as session:
        kinds = session.execute(select(CaseEvent.kind)).scalars().all()
    assert "filing_overdue" not in kinds


def test_the_sweep_asks_for_the_earliest_first_and_for_nothing_early(db: Database) -> None:
    party = seat(db)
    ordered(db, party, "test:1")
    ordered(db, party, "test:2", term_days=3)
    due = datetime(2026, 4, 20, tzinfo=UTC)

    with db.reading() as session:
        assert due_clocks(session, NOW) == []
        ids = due_clocks(session, due)
        assert len(ids) == 6
        assert due_clocks(session, due, limit=2) == ids[:2]
