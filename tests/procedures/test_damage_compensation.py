"""Damage is valued, negotiated, confirmed or sued for; the program never calls it settled."""

import pytest

from rules.decide import ActionRefused
from rules.vocabulary import R
from tests.procedures.desk import SERVED, Desk, person, running, started, verbs


def claimed() -> Desk:
    desk = Desk("damage_compensation", "screening")
    desk.does("ask_claim")
    desk.does("approve_claim")
    return desk


def negotiating() -> Desk:
    desk = claimed()
    desk.does("record_investigation")
    desk.does("commission_appraisal")
    desk.does("submit_appraisal")
    desk.does("ask_negotiation")
    desk.does("sign_negotiation_notice")
    desk.does("serve_negotiation_notice", **SERVED)
    return desk


def agreed() -> Desk:
    desk = negotiating()
    desk.does("agree_to_negotiate")
    desk.does("ask_agreement")
    desk.does("sign_agreement")
    return desk


def suing() -> Desk:
    desk = negotiating()
    desk.does("decline_to_negotiate")
    desk.does("ask_failed", failed_ground="declined")
    desk.does("approve_failed")
    return desk


def test_an_agreement_that_a_court_confirmed_is_performed_and_closed() -> None:
    desk = agreed()
    desk.does("apply_confirmation")
    desk.does("confirm_agreement")

    with pytest.raises(ActionRefused, match=r"应付赔偿金 1元，已缴 0元.*第1073条"):
        desk.does("ask_close")
    desk.does("assess_restoration", restoration_reached=True)
    with pytest.raises(ActionRefused, match="以自行修复代替缴纳赔偿金"):
        desk.does("ask_close")
    desk.does("ask_close", restored_instead=True)

    assert desk.does("close").outcome == "closed"


def test_a_restoration_that_failed_closes_nothing() -> None:
    desk = agreed()
    desk.does("skip_confirmation")
    desk.does("assess_restoration", restoration_reached=False)

    with pytest.raises(ActionRefused, match="达到目标后"):
        desk.does("ask_close", restored_instead=True)


def settled(agreed_fen: int, **why: str) -> Desk:
    """Answer a claim over 1,000,000 yuan that was settled and not confirmed by a court."""
    desk = negotiating()
    desk.facts["appraised_fen"] = 100_000_000
    desk.does("agree_to_negotiate")
    desk.does("ask_agreement", agreed_fen=agreed_fen, **why)
    return desk


def test_an_agreement_below_the_appraisal_has_a_reason_and_the_heads_word() -> None:
    with pytest.raises(ActionRefused, match=r"0.01元 低于.*100万元.*第1073条.*理由"):
        settled(1)
    desk = settled(1, agreed_below_why="分期修复")

    with pytest.raises(ActionRefused, match=r"退回赔偿协议.*认定磋商不成"):
        desk.does("sign_agreement")
    with pytest.raises(ActionRefused, match="退回赔偿协议"):
        desk.does("sign_agreement", agreed_below_approved=False)

    assert desk.does("sign_agreement", agreed_below_approved=True).to_stage == "confirmation"


def test_an_agreement_over_the_whole_damage_needs_neither() -> None:
    assert settled(100_000_000).does("sign_agreement").to_stage == "confirmation"


def test_a_claim_is_closed_when_its_payments_add_up() -> None:
    desk = settled(100_000_000)
    desk.does("sign_agreement")
    desk.does("skip_confirmation")
    with pytest.raises(ActionRefused, match="应大于零"):
        desk.does("record_payment", paid_fen=0)
    desk.does("record_payment", paid_fen=1)
    with pytest.raises(ActionRefused, match=r"应付赔偿金 100万元，已缴 0.01元"):
        desk.does("ask_close")
    desk.does("record_payment", paid_fen=99_999_999)
    desk.does("ask_close")

    assert desk.does("close").outcome == "closed"


def test_the_courts_sum_takes_the_place_of_the_agreed_one() -> None:
    desk = suing()
    desk.stage, desk.facts["agreed_fen"], desk.facts["awarded_fen"] = "performance", 100, 500
    desk.does("record_payment", paid_fen=100)

    with pytest.raises(ActionRefused, match="应付赔偿金 5元，已缴 1元"):
        desk.does("ask_close")


def test_a_restoration_in_kind_is_closed_on_its_assessment_alone() -> None:
    desk = settled(0, agreed_below_why="按方案自行修复")
    desk.does("sign_agreement", agreed_below_approved=True)
    desk.does("skip_confirmation")
    desk.does("record_payment", paid_fen=1)
    with pytest.raises(ActionRefused, match="请先由技术机构“提交修复效果评估”"):
        desk.does("ask_close")
    desk.does("assess_restoration", restoration_reached=True)

    assert desk.does("ask_close").to_stage == "performance"


def test_not_claiming_has_its_ground_and_another_persons_approval() -> None:
    desk = Desk("damage_compensation", "screening")
    desk.does("ask_no_claim", no_claim_ground="minor")

    with pytest.raises(ActionRefused, match="提请的不是“启动索赔”"):
        desk.does("approve_claim")
    assert desk.does("approve_no_claim").outcome == "no_claim"


def test_nobody_negotiates_over_damage_that_is_not_known() -> None:
    desk = claimed()

    with pytest.raises(ActionRefused, match="尚未开展生态环境损害调查"):
        desk.does("ask_negotiation")
    desk.does("record_investigation")
    with pytest.raises(ActionRefused, match="尚无鉴定评估意见"):
        desk.does("ask_negotiation")
    with pytest.raises(ActionRefused, match="损害较小的"):
        desk.does("record_expert_opinion", damage_simple=False)
    desk.does("record_expert_opinion", damage_simple=True)
    assert desk.does("ask_negotiation").asks.keys() == {"negotiation"}


