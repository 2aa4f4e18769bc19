"""Clocks of orders to correct and penalties: filing, evidence, hearing, decision, service, payment.

Only 二日、三日、五日、七日 are working days (行政处罚法 第85条); 15, 30 and 90 are calendar days.
"""

# fmt: off
from rules.clocks.rows import ClockEntry, ExtensionRule, PauseRule, seen
from rules.clocks.wording import (
    CD,
    FIXED,
    SINGLE,
    WD,
    H,
    Y,
    before,
    entry,
    gate,
    no_row,
    within,
)

_PAUSE_57 = "生态环境行政处罚办法 第57条第2款"
PENALTY_PAUSES = (
    *(
        PauseRule(ground, _PAUSE_57)
        for ground in ("中止", "听证", "公告", "监测", "检测", "评估", "鉴定", "认定", "送达")
    ),
    PauseRule("移送司法机关", "环环监〔2017〕17号 第16条第3款；生态环境行政处罚办法 第54条第2款"),
)
_DECIDE_EXTENSION = ExtensionRule(
    30, CD, "bureau_head", "生态环境行政处罚办法 第57条第1款",
    followed_by=ExtensionRule(
        30, CD, "bureau_head", "生态环境行政处罚办法 第57条第1款", needs=("集体讨论记录",)
    ),
)

