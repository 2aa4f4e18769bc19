"""先行登记保存: the head consents first, two officers act, and seven working days end it."""

# fmt: off
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import FEEDBACK_CASE, FEEDBACK_OUTCOME, HANDLERS, REASON
from rules.facts import FactValue
from rules.grammar import Effect, begin, crossing, end, may, procedure, stage
from rules.procedures import preservation_words as words
from rules.procedures.dated import not_before_approval, said
from rules.procedures.measures import (
    CARRIED,
    PROPOSAL_FORM,
    PROPOSE_SEIZURE,
    not_by_proposer,
)
from rules.procedures.measures_again import (
    AGAIN_APPROVED,
    EXECUTE_BY,
    again_approved,
    done_while_fresh,
    names_a_near_day,
    other_items,
)
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

if TYPE_CHECKING:
    from rules.decide import CaseView

__all__ = ["PRESERVATION"]

PARTY = Audience.PARTY
ON_CONSENT = "行政处罚法 第56条；生态环境行政处罚办法 第32条第1款"
ON_URGENCY = "生态环境行政处罚办法 第32条第2款"
ON_DISPOSAL = "行政处罚法 第56条；生态环境行政处罚办法 第33条"


def preserved_by_now(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a measure in the future: its seven working days run from it."""
    if str(facts[words.PRESERVED_AT])[:10] > view.today.isoformat():
        return (
            f"采取措施时间 {facts[words.PRESERVED_AT]} 在今天之后（行政处罚法 第56条），"
            "请执法人员在实施后登记"
        )
    return None


def paper_is_due(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to make up a paper that was signed before the measure, or was made up already."""
    if not view.facts.get(words.BY_MESSAGE):
        return (
            "本案已事前书面批准，无须补办手续（生态环境行政处罚办法 第32条），"
            "请执法人员按期“提请处理”"
        )
    if "complete_paper" in view.doers:
        return (
            "手续已经补办，无须重复办理（生态环境行政处罚办法 第32条第2款），"
            "请执法人员按期“提请处理”"
        )
    return None


def paper_is_missing(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to dispose of what was consented to by message only (处罚办法 第32条第2款)."""
    if view.facts.get(words.BY_MESSAGE) and "complete_paper" not in view.doers:
        return (
            "即时通讯同意后应当在二十四小时内补办批准手续（生态环境行政处罚办法 第32条第2款），"
            "请先由局负责人“补办审批手续”"
        )
    return None


FEEDBACK = [
    may(R.SYSTEM, "record_feedback", "登记联动反馈", optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
        basis="生态环境行政处罚办法 第33条"),
]

PRESERVATION = procedure(
    "preservation", "先行登记保存",
    stage("approval", "审批",
        may(R.BUREAU_HEAD, "approve_preservation", "批准先行登记保存", to="execution",
            asks="execution",
            needs=[words.PERISHABLE_WHY, not_by_proposer, again_approved, names_a_near_day],
            optional=[AGAIN_APPROVED, EXECUTE_BY], papers=[PROPOSAL_FORM], basis=ON_CONSENT),
        may(R.BUREAU_HEAD, "refuse_preservation", "不予先行登记保存", to="closed",
            needs=[REASON], outcome="refused", papers=[PROPOSAL_FORM], feeds="record_feedback",
            basis=ON_CONSENT),
        may(R.BUREAU_HEAD, "consent_by_message", "即时通讯同意先行登记保存", to="execution",
            asks="execution",
            needs=[words.PERISHABLE_WHY, words.URGENT_WHY, words.MESSAGE, not_by_proposer,
                   again_approved],
            optional=[AGAIN_APPROVED],
            keeps=[(said(value=True), words.BY_MESSAGE)],
            papers=[words.MESSAGE_RECORD], basis=ON_URGENCY),
        *FEEDBACK),
    stage("execution", "实施",
        may(R.ENFORCER, "preserve", "实施先行登记保存", to="held", answers="execution",
            effect=Effect.PRESERVE, handlers=2,
            needs=[HANDLERS, words.PRESERVED_ITEMS, words.PRESERVED_AT, words.SCENE_RECORD,
                   preserved_by_now,
                   not_before_approval(words.PRESERVED_AT, "execution",
                                       "行政处罚法 第56条；生态环境行政处罚办法 第32条"),
                   done_while_fresh("preservation"), other_items("preservation")],
            starts=[begin("CF-EVID-HOLD", at=words.PRESERVED_AT),
                    begin("CF-EVID-24H", at=words.PRESERVED_AT,
                          when_fact=(words.BY_MESSAGE, "true"))],
            serve=[words.TOLD_PRESERVED],
            papers=[words.NOTICE, words.LIST, words.RECORD, words.SERVICE_RECEIPT],
            feeds="record_feedback", audience=PARTY,
            basis="行政处罚法 第42条、第56条；生态环境行政处罚办法 第32条"),
        may(R.ENFORCER, "abandon_execution", "登记未实施", to="closed", answers="execution",
            needs=[words.NOT_PRESERVED_WHY], outcome="not_executed", feeds="record_feedback",
            basis=ON_CONSENT),
        *FEEDBACK),
    stage("held", "保存中",
        may(R.BUREAU_HEAD, "complete_paper", "补办审批手续", needs=[paper_is_due],
            meets=["CF-EVID-24H"], papers=[PROPOSAL_FORM], basis=ON_URGENCY),
        may(R.SYSTEM, "paper_overdue", "补办手续期限届满", tell=[words.PAPER_OVERDUE],
            basis=ON_URGENCY),
        may(R.ENFORCER, "propose_disposal", "提请处理", asks="disposal",
            needs=[words.DISPOSAL, REASON], papers=[words.DISPOSAL_FORM], basis=ON_DISPOSAL),
        may(R.BUREAU_HEAD, "dispose", "批准处理", to="disposal_service", answers="disposal",
            needs=[paper_is_missing], meets=["CF-EVID-HOLD", "CF-EVID-24H"],
            papers=[words.DISPOSAL_FORM, words.DISPOSAL_DECISION], basis=ON_DISPOSAL),
        may(R.BUREAU_HEAD, "return_disposal", "退回处理建议", answers="disposal",
            needs=[REASON], papers=[words.DISPOSAL_FORM], basis=ON_DISPOSAL),
        PROPOSE_SEIZURE,
        may(R.SYSTEM, "release_automatically", "期满自动解除", to="disposal_service",
            meets=["CF-EVID-24H"], tell=[words.RELEASED], papers=[words.RELEASE],
            feeds="record_feedback",
            basis="生态环境行政处罚办法 第33条第2款（逾期未处理的自动解除）；行政处罚法 第56条"),
        *FEEDBACK,
        crossing("CF-EVID-HOLD", then="release_automatically"),
        crossing("CF-EVID-24H", then="paper_overdue")),
    stage("disposal_service", "处理送达",
        may(R.ENFORCER, "serve_disposal", "送达处理决定", to="closed",
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL], serve=[words.TOLD_DISPOSED],
            papers=[words.SERVICE_RECEIPT], outcome="disposed", feeds="record_feedback",
            audience=PARTY, basis="行政处罚法 第56条、第61条；生态环境行政处罚办法 第33条"),
        *FEEDBACK),
    end("closed", "办结", outcome="disposed"),
    version=1,
    letter="BC",
    opened_by="问题处置或者处罚案件提请先行登记保存时由系统开立",
    opening_basis="行政处罚法 第56条",
    opening_facts=tuple(CARRIED),
    doors=("seizure",),
    basis="行政处罚法 第56条；生态环境行政处罚办法 第32条、第33条",
)
