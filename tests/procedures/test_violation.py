"""The gates of a violation: verification, order, rectification, filing beside it, and 销号."""

from dataclasses import replace

import pytest

from rules.case_view import ActionRefused, LinkView
from rules.vocabulary import R
from tests.procedures.desk import (
    SERVED,
    Desk,
    opened,
    person,
    running,
    started,
    table,
    verbs,
)

AFTER = "2026-09-09"
ON_THE_DAY = {"sampled_on": "2026-09-09", "report_received_on": "2026-09-09"}
FILING_STAGES = ("verification", "correction_order", "rectification", "recheck", "close_out")


def clue(kind: str = "own") -> Desk:
    return Desk("violation", "clue", frozenset({kind}), clocks=(running("CF-FILE"),))


def verified(kind: str = "own") -> Desk:
    desk = clue(kind)
    desk.does("screen_in")
    desk.does("ask_check")
    desk.does("approve_check")
    desk.does("record_check")
    return desk


def ordered(kind: str = "own", *, polluted: bool = False, listed: bool = False) -> Desk:
    desk = verified(kind)
    item = "exceeds" if listed else "none"
    desk.does("establish", pollution_found=polluted, daily_fine_item=item,
              daily_fine_why="不属于第5条所列行为")  # fmt: skip
    desk.does("draft_order")
    desk.does("sign_order")
    desk.does("serve_order", **SERVED)
    return desk


def rechecked(**said: bool) -> Desk:
    desk = ordered(**said)
    desk.does("report_rectified")
    desk.does("ask_recheck")
    desk.does("approve_recheck")
    return desk


def filed(desk: Desk) -> Desk:
    desk.does("ask_file_case")
    desk.does("file_case")
    return desk


def test_a_violation_goes_from_clue_to_close_out() -> None:
    desk = filed(rechecked())
    desk.does("pass", visited_on=AFTER)
    desk.does("ask_close_out")

    done = desk.does("close_out")

    assert done.to_stage == "closed"
    assert done.outcome == "closed_out"


def test_nobody_visits_a_site_without_an_approved_task() -> None:
    desk = clue()
    desk.does("screen_in")
    desk.does("ask_check")

    with pytest.raises(ActionRefused, match="尚无批准的检查任务"):
        desk.does("record_check")


def test_an_emergency_visit_is_approved_afterwards_before_anything_is_established() -> None:
    desk = clue()
    desk.does("screen_in")
    desk.does("ask_check")
    desk.does("record_check", emergency_check=True)
    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("establish")

    desk.does("approve_check_afterwards")

    assert desk.does("establish").to_stage == "correction_order"


def test_an_ordinary_visit_is_not_approved_afterwards() -> None:
    desk = clue()
    desk.does("screen_in")
    desk.does("ask_check")

    with pytest.raises(ActionRefused, match="不适用补批"):
        desk.does("approve_check_afterwards")


def test_a_visit_takes_two_officers() -> None:
    desk = verified()

    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("record_check", handlers=["P1"])


def test_nothing_is_established_that_nobody_has_seen() -> None:
    desk = clue()
    desk.does("screen_in")

    with pytest.raises(ActionRefused, match="尚无核查笔录"):
        desk.does("establish")


def test_a_report_without_a_visit_or_a_sampled_task_establishes_nothing() -> None:
    desk = clue()
    desk.does("screen_in")
    desk.does("record_monitoring_report", monitoring_result="exceeded")

    with pytest.raises(ActionRefused, match="没有联动监测任务签发的监测报告"):
        desk.does("establish")
    desk.facts["evidence_task_no"] = "LD-2026-0001"

    assert desk.does("establish").to_stage == "correction_order"


def test_an_order_has_a_limit_from_the_finding_and_its_end_is_told() -> None:
    desk = verified()

    assert started(desk.does("establish")) == {"LOCAL-ORDER"}
    overdue = desk.does("order_overdue", lapsed="LOCAL-ORDER")
    assert (overdue.to_stage, overdue.act.tell) == ("correction_order", ("order_overdue",))
    desk.clocks = (running("LOCAL-ORDER"),)
    desk.does("draft_order")
    desk.does("sign_order")
    assert ("meet", "LOCAL-ORDER") in verbs(desk.does("serve_order", **SERVED))


