"""Backup and restore: one tar of the rows (as an SQLite file, from either kind) and the outbox."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, func, insert, inspect, select, text
from sqlmodel import SQLModel

from deploy.migrate import SchemaNewer, known_schemas, migrate, schema_of
from deploy.versions import program_version
from models.failpoints import outside
from models.session import Database, open_database
from rules.errors import PermitLoopError

FORMAT = 1
MANIFEST, ROWS, OUTBOX = "manifest.json", "permitloop.db", "outbox"
CHUNK = 1000


class BackupRefused(PermitLoopError):
    """备份没有完成，请核对路径后重试。"""


class RestoreRefused(PermitLoopError):
    """没有恢复任何内容，请按提示处理后重试。"""


@dataclass(frozen=True)
class Kept:
    """What a backup holds: schema, rows by table, files of the outbox, and its size in bytes."""

    made_at: str
    schema: str
    rows: dict[str, int]
    files: int
    size: int


@dataclass(frozen=True)
class _File:
    name: str
    size: int
    sha256: str


def backup(db: Database, home: Path, target: Path, now: datetime) -> Kept:
    """Write a backup of one moment to a new file; BackupRefused when it is there already.

    Rows are taken before the outbox: a notice sent meanwhile is at worst written a second time
    under its own name, never lost.
    """
    if target.exists():
        raise BackupRefused(f"“{target}”已存在，不覆盖旧备份，请换一个文件名")
    if not target.parent.is_dir():
        raise BackupRefused(f"没有“{target.parent}”这个目录，请先建好")
    schema = schema_of(db)
    if schema is None:
        raise BackupRefused("数据库还没有建表，没有可备份的内容")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".permitloop-") as folder:
        rows_file = Path(folder) / ROWS
        counts = _take_rows(db, rows_file)
        files = [_described(rows_file, ROWS), *_outbox_files(home / OUTBOX)]
        manifest = {
            "format": FORMAT,
            "program": program_version(),
            "schema": schema,
            "made_at": now.isoformat(),
            "rows": counts,
            "files": [vars(each) for each in files],
        }
        whole = Path(folder) / "whole.tar"
        with outside("backup_file"):
            _write_tar(whole, manifest, rows_file, home)
            whole.replace(target)
            _sync(target.parent)
    return Kept(now.isoformat(), schema, counts, len(files) - 1, target.stat().st_size)


def restore(db: Database, home: Path, source: Path) -> Kept:
    """Fill an empty database and outbox from a backup, in one transaction.

    Raises RestoreRefused for a broken file or a database with rows, SchemaNewer for a newer one.
    """
    _refuse_filled(db)
    with tempfile.TemporaryDirectory(prefix="permitloop-") as folder:
        manifest = _unpack(source, Path(folder))
        kept = open_database(f"sqlite:///{Path(folder) / ROWS}")
        try:
            migrate(kept)
            migrate(db)
            _place_outbox(Path(folder) / OUTBOX, home / OUTBOX)
            counts = _fill(kept, db)
        finally:
            kept.close()
    return Kept(
        manifest["made_at"],
        manifest["schema"],
        counts,
        len(manifest["files"]) - 1,
        source.stat().st_size,
    )


def _take_rows(db: Database, target: Path) -> dict[str, int]:
    """Copy all rows as they were at one moment into a new SQLite file and count them."""
    if db.sqlite:
        with db.read_engine.connect() as connection:
            source = connection.connection.driver_connection
            if not isinstance(source, sqlite3.Connection):
                raise TypeError(f"unexpected SQLite driver {type(source)}")
            # A transaction of its own would freeze the copy at an older moment and still be whole.
            connection.rollback()
            copy = sqlite3.connect(target)
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.close()
    else:
        _copy_into_sqlite(db, target)
    kept = open_database(f"sqlite:///{target}")
    try:
        with kept.read_engine.connect() as connection:
            return _counts(connection)
    finally:
        kept.close()
        _settle(target)


def _copy_into_sqlite(db: Database, target: Path) -> None:
    kept = open_database(f"sqlite:///{target}")
    try:
        migrate(kept)
        one_moment = db.read_engine.execution_options(isolation_level="REPEATABLE READ")
        with one_moment.connect() as source, kept.write_engine.begin() as copy:
            _copy_rows(source, copy)
    finally:
        kept.close()


def _settle(path: Path) -> None:
    """Fold the write-ahead log into the file, so that the file alone is the whole database."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def _copy_rows(source: Connection, target: Connection) -> None:
    streamed = source.execution_options(yield_per=CHUNK)
    for table in SQLModel.metadata.sorted_tables:
        for some in streamed.execute(select(table)).mappings().partitions(CHUNK):
            target.execute(insert(table), [dict(row) for row in some])


