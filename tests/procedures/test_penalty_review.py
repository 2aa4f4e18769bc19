"""Legal review and discussion: not answered away, by the heads together, of what is decided."""

from dataclasses import replace

import pytest

from rules.decide import ActionRefused, KinView
from rules.facts import FactValue
from rules.vocabulary import R
from rules.window import LateFiling
from tests.procedures.desk import SERVED, Desk, person, table
from tests.procedures.penalties import (
    CONTENT,
    HEADS,
    NO_DISCUSSION,
    NO_LEGAL,
    investigated,
    lapsed,
    later,
    proposed,
    refused,
    told,
)

COMPLEX = NO_LEGAL | {"legal_complex": True}
BIG: dict[str, FactValue] = CONTENT | {
    "fine_amount": 55_000_000, "departure_reason": "后果严重，超出裁量表",
}  # fmt: skip
ANSWERS = NO_DISCUSSION | {"discuss_amount": True, "discuss_other": True}
HELD: dict[str, FactValue] = {
    "discussed_on": "2026-09-09", "discussion_voters": HEADS,
}  # fmt: skip


def to_discuss() -> Desk:
    desk = lapsed(told(BIG))
    desk.does("legal_review_not_needed", **NO_LEGAL)
    desk.does("submit_discussion", **ANSWERS)
    return desk


def test_a_legal_review_that_was_asked_for_is_not_answered_away() -> None:
    desk = lapsed(told())
    desk.does("submit_legal_review", **COMPLEX)
    refused(desk, "legal_review_not_needed", "不得改答为否", **NO_LEGAL)

    desk.does("improve_legal_review")

    refused(desk, "legal_review_not_needed", "第58条第1款", **NO_LEGAL)
    desk.does("submit_legal_review", **COMPLEX)
    assert desk.does("pass_legal_review").to_stage == "discussion"


def test_what_one_reviewer_wanted_improved_no_other_passes() -> None:
    desk = lapsed(told())
    desk.does("submit_legal_review", **COMPLEX)
    desk.does("improve_legal_review", by=person(R.LEGAL_REVIEWER, "FZ1"))
    desk.does("submit_legal_review", **COMPLEX)

    with pytest.raises(ActionRefused, match="改进后仍由其审核"):
        desk.does("pass_legal_review", by=person(R.LEGAL_REVIEWER, "FZ2"))
    assert desk.does("pass_legal_review", by=person(R.LEGAL_REVIEWER, "FZ1"))


def test_a_discussion_that_was_asked_for_is_not_answered_away() -> None:
    desk = lapsed(told())
    desk.does("legal_review_not_needed", **NO_LEGAL)
    desk.does("submit_discussion", **NO_DISCUSSION | {"discuss_complex": True})

    refused(desk, "discussion_not_needed", "不得改答为否", **NO_DISCUSSION)


@pytest.mark.parametrize(
    ("voters", "why"),
    [
        (["JZ1"], "不少于两名"),
        (["JZ1", "JZ1"], "不少于两名"),
        (["KS1", "KS1"], "不少于两名"),
        (["JZ1", "KS1"], "不少于三名"),
        (["JZ1", "JZ1", "KS1"], "不少于三名"),
        (["JZ1", "P3"], "不是在岗的负责人"),
        (["JZ1", "某人"], "不是在岗"),
    ],
)
def test_the_heads_discuss_together(voters: list[str], why: str) -> None:
    desk = to_discuss()

    refused(desk, "record_discussion", why, **HELD | {"discussion_voters": voters})
    assert desk.does("record_discussion", **HELD).to_stage == "decision"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"discussion_chair": ["KS1"]}, "一名参加表决的局负责人主持.*第57条第2款"),
        ({"discussion_chair": ["JZ1", "JZ2"]}, "主持"),
        ({"discussion_chair": ["P3"]}, "主持"),
        ({"discussion_recorder": ["JZ1"]}, "JZ1参加表决，不得自行记录.*第52条"),
        ({"discussion_recorder": ["P2", "P3"]}, "记录人是一人"),
        ({"discussion_recorder": ["某人"]}, "不是本局在岗人员"),
        ({"discussion_reporters": ["KS1"]}, "KS1汇报案情，不得参加表决"),
        ({"discussion_reporters": ["某人"]}, "不是本局在岗人员"),
    ],
)
def test_a_head_presides_another_keeps_the_minutes_and_who_reports_has_no_vote(
    said: dict[str, FactValue], why: str
) -> None:
    desk = to_discuss()

    refused(desk, "record_discussion", why, **HELD | said)


def test_an_investigator_reports_and_has_no_vote() -> None:
    desk = to_discuss()
    desk.doers["record_evidence"] = desk.doers["record_evidence"] | {"KS1"}
    refused(desk, "record_discussion", "KS1是本案调查人员.*可以汇报案情", **HELD)

    desk.doers["record_evidence"] -= {"KS1"}
    assert desk.does("record_discussion", **HELD, discussion_reporters=["P1"])


def test_a_shutdown_is_discussed_by_two_heads_after_its_notice() -> None:
    desk = Desk("production_order", "discussion", frozenset({"shutdown"}))
    desk.facts |= {"notice_served_on": SERVED["served_on"], "hearing_held_on": "2026-09-09"}
    desk.does("submit_discussion")

    refused(desk, "record_discussion", "重新讨论", **HELD | {"discussed_on": "2026-01-05"})
    refused(desk, "record_discussion", "重新讨论", **HELD | {"discussed_on": "2026-09-08"})
    refused(desk, "record_discussion", "不少于两名", **HELD | {"discussion_voters": ["JZ1"]})
    assert desk.does("record_discussion", **HELD).to_stage == "decision"


