"""挂牌督办: a matter that a higher level watches, and that only this level takes off its list."""

# fmt: off
from collections.abc import Iterable, Mapping

from rules.asked import (
    CONCERNED_CASE,
    DISCOVERED_ON,
    EXTEND_MONTHS,
    EXTEND_REASON,
    FINDINGS,
    REASON,
)
from rules.facts import FactValue
from rules.grammar import Effect, begin, crossing, end, may, opens, procedure, stage
from rules.procedures import listed_supervision_gates as gate
from rules.procedures import listed_supervision_words as words
from rules.procedures.transfer_gates import past
from rules.procedures.violation_words import (
    ASSIGNED_BY,
    ASSIGNED_DUE_ON,
    CLUE_FORM,
    LEAD_UNIT,
)
from rules.vocabulary import Audience, R, Relation

LISTING = gate.LISTING
STATED = ("listing_states_term", "true")

FACTS_OF_LISTING = (words.LISTED_ON, words.LISTING_NO, words.LISTED_BY, words.LISTED_DEMANDS,
                    words.LISTED_DUE_ON)
"""What the notice from above says; the due day only where it states one."""

notice_is_in = past(words.LISTED_ON)

STATED_TERM = begin("LOCAL-ASSIGNED", at=words.LISTED_ON, limit=words.LISTED_DUE_ON,
                    when_fact=STATED)

ANY_OPEN = (
    may(R.SYSTEM, "term_overdue", "督办期限届满", tell=[words.LIST_OVERDUE],
        basis=f"{LISTING}（逾期的问责）"),
    may(R.SYSTEM, "record_feedback", "登记联动反馈",
        basis="区级设定（关联案件办结反馈）"),
)
WATCHED = (crossing("GPDB-TERM", then="term_overdue"),)


def stated(_kinds: Iterable[str], facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Work out whether the notice states a day of its own."""
    return {words.TERM_STATED: words.LISTED_DUE_ON in facts}


LISTED_SUPERVISION = procedure(
    "listed_supervision", "挂牌督办",
    stage("receipt", "接收督办",
        may(R.BUREAU_HEAD, "assign_supervision", "批办督办事项", to="handling",
            needs=[LEAD_UNIT, REASON], tell=[words.LISTED], basis=LISTING),
        *ANY_OPEN, *WATCHED),
    stage("handling", "督办办理",
        may(R.ENFORCER, "draft_plan", "拟督办办理方案", asks="plan", needs=[words.PLAN],
            papers=[words.SUPERVISION_PLAN], basis=LISTING),
        may(R.BUREAU_HEAD, "approve_plan", "批准督办办理方案", answers="plan",
            papers=[words.SUPERVISION_PLAN], basis=LISTING),
        may(R.BUREAU_HEAD, "return_plan", "退回督办办理方案", answers="plan", needs=[REASON],
            basis=LISTING),
        may(R.ENFORCER, "raise_clue", "转为问题线索",
            needs=[FINDINGS, ASSIGNED_DUE_ON], keeps=[(words.LISTED_BY, ASSIGNED_BY)],
            opens=[opens("violation", Relation.FINDING, kinds=["assigned"],
                         carries=[FINDINGS, ASSIGNED_BY, LEAD_UNIT, ASSIGNED_DUE_ON],
                         on=DISCOVERED_ON)],
            papers=[CLUE_FORM],
            basis=f"{LISTING}；生态环境行政处罚办法 第18条；{gate.LEVEL}"),
        may(R.ENFORCER, "record_progress", "登记办理进展", needs=[words.PROGRESS],
            papers=[words.PROGRESS_REPORT], basis=LISTING),
        may(R.ENFORCER, "ask_extension", "提请延长督办期限", asks="extension",
            needs=[EXTEND_MONTHS, EXTEND_REASON, gate.term_runs],
            papers=[words.EXTENSION_FORM], basis=LISTING),
        may(R.SUPERVISOR, "extend", "批准延长督办期限", answers="extension",
            effect=Effect.EXTEND, extends="GPDB-TERM",
            needs=[EXTEND_MONTHS, EXTEND_REASON, gate.term_runs, gate.new_day_stated],
            optional=[words.LISTED_DUE_ON], meets=["LOCAL-ASSIGNED"],
            starts=[STATED_TERM], tell=[words.LIST_ANSWERED], papers=[words.EXTENSION_FORM],
            basis=f"{LISTING}（重大、复杂的可以延长）"),
        may(R.SUPERVISOR, "refuse_extension", "不同意延长督办期限", answers="extension",
            needs=[REASON], tell=[words.LIST_ANSWERED], papers=[words.EXTENSION_FORM],
            basis=LISTING),
        may(R.ENFORCER, "ask_lift", "提请解除挂牌督办", asks="lift",
            needs=[words.LIFT_GROUNDS, gate.problems_are_solved], papers=[words.LIFT_REQUEST],
            basis=LISTING),
        may(R.BUREAU_HEAD, "endorse_lift", "报请解除挂牌督办", to="lifting", answers="lift",
            asks="lifting", needs=[gate.problems_are_solved], papers=[words.LIFT_REQUEST],
            basis=LISTING),
        may(R.BUREAU_HEAD, "return_lift", "退回解除意见", answers="lift", needs=[REASON],
            papers=[words.LIFT_REQUEST], basis=LISTING),
        *ANY_OPEN, *WATCHED),
    stage("lifting", "解除审核",
        may(R.SUPERVISOR, "record_lift_check", "登记督办现场核查",
            needs=[FINDINGS, words.LIFT_CHECKED_ON, words.DEMANDS_MET,
                   past(words.LIFT_CHECKED_ON)],
            papers=[words.LIFT_CHECK_RECORD], basis=LISTING),
        may(R.SUPERVISOR, "lift", "批准解除挂牌督办", to="closed", answers="lifting",
            effect=Effect.CLOSE_OUT, outcome="lifted",
            needs=[words.LIFT_NO, gate.checked_by_above], meets=["GPDB-TERM"],
            tell=[words.LIST_ANSWERED], papers=[words.LIFT_NOTICE], feeds="record_feedback",
            basis=f"{LISTING}；{gate.LEVEL}（由交办、督办的机关批准）"),
        may(R.SUPERVISOR, "refuse_lift", "不同意解除挂牌督办", to="handling", answers="lifting",
            needs=[REASON], tell=[words.LIST_ANSWERED], papers=[words.LIFT_REQUEST],
            basis=LISTING),
        *ANY_OPEN, *WATCHED),
    end("closed", "办结", outcome="closed", audience=Audience.AUTHORITY),
    version=1,
    letter="DB",
    opened_by="督察人员登记上级的挂牌督办通知",
    by_hand=(("", (R.SUPERVISOR,)),),
    opening_basis="生态环境违法案件挂牌督办管理办法；生态环境行政处罚办法 第83条",
    opening=(begin("GPDB-TERM", at=words.LISTED_ON), STATED_TERM),
    opening_facts=(*FACTS_OF_LISTING, LEAD_UNIT, CONCERNED_CASE),
    derives=(stated,),
    derived_facts=(words.TERM_STATED,),
    basis=f"{LISTING}；生态环境行政处罚办法 第83条",
)
