"""A penalty up to the served notice: evidence, review by another, 事先（听证）告知."""

# fmt: off
from dataclasses import replace

from rules.asked import (
    EVIDENCE,
    FINDINGS,
    HANDLERS,
    MONITORING_REPORT,
    MONITORING_RESULT,
    OPINION,
    REASON,
    REPORT_RECEIVED_ON,
    SAMPLED_ON,
    TOLD_ON,
)
from rules.grammar import Act, Effect, begin, may
from rules.procedures import daily_original as original
from rules.procedures import penalty_content as content
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_plea_gates as pleas
from rules.procedures import penalty_range as ranged
from rules.procedures import penalty_told as told
from rules.procedures import penalty_words as words
from rules.procedures.daily_words import ORIGINAL_FINE
from rules.procedures.dated import not_ahead, not_before, said
from rules.procedures.forfeiture import GROUND as FORFEITURE_GROUND
from rules.procedures.legal_review import REVIEWED_AFRESH
from rules.procedures.violation_gates import conduct_is_past, report_is_dated
from rules.procedures.violation_words import ARTICLES, CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL
from rules.procedures.visits import VISITS, nothing_owed, perhaps_on_site
from rules.service import OTHER_METHODS_FAILED, PUBLISHED_ON, SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, R

MEASURE = "生态环境行政处罚办法"
FULL = ("ordinary", "daily")
"""Kinds that run through every stage; what is decided on the spot does not."""
ON_INQUIRY = f"行政处罚法 第42条、第54条、第55条；{MEASURE} 第22条、第28条"
ON_TELLING = f"行政处罚法 第44条、第62条；{MEASURE} 第44条"
ON_REVIEW = f"行政处罚法 第57条第1款；{MEASURE} 第38条、第39条"
PAUSED = f"行政处罚法 第60条；{MEASURE} 第57条第2款"

STATED = [
    CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL, ARTICLES, words.HARM, words.PENALTY_BASIS,
    words.LAW_REASON, *words.CONTENT, words.LEAST, words.MOST, words.RANGE_TEXT,
    words.TABLE, *words.GRADES.values(), words.DEPARTURE, words.MITIGATION, words.MITIGATED_BY,
    FORFEITURE_GROUND]
"""What a penalty consists of and why; what was said once need not be said again."""
SOUND = [content.content_stated, original.original_stands, ranged.amount_in_range]
WORKED = [(ranged.working, words.WORKING), (ranged.least, words.LEAST), (ranged.most, words.MOST),
          (original.original_fine_now, ORIGINAL_FINE)]
"""The range of a fine is carried from its table or article; nobody types what is known."""
AFRESH = [(said(value=False), words.DISCUSSED), (said(""), words.DISCUSSED_AS),
          *REVIEWED_AFRESH]
"""A new notice wants a new legal review and a new discussion."""

REOPEN = may(
    R.ENFORCER, "reopen_investigation", "补充调查", to="investigation", needs=[REASON],
    meets=["CF-PLEA", "CF-HEAR-REQ"],
    basis=f"行政处罚法 第45条、第54条；{MEASURE} 第38条、第45条")
RENEW = may(
    R.ENFORCER, "renew_notice", "重新告知", to="advance_notice",
    needs=[words.RENEW_GROUND, REASON, ranged.range_typed_whole], optional=STATED,
    meets=["CF-PLEA", "CF-HEAR-REQ"],
    basis=f"行政处罚法 第44条、第45条、第62条；{MEASURE} 第44条、第45条")


def _paused(key: str, title: str, paper: str, ground: str, rule: str) -> Act:
    return may(R.ENFORCER, key, title, only=FULL,
               needs=[words.MONITOR, words.PAUSE_NOTICE, REASON],
               keeps=[(said(value=True), words.AWAITED[key])],
               pauses=["CF-DECIDE"], ground=ground, papers=[paper], basis=f"{PAUSED}；{rule}")


