"""Backup: one tar with the rows (as an SQLite file, from either database) and the outbox."""

import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, inspect, select
from sqlmodel import SQLModel

from deploy.migrate import migrate, schema_of
from deploy.versions import program_version
from models.failpoints import outside
from models.session import Database, open_database
from rules.errors import PermitLoopError

FORMAT = 1
MANIFEST, ROWS, OUTBOX = "manifest.json", "permitloop.db", "outbox"
CHUNK = 1000


class BackupRefused(PermitLoopError):
    """备份没有完成，请核对路径后重试。"""


@dataclass(frozen=True)
class Kept:
    """What a backup holds: schema, rows by table, files of the outbox, and its size in bytes."""

    made_at: str
    schema: str
    rows: dict[str, int]
    files: int
    size: int


@dataclass(frozen=True)
class KeptFile:
    """One file of a backup, as its manifest names it."""

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
        files = [described(rows_file, ROWS), *_outbox_files(home / OUTBOX)]
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
            return counts_of(connection)
    finally:
        kept.close()
        _settle(target)


def _copy_into_sqlite(db: Database, target: Path) -> None:
    kept = open_database(f"sqlite:///{target}")
    try:
        migrate(kept)
        one_moment = db.read_engine.execution_options(isolation_level="REPEATABLE READ")
        with one_moment.connect() as source, kept.write_engine.begin() as copy:
            copy_rows(source, copy)
    finally:
        kept.close()


def _settle(path: Path) -> None:
    """Fold the write-ahead log into the file, so that the file alone is the whole database."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every table, in the order in which they refer to each other."""
    streamed = source.execution_options(yield_per=CHUNK)
    for table in SQLModel.metadata.sorted_tables:
        for some in streamed.execute(select(table)).mappings().partitions(CHUNK):
            target.execute(insert(table), [dict(row) for row in some])


def counts_of(connection: Connection) -> dict[str, int]:
    """Answer how many rows each table has that is there."""
    there = inspect(connection).get_table_names()
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in SQLModel.metadata.sorted_tables
        if table.name in there
    }


def _outbox_files(outbox: Path) -> list[KeptFile]:
    found = sorted(path for path in outbox.rglob("*") if path.is_file() and not path.is_symlink())
    finished = [path for path in found if not path.name.endswith((".tmp", ".part"))]
    return [described(path, f"{OUTBOX}/{path.relative_to(outbox).as_posix()}") for path in finished]


def described(path: Path, name: str) -> KeptFile:
    """Answer a file's size and hash, under the name it has in a backup."""
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return KeptFile(name, path.stat().st_size, digest)


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
