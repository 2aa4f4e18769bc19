"""The facts a claim for ecological damage asks for, the notices it sends and its papers."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import notice, paper
from rules.vocabulary import Audience

LIABLE = fact("liable_party", "赔偿义务人", FactKind.LINE)
NO_CLAIM_GROUND = fact("no_claim_ground", "不启动索赔的情形", FactKind.CHOICE, choices=(
    ("performed", "赔偿义务人已经履行赔偿义务"), ("judged", "生效裁判已支持全部索赔请求"),
    ("minor", "生态环境损害显著轻微，且不需要赔偿"),
    ("nobody", "义务人终止或者死亡，且无财产可供执行"),
    ("permitted", "义务人依法持证排污，符合国家规定"), ("other", "其他可以不启动索赔的情形")))
DAMAGE = fact("damage", "生态环境损害事实", FactKind.TEXT)
DAMAGE_SIMPLE = fact("damage_simple", "损害事实简单、责任认定无争议、损害较小", FactKind.YES_NO)
COMMISSIONED = fact("appraisal_institution", "受托鉴定评估机构", FactKind.LINE)
APPRAISED_FEN = fact("appraised_fen", "损害数额（分）", FactKind.MONEY)
APPRAISAL_FILE = fact("appraisal_file", "鉴定评估意见或者专家意见", FactKind.FILES)
END_GROUND = fact("end_ground", "终止索赔的情形", FactKind.CHOICE, choices=(
    ("performed", "赔偿义务人已经履行赔偿义务"), ("no_damage", "调查认定没有应当赔偿的损害"),
    ("judged", "生效裁判已支持全部索赔请求"), ("nobody", "义务人终止或者死亡，且无财产可供执行"),
    ("sued_by_others", "检察院或者社会组织已经起诉并支持其诉讼"), ("other", "其他应当终止的情形")))
NEGOTIATION_OFFER = fact("negotiation_offer", "磋商告知内容", FactKind.TEXT,
                         hint="损害事实、索赔请求、磋商时间地点、答复期限")
REPLY = fact("negotiation_reply", "磋商答复", FactKind.TEXT)
ROUND = fact("negotiation_round", "第几次磋商会议", FactKind.COUNT)
ROUND_HELD_ON = fact("negotiation_held_on", "磋商会议日期", FactKind.DAY)
ATTENDED = fact("liable_party_attended", "赔偿义务人到会", FactKind.YES_NO)
MINUTES = fact("negotiation_minutes", "磋商会议记录", FactKind.FILES)
AGREED_FEN = fact("agreed_fen", "协议赔偿数额（分）", FactKind.MONEY, hint="自行修复的填0")
BELOW_WHY = fact("agreed_below_why", "协议数额低于鉴定评估数额的理由", FactKind.TEXT,
                 hint="自行修复的写明修复方案；协议数额不低于鉴定评估数额的不填")
BELOW_APPROVED = fact("agreed_below_approved", "局负责人同意协议数额低于鉴定评估数额",
                      FactKind.YES_NO)
AGREED_TERMS = fact("agreed_terms", "协议内容", FactKind.TEXT, hint="责任承担方式和期限、违约责任")
AGREEMENT_NO = fact("agreement_no", "赔偿协议编号", FactKind.LINE)
AGREED_ON = fact("agreed_on", "协议签订日期", FactKind.DAY)
FAILED_GROUND = fact("failed_ground", "磋商不成的情形", FactKind.CHOICE, choices=(
    ("declined", "明确拒绝磋商或者逾期不答复"), ("absent", "无故不参加或者退出磋商会议"),
    ("three_rounds", "已召开三次磋商会议仍难以达成一致"), ("lapsed", "超过磋商期限未达成协议"),
    ("other", "其他磋商不成的情形")))
ENFORCEABLE = fact("enforceable_paper", "可以申请强制执行的文书", FactKind.CHOICE, choices=(
    ("ruling", "司法确认裁定书"), ("judgment", "民事判决书"), ("mediation", "调解书")))
COURT_PAPER_NO = fact("court_paper_no", "法院文书文号", FactKind.LINE)
AWARDED_FEN = fact("awarded_fen", "判决或者调解数额（分）", FactKind.MONEY)
PAID_FEN = fact("paid_fen", "本次缴纳数额（分）", FactKind.MONEY)
PAID_TOTAL = fact("compensation_paid_total", "已缴赔偿金合计（分）", FactKind.MONEY)
RESTORED_INSTEAD = fact("restored_instead", "按协议或者裁判以自行修复代替缴纳赔偿金",
                        FactKind.YES_NO)
PAID_ON = fact("compensation_paid_on", "缴纳日期", FactKind.DAY)
PERFORMED = fact("performance_report", "赔偿履行情况", FactKind.TEXT)
RESTORED = fact("restoration_reached", "修复目标已经达到", FactKind.YES_NO)
RESTORATION_FILE = fact("restoration_file", "修复效果评估报告", FactKind.FILES)
DEFAULT_ON = fact("default_on", "履行期限届满日期", FactKind.DAY)

NEGOTIATION_NOTICE = notice("negotiation_notice", "损害赔偿磋商告知", Audience.PARTY)
NEGOTIATION_ANSWERED = notice("negotiation_answered", "收到磋商答复", Audience.AUTHORITY)
NEGOTIATION_LAPSED = notice("negotiation_lapsed", "磋商期限届满", Audience.AUTHORITY)
COMPENSATION_ANSWERED = notice("compensation_answered", "损害赔偿案件进展", Audience.AUTHORITY)

CLAIM_FORM = paper("claim_form", "索赔审批表")
DAMAGE_RECORD = paper("damage_record", "损害调查记录")
APPRAISAL_COMMISSION = paper("damage_appraisal_commission", "鉴定评估委托书")
APPRAISAL_REPORT = paper("appraisal_report", "鉴定评估意见")
EXPERT_OPINION = paper("expert_opinion", "专家意见")
NEGOTIATION_FORM = paper("negotiation_form", "磋商审批表")
NEGOTIATION_PAPER = paper("negotiation_notice", "磋商告知书")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")
REPLY_PAPER = paper("negotiation_reply", "磋商答复意见")
ROUND_RECORD = paper("negotiation_record", "磋商会议记录")
AGREEMENT = paper("compensation_agreement", "生态环境损害赔偿协议")
CONFIRMATION_REQUEST = paper("confirmation_request", "司法确认申请书")
CONFIRMATION_RULING = paper("confirmation_ruling", "司法确认裁定书")
SUIT_FORM = paper("suit_form", "起诉审批表")
PLAINT = paper("complaint_paper", "民事起诉状")
ACCEPTANCE_OF_SUIT = paper("acceptance_of_suit", "案件受理通知书")
CIVIL_JUDGMENT = paper("civil_judgment", "民事判决书")
MEDIATION = paper("mediation_paper", "调解书")
PERFORMANCE_REPORT = paper("performance_report", "赔偿履行报告")
PAYMENT_RECORD = paper("payment_record", "赔偿金缴纳登记表")
RESTORATION_REPORT = paper("restoration_report", "修复效果评估报告")
ENFORCEMENT_REQUEST = paper("enforcement_request", "强制执行申请书")
END_FORM = paper("end_form", "终止索赔审批表")
