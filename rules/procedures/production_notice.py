"""Before production is restricted or stopped: the notice, the plea, the hearing, the discussion."""

# fmt: off
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, REASON
from rules.facts import FactValue
from rules.grammar import Act, Need, Stage, begin, crossing, may, stage
from rules.procedures import production_gates as gate
from rules.procedures import production_plea_gates as pleas
from rules.procedures import production_words as words
from rules.procedures.dated import day, not_ahead, said
from rules.procedures.hearing_withdrawal import AUTHORITY, ON_WITHDRAWAL, WITHDRAWS
from rules.procedures.hearings import (
    HEARING_CHAIR,
    HEARING_HELD_ON,
    HEARING_NOTIFIED,
    HEARING_ON,
    HEARING_PANEL,
    HEARING_PLACE,
    HEARING_RECORD,
    NAMED_CHAIR,
    NOTICE_WORKDAYS,
    chaired_by_another,
    held_as_notified,
    notice_dated_back,
    notified,
    panel_may_hear,
)
from rules.procedures.legal_review import REVIEWED_AFRESH
from rules.procedures.penalty_plea_gates import (
    hearing_day_came,
    late_hearing_recorded,
    plea_window_over,
)
from rules.procedures.penalty_words import HEARING_ENDED_AS, HEAVIER_EVIDENCE, PLEA_REVIEWED_ON
from rules.procedures.plea_owed import (
    ANSWERED,
    LAPSING,
    SPOKE,
    windows_lapse,
)
from rules.procedures.voters import plea_reviewed
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

if TYPE_CHECKING:
    from rules.decide import CaseView

PARTY = Audience.PARTY
ORDER_30 = "环境保护主管部门实施限制生产、停产整治办法"
ON_NOTICE = f"{ORDER_30} 第11条；行政处罚法 第44条、第64条"
ON_HEARING = f"{ORDER_30} 第11条；行政处罚法 第63条、第64条"
REVIEWERS = [R.LEGAL_REVIEWER, R.SECTION_HEAD]
WINDOWS = ["CF-PLEA", "CF-HEAR-REQ"]


