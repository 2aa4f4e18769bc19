"""A penalty on the spot, and a penalty by the day: each with the gates of its kind."""

from dataclasses import replace

import pytest

from rules.decide import KinView, LinkView
from rules.facts import FactValue
from tests.procedures.desk import SERVED, Desk, started, verbs
from tests.procedures.penalties import (
    CONTENT,
    HEADS,
    NO_DISCUSSION,
    NO_LEGAL,
    SPOT,
    filed,
    later,
    refused,
    spent,
)


def test_a_small_fine_is_decided_on_the_spot_and_filed_in_three_days() -> None:
    desk = filed("summary")
    said = SERVED | {"fine_amount": 300_000, "warning": False, "party_kind": "organisation"}
    refused(desk, "decide_on_the_spot", "尚未当场告知", **said)
    desk.does("tell_on_the_spot", **SPOT)
    refused(desk, "decide_on_the_spot", "超过当场处罚的上限", **said | {"fine_amount": 300_001})
    refused(desk, "decide_on_the_spot", "先申请行政复议", **said, states_reconsideration=False)

    done = desk.does("decide_on_the_spot", **said)

    assert started(done) == {"CF-BRIEF-FILE", "CF-PUBLISH", "CF-PAY", "REV-APPLY"}
    filed_done = desk.does("file_spot_decision")
    assert ("meet", "CF-BRIEF-FILE") in verbs(filed_done)
    assert filed_done.to_stage == "performance"


def unpaid_on_the_spot() -> Desk:
    desk = filed("summary")
    desk.does("tell_on_the_spot", **SPOT)
    desk.does("decide_on_the_spot", **SERVED, fine_amount=300_000, warning=False,
              party_kind="organisation")  # fmt: skip
    desk.does("file_spot_decision")
    later(desk, 20)
    spent(desk, "CF-PAY")
    desk.does("pay_overdue", lapsed="CF-PAY")
    return desk


def test_a_fine_on_the_spot_goes_to_court_after_sixty_days_without_reconsideration() -> None:
    desk = later(unpaid_on_the_spot(), 60)
    spent(desk, "REV-APPLY")

    done = desk.does("remedies_lapse", lapsed="REV-APPLY")

    assert started(done) == {"ENF-APPLY"}


def test_a_withdrawn_reconsideration_leaves_a_fine_on_the_spot_to_reconsideration_alone() -> None:
    desk = unpaid_on_the_spot()
    desk.links = (LinkView("FY-2026-0001", "reconsideration", "remedy", open=True, outcome=""),)
    desk.does("record_remedy_opened")

    done = desk.does("record_remedy_closed", feedback_case="FY-2026-0001",
                     remedy_outcome="withdrawn")  # fmt: skip

    assert started(done) == {"REV-APPLY"}


def test_nothing_is_seized_in_a_case_decided_on_the_spot() -> None:
    refused(filed("summary"), "propose_seizure", "不能办理")


def test_what_is_too_much_for_the_spot_turns_ordinary() -> None:
    done = filed("summary").does("turn_ordinary")

    assert done.outcome == "turned_ordinary"
    assert [each.payload["act"] for each in done.duties if each.kind == "feed_back"] == [
        "record_feedback"
    ]


DAILY: dict[str, FactValue] = {
    "original_decision_no": "云环罚〔2026〕1号",
    "original_served_on": "2026-08-20",
    "original_fine": 10_000_000,
    "daily_periods": "2026-08-10/2026-08-30",
    "daily_fine_item": "exceeds",
}
BY_DAY: dict[str, FactValue] = CONTENT | {"fine_amount": 200_000_000}


def daily(**facts: FactValue) -> Desk:
    desk = filed("daily", **DAILY | facts)
    desk.does("record_evidence")
    return desk


def test_a_daily_fine_is_the_original_times_the_days() -> None:
    desk = daily()
    refused(desk, "submit_investigation", "应为 200万元", **CONTENT)

    done = desk.does("submit_investigation", **BY_DAY)

    assert "20 日" in str(done.facts["discretion_working"])


@pytest.mark.parametrize(
    ("fact", "value", "why"),
    [
        ("original_served_on", "2026-12-01", "尚未送达"),
        ("original_fine", 0, "没有罚款|应为"),
        ("daily_fine_item", "none", "第5条.*第6条"),
        ("daily_periods", "2026-07-01/2026-08-30", "不在送达后三十日内|应为"),
        ("discharge_ended_on", "2026-08-15", "排放已经停止之后"),
        ("daily_periods", "2026-08-10/2026-08-30;2026-08-20/2026-09-01", "重叠.*第17条"),
    ],
)
def test_a_daily_fine_wants_its_whole_chain(fact: str, value: FactValue, why: str) -> None:
    desk = daily(**{fact: value})

    refused(desk, "submit_investigation", why, **BY_DAY)


