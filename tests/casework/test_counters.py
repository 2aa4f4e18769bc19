"""Two counters: seq counts events, version counts decisions and is what a form carries."""

from datetime import timedelta

import pytest

from casework.act import CaseChanged, take_action
from casework.case_reading import case_view
from casework.people import person
from casework.sweep import due_clocks, sweep_clock
from models import Officer
from models.session import Database
from rules.case_view import ActionRefused
from rules.facts import FactsWrong
from tests.casework.bureau import CALENDAR, NOW, act, case_row, clue, ordered, seat


def _numbers(db: Database, case_no: str) -> tuple[int, int]:
    with db.reading() as session:
        row = case_row(session, case_no)
        return row.seq, row.version


def test_a_reminder_between_form_and_click_disturbs_nobody(db: Database) -> None:
    case_no = ordered(db, seat(db))
    seq, version = _numbers(db, case_no)
    later = NOW + timedelta(days=12)
    with db.writing("test_sweep") as session:
        fired = [
            sweep_clock(session, each, now=later, calendar=CALENDAR)
            for each in due_clocks(session, later)
        ]

    done = act(
        db, case_no, "report_rectified", "QY01", later,
        expected_version=version, rectified="已改正", evidence=["照片.jpg"],
    )  # fmt: skip

    assert any(each and each.rungs for each in fired)
    assert done.stage == "recheck"
    assert done.seq > seq + 1
    assert done.version == version + 1


def test_a_second_person_is_told_that_the_case_changed(db: Database) -> None:
    case_no = clue(db, seat(db))
    _, version = _numbers(db, case_no)
    act(db, case_no, "screen_in", "ZF01", expected_version=version, opinion="转核实")

    with pytest.raises(CaseChanged, match="请刷新"):
        act(db, case_no, "ask_dismiss", "ZF02", expected_version=version, reason="不实")

    assert _numbers(db, case_no) == (2, 1)


def test_a_repeated_click_answers_what_the_first_one_did(db: Database) -> None:
    case_no = clue(db, seat(db))
    first = act(db, case_no, "screen_in", "ZF01", request_key="click-1", opinion="转核实")
    again = act(db, case_no, "screen_in", "ZF01", request_key="click-1", opinion="转核实")

    assert not first.repeated
    assert again.repeated
    assert (again.stage, again.seq, again.version) == (first.stage, first.seq, first.version)
    assert _numbers(db, case_no) == (2, 1)


def test_a_request_key_of_another_case_is_refused(db: Database) -> None:
    party = seat(db)
    one, other = clue(db, party, "test:1"), clue(db, party, "test:2")
    act(db, one, "screen_in", "ZF01", request_key="click-1", opinion="转核实")

    with pytest.raises(CaseChanged, match="另一案件"):
        act(db, other, "screen_in", "ZF01", request_key="click-1", opinion="转核实")


def test_a_refused_act_changes_nothing(db: Database) -> None:
    case_no = clue(db, seat(db))
    with db.reading() as session:
        before = case_row(session, case_no).model_dump()

    with pytest.raises(ActionRefused):
        act(db, case_no, "approve_dismiss", "KS01")
    with pytest.raises(FactsWrong):
        act(db, case_no, "screen_in", "ZF01")
    with pytest.raises(FactsWrong):
        act(db, case_no, "screen_in", "ZF01", opinion="可", unknown_fact="x")

    with db.reading() as session:
        assert case_row(session, case_no).model_dump() == before


def test_an_act_that_fails_halfway_leaves_nothing(db: Database) -> None:
    case_no = clue(db, seat(db))

    class StopError(Exception):
        pass

    def act_and_stop() -> None:
        with db.writing("test_halfway") as session:
            take_action(
                session, case_no, "screen_in", person(session, "ZF01"), {"opinion": "转核实"},
                now=NOW, calendar=CALENDAR,
            )  # fmt: skip
            raise StopError

    with pytest.raises(StopError):
        act_and_stop()

    with db.reading() as session:
        assert case_view(session, case_no, NOW).stage == "clue"
    assert _numbers(db, case_no) == (1, 0)


def test_nobody_approves_what_they_asked_for(db: Database) -> None:
    party = seat(db)
    with db.writing("test_roles") as session:
        both = session.get_one(Officer, "ZF01")
        both.roles = ["enforcer", "section_head"]
        session.add(both)
    case_no = clue(db, party)
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="举报")

    with pytest.raises(ActionRefused, match="另一名"):
        act(db, case_no, "approve_check", "ZF01")
    assert act(db, case_no, "approve_check", "KS01").version == 3
