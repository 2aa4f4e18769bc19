"""A measure that is spent is not begun again, and one that is approved is carried out at once."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rules.deadlines import legal_day
from rules.facts import FACTS, FactKind, FactValue, fact
from rules.grammar import Guard
from rules.procedures import preservation_words as kept
from rules.procedures import seizure_words as seized
from rules.procedures.dated import day

if TYPE_CHECKING:
    from rules.decide import CaseView, KinView

Known = Mapping[str, FactValue]

AGAIN_GROUND = fact("measure_again_ground", "再次采取措施的情形", FactKind.CHOICE, choices=(
    ("new_facts", "前次措施之后发生的新的违法事实"),
    ("other_items", "前次未涉及的其他设施、设备、物品"),
    ("ordered", "复议决定、裁判责令重新作出")))  # fmt: skip
AGAIN_WHY = fact(
    "measure_again_why", "再次采取措施的事实和理由", FactKind.TEXT,
    hint="同一违法事实此前已经查封扣押或者先行登记保存的填写",
)  # fmt: skip
AGAIN_ON = fact(
    "measure_again_on", "新的违法事实发现日期", FactKind.DAY,
    hint="因新的违法事实再次采取措施的填写",
)  # fmt: skip
AGAIN_APPROVED = fact("measure_again_approved", "局负责人同意再次采取措施", FactKind.YES_NO)
AGAIN = (AGAIN_GROUND, AGAIN_WHY, AGAIN_ON)
"""What a second proposal states, and carries into the case it opens."""

EXECUTE_BY = fact(
    "execute_by", "最迟实施日期", FactKind.DAY, hint="不填的应当立即实施，最迟批准次日"
)
MOST_DAYS = 7
"""Days after the approval that it may name at most; no law read here numbers them (待核)."""

TITLES = {"seizure": "查封、扣押", "preservation": "先行登记保存"}
DONE_BY = {"seizure": ("execute_seizure", "act_urgently"), "preservation": ("preserve",)}
ITEMS = {"seizure": seized.ITEMS, "preservation": kept.PRESERVED_ITEMS}
DONE_AT = {"seizure": seized.SEIZED_AT, "preservation": kept.PRESERVED_AT}
RULES = {
    "seizure": "行政强制法 第25条第1款、第28条第1款第4项",
    "preservation": "行政处罚法 第56条；生态环境行政处罚办法 第33条第2款",
}
AT_ONCE = {
    "seizure": "行政强制法 第18条、第24条",
    "preservation": "行政处罚法 第56条；生态环境行政处罚办法 第32条",
}


def _done(view: "CaseView", procedure: str, *, approved: bool) -> list["KinView"]:
    """Answer the measures of a sort that were carried out; ``approved``: not lifted unapproved."""
    return [
        each for each in view.kin
        if each.procedure == procedure and each.acts & set(DONE_BY[procedure])
        and not (approved and "act_urgently" in each.acts and "approve_afterwards" not in each.acts)
    ]  # fmt: skip


def _day_of(each: "KinView") -> str:
    at = each.facts.get(DONE_AT[each.procedure])
    return legal_day(datetime.fromisoformat(str(at))).isoformat() if at else ""


def not_spent(procedure: str) -> Guard:
    """Write a gate: no second proposal on the facts of one that ended, unless they are new."""

    def fresh(view: "CaseView", facts: Known) -> str | None:
        what, rule = TITLES[procedure], RULES[procedure]
        running = [each for each in view.kin if each.procedure == procedure and each.open]
        if running:
            return (
                f"同一违法事实的{what}正在案件{running[0].case_no}中办理（{rule}），"
                "不重复提请；请在该案办理"
            )
        earlier = _done(view, procedure, approved=True)
        if not earlier:
            return None
        last = earlier[-1]
        if not facts.get(AGAIN_GROUND) or not facts.get(AGAIN_WHY):
            return (
                f"同一违法事实已在案件{last.case_no}中{what}并已结束，期限届满应当解除，"
                f"不得以同样的事实和物品重新起算（{rule}）；有新的违法事实、涉及其他物品"
                "或者责令重新作出的，请执法人员填写“再次采取措施的情形”和“事实和理由”，由局负责人决定"
            )
        return _found_since(view, facts, last) if facts[AGAIN_GROUND] == "new_facts" else None

    fresh.__name__ = f"{procedure}_not_spent"
    return fresh


def _found_since(view: "CaseView", facts: Known, last: "KinView") -> str | None:
    """Refuse new facts that were found before the last measure, or tomorrow."""
    found, before = str(facts.get(AGAIN_ON) or ""), _day_of(last)
    if found and before < found <= view.today.isoformat():
        return None
    return (
        f"新的违法事实应当在前次措施（{before or '日期不明'}）之后、今天以前发现"
        f"（{RULES[last.procedure]}），请执法人员填写“{FACTS[AGAIN_ON].title}”并核对"
    )


def again_approved(view: "CaseView", facts: Known) -> str | None:
    """Refuse to approve a second measure without the head's word on what is new."""
    if not view.facts.get(AGAIN_GROUND) or facts.get(AGAIN_APPROVED):
        return None
    ground = dict(FACTS[AGAIN_GROUND].choices)[str(view.facts[AGAIN_GROUND])]
    return (
        f"本案是再次采取措施（{ground}；行政强制法 第18条第1项、第25条第1款；行政处罚法 第56条）："
        "认可其事实和理由的，请局负责人填写“局负责人同意再次采取措施”；不认可的不予批准"
    )


