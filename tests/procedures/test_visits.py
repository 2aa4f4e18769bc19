"""Evidence of a penalty that was taken on site has an approved visit, and other evidence none."""

import pytest

from rules.asked import EVIDENCE
from rules.case_view import ActionRefused, LinkView
from rules.facts import FactValue
from rules.procedures.violation_measures import REFUSALS
from rules.procedures.visits import TAKEN_ON_SITE
from rules.vocabulary import R
from tests.procedures.desk import Desk, person, table

ON_SITE: dict[str, FactValue] = {
    "taken_on_site": True, "visited_on": "2026-09-08", "evidence_on": "2026-09-08",
}  # fmt: skip
NEXT_DAY = ON_SITE | {"visited_on": "2026-09-09", "evidence_on": "2026-09-09"}


def filed(**known: FactValue) -> Desk:
    return Desk("penalty", "investigation", frozenset({"ordinary"}), facts=dict(known))


def test_evidence_from_a_desk_needs_no_visit() -> None:
    assert filed().does("record_evidence", evidence_on="2026-09-08")


def test_evidence_from_the_site_needs_an_approved_visit() -> None:
    desk = filed()
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_evidence", **ON_SITE)
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_evidence", **ON_SITE, inspection_task_no="自编1号")

    assert desk.visits("record_evidence", **ON_SITE)


def test_a_record_from_a_desk_leaves_the_approval_for_the_visit() -> None:
    desk = filed()
    desk.does("ask_visit")
    desk.does("approve_visit")
    desk.does("record_evidence", evidence_on="2026-09-08")

    desk.does("record_evidence", **ON_SITE)
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_evidence", **NEXT_DAY)


def test_the_approved_check_of_the_violation_covers_its_own_day_only() -> None:
    desk = filed(approved_task_no="WF-2026-0001", checked_on="2026-09-08")
    task = {"inspection_task_no": "WF-2026-0001"}

    assert desk.does("record_evidence", **ON_SITE, **task)
    with pytest.raises(ActionRefused, match="一项任务一次检查"):
        desk.does("record_evidence", **NEXT_DAY, **task)


def test_an_urgent_visit_is_approved_before_the_inquiry_ends() -> None:
    desk = filed()
    desk.does("record_evidence", **ON_SITE, visit_urgent_why="群众举报")

    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("submit_investigation", conduct_from="2026-09-01")


@pytest.mark.parametrize("said", [{}, {"visit_urgent_why": "应急"}])
def test_evidence_from_the_site_says_the_day_of_the_visit(said: dict[str, FactValue]) -> None:
    with pytest.raises(ActionRefused, match="请填写“现场检查日期”"):
        filed().does("record_evidence", taken_on_site=True, **said)


@pytest.mark.parametrize(
    "said",
    [{"visited_on": "2026-09-08"}, {"visit_urgent_why": "应急"},
     {"inspection_task_no": "LD-2026-0001"}],
)  # fmt: skip
@pytest.mark.parametrize("begun", [filed, lambda: Desk("production_order", "proposal",
                                                       frozenset({"shutdown"}))])  # fmt: skip
def test_other_evidence_says_nothing_of_a_visit(begun, said: dict[str, FactValue]) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    desk.does("ask_visit")
    desk.does("approve_visit")

    with pytest.raises(ActionRefused, match="选否的，不填“现场检查日期”"):
        desk.does("record_evidence", taken_on_site=False, **said)


@pytest.mark.parametrize("procedure", ["penalty", "production_order"])
def test_evidence_is_not_recorded_without_saying_where_it_was_taken(procedure: str) -> None:
    acts = {
        each.key: each
        for place in table(procedure).stages
        for each in place.acts
        if EVIDENCE in each.fact_needs and each.handlers > 1
    }

    assert acts
    assert all(TAKEN_ON_SITE in each.fact_needs for each in acts.values())


def test_a_second_record_from_a_desk_keeps_an_approval_for_the_next_visit() -> None:
    desk = filed()
    desk.visits("record_evidence", **ON_SITE)
    desk.does("ask_visit")
    desk.does("approve_visit")
    desk.does("record_evidence", evidence_on="2026-09-08")

    assert desk.does("record_evidence", **NEXT_DAY)


def test_a_visit_before_its_approval_is_refused_unless_it_was_urgent() -> None:
    desk = filed()
    desk.visits_approved_on = "2026-09-09"
    with pytest.raises(ActionRefused, match="早于批准之日"):
        desk.visits("record_evidence", **ON_SITE)

    assert desk.does("record_evidence", **ON_SITE, visit_urgent_why="群众举报")


def test_a_visit_on_the_day_of_its_approval_is_accepted() -> None:
    desk = filed()
    desk.visits_approved_on = "2026-09-08"

    assert desk.visits("record_evidence", **ON_SITE)


