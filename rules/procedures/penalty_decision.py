"""法制审核, 集体讨论 and the decision: each ground answered, no investigator judging the case."""

# fmt: off
from dataclasses import replace
from typing import Any

from rules.asked import EVIDENCE, EXTEND_DAYS, EXTEND_REASON, HANDLERS, OPINION, REASON
from rules.grammar import Act, Effect, Reckoning, begin, may
from rules.procedures import penalty_content as content
from rules.procedures import penalty_decision_gates as deciding
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_money as money
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_plea_gates as pleas
from rules.procedures import penalty_range as ranged
from rules.procedures import penalty_recall as recall
from rules.procedures import penalty_spot as spot
from rules.procedures import penalty_told as told
from rules.procedures import penalty_words as words
from rules.procedures.daily_words import ORIGINAL_FINE, ORIGINAL_NO, ORIGINAL_SERVED_ON
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.forfeiture import PENALTY_NO
from rules.procedures.legal_review import legal_review
from rules.procedures.penalty_inquiry import (
    FULL,
    MEASURE,
    RENEW,
    REOPEN,
    SOUND,
    STATED,
    WORKED,
)
from rules.procedures.penalty_refund import REFUND_DUE, due_back
from rules.procedures.plea_owed import nothing_unanswered
from rules.procedures.remedy_words import DECISION_ANNULLED, DECISION_SERVED_ON
from rules.procedures.violation_words import (
    CONDUCT,
    CONDUCT_FROM,
    CONDUCT_UNTIL,
    RECEIVING_AUTHORITY,
)
from rules.procedures.voters import ATTENDED, REPORTERS, heads_voted
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

ON_DISCUSSION = f"行政处罚法 第57条第2款；{MEASURE} 第52条"
ON_DECISION = f"行政处罚法 第57条第1款；{MEASURE} 第53条"
ON_TRANSFER = "环环监〔2017〕17号 第16条；行政执法机关移送涉嫌犯罪案件的规定 第11条"

DISCUSSION_ANSWERED = [*words.DISCUSSION_ANSWERS.values(), deciding.discussion_answers_given]

LEGAL_REVIEW = [
    *legal_review(back="investigation", not_by=gate.INVESTIGATORS, stated=content.as_stated),
    RENEW,
]

DISCUSSION = [
    may(R.ENFORCER, "discussion_not_needed", "认定不属集体讨论情形", to="decision",
        needs=[deciding.discussion_not_begun, *DISCUSSION_ANSWERED, deciding.no_discussion_due],
        optional=[*words.DISCUSSION_REASONS.values()], papers=[papers.DISCUSSION_FORM],
        basis=ON_DISCUSSION),
    may(R.ENFORCER, "submit_discussion", "提请集体讨论", asks="discussion",
        needs=[*DISCUSSION_ANSWERED, deciding.discussion_due],
        optional=[*words.DISCUSSION_REASONS.values()], papers=[papers.DISCUSSION_FORM],
        basis=ON_DISCUSSION),
    may(R.BUREAU_HEAD, "record_discussion", "集体讨论决定", to="decision", answers="discussion",
        not_by=gate.INVESTIGATORS,
        needs=[words.DISCUSSED_ON, words.VOTERS, words.DISCUSSION_RECORD, OPINION,
               gate.voters_did_not_investigate, heads_voted, *ATTENDED,
               deciding.discussed_after_hearing],
        optional=[REPORTERS],
        keeps=[(said(value=True), words.DISCUSSED), (content.as_stated, words.DISCUSSED_AS)],
        papers=[papers.DISCUSSION_RECORD], basis=ON_DISCUSSION),
    may(R.BUREAU_HEAD, "return_discussion", "集体讨论退回", to="investigation",
        answers="discussion", not_by=gate.INVESTIGATORS, needs=[REASON],
        papers=[papers.DISCUSSION_RECORD], basis=ON_DISCUSSION),
    RENEW,
]


def _decides(key: str, title: str, to: str, rule: str, **rest: Any) -> Act:
    """Write a decision of the head: never by an investigator, never while justice has it."""
    kept = [*rest.pop("keeps", ()), (recall.decide_since, words.DECIDE_SINCE),
            (recall.decide_days, words.DECIDE_DAYS)]
    return may(R.BUREAU_HEAD, key, title, to=to, answers="decision", effect=Effect.PENALIZE,
               not_by=gate.INVESTIGATORS, meets=["CF-DECIDE"], basis=f"{ON_DECISION}；{rule}",
               keeps=kept, **rest | {"needs": [gate.handler_judges_nothing, gate.not_with_justice,
                                  pleas.late_filing_answered, nothing_unanswered,
                                  *rest.get("needs", ())]})


