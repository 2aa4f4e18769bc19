"""A job writes several cases at once: it never waits for one, and a broken one stops no other."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update

from casework.act import note_event
from casework.case_reading import locked_case
from casework.events import Happening
from casework.jobs import Overtaken, free_cases, gathered, write
from casework.open_case import Opened
from casework.recompute import clocks_behind
from casework.sweep import due_clocks, sweep_clocks
from casework.verify import verify
from deploy.recompute import recompute_once
from deploy.sweep import sweep_once
from models import CaseEvent, CaseFile, CaseRun, Clock, ClockRung, DutyRow
from models.session import Database
from rules.deadlines import end_of_day
from tests.casework import bureau
from tests.casework.bureau import CALENDAR, NOW, TODAY, case_row, clock_of, clue, ordered, seat
from tests.casework.test_calendar_versions import in_force, load, opened

LATE = end_of_day(date(2026, 3, 17)) + timedelta(hours=1)
CASE = CaseFile.__table__  # type: ignore[attr-defined]
TOUCH = update(CASE).where(CASE.c.seq == -1)


def _noted(case: dict[str, object]) -> Happening:
    return Happening("noted", "system", "system", NOW, detail={"stage": case["stage"]})


@pytest.mark.xdist_group("postgresql")
def test_a_job_leaves_out_a_case_that_somebody_holds_and_never_waits(
    postgres_db: Database,
) -> None:
    """SQLite has one writer at a time: there nobody else can hold a case meanwhile."""
    db = postgres_db
    party = seat(db)
    held, free = clue(db, party, "test:1"), clue(db, party, "test:2")

    with db.writing("test_person") as person:
        locked_case(person, held)
        with db.writing("test_job") as job:
            job.execute(text("SET LOCAL lock_timeout = '2s'"))
            found = free_cases(job, [held, free])

    assert list(found) == [free]


@pytest.mark.xdist_group("postgresql")
def test_a_job_leaves_out_a_case_whose_run_is_being_written(
    postgres_db: Database,
) -> None:
    """SQLite has one writer at a time: there nobody else can hold a case meanwhile."""
    db = postgres_db
    party = seat(db)
    clue(db, party)

    with db.writing("test_driver") as driver:
        driver.execute(update(CaseRun).values(owner="driver"))
        with db.writing("test_job") as job:
            job.execute(text("SET LOCAL lock_timeout = '2s'"))
            found = free_cases(job, ["WF-2026-0001"])

    assert found == {}


def test_what_is_gathered_is_what_would_have_been_written_one_by_one(db: Database) -> None:
    party = seat(db)
    cases = [clue(db, party, f"test:{number}") for number in range(4)]

    with db.writing("test_job") as session:
        found = free_cases(session, cases[:2])
        with gathered(session):
            for each in found.values():
                note_event(session, each, _noted(each))
                note_event(session, each, _noted(each))
    with db.writing("test_alone") as session:
        for each in (locked_case(session, case_no) for case_no in cases[2:]):
            note_event(session, each, _noted(each))
            note_event(session, each, _noted(each))

    with db.reading() as session:
        assert [case_row(session, each).seq for each in cases] == [3] * 4
        assert verify(session, CALENDAR).flaws == ()


def test_a_row_that_another_changed_undoes_the_whole_batch(db: Database) -> None:
    clue(db, seat(db))

    def overtaken() -> None:
        with db.writing("test_job") as session:
            case = free_cases(session, ["WF-2026-0001"])["WF-2026-0001"]
            with gathered(session):
                note_event(session, case, _noted(case))
                write(session, TOUCH, {"stage": "nowhere"})

    with pytest.raises(Overtaken):
        overtaken()

    with db.reading() as session:
        assert session.execute(select(func.count()).select_from(CaseEvent)).scalar_one() == 1
        assert verify(session, CALENDAR).flaws == ()


def test_a_case_without_a_run_gets_one_alone(db: Database) -> None:
    case_no = ordered(db, seat(db))
    with db.writing("test_lose") as session:
        session.execute(delete(CaseRun))

    counted = sweep_once(db, LATE, CALENDAR)

    assert counted["lapsed"] == 2
    with db.reading() as session:
        run = session.execute(select(CaseRun)).scalar_one()
        assert run.wanted_seq == case_row(session, case_no).seq


def test_two_ends_of_one_case_come_one_after_the_other(db: Database) -> None:
    ordered(db, seat(db))
    with db.reading() as session:
        ready = due_clocks(session, LATE)

    with db.writing("test_sweep") as session:
        swept, left = sweep_clocks(session, ready, now=LATE, calendar=CALENDAR)

    assert len(ready) == 2
    assert [each.clock_id for each in swept] == ready[:1]
    assert left == tuple(ready[1:])


def test_a_batch_tells_apart_who_breaks_it_and_the_others_go_on(db: Database) -> None:
    party = seat(db)
    cases = [ordered(db, party, f"test:{number}") for number in range(4)]
    broken = clock_of(db, cases[1], "LOCAL-RECTIFY")
    with db.writing("test_break") as session:
        session.execute(update(Clock).where(Clock.id == broken.id).values(key="NO-SUCH-CLOCK"))  # type: ignore[arg-type]

    counted = sweep_once(db, LATE, CALENDAR)

    assert counted["broken"] == 1
    assert counted["clocks"] == 7
    with db.reading() as session:
        stages = [case_row(session, each).stage for each in cases]
        told = session.execute(select(DutyRow.key).where(DutyRow.key.like("%NO-SUCH%"))).all()  # type: ignore[attr-defined, call-overload]
        fired = session.execute(
            select(func.count()).where(ClockRung.clock_id == broken.id)  # type: ignore[arg-type]
        ).scalar_one()
    assert stages == ["recheck", "rectification", "recheck", "recheck"]
    assert (told, fired) == ([], 0)


def test_a_refused_end_leaves_a_word_with_its_reason_and_nothing_else(db: Database) -> None:
    party = seat(db)
    wanted = {"kinds": ("first", "key_managed"), "facts": {"received_on": TODAY}}
    refused, other = (
        bureau.opened(db, Opened("permit", f"permit:{each}", party, **wanted), by="CK01")
        for each in range(2)
    )
    with db.writing("test_answered") as session:
        case_row(session, refused).doers = {"notify_correction": ["CK01"]}

    counted = sweep_once(db, LATE, CALENDAR)

    assert (counted["lapsed"], counted["refused"]) == (1, 1)
    with db.reading() as session:
        rows = [case_row(session, each) for each in (refused, other)]
        why = session.execute(
            select(CaseEvent.canonical).where(CaseEvent.kind == "lapse_refused")  # type: ignore[arg-type, call-overload]
        ).scalar_one()
    assert [each.stage for each in rows] == ["receipt", "examination"]
    assert "不视为受理" in json.loads(why)["detail"]["why"]


def test_a_case_left_out_of_its_batch_is_recomputed_all_the_same(db: Database) -> None:
    first = date(2026, 12, 1)
    cases = [opened(db, f"n{number}", first, ("first", "key_managed")) for number in range(3)]
    load(db)
    with db.writing("test_lose") as session:
        # Without a run it is left out of the batch, like a case that somebody holds.
        row = case_row(session, cases[1])
        session.execute(delete(CaseRun).where(CaseRun.case_id == row.id))  # type: ignore[arg-type]

    recompute_once(db, in_force(db), "2027年放假安排载入", lambda: NOW)

    with db.reading() as session:
        assert clocks_behind(session, in_force(db)) == 0
        assert verify(session, in_force(db)).flaws == ()
    assert not any(clock_of(db, each, "PWXK-KEY").provisional for each in cases)
