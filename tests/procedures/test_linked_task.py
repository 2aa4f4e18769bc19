"""Linked tasks: the receiving line, the samples' way, three reviews, and what a finding opens."""

import pytest

from rules.case_view import ActionRefused
from rules.facts import FactValue
from rules.linkage import DIRECTIONS, RECEIVERS
from rules.vocabulary import R, Relation
from tests.procedures.desk import Desk, opened, person, started, verbs

TO_MONITORING = frozenset({"monitoring", str(Relation.ENFORCEMENT_TO_MONITORING)})
TO_INSPECTION = frozenset({"inspection", str(Relation.MONITORING_TO_ENFORCEMENT)})
SAMPLES: dict[str, FactValue] = {
    "samplers": ["M1", "M2"],
    "sampled_at": "2026-09-08T09:00:00+08:00",
    "preserved_until": "2026-09-09T09:00:00+08:00",
}
IN_TIME = "2026-09-08T15:00:00+08:00"


def dispatched(kinds: frozenset[str] = TO_MONITORING) -> Desk:
    desk = Desk("linked_task", "dispatch", kinds, doers={"open": frozenset({"monitor-1"})})
    desk.does("dispatch")
    return desk


def sampled() -> Desk:
    desk = dispatched()
    desk.does("accept_task")
    desk.does("record_sampling", **SAMPLES)
    return desk


def analysed() -> Desk:
    desk = sampled()
    desk.does("receive_samples", samples_received_at=IN_TIME)
    desk.does("submit_results", person(R.LABORATORY, "analyst"))
    return desk


def reported() -> Desk:
    desk = analysed()
    desk.does("review_report", person(R.LABORATORY, "reviewer"))
    desk.does("sign_report")
    return desk


def fed_back(kinds: frozenset[str], **said: str | bool) -> Desk:
    desk = dispatched(kinds)
    desk.does("accept_task")
    desk.does("visit_impossible")
    desk.does("submit_feedback", **said)
    return desk


def test_a_monitoring_task_goes_from_dispatch_to_its_approved_feedback() -> None:
    desk = reported()
    desk.does("tell_party")
    desk.does("submit_feedback", problem_found=False)

    done = desk.does("approve_feedback")

    assert done.outcome == "fed_back"
    assert any(duty.kind == "feed_back" for duty in done.duties)
    assert opened(done) == []


def test_who_raised_a_task_does_not_dispatch_it() -> None:
    desk = Desk("linked_task", "dispatch", TO_MONITORING, doers={"open": frozenset({"one"})})

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("dispatch", person(R.SECTION_HEAD, "one"))


@pytest.mark.parametrize("direction", DIRECTIONS, ids=lambda each: str(each.relation))
def test_each_direction_is_taken_by_its_own_line_within_its_own_limit(direction) -> None:
    kinds = frozenset({direction.receiver, str(direction.relation)})
    desk = Desk("linked_task", "dispatch", kinds)
    assert started(desk.does("dispatch")) == {f"LOCAL-LINK-ACCEPT.{direction.relation}"}
    for line, role in RECEIVERS.items():
        if line != direction.receiver:
            with pytest.raises(ActionRefused, match="须由"):
                desk.does("accept_task", person(role))

    done = desk.does("accept_task")

    assert started(done) == {f"LOCAL-LINK-DONE.{direction.relation}"}
    assert ("meet", f"LOCAL-LINK-ACCEPT.{direction.relation}") in verbs(done)


def test_a_task_that_is_not_taken_in_time_stays_and_is_told() -> None:
    desk = dispatched()

    done = desk.does("response_overdue", lapsed="LOCAL-LINK-ACCEPT.enforcement_to_monitoring")

    assert done.to_stage == "acceptance"
    assert desk.does("decline_task").to_stage == "dispatch"


def test_samples_are_taken_by_two_with_the_party_and_controls_or_a_reason() -> None:
    desk = dispatched()
    desk.does("accept_task")

    with pytest.raises(ActionRefused, match="两名以上"):
        desk.does("record_sampling", **(SAMPLES | {"samplers": ["M1", "M1"]}))
    with pytest.raises(ActionRefused, match="当事人在场"):
        desk.does("record_sampling", **SAMPLES, party_present=False)
    with pytest.raises(ActionRefused, match="平行样和盲样"):
        desk.does("record_sampling", **SAMPLES, blind_samples=0)
    absent = desk.does(
        "record_sampling", **SAMPLES, party_present=False, absence_reason="拒绝到场，全程录像"
    )
    assert absent.to_stage == "analysis"


