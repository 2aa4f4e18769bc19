"""What must be true before something is sealed, held on to, or given back.

Night and holidays bar the execution of decisions only (行政强制法 第43条), never a seizure: no
gate here looks at the hour or the calendar of days off.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import EXTEND_DAYS
from rules.facts import FactValue
from rules.procedures import seizure_words as words

if TYPE_CHECKING:
    from rules.decide import CaseView

Facts = Mapping[str, FactValue]
MAX_EXTENSION = 30


def committee_where_major(view: "CaseView", facts: Facts) -> str | None:
    """Refuse to approve a major case that the committee has not deliberated (29号令 第10条)."""
    if not facts.get(words.MAJOR) or "record_committee" in view.doers:
        return None
    return (
        "案情重大或者社会影响较大的，应当经案件审查委员会集体审议（29号令 第10条），"
        "请先由法制审核人员“登记案件审查委员会意见”"
    )


def not_sealed_twice(_view: "CaseView", facts: Facts) -> str | None:
    """Refuse what another authority has sealed already (行政强制法 第23条第2款; 29号令 第5条)."""
    if facts[words.NOT_SEIZED_YET]:
        return None
    return "已被其他国家机关依法查封的，不得重复查封、扣押（行政强制法 第23条第2款；29号令 第5条）"


def done_properly(_view: "CaseView", facts: Facts) -> str | None:
    """Refuse a seizure without the party or a witness, or papers not handed over."""
    if not facts[words.PARTY_PRESENT] and not facts.get(words.WITNESS):
        return (
            "当事人不到场的，应当邀请见证人到场并签名（行政强制法 第18条第9项；29号令 第14条），"
            "请填写见证人"
        )
    if not facts[words.DELIVERED_ON_SCENE]:
        return (
            "查封、扣押决定书和清单应当当场交付（行政强制法 第24条；29号令 第14条），请交付后登记"
        )
    return None


def seized_by_now(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a seizure in the future: its twenty-four hours and thirty days run from it."""
    if str(facts[words.SEIZED_AT])[:10] > view.today.isoformat():
        return (
            f"实施时间 {facts[words.SEIZED_AT]} 在今天之后（行政强制法 第18条、第25条第1款），"
            "请执法人员在实施后登记"
        )
    return None


def term_runs(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to prolong what has run out, which must be lifted (行政强制法 第28条第1款第4项)."""
    if view.clock("CFK-TERM"):
        return None
    return "查封、扣押期限已经届满，应当解除（行政强制法 第28条第1款第4项），不能延长"


def extension_lawful(_view: "CaseView", facts: Facts) -> str | None:
    """Refuse to prolong by more than thirty days (行政强制法 第25条第1款)."""
    if int(str(facts[EXTEND_DAYS])) <= MAX_EXTENSION:
        return None
    return "查封、扣押延长期限不得超过三十日（行政强制法 第25条第1款；29号令 第15条）"


def testing(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a result of a test that nobody ordered."""
    if view.facts.get(words.TESTING_RUNS):
        return None
    return (
        "没有正在进行的检测、检验、鉴定（行政强制法 第25条第3款），"
        "请执法人员先“委托检测检验鉴定”并书面告知期间"
    )


CRIMINAL_CASE_RUNS = frozenset(
    {"handover", "investigation", "prosecution", "supplementary", "trial"}
)
"""Stages of a transfer from the notice of filing on, until it is withdrawn, dropped or judged."""


def police_have_filed(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to hand over what no open, filed transfer of the same facts asks for (第21条)."""
    if _filed(view):
        return None
    waiting = [each.case_no for each in view.kin if each.procedure == "transfer" and each.open]
    where = (
        f"行刑衔接案件{waiting[0]}尚未由公安机关立案并通知，或者已经撤案、不起诉、判决"
        if waiting
        else "没有同一违法事实的行刑衔接案件"
    )
    return (
        "查封、扣押的物品随涉嫌犯罪案件移送，并须公安机关已经立案（行政强制法 第21条；"
        f"29号令 第22条；国务院令第310号 第12条）：{where}，不能移交；"
        "不再查封扣押的，请“提请解除查封扣押”"
    )


def filed_transfer(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the number of the transfer that the items go with."""
    return _filed(view)


def _filed(view: "CaseView") -> str | None:
    for each in view.kin:
        if each.procedure != "transfer" or not each.open:
            continue
        as_ordered = each.stage == "filed_notice" and "file_as_ordered" in each.acts
        if each.stage in CRIMINAL_CASE_RUNS or as_ordered:
            return each.case_no
    return None


def release_asked(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to check or refuse a request that nobody made (29号令 第18条、第19条)."""
    if view.facts.get(words.RELEASE_PENDING):
        return None
    return (
        "没有待答复的解除申请（29号令 第18条、第19条）；依职权解除的，"
        "请由执法人员“提请解除查封扣押”"
    )


def not_asked_twice(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a second request while one is being checked."""
    if view.facts.get(words.RELEASE_PENDING):
        return "解除申请正在核查，五个工作日内答复（29号令 第19条）"
    return None


def not_corrected(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to keep a seizure whose violation was found corrected (29号令 第19条第1项)."""
    if "check_release" not in view.doers:
        return "尚未核查解除申请（29号令 第19条），请先由两名执法人员“核查解除申请”"
    if view.facts.get(words.CORRECTED) and view.facts.get(words.RELEASE_PENDING):
        return "核查认定违法排放行为已经改正的，应当解除（29号令 第19条第1项），请提请解除"
    return None


def taken(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to publish a collection of what stayed where it is, sealed (29号令 第21条第2款)."""
    if view.facts.get(words.MEASURE) != "sealed":
        return None
    return "就地查封的设施、设备无须招领（29号令 第21条），请执法人员启封后“登记启封返还”"


def collection_over(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to dispose of what may still be collected (29号令 第21条第2款)."""
    if "collection_lapses" in view.doers:
        return None
    return "招领公告发布之日起六十日尚未届满或者尚未公告（29号令 第21条第2款），请待期满"
