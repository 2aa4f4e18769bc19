"""What verify sees of rows that were edited by hand, in the database and behind the program."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from casework import assignment
from casework.people import person
from casework.verify import Flaw, verify
from models import DistrictSetting
from models.session import Database
from tests.casework.bureau import CALENDAR, NOW, act, case_row, clue, ordered, seat

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
        "UPDATE clock SET open = false, status = 'met', next_at = NULL WHERE MINE AND open",
    ],
)  # fmt: skip
def test_an_edited_row_is_seen(db: Database, statement: str) -> None:
    case_no = _worked(db)
    assert _flaws(db) == ()

    _edit(db, case_no, statement)

    assert {flaw.case_no for flaw in _flaws(db)} == {case_no}


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

    assert {each.place for each in _flaws(sqlite_db)} == {"事件", "期限", "待办事务"}


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
