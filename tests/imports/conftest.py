"""Invented permit lists in the platform's shape, and the officers who work on what they open."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from casework.calendars import national_calendar
from casework.district import load_district
from casework.permit_import import Imported, import_permits
from casework.permit_list import COLUMNS, permit_lines
from deploy.district import as_loaded, read_district
from deploy.tables_in import read_table
from models.session import Database
from rules.identifiers import uscc_check_sign

NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
AS_OF = date(2026, 11, 21)
Bring: TypeAlias = Callable[..., Imported]


def permit_no(number: int, *, wrong: bool = False) -> str:
    """Answer an invented permit number; a wrong one has another unit's check sign."""
    body = f"91310199MA9X{number:05d}"
    sign = uscc_check_sign(body)
    if wrong:
        sign = "1" if sign != "1" else "2"
    return f"{body}{sign}001P"


def row(number: int, term: str, category: str = "简化管理", **more: str) -> str:
    """Answer one row of a list."""
    cells = {
        "no": permit_no(number), "name": f"云泽第{number}厂", "trade": "金属表面处理",
        "issued": term[:10], **more,
    }  # fmt: skip
    return ",".join(
        (
            "示例省",
            "云泽市",
            cells["no"],
            cells["name"],
            cells["trade"],
            term,
            cells["issued"],
            category,
        )
    )


HEADER = ",".join(COLUMNS)
FIRST = row(1, "2026-01-23至2031-01-22", "重点管理")
LATE = row(2, "2021-12-09至2026-12-08")
BAD_DIGIT = row(3, "2024-03-01至2029-02-28", no=permit_no(3, wrong=True))
EXPIRED = row(4, "2021-11-01至2026-10-31")
REGISTERED = row(5, "2023-05-06至2028-05-05", "登记管理")
ROWS = (FIRST, LATE, BAD_DIGIT, EXPIRED, REGISTERED, FIRST, LATE, FIRST)


def written(path: Path, *rows: str, encoding: str = "utf-8-sig") -> Path:
    """Write a list and answer its path."""
    path.write_bytes("\r\n".join([HEADER, *rows, ""]).encode(encoding))
    return path


@pytest.fixture
def bring(tmp_path: Path) -> Bring:
    """Answer what imports rows of a list, through a file, as the command does."""

    def run(db: Database, *rows: str, now: datetime = NOW, as_of: date = AS_OF) -> Imported:
        table = read_table(written(tmp_path / "list.csv", *rows), COLUMNS)
        lines = permit_lines((each.line, each.cells) for each in table)
        with db.writing("import_permits") as session:
            return import_permits(
                session, lines, now=now, calendar=national_calendar(), as_of=as_of
            )

    return run


@pytest.fixture
def staffed(db: Database) -> Database:
    """Answer a database with the example district's people, once on each kind."""
    example = Path(__file__).parents[2] / "deploy" / "district_example.toml"
    with db.writing("load_district") as session:
        load_district(session, as_loaded(read_district(example)), now=NOW)
    return db
