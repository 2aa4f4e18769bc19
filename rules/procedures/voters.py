"""Who votes in a collective discussion: the heads, more than one, none of them an investigator."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.procedures.dated import day
from rules.vocabulary import R

if TYPE_CHECKING:
    from rules.decide import CaseView

HEADS = frozenset({R.BUREAU_HEAD, R.SECTION_HEAD})
LEAST = 2
VOTERS, DISCUSSED_ON = "discussion_voters", "discussed_on"


def heads_voted(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
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


def discussed_after_hearing(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
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


def plea_reviewed(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the day on which the answer to the plea was confirmed: today."""
    return view.today.isoformat()
