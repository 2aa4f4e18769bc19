"""查封扣押: approved by another, done by two, thirty days and thirty more, then given back."""

# fmt: off
from rules.asked import (
    EVIDENCE,
    EXTEND_DAYS,
    EXTEND_REASON,
    FEEDBACK_CASE,
    FEEDBACK_OUTCOME,
    FINDINGS,
    HANDLERS,
    OPINION,
    REASON,
    VISITED_ON,
)
from rules.grammar import Act, Effect, begin, crossing, end, may, procedure, stage, within
from rules.procedures import seizure_gates as gate
from rules.procedures import seizure_words as words
from rules.procedures.dated import not_ahead, not_before_approval, said
from rules.procedures.extension_service import (
    decided,
    extension_served_after,
    extension_unserved,
)
from rules.procedures.measures import (
    CARRIED,
    DISCHARGE_ENDED_ON,
    PROPOSAL_FORM,
    made_public,
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
from rules.procedures.remedies import (
    ANNULLED,
    HEAR_REMEDIES,
    HEAR_SUSPENSION,
    OUTCOME_TOLD,
    RECORD_REMEDIES,
    REMEDY_ENDED,
    after_end,
)
from rules.procedures.visits import VISITS, nothing_owed, on_site
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

__all__ = ["SEIZURE"]

PARTY = Audience.PARTY
ORDER_29 = "环境保护主管部门实施查封、扣押办法"
ON_APPROVAL = f"行政强制法 第18条第1项、第24条；{ORDER_29} 第10条、第11条"
ON_EXECUTION = f"行政强制法 第18条、第24条；{ORDER_29} 第12条、第14条；行政处罚法 第42条"
ON_URGENCY = f"行政强制法 第19条；{ORDER_29} 第13条"
ON_EXTENSION = f"行政强制法 第25条第1款、第2款；{ORDER_29} 第15条"
ON_EXTENSION_SERVICE = f"行政强制法 第25条第2款；{ORDER_29} 第15条第2款"
ON_TESTING = "行政强制法 第25条第3款"
ON_RELEASE = f"行政强制法 第27条、第28条；{ORDER_29} 第19条、第20条"
ON_RETURN = f"行政强制法 第28条第2款；{ORDER_29} 第21条"
TESTING = "LOCAL-TESTING"
"""Runs for the days told in writing; at its end the term of the seizure goes on by itself."""
ON_HANDOVER = (
    f"行政强制法 第21条（一并移送并书面告知当事人）；{ORDER_29} 第22条；国务院令第310号 第12条")
RUNNING = ["CFK-TERM", "CFK-RELEASE", "CFK-URGENT", TESTING]

FEEDBACK = [
    may(R.SYSTEM, "record_feedback", "登记联动反馈", optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
        basis=f"{ORDER_29} 第20条"),
]


def _annulled(to: str | None) -> list[Act]:
    """Write what a review body or court changes; an annulled seizure is lifted at once."""
    return [
        may(R.SYSTEM, "record_annulled", "登记决定被撤销", to=to, optional=[*OUTCOME_TOLD],
            keeps=ANNULLED, meets=RUNNING if to else [], tell=[words.SEIZURE_ANNULLED],
            feeds="record_feedback",
            basis="行政复议法 第64条、第72条第2款；行政诉讼法 第70条；行政强制法 第28条"),
        may(R.SYSTEM, "record_changed", "登记决定被变更", optional=[*OUTCOME_TOLD],
            keeps=[*REMEDY_ENDED], tell=[words.SEIZURE_ANNULLED],
            basis="行政复议法 第63条、第65条；行政诉讼法 第74条、第77条"),
    ]


LIFTED = [*RECORD_REMEDIES, *HEAR_REMEDIES, *_annulled(None)]
HELD = [*RECORD_REMEDIES, *HEAR_REMEDIES, *_annulled("release_decision")]

DONE = [HANDLERS, words.ITEMS, words.MEASURE, words.SEIZED_AT, words.PARTY_PRESENT,
        words.SCENE_RECORD, words.DELIVERED_ON_SCENE, words.NOT_SEIZED_YET,
        gate.done_properly, gate.not_sealed_twice, gate.seized_by_now]
AFTER_APPROVAL = not_before_approval(
    words.SEIZED_AT, "execution", f"行政强制法 第18条第1项；{ORDER_29} 第10条")
AT_ONCE = [done_while_fresh("seizure"), other_items("seizure")]
SCENE_PAPERS = [words.LIST, words.RECORD, words.SERVICE_RECEIPT]

COMMITTEE = may(
    R.LEGAL_REVIEWER, "record_committee", "登记案件审查委员会意见",
    needs=[words.COMMITTEE, OPINION], papers=[words.COMMITTEE_RECORD],
    basis=f"{ORDER_29} 第10条")

HAND_OVER = [
    may(R.ENFORCER, "ask_hand_over", "提请随案移交公安机关", asks="handover",
        needs=[REASON, gate.police_have_filed], papers=[words.HANDOVER_FORM],
        basis=ON_HANDOVER),
    may(R.BUREAU_HEAD, "approve_hand_over", "批准随案移交公安机关", answers="handover",
        asks="handover_done", effect=Effect.TRANSFER, needs=[gate.police_have_filed],
        keeps=[(gate.filed_transfer, words.TRANSFER_NO)], papers=[words.HANDOVER_FORM],
        basis=ON_HANDOVER),
    may(R.BUREAU_HEAD, "refuse_hand_over", "不予随案移交", answers="handover", needs=[REASON],
        papers=[words.HANDOVER_FORM], basis=ON_HANDOVER),
    may(R.ENFORCER, "hand_over_items", "随案移交公安机关", to="closed", answers="handover_done",
        handlers=2, needs=[HANDLERS, words.POLICE_RECEIPT, FINDINGS, words.PARTY_TOLD_ON,
                           gate.police_have_filed, not_ahead(words.PARTY_TOLD_ON)],
        outcome="handed_over", papers=[words.HANDOVER_LIST, words.HANDOVER_TOLD],
        feeds="record_feedback", basis=ON_HANDOVER),
]
"""With a case that the police have filed, on the head's approval; the party is told on paper.

On paper alone: what goes to the police never shows in the party's own pages.
"""

PUBLISH = made_public("publish_measure", f"{ORDER_29} 第7条")

SEIZURE = procedure(
    "seizure", "查封扣押",
    stage("approval", "审批",
        COMMITTEE,
        may(R.BUREAU_HEAD, "approve_seizure", "批准查封扣押", to="execution",
            asks="execution",
            needs=[words.SEIZURE_GROUND, words.MAJOR, gate.committee_where_major,
                   not_by_proposer, again_approved, names_a_near_day],
            optional=[AGAIN_APPROVED, EXECUTE_BY], starts=[begin("CFK-TERM")],
            papers=[PROPOSAL_FORM, words.DECISION],
            basis=ON_APPROVAL),
        may(R.BUREAU_HEAD, "refuse_seizure", "不予查封扣押", to="closed", needs=[REASON],
            outcome="refused", papers=[PROPOSAL_FORM], feeds="record_feedback",
            basis=f"行政强制法 第16条第2款；{ORDER_29} 第6条、第10条"),
        may(R.ENFORCER, "act_urgently", "紧急实施查封扣押", to="urgent_approval", handlers=2,
            asks="afterwards", needs=[*DONE, words.SEIZURE_GROUND, words.URGENT_WHY,
                                      other_items("seizure", urgent=True)],
            optional=[words.WITNESS, DISCHARGE_ENDED_ON],
            starts=[begin("CFK-URGENT", at=words.SEIZED_AT),
                    begin("CFK-TERM", at=words.SEIZED_AT)],
            serve=[words.TOLD_SEIZED], tell=[words.URGENT_DONE],
            papers=[words.DECISION, *SCENE_PAPERS],
            feeds="record_feedback", audience=PARTY, basis=f"{ON_URGENCY}；{ON_EXECUTION}"),
        *FEEDBACK),
    stage("execution", "实施",
        may(R.ENFORCER, "execute_seizure", "实施查封扣押", to="in_force", answers="execution",
            effect=Effect.SEIZE, handlers=2, needs=[*DONE, AFTER_APPROVAL, *AT_ONCE],
            optional=[words.WITNESS, DISCHARGE_ENDED_ON],
            serve=[words.TOLD_SEIZED],
            papers=SCENE_PAPERS, feeds="record_feedback", audience=PARTY, basis=ON_EXECUTION),
        may(R.ENFORCER, "abandon_execution", "登记未实施", to="closed", answers="execution",
            needs=[words.NOT_EXECUTED_WHY], meets=["CFK-TERM"], outcome="not_executed",
            feeds="record_feedback", basis="行政强制法 第16条第2款"),
        *FEEDBACK),
    stage("urgent_approval", "补批",
        COMMITTEE,
        may(R.BUREAU_HEAD, "approve_afterwards", "补批查封扣押", to="in_force",
            answers="afterwards",
            needs=[words.MAJOR, gate.committee_where_major, not_by_proposer, again_approved],
            optional=[AGAIN_APPROVED], meets=["CFK-URGENT"],
            papers=[PROPOSAL_FORM], basis=ON_URGENCY),
        may(R.BUREAU_HEAD, "refuse_afterwards", "不予补批", to="release_decision",
            answers="afterwards", needs=[REASON], meets=RUNNING, papers=[PROPOSAL_FORM],
            basis=f"{ON_URGENCY}（应当立即解除）"),
        may(R.SYSTEM, "urgent_lapses", "补批期限届满", to="release_decision", meets=RUNNING,
            tell=[words.URGENT_LAPSED], basis=f"{ON_URGENCY}（应当立即解除）"),
        *HELD,
        *FEEDBACK,
        crossing("CFK-URGENT", then="urgent_lapses")),
    stage("in_force", "查封扣押中",
        may(R.ENFORCER, "ask_extension", "提请延长查封扣押", asks="extension",
            needs=[EXTEND_DAYS, EXTEND_REASON, gate.term_runs, gate.extension_lawful],
            papers=[words.EXTENSION_FORM], basis=ON_EXTENSION),
        may(R.BUREAU_HEAD, "extend", "批准延长查封扣押", answers="extension",
            effect=Effect.EXTEND, extends="CFK-TERM",
            needs=[EXTEND_DAYS, EXTEND_REASON, words.EXTENSION_WHY, gate.term_runs,
                   gate.extension_lawful],
            keeps=decided(words.EXTENSION_ORDERED, words.EXTENDED_ON),
            papers=[words.EXTENSION_FORM, words.EXTENSION], basis=ON_EXTENSION),
        may(R.BUREAU_HEAD, "refuse_extension", "不予延长查封扣押", answers="extension",
            needs=[REASON], papers=[words.EXTENSION_FORM], basis=ON_EXTENSION),
        may(R.ENFORCER, "serve_extension", "送达延长决定书",
            needs=[*SERVICE, extension_unserved(words.EXTENSION_ORDERED, ON_EXTENSION_SERVICE),
                   extension_served_after(words.EXTENDED_ON, ON_EXTENSION_SERVICE)],
            optional=[*SERVICE_OPTIONAL],
            keeps=[(said(value=False), words.EXTENSION_ORDERED)],
            serve=[words.TOLD_EXTENDED], papers=[words.SERVICE_RECEIPT], audience=PARTY,
            basis=ON_EXTENSION_SERVICE),
        may(R.ENFORCER, "commission_testing", "委托检测检验鉴定",
            needs=[*SERVICE, words.TESTED_BY, words.TESTING_DAYS, gate.term_runs],
            optional=[*SERVICE_OPTIONAL],
            keeps=[(said(value=True), words.TESTING_RUNS)],
            pauses=["CFK-TERM"], ground="检测", meets=[TESTING],
            starts=[begin(TESTING, at="served_on", days=words.TESTING_DAYS)],
            serve=[words.TOLD_TESTING],
            papers=[words.TESTING_NOTICE, words.SERVICE_RECEIPT], audience=PARTY,
            basis=f"{ON_TESTING}（另行告知期间的，以后一告知书为准）"),
        may(R.SYSTEM, "testing_time_ends", "检测检验鉴定期间届满", resumes=["CFK-TERM"],
            tell=[words.TESTING_ENDED],
            basis=f"{ON_TESTING}（只扣除书面告知的期间）"),
        may(R.ENFORCER, "receive_testing", "登记检测检验鉴定结果",
            needs=[words.TESTING_RESULT, words.TESTING_RECEIVED_ON, gate.testing,
                   not_ahead(words.TESTING_RECEIVED_ON)],
            keeps=[(said(value=False), words.TESTING_RUNS)], resumes=["CFK-TERM"],
            until=[words.TESTING_RECEIVED_ON],
            meets=[TESTING], papers=[words.TESTING_REPORT], basis=ON_TESTING),
        *VISITS,
        on_site(may(R.ENFORCER, "record_inspection", "登记查封扣押检查", handlers=2,
            needs=[HANDLERS, words.SEAL_STATE, words.SEAL_BROKEN, VISITED_ON,
                   not_ahead(VISITED_ON)],
            optional=[DISCHARGE_ENDED_ON], papers=[words.INSPECTION_RECORD],
            feeds="record_feedback", basis=f"{ORDER_29} 第16条、第23条；行政处罚法 第42条")),
        may(R.ENTERPRISE, "request_release", "申请解除查封扣押",
            needs=[REASON, EVIDENCE, gate.not_asked_twice],
            keeps=[(said(value=True), words.RELEASE_PENDING)],
            starts=[begin("CFK-RELEASE")],
            tell=[words.RELEASE_WANTED], papers=[words.RELEASE_REQUEST], audience=PARTY,
            basis=f"{ORDER_29} 第18条、第19条"),
        on_site(may(R.ENFORCER, "check_release", "核查解除申请", asks="release_reply", handlers=2,
            needs=[HANDLERS, FINDINGS, VISITED_ON, words.CORRECTED, gate.release_asked,
                   not_ahead(VISITED_ON)],
            papers=[words.CHECK_RECORD], basis=f"{ORDER_29} 第19条；行政处罚法 第42条")),
        may(R.BUREAU_HEAD, "reply_refused", "不予解除", answers="release_reply",
            needs=[REASON, gate.release_asked, gate.not_corrected, nothing_owed],
            keeps=[(said(value=False), words.RELEASE_PENDING)], meets=["CFK-RELEASE"],
            serve=[words.TOLD_NOT_RELEASED], papers=[words.RELEASE_REFUSAL], audience=PARTY,
            basis=f"{ORDER_29} 第19条第2项"),
        may(R.ENFORCER, "ask_release", "提请解除查封扣押", asks="release",
            needs=[words.RELEASE_WHY], papers=[words.RELEASE_FORM], basis=ON_RELEASE),
        may(R.BUREAU_HEAD, "release", "批准解除查封扣押", to="release_service",
            answers="release",
            keeps=[(said(value=False), words.RELEASE_PENDING)], meets=RUNNING,
            papers=[words.RELEASE_FORM, words.RELEASE_DECISION], basis=ON_RELEASE),
        *HAND_OVER,
        may(R.SYSTEM, "release_check_overdue", "解除申请核查期限届满",
            tell=[words.CHECK_OVERDUE], basis=f"{ORDER_29} 第19条"),
        may(R.SYSTEM, "term_lapses", "查封扣押期满", to="release_decision", meets=RUNNING,
            tell=[words.TERM_LAPSED],
            basis=f"行政强制法 第28条第1款第4项；{ORDER_29} 第20条第2项（应当解除）"),
        PUBLISH,
        *HELD,
        *HEAR_SUSPENSION,
        *FEEDBACK,
        crossing("CFK-TERM", then="term_lapses"),
        crossing(TESTING, then="testing_time_ends"),
        crossing("CFK-RELEASE", then="release_check_overdue"), audience=PARTY),
    stage("release_decision", "签发解除",
        may(R.BUREAU_HEAD, "sign_release", "签发解除决定书", to="release_service",
            needs=[words.RELEASE_WHY], papers=[words.RELEASE_DECISION], basis=ON_RELEASE),
        may(R.SYSTEM, "lifting_overdue", "签发解除决定期限届满", tell=[words.LIFTING_OVERDUE],
            basis=f"{ON_RELEASE}（应当立即解除）"),
        *LIFTED,
        *FEEDBACK,
        within("LOCAL-LIFT", then="lifting_overdue")),
    stage("release_service", "解除送达",
        may(R.ENFORCER, "serve_release", "送达解除决定书", to="return",
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL], serve=[words.TOLD_RELEASED],
            papers=[words.SERVICE_RECEIPT], audience=PARTY, basis=f"{ORDER_29} 第21条第1款"),
        may(R.SYSTEM, "release_service_overdue", "解除送达期限届满",
            tell=[words.SERVICE_OVERDUE], basis=f"{ORDER_29} 第21条第1款"),
        PUBLISH,
        *LIFTED,
        *FEEDBACK,
        within("CFK-RELEASE-SERVE", then="release_service_overdue")),
    stage("return", "启封返还",
        may(R.ENFORCER, "record_returned", "登记启封返还", to="closed",
            needs=[words.RETURNED_ON, not_ahead(words.RETURNED_ON)], meets=["CFK-COLLECT"],
            papers=[words.RETURN_RECORD], outcome="returned", feeds="record_feedback",
            basis=ON_RETURN),
        may(R.ENFORCER, "publish_collection", "发布招领公告",
            needs=[words.COLLECTION_PUBLISHED_ON, REASON, gate.taken,
                   not_ahead(words.COLLECTION_PUBLISHED_ON)],
            starts=[begin("CFK-COLLECT", at=words.COLLECTION_PUBLISHED_ON)],
            serve=[words.TOLD_COLLECT], papers=[words.COLLECTION_NOTICE], audience=PARTY,
            basis=f"{ORDER_29} 第21条第2款"),
        may(R.SYSTEM, "collection_lapses", "招领期满", tell=[words.COLLECTION_LAPSED],
            basis=f"{ORDER_29} 第21条第2款"),
        may(R.ENFORCER, "record_unclaimed", "登记逾期未领处理", to="closed",
            needs=[words.UNCLAIMED, gate.collection_over], papers=[words.UNCLAIMED_RECORD],
            outcome="unclaimed", feeds="record_feedback",
            basis=f"{ORDER_29} 第21条第2款、第3款"),
        PUBLISH,
        *LIFTED,
        *FEEDBACK,
        crossing("CFK-COLLECT", then="collection_lapses")),
    end("closed", "办结", *after_end(LIFTED), outcome="returned"),
    version=1,
    letter="CK",
    opened_by="问题处置或者处罚案件提请查封扣押时由系统开立",
    opening_basis="行政强制法 第18条第1项",
    opening_facts=tuple(CARRIED),
    basis=f"行政强制法 第16条至第28条；{ORDER_29}；生态环境法典",
)
