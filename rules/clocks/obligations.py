"""Clocks of a permit holder's duties: records, execution reports, online monitors, disclosure."""

# fmt: off
from rules.clocks.rows import ClockEntry, DateRule, Every, seen
from rules.clocks.wording import (
    CD,
    FIXED,
    SINGLE,
    UNVERIFIED,
    WD,
    H,
    M,
    Y,
    at_once,
    by_date,
    entry,
    every,
    gate,
    kept,
    within,
)
from rules.deadlines import Rolling, Term

_LEDGER = "每次五千元至二万元（条例第37条）"
_MONITORING = "二万元至二十万元（条例第36条第8项；法典第1086条）"
_O19 = "污染源自动监控设施现场监督检查办法"

OBLIGATIONS: tuple[ClockEntry, ...] = (
    entry(
        "OBL-MON-RECORD", "原始监测记录保存",
        kept(5, Y, by="enterprise", of="记录形成之日", audience="party",
             then="二万元至二十万元（条例第36条第6项；法典第1086条）",
             basis="生态环境法典 第183条；排污许可管理条例 第19条", source="CODE"),
    ),
    entry(
        "OBL-LEDGER", "台账保存",
        kept(5, Y, by="enterprise", of="记录形成之日", audience="party",
             then="条例第37条与法典第1086条竞合，由法制审核认定",
             basis="生态环境法典 第183条；排污许可管理条例 第21条", source="CODE"),
    ),
    entry(
        "EXREP-Y", "年度执行报告",
        by_date(DateRule(Every.YEAR, 1, 15), by="enterprise", of="报告年度", audience="party",
                stated_in="排污许可证副本", then=_LEDGER,
                basis="排污许可管理条例 第22条；排污许可管理办法 第37条；HJ 944-2018",
                source="REG736", evidence=seen(SINGLE, duration=UNVERIFIED),
                note="法条未定日期，以许可证副本为准；次年1月15日为行业惯例；生态环境部可以逐年调整"),
    ),
    entry(
        "EXREP-Q", "季度执行报告",
        by_date(DateRule(Every.QUARTER, 1, 15), by="enterprise", of="报告季度", audience="party",
                stated_in="排污许可证副本", then=_LEDGER,
                basis="排污许可管理条例 第22条；排污许可管理办法 第37条",
                source="MEE32", evidence=seen(SINGLE), note="次季首月15日，以许可证副本为准"),
    ),
    entry(
        "EXREP-M", "月执行报告",
        by_date(DateRule(Every.MONTH, 1, 15), by="enterprise", of="报告月份", audience="party",
                stated_in="排污许可证副本", then=_LEDGER,
                basis="排污许可管理条例 第22条；排污许可管理办法 第37条",
                source="MEE32", evidence=seen(SINGLE), note="次月15日，以许可证副本为准"),
    ),
    entry(
        "EXREP-EXEMPT", "执行报告豁免",
        gate(Term(10, CD, Rolling.NONE), title="执行报告豁免（月报：持证不足十天）",
             by="enterprise", of="许可证有效期起始日", audience="party", then="并入下一期报告",
             basis="HJ 944-2018；排污许可管理办法 第37条第4款", source="HJ944"),
        gate(Term(1, M, Rolling.NONE), case="quarter", title="执行报告豁免（季报：持证不足一个月）",
             by="enterprise", of="许可证有效期起始日", audience="party", then="并入下一期报告",
             basis="HJ 944-2018；排污许可管理办法 第37条第4款", source="HJ944"),
        gate(Term(3, M, Rolling.NONE), case="year", title="执行报告豁免（年报：持证不足三个月）",
             by="enterprise", of="许可证有效期起始日", audience="party", then="并入下一期报告",
             basis="HJ 944-2018；排污许可管理办法 第37条第4款", source="HJ944",
             note="年报可以代替当季、当月报告"),
    ),
    entry(
        "CEMS-FAULT-REPORT", "自动监控设施故障报告",
        within(12, H, by="enterprise", of="发生故障", audience="party", then=_MONITORING,
               basis=f"{_O19} 第8条第2款", source="O19"),
    ),
    entry(
        "CEMS-FAULT-FIX", "自动监控设施恢复运行",
        within(5, WD, by="enterprise", of="发生故障", audience="party",
               then=f"{_MONITORING}；其间须手工监测", basis=f"{_O19} 第8条第2款", source="O19"),
    ),
    entry(
        "CEMS-STOP-DECIDE", "停运、拆除审批",
        within(5, WD, by="authority", of="收到停运、拆除报告", audience="party", then="视为同意",
               basis=f"{_O19} 第8条第1款", source="O19"),
    ),
    entry(
        "CEMS-INSPECT", "自动监控例行检查",
        every(DateRule(Every.MONTH, 0, 31), title="自动监控例行检查（重点单位，每月至少一次）",
              by="authority", of="检查月份", basis=f"{_O19} 第14条", source="O19"),
        every(DateRule(Every.QUARTER, 0, 31), case="others",
              title="自动监控例行检查（其他单位，每季度至少一次）",
              by="authority", of="检查季度", basis=f"{_O19} 第14条", source="O19"),
    ),
    entry(
        "CEMS-REGISTER", "自动监控设施登记备案",
        within(5, WD, by="enterprise", of="验收或者重新验收", audience="party",
               then="按该办法第17条处理", basis=f"{_O19} 第7条第2款、第3款", source="O19",
               evidence=seen(SINGLE), note="不是许可；未备案本身不使数据无效"),
    ),
    entry(
        "CEMS-ABNORMAL", "自动监测数据异常报告、调查",
        at_once(title="自动监测数据异常报告", by="enterprise", of="发现数据异常", audience="party",
                then=_MONITORING,
                basis="生态环境法典 第184条第2款；排污许可管理条例 第20条第2款", source="CODE"),
        at_once(case="investigate", title="自动监测数据异常调查", by="authority", of="发现数据异常",
                basis="生态环境法典 第184条第2款；排污许可管理办法 第35条第2款", source="CODE"),
    ),
    entry(
        "OBL-EXCEED-REPORT", "超标等异常情况报告",
        at_once(by="enterprise", of="发现超标等异常情况", audience="party", then=_MONITORING,
                basis="排污许可管理条例 第21条第2款", source="REG736",
                note="立即采取措施、记入台账并说明原因"),
    ),
    entry(
        "DISC-ANNUAL", "年度环境信息披露",
        by_date(DateRule(Every.YEAR, 3, 15), by="enterprise", of="披露年度", audience="party",
                basis="企业环境信息依法披露管理办法 第19条", source="MEE24",
                note="次年3月15日前"),
    ),
    entry(
        "DISC-TEMP", "临时环境信息披露",
        within(5, WD, by="enterprise", of="收到法律文书", audience="party",
               basis="企业环境信息依法披露管理办法 第17条", source="MEE24"),
    ),
    entry(
        "CREDIT-REPAIR", "信用修复",
        within(3, M, FIXED, title="信用修复（轻微：公示最长期）", by="enterprise", of="法律文书之日",
               audience="party", basis="信用修复管理办法（国家发展改革委令第36号）", source="NDRC36",
               evidence=seen(SINGLE), note="轻微失信不公示或者至多三个月，履行义务后即可修复"),
        within(3, M, FIXED, case="general-min", title="信用修复（一般：最短公示期）", by="enterprise",
               of="法律文书之日", audience="party",
               basis="信用修复管理办法（国家发展改革委令第36号）", source="NDRC36",
               evidence=seen(SINGLE), note="届满方可申请修复"),
        within(1, Y, FIXED, case="general-max", title="信用修复（一般：公示最长期）", by="enterprise",
               of="法律文书之日", audience="party",
               basis="信用修复管理办法（国家发展改革委令第36号）", source="NDRC36",
               evidence=seen(SINGLE)),
        within(1, Y, FIXED, case="serious-min", title="信用修复（严重：最短公示期）", by="enterprise",
               of="法律文书之日", audience="party",
               basis="信用修复管理办法（国家发展改革委令第36号）", source="NDRC36",
               evidence=seen(SINGLE), note="届满方可申请修复"),
        within(3, Y, FIXED, case="serious-max", title="信用修复（严重：公示最长期）", by="enterprise",
               of="法律文书之日", audience="party",
               basis="信用修复管理办法（国家发展改革委令第36号）", source="NDRC36",
               evidence=seen(SINGLE)),
    ),
)
