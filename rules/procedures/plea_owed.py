"""What a party said is owed an answer: no new notice and no lapsed window pays it."""

# fmt: off
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, Reckoning, Within, crossing, may
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_plea_gates as pleas
from rules.procedures import penalty_words as words
from rules.procedures.dated import said
from rules.vocabulary import R
from rules.window import HEARS_LATE

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
ON_PLEA = "行政处罚法 第7条、第45条；生态环境行政处罚办法 第44条、第45条"

PLEA_OWED = fact("plea_owed", "陈述申辩或者听证意见尚待复核答复", FactKind.YES_NO)
SPOKE: "list[tuple[str | Reckoning, str]]" = [
    (pleas.spoke_on, words.PLEADED_ON), (said(value=False), words.NEW_EVIDENCE),
    (said(value=False), words.REVIEWED_ANEW), (said(value=True), PLEA_OWED)]
"""What is heavier after this wants newer evidence and a new review; and an answer is owed."""
ANSWERED = (said(value=False), PLEA_OWED)
"""Listed in ``keeps=`` of the act that confirms the answer."""


def nothing_unanswered(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to go past a plea or a hearing report that nobody reviewed (处罚法 第45条第1款)."""
    if view.facts.get(PLEA_OWED) is not True:
        return None
    return (
        "当事人的陈述申辩或者听证意见尚未复核答复，重新告知、补充调查不免除复核，不得作出决定"
        "（行政处罚法 第45条第1款；生态环境行政处罚办法 第45条）；"
        "请执法人员“复核尚未答复的申辩”后“提交申辩复核意见”，由他人审定"
    )


def answer_is_owed(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to take a case back to the review of pleas where every plea was answered."""
    if view.facts.get(PLEA_OWED) is True:
        return None
    return (
        "没有尚未复核答复的陈述申辩或者听证意见（行政处罚法 第45条第1款），"
        "须重新听取意见的请执法人员“重新告知”"
    )


REVIEWS_OWED = may(
    R.ENFORCER, "review_owed_plea", "复核尚未答复的申辩", to="plea_review",
    needs=[answer_is_owed], basis=ON_PLEA)
"""A party that waives its new rights has not taken back what it said before."""
HEARS_FILING = may(
    R.ENFORCER, HEARS_LATE, "听取期限内提出的意见", to="plea_review",
    needs=[pleas.filed_in_time_waits], keeps=SPOKE, papers=[papers.PLEA_RECORD],
    basis=f"{ON_PLEA}；行政处罚法 第62条、第64条")
"""What was posted in time and came after the stage is heard before anything is decided."""
BEFORE_DECIDING = [HEARS_FILING, REVIEWS_OWED]


def windows_lapse(act: Act) -> list[Act]:
    """Write the end of the windows twice: a case that owes an answer goes to its review."""
    return [
        replace(act, needs=(*act.needs, nothing_unanswered)),
        replace(act, key="windows_lapse_owing", to="plea_review",
                title="陈述申辩和听证申请期满（前次申辩尚待复核）",
                needs=(*act.needs, answer_is_owed), basis=f"{act.basis}；行政处罚法 第45条第1款"),
    ]


LAPSING: list[Within] = [
    crossing(key, then=act)
    for key in ("CF-PLEA", "CF-HEAR-REQ")
    for act in ("windows_lapse", "windows_lapse_owing")]
