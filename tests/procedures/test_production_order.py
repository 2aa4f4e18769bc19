"""Restriction by months, shutdown until corrected: told first, discussed, and lifted by filing."""

from datetime import timedelta

import pytest

from rules.decide import ActionRefused, KinView, LinkView
from rules.facts import FactValue
from rules.vocabulary import R
from tests.procedures.desk import (
    FROM_SITE,
    NOW,
    SERVED,
    TODAY,
    Desk,
    opened,
    person,
    running,
    sample,
    started,
    table,
    verbs,
)
from tests.procedures.penalties import NO_LEGAL

GROUNDS = {"restriction": "exceeds", "shutdown": "evasion"}


def proposed(kind: str) -> Desk:
    desk = Desk("production_order", "proposal", frozenset({kind}))
    desk.visits("record_evidence")
    return desk


def reported(kind: str) -> Desk:
    desk = proposed(kind)
    desk.does(
        "submit_report", order_ground=GROUNDS[kind], by_monitoring=False, article_7_applies=False
    )
    return desk


def told(kind: str) -> Desk:
    desk = reported(kind)
    desk.does("pass_review", major_case=False)
    desk.does("draft_notice", **({"restriction_months": 3} if kind == "restriction" else {}))
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED)
    return desk


def discussing(kind: str) -> Desk:
    desk = told(kind)
    desk.does("waive_rights")
    desk.does("legal_review_not_needed", **NO_LEGAL)
    return desk


def deciding(kind: str) -> Desk:
    desk = discussing(kind)
    desk.does("submit_discussion")
    desk.does("record_discussion", discussed_on="2026-09-09", discussion_voters=["JZ1", "JZ2"])
    desk.does("propose_order")
    return desk


def ordered(kind: str, months: int = 3) -> Desk:
    desk = deciding(kind)
    if kind == "restriction":
        desk.does("order_restriction", restriction_months=months)
    else:
        desk.does("order_shutdown")
    desk.does("serve_order", **SERVED)
    return desk


def fed(desk: Desk, key: str, **said: object) -> list[str]:
    decision = desk.does(key, **said)  # type: ignore[arg-type]
    return [str(each.payload["act"]) for each in decision.duties if each.kind == "feed_back"]


def fed_visit(desk: Desk, key: str, **said: object) -> list[str]:
    desk.does("ask_visit")
    desk.does("approve_visit")
    return fed(desk, key, **said)


@pytest.mark.parametrize("kind", ["restriction", "shutdown"])
def test_both_measures_are_told_with_plea_and_hearing(kind: str) -> None:
    desk = reported(kind)
    desk.does("pass_review", major_case=False)
    desk.does("draft_notice")
    desk.does("sign_notice")

    assert started(desk.does("serve_notice", **SERVED)) == {"CF-PLEA", "CF-HEAR-REQ"}


def test_nothing_is_reported_without_evidence_by_two() -> None:
    desk = Desk("production_order", "proposal", frozenset({"shutdown"}))

    with pytest.raises(ActionRefused, match="第9条"):
        desk.does("submit_report")
    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.visits("record_evidence", handlers=["P1"])


def test_monitoring_results_are_told_before_the_notice() -> None:
    desk = proposed("restriction")

    with pytest.raises(ActionRefused, match="第29条第3款"):
        desk.does("submit_report", order_ground="exceeds", article_7_applies=False)
    desk.does("tell_results")

    assert desk.does("submit_report", order_ground="exceeds", article_7_applies=False)


def test_a_ground_of_one_measure_is_no_ground_of_the_other() -> None:
    said = {"by_monitoring": False, "article_7_applies": False}

    with pytest.raises(ActionRefused, match="第5条"):
        proposed("restriction").does("submit_report", order_ground="evasion", **said)
    with pytest.raises(ActionRefused, match="第6条"):
        proposed("shutdown").does("submit_report", order_ground="exceeds", **said)


def test_a_public_utility_is_stopped_only_with_a_reason() -> None:
    said = {"order_ground": "evasion", "by_monitoring": False, "article_7_applies": True}

    with pytest.raises(ActionRefused, match="第7条"):
        proposed("shutdown").does("submit_report", **said)

    assert proposed("shutdown").does("submit_report", **said, article_7_reason="无替代且持续偷排")