@pytest.mark.parametrize("act", ["fail", "record_covert_recheck_continuing"])
def test_a_continuing_finding_has_a_limit_for_its_new_order_from_the_visit(act: str) -> None:
    desk = rechecked()
    desk.does("ask_visit")
    desk.does("approve_visit")

    done = desk.does(act, visited_on=AFTER)

    begun = [op.begin.at for op in done.clocks if op.key == "LOCAL-ORDER" and op.begin]
    assert (done.to_stage, begun) == ("correction_order", ["visited_on"])


def test_a_covert_recheck_has_an_approved_task_and_one_approval_is_for_one_visit() -> None:
    desk = ordered()
    with pytest.raises(ActionRefused, match=r"国办发〔2024〕54号.*提请现场检查"):
        desk.does("record_covert_recheck_stopped", visited_on=AFTER)
    desk.visits("record_covert_recheck_stopped", visited_on=AFTER)

    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_covert_recheck_stopped", visited_on=AFTER)


def test_an_urgent_recheck_is_approved_afterwards_before_anything_follows() -> None:
    desk = ordered(listed=True)
    urgent = {"visited_on": AFTER, "visit_urgent_why": "群众举报正在偷排"}
    desk.does("record_covert_recheck_continuing", **urgent)

    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("record_covert_recheck_stopped", **urgent)
    desk.facts |= {"original_served_on": AFTER, "original_fine": 1, "original_decision_no": "1"}
    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("ask_daily")
    desk.does("ask_visit")
    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("approve_visit")
    desk.does("approve_visit_afterwards")

    assert desk.does("ask_daily")
    desk.does("record_covert_recheck_stopped", **urgent)
    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("record_covert_recheck_stopped", **urgent)


def test_an_approval_afterwards_needs_an_urgent_visit() -> None:
    desk = ordered()
    desk.does("ask_visit")

    with pytest.raises(ActionRefused, match="没有待补批"):
        desk.does("approve_visit_afterwards")


def test_a_visit_or_conduct_that_lies_ahead_is_refused() -> None:
    desk = verified()

    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("record_check", visited_on="2026-09-10")
    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("establish", conduct_from="2026-09-10")
    with pytest.raises(ActionRefused, match="早于起始日"):
        desk.does("establish", conduct_from="2026-09-02", conduct_until="2026-09-01")


def test_an_exceedance_starts_three_working_days_for_the_order() -> None:
    exceeded = verified().does("record_monitoring_report", monitoring_result="exceeded")
    compliant = verified().does("record_monitoring_report", monitoring_result="compliant")

    assert started(exceeded) == {"CF-ORDER-SERVE"}
    assert started(compliant) == set()


def test_a_served_order_starts_the_term_and_the_covert_recheck_from_service() -> None:
    desk = verified()
    desk.does("record_monitoring_report", monitoring_result="exceeded")
    desk.does("establish", pollution_found=True, daily_fine_item="exceeds")
    desk.does("draft_order", term_days=12)
    desk.does("sign_order")

    done = desk.does("serve_order", **SERVED)

    assert started(done) == {"LOCAL-RECTIFY", "CF-RECHECK"}
    assert ("meet", "CF-ORDER-SERVE") in verbs(done)
    assert {op.begin.at for op in done.clocks if op.begin} == {"served_on"}


def test_an_order_is_served_only_after_it_was_signed() -> None:
    desk = verified()
    desk.does("establish")
    desk.does("draft_order")

    with pytest.raises(ActionRefused, match="签发责令改正决定书"):
        desk.does("serve_order", **SERVED)


def test_a_second_order_is_signed_anew_before_it_is_served() -> None:
    desk = rechecked()
    desk.does("fail", visited_on=AFTER)
    desk.does("draft_order")

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("serve_order", **SERVED)


def test_a_lapsed_rectification_goes_to_review() -> None:
    desk = ordered()

    done = desk.does("lapse", person(R.SYSTEM), lapsed="LOCAL-RECTIFY")

    assert done.to_stage == "recheck"
    assert ("lapse", "LOCAL-RECTIFY") in verbs(done)
    assert ("meet", "LOCAL-RECTIFY") not in verbs(done)


def test_the_head_extends_a_running_term_that_another_asked_to_extend() -> None:
    desk = ordered()
    desk.does("request_extension", person(R.ENTERPRISE))
    desk.does("ask_extension")

    done = desk.does("extend")

    assert ("extend", "LOCAL-RECTIFY") in verbs(done)
    assert done.to_stage == "rectification"


def test_a_term_that_does_not_run_is_not_extended() -> None:
    desk = replace(ordered(), clocks=())

    with pytest.raises(ActionRefused, match="没有正在进行的整改期限"):
        desk.does("ask_extension")


