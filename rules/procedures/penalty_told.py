"""What the party was told holds the decision: never heavier, heard where due, never too late."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.discretion import yuan
from rules.facts import FACTS, FactValue
from rules.local_amounts import threshold
from rules.procedures import penalty_words as words
from rules.procedures.dated import day
from rules.procedures.penalty_content import amount, known_with, money
from rules.procedures.penalty_plea_gates import party_spoke
from rules.procedures.transfer_words import CRIMINAL_FINE, JUDGED_AS, JUDGMENT_FINAL_ON
from rules.procedures.violation_words import ARTICLES, CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]

GUILTY = "judge_guilty"
"""The court's act by which a transfer ends in a punishment."""

TOLD_WORDS = {
    CONDUCT: words.TOLD_CONDUCT,
    ARTICLES: words.TOLD_ARTICLES,
    words.PENALTY_BASIS: words.TOLD_BASIS,
}
"""Facts and basis as the served notice said them (行政处罚法 第44条)."""


def heavier(known: Known) -> str:
    """Answer which part of the penalty goes beyond what the party was told; empty for none."""
    for key in (words.FINE, words.CONFISCATED):
        if amount(known, key) > amount(known, words.TOLD[key]):
            return FACTS[key].title
    if known.get(words.WARNING) and not known.get(words.TOLD[words.WARNING]):
        return FACTS[words.WARNING].title
    for key in (words.PERMIT_PENALTY, words.BUSINESS_PENALTY):
        if known.get(key, "none") not in ("none", known.get(words.TOLD[key])):
            return FACTS[key].title
    return ""


def within_told(view: "CaseView", facts: Known) -> str | None:
    """Refuse what goes beyond the served notice: it wants a new one (处罚法 第44条、第62条)."""
    known = known_with(view, facts)
    if words.NOTICE_SERVED_ON not in known:
        return (
            "事先告知书尚未送达当事人，不得作出处罚决定（行政处罚法 第44条、第62条），"
            "请先由执法人员补充调查或者重新告知"
        )
    part = heavier(known)
    if part:
        return (
            f"“{part}”较已送达的告知书加重，须先由执法人员“重新告知”，"
            "并重新听取陈述申辩（行政处罚法 第44条、第62条）"
        )
    for fact, told in TOLD_WORDS.items():
        if known.get(fact) != known.get(told):
            return (
                f"“{FACTS[fact].title}”与已送达的告知书不同，须先由执法人员“重新告知”"
                "（行政处罚法 第44条、第62条）"
            )
    return None


def plea_raises_nothing(view: "CaseView", facts: Known) -> str | None:
    """Refuse a heavier notice after a plea unless new evidence is its reason (处罚法 第45条)."""
    known = known_with(view, facts)
    if not party_spoke(view) or words.NOTICE_SERVED_ON not in view.facts or not heavier(known):
        return None
    return raised_after_plea(view, facts, heavier(known))


def raised_after_plea(view: "CaseView", facts: Known, part: str) -> str | None:
    """Refuse what was made heavier after a plea without evidence that a review saw since."""
    if facts.get(words.HEAVIER_EVIDENCE) and view.facts.get(words.REVIEWED_ANEW) is True:
        return None
    return (
        f"当事人陈述申辩后，“{part}”较原告知加重：不得因当事人陈述、申辩而给予更重的处罚"
        "（行政处罚法 第45条第2款）；确有新证据的，请“补充调查”，"
        "在申辩之后重新取证并经案件审查，再填写“加重处罚所依据的新证据”"
    )


def hearing_wanted(view: "CaseView", known: Known) -> str:
    """Answer why the party has a right to a hearing, or an empty text (处罚法 第63条)."""
    citizen = known.get(words.PARTY_KIND) == "citizen"
    limit = threshold(view.thresholds, "hearing_citizen" if citizen else "hearing_organisation")
    if money(known) >= limit:
        return f"罚款、没收合计 {yuan(money(known))}，达到 {yuan(limit)}"
    for key in (words.PERMIT_PENALTY, words.BUSINESS_PENALTY):
        if known.get(key, "none") != "none":
            return f"拟“{dict(FACTS[key].choices)[str(known[key])]}”"
    return ""


