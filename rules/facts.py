"""What an act may ask for: each fact's Chinese name, its shape, and the check that it has it."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from rules.errors import PermitLoopError
from rules.workdays import FIRST_DAY, LAST_DAY

FactValue: TypeAlias = str | int | float | bool | list[str]

MAX_TEXT = 20_000
MAX_DAYS = 3_660
MAX_MONEY_FEN = 10**14
MAX_NAME = 500
_PASTED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
_WIDE = str.maketrans("０１２３４５６７８９－", "0123456789-")
_PLAIN = re.compile(r"-?[0-9]{1,30}")
"""How a whole number is typed: a Chinese keyboard's wide digits too, no other script's."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode that no paper shows: controls, joiners and marks, half signs, breaks."""


class FactsWrong(PermitLoopError):
    """提交的内容不符合要求，请按提示改正后重新提交。"""

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Keep the problems by fact, and say them all."""
        self.problems = dict(problems)
        super().__init__("；".join(self.problems.values()))


class FactKind(StrEnum):
    """The shape of a fact: ``day`` is YYYY-MM-DD, ``instant`` ISO 8601 with zone, money in 分."""

    TEXT = "text"
    LINE = "line"
    DAY = "day"
    INSTANT = "instant"
    DAYS = "days"
    COUNT = "count"
    MONEY = "money"
    YES_NO = "yes_no"
    CHOICE = "choice"
    PEOPLE = "people"
    FILES = "files"


@dataclass(frozen=True)
class FactType:
    """One fact that an act can ask for; ``private`` ones enter the chain as salted digests."""

    key: str
    title: str
    kind: FactKind
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""

    @property
    def private(self) -> bool:
        """Answer whether the value may hold personal data or free text."""
        return self.kind in (FactKind.TEXT, FactKind.LINE, FactKind.FILES)

    @property
    def names_people(self) -> bool:
        """Answer whether the value is a list of officers' ids."""
        return self.kind is FactKind.PEOPLE


FACTS: dict[str, FactType] = {}


def fact(
    key: str,
    title: str,
    kind: FactKind,
    *,
    choices: Iterable[tuple[str, str]] = (),
    hint: str = "",
) -> str:
    """Declare a fact once and answer its key; ValueError when the key says two things."""
    declared = FactType(key, title, kind, tuple(choices), hint)
    if FACTS.setdefault(key, declared) != declared:
        raise ValueError(f"fact {key!r} is declared twice with different meanings")
    return key


def check_facts(needs: Iterable[str], facts: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Answer the facts, each in its canonical form; FactsWrong names every problem in Chinese."""
    problems: dict[str, str] = {}
    needed = tuple(needs)
    for key in needed:
        if key not in facts or facts[key] in ("", [], None):
            problems[key] = f"缺少“{FACTS[key].title}”"
    clean: dict[str, FactValue] = {}
    for key, value in facts.items():
        if key in problems:
            continue
        if key not in FACTS:
            problems[key] = f"“{key}”不是本系统认识的事项"
            continue
        try:
            clean[key] = _canonical(FACTS[key], value)
        except ValueError as wrong:
            problems[key] = f"“{FACTS[key].title}”{wrong}"
    if problems:
        raise FactsWrong(problems)
    return clean


def _canonical(declared: FactType, value: object) -> FactValue:  # noqa: PLR0911  # one a kind
    match declared.kind:
        case FactKind.TEXT | FactKind.LINE:
            return _text(value)
        case FactKind.DAY:
            return _day(value)
        case FactKind.INSTANT:
            return _instant(value)
        case FactKind.DAYS:
            return _whole(value, 1, MAX_DAYS)
        case FactKind.COUNT:
            return _whole(value, 0, 10**9)
        case FactKind.MONEY:
            return _whole(value, 0, MAX_MONEY_FEN)
        case FactKind.YES_NO:
            return _yes_no(value)
        case FactKind.CHOICE:
            return _choice(declared, value)
        case FactKind.PEOPLE | FactKind.FILES:
            return _names(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("应为文字且不能为空")
    if len(value) > MAX_TEXT:
        raise ValueError(f"超过 {MAX_TEXT} 字")
    text = without_pasted(value)
    if hides_signs(text):
        raise ValueError("含有不可见的控制字符")
    if not text.strip():
        raise ValueError("应为文字且不能为空")
    return text.strip()


def without_pasted(text: str) -> str:
    """Answer a text without the signs of no width that come along when it is pasted."""
    return text.translate(_PASTED)


def hides_signs(text: str, breaks: str = "\n\r\t") -> bool:
    """Answer whether a text holds what no paper shows, see ``_UNSEEN``."""
    return any(sign not in breaks and unicodedata.category(sign) in _UNSEEN for sign in text)


def _day(value: object) -> str:
    day = value if isinstance(value, date) and not isinstance(value, datetime) else _read(value)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"应在 {FIRST_DAY.year} 至 {LAST_DAY.year} 年之间")
    return day.isoformat()


def _read(value: object) -> date:
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        raise ValueError("应为日期，如 2026-11-21") from None


def _instant(value: object) -> str:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError("应为带时区的时间，如 2026-11-21T09:30:00+08:00") from None
    if instant.tzinfo is None:
        raise ValueError("缺少时区，如 2026-11-21T09:30:00+08:00")
    if not FIRST_DAY.year < instant.year < LAST_DAY.year:
        raise ValueError(f"应在 {FIRST_DAY.year} 至 {LAST_DAY.year} 年之间")
    return instant.isoformat()


def _whole(value: object, least: int, most: int) -> int:
    if isinstance(value, str):
        digits = value.strip().translate(_WIDE)
        if not _PLAIN.fullmatch(digits):
            raise ValueError("应为整数")
        number = int(digits)
    else:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValueError("应为整数")
        if not math.isfinite(value) or value != int(value):
            raise ValueError("应为整数")
        number = int(value)
    if not least <= number <= most:
        raise ValueError(f"应在 {least} 到 {most} 之间")
    return number


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    words = {"是": True, "yes": True, "true": True, "否": False, "no": False, "false": False}
    answer = words.get(str(value).strip().lower())
    if answer is None:
        raise ValueError("应答“是”或“否”")
    return answer


def _choice(declared: FactType, value: object) -> str:
    for key, title in declared.choices:
        if value in (key, title):
            return key
    raise ValueError("应为其中之一：" + "、".join(title for _, title in declared.choices))


def _names(value: object) -> list[str]:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise ValueError("应为名单")
    names = [part.strip() for part in parts if part.strip()]
    if not names:
        raise ValueError("不能为空")
    if len(names) > 200:
        raise ValueError("超过 200 项")
    if any(len(name) > MAX_NAME for name in names):
        raise ValueError(f"有一项超过 {MAX_NAME} 字")
    if any(hides_signs(name, "") for name in names):
        raise ValueError("含有不可见的控制字符")
    return names