def hearing_in_time(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a hearing notified later than seven working days before it (处罚法 第64条第2项)."""
    refusal = notice_dated_back(view, facts)
    if refusal:
        return refusal
    held_on, served_on = day(facts, HEARING_ON), day(facts, "served_on")
    if view.calendar is None or held_on is None or served_on is None:
        return "工作日历未载入，不能核对听证通知时间，请联系系统管理员"
    latest = view.calendar.add_workdays(held_on, -NOTICE_WORKDAYS)
    if served_on <= latest:
        return None
    return (
        f"听证应于举行七个工作日前通知（行政处罚法 第64条第2项）：{held_on} 举行的听证"
        f"最迟 {latest} 送达通知，请另定听证日期"
    )


def hearing_was_notified(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to postpone, break off or conclude a hearing that was not notified as asked for."""
    if notified(view):
        return None
    return (
        "听证通知书尚未送达（行政处罚法 第64条第2项；30号令 第11条），"
        "请先由法制审核人员“发出听证通知”"
    )


def renew_notice() -> Act:
    """Write how a party is told again: what is heavier or other than told must be told first."""
    return may(R.ENFORCER, "renew_notice", "重新告知", to="advance_notice",
               needs=[words.RENEW_WHY], meets=WINDOWS,
               basis=f"行政处罚法 第44条、第45条；{ORDER_30} 第11条")


def _reopen() -> Act:
    return may(R.ENFORCER, "reopen_investigation", "补充调查", to="proposal", needs=[REASON],
               meets=WINDOWS,
               basis=f"行政处罚法 第45条、第54条；{ORDER_30} 第9条、第11条")


def _plead(to: str | None) -> Act:
    return may(R.ENTERPRISE, "plead", "提交陈述申辩", to=to,
               needs=[words.PLEA, pleas.window_open], optional=[EVIDENCE], keeps=SPOKE,
               meets=["CF-PLEA"], tell=[words.PLEADED], papers=[words.PLEA_RECORD], audience=PARTY,
               basis=f"{ORDER_30} 第11条；行政处罚法 第45条")


def _waive_hearing() -> Act:
    return may(R.ENTERPRISE, "waive_hearing", "书面放弃听证",
               needs=[words.WAIVER, pleas.window_open], meets=["CF-HEAR-REQ"],
               papers=[words.WAIVER_RECORD], audience=PARTY, basis=ON_HEARING)


def _request_hearing() -> Act:
    return may(R.ENTERPRISE, "request_hearing", "申请听证", to="hearing",
               needs=[REASON, pleas.window_open], meets=WINDOWS,
               keeps=[(said(value=False), HEARING_NOTIFIED)], tell=[words.HEARING_WANTED],
               papers=[words.HEARING_REQUEST], audience=PARTY, basis=ON_HEARING)


def _draft(*needs: Need, only: Sequence[str] = ()) -> Act:
    return may(R.ENFORCER, "draft_notice", "拟事先告知书", asks="notice", needs=list(needs),
               optional=[words.HEAVIER, HEAVIER_EVIDENCE], only=list(only),
               papers=[words.ADVANCE_NOTICE], basis=ON_NOTICE)


def advance_notice_stage() -> Stage:
    """Write the notice of what is intended, with plea and hearing for both measures."""
    return stage("advance_notice", "事先（听证）告知",
        _draft(words.CONTENT, words.MONTHS, gate.months_lawful, pleas.plea_raises_nothing,
               only=["restriction"]),
        _draft(words.CONTENT, pleas.plea_raises_nothing),
        may(R.BUREAU_HEAD, "sign_notice", "签发事先告知书", answers="notice",
            asks="notice_service", papers=[words.ADVANCE_NOTICE], basis=ON_NOTICE),
        may(R.BUREAU_HEAD, "return_notice", "退回事先告知书", answers="notice", needs=[REASON],
            basis=ON_NOTICE),
        may(R.ENFORCER, "serve_notice", "送达事先告知书", to="plea", answers="notice_service",
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL],
            keeps=[("served_on", words.NOTICE_SERVED_ON), (words.CONTENT, words.TOLD_CONTENT),
                   (words.MONTHS, words.TOLD_MONTHS), *REVIEWED_AFRESH],
            starts=[begin("CF-PLEA", at="served_on"), begin("CF-HEAR-REQ", at="served_on")],
            serve=[words.TOLD_NOTICE], papers=[words.SERVICE_RECEIPT], audience=PARTY,
            basis=f"{ON_NOTICE}；生态环境行政处罚办法 第44条"),
        _reopen())


def plea_stage() -> Stage:
    """Write the five working days in which the party may plead and ask for a hearing."""
    return stage("plea", "陈述申辩",
        _plead("plea_review"),
        _waive_hearing(),
        may(R.ENTERPRISE, "waive_rights", "书面放弃陈述申辩和听证", to="legal_review",
            needs=[words.WAIVER, pleas.window_open], meets=WINDOWS,
            papers=[words.WAIVER_RECORD], audience=PARTY, basis=ON_NOTICE),
        _request_hearing(),
        *windows_lapse(may(
            R.SYSTEM, "windows_lapse", "陈述申辩和听证申请期满", to="legal_review", meets=WINDOWS,
            audience=PARTY, basis="生态环境行政处罚办法 第44条；行政处罚法 第64条第1项")),
        *LAPSING, audience=PARTY)


