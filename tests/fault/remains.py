"""What a story left: all that must be the same, and what must hold even just after a kill."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from casework.verify import verify
from deploy import clock
from deploy.workplace import calendar_of
from models import CaseFile, CaseRun, DutyRow, InboxItem, Notice
from models.session import Database, open_database
from rules.deadlines import legal_day
from tests.fault.play import Play

LEASE = frozenset({"owner", "token", "until", "attempts", "last_error"})
LEFT_OUT: dict[str, frozenset[str]] = {
    "duty": LEASE | {"try_at", "offered_until"},
    "case_run": LEASE | {"woken_at"},
    # Salts are drawn anew, and what hangs on them; `verify` recomputes the chain instead.
    "case_event": frozenset({"hash", "previous_hash"}),
    "case_file": frozenset({"head_hash"}),
    "event_text": frozenset({"salt"}),
    "informant": frozenset({"salt", "digest"}),
}
"""Columns that tell who worked when, or that hold a drawn number."""

SLEPT = "时间早于前一事件"
TO_THE_SECOND = frozenset({"due_at", "next_at"})
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d")
CLOCK_TIME = re.compile(r"\b\d\d:\d\d\b")


def remains(home: Path, play: Play) -> dict[str, list[Any]]:
    """Answer all rows, files and runs of an installation, without what may differ.

    Instants are given by their legal day: a worker that was killed is started again a little later.
    """
    found = _rows(home)
    second = home / "second"
    restored = _rows(second) if (second / "permitloop.db").exists() else {}
    return {
        **found,
        **{f"restored {name}": rows for name, rows in restored.items()},
        "files": _files(home),
        "runs": _runs(play) if play.server else [],
    }


def _rows(home: Path) -> dict[str, list[Any]]:
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    try:
        with db.reading() as session:
            return {
                table.name: [
                    _row(table.name, dict(row))
                    for row in session.execute(
                        select(table).order_by(*table.primary_key.columns)
                    ).mappings()
                ]
                for table in SQLModel.metadata.sorted_tables
            }
    finally:
        db.close()


def _row(table: str, row: dict[str, Any]) -> dict[str, Any]:
    kept = {key: row[key] for key in row.keys() - LEFT_OUT.get(table, frozenset())}
    if table == "case_event":
        kept["canonical"] = _plain(json.loads(bytes(kept["canonical"])))
    for key in ("flow_run_id", "page_id") if table == "case_run" else ():
        kept[key] = kept[key] is not None
    return {key: _plain(value, key) for key, value in sorted(kept.items())}


def _plain(value: Any, key: str = "") -> Any:
    match value:
        case datetime():
            return str(value if key in TO_THE_SECOND else legal_day(value))
        case dict() if set(value) == {"sha256"}:
            return "private"
        case dict():
            return {
                name: _plain(each, name)
                for name, each in sorted(value.items())
                if name not in ("attempt",)
            }
        case list():
            return [_plain(each) for each in value]
        case str() if INSTANT.match(value) and key not in TO_THE_SECOND:
            return str(legal_day(datetime.fromisoformat(value)))
        case str() | int() | float() | bool() | None:
            return value
        case _:
            return str(value)


def _files(home: Path) -> list[Any]:
    """Answer what people find in the folder; drafts that a kill left are nobody's."""
    found = []
    for path in sorted(home.rglob("*")):
        shown = path.relative_to(home).as_posix()
        if not path.is_file() or not shown.startswith(("outbox/", "papers/", "second/outbox/")):
            continue
        if "/." in f"/{shown}" or path.name.endswith(".tmp"):
            continue
        content = b"" if path.suffix == ".gz" else path.read_bytes()
        found.append([shown, hashlib.sha256(content).hexdigest()])
    return found


def _runs(play: Play) -> list[Any]:
    return [
        {
            "name": run["name"],
            "state": [run["state_type"], run["state_name"]],
            "tags": sorted(run["tags"]),
            "seq": _seq(run["state"]["message"]),
            "page": _page(play, run["id"]),
            "diary": _diary(play, run["id"]),
        }
        for run in play.runs()
    ]


def _seq(message: str | None) -> str:
    found = re.search(r"seq=\d+", message or "")
    return found[0] if found else ""


