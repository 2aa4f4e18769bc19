"""Which conduct may be fined by the day: an item of the list is chosen, or why there is none."""

# fmt: off
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.cited import cited
from rules.facts import FactKind, FactValue, fact

if TYPE_CHECKING:
    from rules.case_view import CaseView

Known = Mapping[str, FactValue]
ORDER_28 = "环境保护主管部门实施按日连续处罚办法"
NOT_LISTED = "none"

DAILY_ITEM = fact("daily_fine_item", "按日计罚的情形", FactKind.CHOICE, choices=(
    ("exceeds", "超过污染物排放标准，或者超过重点污染物排放总量控制指标排放（第5条第1项）"),
    ("evasion", "通过暗管、渗井、渗坑、灌注，篡改、伪造监测数据，"
                "不正常运行防治污染设施等逃避监管的方式排放（第5条第2项）"),
    ("forbidden", "排放法律、法规规定禁止排放的污染物（第5条第3项）"),
    ("dumping", "违法倾倒危险废物（第5条第4项）"),
    ("other", "其他违法排放污染物行为（第5条第5项）"),
    ("local", "地方性法规增加的按日计罚行为（第6条）"),
    (NOT_LISTED, "不属于")))
DAILY_WHY = fact("daily_fine_why", "属于或者不属于按日计罚情形的理由", FactKind.TEXT,
                 hint="不属于的、其他违法排放的说明理由；地方性法规增加的写明条款")


def listed(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out whether the conduct is on the list."""
    return known.get(DAILY_ITEM, NOT_LISTED) != NOT_LISTED


def item_is_explained(_view: "CaseView", facts: Known) -> str | None:
    """Refuse "not on the list" or a residual item without a reason, a local one without article."""
    item, why = facts[DAILY_ITEM], str(facts.get(DAILY_WHY) or "")
    if item == "local" and not cited(why):
        return (
            f"地方性法规增加的按日计罚行为须写明条款（{ORDER_28} 第6条），"
            "请在理由中写作“法规名称 第N条”"
        )
    if item in (NOT_LISTED, "other") and not why:
        return (
            f"“不属于”或者“其他违法排放污染物行为”须说明理由（{ORDER_28} 第5条；"
            "生态环境法典 第1060条），案件审查和销号时一并审核，请填写"
            "“属于或者不属于按日计罚情形的理由”"
        )
    return None


def item_chosen(view: "CaseView", facts: Known) -> str | None:
    """Refuse a fine by the day for conduct that no item of the list names (28号令 第5条、第6条)."""
    if {**view.facts, **facts}.get(DAILY_ITEM, NOT_LISTED) != NOT_LISTED:
        return None
    return (
        f"认定的违法行为不属于{ORDER_28}第5条和地方性法规（第6条）所列的按日计罚情形，"
        "不能按日连续处罚"
    )
