"""In a whole district a new holiday notice moves exactly the clocks that it should."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from casework.calendar_versions import calendar_in_force, load_notice
from casework.calendars import parse_notice
from casework.clock_reading import reckoned
from casework.district import calendar_for
from casework.verify import verify
from deploy.demo import load_demo
from deploy.recompute import recompute_once
from models import CaseEvent, CaseFile, Clock
from models.session import Database, open_database
from tests.casework.test_calendar_versions import HEAD, NOTICE_2027

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
CLOCK = Clock.__table__  # type: ignore[attr-defined]
MAY_CHANGE = {"calendar", "provisional", "next_at"}


def _clocks(db: Database) -> dict[int, dict[str, Any]]:
    with db.reading() as session:
        rows = session.execute(select(*CLOCK.c)).mappings()
        return {row["id"]: dict(row) for row in rows}


def _told(db: Database) -> list[tuple[str, str, str]]:
    """Answer of each moved clock that an event tells of its case, its key and its new end."""
    with db.reading() as session:
        rows = session.execute(
            select(CaseFile.case_no, CaseEvent.canonical)  # type: ignore[call-overload]
            .join(CaseFile, CaseEvent.case_id == CaseFile.id)
            .where(CaseEvent.kind == "clock_moved")
        ).all()
    return sorted(
        (row.case_no, each["clock"], each["due_on"])
        for row in rows
        for each in json.loads(row.canonical)["detail"]["clocks"]
    )


def test_a_notice_moves_exactly_the_clocks_that_it_should(
    sqlite_template: Path, tmp_path: Path
) -> None:
    shutil.copy(sqlite_template, tmp_path / "demo.db")
    db = open_database(f"sqlite:///{tmp_path / 'demo.db'}")
    with db.reading() as session:
        load_demo(db, NOW, calendar_in_force(session, NOW.date()))
    before = _clocks(db)

    with db.writing("test_load") as session:
        assert load_notice(session, parse_notice(NOTICE_2027), HEAD, now=NOW)
    with db.reading() as session:
        calendar = calendar_in_force(session, NOW.date())
        parties = dict(session.execute(select(CaseFile.id, CaseFile.party_id)).tuples().all())  # type: ignore[call-overload]
        numbers = dict(session.execute(select(CaseFile.id, CaseFile.case_no)).tuples().all())  # type: ignore[call-overload]
        wanted = {
            number: reckoned(row, calendar_for(session, calendar, parties[row["case_id"]]))
            for number, row in before.items()
            if row["open"]
        }
    moved = recompute_once(db, calendar, "2027年放假安排", lambda: NOW)

    after = _clocks(db)
    should = {each for each, new in wanted.items() if new["due_on"] != before[each]["due_on"]}
    assert moved == len(should) > 0
    assert len(wanted) > len(should)
    for number, row in after.items():
        changed = {name for name in row if row[name] != before[number][name]}
        if number in should:
            assert (row["due_on"], row["provisional"]) == (
                wanted[number]["due_on"],
                wanted[number]["provisional"],
            )
        else:
            assert changed <= (MAY_CHANGE if row["open"] else set())
    assert _told(db) == sorted(
        (numbers[row["case_id"]], row["key"], row["due_on"].isoformat())
        for row in (after[each] for each in should)
    )
    with db.reading() as session:
        assert verify(session, calendar).flaws == ()
    db.close()
