"""Two dates of law: substance by when the conduct was, procedure by when the step is taken."""

from dataclasses import dataclass
from datetime import date

from rules.clocks.sources import CODE_IN_FORCE, Text, in_force, text
from rules.errors import PermitLoopError

LENITY_BASIS = "行政处罚法 第37条；生态环境法典 第1057条（从旧兼从轻）"


class ConductWrong(PermitLoopError):
    """违法行为的结束日期早于开始日期，请核对后重新填写。"""


@dataclass(frozen=True)
class Conduct:
    """When the conduct was: its days from first to last; ``until`` None while it continues."""

    since: date
    until: date | None

    def __post_init__(self) -> None:
        """Refuse conduct that ends before it begins."""
        if self.until is not None and self.until < self.since:
            raise ConductWrong


@dataclass(frozen=True)
class Fine:
    """A range of fine in yuan under one article."""

    basis: str
    least: int
    most: int
    besides: str = ""


@dataclass(frozen=True)
class Provision:
    """One kind of conduct under the regulation of 2021 and under the Code, side by side."""

    key: str
    title: str
    regulation: Fine | None
    code: Fine | None
    note: str = ""


@dataclass(frozen=True)
class Suggestion:
    """What the program shows and never decides: ``fine`` None where a person must choose."""

    fine: Fine | None
    beside: tuple[Fine, ...]
    why: str
    asks: str = ""


_W = 10_000
PROVISIONS: tuple[Provision, ...] = (
    Provision(
        "no_permit",
        "无证排污",
        Fine("排污许可管理条例 第33条", 20 * _W, 100 * _W, "责令改正或者限产停产；严重的停业关闭"),
        Fine("生态环境法典 第1102条", 20 * _W, 100 * _W, "可以限产停产；拒不停止的移送拘留"),
        "工业噪声为2万至20万元",
    ),
    Provision(
        "over_permit",
        "超过许可浓度、总量或者排放未许可污染物",
        Fine("排污许可管理条例 第34条第1项", 20 * _W, 100 * _W, "严重的吊销许可证、停业关闭"),
        Fine("生态环境法典 第1103条", 10 * _W, 100 * _W, "严重的吊销许可证"),
        "超标准、超总量见法典第1107条；噪声为2万至20万元",
    ),
    Provision(
        "evasion",
        "以逃避监管的方式排放",
        Fine("排污许可管理条例 第34条第2项", 20 * _W, 100 * _W, "移送拘留"),
        Fine("生态环境法典 第1108条", 10 * _W, 100 * _W, "应当限产停产；拘留五日至十日"),
        "一律考虑行刑衔接（法释〔2023〕7号第1条）",
    ),
    Provision(
        "outlet_monitoring",
        "排污口、自动监测、自行监测、信息公开",
        Fine("排污许可管理条例 第36条", 2 * _W, 20 * _W, "拒不改正的停产整治"),
        Fine("生态环境法典 第1086条", 2 * _W, 20 * _W),
        "排污口见法典第1109条，信息公开见第1110条",
    ),
    Provision(
        "ledger_report",
        "台账、执行报告",
        Fine("排污许可管理条例 第37条", 5_000, 2 * _W, "按次"),
        None,
        "法典未见执行报告条款，条例第37条继续适用；台账与法典第1086条竞合，由法制审核认定",
    ),
    Provision(
        "data_fraud",
        "监测数据弄虚作假",
        None,
        Fine("生态环境法典 第1088条", 10 * _W, 100 * _W, "责任人员5万至20万元"),
        "法典施行前的行为依当时的专门规定，由法制审核认定",
    ),
    Provision(
        "obstruction",
        "拒绝、阻挠检查",
        Fine("排污许可管理条例 第39条", 2 * _W, 20 * _W),
        Fine("生态环境法典 第1229条", 5 * _W, 20 * _W, "责任人员5千至5万元"),
    ),
    Provision(
        "permit_fraud",
        "骗取许可证",
        Fine("排污许可管理条例 第40条", 20 * _W, 50 * _W, "三年内不得再申请"),
        Fine("生态环境法典 第1105条", 20 * _W, 50 * _W),
        "禁止申请期仍依条例第40条",
    ),
    Provision(
        "permit_forgery",
        "伪造、变造、转让许可证",
        Fine("排污许可管理条例 第41条", 10 * _W, 30 * _W, "三年内不得再申请"),
        None,
    ),
    Provision(
        "no_registration",
        "未填报排污登记",
        Fine("排污许可管理条例 第43条", 0, 5 * _W),
        Fine("生态环境法典 第1106条", 0, 5 * _W),
    ),
)
"""The fines of catalogue §3: 条例 736 and the Code, which run side by side since 2026-08-15."""

