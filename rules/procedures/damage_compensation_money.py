"""What is agreed for a damage, what of it was paid, and when it is performed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.discretion import yuan
from rules.facts import FactValue
from rules.procedures import damage_compensation_words as words
from rules.procedures.damage_compensation_gates import CODE, RULES

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
RULE = f"{CODE} 第1073条；{RULES}"


def _fen(known: Known, key: str) -> int:
    return int(str(known.get(key, 0)))


def _below(view: "CaseView", facts: Known) -> str | None:
    """Answer in words how far the agreed sum lies below the appraisal; None where it does not."""
    known = {**view.facts, **facts}
    agreed, appraised = _fen(known, words.AGREED_FEN), _fen(known, words.APPRAISED_FEN)
    if agreed >= appraised:
        return None
    return f"协议赔偿数额 {yuan(agreed)} 低于鉴定评估的损害数额 {yuan(appraised)}"


def below_with_reason(view: "CaseView", facts: Known) -> str | None:
    """Refuse to propose less than the appraised damage without a reason (法典 第1073条)."""
    said = _below(view, facts)
    if said is None or facts.get(words.BELOW_WHY):
        return None
    return (
        f"{said}（{RULE}）：请执法人员填写“协议数额低于鉴定评估数额的理由”，"
        "自行修复的写明修复方案，再由局负责人决定是否同意"
    )


def below_approved(view: "CaseView", facts: Known) -> str | None:
    """Refuse to sign for less than the appraised damage unless the head takes it over."""
    said = _below(view, facts)
    if said is None or facts.get(words.BELOW_APPROVED):
        return None
    return (
        f"{said}（{RULE}）：同意的，请局负责人签订时填写“局负责人同意协议数额低于鉴定评估数额”；"
        "不同意的“退回赔偿协议”，由执法人员继续磋商或者提请认定磋商不成"
    )


def pays_something(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a payment of nothing."""
    if _fen(facts, words.PAID_FEN) > 0:
        return None
    return f"本次缴纳数额应大于零（{RULE}），请执法人员按缴款凭证登记"


def paid_total(view: "CaseView", known: Known) -> FactValue | None:
    """Work out what has been paid with this payment."""
    return _fen(view.facts, words.PAID_TOTAL) + _fen(known, words.PAID_FEN)


def performed(view: "CaseView", facts: Known) -> str | None:
    """Refuse to close before the whole sum was paid, or the restoration in its place succeeded.

    The sum is the one of the judgment or mediation where a court gave one, else the agreed one.
    """
    known = {**view.facts, **facts}
    due = _fen(known, words.AWARDED_FEN if words.AWARDED_FEN in known else words.AGREED_FEN)
    paid = _fen(known, words.PAID_TOTAL)
    if 0 < due <= paid:
        return None
    restored = known.get(words.RESTORED) is True
    if restored and (due == 0 or known.get(words.RESTORED_INSTEAD) is True):
        return None
    if due == 0:
        return (
            f"协议或者裁判由赔偿义务人修复，尚无达到修复目标的效果评估（{RULE}），"
            "请先由技术机构“提交修复效果评估”"
        )
    return (
        f"应付赔偿金 {yuan(due)}，已缴 {yuan(paid)}，尚欠 {yuan(due - paid)}（{RULE}）："
        "请先由执法人员“登记赔偿金缴纳”；逾期未付的“登记未履行”；"
        "按协议或者裁判以自行修复代替的，由技术机构“提交修复效果评估”，"
        "达到目标后执法人员填写“按协议或者裁判以自行修复代替缴纳赔偿金”"
    )
