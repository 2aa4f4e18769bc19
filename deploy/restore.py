"""Restore: fills an empty database, of either kind, from a backup that is whole."""

import json
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DatabaseError
from sqlmodel import SQLModel

from deploy.backup import (
    FORMAT,
    MANIFEST,
    OUTBOX,
    ROWS,
    Kept,
    KeptFile,
    copy_rows,
    counts_of,
    described,
)
from deploy.migrate import SchemaNewer, known_schemas, migrate, schema_of
from models.failpoints import outside
from models.session import Database, open_database
from rules.errors import PermitLoopError


class RestoreRefused(PermitLoopError):
    """没有恢复任何内容，请按提示处理后重试。"""


def restore(db: Database, home: Path, source: Path) -> Kept:
    """Fill an empty database and outbox from a backup, in one transaction.

    Raises RestoreRefused for a broken file or a database with rows, SchemaNewer for a newer one.
    """
    _refuse_filled(db)
    with tempfile.TemporaryDirectory(prefix="permitloop-") as folder:
        manifest = _unpack(source, Path(folder))
        kept = open_database(f"sqlite:///{Path(folder) / ROWS}")
        try:
            _upgrade(kept)
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


def _upgrade(kept: Database) -> None:
    try:
        migrate(kept)
    except DatabaseError as broken:
        raise RestoreRefused("备份里的数据库不能读取，请换一份备份") from broken


def _refuse_filled(db: Database) -> None:
    schema = schema_of(db)
    if schema is None:
        return
    if schema not in known_schemas():
        raise SchemaNewer(f"目标数据库的结构 {schema} 比本程序新，请使用更新版本的程序")
    with db.read_engine.connect() as connection:
        filled = [name for name, count in counts_of(connection).items() if count]
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
            _take_out(tar, KeptFile(**each), folder)
    return manifest


def _manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.load(_content(tar, MANIFEST))
    if manifest["format"] != FORMAT:
        raise SchemaNewer(f"备份的格式 {manifest['format']} 不是本程序认识的，请使用更新版本的程序")
    if manifest["schema"] not in known_schemas():
        raise SchemaNewer(f"备份的数据库结构 {manifest['schema']} 比本程序新，请使用更新版本的程序")
    if ROWS not in {each["name"] for each in manifest["files"]}:
        raise RestoreRefused("备份的清单里没有数据库，不是完整的备份，请换一份备份")
    return manifest


def _content(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    member = tar.getmember(name)
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise RestoreRefused(f"备份里的“{name}”不是普通文件，请换一份备份")
    return content


def _take_out(tar: tarfile.TarFile, wanted: KeptFile, folder: Path) -> None:
    path = (folder / wanted.name).resolve()
    if wanted.name != ROWS and not path.is_relative_to((folder / OUTBOX).resolve()):
        raise RestoreRefused(f"备份里有不该有的文件“{wanted.name}”，请换一份备份")
    path.parent.mkdir(parents=True, exist_ok=True)
    # A file that is not what the manifest says shall not fill the disk first.
    whole = tar.getmember(wanted.name).size == wanted.size
    if whole:
        with path.open("wb") as out:
            shutil.copyfileobj(_content(tar, wanted.name), out)
    if not whole or described(path, wanted.name) != wanted:
        raise RestoreRefused(f"备份里的“{wanted.name}”与其清单不符，文件已损坏，请换一份备份")


def _place_outbox(kept: Path, outbox: Path) -> None:
    """Put the files in place; one that is there already must be the same, so a retry goes on."""
    pairs = [
        (path, outbox / path.relative_to(kept))
        for path in sorted(kept.rglob("*"))
        if path.is_file()
    ]
    for path, place in pairs:
        if place.exists() and described(place, "") != described(path, ""):
            raise RestoreRefused(f"“{place}”已存在且内容不同，请先移走 {outbox}")
    with outside("restore_outbox"):
        for path, place in pairs:
            place.parent.mkdir(parents=True, exist_ok=True)
            half = place.with_name(f"{place.name}.tmp")
            shutil.copyfile(path, half)
            half.replace(place)


def _fill(kept: Database, db: Database) -> dict[str, int]:
    with kept.read_engine.connect() as source, db.writing("restore_rows") as session:
        target = session.connection()
        if any(counts_of(target).values()):
            raise RestoreRefused("目标数据库里刚有了数据，恢复只能进入空库")
        copy_rows(source, target)
        if not db.sqlite:
            _raise_sequences(target)
        return counts_of(target)


def _raise_sequences(target: Connection) -> None:
    """Let PostgreSQL number on after the highest id that was copied."""
    for table in SQLModel.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None:
            sequence = func.pg_get_serial_sequence(table.name, key.name)
            highest = func.max(key)
            target.execute(
                select(func.setval(sequence, func.coalesce(highest, 1), highest.is_not(None)))
            )
