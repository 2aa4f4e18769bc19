"""Measures, remedies and the court at work: cases open each other, hear each other, run out."""

from datetime import date, timedelta

import pytest

from casework.verify import verify
from casework.window import Kept
from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import CALENDAR, CONDUCT, SEEN, service
from tests.casework.district_at_work import District, district
from tests.casework.penalties_at_work import NO_LEGAL
from tests.casework.test_filed_at_window import record

PAIR = ["ZF01", "ZF02"]
SCENE = {
    "handlers": PAIR, "seized_items": "印染废水泵一台", "seizure_sort": "sealed",
    "seizure_party_present": True, "scene_record": ["笔录.pdf"], "delivered_on_scene": True,
    "not_sealed_by_another": True,
}  # fmt: skip


def violating(world: District, *, listed: bool = False) -> str:
    """Answer a violation whose order to correct was served on 2 March."""
    case = world.open(
        "violation", "ZF01", "own", permit=False, discovered_on="2026-03-02", clue_source="patrol"
    )
    world.act(case, "screen_in", "ZF01", opinion="转核实")
    world.act(case, "ask_check", "ZF01", reason="群众举报")
    world.act(case, "approve_check", "KS01")
    world.act(case, "record_check", "ZF01", **SEEN)
    item = {"daily_fine_item": "exceeds" if listed else "none"}
    world.act(case, "establish", "ZF01", **CONDUCT | item)
    world.act(case, "draft_order", "ZF01", order_content="停止排放", term_days=60)
    world.act(case, "sign_order", "JZ01")
    world.act(case, "serve_order", "ZF01", **service("责改1号", "2026-03-02"))
    return case


def told_of_a_restriction(world: District, violation: str) -> str:
    """Answer a restriction whose notice was served on 2 March: its windows end on the 9th."""
    world.act(violation, "propose_restriction", "ZF01", reason="超标排放")
    case = world.newest("production_order")
    world.act(
        case, "record_evidence", "ZF01", handlers=PAIR, findings="超标", evidence=["监测.pdf"],
        taken_on_site=True, visited_on="2026-03-02", inspection_task_no=violation,
    )  # fmt: skip
    world.act(
        case, "submit_report", "ZF01", order_ground="exceeds", by_monitoring=False,
        article_7_applies=False, opinion="拟限制生产三个月",
    )  # fmt: skip
    world.act(case, "pass_review", "FZ01", opinion="同意", major_case=False)
    world.act(case, "draft_notice", "ZF01", order_measures="减产五成", restriction_months=3)
    world.act(case, "sign_notice", "JZ01")
    world.act(case, "serve_notice", "ZF01", **service("限告1号", "2026-03-02"))
    return case


def restricted(world: District, violation: str, months: int = 3) -> str:
    """Answer a restriction of months that was decided and served on 16 March."""
    case = told_of_a_restriction(world, violation)
    world.on("2026-03-16")
    return decided_on_the_16th(world, case, months)


def decided_on_the_16th(world: District, case: str, months: int = 3) -> str:
    """Answer the restriction, decided and served on 16 March."""
    world.act(case, "legal_review_not_needed", "ZF01", **NO_LEGAL)
    world.act(case, "discussion_not_needed", "ZF01", reason="案情简单")
    world.act(case, "propose_order", "ZF01", order_measures="减产五成")
    world.act(case, "order_restriction", "JZ01", restriction_months=months)
    world.act(case, "serve_order", "ZF01", **service("限产1号", "2026-03-16"))
    return case


