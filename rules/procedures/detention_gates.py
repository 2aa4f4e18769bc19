"""What must be true before somebody is handed over for administrative detention."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue

if TYPE_CHECKING:
    from rules.decide import CaseView

DETAIN = "公治〔2014〕853号"
CODE = "生态环境法典"


def not_a_crime(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse detention where a crime is suspected: that goes another way (853号 第2条)."""
    if facts["no_crime"]:
        return None
    return (
        f"移送行政拘留限于尚不构成犯罪的案件（{DETAIN} 第2条）；涉嫌犯罪的，请由执法人员"
        "“移交涉嫌犯罪线索”，不得以行政拘留代替移送"
    )


def penalty_is_served(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse detention before the penalty was decided and served (853号 第2条)."""
    if str(facts["penalty_served_on"]) > view.today.isoformat():
        return (
            f"依法作出行政处罚决定后，才移送行政拘留（{DETAIN} 第2条）；"
            f"处罚决定书送达日期 {facts['penalty_served_on']} 在今天之后，请核对"
        )
    return None


def originals_kept(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to hand over originals of which no copy was kept (853号 第11条第2款)."""
    if facts["originals_copied"]:
        return None
    return f"移送的案卷材料应当为原件，移送前应当复印备查（{DETAIN} 第11条第2款），请先复印"


def acknowledged(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an answer of the police to what they have not received (853号 第12条)."""
    if "acknowledge" in view.doers:
        return None
    return f"公安机关尚未受理（{DETAIN} 第12条），请先由公安机关“出具接收回执”"


def not_yet_acknowledged(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second receipt: the terms run from the first (853号 第13条、第15条)."""
    if "acknowledge" not in view.doers:
        return None
    return f"公安机关已经受理，期限自受案之日起计算（{DETAIN} 第13条、第15条），不重复受理"
