"""Which reminder is due when: the ladder of rungs before, at and after a clock's end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.vocabulary import R


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: ``days`` before (negative), at (0) or after the end; whom it tells."""

    name: str
    days: int
    notice: str
    tells: tuple[R | str, ...]


HANDLER = "handler"
"""The case's own officer, whoever holds it."""

LADDER: tuple[Rung, ...] = (
    Rung("before-5", -5, "clock_warning", (HANDLER,)),
    Rung("before-1", -1, "clock_warning", (HANDLER, R.SECTION_HEAD)),
    Rung("due", 0, "clock_overdue", (HANDLER, R.SECTION_HEAD)),
    Rung("after-5", 5, "clock_overdue", (HANDLER, R.SECTION_HEAD, R.BUREAU_HEAD)),
)
"""The ladder a district starts from; a setting of the bureau, not a number of the law."""


@dataclass(frozen=True)
class Step:
    """A rung at its instant."""

    rung: Rung
    at: datetime


def steps(
    due_at: datetime, armed_at: datetime, ladder: Iterable[Rung] = LADDER
) -> tuple[Step, ...]:
    """Answer the rungs of a due instant in order.

    Rungs that lay behind already when the due date was set are left out, save ``due`` itself: a
    short or a late-imported clock is not announced five days ahead after the fact.
    """
    placed = sorted(
        (Step(rung, due_at + timedelta(days=rung.days)) for rung in ladder),
        key=lambda each: each.at,
    )
    return tuple(each for each in placed if each.at > armed_at or each.rung.days == 0)


def next_at(
    due_at: datetime | None,
    armed_at: datetime,
    fired: Iterable[str],
    ladder: Iterable[Rung] = LADDER,
) -> datetime | None:
    """Answer the instant of the earliest rung not yet fired, or None when nothing is left."""
    if due_at is None:
        return None
    done = frozenset(fired)
    return next(
        (each.at for each in steps(due_at, armed_at, ladder) if each.rung.name not in done), None
    )
