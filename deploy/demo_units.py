"""The invented enterprises of the demo district: names, codes, permits and people, from a seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from casework.permit_list import COLUMNS
from rules.deadlines import added_months
from rules.identifiers import uscc_check_sign
from rules.vocabulary import KIND_TITLES

SEED = 20260815
AREA_CODE = "310199"
"""An area code that no district has."""

_FIRST = (
    "青岚", "云帆", "禾沐", "映川", "澄湖", "朗润", "远汀", "叠翠",
    "松间", "晴野", "泊舟", "听澜", "知夏", "南屿", "星桥", "榆荫",
)  # fmt: skip
_TRADES = (
    ("金属表面处理", "表面处理有限公司", "key_managed"),
    ("棉印染精加工", "印染有限公司", "key_managed"),
    ("化学药品原料药制造", "制药有限公司", "key_managed"),
    ("污水处理及其再生利用", "污水处理有限公司", "key_managed"),
    ("涂料制造", "涂料有限公司", "simplified"),
    ("机动车燃油零售", "加油站", "simplified"),
    ("塑料零件及其他塑料制品制造", "塑料制品厂", "simplified"),
    ("汽车零部件及配件制造", "汽配有限公司", "simplified"),
    ("食品制造", "食品有限公司", "simplified"),
    ("木质家具制造", "家具厂", "registered"),
    ("粮食仓储", "粮库", "registered"),
)
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN = (
    "嘉禾", "文博", "思远", "若谷", "晓棠", "明哲",
    "雨桐", "景行", "书瑶", "子墨", "安澜", "予宁",
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """One invented enterprise; ``term`` is its permit's, None while it has none."""

    number: int
    name: str
    trade: str
    category: str
    uscc: str
    user_id: str
    user_name: str
    term: tuple[date, date] | None

    @property
    def permit_no(self) -> str:
        """Answer the number of its permit or registration."""
        return f"{self.uscc}001{'X' if self.category == 'registered' else 'P'}"


MANAGED, REGISTERED, APPLICANTS = 52, 12, 12
"""How many enterprises need a permit, how many register, how many of the first only apply yet."""

EXPIRED, PENDING, ARCHIVING, ARCHIVED, LATE, DUE_SOON = range(1, 7)
"""The enterprises whose term is near its end, by number."""

_NEAR = {EXPIRED: -20, PENDING: -12, ARCHIVING: -30, ARCHIVED: -45, LATE: 25, DUE_SOON: 75}
RUN_OUT = MANAGED + REGISTERED
"""The enterprise whose registration has run out."""


def units(today: date) -> list[Unit]:
    """Answer the same sixty-four enterprises for the same day."""
    dice = random.Random(SEED)  # noqa: S311  (invents names, keeps no secret)
    names = [(first, trade) for trade in _TRADES for first in _FIRST]
    dice.shuffle(names)
    applying = [each for each in names if each[1][2] == "key_managed"][:APPLICANTS]
    others = [each for each in names if each[1][2] != "registered" and each not in applying]
    managed = [*others[: MANAGED - APPLICANTS], *applying]
    registered = [each for each in names if each[1][2] == "registered"][:REGISTERED]
    return [
        _unit(number, first, trade, today, dice)
        for number, (first, trade) in enumerate([*managed, *registered], start=1)
    ]


def _unit(
    number: int, first: str, trade: tuple[str, str, str], today: date, dice: random.Random
) -> Unit:
    industry, suffix, category = trade
    body = f"91{AREA_CODE}MA{dice.randint(1, 9)}X{dice.randint(10000, 99999)}"
    person = dice.choice(_FAMILY) + dice.choice(_GIVEN)
    days = dice.randint(200, 1400)
    days = -8 if number == RUN_OUT else _NEAR.get(number, days)
    until = today + timedelta(days=days)
    term = (added_months(until, -60) + timedelta(days=1), until)
    applying = MANAGED - APPLICANTS < number <= MANAGED
    return Unit(
        number=number,
        name=f"云泽{first}{suffix}",
        trade=industry,
        category=category,
        uscc=body + uscc_check_sign(body),
        user_id=f"E{number:03d}",
        user_name=person,
        term=None if applying else term,
    )


def permit_rows(known: list[Unit]) -> list[tuple[int, dict[str, str]]]:
    """Answer the platform's list of those that have a permit, rows repeated as it repeats them."""
    rows = [_row(each, each.term) for each in known if each.term]
    return list(enumerate([*rows, *rows[:6]], start=2))


def _row(unit: Unit, term: tuple[date, date]) -> dict[str, str]:
    cells = (
        "示范省", "云泽市", unit.permit_no, unit.name, unit.trade,
        f"{term[0]}至{term[1]}", str(term[0]), KIND_TITLES[unit.category],
    )  # fmt: skip
    return dict(zip(COLUMNS, cells, strict=True))


def users_toml(known: list[Unit]) -> str:
    """Answer the enterprises' users as a part of district.toml."""
    return "".join(
        f'\n[[enterprise_users]]\nid = "{each.user_id}"\nname = "{each.user_name}"\n'
        f'uscc = "{each.uscc}"\n'
        for each in known
    )


JUSTICE = """
[[officers]]
id = "G01"
name = "秦守约"
roles = ["police"]
section = "云泽区公安分局（虚构）"

[[officers]]
id = "R01"
name = "柏清衡"
roles = ["procuratorate"]
section = "云泽区人民检察院（虚构）"

[[officers]]
id = "S01"
name = "楚听言"
roles = ["court"]
section = "云泽区人民法院（虚构）"
"""
"""Who answers for police, procuratorate and court, as a part of district.toml."""
