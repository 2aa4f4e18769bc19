"""What must be true before a report or a petition is taken, answered, rewarded or closed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import DISCOVERED_ON, VISITED_ON
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Guard
from rules.procedures.complaint_words import REPORTED_ON
from rules.procedures.visits import ON_INSPECTION

if TYPE_CHECKING:
    from rules.decide import CaseView

FIRST_VISITED_ON = fact("first_visited_on", "首次现场核查日期", FactKind.DAY)
NOT_TAKEN_UP = frozenset({"merge", "decline", "turn_to_petition"})
ORDER_15 = "环保举报热线工作管理办法"


def chosen_as_report(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse as a report what intake holds for a petition: other terms and remedies apply."""
    if facts["intake_path"] == "report":
        return None
    return "属于信访的不按举报受理，请“转为信访办理”（信访工作条例 第23条、第31条）"


def chosen_as_petition(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse as a petition a report of a violation: it is a request for enforcement."""
    if facts["intake_path"] == "petition":
        return None
    return (
        "请求查处环境违法行为的是举报，请“告知分类处理途径”并登记举报"
        f"（信访工作条例 第31条；{ORDER_15} 第8条）"
    )


def told_if_named(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to call anonymous somebody who gave a name: a named informant is told."""
    if facts["informant_told"] == "anonymous" and not view.facts.get("anonymous"):
        return (
            f"本案登记为实名，应当告知本人（{ORDER_15} 第8条、第12条；生态环境法典 第146条），"
            "联系不上的，请选“联系不上”"
        )
    return None


def competent_body_named(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to send somebody away without saying to whom (办法 第8条第1款第2项)."""
    if facts["complaint_decline_ground"] == "not_ours" and not facts.get("competent_authority"):
        return f"不属于本部门处理的，应当告知向有权处理的机关提出，请填写该机关（{ORDER_15} 第8条）"
    return None


def merged_elsewhere(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to merge a case into itself, into none, or into one that was itself not taken up."""
    law = f"（{ORDER_15} 第8条第1款第4项）"
    if facts["merged_into"] == view.case_no:
        return f"不能并入本案自身，请填写先收到的举报的案号{law}"
    other = next((each for each in view.priors if each.case_no == facts["merged_into"]), None)
    if other is None:
        return (
            f"没有案号为“{facts['merged_into']}”、举报同一单位的举报案件，不能合并{law}；"
            "请窗口人员核对案号，不是重复举报的，受理或者提请不予受理"
        )
    if other.acts & NOT_TAKEN_UP:
        return (
            f"案件{other.case_no}本身已合并、不予受理或者转为信访，不能再并入{law}；"
            "请填写实际办理的举报的案号，没有的，受理本案"
        )
    return None


def checked_or_excused(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse findings on a report that nobody looked into (办法 第4条: 有报必接、违法必查)."""
    if "record_check" not in view.doers:
        if facts.get("no_check_reason"):
            return None
        return f"没有核查笔录，请先核查；确实不必到现场的，写明理由（{ORDER_15} 第4条）"
    if {"approve_check", "approve_check_afterwards"} & view.doers.keys():
        return None
    return f"紧急核查尚未补批（{ON_INSPECTION}），请由科室负责人“补批紧急核查”后再提交核查意见"


def true_report_has_clue(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to end a true report without a clue, whose filing period runs already (第18条)."""
    if facts["complaint_result"] not in ("true", "partly"):
        return None
    if "raise_clue" in view.doers or facts.get("no_clue_reason"):
        return None
    return (
        "举报属实或者部分属实的，请先“转为问题线索”；不构成违法或者已有案件的，写明不转的理由"
        "（生态环境行政处罚办法 第18条）"
    )


def runs(key: str, words: str) -> Guard:
    """Write a gate that refuses to prolong or dispute a period which has ended."""

    def running(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
        """Refuse to prolong or dispute a period that has ended."""
        return None if view.clock(key) else words

    running.__name__ = f"{key.lower().replace('-', '_').replace('.', '_')}_runs"
    return running


def extension_was_granted(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to tell of an extension that nobody granted."""
    if "extend" in view.doers:
        return None
    return (
        "没有批准的延期，不需告知（热线办法 第11条第1款；信访工作条例 第34条），"
        "请先由执法人员“提请延长办理期限”"
    )


def extension_was_told(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to end a prolonged case whose informant never heard why (办法 第11条; 条例 第34条)."""
    if "extend" in view.doers and "tell_extension" not in view.doers:
        return "延期的理由尚未告知本人，请先办理告知（热线办法 第11条第1款；信访工作条例 第34条）"
    return None


def answered(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to close what was never answered, or whose newest answer nobody was given."""
    if "answer" in view.asks or "feedback" in view.asks:
        return f"答复尚在审定或者尚未反馈（{ORDER_15} 第12条），请先办完再提请办结"
    if {"tell_informant", "record_no_contact"} & view.doers.keys():
        return None
    on = f"{ORDER_15} 第12条；生态环境法典 第146条"
    return f"尚未反馈举报人，请先“拟答复意见”，审定后反馈（{on}）"


def feedback_is_named(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to leave a named informant untold as if nobody had given a name (法典 第146条)."""
    if facts["no_contact"] == "anonymous" and not view.facts.get("anonymous"):
        return "实名举报应当反馈本人（生态环境法典 第146条）；联系不上的，选“多次联系不上”"
    return None


def no_reward_due(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a plain close where the proposal says that a reward is due."""
    if view.facts.get("reward_due"):
        return "提请时认为符合奖励条件，请“批准办结（转奖励）”，或者“退回办结意见”"
    return None


def reward_due(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to go on to a reward that nobody proposed."""
    if view.facts.get("reward_due"):
        return None
    return "提请时认为不符合奖励条件，请“批准办结”，或者“退回办结意见”"


def reward_is_money(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a reward of nothing."""
    return None if int(str(facts["reward_fen"])) > 0 else "奖励金额应当大于零；不奖励的请不予奖励"


def paid_as_approved(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to pay another amount than the one that was approved."""
    approved = view.facts.get("reward_fen")
    if facts["reward_paid_fen"] != approved:
        fen = approved if isinstance(approved, int) else 0
        return (
            f"发放金额应与批准的 {fen / 100:.2f} 元一致（生态环境法典 第146条），"
            "请由窗口人员核对；需要改变的，由局负责人重新批准"
        )
    return None


def forwarded_from_above(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an objection to what nobody forwarded (信访工作条例 第23条第3款)."""
    if view.facts.get("petition_source") == "forwarded":
        return None
    return "转送异议只对信访部门或者上级转送、交办的事项提出（信访工作条例 第23条）"


def heard_and_investigated(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an opinion without hearing and investigation, anew after a remand (条例 第32条)."""
    if "hear_petitioner" not in view.doers or "record_investigation" not in view.doers:
        return "应当听取信访人陈述并调查核实后出具处理意见（信访工作条例 第32条），请先办理"
    remanded = str(view.facts.get("remanded_on", ""))
    if str(view.facts.get("petition_investigated_on", "")) < remanded:
        return f"{remanded} 已责令重新办理，请重新调查核实后再拟处理意见（信访工作条例 第35条）"
    return None


def asked_in_window(key: str, served: str, asked: str) -> Guard:
    """Write a gate that refuses a request made before the answer or after its window."""

    def inside(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        """Refuse a request made before the answer or after its window (条例 第35条、第36条)."""
        day, since = str(facts[asked]), str(view.facts.get(served, ""))
        if day > view.today.isoformat():
            return f"请求日期 {day} 在今天之后（信访工作条例 第35条、第36条），请窗口人员核对"
        if day < since:
            return (
                f"请求日期 {day} 早于答复送达日期 {since}"
                "（信访工作条例 第35条、第36条），请窗口人员核对"
            )
        if view.clock(key) is None:
            return "请求期限已经届满，不再受理（信访工作条例 第35条、第36条）"
        return None

    inside.__name__ = f"{asked}_in_window"
    return inside


def today(view: "CaseView", _facts: Mapping[str, FactValue]) -> FactValue:
    """Answer the day of the act."""
    return view.today.isoformat()


def discovered_on(view: "CaseView", known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the day a clue counts from: the first visit's, else the report's, never later.

    Fifteen days of filing run from the discovery (生态环境行政处罚办法 第18条), not from the click.
    """
    latest_day = (
        first_visit(view, known) if "record_check" in view.doers else known.get(REPORTED_ON)
    )
    days = (known.get(DISCOVERED_ON), latest_day)
    return min((str(each) for each in days if each), default=None)


def first_visit(view: "CaseView", known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the first day on which officers saw the site: a second visit discovers nothing."""
    days = (view.facts.get(FIRST_VISITED_ON), known.get(VISITED_ON))
    return min((str(each) for each in days if each), default=None)
