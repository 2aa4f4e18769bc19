"""法制审核 before a decision: every ground answered, and no investigator reviews the case."""

# fmt: off
from collections.abc import Sequence

from rules.asked import OPINION
from rules.grammar import Act, Reckoning, may
from rules.procedures import penalty_decision_gates as deciding
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_words as words
from rules.procedures.dated import said
from rules.procedures.plea_owed import nothing_unanswered
from rules.vocabulary import R

ON_LEGAL = "行政处罚法 第58条；生态环境行政处罚办法 第49条至第51条"
ANSWERED = [*words.LEGAL_ANSWERS.values(), deciding.legal_answers_given]
REVIEWED_AFRESH: "list[tuple[str | Reckoning, str]]" = [
    (said(value=False), words.LEGALLY_REVIEWED), (said(""), words.IMPROVED_BY),
    (said(""), words.REVIEWED_AS)]
"""A new notice wants a new legal review."""


def legal_review(
    *, back: str, not_by: Sequence[str], stated: Reckoning, rule: str = ""
) -> list[Act]:
    """Write the review that leads to the discussion, or ``back`` to who investigates.

    ``not_by`` the acts whose doers investigated, ``stated`` what was reviewed, in words.
    """
    basis = f"{ON_LEGAL}；{rule}" if rule else ON_LEGAL
    return [
        may(R.ENFORCER, "legal_review_not_needed", "认定不属法制审核情形", to="discussion",
            needs=[nothing_unanswered, deciding.legal_review_not_begun, *ANSWERED,
                   deciding.no_legal_review_due],
            optional=[*words.LEGAL_REASONS.values()], papers=[papers.LEGAL_REVIEW_FORM],
            basis=basis),
        may(R.ENFORCER, "submit_legal_review", "提请法制审核", asks="legal_review",
            needs=[nothing_unanswered, *ANSWERED, deciding.legal_review_due],
            optional=[*words.LEGAL_REASONS.values()], papers=[papers.LEGAL_REVIEW_FORM],
            basis=basis),
        may(R.LEGAL_REVIEWER, "pass_legal_review", "法制审核同意", to="discussion",
            answers="legal_review", not_by=tuple(not_by),
            needs=[OPINION, gate.handler_judges_nothing, deciding.same_reviewer],
            keeps=[(said(value=True), words.LEGALLY_REVIEWED), (stated, words.REVIEWED_AS)],
            papers=[papers.LEGAL_OPINION], basis=basis),
        may(R.LEGAL_REVIEWER, "improve_legal_review", "法制审核提出改进意见",
            answers="legal_review", not_by=tuple(not_by), needs=[OPINION],
            keeps=[(deciding.improver, words.IMPROVED_BY)], papers=[papers.LEGAL_OPINION],
            basis=basis),
        may(R.LEGAL_REVIEWER, "return_legal_review", "法制审核不同意", to=back,
            answers="legal_review", not_by=tuple(not_by), needs=[OPINION],
            papers=[papers.LEGAL_OPINION], basis=basis),
    ]
