"""The facts a violation asks for, the notices it sends and the papers it makes."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import notice, paper
from rules.vocabulary import Audience

CLUE_SOURCE = fact("clue_source", "线索来源", FactKind.CHOICE, choices=(
    ("linked_task", "联动任务"), ("inspection", "执法检查"), ("alarm", "自动监控报警"),
    ("complaint", "举报信访"), ("overdue_report", "执行报告逾期"), ("patrol", "日常巡查"),
    ("assigned", "上级交办"), ("permit", "许可审查"), ("other", "其他")))
LEAD_UNIT = fact("lead_unit", "牵头单位", FactKind.LINE)
ASSIGNED_BY = fact("assigned_by", "交办机关", FactKind.LINE)
ASSIGNED_DUE_ON = fact("assigned_due_on", "交办整改时限", FactKind.DAY)
EMERGENCY = fact("emergency_check", "紧急核查", FactKind.YES_NO, hint="情况紧急先行核查，事后补批")
CONDUCT = fact("conduct", "违法行为（案由）", FactKind.LINE)
CONDUCT_FROM = fact("conduct_from", "违法行为起始日", FactKind.DAY)
CONDUCT_UNTIL = fact("conduct_until", "违法行为终了日", FactKind.DAY, hint="仍在继续的不填")
ARTICLES = fact("articles_violated", "违反的条款", FactKind.LINE)
POLLUTION_FOUND = fact("pollution_found", "造成污染", FactKind.YES_NO)
DAILY_FINE_LISTED = fact("daily_fine_listed", "属于按日计罚情形", FactKind.YES_NO)
"""Kept by the program from the item that was chosen; nobody is asked it."""
ORDER_CONTENT = fact("order_content", "责令改正的内容和期限", FactKind.TEXT)
TERM_DAYS = fact("term_days", "整改期限（日）", FactKind.DAYS, hint="文书载明的自然日数")
RECTIFIED = fact("rectified", "整改情况", FactKind.TEXT)
REPEATED = fact("repeated_after_order", "限产停产后又实施同一违法行为", FactKind.YES_NO)
FILING_CONDITIONS = fact("filing_conditions", "符合立案四项条件", FactKind.YES_NO)
NOT_FILING_GROUND = fact("not_filing_ground", "不予立案的理由", FactKind.CHOICE, choices=(
    ("minor", "违法行为轻微并及时改正，没有造成危害后果"),
    ("first", "初次违法且危害后果轻微并及时改正"),
    ("no_fault", "当事人有证据足以证明没有主观过错"), ("expired", "超过追责期限"),
    ("not_punishable", "依法不应当给予行政处罚"), ("no_violation", "违法事实不能成立")))
RECEIVING_AUTHORITY = fact("receiving_authority", "有管辖权的机关", FactKind.LINE)
SUSPECTED_CRIME = fact("suspected_crime", "涉嫌犯罪的事实", FactKind.TEXT)
RECHECK_FINDING = fact("recheck_finding", "暗查发现", FactKind.CHOICE, choices=(
    ("discharging", "仍在违法排放"), ("refused", "拒绝、阻挠复查")))

RESULT_NOTICE = notice("result_notice", "监测结果告知", Audience.PARTY)
ORDER_SERVED = notice("order_served", "限期整改提示", Audience.PARTY)
EXTENSION_DECISION = notice("extension_decision", "整改延期决定", Audience.PARTY)
EXTENSION_REFUSAL = notice("extension_refusal", "不予延期决定", Audience.PARTY)
URGING_NOTICE = notice("urging_notice", "逾期整改催办", Audience.PARTY)
LEGACY_BAN = notice("legacy_ban", "逾期未取得许可证不得排污", Audience.PARTY)
CLOSED_OUT = notice("closed_out", "问题销号", Audience.PARTY)
ORDER_OVERDUE = notice("order_overdue", "责令改正决定逾期未送达", Audience.AUTHORITY)
FILING_OVERDUE = notice("filing_overdue", "立案期限届满", Audience.AUTHORITY)
RECTIFICATION_LAPSED = notice("rectification_lapsed", "整改逾期待复查", Audience.AUTHORITY)

CLUE_FORM = paper("clue_form", "线索移交单")
DISMISSAL_FORM = paper("dismissal_form", "不予核实审批表")
INSPECTION_APPROVAL = paper("inspection_approval", "检查审批表")
INSPECTION_RECORD = paper("inspection_record", "现场检查(勘察)笔录")
MONITORING_REPORT_PAPER = paper("monitoring_report", "监测报告")
RESULT_PAPER = paper("result_notice", "监测结果告知书")
VERIFICATION_REPORT = paper("verification_report", "核实报告")
CORRECTION_ORDER = paper("correction_order", "责令改正违法行为决定书")
RECTIFICATION_NOTICE = paper("rectification_notice", "排污限期整改通知书")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")
RECTIFICATION_REPORT = paper("rectification_report", "整改报告")
EXTENSION_REQUEST = paper("extension_request", "延期申请书")
EXTENSION_FORM = paper("extension_form", "延期审批表")
EXTENSION_DECISION_PAPER = paper("extension_decision", "延期决定书")
EXTENSION_REFUSAL_PAPER = paper("extension_refusal", "不予延期决定书")
URGING_PAPER = paper("urging_notice", "逾期整改催办通知书")
RECHECK_RECORD = paper("recheck_record", "复查笔录")
CLOSE_OUT_FORM = paper("close_out_form", "销号审批表")
FILING_FORM = paper("filing_form", "立案审批表")
NOT_FILING_FORM = paper("not_filing_form", "不予立案审批表")
FILING_EXTENSION_FORM = paper("filing_extension_form", "延长立案期限审批表")
REFERRAL_FORM = paper("referral_form", "移送审批表")
REFERRAL_LETTER = paper("referral_letter", "案件移送函")
