"""Credit repair goes by the case's own days, and no one who keeps out of the case has a hand."""

from collections.abc import Callable
from datetime import date

import pytest

from casework.assignment import recuse
from casework.credit import Application
from casework.delegation import Wanted, delegate
from casework.people import person
from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import NOW, seat
from tests.casework.test_standing import (
    LATER,
    PAID,
    TODAY,
    answer,
    closed,
    grades,
    repair,
    told,
)

KNOWN = PAID | {
    "decision_served_on": "2026-03-02", "payments_made": "2026-03-09/100;2026-04-01/100",
    "performed_on": "2026-04-01",
}  # fmt: skip
LAST = date(2026, 4, 1)


def at_the_desk(db: Database) -> str:
    """Answer a closed penalty that knows its days."""
    case_no = closed(db, seat(db), facts=KNOWN)
    told(db, case_no)
    return case_no


@pytest.mark.parametrize(
    ("document", "performed", "why"),
    [
        (date(2020, 1, 1), LAST, r"送达日期 2026-03-02.*第36号"),
        (TODAY, date(2026, 3, 9), r"最后一次缴款或者履行日期 2026-04-01.*第36号"),
    ],
)
def test_repair_counts_from_the_days_the_case_knows(
    db: Database, document: date, performed: date, why: str
) -> None:
    case_no = at_the_desk(db)
    with pytest.raises(ActionRefused, match=why):
        repair(db, case_no, asked=Application("罚1号", document, performed, "凭证"))
    repair(db, case_no, asked=Application("罚1号", TODAY, LAST, "凭证"))


def test_a_case_that_knows_no_day_has_no_paper_older_than_itself(db: Database) -> None:
    case_no = closed(db, seat(db))
    told(db, case_no)
    with pytest.raises(ActionRefused, match=r"早于开案日期.*第36号"):
        repair(db, case_no, asked=Application("罚1号", date(2020, 1, 1), TODAY, "凭证"))


def keep_out(db: Database, case_no: str, who: str) -> None:
    with db.writing("test_recuse") as session:
        recuse(session, case_no, who, "利害关系", person(session, "JZ01"), now=NOW)


@pytest.mark.parametrize("step", ["ask", "answer"])
def test_who_keeps_out_of_the_case_neither_asks_nor_answers(db: Database, step: str) -> None:
    case_no = at_the_desk(db)
    asked = Application("罚1号", TODAY, LAST, "凭证")
    steps: dict[str, Callable[[], None]] = {
        "ask": lambda: repair(db, case_no, "ZF01", asked=asked),
        "answer": lambda: answer(db, case_no),
    }
    if step == "answer":
        repair(db, case_no, asked=asked)
    keep_out(db, case_no, {"ask": "ZF01", "answer": "KS01"}[step])
    with pytest.raises(ActionRefused, match=r"已回避案件.*第43条"):
        steps[step]()
    assert grades(db) == ("warned", "yellow")


def test_who_stands_in_for_the_asker_does_not_answer(db: Database) -> None:
    case_no = at_the_desk(db)
    with db.writing("test_delegate") as session:
        wanted = Wanted("XK01", "KS01", LATER.date(), LATER.date(), True, "年休假")
        delegate(session, wanted, person(session, "JZ01"), now=LATER)
    repair(db, case_no, asked=Application("罚1号", TODAY, LAST, "凭证"))
    with pytest.raises(ActionRefused, match=r"代理关系.*第36号"):
        answer(db, case_no)
    answer(db, case_no, "JZ01")
