"""What every decision that may be challenged has in common: the remedy is recorded and heard of."""

# fmt: off
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, FEEDBACK_CASE, FEEDBACK_OUTCOME
from rules.facts import FactValue
from rules.grammar import Act, Opening, may, opens
from rules.procedures import remedy_words as words
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.remedy_gates import open_remedy
from rules.vocabulary import R, Relation

if TYPE_CHECKING:
    from rules.decide import CaseView

STAYS = "行政处罚法 第73条第1款；行政复议法 第42条；行政诉讼法 第56条"
SURCHARGE = "行政处罚法 第73条第3款"


def no_remedy_open(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second remedy beside an open one (行政复议法 第29条)."""
    other = open_remedy(view)
    if other is None:
        return None
    return (
        f"本案正在案件{other}中复议或者诉讼，依法不得同时进行（行政复议法 第29条）；"
        "请先由法制审核人员在该案登记结果"
    )


def to_reconsideration() -> Opening:
    """Write that a reconsideration is opened, with what it must know of the decision."""
    return opens("reconsideration", Relation.REMEDY,
                 carries=[words.CHALLENGED_ACT, words.DECISION_SERVED_ON])


def to_litigation() -> Opening:
    """Write that a suit is opened; its clock runs from the receipt of the copy of the complaint."""
    return opens("litigation", Relation.REMEDY, carries=[
        words.CHALLENGED_ACT, words.DECISION_SERVED_ON, words.COMPLAINT_RECEIVED_ON,
        words.REMEDY_OPENED_ON, words.COURT_NAME, words.COURT_CASE_NO])


RECORD_REMEDIES: list[Act] = [
    may(R.LEGAL_REVIEWER, "record_reconsideration", "登记行政复议",
        needs=[words.CHALLENGED_ACT, no_remedy_open], papers=[words.REQUEST],
        opens=[to_reconsideration()],
        basis="行政复议法 第11条、第20条、第29条；行政处罚法 第73条第1款"),
    may(R.LEGAL_REVIEWER, "record_litigation", "登记行政诉讼",
        needs=[words.CHALLENGED_ACT, words.COMPLAINT_RECEIVED_ON, words.REMEDY_OPENED_ON,
               words.COURT_NAME, words.COURT_CASE_NO, no_remedy_open,
               not_ahead(words.COMPLAINT_RECEIVED_ON, words.REMEDY_OPENED_ON),
               not_before(words.COMPLAINT_RECEIVED_ON, words.REMEDY_OPENED_ON)],
        papers=[words.COMPLAINT], opens=[to_litigation()],
        basis="行政诉讼法 第44条至第46条、第67条第1款；行政处罚法 第73条第1款"),
]
"""By themselves they suspend nothing (处罚法 第73条); the surcharge is not counted meanwhile."""

REMEDY_ENDED = [(said(value=False), words.REMEDY_PENDING),
                (said(value=False), words.PERFORMANCE_SUSPENDED)]
"""Kept by whatever ends a remedy: nothing is challenged, and nothing suspended, any more."""

ANNULLED = [*REMEDY_ENDED, (said(value=True), words.DECISION_ANNULLED)]
"""Kept by whatever annuls a measure: it leaves nothing on the enterprise's standing."""

TOLD = (FEEDBACK_CASE, FEEDBACK_OUTCOME)

HEAR_REMEDIES: list[Act] = [
    may(R.SYSTEM, "record_remedy_opened", "登记救济程序开始",
        optional=[*TOLD, words.REMEDY_OPENED_ON],
        keeps=[(said(value=True), words.REMEDY_PENDING)], basis=f"{STAYS}；{SURCHARGE}"),
    may(R.SYSTEM, "record_remedy_closed", "登记救济程序终结",
        optional=[*TOLD, words.REMEDY_CLOSED_ON, words.REMEDY_OUTCOME, words.RECONSIDERED_ON,
                  words.JUDGMENT_FINAL_ON],
        keeps=[*REMEDY_ENDED],
        basis="行政复议法 第75条；行政诉讼法 第85条、第94条；行政处罚法 第73条第3款"),
]

HEAR_SUSPENSION: list[Act] = [
    may(R.SYSTEM, "suspend_performance", "登记停止执行",
        optional=[*TOLD, words.SUSPENSION_NO, words.SUSPENDED_ON],
        keeps=[(said(value=True), words.PERFORMANCE_SUSPENDED)], basis=STAYS),
    may(R.SYSTEM, "end_suspension", "登记恢复执行",
        optional=[*TOLD, words.SUSPENSION_ENDED_ON],
        keeps=[(said(value=False), words.PERFORMANCE_SUSPENDED)], basis=STAYS),
]

CHALLENGED = ("record_reconsideration", "record_litigation", "record_remedy_opened",
              "record_remedy_closed", "record_annulled", "record_changed")


def after_end(acts: Iterable[Act]) -> list[Act]:
    """Write what a measure that has ended still takes: a remedy, and the word of its outcome.

    The end of a case takes no period of the party away (复议法 第20条; 行诉法 第46条).
    """
    return [replace(act, to=None, meets=()) for act in acts if act.key in CHALLENGED]


OUTCOME_TOLD = (*TOLD, words.ANNULMENT_NO, words.ANNULLED_ON, words.REMEDY_CLOSED_ON,
                words.REMEDY_OUTCOME, words.RECONSIDERED_ON, words.JUDGMENT_FINAL_ON)
"""Optional facts of record_annulled and record_changed, which each table writes for itself."""


def not_suspended(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to suspend twice."""
    if view.facts.get(words.PERFORMANCE_SUSPENDED):
        return "已登记停止执行，恢复后方可再次登记，请先由法制审核人员“登记恢复执行”"
    return None


def is_suspended(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to end a suspension that is not there."""
    if view.facts.get(words.PERFORMANCE_SUSPENDED):
        return None
    return "没有停止执行的决定或者裁定，复议、诉讼本身不停止执行（行政处罚法 第73条），无须恢复"


def suspension(paper: str, by: str, rule: str) -> list[Act]:
    """Write a suspension: only a stored decision suspends, and performance resumes with another."""
    return [
        may(R.LEGAL_REVIEWER, "record_suspension", f"登记停止执行{by}",
            needs=[words.SUSPENSION_NO, words.SUSPENDED_ON, EVIDENCE, not_suspended,
                   not_ahead(words.SUSPENDED_ON)],
            keeps=[(said(value=True), words.PERFORMANCE_SUSPENDED)],
            papers=[paper], feeds="suspend_performance", basis=rule),
        may(R.LEGAL_REVIEWER, "record_suspension_end", "登记恢复执行",
            needs=[words.SUSPENSION_ENDED_ON, is_suspended,
                   not_ahead(words.SUSPENSION_ENDED_ON)],
            keeps=[(said(value=False), words.PERFORMANCE_SUSPENDED)],
            feeds="end_suspension", basis=rule),
    ]
