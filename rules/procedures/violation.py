"""问题处置: from a clue to 销号; filing is answered beside it, and a penalty never waits for it."""

# fmt: off
from dataclasses import replace

from rules.asked import (
    DISCOVERED_ON,
    EVIDENCE,
    EXTEND_DAYS,
    EXTEND_REASON,
    FINDINGS,
    HANDLERS,
    MONITORING_REPORT,
    MONITORING_RESULT,
    OPINION,
    PERMIT_NO,
    REASON,
    REPORT_RECEIVED_ON,
    SAMPLED_ON,
    TOLD_ON,
    VISITED_ON,
)
from rules.grammar import Act, Effect, begin, crossing, end, may, opens, procedure, stage, within
from rules.procedures import violation_gates as gate
from rules.procedures import violation_words as words
from rules.procedures.daily_words import FILED_ON
from rules.procedures.justice_doors import PROPOSE_DAMAGE_CLAIM, PROPOSE_DETENTION, RECORD_LISTED
from rules.procedures.violation_measures import (
    DAILY,
    FEEDBACK,
    MEASURES,
    REFUSALS,
    STOPPED_ON,
    with_refusal,
)
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R, Relation

ORDER_28 = "环境保护主管部门实施按日连续处罚办法"
ON_FILING = "行政处罚法 第54条；生态环境行政处罚办法 第18条"
ON_INSPECTION = "国办发〔2024〕54号（检查必审批、必通知）"
ON_TWO_OFFICERS = "行政处罚法 第42条、第55条；生态环境行政处罚办法 第28条"
ON_ORDER = "行政处罚法 第28条第1款"
ON_CLOSE_OUT = "生态环境行政处罚办法 第77条；青环〔2023〕111号（发现问题—督促整改—问题销号）"
ON_NO_VIOLATION = "行政处罚法 第40条、第57条第1款第3项"
ON_LEGACY = "排污许可管理条例 第46条"

TO_PENALTY = opens("penalty", Relation.PENALTY, kinds=["ordinary"], on=FILED_ON, carries=[
    words.CONDUCT, words.CONDUCT_FROM, words.CONDUCT_UNTIL, words.ARTICLES,
    words.POLLUTION_FOUND, FINDINGS, DISCOVERED_ON, PERMIT_NO, MONITORING_REPORT,
    MONITORING_RESULT, SAMPLED_ON, REPORT_RECEIVED_ON, TOLD_ON])
TO_TRANSFER = opens("transfer", Relation.TRANSFER, carries=[
    words.SUSPECTED_CRIME, words.CONDUCT, words.CONDUCT_FROM, words.CONDUCT_UNTIL,
    words.ARTICLES, FINDINGS])

WATCHED = [
    crossing("CF-FILE", then="filing_overdue"),
]
"""The fifteen days of filing run from the discovery of the clue and cross every stage."""

ANY_OPEN = [
    may(R.SYSTEM, "filing_overdue", "立案期限届满", needs=[gate.filing_unanswered],
        tell=[words.FILING_OVERDUE], basis="生态环境行政处罚办法 第18条；行政处罚法 第76条"),
    may(R.ENFORCER, "hand_over_crime", "移交涉嫌犯罪线索",
        needs=[words.SUSPECTED_CRIME, gate.no_transfer_open], opens=[TO_TRANSFER],
        papers=[words.CLUE_FORM],
        basis="行政执法机关移送涉嫌犯罪案件的规定 第3条、第5条；环环监〔2017〕17号 第5条"),
    RECORD_LISTED,
    *FEEDBACK,
]

ASK_REFER = may(
    R.ENFORCER, "ask_refer", "提请移送有管辖权机关", asks="filing",
    needs=[REASON, words.RECEIVING_AUTHORITY, gate.filing_unanswered],
    papers=[words.REFERRAL_FORM],
    basis="行政处罚法 第22条、第25条；生态环境行政处罚办法 第17条、第18条")
REFER = may(
    R.BUREAU_HEAD, "refer", "批准移送有管辖权机关", answers="filing", effect=Effect.TRANSFER,
    needs=[gate.referral_was_asked], meets=["CF-FILE"],
    papers=[words.REFERRAL_FORM, words.REFERRAL_LETTER],
    basis="行政处罚法 第22条、第25条；生态环境行政处罚办法 第17条、第18条")
REFER_WHOLE = replace(
    REFER, to="closed", outcome="referred", feeds="record_feedback",
    needs=(gate.referral_was_asked, gate.no_order_served))

