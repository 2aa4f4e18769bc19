"""What a payment towards a fine must be: a voucher counts once, and no more than is owed."""

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.discretion import yuan
from rules.facts import FactKind, FactValue, fact
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.dated import day
from rules.procedures.penalty_content import amount, known_with, money
from rules.procedures.penalty_money import surcharge

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]

VOUCHERS = fact("payment_vouchers", "已登记的缴款凭证", FactKind.LINE)
BETWEEN = ";"


def paid_after_service(view: "CaseView", facts: Known) -> str | None:
    """Refuse a payment before the decision was first served (处罚法 第61条、第66条)."""
    known = known_with(view, facts)
    served = day(known, words.FIRST_SERVED_ON) or day(known, remedy.DECISION_SERVED_ON)
    paid = day(facts, words.PAID_ON)
    if served is None or paid is None or paid >= served:
        return None
    return (
        f"缴纳日期 {paid} 早于“处罚决定书送达日期”{served}（行政处罚法 第61条、第66条），"
        "请执法人员核对缴款凭证"
    )


def plain(number: object) -> str:
    """Answer a voucher's number as it is compared: width, case and blanks do not tell it apart."""
    folded = unicodedata.normalize("NFKC", str(number)).casefold()
    return "".join(sign for sign in folded if sign.isprintable() and sign not in BETWEEN + " ")


def _counted(known: Known) -> list[str]:
    return str(known.get(VOUCHERS) or "").split(BETWEEN)


def with_voucher(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the vouchers that have been counted, with this one."""
    return BETWEEN.join(filter(None, [*_counted(view.facts), plain(known[words.PAYMENT_NO])]))


def voucher_is_new(view: "CaseView", facts: Known) -> str | None:
    """Refuse to count one voucher twice (处罚法 第67条: what the bank received)."""
    number = plain(facts[words.PAYMENT_NO])
    if number and number not in _counted(view.facts):
        return None
    return (
        f"缴款凭证“{facts[words.PAYMENT_NO]}”已经登记或者没有编号，一张凭证只计一次"
        "（行政处罚法 第67条），请执法人员核对代收机构出具的缴款凭证"
    )


def no_more_than_owed(view: "CaseView", facts: Known) -> str | None:
    """Refuse to count more than fine, confiscation and surcharge come to (第66条、第72条)."""
    added = surcharge(known_with(view, {}), day(facts, words.PAID_ON) or view.today)
    owed = money(view.facts) + (added.fen if added else 0) - amount(view.facts, words.PAID_TOTAL)
    if amount(facts, words.PAID) <= owed:
        return None
    return (
        f"本次缴纳 {yuan(amount(facts, words.PAID))}，超过尚欠的 {yuan(max(0, owed))}"
        "（含加处罚款；行政处罚法 第66条、第72条），请执法人员核对缴款凭证，多缴的依法退还"
    )


PAYMENT = (voucher_is_new, no_more_than_owed)
"""Listed in ``needs=`` of the act that records a payment."""
