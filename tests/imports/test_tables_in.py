"""Tables come in whole or not at all, and what is wrong is told with its line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from deploy.tables_in import TableUnreadable, read_table

COLUMNS = ("编号", "名称", "日期")
TEXT = "编号,名称,日期,备注\n甲1,东风一厂,2026-01-02,x\n\n乙2,“西”二厂,2026-01-03,y\n"


def _file(tmp_path: Path, data: bytes, name: str = "list.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_reads_the_same_in_each_known_encoding(tmp_path: Path, encoding: str) -> None:
    rows = read_table(_file(tmp_path, TEXT.encode(encoding)), COLUMNS)

    assert [row.line for row in rows] == [2, 4]
    assert rows[0].cells == {"编号": "甲1", "名称": "东风一厂", "日期": "2026-01-02"}


def test_windows_line_ends_and_quoted_cells_are_read(tmp_path: Path) -> None:
    text = '编号,名称,日期\r\n1,"东,风\r\n厂",2026-01-02\r\n2,乙,2026-01-03\r\n'

    rows = read_table(_file(tmp_path, text.encode()), COLUMNS)

    assert rows[0].cells["名称"] == "东,风\r\n厂"
    assert [row.line for row in rows] == [2, 4]


def test_an_optional_column_is_taken_where_it_stands(tmp_path: Path) -> None:
    rows = read_table(_file(tmp_path, TEXT.encode()), COLUMNS, ("备注", "没有的列"))

    assert rows[0].cells["备注"] == "x"
    assert "没有的列" not in rows[0].cells


def test_an_excel_sheet_reads_like_a_csv(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["编号", "名称", "日期"], [7.0, "甲", date(2026, 1, 2)], [], ["x", "乙", None]):
        sheet.append(row)
    path = tmp_path / "list.xlsx"
    book.save(path)

    rows = read_table(path, COLUMNS)

    assert rows[0].cells == {"编号": "7", "名称": "甲", "日期": "2026-01-02"}
    assert (rows[1].line, rows[1].cells["日期"]) == (4, "")


def _cut_excel(tmp_path: Path) -> Path:
    book = Workbook()
    book.worksheets[0].append(list(COLUMNS))
    book.save(tmp_path / "whole.xlsx")
    whole = (tmp_path / "whole.xlsx").read_bytes()
    return _file(tmp_path, whole[: len(whole) // 2], "cut.xlsx")


FAULTS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "missing": (lambda at: at / "none.csv", "没有这个文件"),
    "empty": (lambda at: _file(at, b""), "空文件"),
    "only a mark": (lambda at: _file(at, b"\xef\xbb\xbf"), "缺少这些列"),
    "no column": (lambda at: _file(at, "编号,名称\n1,甲\n".encode()), "第 1 行.*缺少这些列：日期"),
    "column twice": (lambda at: _file(at, "编号,名称,日期,编号\n".encode()), "重复的列：编号"),
    "short row": (lambda at: _file(at, (TEXT + "丙3,三厂").encode()), "第 5 行有 2 列.*截断"),
    "long row": (lambda at: _file(at, (TEXT + "1,2,3,4,5").encode()), "第 5 行有 5 列"),
    "open quote": (lambda at: _file(at, (TEXT + '"丙').encode()), "第 5 行的引号不成对"),
    "cut sign": (lambda at: _file(at, (TEXT + "丙").encode()[:-1]), "第 5 行的编码有误"),
    "cut sign, marked": (
        lambda at: _file(at, (TEXT + "丙").encode("utf-8-sig")[:-1]),
        "第 5 行的编码有误",
    ),
    "broken gb18030": (
        lambda at: _file(at, TEXT.encode("gb18030") + b"\xff\xff"),
        "第 5 行的编码有误",
    ),
    "utf-16": (lambda at: _file(at, TEXT.encode("utf-16")), "UTF-16"),
    "nul": (lambda at: _file(at, (TEXT + "\0").encode()), "第 5 行含有空字符"),
    "big5": (lambda at: _file(at, "編號,名稱,日期\n一,二,三\n".encode("big5")), "缺少|编码"),
    "huge cell": (
        lambda at: _file(at, (TEXT + "1,2,3," + "x" * 3000).encode()),
        "第 5 行.*2000 字",
    ),
    "old excel": (lambda at: _file(at, b"\xd0\xcf\x11\xe0" + b"x" * 99, "a.csv"), "另存为 .xlsx"),
    "not excel": (lambda at: _file(at, b"not a zip", "a.xlsx"), "不是完整的 Excel"),
    "cut excel": (_cut_excel, "不是完整的 Excel"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_file_is_refused_with_its_place(tmp_path: Path, fault: str) -> None:
    make, said = FAULTS[fault]

    with pytest.raises(TableUnreadable, match=said):
        read_table(make(tmp_path), COLUMNS)


def test_an_absurdly_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(60 * 1024 * 1024)

    with pytest.raises(TableUnreadable, match="超过 50 MB"):
        read_table(path, COLUMNS)


def test_a_formula_that_was_never_worked_out_is_no_empty_cell(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["编号", "名称", "日期"], ["1", "甲", "=TODAY()"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "list.xlsx")

    with pytest.raises(TableUnreadable, match="第 2 行第 3 列的公式"):
        read_table(tmp_path / "list.xlsx", COLUMNS)


def test_an_error_value_is_no_name(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["编号", "名称", "日期"], ["1", "#N/A", "2026-01-02"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "list.xlsx")

    with pytest.raises(TableUnreadable, match="#N/A"):
        read_table(tmp_path / "list.xlsx", COLUMNS)


def test_a_workbook_that_begins_with_a_chart_or_is_cut_is_told(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(list(COLUMNS))
    book.create_chartsheet(index=0)
    book.save(tmp_path / "chart.xlsx")

    with pytest.raises(TableUnreadable, match="Excel"):
        read_table(tmp_path / "chart.xlsx", COLUMNS)


@pytest.mark.parametrize("sign", ["\x1b[2J", "\u202e", "\x7f"])
def test_signs_that_no_paper_shows_are_refused_with_their_line(tmp_path: Path, sign: str) -> None:
    text = f"编号,名称,日期\n1,甲{sign}乙,2026-01-02\n"

    with pytest.raises(TableUnreadable, match="第 2 行含有不可见的控制字符"):
        read_table(_file(tmp_path, text.encode()), COLUMNS)


@pytest.mark.parametrize("sign", ["\u200b", "\ufeff", "\u00ad", "\u200f"])
def test_signs_of_no_width_that_were_pasted_are_left_out(tmp_path: Path, sign: str) -> None:
    text = f"编号,名称,日期\n1,甲{sign}乙,2026-01-02\n"

    [row] = read_table(_file(tmp_path, text.encode()), COLUMNS)

    assert "甲乙" in str(row)
