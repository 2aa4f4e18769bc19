"""Clocks of the hand-over to police and procuratorate, and of transfer for administrative detention.

环环监〔2017〕17号: calendar days unless it says 工作日, a last day on a holiday rolls (第38条).
公治〔2014〕853号: all working days (第19条).
"""

# fmt: off
from rules.clocks.rows import ClockEntry, ExtensionRule, seen
from rules.clocks.wording import (
    CD,
    SINGLE,
    UNVERIFIED,
    WD,
    H,
    M,
    Y,
    at_once,
    entry,
    standing,
    within,
)

_JOIN = "环环监〔2017〕17号"
_SC310 = "国务院令第310号"
_DETAIN = "公治〔2014〕853号"
_SPP = "人民检察院办理行政执法机关移送涉嫌犯罪案件的规定"
_UNIT_SILENT = "原文未写明工作日或者自然日，按自然日计算须由人确认"

TRANSFER: tuple[ClockEntry, ...] = (
    entry(
        "YS-TEAM", "成立专案组",
        at_once(by="authority", of="发现涉嫌犯罪", basis=f"{_SC310} 第5条第1款", source="SC310",
                note="二名以上行政执法人员"),
    ),
    entry(
        "YS-APPROVE", "批准移送",
        within(3, CD, by="authority", of="负责人收到书面报告", then="依法处分（310号令第16条）",
               basis=f"{_JOIN} 第5条；{_SC310} 第5条", source="XX17"),
    ),
    entry(
        "YS-SEND", "移送公安机关",
        within(24, H, by="authority", of="作出移送决定", audience="justice",
               then="依法处分（310号令第16条）", basis=f"{_JOIN} 第6条；{_SC310} 第5条第2款",
               source="XX17", note="同时抄送检察机关"),
    ),
    entry(
        "YS-RECEIPT", "公安机关接受回执",
        at_once(by="police", of="收到移送材料", audience="justice", basis=f"{_JOIN} 第7条",
                source="XX17"),
    ),
    entry(
        "YS-SUPP-TELL", "材料不全告知",
        within(24, H, by="police", of="接受案件", audience="justice", then="不得以材料不全为由不接受",
               basis=f"{_JOIN} 第8条", source="XX17"),
    ),
    entry(
        "YS-SUPP", "补正材料",
        within(3, CD, by="authority", of="收到公安机关告知", audience="justice",
               then="不能补正的书面说明", basis=f"{_JOIN} 第8条", source="XX17"),
    ),
    entry(
        "YS-REROUTE", "公安机关转送管辖或者退回",
        within(24, H, by="police", of="接受案件", audience="justice",
               basis=f"{_JOIN} 第9条；{_SC310} 第7条", source="XX17"),
    ),
    entry(
        "YS-DECIDE", "公安机关立案决定",
        within(3, CD, by="police", of="接受案件", audience="justice", then="可以建议立案监督",
               basis=f"{_JOIN} 第9条第1款；{_SC310} 第8条", source="XX17"),
        within(7, CD, case="verify", title="公安机关立案决定（需要查证线索）", by="police",
               of="接受案件", audience="justice", then="可以建议立案监督",
               basis=f"{_JOIN} 第9条第1款", source="XX17"),
        within(30, CD, case="complex", title="公安机关立案决定（重大、复杂）", by="police",
               of="接受案件", audience="justice", then="可以建议立案监督",
               basis=f"{_JOIN} 第9条第1款", source="XX17", note="须经县级以上公安机关负责人批准"),
    ),
    entry(
        "YS-NOTIFY", "公安机关通知决定",
        within(3, CD, by="police", of="作出决定", audience="justice", basis=f"{_JOIN} 第9条第3款",
               source="XX17"),
    ),
    entry(
        "YS-HANDOVER", "移交涉案物品材料",
        within(3, CD, by="authority", of="收到立案通知书", audience="justice",
               basis=f"{_JOIN} 第10条；{_SC310} 第12条", source="XX17"),
    ),
    entry(
        "YS-RECON", "申请公安机关复议",
        within(3, WD, by="authority", of="收到不予立案通知书", audience="justice",
               then="可以建议立案监督", basis=f"{_JOIN} 第11条", source="XX17",
               note="原文写明工作日"),
    ),
    entry(
        "YS-RECON-DECIDE", "公安机关复议决定",
        within(3, WD, by="police", of="收到复议申请", audience="justice", basis=f"{_JOIN} 第11条",
               source="XX17"),
    ),
    entry(
        "YS-SUPERVISE", "建议立案监督",
        within(3, CD, by="authority", of="收到复议决定", audience="justice",
               basis=f"{_SC310} 第9条第2款", source="SC310", evidence=seen(unit=UNVERIFIED),
               note=_UNIT_SILENT),
    ),
    entry(
        "YS-EXPLAIN", "说明不立案理由",
        within(7, CD, by="police", of="收到要求说明不立案理由通知书", audience="justice",
               then="检察机关可以通知立案", basis=f"{_SPP} 第10条", source="SPP2001",
               evidence=seen(unit=UNVERIFIED), note=_UNIT_SILENT),
    ),
    entry(
        "YS-ORDERED", "通知立案后立案",
        within(15, CD, by="police", of="收到通知立案书", audience="justice",
               basis=f"{_SPP} 第10条", source="SPP2001", evidence=seen(unit=UNVERIFIED),
               note=_UNIT_SILENT),
    ),
    entry(
        "YS-SPP-OPINION", "按检察意见移送",
        within(3, CD, by="authority", of="收到检察意见", audience="justice", basis=f"{_JOIN} 第14条",
               source="XX17"),
    ),
    entry(
        "YS-NONPROS", "不起诉告知（反向移送）",
        within(3, CD, by="procuratorate", of="作出不起诉决定", audience="justice",
               then="行政机关恢复处罚程序", basis=f"{_JOIN} 第18条", source="XX17"),
    ),
    entry(
        "YS-CONSULT", "书面咨询答复",
        within(7, CD, by="each", of="收到书面咨询", audience="justice", basis=f"{_JOIN} 第24条",
               source="XX17"),
    ),
    entry(
        "YS-PLATFORM", "信息共享平台录入",
        within(7, CD, by="each", of="作出决定", audience="justice", basis=f"{_JOIN} 第34条",
               source="XX17"),
    ),
    entry(
        "YS-SUPPINV", "退回补充侦查",
        within(1, M, by="police", of="退回补充侦查", audience="justice", basis=f"{_JOIN} 第19条",
               source="XX17"),
    ),
    entry(
        "YS-STOPCLOCK", "移送期间扣除",
        standing(by="authority", of="移送", audience="authority",
                 then="移送期间不计入处罚期限，且不得作出新的处罚决定",
                 basis=f"{_JOIN} 第16条第3款；生态环境行政处罚办法 第54条第2款", source="XX17"),
    ),
    entry(
        "JL-SEND", "移送行政拘留",
        within(3, WD, by="authority", of="作出移送决定", audience="justice",
               basis=f"{_DETAIN} 第12条、第19条", source="GZ853"),
    ),
    entry(
        "JL-SUPP", "补充证据告知",
        within(3, WD, by="police", of="接受案件", audience="justice",
               basis=f"{_DETAIN} 第13条、第19条", source="GZ853"),
    ),
    entry(
        "JL-COPY", "拘留决定抄送",
        within(3, WD, by="police", of="作出决定", audience="justice",
               basis=f"{_DETAIN} 第14条、第19条", source="GZ853"),
    ),
    entry(
        "JL-RETURN", "不符合条件退回",
        within(5, WD, by="police", of="接受案件", audience="justice", then="行政机关应当结案",
               basis=f"{_DETAIN} 第15条、第19条", source="GZ853"),
    ),
    entry(
        "PIL-REPLY", "检察建议书回复",
        within(2, M, by="authority", of="收到检察建议书", audience="justice",
               then="检察机关可以提起行政公益诉讼（行政诉讼法第25条第4款；法典第1076条）",
               basis="最高法、最高检关于检察公益诉讼案件适用法律若干问题的解释 第21条",
               source="PILSPC", evidence=seen(SINGLE)),
        within(15, CD, case="spreading", title="检察建议书回复（损害继续扩大等紧急情形）",
               by="authority", of="收到检察建议书", audience="justice",
               then="检察机关可以提起行政公益诉讼（行政诉讼法第25条第4款；法典第1076条）",
               basis="最高法、最高检关于检察公益诉讼案件适用法律若干问题的解释 第21条",
               source="PILSPC", evidence=seen(SINGLE)),
    ),
    entry(
        "GPDB-TERM", "挂牌督办办理时限",
        within(1, Y, by="authority", of="收到督办通知",
               extension=ExtensionRule(None, M, "supervisor", "生态环境违法案件挂牌督办管理办法", times=None),
               then="问责", basis="生态环境违法案件挂牌督办管理办法", source="GPDB",
               evidence=seen(SINGLE), note="一般不超过一年；重大、复杂的可以延长；仅见新闻摘要"),
    ),
)
