"""What must be true before a permit year moves: periods, caps, pending renewals, archive."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.procedures.permit_gates import filed_in_time
from rules.reporting import CLOCK_OF, PeriodUnknown, period_of

if TYPE_CHECKING:
    from rules.case_view import CaseView


def _day(facts: Mapping[str, FactValue], key: str) -> date | None:
    value = facts.get(key)
    return None if value is None else date.fromisoformat(str(value))


def period_is_written_well(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a period that names no stretch of the calendar."""
    try:
        period_of(str(facts["period"]))
    except PeriodUnknown as wrong:
        return str(wrong)
    return None


def period_suits_its_kind(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a monthly report for a quarter, and a due day before the period has ended."""
    try:
        period = period_of(str(facts["period"]))
    except PeriodUnknown as wrong:
        return str(wrong)
    if str(period.every) != facts["report_kind"]:
        return f"报告期“{period.key}”与报告种类不符，请核对"
    if date.fromisoformat(str(facts["report_due_on"])) <= period.last:
        return f"报告期“{period.key}”尚未结束即已到期，请核对许可证副本载明的日期"
    return None


def period_is_over(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a report of a period that has not ended."""
    try:
        period = period_of(str(facts["period"]))
    except PeriodUnknown as wrong:
        return str(wrong)
    if period.last >= view.today:
        return f"报告期“{period.key}”尚未结束，请在期满后提交"
    return None


def report_is_owed(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to call late what was handed in, excused, moved or never opened."""
    for clock in view.clocks:
        if clock.key in CLOCK_OF.values() and clock.subject == str(facts["period"]):
            if clock.due_at is not None and view.now < clock.due_at:
                return f"报告期“{clock.subject}”的报告尚未到期"
            return None
    return f"报告期“{facts['period']}”没有待交的执行报告"


def within_yearly_cap(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a planned check beyond the published yearly cap (国办发〔2024〕54号)."""
    cap, done = facts.get("yearly_cap"), facts.get("checks_this_year")
    if not isinstance(cap, int) or not isinstance(done, int) or done < cap:
        return None
    if view.facts.get("inspection_kind") in ("individual", "special"):
        return None
    return f"本年度计划检查已有 {done} 次，达到公布的上限 {cap} 次；请改为个案检查或者调整计划"


def inspection_was_done(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to publish the result of a check that was never recorded."""
    if view.clock("SSJ-PUBLISH"):
        return None
    return "没有待公开的检查结果，请先由执法人员“提交检查记录”"


def clue_is_dated(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a problem without the day of its discovery, from which filing runs (办法 第18条)."""
    if facts.get("problem_found") is False and facts.get("finding_kind", "none") == "none":
        return None
    discovered = _day(facts, "discovered_on")
    if discovered is None:
        return "发现问题的，请填写发现线索日期，立案期限自该日起算"
    return "发现线索日期在今天之后，请核对" if discovered > view.today else None


def linked_finding_is_told(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to ask another line for something without saying what was found."""
    if facts["finding_kind"] != "none" and not facts.get("findings"):
        return "须联动的，请填写发现的情况，供接收的一方办理"
    return None


def open_renewal(view: "CaseView") -> str:
    """Answer the number of the linked renewal that is not decided, or an empty word."""
    return next(
        (
            link.case_no
            for link in view.links
            if link.procedure == "permit" and link.open and "renewal" in link.kinds
        ),
        "",
    )


def renewal_is_decided(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the end of a term on the word of another application while the renewal is open."""
    still = open_renewal(view)
    return f"延续申请仍在案件{still}中办理，不登记不予延续" if still else None


def renewal_pending(view: "CaseView") -> bool:
    """Answer whether a renewal filed in this term waits for its decision (办法 第24条第2款).

    A renewal that is closed has been decided; one filed before the present term began led to it.
    An open renewal counts even before this case was told that it was filed; an open change never.
    """
    if open_renewal(view):
        return True
    filed, began = _day(view.facts, "renewal_filed_on"), _day(view.facts, "valid_from")
    if filed is None or (began is not None and filed < began):
        return False
    return not any(
        link.procedure == "permit" and "renewal" in link.kinds and not link.open
        for link in view.links
    )


def no_renewal_pending(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to let a permit expire, or be cancelled, while its renewal is pending."""
    if renewal_pending(view):
        return "延续申请尚未决定，不得按过期失效或者注销办理（排污许可管理办法 第24条第2款）"
    return None


def has_renewal_pending(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to wait for a renewal that nobody filed or that is decided."""
    return None if renewal_pending(view) else "没有待决的延续申请，期满即失效"


def term_has_ended(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse expiry before the last day of the term is over."""
    until = _day(view.facts, "valid_until")
    if until is not None and view.today <= until:
        return f"许可证有效期至 {until}，尚未届满"
    return None


def renewal_was_in_time(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the alert for a renewal filed late: nothing is deemed then (许可法 第50条第2款)."""
    filed, until = _day(view.facts, "renewal_filed_on"), _day(view.facts, "valid_until")
    if filed is not None and until is not None and filed_in_time(filed, until):
        return None
    return "延续申请未在届满六十日前提出，不适用视为准予延续"


def filing_day_is_right(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a filing day in the future, and a claim of timeliness that the day does not bear."""
    filed, until = _day(facts, "renewal_filed_on"), _day(view.facts, "valid_until")
    if filed is None or filed > view.today:
        return "延续申请的平台接收日期在今天之后，请核对"
    if until is not None and facts["filed_in_time"] != filed_in_time(filed, until):
        return f"有效期至 {until}，{filed} 提出的延续申请是否按期与登记不符，请核对"
    return None


def term_is_whole(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a term that ends before it begins."""
    began, until = _day(facts, "valid_from"), _day(facts, "valid_until")
    if began is not None and until is not None and until <= began:
        return "许可证有效期截止日不晚于起始日，请核对"
    return None


def no_cancellation_open(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second cancellation beside one that is open."""
    for link in view.links:
        if link.procedure == "cancellation" and link.open:
            return f"注销已在案件{link.case_no}中办理"
    return None


def nothing_open(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to archive while a linked case is open: nothing is added after archiving."""
    still = [link.case_no for link in view.links if link.open]
    if still:
        return "关联案件尚未办结：" + "、".join(still) + "；归档后不得再补入，请待其反馈后再移交"
    return None
