"""The facts that several procedures ask for, declared once."""

from rules.facts import FactKind, fact

HANDLERS = fact("handlers", "到场执法人员", FactKind.PEOPLE, hint="两人以上，填工号，逗号分隔")
REASON = fact("reason", "理由", FactKind.TEXT)
OPINION = fact("opinion", "意见", FactKind.TEXT)
FINDINGS = fact("findings", "检查或核查情况", FactKind.TEXT)
EVIDENCE = fact("evidence", "证据材料", FactKind.FILES)
EXTEND_DAYS = fact("extend_days", "延长天数", FactKind.DAYS)
EXTEND_MONTHS = fact("extend_months", "延长月数", FactKind.COUNT, hint="以月计的期限用")
EXTEND_REASON = fact("extend_reason", "延长理由", FactKind.TEXT)
EXTENSION_APPROVER = fact("extension_approver", "批准延长的负责人", FactKind.LINE)
"""Kept where another act than the approval, the service of its paper, moves the clock."""
CONFIRMED_SOURCE = fact("confirmed_source", "所核对的文本出处", FactKind.LINE)
PERIOD = fact("period", "报告期", FactKind.LINE)
RECEIVED_ON = fact("received_on", "平台接收日期", FactKind.DAY)
DISCOVERED_ON = fact("discovered_on", "发现线索日期", FactKind.DAY, hint="立案期限自此日起算")
VISITED_ON = fact("visited_on", "现场检查日期", FactKind.DAY)
MONITORING_REPORT = fact("monitoring_report_no", "监测报告编号", FactKind.LINE)
SAMPLED_ON = fact("sampled_on", "采样日期", FactKind.DAY)
REPORT_RECEIVED_ON = fact("report_received_on", "收到监测报告日期", FactKind.DAY)
MONITORING_RESULT = fact(
    "monitoring_result",
    "监测结果",
    FactKind.CHOICE,
    choices=(("compliant", "达标"), ("exceeded", "超标"), ("not_rated", "不作评价")),
)
TOLD_ON = fact("told_on", "告知当事人日期", FactKind.DAY)
FEEDBACK_CASE = fact("feedback_case", "反馈的关联案件", FactKind.LINE)
FEEDBACK_OUTCOME = fact("feedback_outcome", "关联案件结果", FactKind.LINE)
CONCERNED_CASE = fact(
    "concerned_case",
    "所涉在办案件案号",
    FactKind.LINE,
    hint="问题处置或者行政处罚案件的案号；与在办案件均无关的填“无”",
)
PERMIT_NO = fact("permit_no", "排污许可证编号", FactKind.LINE)
VALID_FROM = fact("valid_from", "有效期起始日", FactKind.DAY)
VALID_UNTIL = fact("valid_until", "有效期届满日", FactKind.DAY)
PLATFORM_RECEIPT = fact("platform_receipt", "全国平台回执", FactKind.LINE)
