"""Papers that a party brings to the counter, through the database: recorded, kept, and shown."""

import pytest
from sqlmodel import select

from casework.act import Done
from casework.case_sheet import case_sheet
from casework.own_sheet import sheet_for
from casework.people import person
from casework.run_story import lines_since
from casework.verify import verify
from casework.window import Kept, act_or_keep
from models import CaseFile, Notice, Officer
from models.session import Database
from rules.case_view import ActionRefused
from rules.facts import FactsWrong, FactValue
from tests.casework.bureau import CALENDAR, ordered, service
from tests.casework.district_at_work import District, district
from tests.casework.penalties_at_work import (
    NO_DISCUSSION,
    NO_LEGAL,
    decided,
    investigated,
    published,
    told,
)

PAPER: dict[str, FactValue] = {
    "filed_by": "法定代表人甲",
    "filing_capacity": "legal_representative",
    "filing_file": ["书面材料.pdf"],
}
PLEA: dict[str, FactValue] = {"penalty_plea": "设备已经修复"}


def told_of_a_penalty(db: Database, *, hearing: bool = True) -> tuple[District, str]:
    """Answer a penalty whose notice was served on 17 July: its windows end on the 24th."""
    world = district(db)
    with db.writing("test_more_windows") as session:
        session.add(Officer(id="CK02", name="窗口乙", roles=["receptionist", "section_head"]))
    world.on("2026-07-17")
    clue = world.open("violation", "ZF01", "own", discovered_on="2026-07-16", clue_source="patrol")
    world.act(clue, "screen_in", "ZF01", opinion="转核实")
    world.act(clue, "ask_file_case", "ZF01", conduct="逾期未报执行报告", filing_conditions=True)
    world.act(clue, "file_case", "JZ01")
    case = world.newest("penalty")
    investigated(world, case)
    told(world, case, "2026-07-17", hearing=hearing)
    return world, case


def record(
    world: District, case: str, action: str, day: str, by: str = "CK01", key: str | None = None,
    **said: FactValue,
) -> Done | Kept:  # fmt: skip
    """Record a paper as the command line does, and carry out what follows."""
    with world.db.writing("test_record") as session:
        done = act_or_keep(
            session, case, action, person(session, by), {**PAPER, "filing_day": day, **said},
            now=world.now, calendar=CALENDAR, request_key=key,
        )  # fmt: skip
    world.settle()
    return done


def sound(world: District) -> None:
    """See that the chain, its facts and its clocks agree."""
    with world.db.reading() as session:
        assert verify(session, CALENDAR).flaws == ()


def test_a_plea_at_the_counter_is_the_partys_own_and_it_is_told(db: Database) -> None:
    world, case = told_of_a_penalty(db)
    world.on("2026-07-21")

    done = record(world, case, "plead", "2026-07-20", **PLEA)

    assert isinstance(done, Done)
    assert world.case(case).stage == "plea_review"
    assert world.case(case).facts["pleaded_on"] == "2026-07-20"
    assert world.case(case).facts["filed_on"] == "2026-07-17", "the day of filing the case is kept"
    assert not world.clock(case, "CF-PLEA").open
    with db.reading() as session:
        event = case_sheet(session, case, world.now).events[done.seq - 1]
        own = sheet_for(session, case, world.now, person(session, "QY01"))
        line = next(
            each for each in lines_since(session, world.case(case).id or 0, 1, done.seq - 1)
        )
        letter = session.exec(select(Notice).where(Notice.notice == "window_receipt")).one()
    assert (event.title, event.actor, event.role) == (
        "窗口代录：提交陈述申辩", "CK01", "receptionist",
    )  # fmt: skip
    assert event.facts["filing_file"] == ["书面材料.pdf"]
    assert line.words == "窗口代录：提交陈述申辩"
    shown = next(each for each in own.events if each.seq == done.seq)
    assert (shown.title, shown.actor) == ("窗口代录：提交陈述申辩", "")
    assert {shown.facts[name] for name in ("penalty_plea", "filing_day")} == {
        "设备已经修复",
        "2026-07-20",
    }
    assert (letter.audience, "QY01" in letter.recipients) == ("party", True)
    assert "提交陈述申辩" in letter.body
    assert "2026年7月20日" in letter.body
    assert "penalty_plea" in world.notices(case)
    sound(world)


def test_a_hearing_asked_for_on_the_last_day_is_held_though_it_is_typed_later(
    db: Database,
) -> None:
    world, case = told_of_a_penalty(db)
    world.on("2026-07-20")
    world.act(case, "plead", "QY01", **PLEA)
    world.on("2026-07-25")
    assert world.clock(case, "CF-HEAR-REQ").status == "lapsed"

    with pytest.raises(ActionRefused, match="已经届满"):
        record(world, case, "request_hearing", "2026-07-25", reason="要求听证")
    record(world, case, "request_hearing", "2026-07-24", reason="要求听证")

    assert world.case(case).stage == "hearing"
    sound(world)


