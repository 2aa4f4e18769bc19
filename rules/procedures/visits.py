"""On-site visits after the first: each has an approved task, or is urgent and approved afterwards.

The first check of a violation or a complaint asks for its approval in its own table.
"""

# fmt: off
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, HANDLERS, REASON, VISITED_ON
from rules.delegation import one_hand
from rules.facts import FACTS, FactKind, FactValue, fact
from rules.grammar import Act, Effect, Reckoning, may
from rules.linkage import EVIDENCE_TASK
from rules.notices import paper
from rules.procedures.dated import not_ahead, said
from rules.vocabulary import R

if TYPE_CHECKING:
    from rules.case_view import CaseView

Facts = Mapping[str, FactValue]
ON_INSPECTION = "国办发〔2024〕54号（检查必审批、必通知）"

VISIT_TASK = fact("inspection_task_no", "检查任务编号", FactKind.LINE,
                  hint="依联动任务或者来源案件批准的检查到场的填写；本案已批准的不填")
URGENT_WHY = fact("visit_urgent_why", "未经事先批准到场的理由（应急、举报）", FactKind.TEXT,
                  hint="事后由科室负责人补批")
GRANTED = fact("visit_granted", "已批准、尚未登记的现场检查", FactKind.YES_NO)
GRANTED_ON = fact("visit_granted_on", "批准现场检查日期", FactKind.DAY)
OWED = fact("visit_approval_owed", "先行到场的检查待补批", FactKind.YES_NO)
APPROVED_TASK = fact("approved_task_no", "来源案件中批准的检查任务", FactKind.LINE)
CHECKED_ON = fact("checked_on", "来源案件中批准的检查日期", FactKind.DAY)
USED_TASKS = fact("visit_tasks_used", "已凭以登记的检查任务", FactKind.LINE,
                  hint="每项：检查任务编号/现场检查日期")
URGENT_RECORD = fact("visit_urgent_record", "待补批的检查记录", FactKind.LINE)
URGENT_ON = fact("visit_urgent_on", "待补批的检查日期", FactKind.DAY)
URGENT_BY = fact("visit_urgent_by", "待补批的检查人员", FactKind.PEOPLE)
HAD_STOOD = fact("visit_record_had_stood", "此前已有同类有效检查记录", FactKind.YES_NO)
UNAPPROVED = fact("visits_refused", "不予补批、不作为证据的检查记录", FactKind.LINE)
TAKEN_ON_SITE = fact("taken_on_site", "是否现场取得", FactKind.YES_NO,
                     hint="证据、笔录系到当事人现场取得的选是，并填写现场检查日期；其他的选否")
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
    used = _used_on_another_day(view, facts)
    if used or _of_another(view, facts):
        return used
    if view.facts.get(GRANTED):
        return before_the_grant(view, facts, GRANTED_ON)
    return (
        f"现场检查须有批准的检查任务（{ON_INSPECTION}）：请先由执法人员“提请现场检查”并经科室负责人"
        f"批准，或者填写“{FACTS[VISIT_TASK].title}”（限已批准的联动任务，或者来源案件中同一日的检查）；"
        f"应急、举报先行到场的，填写“{FACTS[URGENT_WHY].title}”，事后补批"
    )


def before_the_grant(view: "CaseView", facts: Facts, granted: str) -> str | None:
    """Refuse a visit made before the day on which it was approved."""
    approved, made = view.facts.get(granted), facts.get(VISITED_ON)
    if not approved or str(made) >= str(approved):
        return None
    return (
        f"现场检查日期 {made} 早于批准之日 {approved}（{ON_INSPECTION}）：检查须先经批准；"
        "应急、举报先行到场的，按先行到场登记并说明，由科室负责人补批"
    )


def visit_where_any(view: "CaseView", facts: Facts) -> str | None:
    """Refuse evidence taken on site without an approved task; other evidence needs none."""
    if facts[TAKEN_ON_SITE]:
        return day_if_on_site(view, facts) or visit_authorised(view, facts)
    return day_if_on_site(view, facts)


