"""Four ways a permit ends, each with its own grounds, actors and effects."""

from datetime import timedelta

import pytest

from rules.decide import ActionRefused, KinView, Person
from rules.facts import FactValue
from rules.vocabulary import R
from tests.procedures.desk import (
    NOW,
    SERVED,
    TODAY,
    Desk,
    opened,
    person,
    running,
    started,
    verbs,
)

TAKING = ("revocation", "withdrawal")
SIGNS = {"revocation": "revoke", "withdrawal": "withdraw"}
HARMLESS = {"public_harm": False}


def harm(procedure: str) -> dict[str, bool]:
    return HARMLESS if procedure == "revocation" else {}


def noticed(procedure: str) -> Desk:
    """Answer a case whose notice was served and whose plea runs."""
    desk = Desk(procedure, "investigation", facts={"permit_no": "P1"})
    desk.does("submit_investigation", person(R.PERMIT_OFFICER, "张"), **harm(procedure))
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED)
    return desk


def decided(procedure: str) -> Desk:
    desk = noticed(procedure)
    desk.does("plea_lapses", lapsed="LOCAL-PLEA")
    desk.does("pass_legal_review")
    return desk


def test_a_pending_renewal_keeps_an_expired_permit_from_cancellation() -> None:
    desk = Desk("cancellation", "verification")

    with pytest.raises(ActionRefused, match="不得注销"):
        desk.does("propose_cancellation", cancellation_ground="expired", renewal_pending=True)
    desk.does("propose_cancellation", cancellation_ground="expired", renewal_pending=False)
    desk.does("review_proposal")
    with pytest.raises(ActionRefused, match="不得注销"):
        desk.does("approve_cancellation", renewal_pending=True)
    assert desk.does("approve_cancellation", renewal_pending=False).to_stage == "announcement"


@pytest.mark.parametrize("ground", ["revoked", "withdrawn", "forfeited"])
def test_a_permit_taken_away_is_cancelled_whatever_is_pending(ground: str) -> None:
    desk = Desk("cancellation", "verification")

    done = desk.does("propose_cancellation", cancellation_ground=ground, renewal_pending=True)

    assert done.to_stage == "decision"


def test_open_matters_are_stated_at_cancellation() -> None:
    assert (
        "open_matters"
        in Desk("cancellation", "verification").act("propose_cancellation").fact_needs
    )


def test_who_proposed_a_cancellation_does_not_approve_it() -> None:
    desk = Desk("cancellation", "verification")
    both = Person("张", "张", frozenset({R.PERMIT_OFFICER, R.BUREAU_HEAD}))
    desk.does("propose_cancellation", both, renewal_pending=False)
    desk.does("review_proposal")

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("approve_cancellation", both, renewal_pending=False)


def test_an_announced_cancellation_ends_the_permit_under_supervision() -> None:
    desk = Desk("cancellation", "announcement")

    with pytest.raises(ActionRefused, match="公告日期在今天之后"):
        desk.does("announce", announced_on="2026-09-10")
    done = desk.does("announce", announced_on="2026-09-09")

    assert done.outcome == "cancelled"
    assert [each.payload["act"] for each in done.duties if each.kind == "feed_back"] == [
        "end_permit"
    ]


def test_a_cancellation_is_stopped_by_another_person() -> None:
    desk = Desk("cancellation", "verification")
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("stop_cancellation")
    desk.does("ask_stop")

    assert desk.does("stop_cancellation").outcome == "stopped"


@pytest.mark.parametrize("procedure", TAKING)
def test_the_notice_is_signed_by_another_and_served_before_anything_runs(procedure: str) -> None:
    desk = Desk(procedure, "investigation")
    both = Person("张", "张", frozenset({R.PERMIT_OFFICER, R.SECTION_HEAD}))
    desk.does("submit_investigation", both, **harm(procedure))

    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("sign_notice", both)
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("serve_notice", **SERVED)
    for early in ("plead", "waive_plea", "request_hearing", "plea_lapses"):
        with pytest.raises(ActionRefused, match="告知书尚未送达"):
            desk.does(early)
    desk.does("sign_notice")
    served = desk.does("serve_notice", **SERVED)
    assert started(served) == {"LOCAL-PLEA"}