def test_an_appraisal_is_made_by_whom_it_was_commissioned() -> None:
    desk = claimed()

    with pytest.raises(ActionRefused, match="尚未委托鉴定评估"):
        desk.does("submit_appraisal")


def test_negotiation_runs_from_service_of_its_notice() -> None:
    desk = claimed()
    desk.does("record_investigation")
    desk.does("record_expert_opinion")
    desk.does("ask_negotiation")
    signed = desk.does("sign_negotiation_notice")

    served = desk.does("serve_negotiation_notice", **SERVED)

    assert started(signed) == set()
    assert started(served) == {"SHPC-NEG"}


def test_the_end_of_the_term_decides_nothing() -> None:
    desk = negotiating()

    lapsed = desk.does("negotiation_lapses", lapsed="SHPC-NEG")

    assert lapsed.to_stage == "negotiation"
    assert [each.payload["notice"] for each in lapsed.duties] == ["negotiation_lapsed"]
    desk.does("ask_failed", failed_ground="lapsed")
    assert desk.does("approve_failed").to_stage == "suit"


@pytest.mark.parametrize(
    ("ground", "why"),
    [("three_rounds", "不足 3 次"), ("lapsed", "尚未届满"), ("absent", "没有赔偿义务人缺席")],
)
def test_negotiation_fails_only_on_what_happened(ground: str, why: str) -> None:
    desk = negotiating()

    with pytest.raises(ActionRefused, match=why):
        desk.does("ask_failed", failed_ground=ground)


def test_three_meetings_without_result_are_enough() -> None:
    desk = negotiating()
    for number in (1, 2, 3):
        desk.does("record_round", negotiation_round=number)

    with pytest.raises(ActionRefused, match="应为第 4 次"):
        desk.does("record_round", negotiation_round=3)
    assert desk.does("ask_failed", failed_ground="three_rounds")


def test_nobody_signs_with_somebody_who_never_answered() -> None:
    desk = negotiating()

    with pytest.raises(ActionRefused, match="尚未同意磋商"):
        desk.does("ask_agreement")


def test_what_was_proposed_is_what_is_answered() -> None:
    desk = negotiating()
    desk.does("agree_to_negotiate")
    desk.does("ask_agreement")

    with pytest.raises(ActionRefused, match="提请的不是“认定磋商不成”"):
        desk.does("approve_failed")


def test_only_a_court_confirms_and_judges() -> None:
    desk = agreed()

    with pytest.raises(ActionRefused, match="尚未申请司法确认"):
        desk.does("confirm_agreement")
    desk.does("apply_confirmation")
    with pytest.raises(ActionRefused, match="请等待法院裁定"):
        desk.does("skip_confirmation")
    with pytest.raises(ActionRefused, match=r"须由法院办理.*第206条"):
        desk.does("confirm_agreement", by=person(R.PROCURATORATE))


def test_a_refused_confirmation_leads_back_to_the_table() -> None:
    desk = agreed()
    desk.does("apply_confirmation")

    assert desk.does("refuse_confirmation").to_stage == "negotiation"


def test_a_suit_is_approved_filed_accepted_and_judged_in_this_order() -> None:
    desk = suing()

    with pytest.raises(ActionRefused, match="须经局负责人批准"):
        desk.does("file_suit")
    desk.does("ask_suit")
    desk.does("approve_suit")
    with pytest.raises(ActionRefused, match="尚未提起诉讼"):
        desk.does("accept_suit")
    desk.does("file_suit")
    with pytest.raises(ActionRefused, match="尚未立案受理"):
        desk.does("judge_for_claimant")
    desk.does("accept_suit")
    assert desk.does("judge_for_claimant").to_stage == "performance"


def test_a_dismissed_suit_ends_the_claim() -> None:
    desk = suing()
    desk.does("ask_suit")
    desk.does("approve_suit")
    desk.does("file_suit")
    desk.does("accept_suit")

    assert desk.does("dismiss_suit").outcome == "dismissed"


def test_a_bare_agreement_is_sued_on_and_a_courts_paper_is_enforced() -> None:
    bare, confirmed = agreed(), agreed()
    bare.does("skip_confirmation")
    confirmed.does("apply_confirmation")
    confirmed.does("confirm_agreement")
    for desk in (bare, confirmed):
        with pytest.raises(ActionRefused, match="尚未登记赔偿义务人未履行"):
            desk.does("apply_enforcement")
        desk.does("record_default")

    with pytest.raises(ActionRefused, match="未经司法确认，不能申请强制执行"):
        bare.does("apply_enforcement")
    assert bare.does("sue_on_default").to_stage == "suit"
    with pytest.raises(ActionRefused, match="请“申请法院强制执行”"):
        confirmed.does("sue_on_default")
    assert confirmed.does("apply_enforcement").to_stage == "performance"


def test_a_claim_is_given_up_only_by_the_head() -> None:
    desk = claimed()
    desk.does("ask_end")

    with pytest.raises(ActionRefused, match="须由局负责人办理"):
        desk.does("approve_end", by=person(R.SECTION_HEAD))
    assert desk.does("approve_end").outcome == "ended"


def test_the_term_is_met_by_an_agreement_and_by_its_failure() -> None:
    won, lost = negotiating(), negotiating()
    won.does("agree_to_negotiate")
    won.does("ask_agreement")
    lost.does("ask_failed", failed_ground="declined")
    lost.clocks = (*lost.clocks, running("LIAB-CIVIL"))

    assert ("meet", "SHPC-NEG") in verbs(won.does("sign_agreement"))
    assert verbs(lost.does("approve_failed")) == {("meet", "SHPC-NEG")}
