"""The facts of a daily fine: what a violation tells the penalty that counts the days."""

# fmt: off
from rules.facts import FactKind, fact

ORIGINAL_NO = fact("original_decision_no", "原处罚决定书文号", FactKind.LINE)
ORIGINAL_SERVED_ON = fact("original_served_on", "原处罚决定书送达日期", FactKind.DAY)
ORIGINAL_FINE = fact("original_fine", "原处罚决定的罚款数额", FactKind.MONEY, hint="单位为分")
DAILY_PERIODS = fact("daily_periods", "按日计罚的期间", FactKind.LINE,
                     hint="每段：责令改正决定书送达日/复查发现日，自送达次日起计")
FILED_ON = fact("filed_on", "立案日期", FactKind.DAY, hint="办案期限自此日起算")