def day_if_on_site(view: "CaseView", facts: Facts) -> str | None:
    """Refuse evidence from the site without its day, or a visit's day with any other evidence."""
    chosen, title = FACTS[TAKEN_ON_SITE].title, FACTS[VISITED_ON].title
    if facts.get(TAKEN_ON_SITE):
        if facts.get(VISITED_ON):
            return not_ahead(VISITED_ON)(view, facts)
        return f"现场取得证据的，请填写“{title}”（{ON_INSPECTION}）"
    if any(facts.get(each) for each in (VISITED_ON, URGENT_WHY, VISIT_TASK)):
        return (
            f"“{chosen}”选否的，不填“{title}”、检查任务和先行到场的理由；确系到现场取得的，"
            f"请选是（{ON_INSPECTION}）"
        )
    return None


def evidence_placed(view: "CaseView", facts: Facts) -> str | None:
    """Refuse evidence that goes along with an act and does not say whether it is from the site."""
    if facts.get(EVIDENCE) and TAKEN_ON_SITE not in facts:
        return f"附证据材料的，请选择“{FACTS[TAKEN_ON_SITE].title}”（{ON_INSPECTION}）"
    return day_if_on_site(view, facts)


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


def _used_on_another_day(view: "CaseView", facts: Facts) -> str | None:
    task, made = str(facts.get(VISIT_TASK) or ""), str(facts.get(VISITED_ON))
    days = [each.rpartition("/")[2] for each in _used(view) if each.rpartition("/")[0] == task]
    if not days or made in days:
        return None
    return (
        f"检查任务 {task} 已用于 {days[0]} 的现场检查，一项任务一次检查（{ON_INSPECTION}）；"
        "请由执法人员另行“提请现场检查”"
    )


def _used(view: "CaseView") -> list[str]:
    return [each for each in str(view.facts.get(USED_TASKS) or "").split(";") if each]


