"""The facts that several procedures ask for, declared once."""

from rules.facts import FactKind, fact

HANDLERS = fact("handlers", "到场执法人员", FactKind.PEOPLE, hint="两人以上，填工号，逗号分隔")
REASON = fact("reason", "理由", FactKind.TEXT)
OPINION = fact("opinion", "意见", FactKind.TEXT)
FINDINGS = fact("findings", "检查或核查情况", FactKind.TEXT)
EVIDENCE = fact("evidence", "证据材料", FactKind.FILES)
EXTEND_DAYS = fact("extend_days", "延长天数", FactKind.DAYS)
EXTEND_REASON = fact("extend_reason", "延长理由", FactKind.TEXT)
PERIOD = fact("period", "报告期", FactKind.LINE)
RECEIVED_ON = fact("received_on", "平台接收日期", FactKind.DAY)
