"""公益诉讼衔接: a clue for the procuratorate, or its proposal, answered within its term."""

# fmt: off
from rules.asked import CONCERNED_CASE, DISCOVERED_ON, EVIDENCE, FINDINGS, OPINION, REASON
from rules.grammar import Act, Effect, begin, crossing, end, may, opens, procedure, stage
from rules.procedures import public_interest_gates as gate
from rules.procedures import public_interest_words as words
from rules.procedures import transfer_words as justice
from rules.procedures.damage_compensation_words import MEDIATION
from rules.procedures.justice_papers import on_paper
from rules.procedures.transfer_gates import not_before, past
from rules.procedures.violation_words import CONDUCT
from rules.vocabulary import Audience, R, Relation

JUSTICE = Audience.JUSTICE
PIL, CODE = gate.PIL, gate.CODE
ANSWERED = [words.INTEREST_ANSWERED]
REPLYING = ["PIL-REPLY", "PIL-REPLY.spreading"]
ON_REPLY = f"{PIL} 第21条；{CODE}"
ON_CLUE = f"{CODE}；行政诉讼法 第25条第4款"

CARRIED = (justice.HARM, CONDUCT, FINDINGS)
"""What goes along when a transfer gives rise to a clue."""

HEARD = may(R.SYSTEM, "record_feedback", "登记联动反馈",
            basis="区级设定（关联案件办结反馈）")
WATCHED = tuple(crossing(each, then="reply_overdue") for each in REPLYING)
OVERDUE = may(R.SYSTEM, "reply_overdue", "回复期限届满", tell=[words.REPLY_OVERDUE],
              audience=JUSTICE, basis=f"{PIL} 第21条第2款、第3款；{CODE}")


ON_PAPER = on_paper(
    "draft_clue_letter", "draft_reply", basis=f"{PIL} 第21条；行政诉讼法 第25条第4款；{CODE}")
MEASURES = may(
    R.ENFORCER, "record_measures", "登记履职情况", needs=[words.MEASURES], optional=[EVIDENCE],
    papers=[words.PERFORMANCE_RECORD], basis=ON_REPLY)


def file_suit() -> Act:
    """Write that the procuratorate sues; nobody else may."""
    return may(
        R.PROCURATORATE, "file_suit", "提起公益诉讼", to="suit",
        needs=[justice.JUSTICE_PAPER_NO, words.SUIT_KIND, REASON], meets=REPLYING,
        papers=[words.INDICTMENT], tell=ANSWERED, audience=JUSTICE,
        basis=f"{PIL} 第13条、第21条第3款；行政诉讼法 第25条第4款；{CODE}")


def end_case() -> Act:
    """Write that the procuratorate ends its case because the public interest is protected."""
    return may(
        R.PROCURATORATE, "end_prosecutor_case", "终结公益诉讼案件", to="closed",
        outcome="ended_by_procuratorate", needs=[justice.JUSTICE_PAPER_NO, REASON],
        papers=[words.END_DECISION], tell=ANSWERED, feeds="record_feedback", audience=JUSTICE,
        basis=ON_REPLY)


