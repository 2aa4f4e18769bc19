"""举报办理: from a report to its answer; who reported is a row apart and stands nowhere here."""

# fmt: off
from rules.asked import (
    DISCOVERED_ON,
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
from rules.grammar import Act, Effect, begin, crossing, end, may, opens, procedure, stage
from rules.procedures import complaint_gates as gate
from rules.procedures import complaint_words as words
from rules.procedures import violation_gates, violation_words
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.permit_words import ACCEPTED_ON, COMPETENT
from rules.vocabulary import Audience, R, Relation

HOTLINE = "环保举报热线工作管理办法"
ON_INTAKE = f"{HOTLINE} 第8条"
ON_ROUTE = f"{HOTLINE} 第9条、第10条"
ON_CHECK = f"{HOTLINE} 第4条；排污许可管理条例 第25条"
ON_INSPECTION = "国办发〔2024〕54号（检查必审批、必通知）"
ON_TERM = f"{HOTLINE} 第11条第1款"
ON_ANSWER = f"{HOTLINE} 第12条；生态环境法典 第146条"
ON_REWARD = "生态环境法典 第146条；区级设定：有奖举报办法"

TOLD = [words.INFORMANT_TOLD, gate.told_if_named]
ENDED = "办理期限已经届满，不能再延长；请尽快办结并说明情况（热线办法 第11条）"

RAISE_CLUE = may(
    R.ENFORCER, "raise_clue", "转为问题线索",
    needs=[FINDINGS, DISCOVERED_ON, not_ahead(DISCOVERED_ON),
           not_before(DISCOVERED_ON, words.REPORTED_ON)],
    keeps=[(said("complaint"), violation_words.CLUE_SOURCE), (gate.discovered_on, DISCOVERED_ON)],
    opens=[opens("violation", Relation.FINDING, kinds=["own"],
                 carries=[FINDINGS, DISCOVERED_ON, violation_words.CLUE_SOURCE],
                 on=DISCOVERED_ON)],
    papers=[violation_words.CLUE_FORM],
    basis=f"{HOTLINE} 第4条；生态环境行政处罚办法 第18条；排污许可管理条例 第27条")

FEEDBACK: list[Act] = [
    may(R.SYSTEM, "record_feedback", "登记联动反馈", optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
        basis="区级设定：三监联动工作规则；生态环境法典 第146条"),
]

ANY_OPEN: list[Act] = [
    may(R.SYSTEM, "complaint_overdue", "举报办理期限届满", tell=[words.COMPLAINT_OVERDUE],
        basis=ON_TERM),
    *FEEDBACK,
]


def extension(term: str, ended: str, basis: str) -> list[Act]:
    """Write the one extension of a term: asked, granted by the head, and told to the informant."""
    running = gate.runs(term, ended)
    return [
        may(R.ENFORCER, "ask_extension", "提请延长办理期限", asks="extension",
            needs=[EXTEND_DAYS, EXTEND_REASON, running], papers=[violation_words.EXTENSION_FORM],
            basis=basis),
        may(R.BUREAU_HEAD, "extend", "批准延长办理期限", answers="extension", effect=Effect.EXTEND,
            extends=term, needs=[EXTEND_DAYS, EXTEND_REASON, running],
            papers=[violation_words.EXTENSION_FORM], basis=basis),
        may(R.BUREAU_HEAD, "refuse_extension", "不同意延长办理期限", answers="extension",
            needs=[REASON], papers=[violation_words.EXTENSION_FORM], basis=basis),
    ]


EXTENSION = [
    *extension("HOT12369-CLOSE", ENDED, ON_TERM),
    may(R.ENFORCER, "tell_extension", "告知举报人延期理由",
        needs=[*TOLD, gate.extension_was_granted], papers=[words.EXTENSION_NOTICE], basis=ON_TERM),
]

WATCHED = [crossing("HOT12369-CLOSE", then="complaint_overdue")]

COMPLAINT = procedure(
    "complaint", "举报办理",
    stage("receipt", "接收",
        may(R.RECEPTIONIST, "accept", "受理并告知举报人", to="routing",
            needs=[words.INTAKE_PATH, ACCEPTED_ON, *TOLD, gate.chosen_as_report,
                   not_ahead(ACCEPTED_ON), not_before(ACCEPTED_ON, words.REPORTED_ON)],
            optional=[words.INFORMANT_TOLD_ON], meets=["HOT12369-ACCEPT"],
            starts=[begin("HOT12369-ROUTE", at="accepted_on"),
                    begin("HOT12369-CLOSE", at="accepted_on")],
            papers=[words.COMPLAINT_FORM, words.COMPLAINT_ACCEPTANCE], basis=ON_INTAKE),
        may(R.RECEPTIONIST, "ask_decline", "提请不予受理", asks="decline",
            needs=[words.DECLINE_GROUND, REASON, gate.competent_body_named], optional=[COMPETENT],
            papers=[words.COMPLAINT_FORM], basis=ON_INTAKE),
        may(R.SECTION_HEAD, "approve_decline", "批准不予受理", answers="decline", asks="refusal",
            effect=Effect.CLOSE_OUT, papers=[words.COMPLAINT_FORM], basis=ON_INTAKE),
        may(R.SECTION_HEAD, "refuse_decline", "不同意不予受理", answers="decline",
            needs=[REASON], papers=[words.COMPLAINT_FORM], basis=ON_INTAKE),
        may(R.RECEPTIONIST, "decline", "不予受理并告知举报人", to="closed", outcome="declined",
            answers="refusal", needs=[*TOLD], meets=["HOT12369-ACCEPT"],
            papers=[words.COMPLAINT_REFUSAL], basis=ON_INTAKE),
        may(R.RECEPTIONIST, "merge", "合并重复举报", to="closed", outcome="merged",
            needs=[words.MERGED_INTO, *TOLD, gate.merged_elsewhere], meets=["HOT12369-ACCEPT"],
            papers=[words.COMPLAINT_FORM, words.COMPLAINT_REFUSAL],
            basis=f"{ON_INTAKE}第1款第4项"),
        may(R.RECEPTIONIST, "turn_to_petition", "转为信访办理", to="closed",
            outcome="turned_to_petition", needs=[REASON, *TOLD], meets=["HOT12369-ACCEPT"],
            keeps=[(said("report"), words.PETITION_SOURCE)],
            opens=[opens("petition", Relation.COMPLAINT,
                         carries=[words.REPORTED_ON, words.REPORT_CHANNEL, words.ANONYMOUS,
                                  words.MATTER, words.PETITION_SOURCE],
                         on=words.REPORTED_ON)],
            papers=[words.COMPLAINT_FORM], basis=f"{ON_INTAKE}；信访工作条例 第23条"),
        *ANY_OPEN),
    stage("routing", "转办",
        may(R.RECEPTIONIST, "route_inside", "转交承办", to="verification",
            needs=[words.HANDLING_UNIT], meets=["HOT12369-ROUTE"], tell=[words.COMPLAINT_ROUTED],
            papers=[words.COMPLAINT_ROUTING], basis=ON_ROUTE),
        may(R.RECEPTIONIST, "ask_route_away", "提请转送有权机关", asks="route_away",
            needs=[violation_words.RECEIVING_AUTHORITY, REASON], papers=[words.COMPLAINT_ROUTING],
            basis=ON_ROUTE),
        may(R.SECTION_HEAD, "route_away", "批准转送有权机关", to="answer", answers="route_away",
            effect=Effect.TRANSFER, meets=["HOT12369-ROUTE"], papers=[words.COMPLAINT_ROUTING],
            basis=f"{ON_ROUTE}；{HOTLINE} 第4条"),
        may(R.SECTION_HEAD, "refuse_route_away", "不同意转送有权机关", answers="route_away",
            needs=[REASON], papers=[words.COMPLAINT_ROUTING], basis=ON_ROUTE),
        *ANY_OPEN,
        *WATCHED),
    stage("verification", "核查",
        may(R.ENFORCER, "ask_check", "提请核查", asks="check", needs=[REASON],
            papers=[violation_words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.SECTION_HEAD, "approve_check", "批准核查", answers="check", effect=Effect.INSPECT,
            keeps=[*violation_gates.CHECK_GRANTED],
            papers=[violation_words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.SECTION_HEAD, "approve_check_afterwards", "补批紧急核查", answers="check",
            effect=Effect.INSPECT, not_by=["record_check"],
            needs=[violation_gates.emergency_was_checked],
            papers=[violation_words.INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.ENFORCER, "record_check", "提交核查笔录", handlers=2,
            needs=[HANDLERS, FINDINGS, VISITED_ON, violation_gates.visit_is_past,
                   violation_gates.check_approved],
            optional=[violation_words.EMERGENCY, EVIDENCE],
            keeps=[(gate.first_visit, gate.FIRST_VISITED_ON), *violation_gates.CHECK_MADE],
            papers=[violation_words.INSPECTION_RECORD],
            basis=f"{ON_CHECK}；行政处罚法 第42条、第55条"),
        RAISE_CLUE,
        may(R.ENFORCER, "return_routing", "退回转办", to="routing", needs=[REASON],
            starts=[begin("HOT12369-ROUTE")], basis=ON_ROUTE),
        *EXTENSION,
        may(R.ENFORCER, "submit_findings", "提交核查意见", to="answer",
            needs=[FINDINGS, words.COMPLAINT_RESULT, gate.checked_or_excused,
                   gate.true_report_has_clue],
            optional=[words.NO_CHECK_REASON, words.NO_CLUE_REASON],
            papers=[words.COMPLAINT_FINDINGS], basis=f"{HOTLINE} 第4条、第12条第3款"),
        *ANY_OPEN,
        *WATCHED),
    stage("answer", "答复",
        may(R.ENFORCER, "draft_answer", "拟答复意见", asks="answer", needs=[words.ANSWER],
            papers=[words.COMPLAINT_ANSWER], basis=ON_ANSWER),
        may(R.BUREAU_HEAD, "approve_answer", "审定答复意见", answers="answer", asks="feedback",
            papers=[words.COMPLAINT_ANSWER], basis=f"{HOTLINE} 第12条第3款"),
        may(R.BUREAU_HEAD, "return_answer", "退回答复意见", answers="answer", needs=[REASON],
            basis=f"{HOTLINE} 第12条第3款"),
        may(R.RECEPTIONIST, "tell_informant", "反馈举报人", answers="feedback",
            needs=[words.FED_BACK_ON, words.FEEDBACK_WAY, not_ahead(words.FED_BACK_ON)],
            papers=[words.FEEDBACK_RECORD], basis=ON_ANSWER),
        may(R.RECEPTIONIST, "record_no_contact", "登记匿名或者无法联系", answers="feedback",
            needs=[words.NO_CONTACT, REASON, gate.feedback_is_named],
            papers=[words.FEEDBACK_RECORD], basis=ON_ANSWER),
        *EXTENSION,
        may(R.ENFORCER, "ask_close", "提请办结", asks="close",
            needs=[OPINION, words.REWARD_DUE, gate.answered, gate.extension_was_told],
            papers=[words.CLOSE_FORM], basis=ON_TERM),
        may(R.SECTION_HEAD, "close", "批准办结", to="closed", answers="close", outcome="answered",
            effect=Effect.CLOSE_OUT, needs=[gate.no_reward_due], meets=["HOT12369-CLOSE"],
            papers=[words.CLOSE_FORM], basis=ON_TERM),
        may(R.SECTION_HEAD, "close_pending_reward", "批准办结（转奖励）", to="reward",
            answers="close", effect=Effect.CLOSE_OUT, needs=[gate.reward_due],
            meets=["HOT12369-CLOSE"], papers=[words.CLOSE_FORM], basis=f"{ON_TERM}；{ON_REWARD}"),
        may(R.SECTION_HEAD, "return_close", "退回办结意见", answers="close", needs=[REASON],
            basis=ON_TERM),
        *ANY_OPEN,
        *WATCHED),
    stage("reward", "奖励",
        may(R.ENFORCER, "propose_reward", "提出奖励意见", asks="reward",
            needs=[words.REWARD_FEN, REASON, gate.reward_is_money], papers=[words.REWARD_FORM],
            basis=ON_REWARD),
        may(R.BUREAU_HEAD, "approve_reward", "批准奖励", answers="reward", asks="payment",
            papers=[words.REWARD_FORM], basis=ON_REWARD),
        may(R.BUREAU_HEAD, "refuse_reward", "不予奖励", to="closed", answers="reward",
            outcome="answered", needs=[REASON], papers=[words.REWARD_FORM], basis=ON_REWARD),
        may(R.BUREAU_HEAD, "return_reward", "退回奖励意见", answers="reward", needs=[REASON],
            basis=ON_REWARD),
        may(R.RECEPTIONIST, "pay_reward", "发放奖励", to="closed", answers="payment",
            outcome="rewarded", not_by=["propose_reward", "approve_reward"],
            needs=[words.PAID_FEN, words.PAID_ON, words.VOUCHER, gate.paid_as_approved,
                   not_ahead(words.PAID_ON)],
            papers=[words.REWARD_PAYMENT], basis=ON_REWARD),
        may(R.RECEPTIONIST, "record_reward_waived", "登记放弃领取奖励", to="closed",
            answers="payment", outcome="answered", needs=[REASON], papers=[words.REWARD_PAYMENT],
            basis=ON_REWARD),
        *ANY_OPEN),
    end("closed", "办结", outcome="answered", audience=Audience.AUTHORITY),
    version=1,
    letter="JB",
    opened_by="窗口人员或者执法人员登记，12369 平台和二维码的举报由系统导入登记；先分清举报与信访",
    by_hand=(("", (R.RECEPTIONIST, R.ENFORCER)),),
    opening_basis="环保举报热线工作管理办法 第8条",
    opening=(begin("HOT12369-ACCEPT", at="reported_on"),),
    opening_facts=(words.REPORTED_ON, words.REPORT_CHANNEL, words.ANONYMOUS, words.MATTER,
                   words.INTAKE_PATH),
    basis="环保举报热线工作管理办法 第8条至第12条；生态环境法典 第146条",
)
"""The case's party is the unit reported against: nothing in it is ever for the party."""
