"""The facts, notices and papers of reconsideration, litigation and the court's enforcement."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import TO_HEADS_AND_LEGAL, TO_LEGAL, notice, paper
from rules.procedures.forfeiture import ANNULMENT_NO, SUSPENSION_NO
from rules.vocabulary import Audience

__all__ = ["ANNULMENT_NO", "SUSPENSION_NO"]

CHALLENGED_ACT = fact("challenged_act", "被申请复议或者被起诉的行政行为", FactKind.LINE,
                      hint="文书名称和文号")
REVIEW_BODY = fact("review_body", "行政复议机关", FactKind.LINE)
COURT_NAME = fact("court_name", "人民法院", FactKind.LINE)
COURT_CASE_NO = fact("court_case_no", "法院案号", FactKind.LINE)
REQUEST_RECEIVED_ON = fact("request_received_on", "收到行政复议申请日期", FactKind.DAY)
SPOT_OR_CAMERA = fact("spot_or_camera", "属于当场处罚或者电子技术监控记录的处罚", FactKind.YES_NO)
FORWARDED_ON = fact("forwarded_on", "转送复议机关日期", FactKind.DAY)
COPY_RECEIVED_ON = fact("copy_received_on", "收到行政复议申请书副本日期", FactKind.DAY,
                        hint="书面答复的期限自此日起算")
COMPLAINT_RECEIVED_ON = fact("complaint_received_on", "收到起诉状副本日期", FactKind.DAY,
                             hint="答辩和举证的期限自此日起算")
REMEDY_OPENED_ON = fact("remedy_opened_on", "复议受理或者法院立案日期", FactKind.DAY,
                        hint="自此日起加处罚款不予计算")
REMEDY_PENDING = fact("remedy_pending", "复议或者诉讼未终结", FactKind.YES_NO)
REMEDY_CLOSED_ON = fact("remedy_closed_on", "复议或者诉讼终结日期", FactKind.DAY)
REMEDY_OUTCOME = fact("remedy_outcome", "复议或者诉讼结果", FactKind.CHOICE, choices=(
    ("upheld", "维持或者驳回诉讼请求"), ("dismissed", "驳回申请或者驳回起诉"),
    ("changed", "变更"), ("annulled", "撤销"), ("illegal", "确认违法"), ("void", "确认无效"),
    ("settled", "调解或者和解"), ("withdrawn", "撤回"), ("not_accepted", "不予受理")))
RECONSIDERED_ON = fact("reconsidered_on", "当事人收到行政复议决定书日期", FactKind.DAY,
                       hint="十五日起诉期限自此日起算（行政诉讼法 第45条）")
JUDGMENT_FINAL_ON = fact("judgment_final_on", "裁判生效日期", FactKind.DAY)
DECISION_ANNULLED = fact("decision_annulled", "决定已被撤销", FactKind.YES_NO)
ANNULLED_ON = fact("annulled_on", "撤销、变更或者确认的日期", FactKind.DAY)
FINE_AFTER_CHANGE = fact("fine_after_change", "变更后的罚款数额", FactKind.MONEY, hint="单位为分")
SUSPENDED_ON = fact("suspended_on", "停止执行起始日期", FactKind.DAY)
SUSPENSION_ENDED_ON = fact("suspension_ended_on", "恢复执行日期", FactKind.DAY)
PERFORMANCE_SUSPENDED = fact("performance_suspended", "正在停止执行", FactKind.YES_NO)
ANSWER_TEXT = fact("answer_text", "答复或者答辩的要点", FactKind.TEXT)
ANSWERED_ON = fact("answered_on", "报送或者提交日期", FactKind.DAY)
RESULT_NO = fact("remedy_result_no", "复议决定书或者裁判文书文号", FactKind.LINE)
STAY_NO = fact("stay_no", "中止、恢复审理通知文号", FactKind.LINE)
ILLEGAL_KIND = fact("illegal_kind", "确认的内容", FactKind.CHOICE,
                    choices=(("illegal", "确认违法"), ("void", "确认无效")))
SETTLEMENT_CHANGES = fact("settlement_changes", "调解或者和解是否改变原行政行为", FactKind.YES_NO)
REDO_ORDERED = fact("redo_ordered", "是否责令重新作出行政行为", FactKind.YES_NO)
OPINION_NO = fact("review_opinion_no", "行政复议意见书文号", FactKind.LINE)
OPINION_RECEIVED_ON = fact("opinion_received_on", "收到行政复议意见书日期", FactKind.DAY)
IMPLEMENTED = fact("implemented", "决定、裁判、意见书的落实情况", FactKind.TEXT)
COURT_PERMISSION = fact("court_permission", "法院准许", FactKind.LINE, hint="准许延期举证的文书")
ATTENDING = fact("attending_head", "出庭应诉人", FactKind.LINE)
HEAD_ABSENT_WHY = fact("head_absent_why", "负责人不能出庭的理由", FactKind.TEXT)
COURT_SAT_ON = fact("court_sat_on", "开庭日期", FactKind.DAY)
JUDGMENT_SERVED_ON = fact("judgment_served_on", "收到裁判文书日期", FactKind.DAY,
                          hint="上诉期限自此日起算")
APPEALED_ON = fact("appealed_on", "上诉日期", FactKind.DAY)

DECISION_SERVED_ON = fact("decision_served_on", "处罚决定书送达日期", FactKind.DAY)
URGING_SERVED_ON = fact("urging_served_on", "催告书送达日期", FactKind.DAY)
DEFERRED_UNTIL = fact("deferred_until", "批准延期、分期缴纳的届满日", FactKind.DAY)
DEFERRAL_UNSERVED = fact("deferral_unserved", "同意延期分期的通知书尚未送达", FactKind.YES_NO)
DEFERRAL_APPROVED_ON = fact("deferral_approved_on", "批准延期分期日期", FactKind.DAY)
DEFERRAL_SERVED_ON = fact("deferral_served_on", "同意延期分期的通知书送达日期", FactKind.DAY)
DEFERRED_FROM = fact("deferred_from", "延期、分期之前的缴纳期限届满日", FactKind.DAY)
ENFORCEABLE_FROM = fact("enforceable_from", "申请强制执行期限的起算日", FactKind.DAY,
                        hint="复议和诉讼期限均届满之日；批准延期、分期的为延期届满之日")
LATE_REASON = fact("late_reason", "逾期申请的正当理由", FactKind.TEXT)
CLAIM_AMOUNT = fact("claim_amount", "申请执行的数额", FactKind.MONEY,
                    hint="罚款本金和加处罚款，单位为分")
PARTY_OPINION = fact("party_opinion", "当事人的意见和催告情况", FactKind.TEXT)
SUBJECT_OF_ENFORCEMENT = fact("enforcement_subject", "申请强制执行标的情况", FactKind.TEXT)
LATE_APPROVED = fact("late_approved", "局负责人认可逾期的正当理由", FactKind.YES_NO)
LATE_PROOF = fact("late_proof", "逾期正当理由的证据", FactKind.FILES)
APPLICATION_SIGNED_ON = fact("application_signed_on", "申请书签发日期", FactKind.DAY)
LODGED_ON = fact("lodged_on", "递交法院日期", FactKind.DAY)
COURT_ACCEPTED_ON = fact("court_accepted_on", "法院受理日期", FactKind.DAY)
RULING_NO = fact("court_ruling_no", "行政裁定书文号", FactKind.LINE)
RULED_ON = fact("ruled_on", "裁定日期", FactKind.DAY)
RULING_RECEIVED_ON = fact("ruling_received_on", "收到裁定日期", FactKind.DAY,
                          hint="申请复议的十五日自此日起算")
REFUSED_WHAT = fact("court_refused_what", "法院不予的事项", FactKind.CHOICE,
                    choices=(("acceptance", "不予受理"), ("enforcement", "不予执行")))
COLLECTED_AMOUNT = fact("collected_amount", "执行到账数额", FactKind.MONEY, hint="单位为分")
COLLECTED_TOTAL = fact("collected_total", "执行到账合计", FactKind.MONEY)
COLLECTED_ON = fact("collected_on", "执行到账日期", FactKind.DAY)
EXECUTION_SUSPENDED = fact("execution_suspended", "正在中止执行", FactKind.YES_NO)
EXECUTION_ENDED_AS = fact("execution_ended_as", "终结方式", FactKind.CHOICE, choices=(
    ("this_time", "终结本次执行程序"), ("finally", "终结执行")))

ANSWER_OVERDUE = notice("remedy_answer_overdue", "答复、举证期限届满", Audience.AUTHORITY,
                        TO_HEADS_AND_LEGAL)
OPINION_OVERDUE = notice("review_opinion_overdue", "复议意见书整改期限届满", Audience.AUTHORITY)
APPEAL_LAPSED = notice("appeal_lapsed", "上诉或者申请复议期满", Audience.AUTHORITY, TO_LEGAL)
APPLICATION_OVERDUE = notice("court_application_overdue", "申请法院强制执行期限届满",
                             Audience.AUTHORITY)
COURT_OVERDUE = notice("court_overdue", "法院受理或者裁定期限届满", Audience.AUTHORITY)

REQUEST = paper("reconsideration_request", "行政复议申请书")
FORWARDING = paper("forwarding_letter", "复议申请转送函")
ANSWER_NOTICE = paper("answer_notice", "行政复议答复通知书")
ANSWER = paper("reconsideration_answer", "行政复议答复书")
EVIDENCE_LIST = paper("evidence_list", "证据清单")
SUSPENSION_DECISION = paper("suspension_decision", "停止执行决定书")
NOT_ACCEPTED = paper("reconsideration_not_accepted", "行政复议不予受理决定书")
RECONSIDERATION_DECISION = paper("reconsideration_decision", "行政复议决定书")
RECONSIDERATION_OPINION = paper("reconsideration_opinion", "行政复议意见书")
OPINION_REPORT = paper("opinion_report", "整改情况报告")
COMPLAINT = paper("complaint_copy", "起诉状副本")
DEFENCE = paper("defence", "行政答辩状")
ATTENDANCE = paper("attendance_letter", "出庭应诉通知")
COURT_RECORD = paper("court_record", "庭审记录")
JUDGMENT = paper("judgment", "行政判决书")
RULING = paper("ruling", "行政裁定书")
APPEAL_FORM = paper("appeal_form", "上诉审批表")
APPEAL_PETITION = paper("appeal_petition", "上诉状")
IMPLEMENTATION = paper("implementation_record", "履行情况登记表")
CLOSING_FORM = paper("closing_form", "结案审批表")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")
APPLICATION = paper("enforcement_application", "强制执行申请书")
ACCEPTANCE = paper("court_acceptance", "受理通知书")
COURT_RULING = paper("court_ruling", "行政裁定书")
UPPER_APPLICATION = paper("reconsideration_application", "复议申请书")
COLLECTION = paper("collection_record", "执行到账登记表")
WITHDRAWAL = paper("withdrawal_form", "撤回申请审批表")
