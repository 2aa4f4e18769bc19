"""The stories of an office's first day and of its counter: one person's commands."""

import csv
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from casework.ledger import COLUMNS as LEDGER_COLUMNS
from casework.permit_list import COLUMNS as LIST_COLUMNS
from rules.identifiers import uscc_check_sign
from tests.fault.play import Play
from tests.fault.scan import ROOT
from tests.fault.steps import Step, Story, command, once

W = "WF-2026-0001"
AUTUMN = datetime(2026, 11, 21, 2, tzinfo=UTC)
UNIT = "91310199MA9X00001" + uscc_check_sign("91310199MA9X00001")
NEW_UNIT = "91310199MA9X00077" + uscc_check_sign("91310199MA9X00077")
LEDGER = {
    "案号": "云环许2026-17", "程序": "排污许可", "类别": "首次申请、重点管理",
    "单位名称": "云泽一厂", "统一社会信用代码": UNIT, "环节": "审查", "开始日期": "2026-11-20",
    "承办人": "陆文澜", "时限": "PWXK-KEY", "期限(日)": "30",
}  # fmt: skip


def seed_desk(home: Path) -> None:
    """Nothing but the papers that an office starts with."""
    papers = home / "papers"
    papers.mkdir()
    shutil.copy(ROOT / "deploy" / "district_example.toml", papers / "district.toml")
    shutil.copy(ROOT / "tests" / "oracle" / "notice_2027.toml", papers)
    permit = ("示例省", "云泽市", f"{UNIT}001P", "云泽一厂", "金属表面处理",
              "2026-01-23至2031-01-22", "2026-01-23", "重点管理")  # fmt: skip
    _table(papers / "list.csv", LIST_COLUMNS, [permit])
    rows = [LEDGER, {**LEDGER, "案号": "云环许2026-18", "环节": "不知何处"}]
    heads = [*LEDGER_COLUMNS, "时限"]
    _table(papers / "ledger.csv", heads, [[row.get(each, "") for each in heads] for row in rows])


def _table(path: Path, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([heads, *rows])


def _minute(number: int) -> datetime:
    return AUTUMN + timedelta(minutes=number)


DESK = Story(
    "desk",
    seed_desk,
    (
        command(_minute(0), "config", "load", "{home}/papers/district.toml"),
        command(_minute(1), "import", "permits", "{home}/papers/list.csv"),
        command(_minute(2), "import", "cases", "{home}/papers/ledger.csv"),
        command(_minute(3), "case", "open", "violation", "--party", NEW_UNIT, "--party-name",
                 "云泽新厂", "--kind", "own", "--key", "clue-1", "--as", "Z01",
                 "--fact", "discovered_on=2026-11-20", "--fact", "clue_source=patrol"),
        once(_minute(4), "case", "claim", W, "--as", "Z01"),
        once(_minute(5), "case", "assign", W, "Z02", "--as", "K01"),
        once(_minute(6), "case", "hand-over", "Z02", "Z03", "--as", "K01"),
        once(_minute(7), "case", "recuse", W, "Z04", "--reason", "亲属任职", "--as", "B01"),
        command(_minute(8), "delegate", "Z03", "Z01", "--from", "2026-11-23",
                 "--until", "2026-11-27", "--as", "K01"),
        command(_minute(8), "delegation-end", "1", "--as", "K01"),
        command(_minute(9), "calendar", "load", "{home}/papers/notice_2027.toml", "--as", "A01"),
        command(_minute(10), "backup", "{home}/papers/backup.tar.gz"),
        Step("restore", _minute(11), Play.restore),
    ),
)  # fmt: skip
"""What an office types on its first day, up to a backup and its restoration."""


def seed_first_day(home: Path) -> None:
    """Nothing at all but a district's file."""
    shutil.copy(ROOT / "deploy" / "district_example.toml", home / "district.toml")


FIRST_DAY = Story("first_day", seed_first_day, (Step("furnish", AUTUMN, Play.furnish),))
"""A fresh installation takes its own district's file."""

DEMO = Story("demo", seed_first_day, (Step("demo", AUTUMN, Play.load_demo),))
"""A fresh installation without a file takes the invented district: seconds each time it is told."""
