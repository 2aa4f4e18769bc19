"""What must be true before a plea is answered, a hearing broken off, or a fine made heavier."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.procedures.dated import day
from rules.window import HEARS_LATE, LateFiling

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]


def spoke_on(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the day on which the party was last heard: today."""
    return view.today.isoformat()


def evidence_is_new(view: "CaseView", known: Known) -> FactValue | None:
    """Work out whether evidence was taken after the party was heard (处罚法 第45条第2款)."""
    heard, taken = day(view.facts, words.PLEADED_ON), day(known, words.EVIDENCE_ON)
    return heard is not None and taken is not None and taken >= heard


def reviewed_anew(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out whether this case review saw evidence that is newer than the plea."""
    return view.facts.get(words.NEW_EVIDENCE) is True


def redone_on(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the day on which a new handling was ordered: today."""
    return view.today.isoformat()


def no_result_awaited(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to leave the inquiry while a commission still stops the ninety days (第57条第2款)."""
    for commission, awaited in words.AWAITED.items():
        if view.facts.get(awaited):
            what = "监测报告" if commission == "commission_monitoring" else "鉴定意见"
            return (
                f"委托的{what}尚未登记，办案期限仍在中止（生态环境行政处罚办法 第57条第2款），"
                f"请先登记{what}；已撤回委托的，由执法人员以撤回委托的书面材料登记"
            )
    return None


def evidence_taken_anew(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a report on the evidence of a decision that was annulled (复议法 第64条第2款)."""
    if view.facts.get(words.EVIDENCE_WANTED):
        return (
            "原处罚决定已被撤销，不得以同一的事实和理由作出基本相同的决定（行政复议法 第64条第2款；"
            "行政诉讼法 第71条），请先由两名执法人员重新“提交调查笔录和证据”"
        )
    return None


def plea_window_over(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to answer for a party whose five working days still run (处罚办法 第44条)."""
    served = day(view.facts, words.NOTICE_SERVED_ON)
    if {"plead", "conclude_hearing"} & view.doers.keys() or served is None:
        return None
    if view.calendar is None:
        return "工作日历未载入，不能核对陈述申辩期限，请联系系统管理员"
    until = due_of(clock("CF-PLEA"), served, calendar=view.calendar).due_on
    if until is None or view.today > until:
        return None
    return (
        f"听证撤回或者终止后，当事人仍可在 {until} 以前陈述申辩"
        "（行政处罚法 第45条、第64条；生态环境行政处罚办法 第44条），请执法人员待期满后复核"
    )


def hearing_day_came(view: "CaseView", facts: Known) -> str | None:
    """Refuse to call a party absent before the day of its hearing (处罚法 第64条第6项)."""
    held_on = day(view.facts, "hearing_on")
    if facts[words.HEARING_ENDED_AS] == "gone" or held_on is None or held_on <= view.today:
        return None
    return (
        f"听证定于 {held_on} 举行，当事人未到场或者中途退出的，请法制审核人员在举行之后办理终止"
        "（行政处罚法 第64条第6项）"
    )


def party_spoke(view: "CaseView") -> bool:
    """Answer whether the party was heard, or filed in time what nobody has answered yet."""
    return bool({"plead", "conclude_hearing", HEARS_LATE} & view.doers.keys() or view.late_filings)


def late_filing_answered(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to decide over what the party filed in time and nobody answered (处罚法 第45条)."""
    if not view.late_filings:
        return None
    each = view.late_filings[0]
    return (
        f"当事人在期限内（{each.filed_on}）提出的“{each.title}”收件时环节已过，尚未听取、复核和答复，"
        "不得作出决定，也不得因此给予更重的处罚（行政处罚法 第45条、第62条）；"
        "请执法人员“听取期限内提出的意见”"
    )


def filed_in_time_waits(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to take a case back where nothing that was filed in time waits for an answer."""
    if view.late_filings:
        return None
    return (
        "没有期限内提出、尚待答复的当事人材料（行政处罚法 第45条；生态环境行政处罚办法 第44条）；"
        "逾期提出的已存卷，须重新听取意见的请“重新告知”"
    )


def hearing_asked_in_time(view: "CaseView") -> LateFiling | None:
    """Answer a kept request for a hearing that was offered and not given up in writing."""
    asked = next((each for each in view.late_filings if each.act == "request_hearing"), None)
    given_up = {"waive_hearing", "waive_rights"} & view.doers.keys()
    return None if given_up or view.facts.get(words.HEARING_OFFERED) is False else asked


def late_hearing_recorded(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to review pleas over a hearing that was asked for in time (处罚法 第63条、第64条)."""
    asked = hearing_asked_in_time(view)
    if asked is None:
        return None
    return (
        f"当事人在期限内（{asked.filed_on}）申请听证，应当组织听证"
        "（行政处罚法 第63条、第64条第1项）；请窗口人员按交件日期代录“申请听证”后办理"
    )
