"""The court is asked when nothing else is left, in three months, and only the court answers."""

from datetime import datetime, timedelta

import pytest

from rules.case_view import ActionRefused
from rules.facts import FactValue
from rules.vocabulary import R
from tests.procedures.desk import NOW, Desk, person, running, started, table, verbs
from tests.procedures.penalties import refused

SERVED, LAPSED, URGED = "2026-02-02", "2026-08-03", "2026-08-10"
READY = {
    "decision_served_on": SERVED, "enforceable_from": LAPSED, "urging_served_on": URGED,
}  # fmt: skip
LODGED = {"lodged_on": "2026-09-09"}


def applying(now: datetime = NOW, **known: str) -> Desk:
    facts = {key: value for key, value in (READY | known).items() if value}
    return Desk(
        "court_enforcement", "application", facts=dict(facts), clocks=(running("ENF-APPLY"),),
        now=now,
    )  # fmt: skip


def lodged() -> Desk:
    desk = applying()
    desk.does("draft_application")
    desk.does("sign_application")
    desk.does("submit_application", **LODGED)
    return desk


def accepted() -> Desk:
    desk = lodged()
    desk.does("accept_application")
    return desk


def told(desk: Desk, key: str, **said: object) -> list[str]:
    decision = desk.does(key, **said)  # type: ignore[arg-type]
    return [str(each.payload["act"]) for each in decision.duties if each.kind == "feed_back"]


def refuses(desk: Desk, why: str) -> None:
    with pytest.raises(ActionRefused, match=why):
        desk.does("draft_application")


def test_both_remedies_lapsed_unused_and_the_demand_unheeded_open_the_court() -> None:
    assert applying().does("draft_application").to_stage == "application"


def test_no_court_before_the_later_of_both_remedy_periods_has_ended() -> None:
    refuses(applying(decision_served_on="2026-04-01"), "2026-10-08 才均届满")


def test_after_a_reconsideration_only_its_fifteen_days_count() -> None:
    late = applying(
        decision_served_on="2026-06-01", reconsidered_on="2026-08-26",
        enforceable_from="2026-09-10",
    )  # fmt: skip

    refuses(late, "2026-09-10 才均届满")

    late.now = NOW + timedelta(days=2)
    assert late.does("draft_application").to_stage == "application"


def test_a_final_judgment_takes_the_place_of_the_periods() -> None:
    desk = applying(
        decision_served_on="2026-06-01", judgment_final_on="2026-09-01",
        enforceable_from="2026-09-01",
    )  # fmt: skip

    assert desk.does("draft_application").to_stage == "application"


def test_no_court_without_knowing_when_the_decision_was_served() -> None:
    refuses(applying(decision_served_on=""), "没有处罚决定书的送达日期")


def test_no_court_before_a_demand_was_served() -> None:
    refuses(applying(urging_served_on=""), "催告书尚未送达")


def test_no_court_within_ten_working_days_of_the_demand() -> None:
    refuses(applying(urging_served_on="2026-08-26"), "催告期到 2026-09-09")

    assert applying(urging_served_on="2026-08-25").does("draft_application")


def test_no_court_while_an_approved_deferral_runs() -> None:
    refuses(applying(deferred_until="2026-12-31", enforceable_from="2026-12-31"), "第74条第3款")


def test_no_court_while_performance_is_suspended() -> None:
    desk = applying()
    desk.facts["performance_suspended"] = True

    refuses(desk, "停止执行")


def test_the_three_months_are_counted_from_the_day_the_law_says() -> None:
    refuses(applying(enforceable_from="2026-08-20"), f"自 {LAPSED} 起算")


def test_a_late_application_wants_a_reason() -> None:
    late = datetime.fromisoformat("2026-11-05T10:00:00+08:00")

    refuses(applying(late), "2026-11-03 届满")

    assert applying(late).does("draft_application", late_reason="不可抗力", late_proof=["停摆.pdf"])