def tasks_used(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out which tasks were used on which days: one task is for the records of one visit."""
    task, made, used = known.get(VISIT_TASK), known.get(VISITED_ON), _used(view)
    if not task or not made or f"{task}/{made}" in used:
        return None
    return ";".join((*used, f"{task}/{made}"))


def granted_today(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the day of an approval: no visit that it covers is earlier."""
    return view.today.isoformat()


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


def not_a_visitor(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse that a visit is approved afterwards by one who made it, or by their deputy."""
    named = view.facts.get(URGENT_BY)
    made_by = set(named) if isinstance(named, list) else set()
    if view.actor and made_by & one_hand(view.stand_ins, view.actor.id, view.today, view.today):
        return (
            f"{view.actor.name}（或者与其互为代理的人员）参加了先行到场的检查，不能自行补批"
            f"（{ON_INSPECTION}），请由未参加检查的科室负责人办理"
        )
    return None


def _newly_urgent(view: "CaseView", known: Facts) -> bool:
    """Answer whether this visit is the urgent one: an approval after the fact clears the reason."""
    return bool(known.get(URGENT_WHY)) and not view.facts.get(URGENT_WHY)


def grant_left(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out whether an approval is left: one approval is for one visit."""
    return view.facts.get(GRANTED) if _newly_urgent(view, known) else False


def grant_left_where_any(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out whether an approval is left after evidence that may have needed no visit."""
    return grant_left(view, known) if known.get(TAKEN_ON_SITE) else view.facts.get(GRANTED)


def approval_owed(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out whether a visit waits for its approval."""
    return _newly_urgent(view, known) or bool(view.facts.get(OWED))


def stands(view: "CaseView", record: str) -> bool:
    """Answer whether an act recorded a visit or evidence that was not refused afterwards."""
    return record in view.doers and record not in _unapproved(view)


def _unapproved(view: "CaseView") -> set[str]:
    return set(filter(None, str(view.facts.get(UNAPPROVED) or "").split(";")))


def owed_record(view: "CaseView") -> str:
    """Answer the act whose urgent visit waits for its approval; empty where none does."""
    return str(view.facts.get(URGENT_RECORD) or "") if view.facts.get(OWED) else ""


def unless_owed(record: str) -> Reckoning:
    """Write that a refusal takes back what an urgent record of that name said."""

    def taken_back(view: "CaseView", _known: Facts) -> FactValue | None:
        return False if owed_record(view) == record else None

    taken_back.__name__ = f"taken_back_with_{record}"
    return taken_back


def _urgent(record: str) -> "tuple[tuple[str | Reckoning, str], ...]":
    """Write what is kept of an urgent visit, so that its refusal can take the record back."""

    def name(view: "CaseView", known: Facts) -> FactValue | None:
        return record if _newly_urgent(view, known) else None

    def made_on(view: "CaseView", known: Facts) -> FactValue | None:
        return known.get(VISITED_ON) if _newly_urgent(view, known) else None

    def made_by(view: "CaseView", known: Facts) -> FactValue | None:
        return known.get(HANDLERS) if _newly_urgent(view, known) else None

    def had_stood(view: "CaseView", known: Facts) -> FactValue | None:
        return stands(view, record) if _newly_urgent(view, known) else None

    def still_refused(view: "CaseView", known: Facts) -> FactValue | None:
        if _newly_urgent(view, known) or record not in _unapproved(view):
            return None
        return ";".join(sorted(_unapproved(view) - {record}))

    return ((name, URGENT_RECORD), (made_on, URGENT_ON), (made_by, URGENT_BY),
            (had_stood, HAD_STOOD), (still_refused, UNAPPROVED))


def _with_owed(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the refused records with this one, unless an earlier one of its name stands."""
    owed = owed_record(view)
    if not owed or view.facts.get(HAD_STOOD):
        return None
    return ";".join(sorted(_unapproved(view) | {owed}))


def _without_owed(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the refused records without the one that is approved now."""
    owed = owed_record(view)
    return ";".join(sorted(_unapproved(view) - {owed})) if owed in _unapproved(view) else None


def _on_refusal(value: FactValue) -> Reckoning:
    def cleared(view: "CaseView", _known: Facts) -> FactValue | None:
        return value if view.facts.get(OWED) else None

    cleared.__name__ = f"cleared_to_{value}_where_owed"
    return cleared


def on_site(act: Act) -> Act:
    """Write that an act records a visit, which somebody else approved before or will after."""
    return replace(act, needs=(*act.needs, visit_authorised),
                   optional=(*act.optional, VISIT_TASK, URGENT_WHY),
                   keeps=(*act.keeps, (grant_left, GRANTED), (approval_owed, OWED),
                          (tasks_used, USED_TASKS), *_urgent(act.key)))


def perhaps_on_site(act: Act) -> Act:
    """Write that an act may record a visit, which the officer says with every record."""
    return replace(act, needs=(*act.needs, TAKEN_ON_SITE, visit_where_any),
                   optional=(*act.optional, VISITED_ON, VISIT_TASK, URGENT_WHY),
                   keeps=(*act.keeps, (grant_left_where_any, GRANTED), (approval_owed, OWED),
                          (tasks_used, USED_TASKS), *_urgent(act.key)))


def takes_back(*kept: tuple[Reckoning, str]) -> list[Act]:
    """Write the acts on visits of a table whose refusal takes back more than the record."""
    return [replace(each, keeps=(*each.keeps, *kept)) if each.key == "refuse_visit" else each
            for each in VISITS]


VISITS: list[Act] = [
    may(R.ENFORCER, "ask_visit", "提请现场检查", asks="visit", needs=[REASON],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
    may(R.SECTION_HEAD, "approve_visit", "批准现场检查", answers="visit", effect=Effect.INSPECT,
        needs=[nothing_owed], keeps=[(said(value=True), GRANTED), (granted_today, GRANTED_ON)],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
    may(R.SECTION_HEAD, "approve_visit_afterwards", "补批现场检查", answers="visit",
        effect=Effect.INSPECT, needs=[visit_is_owed, not_a_visitor],
        keeps=[(said(value=False), OWED), (said(value=""), URGENT_WHY),
               (_without_owed, UNAPPROVED)],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
    may(R.SECTION_HEAD, "refuse_visit", "不批准现场检查", answers="visit", needs=[REASON],
        keeps=[(_with_owed, UNAPPROVED), (_on_refusal(value=False), OWED),
               (_on_refusal(value=""), URGENT_WHY)],
        papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
]
"""One approval is for one visit; the authority's own, never shown to the party."""
