"""On-site visits after the first: each has an approved task, or is urgent and approved afterwards.

The first check of a violation or a complaint asks for its approval in its own table.
"""

# fmt: off
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.asked import REASON, VISITED_ON
from rules.facts import FACTS, FactKind, FactValue, fact
from rules.grammar import Act, Effect, may
from rules.linkage import EVIDENCE_TASK
from rules.notices import paper
from rules.procedures.dated import not_ahead, said
from rules.vocabulary import R

if TYPE_CHECKING:
    from rules.decide import CaseView

Facts = Mapping[str, FactValue]
ON_INSPECTION = "国办发〔2024〕54号（检查必审批、必通知）"

VISIT_TASK = fact("inspection_task_no", "检查任务编号", FactKind.LINE,
                  hint="依联动任务或者来源案件批准的检查到场的填写；本案已批准的不填")
URGENT_WHY = fact("visit_urgent_why", "未经事先批准到场的理由（应急、举报）", FactKind.TEXT,
                  hint="事后由科室负责人补批")
GRANTED = fact("visit_granted", "已批准、尚未登记的现场检查", FactKind.YES_NO)
OWED = fact("visit_approval_owed", "先行到场的检查待补批", FactKind.YES_NO)
APPROVED_TASK = fact("approved_task_no", "来源案件中批准的检查任务", FactKind.LINE)
CHECKED_ON = fact("checked_on", "来源案件中批准的检查日期", FactKind.DAY)
INSPECTION_APPROVAL = paper("inspection_approval", "检查审批表")

CARRIED_VISIT = (APPROVED_TASK, CHECKED_ON, EVIDENCE_TASK)
"""What tells another case which visit was approved, so that its record may be used there."""


def this_case(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the number of this case, under which its visit was approved."""
    return view.case_no


def visit_authorised(view: "CaseView", facts: Facts) -> str | None:
    """Refuse the record of a visit that nobody approved (国办发〔2024〕54号)."""
    if facts.get(URGENT_WHY):
        return nothing_owed(view, facts)
    if view.facts.get(GRANTED) or _of_another(view, facts):
        return None
    return (
        f"现场检查须有批准的检查任务（{ON_INSPECTION}）：请先由执法人员“提请现场检查”并经科室负责人"
        f"批准，或者填写“{FACTS[VISIT_TASK].title}”（限已批准的联动任务，或者来源案件中同一日的检查）；"
        f"应急、举报先行到场的，填写“{FACTS[URGENT_WHY].title}”，事后补批"
    )


def visit_where_any(view: "CaseView", facts: Facts) -> str | None:
    """Refuse evidence taken on site without an approved task; other evidence needs none."""
    if facts.get(VISITED_ON):
        return visit_authorised(view, facts) or not_ahead(VISITED_ON)(view, facts)
    if facts.get(URGENT_WHY) or facts.get(VISIT_TASK):
        title = FACTS[VISITED_ON].title
        return f"现场取得证据的，请填写“{title}”；非现场取证的，不填检查任务和理由"
    return None


def _of_another(view: "CaseView", facts: Facts) -> bool:
    task = facts.get(VISIT_TASK)
    if not task:
        return False
    for link in view.links:
        if link.procedure == "linked_task" and link.case_no == task and link.outcome == "fed_back":
            return True
    # The approval covers the visit it was given for, not every later one.
    same_day = facts.get(VISITED_ON) == view.facts.get(CHECKED_ON)
    return same_day and task in (view.facts.get(APPROVED_TASK), view.facts.get(EVIDENCE_TASK))


def nothing_owed(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to go on while an urgent visit waits for its approval."""
    if view.facts.get(OWED):
        return f"先行到场的检查尚未补批（{ON_INSPECTION}），请由科室负责人“补批现场检查”"
    return None


def visit_is_owed(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse an approval after the fact where no urgent visit was recorded."""
    if view.facts.get(OWED):
        return None
    return "没有待补批的先行检查，请由科室负责人“批准现场检查”"


def _newly_urgent(view: "CaseView", known: Facts) -> bool:
    """Answer whether this visit is the urgent one: an approval after the fact clears the reason."""
    return bool(known.get(URGENT_WHY)) and not view.facts.get(URGENT_WHY)


def grant_left(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out whether an approval is left: one approval is for one visit."""
    return view.facts.get(GRANTED) if _newly_urgent(view, known) else False


def grant_left_where_any(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out whether an approval is left after evidence that may have needed no visit."""
    if known.get(VISITED_ON) == view.facts.get(VISITED_ON):
        return view.facts.get(GRANTED)
    return grant_left(view, known)


def approval_owed(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out whether a visit waits for its approval."""
    return _newly_urgent(view, known) or bool(view.facts.get(OWED))


def on_site(act: Act) -> Act:
    """Write that an act records a visit, which somebody else approved before or will after."""
    return replace(act, needs=(*act.needs, visit_authorised),
                   optional=(*act.optional, VISIT_TASK, URGENT_WHY),
                   keeps=(*act.keeps, (grant_left, GRANTED), (approval_owed, OWED)))


def perhaps_on_site(act: Act) -> Act:
    """Write that an act may record a visit; without a day of a visit there was none."""
    return replace(act, needs=(*act.needs, visit_where_any),
                   optional=(*act.optional, VISITED_ON, VISIT_TASK, URGENT_WHY),
                   keeps=(*act.keeps, (grant_left_where_any, GRANTED), (approval_owed, OWED)))


VISITS: list[Act] = [
    may(R.ENFORCER, "ask_visit", "提请现场检查", asks="visit", needs=[REASON],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
    may(R.SECTION_HEAD, "approve_visit", "批准现场检查", answers="visit", effect=Effect.INSPECT,
        needs=[nothing_owed], keeps=[(said(value=True), GRANTED)],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
    may(R.SECTION_HEAD, "approve_visit_afterwards", "补批现场检查", answers="visit",
        effect=Effect.INSPECT, needs=[visit_is_owed],
        keeps=[(said(value=False), OWED), (said(value=""), URGENT_WHY)],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
    may(R.SECTION_HEAD, "refuse_visit", "不批准现场检查", answers="visit", needs=[REASON],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
]
"""One approval is for one visit; the authority's own, never shown to the party."""

MADE_UP = [VISITS[0], *VISITS[2:]]
"""Where nobody visits any more but an urgent visit may still wait for its approval."""