def test_samples_past_their_preservation_time_are_rejected_and_taken_anew() -> None:
    desk = sampled()
    with pytest.raises(ActionRefused, match="超过保存期限"):
        desk.does("receive_samples", samples_received_at="2026-09-09T10:00:00+08:00")

    assert desk.does("reject_samples").to_stage == "execution"


def test_new_samples_are_handed_over_anew_before_results_are_given() -> None:
    desk = sampled()
    with pytest.raises(ActionRefused, match="样品尚未交接"):
        desk.does("submit_results")
    desk.does("receive_samples", samples_received_at=IN_TIME)
    desk.does("reject_samples")
    later = {
        "sampled_at": "2026-09-09T08:00:00+08:00",
        "preserved_until": "2026-09-10T08:00:00+08:00",
    }
    desk.does("record_sampling", **(SAMPLES | later))

    with pytest.raises(ActionRefused, match="样品尚未交接"):
        desk.does("submit_results")


def test_a_report_is_analysed_reviewed_and_signed_by_three_people() -> None:
    desk = analysed()
    with pytest.raises(ActionRefused, match="审核监测报告"):
        desk.does("sign_report")
    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("review_report", person(R.LABORATORY, "analyst"))
    desk.does("review_report", person(R.LABORATORY, "reviewer"))
    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("sign_report", person(R.SECTION_HEAD, "analyst"))

    assert desk.does("sign_report").to_stage == "feedback"


def test_a_returned_report_is_reviewed_again() -> None:
    desk = analysed()
    desk.does("review_report", person(R.LABORATORY, "reviewer"))
    desk.does("return_for_reanalysis")
    desk.does("submit_results")

    with pytest.raises(ActionRefused, match="审核监测报告"):
        desk.does("sign_report")


def test_a_signed_result_is_told_to_the_party_before_it_is_fed_back() -> None:
    desk = reported()

    with pytest.raises(ActionRefused, match="尚未告知当事人"):
        desk.does("submit_feedback", problem_found=False)


def test_no_result_is_told_that_nobody_signed() -> None:
    desk = dispatched()
    desk.does("accept_task")
    desk.does("visit_impossible")

    with pytest.raises(ActionRefused, match="尚无签发的监测报告"):
        desk.does("tell_party")


def test_a_visit_takes_two_officers_and_no_monitoring_task_is_a_visit() -> None:
    desk = dispatched(TO_INSPECTION)
    desk.does("accept_task")
    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("record_visit", handlers=["P1"])
    monitoring = dispatched()
    monitoring.does("accept_task")
    with pytest.raises(ActionRefused, match="不能办理"):
        monitoring.does("record_visit")

    assert desk.does("record_visit").to_stage == "feedback"


def test_a_problem_opens_a_violation_from_the_day_it_was_discovered() -> None:
    desk = fed_back(TO_INSPECTION, problem_found=True, discovered_on="2026-09-04")

    done = desk.does("approve_feedback")

    linked = next(duty for duty in done.duties if duty.kind == "open_linked")
    assert linked.payload["procedure"] == "violation"
    assert linked.payload["carries"]["discovered_on"] == "2026-09-04"


def test_a_problem_without_its_day_of_discovery_is_refused() -> None:
    desk = dispatched(TO_INSPECTION)
    desk.does("accept_task")
    desk.does("visit_impossible")

    with pytest.raises(ActionRefused, match="发现线索日期"):
        desk.does("submit_feedback", problem_found=True)


@pytest.mark.parametrize(
    ("direction", "finding"),
    [(each, found) for each in DIRECTIONS for found in each.findings],
    ids=lambda each: getattr(each, "key", ""),
)
def test_a_finding_asks_the_line_it_concerns_and_no_other(direction, finding) -> None:
    for line in RECEIVERS:
        here = next(each for each in DIRECTIONS if each.receiver == line)
        desk = fed_back(
            frozenset({line, str(here.relation)}), problem_found=False, finding_kind=finding.key
        )

        done = desk.does("approve_feedback")

        found = [
            (each.payload["relation"], each.payload["kinds"])
            for each in done.duties
            if each.kind == "open_linked"
        ]
        expected = [(str(direction.relation), [direction.receiver, str(direction.relation)])]
        assert found == (expected if line == direction.opener else [])


def test_a_returned_feedback_is_given_again() -> None:
    desk = fed_back(TO_INSPECTION, problem_found=False)

    assert desk.does("return_feedback").to_stage == "feedback"
    assert desk.does("submit_feedback", problem_found=False).to_stage == "review"


def test_a_task_that_is_late_stays_where_it_is_until_its_feedback_is_approved() -> None:
    desk = fed_back(TO_INSPECTION, problem_found=False)
    clock = "LOCAL-LINK-DONE.monitoring_to_enforcement"
    assert any(each.key == clock for each in desk.clocks)

    assert ("meet", clock) in verbs(desk.does("approve_feedback"))


