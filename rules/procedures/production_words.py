"""The facts, notices and papers of restricted production and shutdown."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import TO_LEGAL, notice, paper
from rules.vocabulary import Audience

PARTY, BUREAU = Audience.PARTY, Audience.AUTHORITY

BY_MONITORING = fact("by_monitoring", "违法事实以监测、鉴定结果认定", FactKind.YES_NO)
GROUND = fact("order_ground", "限制生产、停产整治的情形", FactKind.CHOICE, choices=(
    ("exceeds", "超过污染物排放标准或者重点污染物日最高允许排放总量（第5条）"),
    ("evasion", "逃避监管方式排放并超标（第6条第1项）"),
    ("heavy_metal", "重金属、持久性有机污染物等超标三倍以上（第6条第2项）"),
    ("yearly_total", "超过重点污染物排放总量年度控制指标（第6条第3项）"),
    ("after_restriction", "被责令限制生产后仍然超标（第6条第4项）"),
    ("sudden_event", "因突发事件超标或者超总量（第6条第5项）"),
    ("by_law", "法律、法规规定的其他情形（第6条第6项）")))
EXEMPT_SORT = fact("article_7_applies", "属于可以不予停产整治的公共设施、民生或者生产安全情形",
                   FactKind.YES_NO)
EXEMPT_REASON = fact("article_7_reason", "仍须停产整治的理由", FactKind.TEXT)
MAJOR = fact("major_case", "案情重大或者社会影响较大", FactKind.YES_NO)
COMMITTEE = fact("committee_record_file", "案件审查委员会记录", FactKind.FILES)
CONTENT = fact("order_measures", "改正方式和要求", FactKind.TEXT)
MONTHS = fact("restriction_months", "限制生产期限（月）", FactKind.COUNT, hint="一般不超过三个月")
TOLD_CONTENT = fact("told_measures", "事先告知的改正方式和要求", FactKind.TEXT)
TOLD_MONTHS = fact("told_months", "事先告知的限制生产期限（月）", FactKind.COUNT)
UNLIKE_WHY = fact("unlike_earlier_order", "与此前限产停产的违法行为不同的理由", FactKind.TEXT)
NOTICE_SERVED_ON = fact("notice_served_on", "事先告知书送达日期", FactKind.DAY)
PLEA = fact("penalty_plea", "陈述申辩内容", FactKind.TEXT)
WAIVER = fact("rights_waiver", "书面放弃声明", FactKind.FILES)
PLEA_REVIEW = fact("plea_review_opinion", "陈述申辩和听证意见的复核意见", FactKind.TEXT)
HEAVIER = fact("heavier_than_told", "较已送达的告知书加重", FactKind.YES_NO,
               hint="当事人陈述申辩、听证后改变改正方式和要求的填写")
RENEW_WHY = fact("order_renewed_why", "重新告知的理由", FactKind.TEXT)
HEARING_REPORT = fact("hearing_report", "听证报告", FactKind.FILES)
DISCUSSION = fact("discussion_record_file", "集体讨论笔录", FactKind.FILES)
DISCUSSED_ON = fact("discussed_on", "集体讨论日期", FactKind.DAY)
VOTERS = fact("discussion_voters", "参加表决的负责人（工号）", FactKind.PEOPLE)
ORDER_SERVED_ON = fact("order_served_on", "限产停产决定书送达日期", FactKind.DAY)
PLAN = fact("rectification_plan_file", "整改方案", FactKind.FILES,
            hint="改正措施、工程进度、资金保障、责任人员")
DISCLOSED_AT = fact("disclosed_at", "向社会公开的途径", FactKind.LINE)
COMPLETED_ON = fact("completed_on", "完成整改日期", FactKind.DAY)
COMPLETION = fact("completion_files", "整改完成备案材料", FactKind.FILES,
                  hint="完成情况、公开情况、监测报告、用电用水量和产量对比")
EXTENSION_UNSERVED = fact("restriction_extension_unserved", "延期决定尚未送达", FactKind.YES_NO)
EXTENDED_ON = fact("restriction_extended_on", "批准延长限制生产日期", FactKind.DAY)
EXTENSION_SERVED_ON = fact("restriction_extension_served_on", "延期决定书送达日期", FactKind.DAY)
FIRST_TERM_ENDS = fact("restriction_first_end", "原限制生产期满日期", FactKind.DAY)
EXTENDED_UNTIL = fact("restriction_extended_until", "延长后的限制生产期满日期", FactKind.DAY)
LIFTED = fact("order_lifted", "已自备案之日解除", FactKind.YES_NO)
LIFTED_ON = fact("order_lifted_on", "解除日期", FactKind.DAY)
DEFIED = fact("order_defied", "拒不停产或者擅自恢复生产", FactKind.YES_NO)
SAME_AGAIN = fact("same_violation_again", "跟踪检查又发现同一违法行为", FactKind.YES_NO)
CLOSURE_GROUND = fact("closure_ground", "报请停业关闭的情形", FactKind.CHOICE, choices=(
    ("toxic_thrice", "两年内因有毒物质超标受两次以上处罚又实施（第8条第1项）"),
    ("defied", "拒不停产或者擅自恢复生产（第8条第2项）"),
    ("again", "解除后跟踪检查发现又实施同一违法行为（第8条第3项）"),
    ("by_law", "法律、法规规定的其他严重情节（第8条第4项）")))
GOVERNMENT = fact("deciding_government", "有批准权的人民政府", FactKind.LINE)
GOVERNMENT_NO = fact("government_paper_no", "人民政府文书文号", FactKind.LINE)

TOLD_RESULTS = notice("order_results", "监测、鉴定结果告知（限产停产）", PARTY)
TOLD_NOTICE = notice("order_notice", "限产停产事先（听证）告知", PARTY)
TOLD_HEARING = notice("order_hearing", "限产停产听证通知", PARTY)
TOLD_ORDER = notice("order_decision", "限制生产、停产整治决定", PARTY)
TOLD_EXTENDED = notice("restriction_extended", "限制生产延期决定", PARTY)
TOLD_LAPSED = notice("restriction_lapsed", "限制生产期满", PARTY)
TOLD_LIFTED = notice("order_lifted", "限制生产、停产整治解除", PARTY)
FILING_LATE = notice("order_filing_late", "整改备案逾期", PARTY)

PLEADED = notice("order_plea", "收到限产停产案件的陈述申辩", BUREAU)
HEARING_WANTED = notice("order_hearing_requested", "收到限产停产听证申请", BUREAU, TO_LEGAL)
SERVICE_OVERDUE = notice("order_service_overdue", "限产停产决定书送达期限届满", BUREAU)
FILING_OVERDUE = notice("order_filing_overdue", "企业整改备案逾期", BUREAU)
COMPLETION_FILED = notice("completion_filed", "收到整改完成备案", BUREAU)
TERM_LAPSED = notice("restriction_term_lapsed", "限制生产期满待处理", BUREAU)
TRACKING_OVERDUE = notice("tracking_overdue", "跟踪检查期限届满", BUREAU)
ORDER_ANNULLED = notice("order_annulled", "限产停产决定被撤销或者变更", BUREAU)

RECORD = paper("investigation_record", "调查询问笔录")
EVIDENCE_LIST = paper("evidence_list", "证据清单")
RESULT_NOTICE = paper("result_notice", "监测结果告知书")
REPORT = paper("investigation_report", "调查报告")
STOP_FORM = paper("stop_form", "终止审批表")
COMMITTEE_RECORD = paper("committee_record", "案件审查委员会记录")
REVIEW_OPINION = paper("review_opinion", "案件审查意见")
ADVANCE_NOTICE = paper("order_advance_notice", "限产停产事先（听证）告知书")
PLEA_RECORD = paper("plea_record", "陈述申辩记录")
WAIVER_RECORD = paper("waiver_record", "放弃权利声明")
PLEA_REVIEW_PAPER = paper("plea_review", "陈述申辩复核意见")
HEARING_REQUEST = paper("hearing_request", "听证申请书")
HEARING_NOTICE = paper("hearing_notice", "听证通知书")
HEARING_RECORD = paper("hearing_record", "听证笔录")
HEARING_REPORT_PAPER = paper("hearing_report", "听证报告")
DISCUSSION_FORM = paper("discussion_form", "集体讨论审批表")
DISCUSSION_RECORD = paper("discussion_record", "集体讨论笔录")
ORDER_FORM = paper("order_form", "限产停产审批表")
RESTRICTION_ORDER = paper("restriction_order", "责令限制生产决定书")
SHUTDOWN_ORDER = paper("shutdown_order", "责令停产整治决定书")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")
PLAN_PAPER = paper("rectification_plan", "整改方案")
TRACKING_RECORD = paper("tracking_record", "跟踪检查记录")
COMPLETION_FILING = paper("completion_filing", "整改完成备案材料")
EXTENSION_FORM = paper("extension_form", "延期审批表")
EXTENSION_DECISION = paper("extension_decision", "延期决定书")
CLOSURE_FORM = paper("closure_form", "报请停业关闭审批表")
CLOSURE_REQUEST = paper("closure_request", "报请停业关闭请示")
CLOSURE_DECISION = paper("closure_decision", "停业关闭决定文书")
CLOSING_FORM = paper("closing_form", "结案审批表")
CLUE_FORM = paper("clue_form", "线索移交单")
