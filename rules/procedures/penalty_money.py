"""What a decided penalty comes to: what is due, paid, surcharged, enforceable, and how it ends."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rules.accruals import Explained, Spell, payments, spells, surcharge_explained
from rules.deadlines import legal_day
from rules.discretion import yuan
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.dated import day
from rules.procedures.enforcement_gates import remedies_over_on
from rules.procedures.penalty_content import amount, known_with, money

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]

WINDOWS = ("REV-APPLY", "LIT-APPLY", "LIT-APPLY.after-reconsideration")
"""The party's periods for a remedy."""


def is_due(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out whether the decision asks for money at all."""
    return money(known) > 0


def pay_by(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the last day for payment, as it stands with every extension."""
    return _last_day(view, "CF-PAY")


def deferred_until(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the end of an approved deferral, from which the court may be asked (办法第74条)."""
    return _last_day(view, "CF-PAY") if "approve_deferral" in view.doers else None


def _last_day(view: "CaseView", key: str) -> str | None:
    clock = view.clock(key)
    if clock is None or clock.due_at is None:
        return None
    return _day_of(clock.due_at).isoformat()


def _day_of(due_at: datetime) -> date:
    """Answer the day whose end an instant is."""
    return legal_day(due_at - timedelta(seconds=1))


def remedy_opened_on(view: "CaseView", known: Known) -> FactValue | None:
    """Work out since when a remedy is open: the day told, else today."""
    return known.get(remedy.REMEDY_OPENED_ON) or view.today.isoformat()


def remedy_spells(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the spells on which no surcharge is counted (处罚法 第73条第3款)."""
    since = known.get(remedy.REMEDY_OPENED_ON)
    if not view.facts.get(words.REMEDY_PENDING) or since is None:
        return known.get(words.REMEDY_SPELLS)
    until = known.get(remedy.REMEDY_CLOSED_ON) or view.today.isoformat()
    earlier = str(known.get(words.REMEDY_SPELLS, ""))
    return ";".join(filter(None, (earlier, f"{since}/{max(str(since), str(until))}")))


def may_sue(view: "CaseView", known: Known) -> FactValue | None:
    """Work out whether the fifteen days of suit begin after a reconsideration (行诉法 第45条)."""
    told = known.get(remedy.RECONSIDERED_ON)
    return told is not None and told != view.facts.get(remedy.RECONSIDERED_ON)


def may_sue_as_before(view: "CaseView", known: Known) -> FactValue | None:
    """Work out whether the suit period stands as it was: a reconsideration came to nothing."""
    teller = known.get("feedback_case")
    of = next((each.procedure for each in view.links if each.case_no == teller), "")
    nothing = known.get(remedy.REMEDY_OUTCOME) in ("withdrawn", "not_accepted")
    served = known.get(remedy.DECISION_SERVED_ON) is not None
    return of == "reconsideration" and nothing and served and not may_sue(view, known)


def _over(view: "CaseView", known: Known) -> date | None:
    """Answer the day the remedies ended where none is open and every window has ended."""
    running = any(
        each.key in WINDOWS and (each.due_at is None or each.due_at > view.now)
        for each in view.clocks
    )
    if known.get(words.REMEDY_PENDING) is True or running:
        return None
    over = remedies_over_on(view, known)
    return over if over is not None and over <= view.today else None


def enforceable(view: "CaseView", known: Known) -> FactValue | None:
    """Work out whether the court's three months begin: remedies over, term over, money unpaid."""
    pays = view.clock("CF-PAY")
    paying = pays is not None and (pays.due_at is None or pays.due_at > view.now)
    begun = view.facts.get(words.ENFORCEABLE) is True
    return _over(view, known) is not None and unpaid(known) > 0 and not (paying or begun)


def enforceable_after_remedy(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the same where a remedy has just ended, unless a suit may still follow."""
    if may_sue(view, known) or may_sue_as_before(view, known):
        return False
    return enforceable(view, {**known, words.REMEDY_PENDING: False})


def enforceable_from(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the day from which the three months run (强制法 第53条; 处罚办法 第74条第3款)."""
    days = (
        _over(view, {**known, words.REMEDY_PENDING: False}),
        day(known, remedy.DEFERRED_UNTIL),
        _deferral(view),
    )
    last = max((each for each in days if each is not None), default=None)
    return last.isoformat() if last else None


def _deferral(view: "CaseView") -> date | None:
    clock = view.clock("CF-PAY") if "approve_deferral" in view.doers else None
    return _day_of(clock.due_at) if clock is not None and clock.due_at else None


def unpaid(known: Known) -> int:
    """Answer what is left of fine and confiscation, in fen."""
    return max(0, money(known) - amount(known, words.PAID_TOTAL))


def left_unpaid(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out what stays a receivable when a case is closed."""
    return unpaid(known)


def paid_total(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out what has been paid with this payment."""
    return amount(known, words.PAID_TOTAL) + amount(known, words.PAID)


def collected_total(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out what has been paid with what the court collected."""
    return amount(known, words.PAID_TOTAL) + amount(known, remedy.COLLECTED_AMOUNT)


def collected_in_all(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out what the court has collected, with this time."""
    return amount(known, remedy.COLLECTED_TOTAL) + amount(known, remedy.COLLECTED_AMOUNT)


def payments_with(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out the list of payments with this one."""
    return _listed(known, known.get(words.PAID_ON), amount(known, words.PAID))


def payments_with_collected(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the list of payments with what the court collected."""
    on = known.get(remedy.COLLECTED_ON) or view.today.isoformat()
    return _listed(known, on, amount(known, remedy.COLLECTED_AMOUNT))


def _listed(known: Known, on: object, fen: int) -> str | None:
    earlier = str(known.get(words.PAYMENTS, ""))
    return ";".join(filter(None, (earlier, f"{on}/{fen}" if on and fen else ""))) or None


def changed_fine(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out the fine after a remedy changed it."""
    value = known.get(remedy.FINE_AFTER_CHANGE)
    return value if value is not None else known.get(words.FINE)


def original_gone(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out that no fine by the day can be counted from a decision that was annulled."""
    return None if "daily" in view.kinds else 0


def original_changed(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the fine that a fine by the day is counted from, after a remedy changed it."""
    return None if "daily" in view.kinds else changed_fine(view, known)


def surcharge(known: Known, on: date) -> Explained | None:
    """Answer the surcharge up to a day with its lines; None where none runs (处罚法 第72条)."""
    until, fine = day(known, words.PAY_BY), amount(known, words.FINE)
    if until is None or fine <= 0 or on <= until:
        return None
    free: tuple[Spell, ...] = spells(str(known.get(words.REMEDY_SPELLS, "")))
    since = day(known, remedy.REMEDY_OPENED_ON)
    if known.get(words.REMEDY_PENDING) is True and since is not None:
        free = (*free, (since, max(since, on)))
    paid = payments(str(known.get(words.PAYMENTS, "")))
    earlier, served = day(known, remedy.DEFERRED_FROM), day(known, remedy.DECISION_SERVED_ON)
    if earlier is not None and served is not None and earlier < served:
        earlier = None  # of a decision that was annulled since
    told = None if known.get(remedy.DEFERRAL_UNSERVED) else day(known, remedy.DEFERRAL_SERVED_ON)
    late = told is None or told > until
    untold = (until, told) if late and remedy.DEFERRAL_APPROVED_ON in known else None
    return surcharge_explained(
        fine, until, on, free, paid, deferred_from=earlier, untold=untold
    )


def paid_enough(view: "CaseView", facts: Known) -> str | None:
    """Refuse to call performed what is not paid, surcharge included (处罚法 第66条、第72条)."""
    known = known_with(view, facts)
    on = day(facts, words.PERFORMED_ON) or view.today
    added = surcharge(known, on)
    extra = 0 if added is None or known.get(words.SURCHARGE_WAIVED) else added.fen
    left = money(known) + extra - amount(known, words.PAID_TOTAL)
    if left <= 0:
        return None
    return (
        f"尚欠 {yuan(left)}（罚没款 {yuan(money(known))}，加处罚款 {yuan(extra)}，"
        f"已缴 {yuan(amount(known, words.PAID_TOTAL))}；行政处罚法 第66条、第72条），"
        "请先“登记部分缴款”；依执行协议减免加处罚款的，填写“减免加处罚款的理由”并附协议"
    )


def pays_something(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a payment of nothing."""
    return None if amount(facts, words.PAID) > 0 else "本次缴纳数额应大于零，请核对缴款凭证"


def paid_as_the_slip_says(view: "CaseView", facts: Known) -> str | None:
    """Refuse a payment dated back without the bank's slip: the surcharge hangs on its day."""
    if facts.get(words.PAYMENT_SLIP) or day(facts, words.PAID_ON) == view.today:
        return None
    return (
        "缴款日期早于今天的，以银行回单载明的日期为准，请执法人员附“银行回单”"
        "（行政处罚法 第67条、第72条第1款第1项）"
    )


def performed_after_payments(view: "CaseView", facts: Known) -> str | None:
    """Refuse a day of performance before the last payment (处罚法 第72条)."""
    performed = day(facts, words.PERFORMED_ON)
    paid = [each.on for each in payments(str(view.facts.get(words.PAYMENTS, "")))]
    if performed is None or not paid or performed >= max(paid):
        return None
    return (
        f"履行完毕日期 {performed} 早于最后一次缴款（{max(paid)}），请执法人员核对缴款凭证"
        "（行政处罚法 第67条、第72条第1款第1项）"
    )


def waived_by_agreement(_view: "CaseView", facts: Known) -> str | None:
    """Refuse to waive a surcharge without the agreement that the law wants (强制法 第42条)."""
    if not facts.get(words.SURCHARGE_WAIVED) or facts.get(words.AGREEMENT):
        return None
    return (
        "减免加处罚款须有执行协议，且当事人采取补救措施（行政强制法 第42条），"
        "请执法人员附“执行协议”；结案时由局负责人决定是否同意"
    )


def before_term_ends(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to prolong a term that does not run: there is nothing to pay, or it stands still."""
    if view.clock("CF-PAY"):
        return None
    return "没有正在计算的缴纳期限，不能延长（行政处罚法 第66条第2款；处罚办法 第74条）"


def performance_runs(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to press a performance that a decision suspends (处罚法 第73条第1款)."""
    if view.facts.get(remedy.PERFORMANCE_SUSPENDED):
        return "已决定或者裁定停止执行（行政处罚法 第73条第1款），恢复执行后再办理"
    return None


def urging_answered(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to go to court over an unanswered plea (行政强制法 第36条)."""
    if view.facts.get(words.URGING_PLEA_PENDING):
        return "当事人对催告提出的意见尚未复核（行政强制法 第36条），请先“复核催告申辩”"
    return None


def application_in_time(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to ask the court outside its three months (行政强制法 第53条)."""
    if view.clock("ENF-APPLY"):
        return None
    return (
        "申请法院强制执行的三个月没有起算或者已经届满（行政强制法 第53条）："
        "复议和诉讼期限均届满、缴纳期限已过而未缴清的，自届满之日起算；逾期法院不予受理"
    )
