"""What one session was told already: the letters of a batch ask the same things many times."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

T = TypeVar("T")
R = TypeVar("R", bound=SQLModel)

_KNOWN = "remembered"
"""Under which a session keeps what it was told."""


@contextmanager
def remembering(session: Session) -> Iterator[None]:
    """Ask each thing once for as long as the block: nothing inside may change what is asked."""
    session.info[_KNOWN] = {}
    try:
        yield
    finally:
        del session.info[_KNOWN]


def remembered(session: Session, about: Hashable, ask: Callable[[], T]) -> T:
    """Answer what is known of a thing, or ask; outside ``remembering`` it is asked each time."""
    known: dict[Hashable, Any] | None = session.info.get(_KNOWN)
    if known is None:
        return ask()
    if about not in known:
        known[about] = ask()
    found: T = known[about]
    return found


def learn(session: Session, about: Hashable, told: object) -> None:
    """Keep what a question about many things told of one; outside ``remembering`` nothing."""
    known = session.info.get(_KNOWN)
    if known is not None:
        known[about] = told


def one(session: Session, table: type[R], key: Any) -> R | None:
    """Answer the row of a key, or None."""
    return remembered(session, (table, key), lambda: session.get(table, key))


def learn_rows(session: Session, table: type[R], keys: Iterable[Any]) -> list[R]:
    """Ask for the rows of many keys at once and remember each; answer those that are there."""
    wanted = sorted({each for each in keys if each is not None})
    column = col(table.id)  # type: ignore[attr-defined]
    rows = list(session.exec(select(table).where(column.in_(wanted)))) if wanted else []
    for key in wanted:
        learn(session, (table, key), None)
    for row in rows:
        learn(session, (table, row.id), row)  # type: ignore[attr-defined]
    return rows
