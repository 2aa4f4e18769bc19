"""The acts by which a judicial body's paper is recorded, and confirmed by another person."""

# fmt: off
from rules import justice_paper as paper
from rules.asked import REASON
from rules.grammar import Act, may
from rules.notices import paper as document
from rules.procedures.dated import said
from rules.vocabulary import R

PAPER_RECORD = document("justice_paper_record", "司法机关纸质文书登记表")


def on_paper(*not_by: str, basis: str = paper.RULE) -> tuple[Act, ...]:
    """Write how a judicial body's paper comes in; who did ``not_by`` investigated or drafted."""
    return (
        may(R.LEGAL_REVIEWER, "record_justice_paper", "登记司法机关纸质文书", asks="justice_paper",
            needs=[*paper.RECORDS, *paper.GUARDS], not_by=not_by,
            keeps=[(paper.pending, paper.PAPER_PENDING), (said(""), paper.PAPER_CONFIRMED)],
            papers=[PAPER_RECORD], basis=basis),
        may(R.SECTION_HEAD, "confirm_justice_paper", "核对司法机关纸质文书",
            answers="justice_paper", not_by=not_by,
            keeps=[(paper.PAPER_PENDING, paper.PAPER_CONFIRMED)],
            papers=[PAPER_RECORD], basis=basis),
        may(R.SECTION_HEAD, "return_justice_paper", "退回司法机关纸质文书",
            answers="justice_paper", needs=[REASON], papers=[PAPER_RECORD], basis=basis),
    )
