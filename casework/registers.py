"""Registers that only grow: each entry chained to the one before it, and recomputed."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import rfc8785
from sqlalchemy import insert, select, update
from sqlmodel import Session

from casework.events import chained
from casework.locks import one_at_a_time
from models import Interference, ProtectedReading, RegisterHead

READINGS = ProtectedReading.__table__  # type: ignore[attr-defined]
INTERFERENCE = Interference.__table__  # type: ignore[attr-defined]

H = RegisterHead.__table__.c  # type: ignore[attr-defined]

TITLES = {"interference": "干预过问登记簿", "protected_reading": "保密信息查询记录"}
_KEPT = frozenset({"id", "canonical", "previous_hash", "hash"})


def append(session: Session, table: Any, said: Mapping[str, Any]) -> int:
    """Add an entry after the last one of its register and answer its number."""
    one_at_a_time(session, f"register {table.name}")
    last = session.execute(
        select(table.c.number, table.c.hash).order_by(table.c.number.desc()).limit(1)
    ).one_or_none()
    number, previous = (last.number + 1, last.hash) if last else (1, "")
    row = {"number": number, **said}
    canonical = canonical_of(row)
    digest = chained(previous, canonical)
    session.execute(
        table.insert(),
        {**row, "canonical": canonical, "previous_hash": previous, "hash": digest},
    )
    _advance(session, table.name, int(number), digest)
    return int(number)


def _advance(session: Session, register: str, number: int, digest: str) -> None:
    """Keep the register's head apart from it; the register is held by its own lock."""
    head = {"number": number, "hash": digest}
    moved = session.execute(
        update(RegisterHead).where(H.register_name == register, H.number < number).values(**head)
    )
    if not moved.rowcount:  # type: ignore[attr-defined]
        session.execute(insert(RegisterHead).values(register_name=register, **head))


def canonical_of(row: Mapping[str, Any]) -> bytes:
    """Answer the bytes (RFC 8785) that an entry's hash covers."""
    return rfc8785.dumps({"v": 1} | {name: _plain(value) for name, value in row.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def flaws(session: Session) -> Iterator[tuple[str, str]]:
    """Answer where a register disagrees with its own chain: place and Chinese words."""
    for table in (INTERFERENCE, READINGS):
        yield from _chain(session, table)


def _chain(session: Session, table: Any) -> Iterator[tuple[str, str]]:
    previous = ""
    rows = session.execute(select(*table.c).order_by(table.c.number)).mappings().all()
    for wanted, row in enumerate(rows, start=1):
        place = f"{TITLES[table.name]}第{row['number']}号"
        if row["number"] != wanted:
            yield place, f"编号不连续，应为第{wanted}号"
        if row["previous_hash"] != previous:
            yield place, "前一条的哈希对不上"
        if chained(row["previous_hash"], bytes(row["canonical"])) != row["hash"]:
            yield place, "登记内容与其哈希不符"
        if _said(bytes(row["canonical"])) != _said(
            canonical_of({name: row[name] for name in row if name not in _KEPT})
        ):
            yield place, "各栏与登记内容不符"
        previous = row["hash"]
    yield from _head(session, table.name, len(rows), previous)


def _head(session: Session, register: str, length: int, last: str) -> Iterator[tuple[str, str]]:
    found = session.execute(
        select(H.number, H.hash).where(H.register_name == register)
    ).one_or_none()
    number, digest = found or (0, "")
    if number != length:
        yield TITLES[register], f"应有 {number} 条，现有 {length} 条"
    elif digest != last:
        yield TITLES[register], "最后一条的哈希与另存的不符"


def _said(canonical: bytes) -> Any:
    try:
        return json.loads(canonical)
    except ValueError:
        return None