def test_a_restriction_runs_by_months_is_prolonged_by_months_and_lifted_by_the_filing(
    db: Database,
) -> None:
    world = district(db)
    violation = violating(world)
    case = restricted(world, violation)
    assert world.clock(case, "XC-TERM").due_on == date(2026, 6, 16)

    world.act(case, "ask_extension", "ZF01", extend_months=2, extend_reason="设备到货延迟")
    world.act(case, "extend", "JZ01", extend_months=2, extend_reason="设备到货延迟")
    assert world.clock(case, "XC-TERM").due_on == date(2026, 6, 16)
    world.act(case, "serve_extension", "ZF01", **service("限延1号", "2026-03-16"))
    assert world.clock(case, "XC-TERM").due_on == date(2026, 8, 16)
    assert world.clock(case, "XC-TERM").extensions[0]["approver"] == "JZ01"
    with pytest.raises(ActionRefused, match="不能再延长"):
        world.act(case, "ask_extension", "ZF01", extend_months=1, extend_reason="仍未到货")
    world.on("2026-08-18")
    assert world.case(case).stage == "lapsed"
    world.act(
        case, "file_completion", "QY01", completed_on="2026-08-17",
        completion_files=["完成报告.pdf"], disclosed_at="公司网站",
    )  # fmt: skip

    assert world.case(case).stage == "tracking"
    assert world.view_of(case).facts["order_lifted_on"] == "2026-08-18"
    assert world.clock(case, "XC-TRACK").due_on == date(2026, 9, 17)
    assert {"order_decision", "restriction_extended", "restriction_lapsed", "order_lifted"} <= (
        world.notices(case)
    )
    assert world.events(violation).count("record_feedback") == 2
    with db.reading() as session:
        assert verify(session, CALENDAR, case).flaws == ()


def prolonged(world: District) -> str:
    """Answer a restriction until 16 June whose extension by two months was approved in March."""
    case = restricted(world, violating(world))
    more = {"extend_months": 2, "extend_reason": "设备到货延迟"}
    world.act(case, "ask_extension", "ZF01", **more)
    world.act(case, "extend", "JZ01", **more)
    return case


def test_a_restriction_whose_extension_was_never_served_ends_on_its_first_date(
    db: Database,
) -> None:
    world = district(db)
    case = prolonged(world)
    world.on("2026-06-18")

    assert world.case(case).stage == "lapsed"
    assert not world.clock(case, "XC-TERM").open
    assert "restriction_extended" not in world.notices(case)
    with pytest.raises(ActionRefused, match="晚于限制生产期满之日 2026-06-16"):
        world.act(case, "serve_extension", "ZF01", **service("限延1号", "2026-06-17"))
    assert world.act(case, "propose_shutdown", "ZF01", reason="仍不达标")


def test_an_extension_served_in_time_and_recorded_after_the_end_prolongs_the_restriction(
    db: Database,
) -> None:
    world = district(db)
    case = prolonged(world)
    world.on("2026-06-18")

    world.act(case, "serve_extension", "ZF01", **service("限延1号", "2026-06-16"))

    assert world.case(case).stage == "rectification"
    running = world.clock(case, "XC-TERM")
    assert (running.open, running.due_on) == (True, date(2026, 8, 16))
    world.on("2026-08-18")
    assert world.case(case).stage == "lapsed"
    with db.reading() as session:
        assert verify(session, CALENDAR, case).flaws == ()


def test_the_same_violation_is_not_restricted_twice_whichever_case_it_is_found_in(
    db: Database,
) -> None:
    world = district(db)
    again = violating(world)
    world.now += timedelta(minutes=30)
    first = restricted(world, violating(world))
    world.on("2026-06-18")
    assert world.case(first).stage == "lapsed"

    world.act(again, "propose_restriction", "ZF01", reason="仍然超标排放")
    second = world.newest("production_order")
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        world.act(
            second, "record_evidence", "ZF01", handlers=PAIR, findings="仍然超标",
            evidence=["监测.pdf"], taken_on_site=True, visited_on="2026-06-18",
            inspection_task_no=again,
        )  # fmt: skip
    world.act(second, "ask_visit", "ZF01", reason="核实仍然超标")
    world.act(second, "approve_visit", "KS01")
    world.act(
        second, "record_evidence", "ZF01", handlers=PAIR, findings="仍然超标",
        evidence=["监测.pdf"], taken_on_site=True, visited_on="2026-06-18",
    )  # fmt: skip

    with pytest.raises(ActionRefused, match=f"案件{first}中已被限制生产"):
        world.act(
            second, "submit_report", "ZF01", order_ground="exceeds", by_monitoring=False,
            article_7_applies=False, opinion="拟再限制生产", unlike_earlier_order="不同",
        )  # fmt: skip


def test_the_windows_of_a_notice_run_out_together_and_once(db: Database) -> None:
    world = district(db)
    case = restricted(world, violating(world))

    assert world.events(case).count("windows_lapse") == 1
    assert world.clock(case, "CF-PLEA").status == "lapsed"
    assert world.clock(case, "CF-HEAR-REQ").status == "met"