def other_items(procedure: str, *, urgent: bool = False) -> Guard:
    """Write a gate: what was held and given back is not held again on the same facts."""

    def apart(view: "CaseView", facts: Known) -> str | None:
        now = _plain(facts[ITEMS[procedure]])
        if view.facts.get(AGAIN_GROUND) in ("new_facts", "ordered"):
            return None
        for each in _done(view, procedure, approved=not urgent):
            if not each.open and _plain(each.facts.get(ITEMS[procedure])) == now:
                return (
                    f"该物品已在案件{each.case_no}中{TITLES[procedure]}并已结束"
                    f"（{RULES[procedure]}），不得再次采取；请执法人员按现场清单填写其他物品，"
                    "或者不予实施并在发现新的违法事实后另行提请"
                )
        return None

    apart.__name__ = f"other_items_than_in_{procedure}" + ("_urgent" if urgent else "")
    return apart


def _plain(items: FactValue | None) -> str:
    return "".join(each for each in str(items or "") if each.isalnum())


def names_a_near_day(view: "CaseView", facts: Known) -> str | None:
    """Refuse an approval for a day gone by, or so far off that it is no approval of this act."""
    named = day(facts, EXECUTE_BY)
    if named is None or view.today <= named <= view.today + timedelta(days=MOST_DAYS):
        return None
    return (
        f"“{FACTS[EXECUTE_BY].title}”{named} 应在今天至 {view.today + timedelta(days=MOST_DAYS)} "
        "之间（行政强制法 第18条、第24条；行政处罚法 第56条；天数法律未定，待核），"
        "请局负责人重填或者不填"
    )


def done_while_fresh(procedure: str) -> Guard:
    """Write a gate: carried out by the day that the approval names, else at once."""

    def soon(view: "CaseView", facts: Known) -> str | None:
        approved = view.asks.get("execution")
        if approved is None:
            return None
        on = legal_day(datetime.fromisoformat(approved.at))
        latest: date = day(view.facts, EXECUTE_BY) or on + timedelta(days=1)
        done = legal_day(datetime.fromisoformat(str(facts[DONE_AT[procedure]])))
        if done <= latest:
            return None
        return (
            f"{on} 批准的{TITLES[procedure]}应当立即实施，最迟 {latest}（{AT_ONCE[procedure]}），"
            f"{done} 实施的批准已经失效；请执法人员“登记未实施”后重新提请批准"
        )

    soon.__name__ = f"{procedure}_done_while_fresh"
    return soon