REFERRED_WHOLE = [ASK_REFER, REFER_WHOLE]
"""Before an order is served nothing is left to do for an authority without jurisdiction."""

REFERRED_BESIDE = [ASK_REFER, REFER]
"""An order that was served goes on; the referral only answers the filing question."""

FILING = [
    may(R.ENFORCER, "ask_file_case", "提请立案", asks="filing",
        needs=[words.CONDUCT, words.FILING_CONDITIONS, gate.not_yet_filed,
               gate.filing_conditions_met],
        papers=[words.FILING_FORM], basis=ON_FILING),
    may(R.BUREAU_HEAD, "file_case", "批准立案", answers="filing", effect=Effect.FILE_CASE,
        needs=[gate.filing_was_asked], meets=["CF-FILE"], papers=[words.FILING_FORM],
        opens=[TO_PENALTY], basis=ON_FILING),
    may(R.ENFORCER, "ask_not_file", "提请不予立案", asks="filing",
        needs=[words.NOT_FILING_GROUND, REASON, gate.filing_unanswered],
        papers=[words.NOT_FILING_FORM],
        basis="行政处罚法 第33条、第36条；生态环境行政处罚办法 第18条、第42条"),
    may(R.BUREAU_HEAD, "approve_not_file", "批准不予立案", answers="filing",
        effect=Effect.FILE_CASE, needs=[gate.not_filing_was_asked], meets=["CF-FILE"],
        papers=[words.NOT_FILING_FORM],
        basis="行政处罚法 第33条、第36条；生态环境行政处罚办法 第18条、第42条"),
    may(R.BUREAU_HEAD, "return_filing", "退回立案意见", answers="filing", needs=[REASON],
        basis=ON_FILING),
    may(R.ENFORCER, "ask_filing_extension", "提请延长立案期限", asks="filing",
        needs=[EXTEND_DAYS, EXTEND_REASON, gate.filing_unanswered, gate.filing_clock_runs],
        papers=[words.FILING_EXTENSION_FORM], basis="生态环境行政处罚办法 第18条"),
    may(R.BUREAU_HEAD, "extend_filing", "批准延长立案期限", answers="filing", effect=Effect.EXTEND,
        extends="CF-FILE", needs=[EXTEND_DAYS, EXTEND_REASON, gate.extension_was_asked,
                                  gate.filing_clock_runs],
        papers=[words.FILING_EXTENSION_FORM], basis="生态环境行政处罚办法 第18条"),
]
"""Beside the correction; each verified violation is answered (行政处罚法 第28条、第54条)."""

COVERT = [
    may(R.ENFORCER, "record_covert_recheck_stopped", "暗查已停止排放", handlers=2,
        needs=[HANDLERS, FINDINGS, VISITED_ON, gate.visit_is_past, gate.order_was_served,
               gate.visit_follows_order],
        keeps=[(VISITED_ON, STOPPED_ON)],
        meets=["CF-RECHECK"], papers=[words.RECHECK_RECORD],
        basis=f"{ORDER_28} 第10条、第13条；生态环境法典 第1060条"),
    may(R.ENFORCER, "record_covert_recheck_continuing", "暗查仍在排放或拒绝复查", handlers=2,
        to="correction_order",
        needs=[HANDLERS, FINDINGS, VISITED_ON, words.RECHECK_FINDING, gate.visit_is_past,
               gate.order_was_served, gate.visit_follows_order],
        keeps=[(with_refusal, REFUSALS)],
        meets=["CF-RECHECK", "LOCAL-RECTIFY"], papers=[words.RECHECK_RECORD],
        basis=f"{ORDER_28} 第10条、第12条、第14条；生态环境法典 第1060条"),
]
"""Within thirty days of service, whatever the enterprise has reported; never seen by the party."""

MONITORED = [
    may(R.MONITOR, "record_monitoring_report", "登记监测报告",
        needs=[MONITORING_REPORT, SAMPLED_ON, REPORT_RECEIVED_ON, MONITORING_RESULT,
               gate.report_is_dated],
        starts=[begin("CF-ORDER-SERVE", at="report_received_on",
                      when_fact=("monitoring_result", "exceeded"))],
        papers=[words.MONITORING_REPORT_PAPER],
        basis=f"生态环境行政处罚办法 第29条；{ORDER_28} 第8条第2款"),
    may(R.ENFORCER, "tell_monitoring_result", "告知监测结果", needs=[TOLD_ON, gate.report_exists],
        serve=[words.RESULT_NOTICE], papers=[words.RESULT_PAPER],
        basis="生态环境行政处罚办法 第29条第3款"),
]


