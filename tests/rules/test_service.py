"""What completed service wants: never in the future, publication last and thirty days long."""

from datetime import UTC, date, datetime

import pytest

from casework.calendars import national_calendar
from rules.decide import CaseView
from rules.procedures import PROCEDURES
from rules.service import served_properly

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
RECORD = {
    "paper_no": "沪演环责改〔2026〕1号",
    "service_method": "direct",
    "served_on": "2026-11-20",
    "served_by": "甲、乙",
    "received_by": "丙",
    "service_proof": "送达回证1",
}


def refusal(**facts: str) -> str | None:
    view = CaseView(
        "WF-2026-0001", PROCEDURES["violation", 1], "correction_order", frozenset(), 1, NOW,
        date(2026, 11, 23), calendar=national_calendar(),
    )  # fmt: skip
    return served_properly(view, RECORD | facts)


def test_service_on_a_past_day_is_accepted() -> None:
    assert refusal() is None


def test_service_tomorrow_is_refused() -> None:
    assert "今天之后" in str(refusal(served_on="2026-11-24"))


def test_electronic_service_wants_the_signed_address() -> None:
    assert "送达地址确认书" in str(refusal(service_method="electronic"))
    assert refusal(service_method="electronic", address_confirmation="确认书1") is None


def test_publication_is_the_last_resort() -> None:
    assert "其他方式" in str(
        refusal(service_method="announcement", service_published_on="2026-10-20")
    )


@pytest.mark.parametrize(
    ("published_on", "served_on", "words"),
    [
        ("2026-10-20", "2026-11-19", None),
        ("2026-10-20", "2026-11-18", "2026-11-19"),
        ("2026-10-20", "2026-10-20", "2026-11-19"),
    ],
)
def test_published_papers_are_served_after_thirty_days(
    published_on: str, served_on: str, words: str | None
) -> None:
    said = refusal(
        service_method="announcement",
        other_methods_failed="直接、邮寄均退回",
        service_published_on=published_on,
        served_on=served_on,
    )

    assert (said is None) if words is None else (words in str(said))
