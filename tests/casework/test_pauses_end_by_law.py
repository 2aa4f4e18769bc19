"""A pause of the ninety days ends on the day the law names, not on that of the late click."""

from datetime import date

import pytest

from casework.verify import verify
from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import CALENDAR, service
from tests.casework.district_at_work import District
from tests.casework.penalties_at_work import investigated, told
from tests.casework.test_the_penalty import at_work


def honest(world: District) -> bool:
    with world.db.reading() as session:
        return verify(session, CALENDAR).flaws == ()


def commissioned(db: Database, what: str) -> tuple[District, str]:
    world, case = at_work(db)
    assert world.clock(case, "CF-DECIDE").due_on == date(2026, 10, 15)
    world.on("2026-07-20")
    world.act(
        case, what, "ZF01", commissioned_to="区监测站", pause_notice_no="委1号", reason="须监测"
    )
    return world, case


def reported(world: District, case: str, received: str) -> None:
    world.act(
        case, "receive_monitoring", "ZF01", monitoring_report_no="监1号", sampled_on="2026-07-20",
        report_received_on=received, monitoring_result="exceeded",
    )  # fmt: skip


def test_a_report_that_is_recorded_late_does_not_lengthen_the_ninety_days(db: Database) -> None:
    world, case = commissioned(db, "commission_monitoring")
    world.on("2026-09-20")

    reported(world, case, "2026-07-24")

    # 20 to 23 July are out, four days; the fifty-eight until the click are not.
    clock = world.clock(case, "CF-DECIDE")
    assert (clock.status, clock.due_on) == ("running", date(2026, 10, 19))
    assert honest(world)


def test_ninety_days_that_ended_under_an_unrecorded_report_are_told_at_once(db: Database) -> None:
    world, case = commissioned(db, "commission_monitoring")
    world.on("2026-11-20")

    reported(world, case, "2026-07-24")
    world.on("2026-11-21")

    assert world.clock(case, "CF-DECIDE").due_on == date(2026, 10, 19)
    assert "decide_overdue" in world.events(case)


def test_a_report_of_tomorrow_is_refused_and_one_before_the_pause_takes_no_day_back(
    db: Database,
) -> None:
    world, case = commissioned(db, "commission_appraisal")
    opinion = {"appraisal_no": "鉴1号", "evidence": ["鉴定.pdf"]}
    world.on("2026-07-30")
    with pytest.raises(ActionRefused, match="在今天之后"):
        world.act(case, "receive_appraisal", "ZF01", **opinion, appraisal_received_on="2026-07-31")

    world.act(case, "receive_appraisal", "ZF01", **opinion, appraisal_received_on="2026-07-18")

    assert world.clock(case, "CF-DECIDE").due_on == date(2026, 10, 15)


def test_the_days_of_a_hearing_end_on_its_day(db: Database) -> None:
    world, case = at_work(db)
    investigated(world, case)
    told(world, case, "2026-07-17", hearing=True)
    party = {
        "filing_day": "2026-07-20", "filed_by": "云甲", "filing_capacity": "head",
        "filing_file": ["申请.pdf"],
    }  # fmt: skip
    world.on("2026-07-20")
    world.act(case, "request_hearing", "CK01", reason="有异议", **party)
    room = {
        "hearing_place": "局三楼", "hearing_chair": ["FZ01"], "hearing_panel": ["FZ01"],
        **service("听证1号", "2026-07-21"),
    }  # fmt: skip
    world.on("2026-07-21")
    with pytest.raises(ActionRefused, match=r"最迟定在 2026-08-20.*延期听证"):
        world.act(case, "notify_hearing", "FZ01", hearing_on="2029-08-03", **room)
    world.act(case, "notify_hearing", "FZ01", hearing_on="2026-08-03", **room)
    assert world.clock(case, "CF-DECIDE").status == "paused"

    world.on("2026-09-30")
    world.act(
        case, "conclude_hearing", "FZ01", hearing_held_on="2026-08-03",
        hearing_record_file=["笔录.pdf"], hearing_report=["报告.pdf"],
    )  # fmt: skip

    # From the service on 21 July to 2 August are thirteen days.
    assert world.clock(case, "CF-DECIDE").due_on == date(2026, 10, 28)
    assert honest(world)


def test_the_answer_of_justice_ends_the_pause_on_the_day_it_was_received(db: Database) -> None:
    world, case = at_work(db)
    world.on("2026-07-22")
    world.act(case, "pause_for_transfer", "system")
    world.on("2026-09-22")

    world.act(case, "resume_after_transfer", "system", notice_received_on="2026-08-01")

    assert world.clock(case, "CF-DECIDE").due_on == date(2026, 10, 26)  # ten days later, rolled
