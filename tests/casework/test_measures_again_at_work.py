"""A measure that ended is remembered wherever in its family the next one is proposed."""

from datetime import timedelta

import pytest

from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import service
from tests.casework.district_at_work import District, district
from tests.casework.test_measures_at_work import PAIR, SCENE, violating

NEW = {
    "measure_again_ground": "new_facts", "measure_again_why": "又在新的排口偷排",
    "measure_again_on": "2026-04-10",
}  # fmt: skip


def seized(world: District, violation: str) -> str:
    """Seize on 2 March, let the thirty days lapse, and give everything back."""
    world.act(violation, "propose_seizure", "ZF01", reason="偷排")
    case = world.newest("seizure")
    world.act(case, "approve_seizure", "JZ01", seizure_ground="evasion", major_case=False)
    world.act(case, "execute_seizure", "ZF01", **SCENE, seized_at="2026-03-02T08:30:00+08:00")
    world.on("2026-04-02")
    assert world.case(case).stage == "release_decision"
    world.act(case, "sign_release", "JZ01", release_why="expired")
    world.act(case, "serve_release", "ZF01", **service("解1号", "2026-04-02"))
    world.act(case, "record_returned", "ZF01", returned_on="2026-04-02")
    return case


def test_a_seizure_that_lapsed_is_not_begun_again_from_the_violation(db: Database) -> None:
    world = district(db)
    violation = violating(world)
    first = seized(world, violation)
    world.on("2026-04-13")

    with pytest.raises(ActionRefused, match=f"{first}中查封、扣押并已结束"):
        world.act(violation, "propose_seizure", "ZF01", reason="偷排")
    world.act(violation, "propose_seizure", "ZF01", reason="偷排", **NEW)

    again = world.newest("seizure")
    assert again != first
    assert world.case(again).facts["measure_again_ground"] == "new_facts"
    with pytest.raises(ActionRefused, match="局负责人同意再次采取措施"):
        world.act(again, "approve_seizure", "JZ01", seizure_ground="evasion", major_case=False)
    with pytest.raises(ActionRefused, match=f"正在案件{again}中办理"):
        world.act(violation, "propose_seizure", "ZF01", reason="偷排", **NEW)


def test_nor_from_a_preservation_of_the_same_violation(db: Database) -> None:
    world = district(db)
    violation = violating(world)
    first = seized(world, violation)
    world.act(violation, "propose_preservation", "ZF01", reason="台账可能灭失")
    kept = world.newest("preservation")
    world.act(kept, "approve_preservation", "JZ01", preservation_why="台账可能灭失")
    world.act(
        kept, "preserve", "ZF01", handlers=PAIR, preserved_items="台账三册",
        preserved_at="2026-04-02T08:30:00+08:00", preservation_record_file=["笔录.pdf"],
    )  # fmt: skip

    with pytest.raises(ActionRefused, match=f"{first}中查封、扣押并已结束"):
        world.act(kept, "propose_seizure", "ZF01", reason="偷排")


def test_another_violation_of_the_party_is_seized_over_but_not_for_the_same_items(
    db: Database,
) -> None:
    world = district(db)
    violation = violating(world)
    world.now += timedelta(minutes=1)
    other = violating(world)
    first = seized(world, violation)
    world.on("2026-04-13")
    world.act(other, "propose_seizure", "ZF01", reason="偷排")
    case = world.newest("seizure")
    world.act(case, "approve_seizure", "JZ01", seizure_ground="evasion", major_case=False)
    now = {"seized_at": "2026-04-13T08:30:00+08:00"}

    with pytest.raises(ActionRefused, match=f"该物品已在案件{first}中"):
        world.act(case, "execute_seizure", "ZF01", **SCENE, **now)

    world.act(case, "execute_seizure", "ZF01", **SCENE | {"seized_items": "软管一根"}, **now)
    assert world.case(case).stage == "in_force"
