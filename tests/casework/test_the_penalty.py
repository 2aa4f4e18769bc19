"""A penalty through the database: its windows, its ninety days, its money and its way to court."""

import pytest

from casework.case_sheet import case_sheet
from models.session import Database
from rules.decide import ActionRefused
from rules.window import FILING_DAY
from tests.casework.bureau import service
from tests.casework.district_at_work import District, district
from tests.casework.penalties_at_work import (
    closed,
    decided,
    investigated,
    paid,
    published,
    told,
)


def filed(world: District) -> str:
    """Answer the penalty that a violation's filing opened."""
    clue = world.open("violation", "ZF01", "own", discovered_on="2026-07-16", clue_source="patrol")
    world.act(clue, "screen_in", "ZF01", opinion="转核实")
    world.act(clue, "ask_file_case", "ZF01", conduct="逾期未报执行报告", filing_conditions=True)
    world.act(clue, "file_case", "JZ01")
    return world.newest("penalty")


def at_work(db: Database) -> tuple[District, str]:
    world = district(db)
    world.on("2026-07-17")
    return world, filed(world)


def served(world: District, case: str) -> None:
    """Take a penalty to the service of its decision on 28 July."""
    investigated(world, case)
    told(world, case, "2026-07-17")
    world.on("2026-07-27")
    decided(world, case)
    world.on("2026-07-28")
    world.act(case, "serve_decision", "ZF01", **service("虚罚〔2026〕1号", "2026-07-28"))
    published(world, case)


def test_filing_opens_the_penalty_and_its_ninety_days(db: Database) -> None:
    world, case = at_work(db)

    row = world.case(case)
    assert (row.stage, row.kinds, row.facts["filed_on"]) == (
        "investigation", ["ordinary"], "2026-07-17",
    )  # fmt: skip
    clock = world.clock(case, "CF-DECIDE")
    assert (clock.amount, clock.unit, clock.due_on.isoformat()) == (90, "CD", "2026-10-15")
    assert list(world.openers(case).values()) == ["penalty"]


def test_the_windows_run_out_by_themselves_and_not_before(db: Database) -> None:
    world, case = at_work(db)
    investigated(world, case)
    told(world, case, "2026-07-17", hearing=True)
    assert world.clock(case, "CF-PLEA").due_on.isoformat() == "2026-07-24"

    world.on("2026-07-24")
    assert world.case(case).stage == "plea"
    world.on("2026-07-25")

    assert world.case(case).stage == "legal_review"
    assert {world.clock(case, key).open for key in ("CF-PLEA", "CF-HEAR-REQ")} == {False}
    assert world.events(case).count("windows_lapse") == 1


def test_a_transfer_and_an_appraisal_hold_the_ninety_days_until_both_have_ended(
    db: Database,
) -> None:
    world, case = at_work(db)
    world.on("2026-07-20")
    world.act(
        case, "commission_appraisal", "ZF01", commissioned_to="鉴定所", pause_notice_no="鉴委1号",
        reason="须鉴定",
    )  # fmt: skip
    world.on("2026-07-22")
    world.act(case, "pause_for_transfer", "system")
    world.on("2026-07-30")
    world.act(
        case, "receive_appraisal", "ZF01", appraisal_no="鉴1号",
        appraisal_received_on="2026-07-30", evidence=["鉴定.pdf"],
    )  # fmt: skip
    still = world.clock(case, "CF-DECIDE")
    assert (still.status, still.due_on) == ("paused", None)

    world.on("2026-08-19")
    world.act(case, "resume_after_transfer", "system")

    clock = world.clock(case, "CF-DECIDE")
    assert clock.status == "running"
    assert [each["ground"] for each in clock.pauses] == ["鉴定", "移送司法机关"]
    assert clock.due_on.isoformat() == "2026-11-16"


def test_two_extensions_and_no_third(db: Database) -> None:
    world, case = at_work(db)
    said = {"extend_days": 30, "extend_reason": "案情复杂"}
    world.act(case, "ask_extension", "ZF01", **said)
    world.act(case, "extend", "JZ01", **said)
    assert world.clock(case, "CF-DECIDE").due_on.isoformat() == "2026-11-16"
    world.act(case, "ask_extension", "ZF01", **said)
    again = said | {
        "extension_discussion": ["集体讨论.pdf"], "discussion_voters": ["JZ01", "KS01", "KS02"],
        "discussion_chair": ["JZ01"], "discussion_recorder": ["FZ01"],
    }  # fmt: skip
    with pytest.raises(ActionRefused, match="不得超过30日"):
        world.act(case, "extend_again", "JZ01", **again | {"extend_days": 31})

    world.act(case, "extend_again", "JZ01", **again)

    assert world.clock(case, "CF-DECIDE").due_on.isoformat() == "2026-12-14"
    world.act(case, "ask_extension", "ZF01", **said)
    with pytest.raises(ActionRefused, match="不能再延长"):
        world.act(case, "extend_again", "JZ01", **again)


