"""A bad installation, a bad argument or a bad backup is one sentence, never a traceback."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from casework.permit_list import COLUMNS
from tests.casework.bureau import USCC
from tests.cli.conftest import Cli, Office


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2100-01-01"])
def test_a_day_outside_the_calendar_is_refused(cli: Cli, office: Office, day: str) -> None:
    said = cli("docket", "--as-of", day)

    assert (said.code, "年之间" in said.err) == (2, True)


def test_a_rehearsals_instant_outside_the_calendar_is_refused(cli: Cli, office: Office) -> None:
    office.now_file.write_text("9999-12-31T23:59:59+00:00", encoding="utf-8")

    assert cli("docket").code == 2


@pytest.mark.parametrize("url", ["mysql://u:s3cret@h/d", "postgresql://u:s3cret@h/d", "u:s3cret@h"])
def test_a_wrong_address_is_told_without_its_password(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("PERMITLOOP_DATABASE_URL", url)
    said = cli("docket")

    assert (said.code, "s3cret" in said.err, "DATABASE_URL" in said.err) == (2, False, True)


def test_a_file_that_is_no_database_is_told_in_a_line(cli: Cli, home: Path) -> None:
    (home / "permitloop.db").write_text("garbage" * 100, encoding="utf-8")
    said = cli("docket")

    assert (said.code, said.err.count("\n")) == (3, 1)


def test_a_home_that_cannot_be_made_is_told_in_a_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PERMITLOOP_HOME", "/dev/null/home")
    said = cli("migrate")

    assert (said.code, said.err.count("\n")) == (3, 1)


def test_an_argument_in_another_encoding_is_refused(cli: Cli, office: Office) -> None:
    said = cli("case", "list", "--party", b"\xd6\xd0".decode(errors="surrogateescape"))

    assert (said.code, "UTF-8" in said.err) == (2, True)


@pytest.mark.parametrize("name", ["厂" * 201, "甲\n乙", "\x1b[2J厂"])
def test_a_name_that_no_paper_can_bear_is_not_entered(cli: Cli, office: Office, name: str) -> None:
    said = cli(
        "case", "open", "violation", "--party", "91310118MA1FPX1M51", "--party-name", name,
        "--kind", "own", "--fact", "discovered_on=2026-03-02", "--fact", "clue_source=patrol",
        "--as", "ZF01",
    )  # fmt: skip

    assert said.code == 2


def test_an_import_is_nobodys_who_is_not_of_the_bureau(
    cli: Cli, office: Office, tmp_path: Path
) -> None:
    row = f"虚构省,虚构市,{USCC}001V,某厂,纺织,2026-01-23至2031-01-22,2026-01-23,重点管理"
    (tmp_path / "list.csv").write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")

    assert cli("import", "permits", tmp_path / "list.csv", "--as", "QY01").code == 2
    assert cli("import", "permits", tmp_path / "list.csv", "--as", "KS01").code == 0


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"outbox/a.txt": b"x"},
        {"permitloop.db": b"garbage" * 100},
    ],
)
def test_a_backup_without_a_database_restores_nothing(
    cli: Cli, home: Path, tmp_path: Path, files: dict[str, bytes]
) -> None:
    _archive(tmp_path / "b.tar.gz", files, {name: len(body) for name, body in files.items()})
    said = cli("restore", tmp_path / "b.tar.gz")

    assert (said.code, "备份" in said.err) == (2, True)


def test_a_file_larger_than_its_manifest_says_is_not_unpacked(
    cli: Cli, home: Path, tmp_path: Path
) -> None:
    _archive(tmp_path / "b.tar.gz", {"permitloop.db": b"x" * 5000}, {"permitloop.db": 10})

    assert "清单不符" in cli("restore", tmp_path / "b.tar.gz").err


def _archive(path: Path, files: dict[str, bytes], sizes: dict[str, int]) -> None:
    listed = [
        {"name": name, "size": sizes[name], "sha256": hashlib.sha256(body).hexdigest()}
        for name, body in files.items()
    ]
    manifest = {
        "format": 1, "program": "x", "schema": "0001", "made_at": "2026-01-01T00:00:00+00:00",
        "rows": {}, "files": listed,
    }  # fmt: skip
    with tarfile.open(path, "w:gz") as tar:
        for name, body in {"manifest.json": json.dumps(manifest).encode(), **files}.items():
            member = tarfile.TarInfo(name)
            member.size = len(body)
            tar.addfile(member, io.BytesIO(body))


def test_what_the_program_writes_is_nobody_elses_to_read(tmp_path: Path) -> None:
    home = tmp_path / "home"
    subprocess.run(
        [sys.executable, "-m", "deploy.cli", "migrate"],
        env={**os.environ, "PERMITLOOP_HOME": str(home)}, check=True, capture_output=True,
    )  # fmt: skip

    assert (home / "permitloop.db").stat().st_mode & 0o007 == 0
    assert home.stat().st_mode & 0o007 == 0


@pytest.mark.parametrize(
    ("procedure", "kinds", "code"),
    [
        ("violation", ("own",), 2),
        ("supervision", ("key_managed",), 2),
        ("permit", ("ex_officio", "key_managed"), 2),
        ("permit", ("first", "key_managed"), 0),
    ],
)
def test_an_enterprise_begins_applications_and_nothing_else(
    cli: Cli, office: Office, procedure: str, kinds: tuple[str, ...], code: int
) -> None:
    said = [word for kind in kinds for word in ("--kind", kind)]
    day = ("--fact", "received_on=2026-03-02") if procedure == "permit" else ()
    opened = cli("case", "open", procedure, "--party", USCC, *said, *day, "--as", "QY01")

    assert opened.code == code, opened.err
    assert code == 0 or ("开案（" in opened.err and "请交其办理" in opened.err)
