"""What must be true before a remedy is answered, stayed, decided or written off."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.deadlines import legal_day
from rules.facts import FactValue
from rules.grammar import Guard
from rules.procedures import remedy_words as words
from rules.procedures.dated import day
from rules.vocabulary import Relation

if TYPE_CHECKING:
    from rules.case_view import CaseView


def open_remedy(view: "CaseView") -> str | None:
    """Answer the case in which the decision is still challenged, or None.

    One whose result was told stays open until it is carried out, and bars neither the suit that
    may follow within fifteen days (行政诉讼法 第45条) nor the enforcement.
    """
    found = [link.case_no for link in view.links if link.relation == Relation.REMEDY and link.open]
    ended = 1 if view.facts.get(words.REMEDY_PENDING) is False else 0
    return found[-1] if len(found) > ended else None


def forwardable(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a request that only the review body may take (行政复议法 第32条第1款)."""
    if facts[words.SPOT_OR_CAMERA]:
        return None
    return (
        "只有当场作出的处罚和依据电子技术监控作出的处罚可以通过本局提交复议申请"
        "（行政复议法 第32条），请告知当事人向行政复议机关申请；收到答复通知后再登记"
    )


def request_received(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to forward a request that was never received here."""
    if "receive_request" in view.doers:
        return None
    return "没有当事人递交的复议申请，请先由法制审核人员“收到当事人递交的申请”"


def stay_gates(*clocks: str) -> tuple[Guard, Guard]:
    """Write the two gates of a stay of these clocks: not stayed yet, and stayed."""

    def not_stayed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
        running = view.clock(*clocks)
        if running is not None and running.status == "paused":
            return "审理已经中止，恢复后方可再次登记中止"
        return None

    def stayed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
        running = view.clock(*clocks)
        if running is None or running.status == "paused":
            return None
        return "审理没有中止，无须恢复"

    return not_stayed, stayed


def opinion_answered(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to end a case whose review opinion is unanswered (行政复议法 第76条)."""
    if "record_opinion" in view.doers and "report_opinion" not in view.doers:
        return (
            "行政复议意见书尚未报送整改情况（行政复议法 第76条：六十日），"
            "请由执法人员“拟整改情况报告”，局负责人批准后再办结"
        )
    return None


def implemented(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to end a case whose result orders something that nobody says was done."""
    ordered = {"annulled", "changed", "illegal", "void"}
    known = {**view.facts, **facts}
    if known.get(words.REMEDY_OUTCOME) in ordered and not known.get(words.IMPLEMENTED):
        return (
            "决定、裁判改变了原行政行为，应当履行（行政复议法 第77条；行政诉讼法 第94条），"
            "请先填写落实情况"
        )
    return None


def head_attends(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a court day for which nobody was named (行政诉讼法 第3条第3款)."""
    if "appoint_attendance" in view.doers:
        return None
    return "尚未确定出庭应诉人，请先由局负责人“确定负责人出庭应诉”（行政诉讼法 第3条第3款）"


def final_day(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the day a judgment takes effect when nobody appealed: the day after the period."""
    period = view.clock("LIT-APPEAL", "LIT-APPEAL.ruling")
    if period is None or period.due_at is None:
        return view.today.isoformat()
    return legal_day(period.due_at).isoformat()


def appealed_in_time(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an appeal lodged after the judgment took effect (行政诉讼法 第85条)."""
    final, lodged = day(view.facts, words.JUDGMENT_FINAL_ON), day(facts, words.APPEALED_ON)
    if final is None or lodged is None or lodged < final:
        return None
    return f"裁判已于 {final} 生效，上诉日期 {lodged} 已逾上诉期限（行政诉讼法 第85条），请核对"
