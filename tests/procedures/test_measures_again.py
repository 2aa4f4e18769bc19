"""A seizure or a preservation that has run out is not begun again, nor carried out weeks later."""

import pytest

from rules.decide import KinView
from rules.facts import FactValue
from tests.procedures.desk import Desk, opened
from tests.procedures.penalties import refused

DONE = {
    "seizure": ("execute_seizure", "seized_items", "seized_at"),
    "preservation": ("preserve", "preserved_items", "preserved_at"),
}
PROPOSE = [("seizure", "propose_seizure"), ("preservation", "propose_preservation")]
EXECUTE = [("seizure", "execute_seizure"), ("preservation", "preserve")]
APPROVE = {"seizure": "approve_seizure", "preservation": "approve_preservation"}
WHY = {"measure_again_why": "解除后又在新的排口偷排"}


def earlier(sort: str, *acts: str, running: bool = False, items: str = "水泵一台") -> KinView:
    """Answer a measure of July, done by its usual act unless others are said."""
    act, what, at = DONE[sort]
    facts: dict[str, FactValue] = {what: items, at: "2026-07-01T09:00:00+08:00"}
    return KinView(f"{sort}-1", sort, running, frozenset(acts or {act}), facts, "closed")


def violating(sort: str, *kin: KinView) -> Desk:
    return Desk("violation", "rectification", frozenset({"own"}), kin=kin)


@pytest.mark.parametrize(("sort", "propose"), PROPOSE)
def test_what_ended_is_proposed_again_only_on_facts_found_since(sort: str, propose: str) -> None:
    desk = violating(sort, earlier(sort))
    rule = "强制法 第25条第1款" if sort == "seizure" else "办法 第33条第2款"

    refused(desk, propose, f"{sort}-1.*不得以同样的事实.*{rule}.*由局负责人决定")
    for found in ("2026-07-01", "2026-09-10"):
        refused(desk, propose, r"前次措施（2026-07-01）之后", measure_again_ground="new_facts",
                measure_again_on=found, **WHY)  # fmt: skip
    done = desk.does(
        propose, measure_again_ground="new_facts", measure_again_on="2026-09-01", **WHY
    )

    assert opened(done) == [sort]
    carries = next(each for each in done.duties if each.kind == "open_linked").payload["carries"]
    assert (carries["measure_again_ground"], carries["measure_again_on"]) == (
        "new_facts", "2026-09-01",
    )  # fmt: skip


@pytest.mark.parametrize(("sort", "propose"), PROPOSE)
def test_what_was_never_carried_out_is_proposed_anew(sort: str, propose: str) -> None:
    never = earlier(sort, "abandon_execution")

    assert opened(violating(sort, never).does(propose)) == [sort]


@pytest.mark.parametrize(("sort", "propose"), PROPOSE)
def test_a_measure_that_runs_in_the_family_is_the_one_to_work_in(sort: str, propose: str) -> None:
    refused(violating(sort, earlier(sort, running=True)), propose, f"正在案件{sort}-1中办理（.*第")


def test_another_sort_of_measure_stands_in_no_ones_way() -> None:
    desk = Desk("preservation", "held", kin=(earlier("preservation", running=True),))

    assert opened(desk.does("propose_seizure")) == ["seizure"]


def test_an_urgent_seizure_that_nobody_approved_is_proposed_the_usual_way_and_not_repeated() -> (
    None
):
    lifted = earlier("seizure", "act_urgently", "urgent_lapses")
    again = Desk("seizure", "approval", kin=(lifted,))

    assert opened(violating("seizure", lifted).does("propose_seizure")) == ["seizure"]
    refused(again, "act_urgently", "不得再次采取", seized_items="水泵 一台。")
    again.does("approve_seizure", major_case=False)
    assert again.does("execute_seizure", seized_items="水泵一台").to_stage == "in_force"


@pytest.mark.parametrize("sort", ["seizure", "preservation"])
def test_the_head_takes_over_what_is_new(sort: str) -> None:
    desk = Desk(sort, "approval", facts={"measure_again_ground": "other_items", **WHY})
    major: dict[str, FactValue] = {"major_case": False} if sort == "seizure" else {}

    refused(desk, APPROVE[sort], "其他设施、设备、物品.*第25条第1款.*局负责人同意", **major)
    done = desk.does(APPROVE[sort], measure_again_approved=True, **major)

    assert done.to_stage == "execution"


@pytest.mark.parametrize(("sort", "execute"), EXECUTE)
def test_the_same_items_are_not_held_twice_under_another_name(sort: str, execute: str) -> None:
    items = DONE[sort][1]
    desk = approved(sort, kin=(earlier(sort),), facts={"measure_again_ground": "other_items"})

    refused(desk, execute, f"已在案件{sort}-1中.*不得再次采取", **{items: "水泵 一台。"})

    assert desk.does(execute, **{items: "软管一根"}).act.key == execute
    fresh = approved(sort, kin=(earlier(sort),), facts={"measure_again_ground": "new_facts"})
    assert fresh.does(execute, **{items: "水泵一台"}).act.key == execute


def approved(sort: str, *, execute_by: str = "", **known: object) -> Desk:
    """Answer a measure that the head approved on 8 September, as the desk sees it on the 9th."""
    desk = Desk(sort, "approval", **known)  # type: ignore[arg-type]
    said: dict[str, FactValue] = {"major_case": False} if sort == "seizure" else {}
    if "measure_again_ground" in desk.facts:
        said["measure_again_approved"] = True
    if execute_by:
        said["execute_by"] = execute_by
    desk.does(APPROVE[sort], **said)
    return desk


@pytest.mark.parametrize(("sort", "execute"), EXECUTE)
def test_an_old_approval_carries_no_measure(sort: str, execute: str) -> None:
    at = DONE[sort][2]
    desk = approved(sort)
    desk.now = desk.now.replace(month=10, day=18)

    refused(desk, execute, r"最迟 2026-09-09（.*第.*条.*登记未实施.*重新提请",
            **{at: "2026-10-18T09:00:00+08:00"})  # fmt: skip
    # Typed late, but done on the day: by the record of the scene.
    assert desk.does(execute, **{at: "2026-09-09T09:00:00+08:00"}).act.key == execute
    stale = approved(sort)
    assert stale.does("abandon_execution").outcome == "not_executed"


@pytest.mark.parametrize(("sort", "execute"), EXECUTE)
def test_the_approval_may_name_a_near_day(sort: str, execute: str) -> None:
    at = DONE[sort][2]
    major: dict[str, FactValue] = {"major_case": False} if sort == "seizure" else {}
    for far in ("2026-09-08", "2026-09-17"):
        refused(Desk(sort, "approval"), APPROVE[sort], "今天至 2026-09-16", execute_by=far, **major)
    desk = approved(sort, execute_by="2026-09-14")
    desk.now = desk.now.replace(day=15)

    refused(desk, execute, "最迟 2026-09-14", **{at: "2026-09-15T09:00:00+08:00"})

    assert desk.does(execute, **{at: "2026-09-14T09:00:00+08:00"}).act.key == execute
