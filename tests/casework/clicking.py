"""A process that clicks: many acts in one case or in several, as fast as the database lets it."""

from collections import Counter
from collections.abc import Sequence
from threading import Barrier

from casework.act import CaseChanged, take_action
from casework.people import person
from models.session import open_database
from tests.casework.bureau import CALENDAR, NOW, case_row


def start_together(barrier: Barrier) -> None:
    """Wait, as a process begins, until all of them are there."""
    barrier.wait(timeout=300)


def click(url: str, who: str, cases: Sequence[str], times: int) -> dict[str, int]:
    """Do so many acts, taking the cases in turn; answer how each went."""
    db, went = open_database(url), Counter[str]()
    for number in range(times):
        try:
            with db.writing("test_click") as session:
                take_action(
                    session, cases[number % len(cases)], "explain_difference",
                    person(session, who), {"reason": f"{who}第{number}次说明"},
                    now=NOW, calendar=CALENDAR,
                )  # fmt: skip
            went["done"] += 1
        except Exception as error:  # noqa: BLE001  (every way to fail is counted)
            went[f"{type(error).__name__}: {error}"[:200]] += 1
    db.close()
    return dict(went)


def click_what_is_seen(url: str, who: str, case_no: str, times: int) -> dict[str, int]:
    """Look at the case, then act on what was seen; who comes second is told, and looks again."""
    db, went = open_database(url), Counter[str]()
    while went["done"] < times:
        with db.reading() as session:
            version = case_row(session, case_no).version
        try:
            with db.writing("test_click") as session:
                take_action(
                    session, case_no, "explain_difference", person(session, who),
                    {"reason": f"{who}看到第{version}号"},
                    now=NOW, calendar=CALENDAR, expected_version=version,
                )  # fmt: skip
            went["done"] += 1
        except CaseChanged:
            went["told"] += 1
    db.close()
    return dict(went)