def test_a_suit_is_heard_of_at_once_and_suspends_only_by_a_ruling(db: Database) -> None:
    world = district(db)
    case = restricted(world, violating(world))

    world.act(
        case, "record_litigation", "FZ01", challenged_act="责令限制生产决定书",
        complaint_received_on="2026-03-16", remedy_opened_on="2026-03-13",
        court_name="虚构区人民法院", court_case_no="（2026）沪01行初1号",
    )  # fmt: skip
    suit = world.newest("litigation")

    assert world.clock(suit, "LIT-ANSWER").due_on == date(2026, 3, 31)
    assert "record_remedy_opened" in world.events(case)
    assert "performance_suspended" not in world.view_of(case).facts
    world.act(
        suit, "record_suspension", "FZ01", suspension_no="（2026）沪01行初1号之一",
        suspended_on="2026-03-16", evidence=["裁定.pdf"],
    )  # fmt: skip
    assert world.view_of(case).facts["performance_suspended"] is True
    with pytest.raises(ActionRefused, match=suit):
        world.act(case, "record_reconsideration", "FZ01", challenged_act="责令限制生产决定书")
    world.on("2026-04-01")
    assert world.case(suit).stage == "answering"
    assert "remedy_answer_overdue" in world.notices(suit)


def test_a_judgment_that_annuls_an_order_is_heard_by_it(db: Database) -> None:
    world = district(db)
    case = restricted(world, violating(world))
    world.act(case, "record_reconsideration", "FZ01", challenged_act="责令限制生产决定书")
    review = world.newest("reconsideration")
    world.act(
        review, "record_copy", "FZ01", review_body="虚构区人民政府",
        copy_received_on="2026-03-16", remedy_opened_on="2026-03-12",
    )  # fmt: skip
    world.act(review, "draft_answer", "ZF01", answer_text="事实清楚", evidence=["卷宗.pdf"])
    world.act(review, "sign_answer", "JZ01")
    world.act(review, "submit_answer", "FZ01", answered_on="2026-03-16")
    assert world.clock(review, "REV-ANSWER").due_on == date(2026, 3, 30)

    world.act(
        review, "record_annulled", "FZ01", remedy_result_no="复决1号",
        remedy_closed_on="2026-03-16", annulment_no="复决1号", annulled_on="2026-03-16",
        redo_ordered=False,
    )  # fmt: skip

    assert world.case(case).stage == "closing"
    assert world.view_of(case).facts["remedy_outcome"] == "annulled"
    assert world.clock(case, "XC-TERM").open is False


def test_an_urgent_seizure_without_its_paper_in_a_day_must_be_lifted(db: Database) -> None:
    world = district(db)
    violation = violating(world)
    world.act(violation, "propose_seizure", "ZF01", reason="偷排")
    case = world.newest("seizure")
    world.act(
        case, "act_urgently", "ZF01", **SCENE, seizure_ground="evasion", urgent_why="正在偷排",
        seized_at="2026-03-02T08:30:00+08:00",
    )  # fmt: skip
    assert world.clock(case, "CFK-TERM").due_on == date(2026, 4, 1)

    world.on("2026-03-03")

    assert world.case(case).stage == "release_decision"
    assert "seizure_urgent_lapsed" in world.notices(case)
    world.act(case, "sign_release", "JZ01", release_why="other")
    assert world.clock(case, "CFK-RELEASE-SERVE").due_on == date(2026, 3, 6)


def test_testing_moves_the_end_of_a_seizure_and_the_end_must_be_lifted(db: Database) -> None:
    world = district(db)
    violation = violating(world)
    world.act(violation, "propose_seizure", "ZF01", reason="偷排")
    case = world.newest("seizure")
    world.act(case, "approve_seizure", "JZ01", seizure_ground="evasion", major_case=False)
    world.act(case, "execute_seizure", "ZF01", **SCENE, seized_at="2026-03-02T08:30:00+08:00")
    world.on("2026-03-09")
    world.act(
        case, "commission_testing", "ZF01", **service("检告1号", "2026-03-09"),
        testing_body="某检测所", testing_days=10,
    )  # fmt: skip
    world.on("2026-03-19")
    world.act(
        case, "receive_testing", "ZF01", testing_result="含铬", testing_received_on="2026-03-19"
    )
    assert world.clock(case, "CFK-TERM").due_on == date(2026, 4, 11)

    world.on("2026-04-13")

    assert world.case(case).stage == "release_decision"


