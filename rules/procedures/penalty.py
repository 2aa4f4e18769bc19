"""行政处罚: from 立案 to 结案, beside the correction; ordinary, on the spot, and by the day."""

# fmt: off
from dataclasses import replace

from rules.asked import (
    DISCOVERED_ON,
    FEEDBACK_CASE,
    FEEDBACK_OUTCOME,
    FINDINGS,
    MONITORING_REPORT,
    MONITORING_RESULT,
    PERMIT_NO,
    REASON,
    REPORT_RECEIVED_ON,
    SAMPLED_ON,
    TOLD_ON,
)
from rules.grammar import begin, crossing, end, may, opens, procedure, stage, within
from rules.procedures import penalty_closed as closed
from rules.procedures import penalty_correction as own
from rules.procedures import penalty_gates as gate
from rules.procedures import penalty_papers as papers
from rules.procedures import penalty_performance as after
from rules.procedures.daily_list import DAILY_ITEM, DAILY_WHY
from rules.procedures.daily_words import (
    DAILY_PERIODS,
    FILED_ON,
    ORIGINAL_FINE,
    ORIGINAL_NO,
    ORIGINAL_SERVED_ON,
)
from rules.procedures.dated import said
from rules.procedures.forfeiture import PENALTY_NO
from rules.procedures.justice_doors import PROPOSE_DAMAGE_CLAIM, PROPOSE_DETENTION, RECORD_LISTED
from rules.procedures.measures import (
    DISCHARGE_ENDED_ON,
    PROPOSE_PRESERVATION,
    PROPOSE_RESTRICTION,
    PROPOSE_SEIZURE,
    PROPOSE_SHUTDOWN,
)
from rules.procedures.penalty_decision import (
    DECISION,
    DISCUSSION,
    LEGAL_REVIEW,
    ON_TRANSFER,
    SPOT,
    UNDECIDED,
)
from rules.procedures.penalty_inquiry import (
    ADVANCE_NOTICE,
    CASE_REVIEW,
    FULL,
    INVESTIGATION,
    MEASURE,
)
from rules.procedures.penalty_plea import HEARING, PLEA, PLEA_REVIEW
from rules.procedures.penalty_recall import RECALLED
from rules.procedures.plea_owed import BEFORE_DECIDING, LAPSING
from rules.procedures.remedy_words import DECISION_SERVED_ON
from rules.procedures.transfer_words import (
    CRIMINAL_FINE,
    JUDGED_AS,
    JUDGMENT_NO,
    NOTICE_RECEIVED_ON,
    WITH_JUSTICE_NOW,
)
from rules.procedures.transfer_words import JUDGMENT_FINAL_ON as JUDGED_ON
from rules.procedures.violation_words import (
    ARTICLES,
    CONDUCT,
    CONDUCT_FROM,
    CONDUCT_UNTIL,
    POLLUTION_FOUND,
    SUSPECTED_CRIME,
)
from rules.vocabulary import Audience, R, Relation

PARTY = Audience.PARTY
CARRIED = [CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL, ARTICLES, FINDINGS, PENALTY_NO,
           DECISION_SERVED_ON, REASON]

ANY_OPEN = [
    may(R.SYSTEM, "record_judgment", "登记刑事判决",
        optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME, JUDGMENT_NO, CRIMINAL_FINE, JUDGED_ON],
        keeps=[(said(value=False), WITH_JUSTICE_NOW), (FEEDBACK_OUTCOME, JUDGED_AS)],
        resumes=["CF-DECIDE"], until=[JUDGED_ON], ground="移送司法机关",
        basis=f"{ON_TRANSFER}；生态环境法典 第1058条；行政处罚法 第35条"),
    may(R.SYSTEM, "pause_for_transfer", "移送期间中止计时",
        keeps=[(said(value=True), WITH_JUSTICE_NOW)],
        pauses=["CF-DECIDE"], ground="移送司法机关", basis=f"{ON_TRANSFER}；{MEASURE} 第54条第2款"),
    may(R.SYSTEM, "resume_after_transfer", "移送终结恢复计时",
        optional=[NOTICE_RECEIVED_ON], keeps=[(said(value=False), WITH_JUSTICE_NOW)],
        resumes=["CF-DECIDE"], until=[NOTICE_RECEIVED_ON], ground="移送司法机关",
        basis=f"{ON_TRANSFER}；{MEASURE} 第54条第2款"),
    may(R.SYSTEM, "record_feedback", "登记联动反馈", optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
        basis="区级设定（关联案件办结反馈）"),
    may(R.ENFORCER, "hand_over_crime", "移交涉嫌犯罪线索",
        needs=[SUSPECTED_CRIME, gate.no_transfer_twice], papers=[papers.CLUE_FORM],
        opens=[opens("transfer", Relation.TRANSFER, carries=[SUSPECTED_CRIME, *CARRIED])],
        basis="行政处罚法 第27条；行政执法机关移送涉嫌犯罪案件的规定 第3条、第5条；"
              "环环监〔2017〕17号 第5条"),
    PROPOSE_DETENTION,
    PROPOSE_DAMAGE_CLAIM,
    PROPOSE_RESTRICTION,
    PROPOSE_SHUTDOWN,
    RECORD_LISTED,
]
"""What goes on whatever the penalty does: crime, detention, compensation, production orders."""

