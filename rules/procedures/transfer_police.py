"""A transfer with the police: acceptance, decision, and what the bureau may say against it."""

# fmt: off
from collections.abc import Sequence

from rules.asked import EVIDENCE, REASON
from rules.grammar import Act, Begin, Stage, begin, crossing, may, stage
from rules.procedures import transfer_gates as gate
from rules.procedures import transfer_words as words
from rules.vocabulary import Audience, R

JUSTICE = Audience.JUSTICE
JOIN, SC310, SPP = gate.JOIN, gate.SC310, gate.SPP
DECIDED = [words.DECIDED_ON, gate.past(words.DECIDED_ON),
           gate.not_before(words.DECIDED_ON, words.ACCEPTED_AT)]
NOTIFIED = [words.JUSTICE_PAPER_NO, words.NOTICE_RECEIVED_ON, gate.past(words.NOTICE_RECEIVED_ON),
            gate.not_before(words.NOTICE_RECEIVED_ON, words.DECIDED_ON)]
ANSWERED = [words.JUSTICE_ANSWERED]
REVIEW = [*gate.DECIDING, "YS-SUPP-TELL", "YS-SUPP", "YS-REROUTE"]


def notice_term(at: str = words.DECIDED_ON) -> Begin:
    """Write the three days in which a decision is told to the bureau and copied (第9条第3款)."""
    return begin("YS-NOTIFY", at=at)


def platform_entry() -> Begin:
    """Write the seven days in which the bureau enters its own decision (第34条)."""
    return begin("YS-PLATFORM")


PROPOSE = may(
    R.ENFORCER, "propose_response", "提出应对意见", asks="response",
    needs=[words.RESPONSE, REASON], papers=[words.RESPONSE_FORM],
    basis=f"{JOIN} 第11条、第12条；{SC310} 第9条")
RETURN_RESPONSE = may(
    R.BUREAU_HEAD, "return_response", "退回应对意见", answers="response", needs=[REASON],
    papers=[words.RESPONSE_FORM], basis=f"{JOIN} 第11条、第12条；{SC310} 第9条")


def suggest_supervision(*needs: object, meets: Sequence[str] = ()) -> Act:
    """Write that the head asks the procuratorate to supervise the police (第12条、第13条)."""
    return may(
        R.BUREAU_HEAD, "suggest_supervision", "建议立案监督", to="filing_supervision",
        answers="response",
        needs=[gate.proposed(words.RESPONSE, "supervision", law=f"{JOIN} 第12条"), *needs],
        meets=list(meets), starts=[platform_entry()], audience=JUSTICE,
        papers=[words.RESPONSE_FORM, words.SUPERVISION_PROPOSAL],
        basis=f"{JOIN} 第12条、第13条；{SC310} 第9条第2款")


def accept(key: str, title: str, law: str, *, meets: Sequence[str] = ()) -> Act:
    """Write that the head takes the decision of the police as it is."""
    return may(
        R.BUREAU_HEAD, key, title, to="closing", answers="response",
        needs=[gate.proposed(words.RESPONSE, "accept", law=law)], meets=list(meets),
        papers=[words.RESPONSE_FORM], basis=law)


def acknowledge(*needs: object, meets: Sequence[str] = ()) -> Act:
    """Write the receipt of the police, from whose instant their terms run (第7条)."""
    return may(
        R.POLICE, "acknowledge", "出具接受案件回执", to="police_review",
        needs=[words.RECEIPT_NO, words.ACCEPTED_AT, gate.past(words.ACCEPTED_AT),
               gate.not_before(words.ACCEPTED_AT, words.SENT_AT), *needs],
        meets=list(meets),
        starts=[begin("YS-SUPP-TELL", at=words.ACCEPTED_AT),
                begin("YS-REROUTE", at=words.ACCEPTED_AT),
                begin("YS-DECIDE", at=words.ACCEPTED_AT)],
        papers=[words.POLICE_RECEIPT], tell=ANSWERED, audience=JUSTICE,
        basis=f"{JOIN} 第7条；{SC310} 第7条")


