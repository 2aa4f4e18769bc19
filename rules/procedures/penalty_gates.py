"""What must be true before a penalty is told, heard, reviewed, discussed and decided."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.grammar import Guard
from rules.procedures import penalty_words as words
from rules.procedures.hearings import (
    HEARING_NOTIFIED,
    NOTICE_WORKDAYS,
    notice_dated_back,
)
from rules.procedures.penalty_plea_gates import hearing_asked_in_time, party_spoke
from rules.procedures.visits import stands
from rules.procedures.with_justice import approved_to_go, held_by_justice, open_transfer
from rules.vocabulary import INSPECTED_BESIDE

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]

INVESTIGATORS = (
    "record_evidence", "submit_investigation", "tell_on_the_spot", "receive_monitoring",
    "commission_monitoring", "commission_appraisal", "receive_appraisal", "tell_results",
    "draft_notice", "review_plea", INSPECTED_BESIDE,
)  # fmt: skip
"""Acts whose doers investigated: they neither review, hear, vote nor decide (处罚法 第58、64条)."""


def evidence_recorded(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a report without evidence taken by two officers (处罚法 第42条、第55条)."""
    if stands(view, "record_evidence"):
        return None
    return "尚无调查笔录和证据，请先由两名执法人员“提交调查笔录和证据”（行政处罚法 第42条、第55条）"


