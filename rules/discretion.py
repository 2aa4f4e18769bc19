"""自由裁量: what a fine comes to by a table of factors, shown step by step (处罚办法 第41条)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from rules.cited import cited
from rules.errors import PermitLoopError

SHIPPED = Path(__file__).with_name("discretion_tables")
BASIS = "行政处罚法 第34条；生态环境行政处罚办法 第41条"

FACTORS: Mapping[str, str] = {
    "harm": "违法行为造成的环境污染、生态破坏以及社会影响",
    "fault": "当事人的主观过错程度",
    "manner": "违法行为的具体方式或者手段",
    "duration": "违法行为持续的时间",
    "object": "违法行为危害的具体对象",
    "repetition": "当事人是初次违法还是再次违法",
    "attitude": "当事人改正违法行为的态度和所采取的改正措施及效果",
}
"""The seven factors of 处罚办法 第41条, in its order."""

SAMPLE = "示例裁量表，尚未经本局批准"
"""What every draft, approval page and preview says of a fine worked out by a shipped table."""

_WHOLE = 100
_FEN = 100


class DiscretionTableWrong(PermitLoopError):
    """裁量表不完整，不能使用。"""


class DiscretionUnknown(PermitLoopError):
    """没有这张裁量表，请核对名称和适用日期。"""


class AnswersWrong(PermitLoopError):
    """裁量因素的回答不完整，请逐项补正。"""


@dataclass(frozen=True)
class Grade:
    """One answer to a factor; ``score`` in hundredths of the factor's weight."""

    key: str
    title: str
    score: int


@dataclass(frozen=True)
class Factor:
    """One of the seven factors, its weight in hundredths, and its grades from light to heavy."""

    key: str
    weight: int
    grades: tuple[Grade, ...]

    @property
    def title(self) -> str:
        """Answer the factor in the words of the article."""
        return FACTORS[self.key]


@dataclass(frozen=True)
class Table:
    """One version of a table for one conduct; money in fen, ``valid_until`` None: still valid.

    ``articles`` are the legal bases it may be used for: a fine under another one is refused.
    """

    key: str
    title: str
    version: str
    sample: bool
    source: str
    article: str
    articles: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    least: int
    most: int
    round_to: int
    factors: tuple[Factor, ...]

    def holds_on(self, day: date) -> bool:
        """Answer whether the table is valid for conduct of that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True)
class Step:
    """One line of the working, and the amount in fen where it has one."""

    words: str
    fen: int | None = None


@dataclass(frozen=True)
class Worked:
    """A fine with its working; ``score`` in ten-thousandths of the way from least to most."""

    table: Table
    score: int
    fen: int
    steps: tuple[Step, ...]


def work_out(table: Table, answers: Mapping[str, str]) -> Worked:
    """Answer the fine for these grades, always within the statutory range, rounded down.

    ``answers`` name a grade by key or title for each factor. Raises AnswersWrong with every gap.
    """
    graded = _graded(table, answers)
    score = sum(factor.weight * grade.score for factor, grade in graded)
    span = table.most - table.least
    raw = table.least + span * score // (_WHOLE * _WHOLE)
    fen = max(table.least, raw - raw % table.round_to)
    steps = [
        Step(f"依据：{table.article}；{BASIS}"),
        Step(f"裁量表：{table.title}（{_edition(table)}）"),
        *([Step(SAMPLE)] if table.sample else []),
        Step(f"法定幅度：{yuan(table.least)}至{yuan(table.most)}"),
        *(
            Step(
                f"{factor.title}：{grade.title}，{factor.weight}% × {grade.score}% = "
                f"{_percent(factor.weight * grade.score)}"
            )
            for factor, grade in graded
        ),
        Step(f"合计：{_percent(score)}"),
        Step(f"{yuan(table.least)} + {yuan(span)} × {_percent(score)} = {yuan(raw)}", raw),
        Step(f"舍去不足{yuan(table.round_to)}的尾数：{yuan(fen)}", fen),
    ]
    return Worked(table, score, fen, tuple(steps))


def in_words(worked: Worked) -> str:
    """Answer the whole working in one paragraph, as 告知书 and 决定书 print it."""
    return "；".join(step.words for step in worked.steps) + "。"


def table_for(tables: Sequence[Table], key: str, day: date) -> Table:
    """Answer the table of that key for conduct that ended on a day; DiscretionUnknown says which.

    Of two valid versions the one that took effect last counts.
    """
    named = [each for each in tables if each.key == key]
    if not named:
        known = "、".join(dict.fromkeys(f"{each.key}（{each.title}）" for each in tables)) or "无"
        raise DiscretionUnknown(f"没有名为“{key}”的裁量表；现有：{known}")
    valid = [each for each in named if each.holds_on(day)]
    if not valid:
        terms = "、".join(_edition(each) for each in named)
        raise DiscretionUnknown(
            f"裁量表“{key}”没有适用于 {day} 的版本（{terms}），请由法制审核人员确定适用的裁量表"
        )
    return max(valid, key=lambda each: each.valid_from)


@lru_cache(maxsize=1)
def shipped() -> tuple[Table, ...]:
    """Answer the tables that come with the program: each is an invented sample (示例)."""
    return tuple(read_file(path) for path in sorted(SHIPPED.glob("*.toml")))


def read_file(path: Path) -> Table:
    """Read a table; DiscretionTableWrong says what is wrong with it, and in which file."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise DiscretionTableWrong(f"读不到裁量表“{path.name}”：{wrong}") from wrong
    try:
        return read_table(said)
    except DiscretionTableWrong as wrong:
        raise DiscretionTableWrong(f"{path.name}：{wrong}") from wrong


