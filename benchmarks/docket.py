"""A docket full of parked cases: one real case, copied inside the database many times."""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import CTE, String, Table, cast, insert, literal, select, text, true
from sqlalchemy.engine import make_url
from sqlmodel import Session

from models import CaseEvent, CaseFile, CaseRun, Clock, ClockValue
from models.session import Database

CASE: Table = CaseFile.__table__  # type: ignore[attr-defined]
CLOCK: Table = Clock.__table__  # type: ignore[attr-defined]
VALUE: Table = ClockValue.__table__  # type: ignore[attr-defined]
EVENT: Table = CaseEvent.__table__  # type: ignore[attr-defined]
RUN: Table = CaseRun.__table__  # type: ignore[attr-defined]


def park(db: Database, case_no: str, number: int, *, events: bool = True) -> None:
    """Copy a case with its clocks, their values, its run and its events so many times.

    The copies are numbered COPY-1 and so on. Their events are the model's own bytes: enough to
    weigh, not to verify.
    """
    with db.writing("bench_park") as session:
        session.execute(_cases(case_no, _series(number)))
        for table in (CLOCK, RUN, *((EVENT,) if events else ())):
            session.execute(_rows_of_cases(case_no, table))
        session.execute(_values(case_no))
    with db.writing("bench_analyze") as session:
        session.execute(text("ANALYZE"))
    if db.sqlite:
        _settle(str(make_url(db.url).database))


def copies(session: Session, limit: int) -> list[str]:
    """Answer the numbers of the first copies."""
    rows = select(CASE.c.case_no).where(_is_copy()).order_by(CASE.c.id).limit(limit)
    return list(session.execute(rows).scalars())


def _settle(path: str) -> None:
    """Bring the write-ahead log of the copying to the disk, so that no figure pays for it."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _series(number: int) -> CTE:
    one = select(literal(1).label("i")).cte("series", recursive=True)
    return one.union_all(select(one.c.i + 1).where(one.c.i < number))


def _cases(case_no: str, series: CTE) -> Any:
    number = literal("COPY-") + cast(series.c.i, String)
    own = {"case_no": number, "opening_key": number}
    names = [each.name for each in CASE.c if each.name != "id"]
    rows = (
        select(*(own.get(name, CASE.c[name]) for name in names))
        .select_from(CASE.join(series, true()))
        .where(CASE.c.case_no == case_no)
    )
    return insert(CASE).from_select(names, rows)


def _rows_of_cases(case_no: str, table: Table) -> Any:
    model, copy = CASE.alias("model"), CASE.alias("copy")
    names = [each.name for each in table.c if each.name != "id"]
    rows = (
        select(*(copy.c.id if name == "case_id" else table.c[name] for name in names))
        .select_from(table.join(model, table.c.case_id == model.c.id).join(copy, true()))
        .where(model.c.case_no == case_no, copy.c.case_no.like("COPY-%"))
        .order_by(copy.c.id)
    )
    return insert(table).from_select(names, rows)


def _values(case_no: str) -> Any:
    model, mine, copied = CASE.alias("model"), CLOCK.alias("mine"), CLOCK.alias("copied")
    names = [each.name for each in VALUE.c if each.name != "id"]
    rows = (
        select(*(copied.c.id if name == "clock_id" else VALUE.c[name] for name in names))
        .select_from(
            VALUE.join(mine, VALUE.c.clock_id == mine.c.id)
            .join(model, mine.c.case_id == model.c.id)
            .join(copied, (copied.c.key == mine.c.key) & (copied.c.case_id != model.c.id))
        )
        .where(model.c.case_no == case_no)
    )
    return insert(VALUE).from_select(names, rows)


def _is_copy() -> Any:
    return CASE.c.case_no.like("COPY-%")
