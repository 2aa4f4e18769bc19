"""What reports (举报) and petitions (信访) ask for, send and file: never who told the bureau.

The informant's name, number and address are rows of their own (``models.informant``); every text
here is about the matter alone.
"""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import notice, paper
from rules.vocabulary import Audience

NO_NAMES = "只写事项，不写举报人、信访人的姓名、电话、住址"

INTAKE_PATH = fact("intake_path", "办理途径", FactKind.CHOICE, choices=(
    ("report", "举报（请求查处环境违法行为）"), ("petition", "信访（建议、意见或者投诉请求）")),
    hint="先分清举报和信访，再受理")
REPORTED_ON = fact("reported_on", "收到举报或者信访日期", FactKind.DAY, hint="期限自此日起算")
REPORT_CHANNEL = fact("report_channel", "来源渠道", FactKind.CHOICE, choices=(
    ("hotline", "12369 电话"), ("network", "网络和微信"), ("code", "排污口二维码"),
    ("letter", "来信"), ("visit", "来访"), ("transferred", "其他机关转来")))
ANONYMOUS = fact("anonymous", "匿名", FactKind.YES_NO, hint="匿名举报一样受理")
MATTER = fact("matter", "反映的事项", FactKind.TEXT, hint=NO_NAMES)
INFORMANT_TOLD = fact("informant_told", "告知情况", FactKind.CHOICE, choices=(
    ("on_the_spot", "已当场告知"), ("later", "已另行告知"), ("unreachable", "联系不上"),
    ("anonymous", "匿名，无从告知")))
INFORMANT_TOLD_ON = fact("informant_told_on", "告知举报人、信访人日期", FactKind.DAY)
DECLINE_GROUND = fact("complaint_decline_ground", "不予受理的理由", FactKind.CHOICE, choices=(
    ("not_ours", "不属于生态环境主管部门处理"),
    ("other_way", "应当通过或者已经进入诉讼、仲裁、行政复议等途径"),
    ("repeated", "已经受理或者办结，举报人再次提出同一事项"),
    ("unclear", "没有被举报对象或者事实，经询问仍无法查找")))
MERGED_INTO = fact("merged_into", "并入的案号", FactKind.LINE)
HANDLING_UNIT = fact("handling_unit", "承办科室", FactKind.LINE)
COMPLAINT_RESULT = fact("complaint_result", "核查结论", FactKind.CHOICE, choices=(
    ("true", "属实"), ("partly", "部分属实"), ("untrue", "不属实"), ("unclear", "无法查证")))
NO_CHECK_REASON = fact("no_check_reason", "未到现场核查的理由", FactKind.TEXT)
NO_CLUE_REASON = fact("no_clue_reason", "属实而不转为问题线索的理由", FactKind.TEXT)
ANSWER = fact("complaint_answer", "答复意见", FactKind.TEXT, hint=NO_NAMES)
FED_BACK_ON = fact("fed_back_on", "反馈日期", FactKind.DAY)
FEEDBACK_WAY = fact("feedback_way", "反馈方式", FactKind.CHOICE, choices=(
    ("phone", "电话"), ("message", "短信或者网络"), ("letter", "书面"), ("in_person", "当面")))
NO_CONTACT = fact("no_contact", "未反馈的原因", FactKind.CHOICE, choices=(
    ("anonymous", "匿名且没有联系方式"), ("unreachable", "多次联系不上"),
    ("not_wanted", "举报人表示不需要反馈")))
REWARD_DUE = fact("reward_due", "符合举报奖励条件", FactKind.YES_NO, hint="区级设定：有奖举报办法")
REWARD_FEN = fact("reward_fen", "奖励金额（分）", FactKind.MONEY)
PAID_FEN = fact("reward_paid_fen", "发放金额（分）", FactKind.MONEY)
PAID_ON = fact("reward_paid_on", "发放日期", FactKind.DAY)
VOUCHER = fact("reward_voucher", "发放凭证号", FactKind.LINE,
               hint="凭证另行密存，此处不写领取人")

PETITION_SOURCE = fact("petition_source", "信访事项来源", FactKind.CHOICE, choices=(
    ("direct", "信访人直接提出"), ("forwarded", "信访部门或者上级转送、交办"),
    ("report", "由举报转来")))
