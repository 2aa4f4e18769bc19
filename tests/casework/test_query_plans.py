"""The hot questions go by an index on both databases, however many rows there are."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.engine import Connection
from sqlmodel import Session, SQLModel

from casework import outbox, runs
from casework.case_reading import case_view
from casework.link_list import refused_links
from casework.outbox import add_duties
from casework.sweep import due_clocks
from models import CaseEvent, CaseFile, CaseRun, Clock, DutyRow
from models.session import Database
from rules.case_view import Duty
from tests.casework.bureau import NOW, act, case_row, clue, seat

ROWS = 3_000

HOT: list[tuple[tuple[str, ...], Callable[[Session], object]]] = [
    (("ix_clock_next",), lambda session: due_clocks(session, NOW)),
    (("ix_duty_first",), lambda session: outbox.claim_left_over(session, "relay", NOW)),
    (
        ("ix_duty_case", "ix_duty_ready"),
        lambda session: outbox.claim_for_case(session, 1, "run", NOW),
    ),
    (("ix_duty_ready", "ix_duty_first"), lambda session: outbox.oldest_unclaimed(session, NOW)),
    (("ix_case_run_behind",), lambda session: runs.claim_runs(session, "driver", NOW)),
    (("ix_case_file_case_no",), lambda session: case_view(session, "WF-2026-0001", NOW)),
    (("ix_clock_case_open",), lambda session: case_view(session, "WF-2026-0001", NOW)),
    (("ix_case_event_link_refused",), refused_links),
]
"""What is asked at every click and every turn, and the indexes that may answer it."""


@pytest.mark.parametrize(
    ("indexes", "question"), HOT, ids=[f"{number}-{each[0][0]}" for number, each in enumerate(HOT)]
)
def test_a_hot_question_goes_by_its_index(
    db: Database, indexes: tuple[str, ...], question: Callable[[Session], object]
) -> None:
    _fill(db)

    plans = _plans(db, question)

    assert any(index in plan for plan in plans for index in indexes), "\n\n".join(plans)


def _fill(db: Database) -> None:
    """Put many rows that no question wants around the one case."""
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    with db.writing("test_fill") as session:
        case_id = case_row(session, case_no).id
        assert case_id is not None
        add_duties(session, case_id, case_no, 1, [Duty("notice", "tell:x", {})], NOW)
        many = range(2, ROWS)
        _many(
            session, CaseFile, [{"case_no": f"A-{n}", "opening_key": f"{n}", "id": n} for n in many]
        )
        ahead = {"next_at": NOW + timedelta(days=900), "due_at": NOW + timedelta(days=900)}
        _many(session, Clock, [{"case_id": n, "open": n % 2 == 0, **ahead} for n in many])
        _many(session, DutyRow, [{"case_id": n, "key": f"{n}", "status": "done"} for n in many])
        _many(session, CaseRun, [{"case_id": n, "behind": False} for n in many])
        _many(session, CaseEvent, [{"case_id": n, "request_key": None} for n in many])
    with db.writing("test_analyze") as session:
        session.execute(text("ANALYZE"))


def _many(session: Session, table: type[SQLModel], rows: list[dict[str, Any]]) -> None:
    """Write copies of the table's first row that differ as the given rows say."""
    columns = table.__table__.c  # type: ignore[attr-defined]
    first = dict(session.execute(select(*columns).limit(1)).mappings().one())
    del first["id"]
    session.execute(insert(table), [{**first, **row} for row in rows])


def _plans(db: Database, question: Callable[[Session], object]) -> list[str]:
    """Answer the plan of each statement that a question asks."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Connection, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(db.write_engine, "before_cursor_execute", note)
    with Session(db.write_engine) as session:
        question(session)
        event.remove(db.write_engine, "before_cursor_execute", note)
        how = "EXPLAIN QUERY PLAN" if db.sqlite else "EXPLAIN"
        plans = [
            session.connection().exec_driver_sql(f"{how} {statement}", parameters).all()
            for statement, parameters in asked
            if "pg_" not in statement
        ]
        session.rollback()
    return ["\n".join(str(row) for row in plan) for plan in plans]