def test_a_sampling_or_handover_that_lies_ahead_is_refused() -> None:
    desk = dispatched()
    desk.does("accept_task")

    with pytest.raises(ActionRefused, match="在现在之后"):
        desk.does(
            "record_sampling",
            **{
                **SAMPLES,
                "sampled_at": "2026-09-09T10:30:00+08:00",
                "preserved_until": "2026-09-10T09:00:00+08:00",
            },
        )
    with pytest.raises(ActionRefused, match="不晚于采样时间"):
        desk.does("record_sampling", **{**SAMPLES, "preserved_until": SAMPLES["sampled_at"]})
    desk.does("record_sampling", **{**SAMPLES, "preserved_until": "2026-09-12T09:00:00+08:00"})
    with pytest.raises(ActionRefused, match="在现在之后"):
        desk.does("receive_samples", samples_received_at="2026-09-09T10:30:00+08:00")


def accepted(kinds: frozenset[str]) -> Desk:
    """Answer a task that was dispatched on 5 September and taken."""
    desk = Desk("linked_task", "dispatch", kinds, visits_approved_on="2026-09-05")
    desk.does("dispatch")
    desk.does("accept_task")
    return desk


def test_a_visit_before_the_task_was_dispatched_or_ahead_is_refused() -> None:
    desk = accepted(TO_INSPECTION)

    with pytest.raises(ActionRefused, match=r"早于批准派发之日 2026-09-05.*国办发"):
        desk.does("record_visit", visited_on="2026-09-04")
    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("record_visit", visited_on="2026-09-10")

    assert desk.does("record_visit", visited_on="2026-09-05").to_stage == "feedback"


def test_a_sampling_before_the_task_was_dispatched_is_refused() -> None:
    desk = accepted(TO_MONITORING)
    early = SAMPLES | {"sampled_at": "2026-09-04T23:00:00+08:00"}

    with pytest.raises(ActionRefused, match="早于批准派发之日"):
        desk.does("record_sampling", **early)

    assert desk.does("record_sampling", **SAMPLES).to_stage == "analysis"


def test_a_task_dispatched_anew_counts_from_its_last_dispatch() -> None:
    desk = Desk("linked_task", "dispatch", TO_INSPECTION)
    desk.does("dispatch")
    desk.does("decline_task")
    desk.visits_approved_on = "2026-09-07"
    desk.does("dispatch")
    desk.does("accept_task")

    with pytest.raises(ActionRefused, match="早于批准派发之日 2026-09-07"):
        desk.does("record_visit", visited_on="2026-09-05")


def test_evidence_of_a_visit_that_failed_says_where_it_was_taken() -> None:
    desk = accepted(TO_INSPECTION)
    files: dict[str, FactValue] = {"evidence": ["大门.jpg"]}

    with pytest.raises(ActionRefused, match="请选择“是否现场取得”"):
        desk.does("visit_impossible", **files)
    with pytest.raises(ActionRefused, match="请填写“现场检查日期”"):
        desk.does("visit_impossible", **files, taken_on_site=True)
    with pytest.raises(ActionRefused, match="选否的，不填“现场检查日期”"):
        desk.does("visit_impossible", **files, taken_on_site=False, visited_on="2026-09-06")
    with pytest.raises(ActionRefused, match="早于批准派发之日"):
        desk.does("visit_impossible", **files, taken_on_site=True, visited_on="2026-09-04")

    assert desk.does("visit_impossible", **files, taken_on_site=True, visited_on="2026-09-06")


@pytest.mark.parametrize(
    ("kinds", "record", "said", "made"),
    [(TO_INSPECTION, "record_visit", {"visited_on": "2026-09-06"}, "2026-09-06"),
     (TO_MONITORING, "record_sampling", SAMPLES, "2026-09-08")],
)  # fmt: skip
def test_what_a_feedback_brings_from_the_site_is_of_the_recorded_visit(
    kinds: frozenset[str], record: str, said: dict[str, FactValue], made: str
) -> None:
    desk = accepted(kinds)
    desk.does(record, **said)
    desk.stage = "feedback"
    from_site: dict[str, FactValue] = {
        "problem_found": False, "evidence": ["照片.jpg"], "taken_on_site": True,
    }  # fmt: skip

    with pytest.raises(ActionRefused, match=f"须出自本任务已登记的现场记录（{made}"):
        desk.does("submit_feedback", **from_site, visited_on="2026-09-07")
    with pytest.raises(ActionRefused, match="请选择“是否现场取得”"):
        desk.does("submit_feedback", problem_found=False, evidence=["照片.jpg"])

    assert desk.does("submit_feedback", **from_site, visited_on=made)