def test_who_investigated_does_not_review() -> None:
    desk = reported("shutdown")

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("pass_review", person(R.SECTION_HEAD, "P1"), major_case=False)


def test_a_major_case_passes_the_committee() -> None:
    desk = reported("restriction")

    with pytest.raises(ActionRefused, match="第10条"):
        desk.does("pass_review", major_case=True)
    desk.does("record_committee")

    assert desk.does("pass_review", major_case=True).to_stage == "advance_notice"


def test_the_windows_lapse_only_by_time_or_written_waiver() -> None:
    desk = told("restriction")

    assert {each.key for each in desk.clocks} == {"CF-PLEA", "CF-HEAR-REQ"}
    decision = desk.does("windows_lapse", lapsed="CF-PLEA")

    assert decision.to_stage == "legal_review"
    assert ("meet", "CF-HEAR-REQ") in verbs(decision)


def test_a_plea_after_five_working_days_is_too_late() -> None:
    desk = told("restriction")
    desk.now = NOW + timedelta(days=7)

    with pytest.raises(ActionRefused, match="2026-09-15 届满"):
        desk.does("plead")


def test_a_plea_is_not_concluded_while_a_hearing_may_be_asked_for() -> None:
    desk = told("restriction")
    desk.does("plead")
    desk.does("review_plea")

    with pytest.raises(ActionRefused, match="听证申请期尚未届满"):
        desk.does("confirm_plea_review")
    desk.does("waive_hearing")

    assert desk.does("confirm_plea_review").to_stage == "legal_review"


def test_a_hearing_is_notified_seven_working_days_ahead_and_led_by_an_outsider() -> None:
    desk = told("shutdown")
    desk.does("request_hearing")

    with pytest.raises(ActionRefused, match="七个工作日前"):
        desk.does("notify_hearing", **SERVED, hearing_on="2026-09-16")
    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does(
            "notify_hearing", person(R.LEGAL_REVIEWER, "P2"), **SERVED, hearing_on="2026-09-30"
        )
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30")
    desk.now = NOW + timedelta(days=21)

    assert desk.does("conclude_hearing", hearing_held_on="2026-09-30").to_stage == "plea_review"


def test_a_hearing_of_an_order_is_not_broken_off_before_its_day() -> None:
    desk = told("shutdown")
    desk.does("request_hearing")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30")

    with pytest.raises(ActionRefused, match="在举行之后办理终止"):
        desk.does("terminate_hearing", hearing_ended_as="absent")
    desk.now = NOW + timedelta(days=21)

    assert desk.does("terminate_hearing", hearing_ended_as="absent").to_stage == "plea_review"


def asked_to_be_heard() -> Desk:
    desk = told("restriction")
    desk.does("request_hearing")
    return desk


def test_a_hearing_asked_for_again_is_notified_again() -> None:
    desk = asked_to_be_heard()
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30")
    desk.does("withdraw_hearing")
    desk.does("renew_notice")
    desk.does("draft_notice")
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED)
    desk.does("request_hearing")
    desk.now = NOW + timedelta(days=22)

    with pytest.raises(ActionRefused, match="听证通知书尚未送达"):
        desk.does("conclude_hearing", hearing_held_on="2026-09-30")
    assert desk.does("withdraw_hearing")


def test_a_hearing_of_an_order_withdrawn_leaves_the_five_days_of_plea() -> None:
    desk = told("restriction")
    desk.does("request_hearing")
    desk.does("withdraw_hearing")

    with pytest.raises(ActionRefused, match="仍可在 2026-09-15 以前陈述申辩"):
        desk.does("review_plea")
    desk.now = NOW + timedelta(days=7)
    desk.does("review_plea")

    assert desk.does("confirm_plea_review").to_stage == "legal_review"


def test_every_shutdown_is_discussed_by_the_heads() -> None:
    desk = discussing("shutdown")

    with pytest.raises(ActionRefused, match="不能办理“认定不属集体讨论情形”"):
        desk.does("discussion_not_needed")