def test_a_plea_whose_stage_is_over_is_kept_told_and_shown(db: Database) -> None:
    world, case = told_of_a_penalty(db)
    world.on("2026-07-25")
    assert world.case(case).stage == "legal_review"
    before = world.case(case)

    kept = record(world, case, "plead", "2026-07-24", key="K1", **PLEA)
    again = record(world, case, "plead", "2026-07-24", key="K1", **PLEA)

    assert isinstance(kept, Kept)
    assert again == kept
    assert "第45条" in kept.words
    assert "“重新告知”" in kept.words
    row = world.case(case)
    assert (row.stage, row.version, row.facts) == (before.stage, before.version, before.facts)
    assert world.events(case).count("filing_kept") == 1
    with db.reading() as session:
        own = sheet_for(session, case, world.now, person(session, "QY01"))
    shown = next(each for each in own.events if each.seq == kept.seq)
    assert shown.title == "窗口代录（环节已过，收下存卷）：提交陈述申辩"
    assert shown.facts["penalty_plea"] == "设备已经修复"
    assert {"window_receipt", "duty_failed"} <= world.notices(case)
    sound(world)


def test_a_plea_posted_in_time_holds_the_decision_until_it_is_answered(db: Database) -> None:
    world, case = told_of_a_penalty(db)
    world.on("2026-07-27")
    kept = record(world, case, "plead", "2026-07-24", filing_received_on="2026-07-27", **PLEA)
    assert isinstance(kept, Kept)
    assert "“听取期限内提出的意见”" in kept.words

    with pytest.raises(ActionRefused, match=r"2026-07-24.*提交陈述申辩.*尚未听取.*第45条"):
        decided(world, case)
    assert world.case(case).stage == "decision"
    world.act(case, "hear_late_filing", "ZF01")
    said: dict[str, FactValue] = {
        "plea_review_opinion": "不采纳", "plea_reviewed_on": "2026-07-27",
    }  # fmt: skip
    with pytest.raises(ActionRefused, match="第45条第1款"):
        world.act(case, "review_plea", "ZF01", plea_accepted="none", **said)
    world.act(case, "review_plea", "ZF01", plea_accepted="rejected", **said)
    world.act(case, "confirm_plea_review", "KS01")
    decided(world, case)

    assert world.case(case).stage == "service"
    sound(world)


def test_a_plea_that_comes_after_the_proposal_holds_the_heads_decision(
    sqlite_db: Database,
) -> None:
    world, case = told_of_a_penalty(sqlite_db)
    world.on("2026-07-27")
    world.act(case, "legal_review_not_needed", "ZF01", **NO_LEGAL)
    world.act(case, "discussion_not_needed", "ZF01", **NO_DISCUSSION)
    world.act(case, "propose_decision", "ZF01", opinion="事实清楚")
    record(world, case, "plead", "2026-07-24", **PLEA)

    with pytest.raises(ActionRefused, match="第45条"):
        world.act(case, "penalize", "JZ01", penalty_decision_no="虚罚1号")


def test_a_plea_that_was_truly_late_is_only_kept(sqlite_db: Database) -> None:
    world, case = told_of_a_penalty(sqlite_db)
    world.on("2026-07-27")
    kept = record(world, case, "plead", "2026-07-27", **PLEA)
    assert isinstance(kept, Kept)
    assert "听取期限内提出的意见" not in kept.words

    with pytest.raises(ActionRefused, match=r"没有期限内提出.*第45条"):
        world.act(case, "hear_late_filing", "ZF01")
    decided(world, case)

    assert world.case(case).stage == "service"


def test_a_hearing_asked_for_by_post_in_time_is_held(sqlite_db: Database) -> None:
    world, case = told_of_a_penalty(sqlite_db)
    world.on("2026-07-27")
    asked: dict[str, FactValue] = {"reason": "要求听证", "filing_received_on": "2026-07-27"}
    assert isinstance(record(world, case, "request_hearing", "2026-07-24", **asked), Kept)
    with pytest.raises(ActionRefused, match=r"申请听证.*尚未听取"):
        decided(world, case)

    world.act(case, "hear_late_filing", "ZF01")
    with pytest.raises(ActionRefused, match=r"应当组织听证.*第63条"):
        world.act(
            case, "review_plea", "ZF01", plea_review_opinion="不采纳", plea_accepted="rejected",
            plea_reviewed_on="2026-07-27",
        )  # fmt: skip
    done = record(world, case, "request_hearing", "2026-07-24", **asked)

    assert isinstance(done, Done)
    assert world.case(case).stage == "hearing"
    sound(world)


