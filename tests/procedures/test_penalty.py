"""A penalty up to the end of plea and hearing: evidence, review by another, notice, windows."""

from dataclasses import replace

import pytest

from rules.case_view import ActionRefused
from rules.decide import decide
from rules.facts import FactValue
from rules.vocabulary import R
from tests.procedures.desk import SERVED, person, samples, started, table, verbs
from tests.procedures.penalties import (
    CONTENT,
    SMALL,
    filed,
    investigated,
    lapsed,
    noticed,
    proposed,
    refused,
    spent,
    told,
)


def test_a_penalty_goes_from_filing_to_its_decision() -> None:
    desk = proposed()

    done = desk.does("penalize")

    assert done.to_stage == "service"
    assert started(done) == {"CF-SERVE", "CF-PUBLISH"}
    assert ("meet", "CF-DECIDE") in verbs(done)
    assert desk.facts["money_due"] is True


def test_the_decision_is_never_the_investigators() -> None:
    desk = proposed()
    investigator = replace(person(R.BUREAU_HEAD, "P1"), roles=frozenset({R.BUREAU_HEAD}))

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("penalize", by=investigator)


def test_an_investigation_takes_two_officers_before_it_reports() -> None:
    desk = filed()
    refused(desk, "submit_investigation", "尚无调查笔录", **CONTENT)

    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("record_evidence", handlers=["P1"])


def test_a_case_is_reviewed_by_somebody_who_did_not_investigate() -> None:
    desk = investigated()
    head = replace(person(R.SECTION_HEAD, "P1"), roles=frozenset({R.SECTION_HEAD}))

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("pass_review", by=head)
    assert desk.does("send_back").to_stage == "investigation"


def test_a_review_goes_the_way_the_report_proposes() -> None:
    refused(investigated(), "pass_review_without_penalty", "退回补充调查")

    desk = investigated(CONTENT | {"proposed_outcome": "first"})
    refused(desk, "pass_review", "退回补充调查")
    assert desk.does("pass_review_without_penalty").to_stage == "decision"


def test_what_was_not_told_is_not_penalized() -> None:
    desk = investigated(CONTENT | {"proposed_outcome": "first"})
    desk.does("pass_review_without_penalty")
    desk.does("propose_decision")

    refused(desk, "penalize", "退回补充调查")


def test_monitoring_and_appraisal_are_told_before_the_notice() -> None:
    desk = filed()
    desk.does("record_evidence")
    desk.does("receive_monitoring", sampled_on="2026-09-01", report_received_on="2026-09-02")
    desk.does("submit_investigation", **CONTENT)
    refused(desk, "pass_review", "第29条第3款")

    desk.does("send_back")
    desk.does("tell_results", told_on="2026-09-05")
    desk.does("submit_investigation", **CONTENT)

    assert desk.does("pass_review").to_stage == "advance_notice"


def test_a_report_of_the_violation_counts_as_told_only_after_its_receipt() -> None:
    known: dict[str, FactValue] = {
        "monitoring_report_no": "监1",
        "report_received_on": "2026-08-28",
        "sampled_on": "2026-08-27",
    }
    refused(investigated(CONTENT, **known), "pass_review", "第29条第3款")

    assert investigated(CONTENT, **known, told_on="2026-08-30").does("pass_review")


def test_commissions_and_transfers_pause_the_ninety_days_each_on_its_ground() -> None:
    desk = filed()

    done = desk.does("commission_monitoring")

    assert ("pause", "CF-DECIDE") in verbs(done)
    assert done.act.ground == "监测"
    assert desk.does("pause_for_transfer").act.ground == "移送司法机关"
    assert ("resume", "CF-DECIDE") in verbs(desk.does("receive_appraisal"))
    assert ("resume", "CF-DECIDE") in verbs(desk.does("resume_after_transfer"))


def test_every_pause_names_the_paper_it_rests_on() -> None:
    desk = filed()
    paused = [
        act
        for stage in table("penalty").stages
        for act in stage.acts
        if "CF-DECIDE" in act.pauses and R.SYSTEM not in act.who
    ]

    assert {act.ground for act in paused} == {"监测", "鉴定", "中止", "公告", "听证"}
    assert all("pause_notice_no" in act.needs or "hearing_notice" in act.papers for act in paused)
    assert desk.view().clock("CF-DECIDE")


