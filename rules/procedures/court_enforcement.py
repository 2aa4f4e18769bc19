"""申请法院强制执行: asked in three months, answered by the court alone; the receivable stays."""

# fmt: off
from rules.asked import EVIDENCE, OPINION, REASON
from rules.grammar import Effect, begin, crossing, end, may, procedure, stage, within
from rules.procedures import court_collection as collection
from rules.procedures import court_gates as gate
from rules.procedures import penalty_payment as payment
from rules.procedures import remedy_words as words
from rules.procedures.court_claim import claim_is_owed
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.enforcement_gates import COURT_GATES, in_time_or_excused
from rules.procedures.justice_papers import on_paper
from rules.procedures.penalty_money import collected_in_all
from rules.procedures.penalty_words import PAYMENT_NO, PAYMENT_SLIP, STATES_RECONSIDERATION
from rules.vocabulary import Audience, R

__all__ = ["COURT_ENFORCEMENT"]

ON_APPLICATION = (
    "行政强制法 第53条至第55条；行政处罚法 第72条第1款第4项；生态环境行政处罚办法 第71条")
ON_APPEAL = "行政强制法 第56条第2款、第58条第3款"
ON_PAPER = on_paper(
    "draft_application",
    basis="行政强制法 第56条至第58条；行政诉讼法 第101条；民事诉讼法 第87条（送达回证）")
"""A court enters nothing itself: its rulings come by post and are entered from the paper."""
ON_CLOSING = "生态环境行政处罚办法 第77条；行政强制法 第57条、第60条"

WITHDRAWN = [
    may(R.ENFORCER, "ask_withdraw", "提请撤回申请", asks="withdrawal", needs=[REASON],
        papers=[words.WITHDRAWAL], basis="行政强制法 第54条、第55条（义务已履行或者不再申请）"),
    may(R.BUREAU_HEAD, "withdraw_application", "批准撤回申请", to="closing", answers="withdrawal",
        meets=["ENF-APPLY", "ENF-COURT.rule", "ENF-COURT.rule-heard"], papers=[words.WITHDRAWAL],
        basis="行政强制法 第54条、第55条（义务已履行或者不再申请）"),
]

COLLECT = may(
    R.ENFORCER, "record_collection", "登记执行到账",
    needs=[words.COLLECTED_AMOUNT, words.COLLECTED_ON, PAYMENT_NO, *collection.COLLECTION],
    optional=[PAYMENT_SLIP, payment.WHOLE],
    keeps=[(collected_in_all, words.COLLECTED_TOTAL), (payment.with_voucher, payment.VOUCHERS),
           (collection.with_part, payment.PARTS)],
    papers=[words.COLLECTION], feeds="record_collected",
    basis="行政强制法 第60条第4款；行政处罚法 第74条")

RULED = [
    may(R.COURT, "rule_to_enforce", "裁定准予执行", to="execution",
        needs=[words.RULING_NO, words.RULED_ON, not_ahead(words.RULED_ON)],
        meets=["ENF-COURT.rule", "ENF-COURT.rule-heard"], papers=[words.COURT_RULING],
        audience=Audience.JUSTICE, basis="行政强制法 第57条、第58条"),
    may(R.COURT, "rule_not_to_enforce", "裁定不予执行", to="appeal",
        needs=[words.RULING_NO, words.RULING_RECEIVED_ON, REASON,
               not_ahead(words.RULING_RECEIVED_ON)],
        keeps=[(said("enforcement"), words.REFUSED_WHAT)],
        starts=[begin("ENF-APPEAL", at=words.RULING_RECEIVED_ON)],
        meets=["ENF-COURT.rule", "ENF-COURT.rule-heard"], papers=[words.COURT_RULING],
        audience=Audience.JUSTICE, basis="行政强制法 第58条"),
]