INVESTIGATION = [
    *VISITS,
    perhaps_on_site(may(R.ENFORCER, "record_evidence", "提交调查笔录和证据", handlers=2,
        needs=[HANDLERS, FINDINGS, EVIDENCE, words.EVIDENCE_ON, not_ahead(words.EVIDENCE_ON),
               not_before(words.EVIDENCE_ON, CONDUCT_FROM),
               not_before(words.EVIDENCE_ON, words.REDONE_ON)],
        keeps=[(pleas.evidence_is_new, words.NEW_EVIDENCE),
               (said(value=False), words.EVIDENCE_WANTED)],
        papers=[papers.INVESTIGATION_RECORD, papers.EVIDENCE_LIST], basis=ON_INQUIRY)),
    _paused("commission_monitoring", "委托监测", papers.MONITORING_COMMISSION, "监测",
            f"{MEASURE} 第29条"),
    may((R.MONITOR, R.ENFORCER), "receive_monitoring", "登记监测报告", only=FULL,
        needs=[MONITORING_REPORT, SAMPLED_ON, REPORT_RECEIVED_ON, MONITORING_RESULT,
               report_is_dated],
        keeps=[(said(value=False), words.RESULTS_TOLD),
               (said(value=False), words.AWAITED["commission_monitoring"])],
        resumes=["CF-DECIDE"], until=[REPORT_RECEIVED_ON], ground="监测",
        papers=[papers.MONITORING_REPORT],
        basis=f"{PAUSED}；{MEASURE} 第29条"),
    _paused("commission_appraisal", "委托鉴定", papers.APPRAISAL_COMMISSION, "鉴定",
            f"{MEASURE} 第29条"),
    may(R.ENFORCER, "receive_appraisal", "登记鉴定意见", only=FULL,
        needs=[words.APPRAISAL_NO, words.APPRAISAL_RECEIVED_ON, EVIDENCE,
               not_ahead(words.APPRAISAL_RECEIVED_ON)],
        keeps=[(said(value=False), words.RESULTS_TOLD),
               (said(value=False), words.AWAITED["commission_appraisal"])],
        resumes=["CF-DECIDE"], until=[words.APPRAISAL_RECEIVED_ON], ground="鉴定",
        papers=[papers.APPRAISAL_OPINION],
        basis=f"{PAUSED}；{MEASURE} 第29条"),
    may(R.ENFORCER, "tell_results", "告知监测鉴定结果",
        needs=[TOLD_ON, gate.results_exist, not_ahead(TOLD_ON),
               not_before(TOLD_ON, REPORT_RECEIVED_ON),
               not_before(TOLD_ON, words.APPRAISAL_RECEIVED_ON)],
        keeps=[(said(value=True), words.RESULTS_TOLD)],
        serve=[papers.TOLD_RESULTS], papers=[papers.RESULT_NOTICE],
        basis=f"{MEASURE} 第29条第3款"),
    may(R.ENFORCER, "ask_suspend", "提请中止调查", asks="suspension", only=FULL,
        needs=[words.SUSPEND_GROUND, REASON, gate.investigation_runs],
        papers=[papers.SUSPENSION_FORM], basis=f"{MEASURE} 第35条"),
    may(R.BUREAU_HEAD, "suspend_investigation", "批准中止调查", answers="suspension", only=FULL,
        needs=[words.PAUSE_NOTICE], keeps=[(said(value=True), words.SUSPENDED)],
        pauses=["CF-DECIDE"], ground="中止", papers=[papers.SUSPENSION_FORM],
        basis=f"{PAUSED}；{MEASURE} 第35条"),
    may(R.BUREAU_HEAD, "refuse_suspend", "不予中止调查", answers="suspension", only=FULL,
        needs=[REASON], papers=[papers.SUSPENSION_FORM], basis=f"{MEASURE} 第35条"),
    may(R.ENFORCER, "resume_investigation", "恢复调查", only=FULL,
        needs=[REASON, gate.investigation_stands],
        keeps=[(said(value=False), words.SUSPENDED)], resumes=["CF-DECIDE"], ground="中止",
        papers=[papers.RESUMPTION_FORM], basis=f"{PAUSED}；{MEASURE} 第35条"),
    may(R.ENFORCER, "ask_terminate", "提请终止调查", asks="termination", only=FULL,
        needs=[words.TERMINATION_GROUND, REASON], papers=[papers.TERMINATION_FORM],
        basis=f"{MEASURE} 第36条"),
    may(R.BUREAU_HEAD, "terminate_investigation", "批准终止调查", to="closing",
        answers="termination", effect=Effect.CLOSE_OUT, only=FULL,
        needs=[gate.not_ended_during_transfer],
        keeps=[(said("terminated"), words.ENDED_AS)], meets=["CF-DECIDE"],
        papers=[papers.TERMINATION_FORM], basis=f"{MEASURE} 第36条、第77条"),
    may(R.BUREAU_HEAD, "refuse_terminate", "不予终止调查", answers="termination", only=FULL,
        needs=[REASON], papers=[papers.TERMINATION_FORM], basis=f"{MEASURE} 第36条"),
    may(R.ENFORCER, "submit_investigation", "提交调查报告", to="case_review", asks="review",
        only=["daily"],
        needs=[CONDUCT, CONDUCT_FROM, ARTICLES, words.PARTY_KIND, words.APPLICABLE_LAW,
               words.PROPOSED, OPINION, gate.evidence_recorded, pleas.evidence_taken_anew,
               pleas.no_result_awaited, gate.investigation_runs, nothing_owed,
               conduct_is_past, content.law_chosen, content.daily_chain, *SOUND],
        optional=STATED,
        keeps=WORKED, papers=[papers.INVESTIGATION_REPORT],
        basis=f"行政处罚法 第57条；{MEASURE} 第37条、第38条；"
              "环境保护主管部门实施按日连续处罚办法 第5条、第7条、第17条"),
    may(R.ENFORCER, "submit_investigation", "提交调查报告", to="case_review", asks="review",
        only=["ordinary"],
        needs=[CONDUCT, CONDUCT_FROM, ARTICLES, words.PARTY_KIND, words.APPLICABLE_LAW,
               words.PROPOSED, OPINION, gate.evidence_recorded, pleas.evidence_taken_anew,
               pleas.no_result_awaited, gate.investigation_runs, nothing_owed,
               conduct_is_past, content.law_chosen, *SOUND],
        optional=STATED, keeps=WORKED, papers=[papers.INVESTIGATION_REPORT],
        basis=f"行政处罚法 第57条；{MEASURE} 第37条、第38条"),
]

