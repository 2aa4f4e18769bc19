"""What a payment towards a fine must be: a voucher counts once, and no more than is owed."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
PARTS = fact("voucher_parts", "各缴款凭证计入本案的部分", FactKind.LINE)
WHOLE = fact(
    "voucher_total", "凭证载明的总额", FactKind.MONEY,
    hint="一张凭证缴纳几份决定的才填，“本次缴纳数额”只填本案的部分；单位为分",
)  # fmt: skip
BETWEEN = ";"
RULE = "行政处罚法 第67条、第74条"


@dataclass(frozen=True)
class Part:
    """What of a voucher a case has counted, in fen; ``whole`` is 0 where nobody stated it."""

    fen: int
    whole: int = 0
    case_no: str = ""


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


def with_part(view: "CaseView", known: Known) -> FactValue | None:
    """Work out what of each voucher has been counted here, with this one; the whole where told."""
    fen, whole = amount(known, words.PAID), amount(known, WHOLE)
    return part_added(view, plain(known[words.PAYMENT_NO]), fen, whole)


def part_added(view: "CaseView", number: str, fen: int, whole: int) -> str:
    """Answer the parts that a case has counted, with one more."""
    earlier = str(view.facts.get(PARTS) or "")
    return BETWEEN.join(filter(None, (earlier, f"{number}/{fen}/{whole}")))


def part_of(known: Known, number: str) -> Part | None:
    """Answer what of a voucher a case has counted; None where it has not counted it."""
    for each in str(known.get(PARTS) or "").split(BETWEEN):
        said, *sums = each.rsplit("/", 2)
        if said == number and len(sums) == 2:
            return Part(int(sums[0]), int(sums[1]))
    return Part(0) if number in _counted(known) else None


def within_whole(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a part of a voucher that is more than the whole it states (处罚法 第67条)."""
    whole = facts.get(WHOLE)
    part = amount(facts, words.PAID) or amount(facts, remedy.COLLECTED_AMOUNT)
    if whole is None or part <= amount(facts, WHOLE):
        return None
    return (
        f"计入本案的 {yuan(part)} 超过凭证载明的总额 {yuan(amount(facts, WHOLE))}（{RULE}），"
        "请执法人员核对缴款凭证"
    )


def counted_elsewhere(facts: Known, part: int, others: Iterable[Part]) -> str | None:
    """Answer why a voucher that other cases counted may not be counted here, or None.

    One that pays several decisions states its total, with the slip; its parts stay within it.
    """
    known = list(others)
    if not known:
        return None
    number, whole = facts[words.PAYMENT_NO], amount(facts, WHOLE)
    named = "、".join(each.case_no for each in known if each.case_no)
    where = f"案件{named}" if named else "本局另一案件"
    if not whole or not facts.get(words.PAYMENT_SLIP):
        return (
            f"缴款凭证“{number}”已由{where}登记，一张凭证只计一次（{RULE}）；确系一张凭证缴纳几份"
            "决定的，请执法人员附“银行回单”、填写“凭证载明的总额”，并只填本案的部分"
        )
    if any(each.whole and each.whole != whole for each in known):
        return (
            f"{where}登记的该凭证总额与本次填写的 {yuan(whole)} 不同（{RULE}），"
            "请执法人员按银行回单核对"
        )
    counted = sum(each.fen for each in known)
    if counted + part <= whole:
        return None
    return (
        f"缴款凭证“{number}”总额 {yuan(whole)}，{where}已计 {yuan(counted)}，"
        f"本案至多再计 {yuan(max(0, whole - counted))}（{RULE}），请执法人员核对银行回单"
    )


PAYMENT = (voucher_is_new, within_whole, no_more_than_owed)
"""Listed in ``needs=`` of the act that records a payment."""
