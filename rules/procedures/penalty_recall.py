"""A decision that was signed and not served is taken back: it binds nobody yet."""

# fmt: off
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from rules.asked import REASON
from rules.deadlines import legal_day
from rules.facts import FactValue
from rules.grammar import begin, may
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_words as words
from rules.procedures.forfeiture import PENALTY_NO
from rules.procedures.penalty_inquiry import FULL, MEASURE
from rules.vocabulary import R

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
ON_RECALL = f"行政处罚法 第57条、第60条、第61条、第75条第2款；{MEASURE} 第53条"

ORDINARY_TERM = 90
"""Days for deciding where the clock of them has no end of its own (处罚法 第60条)."""


def decide_since(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out since when the days for deciding run, should the decision be recalled."""
    clock = view.clock("CF-DECIDE")
    return clock.started_on.isoformat() if clock and clock.started_on else None


def decide_days(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out how many days for deciding there are, with every pause and extension."""
    clock = view.clock("CF-DECIDE")
    if clock is None or clock.started_on is None:
        return None
    if clock.due_at is None:
        return ORDINARY_TERM
    return (legal_day(clock.due_at - timedelta(seconds=1)) - clock.started_on).days


def voided_with(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the numbers of recalled decisions with this one: none is given twice."""
    both = (str(view.facts.get(words.VOIDED_NO) or ""), str(view.facts.get(PENALTY_NO) or ""))
    return "、".join(filter(None, both)) or None


def number_not_voided(view: "CaseView", facts: Known) -> str | None:
    """Refuse the number of a decision that was recalled: it stays with the voided paper."""
    voided = str(view.facts.get(words.VOIDED_NO) or "").split("、")
    if facts[PENALTY_NO] not in voided:
        return None
    return (
        f"文号{facts[PENALTY_NO]}属于已收回作废的决定书（行政处罚法 第59条），"
        "请局负责人另取文号签发"
    )


def not_published_yet(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to recall a decision that the public still reads (处罚法 第48条第2款)."""
    if view.facts.get(words.PUBLISHED) is True:
        return (
            "该决定已经公开，收回前请先由执法人员“撤回公开信息”并说明理由"
            "（行政处罚法 第48条第2款），再由局负责人收回"
        )
    return None


RECALL = may(
    R.BUREAU_HEAD, "recall_decision", "收回未送达的决定", to="decision", only=FULL,
    not_by=gate.INVESTIGATORS, needs=[REASON, not_published_yet],
    keeps=[(voided_with, words.VOIDED_NO)],
    starts=[begin("CF-DECIDE", at=words.DECIDE_SINCE, days=words.DECIDE_DAYS)],
    meets=["CF-SERVE", "CF-PUBLISH", "SERVE-PUBLIC"], papers=[papers.DECISION_FORM],
    basis=ON_RECALL)
"""What was not served binds nobody; the days for deciding go on from the filing (第60条)."""

RECALLED = [RECALL, replace(RECALL, key="recall_no_penalty", title="收回未送达的不予处罚决定",
                            needs=(REASON,))]
