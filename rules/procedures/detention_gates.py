"""What must be true before somebody is handed over for administrative detention."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.procedures.detention_words import DETENTION_DAYS, PENALTY_NO, WITHOUT_PENALTY_WHY
from rules.procedures.penalty_told import GUILTY
from rules.procedures.remedy_words import DECISION_ANNULLED, DECISION_SERVED_ON
from rules.procedures.with_justice import approved_to_go, held_by_justice

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


def no_crime_pending(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse detention while justice has the same facts, or has found them a crime (853号 第2条).

    The officer's own answer that there is no crime yields to what is asked of the police.
    """
    going = held_by_justice(view) or approved_to_go(view)
    if going:
        return (
            f"同一违法行为的涉嫌犯罪案件{going}已批准移送或者在司法机关办理，尚不能认定“尚不构成犯罪”"
            f"（{DETAIN} 第2条；行政执法机关移送涉嫌犯罪案件的规定 第11条第1款）；"
            "待不立案、撤案、不起诉或者判决书面告知后再移送，"
            "或者由局负责人“不批准移送行政拘留”“撤回移送批准”"
        )
    guilty = next((each.case_no for each in view.kin if GUILTY in each.acts), "")
    if guilty:
        return (
            f"同一违法行为已在案件{guilty}中判处刑罚，不再移送行政拘留（{DETAIN} 第2条；"
            "行政处罚法 第35条第1款），请由局负责人“不批准移送行政拘留”“撤回移送批准”"
        )
    return None


def crime_came_up(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to take an approval back where nothing stands against it (853号 第12条)."""
    if no_crime_pending(view, facts):
        return None
    return (
        f"没有在司法机关办理的涉嫌犯罪案件，已批准的应当在三个工作日内移送（{DETAIN} 第12条），"
        "请执法人员“移送公安机关”"
    )


LEAST_DAYS, MOST_DAYS = 5, 15
"""Detention lasts ten to fifteen days, five to ten where lighter (法典 第1102条、第1108条)."""


def days_in_range(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to record a detention that no law allows (853号 第2条; 法典 第1102条、第1108条)."""
    days = facts[DETENTION_DAYS]
    if isinstance(days, int) and LEAST_DAYS <= days <= MOST_DAYS:
        return None
    return (
        f"行政拘留为 {LEAST_DAYS} 日以上 {MOST_DAYS} 日以下（{DETAIN} 第2条；{CODE} 第1102条、"
        f"第1108条），所填为 {days} 日，请公安机关按行政拘留决定书核对；合并执行的，"
        "填写因本案决定的日数"
    )


WITHOUT_PENALTY = ("evasion", "tampering", "facilities")
"""Grounds that lie in the conduct itself; the others lie in defying what was ordered."""


UNVERIFIED = "本区设定 detention_without_penalty（公治〔2014〕853号 第2条的这一读法待核）"
"""What a case says that went by the district's own, unverified reading."""


def penalty_or_ground(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse detention before the penalty of its facts is served (853号 第2条).

    A district may let the grounds that lie in the conduct itself go without one: unverified.
    """
    if served_penalty(view) is not None:
        return None
    undecided = [each.case_no for each in view.kin if each.procedure == "penalty" and each.open]
    if undecided:
        return (
            f"依法作出行政处罚决定后，才移送行政拘留（{DETAIN} 第2条；原环境保护法 第63条）；"
            f"处罚案件{undecided[0]}尚未送达处罚决定书，或者决定已被撤销，请在送达后提交移送报告"
        )
    if facts["detention_ground"] not in WITHOUT_PENALTY:
        return (
            f"没有已经送达的行政处罚决定书，不能移送行政拘留（{DETAIN} 第2条；"
            "原环境保护法 第63条），请先在处罚案件中作出并送达决定"
        )
    if view.detention_alone:
        return None
    return (
        f"没有已经送达、未被撤销的行政处罚决定书：{DETAIN} 第2条规定依法作出行政处罚决定后"
        "才移送行政拘留，请先在处罚案件中作出并送达决定；逃避监管、篡改伪造监测数据、不正常运行设施"
        "可否不经处罚移送待核，本区采此读法的，由系统管理员在 district.toml 设 "
        "detention_without_penalty"
    )


def without_penalty_why(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out by which unverified setting a detention goes without a penalty; else none."""
    if served_penalty(view) is not None:
        return "" if WITHOUT_PENALTY_WHY in view.facts else None
    return UNVERIFIED


def penalty_no(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the number of the served penalty decision: taken over, never typed."""
    served = served_penalty(view)
    return served[PENALTY_NO] if served else None


def penalty_day(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the day on which the penalty decision was served."""
    served = served_penalty(view)
    return served[DECISION_SERVED_ON] if served else None


def served_penalty(view: "CaseView") -> Mapping[str, FactValue] | None:
    """Answer what the newest served penalty of these facts knows, or what the opener carried."""
    kin = [each.facts for each in view.kin if each.procedure == "penalty"]
    candidates: list[Mapping[str, FactValue]] = [*reversed(kin)] if kin else [view.facts]
    for known in candidates:
        decided = known.get(PENALTY_NO) and known.get(DECISION_SERVED_ON)
        if decided and not known.get(DECISION_ANNULLED):
            return known
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
