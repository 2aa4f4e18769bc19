"""The decision of a penalty: reviewed, discussed, in range, in time, and no transfer open."""

from dataclasses import replace

import pytest

from rules.decide import ActionRefused, KinView, LinkView
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.procedures.transfer import WITH_JUSTICE
from rules.vocabulary import R
from tests.procedures.desk import SERVED, Desk, person, started, verbs
from tests.procedures.penalties import (
    CONTENT,
    HEADS,
    NO_DISCUSSION,
    NO_LEGAL,
    SPOT,
    decided,
    filed,
    heard,
    investigated,
    lapsed,
    on_day,
    proposed,
    refused,
    reviewed,
    served,
    told,
)

DECISIONS = ("penalize", "no_penalty_minor", "no_penalty_first", "no_penalty_no_fault",
             "not_established", "time_barred", "transfer_case")  # fmt: skip
TRANSFER = LinkView("YS-2026-0001", "transfer", "transfer", open=True, outcome="")


def test_a_case_that_was_heard_passes_the_legal_review() -> None:
    desk = heard()
    desk.does("review_plea", plea_accepted="rejected", plea_reviewed_on="2026-09-25")
    desk.does("confirm_plea_review")
    refused(desk, "legal_review_not_needed", "应答为是", **NO_LEGAL)
    refused(desk, "legal_review_not_needed", "应当法制审核", **NO_LEGAL | {"legal_rights": True})

    desk.does("submit_legal_review", **NO_LEGAL | {"legal_rights": True})

    assert desk.does("pass_legal_review").to_stage == "discussion"
    assert desk.facts["legally_reviewed"] is True


def test_each_ground_of_the_legal_review_is_answered_with_its_reason() -> None:
    desk = lapsed(told())
    silent = {key: value for key, value in NO_LEGAL.items() if key != "legal_public_why"}

    refused(desk, "legal_review_not_needed", "须说明理由", **silent)
    refused(desk, "legal_review_not_needed", "第58条第1款", **NO_LEGAL | {"legal_complex": True})
    refused(desk, "submit_legal_review", "四项情形均答为否", **NO_LEGAL)


def test_an_investigator_is_no_legal_reviewer() -> None:
    desk = lapsed(told())
    desk.does("submit_legal_review", **NO_LEGAL | {"legal_complex": True})
    reviewer = replace(person(R.LEGAL_REVIEWER, "P1"), roles=frozenset({R.LEGAL_REVIEWER}))

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("pass_legal_review", by=reviewer)
    assert desk.does("return_legal_review").to_stage == "investigation"


def to_discuss(said: dict[str, FactValue]) -> Desk:
    desk = lapsed(told(CONTENT | said))
    desk.does("legal_review_not_needed", **NO_LEGAL)
    return desk


BIG: dict[str, FactValue] = {
    "fine_amount": 55_000_000, "departure_reason": "后果严重，超出裁量表",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "ground", "why"),
    [
        (BIG, "amount", "达到 50万元"),
        ({"permit_penalty": "revoke", "forfeiture_ground": "serious"}, "permit", "拟吊销"),
        ({"business_penalty": "halt"}, "business", "停产停业"),
        ({"fine_amount": 20_000_000, "departure_reason": "从轻"}, "other", "不按裁量表"),
    ],
)
def test_what_the_penalty_itself_demands_to_be_discussed_is_discussed(
    said: dict[str, FactValue], ground: str, why: str
) -> None:
    desk = to_discuss(said)

    refused(desk, "discussion_not_needed", why, **NO_DISCUSSION)

    demanded = {key: key.removeprefix("discuss_") in _grounds(said) for key in NO_DISCUSSION}
    answers = NO_DISCUSSION | {key: True for key, yes in demanded.items() if yes}
    assert answers[f"discuss_{ground}"] is True
    refused(desk, "discussion_not_needed", "集体讨论决定", **answers)
    desk.does("submit_discussion", **answers)
    desk.does("record_discussion", discussed_on="2026-09-09", discussion_voters=HEADS)
    desk.does("propose_decision")
    assert desk.does("penalize").to_stage == "service"


def _grounds(said: dict[str, FactValue]) -> set[str]:
    grounds = {"amount"} if said.get("fine_amount", 0) == 55_000_000 else set()
    grounds |= {"permit"} if "permit_penalty" in said else set()
    grounds |= {"business"} if "business_penalty" in said else set()
    return grounds | ({"other"} if "departure_reason" in said else set())


