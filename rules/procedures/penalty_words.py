"""The facts a penalty asks for: what is proposed, what was told, what was decided and paid."""

# fmt: off
from rules.discretion import FACTORS
from rules.facts import FactKind, fact

AWAITED = {
    "commission_monitoring": fact("monitoring_awaited", "委托监测尚未出具报告", FactKind.YES_NO),
    "commission_appraisal": fact("appraisal_awaited", "委托鉴定尚未出具意见", FactKind.YES_NO),
}
"""While one is true the decision's ninety days stand still (处罚办法 第57条第2款)."""
EVIDENCE_WANTED = fact("evidence_wanted", "须重新取证", FactKind.YES_NO)
REDONE_ON = fact("redone_on", "责令重新作出处理日期", FactKind.DAY)
EXTENDED = fact("decision_extended", "办案期限已延长", FactKind.YES_NO)
PLEADED_ON = fact("pleaded_on", "当事人陈述申辩日期", FactKind.DAY)
NEW_EVIDENCE = fact("evidence_after_plea", "申辩之后另行取证", FactKind.YES_NO)
REVIEWED_ANEW = fact("reviewed_after_plea", "申辩之后的新证据已经案件审查", FactKind.YES_NO)
EVIDENCE_ON = fact("evidence_on", "取证日期", FactKind.DAY)
PAUSE_NOTICE = fact("pause_notice_no", "中止计时所依据的文书编号", FactKind.LINE,
                    hint="委托书、公告、审批表的编号，随案保存")
MONITOR = fact("commissioned_to", "受委托的机构", FactKind.LINE)
APPRAISAL_NO = fact("appraisal_no", "鉴定意见编号", FactKind.LINE)
APPRAISAL_RECEIVED_ON = fact("appraisal_received_on", "收到鉴定意见日期", FactKind.DAY)
RESULTS_TOLD = fact("results_told", "监测、鉴定结果已告知当事人", FactKind.YES_NO)
SUSPENDED = fact("investigation_suspended", "调查已中止", FactKind.YES_NO)
SUSPEND_GROUND = fact("suspend_ground", "中止调查的情形", FactKind.CHOICE, choices=(
    ("other_case", "须以其他案件的裁判或者决定为依据"),
    ("law_question", "适用法律须有权机关解释确认"),
    ("force_majeure", "因不可抗力不能调查"), ("party_gone", "当事人死亡、终止或者下落不明"),
    ("other", "其他应当中止的情形")))
TERMINATION_GROUND = fact("termination_ground", "终止调查的情形", FactKind.CHOICE, choices=(
    ("no_facts", "违法事实不能成立"), ("time_barred", "超过追责期限"),
    ("party_gone", "当事人死亡或者终止，无权利义务承受人"), ("other", "其他应当终止的情形")))

PARTY_KIND = fact("party_kind", "当事人", FactKind.CHOICE, choices=(
    ("organisation", "法人或者其他组织"), ("citizen", "公民")))
HARM = "pollution_found"
APPLICABLE_LAW = fact("applicable_law", "适用的法律", FactKind.CHOICE, choices=(
    ("code", "生态环境法典（2026年8月15日施行）"), ("old", "法典施行前的法律")))
LAW_REASON = fact("law_reason", "适用法律的理由", FactKind.TEXT,
                  hint="违法行为跨越2026年8月15日的，或者适用处罚较轻的新法的，说明理由")
PENALTY_BASIS = fact("penalty_basis", "处罚依据的条款", FactKind.LINE)
PROPOSED = fact("proposed_outcome", "拟作出的处理", FactKind.CHOICE, choices=(
    ("penalty", "给予行政处罚"), ("minor", "违法行为轻微并及时改正，不予处罚"),
    ("first", "初次违法且危害后果轻微并及时改正，不予处罚"),
    ("no_fault", "没有主观过错，不予处罚"), ("not_established", "违法事实不能成立"),
    ("time_barred", "超过追责期限，不予处罚"), ("referral", "移送有管辖权的机关")))
FINE = fact("fine_amount", "罚款数额", FactKind.MONEY, hint="单位为分；不罚款的填0")
CONFISCATED = fact("confiscated_amount", "没收违法所得、非法财物的数额", FactKind.MONEY,
                   hint="单位为分；没有的填0")
WARNING = fact("warning", "警告、通报批评", FactKind.YES_NO)
PERMIT_PENALTY = fact("permit_penalty", "对许可证件的处罚", FactKind.CHOICE, choices=(
    ("none", "无"), ("suspend", "暂扣许可证件"), ("downgrade", "降低资质等级"),
    ("ban", "一定期限内不得申请许可"), ("revoke", "吊销许可证件")))
