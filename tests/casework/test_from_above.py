"""What comes from above and from the procuratorate, on a database: terms, clues, limits."""

from datetime import date

import pytest

from models import Officer
from models.session import Database
from rules.case_view import ActionRefused
from tests.casework.district_at_work import District, district
from tests.casework.test_transfer_family import verified, with_justice

LISTING = {
    "listed_on": "2026-03-02", "listing_no": "沪环督〔2026〕3号", "listed_by": "市生态环境局",
    "listed_demands": "三个月内完成整改",
}  # fmt: skip


def with_supervisor(db: Database) -> District:
    """Answer a bureau and somebody of the level above."""
    world = district(db)
    with db.writing("test_above") as session:
        session.add(Officer(id="DC01", name="督察甲", roles=["supervisor"]))
    return world


def listed(world: District, violation: str, **more: str) -> str:
    """List a violation and answer the number of the supervision."""
    world.act(violation, "record_listed", "DC01", **LISTING, **more)
    return world.newest("listed_supervision")


def test_a_listed_violation_runs_a_year_and_its_stated_day(db: Database) -> None:
    world = with_supervisor(db)
    violation = verified(world)

    case = listed(world, violation, listed_due_on="2026-06-30")

    assert world.openers(case) == {violation: "listed"}
    assert world.clock(case, "GPDB-TERM").due_on == date(2027, 3, 2)
    assert world.clock(case, "LOCAL-ASSIGNED").due_on == date(2026, 6, 30)
    with pytest.raises(ActionRefused, match=f"已在案件{case}中办理"):
        listed(world, violation)


def test_the_level_above_prolongs_a_year_by_months(db: Database) -> None:
    world = with_supervisor(db)
    case = listed(world, verified(world))
    world.act(case, "assign_supervision", "JZ01", lead_unit="执法大队", reason="请办理")
    world.act(case, "ask_extension", "ZF01", extend_months=6, extend_reason="案情复杂")

    world.act(case, "extend", "DC01", extend_months=6, extend_reason="案情复杂")

    assert world.clock(case, "GPDB-TERM").due_on == date(2027, 9, 2)


def test_a_clue_of_a_listing_is_closed_by_the_level_that_assigned_it(db: Database) -> None:
    world = with_supervisor(db)
    case = world.open("listed_supervision", "DC01", permit=False, concerned_case="无", **LISTING)
    world.act(case, "assign_supervision", "JZ01", lead_unit="执法大队", reason="请办理")

    world.act(case, "raise_clue", "ZF01", findings="雨水口排污", assigned_due_on="2026-05-31")

    violation = world.newest("violation")
    assert world.case(violation).kinds == ["assigned"]
    known = world.view_of(violation).facts
    assert (known["assigned_by"], known["lead_unit"]) == ("市生态环境局", "执法大队")
    assert world.clock(violation, "LOCAL-ASSIGNED").due_on == date(2026, 5, 31)
    with pytest.raises(ActionRefused, match="尚未销号"):
        world.act(case, "ask_lift", "ZF01", lift_grounds="已经整改")
    world.act(violation, "ask_dismiss", "ZF01", reason="重复交办")
    world.act(violation, "approve_dismiss", "DC01")
    assert world.events(case)[-1] == "record_feedback"
    world.act(case, "ask_lift", "ZF01", lift_grounds="已经整改")


def test_a_proposal_of_the_procuratorate_begins_with_its_two_months(db: Database) -> None:
    world = with_justice(db)

    case = world.open(
        "public_interest", "JCY01", "proposal", permit=False, proposal_no="检建1号",
        proposal_received_on="2026-03-02", proposal_demands="督促整改", harm_spreading=False,
    )  # fmt: skip

    assert world.case(case).stage == "performance"
    assert world.clock(case, "PIL-REPLY").due_on == date(2026, 5, 6)
    world.act(case, "mark_spreading", "JCY01", spreading_told_on="2026-03-02", reason="污染扩散")
    assert world.clock(case, "PIL-REPLY.spreading").due_on == date(2026, 3, 17)


def test_a_proposal_without_its_day_opens_nothing(db: Database) -> None:
    world = with_justice(db)

    with pytest.raises(ActionRefused, match="期限不能起算"):
        world.open("public_interest", "FZ01", "proposal", permit=False, proposal_no="检建2号")


def test_a_claim_out_of_a_violation_is_heard_by_it(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    world.act(violation, "propose_damage_claim", "ZF01", public_harm_found="河道底泥受到污染")
    case = world.newest("damage_compensation")
    world.act(
        case, "ask_no_claim", "ZF01", no_claim_ground="minor", reason="损害显著轻微，不需要赔偿"
    )

    world.act(case, "approve_no_claim", "JZ01")

    assert world.openers(case) == {violation: "compensation"}
    assert world.case(case).outcome == "no_claim"
    assert world.events(violation)[-1] == "record_feedback"
