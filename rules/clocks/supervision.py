"""Clocks of supervision: checks on the platform, quality review, random checks, the key-unit list."""

# fmt: off
from rules.clocks.rows import ClockEntry, DateRule, Every, seen
from rules.clocks.wording import SINGLE, UNVERIFIED, WD, at_once, by_date, entry, every, within

SUPERVISION: tuple[ClockEntry, ...] = (
    entry(
        "ONLINE-VERIFY", "平台超许可浓度核查",
        at_once(by="authority", of="在平台发现排放浓度超过许可", then="依法处分（条例第32条第4项）",
                basis="排污许可管理条例 第27条", source="REG736",
                note="应当要求提供许可证、台账、报告、数据；必要时现场监测；无天数"),
    ),
    entry(
        "PWXK-QUALITY", "排污许可证质量核查",
        every(None, by="authority", of="上次核查", basis="排污许可管理办法 第42条", source="MEE32",
              evidence=seen(SINGLE), note="定期，无天数；周期和比例由区级设定"),
    ),
    entry(
        "SSJ-PUBLISH", "双随机结果公示",
        within(20, WD, by="authority", of="检查结束", basis="国发〔2019〕5号", source="GF5",
               evidence=seen(UNVERIFIED), note="未见原文"),
    ),
    entry(
        "KEYLIST", "环境监管重点单位名录",
        by_date(DateRule(Every.YEAR, -9, 31), by="authority", of="名录年度",
                basis="环境监管重点单位名录管理办法（生态环境部令第27号）", source="MEE27",
                evidence=seen(SINGLE), note="每年三月底前确定并公开"),
    ),
)
