"""A restriction or shutdown after the party was heard: legal review, discussion, order."""

# fmt: off
from rules.asked import FEEDBACK_CASE, FEEDBACK_OUTCOME, OPINION, REASON
from rules.grammar import Effect, Stage, begin, may, stage
from rules.procedures import production_gates as gate
from rules.procedures import production_plea_gates as pleas
from rules.procedures import production_words as words
from rules.procedures.dated import not_ahead
from rules.procedures.legal_review import legal_review
from rules.procedures.measures import not_by_proposer
from rules.procedures.penalty_decision_gates import reviewed_after_hearing
from rules.procedures.penalty_gates import handler_judges_nothing
from rules.procedures.penalty_plea_gates import late_filing_answered
from rules.procedures.plea_owed import BEFORE_DECIDING, nothing_unanswered
from rules.procedures.production_notice import ORDER_30, renew_notice
from rules.procedures.voters import discussed_after_hearing, heads_voted
from rules.vocabulary import R

ON_DISCUSSION = f"行政处罚法 第57条第2款；生态环境行政处罚办法 第52条；{ORDER_30} 第10条"
ON_ORDER = f"{ORDER_30} 第10条、第12条、第13条；生态环境法典 第1107条、第1108条"

FEEDBACK = [
    may(R.SYSTEM, "record_feedback", "登记联动反馈", optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
        basis=f"{ORDER_30} 第19条"),
]
HEARD_OUT = [late_filing_answered, nothing_unanswered, reviewed_after_hearing]
JUDGED = [handler_judges_nothing, *HEARD_OUT]
"""What every order wants beside its own gates: another hand, and a party that was heard."""


def legal_review_stage() -> Stage:
    """Write the review of the law: every ground answered, and always after a hearing."""
    return stage("legal_review", "法制审核",
        *legal_review(back="proposal", not_by=gate.INVESTIGATORS, stated=pleas.as_told,
                      rule=f"行政处罚法 第9条第4项；{ORDER_30} 第10条"),
        *BEFORE_DECIDING,
        renew_notice())


def discussion_stage() -> Stage:
    """Write the discussion of the heads: for every shutdown, and for a major restriction."""
    return stage("discussion", "集体讨论",
        may(R.ENFORCER, "discussion_not_needed", "认定不属集体讨论情形", to="decision",
            only=["restriction"], needs=[REASON, pleas.not_major],
            papers=[words.DISCUSSION_FORM], basis=ON_DISCUSSION),
        may(R.ENFORCER, "submit_discussion", "提请集体讨论", asks="discussion", needs=[OPINION],
            papers=[words.DISCUSSION_FORM], basis=ON_DISCUSSION),
        may(R.BUREAU_HEAD, "record_discussion", "集体讨论决定", to="decision",
            answers="discussion", not_by=list(gate.INVESTIGATORS),
            needs=[words.DISCUSSED_ON, words.DISCUSSION, words.VOTERS,
                   not_ahead(words.DISCUSSED_ON), pleas.investigators_do_not_vote, heads_voted,
                   discussed_after_hearing],
            papers=[words.DISCUSSION_RECORD], basis=ON_DISCUSSION),
        may(R.BUREAU_HEAD, "return_discussion", "集体讨论退回", to="proposal",
            answers="discussion", not_by=list(gate.INVESTIGATORS), needs=[REASON],
            papers=[words.DISCUSSION_RECORD], basis=ON_DISCUSSION),
        *BEFORE_DECIDING,
        renew_notice())


def decision_stage() -> Stage:
    """Write the order itself: another hand than who investigated, as told, heard and reviewed."""
    return stage("decision", "决定",
        may(R.ENFORCER, "propose_order", "提请作出决定", asks="order",
            needs=[words.CONTENT, pleas.content_as_told, *HEARD_OUT],
            papers=[words.ORDER_FORM], basis=ON_ORDER),
        may(R.BUREAU_HEAD, "order_restriction", "决定限制生产", to="service", answers="order",
            only=["restriction"], effect=Effect.ORDER, not_by=list(gate.INVESTIGATORS),
            needs=[words.MONTHS, gate.months_lawful, not_by_proposer, pleas.months_as_told,
                   *JUDGED],
            starts=[begin("XC-TERM", days=words.MONTHS)],
            papers=[words.ORDER_FORM, words.RESTRICTION_ORDER],
            basis=f"{ON_ORDER}；{ORDER_30} 第5条、第15条第1款"),
        may(R.BUREAU_HEAD, "order_shutdown", "决定停产整治", to="service", answers="order",
            only=["shutdown"], effect=Effect.ORDER, not_by=list(gate.INVESTIGATORS),
            needs=[pleas.discussed, not_by_proposer, *JUDGED],
            papers=[words.ORDER_FORM, words.SHUTDOWN_ORDER],
            basis=f"{ON_ORDER}；{ORDER_30} 第6条、第15条第2款"),
        may(R.BUREAU_HEAD, "refuse_order", "不予限产停产", to="closed", answers="order",
            not_by=list(gate.INVESTIGATORS), needs=[REASON, handler_judges_nothing],
            outcome="refused", papers=[words.ORDER_FORM],
            feeds="record_feedback", basis=f"{ORDER_30} 第7条、第10条"),
        may(R.BUREAU_HEAD, "return_proposal", "退回决定建议", to="proposal", answers="order",
            needs=[REASON], papers=[words.ORDER_FORM], basis=f"{ORDER_30} 第10条"),
        *BEFORE_DECIDING,
        renew_notice(),
        *FEEDBACK)
