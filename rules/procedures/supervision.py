"""证后监管: a permit's life after it is issued, year by year: reports, checks, reviews, its end."""

# fmt: off
from dataclasses import replace

from rules.asked import (
    DISCOVERED_ON,
    EVIDENCE,
    FEEDBACK_CASE,
    FEEDBACK_OUTCOME,
    FINDINGS,
    HANDLERS,
    OPINION,
    PERIOD,
    PERMIT_NO,
    REASON,
    RECEIVED_ON,
    VALID_FROM,
    VALID_UNTIL,
    VISITED_ON,
)
from rules.facts import FactKind, fact
from rules.grammar import (
    Act,
    Effect,
    Within,
    begin,
    crossing,
    end,
    may,
    opens,
    procedure,
    stage,
)
from rules.linkage import FINDING_KIND, INSPECTION, PROBLEM_FOUND, linked_openings
from rules.linkage import SUPERVISION as SUPERVISION_LINE
from rules.notices import TO_HEADS, notice, paper
from rules.procedures import supervision_gates as gate
from rules.procedures.permit_words import FILED_IN_TIME, RENEWAL_FILED_ON
from rules.procedures.violation_gates import visit_is_past
from rules.procedures.violation_words import CLUE_SOURCE
from rules.vocabulary import Audience, PermitStatus, R, Relation

PARTY = Audience.PARTY
ON_REPORTS = "排污许可管理条例 第22条；排污许可管理办法 第37条"
ON_INSPECTION = "排污许可管理条例 第25条、第26条；国办发〔2024〕54号（检查必审批、必通知）"
ON_TWO_OFFICERS = "行政处罚法 第42条、第55条；排污许可管理条例 第26条"
ON_REVIEW = "排污许可管理办法 第42条；沪环评〔2024〕42号"
ON_RENEWAL = "排污许可管理条例 第14条第2款；排污许可管理办法 第24条"
ON_DEEMED = "行政许可法 第50条第2款（只警示，不自动发证）"
ON_END = "行政许可法 第70条；排污许可管理办法 第29条"
ON_FEEDBACK = "排污许可管理条例 第25条第2款；区级设定：三监联动工作规则"
ON_EXPIRED = "排污许可管理条例 第33条第2项；排污许可管理办法 第24条第2款；生态环境法典 第1102条"
ON_CLUE = "排污许可管理条例 第25条、第27条；生态环境行政处罚办法 第18条"

REPORT_KIND = fact("report_kind", "执行报告种类", FactKind.CHOICE, choices=(
    ("month", "月报"), ("quarter", "季报"), ("year", "年报")))
REPORT_DUE_ON = fact("report_due_on", "报告截止日", FactKind.DAY, hint="以许可证副本为准")
DUE_BASIS = fact("due_basis", "截止日依据", FactKind.LINE)
DUE_IS_DEFAULT = fact("due_is_default", "副本未载明截止日，按惯例暂定", FactKind.YES_NO)
EXEMPTION = fact("exemption_ground", "豁免理由", FactKind.CHOICE, choices=(
    ("short_holding", "持证时间不足（HJ 944）"), ("replaced", "由年度执行报告代替"),
    ("moved", "生态环境部另定日期"), ("outage", "全国平台故障"),
    ("stopped", "全期停产且副本载明免报")))
INSPECTION_KIND = fact("inspection_kind", "检查种类", FactKind.CHOICE, choices=(
    ("daily", "日常检查"), ("random", "双随机抽查"), ("individual", "个案检查"),
    ("special", "专项检查")))
CHECKS_THIS_YEAR = fact("checks_this_year", "本年度已计划检查次数", FactKind.COUNT)
YEARLY_CAP = fact("yearly_cap", "年度检查上限", FactKind.COUNT)
PUBLISHED_ON = fact("published_on", "公开日期", FactKind.DAY)
QUALITY_GROUND = fact("quality_ground", "质量核查范围", FactKind.CHOICE, choices=(
    ("first", "首次核发"), ("reapplied", "重新申请"), ("changed", "变更"), ("sample", "抽查"),
    ("feedback", "联动反馈")))
