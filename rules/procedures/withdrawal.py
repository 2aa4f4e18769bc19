"""撤回: taking back a lawful permit because the law or the facts changed, with compensation."""

from rules.asked import EVIDENCE, FINDINGS, OPINION, PERMIT_NO, REASON
from rules.facts import FactKind, fact
from rules.grammar import end, may, procedure, stage
from rules.notices import notice, paper
from rules.procedures.endings import (
    INVESTIGATION_REPORT,
    PARTY,
    STOPPED,
    announce,
    ending_clock,
    hearing_stage,
    legal_review_stage,
    notice_stage,
)
from rules.procedures.hearings import SERVICE_RECEIPT
from rules.procedures.withdrawal_gates import amount_unsettled, no_compensation_asked, paid_by_today
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import R

GROUND = fact(
    "withdrawal_ground", "撤回事由", FactKind.CHOICE,
    choices=(("law_changed", "所依据的法律、法规、规章修改或者废止"),
             ("facts_changed", "准予许可所依据的客观情况发生重大变化")),
)
PUBLIC_NEED = fact("public_need", "公共利益需要", FactKind.TEXT)
AMOUNT = fact("compensation_amount", "补偿金额（分）", FactKind.MONEY)
PAID_ON = fact("compensated_on", "补偿履行日期", FactKind.DAY)
PAYMENT_PROOF = fact("payment_proof", "补偿履行凭证", FactKind.LINE)

NOTICE = paper("withdrawal_notice", "撤回告知书")
DECISION = paper("withdrawal_decision", "撤回行政许可决定书")
COMPENSATION_FORM = paper("compensation_form", "补偿审批表")
COMPENSATION_DECISION = paper("compensation_decision", "补偿决定书")
TOLD_NOTICE = notice("withdrawal_notice", "撤回告知书", PARTY)
TOLD_DECISION = notice("withdrawal_decision", "撤回行政许可决定书", PARTY)
TOLD_COMPENSATION = notice("compensation_decision", "补偿决定书", PARTY)
TOLD_ANNOUNCED = notice("withdrawal_announced", "撤回公告", PARTY)

RULE = "行政许可法 第8条第2款"

WITHDRAWAL = procedure(
    "withdrawal", "撤回",
    stage("investigation", "调查",
        may(R.PERMIT_OFFICER, "submit_investigation", "提交调查报告", to="notice", asks="notice",
            needs=[GROUND, PERMIT_NO, FINDINGS, EVIDENCE, PUBLIC_NEED],
            papers=[INVESTIGATION_REPORT], basis=RULE),
        may(R.PERMIT_OFFICER, "ask_stop", "提请终止撤回", asks="stop", needs=[REASON],
            papers=[INVESTIGATION_REPORT], basis=RULE),
        may(R.BUREAU_HEAD, "approve_stop", "批准终止撤回", to="closed", answers="stop",
            optional=[OPINION], papers=[INVESTIGATION_REPORT], outcome="stopped", basis=RULE),
        ending_clock()),

    notice_stage("签发撤回告知书", NOTICE, TOLD_NOTICE, "行政许可法 第7条、第8条第2款"),
    hearing_stage(),
    legal_review_stage(),

    stage("decision", "决定",
        may(R.BUREAU_HEAD, "withdraw", "批准撤回", to="service", answers="signature",
            not_by=["submit_investigation"], optional=[OPINION], papers=[DECISION],
            audience=PARTY, basis=RULE),
        may(R.BUREAU_HEAD, "refuse_withdrawal", "不予撤回", to="closed", answers="signature",
            not_by=["submit_investigation"], needs=[REASON], serve=[STOPPED], outcome="refused",
            audience=PARTY, basis="行政许可法 第8条"),
        may(R.BUREAU_HEAD, "return_proposal", "退回调查", to="investigation", answers="signature",
            needs=[REASON], basis=f"区级设定（审批权限）；{RULE}"),
        ending_clock()),

    stage("service", "送达",
        may(R.PERMIT_OFFICER, "serve_decision", "送达撤回决定书", to="compensation",
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL], serve=[TOLD_DECISION],
            papers=[SERVICE_RECEIPT], audience=PARTY, basis="行政许可法 第8条第2款、第38条"),
        ending_clock(), audience=PARTY),

    stage("compensation", "补偿",
        may(R.PERMIT_OFFICER, "propose_compensation", "提出补偿意见", asks="compensation",
            needs=[AMOUNT, OPINION, amount_unsettled], papers=[COMPENSATION_FORM], basis=RULE),
        may(R.BUREAU_HEAD, "approve_compensation", "批准补偿", answers="compensation",
            asks="payment", serve=[TOLD_COMPENSATION],
            papers=[COMPENSATION_FORM, COMPENSATION_DECISION], audience=PARTY, basis=RULE),
        may(R.PERMIT_OFFICER, "record_no_loss", "登记无财产损失", to="announcement",
            needs=[REASON, EVIDENCE, no_compensation_asked], papers=[COMPENSATION_FORM],
            basis=RULE),
        may(R.PERMIT_OFFICER, "record_compensated", "登记补偿履行", to="announcement",
            answers="payment", needs=[PAID_ON, PAYMENT_PROOF, paid_by_today], audience=PARTY,
            basis=RULE),
        ending_clock(), audience=PARTY),

    stage("announcement", "公告注销",
        announce("withdrawn", TOLD_ANNOUNCED, "行政许可法 第70条第4项；排污许可管理办法 第29条"),
        ending_clock(), audience=PARTY),

    end("closed", "办结", outcome="closed"),

    version=1,
    letter="CH",
    opened_by="许可经办人发起撤回",
    by_hand=(("", (R.PERMIT_OFFICER,)),),
    opening_basis="行政许可法 第8条第2款",
    opening_facts=(PERMIT_NO, REASON),
    basis="行政许可法 第8条第2款、第70条（未定日数）",
)
