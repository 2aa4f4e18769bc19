"""The facts of public-interest litigation, the notices it sends and its papers."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import notice, paper
from rules.vocabulary import Audience

CLUE_LETTER_NO = fact("clue_letter_no", "线索移送函文号", FactKind.LINE)
CLUE_REASONS = fact("clue_reasons", "移送理由和线索内容", FactKind.TEXT)
CLUE_SENT_ON = fact("clue_sent_on", "线索送达检察院日期", FactKind.DAY)
PROPOSAL_NO = fact("proposal_no", "检察建议书文号", FactKind.LINE)
PROPOSAL_ON = fact("proposal_received_on", "收到检察建议书日期", FactKind.DAY)
PROPOSAL_DEMANDS = fact("proposal_demands", "检察建议的内容", FactKind.TEXT)
SPREADING = fact("harm_spreading", "损害继续扩大等紧急情形", FactKind.YES_NO)
SPREADING_ON = fact("spreading_told_on", "收到损害扩大告知日期", FactKind.DAY)
MEASURES = fact("duty_measures", "履职措施和效果", FactKind.TEXT)
REPLY = fact("proposal_reply", "书面回复内容", FactKind.TEXT)
REPLY_NO = fact("proposal_reply_no", "书面回复文号", FactKind.LINE)
REPLY_ON = fact("proposal_replied_on", "书面回复送达检察院日期", FactKind.DAY)
SUIT_KIND = fact("interest_suit_kind", "公益诉讼类型", FactKind.CHOICE, choices=(
    ("administrative", "行政公益诉讼"), ("civil", "民事公益诉讼")))
OUTCOME_TEXT = fact("judgment_demands", "裁判、调解确定的义务", FactKind.TEXT)

INTEREST_ANSWERED = notice("interest_answered", "检察公益诉讼进展", Audience.AUTHORITY)
REPLY_OVERDUE = notice("reply_overdue", "检察建议回复期限届满", Audience.AUTHORITY)

CLUE_LETTER = paper("clue_letter", "公益诉讼线索移送函")
FILING_DECISION = paper("interest_filing_decision", "公益诉讼立案决定书")
NOT_FILING_NOTICE = paper("interest_not_filing_notice", "公益诉讼不立案通知书")
PROPOSAL_LETTER = paper("proposal_letter", "检察建议书")
PERFORMANCE_RECORD = paper("performance_of_duty_record", "履职情况登记表")
SPREADING_NOTICE = paper("spreading_notice", "损害扩大告知书")
REPLY_PAPER = paper("proposal_reply", "检察建议书面回复")
LEGAL_OPINION = paper("legal_opinion", "法制审核意见")
PROPOSAL_WITHDRAWAL = paper("proposal_withdrawal", "撤回检察建议决定书")
END_DECISION = paper("interest_end_decision", "终结案件决定书")
INDICTMENT = paper("interest_indictment", "公益诉讼起诉书")
SUIT_WITHDRAWAL = paper("withdrawal_ruling_request", "撤回起诉决定书")
JUDGMENT = paper("interest_judgment", "公益诉讼判决书")
JUDGMENT_RECORD = paper("judgment_performance_record", "判决履行登记表")
