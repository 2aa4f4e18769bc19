"""行刑衔接: from a team of two to the day the penalty may go on, each body answering its own."""

# fmt: off
from collections.abc import Iterable, Mapping

from rules.asked import (
    CONCERNED_CASE,
    EVIDENCE,
    FINDINGS,
    HANDLERS,
    OPINION,
    PLATFORM_RECEIPT,
    REASON,
)
from rules.facts import FactValue
from rules.grammar import Effect, begin, end, may, opens, procedure, stage, within
from rules.procedures import transfer_gates as gate
from rules.procedures import transfer_police as police
from rules.procedures import transfer_words as words
from rules.procedures.justice_papers import on_paper
from rules.procedures.transfer_court import prosecuted
from rules.procedures.violation_words import (
    ARTICLES,
    CONDUCT,
    CONDUCT_FROM,
    CONDUCT_UNTIL,
    SUSPECTED_CRIME,
)
from rules.thresholds import THRESHOLDS, answered
from rules.vocabulary import Audience, R, Relation

JUSTICE = Audience.JUSTICE
JOIN, SC310 = gate.JOIN, gate.SC310

WITH_JUSTICE = frozenset({
    "reception", "police_review", "filed_notice", "declined_notice", "ordered_filing", "handover",
    "investigation", "withdrawn_notice", "prosecution", "supplementary", "nonprosecution_notice",
    "trial"})
"""Stages in which the penalty's time stands still: from the hand-over to a written result.

While the bureau answers a refusal the time runs again, as the refusal was told in writing.
"""
TOLD_IN_WRITING = frozenset({"notify_declined", "notify_withdrawn"})
"""Acts by which the police tell the bureau in writing that nobody is charged."""

CARRIED = (SUSPECTED_CRIME, CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL, ARTICLES, FINDINGS)
"""What goes along when a violation or a penalty gives rise to a transfer."""

OPINION_HEARD = may(
    R.PROCURATORATE, "receive_opinion", "提出建议移送检察意见",
    needs=[words.OPINION_NO, words.OPINION_RECEIVED_ON, gate.past(words.OPINION_RECEIVED_ON),
           gate.no_opinion_pending],
    starts=[begin("YS-SPP-OPINION", at=words.OPINION_RECEIVED_ON)],
    papers=[words.PROSECUTOR_OPINION], tell=police.ANSWERED, audience=JUSTICE,
    basis=f"{JOIN} 第14条；{gate.SPP} 第12条")

ANY_OPEN = (
    may(R.ENFORCER, "consult", "提出书面咨询",
        needs=[words.CONSULTED, words.QUESTION, words.CONSULTED_ON, gate.past(words.CONSULTED_ON)],
        starts=[begin("YS-CONSULT", at=words.CONSULTED_ON, subject=words.CONSULTED)],
        papers=[words.CONSULTATION_LETTER], audience=JUSTICE, basis=f"{JOIN} 第24条"),
    may((R.POLICE, R.PROCURATORATE), "answer_consultation", "答复书面咨询",
        needs=[words.CONSULTED, words.CONSULTATION_ANSWER, gate.answers_as_asked],
        meets=["YS-CONSULT"], papers=[words.CONSULTATION_PAPER], tell=police.ANSWERED,
        audience=JUSTICE, basis=f"{JOIN} 第24条"),
    may(R.ENFORCER, "refer_public_interest", "移送公益诉讼线索",
        needs=[words.HARM, gate.no_case_open("public_interest", "公益诉讼衔接")],
        opens=[opens("public_interest", Relation.PUBLIC_INTEREST, kinds=["clue"],
                     carries=[words.HARM, CONDUCT, FINDINGS])],
        papers=[words.CLUE_FORM], basis="生态环境法典 第1076条；行政诉讼法 第25条第4款"),
    may(R.ENFORCER, "raise_compensation", "移交损害赔偿线索",
        needs=[words.HARM, gate.no_case_open("damage_compensation", "生态环境损害赔偿")],
        opens=[opens("damage_compensation", Relation.COMPENSATION,
                     carries=[words.HARM, CONDUCT, FINDINGS])],
        papers=[words.CLUE_FORM],
        basis="生态环境法典 第1073条；生态环境损害赔偿管理规定（环法规〔2022〕31号）"),
    may(R.SYSTEM, "record_feedback", "登记联动反馈",
        basis="区级设定（关联案件办结反馈）"),
    *on_paper("submit_report"),
)

PLATFORM = may(
    R.ENFORCER, "enter_platform", "录入信息共享平台", needs=[PLATFORM_RECEIPT],
    meets=["YS-PLATFORM"], papers=[words.PLATFORM_RECORD], audience=JUSTICE,
    basis=f"{JOIN} 第34条")

AFTER_APPROVAL = (PLATFORM, *ANY_OPEN)


