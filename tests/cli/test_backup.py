"""Backup and restore: the same rows and files on either database, or nothing at all."""

import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from casework.verify import verify
from deploy.backup import BackupRefused, backup
from deploy.migrate import SchemaNewer, head
from deploy.restore import RestoreRefused, restore
from models.session import Database, open_database
from tests.casework.bureau import CALENDAR, NOW, act, clue, examined, ordered, seat
from tests.conftest import FreshUrl

Opened = Callable[[str], Database]


@pytest.fixture
def fresh(fresh_url: FreshUrl) -> Iterator[Opened]:
    """Answer a maker of empty databases that are closed afterwards."""
    made: list[Database] = []

    def make(kind: str) -> Database:
        made.append(open_database(fresh_url(kind)))
        return made[-1]

    yield make
    for db in made:
        db.close()


def _lived_in(db: Database, home: Path) -> None:
    party = seat(db)
    ordered(db, party)
    examined(db, party)
    kept = home / "outbox" / "2026-03-02"
    kept.mkdir(parents=True)
    (kept / "WF-2026-0001-order_served.html").write_text("责令改正", encoding="utf-8")
    (kept / "half.html.tmp").write_text("half", encoding="utf-8")


def _rows(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    with db.reading() as session:
        return {
            table.name: [
                tuple(row) for row in session.execute(table.select().order_by(*table.primary_key))
            ]
            for table in SQLModel.metadata.sorted_tables
        }


PAIRS = [
    ("sqlite", "sqlite"),
    *(
        pytest.param(*pair, marks=pytest.mark.xdist_group("postgresql"))
        for pair in (
            ("sqlite", "postgresql"),
            ("postgresql", "sqlite"),
            ("postgresql", "postgresql"),
        )
    ),
]


@pytest.mark.parametrize(("kept_on", "brought_to"), PAIRS)
def test_a_backup_comes_back_whole_on_either_database(
    fresh: Opened, tmp_path: Path, kept_on: str, brought_to: str
) -> None:
    source, target = fresh(kept_on), fresh(brought_to)
    _lived_in(source, tmp_path / "old")
    file = tmp_path / "cases.tar.gz"

    kept = backup(source, tmp_path / "old", file, NOW)
    back = restore(target, tmp_path / "new", file)

    assert _rows(target) == _rows(source)
    assert kept.rows == back.rows
    assert (kept.files, kept.rows["case_file"]) == (1, 2)
    notice = tmp_path / "new" / "outbox" / "2026-03-02" / "WF-2026-0001-order_served.html"
    assert notice.read_text(encoding="utf-8") == "责令改正"
    with target.reading() as session:
        assert verify(session, CALENDAR).flaws == ()


@pytest.mark.parametrize(("kept_on", "brought_to"), PAIRS[1:3])
def test_work_goes_on_where_the_backup_stopped(
    fresh: Opened, tmp_path: Path, kept_on: str, brought_to: str
) -> None:
    source, target = fresh(kept_on), fresh(brought_to)
    _lived_in(source, tmp_path / "old")
    backup(source, tmp_path / "old", tmp_path / "cases.tar.gz", NOW)
    restore(target, tmp_path / "new", tmp_path / "cases.tar.gz")

    case_no = clue(target, 1, "test:after")
    done = act(target, case_no, "screen_in", "ZF01", opinion="转核实")

    assert (case_no, done.stage) == ("WF-2026-0002", "verification")


def test_a_backup_holds_one_moment_while_others_write(fresh: Opened, tmp_path: Path) -> None:
    source = fresh("sqlite")
    party = seat(source)
    clue(source, party, "test:1")
    with source.writing("test_beside") as session:
        session.execute(text("UPDATE case_file SET outcome = 'not committed yet'"))
        backup(source, tmp_path, tmp_path / "cases.tar.gz", NOW)
    target = fresh("sqlite")
    restore(target, tmp_path / "new", tmp_path / "cases.tar.gz")

    with target.reading() as session:
        assert session.execute(text("SELECT outcome FROM case_file")).scalar_one() == ""


def test_an_old_backup_is_never_written_over(fresh: Opened, tmp_path: Path) -> None:
    source = fresh("sqlite")
    file = tmp_path / "cases.tar.gz"
    file.write_bytes(b"an old backup")

    with pytest.raises(BackupRefused, match="已存在"):
        backup(source, tmp_path, file, NOW)
    with pytest.raises(BackupRefused, match="没有"):
        backup(source, tmp_path, tmp_path / "no" / "such" / "cases.tar.gz", NOW)

    assert file.read_bytes() == b"an old backup"
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".gz"] == ["cases.tar.gz"]


