"""Clocks of seizure, restricted production, shutdown and enforcement.

In 行政强制法 every period of ten days or fewer is working days (第69条); thirty days are calendar.
A power used against a party is never rolled: it ends when it ends.
"""

# fmt: off
from rules.clocks.rows import ClockEntry, ExtensionRule, PauseRule, seen
from rules.clocks.wording import (
    CD,
    FIXED,
    SINGLE,
    WD,
    H,
    M,
    Y,
    before,
    entry,
    no_row,
    within,
)

_SEIZE = "环境保护主管部门实施查封、扣押办法"
_RESTRICT = "环境保护主管部门实施限制生产、停产整治办法"
_SEIZE_PAUSES = tuple(
    PauseRule(ground, "行政强制法 第25条第3款", needs_notice=True)
    for ground in ("检测", "检验", "检疫", "技术鉴定")
)

COERCION: tuple[ClockEntry, ...] = (
    entry(
        "CFK-TERM", "查封、扣押期限",
        within(30, CD, FIXED, by="authority", of="作出查封、扣押决定", audience="party",
               pauses=_SEIZE_PAUSES,
               extension=ExtensionRule(30, CD, "bureau_head", "行政强制法 第25条第1款",
                                       needs=("书面说明理由",)),
               then="应当解除查封、扣押", basis=f"行政强制法 第25条；{_SEIZE} 第15条",
               source="COMPLAW"),
    ),
    entry(
        "CFK-URGENT", "紧急查封、扣押补批",
        within(24, H, by="authority", of="采取措施", then="立即解除",
               basis=f"{_SEIZE} 第13条；行政强制法 第19条", source="O29"),
    ),
    entry(
        "CFK-RELEASE", "解除申请核查",
        within(5, WD, by="authority", of="收到解除申请", audience="party", basis=f"{_SEIZE} 第19条",
               source="O29"),
    ),
    entry(
        "CFK-RELEASE-SERVE", "解除决定送达",
        within(3, WD, by="authority", of="作出解除决定", audience="party", basis=f"{_SEIZE} 第21条",
               source="O29"),
    ),
    entry(
        "CFK-COLLECT", "领回扣押物",
        within(60, CD, by="party", of="发布招领公告", audience="party", then="损失由当事人承担",
               basis=f"{_SEIZE} 第21条第2款", source="O29"),
    ),
    entry(
        "XC-SERVE", "限制生产、停产整治决定送达",
        within(7, WD, by="authority", of="作出决定", audience="party", basis=f"{_RESTRICT} 第14条",
               source="O30"),
    ),
    entry(
        "XC-TERM", "限制生产期限",
        within(3, M, FIXED, by="enterprise", of="作出限制生产决定", audience="party",
               extension=ExtensionRule(3, M, "bureau_head", f"{_RESTRICT} 第15条第1款"),
               then="仍不达标的，责令停产整治", basis=f"{_RESTRICT} 第15条第1款", source="O30",
               note="自整改完成备案之日自动解除（第17条）"),
    ),
    no_row(
        "TC-TERM", "停产整治期限",
        "法律没有最长期限，自整改完成备案之日自动解除（30号令第15条第2款、第17条）；拒不停产的报请停业关闭（第8条）",
    ),
    entry(
        "XC-PLAN", "整改方案备案公开",
        within(15, WD, by="enterprise", of="收到决定", audience="party", basis=f"{_RESTRICT} 第16条",
               source="O30"),
    ),
    entry(
        "XC-DONE", "整改完成备案",
        within(15, WD, by="enterprise", of="完成整改", audience="party",
               then="限制生产、停产整治自备案之日自动解除", basis=f"{_RESTRICT} 第17条", source="O30"),
    ),
    entry(
        "XC-TRACK", "解除后跟踪检查",
        within(30, CD, by="authority", of="解除之日", then="再犯同类行为的报请停业关闭",
               basis=f"{_RESTRICT} 第20条、第8条第3项", source="O30"),
    ),
    entry(
        "ENF-URGE", "催告",
        within(10, WD, by="authority", of="催告书送达", audience="party", then="仍不履行的可以申请法院强制执行",
               basis="行政强制法 第54条、第69条", source="COMPLAW"),
    ),
    entry(
        "ENF-APPLY", "申请法院强制执行",
        within(3, M, by="authority", of="复议、诉讼期限均届满", then="法院不予受理，罚款无法执行",
               basis="行政强制法 第53条；行政处罚法 第72条第2款；生态环境行政处罚办法 第71条、第74条第3款",
               source="COMPLAW", note="先催告；批准延期、分期的自延期届满起算"),
    ),
    entry(
        "ENF-COURT", "法院受理、裁定",
        within(5, WD, title="法院受理强制执行申请", by="court", of="收到强制执行申请",
               audience="justice", basis="行政强制法 第56条、第69条", source="COMPLAW"),
        within(7, WD, case="rule", title="法院裁定强制执行", by="court", of="受理",
               audience="justice", basis="行政强制法 第57条、第69条", source="COMPLAW"),
        within(30, CD, case="rule-heard", title="法院裁定强制执行（听取意见）", by="court", of="受理",
               audience="justice", basis="行政强制法 第58条", source="COMPLAW"),
    ),
    entry(
        "ENF-SURCHARGE30", "加处罚款满三十日后催告",
        within(30, CD, FIXED, by="authority", of="开始加处罚款", basis="行政强制法 第46条",
               source="COMPLAW"),
    ),
    entry(
        "DLX-URGE", "代履行催告",
        before(3, WD, by="authority", of="代履行", audience="party", then="程序违法",
               basis="行政强制法 第51条第1款第2项、第69条", source="COMPLAW",
               note="先送达决定；实施时到场监督并制作笔录"),
    ),
    entry(
        "ENF-APPEAL", "对不予受理、不予执行裁定申请复议",
        within(15, CD, by="authority", of="收到裁定", then="权利丧失",
               basis="行政强制法 第56条第2款、第58条第3款", source="COMPLAW", evidence=seen(SINGLE)),
    ),
    entry(
        "ENF-STOP3Y", "中止执行满三年",
        within(3, Y, FIXED, by="authority", of="中止执行", then="不再执行",
               basis="行政强制法 第39条第2款", source="COMPLAW", note="仅限行政机关自行强制执行"),
    ),
)