def test_a_test_without_a_result_holds_the_term_for_the_told_days_only(db: Database) -> None:
    world = district(db)
    world.act(violating(world), "propose_seizure", "ZF01", reason="偷排")
    case = world.newest("seizure")
    world.act(case, "approve_seizure", "JZ01", seizure_ground="evasion", major_case=False)
    world.act(case, "execute_seizure", "ZF01", **SCENE, seized_at="2026-03-02T08:30:00+08:00")
    world.on("2026-03-09")
    told = service("检告1号", "2026-03-09")
    world.act(case, "commission_testing", "ZF01", **told, testing_body="某检测所", testing_days=10)

    world.on("2026-03-25")

    assert world.clock(case, "LOCAL-TESTING").status == "lapsed"
    assert world.clock(case, "CFK-TERM").status == "running"
    assert world.clock(case, "CFK-TERM").due_on == date(2026, 4, 11)
    assert "seizure_testing_ended" in world.notices(case)
    world.on("2026-04-13")
    assert world.case(case).stage == "release_decision"
    assert world.clock(case, "LOCAL-LIFT").open


def test_what_was_seized_goes_to_the_police_only_with_the_transfer_they_filed(
    db: Database,
) -> None:
    world = district(db)
    violation = violating(world)
    world.act(violation, "propose_seizure", "ZF01", reason="偷排")
    case = world.newest("seizure")
    world.act(case, "approve_seizure", "JZ01", seizure_ground="evasion", major_case=False)
    world.act(case, "execute_seizure", "ZF01", **SCENE, seized_at="2026-03-02T08:30:00+08:00")
    with pytest.raises(ActionRefused, match="没有同一违法事实的行刑衔接案件"):
        world.act(case, "ask_hand_over", "ZF01", reason="随案移送")
    world.act(violation, "hand_over_crime", "ZF01", suspected_crime="偷排重金属废水")
    transfer = world.newest("transfer")
    with pytest.raises(ActionRefused, match=f"{transfer}尚未由公安机关立案"):
        world.act(case, "ask_hand_over", "ZF01", reason="随案移送")

    assert [each.case_no for each in world.view_of(case).kin] == [transfer]


def test_a_seizure_is_prolonged_with_a_written_reason_on_file(db: Database) -> None:
    world = district(db)
    world.act(violating(world), "propose_seizure", "ZF01", reason="偷排")
    case = world.newest("seizure")
    world.act(case, "approve_seizure", "JZ01", seizure_ground="evasion", major_case=False)
    world.act(case, "execute_seizure", "ZF01", **SCENE, seized_at="2026-03-02T08:30:00+08:00")
    more = {"extend_days": 30, "extend_reason": "案情复杂"}
    world.act(case, "ask_extension", "ZF01", **more)

    world.act(case, "extend", "JZ01", **more, seizure_extension_why="案情复杂，见决定书")

    assert world.clock(case, "CFK-TERM").due_on == date(2026, 5, 1)


def test_a_court_gives_more_time_for_evidence(db: Database) -> None:
    world = district(db)
    suit = world.open(
        "litigation", "FZ01", permit=False, challenged_act="罚1号",
        complaint_received_on="2026-03-02", remedy_opened_on="2026-02-26",
        court_name="虚构区人民法院", court_case_no="初1号", decision_served_on="2026-02-02",
    )  # fmt: skip

    world.act(
        suit, "record_more_time", "FZ01", court_permission="准许通知1号", extend_days=10,
        extend_reason="不可抗力",
    )  # fmt: skip

    assert world.clock(suit, "LIT-ANSWER").due_on == date(2026, 3, 27)


def test_a_preservation_that_nobody_disposes_of_ends_by_itself(db: Database) -> None:
    world = district(db)
    violation = violating(world)
    world.act(violation, "propose_preservation", "ZF01", reason="台账可能灭失")
    case = world.newest("preservation")
    world.act(case, "approve_preservation", "JZ01", preservation_why="台账可能灭失")
    world.act(
        case, "preserve", "ZF01", handlers=PAIR, preserved_items="台账三册",
        preserved_at="2026-03-02T08:30:00+08:00", preservation_record_file=["笔录.pdf"],
    )  # fmt: skip
    assert world.clock(case, "CF-EVID-HOLD").due_on == date(2026, 3, 11)

    world.on("2026-03-12")

    assert world.case(case).stage == "disposal_service"
    assert "preservation_lapsed" in world.notices(case)