PENALTY: tuple[ClockEntry, ...] = (
    entry(
        "CF-FILE", "立案",
        within(15, CD, by="authority", of="发现涉嫌违法线索",
               extension=ExtensionRule(15, CD, "bureau_head", "生态环境行政处罚办法 第18条"),
               then="应立案而不立案的依法处分（处罚法第76条）",
               basis="生态环境行政处罚办法 第18条、第90条", source="MEE30",
               evidence=seen(start=SINGLE),
               note="十五日为自然日；第18条未写明起算日，自发现线索起算是谨慎读法"),
    ),
    entry(
        "CF-EVID-HOLD", "先行登记保存处理",
        within(7, WD, by="authority", of="采取先行登记保存措施", then="措施自动解除",
               basis="行政处罚法 第56条；生态环境行政处罚办法 第33条", source="PENLAW"),
    ),
    entry(
        "CF-EVID-24H", "先行登记保存补批",
        within(24, H, by="authority", of="采取紧急措施", basis="生态环境行政处罚办法 第32条第2款",
               source="MEE30", note="须先以即时通讯方式报负责人同意，二十四小时内补办手续"),
    ),
    entry(
        "CF-ORDER-SERVE", "责令改正决定书送达（经监测认定）",
        within(3, WD, by="authority", of="收到监测报告", audience="party",
               basis="环境保护主管部门实施按日连续处罚办法 第8条第2款", source="O28",
               note="现场认定的当场送达"),
    ),
    entry(
        "CF-RECHECK", "按日计罚复查",
        within(30, CD, FIXED, by="authority", of="责令改正违法行为决定书送达",
               then="未依法组织复查（法典第1060条：应当组织复查）",
               basis="环境保护主管部门实施按日连续处罚办法 第10条；生态环境法典 第1060条", source="O28",
               note="须暗查；企业报告整改不能代替；每次再责令改正后重新起算（第14条）；不因节假日顺延"),
    ),
    no_row(
        "CF-DAILY", "按日连续处罚计罚期",
        "计罚日数自送达次日至复查发现仍在违法之日，由事实决定而非期限（28号令第17至20条；法典第1060条）",
    ),
    entry(
        "CF-DECIDE", "行政处罚决定",
        within(90, CD, by="authority", of="立案", pauses=PENALTY_PAUSES, extension=_DECIDE_EXTENSION,
               then="程序违法", basis="行政处罚法 第60条；生态环境行政处罚办法 第57条", source="PENLAW",
               evidence=seen(pause=SINGLE, extension=SINGLE),
               note="九十日为自然日；第一次延长经负责人批准，再次延长须集体讨论，合计不超过一百五十日"),
    ),
    entry(
        "CF-PLEA", "陈述申辩",
        within(5, WD, by="party", of="收到事先告知书", audience="party", then="视为放弃",
               basis="生态环境行政处罚办法 第44条", source="MEE30"),
    ),
    entry(
        "CF-HEAR-REQ", "听证申请",
        within(5, WD, by="party", of="被告知听证权利", audience="party", then="听证权利丧失",
               basis="行政处罚法 第64条第1项、第85条；生态环境行政处罚办法 第46条、第47条、第89条",
               source="PENLAW"),
    ),
    entry(
        "CF-HEAR-NOTICE", "听证通知",
        before(7, WD, by="authority", of="举行听证", audience="party", then="程序违法",
               basis="行政处罚法 第64条第2项、第85条", source="PENLAW"),
    ),
    entry(
        "CF-LEGALREVIEW", "法制审核",
        gate(by="authority", of="调查终结或者听证结束，作出决定之前", then="不得作出决定",
             basis="行政处罚法 第58条；生态环境行政处罚办法 第49至51条", source="PENLAW"),
    ),
    entry(
        "CF-COLLECTIVE", "集体讨论",
        gate(by="authority", of="作出决定之前", then="程序违法",
             basis="行政处罚法 第57条第2款；生态环境行政处罚办法 第52条", source="PENLAW"),
    ),
    entry(
        "CF-SERVE", "处罚决定书送达",
        within(7, WD, by="authority", of="宣告（当事人不在场）", audience="party",
               basis="行政处罚法 第61条、第85条；生态环境行政处罚办法 第58条、第90条", source="PENLAW"),
    ),
    entry(
        "SERVE-PUBLIC", "公告送达",
        within(30, CD, by="authority", of="公告之日", audience="party", then="期满视为送达",
               basis="民事诉讼法 第95条", source="CIVPROC", note="三十日，不是六十日"),
    ),
    entry(
        "CF-PUBLISH", "处罚信息公开",
        within(7, WD, by="authority", of="作出处罚决定", basis="生态环境行政处罚办法 第65条、第90条",
               source="MEE30", evidence=seen(SINGLE)),
    ),
    entry(
        "CF-WITHDRAW", "撤回公开信息",
        within(3, WD, by="authority", of="处罚决定被变更、撤销、确认违法或者无效",
               basis="行政处罚法 第48条第2款、第85条；生态环境行政处罚办法 第66条", source="PENLAW"),
    ),
    entry(
        "CF-PAY", "缴纳罚款",
        within(15, CD, by="party", of="收到处罚决定书", audience="party", then="每日按罚款数额的百分之三加处罚款",
               pauses=(PauseRule("停止执行", "行政处罚法 第73条第1款；行政复议法 第42条；行政诉讼法 第56条"),),
               extension=ExtensionRule(None, CD, "bureau_head", "行政处罚法 第66条第2款", times=None,
                                       needs=("期限届满前的书面申请",)),
               basis="行政处罚法 第67条第3款", source="PENLAW"),
    ),
    no_row(
        "CF-LATE", "加处罚款",
        "每日百分之三、总额不超过罚款本数，是逐日计算的金额而非期限（处罚法第72条、第73条第3款）",
    ),
    entry(
        "CF-LIMIT", "追责时效",
        within(2, Y, FIXED, by="authority", of="违法行为发生或者连续、继续行为终了", then="不再给予处罚",
               basis="生态环境法典 第1054条；行政处罚法 第36条", source="CODE"),
        within(5, Y, FIXED, case="harm", title="追责时效（造成污染或者生态破坏）", by="authority",
               of="违法行为发生或者连续、继续行为终了", then="不再给予处罚",
               basis="生态环境法典 第1054条", source="CODE"),
    ),
    entry(
        "CF-BRIEF-FILE", "当场处罚决定备案",
        within(3, WD, by="authority", of="作出当场处罚决定", then="程序瑕疵",
               basis="生态环境行政处罚办法 第68条第3款、第90条", source="MEE30",
               evidence=seen(SINGLE)),
    ),
    entry(
        "CF-CLOSE-UPFILE", "督办案件结案备案",
        within(20, CD, by="authority", of="结案", basis="生态环境行政处罚办法 第83条第2款",
               source="MEE30", evidence=seen(SINGLE), note="仅上级督办案件"),
    ),
    entry(
        "CF-MON-TELL", "监测（检测）、鉴定结果告知当事人",
        gate(by="authority", of="取得报告，发出告知书之前", audience="party", then="案卷评查不合格",
             basis="生态环境行政处罚办法 第29条第3款", source="MEE30"),
    ),
    entry(
        "CF-DEFER-APPLY", "延期（分期）缴款申请",
        before(0, CD, by="party", of="缴款期限届满", audience="party", then="逾期申请可以不予受理",
               basis="生态环境行政处罚办法 第74条第1款", source="MEE30", evidence=seen(SINGLE),
               note="须在缴款期限届满前书面提出"),
    ),
)
