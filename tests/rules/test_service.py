"""What completed service wants: never in the future, publication last and thirty days long."""

from datetime import UTC, date, datetime

import pytest

from casework.calendars import national_calendar
from rules.case_view import CaseView
from rules.procedures import PROCEDURES
from rules.service import ConfirmedAddress, served_properly, served_where_confirmed

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
    assert "哪个电子地址" in str(
        refusal(service_method="electronic", address_confirmation="确认书1")
    )
    assert (
        refusal(
            service_method="electronic",
            address_confirmation="确认书1",
            electronic_address="a@example.com",
        )
        is None
    )


CONFIRMED = (
    ConfirmedAddress("确认书1", "A@Example.com", date(2026, 3, 1), until=date(2026, 12, 31)),
    ConfirmedAddress("确认书2", "13800001234", date(2026, 11, 23)),
)


def where(paper_no: str, address: str, served_on: str = "2026-11-20") -> str | None:
    facts = {**RECORD, "address_confirmation": paper_no, "electronic_address": address}
    return served_where_confirmed(facts | {"served_on": served_on}, CONFIRMED)


def test_electronic_service_goes_where_the_signed_paper_says() -> None:
    assert where("确认书1", "a@example.com") is None
    assert where("确认书2", "138 0000 1234", "2026-11-23") is None


@pytest.mark.parametrize(
    ("paper_no", "address", "served_on", "words"),
    [
        ("确认书9", "a@example.com", "2026-11-20", "没有登记过"),
        ("确认书1", "13800001234", "2026-11-20", "没有确认这个电子地址"),
        ("确认书2", "13800001234", "2026-11-22", "尚未签署或者已经失效"),
        ("确认书1", "a@example.com", "2027-01-01", "尚未签署或者已经失效"),
    ],
)
def test_electronic_service_elsewhere_is_refused(
    paper_no: str, address: str, served_on: str, words: str
) -> None:
    assert words in str(where(paper_no, address, served_on))


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