def test_a_discussion_before_the_notice_is_held_again_and_no_investigator_votes() -> None:
    desk = to_discuss(BIG)
    answers = NO_DISCUSSION | {"discuss_amount": True, "discuss_other": True}
    desk.does("submit_discussion", **answers)

    refused(desk, "record_discussion", "重新讨论", discussed_on="2026-09-01",
            discussion_voters=HEADS)  # fmt: skip
    refused(desk, "record_discussion", "P1是本案调查人员", discussed_on="2026-09-09",
            discussion_voters=["P1", "P3"])  # fmt: skip


def test_a_new_notice_wants_a_new_discussion() -> None:
    desk = to_discuss(BIG)
    answers = NO_DISCUSSION | {"discuss_amount": True, "discuss_other": True}
    desk.does("submit_discussion", **answers)
    desk.does("record_discussion", discussed_on="2026-09-09", discussion_voters=HEADS)
    desk.does("renew_notice")
    desk.does("draft_notice", hearing_offered=True)
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED)

    assert desk.facts["collectively_discussed"] is False


def test_a_departure_that_was_not_discussed_is_not_decided() -> None:
    desk = reviewed()
    desk.does("propose_decision", fine_amount=20_000_000, departure_reason="从轻")

    refused(desk, "penalize", "未经集体讨论")


def test_a_plea_never_raises_the_fine() -> None:
    desk = told()
    desk.does("plead")
    desk.does("waive_hearing")
    desk.does("renew_notice")
    more = {"fine_amount": 30_000_000, "departure_reason": "态度恶劣"}

    refused(desk, "draft_notice", "不得因当事人陈述、申辩", hearing_offered=True, **more)
    new: dict[str, FactValue] = {"heavier_evidence": ["新监测报告.pdf"], "hearing_offered": True}
    refused(desk, "draft_notice", "重新取证", **new, **more)

    desk.does("reopen_investigation")
    desk.does("record_evidence", evidence_on="2026-09-09")
    desk.does("submit_investigation", **CONTENT)
    desk.does("pass_review")
    assert desk.does("draft_notice", **new, **more)


def test_old_evidence_never_raises_the_fine_after_a_plea() -> None:
    desk = told()
    desk.does("plead")
    desk.does("waive_hearing")
    desk.does("reopen_investigation")
    desk.does("record_evidence", evidence_on="2026-09-01")
    desk.does("submit_investigation", **CONTENT)
    desk.does("pass_review")

    refused(desk, "draft_notice", "重新取证", hearing_offered=True, fine_amount=30_000_000,
            departure_reason="态度恶劣", heavier_evidence=["新监测报告.pdf"])  # fmt: skip


def notified() -> Desk:
    desk = told()
    desk.does("request_hearing")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-22", hearing_panel=["P3"])
    return desk


def test_a_hearing_is_not_broken_off_before_its_day() -> None:
    desk = notified()
    refused(desk, "terminate_hearing", "在举行之后办理终止", hearing_ended_as="absent")

    on_day(desk, "2026-09-22").does("terminate_hearing", hearing_ended_as="absent")
    desk.does("review_plea", plea_accepted="none", plea_reviewed_on="2026-09-22")
    desk.does("confirm_plea_review")
    refused(desk, "legal_review_not_needed", "应答为是", **NO_LEGAL)


def test_a_hearing_withdrawn_leaves_the_five_days_of_plea() -> None:
    desk = notified()
    desk.does("withdraw_hearing")
    none: dict[str, FactValue] = {"plea_accepted": "none", "plea_reviewed_on": "2026-09-09"}
    refused(desk, "review_plea", "仍可在 2026-09-15 以前陈述申辩", **none)

    assert on_day(desk, "2026-09-16").does("review_plea", **none)


def test_a_commission_without_its_result_holds_the_report() -> None:
    desk = filed()
    desk.does("record_evidence")
    desk.does("commission_monitoring")
    refused(desk, "submit_investigation", "委托的监测报告尚未登记", **CONTENT)

    desk.does("receive_monitoring", monitoring_result="exceeded")
    assert desk.does("submit_investigation", **CONTENT)