def test_an_undiscussed_shutdown_is_refused_even_at_the_decision() -> None:
    desk = Desk("production_order", "decision", frozenset({"shutdown"}))
    desk.facts["told_measures"] = sample("order_measures")
    desk.does("propose_order")

    with pytest.raises(ActionRefused, match="一律经负责人集体讨论"):
        desk.does("order_shutdown")


def test_an_ordinary_restriction_needs_no_discussion_and_a_major_one_does() -> None:
    assert discussing("restriction").does("discussion_not_needed").to_stage == "decision"

    major = discussing("restriction")
    major.facts["major_case"] = True
    with pytest.raises(ActionRefused, match="集体讨论"):
        major.does("discussion_not_needed")


def test_investigators_do_not_vote() -> None:
    desk = discussing("shutdown")
    desk.does("submit_discussion")

    with pytest.raises(ActionRefused, match="调查人员不参加表决"):
        desk.does("record_discussion", discussion_voters=["JZ1", "P2"])


@pytest.mark.parametrize("months", [0, 4])
def test_a_restriction_is_one_to_three_months(months: int) -> None:
    with pytest.raises(ActionRefused, match="不超过三个月"):
        deciding("restriction").does("order_restriction", restriction_months=months)


def test_a_restriction_has_a_term_and_a_shutdown_has_none() -> None:
    restricted = deciding("restriction").does("order_restriction", restriction_months=2)
    stopped = deciding("shutdown").does("order_shutdown")

    assert started(restricted) == {"XC-TERM", "XC-SERVE"}
    assert started(stopped) == {"XC-SERVE"}
    term = next(op.begin for op in restricted.clocks if op.key == "XC-TERM" and op.begin)
    assert term.days == "restriction_months"


def test_whoever_proposed_the_measure_does_not_order_it() -> None:
    desk = deciding("shutdown")
    desk.facts["proposed_by"] = "JZ9"

    with pytest.raises(ActionRefused, match="另一名局负责人"):
        desk.does("order_shutdown", person(R.BUREAU_HEAD, "JZ9"))


def test_evidence_is_taken_on_a_visit_that_was_approved_here_or_in_the_opening_case() -> None:
    desk = Desk("production_order", "proposal", frozenset({"shutdown"}))
    desk.facts |= {"approved_task_no": "WF-2026-0001", "checked_on": "2026-09-01"}
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_evidence", **FROM_SITE)
    said = FROM_SITE | {"inspection_task_no": "WF-2026-0001"}
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_evidence", **said | {"visited_on": "2026-09-05"})

    assert desk.does("record_evidence", **said)
    assert desk.does("record_evidence", taken_on_site=False)


def test_a_linked_task_that_was_fed_back_is_an_approved_visit() -> None:
    desk = Desk("production_order", "proposal", frozenset({"shutdown"}))
    desk.links = (LinkView("LD-2026-0001", "linked_task", "finding", False, "rejected"),)
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_evidence", **FROM_SITE, inspection_task_no="LD-2026-0001")
    desk.links = (LinkView("LD-2026-0001", "linked_task", "finding", False, "fed_back"),)

    assert desk.does("record_evidence", **FROM_SITE, inspection_task_no="LD-2026-0001")


@pytest.mark.parametrize("act", ["record_clean", "record_same_violation"])
def test_tracking_is_an_approved_visit(act: str) -> None:
    desk = ordered("shutdown")
    desk.does("file_completion")

    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does(act)

    assert desk.visits(act)


def test_an_urgent_visit_is_approved_before_the_case_goes_on() -> None:
    desk = Desk("production_order", "proposal", frozenset({"shutdown"}))
    desk.does("record_evidence", **FROM_SITE, visit_urgent_why="应急")
    said = {"order_ground": "evasion", "by_monitoring": False, "article_7_applies": False}

    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("submit_report", **said)
    desk.does("ask_visit")
    desk.does("approve_visit_afterwards")

    assert desk.does("submit_report", **said)


def earlier(kind: str, conduct: str = "超标排放", **known: FactValue) -> KinView:
    return KinView(
        "XC-2026-0009", "production_order", False, frozenset({f"order_{kind}"}),
        {"conduct": conduct, "order_served_on": "2026-01-05"} | known,
    )  # fmt: skip


REPORT = {"by_monitoring": False, "article_7_applies": False}