@pytest.mark.parametrize("procedure", TAKING)
def test_a_plea_leaves_the_window_open_and_is_answered(procedure: str) -> None:
    desk = noticed(procedure)

    assert desk.does("plead").to_stage == "notice"
    assert desk.does("plea_lapses", lapsed="LOCAL-PLEA").to_stage == "legal_review"
    with pytest.raises(ActionRefused, match="对陈述申辩和听证意见的答复"):
        desk.does("pass_legal_review")
    assert desk.does("pass_legal_review", plea_answer="不予采纳，理由如下").to_stage == "decision"


@pytest.mark.parametrize("procedure", TAKING)
def test_a_hearing_is_left_with_a_plea_or_its_written_waiver(procedure: str) -> None:
    desk = noticed(procedure)
    asked = desk.does("request_hearing")
    assert started(asked) == {"LIC-HEAR-HOLD"}

    with pytest.raises(ActionRefused, match="书面放弃陈述申辩"):
        desk.does("withdraw_hearing", waives_plea=False)
    done = desk.does("withdraw_hearing", waives_plea=True)

    assert done.to_stage == "legal_review"
    assert ("meet", "LIC-HEAR-HOLD") in verbs(done)


@pytest.mark.parametrize("procedure", TAKING)
def test_the_investigator_neither_chairs_reviews_nor_decides(procedure: str) -> None:
    desk = noticed(procedure)
    everything = Person("张", "张", frozenset({R.LEGAL_REVIEWER, R.BUREAU_HEAD}))
    desk.does("request_hearing")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-17")
    desk.now = NOW + timedelta(days=10)
    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("conclude_hearing", everything, hearing_held_on="2026-09-17")
    desk.does("conclude_hearing", hearing_held_on="2026-09-17")
    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("pass_legal_review", everything, plea_answer="答复")
    desk.does("pass_legal_review", plea_answer="答复")

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does(SIGNS[procedure], everything, **harm(procedure))


@pytest.mark.parametrize("procedure", TAKING)
def test_a_new_investigation_needs_a_new_notice(procedure: str) -> None:
    desk = decided(procedure)
    desk.does("return_proposal")
    desk.does("submit_investigation", **harm(procedure))

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("serve_notice", **SERVED)


def test_a_revocation_that_harms_the_public_is_refused() -> None:
    desk = Desk("revocation", "investigation")

    with pytest.raises(ActionRefused, match="第69条第3款"):
        desk.does("submit_investigation", public_harm=True)
    late = decided("revocation")
    with pytest.raises(ActionRefused, match="第69条第3款"):
        late.does("revoke", public_harm=True)
    assert late.does("refuse_revocation").outcome == "refused"


@pytest.mark.parametrize(("ground", "banned"), [("fraud", True), ("procedure", False)])
def test_only_fraud_bans_a_new_application_for_three_years(ground: str, banned: bool) -> None:
    desk = Desk("revocation", "investigation")
    desk.does("submit_investigation", revocation_ground=ground, public_harm=False)
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED)
    desk.does("waive_plea")
    desk.does("pass_legal_review")
    desk.does("revoke", public_harm=False)
    desk.does("serve_decision", **SERVED)

    done = desk.does("announce", announced_on="2026-09-09")

    assert done.outcome == "revoked"
    assert opened(done) == ["cancellation"]
    assert started(done) == ({"PWXK-REAPPLY-BAN"} if banned else set())


def test_a_withdrawal_compensates_before_it_is_announced() -> None:
    desk = decided("withdrawal")
    desk.does("withdraw")
    assert desk.does("serve_decision", **SERVED).to_stage == "compensation"

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("record_compensated")
    desk.does("propose_compensation")
    with pytest.raises(ActionRefused, match="不能再登记无财产损失"):
        desk.does("record_no_loss")
    desk.does("approve_compensation")
    with pytest.raises(ActionRefused, match="已经批准"):
        desk.does("propose_compensation")
    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("record_compensated", compensated_on="2026-09-10")
    assert desk.does("record_compensated").to_stage == "announcement"
    done = desk.does("announce", announced_on="2026-09-09")
    assert (done.outcome, opened(done)) == ("withdrawn", ["cancellation"])