def test_what_was_annulled_is_not_done_again_on_the_old_evidence() -> None:
    desk = filed()
    desk.does("record_evidence")
    desk.does("ask_extension")
    desk.does("extend")
    desk.stage = "annulment"
    desk.does("renew_investigation")
    refused(desk, "submit_investigation", "第64条第2款", **CONTENT)
    refused(desk, "record_evidence", "早于", evidence_on="2026-09-01")

    desk.does("record_evidence", evidence_on="2026-09-09")
    desk.does("ask_extension")
    assert desk.does("extend")
    assert desk.does("submit_investigation", **CONTENT)


def test_no_evidence_is_older_than_the_conduct() -> None:
    refused(filed(conduct_from="2026-08-20"), "record_evidence", "早于", evidence_on="2020-01-01")


def test_what_turns_against_the_party_wants_a_new_notice() -> None:
    desk = reviewed()
    desk.does("propose_decision", fine_amount=30_000_000, departure_reason="从重")
    refused(desk, "penalize", "重新告知")

    desk = reviewed()
    desk.does("propose_decision", penalty_basis="生态环境法典 第1103条第2款")
    refused(desk, "penalize", "“处罚依据的条款”与已送达的告知书不同")
    desk = reviewed()
    desk.does("propose_decision", conduct="另一违法行为")
    refused(desk, "penalize", "“违法行为（案由）”与已送达的告知书不同")

    done = desk.does("renew_notice")
    assert done.to_stage == "advance_notice"


def test_a_fine_stays_within_its_range_and_on_its_table() -> None:
    desk = filed()
    desk.does("record_evidence")

    refused(desk, "submit_investigation", "高于法定上限", **CONTENT | {"fine_amount": 10**10})
    refused(desk, "submit_investigation", "减轻处罚", **CONTENT | {"fine_amount": 100})
    refused(desk, "submit_investigation", "按裁量表应为 27.7万元",
            **CONTENT | {"fine_amount": 30_000_000})  # fmt: skip
    refused(desk, "submit_investigation", "法定幅度为", **CONTENT | {"statutory_most": 50_000_000})
    refused(desk, "submit_investigation", "裁量不完整", **CONTENT | {"grade_harm": "无此档"})
    refused(desk, "submit_investigation", "没有任何处罚内容", **CONTENT | {"fine_amount": 0})
    done = desk.does("submit_investigation", **CONTENT)
    assert "27.7万元" in str(done.facts["discretion_working"])


def test_the_working_is_told_in_the_notice() -> None:
    desk = told()

    assert "舍去不足" in str(desk.facts["discretion_working"])


def test_conduct_across_the_code_is_asked_about() -> None:
    desk = filed()
    desk.does("record_evidence")
    across = CONTENT | {"conduct_from": "2026-08-01"}

    refused(desk, "submit_investigation", "跨越 2026-08-15", **across)
    refused(desk, "submit_investigation", "应当适用生态环境法典",
            **CONTENT | {"applicable_law": "old"})  # fmt: skip
    past = across | {"conduct_until": "2026-08-10"}
    refused(desk, "submit_investigation", "处罚较轻", **past)
    assert desk.does("submit_investigation", **past, law_reason="法典处罚较轻")


def test_what_was_found_too_late_is_not_penalized() -> None:
    old = CONTENT | {"conduct_from": "2020-01-01", "conduct_until": "2020-06-01",
                     "law_reason": "法典处罚较轻"}  # fmt: skip
    refused(investigated(old), "pass_review", "已超过追责期限")

    harmful = investigated(old | {"pollution_found": True}, discovered_on="2025-05-01")
    assert harmful.does("pass_review").to_stage == "advance_notice"

    desk = investigated(CONTENT | {"proposed_outcome": "time_barred"})
    desk.does("pass_review_without_penalty")
    desk.does("propose_decision")
    refused(desk, "time_barred", "没有超过追责期限")


@pytest.mark.parametrize("key", DECISIONS)
def test_nothing_is_decided_from_the_hand_over_to_the_written_answer(key: str) -> None:
    desk = proposed()
    desk.links = (TRANSFER,)
    desk.does("pause_for_transfer")

    refused(desk, key, "第16条")


def test_a_transfer_that_nobody_has_handed_over_holds_nothing_up() -> None:
    desk = proposed()
    desk.links = (TRANSFER,)

    assert desk.does("penalize").to_stage == "service"


