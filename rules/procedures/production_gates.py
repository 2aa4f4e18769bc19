"""What must be true before production is restricted or stopped, prolonged, or reported upward."""

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import EXTEND_MONTHS
from rules.cited import Article, cited
from rules.facts import FACTS, FactValue
from rules.procedures import production_words as words
from rules.procedures.remedy_words import DECISION_ANNULLED
from rules.procedures.violation_words import ARTICLES, CONDUCT, REPEATED
from rules.procedures.visits import stands
from rules.vocabulary import INSPECTED_BESIDE, kind_title

if TYPE_CHECKING:
    from rules.decide import CaseView, KinView

Facts = Mapping[str, FactValue]
INVESTIGATORS = (
    "record_evidence", "submit_report", "tell_results", "draft_notice", "review_plea",
    "record_inspection", "record_clean", "record_same_violation", INSPECTED_BESIDE,
)  # fmt: skip
"""Acts whose doers investigated: they neither review, hear, vote nor decide (处罚法 第58、64条)."""
MAX_MONTHS = 3


def evidence_recorded(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a report without evidence (30号令 第9条)."""
    if stands(view, "record_evidence"):
        return None
    return "尚无调查笔录和证据（30号令 第9条），请先由两名执法人员“提交调查笔录和证据”"


def results_told(view: "CaseView", facts: Facts) -> str | None:
    """Refuse to go on before monitoring results were told to the party (处罚办法 第29条第3款)."""
    if not facts.get(words.BY_MONITORING) or "tell_results" in view.doers:
        return None
    return (
        "以监测、鉴定结果认定违法事实的，应当在事先告知前把结果告知当事人"
        "（生态环境行政处罚办法 第29条第3款），请先由执法人员“告知监测鉴定结果”"
    )


def ground_fits(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a ground of restriction for a shutdown, or the other way round (30号令 第5、6条)."""
    restricting = "restriction" in view.kinds
    if (facts[words.GROUND] == "exceeds") == restricting:
        return None
    if restricting:
        return "第6条所列是停产整治的情形，限制生产适用30号令第5条；请由执法人员另行“提请停产整治”"
    return "超标、超日最高允许总量适用限制生产（30号令 第5条），停产整治须有第6条所列情形"


def not_serial(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a second order of a sort for the same violation (30号令 第6条第4项、第8条第3项)."""
    if "record_closure_refused_unordered" in view.doers:
        return None
    kind = "restriction" if "restriction" in view.kinds else "shutdown"
    earlier = orders_before(view, kind)
    if not earlier:
        return None
    if not repeated(view, earlier) and facts.get(words.UNLIKE_WHY):
        return None
    which = earlier[-1].case_no
    if not repeated(view, earlier):
        return (
            f"该单位在案件{which}中已被{kind_title(kind)}；确属不同违法行为的，请填写“"
            f"{FACTS[words.UNLIKE_WHY].title}”（30号令 第6条第4项、第8条第3项）"
        )
    if kind == "restriction":
        return (
            f"该单位在案件{which}中已被限制生产，又实施同一违法行为的，不再限制生产"
            "（30号令 第6条第4项、第15条第1款），请“提请终止”，另行“提请停产整治”"
        )
    return (
        f"该单位在案件{which}中已被停产整治，又实施同一违法行为的，不再停产整治"
        "（30号令 第8条第3项），请由执法人员“提请报请停业关闭”"
    )


ORDERED = {"restriction": "order_restriction", "shutdown": "order_shutdown"}


def orders_before(view: "CaseView", kind: str) -> "list[KinView]":
    """Answer the orders of a sort that the party was served before and that still stand."""
    return [
        each
        for each in view.kin
        if each.procedure == "production_order"
        and ORDERED[kind] in each.acts
        and each.facts.get(words.ORDER_SERVED_ON)
        and not each.facts.get(DECISION_ANNULLED)
    ]


def repeated(view: "CaseView", earlier: "list[KinView]") -> bool:
    """Answer whether the violation is the one of an earlier order: its conduct and its article.

    An article alone names several sorts of conduct: whether it is the same one is explained.
    """
    if view.facts.get(REPEATED):
        return True
    return any(_same_conduct(view, each) and _articles_agree(view, each) for each in earlier)


def _same_conduct(view: "CaseView", earlier: "KinView") -> bool:
    here, there = (_folded(each.facts.get(CONDUCT)) for each in (view, earlier))
    return bool(here) and here == there


def _folded(text: FactValue | None) -> str:
    """Answer a text without what only its typing differs in."""
    return "".join(unicodedata.normalize("NFKC", str(text or "")).split()).rstrip("。.；;")


def _articles(known: Facts) -> "frozenset[Article]":
    return cited(str(known.get(ARTICLES) or ""))


def _articles_agree(view: "CaseView", earlier: "KinView") -> bool:
    """Answer whether one article is named by both cases; what neither names sets nothing apart."""
    here, there = _articles(view.facts), _articles(earlier.facts)
    return not here or not there or bool(here & there)


def exempt_explained(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a shutdown of what Article 7 spares without saying why it must be."""
    if "shutdown" not in view.kinds or not facts.get(words.EXEMPT_SORT):
        return None
    if facts.get(words.EXEMPT_REASON):
        return None
    return "属于可以不予停产整治的情形（30号令 第7条），请填写仍须停产整治的理由，或者“提请终止”"


def committee_where_major(view: "CaseView", facts: Facts) -> str | None:
    """Refuse to pass a major case that the committee has not deliberated (30号令 第10条)."""
    if not facts.get(words.MAJOR) or "record_committee" in view.doers:
        return None
    return (
        "案情重大或者社会影响较大的，应当经案件审查委员会集体审议（30号令 第10条），"
        "请先由法制审核人员“登记案件审查委员会意见”"
    )


def months_lawful(_view: "CaseView", facts: Facts) -> str | None:
    """Refuse a restriction of more than three months, or of none (30号令 第15条第1款)."""
    if 1 <= int(str(facts[words.MONTHS])) <= MAX_MONTHS:
        return None
    return "限制生产一般不超过三个月（30号令 第15条第1款），请填 1 至 3；情况复杂的到期前提请延长"


def extension_lawful(_view: "CaseView", facts: Facts) -> str | None:
    """Refuse to prolong by more than three months, or by none (30号令 第15条第1款)."""
    if 1 <= int(str(facts[EXTEND_MONTHS])) <= MAX_MONTHS:
        return None
    return "限制生产延长期限不得超过三个月（30号令 第15条第1款），请填 1 至 3"


def restriction_runs(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to prolong a restriction that has run out or was lifted."""
    if view.clock("XC-TERM"):
        return None
    return "没有正在进行的限制生产期限，不能延长（30号令 第15条第1款）"


def not_stayed(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a report for closure while the order is suspended by a decision."""
    if view.facts.get("performance_suspended"):
        return "已决定或者裁定停止执行（行政处罚法 第73条），恢复执行后再报请"
    return None


def closure_grounded(view: "CaseView", facts: Facts) -> str | None:
    """Refuse to report for closure without the fact its ground is about (30号令 第8条)."""
    known = {**view.facts, **facts}
    again = known.get(words.SAME_AGAIN) or again_after_shutdown(view)
    match facts[words.CLOSURE_GROUND]:
        case "defied" if not known.get(words.DEFIED):
            return (
                "没有拒不停产或者擅自恢复生产的检查记录（30号令 第8条第2项），"
                "请先由两名执法人员“登记跟踪检查”"
            )
        case "again" if not again:
            return (
                "没有解除后又实施同一违法行为的检查记录（30号令 第8条第3项），"
                "请先由两名执法人员“跟踪检查发现同类行为”"
            )
    return None


def again_after_shutdown(view: "CaseView") -> bool:
    """Answer whether an earlier shutdown was about this same violation."""
    earlier = orders_before(view, "shutdown")
    return repeated(view, earlier) or any(
        _articles(view.facts) & _articles(each.facts) for each in earlier
    )


def order_stands(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse what follows an order in a case where none was decided and served."""
    if view.facts.get(words.ORDER_SERVED_ON):
        return None
    return "本案没有作出停产整治决定（30号令 第8条），请办理“登记未予停业关闭（本案未决定停产）”"


def order_served(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a filing under an order that was never served (30号令 第16条、第17条)."""
    if view.facts.get(words.ORDER_SERVED_ON):
        return None
    return "本案没有送达限制生产、停产整治决定（30号令 第16条、第17条），无须备案"


def nothing_ordered(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to go back to the inquiry where an order was served."""
    if not view.facts.get(words.ORDER_SERVED_ON):
        return None
    return "本案已经送达停产整治决定（30号令 第8条、第15条第2款），请办理“登记未予停业关闭”"


def not_again(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to call a tracking clean that found the same violation."""
    if view.facts.get(words.SAME_AGAIN):
        return "跟踪检查已发现同一违法行为，请“提请报请停业关闭”（30号令 第8条第3项）"
    return None


def still_in_force(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to go back under an order that was lifted on the filing day (30号令 第17条)."""
    if view.facts.get(words.LIFTED):
        return "停产整治已自备案之日解除（30号令 第17条），请办理“登记未予停业关闭（已解除）”"
    return None


def not_lifted(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to report completion of an order that was lifted on the filing day (第17条)."""
    if view.facts.get(words.LIFTED):
        return "限制生产、停产整治已自备案之日解除（30号令 第17条），无须再次报告或者备案"
    return None


def reported_upward(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a decision of a government that was never asked (30号令 第8条)."""
    if "report_closure" in view.doers:
        return None
    return "没有报请停业关闭（30号令 第8条），请先由执法人员“提请报请停业关闭”"


def lifted_already(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to end tracking of an order that is still in force."""
    if view.facts.get(words.LIFTED):
        return None
    return "停产整治尚未解除，仍应履行（30号令 第15条第2款），请办理“登记未予停业关闭”"


def lifting_day(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the day of lifting: the day of the filing, by law (30号令 第17条)."""
    return view.today.isoformat()
