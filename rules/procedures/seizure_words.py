"""The facts, notices and papers of seizure and of preservation."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import TO_HEAD, notice, paper
from rules.vocabulary import Audience

PARTY, BUREAU = Audience.PARTY, Audience.AUTHORITY

ITEMS = fact("seized_items", "查封、扣押的设施、设备", FactKind.TEXT, hint="名称、数量、存放地点")
MEASURE = fact("seizure_sort", "措施", FactKind.CHOICE,
               choices=(("sealed", "就地查封"), ("taken", "扣押")))
SEIZURE_GROUND = fact("seizure_ground", "查封、扣押的情形", FactKind.CHOICE, choices=(
    ("toxic", "违法排放、倾倒、处置有毒有害物质（第4条第1项）"),
    ("protected", "在保护区违法排放、倾倒、处置（第4条第2项）"),
    ("sludge", "违法排放、倾倒工业污泥（第4条第3项）"),
    ("evasion", "逃避监管方式违法排放（第4条第4项）"),
    ("incident", "突发环境事件后未停产停排继续违法排放（第4条第5项）"),
    ("by_law", "法律、法规规定的其他情形（第4条第6项）")))
NOT_SEIZED_YET = fact("not_sealed_by_another", "未被其他机关依法查封", FactKind.YES_NO)
MAJOR = fact("major_case", "案情重大或者社会影响较大", FactKind.YES_NO)
COMMITTEE = fact("committee_record_file", "案件审查委员会记录", FactKind.FILES)
SEIZED_AT = fact("seized_at", "实施时间", FactKind.INSTANT, hint="补批的二十四小时自此时起算")
PARTY_PRESENT = fact("seizure_party_present", "当事人到场，已告知理由、依据和权利并听取申辩",
                     FactKind.YES_NO)
WITNESS = fact("witness", "见证人", FactKind.LINE, hint="当事人不到场或者拒绝签名的")
SCENE_RECORD = fact("scene_record", "现场笔录和清单", FactKind.FILES)
DELIVERED_ON_SCENE = fact("delivered_on_scene", "决定书和清单已当场交付", FactKind.YES_NO)
URGENT_WHY = fact("urgent_why", "情况紧急的理由", FactKind.TEXT)
EXTENSION_WHY = fact("seizure_extension_why", "书面说明理由", FactKind.TEXT)
TESTING_DAYS = fact("testing_days", "检测、检验、鉴定所需天数", FactKind.DAYS,
                    hint="书面告知当事人，不计入查封扣押期间")
TESTED_BY = fact("testing_body", "检测、检验、鉴定机构", FactKind.LINE)
TESTING_RECEIVED_ON = fact("testing_received_on", "收到检测、检验、鉴定结果日期", FactKind.DAY,
                           hint="查封扣押期间自该日起继续计算")
TESTING_RESULT = fact("testing_result", "检测、检验、鉴定结果", FactKind.TEXT)
SEAL_STATE = fact("seal_state", "封存情况", FactKind.TEXT)
SEAL_BROKEN = fact("seal_broken", "擅自损毁封条、变更查封状态或者启用", FactKind.YES_NO)
CORRECTED = fact("seizure_corrected", "违法排放行为已经改正", FactKind.YES_NO)
RELEASE_WHY = fact("release_why", "解除的情形", FactKind.CHOICE, choices=(
    ("corrected", "确已改正违法排放行为（第19条第1项）"),
    ("decided", "已作出处罚或者处理决定，不再需要（第20条第1项）"),
    ("expired", "期限已经届满（第20条第2项）"),
    ("no_violation", "没有违法行为或者与违法行为无关（强制法第28条第1、2项）"),
    ("other", "其他不再需要的情形（第20条第3项）")))
RELEASE_DECIDED_ON = fact("release_decided_on", "解除决定日期", FactKind.DAY,
                          hint="三个工作日内送达")
RETURNED_ON = fact("returned_on", "启封、返还日期", FactKind.DAY)
COLLECTION_PUBLISHED_ON = fact("collection_published_on", "招领公告发布日期", FactKind.DAY)
UNCLAIMED = fact("unclaimed_handling", "逾期未领回的处理", FactKind.TEXT)
EXTENSION_ORDERED = fact("seizure_extension_unserved", "延长决定尚未送达", FactKind.YES_NO)
EXTENDED_ON = fact("seizure_extended_on", "批准延长日期", FactKind.DAY)
TESTING_RUNS = fact("testing_runs", "检测、检验、鉴定结果待登记", FactKind.YES_NO)
TRANSFER_NO = fact("transfer_case_no", "行刑衔接案件编号", FactKind.LINE)
RELEASE_PENDING = fact("release_pending", "解除申请待答复", FactKind.YES_NO)
POLICE_RECEIPT = fact("police_receipt", "公安机关接收凭证", FactKind.LINE)
PARTY_TOLD_ON = fact("handover_told_on", "移送情况书面告知当事人日期", FactKind.DAY)
NOT_EXECUTED_WHY = fact("not_executed_why", "未实施的原因", FactKind.TEXT)

TOLD_SEIZED = notice("seizure_made", "查封（扣押）决定", PARTY)
TOLD_EXTENDED = notice("seizure_extended", "延长查封（扣押）决定", PARTY)
TOLD_TESTING = notice("seizure_testing", "检测检验鉴定期间告知", PARTY)
TOLD_RELEASED = notice("seizure_released", "查封（扣押）解除", PARTY)
TOLD_NOT_RELEASED = notice("seizure_not_released", "不予解除查封（扣押）", PARTY)
TOLD_COLLECT = notice("seizure_collect", "领回扣押物", PARTY)
RELEASE_WANTED = notice("seizure_release_asked", "收到解除查封扣押申请", BUREAU)
URGENT_DONE = notice("seizure_urgent", "紧急查封扣押待补批", BUREAU, TO_HEAD)
URGENT_LAPSED = notice("seizure_urgent_lapsed", "查封扣押补批期限届满", BUREAU, TO_HEAD)
TERM_LAPSED = notice("seizure_term_lapsed", "查封扣押期满", BUREAU, TO_HEAD)
TESTING_ENDED = notice("seizure_testing_ended", "检测检验鉴定期间届满", BUREAU)
LIFTING_OVERDUE = notice("seizure_lifting_overdue", "应当解除的查封扣押尚未签发解除决定", BUREAU,
                         TO_HEAD)
CHECK_OVERDUE = notice("seizure_check_overdue", "解除申请核查期限届满", BUREAU)
SERVICE_OVERDUE = notice("seizure_service_overdue", "解除决定送达期限届满", BUREAU)
COLLECTION_LAPSED = notice("seizure_collection_lapsed", "招领期满", BUREAU)
SEIZURE_ANNULLED = notice("seizure_annulled", "查封扣押决定被撤销或者变更", BUREAU)

COMMITTEE_RECORD = paper("committee_record", "案件审查委员会记录")
DECISION = paper("seizure_decision", "查封（扣押）决定书")
LIST = paper("seizure_list", "查封（扣押）清单")
RECORD = paper("seizure_record", "查封（扣押）现场笔录")
EXTENSION_FORM = paper("extension_form", "延期审批表")
EXTENSION = paper("seizure_extension", "延长查封（扣押）决定书")
TESTING_NOTICE = paper("testing_notice", "检测检验鉴定期间告知书")
TESTING_REPORT = paper("testing_report", "检测检验鉴定报告")
INSPECTION_RECORD = paper("seizure_inspection_record", "查封（扣押）检查记录")
RELEASE_REQUEST = paper("release_request", "解除查封（扣押）申请书")
CHECK_RECORD = paper("release_check_record", "解除申请核查记录")
RELEASE_FORM = paper("release_form", "解除查封（扣押）审批表")
RELEASE_REFUSAL = paper("release_refusal", "不予解除通知书")
RELEASE_DECISION = paper("release_decision", "解除查封（扣押）决定书")
HANDOVER_FORM = paper("handover_form", "涉案物品移交审批表")
HANDOVER_TOLD = paper("handover_told", "查封（扣押）物品移送告知书")
HANDOVER_LIST = paper("handover_list", "涉案物品移交清单")
RETURN_RECORD = paper("return_record", "启封返还清单")
COLLECTION_NOTICE = paper("collection_notice", "招领公告")
UNCLAIMED_RECORD = paper("unclaimed_record", "逾期未领处理记录")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")