def test_a_withdrawal_without_loss_says_so() -> None:
    desk = Desk("withdrawal", "compensation")

    assert desk.does("record_no_loss").to_stage == "announcement"


def test_a_forfeiture_waits_for_its_penalty_to_be_served() -> None:
    desk = Desk("forfeiture", "execution")

    with pytest.raises(ActionRefused, match="尚未核对送达"):
        desk.does("ask_void")
    desk.does("record_penalty_served", **SERVED)
    desk.does("surrender_permit")
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("record_void_permit")
    desk.does("ask_void")
    assert desk.does("record_void_permit").to_stage == "announcement"


BY_PENALTY: dict[str, FactValue] = {
    "penalty_decision_no": "罚1号", "permit_penalty": "revoke", "permit_no": "甲-1",
}  # fmt: skip


def taken_by(*acts: str, **said: FactValue) -> Desk:
    """Answer a forfeiture beside a penalty that did those acts and knows what is said."""
    penalty = KinView("CF-1", "penalty", True, frozenset(acts), BY_PENALTY | said)
    opening: dict[str, FactValue] = {"penalty_decision_no": "罚1号", "forfeiture_ground": "forged"}
    desk = Desk("forfeiture", "execution", facts=opening, kin=(penalty,))
    desk.does("record_penalty_served", **SERVED, penalty_decision_no="罚1号")
    return desk


@pytest.mark.parametrize(
    "said",
    [
        {"permit_penalty": "none"}, {"penalty_decision_no": "罚2号"}, {"permit_no": "甲-2"},
        {"decision_annulled": True},
    ],
)  # fmt: skip
def test_only_a_standing_penalty_that_takes_this_permit_voids_it(
    said: dict[str, FactValue],
) -> None:
    for desk in (taken_by("serve_decision", **said), taken_by()):
        with pytest.raises(ActionRefused, match=r"CF-1中没有已送达.*第61条"):
            desk.does("ask_void")
    assert taken_by("serve_decision").does("ask_void")


def test_a_forfeiture_is_of_the_penalty_it_was_opened_for() -> None:
    desk = taken_by("serve_decision")
    with pytest.raises(ActionRefused, match=r"处罚决定不符.*第9条"):
        desk.does("record_penalty_served", **SERVED, penalty_decision_no="罚9号")


def test_a_penalty_annulled_while_the_head_reads_voids_nothing() -> None:
    desk = taken_by("serve_decision")
    desk.does("ask_void")
    gone = KinView("CF-1", "penalty", True, frozenset({"serve_decision"}), BY_PENALTY | {
        "decision_annulled": True})  # fmt: skip
    desk.kin = (gone,)
    with pytest.raises(ActionRefused, match="登记处罚决定被撤销"):
        desk.does("record_void_permit")
    assert desk.does("refuse_void").to_stage == "execution"


@pytest.mark.parametrize(("ground", "banned"), [("forged", True), ("serious", False)])
def test_only_a_forged_or_transferred_permit_bans_a_new_application(
    ground: str, banned: bool
) -> None:
    desk = Desk("forfeiture", "execution")
    desk.does("record_penalty_served", **SERVED, forfeiture_ground=ground)
    desk.does("ask_void")
    desk.does("record_void_permit")

    done = desk.does("announce", announced_on="2026-09-09")

    assert (done.outcome, opened(done)) == ("forfeited", ["cancellation"])
    assert started(done) == ({"PWXK-REAPPLY-BAN"} if banned else set())


def test_a_remedy_stops_execution_only_by_a_recorded_decision() -> None:
    desk = Desk("forfeiture", "execution", clocks=(running("LOCAL-ENDING", TODAY),))

    held = desk.does("suspend_execution")
    assert verbs(held) == {("pause", "LOCAL-ENDING")}
    resumed = desk.does("resume_execution")
    assert verbs(resumed) == {("resume", "LOCAL-ENDING")}
    desk.does("suspend_execution")
    assert desk.does("record_annulled").outcome == "annulled"


def test_an_annulled_penalty_opens_no_cancellation() -> None:
    done = Desk("forfeiture", "execution").does("record_annulled")

    assert opened(done) == []
    assert done.outcome == "annulled"