def test_a_recheck_needs_an_approval_of_its_own_each_time() -> None:
    desk = rechecked()
    desk.does("fail", visited_on=AFTER)
    desk.does("draft_order")
    desk.does("sign_order")
    desk.does("serve_order", **SERVED)
    desk.does("report_rectified")

    with pytest.raises(ActionRefused, match="批准复查"):
        desk.does("pass", visited_on=AFTER)


def test_filing_runs_through_every_stage_and_is_met_by_its_answer() -> None:
    stages = table("violation").stages

    for stage in stages:
        if not stage.ends:
            assert any(each.crosses and each.clock == "CF-FILE" for each in stage.clocks)
    desk = verified()
    assert ("meet", "CF-FILE") not in verbs(desk.does("establish"))
    desk.does("ask_file_case")
    assert ("meet", "CF-FILE") in verbs(desk.does("file_case"))


@pytest.mark.parametrize("stage", FILING_STAGES)
def test_filing_opens_a_penalty_beside_the_correction_wherever_it_stands(stage: str) -> None:
    desk = Desk("violation", stage, frozenset({"own"}), clocks=(running("CF-FILE"),))
    desk.does("ask_file_case")

    done = desk.does("file_case")

    assert opened(done) == ["penalty"]
    assert done.to_stage == stage


def test_the_head_answers_what_was_asked_and_nothing_else() -> None:
    desk = verified()
    desk.does("ask_not_file")

    with pytest.raises(ActionRefused, match="提请的不是立案"):
        desk.does("file_case")
    with pytest.raises(ActionRefused, match="提请的不是移送"):
        desk.does("refer")
    with pytest.raises(ActionRefused, match="提请的不是延长"):
        desk.does("extend_filing")
    assert ("meet", "CF-FILE") in verbs(desk.does("approve_not_file"))


def test_a_referral_answers_the_filing_question_even_of_a_clue() -> None:
    desk = clue()
    desk.does("ask_refer")
    with pytest.raises(ActionRefused, match="局负责人"):
        desk.does("refer", person(R.SECTION_HEAD))

    done = desk.does("refer")

    assert ("meet", "CF-FILE") in verbs(done)
    assert (done.to_stage, done.outcome) == ("closed", "referred")


def test_an_order_that_was_served_outlives_a_referral() -> None:
    desk = ordered()
    desk.does("ask_refer")

    assert desk.does("refer").to_stage == "rectification"

    again = ordered()
    again.stage = "correction_order"
    again.does("ask_refer")
    with pytest.raises(ActionRefused, match="不能整案移送"):
        again.does("refer")


def test_filing_is_extended_only_while_its_period_runs() -> None:
    desk = verified()
    desk.does("ask_filing_extension")
    assert ("extend", "CF-FILE") in verbs(desk.does("extend_filing"))

    late = replace(verified(), clocks=())
    with pytest.raises(ActionRefused, match="不能再延长"):
        late.does("ask_filing_extension")


def test_filing_proposed_against_the_four_conditions_is_refused() -> None:
    with pytest.raises(ActionRefused, match="不符合立案四项条件"):
        verified().does("ask_file_case", filing_conditions=False)


def test_filing_is_overdue_only_while_it_is_unanswered() -> None:
    desk = verified()
    assert desk.does("filing_overdue", lapsed="CF-FILE").to_stage == "verification"
    filed(desk)

    with pytest.raises(ActionRefused, match="已经答复"):
        desk.does("filing_overdue")
    with pytest.raises(ActionRefused, match="已经立案"):
        desk.does("ask_file_case")


def test_a_case_that_was_not_filed_may_still_be_filed_on_new_evidence() -> None:
    desk = verified()
    desk.does("ask_not_file")
    desk.does("approve_not_file")

    desk.does("ask_file_case")

    assert opened(desk.does("file_case")) == ["penalty"]


def test_a_suspected_crime_is_handed_over_once() -> None:
    desk = verified()
    assert opened(desk.does("hand_over_crime")) == ["transfer"]
    desk.links = (LinkView("YS-2026-0001", "transfer", "transfer", open=True, outcome=""),)

    with pytest.raises(ActionRefused, match="YS-2026-0001"):
        desk.does("hand_over_crime")


def test_close_out_waits_for_the_filing_answer() -> None:
    desk = rechecked()
    desk.does("pass", visited_on=AFTER)

    with pytest.raises(ActionRefused, match="立案问题尚未答复"):
        desk.does("ask_close_out")


