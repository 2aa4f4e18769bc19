"""举报: intake chooses first; taken, routed, checked, answered, rewarded; the informant nowhere."""

from dataclasses import replace

import pytest

from rules.asked import FINDINGS
from rules.clocks import CLOCKS
from rules.decide import ActionRefused, KinView
from rules.procedures.complaint import COMPLAINT
from rules.vocabulary import Audience, R
from tests.procedures.desk import Desk, opened, person, running, started, verbs

ENFORCER, OTHER = person(R.ENFORCER, "P1"), person(R.ENFORCER, "P2")
HEAD, CHIEF = person(R.SECTION_HEAD), person(R.BUREAU_HEAD)
WINDOW, CASHIER = person(R.RECEPTIONIST, "CK1"), person(R.RECEPTIONIST, "CK2")


def received(anonymous: bool = False) -> Desk:
    return Desk(
        "complaint", "receipt",
        facts={"reported_on": "2026-09-01", "anonymous": anonymous, "matter": "夜间排放异味"},
        clocks=(running("HOT12369-ACCEPT"),),
    )  # fmt: skip


def taken(anonymous: bool = False) -> Desk:
    desk = received(anonymous)
    desk.does("accept", intake_path="report", accepted_on="2026-09-03")
    desk.does("route_inside", handling_unit="执法大队")
    return desk


def checked() -> Desk:
    desk = taken()
    desk.does("ask_check", ENFORCER)
    desk.does("approve_check", HEAD)
    desk.does("record_check", ENFORCER, emergency_check=False)
    return desk


def answering() -> Desk:
    desk = checked()
    desk.does("submit_findings", ENFORCER, complaint_result="untrue")
    return desk


def answered() -> Desk:
    desk = answering()
    desk.does("draft_answer", ENFORCER)
    desk.does("approve_answer", CHIEF)
    desk.does("tell_informant", WINDOW)
    return desk


def to_be_rewarded() -> Desk:
    desk = answered()
    desk.does("ask_close", ENFORCER, reward_due=True)
    desk.does("close_pending_reward", HEAD)
    return desk


def test_acceptance_ends_fifteen_days_and_starts_routing_and_sixty_days() -> None:
    done = received().does("accept", intake_path="report", accepted_on="2026-09-03")

    assert ("meet", "HOT12369-ACCEPT") in verbs(done)
    assert started(done) == {"HOT12369-ROUTE", "HOT12369-CLOSE"}


def test_a_petition_is_not_taken_as_a_report_but_becomes_one() -> None:
    desk = received()

    with pytest.raises(ActionRefused, match="转为信访办理"):
        desk.does("accept", intake_path="petition")
    done = desk.does("turn_to_petition")

    assert opened(done) == ["petition"]
    carried = done.duties[0].payload["carries"]
    assert carried["reported_on"] == "2026-09-01"
    assert carried["petition_source"] == "report"
    assert done.outcome == "turned_to_petition"


@pytest.mark.parametrize("day", ["2026-08-31", "2026-09-10"])
def test_nobody_accepts_before_the_report_or_tomorrow(day: str) -> None:
    with pytest.raises(ActionRefused):
        received().does("accept", intake_path="report", accepted_on=day)


def test_a_named_informant_is_not_called_anonymous() -> None:
    with pytest.raises(ActionRefused, match="实名"):
        received().does("accept", intake_path="report", informant_told="anonymous")

    received(anonymous=True).does("accept", intake_path="report", informant_told="anonymous")


def test_what_is_not_ours_is_declined_with_the_body_that_may_by_two() -> None:
    desk = received()
    with pytest.raises(ActionRefused, match="请填写该机关"):
        desk.does("ask_decline", complaint_decline_ground="not_ours")
    with pytest.raises(ActionRefused, match=r"没有待|热线"):
        desk.does("decline")

    said = {"complaint_decline_ground": "not_ours", "competent_authority": "市场监管局"}
    desk.does("ask_decline", **said)
    with pytest.raises(ActionRefused):
        desk.does("approve_decline", person(R.RECEPTIONIST))
    assert desk.does("approve_decline").to_stage == "receipt"
    done = desk.does("decline")
    assert (done.outcome, done.to_stage) == ("declined", "closed")


def test_a_declining_that_is_not_approved_leaves_the_report_to_be_accepted() -> None:
    desk = received()
    desk.does("ask_decline", complaint_decline_ground="other_way")
    desk.does("refuse_decline")

    with pytest.raises(ActionRefused):
        desk.does("decline")
    assert desk.does("accept", intake_path="report").to_stage == "routing"


def earlier(*acts: str) -> KinView:
    return KinView("JB-2026-0001", "complaint", not acts, frozenset(acts))


def test_a_repeated_report_is_merged_into_the_first_and_not_into_itself() -> None:
    with pytest.raises(ActionRefused, match=r"自身.*第8条"):
        received().does("merge", merged_into="PW-2026-0001")

    desk = replace(received(), priors=(earlier(),))
    assert desk.does("merge", merged_into="JB-2026-0001").outcome == "merged"


