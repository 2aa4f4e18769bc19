"""What must be true before a penalty is published, withdrawn, closed or reported upward."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FACTS, FactValue
from rules.procedures import penalty_words as words
from rules.procedures.penalty_content import known_with
from rules.procedures.penalty_money import unpaid

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]


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
    if view.facts.get(words.ENDED_AS) in ("no_penalty", "terminated", "referred", "annulled"):
        return "本案没有须履行的处罚决定（生态环境行政处罚办法 第77条），请办理结案"
    return None


def ready_to_close(view: "CaseView", facts: Known) -> str | None:
    """Refuse to close on a ground that the case does not bear out (处罚办法 第77条)."""
    known = known_with(view, facts)
    ground, ended = str(known[words.CLOSE_GROUND]), known.get(words.ENDED_AS)
    if ground == "other":
        return None
    if ground == "court" and known.get(words.COURT_ACCEPTED) is True:
        return None
    if ended == ground and not (ground == "performed" and unpaid(known)):
        return None
    return (
        f"本案没有“{dict(FACTS[words.CLOSE_GROUND].choices)[ground]}”的记录，不能以此结案"
        "（生态环境行政处罚办法 第77条），请核对结案的情形"
    )


def nothing_left_open(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to close before the decision was published, or withdrawn where it was annulled."""
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
