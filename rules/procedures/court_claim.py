"""How much a court may be asked for: what the penalty still owes, with its surcharge."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.discretion import yuan
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.forfeiture import PENALTY_NO
from rules.procedures.penalty_content import amount
from rules.procedures.penalty_money import surcharge, unpaid

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
RULE = "行政处罚法 第72条第1款；行政强制法 第45条第2款、第55条"


def _penalty(view: "CaseView") -> Known | None:
    """Answer what the penalty that is enforced knows; of several that of the same decision."""
    kin = [each.facts for each in view.kin if each.procedure == "penalty"]
    same = [each for each in kin if each.get(PENALTY_NO) == view.facts.get(PENALTY_NO)]
    if same or len(kin) == 1:
        return (same or kin)[-1]
    # Brought in from an older register: what came along with the case is all that is known.
    return view.facts if words.FINE in view.facts else None


def claim_is_owed(view: "CaseView", facts: Known) -> str | None:
    """Refuse to claim more than is owed with the surcharge, or less than the unpaid sum.

    Asked again at the signature and at the court: what was paid meanwhile is not claimed.
    """
    owed = _penalty(view)
    claim = amount({**view.facts, **facts}, remedy.CLAIM_AMOUNT)
    if owed is None:
        return None
    fine, added = amount(owed, words.FINE), surcharge(owed, view.today)
    # Without its last day for payment the surcharge is bound by the sum of the fine alone.
    extra = fine if words.PAY_BY not in owed else min(0 if added is None else added.fen, fine)
    # What was paid beyond the sum itself was paid on the surcharge.
    sums = fine + amount(owed, words.CONFISCATED)
    over = max(0, amount(owed, words.PAID_TOTAL) - sums)
    least = unpaid(owed)
    most = least + max(0, extra - over)
    if least <= claim <= most:
        return None
    return (
        f"申请执行的数额 {yuan(claim)} 与处罚案件不符：尚未缴清的罚没款 {yuan(least)}，"
        f"连同至今天的加处罚款（不超过罚款本数）最多 {yuan(most)}（{RULE}；行政处罚法 第66条）；"
        "请执法人员按处罚案件的缴款记录“拟强制执行申请书”：待签发的先由局负责人退回，"
        "已签发的先“退回已签发的申请书改拟”；已经缴清的，提请撤回申请"
    )
