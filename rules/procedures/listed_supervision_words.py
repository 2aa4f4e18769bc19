"""The facts a supervision from above asks for, the notices it sends and its papers."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import notice, paper
from rules.vocabulary import Audience

LISTED_ON = fact("listed_on", "收到挂牌督办通知日期", FactKind.DAY)
LISTING_NO = fact("listing_no", "挂牌督办通知书文号", FactKind.LINE)
LISTED_BY = fact("listed_by", "督办机关", FactKind.LINE)
LISTED_DUE_ON = fact("listed_due_on", "督办办理时限", FactKind.DAY, hint="通知书没有载明的不填")
LISTED_DEMANDS = fact("listed_demands", "督办要求", FactKind.TEXT)
TERM_STATED = fact("listing_states_term", "通知书载明办理时限", FactKind.YES_NO)
PLAN = fact("supervision_plan", "督办办理方案", FactKind.TEXT)
PROGRESS = fact("supervision_progress", "办理进展", FactKind.TEXT)
LIFT_GROUNDS = fact("lift_grounds", "督办要求的完成情况", FactKind.TEXT)
LIFT_CHECKED_ON = fact("lift_checked_on", "督办现场核查日期", FactKind.DAY)
DEMANDS_MET = fact("demands_met", "督办要求已经完成", FactKind.YES_NO)
LIFT_NO = fact("lift_no", "解除挂牌督办通知书文号", FactKind.LINE)

LISTED = notice("supervision_listed", "收到挂牌督办", Audience.AUTHORITY)
LIST_OVERDUE = notice("supervision_overdue", "督办期限届满", Audience.AUTHORITY)
LIST_ANSWERED = notice("supervision_answered", "督办机关答复", Audience.AUTHORITY)

SUPERVISION_NOTICE = paper("supervision_notice", "挂牌督办通知书")
SUPERVISION_PLAN = paper("supervision_plan", "督办办理方案")
PROGRESS_REPORT = paper("progress_report", "督办进展报告")
EXTENSION_FORM = paper("supervision_extension_form", "督办延期审批表")
LIFT_REQUEST = paper("lift_request", "解除挂牌督办申请")
LIFT_CHECK_RECORD = paper("lift_check_record", "督办现场核查记录")
LIFT_NOTICE = paper("lift_notice", "解除挂牌督办通知书")
