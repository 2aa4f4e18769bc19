"""Whose case it is: claim, assign, hand-over of all, recusal."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from casework import assignment
from casework.people import person
from models import DutyRow, Officer
from models.session import Database
from rules.case_view import ActionRefused
from tests.casework.bureau import NOW, SEEN, act, case_row, clue, seat


def _claim(db: Database, case_no: str, who: str) -> None:
    with db.writing("test_claim") as session:
        assignment.claim(session, case_no, person(session, who), now=NOW)


def _assign(db: Database, case_no: str, to: str, by: str = "KS01") -> None:
    with db.writing("test_assign") as session:
        assignment.assign(session, case_no, to, person(session, by), now=NOW)


def _recuse(db: Database, case_no: str, who: str, by: str = "KS01") -> None:
    with db.writing("test_recuse") as session:
        assignment.recuse(session, case_no, who, "与当事人有利害关系", person(session, by), now=NOW)


def _holder(db: Database, case_no: str) -> str | None:
    with db.reading() as session:
        return case_row(session, case_no).assignee_id


def test_a_claimed_case_is_not_claimed_again(db: Database) -> None:
    case_no = clue(db, seat(db))
    _claim(db, case_no, "ZF01")
    _claim(db, case_no, "ZF01")

    with pytest.raises(ActionRefused, match="已由执法ZF01承办"):
        _claim(db, case_no, "ZF02")

    assert _holder(db, case_no) == "ZF01"
    with db.reading() as session:
        assert case_row(session, case_no).seq == 2


def test_of_many_who_claim_at_once_one_gets_the_case(db: Database) -> None:
    case_no = clue(db, seat(db))

    def try_it(who: str) -> bool:
        try:
            _claim(db, case_no, who)
        except ActionRefused:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        got = list(pool.map(try_it, ["ZF01", "ZF02", "ZF03"]))

    assert sum(got) == 1


def test_only_a_head_assigns_and_the_officer_is_told(db: Database) -> None:
    case_no = clue(db, seat(db))
    with pytest.raises(ActionRefused, match="科室负责人"):
        _assign(db, case_no, "ZF02", by="ZF01")
    with pytest.raises(ActionRefused, match="不是本局在岗人员"):
        _assign(db, case_no, "QY01")

    _assign(db, case_no, "ZF02")

    assert _holder(db, case_no) == "ZF02"
    with db.reading() as session:
        told = session.execute(select(DutyRow.payload)).scalars().all()
    assert [each["to"] for each in told] == [["ZF02"]]


def test_all_of_a_persons_cases_are_handed_over_and_a_second_time_none(db: Database) -> None:
    party = seat(db)
    cases = [clue(db, party, f"test:{number}", assignee="ZF01") for number in range(4)]
    kept = clue(db, party, "test:other", assignee="ZF03")

    def hand_over_all() -> list[bool]:
        with db.reading() as session:
            theirs = assignment.cases_of(session, "ZF01")
        answers = []
        for case_no in theirs:
            with db.writing("test_hand_over") as session:
                head = person(session, "KS01")
                answers.append(
                    assignment.hand_over(session, case_no, "ZF01", "ZF02", head, now=NOW)
                )
        return answers

    first, second = hand_over_all(), hand_over_all()

    assert (first, second) == ([True] * 4, [])
    assert {_holder(db, case_no) for case_no in cases} == {"ZF02"}
    assert _holder(db, kept) == "ZF03"


def test_a_case_that_went_elsewhere_meanwhile_is_not_handed_over(db: Database) -> None:
    case_no = clue(db, seat(db), assignee="ZF01")
    _assign(db, case_no, "ZF03")

    with db.writing("test_hand_over") as session:
        head = person(session, "KS01")
        moved = assignment.hand_over(session, case_no, "ZF01", "ZF02", head, now=NOW)

    assert not moved
    assert _holder(db, case_no) == "ZF03"


def test_a_recused_person_loses_the_case_and_takes_no_part_in_it(db: Database) -> None:
    case_no = clue(db, seat(db), assignee="ZF01")
    with pytest.raises(ActionRefused, match="回避由负责人决定"):
        _recuse(db, case_no, "ZF01", by="ZF02")

    _recuse(db, case_no, "ZF01")

    assert _holder(db, case_no) is None
    with pytest.raises(ActionRefused, match="已回避"):
        act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    with pytest.raises(ActionRefused, match="已回避"):
        _claim(db, case_no, "ZF01")
    act(db, case_no, "screen_in", "ZF02", opinion="转核实")
    act(db, case_no, "ask_check", "ZF02", reason="举报")
    act(db, case_no, "approve_check", "KS01")
    with pytest.raises(ActionRefused, match="已回避"):
        act(db, case_no, "record_check", "ZF02", **SEEN)


def test_a_person_who_left_neither_acts_nor_gets_cases(db: Database) -> None:
    case_no = clue(db, seat(db))
    with db.writing("test_leave") as session:
        officer = session.get_one(Officer, "ZF01")
        officer.active = False
        session.add(officer)

    with pytest.raises(ActionRefused, match="已停用"):
        act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    with pytest.raises(ActionRefused, match="在岗"):
        _assign(db, case_no, "ZF01")