@pytest.mark.parametrize("known", [{"conduct": "超标排放"}, {"repeated_after_order": True}])
def test_the_same_violation_is_not_restricted_again_but_stopped(
    known: dict[str, FactValue],
) -> None:
    desk = proposed("restriction")
    desk.kin = (earlier("restriction"),)
    desk.facts |= known
    with pytest.raises(ActionRefused, match=r"第6条第4项.*提请停产整治"):
        desk.does("submit_report", order_ground="exceeds", unlike_earlier_order="不同", **REPORT)

    stopped = proposed("shutdown")
    stopped.kin, stopped.facts = desk.kin, desk.facts
    assert stopped.does("submit_report", order_ground="after_restriction", **REPORT)


def test_another_violation_is_restricted_with_the_reason_on_file() -> None:
    desk = proposed("restriction")
    desk.kin = (earlier("restriction"),)
    desk.facts["conduct"] = "无组织排放"

    with pytest.raises(ActionRefused, match="XC-2026-0009"):
        desk.does("submit_report", order_ground="exceeds", **REPORT)

    said = {"unlike_earlier_order": "排放口和污染物均不同"}
    assert desk.does("submit_report", order_ground="exceeds", **said, **REPORT)


@pytest.mark.parametrize(
    ("conduct", "articles", "decided"),
    [
        ("超标 排放。", "《生态环境法典》第178条", True),
        ("超标排放", "生态环境法典 第178条、第179条", True),
        ("通过暗管排放", "生态环境法典 第178条", False),
        ("超标排放", "生态环境法典 第1103条", False),
    ],
)
def test_conduct_and_article_together_say_that_a_violation_is_the_same(
    conduct: str, articles: str, decided: bool
) -> None:
    desk = proposed("restriction")
    desk.kin = (earlier("restriction", articles_violated="生态环境法典 第178条"),)
    desk.facts |= {"conduct": conduct, "articles_violated": articles}
    said = {"order_ground": "exceeds", "unlike_earlier_order": "排放方式不同", **REPORT}

    if decided:
        with pytest.raises(ActionRefused, match="不再限制生产"):
            desk.does("submit_report", **said)
    else:
        assert desk.does("submit_report", **said)


def test_an_annulled_or_unserved_restriction_bars_nothing() -> None:
    for kin in (earlier("restriction", decision_annulled=True), earlier("restriction")):
        desk = proposed("restriction")
        desk.facts["conduct"] = "超标排放"
        desk.kin = (
            (kin,)
            if kin.facts.get("decision_annulled")
            else (KinView(kin.case_no, kin.procedure, True, kin.acts, {"conduct": "超标排放"}),)
        )
        assert desk.does("submit_report", order_ground="exceeds", **REPORT)


def test_after_a_shutdown_the_same_violation_is_reported_for_closure() -> None:
    desk = proposed("shutdown")
    desk.facts["conduct"] = "超标排放"
    desk.kin = (earlier("shutdown"),)
    with pytest.raises(ActionRefused, match=r"第8条第3项.*提请报请停业关闭"):
        desk.does("submit_report", order_ground="evasion", **REPORT)

    desk.does("ask_closure", closure_ground="again")
    assert desk.does("report_closure").to_stage == "government"
    with pytest.raises(ActionRefused, match="没有作出停产整治决定"):
        desk.does("record_closure_refused")
    with pytest.raises(ActionRefused, match="没有送达限制生产、停产整治决定"):
        desk.does("file_completion")
    desk.does("record_closure_refused_unordered")
    assert desk.does("submit_report", order_ground="evasion", **REPORT).to_stage == "case_review"


def test_a_first_shutdown_is_not_reported_for_closure_before_it_was_ordered() -> None:
    with pytest.raises(ActionRefused, match="第8条第3项"):
        proposed("shutdown").does("ask_closure", closure_ground="again")


def test_an_order_says_what_the_notice_said() -> None:
    desk = discussing("shutdown")
    desk.does("submit_discussion")
    desk.does("record_discussion", discussed_on="2026-09-09", discussion_voters=["JZ1", "JZ2"])

    with pytest.raises(ActionRefused, match="与事先告知的改正方式和要求不一致"):
        desk.does("propose_order", order_measures="全厂停产")

    assert desk.does("renew_notice").to_stage == "advance_notice"