def investigation_runs(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to report on an investigation that stands still."""
    if view.facts.get(words.SUSPENDED):
        return "调查已经中止，请先由执法人员“恢复调查”（生态环境行政处罚办法 第35条）"
    return None


def investigation_stands(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to resume an investigation that was not suspended."""
    if view.facts.get(words.SUSPENDED):
        return None
    return "调查没有中止，无须恢复"


def results_told(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a notice before the party knows the monitoring and appraisal results (办法第29条)."""
    known = view.facts
    untold = known.get(words.RESULTS_TOLD) is False
    before = words.RESULTS_TOLD not in known and "monitoring_report_no" in known
    told_on = str(known.get("told_on", ""))
    late = not told_on or told_on < str(known.get("report_received_on", ""))
    if untold or (before and late):
        return (
            "监测、鉴定结果尚未告知当事人，不得发出告知书（生态环境行政处罚办法 第29条第3款）；"
            "请先由执法人员“告知监测鉴定结果”"
        )
    return None


def results_exist(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to tell results that nobody recorded."""
    if {"monitoring_report_no", words.APPRAISAL_NO} & view.facts.keys():
        return None
    return "没有监测报告或者鉴定意见，请先登记"


def not_with_justice(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a decision from the hand-over to the police until a written answer is told.

    The approval bars it too: what is to go to the police is not fined first (310号令 第11条).
    """
    holder, leaving = held_by_justice(view), approved_to_go(view)
    if holder:
        return (
            f"案件已在{holder}中移送公安机关，尚无书面结果，移送期间不得作出新的处罚决定"
            "（环环监〔2017〕17号 第16条；行政处罚法 第27条）；"
            "待公安机关、检察院或者法院的不立案、撤案、不起诉或者判决书面告知后再办理"
        )
    if leaving:
        return (
            f"案件{leaving}已批准移送公安机关，不得以行政处罚代替移送（环环监〔2017〕17号 第16条；"
            "行政执法机关移送涉嫌犯罪案件的规定 第11条第1款）；请执法人员在该案中二十四小时内"
            "“移送公安机关并抄送检察院”，待司法机关书面结果后再作处罚决定"
        )
    return None


def not_ended_during_transfer(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to withdraw, terminate or close while justice has the same facts (17号文 第16条).

    A transfer that was not sent, or was answered in writing, holds nothing up.
    """
    holder = held_by_justice(view)
    if not holder:
        return None
    return (
        f"涉嫌犯罪案件{holder}已移送公安机关，尚无书面结果，移送期间不得撤销立案、终止调查或者结案"
        "（环环监〔2017〕17号 第16条；行政处罚法 第27条）；"
        "待不立案、撤案、不起诉或者判决书面告知，由执法人员在移送案件中登记后再办理"
    )


def no_transfer_twice(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a second criminal transfer beside one that is open."""
    return "涉嫌犯罪线索已经移交，正在办理，不再重复移交" if open_transfer(view) else None


def proposed(*outcomes: str) -> Guard:
    """Write a gate that lets a review go the way that the investigation proposed."""

    def as_proposed(view: "CaseView", _facts: Known) -> str | None:
        if view.facts.get(words.PROPOSED) in outcomes:
            return None
        return (
            "调查报告拟作出的处理与此不符（生态环境行政处罚办法 第38条、第39条），"
            "不同意的请“退回补充调查”"
        )

    as_proposed.__name__ = "proposed_" + "_or_".join(outcomes)
    return as_proposed


PENALTY_PROPOSED = proposed("penalty")
NO_PENALTY_PROPOSED = proposed(
    "minor", "first", "no_fault", "not_established", "time_barred", "referral"
)


def notice_signed(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to publish a notice that nobody signed."""
    if "notice_service" in view.asks:
        return None
    return "事先告知书尚未签发，请先由局负责人“签发事先告知书”"


def decision_signed(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to publish a decision beside its own publication."""
    if view.clock("SERVE-PUBLIC"):
        return "送达公告已经发布，自公告之日起经过三十日视为送达（民事诉讼法 第95条），请勿重复公告"
    return None


def windows_over(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to end the windows of plea and hearing before their last day (办法第44条、第47条)."""
    open_still = [
        each
        for each in view.clocks
        if each.key in ("CF-PLEA", "CF-HEAR-REQ") and each.due_at and each.due_at > view.now
    ]
    if open_still:
        return "陈述申辩或者听证申请的期限尚未届满（生态环境行政处罚办法 第44条、第47条），不得继续"
    return None


def hearing_was_offered(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a request or a waiver where no hearing was offered, or its window is gone."""
    if view.clock("CF-HEAR-REQ") or hearing_asked_in_time(view):
        return None
    return "听证申请期限没有起算或者已经届满、放弃（行政处罚法 第64条第1项）；可以提交陈述申辩"


def hearing_window_closed(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to review a plea while the party may still ask for a hearing (处罚法 第64条)."""
    if not view.clock("CF-HEAR-REQ"):
        return None
    return (
        "听证申请期限尚未届满，当事人也未书面放弃（行政处罚法 第64条第1项），"
        "请待期满、申请或者书面放弃后再复核"
    )


def voters_did_not_investigate(view: "CaseView", facts: Known) -> str | None:
    """Refuse a discussion in which an investigator votes (处罚法 第57条; 评查细则)."""
    named = facts[words.VOTERS]
    return _not_investigators(
        view,
        named if isinstance(named, list) else [],
        "在集体讨论中表决，可以汇报案情（行政处罚法 第57条第2款）",
    )


def _not_investigators(view: "CaseView", named: list[str], what: str) -> str | None:
    who = {each for act in INVESTIGATORS for each in view.doers.get(act, frozenset())}
    found = [each for each in named if each in who or each == view.assignee]
    if found:
        return f"{'、'.join(found)}是本案调查人员，不得{what}，请换人"
    for each in named:
        person = view.people.get(each)
        if person is None or not person.active:
            return f"“{each}”不是在岗人员，请核对名单"
    return None


def handler_judges_nothing(view: "CaseView", _facts: Known) -> str | None:
    """Refuse whoever the case is assigned to where its review or decision is another's (第58条)."""
    if view.actor is None or not view.assignee or view.actor.id != view.assignee:
        return None
    return (
        f"{view.actor.name}是本案承办人，审查、法制审核和决定须由他人办理"
        "（行政处罚法 第57条、第58条；生态环境行政处罚办法 第38条），请换人或者先改派承办人"
    )


def hearing_notice_in_time(view: "CaseView", facts: Known) -> str | None:
    """Refuse a hearing notified later than seven working days before it (处罚法 第64条第2项)."""
    refusal = notice_dated_back(view, facts)
    if refusal:
        return refusal
    held_on = date.fromisoformat(str(facts["hearing_on"]))
    if view.calendar is None:
        return "工作日历未载入，不能核对听证通知时间，请联系系统管理员"
    latest = view.calendar.add_workdays(held_on, -NOTICE_WORKDAYS)
    if date.fromisoformat(str(facts["served_on"])) > latest:
        return (
            f"听证应于举行七个工作日前通知（行政处罚法 第64条第2项、第85条）：{held_on} 举行的听证"
            f"最迟 {latest} 送达通知，请另定听证日期"
        )
    return None


def hearing_was_notified(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to postpone or break off a hearing that was never notified."""
    if view.facts.get(HEARING_NOTIFIED):
        return None
    return (
        "听证通知书尚未送达（行政处罚法 第64条第2项；生态环境行政处罚办法 第48条），"
        "请先由法制审核人员“发出听证通知”"
    )


def hearing_not_notified(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a second notice of one hearing, which would stop the ninety days twice."""
    if view.facts.get(HEARING_NOTIFIED):
        return (
            "听证通知书已经送达，不重复中止办案期限（行政处罚法 第64条第2项；"
            "生态环境行政处罚办法 第57条第2款），改期的请由法制审核人员“延期听证”"
        )
    return None


def plea_answered(view: "CaseView", facts: Known) -> str | None:
    """Refuse to call nothing what a party said in its plea or hearing (处罚法 第45条)."""
    if party_spoke(view) and facts.get(words.PLEA_ACCEPTED) == "none":
        return "当事人已经陈述申辩或者参加听证，应当复核并答复是否采纳（行政处罚法 第45条第1款）"
    return None
