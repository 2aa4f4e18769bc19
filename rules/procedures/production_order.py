"""限产停产: restricted by months or stopped until corrected; the filing of completion lifts it."""

# fmt: off
from dataclasses import replace

from rules.asked import (
    DISCOVERED_ON,
    EVIDENCE,
    FINDINGS,
    HANDLERS,
    MONITORING_REPORT,
    MONITORING_RESULT,
    OPINION,
    REASON,
    SAMPLED_ON,
    TOLD_ON,
    VISITED_ON,
)
from rules.grammar import (
    Act,
    Effect,
    begin,
    crossing,
    end,
    may,
    opens,
    procedure,
    stage,
    within,
)
from rules.procedures import production_gates as gate
from rules.procedures import production_words as words
from rules.procedures.dated import not_ahead, said
from rules.procedures.measures import (
    CARRIED,
    DISCHARGE_ENDED_ON,
    DISCLOSURE,
    PROPOSE_SHUTDOWN,
    made_public,
)
from rules.procedures.penalty_gates import handler_judges_nothing
from rules.procedures.penalty_plea_gates import evidence_is_new, reviewed_anew
from rules.procedures.penalty_words import EVIDENCE_ON, NEW_EVIDENCE, REVIEWED_ANEW
from rules.procedures.production_decision import (
    FEEDBACK,
    decision_stage,
    discussion_stage,
    legal_review_stage,
)
from rules.procedures.production_extension import EXTENSION, SERVED_LATE_IN
from rules.procedures.production_notice import (
    ORDER_30,
    REVIEWERS,
    advance_notice_stage,
    hearing_stage,
    plea_review_stage,
    plea_stage,
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
from rules.procedures.violation_words import REPEATED
from rules.procedures.visits import (
    nothing_owed,
    on_site,
    perhaps_on_site,
    takes_back,
    unless_owed,
)
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R, Relation

__all__ = ["PRODUCTION_ORDER"]

PARTY = Audience.PARTY
ON_CLOSURE = f"{ORDER_30} 第8条"
ON_TRACKING = f"{ORDER_30} 第20条；行政处罚法 第42条"
ON_CLOSING = f"{ORDER_30} 第4条、第17条、第18条；生态环境行政处罚办法 第77条"
TERMS = ["XC-PLAN", "XC-DONE", "XC-TERM"]

REMEDIES: list[Act] = [
    made_public("publish_order", f"{ORDER_30} 第4条"),
    *RECORD_REMEDIES,
    *HEAR_REMEDIES,
    *HEAR_SUSPENSION,
    may(R.SYSTEM, "record_annulled", "登记决定被撤销", to="closing", optional=[*OUTCOME_TOLD],
        keeps=ANNULLED,
        meets=[*TERMS, "XC-TRACK", "XC-SERVE"], tell=[words.ORDER_ANNULLED],
        feeds="record_feedback", basis="行政复议法 第64条、第67条；行政诉讼法 第70条、第75条"),
    may(R.SYSTEM, "record_changed", "登记决定被变更", optional=[*OUTCOME_TOLD],
        keeps=[*REMEDY_ENDED], tell=[words.ORDER_ANNULLED],
        basis="行政复议法 第63条、第65条；行政诉讼法 第74条、第77条"),
]

FILE_PLAN = may(
    R.ENTERPRISE, "file_plan", "整改方案备案并公开",
    needs=[words.PLAN, words.DISCLOSED_AT, gate.order_served, gate.not_lifted], meets=["XC-PLAN"],
    papers=[words.PLAN_PAPER], audience=PARTY, basis=f"{ORDER_30} 第16条第1款")
DECLARE = may(
    R.ENTERPRISE, "declare_completed", "报告完成整改",
    needs=[words.COMPLETED_ON, not_ahead(words.COMPLETED_ON), gate.order_served, gate.not_lifted],
    starts=[begin("XC-DONE", at=words.COMPLETED_ON)], meets=["XC-DONE"], audience=PARTY,
    basis=f"{ORDER_30} 第17条")
FILE_COMPLETION = may(
    R.ENTERPRISE, "file_completion", "整改完成备案", to="tracking",
    needs=[words.COMPLETED_ON, words.COMPLETION, words.DISCLOSED_AT,
           not_ahead(words.COMPLETED_ON), gate.order_served, gate.not_lifted],
    keeps=[(said(value=True), words.LIFTED), (gate.lifting_day, words.LIFTED_ON)],
    starts=[begin("XC-TRACK")], meets=TERMS, serve=[words.TOLD_LIFTED],
    tell=[words.COMPLETION_FILED], papers=[words.COMPLETION_FILING], feeds="record_feedback",
    audience=PARTY, basis=f"{ORDER_30} 第17条（自备案之日起解除）")
FILING = [FILE_PLAN, DECLARE, FILE_COMPLETION]

ENDED = may(
    R.ENFORCER, "record_self_terminated", "登记决定自行终止", to="closing",
    needs=[REASON, EVIDENCE], meets=[*TERMS, "XC-SERVE"],
    feeds="record_feedback", basis=f"{ORDER_30} 第18条第1项（被撤销、解散、破产或者终止营业）")

CLOSURE = [
    may(R.ENFORCER, "ask_closure", "提请报请停业关闭", asks="closure", only=["shutdown"],
        needs=[words.CLOSURE_GROUND, REASON, gate.closure_grounded, gate.not_stayed],
        papers=[words.CLOSURE_FORM], basis=ON_CLOSURE),
    may(R.BUREAU_HEAD, "report_closure", "批准报请停业关闭", to="government", answers="closure",
        only=["shutdown"], meets=["XC-TRACK"], needs=[words.GOVERNMENT],
        papers=[words.CLOSURE_FORM, words.CLOSURE_REQUEST], basis=ON_CLOSURE),
    may(R.BUREAU_HEAD, "refuse_closure", "不同意报请停业关闭", answers="closure",
        only=["shutdown"], needs=[REASON], papers=[words.CLOSURE_FORM], basis=ON_CLOSURE),
]

CLOSED_DOWN = may(
    R.ENFORCER, "record_closure_decision", "登记停业关闭决定", to="closing",
    needs=[words.GOVERNMENT_NO], meets=[*TERMS, "XC-TRACK"], papers=[words.CLOSURE_DECISION],
    feeds="record_feedback", basis=f"{ORDER_30} 第8条、第18条第2项（自行终止）")

def _found_again() -> tuple[Act, Act]:
    """Write the second finding: a stopped unit is reported, a restricted one may be stopped."""
    act = on_site(may(
        R.ENFORCER, "record_same_violation", "跟踪检查发现同类行为", handlers=2,
        needs=[HANDLERS, FINDINGS, VISITED_ON, not_ahead(VISITED_ON)],
        keeps=[(said(value=True), words.SAME_AGAIN), (VISITED_ON, DISCOVERED_ON),
               (said(value=True), REPEATED)],
        meets=["XC-TRACK"],
        opens=[opens("violation", Relation.FINDING, kinds=["own"],
                     carries=[FINDINGS, DISCOVERED_ON, REPEATED], on=DISCOVERED_ON)],
        papers=[words.TRACKING_RECORD, words.CLUE_FORM], feeds="record_feedback",
        basis=f"{ON_TRACKING}；{ON_CLOSURE}第3项"))
    restricted = replace(
        act, only=("restriction",), to="closing",
        basis=f"{ON_TRACKING}；{ORDER_30} 第6条第4项")
    return restricted, replace(act, only=("shutdown",))


VISITS = takes_back(
    (unless_owed("record_inspection"), words.DEFIED),
    (unless_owed("record_same_violation"), words.SAME_AGAIN),
    (unless_owed("record_same_violation"), REPEATED))
MADE_UP = [VISITS[0], *VISITS[2:]]
"""Where nobody visits any more but an urgent visit may still wait for its approval."""

PRODUCTION_ORDER = procedure(
    "production_order", "限产停产",
    stage("proposal", "调查与拟定",
        *VISITS,
        perhaps_on_site(may(R.ENFORCER, "record_evidence", "提交调查笔录和证据", handlers=2,
            needs=[HANDLERS, FINDINGS, EVIDENCE, not_ahead(EVIDENCE_ON)],
            optional=[EVIDENCE_ON], keeps=[(evidence_is_new, NEW_EVIDENCE)],
            papers=[words.RECORD, words.EVIDENCE_LIST],
            basis=f"{ORDER_30} 第9条；行政处罚法 第42条、第55条")),
        may(R.ENFORCER, "tell_results", "告知监测鉴定结果",
            needs=[TOLD_ON, not_ahead(TOLD_ON)],
            optional=[MONITORING_REPORT, SAMPLED_ON, MONITORING_RESULT],
            serve=[words.TOLD_RESULTS],
            papers=[words.RESULT_NOTICE], audience=PARTY,
            basis="生态环境行政处罚办法 第29条第3款"),
        may(R.ENFORCER, "submit_report", "提交调查报告", to="case_review",
            needs=[words.GROUND, words.BY_MONITORING, words.EXEMPT_SORT, OPINION,
                   gate.evidence_recorded, gate.results_told, gate.ground_fits,
                   gate.exempt_explained, gate.not_serial, nothing_owed],
            optional=[words.EXEMPT_REASON, words.UNLIKE_WHY], papers=[words.REPORT],
            basis=f"{ORDER_30} 第5条至第7条、第9条"),
        may(R.ENFORCER, "ask_stop", "提请终止", asks="stop", needs=[REASON],
            papers=[words.STOP_FORM], basis=f"{ORDER_30} 第7条、第9条"),
        may(R.BUREAU_HEAD, "approve_stop", "批准终止", to="closed", answers="stop",
            effect=Effect.CLOSE_OUT, outcome="stopped", papers=[words.STOP_FORM],
            feeds="record_feedback", basis=f"{ORDER_30} 第7条、第10条"),
        replace(CLOSURE[0], needs=(*CLOSURE[0].needs, gate.evidence_recorded)), *CLOSURE[1:],
        may(R.BUREAU_HEAD, "refuse_stop", "不同意终止", answers="stop", needs=[REASON],
            papers=[words.STOP_FORM], basis=f"{ORDER_30} 第10条"),
        *FEEDBACK),
    stage("case_review", "案件审查",
        may(R.LEGAL_REVIEWER, "record_committee", "登记案件审查委员会意见",
            needs=[words.COMMITTEE, OPINION], papers=[words.COMMITTEE_RECORD],
            not_by=list(gate.INVESTIGATORS), basis=f"{ORDER_30} 第10条"),
        may(REVIEWERS, "pass_review", "审查同意", to="advance_notice",
            needs=[OPINION, words.MAJOR, gate.committee_where_major, handler_judges_nothing],
            not_by=list(gate.INVESTIGATORS), keeps=[(reviewed_anew, REVIEWED_ANEW)],
            papers=[words.REVIEW_OPINION],
            basis=f"生态环境行政处罚办法 第38条；{ORDER_30} 第10条"),
        may(REVIEWERS, "send_back", "退回补充调查", to="proposal", needs=[REASON],
            not_by=list(gate.INVESTIGATORS), papers=[words.REVIEW_OPINION],
            basis="生态环境行政处罚办法 第38条第2款"),
        *FEEDBACK),
    *(replace(each, acts=(*each.acts, *FEEDBACK)) for each in (
        advance_notice_stage(), plea_stage(), plea_review_stage(), hearing_stage(),
        legal_review_stage(), discussion_stage())),
    decision_stage(),
    stage("service", "送达",
        may(R.ENFORCER, "serve_order", "送达决定书", to="rectification",
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL],
            keeps=[("served_on", words.ORDER_SERVED_ON)],
            starts=[begin("XC-PLAN", at="served_on")],
            serve=[words.TOLD_ORDER], papers=[words.SERVICE_RECEIPT], feeds="record_feedback",
            audience=PARTY, basis=f"{ORDER_30} 第13条、第14条、第15条第2款"),
        may(R.SYSTEM, "service_overdue", "送达期限届满", tell=[words.SERVICE_OVERDUE],
            basis=f"{ORDER_30} 第14条"),
        ENDED,
        *REMEDIES,
        *FEEDBACK,
        within("XC-SERVE", then="service_overdue")),
    stage("rectification", "整改",
        *FILING,
        may(R.SYSTEM, "plan_overdue", "整改方案逾期未备案", serve=[words.FILING_LATE],
            tell=[words.FILING_OVERDUE], audience=PARTY, basis=f"{ORDER_30} 第16条、第19条"),
        *VISITS,
        on_site(may(R.ENFORCER, "record_inspection", "登记跟踪检查", handlers=2,
            needs=[HANDLERS, FINDINGS, VISITED_ON, words.DEFIED, not_ahead(VISITED_ON)],
            optional=[DISCHARGE_ENDED_ON], papers=[words.TRACKING_RECORD],
            feeds="record_feedback", basis=f"{ORDER_30} 第19条；行政处罚法 第42条")),
        may(R.SYSTEM, "completion_overdue", "整改完成逾期未备案", serve=[words.FILING_LATE],
            tell=[words.FILING_OVERDUE], audience=PARTY, basis=f"{ORDER_30} 第17条、第19条"),
        *EXTENSION,
        may(R.SYSTEM, "term_lapses", "限制生产期满", to="lapsed", only=["restriction"],
            serve=[words.TOLD_LAPSED], tell=[words.TERM_LAPSED], audience=PARTY,
            basis=f"{ORDER_30} 第6条第4项、第15条第1款"),
        *CLOSURE,
        ENDED,
        *REMEDIES,
        *FEEDBACK,
        crossing("XC-PLAN", then="plan_overdue"),
        crossing("XC-DONE", then="completion_overdue"),
        crossing("XC-TERM", then="term_lapses"), audience=PARTY),
    stage("lapsed", "期满处理",
        *FILING,
        SERVED_LATE_IN,
        replace(PROPOSE_SHUTDOWN, to="closing", only=("restriction",), meets=tuple(TERMS),
                opens=(opens("production_order", Relation.MEASURE, kinds=["shutdown"],
                             carries=CARRIED),),
                basis=f"{ORDER_30} 第6条第4项、第15条第1款"),
        ENDED,
        *REMEDIES,
        *FEEDBACK, audience=PARTY),
    stage("tracking", "跟踪检查",
        *VISITS,
        on_site(may(R.ENFORCER, "record_clean", "跟踪检查未发现同类行为", to="closing", handlers=2,
            needs=[HANDLERS, FINDINGS, VISITED_ON, not_ahead(VISITED_ON), gate.not_again],
            meets=["XC-TRACK"], papers=[words.TRACKING_RECORD], basis=ON_TRACKING)),
        *_found_again(),
        may(R.SYSTEM, "tracking_overdue", "跟踪检查期限届满", tell=[words.TRACKING_OVERDUE],
            basis=f"{ORDER_30} 第20条"),
        *(replace(each, to="closing") if each.key == "refuse_closure" else each
          for each in CLOSURE),
        replace(CLOSED_DOWN, only=("shutdown",), needs=(*CLOSED_DOWN.needs, gate.reported_upward)),
        *REMEDIES,
        *FEEDBACK,
        crossing("XC-TRACK", then="tracking_overdue")),
    stage("government", "待政府决定",
        *FILING,
        CLOSED_DOWN,
        may(R.ENFORCER, "record_closure_refused", "登记未予停业关闭", to="rectification",
            needs=[words.GOVERNMENT_NO, gate.order_stands, gate.still_in_force],
            basis=ON_CLOSURE),
        may(R.ENFORCER, "record_closure_refused_unordered", "登记未予停业关闭（本案未决定停产）",
            to="proposal", needs=[words.GOVERNMENT_NO, gate.nothing_ordered], meets=TERMS,
            basis=f"{ON_CLOSURE}；{ORDER_30} 第6条第6项"),
        may(R.ENFORCER, "record_closure_refused_lifted", "登记未予停业关闭（已解除）", to="closing",
            needs=[words.GOVERNMENT_NO, gate.lifted_already], meets=TERMS, basis=ON_CLOSURE),
        ENDED,
        *REMEDIES,
        *FEEDBACK, audience=PARTY),
    stage("closing", "待办结",
        *MADE_UP,
        may(R.ENFORCER, "ask_close", "提请办结", asks="close",
            needs=[OPINION, DISCLOSURE, nothing_owed],
            papers=[words.CLOSING_FORM], basis=ON_CLOSING),
        may(R.BUREAU_HEAD, "close", "批准办结", to="closed", answers="close",
            effect=Effect.CLOSE_OUT, papers=[words.CLOSING_FORM], feeds="record_feedback",
            basis=ON_CLOSING),
        may(R.BUREAU_HEAD, "refuse_close", "不予办结", answers="close", needs=[REASON],
            papers=[words.CLOSING_FORM], basis=ON_CLOSING),
        *REMEDIES,
        *FEEDBACK),
    end("closed", "办结", *after_end(REMEDIES), outcome="closed"),
    version=1,
    letter="XC",
    kinds=(("restriction", "shutdown"),),
    opened_by="问题处置或者处罚案件提请限制生产、停产整治时由系统开立",
    opening_basis="30号令 第7条、第10条",
    opening_facts=tuple(CARRIED),
    basis=f"{ORDER_30}；生态环境法典 第1107条、第1108条；排污许可管理条例 第34条",
)
