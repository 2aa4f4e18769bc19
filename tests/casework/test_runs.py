"""The runs that follow cases: woken by each event, written under a lease, never behind for good."""

from datetime import timedelta

from sqlalchemy import select

from casework import runs
from casework.runs import LEASE, RunLease
from models import CaseRun
from models.session import Database
from tests.casework.bureau import NOW, act, clue, seat


def _claim(db: Database, owner: str = "driver", at: timedelta = timedelta()) -> list[RunLease]:
    with db.writing("test_claim_runs") as session:
        return runs.claim_runs(session, owner, NOW + at)


def _row(db: Database) -> CaseRun:
    with db.reading() as session:
        return session.execute(select(CaseRun)).scalar_one()


def _settle(db: Database, lease: RunLease, seq: int) -> bool:
    with db.writing("test_settle_run") as session:
        return runs.settle_run(session, lease, seq)


def test_an_event_wakes_the_run_and_settling_lets_it_rest(db: Database) -> None:
    case_no = clue(db, seat(db))
    first = _claim(db)[0]
    assert _settle(db, first, first.wanted_seq)
    rested = _claim(db)
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    woken = _claim(db)

    assert (first.wanted_seq, rested) == (1, [])
    assert [(each.wanted_seq, each.shown_seq) for each in woken] == [(2, 1)]


def test_a_case_that_moved_on_while_its_run_was_written_stays_behind(db: Database) -> None:
    case_no = clue(db, seat(db))
    lease = _claim(db)[0]
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")

    assert _settle(db, lease, lease.wanted_seq)
    assert (_row(db).behind, _row(db).shown_seq, _row(db).wanted_seq) == (True, 1, 2)
    assert [each.wanted_seq for each in _claim(db)] == [2]


def test_a_driver_that_lost_its_lease_writes_nothing(db: Database) -> None:
    clue(db, seat(db))
    old = _claim(db, "first")[0]
    assert _claim(db, "second", LEASE - timedelta(seconds=1)) == []
    new = _claim(db, "second", LEASE)[0]
    before = _row(db).model_dump()

    with db.writing("test_lost") as session:
        lost = [
            runs.still_mine(session, old),
            runs.keep_run_id(session, old, "a-run"),
            runs.settle_run(session, old, 1),
            runs.prolong(session, old, NOW),
            runs.fail_run(session, old, NOW, "late"),
        ]

    assert lost == [False] * 5
    assert _row(db).model_dump() == before
    with db.reading() as session:
        assert runs.still_mine(session, new)


def test_a_failed_write_is_taken_up_again_a_little_later(db: Database) -> None:
    clue(db, seat(db))
    lease = _claim(db)[0]
    with db.writing("test_fail_run") as session:
        assert runs.fail_run(session, lease, NOW, "Prefect is down")

    assert _claim(db) == []
    assert len(_claim(db, at=timedelta(minutes=1))) == 1
    assert _row(db).last_error == "Prefect is down"


def test_a_closed_case_asks_its_run_to_close(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "ask_dismiss", "ZF01", reason="不实")
    act(db, case_no, "approve_dismiss", "KS01")

    assert [each.closes for each in _claim(db)] == [True]


def test_the_lag_is_told_by_the_longest_waiting(db: Database) -> None:
    clue(db, seat(db))

    with db.reading() as session:
        assert runs.behind(session, NOW + timedelta(hours=1)) == (1, NOW)
