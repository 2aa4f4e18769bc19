"""What must be true before a supervision from above is prolonged or lifted."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue

if TYPE_CHECKING:
    from rules.case_view import CaseView

LISTING = "生态环境违法案件挂牌督办管理办法（条文待核，取代环办〔2009〕117号）"
LEVEL = "青环〔2023〕111号（发现问题—督促整改—问题销号）"


def term_runs(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to prolong a term that has ended."""
    if view.clock("GPDB-TERM"):
        return None
    return f"督办期限已经届满，不能再延长（{LISTING}），请报督办机关处理"


def new_day_stated(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an extension that leaves the day of the notice as it was."""
    if not view.facts.get("listing_states_term"):
        return None
    before, now = str(view.facts.get("listed_due_on")), str(facts.get("listed_due_on", ""))
    if now > before:
        return None
    return f"通知书载明的时限为 {before}，批准延长须填写延长后的“督办办理时限”（{LISTING}）"


def problems_are_solved(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to ask for the end while a problem that was opened for it is open."""
    waiting = [each.case_no for each in view.links if each.open and each.procedure == "violation"]
    if waiting:
        return f"督办涉及的问题尚未销号：{'、'.join(waiting)}（{LEVEL}），请销号后再提请解除"
    return None


def checked_by_above(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to lift what the level that listed it has not looked at, or found wanting."""
    if "record_lift_check" not in view.doers:
        return f"督办机关尚未核查（{LISTING}），请先由督察人员“登记督办现场核查”"
    if not view.facts.get("demands_met"):
        return f"现场核查认为督办要求尚未完成（{LISTING}），请“不同意解除挂牌督办”"
    return None