def test_a_daily_fine_becomes_a_penalty_with_its_days_and_its_original(db: Database) -> None:
    world = district(db)
    violation = violating(world, listed=True)
    world.act(
        violation, "record_feedback", "system", original_served_on="2026-03-09",
        original_fine=10_000_000, original_decision_no="罚1号",
    )  # fmt: skip
    world.on("2026-03-12")
    world.act(violation, "ask_visit", "ZF01", reason="按日计罚暗查")
    world.act(violation, "approve_visit", "KS01")
    world.act(
        violation, "record_covert_recheck_continuing", "ZF01", handlers=PAIR,
        findings="仍在排放", visited_on="2026-03-12", recheck_finding="discharging",
    )  # fmt: skip
    world.act(violation, "ask_daily", "ZF01", reason="拒不改正")
    world.act(violation, "open_daily", "JZ01")

    penalty = world.case(world.newest("penalty"))

    assert penalty.kinds == ["daily"]
    assert penalty.facts["daily_periods"] == "2026-03-02/2026-03-12"
    assert penalty.facts["original_fine"] == 10_000_000
    assert world.openers(penalty.case_no) == {violation: "penalty"}


def test_a_fine_on_the_spot_opens_a_summary_penalty(db: Database) -> None:
    world = district(db)
    violation = violating(world)

    world.act(
        violation, "open_summary", "ZF01", handlers=PAIR, spot_ground="organisation",
        conduct="标志牌缺失", articles_violated="条例第36条",
    )  # fmt: skip

    assert world.case(world.newest("penalty")).kinds == ["summary"]
    assert world.clock(violation, "CF-FILE").status == "met"


def test_the_three_months_for_the_court_count_from_the_end_of_both_remedies(db: Database) -> None:
    world = district(db)
    world.on("2026-09-09")

    case = world.open(
        "court_enforcement", "system", permit=False, decision_served_on="2026-03-02",
        urging_served_on="2026-08-03", enforceable_from="2026-09-02",
    )  # fmt: skip

    assert world.clock(case, "ENF-APPLY").due_on == date(2026, 12, 2)
    claim = {"claim_amount": 20_000_000, "party_opinion": "无", "enforcement_subject": "罚款"}
    world.act(case, "draft_application", "ZF01", **claim)
    world.on("2026-12-03")
    assert "court_application_overdue" in world.notices(case)
    with pytest.raises(ActionRefused, match="2026-12-02 届满"):
        world.act(case, "sign_application", "JZ01")


def test_a_plea_posted_in_time_holds_an_order_until_it_is_answered(sqlite_db: Database) -> None:
    world = district(sqlite_db)
    world.on("2026-03-02")
    case = told_of_a_restriction(world, violating(world))
    world.on("2026-03-16")
    kept = record(
        world, case, "plead", "2026-03-09", filing_received_on="2026-03-16", penalty_plea="已达标"
    )
    assert isinstance(kept, Kept)
    assert "“听取期限内提出的意见”" in kept.words

    with pytest.raises(ActionRefused, match=r"2026-03-09.*第45条"):
        decided_on_the_16th(world, case)
    world.act(case, "hear_late_filing", "ZF01")
    world.act(case, "review_plea", "ZF01", plea_review_opinion="不采纳")
    world.act(case, "confirm_plea_review", "KS01")
    decided_on_the_16th(world, case)

    assert world.case(case).stage == "rectification"


def test_a_plea_that_a_new_notice_overtook_is_reviewed_when_its_windows_end(
    sqlite_db: Database,
) -> None:
    world = district(sqlite_db)
    world.on("2026-03-02")
    case = told_of_a_restriction(world, violating(world))
    record(world, case, "plead", "2026-03-02", penalty_plea="已达标")
    world.act(case, "renew_notice", "ZF01", order_renewed_why="更正文字")
    world.act(case, "draft_notice", "ZF01", order_measures="减产五成", restriction_months=2)
    world.act(case, "sign_notice", "JZ01")
    world.act(case, "serve_notice", "ZF01", **service("限告2号", "2026-03-02"))

    world.on("2026-03-16")

    assert world.case(case).stage == "plea_review"
    assert world.events(case).count("windows_lapse_owing") == 1