@pytest.mark.parametrize("procedure", ["violation", "complaint"])
def test_one_approval_of_a_check_is_for_one_visit_made_after_it(procedure: str) -> None:
    desk = Desk(procedure, "verification", frozenset({"own"}))
    desk.visits_approved_on = "2026-09-05"
    desk.does("ask_check")
    desk.does("approve_check")
    with pytest.raises(ActionRefused, match="早于批准之日"):
        desk.does("record_check", visited_on="2026-09-04", emergency_check=False)

    for _record in range(2):
        desk.does("record_check", visited_on="2026-09-06", emergency_check=False)
    with pytest.raises(ActionRefused, match="一次批准一次检查"):
        desk.does("record_check", visited_on="2026-09-07", emergency_check=False)
    desk.does("ask_check")
    desk.does("approve_check")

    assert desk.does("record_check", visited_on="2026-09-07", emergency_check=False)


@pytest.mark.parametrize("act", ["pass", "fail"])
def test_a_recheck_before_its_approval_is_refused(act: str) -> None:
    desk = Desk("violation", "recheck", frozenset({"own"}), facts={"served_on": "2026-09-01"})
    desk.visits_approved_on = "2026-09-09"
    desk.does("ask_recheck")
    desk.does("approve_recheck")
    with pytest.raises(ActionRefused, match="早于批准复查之日"):
        desk.does(act, visited_on="2026-09-07")

    assert desk.does(act, visited_on="2026-09-09")


def test_one_linked_task_is_for_the_records_of_one_visit() -> None:
    desk = filed()
    desk.links = (LinkView("LD-2026-0001", "linked_task", "finding", False, "fed_back"),)
    task = {"inspection_task_no": "LD-2026-0001"}
    for _record in range(2):
        desk.does("record_evidence", **ON_SITE, **task)

    with pytest.raises(ActionRefused, match="一项任务一次检查"):
        desk.does("record_evidence", **NEXT_DAY, **task)


def test_nobody_approves_afterwards_a_visit_that_they_made() -> None:
    desk = filed()
    desk.does("record_evidence", **ON_SITE, visit_urgent_why="群众举报")
    desk.does("ask_visit")

    with pytest.raises(ActionRefused, match="不能自行补批"):
        desk.does("approve_visit_afterwards", person(R.SECTION_HEAD, "P2"))
    assert desk.does("approve_visit_afterwards", person(R.SECTION_HEAD, "KS1"))


def test_a_refused_urgent_visit_is_no_evidence_and_holds_up_nothing() -> None:
    desk = filed()
    desk.does("record_evidence", **ON_SITE, visit_urgent_why="群众举报")
    desk.does("ask_visit")
    desk.does("refuse_visit")
    with pytest.raises(ActionRefused, match="尚无调查笔录和证据"):
        desk.does("submit_investigation", conduct_from="2026-09-01")

    desk.does("record_evidence", evidence_on="2026-09-08")
    with pytest.raises(ActionRefused) as refused:
        desk.does("submit_investigation", conduct_from="2026-09-01")
    assert "尚未补批" not in str(refused.value)
    assert "尚无调查笔录和证据" not in str(refused.value)


def test_a_refused_urgent_visit_leaves_earlier_evidence_standing() -> None:
    desk = filed()
    desk.does("record_evidence", evidence_on="2026-09-07")
    desk.does("record_evidence", **ON_SITE, visit_urgent_why="群众举报")
    desk.does("ask_visit")
    desk.does("refuse_visit")

    assert desk.facts["visit_approval_owed"] is False
    with pytest.raises(ActionRefused) as refused:
        desk.does("submit_investigation", conduct_from="2026-09-01")
    assert "尚无调查笔录和证据" not in str(refused.value)


def covert(**known: FactValue) -> Desk:
    facts = {"served_on": "2026-09-01", **known}
    desk = Desk("violation", "rectification", frozenset({"own"}), facts=facts)
    desk.doers["serve_order"] = frozenset({"P1"})
    return desk


def test_a_refused_urgent_finding_is_no_spell_of_a_daily_fine() -> None:
    desk = covert()
    desk.does("record_covert_recheck_continuing", visited_on="2026-09-08", visit_urgent_why="举报")
    assert desk.facts[REFUSALS] == "2026-09-01/2026-09-08"
    desk.does("ask_visit")
    desk.does("refuse_visit")

    assert desk.facts[REFUSALS] == ""
    assert desk.visits("record_covert_recheck_continuing", visited_on="2026-09-09")
    assert desk.facts[REFUSALS] == "2026-09-01/2026-09-09"


def test_a_refusal_of_an_ordinary_request_takes_no_finding_back() -> None:
    desk = covert()
    desk.visits("record_covert_recheck_continuing", visited_on="2026-09-08")
    desk.does("ask_visit")
    desk.does("refuse_visit")

    assert desk.facts[REFUSALS] == "2026-09-01/2026-09-08"


def test_a_finding_on_the_day_of_service_is_no_spell_of_a_daily_fine() -> None:
    desk = covert()
    desk.visits("record_covert_recheck_continuing", visited_on="2026-09-01")

    assert REFUSALS not in desk.facts


def test_a_refused_urgent_tracking_takes_its_finding_back() -> None:
    desk = Desk("production_order", "rectification", frozenset({"shutdown"}))
    desk.does("record_inspection", visited_on="2026-09-08", order_defied=True,
              visit_urgent_why="举报")  # fmt: skip
    desk.does("ask_visit")
    desk.does("refuse_visit")

    assert desk.facts["order_defied"] is False
