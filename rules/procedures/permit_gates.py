"""What must be true before a permit application moves on: acceptance, visit, proposal, term."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rules.deadlines import added_months
from rules.facts import FactValue

if TYPE_CHECKING:
    from rules.case_view import CaseView

PUBLICITY_WORKDAYS = 5
"""Working days an application is public before it is filed (排污许可管理办法 第16条)."""

RENEWAL_DAYS = 60
"""Calendar days before expiry by which renewal is applied for (排污许可管理条例 第14条第2款)."""

VALID_YEARS = 5
"""Years a permit is valid (排污许可管理条例 第14条第1款)."""


def _day(facts: Mapping[str, FactValue], key: str) -> date | None:
    value = facts.get(key)
    return None if value is None else date.fromisoformat(str(value))


def filed_in_time(received_on: date, current_valid_until: date) -> bool:
    """Answer whether a renewal was filed at least 60 calendar days before expiry, never rolled."""
    return received_on <= current_valid_until - timedelta(days=RENEWAL_DAYS)


def renewal_filing(
    kinds: Iterable[str], facts: Mapping[str, FactValue]
) -> dict[str, FactValue]:
    """Work out of two dates when a renewal was filed and whether in time; nothing for others."""
    received, until = _day(facts, "received_on"), _day(facts, "current_valid_until")
    if "renewal" not in kinds or received is None:
        return {}
    filed: dict[str, FactValue] = {"renewal_filed_on": received.isoformat()}
    return filed if until is None else filed | {"filed_in_time": filed_in_time(received, until)}


def five_years_from(first: date) -> date:
    """Answer a permit's last day: one that begins on 23 January 2026 ends on 22 January 2031."""
    on = added_months(first, 12 * VALID_YEARS)
    return on - timedelta(days=1) if on.day == first.day else on


def not_yet_deemed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a choice at the window once silence has decided (条例 第9条第4项)."""
    clock = view.clock("PWXK-NOTIFY")
    if clock and clock.due_at is not None and view.now >= clock.due_at:
        return (
            "收到申请材料三个工作日内未一次性告知，自收到之日起已视为受理"
            "（排污许可管理条例 第9条第4项），请由许可经办人审查"
        )
    return None


def silence_past(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse deemed acceptance where notice was given, or while its three days still run."""
    if "notify_correction" in view.doers:
        return "已按期一次性告知补正，不视为受理；请由窗口受理或者不予受理"
    clock = view.clock("PWXK-NOTIFY")
    if clock is None or clock.due_at is None or view.now < clock.due_at:
        return "一次性告知的三个工作日尚未届满，不视为受理"
    return None


