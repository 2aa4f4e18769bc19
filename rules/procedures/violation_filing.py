"""Whether a violation is filed, not filed or referred: answered beside its correction."""

# fmt: off
from dataclasses import replace

from rules.asked import (
    DISCOVERED_ON,
    EXTEND_DAYS,
    EXTEND_REASON,
    FINDINGS,
    MONITORING_REPORT,
    MONITORING_RESULT,
    PERMIT_NO,
    REASON,
    REPORT_RECEIVED_ON,
    SAMPLED_ON,
    TOLD_ON,
)
from rules.grammar import Effect, may, opens
from rules.procedures import violation_gates as gate
from rules.procedures import violation_words as words
from rules.procedures.daily_list import DAILY_ITEM, DAILY_WHY
from rules.procedures.daily_words import FILED_ON
from rules.procedures.visits import CARRIED_VISIT
from rules.vocabulary import R, Relation

ON_FILING = "行政处罚法 第54条；生态环境行政处罚办法 第18条"

TO_PENALTY = opens("penalty", Relation.PENALTY, kinds=["ordinary"], on=FILED_ON, carries=[
    words.CONDUCT, words.CONDUCT_FROM, words.CONDUCT_UNTIL, words.ARTICLES,
    words.POLLUTION_FOUND, DAILY_ITEM, DAILY_WHY, FINDINGS, DISCOVERED_ON, PERMIT_NO,
    MONITORING_REPORT, MONITORING_RESULT, SAMPLED_ON, REPORT_RECEIVED_ON, TOLD_ON,
    *CARRIED_VISIT])

ASK_REFER = may(
    R.ENFORCER, "ask_refer", "提请移送有管辖权机关", asks="filing",
    needs=[REASON, words.RECEIVING_AUTHORITY, gate.filing_unanswered],
    papers=[words.REFERRAL_FORM],
    basis="行政处罚法 第22条、第25条；生态环境行政处罚办法 第17条、第18条")
REFER = may(
    R.BUREAU_HEAD, "refer", "批准移送有管辖权机关", answers="filing", effect=Effect.TRANSFER,
    needs=[gate.referral_was_asked, gate.filing_unanswered], meets=["CF-FILE"],
    papers=[words.REFERRAL_FORM, words.REFERRAL_LETTER],
    basis="行政处罚法 第22条、第25条；生态环境行政处罚办法 第17条、第18条")
REFER_WHOLE = replace(
    REFER, to="closed", outcome="referred", feeds="record_feedback",
    needs=(gate.referral_was_asked, gate.filing_unanswered, gate.no_order_served))

REFERRED_WHOLE = [ASK_REFER, REFER_WHOLE]
"""Before an order is served nothing is left to do for an authority without jurisdiction."""

REFERRED_BESIDE = [ASK_REFER, REFER]
"""An order that was served goes on; the referral only answers the filing question."""

FILING = [
    may(R.ENFORCER, "ask_file_case", "提请立案", asks="filing",
        needs=[words.CONDUCT, words.FILING_CONDITIONS, gate.not_yet_filed,
               gate.filing_conditions_met],
        binds=[words.CONDUCT_FROM, words.CONDUCT_UNTIL, words.ARTICLES],
        papers=[words.FILING_FORM], basis=ON_FILING),
    may(R.BUREAU_HEAD, "file_case", "批准立案", answers="filing", effect=Effect.FILE_CASE,
        needs=[gate.filing_was_asked, gate.not_yet_filed], meets=["CF-FILE"],
        papers=[words.FILING_FORM], opens=[TO_PENALTY], basis=ON_FILING),
    may(R.ENFORCER, "ask_not_file", "提请不予立案", asks="filing",
        needs=[words.NOT_FILING_GROUND, REASON, gate.filing_unanswered],
        papers=[words.NOT_FILING_FORM],
        basis="行政处罚法 第33条、第36条；生态环境行政处罚办法 第18条、第42条"),
    may(R.BUREAU_HEAD, "approve_not_file", "批准不予立案", answers="filing",
        effect=Effect.FILE_CASE, needs=[gate.not_filing_was_asked, gate.filing_unanswered],
        meets=["CF-FILE"],
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
