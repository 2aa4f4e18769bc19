"""What must be true before compensation for a withdrawn permit is proposed, denied or closed."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.facts import FactValue

if TYPE_CHECKING:
    from rules.case_view import CaseView


def amount_unsettled(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a new amount after the bureau head has approved one."""
    if "payment" in view.asks:
        return "补偿金额已经批准，请由许可经办人“登记补偿履行”"
    return None


def no_compensation_asked(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse "no loss" where compensation was proposed or approved (许可法 第8条第2款)."""
    if view.asks.keys() & {"compensation", "payment"}:
        return "已提出或者批准补偿，不能再登记无财产损失；请按补偿意见办理"
    return None


def paid_by_today(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a payment dated after today."""
    if date.fromisoformat(str(facts["compensated_on"])) > view.today:
        return "补偿履行日期在今天之后，请在履行后登记"
    return None