def test_a_late_application_wants_proof_and_the_heads_approval() -> None:
    desk = applying(datetime.fromisoformat("2026-11-05T10:00:00+08:00"))

    with pytest.raises(ActionRefused, match=r"须有证据（行政强制法 第53条）"):
        desk.does("draft_application", late_reason="忙")
    desk.does("draft_application", late_reason="不可抗力", late_proof=["停摆.pdf"])
    for said in ({}, {"late_approved": False}):
        with pytest.raises(ActionRefused, match=r"由局负责人认定（行政强制法 第53条）"):
            desk.does("sign_application", **said)

    assert desk.does("sign_application", late_approved=True)


def test_nothing_is_lodged_before_its_signing_day() -> None:
    desk = applying()
    desk.does("draft_application")
    desk.does("sign_application")

    with pytest.raises(ActionRefused, match="早于“申请书签发日期”2026-09-09"):
        desk.does("submit_application", lodged_on="2026-09-08")


def test_what_was_lodged_in_time_is_in_time_though_recorded_later() -> None:
    desk = applying()
    desk.does("draft_application")
    desk.does("sign_application")
    desk.now = datetime.fromisoformat("2026-11-05T10:00:00+08:00")

    with pytest.raises(ActionRefused, match="2026-11-03 届满"):
        desk.does("submit_application", lodged_on="2026-11-04")

    assert desk.does("submit_application", lodged_on="2026-11-03").to_stage == "acceptance"


def test_a_missed_window_says_that_the_court_takes_nothing() -> None:
    decision = applying().does("application_overdue", lapsed="ENF-APPLY")

    assert "法院不予受理" in decision.act.basis
    assert [duty.payload["notice"] for duty in decision.duties] == ["court_application_overdue"]


def test_the_gates_are_held_again_when_the_head_signs_and_when_it_is_lodged() -> None:
    desk = applying()
    desk.does("draft_application")
    desk.facts["performance_suspended"] = True

    with pytest.raises(ActionRefused, match="停止执行"):
        desk.does("sign_application")
    desk.facts["performance_suspended"] = False
    desk.does("sign_application")
    desk.facts["urging_served_on"] = "2026-09-01"

    with pytest.raises(ActionRefused, match="催告期到"):
        desk.does("submit_application", **LODGED)


def test_lodging_meets_the_three_months_and_starts_the_courts_five_days() -> None:
    desk = applying()
    desk.does("draft_application")
    desk.does("sign_application")

    decision = desk.does("submit_application", **LODGED)

    assert ("meet", "ENF-APPLY") in verbs(decision)
    assert started(decision) == {"ENF-COURT"}


@pytest.mark.parametrize("key", ["accept_application", "decline_application"])
def test_only_the_court_accepts_or_declines(key: str) -> None:
    with pytest.raises(ActionRefused, match="须由法院办理"):
        lodged().does(key, person(R.ENFORCER))


def test_an_accepted_application_is_told_to_the_penalty() -> None:
    desk = lodged()

    assert told(desk, "accept_application") == ["record_court_accepted"]
    assert desk.stage == "court_review"


def test_hearing_opinions_gives_the_court_thirty_days_once() -> None:
    desk = accepted()

    decision = desk.does("hear_opinions")

    assert ("meet", "ENF-COURT.rule") in verbs(decision)
    assert started(decision) == {"ENF-COURT.rule-heard"}
    with pytest.raises(ActionRefused, match="三十日"):
        desk.does("hear_opinions")


def test_a_refusal_may_be_appealed_for_fifteen_days_then_the_penalty_hears_of_it() -> None:
    desk = lodged()
    assert started(desk.does("decline_application")) == {"ENF-APPEAL"}

    assert told(desk, "appeal_lapses", lapsed="ENF-APPEAL") == ["record_court_refused"]
    assert desk.stage == "closing"


def test_the_upper_court_orders_what_was_refused_and_nothing_else() -> None:
    desk = lodged()
    desk.does("decline_application")
    desk.does("ask_appeal")
    desk.does("appeal")

    with pytest.raises(ActionRefused, match="不予受理"):
        desk.does("order_enforcement")

    assert told(desk, "order_acceptance") == ["record_court_accepted"]
    desk.does("rule_not_to_enforce")
    desk.does("ask_appeal")
    desk.does("appeal")
    with pytest.raises(ActionRefused, match="不予执行"):
        desk.does("order_acceptance")
    assert desk.does("order_enforcement").to_stage == "execution"