@pytest.mark.parametrize("answer", ["resume_after_transfer", "record_judgment"])
def test_a_written_answer_lifts_the_bar_though_the_transfer_is_open_still(answer: str) -> None:
    desk = proposed()
    desk.links = (TRANSFER,)
    stopped = verbs(desk.does("pause_for_transfer"))
    went_on = verbs(desk.does(answer, feedback_outcome="not_guilty", feedback_case="YS-2026-0001")
                    if answer == "record_judgment" else desk.does(answer))  # fmt: skip

    assert (("pause", "CF-DECIDE") in stopped, ("resume", "CF-DECIDE") in went_on) == (True, True)
    assert desk.does("penalize").to_stage == "service"


def test_a_transfer_that_comes_back_from_the_police_twice_bars_twice() -> None:
    desk = proposed()
    desk.links = (TRANSFER,)
    for key in ("pause_for_transfer", "resume_after_transfer", "pause_for_transfer"):
        desk.does(key)

    refused(desk, "penalize", "第16条")


def test_a_transfer_that_ended_holds_nothing_up() -> None:
    desk = proposed()
    desk.does("pause_for_transfer")
    desk.links = (replace(TRANSFER, open=False),)

    assert desk.does("penalize").to_stage == "service"


def test_a_court_that_fined_leaves_no_fine_to_the_bureau() -> None:
    desk = proposed()
    desk.does("record_judgment", criminal_fine=5_000_000)
    refused(desk, "penalize", "第35条第2款")

    desk = proposed()
    desk.does("record_judgment", criminal_fine=0, feedback_outcome="exempt")
    assert desk.does("penalize").to_stage == "service"


def test_who_was_punished_by_a_court_is_not_fined_for_the_same_conduct() -> None:
    desk = proposed()
    desk.does("record_judgment", criminal_fine=0, feedback_outcome="guilty")
    desk.does("record_feedback", feedback_outcome="closed")

    refused(desk, "penalize", "第1058条")
    desk.facts |= {"fine_amount": 0, "told_fine": 0, "warning": True, "told_warning": True}
    assert desk.does("penalize").to_stage == "service"


def judged(**known: FactValue) -> KinView:
    """Answer a transfer of the same facts that a court ended, closed since."""
    facts = {"criminal_fine": 0, "criminal_judgment_on": "2026-09-01", **known}
    return KinView("YS-2026-0001", "transfer", False, frozenset({"judge_guilty"}), facts)


def test_a_judgment_from_before_the_penalty_was_filed_bars_the_fine_too() -> None:
    desk = proposed()
    desk.kin = (judged(),)
    refused(desk, "penalize", "第1058条")
    desk.kin = (judged(criminal_fine=5_000_000),)
    refused(desk, "penalize", "第35条第2款")

    desk.kin = (judged(criminal_judgment_on="2026-08-19"),)
    assert desk.does("penalize").to_stage == "service"


def test_what_is_decided_on_the_spot_is_no_fine_after_a_judgment_either() -> None:
    desk = filed("summary")
    desk.does("tell_on_the_spot", **SPOT)
    desk.does("record_judgment", criminal_fine=0, feedback_outcome="guilty")
    said = SERVED | {"fine_amount": 300_000, "warning": False, "party_kind": "organisation"}

    refused(desk, "decide_on_the_spot", "第1058条", **said)


def test_what_a_remedy_annulled_is_not_handled_anew_while_justice_has_the_case() -> None:
    desk = served()
    desk.does("record_annulled")
    desk.links = (TRANSFER,)
    desk.does("pause_for_transfer")
    refused(desk, "renew_investigation", "第16条")

    desk.does("resume_after_transfer")
    assert "CF-DECIDE" in started(desk.does("renew_investigation"))


def unpunished(**said: FactValue) -> Desk:
    desk = investigated(CONTENT | {"proposed_outcome": "minor", **said})
    desk.does("pass_review_without_penalty")
    desk.does("propose_decision")
    return desk


def test_three_ways_of_no_penalty_each_on_its_own_conditions() -> None:
    refused(unpunished(pollution_found=True), "no_penalty_minor", "轻微不罚须")
    refused(unpunished(), "no_penalty_minor", "轻微不罚须", corrected_in_time=False)
    first = unpunished(proposed_outcome="first")
    refused(first, "no_penalty_first", "首违不罚须", first_offence=False)

    for outcome, key in {"minor": "no_penalty_minor", "first": "no_penalty_first",
                         "no_fault": "no_penalty_no_fault",
                         "not_established": "not_established"}.items():  # fmt: skip
        desk = unpunished(proposed_outcome=outcome)
        done = desk.does(key)
        assert done.to_stage == "no_penalty_service"
        assert started(done) == {"CF-SERVE"}
        assert desk.does("serve_no_penalty", **SERVED).to_stage == "closing"
        assert desk.facts["ended_as"] == "no_penalty"
        refused(desk, "reopen_performance", "没有须履行的处罚决定")