def test_an_open_penalty_does_not_hold_up_close_out() -> None:
    desk = filed(rechecked())
    desk.does("pass", visited_on=AFTER)
    desk.links = (LinkView("CF-2026-0001", "penalty", "penalty", open=True, outcome=""),)
    desk.does("ask_close_out")

    assert desk.does("close_out").outcome == "closed_out"


def test_pollution_passes_only_with_a_compliant_sample_taken_after_the_order() -> None:
    desk = rechecked(polluted=True)
    with pytest.raises(ActionRefused, match="达标监测报告"):
        desk.does("pass", visited_on=AFTER)
    desk.does("record_monitoring_report", monitoring_result="exceeded", **ON_THE_DAY)
    with pytest.raises(ActionRefused, match="达标监测报告"):
        desk.does("pass", visited_on=AFTER)
    desk.does(
        "record_monitoring_report",
        monitoring_result="compliant",
        sampled_on="2026-09-07",
        report_received_on="2026-09-09",
    )
    with pytest.raises(ActionRefused, match="早于责令改正送达日"):
        desk.does("pass", visited_on=AFTER)
    desk.does("record_monitoring_report", monitoring_result="compliant", **ON_THE_DAY)

    done = desk.does("pass", visited_on=AFTER)

    assert done.to_stage == "close_out"
    assert ("meet", "CF-ORDER-SERVE") in verbs(done)


def test_the_enterprises_report_does_not_replace_the_covert_recheck() -> None:
    desk = filed(rechecked(listed=True))
    assert any(each.key == "CF-RECHECK" for each in desk.clocks)
    desk.does("pass", visited_on=AFTER)
    with pytest.raises(ActionRefused, match="不能代替暗查"):
        desk.does("ask_close_out")

    desk.visits("record_covert_recheck_stopped", visited_on=AFTER)

    assert desk.does("ask_close_out").to_stage == "close_out"


@pytest.mark.parametrize("stage", ["rectification", "recheck", "close_out"])
def test_continuing_discharge_leads_to_a_new_order_from_wherever_it_is_found(stage: str) -> None:
    desk = Desk(
        "violation", stage, frozenset({"own"}),
        doers={"serve_order": frozenset({"enforcer-1"})},
        clocks=(running("CF-RECHECK"), running("LOCAL-RECTIFY")),
    )  # fmt: skip

    done = desk.visits("record_covert_recheck_continuing")

    assert done.to_stage == "correction_order"
    assert {("meet", "CF-RECHECK"), ("meet", "LOCAL-RECTIFY")} <= verbs(done)


def test_a_visit_before_service_is_no_recheck() -> None:
    desk = rechecked(listed=True)

    covert = ("record_covert_recheck_stopped", "record_covert_recheck_continuing")
    for act in ("pass", "fail", *covert):
        with pytest.raises(ActionRefused, match="早于文书送达日"):
            desk.does(act, visited_on="2026-09-07")
    assert (
        desk.visits("record_covert_recheck_stopped", visited_on="2026-09-08").to_stage == "recheck"
    )


def test_an_exceedance_after_the_order_bars_passing_whatever_was_established() -> None:
    desk = rechecked(polluted=False)
    desk.does("record_monitoring_report", monitoring_result="exceeded", **ON_THE_DAY)

    with pytest.raises(ActionRefused, match="达标监测报告"):
        desk.does("pass", visited_on=AFTER)

    desk.does("record_monitoring_report", monitoring_result="compliant", **ON_THE_DAY)
    assert desk.does("pass", visited_on=AFTER).to_stage == "close_out"


def test_a_monitoring_report_is_received_by_today_and_after_its_sample() -> None:
    desk = verified()

    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("record_monitoring_report", report_received_on="2026-09-10")
    with pytest.raises(ActionRefused, match="晚于收到"):
        desk.does(
            "record_monitoring_report", sampled_on="2026-09-08", report_received_on="2026-09-07"
        )


def test_a_report_that_comes_while_the_order_is_drafted_starts_its_three_days() -> None:
    desk = verified()
    desk.does("establish")

    done = desk.does("record_monitoring_report", monitoring_result="exceeded", **ON_THE_DAY)

    assert (started(done), done.to_stage) == ({"CF-ORDER-SERVE"}, "correction_order")