COURT_ENFORCEMENT = procedure(
    "court_enforcement", "申请法院强制执行",
    stage("application", "申请",
        may(R.ENFORCER, "draft_application", "拟强制执行申请书", asks="application",
            needs=[words.CLAIM_AMOUNT, words.PARTY_OPINION, words.SUBJECT_OF_ENFORCEMENT,
                   *COURT_GATES, in_time_or_excused, gate.lateness_proven, claim_is_owed],
            optional=[words.LATE_REASON, words.LATE_PROOF, EVIDENCE],
            papers=[words.APPLICATION], basis=ON_APPLICATION),
        may(R.BUREAU_HEAD, "sign_application", "签发强制执行申请书", answers="application",
            asks="lodging", needs=[*COURT_GATES, in_time_or_excused, gate.lateness_approved,
                                   claim_is_owed],
            optional=[words.LATE_APPROVED],
            keeps=[(gate.signed_today, words.APPLICATION_SIGNED_ON)],
            papers=[words.APPLICATION], basis="行政强制法 第55条第2款"),
        may(R.BUREAU_HEAD, "return_application", "退回强制执行申请书", answers="application",
            needs=[REASON], basis="行政强制法 第55条第2款"),
        may(R.ENFORCER, "redraft_application", "退回已签发的申请书改拟", answers="lodging",
            needs=[REASON], basis="行政强制法 第55条（签发后当事人缴款或者情况变化的）"),
        may(R.ENFORCER, "submit_application", "递交法院", to="acceptance", answers="lodging",
            needs=[words.COURT_NAME, words.LODGED_ON, not_ahead(words.LODGED_ON),
                   not_before(words.LODGED_ON, words.ENFORCEABLE_FROM),
                   not_before(words.LODGED_ON, words.APPLICATION_SIGNED_ON),
                   *COURT_GATES, in_time_or_excused, claim_is_owed],
            meets=["ENF-APPLY"], papers=[words.SERVICE_RECEIPT], basis=ON_APPLICATION),
        may(R.SYSTEM, "application_overdue", "申请强制执行期限届满",
            tell=[words.APPLICATION_OVERDUE],
            basis="行政强制法 第53条（逾期法院不予受理）；生态环境行政处罚办法 第71条"),
        *WITHDRAWN,
        crossing("ENF-APPLY", then="application_overdue")),
    stage("acceptance", "法院受理",
        may(R.COURT, "accept_application", "受理", to="court_review",
            needs=[words.COURT_CASE_NO, words.COURT_ACCEPTED_ON,
                   not_ahead(words.COURT_ACCEPTED_ON)],
            starts=[begin("ENF-COURT.rule", at=words.COURT_ACCEPTED_ON)],
            papers=[words.ACCEPTANCE], feeds="record_court_accepted", audience=Audience.JUSTICE,
            basis="行政强制法 第56条第1款；生态环境行政处罚办法 第77条"),
        may(R.COURT, "decline_application", "裁定不予受理", to="appeal",
            needs=[words.RULING_NO, words.RULING_RECEIVED_ON, REASON,
                   not_ahead(words.RULING_RECEIVED_ON)],
            keeps=[(said("acceptance"), words.REFUSED_WHAT)],
            starts=[begin("ENF-APPEAL", at=words.RULING_RECEIVED_ON)],
            papers=[words.COURT_RULING], audience=Audience.JUSTICE, basis="行政强制法 第56条"),
        may(R.SYSTEM, "acceptance_overdue", "受理期限届满", tell=[words.COURT_OVERDUE],
            basis="行政强制法 第56条第1款、第69条"),
        *WITHDRAWN,
        *ON_PAPER,
        within(begin("ENF-COURT", at=words.LODGED_ON), then="acceptance_overdue"),
        audience=Audience.JUSTICE),
    stage("court_review", "法院审查",
        may(R.COURT, "hear_opinions", "听取意见", needs=[gate.heard_once],
            meets=["ENF-COURT.rule"],
            starts=[begin("ENF-COURT.rule-heard", at=words.COURT_ACCEPTED_ON)],
            audience=Audience.JUSTICE, basis="行政强制法 第58条第1款、第2款"),
        *RULED,
        may(R.SYSTEM, "ruling_overdue", "裁定期限届满", tell=[words.COURT_OVERDUE],
            basis="行政强制法 第57条、第58条第2款、第69条"),
        *WITHDRAWN,
        *ON_PAPER,
        crossing("ENF-COURT.rule", then="ruling_overdue"),
        crossing("ENF-COURT.rule-heard", then="ruling_overdue"),
        audience=Audience.JUSTICE),
    stage("appeal", "申请复议",
        may(R.ENFORCER, "ask_appeal", "提请申请复议", asks="appeal", needs=[OPINION],
            papers=[words.APPEAL_FORM], basis=ON_APPEAL),
        may(R.BUREAU_HEAD, "appeal", "批准申请复议", to="upper_review", answers="appeal",
            meets=["ENF-APPEAL"], papers=[words.APPEAL_FORM, words.UPPER_APPLICATION],
            basis=ON_APPEAL),
        may(R.BUREAU_HEAD, "give_up_appeal", "决定不申请复议", to="closing", answers="appeal",
            needs=[REASON], meets=["ENF-APPEAL"], papers=[words.APPEAL_FORM],
            feeds="record_court_refused", basis=ON_APPEAL),
        may(R.SYSTEM, "appeal_lapses", "申请复议期满", to="closing", tell=[words.APPEAL_LAPSED],
            feeds="record_court_refused", basis=f"{ON_APPEAL}（逾期权利丧失）"),
        crossing("ENF-APPEAL", then="appeal_lapses")),
    stage("upper_review", "上级法院复议",
        may(R.COURT, "order_acceptance", "裁定受理", to="court_review",
            needs=[words.RULING_NO, words.COURT_ACCEPTED_ON, gate.acceptance_was_refused,
                   not_ahead(words.COURT_ACCEPTED_ON)],
            starts=[begin("ENF-COURT.rule", at=words.COURT_ACCEPTED_ON)],
            papers=[words.COURT_RULING], feeds="record_court_accepted",
            audience=Audience.JUSTICE, basis="行政强制法 第56条第2款"),
        may(R.COURT, "order_enforcement", "裁定准予执行（复议）", to="execution",
            needs=[words.RULING_NO, words.RULED_ON, gate.enforcement_was_refused,
                   not_ahead(words.RULED_ON)],
            papers=[words.COURT_RULING], audience=Audience.JUSTICE,
            basis="行政强制法 第58条第3款"),
        may(R.COURT, "uphold_refusal", "维持不予受理或不予执行", to="closing",
            needs=[words.RULING_NO, words.RULED_ON, not_ahead(words.RULED_ON)],
            papers=[words.COURT_RULING], feeds="record_court_refused",
            audience=Audience.JUSTICE, basis=ON_APPEAL),
        *ON_PAPER,
        audience=Audience.JUSTICE),
    stage("execution", "执行",
        COLLECT,
        may(R.COURT, "record_settlement", "登记执行和解", needs=[OPINION],
            audience=Audience.JUSTICE, basis="行政诉讼法 第101条；民事诉讼法 第241条"),
        may(R.COURT, "suspend_execution", "裁定中止执行",
            needs=[words.RULING_NO, REASON, gate.execution_runs],
            keeps=[(said(value=True), words.EXECUTION_SUSPENDED)],
            papers=[words.COURT_RULING], audience=Audience.JUSTICE,
            basis="行政诉讼法 第101条；民事诉讼法 第267条"),
        may(R.COURT, "resume_execution", "恢复执行", needs=[gate.execution_is_suspended],
            keeps=[(said(value=False), words.EXECUTION_SUSPENDED)],
            audience=Audience.JUSTICE, basis="行政诉讼法 第101条；民事诉讼法 第267条"),
        may(R.COURT, "finish_execution", "执行完毕", to="closing", needs=[gate.execution_runs],
            audience=Audience.JUSTICE, basis="行政强制法 第57条、第60条"),
        may(R.COURT, "terminate_execution", "裁定终结执行", to="closing",
            needs=[words.RULING_NO, words.EXECUTION_ENDED_AS, REASON],
            keeps=[(said(value=False), words.EXECUTION_SUSPENDED)],
            papers=[words.COURT_RULING], audience=Audience.JUSTICE,
            basis="行政诉讼法 第101条；民事诉讼法 第268条"),
        *WITHDRAWN,
        *ON_PAPER,
        audience=Audience.JUSTICE),
    stage("closing", "待办结",
        COLLECT,
        may(R.ENFORCER, "resume_after_termination", "申请恢复执行", to="execution",
            needs=[REASON, gate.ended_this_time],
            basis="行政诉讼法 第101条；民事诉讼法 第265条"),
        may(R.ENFORCER, "ask_close", "提请办结", asks="close", needs=[OPINION],
            papers=[words.CLOSING_FORM], basis=ON_CLOSING),
        may(R.BUREAU_HEAD, "close", "批准办结", to="closed", answers="close",
            effect=Effect.CLOSE_OUT, papers=[words.CLOSING_FORM], basis=ON_CLOSING),
        may(R.BUREAU_HEAD, "refuse_close", "不予办结", answers="close", needs=[REASON],
            papers=[words.CLOSING_FORM], basis=ON_CLOSING)),
    end("closed", "办结", outcome="closed", audience=Audience.AUTHORITY),
    version=1,
    letter="QZ",
    opened_by="处罚案件批准申请强制执行时由系统开立",
    opening_basis="行政强制法 第53条；行政处罚法 第72条",
    opening=(begin("ENF-APPLY", at=words.ENFORCEABLE_FROM),),
    opening_facts=(words.DECISION_SERVED_ON, words.URGING_SERVED_ON, words.ENFORCEABLE_FROM,
                   words.DEFERRED_UNTIL, words.RECONSIDERED_ON, words.JUDGMENT_FINAL_ON,
                   STATES_RECONSIDERATION),
    basis="行政强制法 第53条至第60条；行政处罚法 第72条第1款第4项；生态环境行政处罚办法 第71条",
)