def test_a_paid_penalty_is_closed_and_heard_of(db: Database) -> None:
    world, case = at_work(db)
    served(world, case)
    clue = world.newest("violation")
    assert world.view_of(clue).facts["original_fine"] == 710_000
    assert world.clock(case, "CF-PAY").due_on.isoformat() == "2026-08-12"

    world.on("2026-08-05")
    paid(world, case)
    closed(world, case)

    row = world.case(case)
    assert (row.stage, row.outcome, row.facts["unpaid_amount"]) == ("closed", "closed", 0)
    assert world.events(clue).count("record_feedback") >= 2
    assert {"penalty_notice", "penalty_decision"} <= world.notices(case)
    assert {each.kind for each in world.undone()} <= {"outward"}


def test_an_unpaid_fine_grows_and_is_explained_day_by_day(db: Database) -> None:
    world, case = at_work(db)
    served(world, case)

    world.on("2026-08-23")

    assert world.case(case).stage == "urging"
    with db.reading() as session:
        sheet = case_sheet(session, case, world.now)
    lines = {each.title: each.lines for each in sheet.amounts}
    assert lines["加处罚款"][-1] == "截至 2026-08-23 加处罚款：2,343元"
    assert lines["应缴和已缴"][-1] == "已缴 0元，尚欠 9,443元"
    assert lines["裁量"][-1].startswith("舍去不足")


def test_three_months_for_the_court_begin_when_both_remedies_have_lapsed(db: Database) -> None:
    world, case = at_work(db)
    served(world, case)
    world.on("2026-08-24")
    world.act(case, "draft_urging", "ZF01", opinion="逾期未缴")
    world.act(case, "sign_urging", "JZ01")
    world.act(case, "serve_urging", "ZF01", **service("催1号", "2026-08-24"))
    world.on("2026-11-21")
    with pytest.raises(ActionRefused, match="三个月没有起算"):
        world.act(case, "ask_court", "ZF01", opinion="申请执行")

    world.on("2027-01-30")

    clock = world.clock(case, "ENF-APPLY")
    assert (clock.start_on.isoformat(), clock.due_on.isoformat()) == ("2027-01-28", "2027-04-28")
    world.act(case, "ask_court", "ZF01", opinion="申请执行")
    world.act(case, "apply_court", "JZ01")
    assert world.case(case).stage == "enforcement"
    court = world.newest("court_enforcement")
    assert world.clock(court, "ENF-APPLY").due_on.isoformat() == "2027-04-28"
    said = {"party_opinion": "无", "enforcement_subject": "罚款和加处罚款"}
    for wrong in (1_420_001, 709_999):
        with pytest.raises(ActionRefused, match=r"7,100元.*最多 1.42万元.*第45条第2款"):
            world.act(court, "draft_application", "ZF01", claim_amount=wrong, **said)
    world.act(court, "draft_application", "ZF01", claim_amount=1_420_000, **said)
    assert not world.clock(case, "ENF-APPLY").open


def test_a_deferral_asked_in_time_and_approved_late_runs_on_from_the_old_last_day(
    db: Database,
) -> None:
    world, case = at_work(db)
    served(world, case)
    world.on("2026-08-12")
    world.act(case, "request_deferral", "QY01", deferral_request=["申请.pdf"], reason="资金周转")
    world.on("2026-08-20")
    assert world.case(case).stage == "urging"
    with pytest.raises(ActionRefused, match="第66条第2款"):
        world.act(case, "draft_urging", "ZF01", opinion="催告")
    said = {"extend_days": 60, "extend_reason": "确有困难"}
    world.act(case, "ask_deferral", "ZF01", **said)

    world.act(case, "approve_deferral", "JZ01", **said)

    clock = world.clock(case, "CF-PAY")
    known = world.case(case).facts
    assert (world.case(case).stage, clock.status) == ("performance", "running")
    assert clock.due_on.isoformat() == known["deferred_until"] == known["pay_by"] == "2026-10-12"
    world.on("2026-10-12")
    assert world.case(case).stage == "performance"
    world.on("2026-10-13")
    assert world.case(case).stage == "urging"
    assert world.case(case).facts["pay_by"] == "2026-10-12"
    with pytest.raises(ActionRefused, match="通知书尚未送达"):
        world.act(case, "draft_urging", "ZF01", opinion="催告")
    assert "deferral_notice" not in world.notices(case)
    world.act(case, "serve_deferral", "ZF01", **service("延缴1号", "2026-10-13"))
    assert "deferral_notice" in world.notices(case)
    assert world.clock(case, "CF-PAY").due_on.isoformat() == "2026-10-12"
    world.act(case, "draft_urging", "ZF01", opinion="催告")


def test_a_request_filed_on_the_last_day_and_recorded_later_still_counts(db: Database) -> None:
    world, case = at_work(db)
    served(world, case)
    world.on("2026-08-14")
    assert world.case(case).stage == "urging"
    said = {
        "deferral_request": ["申请.pdf"], "reason": "资金周转",
        "filed_by": "法定代表人甲", "filing_capacity": "legal_representative",
        "filing_file": ["收件.pdf"],
    }  # fmt: skip
    with pytest.raises(ActionRefused, match="第74条第1款"):
        world.act(case, "request_deferral", "QY01", deferral_request=["申请.pdf"], reason="周转")

    world.act(case, "request_deferral", "CK01", **said, **{FILING_DAY: "2026-08-12"})

    known = world.case(case).facts
    assert (known["deferral_pending"], known["deferral_requested_on"]) == (True, "2026-08-12")