CASE_REVIEW = [
    may((R.LEGAL_REVIEWER, R.SECTION_HEAD), "pass_review", "审查同意拟处罚", to="advance_notice",
        answers="review", not_by=gate.INVESTIGATORS,
        needs=[OPINION, gate.handler_judges_nothing, gate.PENALTY_PROPOSED, gate.results_told,
               told.not_time_barred],
        keeps=[(pleas.reviewed_anew, words.REVIEWED_ANEW)],
        papers=[papers.REVIEW_OPINION], basis=ON_REVIEW),
    may((R.LEGAL_REVIEWER, R.SECTION_HEAD), "pass_review_without_penalty", "审查同意拟不予处罚",
        to="decision", answers="review", not_by=gate.INVESTIGATORS,
        needs=[OPINION, gate.handler_judges_nothing, gate.NO_PENALTY_PROPOSED],
        papers=[papers.REVIEW_OPINION],
        basis=f"行政处罚法 第33条、第57条第1款；{MEASURE} 第38条、第39条、第42条"),
    may((R.LEGAL_REVIEWER, R.SECTION_HEAD), "send_back", "退回补充调查", to="investigation",
        answers="review", not_by=gate.INVESTIGATORS, needs=[REASON],
        papers=[papers.REVIEW_OPINION], basis=ON_REVIEW),
]

KEPT_AS_TOLD = [*words.TOLD.items(), *told.TOLD_WORDS.items(),
                ("served_on", words.NOTICE_SERVED_ON), *AFRESH]

ADVANCE_NOTICE = [
    may(R.ENFORCER, "draft_notice", "拟事先告知书", asks="notice",
        needs=[words.HEARING_OFFERED, gate.results_told, *SOUND, ranged.table_is_the_bureaus,
               told.hearing_offered_where_due, told.plea_raises_nothing],
        optional=[*STATED, words.HEAVIER_EVIDENCE], keeps=WORKED,
        papers=[papers.ADVANCE_NOTICE], basis=f"{ON_TELLING}；行政处罚法 第63条、第64条"),
    may(R.BUREAU_HEAD, "sign_notice", "签发事先告知书", answers="notice", asks="notice_service",
        effect=Effect.ORDER, papers=[papers.ADVANCE_NOTICE],
        basis=f"{ON_TELLING}；行政处罚法 第63条、第64条"),
    may(R.BUREAU_HEAD, "return_notice", "退回事先告知书", answers="notice", needs=[REASON],
        basis=ON_TELLING),
    may(R.ENFORCER, "announce_notice", "公告送达事先告知书",
        needs=[PUBLISHED_ON, OTHER_METHODS_FAILED, words.PAUSE_NOTICE, gate.notice_signed,
               not_ahead(PUBLISHED_ON)],
        starts=[begin("SERVE-PUBLIC", at=PUBLISHED_ON)], pauses=["CF-DECIDE"], ground="公告",
        papers=[papers.PUBLICATION_NOTICE], audience=Audience.PARTY,
        basis=f"民事诉讼法 第95条；行政处罚法 第61条；{PAUSED}"),
    may(R.ENFORCER, "serve_notice", "送达事先告知书", to="plea", answers="notice_service",
        needs=[*SERVICE], optional=[*SERVICE_OPTIONAL], keeps=KEPT_AS_TOLD,
        starts=[begin("CF-PLEA", at="served_on"),
                begin("CF-HEAR-REQ", at="served_on", when_fact=(words.HEARING_OFFERED, "true"))],
        meets=["SERVE-PUBLIC"], resumes=["CF-DECIDE"], until=["served_on"], ground="公告",
        serve=[papers.TOLD_NOTICE], papers=[papers.SERVICE_RECEIPT], audience=Audience.PARTY,
        basis=f"{ON_TELLING}；行政处罚法 第61条、第64条第1项"),
    replace(REOPEN, meets=("SERVE-PUBLIC",), resumes=("CF-DECIDE",), ground="公告"),
]