MEASURES = [replace(each, only=FULL) for each in (PROPOSE_SEIZURE, PROPOSE_PRESERVATION)]
DECIDING = [crossing("CF-DECIDE", then="decide_overdue")]

PENALTY = procedure(
    "penalty", "行政处罚",
    stage("investigation", "调查取证", *INVESTIGATION, *MEASURES, *SPOT, *UNDECIDED,
        *ANY_OPEN, *DECIDING),
    stage("case_review", "案件审查", *CASE_REVIEW, *UNDECIDED, *ANY_OPEN, *DECIDING),
    stage("advance_notice", "事先（听证）告知", *ADVANCE_NOTICE, *UNDECIDED, *ANY_OPEN, *DECIDING),
    stage("plea", "陈述申辩", *PLEA, *UNDECIDED, *ANY_OPEN,
        *LAPSING, *DECIDING, audience=PARTY),
    stage("plea_review", "申辩复核", *PLEA_REVIEW, *UNDECIDED, *ANY_OPEN,
        crossing("CF-HEAR-REQ", then="hearing_right_lapses"), *DECIDING, audience=PARTY),
    stage("hearing", "听证", *HEARING, *UNDECIDED, *ANY_OPEN, *DECIDING, audience=PARTY),
    stage("legal_review", "法制审核", *LEGAL_REVIEW, *BEFORE_DECIDING, *UNDECIDED, *ANY_OPEN,
        *DECIDING),
    stage("discussion", "集体讨论", *DISCUSSION, *BEFORE_DECIDING, *UNDECIDED, *ANY_OPEN,
        *DECIDING),
    stage("decision", "决定", *DECISION, *BEFORE_DECIDING, *UNDECIDED, *ANY_OPEN, *DECIDING),
    stage("service", "送达", *after.SERVICE_STAGE, RECALLED[0], *after.IN_SERVICE,
        *ANY_OPEN, *after.watched("CF-PUBLISH"), audience=PARTY),
    stage("no_penalty_service", "不予处罚送达", *after.NO_PENALTY_SERVICE, RECALLED[1],
        *ANY_OPEN, audience=PARTY),
    stage("spot_filing", "当场处罚备案", *after.SPOT_FILING, *after.AFTER_DECISION, *ANY_OPEN,
        *after.watched()),
    stage("performance", "履行", *after.PERFORMANCE, *after.CLOSING_ACTS, *after.AFTER_DECISION,
        *own.CORRECTED, *ANY_OPEN, crossing("CF-PAY", then="pay_overdue"), *after.watched(),
        audience=PARTY),
    stage("urging", "催告", *after.URGING, *after.CLOSING_ACTS, *after.AFTER_DECISION,
        *own.CORRECTED, *ANY_OPEN, crossing("ENF-URGE", then="urging_lapses"),
        crossing("ENF-APPLY", then="enforcement_overdue"), *after.watched(), audience=PARTY),
    stage("enforcement", "强制执行", *after.ENFORCEMENT, *after.CLOSING_ACTS,
        *after.AFTER_DECISION, *own.CORRECTED, *ANY_OPEN, *after.watched()),
    stage("annulment", "撤回公开", *after.ANNULMENT, *own.REFUNDS, *ANY_OPEN),
    stage("closing", "待结案", *after.CLOSING_ACTS, *after.IN_CLOSING, *own.CORRECTED, *ANY_OPEN,
        *after.watched()),
    stage("upfiling", "督办备案", *after.UPFILING, *closed.UPFILED, *ANY_OPEN,
        within("CF-CLOSE-UPFILE")),
    end("turned_ordinary", "转普通程序", outcome="turned_ordinary"),
    end("closed", "结案", *closed.CLOSED, outcome="closed"),
    version=1,
    letter="CF",
    kinds=(("ordinary", "summary", "daily"),),
    opened_by="问题处置案件批准立案、批准按日连续处罚立案或者适用简易程序时由系统开立",
    opening_basis="行政处罚法 第51条、第54条第2款；生态环境行政处罚办法 第18条；28号令 第7条第2款",
    opening=(begin("CF-DECIDE", at=FILED_ON, when=list(FULL)),),
    opening_facts=(
        FILED_ON, CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL, ARTICLES, FINDINGS, DISCOVERED_ON,
        POLLUTION_FOUND, PERMIT_NO, MONITORING_REPORT, MONITORING_RESULT, SAMPLED_ON,
        REPORT_RECEIVED_ON, TOLD_ON, DAILY_PERIODS, ORIGINAL_FINE, ORIGINAL_NO,
        ORIGINAL_SERVED_ON, DISCHARGE_ENDED_ON, DAILY_ITEM, DAILY_WHY),
    basis="行政处罚法；生态环境行政处罚办法（生态环境部令第30号）；"
          "环境保护主管部门实施按日连续处罚办法；生态环境法典 第1054条、第1060条",
)
