"""Four processes at one database: no lock error, no lost update, and who is second is told."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from sqlalchemy import select

from casework.verify import verify
from models import EventText
from models.session import Database, open_database
from tests.casework.bureau import CALENDAR, case_row, examined, seat
from tests.casework.clicking import click, click_what_is_seen, start_together
from tests.conftest import FreshUrl

PROCESSES, TIMES = 4, 400
WHO = ("XK01", "XK02", "XK01", "XK02")


def _together(
    work: Callable[..., dict[str, int]], calls: Sequence[tuple[Any, ...]]
) -> list[dict[str, int]]:
    spawned = get_context("spawn")
    barrier = spawned.Barrier(len(calls))
    with ProcessPoolExecutor(
        len(calls), mp_context=spawned, initializer=start_together, initargs=(barrier,)
    ) as pool:
        return [each.result() for each in [pool.submit(work, *call) for call in calls]]


def _prepared(url: str, number: int) -> list[str]:
    db = open_database(url)
    party = seat(db)
    cases = [examined(db, party, f"permit:{each}") for each in range(number)]
    db.close()
    return cases


def _state(db: Database, cases: Sequence[str]) -> tuple[int, int, int]:
    """Answer the decisions, events and flaws of the cases."""
    with db.reading() as session:
        rows = [case_row(session, case_no) for case_no in cases]
        flaws = verify(session, CALENDAR).flaws
    return sum(row.version for row in rows), sum(row.seq for row in rows), len(flaws)


@pytest.mark.parametrize("number", [1, 8], ids=["one case", "many cases"])
def test_four_processes_of_400_acts_lose_nothing_on_sqlite(
    fresh_url: FreshUrl, number: int
) -> None:
    url = fresh_url("sqlite")
    cases = _prepared(url, number)

    went = _together(click, [(url, who, cases, TIMES) for who in WHO])

    db = open_database(url)
    decisions, events, flaws = _state(db, cases)
    with db.reading() as session:
        words = set(session.execute(select(EventText.body)).scalars())  # type: ignore[call-overload]
    db.close()
    assert went == [{"done": TIMES}] * PROCESSES
    assert (decisions, events, flaws) == (
        PROCESSES * TIMES + 2 * number,
        PROCESSES * TIMES + 3 * number,
        0,
    )
    assert len([each for each in words if "次说明" in each]) == len(set(WHO)) * TIMES


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))]
)
def test_of_two_who_saw_the_same_version_one_is_told(fresh_url: FreshUrl, kind: str) -> None:
    url, times = fresh_url(kind), 30
    (case_no,) = _prepared(url, 1)

    went = _together(click_what_is_seen, [(url, who, case_no, times) for who in WHO[:3]])

    db = open_database(url)
    decisions, _, flaws = _state(db, [case_no])
    db.close()
    assert [each["done"] for each in went] == [times] * 3
    assert sum(each.get("told", 0) for each in went) > 0
    assert (decisions, flaws) == (3 * times + 2, 0)