def plea_review_stage() -> Stage:
    """Write how a plea is answered, by another person than who answers for it."""
    return stage("plea_review", "申辩复核",
        _plead(None),
        _waive_hearing(),
        _request_hearing(),
        may(R.SYSTEM, "hearing_right_lapses", "听证申请期满", audience=PARTY,
            basis="行政处罚法 第64条第1项；生态环境行政处罚办法 第47条"),
        may(R.ENFORCER, "review_plea", "提交申辩复核意见", asks="plea_review",
            needs=[words.PLEA_REVIEW, plea_window_over], papers=[words.PLEA_REVIEW_PAPER],
            basis="行政处罚法 第45条第1款；生态环境行政处罚办法 第45条"),
        may(REVIEWERS, "confirm_plea_review", "审定申辩复核意见", to="legal_review",
            answers="plea_review",
            needs=[pleas.windows_closed, plea_window_over, late_hearing_recorded],
            not_by=list(gate.INVESTIGATORS),
            keeps=[(plea_reviewed, PLEA_REVIEWED_ON), ANSWERED], papers=[words.PLEA_REVIEW_PAPER],
            basis="行政处罚法 第45条；生态环境行政处罚办法 第45条"),
        may(REVIEWERS, "return_plea_review", "退回申辩复核意见", answers="plea_review",
            not_by=list(gate.INVESTIGATORS), needs=[REASON], papers=[words.PLEA_REVIEW_PAPER],
            basis="行政处罚法 第45条；生态环境行政处罚办法 第45条"),
        renew_notice(),
        _reopen(),
        crossing("CF-HEAR-REQ", then="hearing_right_lapses"), audience=PARTY)


ON_PANEL = "行政处罚法 第43条、第64条第4项"
NOTIFIED = [*SERVICE, HEARING_ON, HEARING_PLACE, HEARING_CHAIR, HEARING_PANEL, hearing_in_time,
            panel_may_hear(*gate.INVESTIGATORS, rule=ON_PANEL),
            chaired_by_another(*gate.INVESTIGATORS, rule="行政处罚法 第64条第4项",
                               panel=HEARING_PANEL)]
TOLD_OF = (said(value=True), HEARING_NOTIFIED)


def hearing_stage() -> Stage:
    """Write the hearing, led by somebody who did not investigate (行政处罚法 第64条第4项)."""
    return stage("hearing", "听证",
        may(R.LEGAL_REVIEWER, "notify_hearing", "发出听证通知",
            needs=NOTIFIED, optional=[*SERVICE_OPTIONAL], keeps=[TOLD_OF, NAMED_CHAIR],
            serve=[words.TOLD_HEARING],
            papers=[words.HEARING_NOTICE, words.SERVICE_RECEIPT],
            not_by=list(gate.INVESTIGATORS), audience=PARTY,
            basis="行政处罚法 第64条第2项、第4项"),
        may(R.LEGAL_REVIEWER, "postpone_hearing", "延期听证",
            needs=[REASON, *NOTIFIED, hearing_was_notified], optional=[*SERVICE_OPTIONAL],
            keeps=[TOLD_OF, NAMED_CHAIR], serve=[words.TOLD_HEARING],
            papers=[words.HEARING_NOTICE, words.SERVICE_RECEIPT],
            not_by=list(gate.INVESTIGATORS), audience=PARTY,
            basis="行政处罚法 第64条第2项；生态环境行政处罚办法 第48条"),
        may(R.LEGAL_REVIEWER, "conclude_hearing", "提交听证笔录和报告", to="plea_review",
            needs=[HEARING_HELD_ON, HEARING_RECORD, words.HEARING_REPORT, hearing_was_notified,
                   held_as_notified, not_ahead(HEARING_HELD_ON)],
            keeps=SPOKE, papers=[words.HEARING_RECORD, words.HEARING_REPORT_PAPER],
            not_by=list(gate.INVESTIGATORS), basis="行政处罚法 第64条第4项至第8项、第65条"),
        may(R.LEGAL_REVIEWER, "terminate_hearing", "终止听证", to="plea_review",
            needs=[HEARING_ENDED_AS, REASON, hearing_was_notified, hearing_day_came],
            papers=[words.HEARING_RECORD],
            not_by=list(gate.INVESTIGATORS), basis="行政处罚法 第64条第6项"),
        may(R.ENTERPRISE, "withdraw_hearing", "撤回听证申请", to="plea_review",
            needs=[*WITHDRAWS], optional=[AUTHORITY],
            papers=[words.WAIVER_RECORD], audience=PARTY, basis=ON_WITHDRAWAL),
        audience=PARTY)