def _no_penalty(key: str, title: str, rule: str, *needs: Any) -> Act:
    return _decides(key, title, "no_penalty_service", rule, needs=[REASON, *needs],
                    keeps=[(said("no_penalty"), words.ENDED_AS)], starts=[begin("CF-SERVE")],
                    papers=[papers.DECISION_FORM, papers.NO_PENALTY_DECISION])


PENALIZE = _decides(
    "penalize", "决定处罚", "service", f"行政处罚法 第59条、第61条；{MEASURE} 第58条、第65条",
    needs=[PENALTY_NO, recall.number_not_voided, gate.PENALTY_PROPOSED, *SOUND,
           ranged.table_is_the_bureaus, told.within_told,
           told.not_time_barred, told.no_fine_after_a_judgment,
           deciding.review_and_discussion_done, deciding.as_reviewed_and_discussed],
    keeps=[(money.is_due, words.MONEY_DUE), (said(""), words.ENDED_AS),
           (due_back, REFUND_DUE)],
    starts=[begin("CF-SERVE"), begin("CF-PUBLISH")],
    papers=[papers.DECISION_FORM, papers.DECISION])

DECISION = [
    may(R.ENFORCER, "propose_decision", "提请作出决定", asks="decision",
        needs=[OPINION, gate.not_with_justice, pleas.late_filing_answered,
               nothing_unanswered, deciding.as_reviewed_and_discussed,
               ranged.range_typed_whole, ranged.table_is_the_bureaus],
        optional=STATED,
        keeps=WORKED, papers=[papers.DECISION_FORM],
        basis=ON_DECISION),
    may(R.BUREAU_HEAD, "return_proposal", "退回决定建议", answers="decision", needs=[REASON],
        papers=[papers.DECISION_FORM], basis=ON_DECISION),
    replace(PENALIZE, only=("daily",),
            needs=(*PENALIZE.needs, content.daily_chain),
            papers=(papers.DECISION_FORM, papers.DAILY_DECISION),
            basis=f"{PENALIZE.basis}；环境保护主管部门实施按日连续处罚办法 第7条、第15条至第17条；"
                  "生态环境法典 第1060条"),
    PENALIZE,
    _no_penalty("no_penalty_minor", "决定轻微不罚", f"行政处罚法 第33条第1款；{MEASURE} 第42条",
                gate.proposed("minor"), words.CORRECTED, words.EDUCATION,
                deciding.slight_and_corrected),
    replace(_no_penalty(
        "no_penalty_first", "决定首违不罚", f"行政处罚法 第33条第1款；{MEASURE} 第42条",
        gate.proposed("first"), words.FIRST_OFFENCE, words.SLIGHT_HARM, words.CORRECTED,
        words.EDUCATION, deciding.first_and_corrected), optional=(words.UNLIKE_PENALTY,)),
    _no_penalty("no_penalty_no_fault", "决定无主观过错不罚",
                f"行政处罚法 第33条第2款；{MEASURE} 第42条", gate.proposed("no_fault"), EVIDENCE,
                words.EDUCATION),
    _no_penalty("not_established", "决定违法事实不能成立", "行政处罚法 第40条、第57条第1款第3项",
                gate.proposed("not_established")),
    _no_penalty("time_barred", "决定超过追责时效不罚", "行政处罚法 第36条；生态环境法典 第1054条",
                told.time_barred),
    _decides("transfer_case", "决定移送", "closing",
             f"行政处罚法 第22条、第57条第1款第4项；{MEASURE} 第17条",
             needs=[RECEIVING_AUTHORITY, REASON, gate.proposed("referral")],
             keeps=[(said("referred"), words.ENDED_AS)],
             papers=[papers.DECISION_FORM, papers.TRANSFER_LETTER]),
    RENEW,
    REOPEN,
]

ON_EXTENDING = f"行政处罚法 第60条；{MEASURE} 第57条第1款"
ON_WITHDRAWING = f"行政处罚法 第54条第2款；{MEASURE} 第18条、第19条"