def _page(play: Play, run_id: str) -> str:
    wanted = {"flow_runs": {"id": {"any_": [run_id]}}, "sort": "CREATED_DESC", "limit": 1}
    found = play.prefect("POST", "/artifacts/filter", wanted)
    return CLOCK_TIME.sub("", found[0]["data"]) if found else ""


def _diary(play: Play, run_id: str) -> list[str]:
    """Answer the diary's lines once each: a kill between writing and settling writes them again."""
    wanted = {"logs": {"flow_run_id": {"any_": [run_id]}}, "sort": "TIMESTAMP_ASC"}
    lines = play.prefect("POST", "/logs/filter", wanted)
    return list(dict.fromkeys(each["message"] for each in lines if each["name"] == "案件经过"))


def flaws(home: Path) -> list[str]:
    """Answer what is wrong with an installation in which a process has just been killed."""
    if not (home / "permitloop.db").exists():
        return []
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    try:
        calendar = calendar_of(db, clock.now())
        with db.reading() as session:
            # A sleeper that wakes writes the instant at which its work began, behind a quicker one.
            told = [each for each in verify(session, calendar).flaws if SLEPT not in each.words]
            return [
                *(f"{each.case_no} {each.place}: {each.words}" for each in told),
                *_wakes(session),
                *_settled(session, home),
            ]
    finally:
        db.close()


def _wakes(session: Session) -> Iterator[str]:
    """Yield cases whose run was told of an event that is not there, or was not told of one."""
    rows = session.execute(
        select(
            CaseFile.case_no, CaseFile.seq, CaseRun.wanted_seq, CaseRun.behind, CaseRun.shown_seq
        )
        .outerjoin(
            CaseRun, (CaseRun.case_id == CaseFile.id) & (CaseRun.chapter == CaseFile.chapter)
        )
        .order_by(CaseFile.id)
    )  # type: ignore[call-overload]
    for row in rows:
        if row.wanted_seq != row.seq:
            yield f"{row.case_no} stands at event {row.seq}, its run is to show {row.wanted_seq}"
        elif row.shown_seq < row.seq and not row.behind:
            yield f"{row.case_no} stands at {row.seq}, shows {row.shown_seq}, and nobody is woken"


def _settled(session: Session, home: Path) -> Iterator[str]:
    """Yield notices that count as delivered and reached nobody."""
    done = select(DutyRow.key, DutyRow.result).where(  # type: ignore[call-overload]
        DutyRow.kind == "notice", DutyRow.status == "done"
    )
    for key, result in session.execute(done):
        if "left_out" in result:
            continue
        if "letters" in result:
            yield from _gathered(session, key, result["letters"])
            continue
        notice = session.execute(select(Notice).where(Notice.duty_key == key)).scalar_one_or_none()
        if notice is None:
            yield f"duty {key} is done, and its notice was never stored"
            continue
        people = [each for each in notice.recipients if not each.startswith("folder:")]
        items = select(InboxItem.person_id).where(InboxItem.notice_id == notice.id)
        if set(people) - set(session.execute(items).scalars()):
            yield f"duty {key} is done, and not everybody has it in the inbox"
        page = (notice.delivered.get("file") or {}).get("file")
        if page is None or not (home / "outbox" / page).exists():
            yield f"duty {key} is done, and its page is not in the outbox"


def _gathered(session: Session, key: str, letters: list[str]) -> Iterator[str]:
    """Yield letters that are to have told a reminder and were never ordered."""
    known = select(DutyRow.key).where(DutyRow.key.in_(letters))  # type: ignore[attr-defined, call-overload]
    for each in set(letters) - set(session.execute(known).scalars()):
        yield f"duty {key} is told by the letter {each}, which nobody ordered"


def leased(db: Database) -> list[Any]:
    """Answer every duty and run that somebody holds now, whole."""
    with db.reading() as session:
        return [
            [str(value) for value in row]
            for table in (DutyRow, CaseRun)
            for row in session.execute(
                select(*table.__table__.c)  # type: ignore[attr-defined]
                .where(table.until.is_not(None))  # type: ignore[union-attr]
                .order_by(table.id)  # type: ignore[arg-type]
            )
        ]