def test_the_ninety_days_are_prolonged_once_by_the_head_and_once_by_a_discussion() -> None:
    desk = filed()
    desk.does("ask_extension")
    refused(desk, "extend_again", "请先“批准延长办案期限”", discussion_voters=HEADS)
    done = desk.does("extend")
    assert ("extend", "CF-DECIDE") in verbs(done)

    desk.does("ask_extension")
    refused(desk, "extend", "再次延长须集体讨论")
    assert desk.does("extend_again", discussion_voters=HEADS)

    desk.clocks = ()
    refused(desk, "ask_extension", "已经届满")


def test_a_filing_is_withdrawn_and_an_investigation_terminated_by_another() -> None:
    desk = filed()
    desk.does("ask_withdraw_filing")
    assert desk.does("withdraw_filing").outcome == "filing_withdrawn"

    desk = filed()
    desk.does("ask_terminate")
    assert desk.does("terminate_investigation").to_stage == "closing"


ENDS = [("ask_withdraw_filing", "withdraw_filing"), ("ask_terminate", "terminate_investigation")]


@pytest.mark.parametrize(("asked", "agreed"), ENDS)
def test_a_penalty_ends_beside_a_transfer_that_was_not_sent(asked: str, agreed: str) -> None:
    desk = filed()
    desk.links = (TRANSFER,)
    desk.does(asked)

    assert desk.does(agreed).to_stage in ("closed", "closing")


@pytest.mark.parametrize(("asked", "agreed"), ENDS)
def test_no_penalty_ends_while_the_police_have_the_case(asked: str, agreed: str) -> None:
    desk = filed()
    desk.links = (TRANSFER,)
    desk.does("pause_for_transfer")
    desk.does(asked)

    refused(desk, agreed, "第16条.*第27条")
    desk.does("resume_after_transfer")
    assert desk.does(agreed)


def test_a_hand_over_holds_the_decision_before_its_word_has_come() -> None:
    desk = proposed()
    desk.kin = (KinView("YS-2026-0001", "transfer", True, stage="reception"),)

    refused(desk, "penalize", "YS-2026-0001.*第16条")
    desk.kin = (replace(desk.kin[0], stage="sending"),)
    refused(desk, "penalize", "YS-2026-0001已批准移送.*第11条")
    desk.kin = (replace(desk.kin[0], stage="approval"),)
    assert desk.does("penalize")


@pytest.mark.parametrize("stage", sorted(WITH_JUSTICE))
def test_no_stage_with_justice_lets_a_decision_pass(stage: str) -> None:
    desk = proposed()
    desk.kin = (KinView("YS-2026-0001", "transfer", True, stage=stage),)

    refused(desk, "penalize", "尚无书面结果.*第16条")


def test_supervision_without_a_written_refusal_bars_the_decision() -> None:
    desk = proposed()
    desk.kin = (KinView("YS-2026-0001", "transfer", True, stage="filing_supervision"),)

    refused(desk, "penalize", "尚无书面结果")
    desk.kin = (replace(desk.kin[0], acts=frozenset({"notify_declined"})),)
    assert desk.does("penalize")


def test_a_notice_that_finds_nobody_is_published_and_the_time_stands_still() -> None:
    desk = investigated()
    desk.does("pass_review")
    refused(desk, "announce_notice", "尚未签发")
    desk.does("draft_notice", hearing_offered=True)
    desk.does("sign_notice")

    done = desk.does("announce_notice", service_published_on="2026-09-08")

    assert ("pause", "CF-DECIDE") in verbs(done)
    assert started(done) == {"SERVE-PUBLIC"}


def test_the_decision_may_be_lighter_than_what_was_told() -> None:
    desk = reviewed(CONTENT | {"confiscated_amount": 5_000_000})
    desk.does("propose_decision", confiscated_amount=0)

    assert desk.does("penalize").to_stage == "service"
    assert decided().facts[words.MONEY_DUE] is True
