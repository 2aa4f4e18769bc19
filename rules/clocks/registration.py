"""Clocks of those that only register: first filing, change, validity, closing."""

# fmt: off
from rules.clocks.rows import ClockEntry, seen
from rules.clocks.wording import CD, SINGLE, Y, at_once, entry, gate, valid_for, within

REGISTRATION: tuple[ClockEntry, ...] = (
    entry(
        "REGISTER-FIRST", "排污登记填报",
        gate(by="registrant", of="实际排污", audience="party", then="五万元以下罚款（条例第43条；法典第1106条）",
             basis="排污许可管理办法 第39条；排污许可管理条例 第24条", source="MEE32",
             note="须在实际排污之前填报"),
    ),
    entry(
        "REGISTER-CHANGE", "登记信息变更",
        within(20, CD, by="registrant", of="登记信息变动", audience="party",
               then="五万元以下罚款（条例第43条；法典第1106条）",
               basis="排污许可管理条例 第24条第3款；排污许可管理办法 第39条", source="REG736"),
    ),
    entry(
        "REGISTER-VALID", "登记表有效期",
        valid_for(5, Y, by="registrant", of="取得登记编号", audience="party", then="重新登记",
                  basis="生态环境法典 第186条第1款", source="CODE"),
    ),
    entry(
        "REGISTER-CLOSE", "登记注销或者升级持证",
        at_once(by="registrant", of="不再排污或者应当取得许可证", audience="party",
                then="应当取得许可证而未取得的，按无证排污处理",
                basis="排污许可管理办法 第39条第4款、第5款", source="MEE32", evidence=seen(SINGLE),
                note="先取得许可证，再注销登记"),
    ),
)
