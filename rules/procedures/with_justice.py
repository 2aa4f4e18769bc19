"""Whether the same facts are on their way to justice, or there: asked of the transfer itself."""

from typing import TYPE_CHECKING

from rules.procedures.transfer import TOLD_IN_WRITING, WITH_JUSTICE
from rules.procedures.transfer_words import WITH_JUSTICE_NOW

if TYPE_CHECKING:
    from rules.decide import CaseView, LinkView

SUPERVISED = frozenset({"filing_supervision"})
"""Reached with a written refusal or, where the police were late or refused to accept, without."""


def held_by_justice(view: "CaseView") -> str:
    """Answer the transfer that police, procuratorate or court hold; empty while none does.

    The word that the transfer sends to this case may still be on its way, so its own stage counts.
    """
    for each in view.kin:
        if each.procedure != "transfer" or not each.open:
            continue
        unanswered = each.stage in SUPERVISED and not TOLD_IN_WRITING & each.acts
        if each.stage in WITH_JUSTICE or unanswered:
            return each.case_no
    other = open_transfer(view)
    return other.case_no if other and view.facts.get(WITH_JUSTICE_NOW) is True else ""


def approved_to_go(view: "CaseView") -> str:
    """Answer the transfer that the head approved and nobody has sent yet; empty while none is."""
    found = (
        each.case_no
        for each in view.kin
        if each.procedure == "transfer" and each.open and each.stage == "sending"
    )
    return next(found, "")


def open_transfer(view: "CaseView") -> "LinkView | None":
    """Answer the open transfer that this case opened or was linked to."""
    return next((each for each in view.links if each.procedure == "transfer" and each.open), None)
