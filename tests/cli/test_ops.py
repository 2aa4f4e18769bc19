"""The commands of the office: migrate, verify, doctor, procedure, backup, and how they refuse."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from casework.runs import claim_runs, keep_run_id, settle_run
from deploy.versions import program_version
from rules.procedures import PROCEDURES
from tests.casework.bureau import NOW, act, clue, ordered
from tests.cli.conftest import Cli, Office


def _change(office: Office, statement: str) -> None:
    with office.db.writing("test_change") as session:
        session.execute(text(statement))


def test_looking_at_nothing_leaves_nothing_behind(cli: Cli, home: Path) -> None:
    for arguments in (("case", "list"), ("docket",), ("verify",), ("backup", "x.tar.gz")):
        said = cli(*arguments)
        assert (said.code, "permitloop migrate" in said.err) == (2, True)

    assert list(home.iterdir()) == []


def test_migrating_twice_changes_nothing(cli: Cli, home: Path) -> None:
    first, second = cli("migrate", "--json").facts, cli("migrate", "--json").facts

    assert (first["from"], second["from"]) == (None, first["to"])


def test_a_newer_database_is_refused(cli: Cli, office: Office) -> None:
    _change(office, "UPDATE alembic_version SET version_num = '9999'")

    for arguments in (("case", "list"), ("docket",), ("migrate",)):
        said = cli(*arguments)
        assert (said.code, "9999" in said.err) == (2, True)


def test_an_unknown_setting_is_named_at_start(
    cli: Cli, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_HOMES", "/tmp/elsewhere")

    said = cli("case", "list")

    assert (said.code, "PERMITLOOP_HOMES" in said.err) == (2, True)


def test_verify_says_what_it_found_and_what_it_cannot_see(cli: Cli, office: Office) -> None:
    ordered(office.db, office.party_id)
    honest = cli("verify")
    _change(office, "UPDATE clock SET due_on = '2027-01-01' WHERE key = 'CF-FILE'")
    broken, as_json = cli("verify"), cli("verify", "--json")

    assert (honest.code, "全部相符" in honest.out, "登记簿" in honest.out) == (0, True, True)
    assert (broken.code, "CF-FILE" in broken.out) == (1, True)
    assert as_json.code == 1
    assert {flaw["place"] for flaw in as_json.facts["flaws"]} == {"期限CF-FILE"}
    assert "登记簿" in as_json.facts["cannot_see"]


def test_verify_can_look_at_one_case(cli: Cli, office: Office) -> None:
    first = clue(office.db, office.party_id, "test:1")
    second = clue(office.db, office.party_id, "test:2")
    _change(office, f"UPDATE case_file SET stage = 'closed' WHERE case_no = '{first}'")

    assert cli("verify", "--case", first).code == 1
    assert cli("verify", "--case", second).code == 0
    assert cli("verify", "--case", "WF-2026-9999").code == 2


def _findings(cli: Cli) -> dict[str, tuple[str, str]]:
    said = cli("doctor", "--json")
    levels = {each["name"]: (each["level"], each["words"]) for each in said.facts["findings"]}
    assert said.code == (1 if any(level == "wrong" for level, _ in levels.values()) else 0)
    return levels


def test_a_healthy_installation_has_nothing_wrong(cli: Cli, office: Office) -> None:
    levels = _findings(cli)

    assert "wrong" not in {level for level, _ in levels.values()}
    assert set(levels) >= {
        "schema", "calendar", "disk", "versions", "stranded", "oldest_duty", "stuck_duties",
        "driver_lag", "runs_missing", "clocks_past",
    }  # fmt: skip


def test_the_doctor_sees_what_waits_too_long(cli: Cli, office: Office) -> None:
    ordered(office.db, office.party_id)
    fresh = _findings(cli)
    office.turn_to(NOW + timedelta(minutes=5))
    later = _findings(cli)
    office.turn_to(NOW + timedelta(hours=3))
    stuck = _findings(cli)

    names = ("oldest_duty", "driver_lag")
    assert [fresh[name][0] for name in names] == ["fine", "fine"]
    assert [later[name][0] for name in names] == ["look", "look"]
    assert [stuck[name][0] for name in names] == ["wrong", "wrong"]
    assert "3 小时" in stuck["driver_lag"][1] or "180 分钟" in stuck["driver_lag"][1]


def test_the_doctor_sees_clocks_that_nobody_swept(cli: Cli, office: Office) -> None:
    ordered(office.db, office.party_id)
    office.turn_to(NOW + timedelta(days=30))

    assert _findings(cli)["clocks_past"][0] == "wrong"


def test_the_doctor_sees_cases_without_a_run(cli: Cli, office: Office) -> None:
    case_no = clue(office.db, office.party_id)
    office.turn_to(NOW + timedelta(minutes=3))
    without = _findings(cli)["runs_missing"]
    with office.db.writing("test_run") as session:
        lease = claim_runs(session, "driver", NOW)[0]
        keep_run_id(session, lease, "a-run")
        settle_run(session, lease, 1)
    followed = _findings(cli)["runs_missing"]

    assert (without[0], case_no in without[1]) == ("look", True)
    assert followed[0] == "fine"


def test_the_doctor_sees_spent_duties_and_stranded_cases(cli: Cli, office: Office) -> None:
    ordered(office.db, office.party_id)
    _change(office, "UPDATE duty SET status = 'failed'")
    _change(office, "UPDATE case_file SET stage = 'a_stage_of_old'")
    levels = _findings(cli)

    assert (levels["stuck_duties"][0], levels["stranded"][0]) == ("wrong", "wrong")
    assert "a_stage_of_old" in levels["stranded"][1]


def test_the_doctor_sees_a_calendar_that_runs_out(cli: Cli, office: Office) -> None:
    def calendar(day: str) -> str:
        office.now_file.write_text(f"{day}T12:00:00+08:00", encoding="utf-8")
        return _findings(cli)["calendar"][0]

    # The library knows the notices up to 2026.
    assert calendar("2026-06-01") == "fine"
    assert calendar("2026-12-20") == "look"
    assert calendar("2027-02-01") == "wrong"


def test_the_doctor_works_where_nothing_is_yet(cli: Cli, home: Path) -> None:
    said = cli("doctor", "--json")

    assert said.code == 1
    levels = {each["name"]: each["level"] for each in said.facts["findings"]}
    assert levels["schema"] == "wrong"
    assert "driver_lag" not in levels


def test_every_procedure_is_listed(cli: Cli, home: Path) -> None:
    listed = cli("procedure", "list", "--json").facts

    assert {(each["key"], each["version"]) for each in listed} == set(PROCEDURES)
    assert "限期整改" in cli("procedure", "list").out.replace("\n", "")


def test_a_move_is_tried_and_writes_nothing(cli: Cli, office: Office) -> None:
    case_no = clue(office.db, office.party_id)
    tried = cli("procedure", "move", "violation", "--to", "1", "--dry-run", "--json")
    in_earnest = cli("procedure", "move", "violation", "--to", "1")
    no_version = cli("procedure", "move", "violation", "--to", "99", "--dry-run")
    no_procedure = cli("procedure", "move", "nothing", "--to", "1", "--dry-run")

    assert tried.facts["counts"] == {"stays": 1, "moves": 0, "person": 0}
    assert [each["case_no"] for each in tried.facts["cases"]] == [case_no]
    assert (in_earnest.code, "--dry-run" in in_earnest.err) == (2, True)
    assert (no_version.code, no_procedure.code) == (2, 2)


def test_a_backup_made_by_command_comes_back_by_command(
    cli: Cli, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    case_no = ordered(office.db, office.party_id)
    file = tmp_path / "cases.tar.gz"
    kept = cli("backup", file)
    again = cli("backup", file)
    into_full = cli("restore", file)
    monkeypatch.setenv("PERMITLOOP_HOME", str(tmp_path / "elsewhere"))
    back = cli("restore", file, "--json")
    missing = cli("restore", tmp_path / "nothing.tar.gz")

    assert (kept.code, "已备份：1 案" in kept.out) == (0, True)
    assert (again.code, into_full.code) == (2, 2)
    assert "已有数据" in into_full.err
    assert (back.code, back.facts["rows"]["case_file"]) == (0, 1)
    assert cli("case", "show", case_no, "--json").facts["stage"] == "rectification"
    assert cli("verify").code == 0
    assert missing.code == 2


def test_a_locked_out_database_is_told_apart_from_a_refusal(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "PERMITLOOP_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=2"
    )

    said = cli("case", "list")

    assert (said.code, "案件数据库没有应答" in said.err) == (3, True)


def test_the_program_runs_as_a_process(office: Office) -> None:
    case_no = clue(office.db, office.party_id)
    act(office.db, case_no, "screen_in", "ZF01", opinion="可")
    checkout = Path(__file__).resolve().parents[2]

    def ran(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "deploy.cli", *arguments],
            env={**os.environ, "PYTHONPATH": str(checkout)},
            capture_output=True,
            text=True,
            timeout=60,
        )

    fine, refused = ran("case", "show", case_no), ran("case", "show", "WF-2026-9999")

    assert (fine.returncode, "核实" in fine.stdout) == (0, True)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.strip() == "没有案号为“WF-2026-9999”的案件，请核对后重试"


def test_the_version_is_said(cli: Cli) -> None:
    assert cli("--version").out.strip() == program_version()