def test_a_restriction_is_no_longer_than_told() -> None:
    desk = deciding("restriction")
    desk.facts["told_months"] = 2

    with pytest.raises(ActionRefused, match="2 个月，不得决定更长"):
        desk.does("order_restriction", restriction_months=3)

    assert desk.does("order_restriction", restriction_months=1)


def test_the_new_violation_knows_that_an_order_came_before() -> None:
    desk = ordered("restriction")
    desk.does("file_completion")

    decision = desk.visits("record_same_violation")

    carried = next(each for each in decision.duties if each.kind == "open_linked")
    assert carried.payload["carries"]["repeated_after_order"] is True


def test_the_plan_is_due_fifteen_working_days_from_service() -> None:
    desk = deciding("shutdown")
    desk.does("order_shutdown")

    decision = desk.does("serve_order", **SERVED)

    assert started(decision) == {"XC-PLAN"}
    assert ("meet", "XC-SERVE") in verbs(decision)
    assert desk.facts["order_served_on"] == SERVED["served_on"]


@pytest.mark.parametrize("kind", ["restriction", "shutdown"])
def test_filing_completion_lifts_that_day_without_anybodys_approval(kind: str) -> None:
    desk = ordered(kind)

    decision = desk.does("file_completion")

    assert decision.act.who == (R.ENTERPRISE,)
    assert decision.act.answers is None
    assert "第17条" in decision.act.basis
    assert desk.stage == "tracking"
    assert desk.facts["order_lifted"] is True
    assert desk.facts["order_lifted_on"] == TODAY.isoformat()
    assert started(decision) == {"XC-TRACK"}
    lifting = table("production_order").stage("rectification")
    assert [act.key for act in lifting.acts if act.to == "tracking"] == ["file_completion"]


def test_a_declared_completion_is_filed_within_fifteen_working_days() -> None:
    desk = ordered("shutdown")

    assert started(desk.does("declare_completed")) == {"XC-DONE"}
    assert ("meet", "XC-DONE") in verbs(desk.does("file_completion"))


def prolonged(months: int = 3) -> Desk:
    """Answer a restriction until the end of the year whose extension the head approved today."""
    desk = ordered("restriction")
    desk.clocks = (running("XC-TERM", TODAY + timedelta(days=10)),)
    desk.does("ask_extension", extend_months=months)
    desk.does("extend", extend_months=months)
    return desk


TODAY_SERVED = SERVED | {"served_on": TODAY.isoformat()}


def test_a_restriction_is_prolonged_by_three_months_at_most_with_the_heads_approval() -> None:
    desk = ordered("restriction")

    with pytest.raises(ActionRefused, match="不得超过三个月"):
        desk.does("ask_extension", extend_months=4)
    desk.does("ask_extension", extend_months=3)

    assert ("extend", "XC-TERM") not in verbs(desk.does("extend", extend_months=3))
    assert ("extend", "XC-TERM") in verbs(desk.does("serve_extension", **TODAY_SERVED))


def test_an_extension_is_served_after_its_approval_and_only_once() -> None:
    desk = ordered("restriction")
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("serve_extension", **TODAY_SERVED)
    desk = prolonged()

    with pytest.raises(ActionRefused, match=r"早于批准延长之日 2026-09-09.*第15条第1款"):
        desk.does("serve_extension", **SERVED)
    with pytest.raises(ActionRefused, match="尚未送达"):
        desk.does("ask_extension", extend_months=1)
    desk.does("serve_extension", **TODAY_SERVED)
    with pytest.raises(ActionRefused, match="已经延长一次"):
        desk.does("ask_extension", extend_months=1)


def test_an_extension_that_was_never_served_ends_with_the_first_term() -> None:
    desk = prolonged()
    desk.does("term_lapses", lapsed="XC-TERM")
    desk.now = NOW + timedelta(days=15)

    with pytest.raises(ActionRefused, match="晚于限制生产期满之日 2026-09-19"):
        desk.does("serve_extension", **SERVED | {"served_on": "2026-09-20"})
    assert desk.does("propose_shutdown").to_stage == "closing"