def reception(*any_open: Act) -> Stage:
    """Write the acceptance, which the police may not refuse (第7条、第8条), and what if they do."""
    return stage("reception", "公安接受",
        acknowledge(),
        may(R.ENFORCER, "record_refusal", "登记公安机关不接受移送",
            needs=[words.REFUSED_ON, gate.past(words.REFUSED_ON),
                   gate.not_before(words.REFUSED_ON, words.SENT_AT), REASON, EVIDENCE],
            papers=[words.REFUSAL_RECORD], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第7条、第8条；{SC310} 第7条、第17条"),
        PROPOSE, suggest_supervision(gate.acceptance_refused), RETURN_RESPONSE,
        *any_open, audience=JUSTICE)


def review(*any_open: Act) -> Stage:
    """Write the examination by the police, and the complaint when its term has ended."""
    return stage("police_review", "公安审查",
        may(R.POLICE, "request_supplement", "告知补正材料",
            needs=[words.SUPPLEMENT, words.SUPPLEMENT_TOLD_ON,
                   gate.past(words.SUPPLEMENT_TOLD_ON),
                   gate.not_before(words.SUPPLEMENT_TOLD_ON, words.ACCEPTED_AT)],
            meets=["YS-SUPP-TELL"], starts=[begin("YS-SUPP", at=words.SUPPLEMENT_TOLD_ON)],
            papers=[words.SUPPLEMENT_NOTICE], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第8条"),
        may(R.POLICE, "suggest_investigation", "提出补充调查意见", needs=[words.SUPPLEMENT],
            tell=ANSWERED, audience=JUSTICE, basis=f"{JOIN} 第8条"),
        may(R.ENFORCER, "submit_supplement", "提交补正材料",
            needs=[words.SUPPLEMENT_FILES, gate.supplement_was_asked], meets=["YS-SUPP"],
            papers=[words.MATERIAL_LIST], audience=JUSTICE, basis=f"{JOIN} 第8条"),
        may(R.ENFORCER, "explain_supplement", "书面说明不能补正",
            needs=[REASON, gate.supplement_was_asked], meets=["YS-SUPP"],
            papers=[words.SUPPLEMENT_STATEMENT], audience=JUSTICE, basis=f"{JOIN} 第8条"),
        may(R.POLICE, "reroute", "转送有管辖权的公安机关", to="reception",
            needs=[words.OTHER_POLICE], meets=REVIEW, papers=[words.REROUTE_NOTICE],
            tell=ANSWERED, audience=JUSTICE, basis=f"{JOIN} 第9条第2款；{SC310} 第7条"),
        may(R.POLICE, "return_case", "退回（不属公安机关管辖）", to="closing",
            needs=[words.RETURN_GROUND, REASON, gate.returned_for_jurisdiction], meets=REVIEW,
            feeds="resume_after_transfer", outcome="returned", papers=[words.RETURN_NOTICE],
            tell=ANSWERED, audience=JUSTICE, basis=f"{JOIN} 第9条第2款"),
        may(R.POLICE, "extend_to_verify", "线索需要查证", needs=[words.VERIFY_WHAT, gate.term_runs],
            meets=["YS-DECIDE"], starts=[begin("YS-DECIDE.verify", at=words.ACCEPTED_AT)],
            tell=ANSWERED, audience=JUSTICE, basis=f"{JOIN} 第9条第1款"),
        may(R.POLICE, "extend_complex", "批准按重大复杂案件办理",
            needs=[words.APPROVED_BY, REASON, gate.term_runs],
            meets=["YS-DECIDE", "YS-DECIDE.verify"],
            starts=[begin("YS-DECIDE.complex", at=words.ACCEPTED_AT)],
            tell=ANSWERED, audience=JUSTICE, basis=f"{JOIN} 第9条第1款"),
        may(R.POLICE, "file_criminal_case", "决定立案", to="filed_notice", needs=DECIDED,
            meets=REVIEW, starts=[notice_term()], audience=JUSTICE,
            basis=f"{JOIN} 第9条第1款；{SC310} 第8条"),
        may(R.POLICE, "decline_criminal_case", "决定不予立案", to="declined_notice",
            needs=[*DECIDED, words.DECLINE_GROUND, REASON, gate.declined_on_merits],
            meets=REVIEW, starts=[notice_term()], audience=JUSTICE,
            basis=f"{JOIN} 第9条第1款、第3款；{SC310} 第8条"),
        may(R.SYSTEM, "police_decision_overdue", "公安机关逾期未决定", tell=[words.POLICE_OVERDUE],
            audience=JUSTICE, basis=f"{JOIN} 第9条第1款、第12条"),
        PROPOSE, suggest_supervision(gate.police_are_late, meets=REVIEW), RETURN_RESPONSE,
        *any_open,
        *(crossing(each, then="police_decision_overdue") for each in gate.DECIDING),
        audience=JUSTICE)


def notices(*any_open: Act) -> tuple[Stage, Stage]:
    """Write how a decision of the police reaches the bureau: in writing, in three days."""
    filed = stage("filed_notice", "立案通知",
        may(R.POLICE, "notify_filed", "送达立案通知书", to="handover", needs=NOTIFIED,
            meets=["YS-NOTIFY"], starts=[begin("YS-HANDOVER", at=words.NOTICE_RECEIVED_ON)],
            papers=[words.FILING_NOTICE], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第9条第3款、第10条；{SC310} 第12条"),
        *any_open, audience=JUSTICE)
    declined = stage("declined_notice", "不予立案通知",
        may(R.POLICE, "notify_declined", "送达不予立案通知书", to="declined", needs=NOTIFIED,
            meets=["YS-NOTIFY"], starts=[begin("YS-RECON", at=words.NOTICE_RECEIVED_ON)],
            papers=[words.NOT_FILING_NOTICE], feeds="resume_after_transfer", outcome="declined",
            tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第9条第3款、第11条；{SC310} 第8条"),
        *any_open, audience=JUSTICE)
    return filed, declined


def answers_to_refusal(*any_open: Act) -> tuple[Stage, Stage, Stage]:
    """Write what the bureau does when no case is filed: reconsideration, supervision, or peace."""
    declined = stage("declined", "不予立案应对",
        PROPOSE,
        may(R.BUREAU_HEAD, "request_reconsideration", "申请公安机关复议",
            to="police_reconsideration", answers="response",
            needs=[gate.proposed(words.RESPONSE, "reconsideration", law=f"{JOIN} 第11条"),
                   words.REQUESTED_ON, gate.past(words.REQUESTED_ON),
                   gate.not_before(words.REQUESTED_ON, words.NOTICE_RECEIVED_ON),
                   gate.reconsideration_open],
            meets=["YS-RECON"], audience=JUSTICE,
            starts=[begin("YS-RECON-DECIDE", at=words.REQUESTED_ON), platform_entry()],
            papers=[words.RESPONSE_FORM, words.RECONSIDERATION_REQUEST],
            basis=f"{JOIN} 第11条；{SC310} 第9条第1款"),
        suggest_supervision(meets=["YS-RECON"]),
        accept("accept_declined", "接受不予立案", f"{JOIN} 第16条；{SC310} 第10条",
               meets=["YS-RECON"]),
        RETURN_RESPONSE,
        may(R.SYSTEM, "reconsideration_window_lapses", "申请复议期满", tell=[words.WINDOW_LAPSED],
            audience=JUSTICE, basis=f"{JOIN} 第11条、第12条"),
        *any_open, crossing("YS-RECON", then="reconsideration_window_lapses"), audience=JUSTICE)
    again = [words.JUSTICE_PAPER_NO, words.DECIDED_ON, gate.past(words.DECIDED_ON),
             gate.not_before(words.DECIDED_ON, words.REQUESTED_ON)]
    reconsidered = stage("police_reconsideration", "公安复议",
        may(R.POLICE, "reconsider_filed", "复议决定立案", to="filed_notice", needs=again,
            meets=["YS-RECON-DECIDE"], starts=[notice_term()], feeds="pause_for_transfer",
            papers=[words.RECONSIDERATION_DECISION], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第11条；{SC310} 第9条第2款"),
        may(R.POLICE, "reconsider_upheld", "复议维持不予立案", to="upheld",
            needs=[*again, words.RECONSIDERED_ON, gate.past(words.RECONSIDERED_ON),
                   gate.not_before(words.RECONSIDERED_ON, words.DECIDED_ON)],
            meets=["YS-RECON-DECIDE"], starts=[begin("YS-SUPERVISE", at=words.RECONSIDERED_ON)],
            papers=[words.RECONSIDERATION_DECISION], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第11条、第12条；{SC310} 第9条第2款"),
        may(R.SYSTEM, "reconsideration_overdue", "公安机关逾期未复议", tell=[words.POLICE_OVERDUE],
            audience=JUSTICE, basis=f"{JOIN} 第11条、第12条"),
        PROPOSE,
        suggest_supervision(gate.reconsideration_is_late, meets=["YS-RECON-DECIDE"]),
        RETURN_RESPONSE,
        *any_open, crossing("YS-RECON-DECIDE", then="reconsideration_overdue"), audience=JUSTICE)
    upheld = stage("upheld", "复议维持应对",
        PROPOSE, suggest_supervision(meets=["YS-SUPERVISE"]),
        accept("accept_declined", "接受不予立案", f"{JOIN} 第16条；{SC310} 第10条",
               meets=["YS-SUPERVISE"]),
        RETURN_RESPONSE,
        may(R.SYSTEM, "supervision_window_lapses", "建议立案监督期满", tell=[words.WINDOW_LAPSED],
            audience=JUSTICE, basis=f"{SC310} 第9条第2款；{JOIN} 第12条"),
        *any_open, crossing("YS-SUPERVISE", then="supervision_window_lapses"), audience=JUSTICE)
    return declined, reconsidered, upheld


def supervised(*any_open: Act) -> tuple[Stage, Stage]:
    """Write how the procuratorate supervises that the police file a case (高检规定 第10条)."""
    filing = stage("filing_supervision", "立案监督",
        may(R.PROCURATORATE, "demand_explanation", "要求说明不立案理由",
            needs=[words.DEMAND_RECEIVED_ON, gate.past(words.DEMAND_RECEIVED_ON)],
            starts=[begin("YS-EXPLAIN", at=words.DEMAND_RECEIVED_ON)],
            papers=[words.EXPLANATION_DEMAND], audience=JUSTICE,
            basis=f"{SPP} 第10条；{JOIN} 第12条、第15条"),
        may(R.POLICE, "explain_not_filing", "说明不立案理由",
            needs=[words.EXPLANATION, gate.explanation_was_asked], meets=["YS-EXPLAIN"],
            papers=[words.NOT_FILING_EXPLANATION], audience=JUSTICE, basis=f"{SPP} 第10条"),
        may(R.POLICE, "file_criminal_case", "决定立案", to="filed_notice",
            needs=[words.DECIDED_ON, gate.past(words.DECIDED_ON)], meets=["YS-EXPLAIN"],
            starts=[notice_term()], feeds="pause_for_transfer", audience=JUSTICE,
            basis=f"{JOIN} 第9条第3款；{SPP} 第10条"),
        may(R.PROCURATORATE, "order_filing", "通知立案", to="ordered_filing",
            needs=[words.JUSTICE_PAPER_NO, words.ORDER_RECEIVED_ON,
                   gate.past(words.ORDER_RECEIVED_ON), gate.explained],
            meets=["YS-EXPLAIN"], starts=[begin("YS-ORDERED", at=words.ORDER_RECEIVED_ON)],
            papers=[words.FILING_ORDER], tell=ANSWERED, feeds="pause_for_transfer",
            audience=JUSTICE, basis=f"{SPP} 第10条；{JOIN} 第15条、第16条"),
        may(R.PROCURATORATE, "find_reason_valid", "认定不立案理由成立", to="closing",
            needs=[words.JUSTICE_PAPER_NO, REASON, gate.reasons_given], meets=["YS-EXPLAIN"],
            feeds="resume_after_transfer", outcome="declined",
            papers=[words.REASON_VALID_NOTICE], tell=ANSWERED, audience=JUSTICE,
            basis=f"{SPP} 第11条；{JOIN} 第16条"),
        acknowledge(gate.not_accepted_yet, meets=["YS-EXPLAIN"]),
        *any_open, audience=JUSTICE)
    ordered = stage("ordered_filing", "通知立案",
        may(R.POLICE, "file_as_ordered", "按通知立案", to="filed_notice",
            needs=[words.DECIDED_ON, gate.past(words.DECIDED_ON),
                   gate.not_before(words.DECIDED_ON, words.ORDER_RECEIVED_ON)],
            meets=["YS-ORDERED"], starts=[notice_term()], feeds="pause_for_transfer",
            audience=JUSTICE, basis=f"{SPP} 第10条；{JOIN} 第9条第3款"),
        *any_open, audience=JUSTICE)
    return filing, ordered


def investigated(*any_open: Act) -> tuple[Stage, Stage, Stage, Stage]:
    """Write the hand-over of things, the investigation, and a case that the police withdraw."""
    handover = stage("handover", "移交涉案物品",
        may(R.ENFORCER, "hand_over_items", "移交涉案物品和材料", to="investigation",
            needs=[words.ITEMS, words.HANDED_ON, gate.past(words.HANDED_ON),
                   gate.not_before(words.HANDED_ON, words.NOTICE_RECEIVED_ON)],
            optional=[EVIDENCE], meets=["YS-HANDOVER"], papers=[words.HANDOVER_LIST],
            audience=JUSTICE, basis=f"{JOIN} 第10条；{SC310} 第12条"),
        *any_open, audience=JUSTICE)
    inquiry = stage("investigation", "侦查",
        may(R.POLICE, "send_to_prosecution", "移送审查起诉", to="prosecution",
            needs=[words.JUSTICE_PAPER_NO], papers=[words.PROSECUTION_OPINION], audience=JUSTICE,
            basis=f"刑事诉讼法 第162条；{JOIN} 第34条"),
        withdraw_case(),
        *any_open, audience=JUSTICE)
    told = stage("withdrawn_notice", "撤案通知",
        may(R.POLICE, "notify_withdrawn", "送达撤销案件通知书", to="withdrawn", needs=NOTIFIED,
            meets=["YS-NOTIFY"], papers=[words.WITHDRAWAL_NOTICE], feeds="resume_after_transfer",
            outcome="withdrawn", tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第9条第3款、第16条"),
        *any_open, audience=JUSTICE)
    withdrawn = stage("withdrawn", "撤案应对",
        PROPOSE, suggest_supervision(),
        accept("accept_withdrawn", "接受撤销案件", f"{JOIN} 第16条、第17条"),
        RETURN_RESPONSE, *any_open, audience=JUSTICE)
    return handover, inquiry, told, withdrawn


def withdraw_case() -> Act:
    """Write that the police end an investigation without a charge (刑事诉讼法 第163条)."""
    return may(
        R.POLICE, "withdraw_case", "决定撤销案件", to="withdrawn_notice",
        needs=[words.DECIDED_ON, REASON, gate.past(words.DECIDED_ON)], meets=["YS-SUPPINV"],
        starts=[notice_term()], audience=JUSTICE,
        basis=f"{JOIN} 第9条第3款、第17条；刑事诉讼法 第163条")


__all__ = [
    "ANSWERED", "answers_to_refusal", "investigated", "notices", "platform_entry", "reception",
    "review", "supervised", "withdraw_case",
]
