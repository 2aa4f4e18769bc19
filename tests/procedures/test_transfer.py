"""A transfer to justice: a team, a reasoned question, three bodies, and what each resumes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.case_view import ActionRefused, ClockView, Decision
from rules.decide import decide
from rules.procedures.transfer import TRANSFER, WITH_JUSTICE
from rules.thresholds import HINTS, THRESHOLDS
from rules.vocabulary import Audience, R
from tests.procedures.desk import (
    NOW,
    TODAY,
    Desk,
    opened,
    people,
    person,
    running,
    started,
    verbs,
)

NO = dict.fromkeys(THRESHOLDS, "否：经核实没有这一情形")
OLD, LATER = "2026-09-01", "2026-09-05"


def with_team() -> Desk:
    desk = Desk("transfer", "team")
    desk.does("form_team")
    return desk


def reported(**answers: str) -> Desk:
    desk = with_team()
    desk.does("answer_threshold", **(NO | answers))
    desk.does("submit_report")
    return desk


def sent(**said: str) -> Desk:
    desk = reported()
    desk.does("approve_transfer")
    desk.does("enter_platform")
    desk.does("send_to_police", **said)
    return desk


def accepted() -> Desk:
    desk = sent()
    desk.does("acknowledge")
    return desk


def declined() -> Desk:
    desk = accepted()
    desk.does("decline_criminal_case")
    desk.does("notify_declined")
    return desk


def charged() -> Desk:
    desk = accepted()
    desk.does("file_criminal_case")
    desk.does("notify_filed")
    desk.does("hand_over_items")
    desk.does("send_to_prosecution")
    return desk


def supervised() -> Desk:
    desk = declined()
    desk.does("propose_response", response="supervision")
    desk.does("suggest_supervision")
    desk.does("enter_platform")
    return desk


def told(decision: Decision) -> list[tuple[str, str]]:
    """Answer what the openers hear of a decision: the act, and the result."""
    return [
        (str(each.payload["act"]), str(each.payload["outcome"]))
        for each in decision.duties
        if each.kind == "feed_back"
    ]


def test_a_crime_goes_from_the_team_to_the_judgment_and_back() -> None:
    desk = charged()
    desk.does("prosecute")

    judged = desk.does("judge_guilty", criminal_fine=500_000)
    desk.does("ask_close", aftermath="offset")
    closed = desk.does("close")

    assert told(judged) == [("record_judgment", "guilty")]
    assert (closed.to_stage, closed.outcome) == ("closed", "closed")


@pytest.mark.parametrize(
    ("team", "why"),
    [
        (["P1"], "二名以上"),
        (["P1", "P1"], "二名以上"),
        (["P1", "nobody"], "不是本局在岗人员"),
    ],
)
def test_a_team_has_two_officers_of_the_bureau(team: list[str], why: str) -> None:
    desk = Desk("transfer", "team")

    with pytest.raises(ActionRefused, match=why):
        desk.does("form_team", team=team)


def test_a_team_has_certified_officers() -> None:
    view = Desk("transfer", "team").view()
    bare = {each.id: replace(each, certificate_no="") for each in people().values()}

    with pytest.raises(ActionRefused, match="没有执法证"):
        decide(
            replace(view, people=bare), "form_team", person(R.SECTION_HEAD),
            {"team": ["P1", "P2"]}, seq=1,
        )  # fmt: skip


def test_only_the_team_reports() -> None:
    desk = with_team()
    desk.does("answer_threshold", **NO)
    desk.facts["team"] = ["P2", "P3"]

    with pytest.raises(ActionRefused, match="P1不是专案组成员"):
        desk.does("submit_report")


def test_nobody_reports_before_the_criminal_reading_was_asked() -> None:
    desk = with_team()

    with pytest.raises(ActionRefused, match="尚未逐项对照入罪标准"):
        desk.does("submit_report")


def test_a_transfer_is_not_proposed_without_lawful_proof() -> None:
    desk = with_team()
    desk.does("answer_threshold", **NO)

    with pytest.raises(ActionRefused, match="第5条第2款"):
        desk.does("submit_report", lawful_proof=False)
    assert desk.does("submit_report", report_proposes="not_transfer", lawful_proof=False)


def test_a_report_against_a_transfer_is_not_approved_as_one() -> None:
    desk = with_team()
    desk.does("answer_threshold", **NO)
    desk.does("submit_report", report_proposes="not_transfer")

    with pytest.raises(ActionRefused, match="退回核实"):
        desk.does("approve_transfer")


def test_not_transferring_is_an_outcome_with_its_reason() -> None:
    desk = reported()

    refused = desk.does("refuse_transfer", reason="证据不足以证明有犯罪事实")

    assert (refused.to_stage, refused.outcome) == ("closed", "not_approved")
    assert refused.facts["reason"] == "证据不足以证明有犯罪事实"
    assert told(refused) == [("record_feedback", "not_approved")]


def test_who_does_not_transfer_says_why_of_each_item_that_was_met() -> None:
    waste = next(each for each in HINTS if each.key == "hazardous_waste")
    desk = reported(**{waste.fact: "是：查获危险废物五吨"})

    with pytest.raises(ActionRefused, match="不得以行政处罚代替移送"):
        desk.does("refuse_transfer", reason="已经罚款")
    assert desk.does("refuse_transfer", reason=f"{waste.item}：经鉴别不属于危险废物")


def test_what_the_procuratorate_demands_is_transferred_in_three_days() -> None:
    desk = reported()

    heard = desk.does("receive_opinion")

    assert started(heard) == {"YS-SPP-OPINION"}
    with pytest.raises(ActionRefused, match="应当自收到之日起三日内移送"):
        desk.does("refuse_transfer")
    with pytest.raises(ActionRefused, match="三日期限正在计算"):
        desk.does("receive_opinion")
    desk.does("approve_transfer")
    assert ("meet", "YS-SPP-OPINION") in verbs(desk.does("send_to_police"))


def test_a_case_opened_on_an_opinion_has_its_three_days_from_the_start() -> None:
    begun = TRANSFER.opening[0]
    by_case = {key: value for derive in TRANSFER.derives for key, value in derive([], {}).items()}
    day = {"prosecutor_opinion_on": OLD}
    by_opinion = {key: each for derive in TRANSFER.derives for key, each in derive([], day).items()}

    assert begun.clock == "YS-SPP-OPINION"
    assert not begun.suits([], by_case)
    assert begun.suits([], day | by_opinion)


def test_approval_runs_three_days_and_sending_twenty_four_hours() -> None:
    desk = with_team()
    desk.does("answer_threshold", **NO)

    assert started(desk.does("submit_report")) == {"YS-APPROVE"}
    approved = desk.does("approve_transfer")
    assert verbs(approved) == {
        ("meet", "YS-APPROVE"), ("start", "YS-SEND"), ("start", "YS-PLATFORM"),
    }  # fmt: skip
    assert ("meet", "YS-SEND") in verbs(desk.does("send_to_police"))


def test_the_procuratorate_has_a_copy_of_every_transfer() -> None:
    desk = reported()
    desk.does("approve_transfer")

    with pytest.raises(ActionRefused, match="抄送同级检察院"):
        desk.does("send_to_police", copied_to_procuratorate=False)


def test_sending_stops_the_penalty_and_a_refusal_told_in_writing_lets_it_go_on() -> None:
    desk = reported()
    desk.does("approve_transfer")

    away = desk.does("send_to_police")
    desk.does("acknowledge")
    decided = desk.does("decline_criminal_case")
    back = desk.does("notify_declined")

    assert told(away) == [("pause_for_transfer", "")]
    assert told(decided) == []
    assert told(back) == [("resume_after_transfer", "declined")]


WRONG_BODIES = [
    ("prosecution", "decide_not_prosecute", R.POLICE, "检察院", "第18条"),
    ("prosecution", "prosecute", R.COURT, "检察院", "第18条"),
    ("nonprosecution_notice", "tell_not_prosecuted", R.POLICE, "检察院", "第18条"),
    ("reception", "acknowledge", R.PROCURATORATE, "公安机关", "第7条"),
    ("police_review", "file_criminal_case", R.PROCURATORATE, "公安机关", "第9条"),
    ("police_review", "decline_criminal_case", R.COURT, "公安机关", "第9条"),
    ("filing_supervision", "order_filing", R.POLICE, "检察院", "第10条"),
    ("filing_supervision", "explain_not_filing", R.PROCURATORATE, "公安机关", "第10条"),
    ("trial", "judge_guilty", R.PROCURATORATE, "法院", "第16条"),
    ("trial", "judge_not_guilty", R.POLICE, "法院", "第16条"),
    ("approval", "receive_opinion", R.POLICE, "检察院", "第14条"),
]


@pytest.mark.parametrize(("stage", "act", "body", "right", "article"), WRONG_BODIES)
def test_an_answer_of_the_wrong_body_names_the_right_one_and_the_article(
    stage: str, act: str, body: R, right: str, article: str
) -> None:
    desk = Desk("transfer", stage)

    with pytest.raises(ActionRefused, match=f"须由{right}办理.*{article}"):
        desk.does(act, by=person(body))


def test_an_officer_of_the_bureau_records_no_answer_of_justice() -> None:
    bodies = {R.POLICE, R.PROCURATORATE, R.COURT}

    mixed = [
        f"{stage.key}.{act.key}"
        for stage in TRANSFER.stages
        for act in stage.acts
        if set(act.who) & bodies and not set(act.who) <= bodies
    ]

    assert mixed == []


def test_the_police_do_not_send_a_case_back_for_its_papers() -> None:
    desk = accepted()

    with pytest.raises(ActionRefused, match="不得以材料不全为由不接受"):
        desk.does("return_case", return_ground="incomplete")
    with pytest.raises(ActionRefused, match="提出补充调查意见"):
        desk.does("return_case", return_ground="evidence")
    with pytest.raises(ActionRefused, match="材料不全不是不予立案的理由"):
        desk.does("decline_criminal_case", decline_ground="incomplete")
    back = desk.does("return_case", return_ground="jurisdiction")
    assert told(back) == [("resume_after_transfer", "returned")]


def test_papers_are_asked_for_in_a_day_and_supplied_in_three() -> None:
    desk = accepted()

    with pytest.raises(ActionRefused, match="没有告知补正"):
        desk.does("submit_supplement")
    asked = desk.does("request_supplement")
    supplied = desk.does("submit_supplement")

    assert verbs(asked) == {("meet", "YS-SUPP-TELL"), ("start", "YS-SUPP")}
    assert verbs(supplied) == {("meet", "YS-SUPP")}


def test_the_police_decide_in_three_seven_or_thirty_days_of_acceptance() -> None:
    desk = sent()

    assert started(desk.does("acknowledge")) == {"YS-DECIDE", "YS-SUPP-TELL", "YS-REROUTE"}
    assert verbs(desk.does("extend_to_verify")) == {
        ("meet", "YS-DECIDE"), ("start", "YS-DECIDE.verify"),
    }  # fmt: skip
    assert verbs(desk.does("extend_complex")) == {
        ("meet", "YS-DECIDE.verify"), ("start", "YS-DECIDE.complex"),
    }  # fmt: skip
    longer = TRANSFER.stage("police_review").act("extend_complex")
    assert longer is not None
    assert [each.at for each in longer.starts] == ["accepted_at"]


def test_a_term_that_has_ended_is_not_made_longer() -> None:
    desk = accepted()
    desk.does("police_decision_overdue", lapsed="YS-DECIDE")

    with pytest.raises(ActionRefused, match="期限已经届满"):
        desk.does("extend_to_verify")


def test_a_rerouted_case_is_accepted_and_decided_anew() -> None:
    desk = accepted()

    moved = desk.does("reroute")

    assert moved.to_stage == "reception"
    assert {key for verb, key in verbs(moved) if verb == "meet"} == {
        "YS-DECIDE", "YS-SUPP-TELL", "YS-REROUTE",
    }  # fmt: skip


def test_a_decision_ends_the_days_in_which_a_supplement_was_due() -> None:
    desk = accepted()
    desk.does("request_supplement")

    decided = desk.does("file_criminal_case")

    assert ("meet", "YS-SUPP") in verbs(decided)


def test_the_bureau_complains_of_a_late_decision_and_of_no_other() -> None:
    desk = accepted()
    desk.does("propose_response", response="supervision")

    with pytest.raises(ActionRefused, match="期限尚未届满"):
        desk.does("suggest_supervision")
    overdue = desk.does("police_decision_overdue", lapsed="YS-DECIDE")
    assert [each.payload["notice"] for each in overdue.duties] == ["police_overdue"]
    assert desk.does("suggest_supervision").to_stage == "filing_supervision"


def test_reconsideration_has_three_working_days_and_supervision_goes_on_after_them() -> None:
    desk = declined()
    desk.does("propose_response", response="reconsideration")
    desk.does("reconsideration_window_lapses", lapsed="YS-RECON")

    with pytest.raises(ActionRefused, match="三个工作日已经届满"):
        desk.does("request_reconsideration", requested_on=LATER)
    desk.does("return_response")
    desk.does("propose_response", response="supervision")
    assert desk.does("suggest_supervision").to_stage == "filing_supervision"


def test_the_head_answers_only_what_was_proposed() -> None:
    desk = declined()
    desk.does("propose_response", response="accept")

    with pytest.raises(ActionRefused, match="提出的意见不是“申请公安机关复议”"):
        desk.does("request_reconsideration")
    with pytest.raises(ActionRefused, match="提出的意见不是“建议检察院立案监督”"):
        desk.does("suggest_supervision")
    assert desk.does("accept_declined").to_stage == "closing"


def test_a_case_filed_after_reconsideration_stops_the_penalty_again() -> None:
    desk = declined()
    desk.does("propose_response", response="reconsideration")
    asked = desk.does("request_reconsideration")

    filed = desk.does("reconsider_filed")

    assert {"YS-RECON-DECIDE", "YS-PLATFORM"} == started(asked)
    assert told(filed) == [("pause_for_transfer", "")]
    assert desk.does("notify_filed").to_stage == "handover"


def test_police_who_are_silent_on_reconsideration_hold_up_no_supervision() -> None:
    desk = declined()
    desk.does("propose_response", response="reconsideration")
    desk.does("request_reconsideration")
    desk.does("propose_response", response="supervision")

    with pytest.raises(ActionRefused, match="三个工作日尚未届满"):
        desk.does("suggest_supervision")
    overdue = desk.does("reconsideration_overdue", lapsed="YS-RECON-DECIDE")

    assert [each.payload["notice"] for each in overdue.duties] == ["police_overdue"]
    assert overdue.to_stage == "police_reconsideration"
    assert desk.does("suggest_supervision").to_stage == "filing_supervision"


def test_an_upheld_refusal_may_be_brought_to_the_procuratorate_in_three_days() -> None:
    desk = declined()
    desk.does("propose_response", response="reconsideration")
    desk.does("request_reconsideration")

    upheld = desk.does("reconsider_upheld")
    lapsed = desk.does("supervision_window_lapses", lapsed="YS-SUPERVISE")
    desk.does("propose_response", response="supervision")

    assert started(upheld) == {"YS-SUPERVISE"}
    assert lapsed.to_stage == "upheld"
    assert desk.does("suggest_supervision").to_stage == "filing_supervision"


def test_the_procuratorate_hears_the_police_before_it_orders_a_case_filed() -> None:
    desk = supervised()

    with pytest.raises(ActionRefused, match="先“要求说明不立案理由”"):
        desk.does("order_filing")
    assert started(desk.does("demand_explanation")) == {"YS-EXPLAIN"}
    with pytest.raises(ActionRefused, match="七日期限正在计算"):
        desk.does("order_filing")
    with pytest.raises(ActionRefused, match="尚未说明不立案理由"):
        desk.does("find_reason_valid")
    desk.does("explain_not_filing")
    assert started(desk.does("order_filing")) == {"YS-ORDERED"}
    assert told(desk.does("file_as_ordered")) == [("pause_for_transfer", "")]


def test_police_who_do_not_explain_in_time_hold_up_no_order() -> None:
    desk = supervised()
    desk.does("demand_explanation")
    desk.clocks = (running("YS-EXPLAIN", TODAY - timedelta(days=1)),)

    assert desk.does("order_filing").to_stage == "ordered_filing"


def test_a_reason_found_valid_ends_the_matter_without_a_crime() -> None:
    desk = supervised()
    desk.does("demand_explanation")
    desk.does("explain_not_filing")

    ended = desk.does("find_reason_valid")

    assert ended.to_stage == "closing"
    assert told(ended) == [("resume_after_transfer", "declined")]


def test_things_are_handed_over_in_three_days_of_the_notice() -> None:
    desk = accepted()
    desk.does("file_criminal_case")

    heard = desk.does("notify_filed")
    handed = desk.does("hand_over_items")

    assert verbs(heard) == {("meet", "YS-NOTIFY"), ("start", "YS-HANDOVER")}
    assert verbs(handed) == {("meet", "YS-HANDOVER")}


def test_a_withdrawn_case_is_told_and_may_be_contested() -> None:
    desk = charged()
    desk.does("return_for_investigation")
    withdrawn = desk.does("withdraw_case")

    heard = desk.does("notify_withdrawn")
    desk.does("propose_response", response="accept")

    assert verbs(withdrawn) == {("meet", "YS-SUPPINV"), ("start", "YS-NOTIFY")}
    assert told(heard) == [("resume_after_transfer", "withdrawn")]
    assert desk.does("accept_withdrawn").to_stage == "closing"


def test_a_case_that_is_not_charged_comes_back_in_three_days() -> None:
    desk = charged()

    decided = desk.does("decide_not_prosecute")
    back = desk.does("tell_not_prosecuted", penalty_wanted=True)

    assert started(decided) == {"YS-NONPROS"}
    assert told(decided) == []
    assert told(back) == [("resume_after_transfer", "not_prosecuted")]
    with pytest.raises(ActionRefused, match="应当依法处理"):
        desk.does("ask_close", aftermath="none")
    assert desk.does("ask_close", aftermath="resume")


def test_a_charge_taken_back_is_before_the_procuratorate_again() -> None:
    desk = charged()
    desk.does("prosecute")

    assert desk.does("withdraw_prosecution").to_stage == "prosecution"


@pytest.mark.parametrize(
    ("judgment", "outcome", "lawful", "barred"),
    [
        ("judge_guilty", "guilty", "offset", "resume"),
        ("judge_guilty", "guilty", "resume_other", "file_penalty"),
        ("judge_exempt", "exempt", "resume", "offset"),
        ("judge_not_guilty", "not_guilty", "close_penalty", "offset"),
    ],
)
def test_each_judgment_says_what_becomes_of_the_penalty(
    judgment: str, outcome: str, lawful: str, barred: str
) -> None:
    desk = charged()
    desk.does("prosecute")
    said = {"criminal_fine": 500_000} if judgment == "judge_guilty" else {}

    assert told(desk.does(judgment, **said)) == [("record_judgment", outcome)]
    with pytest.raises(ActionRefused, match="第1058条"):
        desk.does("ask_close", aftermath=barred)
    assert desk.does("ask_close", aftermath=lawful).asks.keys() == {"close"}


def test_nothing_is_offset_against_no_fine() -> None:
    desk = charged()
    desk.does("prosecute")
    desk.does("judge_guilty", criminal_fine=0)

    with pytest.raises(ActionRefused, match="没有判处罚金"):
        desk.does("ask_close", aftermath="offset")


def test_a_case_is_closed_when_the_file_is_back_and_the_platform_knows() -> None:
    desk = declined()
    desk.clocks = (*desk.clocks, running("YS-PLATFORM"))
    desk.does("propose_response", response="accept")
    desk.does("accept_declined")

    with pytest.raises(ActionRefused, match="尚未录入信息共享平台"):
        desk.does("ask_close", aftermath="resume")
    desk.does("enter_platform")
    with pytest.raises(ActionRefused, match="接收退回的案卷材料"):
        desk.does("ask_close", aftermath="resume")
    desk.does("receive_returned_file")
    desk.does("ask_close", aftermath="resume")
    assert desk.does("close").to_stage == "closed"


def test_a_written_question_is_answered_by_whom_it_was_put_to() -> None:
    desk = sent()
    asked = desk.does("consult", consulted_body="police")
    desk.clocks = (ClockView("YS-CONSULT", "police", "running", NOW.date(), None),)

    assert started(asked) == {"YS-CONSULT"}
    with pytest.raises(ActionRefused, match="须由公安机关答复"):
        desk.does("answer_consultation", by=person(R.PROCURATORATE), consulted_body="police")
    with pytest.raises(ActionRefused, match="没有等待检察院答复"):
        desk.does("answer_consultation", by=person(R.PROCURATORATE), consulted_body="procuratorate")
    assert desk.does("answer_consultation", by=person(R.POLICE), consulted_body="police")


def test_a_transfer_leads_to_public_interest_and_to_compensation_once() -> None:
    desk = sent()

    assert opened(desk.does("refer_public_interest")) == ["public_interest"]
    assert opened(desk.does("raise_compensation")) == ["damage_compensation"]


def test_a_day_ahead_starts_no_term() -> None:
    desk = sent()

    with pytest.raises(ActionRefused, match="在现在之后"):
        desk.does("acknowledge", accepted_at="2026-12-01T09:00:00+08:00")
    with pytest.raises(ActionRefused, match="早于“移交案件材料时间”"):
        desk.does("acknowledge", accepted_at="2026-08-01T09:00:00+08:00")


def test_nothing_of_a_transfer_reaches_the_enterprise() -> None:
    seen = [
        f"{stage.key}.{act.key}"
        for stage in TRANSFER.stages
        for act in stage.acts
        if act.audience is Audience.PARTY or act.serve or R.ENTERPRISE in act.who
    ]

    assert seen == []
    assert all(stage.audience is not Audience.PARTY for stage in TRANSFER.stages)


def test_the_stages_with_justice_see_their_own_case() -> None:
    open_to_justice = {each.key for each in TRANSFER.stages if each.audience is Audience.JUSTICE}

    assert open_to_justice > WITH_JUSTICE
    assert {"team", "verification", "approval", "closing"}.isdisjoint(open_to_justice)


def test_every_clock_of_the_way_to_justice_runs_somewhere() -> None:
    begun = {each.clock for stage in TRANSFER.stages for act in stage.acts for each in act.starts}
    begun |= {each.clock for stage in TRANSFER.stages for each in stage.clocks}

    assert begun >= {
        "YS-APPROVE", "YS-SEND", "YS-SUPP-TELL", "YS-SUPP", "YS-REROUTE", "YS-DECIDE",
        "YS-DECIDE.verify", "YS-DECIDE.complex", "YS-NOTIFY", "YS-HANDOVER", "YS-RECON",
        "YS-RECON-DECIDE", "YS-SUPERVISE", "YS-EXPLAIN", "YS-ORDERED", "YS-SPP-OPINION",
        "YS-NONPROS", "YS-CONSULT", "YS-PLATFORM", "YS-SUPPINV",
    }  # fmt: skip