BUSINESS_PENALTY = fact("business_penalty", "对生产经营活动的处罚", FactKind.CHOICE, choices=(
    ("none", "无"), ("restrict", "限制开展生产经营活动"), ("career", "限制、禁止从业"),
    ("halt", "责令停产停业"), ("close", "责令关闭")))
CONTENT = (FINE, CONFISCATED, WARNING, PERMIT_PENALTY, BUSINESS_PENALTY)
"""What a penalty consists of (行政处罚法 第9条)."""

TOLD: dict[str, str] = {
    FINE: fact("told_fine", "已告知的罚款数额", FactKind.MONEY),
    CONFISCATED: fact("told_confiscated", "已告知的没收数额", FactKind.MONEY),
    WARNING: fact("told_warning", "已告知的警告、通报批评", FactKind.YES_NO),
    PERMIT_PENALTY: fact("told_permit_penalty", "已告知的对许可证件的处罚", FactKind.LINE),
    BUSINESS_PENALTY: fact("told_business_penalty", "已告知的对生产经营活动的处罚", FactKind.LINE),
}
"""What the served notice said, each beside what is intended now (行政处罚法 第44条)."""
TOLD_BASIS = fact("told_basis", "已告知的处罚依据", FactKind.LINE)
TOLD_CONDUCT = fact("told_conduct", "已告知的违法行为", FactKind.LINE)
TOLD_ARTICLES = fact("told_articles", "已告知的违反条款", FactKind.LINE)
NOTICE_SERVED_ON = fact("notice_served_on", "事先告知书送达日期", FactKind.DAY)

LEAST = fact("statutory_least", "法定罚款下限", FactKind.MONEY,
             hint="单位为分；有裁量表或者已知条款的自动带出，不必填写")
MOST = fact("statutory_most", "法定罚款上限", FactKind.MONEY, hint="单位为分")
RANGE_TEXT = fact("statutory_text", "法定幅度的条文原文", FactKind.TEXT,
                  hint="没有适用的裁量表的，自行填写下限、上限和条文原文，并集体讨论")
TABLE = fact("discretion_table", "裁量表", FactKind.LINE,
             hint="permitloop discretion 列出现有的裁量表；没有适用的填“无”")
DEPARTURE = fact("departure_reason", "不按裁量表的理由", FactKind.TEXT,
                 hint="偏离裁量表或者没有裁量表的，说明理由并集体讨论")
MITIGATION = fact("mitigation", "减轻处罚的情形", FactKind.CHOICE, choices=(
    ("eliminated", "主动消除或者减轻违法行为危害后果"), ("coerced", "受他人胁迫或者诱骗"),
    ("disclosed", "主动供述行政机关尚未掌握的违法行为"), ("merit", "配合行政机关查处有立功表现"),
    ("minor_age", "已满十四周岁不满十八周岁"), ("law", "法律、法规、规章规定的其他情形")))
MITIGATED_BY = fact("mitigated_by", "减轻处罚所依据的条款", FactKind.LINE,
                    hint="其他情形减轻的，写明法律、法规、规章的条款")
GRADES: dict[str, str] = {
    key: fact(f"grade_{key}", title, FactKind.LINE, hint="填裁量表中的档次")
    for key, title in FACTORS.items()
}
"""The seven answers of 处罚办法 第41条, each a grade of the table."""
WORKING = fact("discretion_working", "裁量的计算过程", FactKind.TEXT)

HEARING_OFFERED = fact("hearing_offered", "告知听证权利", FactKind.YES_NO)
HEAVIER_EVIDENCE = fact("heavier_evidence", "加重处罚所依据的新证据", FactKind.FILES,
                        hint="不得因当事人陈述、申辩而给予更重的处罚")
RENEW_GROUND = fact("renew_ground", "重新告知的情形", FactKind.CHOICE, choices=(
    ("facts", "认定的事实变更"), ("basis", "处罚依据变更"), ("content", "处罚种类、幅度变更"),
    ("evidence", "有新的证据"), ("mistake", "告知书有误")))
PLEA = fact("penalty_plea", "陈述申辩内容", FactKind.TEXT)
WAIVER = fact("rights_waiver", "书面放弃声明", FactKind.FILES)
PLEA_REVIEW = fact("plea_review_opinion", "陈述申辩和听证意见的复核意见", FactKind.TEXT)
PLEA_ACCEPTED = fact("plea_accepted", "是否采纳", FactKind.CHOICE, choices=(
    ("accepted", "采纳"), ("partly", "部分采纳"), ("rejected", "不采纳"), ("none", "没有提出意见")))
