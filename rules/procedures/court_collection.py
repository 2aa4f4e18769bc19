"""What the court collects: after it accepted, by a voucher that counts once, and what is owed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.discretion import yuan
from rules.facts import FactValue
from rules.procedures import penalty_payment as payment
from rules.procedures import penalty_words as penalty
from rules.procedures import remedy_words as words
from rules.procedures.dated import day
from rules.procedures.forfeiture import PENALTY_NO
from rules.procedures.penalty_content import amount, money
from rules.procedures.penalty_money import surcharge

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
RULE = "行政强制法 第60条第4款；行政处罚法 第72条、第74条"


def collected_in_time(view: "CaseView", facts: Known) -> str | None:
    """Refuse a day before the court accepted the application, or one that has not come."""
    on, accepted = day(facts, words.COLLECTED_ON), day(view.facts, words.COURT_ACCEPTED_ON)
    if on is None or on > view.today:
        return f"执行到账日期 {on} 在今天之后（{RULE}），请执法人员在到账之后登记"
    if accepted is not None and on < accepted:
        return (
            f"执行到账日期 {on} 早于法院受理日期 {accepted}（行政强制法 第56条、第60条第4款），"
            "请执法人员核对；受理之前缴纳的，在处罚案件“登记部分缴款”"
        )
    return None


def collected_of_what_is_owed(view: "CaseView", facts: Known) -> str | None:
    """Refuse to count nothing, or more than the penalty is still owed with its surcharge."""
    said = amount(facts, words.COLLECTED_AMOUNT)
    if said <= 0:
        return f"执行到账数额应大于零（{RULE}），请执法人员核对法院的到账凭证"
    owed = owed_on(view, facts)
    if said <= owed:
        return None
    return (
        f"本次到账 {yuan(said)}，超过尚欠的 {yuan(owed)}（含加处罚款；{RULE}），"
        "请执法人员核对法院的到账凭证，多执行的由法院或者本局依法退还"
    )


def owed_on(view: "CaseView", facts: Known) -> int:
    """Answer what is left to collect on the day, in fen.

    What the penalty knows of; where it is not known, what the court was asked for.
    """
    collected = amount(view.facts, words.COLLECTED_TOTAL)
    known = enforced(view)
    if known is None:
        return max(0, amount(view.facts, words.CLAIM_AMOUNT) - collected)
    fine = amount(known, penalty.FINE)
    added = surcharge(known, day(facts, words.COLLECTED_ON) or view.today)
    extra = fine if penalty.PAY_BY not in known else min(added.fen if added else 0, fine)
    # What this case has collected and its relay has not yet told is collected all the same.
    untold = max(0, collected - amount(known, words.COLLECTED_TOTAL))
    return max(0, money(known) + extra - amount(known, penalty.PAID_TOTAL) - untold)


def enforced(view: "CaseView") -> Known | None:
    """Answer what the penalty that is enforced knows, or None where none is known."""
    kin = [each.facts for each in view.kin if each.procedure == "penalty"]
    same = [each for each in kin if each.get(PENALTY_NO) == view.facts.get(PENALTY_NO)]
    return (same or kin)[-1] if same or len(kin) == 1 else None


def with_part(view: "CaseView", known: Known) -> FactValue | None:
    """Work out what of each of the court's vouchers has been counted here, with this one."""
    number = payment.plain(known[penalty.PAYMENT_NO])
    fen = amount(known, words.COLLECTED_AMOUNT)
    return payment.part_added(view, number, fen, amount(known, payment.WHOLE))


COLLECTION = (
    collected_in_time, payment.voucher_is_new, payment.within_whole, collected_of_what_is_owed,
)  # fmt: skip
"""Listed in ``needs=`` of the act that records a collection."""
