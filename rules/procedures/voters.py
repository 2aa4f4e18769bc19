"""Who sits in a collective discussion: heads vote, one presides, others report and keep it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactKind, FactValue, fact
from rules.grammar import Guard
from rules.procedures.dated import day
from rules.vocabulary import OUTSIDERS, R

if TYPE_CHECKING:
    from rules.case_view import CaseView

Known = Mapping[str, FactValue]

HEADS = frozenset({R.BUREAU_HEAD, R.SECTION_HEAD})
LEAST = 2
MAJORITY = 3
"""Of two voters neither is outvoted: a fine that is discussed wants three (处罚法 第57条第2款)."""

VOTERS, DISCUSSED_ON = "discussion_voters", "discussed_on"
CHAIR = fact("discussion_chair", "集体讨论主持人（工号）", FactKind.PEOPLE,
             hint="一人，参加表决的局负责人")
RECORDER = fact("discussion_recorder", "集体讨论记录人（工号）", FactKind.PEOPLE,
                hint="一人，不得是参加表决的负责人")
REPORTERS = fact("discussion_reporters", "汇报案情、列席人员（工号）", FactKind.PEOPLE,
                 hint="调查人员可以汇报，不参加表决")
ON_DISCUSSION = "行政处罚法 第57条第2款；生态环境行政处罚办法 第52条"


def heads_voted(view: "CaseView", facts: Known) -> str | None:
    """Refuse a discussion of one person, of people who are no heads, or without a bureau head.

    行政处罚法 第57条第2款: the heads of the authority decide collectively.
    """
    named = facts[VOTERS]
    ids = list(dict.fromkeys(named)) if isinstance(named, list) else []
    for each in ids:
        person = view.people.get(each)
        if person is None or not person.active or not person.roles & HEADS:
            return (
                f"“{each}”不是在岗的负责人，不得在集体讨论中表决（行政处罚法 第57条第2款），"
                "请局负责人核对参加表决的名单"
            )
        if each in view.recused:
            return f"{person.name}已回避本案，不得表决（行政处罚法 第43条），请换其他负责人"
    if len(ids) < LEAST or not any(R.BUREAU_HEAD in view.people[each].roles for each in ids):
        return (
            "集体讨论由行政机关负责人集体作出，表决的负责人不少于两名，其中须有局负责人"
            "（行政处罚法 第57条第2款），请局负责人召集讨论后登记"
        )
    return None


def majority_voted(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a discussion of a fine in which fewer than three vote (处罚法 第57条第2款)."""
    if len(set(_listed(facts[VOTERS]))) >= MAJORITY:
        return None
    return (
        f"集体讨论少数服从多数，表决的负责人不少于三名（{ON_DISCUSSION}），"
        "请局负责人召集局领导、科室负责人讨论后登记"
    )


def head_presided(view: "CaseView", facts: Known) -> str | None:
    """Refuse a discussion that no voting bureau head presided over (处罚法 第57条第2款)."""
    chair = _listed(facts[CHAIR])
    if len(chair) == 1 and chair[0] in _listed(facts[VOTERS]):
        person = view.people.get(chair[0])
        if person is not None and R.BUREAU_HEAD in person.roles:
            return None
    return (
        f"集体讨论由一名参加表决的局负责人主持（{ON_DISCUSSION}），请核对“集体讨论主持人”"
    )


def recorded_by_another(view: "CaseView", facts: Known) -> str | None:
    """Refuse minutes that one of the deciding heads kept, or nobody of the bureau (办法第52条)."""
    named = _listed(facts[RECORDER])
    if len(named) != 1:
        return f"集体讨论记录人是一人（{ON_DISCUSSION}），请只填一个工号"
    if named[0] in _listed(facts[VOTERS]):
        return (
            f"{named[0]}参加表决，不得自行记录集体讨论（{ON_DISCUSSION}），"
            "请由不参加表决的工作人员记录"
        )
    return _may_attend(view, named[0])


def reporters_do_not_vote(view: "CaseView", facts: Known) -> str | None:
    """Refuse whoever reports the case to vote on it, and strangers to attend (第57条第2款)."""
    for each in _listed(facts.get(REPORTERS)):
        if each in _listed(facts[VOTERS]):
            return f"{each}汇报案情，不得参加表决（{ON_DISCUSSION}），请换其他负责人表决"
        refusal = _may_attend(view, each)
        if refusal:
            return refusal
    return None


def _may_attend(view: "CaseView", who: str) -> str | None:
    person = view.people.get(who)
    if person is None or not person.active or person.roles & OUTSIDERS:
        return f"“{who}”不是本局在岗人员，不能参加或者记录集体讨论（{ON_DISCUSSION}），请核对工号"
    if who in view.recused:
        return f"{person.name}已回避本案，不得参加或者记录集体讨论（行政处罚法 第43条），请换人"
    return None


def _listed(named: FactValue | None) -> list[str]:
    return list(dict.fromkeys(named)) if isinstance(named, list) else []


ATTENDED: "tuple[str | Guard, ...]" = (
    CHAIR, RECORDER, majority_voted, head_presided, recorded_by_another, reporters_do_not_vote,
)  # fmt: skip
"""Listed in ``needs=`` of an act that records a discussion, with ``optional=[REPORTERS]``."""


def discussed_after_hearing(view: "CaseView", facts: Known) -> str | None:
    """Refuse a discussion held before the party was told and heard (处罚法 第57条第2款)."""
    held = day(facts, DISCUSSED_ON)
    for key in ("notice_served_on", "plea_reviewed_on", "hearing_held_on"):
        since = day(view.facts, key)
        if held is not None and since is not None and held < since:
            return (
                f"集体讨论于 {held} 举行，早于告知、申辩复核或者听证（{since}）；告知、听取意见之后"
                "应当重新讨论（行政处罚法 第45条、第57条第2款），请局负责人重新召集讨论"
            )
    return None


def plea_reviewed(view: "CaseView", _known: Known) -> FactValue | None:
    """Work out the day on which the answer to the plea was confirmed: today."""
    return view.today.isoformat()