QUALITY_DUE_ON = fact("quality_due_on", "质量核查完成日", FactKind.DAY, hint="按年度核查计划")
QUALITY_GRADE = fact("quality_grade", "质量核查结论", FactKind.CHOICE, choices=(
    ("sound", "无问题"), ("minor", "一般问题，由企业更正"), ("change", "须依职权变更"),
    ("revoke", "涉嫌应当撤销")))
SUMMARY = fact("year_summary", "年度小结", FactKind.TEXT)
ARCHIVE_NO = fact("archive_no", "档案号", FactKind.LINE)

REPORTING_REMINDER = notice("reporting_reminder", "执行报告提醒", PARTY)
RENEWAL_REMINDER = notice("renewal_reminder", "延续提醒", PARTY)
RENEWAL_LATE = notice("renewal_late", "延续申请期限届满提示", PARTY)
PERMIT_EXPIRED = notice("permit_expired", "许可证期满失效", PARTY)
REPORT_LATE = notice("report_late", "执行报告逾期", Audience.AUTHORITY)
EXPIRED_PERMIT = notice("expired_permit", "许可证过期失效待处理", Audience.AUTHORITY)
RENEWAL_UNDECIDED = notice("renewal_undecided", "期满延续待决", Audience.AUTHORITY, TO_HEADS)
DEEMED_RENEWAL = notice("deemed_renewal_alert", "视为准予延续警示", Audience.AUTHORITY, TO_HEADS)
QUALITY_DECIDED = notice("quality_decided", "质量核查结论审定", Audience.AUTHORITY)
PERMIT_ENDED = notice("permit_ended", "许可终止待归档", Audience.AUTHORITY)

REMINDER_PAPER = paper("reporting_reminder", "执行报告提醒")
INSPECTION_APPROVAL = paper("inspection_approval", "检查审批表")
INSPECTION_NOTICE = paper("inspection_notice", "检查通知书")
INSPECTION_RECORD = paper("inspection_record", "现场检查(勘察)笔录")
QUALITY_OPINION = paper("quality_review_opinion", "质量核查意见")
RENEWAL_PAPER = paper("renewal_reminder", "延续提醒")
CLUE_FORM = paper("clue_form", "线索移交单")
YEAR_SUMMARY = paper("year_summary", "年度监管小结")
ARCHIVE_LIST = paper("archive_list", "归档移交清单")

REPORT_CLOCKS = ["EXREP-M", "EXREP-Q", "EXREP-Y"]
TERM_BEGINS = [
    begin("PWXK-VALID", at="valid_from", limit="valid_until"),
    begin("PWXK-RENEW-APPLY", at="valid_until"),
]
CLUE = opens("violation", Relation.FINDING, kinds=["own"],
             carries=[FINDINGS, DISCOVERED_ON, CLUE_SOURCE], on=DISCOVERED_ON)

RAISE_CLUE = may(
    R.ENFORCER, "raise_clue", "转为问题线索", papers=[CLUE_FORM], opens=[CLUE],
    needs=[FINDINGS, DISCOVERED_ON, CLUE_SOURCE, gate.clue_is_dated], basis=ON_CLUE)
RAISE_EXPIRED_CLUE = replace(RAISE_CLUE, basis=f"{ON_EXPIRED}；{ON_CLUE}")
RECORD_FEEDBACK = may(
    R.SYSTEM, "record_feedback", "登记联动反馈", optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
    basis=ON_FEEDBACK)
END_PERMIT = may(
    R.SYSTEM, "end_permit", "许可终止", to="archiving", optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
    meets=["PWXK-VALID", "PWXK-RENEW-APPLY", "LIC-RENEW-DEEMED", *REPORT_CLOCKS],
    tell=[PERMIT_ENDED], audience=PARTY, basis=ON_END)
