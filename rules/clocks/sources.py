"""The texts the catalogue rests on: title, version, and the days they are in force."""

from dataclasses import dataclass
from datetime import date

CODE_IN_FORCE = date(2026, 8, 15)
"""The day the Ecological and Environmental Code took effect (生态环境法典 第1242条)."""


@dataclass(frozen=True)
class Text:
    """A version of a legal text; ``until`` is its last day in force, None while it stands."""

    key: str
    title: str
    version: str
    since: date
    until: date | None = None
    note: str = ""


_OLD_LAW = "所依据的环境保护法已于2026-08-15废止，依据改为生态环境法典第1060、52、1107、1108条"

TEXTS: tuple[Text, ...] = (
    Text("REG736", "排污许可管理条例", "国务院令第736号（2021-03-01施行）", date(2021, 3, 1)),
    Text("MEE32", "排污许可管理办法", "生态环境部令第32号（2024-07-01施行）", date(2024, 7, 1)),
    Text("LICLAW", "行政许可法", "2019年修正（2019-04-23）", date(2019, 4, 23)),
    Text("PENLAW", "行政处罚法", "2021年修订（2021-07-15施行）", date(2021, 7, 15)),
    Text("MEE30", "生态环境行政处罚办法", "生态环境部令第30号（2023-07-01施行）", date(2023, 7, 1)),
    Text("COMPLAW", "行政强制法", "2012-01-01施行", date(2012, 1, 1)),
    Text("CODE", "生态环境法典", "2026-03-12通过（2026-08-15施行）", CODE_IN_FORCE),
    Text(
        "EPLAW",
        "环境保护法",
        "2014年修订（2015-01-01施行，2026-08-15废止）",
        date(2015, 1, 1),
        date(2026, 8, 14),
    ),
    Text(
        "O28",
        "环境保护主管部门实施按日连续处罚办法",
        "环境保护部令第28号（2015-01-01施行）",
        date(2015, 1, 1),
        note=_OLD_LAW,
    ),
    Text(
        "O29",
        "环境保护主管部门实施查封、扣押办法",
        "环境保护部令第29号（2015-01-01施行）",
        date(2015, 1, 1),
        note=_OLD_LAW,
    ),
    Text(
        "O30",
        "环境保护主管部门实施限制生产、停产整治办法",
        "环境保护部令第30号（2015-01-01施行）",
        date(2015, 1, 1),
        note=_OLD_LAW,
    ),
    Text(
        "XX17",
        "环境保护行政执法与刑事司法衔接工作办法",
        "环环监〔2017〕17号（2017-01-25）",
        date(2017, 1, 25),
    ),
    Text(
        "SC310",
        "行政执法机关移送涉嫌犯罪案件的规定",
        "国务院令第310号（2020-08-07修订）",
        date(2020, 8, 7),
    ),
    Text(
        "SPP2001",
        "人民检察院办理行政执法机关移送涉嫌犯罪案件的规定",
        "2001-12-03",
        date(2001, 12, 3),
    ),
    Text(
        "GZ853",
        "行政主管部门移送适用行政拘留环境违法案件暂行办法",
        "公治〔2014〕853号",
        date(2015, 1, 1),
    ),
    Text("XF2022", "信访工作条例", "2022-05-01施行", date(2022, 5, 1)),
    Text(
        "O15",
        "环保举报热线工作管理办法",
        "环境保护部令第15号（2011-03-01施行）",
        date(2011, 3, 1),
        note="现行效力未核实",
    ),
    Text("RECON", "行政复议法", "2023年修订（2024-01-01施行）", date(2024, 1, 1)),
    Text("ADMLIT", "行政诉讼法", "2017年修正（2017-07-01施行）", date(2017, 7, 1)),
    Text("CIVPROC", "民事诉讼法", "2023年修正（2024-01-01施行）", date(2024, 1, 1)),
    Text(
        "O19",
        "污染源自动监控设施现场监督检查办法",
        "环境保护部令第19号（2012-04-01施行）",
        date(2012, 4, 1),
    ),
    Text(
        "MEE24",
        "企业环境信息依法披露管理办法",
        "生态环境部令第24号（2022-02-08施行）",
        date(2022, 2, 8),
    ),
    Text(
        "MEE27",
        "环境监管重点单位名录管理办法",
        "生态环境部令第27号（2023-01-01施行）",
        date(2023, 1, 1),
    ),
    Text(
        "HJ944",
        "排污单位环境管理台账及排污许可证执行报告技术规范",
        "HJ 944-2018",
        date(2018, 3, 27),
    ),
    Text("GPDB", "生态环境违法案件挂牌督办管理办法", "现行国家办法（仅见摘要）", date(2025, 1, 1)),
    Text("DAMAGE", "生态环境损害赔偿管理规定", "环法规〔2022〕31号", date(2022, 4, 26)),
    Text(
        "GF5",
        "关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见",
        "国发〔2019〕5号",
        date(2019, 1, 27),
    ),
    Text(
        "NDRC36", "信用修复管理办法", "国家发展改革委令第36号（2026-04-01施行）", date(2026, 4, 1)
    ),
    Text("MEERECON", "生态环境部行政复议办法", "现行文本（一份副本）", date(2024, 1, 1)),
    Text(
        "PILSPC",
        "最高法、最高检关于检察公益诉讼案件适用法律若干问题的解释",
        "2020年修正",
        date(2021, 1, 1),
    ),
)

_BY_KEY = {text.key: text for text in TEXTS}


def text(key: str) -> Text:
    """Answer the text of that key; KeyError when the catalogue cites none such."""
    return _BY_KEY[key]


def text_version(key: str) -> str:
    """Answer the version a row rests on, as it is printed on a document."""
    return _BY_KEY[key].version


def in_force(on: date) -> tuple[Text, ...]:
    """Answer the texts in force on a day, which is what a procedural step of that day follows."""
    return tuple(
        each for each in TEXTS if each.since <= on and (each.until is None or on <= each.until)
    )
