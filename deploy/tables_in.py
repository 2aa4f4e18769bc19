"""Reading a table from a CSV or Excel file, whole or not at all, with the line of every fault."""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from rules.errors import PermitLoopError
from rules.facts import hides_signs, without_pasted

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 500 * 1024 * 1024
MOST_ROWS = 200_000
MOST_SIGNS = 2_000
_BROKEN = (
    zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, EOFError,
    SyntaxError,
)  # fmt: skip
"""What the Excel reader raises on a file that is no whole workbook."""

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


class TableUnreadable(PermitLoopError):
    """文件不能读取，没有导入任何内容，请按提示改正后重新导入。"""


@dataclass(frozen=True)
class Row:
    """One row: the line of the file it stands on and its cells by column."""

    line: int
    cells: dict[str, str]


def read_table(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """Read every row of a CSV (UTF-8, GB18030) or .xlsx file that has these columns.

    Other columns are left out. Raises TableUnreadable, which names the line, before any row is
    answered; empty lines are no rows.
    """
    data = _bytes(path)
    numbered = _excel(path, data) if _is_excel(path, data) else _csv(path, data)
    rows = iter(numbered)
    line, header = next(rows, (0, []))
    names = [each.strip() for each in header]
    _check_header(path, line, names, columns)
    wanted = {*columns, *optional}
    return [
        Row(number, {name: cell for name, cell in zip(names, cells, strict=True) if name in wanted})
        for number, cells in _checked(path, rows, len(names))
    ]


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise TableUnreadable(f"没有这个文件：{path}")
    size = path.stat().st_size
    if size == 0:
        raise TableUnreadable(f"{path.name} 是空文件，没有导入任何内容")
    if size > MOST_BYTES:
        raise TableUnreadable(
            f"{path.name} 有 {size // 2**20} MB，超过 {MOST_BYTES // 2**20} MB，请分成几个文件"
        )
    try:
        return path.read_bytes()
    except OSError:
        raise TableUnreadable(f"{path} 不能读取，请检查文件权限") from None


def _is_excel(path: Path, data: bytes) -> bool:
    if data.startswith(b"\xd0\xcf\x11\xe0") or path.suffix.lower() == ".xls":
        raise TableUnreadable(f"{path.name} 是旧式 Excel 文件，请另存为 .xlsx 或 CSV 后导入")
    return data.startswith(b"PK\x03\x04") or path.suffix.lower() == ".xlsx"


def _check_header(path: Path, line: int, names: list[str], columns: Sequence[str]) -> None:
    missing = [name for name in columns if name not in names]
    if missing:
        raise TableUnreadable(
            f"{path.name} 第 {max(line, 1)} 行是表头，缺少这些列：{'、'.join(missing)}"
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise TableUnreadable(f"{path.name} 表头有重复的列：{'、'.join(twice)}")


def _checked(
    path: Path, rows: Iterable[tuple[int, list[str]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    for count, (line, cells) in enumerate(rows, start=1):
        if len(cells) != width:
            raise TableUnreadable(
                f"{path.name} 第 {line} 行有 {len(cells)} 列，表头有 {width} 列；文件可能被截断"
            )
        if count > MOST_ROWS:
            raise TableUnreadable(f"{path.name} 超过 {MOST_ROWS} 行，请分成几个文件")
        long = next((cell for cell in cells if len(cell) > MOST_SIGNS), None)
        if long is not None:
            raise TableUnreadable(f"{path.name} 第 {line} 行有超过 {MOST_SIGNS} 字的单元格")
        seen = [without_pasted(cell) for cell in cells]
        if any(hides_signs(cell) for cell in seen):
            raise TableUnreadable(f"{path.name} 第 {line} 行含有不可见的控制字符，请删除后导入")
        yield line, [cell.strip() for cell in seen]


def _csv(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(path, data)
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise TableUnreadable(f"{path.name} 第 {line} 行含有空字符，不是文本文件或编码不对")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begun = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begun, cells
            begun = reader.line_num + 1
    except csv.Error:
        raise TableUnreadable(
            f"{path.name} 第 {begun} 行的引号不成对或单元格过长；文件可能被截断"
        ) from None


def _decoded(path: Path, data: bytes) -> str:
    """Decode as UTF-8, else as GB18030; what is neither names the line it breaks at."""
    if data.startswith(_WIDE_MARKS):
        raise TableUnreadable(f"{path.name} 是 UTF-16 编码，请另存为 UTF-8 的 CSV 后导入")
    marked = data.startswith(codecs.BOM_UTF8)
    body = data.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as broken:
        line = body[: broken.start].count(b"\n") + 1
    # A marked file, or one whose first lines read as UTF-8 Chinese, is broken UTF-8, not GB18030.
    if not marked and not _reads_as_utf8(data):
        try:
            return body.decode("gb18030")
        except UnicodeDecodeError as broken:
            line = body[: broken.start].count(b"\n") + 1
    raise TableUnreadable(
        f"{path.name} 第 {line} 行的编码有误，应为 UTF-8 或 GB18030；文件可能损坏或被截断"
    )


def _reads_as_utf8(data: bytes) -> bool:
    first = data.split(b"\n", 1)[0]
    try:
        return not first.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


def _excel(path: Path, data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise TableUnreadable(f"{path.name} 解开后过大，请只保留要导入的工作表")
            worked_out = any(_has_formula(packed, each.filename) for each in packed.infolist())
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        formulas = _formulas(data) if worked_out else frozenset()
    except (*_BROKEN, InvalidFileException, OSError):
        raise TableUnreadable(f"{path.name} 不是完整的 Excel 文件，可能损坏或被截断") from None
    try:
        yield from _sheet(path, book, formulas)
    finally:
        book.close()


def _has_formula(packed: zipfile.ZipFile, name: str) -> bool:
    if not name.startswith("xl/worksheets/"):
        return False
    content = packed.read(name)
    return b"<f>" in content or b"<f " in content


def _formulas(data: bytes) -> frozenset[tuple[int, int]]:
    """Answer the places of the formulas; what was not worked out looks like an empty cell."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    try:
        return frozenset(
            (line, column)
            for line, cells in enumerate(book.worksheets[0].iter_rows(), start=1)
            for column, cell in enumerate(cells, start=1)
            if cell.data_type == "f"
        )
    finally:
        book.close()


def _sheet(
    path: Path, book: Any, formulas: frozenset[tuple[int, int]]
) -> Iterator[tuple[int, list[str]]]:
    width = 0
    line = 0
    try:
        for line, values in enumerate(book.worksheets[0].iter_rows(), start=1):
            _refuse_not_worked_out(path, line, values, formulas)
            cells = [_cell(each.value) for each in values]
            while cells and not cells[-1].strip() and len(cells) > width:
                cells.pop()
            if not any(cell.strip() for cell in cells):
                continue
            width = width or len(cells)
            yield line, cells + [""] * (width - len(cells))
    except _BROKEN:
        raise TableUnreadable(
            f"{path.name} 第 {line + 1} 行起不能读取，Excel 文件可能损坏"
        ) from None


def _refuse_not_worked_out(
    path: Path, line: int, cells: Sequence[Any], formulas: frozenset[tuple[int, int]]
) -> None:
    for column, cell in enumerate(cells, start=1):
        if cell.data_type == "e":
            raise TableUnreadable(
                f"{path.name} 第 {line} 行第 {column} 列是错误值 {cell.value}，请改正后导入"
            )
        if cell.value is None and (line, column) in formulas:
            raise TableUnreadable(
                f"{path.name} 第 {line} 行第 {column} 列的公式没有算出结果，"
                "请用 Excel 打开、保存后再导入"
            )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