NEW_TERM = {
    "needs": [VALID_FROM, VALID_UNTIL, gate.term_is_whole],
    "optional": [PERMIT_NO, FEEDBACK_CASE, FEEDBACK_OUTCOME],
    "meets": ["PWXK-VALID", "PWXK-RENEW-APPLY", "LIC-RENEW-DEEMED"],
    "starts": TERM_BEGINS, "records": PermitStatus.IN_FORCE, "audience": PARTY,
    "basis": "排污许可管理条例 第14条、第15条；排污许可管理办法 第24条",
}

REPORTS: list[Act | Within] = [
    may(R.ENTERPRISE, "submit_report", "提交执行报告", meets=REPORT_CLOCKS,
        needs=[PERIOD, gate.period_is_over], optional=[RECEIVED_ON, EVIDENCE],
        audience=PARTY, basis=ON_REPORTS),
    may(R.PERMIT_OFFICER, "accept_report", "登记执行报告", meets=REPORT_CLOCKS,
        needs=[PERIOD, RECEIVED_ON, FINDING_KIND, gate.period_is_over,
               gate.linked_finding_is_told],
        optional=[OPINION, FINDINGS],
        opens=linked_openings(SUPERVISION_LINE, dated=False),
        basis=f"{ON_REPORTS}；{ON_FEEDBACK}"),
    may(R.PERMIT_OFFICER, "exempt_report", "认定豁免报告", meets=REPORT_CLOCKS,
        needs=[PERIOD, EXEMPTION, REASON, gate.period_is_written_well], audience=PARTY,
        basis="HJ 944-2018；排污许可管理办法 第37条第4款"),
    may(R.SYSTEM, "report_overdue", "执行报告逾期", needs=[PERIOD, gate.report_is_owed],
        tell=[REPORT_LATE], papers=[CLUE_FORM],
        opens=[opens("violation", Relation.FINDING, kinds=["own"], carries=[PERIOD],
                     on=DISCOVERED_ON)],
        basis=f"{ON_REPORTS}；排污许可管理条例 第37条第3项"),
    *[crossing(key, then="report_overdue", subject="period") for key in REPORT_CLOCKS],
]
"""A report that fell due is handed in, taken, excused or missed whatever became of the term."""

