"""信用修复 (发改委令第36号): minor at once, general after three months, serious after a year."""

from datetime import date

import pytest

from rules.credit_repair import publicity, refusal
from rules.standing import Severity
from tests.procedures.desk import CALENDAR

ISSUED = date(2026, 4, 10)
DONE = date(2026, 4, 20)


@pytest.mark.parametrize(
    ("grave", "least", "most"),
    [
        (Severity.MINOR, None, date(2026, 7, 10)),
        (Severity.GENERAL, date(2026, 7, 10), date(2027, 4, 10)),
        (Severity.SERIOUS, date(2027, 4, 10), date(2029, 4, 10)),
    ],
)
def test_publicity_counts_from_the_date_of_the_document(
    grave: Severity, least: date | None, most: date
) -> None:
    found = publicity(grave, ISSUED, calendar=CALENDAR)

    assert (found.least_until, found.most_until) == (least, most)
    assert "36号" in found.basis


@pytest.mark.parametrize(
    ("grave", "today", "allowed"),
    [
        (Severity.MINOR, DONE, True),
        (Severity.GENERAL, date(2026, 7, 10), False),
        (Severity.GENERAL, date(2026, 7, 11), True),
        (Severity.SERIOUS, date(2027, 4, 10), False),
        (Severity.SERIOUS, date(2027, 4, 11), True),
    ],
)
def test_repair_is_asked_for_after_the_least_publicity(
    grave: Severity, today: date, allowed: bool
) -> None:
    assert (refusal(grave, ISSUED, DONE, today, CALENDAR) is None) == allowed


def test_duties_come_before_repair() -> None:
    assert "尚未履行" in str(refusal(Severity.MINOR, ISSUED, None, DONE, CALENDAR))
    assert "履行后" in str(refusal(Severity.MINOR, ISSUED, date(2026, 4, 21), DONE, CALENDAR))


def test_a_document_of_tomorrow_is_refused() -> None:
    assert "在今天之后" in str(refusal(Severity.MINOR, date(2026, 4, 21), DONE, DONE, CALENDAR))