def test_a_report_is_not_merged_into_what_does_not_exist_or_was_not_taken_up() -> None:
    with pytest.raises(ActionRefused, match=r"没有案号为“JB-2026-0001”.*第8条"):
        received().does("merge", merged_into="JB-2026-0001")

    for act in ("merge", "decline", "turn_to_petition"):
        desk = replace(received(), priors=(earlier(act),))
        with pytest.raises(ActionRefused, match=r"本身已合并.*第8条"):
            desk.does("merge", merged_into="JB-2026-0001")


def test_a_report_leaves_the_bureau_only_by_another_persons_word() -> None:
    desk = received()
    desk.does("accept", intake_path="report")
    desk.does("ask_route_away", WINDOW)

    done = desk.does("route_away", HEAD)

    assert done.to_stage == "answer"
    assert verbs(done) == {("meet", "HOT12369-ROUTE")}


def test_who_reported_is_told_where_the_report_went_before_it_is_closed() -> None:
    desk = received()
    desk.does("accept", intake_path="report")
    desk.does("ask_route_away", WINDOW)
    desk.does("route_away", HEAD)

    with pytest.raises(ActionRefused, match="尚未反馈举报人"):
        desk.does("ask_close", ENFORCER, reward_due=False)
    desk.does("draft_answer", ENFORCER)
    desk.does("approve_answer", CHIEF)
    desk.does("tell_informant", WINDOW)
    desk.does("ask_close", ENFORCER, reward_due=False)

    assert ("meet", "HOT12369-CLOSE") in verbs(desk.does("close", HEAD))


def test_findings_want_an_approved_visit_or_a_reason() -> None:
    with pytest.raises(ActionRefused, match="没有核查笔录"):
        taken().does("submit_findings", ENFORCER, complaint_result="untrue")

    taken().does("submit_findings", ENFORCER, complaint_result="untrue", no_check_reason="已停产")


def test_an_emergency_visit_is_approved_afterwards() -> None:
    desk = taken()
    desk.does("record_check", ENFORCER, emergency_check=True)
    desk.does("ask_check", ENFORCER)
    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("submit_findings", ENFORCER, complaint_result="untrue")

    desk.does("approve_check_afterwards", HEAD)

    desk.does("submit_findings", ENFORCER, complaint_result="untrue")


def test_a_visit_takes_an_approved_task_and_two_officers() -> None:
    with pytest.raises(ActionRefused, match="尚无批准的检查任务"):
        taken().does("record_check", ENFORCER, emergency_check=False)
    with pytest.raises(ActionRefused, match="不少于 2 名"):
        taken().does("record_check", ENFORCER, handlers=["P1"], emergency_check=True)


def test_a_true_report_leads_to_a_clue_that_says_where_it_came_from() -> None:
    desk = checked()
    with pytest.raises(ActionRefused, match="转为问题线索"):
        desk.does("submit_findings", ENFORCER, complaint_result="true")

    done = desk.does("raise_clue", ENFORCER, discovered_on="2026-09-08")
    desk.does("submit_findings", ENFORCER, complaint_result="true")

    assert opened(done) == ["violation"]
    carried = done.duties[0].payload["carries"]
    assert carried["clue_source"] == "complaint"
    assert set(carried) == {FINDINGS, "discovered_on", "clue_source"}


def test_a_clue_counts_from_its_report_or_visit_and_not_from_the_click() -> None:
    unseen, seen = taken(), checked()
    unseen.facts["reported_on"] = "2026-08-01"
    seen.facts |= {"reported_on": "2026-08-01", "visited_on": "2026-08-10"}

    for desk, day in ((unseen, "2026-08-01"), (seen, "2026-08-10")):
        done = desk.does("raise_clue", ENFORCER, discovered_on="2026-09-09")
        assert done.duties[0].payload["carries"]["discovered_on"] == day


def test_a_clue_is_not_discovered_tomorrow() -> None:
    with pytest.raises(ActionRefused, match="在今天之后"):
        checked().does("raise_clue", ENFORCER, discovered_on="2026-09-10")


def test_a_case_sent_back_is_routed_within_three_days_again() -> None:
    assert started(checked().does("return_routing", ENFORCER)) == {"HOT12369-ROUTE"}


def test_an_extension_is_granted_by_the_head_and_told_with_its_reason() -> None:
    desk = answered()
    desk.does("ask_extension", ENFORCER, extend_days=30)
    done = desk.does("extend", CHIEF, extend_days=30)
    assert ("extend", "HOT12369-CLOSE") in verbs(done)

    with pytest.raises(ActionRefused, match="尚未告知"):
        desk.does("ask_close", ENFORCER, reward_due=False)
    desk.does("tell_extension", ENFORCER)

    desk.does("ask_close", ENFORCER, reward_due=False)


