"""Clocks of reports (12369) and petitions (信访).

None is for the party: in such a case the party is the unit reported, and its informant is nobody
whom the program writes to.
"""

# fmt: off
from rules.clocks.rows import ClockEntry, ExtensionRule, seen
from rules.clocks.wording import CD, SINGLE, WD, at_once, entry, within

_HOTLINE = "环保举报热线工作管理办法"

COMPLAINTS: tuple[ClockEntry, ...] = (
    entry(
        "XF-INFORM", "信访受理告知",
        within(15, CD, by="authority", of="收到信访事项",
               basis="信访工作条例 第23条第2款", source="XF2022"),
    ),
    entry(
        "XF-HANDLE", "信访办结",
        within(60, CD, by="authority", of="受理",
               extension=ExtensionRule(30, CD, "bureau_head", "信访工作条例 第34条"),
               basis="信访工作条例 第34条", source="XF2022", note="批准延长后告知信访人延长理由"),
    ),
    entry(
        "XF-REVIEW", "信访复查、复核",
        within(30, CD, title="信访请求复查", by="petitioner", of="收到书面答复",
               basis="信访工作条例 第35条", source="XF2022"),
        within(30, CD, case="answer", title="信访复查答复", by="authority", of="收到复查请求",
               basis="信访工作条例 第35条", source="XF2022"),
        within(30, CD, case="rereview", title="信访请求复核", by="petitioner", of="收到复查意见",
               basis="信访工作条例 第36条", source="XF2022"),
        within(30, CD, case="rereview-answer", title="信访复核答复", by="authority",
               of="收到复核请求", basis="信访工作条例 第36条", source="XF2022"),
    ),
    entry(
        "XF-OBJECT", "转送异议",
        within(5, WD, by="authority", of="收到转送、交办", basis="信访工作条例 第23条", source="XF2022"),
    ),
    entry(
        "HOT12369-ACCEPT", "举报受理告知",
        within(15, CD, by="authority", of="收到举报", basis=f"{_HOTLINE} 第8条第2款",
               source="O15", note="当场或者十五日内"),
    ),
    entry(
        "HOT12369-ROUTE", "举报转办",
        within(3, WD, by="authority", of="受理", basis=f"{_HOTLINE} 第9条、第10条", source="O15"),
    ),
    entry(
        "HOT12369-CLOSE", "举报办结",
        within(60, CD, by="authority", of="受理",
               extension=ExtensionRule(30, CD, "bureau_head", f"{_HOTLINE} 第11条第1款"),
               basis=f"{_HOTLINE} 第11条第1款", source="O15",
               note="批准延长后告知举报人延长理由"),
    ),
    entry(
        "REPORT-FEEDBACK", "实名举报反馈",
        at_once(by="authority", of="处理结果作出", basis="生态环境法典 第146条",
                source="CODE", evidence=seen(SINGLE), note="及时，无天数"),
    ),
)
