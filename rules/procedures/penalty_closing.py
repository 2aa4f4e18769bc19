"""What must be true before a penalty is published, withdrawn, closed or reported upward."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.discretion import yuan
from rules.facts import FACTS, FactValue
from rules.procedures import penalty_words as words
from rules.procedures.penalty_content import known_with
from rules.procedures.penalty_gates import not_ended_during_transfer
from rules.procedures.penalty_money import unpaid

if TYPE_CHECKING:
    from rules.case_view import CaseView

Known = Mapping[str, FactValue]
NOTHING_TO_PERFORM = ("no_penalty", "terminated", "referred", "annulled")
"""Ends of a case in which no decision asks anything of the party."""


def published(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to withdraw what was not published."""
    if view.facts.get(words.PUBLISHED) is True:
        return None
    return "处罚决定没有公开，无须撤回"


def not_annulled_in_publication(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to publish a decision that awaits its withdrawal (处罚法 第48条第2款)."""
    if view.clock("CF-WITHDRAW"):
        return "处罚决定已被变更或者撤销，请先“撤回公开信息”（行政处罚法 第48条第2款）"
    return None


def publication_withdrawn(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to go on while an annulled decision is still published (处罚法 第48条第2款)."""
    if view.facts.get(words.PUBLISHED) is True:
        return (
            "处罚决定已被撤销，公开的信息应当在三日内撤回并公开说明理由"
            "（行政处罚法 第48条第2款），请先“撤回公开信息”"
        )
    return None


def still_to_perform(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to demand what no decision orders: no penalty, withdrawn, referred, annulled."""
    if view.facts.get(words.ENDED_AS) in NOTHING_TO_PERFORM:
        return "本案没有须履行的处罚决定（生态环境行政处罚办法 第77条），请办理结案"
    return None


def ready_to_close(view: "CaseView", facts: Known) -> str | None:
    """Refuse to close on a ground that the case does not bear out (处罚办法 第77条)."""
    known = known_with(view, facts)
    ground, ended = str(known[words.CLOSE_GROUND]), known.get(words.ENDED_AS)
    if ground == "other":
        return _still_owed(view, known)
    if ground == "performed" and ended == ground:
        uncorrected = _uncorrected(view)
        if uncorrected:
            return uncorrected
    if ground == "court" and known.get(words.COURT_ACCEPTED) is True:
        return None
    if ended == ground and not (ground == "performed" and unpaid(known)):
        return None
    return (
        f"本案没有“{dict(FACTS[words.CLOSE_GROUND].choices)[ground]}”的记录，不能以此结案"
        "（生态环境行政处罚办法 第77条），请核对结案的情形"
    )


def _uncorrected(view: "CaseView") -> str | None:
    for link in view.links:
        if link.procedure == "violation" and link.open:
            return (
                f"责令改正尚在问题处置案件{link.case_no}中办理，未销号，不能以“履行完毕”结案"
                "（生态环境行政处罚办法 第77条第1项），请执法人员待销号后提请结案"
            )
    return None


def _still_owed(view: "CaseView", known: Known) -> str | None:
    """Answer why money still owed bars the close, unless enforcement is over by law."""
    over = {"record_court_refused", "enforcement_overdue"} & view.doers.keys()
    settled = known.get(words.COURT_ACCEPTED) or known.get(words.WRITTEN_OFF)
    if known.get(words.ENDED_AS) in NOTHING_TO_PERFORM or over or settled or not unpaid(known):
        return None
    return (
        f"尚欠罚没款 {yuan(unpaid(known))}，不能以“其他情形”结案（生态环境行政处罚办法 第77条）；"
        "请执法人员催告、由局负责人批准申请法院强制执行，或者依行政强制法第40条填写“终结执行的情形”"
    )


def waiver_approved(view: "CaseView", facts: Known) -> str | None:
    """Refuse to close over a surcharge that no head agreed to waive (行政强制法 第42条)."""
    if not view.facts.get(words.SURCHARGE_WAIVED) or facts.get(words.WAIVER_APPROVED):
        return None
    return (
        "本案减免了加处罚款，须由局负责人填写“同意减免加处罚款”后结案（行政强制法 第42条）；"
        "不同意的，请“不予结案”，由执法人员“恢复履行”"
    )


def nothing_left_open(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to close before the decision was published, or withdrawn where it was annulled."""
    refusal = not_ended_during_transfer(view, {})
    if refusal:
        return refusal
    if view.clock("CF-PUBLISH"):
        return "处罚决定尚未公开（生态环境行政处罚办法 第65条），请先“公开处罚决定”"
    if view.clock("CF-WITHDRAW"):
        return "公开的信息尚未撤回（行政处罚法 第48条第2款），请先“撤回公开信息”"
    return None


def supervision_named(view: "CaseView", facts: Known) -> str | None:
    """Refuse to overlook that a case is under supervision from above (处罚办法 第83条)."""
    listed = "record_listed" in view.doers
    if listed and not facts[words.SUPERVISED]:
        return "本案已登记挂牌督办，“属于上级督办案件”应为是（生态环境行政处罚办法 第83条第2款）"
    return None


def not_supervised(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to close for good what must be reported upward (处罚办法 第83条第2款)."""
    if view.facts.get(words.SUPERVISED):
        return (
            "上级督办案件结案后二十日内报上级备案（生态环境行政处罚办法 第83条第2款），"
            "请“批准督办案件结案”"
        )
    return None


def is_supervised(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to report upward what nobody above supervises."""
    return None if view.facts.get(words.SUPERVISED) else "本案不是上级督办案件，请“批准结案”"
