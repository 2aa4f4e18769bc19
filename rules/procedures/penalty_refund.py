"""What was paid on a decision that fell, or fell in part, goes back to the party."""

# fmt: off
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.discretion import yuan
from rules.facts import FactKind, FactValue, fact
from rules.grammar import may
from rules.notices import paper
from rules.procedures import penalty_words as words
from rules.procedures.dated import not_ahead
from rules.procedures.penalty_content import amount, money
from rules.vocabulary import R

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
ON_REFUND = "行政处罚法 第74条第3款；国家赔偿法 第36条第1项、第7项"

REFUND_DUE = fact("refund_due", "应退还的罚没款", FactKind.MONEY)
REFUNDED = fact("refund_amount", "本次退还数额", FactKind.MONEY, hint="单位为分，不含利息")
REFUND_INTEREST = fact("refund_interest", "一并支付的利息", FactKind.MONEY, hint="单位为分")
REFUNDED_ON = fact("refunded_on", "退还日期", FactKind.DAY)
REFUND_NO = fact("refund_no", "退库、退款或者提存凭证编号", FactKind.LINE)
REFUND_RECORD = paper("refund_record", "退还罚没款登记表")


def due_back(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out what was paid above what is owed now; None where nothing was paid."""
    paid = amount(known, words.PAID_TOTAL)
    return max(0, paid - money(known)) if paid else None


def all_back(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out that all that was paid on an annulled decision goes back."""
    return amount(known, words.PAID_TOTAL) or None


def changed_back(view: "CaseView", known: Known) -> FactValue | None:
    """Work out what was paid above a fine that a remedy changed."""
    told = known.get("fine_after_change")
    return due_back(view, known if told is None else {**known, words.FINE: told})


def left_to_refund(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out what is still to be given back after this refund."""
    return amount(known, REFUND_DUE) - amount(known, REFUNDED)


def paid_after_refund(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out what the party has paid in all after this refund."""
    return max(0, amount(known, words.PAID_TOTAL) - amount(known, REFUNDED))


def payments_after_refund(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out the list of payments: empty once everything went back."""
    rest = amount(known, words.PAID_TOTAL) - amount(known, REFUNDED)
    return "" if rest <= 0 else known.get(words.PAYMENTS)


def refund_as_owed(view: "CaseView", facts: Known) -> str | None:
    """Refuse a refund of nothing, or of more than is owed back (处罚法 第74条第3款)."""
    owed, now = amount(view.facts, REFUND_DUE), amount(facts, REFUNDED)
    if 0 < now <= owed:
        return None
    return (
        f"应退还 {yuan(owed)}，本次填写 {yuan(now)}"
        "（行政处罚法 第74条第3款：依法应当退还的方可退还），请执法人员核对退还凭证"
    )


def refunded(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to close while money is owed back to the party (国家赔偿法 第36条第1项)."""
    owed = amount(view.facts, REFUND_DUE)
    if not owed:
        return None
    return (
        f"处罚决定被撤销或者变更，已缴的 {yuan(owed)} 应当退还（国家赔偿法 第36条第1项；"
        "行政处罚法 第74条第3款），请执法人员办理退库后“登记退还罚没款”，再提请结案"
    )


REFUNDS = [
    may(R.ENFORCER, "record_refund", "登记退还罚没款",
        needs=[REFUNDED, REFUNDED_ON, REFUND_NO, not_ahead(REFUNDED_ON), refund_as_owed],
        optional=[REFUND_INTEREST],
        keeps=[(payments_after_refund, words.PAYMENTS), (paid_after_refund, words.PAID_TOTAL),
               (left_to_refund, REFUND_DUE)],
        papers=[REFUND_RECORD], basis=ON_REFUND),
]
