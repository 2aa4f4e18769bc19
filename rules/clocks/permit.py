"""Clocks of the permit: filing, acceptance, review, decision, delivery, renewal, change, ending."""

# fmt: off
from rules.clocks.rows import ClockEntry, ExtensionRule, PauseRule, seen
from rules.clocks.wording import (
    CD,
    FIXED,
    SINGLE,
    UNVERIFIED,
    WD,
    Y,
    at_once,
    before,
    entry,
    gate,
    no_row,
    stated,
    valid_for,
    within,
)

_LICENCE_45 = "行政许可法 第45条"
LICENCE_PAUSES = (
    PauseRule("听证", f"{_LICENCE_45}；排污许可管理办法 第23条", needs_notice=True),
    PauseRule("检验", f"{_LICENCE_45}；排污许可管理办法 第23条", needs_notice=True),
    PauseRule("检测", f"{_LICENCE_45}；排污许可管理办法 第23条", needs_notice=True),
    PauseRule("专家评审", f"{_LICENCE_45}；排污许可管理办法 第23条", needs_notice=True),
    PauseRule("招标", _LICENCE_45, needs_notice=True),
    PauseRule("拍卖", _LICENCE_45, needs_notice=True),
    PauseRule("检疫", _LICENCE_45, needs_notice=True),
    PauseRule("鉴定", _LICENCE_45, needs_notice=True),
)
_DISCIPLINE = "责令改正，依法处分（条例第32条第1项）"