def _by_level(act: Act) -> tuple[Act, Act]:
    """Write an end of the case twice: an item from above is ended by the level that assigned it."""
    above = f"{act.basis}；交办事项由交办机关批准"
    return replace(act, who=(R.SUPERVISOR,), only=("assigned",), basis=above), act


CLOSE_OUT_GATES = [gate.filing_answered, gate.monitored_where_polluted, gate.covert_recheck_done]

VIOLATION = procedure(
    "violation", "问题处置",
    stage("clue", "线索",
        may(R.ENFORCER, "screen_in", "转入核实", to="verification", needs=[OPINION],
            papers=[words.CLUE_FORM], basis="生态环境行政处罚办法 第18条；排污许可管理条例 第27条"),
        may(R.ENFORCER, "ask_dismiss", "提请不予核实", asks="dismiss",
            needs=[REASON, gate.need_not_be_verified],
            papers=[words.DISMISSAL_FORM], basis="生态环境行政处罚办法 第18条"),
        *_by_level(may(R.SECTION_HEAD, "approve_dismiss", "批准不予核实", to="closed",
            answers="dismiss", outcome="dismissed", meets=["CF-FILE"],
            papers=[words.DISMISSAL_FORM], feeds="record_feedback",
            basis="生态环境行政处罚办法 第18条")),
        *_by_level(may(R.SECTION_HEAD, "refuse_dismiss", "不同意不予核实", answers="dismiss",
            needs=[REASON], papers=[words.DISMISSAL_FORM], basis="生态环境行政处罚办法 第18条")),
        *REFERRED_WHOLE,
        *ANY_OPEN,
        within("LOCAL-CLUE"),
        *WATCHED),
    stage("verification", "核实",
        may(R.ENFORCER, "ask_check", "提请核查", asks="check", needs=[REASON],
            papers=[words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.SECTION_HEAD, "approve_check", "批准核查", answers="check", effect=Effect.INSPECT,
            papers=[words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.SECTION_HEAD, "approve_check_afterwards", "补批紧急核查", answers="check",
            effect=Effect.INSPECT, needs=[gate.emergency_was_checked],
            papers=[words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.ENFORCER, "record_check", "提交核查笔录", handlers=2,
            optional=[words.EMERGENCY, EVIDENCE],
            needs=[HANDLERS, FINDINGS, VISITED_ON, gate.visit_is_past, gate.check_approved],
            papers=[words.INSPECTION_RECORD], basis=ON_TWO_OFFICERS),
        *MONITORED,
        may(R.ENFORCER, "establish", "认定违法事实", to="correction_order",
            needs=[words.CONDUCT, words.CONDUCT_FROM, words.ARTICLES, words.POLLUTION_FOUND,
                   words.DAILY_FINE_LISTED, gate.conduct_is_past, gate.verified_on_site],
            optional=[words.CONDUCT_UNTIL], papers=[words.VERIFICATION_REPORT],
            basis="行政处罚法 第28条第1款、第54条；生态环境法典 第1060条"),
        may(R.ENFORCER, "ask_not_established", "提请认定不成立", asks="not_established",
            needs=[REASON], papers=[words.VERIFICATION_REPORT], basis=ON_NO_VIOLATION),
        *_by_level(may(R.SECTION_HEAD, "approve_not_established", "批准不成立", to="closed",
            answers="not_established", outcome="not_established", meets=["CF-FILE"],
            papers=[words.VERIFICATION_REPORT], feeds="record_feedback",
            basis=ON_NO_VIOLATION)),
        *_by_level(may(R.SECTION_HEAD, "refuse_not_established", "不同意不成立",
            answers="not_established", needs=[REASON], papers=[words.VERIFICATION_REPORT],
            basis=ON_NO_VIOLATION)),
        *FILING,
        *MEASURES,
        PROPOSE_DETENTION,
        PROPOSE_DAMAGE_CLAIM,
        *REFERRED_WHOLE,
        *ANY_OPEN,
        *WATCHED),
    stage("correction_order", "责令改正",
        may(R.ENFORCER, "draft_order", "拟责令改正决定书", asks="order",
            needs=[words.ORDER_CONTENT, words.TERM_DAYS], papers=[words.CORRECTION_ORDER],
            basis=f"{ON_ORDER}；{ORDER_28} 第9条"),
        may(R.BUREAU_HEAD, "sign_order", "签发责令改正决定书", answers="order",
            asks="order_service", effect=Effect.ORDER, papers=[words.CORRECTION_ORDER],
            basis=f"{ON_ORDER}；{ORDER_28} 第9条"),
        may(R.BUREAU_HEAD, "sign_legacy_notice", "签发排污限期整改通知书", answers="order",
            asks="legacy_service", effect=Effect.ORDER, only=["legacy"],
            papers=[words.RECTIFICATION_NOTICE], basis=ON_LEGACY),
        may(R.BUREAU_HEAD, "return_order", "退回责令改正决定书", answers="order", needs=[REASON],
            basis=ON_ORDER),
        may(R.ENFORCER, "serve_order", "送达责令改正决定书", to="rectification",
            answers="order_service", needs=[*SERVICE], optional=[*SERVICE_OPTIONAL],
            starts=[begin("LOCAL-RECTIFY", at="served_on", days="term_days"),
                    begin("CF-RECHECK", at="served_on")],
            meets=["CF-ORDER-SERVE"], serve=[words.ORDER_SERVED], papers=[words.SERVICE_RECEIPT],
            audience=Audience.PARTY,
            basis=f"{ORDER_28} 第8条第2款；行政处罚法 第28条第1款、第61条"),
        may(R.ENFORCER, "serve_legacy_notice", "送达排污限期整改通知书", to="rectification",
            answers="legacy_service", only=["legacy"],
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL],
            starts=[begin("PWXK-LEGACY", at="served_on", days="term_days")],
            serve=[words.ORDER_SERVED], papers=[words.SERVICE_RECEIPT], audience=Audience.PARTY,
            basis=ON_LEGACY),
        *MONITORED,
        *COVERT,
        *FILING,
        *MEASURES,
        PROPOSE_DETENTION,
        PROPOSE_DAMAGE_CLAIM,
        *DAILY,
        *REFERRED_WHOLE,
        *ANY_OPEN,
        *WATCHED),
    stage("rectification", "限期整改",
        may(R.ENTERPRISE, "report_rectified", "提交整改报告", to="recheck",
            needs=[words.RECTIFIED, EVIDENCE, gate.permit_not_pending], meets=["LOCAL-RECTIFY"],
            papers=[words.RECTIFICATION_REPORT], audience=Audience.PARTY,
            basis=f"{ON_ORDER}；{ORDER_28} 第11条"),
        may(R.ENTERPRISE, "request_extension", "申请延期",
            needs=[EXTEND_REASON, gate.rectification_runs], optional=[EVIDENCE],
            papers=[words.EXTENSION_REQUEST], audience=Audience.PARTY, basis=ON_ORDER),
        may(R.ENFORCER, "ask_extension", "提请延期", asks="extension",
            needs=[EXTEND_DAYS, EXTEND_REASON, gate.rectification_runs],
            papers=[words.EXTENSION_FORM], basis=ON_ORDER),
        may(R.BUREAU_HEAD, "extend", "批准延期", answers="extension", effect=Effect.EXTEND,
            extends="LOCAL-RECTIFY", needs=[EXTEND_DAYS, EXTEND_REASON, gate.rectification_runs],
            serve=[words.EXTENSION_DECISION],
            papers=[words.EXTENSION_FORM, words.EXTENSION_DECISION_PAPER],
            audience=Audience.PARTY, basis=ON_ORDER),
        may(R.BUREAU_HEAD, "refuse_extension", "不予延期", answers="extension", needs=[REASON],
            serve=[words.EXTENSION_REFUSAL],
            papers=[words.EXTENSION_FORM, words.EXTENSION_REFUSAL_PAPER],
            audience=Audience.PARTY, basis=ON_ORDER),
        may(R.SYSTEM, "lapse", "逾期未改", to="recheck", serve=[words.URGING_NOTICE],
            tell=[words.RECTIFICATION_LAPSED], papers=[words.URGING_PAPER], audience=Audience.PARTY,
            basis=f"{ON_ORDER}；责令改正违法行为决定书载明的期限"),
        may(R.SYSTEM, "record_permit_obtained", "登记取得许可证", to="recheck", only=["legacy"],
            optional=[PERMIT_NO], meets=["PWXK-LEGACY"], hears="record_new_term",
            audience=Audience.PARTY, basis=ON_LEGACY),
        may(R.SYSTEM, "permit_not_obtained", "逾期未取得许可证", to="recheck", only=["legacy"],
            serve=[words.LEGACY_BAN], tell=[words.RECTIFICATION_LAPSED], audience=Audience.PARTY,
            basis=f"{ON_LEGACY}（逾期未取得的不得继续排放）"),
        *COVERT,
        *FILING,
        *MEASURES,
        PROPOSE_DETENTION,
        PROPOSE_DAMAGE_CLAIM,
        *DAILY,
        *REFERRED_BESIDE,
        *ANY_OPEN,
        crossing("LOCAL-RECTIFY", then="lapse"),
        crossing("PWXK-LEGACY", then="permit_not_obtained"),
        *WATCHED,
        audience=Audience.PARTY),
    stage("recheck", "复查",
        may(R.ENFORCER, "ask_recheck", "提请复查", asks="recheck", needs=[REASON],
            papers=[words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.SECTION_HEAD, "approve_recheck", "批准复查", answers="recheck", asks="recheck_visit",
            effect=Effect.INSPECT, papers=[words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.ENFORCER, "pass", "复查合格", to="close_out", answers="recheck_visit", handlers=2,
            needs=[HANDLERS, FINDINGS, VISITED_ON, gate.visit_is_past, gate.visit_follows_order,
                   gate.monitored_where_polluted],
            optional=[EVIDENCE], meets=["CF-ORDER-SERVE"], papers=[words.RECHECK_RECORD],
            basis=ON_TWO_OFFICERS),
        may(R.ENFORCER, "fail", "复查不合格", to="correction_order", answers="recheck_visit",
            handlers=2, needs=[HANDLERS, FINDINGS, VISITED_ON, gate.visit_is_past,
                               gate.visit_follows_order],
            optional=[EVIDENCE], papers=[words.RECHECK_RECORD],
            basis=f"{ON_TWO_OFFICERS}；{ON_ORDER}（再次责令改正）"),
        *MONITORED,
        *COVERT,
        *FILING,
        *MEASURES,
        PROPOSE_DETENTION,
        PROPOSE_DAMAGE_CLAIM,
        *DAILY,
        *REFERRED_BESIDE,
        *ANY_OPEN,
        within("LOCAL-RECHECK"),
        *WATCHED),
    stage("close_out", "销号",
        may(R.ENFORCER, "ask_close_out", "申请销号", asks="close_out",
            needs=[OPINION, *CLOSE_OUT_GATES], papers=[words.CLOSE_OUT_FORM],
            basis=ON_CLOSE_OUT),
        *_by_level(may(R.SECTION_HEAD, "close_out", "批准销号", to="closed", answers="close_out",
            effect=Effect.CLOSE_OUT, not_by=["pass", "record_check"],
            needs=[*CLOSE_OUT_GATES], serve=[words.CLOSED_OUT], papers=[words.CLOSE_OUT_FORM],
            feeds="record_feedback", basis=ON_CLOSE_OUT)),
        *_by_level(may(R.SECTION_HEAD, "refuse_close_out", "不予销号", to="recheck",
            answers="close_out", needs=[REASON], papers=[words.CLOSE_OUT_FORM],
            basis=ON_CLOSE_OUT)),
        *COVERT,
        *FILING,
        *MEASURES,
        PROPOSE_DETENTION,
        PROPOSE_DAMAGE_CLAIM,
        *DAILY,
        *REFERRED_BESIDE,
        *ANY_OPEN,
        *WATCHED),
    end("closed", "办结", outcome="closed_out", audience=Audience.AUTHORITY),
    version=1,
    letter="WF",
    kinds=(("own", "assigned", "legacy"),),
    opened_by="执法人员、许可经办人、监测人员、巡查员登记线索，交办事项由督察人员登记，或者由系统登记",
    opening=(
        begin("CF-FILE", at="discovered_on"),
        begin("LOCAL-ASSIGNED", limit="assigned_due_on", when=["assigned"]),
    ),
    opening_facts=(DISCOVERED_ON, words.CLUE_SOURCE, FINDINGS, words.ASSIGNED_BY,
                   words.LEAD_UNIT, words.ASSIGNED_DUE_ON),
    basis="行政处罚法 第28条、第54条；排污许可管理条例 第27条；生态环境法典 第184条、第1060条",
)