def test_what_was_discussed_is_what_is_decided() -> None:
    desk = to_discuss()
    desk.does("record_discussion", **HELD)
    less: dict[str, FactValue] = {"fine_amount": 15_000_000, "departure_reason": "从轻"}
    refused(desk, "propose_decision", "与集体讨论的内容不同", **less)
    desk.does("propose_decision")
    desk.facts |= less
    refused(desk, "penalize", "罚款数额：55万元.*罚款数额：15万元")

    desk.facts |= {"fine_amount": BIG["fine_amount"]}
    assert desk.does("penalize").to_stage == "service"


def test_what_was_reviewed_is_what_is_decided() -> None:
    desk = lapsed(told(CONTENT | {"confiscated_amount": 5_000_000}))
    desk.does("submit_legal_review", **COMPLEX)
    desk.does("pass_legal_review")
    desk.does("discussion_not_needed", **NO_DISCUSSION)

    refused(desk, "propose_decision", "与法制审核的内容不同", confiscated_amount=0)
    assert desk.does("propose_decision")


@pytest.mark.parametrize(
    "key", ["no_penalty_minor", "no_penalty_first", "no_penalty_no_fault", "not_established",
            "transfer_case"],
)  # fmt: skip
def test_the_head_alone_does_not_turn_a_penalty_into_none(key: str) -> None:
    refused(proposed(), key, "拟作出的处理与此不符")


def test_who_offended_before_is_no_first_offender() -> None:
    desk = investigated(CONTENT | {"proposed_outcome": "first"})
    desk.facts["grade_repetition"] = "heavy"
    desk.does("pass_review_without_penalty")
    desk.does("propose_decision")

    refused(desk, "no_penalty_first", "不是初次")
    desk.facts["grade_repetition"] = "light"
    assert desk.does("no_penalty_first")


def test_a_party_punished_before_for_the_like_is_no_first_offender() -> None:
    desk = investigated(CONTENT | {"proposed_outcome": "first"})
    desk.does("pass_review_without_penalty")
    desk.does("propose_decision")
    desk.facts |= {"conduct": "未按证排污", "articles_violated": "排污许可管理条例 第34条"}
    like = KinView(
        "CF-2025-0001",
        "penalty",
        False,
        frozenset({"penalize"}),
        {"conduct": "未按证 排污。", "articles_violated": "排污许可管理条例 第17条"},
    )
    beside = replace(
        like,
        facts={"conduct": "未保存监测记录", "articles_violated": "排污许可管理条例 第三十四条"},
    )

    desk.priors = (like,)
    refused(desk, "no_penalty_first", r"CF-2025-0001.*第33条", unlike_earlier_penalty="不同")
    desk.priors = (beside,)
    refused(desk, "no_penalty_first", r"同一条款.*第33条")

    for harmless in (
        replace(like, acts=frozenset({"not_established"})),
        replace(like, facts={**like.facts, "decision_annulled": True}),
        replace(beside, facts={"conduct": "噪声扰民"}),
    ):
        fresh = replace(desk, priors=(harmless,))
        assert fresh.does("no_penalty_first")


IN_TIME = LateFiling("plead", "提交陈述申辩", "2026-09-15")


@pytest.mark.parametrize("stage", ["legal_review", "discussion", "decision"])
def test_what_was_filed_in_time_is_heard_from_every_stage_before_the_decision(stage: str) -> None:
    desk = proposed()
    desk.stage = stage
    refused(desk, "hear_late_filing", "没有期限内提出")
    desk.late_filings = (IN_TIME,)

    assert desk.does("hear_late_filing").to_stage == "plea_review"


def test_no_decision_of_any_kind_passes_over_what_was_filed_in_time() -> None:
    desk = proposed()
    desk.late_filings = (IN_TIME,)

    acts = table("penalty").stage("decision").acts
    barred = {act.key for act in acts if act.answers == "decision" and "CF-DECIDE" in act.meets}
    assert len(barred) == 7
    for key in barred:
        refused(desk, key, "2026-09-15.*第45条、第62条")


def test_what_was_filed_in_time_makes_nothing_heavier() -> None:
    desk = proposed()
    desk.late_filings = (IN_TIME,)
    desk.does("hear_late_filing")
    desk.late_filings = ()
    more: dict[str, FactValue] = {"fine_amount": 40_000_000, "departure_reason": "态度恶劣"}
    desk.does("renew_notice", **more)

    refused(desk, "draft_notice", "第45条第2款", hearing_offered=True)


def test_a_waived_hearing_that_was_asked_for_again_is_answered_in_writing() -> None:
    desk = proposed()
    desk.late_filings = (LateFiling("request_hearing", "申请听证", "2026-09-15"),)
    desk.does("hear_late_filing")
    later(desk, 20)
    said: dict[str, FactValue] = {"plea_accepted": "rejected", "plea_reviewed_on": "2026-09-29"}
    refused(desk, "review_plea", "应当组织听证", **said)
    desk.doers["waive_rights"] = frozenset({"QY1"})

    assert desk.does("review_plea", **said)