SUPERVISION = procedure(
    "supervision", "证后监管",
    stage("in_force", "年度监管",
        may(R.SYSTEM, "open_reporting_period", "开启报告期",
            needs=[PERIOD, REPORT_KIND, REPORT_DUE_ON, gate.period_suits_its_kind],
            optional=[DUE_BASIS, DUE_IS_DEFAULT], meets=REPORT_CLOCKS,
            starts=[
                begin("EXREP-M", limit="report_due_on", subject="period",
                      when_fact=("report_kind", "month"), unsure=DUE_IS_DEFAULT),
                begin("EXREP-Q", limit="report_due_on", subject="period",
                      when_fact=("report_kind", "quarter"), unsure=DUE_IS_DEFAULT),
                begin("EXREP-Y", limit="report_due_on", subject="period",
                      when_fact=("report_kind", "year"), unsure=DUE_IS_DEFAULT),
            ],
            serve=[REPORTING_REMINDER], papers=[REMINDER_PAPER], audience=PARTY, basis=ON_REPORTS),
        *REPORTS,
        RAISE_CLUE,
        may(R.ENFORCER, "ask_inspection", "提请计划检查", asks="inspection",
            needs=[REASON, INSPECTION_KIND], papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.SECTION_HEAD, "approve_inspection", "批准计划检查", answers="inspection",
            asks="inspection_visit", effect=Effect.INSPECT, needs=[gate.within_yearly_cap],
            optional=[CHECKS_THIS_YEAR, YEARLY_CAP],
            papers=[INSPECTION_APPROVAL, INSPECTION_NOTICE], basis=ON_INSPECTION),
        may(R.SECTION_HEAD, "refuse_inspection", "不同意计划检查", answers="inspection",
            needs=[REASON], papers=[INSPECTION_APPROVAL], basis=ON_INSPECTION),
        may(R.ENFORCER, "report_inspection", "提交检查记录", answers="inspection_visit", handlers=2,
            needs=[HANDLERS, FINDINGS, VISITED_ON, PROBLEM_FOUND, FINDING_KIND, visit_is_past,
                   gate.clue_is_dated],
            optional=[EVIDENCE, DISCOVERED_ON],
            starts=[begin("SSJ-PUBLISH", at="visited_on")], papers=[INSPECTION_RECORD],
            opens=[
                opens("violation", Relation.FINDING, kinds=["own"], on=DISCOVERED_ON,
                      carries=[FINDINGS, DISCOVERED_ON], when_fact=(PROBLEM_FOUND, "true")),
                *linked_openings(INSPECTION),
            ],
            basis=ON_TWO_OFFICERS),
        may(R.ENFORCER, "publish_inspection", "公开检查结果", meets=["SSJ-PUBLISH"],
            needs=[PUBLISHED_ON, gate.inspection_was_done], audience=Audience.PUBLIC,
            basis="国发〔2019〕5号；排污许可管理条例 第25条第2款"),
        may(R.PERMIT_OFFICER, "start_quality_review", "列入质量核查",
            needs=[QUALITY_GROUND, QUALITY_DUE_ON],
            starts=[begin("PWXK-QUALITY", limit="quality_due_on")], basis=ON_REVIEW),
        may(R.PERMIT_OFFICER, "report_quality_review", "提交质量核查意见", asks="quality_review",
            needs=[FINDINGS, QUALITY_GRADE], papers=[QUALITY_OPINION],
            basis=ON_REVIEW),
        may(R.SECTION_HEAD, "approve_quality_review", "审定质量核查结论", answers="quality_review",
            meets=["PWXK-QUALITY"], needs=[QUALITY_GRADE, OPINION],
            papers=[QUALITY_OPINION], tell=[QUALITY_DECIDED],
            opens=[
                opens("permit", Relation.ISSUED, kinds=["ex_officio"], by_hand=True,
                      when_fact=(QUALITY_GRADE, "change")),
                opens("revocation", Relation.ENDING, by_hand=True,
                      when_fact=(QUALITY_GRADE, "revoke")),
            ],
            basis=f"{ON_REVIEW}；排污许可管理条例 第16条；行政许可法 第69条"),
        RECORD_FEEDBACK,
        may(R.SYSTEM, "remind_renewal", "延续提醒", serve=[RENEWAL_REMINDER],
            papers=[RENEWAL_PAPER], audience=PARTY, basis=ON_RENEWAL),
        may(R.SYSTEM, "renewal_window_lapses", "延续申请期限届满", serve=[RENEWAL_LATE],
            audience=PARTY, basis=f"{ON_RENEWAL}（逾期仍可申请，不适用视为准予）"),
        may(R.SYSTEM, "record_renewal_filed", "登记延续申请", meets=["PWXK-RENEW-APPLY"],
            needs=[RENEWAL_FILED_ON, FILED_IN_TIME, gate.filing_day_is_right],
            optional=[FEEDBACK_CASE],
            audience=PARTY, basis=ON_RENEWAL),
        may(R.SYSTEM, "record_new_term", "登记许可证更新", **NEW_TERM),
        may(R.SYSTEM, "record_changed_permit", "登记许可证变更",
            optional=[PERMIT_NO, FEEDBACK_CASE, FEEDBACK_OUTCOME], audience=PARTY,
            basis="排污许可管理条例 第14条第3款、第16条；排污许可管理办法 第26条、第27条"),
        may(R.SYSTEM, "close_year", "年度监管归结", turns_chapter=True, optional=[SUMMARY],
            papers=[YEAR_SUMMARY], basis="排污许可管理条例 第25条；青环〔2023〕111号"),
        may(R.SYSTEM, "expire", "期满未申请延续", to="expired", meets=["PWXK-VALID"],
            needs=[gate.term_has_ended, gate.no_renewal_pending], serve=[PERMIT_EXPIRED],
            tell=[EXPIRED_PERMIT], records=PermitStatus.EXPIRED, audience=PARTY,
            basis="排污许可管理条例 第14条；生态环境法典 第182条；行政许可法 第70条第1项"),
        may(R.SYSTEM, "expire_with_pending", "期满延续待决", to="renewal_pending",
            meets=["PWXK-VALID"], needs=[gate.term_has_ended, gate.has_renewal_pending],
            starts=[begin("LIC-RENEW-DEEMED", at="valid_until",
                          when_fact=(FILED_IN_TIME, "true"))], tell=[RENEWAL_UNDECIDED],
            audience=PARTY, basis="排污许可管理办法 第24条第2款；行政许可法 第50条第2款"),
        END_PERMIT,
        crossing("PWXK-RENEW-APPLY", then="renewal_window_lapses"),
        crossing("PWXK-VALID", then="expire"),
        crossing("PWXK-VALID", then="expire_with_pending"),
        audience=PARTY),
    stage("renewal_pending", "延续待决",
        may(R.SYSTEM, "record_new_term", "登记许可证更新", to="in_force", **NEW_TERM),
        may(R.SYSTEM, "renewal_refused", "登记不予延续", to="expired", meets=["LIC-RENEW-DEEMED"],
            needs=[gate.renewal_is_decided], optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME],
            serve=[PERMIT_EXPIRED], tell=[EXPIRED_PERMIT], records=PermitStatus.EXPIRED,
            audience=PARTY, basis=f"{ON_RENEWAL}；行政许可法 第70条第1项"),
        may(R.SYSTEM, "warn_deemed_renewal", "视为准予延续警示", needs=[gate.renewal_was_in_time],
            tell=[DEEMED_RENEWAL], basis=ON_DEEMED),
        *REPORTS,
        RAISE_EXPIRED_CLUE,
        RECORD_FEEDBACK,
        END_PERMIT,
        crossing("LIC-RENEW-DEEMED", then="warn_deemed_renewal"),
        audience=PARTY),
    stage("expired", "过期失效",
        *REPORTS,
        RAISE_EXPIRED_CLUE,
        may(R.PERMIT_OFFICER, "start_cancellation", "启动注销", needs=[REASON,
            gate.no_renewal_pending, gate.no_cancellation_open],
            opens=[opens("cancellation", Relation.ENDING,
                         carries=[REASON, PERMIT_NO])],
            audience=PARTY, basis=ON_END),
        RECORD_FEEDBACK,
        may(R.SYSTEM, "record_new_term", "登记许可证更新", to="in_force", **NEW_TERM),
        END_PERMIT,
        audience=PARTY),
    stage("archiving", "待归档",
        may(R.PERMIT_OFFICER, "archive", "移交归档", to="archived",
            needs=[ARCHIVE_NO, gate.nothing_open], papers=[ARCHIVE_LIST],
            basis="生态环境行政处罚办法 第79条、第80条；档案法 第13条"),
        RECORD_FEEDBACK,
        audience=PARTY),
    end("archived", "归档", outcome="archived"),
    version=1,
    letter="JG",
    kinds=(("key_managed", "simplified"),),
    opened_by="许可证送达后由系统开案；存量许可证由许可经办人导入",
    by_hand=(("", (R.PERMIT_OFFICER,)),),
    opening_basis="排污许可管理条例 第14条、第25条",
    opening=tuple(TERM_BEGINS),
    opening_facts=(PERMIT_NO, VALID_FROM, VALID_UNTIL),
    chapters=True,
    basis="排污许可管理条例 第14条、第22条、第25条至第27条；生态环境法典 第182条",
)