def _counts(connection: Connection) -> dict[str, int]:
    there = inspect(connection).get_table_names()
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in SQLModel.metadata.sorted_tables
        if table.name in there
    }


def _outbox_files(outbox: Path) -> list[_File]:
    found = sorted(path for path in outbox.rglob("*") if path.is_file() and not path.is_symlink())
    finished = [path for path in found if not path.name.endswith((".tmp", ".part"))]
    return [
        _described(path, f"{OUTBOX}/{path.relative_to(outbox).as_posix()}") for path in finished
    ]


def _described(path: Path, name: str) -> _File:
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return _File(name, path.stat().st_size, digest)


def _write_tar(target: Path, manifest: dict[str, Any], rows_file: Path, home: Path) -> None:
    words = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    with target.open("xb") as opened:
        os.fchmod(opened.fileno(), 0o600)
        with tarfile.open(fileobj=opened, mode="w:gz", compresslevel=6) as tar:
            tar.addfile(_member(MANIFEST, len(words)), io.BytesIO(words))
            for each in manifest["files"]:
                path = rows_file if each["name"] == ROWS else home / each["name"]
                with path.open("rb") as content:
                    tar.addfile(_member(each["name"], each["size"]), content)
        opened.flush()
        os.fsync(opened.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_filled(db: Database) -> None:
    schema = schema_of(db)
    if schema is None:
        return
    if schema not in known_schemas():
        raise SchemaNewer(f"目标数据库的结构 {schema} 比本程序新，请使用更新版本的程序")
    with db.read_engine.connect() as connection:
        filled = [name for name, count in _counts(connection).items() if count]
    if filled:
        raise RestoreRefused(
            f"目标数据库里已有数据（{'、'.join(filled[:3])}），恢复只能进入空库；"
            "请指定一个新的 PERMITLOOP_HOME"
        )


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:gz") as tar:
            yield tar
    except FileNotFoundError as gone:
        raise RestoreRefused(f"没有“{source}”这个文件，请核对路径") from gone
    except (
        tarfile.TarError,
        zlib.error,
        EOFError,
        OSError,
        LookupError,
        TypeError,
        ValueError,
    ) as broken:
        raise RestoreRefused(f"“{source}”不是完整的备份文件（{broken}），请换一份备份") from broken


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup whose every file is the one its manifest names, by size and hash."""
    with _opened(source) as tar:
        manifest = _manifest(tar)
        for each in manifest["files"]:
            _take_out(tar, _File(**each), folder)
    return manifest


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.load(_content(tar, MANIFEST))
    if manifest["format"] != FORMAT:
        raise SchemaNewer(f"备份的格式 {manifest['format']} 不是本程序认识的，请使用更新版本的程序")
    if manifest["schema"] not in known_schemas():
        raise SchemaNewer(f"备份的数据库结构 {manifest['schema']} 比本程序新，请使用更新版本的程序")
    return manifest


def _content(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    content = tar.extractfile(tar.getmember(name))
    if content is None:
        raise RestoreRefused(f"备份里的“{name}”不是普通文件，请换一份备份")
    return content


def _take_out(tar: tarfile.TarFile, wanted: _File, folder: Path) -> None:
    path = (folder / wanted.name).resolve()
    if wanted.name != ROWS and not path.is_relative_to((folder / OUTBOX).resolve()):
        raise RestoreRefused(f"备份里有不该有的文件“{wanted.name}”，请换一份备份")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        shutil.copyfileobj(_content(tar, wanted.name), out)
    if _described(path, wanted.name) != wanted:
        raise RestoreRefused(f"备份里的“{wanted.name}”与其清单不符，文件已损坏，请换一份备份")


def _place_outbox(kept: Path, outbox: Path) -> None:
    """Put the files in place; one that is there already must be the same, so a retry goes on."""
    pairs = [
        (path, outbox / path.relative_to(kept))
        for path in sorted(kept.rglob("*"))
        if path.is_file()
    ]
    for path, place in pairs:
        if place.exists() and _described(place, "") != _described(path, ""):
            raise RestoreRefused(f"“{place}”已存在且内容不同，请先移走 {outbox}")
    with outside("restore_outbox"):
        for path, place in pairs:
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)


def _fill(kept: Database, db: Database) -> dict[str, int]:
    with kept.read_engine.connect() as source, db.writing("restore_rows") as session:
        target = session.connection()
        if any(_counts(target).values()):
            raise RestoreRefused("目标数据库里刚有了数据，恢复只能进入空库")
        _copy_rows(source, target)
        if not db.sqlite:
            _raise_sequences(target)
        return _counts(target)


def _raise_sequences(target: Connection) -> None:
    """Let PostgreSQL number on after the highest id that was copied."""
    for table in SQLModel.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None:
            target.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'), "
                    f"coalesce(max({key.name}), 1), max({key.name}) IS NOT NULL) FROM {table.name}"
                )
            )
