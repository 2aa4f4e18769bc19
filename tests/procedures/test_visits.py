"""Evidence of a penalty that was taken on site has an approved visit, and other evidence none."""

import pytest

from rules.decide import ActionRefused
from rules.facts import FactValue
from tests.procedures.desk import Desk

ON_SITE: dict[str, FactValue] = {"visited_on": "2026-09-08", "evidence_on": "2026-09-08"}


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
        desk.does("record_evidence", visited_on="2026-09-09", evidence_on="2026-09-09")


def test_the_approved_check_of_the_violation_covers_its_own_day_only() -> None:
    desk = filed(approved_task_no="WF-2026-0001", checked_on="2026-09-08")
    task = {"inspection_task_no": "WF-2026-0001"}

    assert desk.does("record_evidence", **ON_SITE, **task)
    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does("record_evidence", visited_on="2026-09-09", evidence_on="2026-09-09", **task)


def test_an_urgent_visit_is_approved_before_the_inquiry_ends() -> None:
    desk = filed()
    desk.does("record_evidence", **ON_SITE, visit_urgent_why="群众举报")

    with pytest.raises(ActionRefused, match="尚未补批"):
        desk.does("submit_investigation", conduct_from="2026-09-01")


def test_a_reason_or_a_task_without_a_day_of_the_visit_is_refused() -> None:
    with pytest.raises(ActionRefused, match="请填写“现场检查日期”"):
        filed().does("record_evidence", visit_urgent_why="应急")
