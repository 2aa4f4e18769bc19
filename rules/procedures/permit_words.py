"""The facts, papers and notices of a permit: each with its key and the officers' name for it."""

from rules.facts import FactKind, fact
from rules.notices import TO_HEADS, TO_WINDOW, notice, paper
from rules.vocabulary import Audience

PARTY = Audience.PARTY

PLATFORM_NO = fact("platform_no", "平台申请编号", FactKind.LINE)
ACCEPTED_ON = fact("accepted_on", "受理日期", FactKind.DAY)
UNDER_BAN = fact("under_ban", "是否在禁止申请期内", FactKind.YES_NO)
BAN_UNTIL = fact("ban_until", "禁止申请期届满日", FactKind.DAY)
PUBLICITY_FROM = fact("publicity_from", "申请前公开起始日", FactKind.DAY)
PUBLICITY_UNTIL = fact("publicity_until", "申请前公开截止日", FactKind.DAY)
CORRECTIONS = fact("corrections", "需要补正的全部内容", FactKind.TEXT)
COMPETENT = fact("competent_authority", "有权处理的机关", FactKind.LINE)
INSTITUTION = fact("institution", "技术机构", FactKind.LINE)
COUNTERSIGNER = fact("countersigner", "会签部门", FactKind.LINE)
SILENCE_NOTE = fact("silence_note", "未答复情况说明", FactKind.TEXT)
EIA_DIFFERS = fact("eia_differs", "环评与许可内容是否存在差异", FactKind.YES_NO)
CONDITIONS_MET = fact("conditions_met", "是否符合条例第11条规定的条件", FactKind.YES_NO)
SITE_VISITED_ON = fact("site_visited_on", "现场核查日期", FactKind.DAY)
REVIEWED_OUTCOME = fact(
    "reviewed_outcome", "审核同意的结论", FactKind.CHOICE,
    choices=(("grant", "准予许可"), ("refusal", "不予许可")),
)
DECIDED_ON = fact("permit_decided_on", "许可决定日期", FactKind.DAY)
LEGACY = fact("legacy_rectification", "是否适用条例第46条限期整改", FactKind.YES_NO)
CURRENT_UNTIL = fact("current_valid_until", "现有许可证届满日", FactKind.DAY)
RENEWAL_FILED_ON = fact("renewal_filed_on", "延续申请平台接收日期", FactKind.DAY)
FILED_IN_TIME = fact("filed_in_time", "延续申请是否按期提出", FactKind.YES_NO)
CHANGE_GROUND = fact(
    "change_ground", "依职权变更事由", FactKind.CHOICE,
    choices=(("standard", "污染物排放标准变化"), ("total", "总量控制指标变化"), ("other",
    "其他法定事由")),
)
CHANGE_DUE_ON = fact("change_due_on", "应完成变更的最后一日", FactKind.DAY, hint="新标准实施前一日")

ACCEPTANCE_NOTICE = paper("acceptance_notice", "受理通知书")
CORRECTION_NOTICE = paper("correction_notice", "补正告知单")
NON_ACCEPTANCE = paper("non_acceptance_decision", "不予受理决定书")
NOT_REQUIRED = paper("not_required_notice", "不需取得排污许可告知书")
EXPERT_NOTICE = paper("expert_review_notice", "专家评审时间告知书")
HEARING_RIGHT = paper("hearing_right_notice", "听证权利告知书")
SITE_RECORD = paper("site_visit_record", "现场核查记录")
SITE_APPROVAL = paper("site_visit_approval", "现场核查审批表")
ASSESSMENT = paper("assessment_report", "技术评估意见")
COUNTERSIGN = paper("countersign_letter", "部门会签函")
EXAMINATION = paper("examination_report", "审查意见")
APPROVAL_FORM = paper("approval_form", "许可审批表")
CERTIFICATE = paper("permit_certificate", "排污许可证")
GRANT_DECISION = paper("grant_decision", "准予许可决定书")
REFUSAL_DECISION = paper("refusal_decision", "不予许可决定书")
CHANGE_NOTICE = paper("change_notice", "依职权变更通知书")

TOLD_ACCEPTED = notice("acceptance_notice", "受理通知书", PARTY)
TOLD_CORRECTION = notice("correction_notice", "补正告知单", PARTY)
TOLD_NOT_ACCEPTED = notice("non_acceptance_decision", "不予受理决定书", PARTY)
TOLD_NOT_REQUIRED = notice("not_required_notice", "不需取得排污许可告知书", PARTY)
TOLD_EXPERT = notice("expert_review_notice", "专家评审时间告知书", PARTY)
TOLD_HEARING_RIGHT = notice("hearing_right_notice", "听证权利告知书", PARTY)
TOLD_GRANT = notice("grant_decision", "准予许可决定书", PARTY)
TOLD_CHANGE = notice("change_notice", "依职权变更通知书", PARTY)
TOLD_REFUSAL = notice("refusal_decision", "不予许可决定书", PARTY)
DEEMED_ACCEPTED = notice("deemed_acceptance_alert", "视为受理警示", Audience.AUTHORITY, TO_WINDOW)
DEEMED_RENEWAL = notice("deemed_renewal_alert", "视为准予延续警示", Audience.AUTHORITY, TO_HEADS)
EXPERT_TIME_ENDED = notice("expert_time_ended", "专家评审所需时间届满", Audience.AUTHORITY)
CORRECTION_LATE = notice("correction_overdue", "逾期未补正提醒", Audience.AUTHORITY, TO_WINDOW)
