"""What verify sees of rows that were edited by hand, in the database and behind the program."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from casework import assignment
from casework.confirm import confirm_clock
from casework.people import person
from casework.verify import Flaw, verify
from deploy.sweep import sweep_once
from models import DistrictSetting
from models.session import Database
from rules.deadlines import end_of_day
from tests.casework.bureau import (
    CALENDAR,
    NOW,
    TODAY,
    act,
    case_row,
    clock_of,
    clue,
    ordered,
    seat,
)
from tests.casework.district_at_work import district, under_supervision

MINE = "case_id = (SELECT id FROM case_file WHERE case_no = :no)"


def _flaws(db: Database, case_no: str | None = None) -> tuple[Flaw, ...]:
    with db.reading() as session:
        return verify(session, CALENDAR, case_no).flaws


def _worked(db: Database) -> str:
    """Answer a case that was served, claimed and handed on, and from which somebody keeps out."""
    case_no = ordered(db, seat(db))
    with db.writing("test_people") as session:
        assignment.claim(session, case_no, person(session, "ZF01"), now=NOW)
    with db.writing("test_people") as session:
        assignment.assign(session, case_no, "ZF02", person(session, "KS01"), now=NOW)
    with db.writing("test_people") as session:
        assignment.recuse(session, case_no, "ZF03", "近亲属", person(session, "KS01"), now=NOW)
    return case_no


def _edit(db: Database, case_no: str, statement: str) -> None:
    with db.writing("test_edit") as session:
        whole = statement.replace("MINE", MINE)
        session.execute(text(whole), {"no": case_no} if ":no" in whole else {})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_file SET doers = '{}' WHERE case_no = :no",
        "UPDATE case_file SET asks = '{\"check\": {\"by\": \"ZF02\", \"at\": \"2026\","
        " \"act\": \"ask_check\", \"seq\": 1}}' WHERE case_no = :no",
        "UPDATE case_file SET assignee_id = 'ZF01' WHERE case_no = :no",
        "UPDATE case_file SET party_id = party_id + 1 WHERE case_no = :no",
        "UPDATE case_file SET kinds = '[\"referred\"]' WHERE case_no = :no",
        "UPDATE case_file SET procedure_version = 99 WHERE case_no = :no",
        "UPDATE case_file SET table_hash = 'x' WHERE case_no = :no",
        "UPDATE case_file SET opened_at = '2020-01-01 00:00:00' WHERE case_no = :no",
        "DELETE FROM recusal",
        "UPDATE recusal SET officer_id = 'ZF01'",
        "DELETE FROM duty WHERE MINE",
        "DELETE FROM service_record",
        "UPDATE service_record SET served_on = '2026-01-01'",
        "UPDATE service_record SET served_by = '别人'",
        "UPDATE service_record SET received_by = '别人'",
        "UPDATE service_record SET paper = '另一文书'",
        "UPDATE service_record SET proof = '另一回证'",
        "UPDATE clock SET open = false, status = 'met', next_at = NULL WHERE MINE AND open",
        "UPDATE clock SET overdue = true WHERE MINE AND open",
        "UPDATE clock SET overdue = true WHERE MINE AND NOT open",
        "UPDATE clock SET confirmed_by = 'KS01' WHERE MINE AND open",
        "INSERT INTO case_link (from_case_id, to_case_id, relation, created_at)"
        " SELECT id, id, 'check', opened_at FROM case_file WHERE case_no = :no",
        "UPDATE duty SET status = 'done' WHERE MINE",
        "UPDATE duty SET status = 'done', result = '{\"by_hand\": \"ZF01\"}' WHERE MINE",
        "UPDATE duty SET status = 'done', result = '{\"notice\": 1}' WHERE MINE",
    ],
)  # fmt: skip
def test_an_edited_row_is_seen(db: Database, statement: str) -> None:
    case_no = _worked(db)
    assert _flaws(db) == ()

    _edit(db, case_no, statement)

    assert {flaw.case_no for flaw in _flaws(db)} == {case_no}


def test_a_case_given_to_another_than_at_its_opening_is_seen(db: Database) -> None:
    case_no = clue(db, seat(db))
    assert _flaws(db) == ()

    _edit(db, case_no, "UPDATE case_file SET assignee_id = 'ZF03' WHERE case_no = :no")

    assert [each.place for each in _flaws(db)] == ["案件"]


def test_a_mark_that_was_taken_off_is_seen(db: Database) -> None:
    case_no = ordered(db, seat(db))
    sweep_once(db, end_of_day(date(2026, 3, 17)) + timedelta(hours=1), CALENDAR)
    assert _flaws(db) == ()

    _edit(db, case_no, "UPDATE clock SET overdue = false WHERE MINE AND overdue")

    places = {each.place for each in _flaws(db)}
    assert places == {"期限LOCAL-RECTIFY", "期限CF-FILE"}


def test_a_confirmation_is_its_givers_alone(db: Database) -> None:
    case_no = ordered(db, seat(db))
    _edit(db, case_no, "UPDATE clock SET evidence = 'unverified' WHERE MINE AND key = 'CF-FILE'")
    due_on = clock_of(db, case_no, "CF-FILE").due_on
    with db.writing("test_confirm") as session:
        confirm_clock(
            session, case_no, "CF-FILE", due_on or NOW.date(), "办法", person(session, "KS01"),
            now=NOW,
        )  # fmt: skip
    assert _flaws(db) == ()

    _edit(db, case_no, "UPDATE clock SET confirmed_by = 'KS02' WHERE MINE AND key = 'CF-FILE'")

    assert [each.place for each in _flaws(db)] == ["期限CF-FILE"]


def test_a_link_that_is_gone_and_a_feedback_that_nobody_heard_are_seen(db: Database) -> None:
    world = district(db)
    case_no = under_supervision(world)
    world.act(case_no, "ask_inspection", "ZF01", reason="年度计划", inspection_kind="daily")
    world.act(case_no, "approve_inspection", "KS01")
    world.act(
        case_no, "report_inspection", "ZF01", handlers=["ZF01", "ZF02"], findings="疑似超标",
        visited_on=TODAY, problem_found=False, finding_kind="suspected_exceedance",
        discovered_on=TODAY,
    )  # fmt: skip
    task = world.newest("linked_task")
    world.act(task, "dispatch", "KS01")
    world.act(task, "accept_task", "JC01")
    world.act(task, "visit_impossible", "JC01", reason="停产")
    world.act(
        task, "submit_feedback", "JC01", findings="停产", problem_found=True,
        finding_kind="monitoring_obstructed", discovered_on=TODAY,
    )  # fmt: skip
    world.act(task, "approve_feedback", "KS02")
    assert _flaws(db) == ()

    _edit(db, case_no, "DELETE FROM case_link")
    _edit(db, case_no, "UPDATE case_event SET request_key = NULL")

    words = {each.words for each in _flaws(db)}
    assert words == {"事件所记的关联已不在库中", "记为已办，没有办理的痕迹"}


@pytest.mark.parametrize("said", [b"\xff\x00", b"{}", b"[1]", b'{"detail": 1}'])
def test_bytes_that_are_no_event_are_named_and_the_other_cases_go_on(
    db: Database, said: bytes
) -> None:
    broken = _worked(db)
    other = clue(db, _party(db, broken), "test:2")
    with db.writing("test_edit") as session:
        session.execute(
            text(f"UPDATE case_event SET canonical = :said WHERE seq = 3 AND {MINE}"),
            {"said": said, "no": broken},
        )
    _edit(db, other, "UPDATE case_file SET doers = '{}' WHERE case_no = :no")

    found = _flaws(db)

    assert [(each.case_no, each.place) for each in found] == [
        (broken, "第3号事件"),
        (other, "案件"),
    ]


def test_a_clock_that_cannot_be_read_is_a_flaw_of_its_case(db: Database) -> None:
    case_no = _worked(db)
    _edit(db, case_no, "UPDATE clock SET pauses = '[1]' WHERE MINE")

    assert {flaw.case_no for flaw in _flaws(db)} == {case_no}


def test_rows_without_their_case_are_seen(sqlite_db: Database) -> None:
    case_no = _worked(sqlite_db)
    engine = sqlite_db.write_engine
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("DELETE FROM case_file WHERE case_no = ?", (case_no,))
        raw.execute("PRAGMA foreign_keys=ON")

    assert {each.place for each in _flaws(sqlite_db)} == {
        "事件", "事件文字", "期限", "待办事务", "送达记录", "回避", f"案号{case_no}",
    }  # fmt: skip


def test_an_event_earlier_than_the_one_before_is_seen(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", NOW - timedelta(minutes=2), opinion="转核实")
    assert _flaws(db) == ()
    act(db, case_no, "ask_check", "ZF01", NOW - timedelta(days=30), reason="举报")

    assert [each.place for each in _flaws(db)] == ["第3号事件"]


def test_a_districts_own_ladder_is_no_flaw(db: Database) -> None:
    rungs = [
        {"name": "前二日", "days": -2, "tells": ["handler"]},
        {"name": "到期", "days": 0, "tells": ["handler"]},
    ]
    with db.writing("test_district") as session:
        session.add(
            DistrictSetting(
                sha256="x", content={"name": "试区", "ladder": rungs},
                effective_on=NOW.date(), loaded_by="system", loaded_at=NOW,
            )
        )  # fmt: skip
    ordered(db, seat(db))

    assert _flaws(db) == ()


def _party(db: Database, case_no: str) -> int:
    with db.reading() as session:
        return case_row(session, case_no).party_id