PUBLIC_INTEREST = procedure(
    "public_interest", "公益诉讼衔接",
    stage("preparation", "线索准备",
        may(R.ENFORCER, "draft_clue_letter", "拟公益诉讼线索移送函", asks="clue",
            needs=[justice.HARM, words.CLUE_REASONS], papers=[words.CLUE_LETTER], basis=ON_CLUE),
        may(R.BUREAU_HEAD, "approve_clue_letter", "批准移送线索", to="sending", answers="clue",
            effect=Effect.TRANSFER, papers=[words.CLUE_LETTER], basis=ON_CLUE),
        may(R.BUREAU_HEAD, "refuse_clue_letter", "不批准移送线索", to="closed", answers="clue",
            effect=Effect.TRANSFER, outcome="not_approved", needs=[REASON],
            feeds="record_feedback", basis=ON_CLUE),
        may(R.BUREAU_HEAD, "return_clue_letter", "退回线索移送函", answers="clue",
            needs=[REASON], basis=ON_CLUE),
        HEARD),
    stage("sending", "线索移送",
        may(R.ENFORCER, "send_clue", "移送检察院", to="clue_review",
            needs=[words.CLUE_LETTER_NO, words.CLUE_SENT_ON, EVIDENCE, past(words.CLUE_SENT_ON)],
            audience=JUSTICE, basis=ON_CLUE),
        HEARD),
    stage("clue_review", "检察院审查",
        may(R.PROCURATORATE, "accept_clue", "公益诉讼立案", to="prosecutor_case",
            needs=[justice.JUSTICE_PAPER_NO], papers=[words.FILING_DECISION], tell=ANSWERED,
            audience=JUSTICE, basis=ON_CLUE),
        may(R.PROCURATORATE, "decline_clue", "不予立案", to="closed", outcome="declined",
            needs=[justice.JUSTICE_PAPER_NO, REASON], papers=[words.NOT_FILING_NOTICE],
            tell=ANSWERED, feeds="record_feedback", audience=JUSTICE, basis=ON_CLUE),
        *ON_PAPER, HEARD, audience=JUSTICE),
    stage("prosecutor_case", "检察院办理",
        may(R.PROCURATORATE, "issue_proposal", "发出检察建议书", to="performance",
            needs=[words.PROPOSAL_NO, words.PROPOSAL_ON, words.PROPOSAL_DEMANDS, words.SPREADING,
                   past(words.PROPOSAL_ON)],
            starts=[begin("PIL-REPLY", at=words.PROPOSAL_ON),
                    begin("PIL-REPLY.spreading", at=words.PROPOSAL_ON,
                          when_fact=(words.SPREADING, "true"))],
            papers=[words.PROPOSAL_LETTER], tell=ANSWERED, audience=JUSTICE, basis=ON_REPLY),
        file_suit(), end_case(), *ON_PAPER, HEARD, audience=JUSTICE),
    stage("performance", "履职整改",
        may(R.BUREAU_HEAD, "assign_performance", "批办检察建议", needs=[OPINION],
            basis=ON_REPLY),
        may(R.ENFORCER, "raise_clue", "转为问题线索", needs=[FINDINGS],
            opens=[opens("violation", Relation.FINDING, kinds=["own"], carries=[FINDINGS],
                         on=DISCOVERED_ON)],
            papers=[justice.CLUE_FORM], basis=f"{PIL} 第21条；生态环境行政处罚办法 第18条"),
        MEASURES,
        may(R.PROCURATORATE, "mark_spreading", "告知损害继续扩大",
            needs=[words.SPREADING_ON, REASON, past(words.SPREADING_ON),
                   not_before(words.SPREADING_ON, words.PROPOSAL_ON), gate.not_spreading_yet],
            starts=[begin("PIL-REPLY.spreading", at=words.SPREADING_ON)],
            papers=[words.SPREADING_NOTICE], tell=ANSWERED, audience=JUSTICE,
            basis=f"{PIL} 第21条第2款"),
        may(R.ENFORCER, "draft_reply", "拟检察建议书面回复", asks="reply",
            needs=[words.REPLY, gate.measures_taken], papers=[words.REPLY_PAPER],
            basis=ON_REPLY),
        may(R.LEGAL_REVIEWER, "pass_reply_review", "法制审核同意", answers="reply",
            asks="reply_signature", needs=[OPINION], papers=[words.LEGAL_OPINION],
            basis=ON_REPLY),
        may(R.LEGAL_REVIEWER, "return_reply_review", "法制审核退回", answers="reply",
            needs=[OPINION], papers=[words.LEGAL_OPINION], basis=ON_REPLY),
        may(R.BUREAU_HEAD, "approve_reply", "批准书面回复", to="reply",
            answers="reply_signature", effect=Effect.ORDER, not_by=["draft_reply"],
            papers=[words.REPLY_PAPER], basis=ON_REPLY),
        may(R.BUREAU_HEAD, "return_reply", "退回书面回复", answers="reply_signature",
            needs=[REASON], basis=ON_REPLY),
        may(R.PROCURATORATE, "withdraw_proposal", "撤回检察建议", to="closed",
            outcome="proposal_withdrawn", needs=[justice.JUSTICE_PAPER_NO, REASON],
            meets=REPLYING, papers=[words.PROPOSAL_WITHDRAWAL], tell=ANSWERED,
            feeds="record_feedback", audience=JUSTICE, basis=ON_REPLY),
        file_suit(), OVERDUE, *ON_PAPER, HEARD, *WATCHED, audience=JUSTICE),
    stage("reply", "回复送达",
        may(R.ENFORCER, "send_reply", "送达书面回复", to="follow_up",
            needs=[words.REPLY_NO, words.REPLY_ON, past(words.REPLY_ON),
                   not_before(words.REPLY_ON, words.PROPOSAL_ON)],
            meets=REPLYING, audience=JUSTICE, basis=ON_REPLY),
        file_suit(), OVERDUE, *ON_PAPER, HEARD, *WATCHED, audience=JUSTICE),
    stage("follow_up", "跟进审查",
        may(R.PROCURATORATE, "demand_more", "要求继续履职", to="performance",
            needs=[words.PROPOSAL_DEMANDS], tell=ANSWERED, audience=JUSTICE, basis=ON_REPLY),
        end_case(), file_suit(), MEASURES, *ON_PAPER, HEARD, audience=JUSTICE),
    stage("suit", "公益诉讼",
        may(R.COURT, "judge_suit", "作出判决", to="judgment_performance",
            needs=[justice.JUSTICE_PAPER_NO, words.OUTCOME_TEXT], papers=[words.JUDGMENT],
            tell=ANSWERED, audience=JUSTICE, basis=f"{PIL} 第25条；行政诉讼法 第25条第4款"),
        may(R.COURT, "mediate_suit", "确认调解、和解", to="judgment_performance",
            needs=[justice.JUSTICE_PAPER_NO, words.OUTCOME_TEXT], papers=[MEDIATION],
            tell=ANSWERED, audience=JUSTICE, basis=f"{PIL} 第19条；{CODE}"),
        may(R.PROCURATORATE, "withdraw_suit", "撤回公益诉讼", to="closed",
            outcome="suit_withdrawn", needs=[justice.JUSTICE_PAPER_NO, REASON],
            papers=[words.SUIT_WITHDRAWAL], tell=ANSWERED, feeds="record_feedback",
            audience=JUSTICE, basis=f"{PIL} 第24条"),
        *ON_PAPER, HEARD, audience=JUSTICE),
    stage("judgment_performance", "判决履行",
        may(R.ENFORCER, "record_judgment_performed", "登记判决履行情况",
            needs=[words.MEASURES], optional=[EVIDENCE], papers=[words.JUDGMENT_RECORD],
            audience=JUSTICE, basis="行政诉讼法 第94条"),
        may(R.ENFORCER, "ask_close", "提请结案", asks="close",
            needs=[OPINION, gate.judgment_performed], papers=[justice.CLOSING_FORM],
            basis=f"行政诉讼法 第94条；{CODE}"),
        may(R.BUREAU_HEAD, "close", "批准结案", to="closed", answers="close",
            effect=Effect.CLOSE_OUT, needs=[gate.judgment_performed],
            papers=[justice.CLOSING_FORM], feeds="record_feedback",
            basis=f"行政诉讼法 第94条；{CODE}"),
        may(R.BUREAU_HEAD, "return_close", "退回结案意见", answers="close", needs=[REASON],
            papers=[justice.CLOSING_FORM], basis=f"行政诉讼法 第94条；{CODE}"),
        HEARD),
    end("closed", "办结", outcome="closed", audience=Audience.AUTHORITY),
    version=1,
    letter="GY",
    kinds=(("clue", "proposal"),),
    starts_in=(("proposal", "performance"),),
    opened_by="线索移送由执法人员发起；诉前检察建议由检察院或者法制审核人员登记，自“履职整改”开始",
    by_hand=(("", (R.ENFORCER,)), ("proposal", (R.PROCURATORATE, R.LEGAL_REVIEWER)),),
    opening_basis="行政诉讼法 第25条第4款；生态环境法典 第1076条",
    opening=(begin("PIL-REPLY", at=words.PROPOSAL_ON, when=["proposal"]),
             begin("PIL-REPLY.spreading", at=words.PROPOSAL_ON, when=["proposal"],
                   when_fact=(words.SPREADING, "true"))),
    opening_facts=(*CARRIED, words.PROPOSAL_NO, words.PROPOSAL_ON, words.PROPOSAL_DEMANDS,
                   words.SPREADING, CONCERNED_CASE),
    basis=f"{PIL} 第13条、第19条、第21条（一份副本）；行政诉讼法 第25条第4款；{CODE}",
)