@pytest.mark.parametrize("fact", list(DAILY))
def test_what_a_daily_fine_rests_on_is_not_typed_over(fact: str) -> None:
    refused(daily(), "submit_investigation", f"不收：{fact}", **BY_DAY, **{fact: DAILY[fact]})


def test_a_daily_fine_has_its_own_decision_and_is_no_original() -> None:
    desk = daily()
    desk.does("submit_investigation", **BY_DAY)
    desk.does("pass_review")
    desk.does("draft_notice", hearing_offered=True)
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED)
    desk.does("waive_rights")
    desk.does("legal_review_not_needed", **NO_LEGAL)
    desk.does("submit_discussion", **NO_DISCUSSION | {"discuss_amount": True})
    desk.does("record_discussion", discussed_on="2026-09-09", discussion_voters=HEADS)
    desk.does("propose_decision")

    done = desk.does("penalize")

    assert "daily_decision" in done.act.papers
    desk.does("serve_decision", **SERVED)
    assert desk.facts["original_decision_no"] == "云环罚〔2026〕1号"


def original(**known: FactValue) -> KinView:
    """Answer the penalty that the daily fine multiplies, as it stands now."""
    told = {"original_decision_no": "云环罚〔2026〕1号", "original_fine": 10_000_000}
    return KinView("CF-2026-0009", "penalty", True, frozenset({"serve_decision"}), told | known)


def to_the_notice() -> Desk:
    desk = daily()
    desk.kin = (original(),)
    desk.does("submit_investigation", **BY_DAY)
    desk.does("pass_review")
    return desk


def to_the_decision() -> Desk:
    desk = to_the_notice()
    desk.does("draft_notice", hearing_offered=True)
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED)
    desk.does("waive_rights")
    desk.does("legal_review_not_needed", **NO_LEGAL)
    desk.does("submit_discussion", **NO_DISCUSSION | {"discuss_amount": True})
    desk.does("record_discussion", discussed_on="2026-09-09", discussion_voters=HEADS)
    desk.does("propose_decision")
    return desk


GONE: list[KinView] = [
    original(decision_annulled=True, original_fine=0),
    # Decided anew since, and served under another number.
    replace(
        original(original_decision_no="云环罚〔2026〕8号"), acts=frozenset({"record_annulled"})
    ),
]


@pytest.mark.parametrize("kin", GONE)
def test_no_daily_fine_multiplies_an_annulled_decision(kin: KinView) -> None:
    for desk, act, said in (
        (daily(), "submit_investigation", BY_DAY),
        (to_the_notice(), "draft_notice", {"hearing_offered": True}),
        (to_the_decision(), "penalize", {}),
    ):
        desk.kin = (kin,)
        refused(desk, act, "CF-2026-0009）已被撤销.*第5条.*提请撤销立案", **said)


def test_whoever_has_a_daily_fine_without_its_original_may_end_the_case() -> None:
    desk = to_the_decision()
    desk.kin = (GONE[0],)

    desk.does("ask_withdraw_filing")

    assert desk.does("withdraw_filing").outcome == "filing_withdrawn"
    other = daily()
    other.kin = (GONE[0],)
    assert other.does("submit_investigation", **BY_DAY | {"proposed_outcome": "not_established"})


def test_a_changed_original_changes_the_product() -> None:
    lighter = original(original_fine=5_000_000)
    desk = to_the_decision()
    desk.kin = (lighter,)
    refused(desk, "penalize", "应为 100万元")
    desk = daily()
    desk.kin = (lighter,)
    refused(desk, "submit_investigation", "应为 100万元", **BY_DAY)

    done = desk.does("submit_investigation", **BY_DAY | {"fine_amount": 100_000_000})

    assert done.facts["original_fine"] == 5_000_000
    assert "5万元 × 20" in str(done.facts["discretion_working"])


def test_an_original_changed_to_no_fine_carries_no_daily_fine() -> None:
    desk = daily()
    desk.kin = (original(original_fine=0),)

    refused(desk, "submit_investigation", "经变更后没有罚款.*第1060条", **BY_DAY)


def test_another_daily_fine_of_the_same_original_is_not_taken_for_it() -> None:
    desk = daily()
    another = original(daily_periods="2026-07-01/2026-07-20", original_fine=7)
    desk.kin = (another, original())

    assert desk.does("submit_investigation", **BY_DAY)