PERMIT: tuple[ClockEntry, ...] = (
    entry(
        "PWXK-PREPUB", "申请前信息公开",
        within(5, WD, by="enterprise", of="在全国平台公开之日", audience="party",
               then="申请材料不齐全", basis="排污许可管理办法 第16条", source="MEE32",
               note="至少公开五个工作日；重点管理首次申请、重新申请适用"),
    ),
    entry(
        "PWXK-NOTIFY", "一次性告知补正",
        within(3, WD, by="authority", of="收到申请材料", audience="party",
               then="自收到申请材料之日起视为受理", basis="排污许可管理条例 第9条第4项",
               source="REG736", note="当场或者三日内；不是许可法一般规定的五日"),
    ),
    entry(
        "PWXK-NOTIFY-GEN", "一次性告知（一般许可）",
        within(5, WD, by="authority", of="收到申请材料", audience="party",
               then="自收到申请材料之日起视为受理",
               basis="行政许可法 第32条第1款第4项、第82条", source="LICLAW",
               note="无特别规定的许可适用"),
    ),
    entry(
        "PWXK-NOTACCEPT", "即时告知不受理或者无需许可",
        at_once(by="authority", of="收到申请材料", audience="party", then="依法处分（条例第32条）",
                basis="排污许可管理条例 第9条第1项、第2项", source="REG736"),
    ),
    entry(
        "PWXK-SIMPLE", "简化管理审批",
        within(20, WD, by="authority", of="受理", audience="party", pauses=LICENCE_PAUSES,
               then=_DISCIPLINE, basis="排污许可管理条例 第12条第1款", source="REG736",
               note="即使进行现场核查仍为二十日"),
    ),
    entry(
        "PWXK-KEY", "重点管理审批（不需现场核查）",
        within(30, WD, by="authority", of="受理", audience="party", pauses=LICENCE_PAUSES,
               then=_DISCIPLINE, basis="排污许可管理条例 第12条第2款", source="REG736"),
    ),
    entry(
        "PWXK-KEY-SITE", "重点管理审批（需现场核查）",
        within(45, WD, by="authority", of="受理", audience="party", pauses=LICENCE_PAUSES,
               then=_DISCIPLINE, basis="排污许可管理条例 第12条第2款", source="REG736",
               note="现场核查不是中止，而是三十日改为四十五日，仅一次，须在三十日届满前决定"),
    ),
    entry(
        "LIC-GEN", "一般许可决定",
        within(20, WD, by="authority", of="受理", audience="party", pauses=LICENCE_PAUSES,
               extension=ExtensionRule(10, WD, "bureau_head", "行政许可法 第42条第1款",
                                       needs=("告知申请人延长理由",)),
               basis="行政许可法 第42条第1款", source="LICLAW",
               note="法律、法规另有规定的依照其规定：排污许可适用条例第12条，不适用延长"),
    ),
    entry(
        "LIC-DELIVER", "颁发、送达许可证",
        within(10, WD, by="authority", of="作出准予许可决定", audience="party",
               basis="行政许可法 第44条、第82条", source="LICLAW"),
    ),
    entry(
        "LIC-HEAR-REQ", "许可听证申请",
        within(5, WD, by="party", of="被告知听证权利", audience="party", then="听证权利丧失",
               basis="行政许可法 第47条第1款", source="LICLAW"),
    ),
    entry(
        "LIC-HEAR-HOLD", "组织许可听证",
        within(20, WD, by="authority", of="收到听证申请", audience="party",
               basis="行政许可法 第47条第1款", source="LICLAW",
               note="听证时间不计入审批期限（第45条）"),
    ),
    entry(
        "LIC-HEAR-NOTICE", "许可听证通知",
        before(7, WD, by="authority", of="举行听证", audience="party", then="程序违法",
               basis="行政许可法 第48条第1款第1项", source="LICLAW"),
    ),
    entry(
        "PWXK-VALID", "排污许可证有效期",
        valid_for(5, Y, by="enterprise", of="许可证有效期起始日", audience="party",
                  then="过期排放按无证排污处理",
                  basis="排污许可管理条例 第14条第1款；生态环境法典 第182条", source="REG736",
                  note="首日计入：公开的许可证均止于五年后同日的前一日；以许可证载明的有效期为准"),
    ),
    entry(
        "PWXK-RENEW-APPLY", "延续申请",
        before(60, CD, by="enterprise", of="许可证有效期届满", audience="party",
               then="逾期仍可申请，但不适用视为准予延续；届满后至决定前排放属无证排污",
               basis="排污许可管理条例 第14条第2款；排污许可管理办法 第24条", source="REG736",
               note="届满后作出决定的，新期限自决定之日起；未决期间不得注销"),
    ),
    entry(
        "PWXK-RENEW-REVIEW", "延续审查",
        within(20, WD, by="authority", of="受理", audience="party", pauses=LICENCE_PAUSES,
               then=_DISCIPLINE, basis="排污许可管理条例 第14条第2款", source="REG736"),
    ),
    entry(
        "LIC-RENEW-DEEMED", "逾期未作延续决定视为准予",
        before(0, CD, by="authority", of="许可证有效期届满", then="视为准予延续，由人确认，系统不得自动发证",
               basis="行政许可法 第50条第2款", source="LICLAW",
               note="须在有效期届满前作出决定；仅适用于按期提出的延续申请"),
    ),
    entry(
        "PWXK-CHANGE-APPLY", "基本信息变更申请",
        within(30, CD, by="enterprise", of="名称、住所、法定代表人等变更", audience="party",
               then="责令改正", basis="排污许可管理条例 第14条第3款；排污许可管理办法 第26条",
               source="REG736"),
    ),
    entry(
        "PWXK-CHANGE-DECIDE", "变更决定",
        within(10, WD, by="authority", of="受理变更申请", audience="party",
               basis="排污许可管理办法 第26条第2款", source="MEE32"),
    ),
    entry(
        "PWXK-REAPPLY", "重新申请",
        gate(by="enterprise", of="实际排污变化", audience="party", then="按无证排污处理（条例第33条第4项）",
             basis="排污许可管理办法 第25条；排污许可管理条例 第15条；生态环境法典 第182条",
             source="MEE32", note="须在变化发生之前取得；新证有效期自决定之日起五年"),
    ),
    entry(
        "PWXK-STDCHANGE", "依职权变更（标准、总量变化）",
        gate(by="authority", of="新标准生效或者总量控制指标变化",
             basis="排污许可管理办法 第27条；排污许可管理条例 第16条", source="MEE32",
             note="标准：生效前完成变更；总量：变化后，法定无天数"),
    ),
    entry(
        "PWXK-REAPPLY-BAN", "撤销、伪造后禁止申请期",
        within(3, Y, FIXED, by="enterprise", of="许可证被撤销或者处罚决定", audience="party",
               then="期内不予受理", basis="排污许可管理条例 第40条、第41条", source="REG736"),
    ),
    entry(
        "PWXK-LEGACY", "排污限期整改通知书",
        stated(by="enterprise", of="限期整改通知书送达", audience="party",
               stated_in="排污限期整改通知书", then="逾期未取得许可证的不得继续排放",
               basis="排污许可管理条例 第46条", source="REG736", evidence=seen(duration=UNVERIFIED),
               note="法律未定天数，以通知书载明为准"),
    ),
    entry(
        "PWXK-ADJUST", "许可证其他内容调整",
        at_once(by="enterprise", of="第25至27条以外的内容变化", audience="party",
                basis="排污许可管理办法 第28条", source="MEE32", evidence=seen(SINGLE),
                note="及时，无天数；区级可设目标时限"),
    ),
    no_row(
        "PWXK-CANCEL", "注销手续及公告",
        "排污许可管理办法第29条未规定天数；延续申请未决期间不得注销（第24条第2款），由人办理",
    ),
)
