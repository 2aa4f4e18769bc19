"""What must be true of a restriction or shutdown as told, heard, reviewed and discussed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.facts import FactValue
from rules.procedures import production_words as words
from rules.procedures.dated import day
from rules.procedures.penalty_plea_gates import party_spoke
from rules.procedures.penalty_told import raised_after_plea
from rules.procedures.production_gates import INVESTIGATORS

if TYPE_CHECKING:
    from rules.decide import CaseView

Facts = Mapping[str, FactValue]


def content_as_told(view: "CaseView", facts: Facts) -> str | None:
    """Refuse an order that says something else than the notice did (处罚法 第44条、第62条)."""
    told = view.facts.get(words.TOLD_CONTENT)
    if told is not None and facts[words.CONTENT] == told:
        return None
    return (
        "拟作出的决定与事先告知的改正方式和要求不一致（行政处罚法 第44条、第62条；30号令 第11条），"
        "请按告知的内容提请，或者“重新告知”"
    )


def as_told(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out in words what the served notice intends: what the legal review is about."""
    measures, months = view.facts.get(words.TOLD_CONTENT), view.facts.get(words.TOLD_MONTHS)
    return f"{measures or ''}；限制生产 {months} 个月" if months else str(measures or "")


def months_as_told(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a restriction that is longer than the notice said (处罚法 第44条、第62条)."""
    told = view.facts.get(words.TOLD_MONTHS)
    if told is not None and int(str(facts[words.MONTHS])) <= int(str(told)):
        return None
    return (
        f"事先告知的限制生产期限是 {told or '（未告知）'} 个月，不得决定更长的期限"
        "（行政处罚法 第44条、第45条第2款、第62条；30号令 第11条），请“退回决定建议”并重新告知"
    )


def window_open(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a plea or a request after the five working days (处罚办法 第44条; 处罚法 第64条)."""
    until = _window_ends(view)
    if until is None or view.today.isoformat() <= until:
        return None
    return (
        f"陈述申辩和听证申请期已于 {until} 届满"
        "（生态环境行政处罚办法 第44条；行政处罚法 第64条），不再接收"
    )


def windows_closed(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to conclude while the party may still ask for a hearing (行政处罚法 第64条第1项)."""
    if view.clock("CF-HEAR-REQ") is None:
        return None
    return (
        "听证申请期尚未届满，当事人也没有书面放弃听证（行政处罚法 第64条第1项；30号令 第11条），"
        f"请待期满（{_window_ends(view) or '五个工作日'}）后审定"
    )


def _window_ends(view: "CaseView") -> str | None:
    served = day(view.facts, words.NOTICE_SERVED_ON)
    if served is None or view.calendar is None:
        return None
    until = due_of(clock("CF-HEAR-REQ"), served, calendar=view.calendar).due_on
    return until.isoformat() if until else None


def not_major(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse to skip the discussion of a major restriction (处罚法 第57条第2款)."""
    if not view.facts.get(words.MAJOR):
        return None
    return (
        "审查认定案情重大，应当由负责人集体讨论（行政处罚法 第57条第2款；"
        "生态环境行政处罚办法 第52条），请“提请集体讨论”"
    )


def investigators_do_not_vote(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a vote of those who investigated (案卷评查细则 2024)."""
    voters = facts[words.VOTERS]
    named = set(voters) if isinstance(voters, list) else set()
    hands = {each for act in INVESTIGATORS for each in view.doers.get(act, ())}
    who = named & (hands | {view.assignee})
    if who:
        return (
            f"调查人员不参加表决（案卷评查细则 第17、18项；行政处罚法 第57条第2款）："
            f"{'、'.join(sorted(who))}"
        )
    return None


def discussed(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a shutdown that the heads did not discuss (处罚法 第57条第2款; 处罚办法 第52条)."""
    if "record_discussion" in view.doers:
        return None
    return (
        "停产整治一律经负责人集体讨论决定（行政处罚法 第57条第2款；生态环境行政处罚办法 第52条），"
        "请先“提请集体讨论”"
    )


def plea_raises_nothing(view: "CaseView", facts: Facts) -> str | None:
    """Refuse a heavier notice after a plea unless new evidence is its reason (处罚法 第45条)."""
    if not party_spoke(view) or words.NOTICE_SERVED_ON not in view.facts:
        return None
    told = view.facts.get(words.TOLD_MONTHS)
    if told is not None and int(str(facts.get(words.MONTHS, 0))) > int(str(told)):
        return raised_after_plea(view, facts, "限制生产期限（月）")
    if facts[words.CONTENT] == view.facts.get(words.TOLD_CONTENT):
        return None
    if words.HEAVIER not in facts:
        return (
            "当事人陈述申辩、听证后，改正方式和要求与原告知不同的，须说明是否加重"
            "（行政处罚法 第45条第2款；30号令 第11条），请执法人员填写“较已送达的告知书加重”"
        )
    return raised_after_plea(view, facts, "改正方式和要求") if facts[words.HEAVIER] else None