UNDECIDED = [
    may(R.ENFORCER, "ask_extension", "提请延长办案期限", asks="extension", only=FULL,
        needs=[EXTEND_DAYS, EXTEND_REASON, deciding.decide_clock_runs],
        papers=[papers.EXTENSION_FORM], basis=ON_EXTENDING),
    may(R.BUREAU_HEAD, "extend", "批准延长办案期限", answers="extension", effect=Effect.EXTEND,
        extends="CF-DECIDE", only=FULL,
        needs=[EXTEND_DAYS, EXTEND_REASON, deciding.decide_clock_runs, deciding.first_extension],
        keeps=[(said(value=True), words.EXTENDED)],
        papers=[papers.EXTENSION_FORM], basis=ON_EXTENDING),
    may(R.BUREAU_HEAD, "extend_again", "集体讨论再次延长", answers="extension",
        effect=Effect.EXTEND, extends="CF-DECIDE", only=FULL,
        needs=[EXTEND_DAYS, EXTEND_REASON, words.EXTENSION_DISCUSSED, words.VOTERS,
               deciding.decide_clock_runs, deciding.extended_once, gate.voters_did_not_investigate,
               heads_voted, *ATTENDED],
        optional=[REPORTERS],
        papers=[papers.EXTENSION_FORM, papers.DISCUSSION_RECORD], basis=ON_EXTENDING),
    may(R.BUREAU_HEAD, "refuse_extension", "不予延长办案期限", answers="extension", only=FULL,
        needs=[REASON], papers=[papers.EXTENSION_FORM], basis=ON_EXTENDING),
    may(R.ENFORCER, "ask_withdraw_filing", "提请撤销立案", asks="withdraw_filing", only=FULL,
        needs=[REASON], papers=[papers.WITHDRAW_FILING_FORM], basis=ON_WITHDRAWING),
    may(R.BUREAU_HEAD, "withdraw_filing", "批准撤销立案", to="closed", answers="withdraw_filing",
        effect=Effect.CLOSE_OUT, only=FULL, outcome="filing_withdrawn", feeds="record_feedback",
        needs=[gate.not_ended_during_transfer],
        meets=["CF-DECIDE"], papers=[papers.WITHDRAW_FILING_FORM], basis=ON_WITHDRAWING),
    may(R.BUREAU_HEAD, "refuse_withdraw_filing", "不予撤销立案", answers="withdraw_filing",
        only=FULL, needs=[REASON], papers=[papers.WITHDRAW_FILING_FORM], basis=ON_WITHDRAWING),
    may(R.SYSTEM, "decide_overdue", "办案期限届满", only=FULL, tell=[papers.DECIDE_OVERDUE],
        basis=ON_EXTENDING),
]
"""In every stage before the decision."""

SERVED_AS_ORIGINAL: "list[tuple[str | Reckoning, str]]" = [
                      ("served_on", DECISION_SERVED_ON), ("served_on", ORIGINAL_SERVED_ON),
                      (words.FINE, ORIGINAL_FINE), ("paper_no", ORIGINAL_NO),
                      (said(value=False), DECISION_ANNULLED)]
"""What a fine by the day may later be counted from (按日连续处罚办法 第7条第2款、第17条).

A decision made anew stands in an annulled one's place only once it is served.
"""

SPOT = [
    may(R.ENFORCER, "tell_on_the_spot", "当场告知并听取意见", handlers=2, only=["summary"],
        needs=[HANDLERS, CONDUCT, words.PENALTY_BASIS, words.PLEA_REVIEW, words.SPOT_TOLD_ON,
               not_ahead(words.SPOT_TOLD_ON), not_before(words.SPOT_TOLD_ON, "discovered_on")],
        optional=[CONDUCT_FROM, CONDUCT_UNTIL], papers=[papers.SPOT_RECORD],
        basis=f"行政处罚法 第42条、第44条、第45条、第51条；{MEASURE} 第67条、第68条"),
    may(R.ENFORCER, "decide_on_the_spot", "当场作出处罚决定", to="spot_filing", handlers=2,
        only=["summary"],
        needs=[HANDLERS, words.PARTY_KIND, words.FINE, words.WARNING,
               words.STATES_RECONSIDERATION, *SERVICE, spot.told_on_the_spot,
               spot.small_enough, spot.says_reconsideration_first, gate.not_with_justice,
               told.no_fine_after_a_judgment, spot.not_time_barred_on_the_spot,
               spot.handed_over_that_day, spot.spot_range_typed_whole, spot.spot_fine_in_range],
        optional=[*SERVICE_OPTIONAL, words.LEAST, words.MOST, words.RANGE_TEXT],
        keeps=[(money.is_due, words.MONEY_DUE), ("paper_no", PENALTY_NO), *SERVED_AS_ORIGINAL],
        starts=[begin("CF-BRIEF-FILE", at="served_on"), begin("CF-PUBLISH", at="served_on"),
                begin("CF-PAY", at="served_on", when_fact=(words.MONEY_DUE, "true")),
                begin("REV-APPLY", at="served_on")],
        serve=[papers.TOLD_SPOT], papers=[papers.SPOT_DECISION, papers.SERVICE_RECEIPT],
        feeds="record_feedback", audience=Audience.PARTY,
        basis="行政处罚法 第34条、第36条、第51条、第52条；生态环境法典 第1054条；"
              f"{MEASURE} 第67条、第68条；行政复议法 第23条第1款第1项"),
    may(R.ENFORCER, "turn_ordinary", "转普通程序", to="turned_ordinary", only=["summary"],
        needs=[REASON], feeds="record_feedback", outcome="turned_ordinary",
        basis=f"行政处罚法 第54条；{MEASURE} 第67条"),
]
