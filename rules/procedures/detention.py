"""移送行政拘留: after the penalty, for what is no crime; all days of it are working days."""

# fmt: off
from rules.asked import CONCERNED_CASE, FINDINGS, HANDLERS, OPINION, REASON
from rules.grammar import Effect, begin, end, may, opens, procedure, stage, within
from rules.procedures import detention_gates as gate
from rules.procedures import detention_words as words
from rules.procedures import transfer_words as justice
from rules.procedures.justice_papers import on_paper
from rules.procedures.transfer_gates import not_before, past
from rules.procedures.violation_words import ARTICLES, CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL
from rules.vocabulary import Audience, R, Relation

JUSTICE = Audience.JUSTICE
DETAIN, CODE = gate.DETAIN, gate.CODE
ANSWERED = [words.DETENTION_ANSWERED]
LAPSING = ["JL-SUPP", "JL-RETURN"]

CARRIED = (CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL, ARTICLES, FINDINGS)
"""What goes along when a violation or a penalty gives rise to it."""

DETENTION = procedure(
    "detention", "移送行政拘留",
    stage("preparation", "移送准备",
        may(R.ENFORCER, "submit_report", "提交移送报告", to="approval", asks="detention",
            handlers=2,
            needs=[HANDLERS, words.DETENTION_GROUND, words.RESPONSIBLE, words.NO_CRIME,
                   OPINION, gate.not_a_crime, gate.penalty_or_ground],
            keeps=[(gate.penalty_no, words.PENALTY_NO),
                   (gate.penalty_day, words.PENALTY_SERVED_ON),
                   (gate.without_penalty_why, words.WITHOUT_PENALTY_WHY)],
            papers=[words.DETENTION_REPORT, words.DETENTION_FORM],
            basis=f"{DETAIN} 第2条至第11条；原环境保护法 第63条；"
                  f"{CODE} 第1102条、第1108条；排污许可管理条例 第44条")),
    stage("approval", "移送审批",
        may(R.BUREAU_HEAD, "approve_detention", "批准移送行政拘留", to="sending",
            answers="detention", effect=Effect.TRANSFER, needs=[gate.no_crime_pending],
            papers=[words.DETENTION_FORM], basis=f"{DETAIN} 第2条、第10条"),
        may(R.BUREAU_HEAD, "refuse_detention", "不批准移送行政拘留", to="closed",
            answers="detention", effect=Effect.TRANSFER, outcome="not_approved", needs=[REASON],
            papers=[words.DETENTION_FORM], feeds="record_feedback", basis=f"{DETAIN} 第10条"),
        may(R.BUREAU_HEAD, "return_report", "退回移送准备", to="preparation",
            answers="detention", needs=[REASON], papers=[words.DETENTION_FORM],
            basis=f"{DETAIN} 第10条")),
    stage("sending", "移送公安",
        may(R.ENFORCER, "send_to_police", "移送公安机关", to="police_review",
            needs=[justice.LETTER_NO, justice.MATERIALS, justice.ITEMS, words.ORIGINALS_COPIED,
                   gate.originals_kept, gate.no_crime_pending],
            meets=["JL-SEND"], papers=[words.DETENTION_LETTER, justice.MATERIAL_LIST],
            audience=JUSTICE, basis=f"{DETAIN} 第11条、第12条"),
        may(R.BUREAU_HEAD, "recall_approval", "撤回移送批准", to="closed", outcome="recalled",
            needs=[REASON, gate.crime_came_up], meets=["JL-SEND"], feeds="record_feedback",
            papers=[words.DETENTION_FORM],
            basis=f"{DETAIN} 第2条；行政执法机关移送涉嫌犯罪案件的规定 第11条第1款"),
        within("JL-SEND")),
    stage("police_review", "公安审核",
        may(R.POLICE, "acknowledge", "出具接收回执",
            needs=[justice.RECEIPT_NO, words.ACCEPTED_ON, past(words.ACCEPTED_ON),
                   gate.not_yet_acknowledged],
            starts=[begin("JL-SUPP", at=words.ACCEPTED_ON),
                    begin("JL-RETURN", at=words.ACCEPTED_ON)],
            papers=[justice.POLICE_RECEIPT], tell=ANSWERED, audience=JUSTICE,
            basis=f"{DETAIN} 第12条"),
        may(R.POLICE, "request_supplement", "告知补充材料", to="supplement",
            needs=[justice.SUPPLEMENT, gate.acknowledged], meets=["JL-SUPP"],
            papers=[justice.SUPPLEMENT_NOTICE], tell=ANSWERED, audience=JUSTICE,
            basis=f"{DETAIN} 第13条"),
        may(R.POLICE, "detain", "决定行政拘留", to="copying",
            needs=[justice.JUSTICE_PAPER_NO, justice.DECIDED_ON, words.DETENTION_DAYS,
                   past(justice.DECIDED_ON),
                   not_before(justice.DECIDED_ON, words.ACCEPTED_ON), gate.acknowledged,
                   gate.days_in_range],
            meets=LAPSING, starts=[begin("JL-COPY", at=justice.DECIDED_ON)], audience=JUSTICE,
            basis=f"{DETAIN} 第14条；{CODE} 第1102条、第1108条"),
        may(R.POLICE, "return_case", "退回（不符合条件）", to="closing",
            needs=[REASON, gate.acknowledged], meets=LAPSING, papers=[justice.RETURN_NOTICE],
            tell=ANSWERED, audience=JUSTICE, basis=f"{DETAIN} 第15条"),
        may(R.POLICE, "turn_criminal", "转为刑事立案", to="closing",
            needs=[justice.JUSTICE_PAPER_NO, justice.DECIDED_ON, past(justice.DECIDED_ON),
                   gate.acknowledged],
            meets=LAPSING, papers=[justice.FILING_NOTICE], tell=ANSWERED,
            opens=[opens("transfer", Relation.TRANSFER, by_hand=True)], audience=JUSTICE,
            basis="环环监〔2017〕17号 第16条；行政执法机关移送涉嫌犯罪案件的规定 第3条"),
        *on_paper("submit_report"), audience=JUSTICE),
    stage("supplement", "补充材料",
        may(R.ENFORCER, "submit_supplement", "提交补充材料", to="police_review",
            needs=[justice.SUPPLEMENT_FILES], papers=[justice.MATERIAL_LIST], audience=JUSTICE,
            basis=f"{DETAIN} 第13条"),
        may(R.ENFORCER, "explain_supplement", "书面说明不能补充", to="police_review",
            needs=[REASON], papers=[justice.SUPPLEMENT_STATEMENT], audience=JUSTICE,
            basis=f"{DETAIN} 第13条"),
        audience=JUSTICE),
    stage("copying", "决定抄送",
        may(R.POLICE, "copy_decision", "抄送行政拘留决定", to="closing",
            needs=[justice.NOTICE_RECEIVED_ON, past(justice.NOTICE_RECEIVED_ON),
                   not_before(justice.NOTICE_RECEIVED_ON, justice.DECIDED_ON)],
            meets=["JL-COPY"], papers=[words.DETENTION_DECISION], tell=ANSWERED,
            audience=JUSTICE, basis=f"{DETAIN} 第14条"),
        *on_paper("submit_report"), audience=JUSTICE),
    stage("closing", "结案审批",
        may(R.ENFORCER, "ask_close", "提请结案", asks="close", needs=[OPINION],
            papers=[justice.CLOSING_FORM], basis=f"{DETAIN} 第15条、第16条"),
        may(R.BUREAU_HEAD, "close", "批准结案", to="closed", answers="close",
            effect=Effect.CLOSE_OUT, papers=[justice.CLOSING_FORM], feeds="record_feedback",
            basis=f"{DETAIN} 第15条、第16条"),
        may(R.BUREAU_HEAD, "return_close", "退回结案意见", answers="close", needs=[REASON],
            papers=[justice.CLOSING_FORM], basis=f"{DETAIN} 第15条、第16条")),
    end("closed", "办结", outcome="closed", audience=Audience.AUTHORITY),
    version=1,
    letter="JL",
    opened_by="执法人员在问题处置或者处罚案件中发起",
    by_hand=(("", (R.ENFORCER,)),),
    opening_basis="公治〔2014〕853号 第2条、第10条",
    opening_facts=(*CARRIED, CONCERNED_CASE),
    doors=("transfer",),
    basis=f"{DETAIN} 第2条、第10条至第16条、第19条；{CODE} 第1102条、第1108条",
)