def source(_kinds: Iterable[str], facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Work out whether a case comes from the procuratorate's opinion: its day is then asked."""
    told = {words.OPINION_NO, words.OPINION_RECEIVED_ON} & facts.keys()
    return {words.TRANSFER_SOURCE: "opinion" if told else "case"}


TRANSFER = procedure(
    "transfer", "行刑衔接",
    stage("team", "成立专案组",
        may(R.SECTION_HEAD, "form_team", "成立专案组", to="verification",
            needs=[words.TEAM, gate.team_of_two], papers=[words.TEAM_RECORD],
            basis=f"{SC310} 第5条第1款"),
        OPINION_HEARD, *ANY_OPEN),
    stage("verification", "核实",
        may(R.ENFORCER, "record_identification", "登记检测、鉴定、认定意见",
            needs=[FINDINGS, EVIDENCE], papers=[words.IDENTIFICATION_OPINION],
            basis=f"{JOIN} 第20条、第22条；{SC310} 第4条第2款"),
        may(R.ENFORCER, "answer_threshold", "对照入罪标准",
            needs=[*THRESHOLDS, answered, gate.yes_stays],
            papers=[words.THRESHOLD_RECORD],
            basis=f"{SC310} 第3条；法释〔2023〕7号 第1条（2026年3月30日起施行的修正待核）"),
        may(R.ENFORCER, "submit_report", "提交移送书面报告", to="approval", asks="transfer",
            handlers=2,
            needs=[HANDLERS, words.CHARGE, words.SUSPECTS, words.REPORT_PROPOSES,
                   words.LAWFUL_MEANS, words.LAWFUL_PROOF, OPINION, gate.by_the_team,
                   gate.thresholds_answered, gate.report_is_grounded],
            starts=[begin("YS-APPROVE")],
            papers=[words.TRANSFER_REPORT, words.TRANSFER_FORM],
            basis=f"{JOIN} 第5条；{SC310} 第5条第1款"),
        OPINION_HEARD, *ANY_OPEN),
    stage("approval", "移送审批",
        may(R.BUREAU_HEAD, "approve_transfer", "批准移送", to="sending", answers="transfer",
            effect=Effect.TRANSFER, needs=[gate.transfer_is_due],
            starts=[begin("YS-PLATFORM")], papers=[words.TRANSFER_FORM],
            basis=f"{JOIN} 第5条第2款；{SC310} 第5条第2款"),
        may(R.BUREAU_HEAD, "refuse_transfer", "不批准移送", to="closed", answers="transfer",
            effect=Effect.TRANSFER, outcome="not_approved",
            needs=[REASON, gate.not_ordered_by_opinion, gate.refusal_names_items],
            tell=[words.TRANSFER_REFUSED], papers=[words.TRANSFER_FORM], feeds="record_feedback",
            basis=f"{SC310} 第5条第2款；{JOIN} 第5条第2款"),
        may(R.BUREAU_HEAD, "return_report", "退回核实", to="verification", answers="transfer",
            needs=[REASON], papers=[words.TRANSFER_FORM], basis=f"{JOIN} 第5条；{SC310} 第5条"),
        OPINION_HEARD, *ANY_OPEN,
        within("YS-APPROVE")),
    stage("sending", "移送公安",
        may(R.ENFORCER, "send_to_police", "移送公安机关并抄送检察院", to="reception",
            needs=[words.LETTER_NO, words.SENT_AT, words.MATERIALS, words.ITEMS, words.COPIED,
                   words.DECISION_GOES, gate.past(words.SENT_AT), gate.sent_after_approval,
                   gate.copied_to_procuratorate],
            meets=["YS-SEND", "YS-SPP-OPINION"], feeds="pause_for_transfer",
            papers=[words.TRANSFER_LETTER, words.MATERIAL_LIST, words.ITEM_LIST],
            audience=JUSTICE,
            basis=f"{JOIN} 第6条、第16条；{SC310} 第5条第2款、第6条"),
        *AFTER_APPROVAL,
        within("YS-SEND")),
    police.reception(*AFTER_APPROVAL),
    police.review(*AFTER_APPROVAL),
    *police.notices(*AFTER_APPROVAL),
    *police.answers_to_refusal(*AFTER_APPROVAL),
    *police.supervised(*AFTER_APPROVAL),
    *police.investigated(*AFTER_APPROVAL),
    *prosecuted(*AFTER_APPROVAL),
    stage("closing", "结果处理",
        may(R.ENFORCER, "receive_returned_file", "接收退回的案卷材料", needs=[EVIDENCE],
            papers=[words.MATERIAL_LIST], basis=f"{JOIN} 第9条第3款；{SC310} 第8条"),
        may(R.ENFORCER, "ask_close", "提请结案", asks="close",
            needs=[words.AFTERMATH, REASON, gate.entered_on_platform, gate.file_came_back,
                   gate.aftermath_fits],
            papers=[words.CLOSING_FORM],
            basis=f"{JOIN} 第16条；{SC310} 第10条；生态环境法典 第1058条"),
        may(R.BUREAU_HEAD, "close", "批准结案", to="closed", answers="close",
            effect=Effect.CLOSE_OUT,
            needs=[gate.entered_on_platform], papers=[words.CLOSING_FORM],
            feeds="record_feedback", basis=f"{JOIN} 第16条；{SC310} 第10条"),
        may(R.BUREAU_HEAD, "return_close", "退回结案意见", answers="close", needs=[REASON],
            papers=[words.CLOSING_FORM], basis=f"{JOIN} 第16条；{SC310} 第10条"),
        *AFTER_APPROVAL),
    end("closed", "办结", outcome="closed", audience=Audience.AUTHORITY),
    version=1,
    letter="YS",
    opened_by="执法人员移交线索（由问题处置或者处罚案件发起），或者检察院建议移送时登记",
    by_hand=(("", (R.ENFORCER, R.PROCURATORATE)),),
    opening_basis="行政处罚法 第27条；环环监〔2017〕17号 第5条、第14条",
    opening=(begin("YS-SPP-OPINION", at=words.OPINION_RECEIVED_ON,
                   when_fact=(words.TRANSFER_SOURCE, "opinion")),),
    opening_facts=(*CARRIED, CONCERNED_CASE, words.OPINION_NO, words.OPINION_RECEIVED_ON),
    derives=(source,),
    derived_facts=(words.TRANSFER_SOURCE,),
    basis=f"{SC310} 第3条、第5条；{JOIN} 第5条至第19条；生态环境行政处罚办法 第54条",
)
