"""The facts a hand-over for administrative detention asks for, its notices and its papers."""

# fmt: off
from rules.facts import FactKind, fact
from rules.notices import notice, paper
from rules.vocabulary import Audience

DETENTION_GROUND = fact("detention_ground", "适用行政拘留的情形", FactKind.CHOICE, choices=(
    ("no_eia", "未批先建，被责令停止建设，拒不执行"),
    ("no_permit", "无证排污，被责令停止排污，拒不执行"),
    ("evasion", "暗管、渗井、渗坑、灌注等逃避监管的方式排污"),
    ("tampering", "篡改、伪造监测数据逃避监管"),
    ("facilities", "不正常运行污染防治设施等逃避监管"),
    ("pesticide", "生产、使用国家明令禁止的农药，拒不改正")))
RESPONSIBLE = fact("responsible_persons", "直接负责的主管人员和其他直接责任人员", FactKind.TEXT)
NO_CRIME = fact("no_crime", "尚不构成犯罪", FactKind.YES_NO,
                hint="涉嫌犯罪的应当移送，不适用行政拘留")
PENALTY_NO = fact("penalty_decision_no", "行政处罚决定书文号", FactKind.LINE)
PENALTY_SERVED_ON = fact("penalty_served_on", "行政处罚决定书送达日期", FactKind.DAY)
WITHOUT_PENALTY_WHY = fact("detention_without_penalty_why", "未经处罚决定移送的依据", FactKind.LINE)
ORIGINALS_COPIED = fact("originals_copied", "移送原件，复印件已备查", FactKind.YES_NO)
ACCEPTED_ON = fact("detention_accepted_on", "公安机关受案日期", FactKind.DAY)
DETENTION_DAYS = fact("detention_days", "行政拘留日数", FactKind.DAYS)

DETENTION_ANSWERED = notice("detention_answered", "公安机关答复（行政拘留）", Audience.AUTHORITY)

DETENTION_REPORT = paper("detention_report", "移送行政拘留调查报告")
DETENTION_FORM = paper("detention_form", "适用行政拘留案件移送审批表")
DETENTION_LETTER = paper("detention_letter", "适用行政拘留案件移送书")
DETENTION_DECISION = paper("detention_decision", "行政拘留决定书")
