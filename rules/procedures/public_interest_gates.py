"""What must be true before a clue is sent, a proposal is answered, or a suit is over."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue

if TYPE_CHECKING:
    from rules.case_view import CaseView

PIL = "最高法、最高检关于检察公益诉讼案件适用法律若干问题的解释"
CODE = "生态环境法典 第1076条"


def measures_taken(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a reply that has no performance to tell of (解释 第21条第2款)."""
    if "record_measures" in view.doers:
        return None
    return (
        f"应当依法履行职责并书面回复（{PIL} 第21条第2款），尚无履职记录；"
        "请先由执法人员“登记履职情况”，再拟回复"
    )


def not_spreading_yet(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second warning while its fifteen days run."""
    if view.clock("PIL-REPLY.spreading"):
        return f"十五日回复期限已经起算（{PIL} 第21条第2款），不重复告知"
    return None


def judgment_performed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to close before what the court ordered was carried out."""
    if "record_judgment_performed" in view.doers:
        return None
    return "尚未登记判决、调解的履行情况（行政诉讼法 第94条），请先由执法人员登记"