def test_what_is_collected_is_told_to_the_penalty_even_after_the_execution_ended() -> None:
    desk = accepted()
    desk.does("rule_to_enforce")
    assert told(desk, "record_collection", collected_amount=60) == ["record_collected"]

    desk.does("terminate_execution", execution_ended_as="this_time")

    rest = {"collected_amount": 40, "payment_no": "甲-2"}
    assert told(desk, "record_collection", **rest) == ["record_collected"]
    assert desk.does("resume_after_termination").to_stage == "execution"


def test_an_execution_that_ended_for_good_is_not_resumed() -> None:
    desk = accepted()
    desk.does("rule_to_enforce")
    desk.does("terminate_execution", execution_ended_as="finally")

    with pytest.raises(ActionRefused, match="终结本次执行"):
        desk.does("resume_after_termination")


def test_a_suspended_execution_is_resumed_by_the_court_before_it_is_finished() -> None:
    desk = accepted()
    desk.does("rule_to_enforce")
    desk.does("suspend_execution")

    with pytest.raises(ActionRefused, match="已经裁定中止"):
        desk.does("finish_execution")
    desk.does("resume_execution")

    assert desk.does("finish_execution").to_stage == "closing"


def test_an_application_is_withdrawn_by_the_head_and_stops_the_clocks() -> None:
    desk = applying()
    desk.does("ask_withdraw")

    decision = desk.does("withdraw_application")

    assert desk.stage == "closing"
    assert ("meet", "ENF-APPLY") in verbs(decision)


def test_the_three_months_are_running_from_the_opening_on() -> None:
    opening = table("court_enforcement").opening

    assert [(each.clock, each.at) for each in opening] == [("ENF-APPLY", "enforceable_from")]


PAPER: dict[str, FactValue] = {
    "paper_body": "court", "paper_answer": "裁定不予执行", "paper_of_justice_no": "行审1号",
    "paper_of_justice_on": "2026-09-05", "paper_of_justice_file": ["裁定书.pdf"],
}  # fmt: skip


def test_a_ruling_that_came_by_post_is_entered_from_the_confirmed_paper() -> None:
    desk, reviewer = accepted(), person(R.LEGAL_REVIEWER, "FZ1")
    ruling: dict[str, FactValue] = {
        "court_ruling_no": "行审1号", "ruling_received_on": "2026-09-07",
    }  # fmt: skip
    refused(desk, "rule_not_to_enforce", "须由法院办理.*登记司法机关纸质文书", by=reviewer,
            **ruling)  # fmt: skip
    refused(desk, "record_justice_paper", "须由法院作出.*不能以公安机关的文书", by=reviewer,
            **PAPER | {"paper_body": "police"})  # fmt: skip
    refused(desk, "record_justice_paper", r"不是司法机关在本环节答复的事项.*行政强制法 第56条",
            by=reviewer, **PAPER | {"paper_answer": "决定不予立案"})  # fmt: skip
    desk.does("record_justice_paper", reviewer, **PAPER)
    refused(desk, "rule_not_to_enforce", "须由法院办理", by=reviewer, **ruling)
    desk.does("confirm_justice_paper", person(R.SECTION_HEAD, "KS1"))
    refused(desk, "rule_not_to_enforce", "与已核对的文书行审1号不符.*民事诉讼法 第87条",
            by=reviewer, **ruling | {"court_ruling_no": "行审2号"})  # fmt: skip
    refused(desk, "rule_not_to_enforce", "早于文书日期", by=reviewer,
            **ruling | {"ruling_received_on": "2026-09-04"})  # fmt: skip

    done = desk.does("rule_not_to_enforce", reviewer, **ruling)

    assert done.to_stage == "appeal"
    assert done.facts["entered_from_paper"] == "法院 行审1号（2026-09-05）"
    assert started(done) == {"ENF-APPEAL"}


def test_who_drafted_the_application_does_not_record_the_courts_answer() -> None:
    desk, drafter = lodged(), person(R.LEGAL_REVIEWER, "FZ1")
    desk.doers["draft_application"] = frozenset({"FZ1"})

    refused(desk, "record_justice_paper", "须由他人办理", by=drafter,
            **PAPER | {"paper_answer": "受理"})  # fmt: skip