def test_an_ended_period_is_not_prolonged_and_nothing_granted_is_not_told() -> None:
    desk = checked()
    with pytest.raises(ActionRefused, match="没有批准的延期"):
        desk.does("tell_extension", ENFORCER)
    desk.clocks = ()
    with pytest.raises(ActionRefused, match="已经届满"):
        desk.does("ask_extension", ENFORCER)


def test_an_answer_is_approved_by_the_head_before_anybody_is_told() -> None:
    desk = answering()
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("tell_informant", WINDOW)
    with pytest.raises(ActionRefused, match="尚未反馈举报人"):
        desk.does("ask_close", ENFORCER)

    desk.does("draft_answer", ENFORCER)
    desk.does("approve_answer", CHIEF)
    with pytest.raises(ActionRefused, match="尚在审定或者尚未反馈"):
        desk.does("ask_close", ENFORCER)
    desk.does("tell_informant", WINDOW)

    desk.does("ask_close", ENFORCER, reward_due=False)
    done = desk.does("close", HEAD)
    assert ("meet", "HOT12369-CLOSE") in verbs(done)
    assert done.outcome == "answered"


def test_a_named_informant_is_never_left_without_feedback_as_anonymous() -> None:
    desk = answering()
    desk.does("draft_answer", ENFORCER)
    desk.does("approve_answer", CHIEF)

    with pytest.raises(ActionRefused, match="实名举报应当反馈"):
        desk.does("record_no_contact", WINDOW, no_contact="anonymous")
    desk.does("record_no_contact", WINDOW, no_contact="unreachable")


def test_whether_a_reward_is_due_decides_how_the_case_is_closed() -> None:
    desk = answered()
    desk.does("ask_close", ENFORCER, reward_due=True)
    with pytest.raises(ActionRefused, match="转奖励"):
        desk.does("close", HEAD)

    plain = answered()
    plain.does("ask_close", ENFORCER, reward_due=False)
    with pytest.raises(ActionRefused, match="不符合奖励条件"):
        plain.does("close_pending_reward", HEAD)


def test_a_reward_is_proposed_approved_and_paid_by_three_people() -> None:
    desk = to_be_rewarded()
    desk.does("propose_reward", ENFORCER, reward_fen=50_000)
    desk.does("approve_reward", CHIEF)
    with pytest.raises(ActionRefused, match=r"500\.00"):
        desk.does("pay_reward", CASHIER, reward_paid_fen=60_000)

    done = desk.does("pay_reward", CASHIER, reward_paid_fen=50_000)

    assert done.outcome == "rewarded"


def test_who_approved_a_reward_does_not_pay_it_out() -> None:
    desk = to_be_rewarded()
    desk.does("propose_reward", ENFORCER, reward_fen=50_000)
    both = person(R.BUREAU_HEAD, "X")
    desk.does("approve_reward", both)

    with pytest.raises(ActionRefused):
        desk.does("pay_reward", person(R.RECEPTIONIST, "X"), reward_paid_fen=50_000)


def test_a_reward_of_nothing_is_refused() -> None:
    with pytest.raises(ActionRefused, match="大于零"):
        to_be_rewarded().does("propose_reward", ENFORCER, reward_fen=0)


def test_a_reward_may_be_refused_or_waived() -> None:
    desk = to_be_rewarded()
    desk.does("propose_reward", ENFORCER)
    assert desk.does("refuse_reward", CHIEF).outcome == "answered"

    waived = to_be_rewarded()
    waived.does("propose_reward", ENFORCER)
    waived.does("approve_reward", CHIEF)
    assert waived.does("record_reward_waived", WINDOW).outcome == "answered"


def test_nothing_of_a_report_is_for_the_unit_reported() -> None:
    for stage in COMPLAINT.stages:
        assert stage.audience is Audience.AUTHORITY
        for act in stage.acts:
            assert act.audience is Audience.AUTHORITY
            assert act.serve == ()
            assert R.ENTERPRISE not in act.who
    for key in ("HOT12369-ACCEPT", "HOT12369-ROUTE", "HOT12369-CLOSE", "REPORT-FEEDBACK"):
        assert {row.audience for row in CLOCKS[key].rows} == {"authority"}


def test_a_second_visit_discovers_nothing_later() -> None:
    desk = taken()
    for day in ("2026-09-04", "2026-09-08"):
        desk.does("ask_check", ENFORCER)
        desk.does("approve_check", HEAD)
        desk.does("record_check", ENFORCER, emergency_check=False, visited_on=day)

    done = desk.does("raise_clue", ENFORCER, discovered_on="2026-09-09")

    assert done.duties[0].payload["carries"]["discovered_on"] == "2026-09-04"


def test_nothing_is_discovered_before_it_was_reported() -> None:
    with pytest.raises(ActionRefused, match="早于"):
        checked().does("raise_clue", ENFORCER, discovered_on="2026-08-20")
