"""The register of interference (干预过问): whoever handles cases writes, discipline reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from casework.case_reading import CaseUnknown
from casework.informants import ReadingRefused, checked_reason, log_reading, may_read
from casework.people import refuse_inactive
from casework.registers import INTERFERENCE, READINGS, append
from models import CaseFile, Officer
from rules.case_view import ActionRefused, Person
from rules.deadlines import legal_day
from rules.facts import hides_signs
from rules.vocabulary import OUTSIDERS, ROLE_TITLES, R

F = CaseFile.__table__.c  # type: ignore[attr-defined]
I = INTERFERENCE.c  # noqa: E741
G = READINGS.c
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741

READERS = frozenset({R.DISCIPLINE})
"""Who reads the register; others are named by the district."""

NO_CASES = OUTSIDERS | {R.ADMINISTRATOR, R.SYSTEM}
"""Who handles no case of the bureau."""


@dataclass(frozen=True)
class Meddling:
    """Who interfered, in what office, what they did, when, and in which case."""

    who: str
    what: str
    occurred_on: date
    post: str = ""
    case_no: str | None = None


@dataclass(frozen=True)
class Entry:
    """One entry as the register shows it."""

    number: int
    case_no: str
    who: str
    post: str
    what: str
    occurred_on: date
    recorded_by: str
    at: datetime


@dataclass(frozen=True)
class ReadingLine:
    """Who read, or tried to read, what is protected, and why."""

    number: int
    kind: str
    case_no: str
    reader_id: str
    reason: str
    refused: bool
    at: datetime


def record_interference(
    session: Session, meddling: Meddling, actor: Person, *, now: datetime
) -> int:
    """Add an entry and answer its number; no case is told of it, and nobody can take it back."""
    refuse_inactive(actor)
    if not actor.roles - NO_CASES:
        raise ActionRefused(f"{actor.name}不办理本局案件，干预过问由办案人员本人登记")
    if meddling.occurred_on > legal_day(now):
        raise ActionRefused(f"干预日期 {meddling.occurred_on} 在今天之后，请核对")
    said = {
        "case_id": _case_id(session, meddling.case_no),
        "who": _line("干预人", meddling.who, 100),
        "post": _line("单位和职务", meddling.post, 200, needed=False),
        "what": _line("干预情况", meddling.what, 2000, breaks="\n\r\t"),
        "occurred_on": meddling.occurred_on,
        "recorded_by": actor.id,
        "at": now,
    }
    return append(session, INTERFERENCE, said)


def read_interference(
    session: Session, actor: Person, reason: str, *, now: datetime, case_no: str | None = None
) -> list[Entry]:
    """Answer the register, the oldest first, and log who read it and why.

    The caller shows nothing before the transaction has committed. ReadingRefused where the actor
    may not; ``casework.informants.note_refused`` then logs the attempt.
    """
    refuse_reading(session, actor, now)
    case_id = _case_id(session, case_no)
    log_reading(session, "interference", case_id, actor, checked_reason(reason), now=now)
    wanted = (
        select(*I, F.case_no)
        .join_from(INTERFERENCE, CaseFile, I.case_id == F.id, isouter=True)
        .order_by(I.number)
    )
    if case_id is not None:
        wanted = wanted.where(I.case_id == case_id)
    return [
        Entry(
            row.number, row.case_no or "", row.who, row.post, row.what, row.occurred_on,
            row.recorded_by, row.at,
        )
        for row in session.execute(wanted)
    ]  # fmt: skip


def read_readings(
    session: Session, actor: Person, reason: str, *, now: datetime
) -> Sequence[ReadingLine]:
    """Answer who read what is protected, this reading among them."""
    refuse_reading(session, actor, now)
    log_reading(session, "readings", None, actor, checked_reason(reason), now=now)
    wanted = (
        select(*G, F.case_no)
        .join_from(READINGS, CaseFile, G.case_id == F.id, isouter=True)
        .order_by(G.number)
    )
    return [
        ReadingLine(
            row.number, row.kind, row.case_no or "", row.reader_id, row.reason, row.refused, row.at
        )
        for row in session.execute(wanted)
    ]


def refuse_reading(session: Session, actor: Person, now: datetime) -> None:
    """Refuse whoever is neither of discipline inspection nor named by the district."""
    refuse_inactive(actor)
    if not may_read(session, actor, READERS, "interference_readers", now):
        raise ReadingRefused(
            f"干预过问登记簿由{ROLE_TITLES[R.DISCIPLINE]}或者本区指定的人员查阅，请向其提出"
        )


def _case_id(session: Session, case_no: str | None) -> int | None:
    if case_no is None:
        return None
    found = session.execute(select(F.id).where(F.case_no == case_no)).scalar_one_or_none()
    if found is None:
        raise CaseUnknown(f"没有案号为“{case_no}”的案件，请核对后重试")
    return int(found)


def _line(title: str, words: str, most: int, *, breaks: str = "", needed: bool = True) -> str:
    clean = words.strip()
    if needed and not clean:
        raise ActionRefused(f"请填写{title}")
    if len(clean) > most or hides_signs(clean, breaks):
        raise ActionRefused(f"{title}应在 {most} 字以内，不含控制字符，请核对")
    return clean