PLEA_REVIEWED_ON = fact("plea_reviewed_on", "复核日期", FactKind.DAY)
HEARING_ENDED_AS = fact("hearing_ended_as", "终止听证的情形", FactKind.CHOICE, choices=(
    ("absent", "当事人及其代理人无正当理由拒不出席"), ("left", "未经许可中途退出"),
    ("gone", "当事人死亡或者终止，无权利义务承受人")))
HEARING_REPORT = fact("hearing_report", "听证报告", FactKind.FILES)

LEGAL_GROUNDS: dict[str, tuple[str, str]] = {
    "public": ("涉及重大公共利益", "第1项"),
    "rights": ("直接关系当事人或者第三人重大权益，经过听证程序", "第2项"),
    "complex": ("案件情况疑难复杂、涉及多个法律关系", "第3项"),
    "other": ("法律、法规规定以及本机关目录所列的其他情形", "第4项"),
}
"""The grounds of 法制审核, with their items (行政处罚法 第58条第1款)."""
LEGAL_ANSWERS = {
    key: fact(f"legal_{key}", f"法制审核情形：{title}", FactKind.YES_NO)
    for key, (title, _) in LEGAL_GROUNDS.items()
}
LEGAL_REASONS = {
    key: fact(f"legal_{key}_why", f"不属于“{title}”的理由", FactKind.TEXT)
    for key, (title, _) in LEGAL_GROUNDS.items()
}
DISCUSSION_GROUNDS: dict[str, tuple[str, str]] = {
    "complex": ("情况疑难复杂、涉及多个法律关系", "第1项"),
    "amount": ("罚款、没收合计五十万元以上", "第2项"),
    "permit": ("吊销许可证件、一定期限内不得申请许可", "第3项"),
    "business": ("责令停产整治、停产停业、关闭、限制或者禁止从业", "第4项"),
    "other": ("负责人认为应当集体讨论的其他案件，包括不按裁量表的", "第5项"),
}
"""The grounds of 集体讨论, with their items (处罚办法 第52条)."""
DISCUSSION_ANSWERS = {
    key: fact(f"discuss_{key}", f"集体讨论情形：{title}", FactKind.YES_NO)
    for key, (title, _) in DISCUSSION_GROUNDS.items()
}
DISCUSSION_REASONS = {
    key: fact(f"discuss_{key}_why", f"不属于“{title}”的理由", FactKind.TEXT)
    for key, (title, _) in DISCUSSION_GROUNDS.items()
}
DISCUSSION_RECORD = fact("discussion_record_file", "集体讨论笔录", FactKind.FILES)
DISCUSSED_ON = fact("discussed_on", "集体讨论日期", FactKind.DAY)
VOTERS = fact("discussion_voters", "参加表决的负责人（工号）", FactKind.PEOPLE)
DISCUSSED = fact("collectively_discussed", "已经集体讨论", FactKind.YES_NO)
LEGALLY_REVIEWED = fact("legally_reviewed", "已经法制审核", FactKind.YES_NO)
IMPROVED_BY = fact("improved_by", "提出改进意见的法制审核人员（工号）", FactKind.LINE)
REVIEWED_AS = fact("reviewed_as", "法制审核的处罚内容", FactKind.TEXT)
DISCUSSED_AS = fact("discussed_as", "集体讨论的处罚内容", FactKind.TEXT)
EXTENSION_DISCUSSED = fact("extension_discussion", "集体讨论记录", FactKind.FILES,
                           hint="再次延长办案期限的集体讨论")

CORRECTED = fact("corrected_in_time", "已及时改正", FactKind.YES_NO)
UNLIKE_PENALTY = fact("unlike_earlier_penalty", "与此前被处理的违法行为不同类的理由", FactKind.TEXT)
FIRST_OFFENCE = fact("first_offence", "属于初次违法", FactKind.YES_NO)
SLIGHT_HARM = fact("slight_harm", "危害后果轻微", FactKind.YES_NO)
EDUCATION = fact("education", "对当事人的教育", FactKind.TEXT)

SPOT_TOLD_ON = fact("spot_told_on", "当场告知日期", FactKind.DAY)
STATES_RECONSIDERATION = fact("states_reconsideration", "决定书已载明应当先申请行政复议",
                              FactKind.YES_NO)
