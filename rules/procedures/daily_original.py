"""The decision that a fine by the day is counted from: read where it stands, not as it was told."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.procedures.daily_words import DAILY_PERIODS, ORIGINAL_FINE, ORIGINAL_NO
from rules.procedures.penalty_content import DAILY_RULE, amount, known_with
from rules.procedures.remedy_words import DECISION_ANNULLED

if TYPE_CHECKING:
    from rules.decide import CaseView, KinView

Known = Mapping[str, FactValue]
RULE = f"{DAILY_RULE} 第5条、第7条第2款、第17条；生态环境法典 第1060条"
WHAT_NEXT = (
    "请执法人员“提请撤销立案”；原处罚重新作出并送达后仍拒不改正的，"
    "再从问题处置案件提请按日连续处罚"
)


def original_of(view: "CaseView", known: Known) -> "KinView | None":
    """Answer the penalty beside this one whose decision the daily fine multiplies.

    None where it is no case of this program, as one decided before the ledger was taken over.
    """
    others = [e for e in view.kin if e.procedure == "penalty" and DAILY_PERIODS not in e.facts]
    number = known.get(ORIGINAL_NO)
    named = [each for each in others if number and each.facts.get(ORIGINAL_NO) == number]
    # A decision made anew has a new number: the one that was annulled is found by what befell it.
    redone = [each for each in others if "record_annulled" in each.acts]
    return next(iter(named or redone), None)


def original_fine(view: "CaseView", known: Known) -> int:
    """Answer the fine that is multiplied, in fen, as a remedy may have changed it since."""
    found = original_of(view, known)
    return amount(known if found is None else found.facts, ORIGINAL_FINE)


def original_fine_now(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the original fine as it stands; None for a penalty that is not by the day."""
    if "daily" not in view.kinds or ORIGINAL_FINE not in known:
        return None
    return original_fine(view, known)


def original_stands(view: "CaseView", facts: Known) -> str | None:
    """Refuse a daily fine whose original decision was annulled or left without a fine."""
    known = known_with(view, facts)
    if "daily" not in view.kinds or known.get(words.PROPOSED) != "penalty":
        return None
    found = original_of(view, known)
    if found is None:
        return None
    number = known.get(ORIGINAL_NO)
    if found.facts.get(DECISION_ANNULLED) is True or found.facts.get(ORIGINAL_NO) != number:
        return (
            f"原处罚决定{number}（案件{found.case_no}）已被撤销，不能据以按日连续处罚（{RULE}）；"
            f"{WHAT_NEXT}"
        )
    if original_fine(view, known) <= 0:
        return (
            f"原处罚决定{number}（案件{found.case_no}）经变更后没有罚款，不能据以按日连续处罚"
            f"（{RULE}）；{WHAT_NEXT}"
        )
    return None