def test_who_gave_a_right_up_late_is_not_waited_for(sqlite_db: Database) -> None:
    world, case = told_of_a_penalty(sqlite_db)
    world.on("2026-07-27")
    record(world, case, "waive_hearing", "2026-07-24", rights_waiver=["放弃.pdf"])

    decided(world, case)

    assert world.case(case).stage == "service"


def test_what_is_kept_wants_its_scan_and_a_day_that_has_been(db: Database) -> None:
    world, case = told_of_a_penalty(db)
    world.on("2026-07-25")

    with pytest.raises(ActionRefused, match="在今天之后"):
        record(world, case, "plead", "2026-07-26", **PLEA)
    with pytest.raises(FactsWrong, match="书面材料扫描件"):
        record(world, case, "plead", "2026-07-24", **PLEA | {"filing_file": []})
    with pytest.raises(ActionRefused, match="不能办理"):
        record(world, case, "plead", "2026-07-24", by="ZF01", **PLEA)
    assert "filing_kept" not in world.events(case)


def test_an_enforcer_does_not_file_the_partys_plea(db: Database) -> None:
    world, case = told_of_a_penalty(db)

    with pytest.raises(ActionRefused, match="由窗口人员代录"):
        record(world, case, "plead", "2026-07-17", by="ZF02", **PLEA)


def test_the_recorder_neither_handles_nor_approves_the_case(db: Database) -> None:
    world, case = told_of_a_penalty(db)
    with db.writing("test_assign") as session:
        row = session.exec(select(CaseFile).where(CaseFile.case_no == case)).one()
        row.assignee_id = "CK01"
        session.add(row)
    with pytest.raises(ActionRefused, match="承办人"):
        record(world, case, "plead", "2026-07-17", **PLEA)

    record(world, case, "plead", "2026-07-17", by="CK02", **PLEA)
    record(world, case, "waive_hearing", "2026-07-17", by="CK02", rights_waiver=["放弃.pdf"])
    world.act(
        case, "review_plea", "ZF01", plea_review_opinion="不采纳", plea_accepted="rejected",
        plea_reviewed_on="2026-07-17",
    )  # fmt: skip

    with pytest.raises(ActionRefused, match="窗口代录过"):
        world.act(case, "confirm_plea_review", "CK02")
    world.act(case, "confirm_plea_review", "KS01")


def test_a_deferral_asked_for_by_letter_in_time_counts(db: Database) -> None:
    world, case = told_of_a_penalty(db, hearing=False)
    world.on("2026-07-27")
    decided(world, case)
    world.on("2026-07-28")
    world.act(case, "serve_decision", "ZF01", **service("虚罚〔2026〕1号", "2026-07-28"))
    published(world, case)
    world.on("2026-08-10")

    with pytest.raises(ActionRefused, match="早于本环节起始日 2026-07-28"):
        record(
            world, case, "request_deferral", "2026-07-27", deferral_request=["申请.pdf"],
            reason="困难",
        )  # fmt: skip
    record(
        world, case, "request_deferral", "2026-08-07", deferral_request=["申请.pdf"], reason="困难",
        filing_received_on="2026-08-10",
    )  # fmt: skip

    assert "request_deferral" in world.events(case)
    assert world.case(case).doers["request_deferral"] == ["CK01"]
    sound(world)


def test_a_deferral_asked_for_on_the_last_day_waits_for_its_answer_after_the_term(
    sqlite_db: Database,
) -> None:
    world, case = told_of_a_penalty(sqlite_db, hearing=False)
    world.on("2026-07-27")
    decided(world, case)
    world.on("2026-07-28")
    world.act(case, "serve_decision", "ZF01", **service("虚罚〔2026〕1号", "2026-07-28"))
    published(world, case)
    world.on("2026-08-13")
    assert world.case(case).stage == "urging"
    asked: dict[str, FactValue] = {"deferral_request": ["申请.pdf"], "reason": "困难"}

    with pytest.raises(ActionRefused, match="已经届满"):
        record(world, case, "request_deferral", "2026-08-13", **asked)
    done = record(world, case, "request_deferral", "2026-08-12", **asked)

    assert isinstance(done, Done)
    assert world.case(case).facts["deferral_requested_on"] == "2026-08-12"
    sound(world)


def test_rectification_evidence_on_paper_takes_the_violation_to_its_recheck(
    sqlite_db: Database,
) -> None:
    world = district(sqlite_db)
    case = ordered(sqlite_db, world.party_id)
    world.on("2026-03-10")

    record(
        world, case, "report_rectified", "2026-03-09", rectified="已停止排放", evidence=["照片.jpg"]
    )

    assert world.case(case).stage == "recheck"
    sound(world)