UPWARD_RECEIPT = fact("upfiling_receipt", "上级备案回执", FactKind.LINE)
PUBLISHED_ON_SITE = fact("penalty_published_on", "公开日期", FactKind.DAY)
PUBLISHED_AT = fact("penalty_published_at", "公开的网站和平台", FactKind.LINE)
PUBLISHED = fact("penalty_published", "处罚决定已公开", FactKind.YES_NO)
WITHDRAWN_ON = fact("publication_withdrawn_on", "撤回公开日期", FactKind.DAY)

DECIDE_SINCE = fact("decide_since", "办案期限的起算日", FactKind.DAY)
DECIDE_DAYS = fact("decide_days", "办案期限的天数（含中止、延长）", FactKind.DAYS)
VOIDED_NO = fact("voided_decision_no", "收回作废的处罚决定书文号", FactKind.LINE)
FIRST_SERVED_ON = fact("first_served_on", "处罚决定书首次送达日期", FactKind.DAY)
MONEY_DUE = fact("money_due", "有罚没款须缴纳", FactKind.YES_NO)
DEFERRAL_REQUEST = fact("deferral_request", "期限届满前的书面申请", FactKind.FILES)
PAID = fact("paid_amount", "本次缴纳数额", FactKind.MONEY, hint="单位为分")
PAID_ON = fact("paid_on", "缴纳日期", FactKind.DAY)
PAYMENT_NO = fact("payment_no", "缴款凭证编号", FactKind.LINE)
PAID_TOTAL = fact("paid_total", "已缴数额合计", FactKind.MONEY)
PAY_BY = fact("pay_by", "缴纳期限届满日", FactKind.DAY)
PAYMENTS = fact("payments_made", "历次缴款", FactKind.LINE)
REMEDY_PENDING = fact("remedy_pending", "复议或者诉讼未终结", FactKind.YES_NO)
REMEDY_SPELLS = fact("remedy_spells", "不计加处罚款的期间", FactKind.LINE)
SURCHARGE_WAIVED = fact("surcharge_waived", "减免加处罚款的理由", FactKind.TEXT,
                        hint="执行协议约定分阶段履行，当事人采取补救措施的（行政强制法 第42条）")
AGREEMENT = fact("enforcement_agreement", "执行协议", FactKind.FILES)
WAIVER_APPROVED = fact("waiver_approved", "同意减免加处罚款", FactKind.YES_NO)
PAYMENT_SLIP = fact("payment_slip", "银行回单", FactKind.FILES,
                    hint="缴款早于登记之日的，载明缴款日期的回单")
WRITTEN_OFF = fact("written_off", "终结执行的情形", FactKind.CHOICE, choices=(
    ("died", "公民死亡，无遗产可供执行，又无义务承受人"),
    ("ended", "法人或者其他组织终止，无财产可供执行，又无义务承受人"),
    ("perished", "执行标的灭失")))
MAY_SUE = fact("may_sue", "复议后起诉期限起算", FactKind.YES_NO)
MAY_SUE_AS_BEFORE = fact("may_sue_as_before", "起诉期限照旧", FactKind.YES_NO)
ENFORCEABLE = fact("enforceable", "可以申请强制执行", FactKind.YES_NO)
URGING_PLEA = fact("urging_plea", "对催告的陈述申辩", FactKind.TEXT)
URGING_PLEA_PENDING = fact("urging_plea_pending", "催告申辩待复核", FactKind.YES_NO)
UNPAID = fact("unpaid_amount", "结案时未缴数额", FactKind.MONEY)
COURT_ACCEPTED = fact("court_accepted", "法院已受理强制执行申请", FactKind.YES_NO)
PERFORMED_ON = fact("performed_on", "履行完毕日期", FactKind.DAY)
PERFORMANCE_NOTE = fact("performance_note", "履行情况", FactKind.TEXT)
ENDED_AS = fact("ended_as", "案件的终结情形", FactKind.LINE)
CLOSE_GROUND = fact("close_ground", "结案的情形", FactKind.CHOICE, choices=(
    ("performed", "责令改正和行政处罚决定履行完毕"), ("court", "依法申请强制执行，人民法院已受理"),
    ("no_penalty", "不予行政处罚等无须执行"), ("terminated", "依法终止案件调查"),
    ("referred", "已依法移送，无须再作出处罚决定"), ("annulled", "处罚决定被依法撤销"),
    ("other", "可以结案的其他情形")))
SUPERVISED = fact("supervised_case", "属于上级督办案件", FactKind.YES_NO)
