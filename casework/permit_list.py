"""The national platform's permit list: its rows read whole, each fault told with its line."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import rfc8785

from rules.errors import PermitLoopError
from rules.identifiers import permit_no_problem
from rules.vocabulary import KIND_TITLES

COLUMNS = (
    "省/直辖市", "地市", "许可证编号", "单位名称", "行业类别", "有效期限", "发证日期", "管理类别",
)  # fmt: skip
CATEGORIES = {KIND_TITLES[key]: key for key in ("key_managed", "simplified", "registered")}
FIRST_YEAR, LAST_YEAR = 2000, 2098
"""A term of five years must still lie inside the calendar."""

LONGEST = {"省/直辖市": 50, "地市": 50, "单位名称": 200, "行业类别": 200}
_BREAKS = re.compile(r"[\r\n\t]+")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|年(\d{1,2})月|\.(\d{1,2})\.)(\d{1,2})日?")
_UNTIL = re.compile(r"\s*(?:至|到|~|—+)\s*")


class ListWrong(PermitLoopError):
    """许可证清单有误，没有导入任何内容，请按提示改正后重新导入。"""


@dataclass(frozen=True)
class PermitLine:
    """One row of the list, read and checked; ``line`` is where it stands in the file."""

    line: int
    permit_no: str
    unit_name: str
    category: str
    industry: str
    province: str
    city: str
    valid_from: date
    valid_to: date
    issued_on: date

    def content(self) -> dict[str, Any]:
        """Answer what the permit is, apart from where it stood."""
        return {name: value for name, value in asdict(self).items() if name != "line"}

    def content_hash(self) -> str:
        """Answer what tells two states of a permit apart."""
        plain = {name: str(value) for name, value in self.content().items()}
        return hashlib.sha256(rfc8785.dumps(plain)).hexdigest()


@dataclass(frozen=True)
class Warned:
    """Something a person should look at; nothing was refused for it."""

    line: int
    permit_no: str
    message: str


def permit_lines(rows: Iterable[tuple[int, Mapping[str, str]]]) -> list[PermitLine]:
    """Read the rows of a list; ListWrong names the line of the first fault and how many more."""
    lines: list[PermitLine] = []
    faults: list[str] = []
    for number, cells in rows:
        try:
            lines.append(_line(number, cells))
        except ValueError as fault:
            faults.append(f"第 {number} 行：{fault}")
    if faults:
        more = f"（另有 {len(faults) - 1} 行也有错误）" if len(faults) > 1 else ""
        raise ListWrong(f"{faults[0]}{more}；没有导入任何内容")
    return lines


def settled(lines: list[PermitLine], warned: list[Warned]) -> dict[str, PermitLine]:
    """Keep one row a permit: repeats fall away, of two issues the later stands and is told.

    Raises ListWrong where two rows of one issue differ.
    """
    current: dict[str, PermitLine] = {}
    for line in lines:
        other = current.get(line.permit_no)
        if other is None or other.content_hash() == line.content_hash():
            current.setdefault(line.permit_no, line)
            continue
        if other.issued_on == line.issued_on:
            raise ListWrong(
                f"第 {other.line} 行和第 {line.line} 行是同一许可证 {line.permit_no}，发证日期相同"
                "而内容不同，请核对后只保留一行；没有导入任何内容"
            )
        newer = max(other, line, key=lambda each: each.issued_on)
        current[line.permit_no] = newer
        said = f"清单中有两次发证，取 {newer.issued_on} 发证的第 {newer.line} 行"
        warned.append(Warned(newer.line, newer.permit_no, said))
    return current


def read_day(text: str) -> date:
    """Read 2026-01-23, 2026/1/23, 2026.1.23 or 2026年1月23日; ValueError says why not."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        raise ValueError(f"“{text}”不是日期，应如 2026-01-23")
    year, *months, day = found.groups()
    month = next(each for each in months if each)
    if not FIRST_YEAR <= int(year) <= LAST_YEAR:
        raise ValueError(f"“{text}”的年份不在 {FIRST_YEAR} 至 {LAST_YEAR} 年之间")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise ValueError(f"“{text}”不是日历上有的日期") from None


def _line(number: int, cells: Mapping[str, str]) -> PermitLine:
    empty = [name for name in COLUMNS[2:] if not cells[name]]
    if empty:
        raise ValueError(f"“{'、'.join(empty)}”为空")
    cells = {name: _BREAKS.sub(" ", cell) for name, cell in cells.items()}
    long = [name for name, most in LONGEST.items() if len(cells[name]) > most]
    if long:
        raise ValueError(f"“{long[0]}”超过 {LONGEST[long[0]]} 字")
    permit_no = unicodedata.normalize("NFKC", cells["许可证编号"]).upper()
    problem = permit_no_problem(permit_no)
    if problem:
        raise ValueError(f"“{cells['许可证编号']}”：{problem}")
    category = CATEGORIES.get(cells["管理类别"])
    if category is None:
        known = "、".join(CATEGORIES)
        raise ValueError(f"管理类别“{cells['管理类别']}”不认识，应为{known}之一")
    ends = _UNTIL.split(cells["有效期限"])
    if len(ends) != 2:
        raise ValueError(f"有效期限“{cells['有效期限']}”不完整，应如 2026-01-23至2031-01-22")
    valid_from, valid_to = (read_day(each) for each in ends)
    if valid_to < valid_from:
        raise ValueError(f"有效期限“{cells['有效期限']}”的截止日早于起始日")
    return PermitLine(
        number, permit_no, cells["单位名称"], category, cells["行业类别"], cells["省/直辖市"],
        cells["地市"], valid_from, valid_to, read_day(cells["发证日期"]),
    )  # fmt: skip
