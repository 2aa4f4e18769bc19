"""The facts a transfer to justice asks for, the notices it sends and the papers it makes."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import notice, paper
from rules.vocabulary import Audience

TRANSFER_SOURCE = fact("transfer_source", "移送来源", FactKind.CHOICE, choices=(
    ("case", "本局办案发现"), ("opinion", "检察院建议移送")))
OPINION_NO = fact("prosecutor_opinion_no", "检察意见书文号", FactKind.LINE)
OPINION_RECEIVED_ON = fact("prosecutor_opinion_on", "收到检察意见日期", FactKind.DAY)
TEAM = fact("team", "专案组成员", FactKind.PEOPLE, hint="二名以上执法人员，填工号，逗号分隔")
CHARGE = fact("charge", "涉嫌罪名", FactKind.LINE)
SUSPECTS = fact("suspects", "犯罪嫌疑人基本情况", FactKind.TEXT)
REPORT_PROPOSES = fact("report_proposes", "报告建议", FactKind.CHOICE, choices=(
    ("transfer", "移送公安机关"), ("not_transfer", "不移送")))
LAWFUL_MEANS = fact("lawful_means", "行政执法的主体与程序合法", FactKind.YES_NO)
LAWFUL_PROOF = fact("lawful_proof", "有合法证据证明有涉嫌环境犯罪的事实发生", FactKind.YES_NO)
LETTER_NO = fact("transfer_letter_no", "移送书文号", FactKind.LINE)
SENT_AT = fact("sent_at", "移交案件材料时间", FactKind.INSTANT)
MATERIALS = fact("materials", "随案移送材料", FactKind.FILES,
                 hint="移送书、调查报告、笔录和采样单、涉案物品清单、照片录像及清单、监测报告等")
ITEMS = fact("items_involved", "涉案物品", FactKind.TEXT,
             hint="名称、数量、特征、存放地；没有的写“无”")
COPIED = fact("copied_to_procuratorate", "移送书已抄送同级检察院", FactKind.YES_NO)
DECISION_GOES = fact("penalty_decision_goes", "行政处罚决定书", FactKind.CHOICE, choices=(
    ("none", "未作出处罚决定"), ("attached", "已作出，附处罚决定书")))
RECEIPT_NO = fact("police_receipt_no", "接受案件回执文号", FactKind.LINE)
ACCEPTED_AT = fact("accepted_at", "公安机关接受案件时间", FactKind.INSTANT)
REFUSED_ON = fact("acceptance_refused_on", "公安机关不接受移送日期", FactKind.DAY)
SUPPLEMENT = fact("supplement_wanted", "须补正或者补充的内容", FactKind.TEXT)
SUPPLEMENT_TOLD_ON = fact("supplement_told_on", "收到补正告知日期", FactKind.DAY)
SUPPLEMENT_FILES = fact("supplement_files", "补正材料", FactKind.FILES)
OTHER_POLICE = fact("other_police", "有管辖权的公安机关", FactKind.LINE)
RETURN_GROUND = fact("return_ground", "退回的理由", FactKind.CHOICE, choices=(
    ("jurisdiction", "不属于公安机关管辖"), ("incomplete", "材料不全"),
    ("evidence", "证据不充分")))
VERIFY_WHAT = fact("verify_what", "须查证的线索", FactKind.TEXT)
APPROVED_BY = fact("approved_by_police_head", "批准的公安机关负责人", FactKind.LINE)
DECIDED_ON = fact("justice_decided_on", "作出决定日期", FactKind.DAY)
JUSTICE_PAPER_NO = fact("justice_paper_no", "司法机关文书文号", FactKind.LINE)
DECLINE_GROUND = fact("decline_ground", "不予立案的理由", FactKind.CHOICE, choices=(
    ("no_crime", "没有犯罪事实"), ("minor", "犯罪事实显著轻微，不需要追究刑事责任"),
    ("other", "依法不追究刑事责任的其他情形"), ("incomplete", "材料不全")))
NOTICE_RECEIVED_ON = fact("notice_received_on", "本局收到通知日期", FactKind.DAY)
RESPONSE = fact("response", "拟采取的应对", FactKind.CHOICE, choices=(
    ("reconsideration", "申请公安机关复议"), ("supervision", "建议检察院立案监督"),
    ("accept", "接受公安机关的决定")))
REQUESTED_ON = fact("requested_on", "申请书送达公安机关日期", FactKind.DAY)
RECONSIDERED_ON = fact("police_reconsidered_on", "收到复议决定日期", FactKind.DAY)
DEMAND_RECEIVED_ON = fact("demand_received_on", "公安机关收到要求说明通知日期", FactKind.DAY)
EXPLANATION = fact("not_filing_explanation", "不立案理由的说明", FactKind.TEXT)
ORDER_RECEIVED_ON = fact("order_received_on", "公安机关收到通知立案书日期", FactKind.DAY)
HANDED_ON = fact("handed_on", "办结交接手续日期", FactKind.DAY)
SENT_BACK_ON = fact("sent_back_on", "退回补充侦查日期", FactKind.DAY)
PENALTY_WANTED = fact("penalty_wanted", "提出予以行政处罚的检察意见", FactKind.YES_NO)
JUDGMENT_NO = fact("criminal_judgment_no", "判决书文号", FactKind.LINE)
JUDGMENT_FINAL_ON = fact("criminal_judgment_on", "判决生效日期", FactKind.DAY)
CRIMINAL_FINE = fact("criminal_fine", "判处罚金（分）", FactKind.MONEY, hint="没有判处罚金的填0")
WITH_JUSTICE_NOW = fact("with_justice", "案件已移送公安机关，尚无书面结果", FactKind.YES_NO)
"""Since the hand-over and until a written answer is told: no decision, and no time runs."""
JUDGED_AS = fact("criminal_result", "刑事判决的结果", FactKind.LINE)
AFTERMATH = fact("aftermath", "行政处罚如何继续", FactKind.CHOICE, choices=(
    ("resume", "恢复处罚程序，剩余期限继续计算"),
    ("resume_other", "仅就罚款以外的处罚继续办理"),
    ("close_penalty", "不再处罚，处罚案件结案"),
    ("offset", "已处罚款折抵罚金"),
    ("file_penalty", "尚未立案，依法决定是否立案处罚"),
    ("none", "没有也不需要行政处罚")))
CONSULTED = fact("consulted_body", "受咨询的机关", FactKind.CHOICE, choices=(
    ("police", "公安机关"), ("procuratorate", "检察院")))
CONSULTED_ON = fact("consulted_on", "书面咨询送达日期", FactKind.DAY)
QUESTION = fact("consultation", "咨询的问题", FactKind.TEXT)
CONSULTATION_ANSWER = fact("consultation_answer", "书面咨询答复", FactKind.TEXT)
HARM = fact("public_harm_found", "公共利益受损情况", FactKind.TEXT)

JUSTICE_ANSWERED = notice("justice_answered", "司法机关答复", Audience.AUTHORITY)
POLICE_OVERDUE = notice("police_overdue", "公安机关逾期未决定", Audience.AUTHORITY)
WINDOW_LAPSED = notice("justice_window_lapsed", "复议或者立案监督期满", Audience.AUTHORITY)
TRANSFER_REFUSED = notice("transfer_refused", "不批准移送", Audience.AUTHORITY)

CLUE_FORM = paper("clue_form", "线索移交单")
PROSECUTOR_OPINION = paper("prosecutor_opinion", "检察意见书")
TEAM_RECORD = paper("team_record", "专案组成立记录")
IDENTIFICATION_OPINION = paper("identification_opinion", "检测鉴定认定意见")
THRESHOLD_RECORD = paper("threshold_record", "入罪标准对照表")
TRANSFER_REPORT = paper("transfer_report", "移送涉嫌犯罪案件书面报告")
TRANSFER_FORM = paper("transfer_form", "涉嫌犯罪案件移送审批表")
TRANSFER_LETTER = paper("crime_transfer_letter", "涉嫌犯罪案件移送书")
MATERIAL_LIST = paper("case_material_list", "案件材料清单")
ITEM_LIST = paper("item_list", "涉案物品清单")
POLICE_RECEIPT = paper("police_receipt", "接受案件回执")
REFUSAL_RECORD = paper("acceptance_refusal_record", "公安机关不接受移送登记表")
SUPPLEMENT_NOTICE = paper("supplement_notice", "补正材料通知书")
SUPPLEMENT_STATEMENT = paper("supplement_statement", "补正情况说明")
REROUTE_NOTICE = paper("reroute_notice", "移送管辖通知书")
RETURN_NOTICE = paper("return_notice", "退回案件通知书")
FILING_NOTICE = paper("filing_notice", "立案通知书")
NOT_FILING_NOTICE = paper("not_filing_notice", "不予立案通知书")
RECONSIDERATION_REQUEST = paper("police_reconsideration_request", "公安复议申请书")
RECONSIDERATION_DECISION = paper("police_reconsideration_decision", "公安复议决定书")
RESPONSE_FORM = paper("response_form", "应对意见审批表")
SUPERVISION_PROPOSAL = paper("supervision_proposal", "立案监督建议书")
EXPLANATION_DEMAND = paper("explanation_demand", "要求说明不立案理由通知书")
NOT_FILING_EXPLANATION = paper("not_filing_explanation", "不立案理由说明书")
FILING_ORDER = paper("filing_order", "通知立案书")
REASON_VALID_NOTICE = paper("reason_valid_notice", "不立案理由审查通知书")
HANDOVER_LIST = paper("handover_list", "涉案物品移交清单")
WITHDRAWAL_NOTICE = paper("withdrawal_case_notice", "撤销案件通知书")
PROSECUTION_OPINION = paper("prosecution_opinion", "起诉意见书")
SUPPLEMENTARY_OUTLINE = paper("supplementary_outline", "补充侦查提纲")
INDICTMENT = paper("indictment", "起诉书")
NON_PROSECUTION_DECISION = paper("non_prosecution_decision", "不起诉决定书")
JUDGMENT = paper("crime_judgment", "刑事判决书")
CLOSING_FORM = paper("closing_form", "结案审批表")
PLATFORM_RECORD = paper("platform_record", "信息共享平台录入记录")
CONSULTATION_LETTER = paper("consultation_letter", "书面咨询函")
CONSULTATION_PAPER = paper("consultation_answer", "书面咨询答复")
