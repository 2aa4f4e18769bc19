"""How a job writes many cases: it takes those that are free and sends their writes together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Insert, Update, and_, bindparam, select
from sqlmodel import Session

from models import CaseFile, CaseRun
from rules.errors import PermitLoopError

CASE = CaseFile.__table__  # type: ignore[attr-defined]
RUN = CaseRun.__table__  # type: ignore[attr-defined]
F = CASE.c

# The run's row is written with the case's: a job that waited for one of them could deadlock.
_FREE = (
    select(*F)
    .join_from(CASE, RUN, and_(RUN.c.case_id == F.id, RUN.c.chapter == F.chapter))
    .where(F.case_no.in_(bindparam("numbered", expanding=True)))
    .order_by(F.id)
    .with_for_update(skip_locked=True)
)
_WAITING = "gathered writes"
"""Under which a session keeps what is not sent yet."""

Row = Mapping[str, Any]


class Overtaken(PermitLoopError):
    """A row that a job held was changed by another writer; the batch must be done again."""


def free_cases(session: Session, case_nos: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Answer those of the cases that nobody holds, and hold them until the transaction ends.

    It never waits, so that a job which holds several cases cannot deadlock with a person's act; a
    case that somebody holds, or that has no run yet, is left out and must be done alone.
    """
    rows = session.execute(_FREE, {"numbered": list(case_nos)}).mappings()
    return {row["case_no"]: dict(row) for row in rows}


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """Keep what is written inside, and send it at the end: many rows to one statement.

    Nothing inside may read what was written inside. Raises Overtaken.
    """
    session.info[_WAITING] = {}
    try:
        yield
        waiting = session.info[_WAITING]
    finally:
        del session.info[_WAITING]
    for (statement, _), rows in waiting.items():
        if _sent(session, statement, rows) != len(rows) and isinstance(statement, Update):
            raise Overtaken


def write(session: Session, statement: Insert | Update, *rows: Row) -> int:
    """Write each row by the statement, at once or with what is gathered; answer how many it found.

    The statement is a constant of its module: rows of one statement are sent together.
    """
    if not rows:
        return 0
    waiting = session.info.get(_WAITING)
    if waiting is None:
        return _sent(session, statement, rows)
    for row in rows:
        waiting.setdefault((statement, frozenset(row)), []).append(row)
    return len(rows)


def _sent(session: Session, statement: Insert | Update, rows: Sequence[Row]) -> int:
    sent = session.execute(statement, rows[0] if len(rows) == 1 else list(rows))
    return int(sent.rowcount)  # type: ignore[attr-defined]