def test_an_extension_served_in_time_and_recorded_late_goes_on_to_its_new_end() -> None:
    desk = prolonged(2)
    desk.does("term_lapses", lapsed="XC-TERM")
    desk.now = NOW + timedelta(days=15)

    decision = desk.does("serve_extension", **SERVED | {"served_on": "2026-09-19"})

    assert decision.to_stage == "rectification"
    term = next(op.begin for op in decision.clocks if op.key == "XC-TERM" and op.begin)
    assert term.limit == "restriction_extended_until"
    # The test's clock began on 3 August; the order was for three months.
    assert desk.facts["restriction_extended_until"] == "2027-01-03"


def test_a_shutdown_is_never_prolonged() -> None:
    with pytest.raises(ActionRefused, match="不能办理“提请延长限制生产”"):
        ordered("shutdown").does("ask_extension", extend_months=1)


def test_a_restriction_that_ran_out_leads_to_a_shutdown_or_to_the_filing() -> None:
    desk = ordered("restriction")
    desk.does("term_lapses", lapsed="XC-TERM")

    assert desk.stage == "lapsed"
    assert desk.does("propose_shutdown").to_stage == "closing"

    other = ordered("restriction")
    other.does("term_lapses", lapsed="XC-TERM")
    assert other.does("file_completion").to_stage == "tracking"


def test_a_defied_shutdown_is_reported_for_closure_and_goes_on_if_refused() -> None:
    desk = ordered("shutdown")
    with pytest.raises(ActionRefused, match="第8条第2项"):
        desk.does("ask_closure", closure_ground="defied")
    desk.visits("record_inspection", order_defied=True)
    desk.does("ask_closure", closure_ground="defied")
    assert desk.does("report_closure").to_stage == "government"

    with pytest.raises(ActionRefused, match="尚未解除"):
        desk.does("record_closure_refused_lifted")

    assert desk.does("record_closure_refused").to_stage == "rectification"


def test_a_shutdown_lifts_on_the_filing_day_though_a_government_was_asked() -> None:
    desk = ordered("shutdown")
    desk.visits("record_inspection", order_defied=True)
    desk.does("ask_closure", closure_ground="defied")
    desk.does("report_closure")

    assert desk.does("file_completion").to_stage == "tracking"
    assert desk.does("record_closure_decision").to_stage == "closing"


def test_what_was_lifted_is_not_filed_again_and_no_government_decides_unasked() -> None:
    desk = ordered("shutdown")
    desk.does("file_completion")

    with pytest.raises(ActionRefused, match="没有报请停业关闭"):
        desk.does("record_closure_decision")
    desk.visits("record_same_violation")
    desk.does("ask_closure", closure_ground="again")
    desk.does("report_closure")
    with pytest.raises(ActionRefused, match="已自备案之日解除"):
        desk.does("file_completion")


def test_an_order_ends_by_itself_in_every_stage_where_it_binds() -> None:
    ending = {
        stage.key
        for stage in table("production_order").stages
        if stage.act("record_self_terminated", ("shutdown",))
    }

    assert ending == {"service", "rectification", "lapsed", "government"}


def test_a_returned_proposal_goes_back_to_the_inquiry() -> None:
    assert deciding("shutdown").does("return_proposal").to_stage == "proposal"


def test_a_hearing_is_postponed_by_a_new_notice() -> None:
    desk = told("shutdown")
    desk.does("request_hearing")
    with pytest.raises(ActionRefused, match="听证通知书尚未送达"):
        desk.does("postpone_hearing", **SERVED, hearing_on="2026-09-30")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30")

    with pytest.raises(ActionRefused, match="七个工作日前"):
        desk.does("postpone_hearing", **SERVED, hearing_on="2026-09-16")
    assert (
        "hearing_notice"
        in desk.does("postpone_hearing", **SERVED, hearing_on="2026-10-14").act.papers
    )


def test_the_public_is_told_of_an_order_before_it_is_served_and_after_it_is_lifted() -> None:
    desk = ordered("shutdown")
    assert desk.does("publish_order", order_disclosure="网站").act.audience == "public"
    desk.does("file_completion")

    assert desk.does("publish_order", order_disclosure="网站").to_stage == "tracking"