def read_table(said: Mapping[str, Any]) -> Table:
    """Answer the table that a TOML document says; DiscretionTableWrong names what is missing."""
    try:
        table = Table(
            key=str(said["key"]),
            title=str(said["title"]),
            version=str(said["version"]),
            sample=bool(said.get("sample", False)),
            source=str(said["source"]),
            article=str(said["article"]),
            articles=_articles(said),
            valid_from=_day(said["valid_from"]),
            valid_until=_day(said["valid_until"]) if "valid_until" in said else None,
            least=_whole(said["least_yuan"]) * _FEN,
            most=_whole(said["most_yuan"]) * _FEN,
            round_to=_whole(said.get("round_to_yuan", 1)) * _FEN,
            factors=tuple(_factor(each) for each in said["factors"]),
        )
    except KeyError as missing:
        raise DiscretionTableWrong(f"裁量表缺少“{missing.args[0]}”") from missing
    except (TypeError, ValueError, AttributeError) as wrong:
        raise DiscretionTableWrong(f"裁量表有一项写法不对：{wrong}") from wrong
    _prove(table)
    return table


def yuan(fen: int) -> str:
    """Answer an amount in yuan, in 万元 where it is a whole number of hundreds of yuan."""
    if fen and fen % (10_000 * _FEN // _WHOLE) == 0 and fen >= 10_000 * _FEN:
        return f"{fen / (10_000 * _FEN):.2f}".rstrip("0").rstrip(".") + "万元"
    whole, rest = divmod(fen, _FEN)
    return f"{whole:,}元" if not rest else f"{whole:,}.{rest:02d}元"


def _percent(score: int) -> str:
    whole, rest = divmod(score, _WHOLE)
    return f"{whole}.{rest:02d}%" if rest else f"{whole}%"


def _edition(table: Table) -> str:
    until = f"至{table.valid_until}" if table.valid_until else "起"
    mark = "示例，不得用于办案，" if table.sample else ""
    return f"{mark}{table.version}，{table.valid_from}{until}适用，{table.source}"


def _graded(table: Table, answers: Mapping[str, str]) -> list[tuple[Factor, Grade]]:
    graded: list[tuple[Factor, Grade]] = []
    problems = [f"没有“{key}”这一因素" for key in answers if key not in FACTORS]
    for factor in table.factors:
        said = answers.get(factor.key, "").strip()
        found = next((each for each in factor.grades if said in (each.key, each.title)), None)
        if found is None:
            known = "、".join(f"{each.title}({each.key})" for each in factor.grades)
            problems.append(f"“{factor.title}”({factor.key})应为其中之一：{known}")
        else:
            graded.append((factor, found))
    if problems:
        raise AnswersWrong("；".join(problems))
    return graded


def _factor(said: Mapping[str, Any]) -> Factor:
    grades = tuple(
        Grade(str(each["key"]), str(each["title"]), _whole(each["score"]))
        for each in said["grades"]
    )
    return Factor(str(said["key"]), _whole(said["weight"]), grades)


def _prove(table: Table) -> None:
    keys = [each.key for each in table.factors]
    flaws = [f"没有这一因素：{key}" for key in keys if key not in FACTORS]
    flaws += [f"缺少因素“{title}”({key})" for key, title in FACTORS.items() if key not in keys]
    flaws += [f"因素“{key}”写了两次" for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if sum(each.weight for each in table.factors) != _WHOLE:
        flaws.append("各因素的权重合计应为 100")
    if not all(cited(each) for each in table.articles):
        flaws.append("“articles”所列的条款应写作“法律名称 第N条”")
    if not 0 <= table.least < table.most:
        flaws.append("法定幅度的下限应小于上限")
    if table.round_to <= 0:
        flaws.append("尾数应大于零")
    if table.valid_until is not None and table.valid_until < table.valid_from:
        flaws.append("失效日早于生效日")
    for factor in table.factors:
        flaws += _grade_flaws(factor)
    if flaws:
        raise DiscretionTableWrong("；".join(flaws))


def _grade_flaws(factor: Factor) -> list[str]:
    scores = [each.score for each in factor.grades]
    names = [name for each in factor.grades for name in {each.key, each.title}]
    flaws = []
    if len(scores) < 2 or scores != sorted(set(scores)) or not set(scores) <= set(range(101)):
        flaws.append(f"因素“{factor.key}”须有两档以上，分值在 0 到 100 之间，由轻到重排列")
    if len(set(names)) != len(names):
        flaws.append(f"因素“{factor.key}”有两档同名")
    if factor.weight < 0:
        flaws.append(f"因素“{factor.key}”的权重小于零")
    return flaws


def _articles(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Answer the articles whose fines the table is for; unless said, the one it names."""
    named = said.get("articles", [said["article"]])
    if not isinstance(named, list) or not named:
        raise ValueError("articles 应为条款的名单")
    return tuple(str(each) for each in named)


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{value!r} 应为整数")
    return value