NOISE = "噪声"
NOISE_FINES = (
    Fine("生态环境法典 第1102条", 2 * _W, 20 * _W, "工业噪声"),
    Fine("生态环境法典 第1103条", 2 * _W, 20 * _W, "工业噪声"),
)
"""The ranges that the same articles give where the conduct is industrial noise."""


def procedure_texts(step_on: date) -> tuple[Text, ...]:
    """Answer the texts whose procedure and clocks a step of that day follows (程序从新)."""
    return in_force(step_on)


def superseded(on: date) -> tuple[Text, ...]:
    """Answer the implementing orders whose parent act is repealed on that day, with the remark."""
    if on < CODE_IN_FORCE:
        return ()
    return tuple(each for each in (text("O28"), text("O29"), text("O30")) if each.note)


def provision(key: str) -> Provision:
    """Answer the provision of that key; KeyError when there is none."""
    return {each.key: each for each in PROVISIONS}[key]


def reaches_the_code(conduct: Conduct) -> bool:
    """Answer whether the conduct began under the old law and reached the day of the Code."""
    last = conduct.until
    return conduct.since < CODE_IN_FORCE and (last is None or last >= CODE_IN_FORCE)


def suggest(conduct: Conduct, rule: Provision) -> Suggestion:
    """Suggest the fine for a conduct: the old law unless the new is lighter; a person decides.

    Conduct that straddles 2026-08-15 is asked about and never split by the program.
    """
    both = tuple(each for each in (rule.regulation, rule.code) if each is not None)
    if reaches_the_code(conduct):
        return Suggestion(
            None,
            both,
            f"行为跨越2026-08-15，程序不作拆分（{LENITY_BASIS}）。",
            "请办案人认定行为终了时间以及适用的法律，写明理由，由法制审核人员复核。",
        )
    if rule.regulation is None or rule.code is None:
        return _only_one(conduct, rule, both)
    if conduct.since >= CODE_IN_FORCE:
        return Suggestion(
            rule.code, both, "行为发生在法典施行之后，法典与条例不一致的，提示适用法典。"
        )
    if lighter(rule.code, rule.regulation):
        return Suggestion(
            rule.code, both, f"行为发生在法典施行之前，但法典处罚较轻，提示从轻（{LENITY_BASIS}）。"
        )
    return Suggestion(
        rule.regulation, both, f"行为发生在法典施行之前，提示适用行为时的规定（{LENITY_BASIS}）。"
    )


def lighter(a: Fine, b: Fine) -> bool:
    """Answer whether one range is lighter: no bound higher and at least one lower, in yuan alone.

    Ranges that cross (one bound lower, the other higher) are not lighter either way.
    """
    return a.least <= b.least and a.most <= b.most and (a.least, a.most) != (b.least, b.most)


def _only_one(conduct: Conduct, rule: Provision, both: tuple[Fine, ...]) -> Suggestion:
    before_the_code = conduct.since < CODE_IN_FORCE
    if rule.regulation is None and before_the_code:
        return Suggestion(None, both, rule.note, "请法制审核人员写明行为时所依据的条文。")
    return Suggestion(both[0], both, rule.note or "仅此一处规定。")