def test_the_covert_recheck_of_the_first_order_is_recorded_while_the_second_is_drafted() -> None:
    desk = rechecked(listed=True)
    desk.does("fail", visited_on=AFTER)

    done = desk.visits("record_covert_recheck_stopped", visited_on=AFTER)

    assert ("meet", "CF-RECHECK") in verbs(done)
    assert done.to_stage == "correction_order"


def test_an_automatic_exceedance_is_verified_and_not_dismissed() -> None:
    desk = clue()
    desk.facts["clue_source"] = "alarm"

    with pytest.raises(ActionRefused, match="应当核实"):
        desk.does("ask_dismiss")


def test_an_assigned_item_is_ended_unverified_only_by_the_level_that_assigned_it() -> None:
    dismissed, unfounded = clue("assigned"), verified("assigned")
    dismissed.does("ask_dismiss")
    unfounded.does("ask_not_established")

    for desk, act in ((dismissed, "approve_dismiss"), (unfounded, "approve_not_established")):
        with pytest.raises(ActionRefused, match="督察人员"):
            desk.does(act, person(R.SECTION_HEAD))
        assert desk.does(act, person(R.SUPERVISOR)).to_stage == "closed"


def test_a_covert_recheck_never_reaches_the_party() -> None:
    for stage in table("violation").stages:
        for act in stage.acts:
            if act.key.startswith("record_covert"):
                assert act.audience == "authority"
                assert act.serve == ()


def test_who_rechecked_does_not_approve_the_close_out() -> None:
    desk = filed(rechecked())
    desk.does("pass", visited_on=AFTER)
    desk.does("ask_close_out")
    both = replace(person(R.SECTION_HEAD, "P1"), roles=frozenset({R.SECTION_HEAD, R.ENFORCER}))

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("close_out", both)


def test_an_assigned_item_is_written_off_by_the_level_that_assigned_it() -> None:
    desk = Desk("violation", "close_out", frozenset({"assigned"}))
    desk.doers = {"file_case": frozenset({"bureau_head-1"})}
    desk.does("ask_close_out")

    with pytest.raises(ActionRefused, match="督察人员"):
        desk.does("close_out", person(R.SECTION_HEAD))
    assert desk.does("close_out", person(R.SUPERVISOR)).outcome == "closed_out"


def test_a_refused_close_out_goes_back_to_the_recheck() -> None:
    desk = filed(rechecked())
    desk.does("pass", visited_on=AFTER)
    desk.does("ask_close_out")

    assert desk.does("refuse_close_out").to_stage == "recheck"


def legacy() -> Desk:
    desk = verified("legacy")
    desk.does("establish")
    desk.does("draft_order", term_days=90)
    desk.does("sign_legacy_notice")
    return desk


def test_a_legacy_notice_runs_from_service_and_is_met_by_the_permit_alone() -> None:
    desk = legacy()
    served = desk.does("serve_legacy_notice", **SERVED)
    assert started(served) == {"PWXK-LEGACY"}
    with pytest.raises(ActionRefused, match="以取得排污许可证为完成"):
        desk.does("report_rectified")

    done = desk.does("record_permit_obtained")

    assert done.to_stage == "recheck"
    assert ("meet", "PWXK-LEGACY") in verbs(done)


def test_a_legacy_notice_that_lapses_tells_the_party_of_the_ban() -> None:
    desk = legacy()
    desk.does("serve_legacy_notice", **SERVED)

    done = desk.does("permit_not_obtained", lapsed="PWXK-LEGACY")

    assert "legacy_ban" in {duty.payload.get("notice") for duty in done.duties}
    assert ("lapse", "PWXK-LEGACY") in verbs(done)


def test_a_dismissed_clue_is_fed_back_and_needs_another_persons_word() -> None:
    desk = clue()
    desk.does("ask_dismiss", person(R.ENFORCER, "one"))
    both = replace(person(R.SECTION_HEAD, "one"), roles=frozenset({R.SECTION_HEAD, R.ENFORCER}))
    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("approve_dismiss", both)

    done = desk.does("approve_dismiss")

    assert done.outcome == "dismissed"
    assert any(duty.kind == "feed_back" for duty in done.duties)


def test_an_assigned_item_runs_to_the_day_the_assigning_letter_states() -> None:
    begun = {each.clock: each for each in table("violation").opening}

    assert begun["LOCAL-ASSIGNED"].limit == "assigned_due_on"
    assert begun["LOCAL-ASSIGNED"].when == ("assigned",)
    assert begun["CF-FILE"].at == "discovered_on"
