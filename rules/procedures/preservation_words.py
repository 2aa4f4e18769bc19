"""The facts, notices and papers of preservation (先行登记保存)."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import TO_HEAD, notice, paper
from rules.vocabulary import Audience

PARTY, BUREAU = Audience.PARTY, Audience.AUTHORITY

PERISHABLE_WHY = fact("preservation_why", "证据可能灭失或者以后难以取得的理由", FactKind.TEXT)
PRESERVED_ITEMS = fact("preserved_items", "登记保存的物品", FactKind.TEXT,
                       hint="名称、数量、特征、地点")
MESSAGE = fact("consent_message", "即时通讯报批记录", FactKind.FILES,
               hint="负责人同意的截图或者导出件")
URGENT_WHY = fact("preservation_urgent_why", "情况紧急的理由", FactKind.TEXT)
BY_MESSAGE = fact("consented_by_message", "以即时通讯方式同意", FactKind.YES_NO)
PRESERVED_AT = fact("preserved_at", "采取先行登记保存措施时间", FactKind.INSTANT)
SCENE_RECORD = fact("preservation_record_file", "现场笔录和清单", FactKind.FILES)
DISPOSAL = fact("preservation_disposal", "处理", FactKind.CHOICE, choices=(
    ("copied", "记录、复制、拍照、录像等保全后解除"), ("appraised", "送交鉴定"),
    ("seized", "依法查封、扣押"), ("confiscated", "依法没收"), ("released", "解除")))
NOT_PRESERVED_WHY = fact("not_preserved_why", "未实施的原因", FactKind.TEXT)

TOLD_PRESERVED = notice("preservation_made", "先行登记保存", PARTY)
TOLD_DISPOSED = notice("preservation_disposed", "先行登记保存的处理", PARTY)
PAPER_OVERDUE = notice("preservation_paper_overdue", "先行登记保存补办手续期限届满", BUREAU,
                       TO_HEAD)
RELEASED = notice("preservation_lapsed", "先行登记保存期满自动解除", BUREAU)

MESSAGE_RECORD = paper("message_record", "即时通讯报批记录")
NOTICE = paper("preservation_notice", "先行登记保存通知书")
LIST = paper("preservation_list", "先行登记保存清单")
RECORD = paper("preservation_record", "先行登记保存现场笔录")
DISPOSAL_FORM = paper("disposal_form", "先行登记保存处理审批表")
DISPOSAL_DECISION = paper("disposal_decision", "先行登记保存处理决定书")
RELEASE = paper("preservation_release", "解除先行登记保存通知书")
SERVICE_RECEIPT = paper("service_receipt", "送达回证")