def test_the_same_violation_after_lifting_is_reported_for_closure() -> None:
    desk = ordered("shutdown")
    desk.does("file_completion")
    with pytest.raises(ActionRefused, match="第8条第3项"):
        desk.does("ask_closure", closure_ground="again")

    assert opened(desk.visits("record_same_violation")) == ["violation"]
    with pytest.raises(ActionRefused, match="已发现同一违法行为"):
        desk.visits("record_clean")
    desk.does("ask_closure", closure_ground="again")
    desk.does("report_closure")

    with pytest.raises(ActionRefused, match="已自备案之日解除"):
        desk.does("record_closure_refused")
    assert desk.does("record_closure_refused_lifted").to_stage == "closing"


def test_a_restricted_unit_that_offends_again_gets_a_new_violation() -> None:
    desk = ordered("restriction")
    desk.does("file_completion")

    decision = desk.visits("record_same_violation")

    assert opened(decision) == ["violation"]
    assert decision.to_stage == "closing"


@pytest.mark.parametrize("kind", ["restriction", "shutdown"])
def test_a_finding_while_tracking_counts_from_the_visit(kind: str) -> None:
    desk = ordered(kind)
    desk.does("file_completion")

    decision = desk.visits("record_same_violation", visited_on="2026-09-02")

    carried = next(each for each in decision.duties if each.kind == "open_linked")
    assert carried.payload["carries"]["discovered_on"] == "2026-09-02"


def test_tracking_is_done_by_two_within_thirty_days() -> None:
    desk = ordered("shutdown")
    desk.does("file_completion")

    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.visits("record_clean", handlers=["P1"])

    assert ("meet", "XC-TRACK") in verbs(desk.visits("record_clean"))


def test_an_inspection_that_finds_the_discharge_ended_tells_the_opener() -> None:
    desk = ordered("shutdown")

    fed_back = fed_visit(
        desk, "record_inspection", order_defied=False, discharge_ended_on="2026-09-05"
    )

    assert fed_back == ["record_feedback"]
    assert desk.facts["discharge_ended_on"] == "2026-09-05"


def test_an_annulled_order_ends_its_clocks_and_waits_for_its_closing() -> None:
    desk = ordered("restriction")
    desk.clocks = (running("XC-TERM"), running("XC-PLAN"))

    decision = desk.does("record_annulled")

    assert decision.to_stage == "closing"
    assert {("meet", "XC-TERM"), ("meet", "XC-PLAN")} <= verbs(decision)


def test_an_order_ends_by_itself_with_the_business() -> None:
    desk = ordered("shutdown")

    decision = desk.does("record_self_terminated")

    assert decision.to_stage == "closing"
    assert "第18条第1项" in decision.act.basis


def test_a_second_remedy_waits_for_the_first() -> None:
    desk = ordered("shutdown")
    desk.links = (LinkView("FY-2026-0001", "reconsideration", "remedy", True, ""),)

    with pytest.raises(ActionRefused, match="FY-2026-0001"):
        desk.does("record_litigation")


def test_a_suit_may_follow_a_reconsideration_that_is_still_being_carried_out() -> None:
    desk = ordered("shutdown")
    desk.links = (LinkView("FY-2026-0001", "reconsideration", "remedy", True, ""),)
    desk.does("record_remedy_opened")
    with pytest.raises(ActionRefused, match="FY-2026-0001"):
        desk.does("record_litigation")
    desk.does("record_remedy_closed", remedy_outcome="upheld", reconsidered_on="2026-09-08")

    assert opened(desk.does("record_litigation")) == ["litigation"]
    desk.links = (*desk.links, LinkView("SS-2026-0001", "litigation", "remedy", True, ""))
    with pytest.raises(ActionRefused, match="SS-2026-0001"):
        desk.does("record_reconsideration")


def test_a_case_ends_by_ask_and_another_persons_approval() -> None:
    desk = ordered("shutdown")
    desk.does("file_completion")
    desk.visits("record_clean")
    desk.does("ask_close", person(R.ENFORCER, "X"))

    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("close", person(R.BUREAU_HEAD, "X"))

    assert fed(desk, "close") == ["record_feedback"]
