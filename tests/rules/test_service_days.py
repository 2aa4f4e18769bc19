"""Nothing is served before it was signed, nor published on another day than it was announced."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rules.case_view import ActionRefused, Ask
from rules.service import served_properly
from tests.procedures.desk import SERVED, Desk, running
from tests.procedures.penalties import decided, noticed, on_day, refused

LATE = {
    "service_method": "announcement", "other_methods_failed": "邮寄退回",
    "service_published_on": "2026-09-09", "served_on": "2026-10-09",
}  # fmt: skip


def signed(desk: Desk, day: str) -> Desk:
    """Answer a desk on which the paper that waits for service was signed on a day."""
    at = f"{day}T10:00:00+08:00"
    desk.asks = {name: replace(each, at=at) for name, each in desk.asks.items()}
    return desk


def test_a_notice_is_not_served_before_its_signing() -> None:
    desk = signed(noticed(), "2026-09-09")

    refused(desk, "serve_notice", r"早于签发日期.*第44条", **SERVED | {"served_on": "2026-08-20"})

    assert desk.does("serve_notice", **SERVED | {"served_on": "2026-09-09"})


def test_an_order_to_correct_is_not_served_two_months_early() -> None:
    desk = Desk("violation", "correction_order", frozenset({"own"}))
    desk.does("draft_order")
    desk.does("sign_order")

    refused(desk, "serve_order", "早于签发日期", **SERVED | {"served_on": "2026-07-08"})


def test_an_urging_letter_is_not_served_before_its_signing() -> None:
    signing = Ask("JZ", "2026-09-05T02:00:00+00:00", "sign_urging", 1)
    desk = Desk("penalty", "urging", frozenset({"ordinary"}),
                asks={"urging_service": signing})  # fmt: skip

    assert "第61条" in str(served_properly(desk.view(), SERVED | {"served_on": "2026-09-04"}))
    assert served_properly(desk.view(), SERVED | {"served_on": "2026-09-05"}) is None


@pytest.mark.parametrize(("day", "sound"), [("2025-01-08", False), ("2026-09-08", True)])
def test_a_decision_is_not_served_before_the_day_it_was_made(day: str, *, sound: bool) -> None:
    view = replace(
        decided().view(), stage_since=datetime.fromisoformat("2026-09-08T09:00:00+08:00")
    )

    refusal = served_properly(view, SERVED | {"served_on": day})

    assert (refusal is None) is sound


def test_a_notice_is_not_published_without_its_announcement() -> None:
    desk = on_day(noticed(), "2026-10-12")

    refused(desk, "serve_notice", r"须先发布公告.*“公告送达事先告知书”", **SERVED | LATE)


def test_the_day_of_publication_is_the_announcements() -> None:
    desk = noticed()
    desk.does("announce_notice", service_published_on="2026-09-09")
    desk = on_day(desk, "2026-10-20")

    other = {"service_published_on": "2026-09-10", "served_on": "2026-10-10"}
    refused(desk, "serve_notice", r"与所填公告日期.*第95条", **SERVED | LATE | other)

    assert desk.does("serve_notice", **SERVED | LATE)


def test_a_decision_is_not_published_before_it_was_made() -> None:
    desk = on_day(decided(), "2026-10-20")
    desk.clocks = (*desk.clocks, running("SERVE-PUBLIC"))
    since = datetime.fromisoformat("2026-09-09T09:00:00+08:00")
    early = (since - timedelta(days=3)).date().isoformat()
    said = SERVED | LATE | {"service_published_on": early}

    assert "早于文书签发日期" in str(served_properly(replace(desk.view(), stage_since=since), said))


def test_a_refusal_says_who_may_go_on() -> None:
    desk = signed(noticed(), "2026-09-09")

    with pytest.raises(ActionRefused, match="请由送达人"):
        desk.does("serve_notice", **SERVED | {"served_on": "2026-08-20"})