def hearing_offered_where_due(view: "CaseView", facts: Known) -> str | None:
    """Refuse a notice without the hearing that the party has a right to (处罚法 第63条)."""
    why = hearing_wanted(view, known_with(view, facts))
    if why and not facts.get(words.HEARING_OFFERED):
        return (
            f"{why}，应当告知当事人有要求听证的权利"
            "（行政处罚法 第63条；生态环境行政处罚办法 第46条、第89条），“告知听证权利”应为是"
        )
    return None


def limitation_over(view: "CaseView", known: Known) -> date | None:
    """Answer the last day for discovering the conduct where it was discovered later, else None.

    Two years from the end of the conduct, five where it polluted (法典 第1054条; 处罚法 第36条).
    """
    ended, found = day(known, CONDUCT_UNTIL), day(known, "discovered_on")
    if ended is None or found is None or view.calendar is None:
        return None
    key = "CF-LIMIT.harm" if known.get(words.HARM) else "CF-LIMIT"
    until = due_of(clock(key), ended, calendar=view.calendar).due_on
    return until if until is not None and found > until else None


def no_fine_after_a_judgment(view: "CaseView", facts: Known) -> str | None:
    """Refuse a fine for what a court has punished already (处罚法 第35条; 法典 第1058条)."""
    known = known_with(view, facts)
    if not amount(known, words.FINE):
        return None
    punished = _judgments(view, known)
    judged = max(
        [amount(known, CRIMINAL_FINE), *(amount(each, CRIMINAL_FINE) for each in punished)]
    )
    if not judged and (punished or known.get(JUDGED_AS) == "guilty"):
        return (
            "人民法院已经判处刑罚，没有判处罚金；已经判处刑罚的同一行为不再处以罚款"
            "（生态环境法典 第1058条；行政处罚法 第35条），"
            "请执法人员将罚款数额改为0，仅就罚款以外的处罚提请决定"
        )
    if judged:
        return (
            f"人民法院已判处罚金 {yuan(judged)}，尚未给予罚款的，不再给予罚款"
            "（行政处罚法 第35条第2款；生态环境法典 第1058条）；"
            "请将罚款数额改为0，仅就其他处罚作出决定"
        )
    return None


def punished_by_court(view: "CaseView", known: Known) -> bool:
    """Answer whether a court punished the conduct already, so that no fine may be given."""
    judged = known.get(JUDGED_AS) == "guilty" or bool(amount(known, CRIMINAL_FINE))
    return judged or bool(_judgments(view, known))


def _judgments(view: "CaseView", known: Known) -> list[Known]:
    """Answer the facts of every transfer of these facts that ended in a punishment.

    Also of one that was judged before this penalty was filed; what began after it is another act.
    """
    began = str(known.get(CONDUCT_FROM) or "")
    return [
        each.facts
        for each in view.kin
        if each.procedure == "transfer"
        and GUILTY in each.acts
        and not (began and began > str(each.facts.get(JUDGMENT_FINAL_ON) or began))
    ]


def not_time_barred(view: "CaseView", facts: Known) -> str | None:
    """Refuse to penalize what was discovered after its limitation (法典第1054条; 处罚法第36条)."""
    until = limitation_over(view, known_with(view, facts))
    if until is None:
        return None
    return (
        f"违法行为终了后至 {until} 未被发现，已超过追责期限，不再给予行政处罚"
        "（生态环境法典 第1054条；行政处罚法 第36条）；请局负责人“决定超过追责时效不罚”"
    )


def time_barred(view: "CaseView", facts: Known) -> str | None:
    """Refuse to call time-barred what was discovered in time."""
    if limitation_over(view, known_with(view, facts)) is not None:
        return None
    return (
        "按案件所载的终了日期和发现日期，违法行为没有超过追责期限"
        "（二年；造成污染或者生态破坏的五年；生态环境法典 第1054条），请核对日期"
    )