def test_a_suspended_investigation_does_not_report() -> None:
    desk = filed()
    desk.does("record_evidence")
    desk.does("ask_suspend")
    desk.does("suspend_investigation")
    refused(desk, "submit_investigation", "请先由执法人员“恢复调查”", **CONTENT)

    desk.does("resume_investigation")

    assert desk.does("submit_investigation", **CONTENT).to_stage == "case_review"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, "达到 20万元"),
        ({**SMALL, "party_kind": "citizen"}, "达到 5,000元"),
        ({**SMALL, "permit_penalty": "revoke", "forfeiture_ground": "serious"}, "吊销许可证件"),
        ({**SMALL, "business_penalty": "halt"}, "责令停产停业"),
    ],
)
def test_a_hearing_is_offered_where_the_law_gives_the_right(
    said: dict[str, FactValue], why: str
) -> None:
    desk = investigated(CONTENT | said)
    desk.does("pass_review")

    refused(desk, "draft_notice", why, hearing_offered=False)
    assert desk.does("draft_notice", hearing_offered=True)


def test_a_small_fine_of_an_organisation_needs_no_hearing() -> None:
    done = noticed(SMALL, hearing=False).does("serve_notice", **SERVED)

    assert started(done) == {"CF-PLEA"}


def test_a_local_number_lowers_what_a_hearing_needs() -> None:
    desk = investigated(SMALL)
    desk.does("pass_review")
    view = replace(desk.view(), thresholds={"hearing_organisation": 500_000})
    said = samples(desk.act("draft_notice"), hearing_offered=False)

    with pytest.raises(ActionRefused, match="达到 5,000元"):
        decide(view, "draft_notice", person(R.ENFORCER), said, seq=1)


def test_nobody_goes_on_before_the_windows_have_run_out() -> None:
    desk = told()
    refused(desk, "windows_lapse", "尚未届满")

    spent(desk, "CF-PLEA")
    refused(desk, "windows_lapse", "尚未届满")

    assert lapsed(told()).stage == "legal_review"


def test_a_plea_does_not_end_the_window_of_the_hearing() -> None:
    desk = told()
    desk.does("plead")
    refused(desk, "review_plea", "听证申请期限尚未届满", plea_accepted="rejected")

    desk.does("waive_hearing")

    assert (
        desk.does("review_plea", plea_accepted="rejected", plea_reviewed_on="2026-09-09").to_stage
        == "plea_review"
    )
    assert desk.does("confirm_plea_review").to_stage == "legal_review"


def test_both_rights_are_waived_in_writing_only() -> None:
    desk = told()

    done = desk.does("waive_rights")

    assert done.to_stage == "legal_review"
    assert {("meet", "CF-PLEA"), ("meet", "CF-HEAR-REQ")} <= verbs(done)
    assert "waiver_record" in done.act.papers


def test_a_plea_is_answered() -> None:
    desk = told()
    desk.does("plead")
    desk.does("waive_hearing")

    refused(desk, "review_plea", "应当复核并答复", plea_accepted="none")


def test_a_hearing_pauses_the_ninety_days_from_its_notice_until_it_is_concluded() -> None:
    desk = told()
    assert ("pause", "CF-DECIDE") not in verbs(desk.does("request_hearing"))
    when = SERVED | {"hearing_on": "2026-09-30", "hearing_panel": ["P3"]}

    notified = desk.does("notify_hearing", **when)

    assert ("pause", "CF-DECIDE") in verbs(notified)
    assert notified.act.ground == "听证"
    refused(desk, "notify_hearing", "延期听证", **when)
    done = desk.does("withdraw_hearing")
    assert ("resume", "CF-DECIDE") in verbs(done)
    assert done.to_stage == "plea_review"


def test_a_hearing_is_notified_seven_working_days_before_and_led_by_an_outsider() -> None:
    desk = told()
    desk.does("request_hearing")

    refused(desk, "notify_hearing", "最迟", **SERVED, hearing_on="2026-09-15", hearing_panel=["P3"])
    refused(desk, "notify_hearing", "P1是本案调查人员", **SERVED, hearing_on="2026-09-30",
            hearing_panel=["P1"])  # fmt: skip