def test_a_database_with_rows_is_not_restored_into(fresh: Opened, tmp_path: Path) -> None:
    source, target = fresh("sqlite"), fresh("sqlite")
    _lived_in(source, tmp_path / "old")
    backup(source, tmp_path / "old", tmp_path / "cases.tar.gz", NOW)
    seat(target)
    before = _rows(target)

    with pytest.raises(RestoreRefused, match="已有数据"):
        restore(target, tmp_path / "new", tmp_path / "cases.tar.gz")

    assert _rows(target) == before
    assert not (tmp_path / "new").exists()


def test_an_outbox_with_other_words_is_not_written_over(fresh: Opened, tmp_path: Path) -> None:
    source, target = fresh("sqlite"), fresh("sqlite")
    _lived_in(source, tmp_path / "old")
    backup(source, tmp_path / "old", tmp_path / "cases.tar.gz", NOW)
    there = tmp_path / "new" / "outbox" / "2026-03-02" / "WF-2026-0001-order_served.html"
    there.parent.mkdir(parents=True)
    there.write_text("别的内容", encoding="utf-8")

    with pytest.raises(RestoreRefused, match="内容不同"):
        restore(target, tmp_path / "new", tmp_path / "cases.tar.gz")

    assert there.read_text(encoding="utf-8") == "别的内容"
    assert not any(_rows(target).values())


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-400])


def _flip(file: Path) -> None:
    kept = bytearray(file.read_bytes())
    kept[len(kept) // 2] ^= 0xFF
    file.write_bytes(bytes(kept))


def _no_tar(file: Path) -> None:
    file.write_text("not a backup", encoding="utf-8")


def _other_rows(file: Path) -> None:
    _rewritten(file, rows=b"SQLite format 3\0 but not the one that was kept")


def _outside(file: Path) -> None:
    def climb(manifest: dict[str, Any]) -> None:
        manifest["files"][1]["name"] = "outbox/../../../stolen.html"

    _rewritten(file, change=climb, renamed=("outbox/2026-03-02/", "outbox/../../../stolen.html"))


def _rewritten(
    file: Path,
    change: Callable[[dict[str, Any]], None] | None = None,
    rows: bytes | None = None,
    renamed: tuple[str, str] | None = None,
) -> None:
    with tarfile.open(file, "r:gz") as tar:
        members = {each.name: (tar.extractfile(each) or io.BytesIO()).read() for each in tar}
    manifest = json.loads(members["manifest.json"])
    if change:
        change(manifest)
    members["manifest.json"] = json.dumps(manifest).encode()
    if rows is not None:
        members["permitloop.db"] = rows
    if renamed:
        old = next(name for name in members if name.startswith(renamed[0]))
        members[renamed[1]] = members.pop(old)
    with tarfile.open(file, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


@pytest.mark.parametrize("damage", [_cut, _flip, _no_tar, _other_rows, _outside])
def test_a_damaged_backup_restores_nothing(
    fresh: Opened, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    source, target = fresh("sqlite"), fresh("sqlite")
    _lived_in(source, tmp_path / "old")
    file = tmp_path / "cases.tar.gz"
    backup(source, tmp_path / "old", file, NOW)
    damage(file)

    with pytest.raises(RestoreRefused):
        restore(target, tmp_path / "new", file)

    assert not any(_rows(target).values())
    assert not (tmp_path / "new").exists()
    assert not list(tmp_path.rglob("stolen.html"))


def test_a_backup_of_a_newer_schema_is_refused(fresh: Opened, tmp_path: Path) -> None:
    source, target = fresh("sqlite"), fresh("sqlite")
    file = tmp_path / "cases.tar.gz"
    backup(source, tmp_path, file, NOW)
    _rewritten(file, change=lambda manifest: manifest.update(schema="9999"))

    with pytest.raises(SchemaNewer, match=f"9999.*{'新'}"):
        restore(target, tmp_path / "new", file)
    assert head() != "9999"


def test_a_newer_database_is_refused_as_a_target(fresh: Opened, tmp_path: Path) -> None:
    source, target = fresh("sqlite"), fresh("sqlite")
    file = tmp_path / "cases.tar.gz"
    backup(source, tmp_path, file, NOW)
    with target.writing("test_newer") as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(SchemaNewer, match="9999"):
        restore(target, tmp_path / "new", file)
