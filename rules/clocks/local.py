"""Limits that no national text numbers: a served paper states them, or a district sets them.

Their numbers below are what a district starts from; ``district.toml`` replaces them. They bind the
bureau's own people, or a party through the paper that states them, never by the program alone.
"""

from rules.clocks.rows import ClockRow, Evidence, ExtensionRule, seen
from rules.clocks.wording import CD, FORWARD, WD, entry, stated, valid_for, within
from rules.vocabulary import LINKED_DIRECTIONS, RELATION_TITLES, Relation

_SETTING = seen(Evidence.VERIFIED, duration=Evidence.UNVERIFIED)
_DISTRICT = "区级设定（district.toml）"

_DIRECTIONS = tuple(
    (str(each), RELATION_TITLES[each])
    for each in sorted(LINKED_DIRECTIONS, key=list(Relation).index)
)
"""Each direction of 三监联动 has a response limit of its own."""

_ENTRIES = (
    entry(
        "LOCAL-RECTIFY", "限期整改",
        stated(by="enterprise", of="送达责令改正违法行为决定书", audience="party",
               stated_in="责令改正违法行为决定书",
               extension=ExtensionRule(None, CD, "bureau_head",
                                       "责令改正决定书；行政处罚法 第28条第1款", times=None),
               then="逾期未改，进入复查", basis="行政处罚法 第28条第1款（期限由决定书载明）",
               source="PENLAW"),
    ),
    entry(
        "LOCAL-CORRECTION", "补正期限",
        within(20, WD, FORWARD, by="enterprise", of="送达补正告知单", audience="party",
               then="可以终止办理，由窗口决定", basis=f"{_DISTRICT}；条例第9条第4项未定期限",
               source="LICLAW", evidence=_SETTING),
    ),
    entry(
        "LOCAL-LINK-ACCEPT", "联动任务接收",
        within(1, WD, FORWARD, by="authority", of="批准派发",
               then="提醒科室负责人", basis=f"{_DISTRICT}；三监联动响应时限",
               source="LICLAW", evidence=_SETTING),
        *(
            within(1, WD, FORWARD, case=key, title=f"联动任务接收（{title}）", by="authority",
                   of="批准派发", then="提醒科室负责人", basis=f"{_DISTRICT}；三监联动响应时限",
                   source="LICLAW", evidence=_SETTING)
            for key, title in _DIRECTIONS
        ),
    ),
    entry(
        "LOCAL-LINK-DONE", "联动任务办理",
        within(10, WD, FORWARD, by="authority", of="接收任务",
               then="提醒科室负责人", basis=f"{_DISTRICT}；三监联动响应时限",
               source="LICLAW", evidence=_SETTING),
        *(
            within(10, WD, FORWARD, case=key, title=f"联动任务办理（{title}）", by="authority",
                   of="接收任务", then="提醒科室负责人", basis=f"{_DISTRICT}；三监联动响应时限",
                   source="LICLAW", evidence=_SETTING)
            for key, title in _DIRECTIONS
        ),
    ),
    entry(
        "LOCAL-CLUE", "线索核实",
        within(5, WD, FORWARD, by="authority", of="登记线索",
               then="提醒科室负责人", basis=f"{_DISTRICT}；线索办理时限",
               source="LICLAW", evidence=_SETTING),
    ),
    entry(
        "LOCAL-ASSIGNED", "交办事项整改",
        stated(by="authority", of="收到交办单", stated_in="交办单",
               then="提醒科室负责人和局负责人", basis="交办单载明的整改时限（督察、警示片、上级交办）",
               source="LICLAW", evidence=_SETTING),
    ),
    entry(
        "LOCAL-RECHECK", "整改复查",
        within(7, WD, FORWARD, by="authority", of="收到整改报告或者整改期满",
               then="提醒科室负责人", basis=f"{_DISTRICT}；复查时限",
               source="LICLAW", evidence=_SETTING),
    ),
    entry(
        "LOCAL-AMEND", "登记更正",
        within(20, CD, FORWARD, by="enterprise", of="通知更正登记", audience="party",
               then="提醒许可经办人", basis=f"{_DISTRICT}；参照条例第24条第3款",
               source="REG736", evidence=_SETTING),
    ),
    entry(
        "LOCAL-UPGRADE", "登记单位申领许可证",
        stated(by="enterprise", of="送达排污许可告知书", audience="party",
               stated_in="排污许可告知书", then="转为问题线索",
               basis=f"{_DISTRICT}；排污许可管理办法 第39条", source="MEE32",
               evidence=_SETTING),
    ),
    entry(
        "LOCAL-ENDING", "终止程序办理",
        within(20, WD, FORWARD, by="authority", of="立项",
               then="提醒科室负责人", basis=f"{_DISTRICT}；注销、撤销、撤回、吊销均无法定日数",
               source="LICLAW", evidence=_SETTING),
    ),
    entry(
        "LOCAL-PLEA", "许可终止的陈述申辩",
        within(5, WD, FORWARD, by="enterprise", of="送达告知书", audience="party",
               then="视为放弃", basis=f"{_DISTRICT}；许可法第7条、第36条未定日数，参照第47条五日",
               source="LICLAW", evidence=_SETTING),
    ),
    entry(
        "LOCAL-REACCEPT", "补正后受理",
        within(3, WD, FORWARD, by="authority", of="收到补正材料", audience="party",
               then="提醒窗口", basis=f"{_DISTRICT}；条例第9条未定补正后受理的日数",
               source="LICLAW", evidence=_SETTING,
               note="补正告知已按期发出的，不再适用视为受理"),
    ),
    entry(
        "LOCAL-ASSESS", "技术评估",
        within(10, WD, FORWARD, by="authority", of="委托技术评估",
               then="提醒许可经办人；评估时间计入审批期限",
               basis=f"{_DISTRICT}；条例第10条未定日数", source="REG736", evidence=_SETTING),
    ),
    entry(
        "LOCAL-COUNTERSIGN", "部门会签",
        within(5, WD, FORWARD, by="authority", of="送部门会签",
               then="显示未答复；不视为同意", basis=f"{_DISTRICT}；会签时间计入审批期限",
               source="REG736", evidence=_SETTING),
    ),
    entry(
        "LOCAL-EXPERT", "专家评审所需时间",
        stated(by="authority", of="送达专家评审时间告知书", audience="party",
               stated_in="专家评审时间告知书", then="提醒许可经办人结束评审",
               basis="行政许可法 第45条（所需时间由告知书载明）", source="LICLAW"),
    ),
    entry(
        "LOCAL-HEARING", "听证所需时间",
        stated(by="authority", of="送达听证通知书", audience="party",
               stated_in="听证通知书", then="恢复计算审批期限，提醒法制审核人员提交听证笔录",
               basis="行政许可法 第45条（所需时间由听证通知书载明）", source="LICLAW"),
    ),
    entry(
        "LOCAL-TESTING", "检测、检验、鉴定所需时间",
        valid_for(10, CD, by="authority", of="送达检测检验鉴定期间告知书", audience="party",
                  stated_in="检测检验鉴定期间告知书",
                  then="恢复计算查封、扣押期限，提醒执法人员和局负责人",
                  basis="行政强制法 第25条第3款（期间应当明确并书面告知）", source="COMPLAW",
                  evidence=_SETTING,
                  note="日数以告知书载明为准，送达当日计入，不因节假日顺延：不多扣一日"),
    ),
    entry(
        "LOCAL-LIFT", "签发解除查封、扣押决定",
        within(1, WD, FORWARD, by="authority", of="查封、扣押期满或者应当解除",
               then="提醒局负责人；应当立即解除并退还",
               basis=f"{_DISTRICT}；行政强制法 第28条（应当及时解除、立即退还，未定日数）",
               source="COMPLAW", evidence=_SETTING),
    ),
    entry(
        "LOCAL-ORDER", "作出并送达责令改正决定",
        within(3, WD, FORWARD, by="authority", of="认定违法事实、复查不合格或者暗查仍在违法",
               then="提醒科室负责人和局负责人",
               basis=f"{_DISTRICT}；28号令第8条第2款（当场能够认定的当场送达，未定内部办理日数）",
               source="O28", evidence=_SETTING),
    ),
    entry(
        "LOCAL-SERVE", "送达决定书",
        within(10, WD, FORWARD, by="authority", of="作出决定", audience="party",
               then="提醒承办人", basis=f"{_DISTRICT}；参照行政许可法第44条", source="LICLAW",
               evidence=_SETTING),
    ),
)

LOCAL: dict[str, ClockRow] = {row.key: row for each in _ENTRIES for row in each.rows}
"""Rows outside the national catalogue, by key."""
