"""A transfer with the procuratorate and the court: charge, non-prosecution, judgment."""

# fmt: off
from rules.asked import OPINION, REASON
from rules.grammar import Act, Stage, begin, may, stage
from rules.procedures import transfer_gates as gate
from rules.procedures import transfer_words as words
from rules.procedures.transfer_police import ANSWERED, withdraw_case
from rules.vocabulary import Audience, R

JUSTICE = Audience.JUSTICE
JOIN, SC310 = gate.JOIN, gate.SC310
DECIDED = [words.JUSTICE_PAPER_NO, words.DECIDED_ON, gate.past(words.DECIDED_ON)]
JUDGED = [words.JUDGMENT_NO, words.JUDGMENT_FINAL_ON, gate.past(words.JUDGMENT_FINAL_ON)]


def prosecuted(*any_open: Act) -> tuple[Stage, Stage, Stage, Stage]:
    """Write what the procuratorate decides, and how a case that is not charged comes back."""
    charge = stage("prosecution", "审查起诉",
        may(R.PROCURATORATE, "return_for_investigation", "退回补充侦查", to="supplementary",
            needs=[words.SENT_BACK_ON, REASON, gate.past(words.SENT_BACK_ON)],
            starts=[begin("YS-SUPPINV", at=words.SENT_BACK_ON)],
            papers=[words.SUPPLEMENTARY_OUTLINE], audience=JUSTICE, basis=f"{JOIN} 第19条"),
        may(R.PROCURATORATE, "prosecute", "提起公诉", to="trial", needs=DECIDED,
            papers=[words.INDICTMENT], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第18条；刑事诉讼法 第176条"),
        may(R.PROCURATORATE, "decide_not_prosecute", "决定不起诉", to="nonprosecution_notice",
            needs=[*DECIDED, REASON], starts=[begin("YS-NONPROS", at=words.DECIDED_ON)],
            papers=[words.NON_PROSECUTION_DECISION], audience=JUSTICE,
            basis=f"{JOIN} 第18条；刑事诉讼法 第177条"),
        *any_open, audience=JUSTICE)
    again = stage("supplementary", "补充侦查",
        may(R.POLICE, "resend_to_prosecution", "再次移送审查起诉", to="prosecution",
            needs=[words.JUSTICE_PAPER_NO], meets=["YS-SUPPINV"],
            papers=[words.PROSECUTION_OPINION], audience=JUSTICE, basis=f"{JOIN} 第19条"),
        withdraw_case(), *any_open, audience=JUSTICE)
    told = stage("nonprosecution_notice", "不起诉告知",
        may(R.PROCURATORATE, "tell_not_prosecuted", "告知不起诉并反向移送", to="closing",
            needs=[words.NOTICE_RECEIVED_ON, words.PENALTY_WANTED,
                   gate.past(words.NOTICE_RECEIVED_ON),
                   gate.not_before(words.NOTICE_RECEIVED_ON, words.DECIDED_ON)],
            optional=[words.OPINION_NO, OPINION], meets=["YS-NONPROS"],
            feeds="resume_after_transfer", outcome="not_prosecuted",
            papers=[words.PROSECUTOR_OPINION], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第16条、第18条；法释〔2023〕7号 第12条"),
        *any_open, audience=JUSTICE)
    return charge, again, told, trial(*any_open)


def trial(*any_open: Act) -> Stage:
    """Write the three judgments, each by the court alone, and a charge that is taken back."""
    return stage("trial", "审判",
        may(R.COURT, "judge_guilty", "判处刑罚", to="closing",
            needs=[*JUDGED, words.CRIMINAL_FINE], feeds="record_judgment", outcome="guilty",
            papers=[words.JUDGMENT], tell=ANSWERED, audience=JUSTICE,
            basis=f"{JOIN} 第16条；{SC310} 第11条第3款；生态环境法典 第1058条"),
        may(R.COURT, "judge_exempt", "判决免予刑事处罚", to="closing", needs=JUDGED,
            feeds="record_judgment", outcome="exempt", papers=[words.JUDGMENT], tell=ANSWERED,
            audience=JUSTICE, basis=f"{JOIN} 第16条；法释〔2023〕7号 第12条"),
        may(R.COURT, "judge_not_guilty", "判决无罪", to="closing", needs=JUDGED,
            feeds="record_judgment", outcome="not_guilty", papers=[words.JUDGMENT],
            tell=ANSWERED, audience=JUSTICE, basis=f"{JOIN} 第16条"),
        may(R.PROCURATORATE, "withdraw_prosecution", "撤回起诉", to="prosecution",
            needs=[words.JUSTICE_PAPER_NO, REASON], tell=ANSWERED, audience=JUSTICE,
            basis=f"人民检察院刑事诉讼规则 第424条；{JOIN} 第18条"),
        *any_open, audience=JUSTICE)