def corrected_once(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second request for corrections (条例 第9条第4项: 一次性告知)."""
    if "notify_correction" in view.doers:
        return "补正只能一次性告知，本案已告知过；请由窗口“受理”或者“不予受理”"
    return None


def acceptance_day(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an acceptance before receipt or after today."""
    accepted = date.fromisoformat(str(facts["accepted_on"]))
    received = _day(view.facts, "received_on")
    if accepted > view.today:
        return f"受理日期 {accepted} 在今天之后，请核对"
    if received is not None and accepted < received:
        return f"受理日期 {accepted} 早于平台接收日期 {received}，请核对"
    return None


def not_banned(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to accept within the three years' ban (条例 第40条、第41条)."""
    until = _day(view.facts, "ban_until")
    if facts["under_ban"] or (until is not None and until >= view.today):
        return "申请人在三年禁止申请期内（排污许可管理条例 第40条、第41条），请“不予受理”并说明理由"
    return None


def publicity_done(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a key unit's first or new application public for less than five working days."""
    if "key_managed" not in view.kinds or not view.kinds & {"first", "reapplication"}:
        return None
    known = {**view.facts, **facts}
    since, until = _day(known, "publicity_from"), _day(known, "publicity_until")
    if since is None or until is None:
        return "重点管理首次申请、重新申请须先公开，请填写公开起止日期（排污许可管理办法 第16条）"
    if view.calendar is None:
        return "工作日历未载入，不能核对公开时间，请联系系统管理员"
    received = _day(known, "received_on")
    if received is not None and until > received:
        return f"公开截止日 {until} 晚于平台接收日期 {received}，公开应在申请前完成"
    days = view.calendar.workdays_between(since, until)
    if days < PUBLICITY_WORKDAYS:
        return f"申请前公开 {days} 个工作日，不足五个（排污许可管理办法 第16条），请告知企业补正"
    return None


def visit_in_time(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to turn 30 working days into 45 after the 30 have ended (条例 第12条第2款)."""
    clock = view.clock("PWXK-KEY")
    if clock and clock.due_at is not None and view.now >= clock.due_at:
        return (
            "三十个工作日已经届满，不能再改按四十五个工作日办理（排污许可管理条例 第12条第2款），"
            "请由许可经办人直接提出拟办意见"
        )
    return None


def visit_done(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the record of a visit that lies ahead."""
    if date.fromisoformat(str(facts["site_visited_on"])) > view.today:
        return "现场核查日期在今天之后，请在核查完成后提交记录"
    return None


def differences_explained(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a proposal while environmental assessment and permit differ without explanation."""
    if facts["eia_differs"] and "explain_difference" not in view.doers:
        return "环评与许可内容存在差异，请先由许可经办人“说明环评与许可差异”（条例 第11条第1项）"
    return None


def others_answered(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a proposal while countersigning or assessment is silent and nobody says so."""
    silent = [
        f"{each.subject or '技术评估'}"
        for each in view.clocks
        if each.key in ("LOCAL-COUNTERSIGN", "LOCAL-ASSESS")
    ]
    if silent and not facts.get("silence_note"):
        return (
            "、".join(silent) + "尚未答复，不视为同意；请登记其意见，或者在“未答复情况说明”中写明"
        )
    return None


def conditions_hold(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to propose a permit whose conditions are not met (条例 第11条)."""
    if facts["conditions_met"]:
        return None
    return "不符合排污许可管理条例第11条规定的条件，请“拟不予许可”"


def enterprise_heard(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a change by the authority that the enterprise was not heard on (许可法 第7条)."""
    if "ex_officio" in view.kinds and "hear_enterprise" not in view.doers:
        return "依职权变更须先听取企业意见，请由许可经办人“听取企业意见”"
    return None


def reviews_what_is_proposed(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a review that agrees to something else than what was proposed."""
    ask = view.asks.get("proposal")
    proposed = "grant" if ask and ask.act == "propose_grant" else "refusal"
    if facts["reviewed_outcome"] == proposed:
        return None
    word = "准予许可" if proposed == "grant" else "不予许可"
    return f"经办人提出的是拟{word}；不同意的，请“退回审查”"


def grant_was_reviewed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to grant what the section head reviewed as a refusal."""
    if view.facts.get("reviewed_outcome") == "grant":
        return None
    return "科室审核同意的是不予许可；拟改变结论的，请“退回重拟”"


def refusal_was_reviewed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to refuse what the section head reviewed as a grant."""
    if view.facts.get("reviewed_outcome") == "refusal":
        return None
    return "科室审核同意的是准予许可；拟改变结论的，请“退回重拟”"


def decided_by_today(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a decision dated after today."""
    if date.fromisoformat(str(facts["permit_decided_on"])) > view.today:
        return "决定日期在今天之后，请核对"
    return None


def term_is_lawful(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a permit whose term is not what the law gives this kind (条例 第14条; 办法 第24条)."""
    first = date.fromisoformat(str(facts["valid_from"]))
    last = date.fromisoformat(str(facts["valid_until"]))
    current = _day(view.facts, "current_valid_until")
    if view.kinds & {"change", "ex_officio"}:
        if current is not None and last != current:
            return f"变更不改变有效期，届满日应为 {current}（排污许可管理办法 第26条、第27条）"
        return None
    decided = _day(view.facts, "permit_decided_on")
    wanted = _first_day(view, decided, current)
    if wanted is not None and first != wanted:
        return f"有效期应自 {wanted} 起算（排污许可管理办法 第24条、第25条），请核对"
    if last != five_years_from(first):
        return f"有效期五年，自 {first} 起应至 {five_years_from(first)}（条例 第14条第1款）"
    return None


def _first_day(view: "CaseView", decided: date | None, current: date | None) -> date | None:
    if "renewal" in view.kinds and decided and current:
        return current + timedelta(days=1) if decided <= current else decided
    return decided if "reapplication" in view.kinds else None


def permit_produced(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to deliver what was not made."""
    return None if "produce_permit" in view.doers else "许可证尚未制作，请先由窗口“制证”"


def asked_by_party(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the applicant's withdrawal of a hearing that the authority announced itself."""
    if view.clock("LIC-HEAR-HOLD"):
        return None
    return "本次听证由许可机关依法公告举行（行政许可法 第46条），申请人不能撤回"


def silence_at_expiry(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse the alert of deemed renewal where the law does not deem it (许可法 第50条第2款)."""
    received, until = _day(view.facts, "received_on"), _day(view.facts, "current_valid_until")
    if received is None or until is None:
        return "缺少平台接收日期或者现有许可证届满日，不能判断是否视为准予延续，请由许可经办人核对"
    if not filed_in_time(received, until):
        return "延续申请未在届满六十日前提出，不适用视为准予延续（行政许可法 第50条第2款）"
    if view.today <= until:
        return f"现有许可证 {until} 届满，尚不视为准予延续"
    return None