PATH_TOLD = fact("petition_path", "应当适用的途径", FactKind.CHOICE, choices=(
    ("suit", "诉讼、仲裁、国家赔偿"), ("reconsideration", "行政复议、行政裁决"),
    ("duty", "申请查处违法行为、履行法定职责"), ("party_discipline", "党纪政纪申诉、检举控告"),
    ("other", "其他法定途径")))
STATEMENT = fact("petition_statement", "信访人陈述的事实和理由", FactKind.TEXT, hint=NO_NAMES)
INVESTIGATED_ON = fact("petition_investigated_on", "调查核实日期", FactKind.DAY)
OPINION_SERVED_ON = fact("petition_served_on", "信访处理意见书送达日期", FactKind.DAY)
OPINION_NO = fact("petition_opinion_no", "信访处理意见书文号", FactKind.LINE)
RECEIPT_NO = fact("petition_receipt_no", "送达回证编号", FactKind.LINE,
                  hint="回证另行密存，此处不写受送达人")
WITHDRAWAL_NO = fact("petition_withdrawal_no", "撤回申请编号", FactKind.LINE)
REVIEW_ASKED_ON = fact("review_asked_on", "收到复查请求日期", FactKind.DAY)
REVIEWED_ON = fact("review_served_on", "复查意见书送达日期", FactKind.DAY)
REREVIEW_ASKED_ON = fact("rereview_asked_on", "收到复核请求日期", FactKind.DAY)
REREVIEWED_ON = fact("rereview_served_on", "复核意见书送达日期", FactKind.DAY)
REVIEWED_BY = fact("review_authority", "复查、复核机关", FactKind.LINE)
REMANDED_ON = fact("remanded_on", "责令重新办理日期", FactKind.DAY)

COMPLAINT_ROUTED = notice("complaint_routed", "举报转办", Audience.AUTHORITY)
COMPLAINT_OVERDUE = notice("complaint_overdue", "举报办理期限届满", Audience.AUTHORITY)
PETITION_OVERDUE = notice("petition_overdue", "信访办理期限届满", Audience.AUTHORITY)

COMPLAINT_FORM = paper("complaint_form", "举报登记表")
COMPLAINT_ACCEPTANCE = paper("complaint_acceptance", "举报受理告知书")
COMPLAINT_REFUSAL = paper("complaint_refusal", "举报不予受理告知书")
COMPLAINT_ROUTING = paper("complaint_routing", "举报转办单")
EXTENSION_NOTICE = paper("extension_notice", "延期告知书")
COMPLAINT_FINDINGS = paper("complaint_findings", "举报核查意见")
COMPLAINT_ANSWER = paper("complaint_answer", "举报答复意见")
FEEDBACK_RECORD = paper("feedback_record", "举报反馈记录")
CLOSE_FORM = paper("complaint_close_form", "举报办结审批表")
REWARD_FORM = paper("reward_form", "举报奖励审批表")
REWARD_PAYMENT = paper("reward_payment", "举报奖励发放记录")

PETITION_FORM = paper("petition_form", "信访事项登记表")
PETITION_ACCEPTANCE = paper("petition_acceptance", "信访受理告知书")
PATH_NOTICE = paper("petition_path_notice", "信访分类处理告知书")
PETITION_FORWARD = paper("petition_forward", "信访转送交办单")
OBJECTION_FORM = paper("objection_form", "转送异议审批表")
OBJECTION_LETTER = paper("objection_letter", "转送异议函")
STATEMENT_RECORD = paper("petition_statement", "信访人陈述记录")
INVESTIGATION = paper("petition_investigation", "信访调查核实报告")
HEARING_RECORD = paper("petition_hearing_record", "信访听证笔录")
WITHDRAWAL = paper("petition_withdrawal", "撤回信访申请")
PETITION_OPINION = paper("petition_opinion", "信访处理意见书")
REVIEW_REQUEST = paper("petition_review_request", "复查申请书")
REVIEW_OPINION = paper("petition_review_opinion", "复查意见书")
REREVIEW_REQUEST = paper("petition_rereview_request", "复核申请书")
REREVIEW_OPINION = paper("petition_rereview_opinion", "复核意见书")
