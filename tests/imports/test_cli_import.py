"""The commands: what they print, how they end, and that a faulty file leaves nothing behind."""

import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from casework.ledger import COLUMNS as LEDGER_COLUMNS
from deploy.cli import main
from models import CaseFile, Officer, Party, Permit
from models.session import open_database

from .conftest import FIRST, HEADER, LATE, ROWS, row, written

EXAMPLE = Path(__file__).parents[2] / "deploy" / "district_example.toml"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("PERMITLOOP_")]:
        monkeypatch.delenv(name)
    now = tmp_path / "now"
    now.write_text("2026-11-21T09:00:00+08:00", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PERMITLOOP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PERMITLOOP_NOW_FILE", str(now))


class Said:
    """What a command printed and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Answer what runs ``permitloop`` with words, in this process."""

    def command(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["permitloop", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Said(int(ended.value.code or 0), said.out, said.err)

    return command


def _database(tmp_path: Path) -> Path:
    return tmp_path / "home" / "permitloop.db"


def _count(tmp_path: Path, table: type) -> int:
    db = open_database(f"sqlite:///{_database(tmp_path)}")
    with db.reading() as session:
        found = len(session.exec(select(table)).all())
    db.close()
    return found


def test_a_list_is_imported_once(tmp_path: Path, run) -> None:
    path = written(tmp_path / "list.csv", *ROWS)

    first = run("import", "permits", path, "--as-of", "2026-11-21", "--json")
    second = run("import", "permits", path, "--as-of", "2026-11-21", "--json")

    told = first.json()
    assert first.code == second.code == 0
    assert (told["rows"], told["created"], told["updated"], told["unchanged"]) == (8, 5, 0, 3)
    assert [each["unit_name"] for each in told["late_renewals"]] == ["云泽第2厂"]
    assert len(told["warnings"]) == 1
    assert (second.json()["created"], second.json()["unchanged"]) == (0, 8)
    assert _count(tmp_path, Permit) == 5


def test_people_read_it_in_chinese(tmp_path: Path, run) -> None:
    said = run("import", "permits", written(tmp_path / "list.csv", *ROWS))

    assert "共 8 行：新增 5，更新 0，不变 3" in said.out
    assert "延续申请已逾期（截至 2026-11-21）" in said.out
    assert "云泽第2厂" in said.out


FAULTS = {
    "broken row": ("\r\n".join([HEADER, FIRST, LATE[:40]]).encode("utf-8-sig"), "第 3 行有"),
    "cut sign": ("\r\n".join([HEADER, FIRST]).encode("utf-8-sig")[:-1], "第 2 行的编码有误"),
    "encoding": ("\r\n".join([HEADER, FIRST]).encode("utf-16"), "UTF-16"),
    "column": (b"a,b\n1,2\n", "缺少这些列"),
    "day": (f"{HEADER}\n{row(1, '2026-01-23至2031-02-30')}\n".encode(), "第 2 行"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_list_leaves_nothing_behind(tmp_path: Path, run, fault: str) -> None:
    data, said = FAULTS[fault]
    path = tmp_path / "list.csv"
    path.write_bytes(data)

    refused = run("import", "permits", path, "--json")

    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert refused.err.count("\n") == 1
    assert not _database(tmp_path).exists()


def test_a_day_that_is_none_is_refused_before_anything_is_written(tmp_path: Path, run) -> None:
    path = written(tmp_path / "list.csv", FIRST)

    refused = run("import", "permits", path, "--as-of", "someday")

    assert refused.code == 2
    assert "应写作 2026-11-21" in refused.err
    assert _count(tmp_path, Party) == 0


def test_a_wrong_setting_is_told_before_the_import(
    tmp_path: Path, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_HOEM", "x")

    refused = run("import", "permits", written(tmp_path / "list.csv", FIRST))

    assert refused.code == 2
    assert "PERMITLOOP_HOEM" in refused.err


def _ledger(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*LEDGER_COLUMNS, "时限"], restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


CASE = {
    "案号": "云环许2026-17", "程序": "排污许可", "类别": "首次申请、重点管理",
    "单位名称": "云泽一厂", "统一社会信用代码": "91310199MA9X00001Q", "环节": "审查",
    "开始日期": "2026-10-12", "期限(日)": "30",
}  # fmt: skip


def test_doubtful_rows_come_back_as_a_table_that_can_be_mended(tmp_path: Path, run) -> None:
    uscc = written(tmp_path / "list.csv", FIRST)
    run("import", "permits", uscc)
    known = {"单位名称": "云泽第1厂", "统一社会信用代码": FIRST.split(",")[2][:18]}
    path = _ledger(
        tmp_path / "台账.csv", CASE | known, CASE | known | {"案号": "甲", "环节": "复审"}
    )

    said = run("import", "cases", path, "--json")

    told = said.json()
    assert (said.code, told["rows"], told["created"], len(told["doubtful"])) == (0, 2, 1, 1)
    with (tmp_path / "台账-存疑.csv").open(encoding="utf-8-sig", newline="") as file:
        (row_left,) = csv.DictReader(file)
    assert (row_left["案号"], row_left["原行号"]) == ("甲", "3")
    assert "没有环节“复审”" in row_left["存疑原因"]
    mended = run("import", "cases", tmp_path / "台账-存疑.csv", "--json").json()
    assert [each["line"] for each in mended["doubtful"]] == [2]


def test_the_ledger_again_imports_nothing_twice(tmp_path: Path, run) -> None:
    known = {"统一社会信用代码": FIRST.split(",")[2][:18]}
    path = _ledger(tmp_path / "ledger.csv", CASE | known)

    first = run("import", "cases", path, "--json").json()
    second = run("import", "cases", path, "--json").json()

    assert (first["created"], second["created"], second["unchanged"]) == (1, 0, 1)
    assert _count(tmp_path, CaseFile) == 1
    assert not (tmp_path / "ledger-存疑.csv").exists()


def test_a_ledger_without_a_place_for_its_doubts_is_refused(tmp_path: Path, run) -> None:
    path = _ledger(tmp_path / "ledger.csv", CASE)

    refused = run("import", "cases", path, "--doubtful", tmp_path)

    assert refused.code == 2
    assert "--doubtful" in refused.err
    assert not _database(tmp_path).exists()


def test_a_sound_district_is_checked_and_loaded(tmp_path: Path, run) -> None:
    checked = run("config", "check", EXAMPLE)
    loaded = run("config", "load", EXAMPLE, "--json").json()
    again = run("config", "load", EXAMPLE, "--json").json()

    assert checked.code == 0
    assert "没有错误：云泽区" in checked.out
    assert (loaded["new_version"], again["new_version"]) == (True, False)
    assert _count(tmp_path, Officer) == len(loaded["created"])


def test_an_unsound_district_is_told_line_by_line_and_not_loaded(tmp_path: Path, run) -> None:
    path = tmp_path / "district.toml"
    path.write_text(EXAMPLE.read_text("utf-8").replace('"bureau_head"]', '"boss"]'), "utf-8")

    checked, loaded = run("config", "check", path), run("config", "load", path)

    assert checked.code == loaded.code == 2
    assert checked.err.count("没有“boss”这个角色") >= 2
    assert not _database(tmp_path).exists()


def test_checking_without_a_file_says_what_to_name(run) -> None:
    refused = run("config", "check")

    assert refused.code == 2
    assert "PERMITLOOP_DISTRICT_FILE" in refused.err


def test_the_sample_ledger_is_read_as_the_readme_shows(tmp_path: Path, run) -> None:
    path = tmp_path / "ledger.csv"
    path.write_bytes((EXAMPLE.parent / "ledger_example.csv").read_bytes())

    said = run("import", "cases", path, "--json").json()

    assert (said["rows"], said["created"]) == (2, 1)
    assert [each["case_no"] for each in said["doubtful"]] == ["云环责改〔2026〕32号"]
