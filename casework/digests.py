"""Reminders gathered for the morning: when each may be told, what became moot, one letter a day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from casework.district import quiet_hours_of
from casework.jobs import Overtaken, write
from models import Clock, DutyRow
from rules.clocks import LOCAL, ROWS, clock
from rules.clocks.whose import OTHERS
from rules.deadlines import legal_day
from rules.escalation import urgent
from rules.ladders import ROUTINE
from rules.notices import DAILY_DOCKET, DAILY_REMINDERS_PARTY
from rules.served_at_end import served_at_end
from rules.vocabulary import Audience
from rules.workdays import Calendar

DUTY = DutyRow.__table__  # type: ignore[attr-defined]
D = DUTY.c
C = Clock.__table__.c  # type: ignore[attr-defined]

ALONE = "alone"
"""In a reminder's payload: it is told by itself and never gathered."""

LATE = timedelta(minutes=30)
"""How long a reminder waits for the morning's letter before it is told by itself."""

MOST = 20_000
LISTED = 200
"""As many reminders as one letter lists; its count is whole, and the docket shows every clock."""

CHUNK = 500
MOOT = {"met": "已经办结", "stopped": "已经终止", "paused": "已经中止", "moved": "期限已经变动",
        "lapsed": "届满时已经另行通知"}  # fmt: skip

_TOLD = update(DUTY).where(
    D.id == bindparam("which"), D.token == bindparam("under"), D.status == "pending"
)
_ORDER = DUTY.insert()


@dataclass(frozen=True)
class Waiting:
    """A reminder that waits to be told; ``moot`` says why it need not be any more."""

    duty_id: int
    token: int
    key: str
    case_id: int | None
    seq: int
    payload: Mapping[str, Any]
    moot: str = ""


@dataclass(frozen=True)
class Letter:
    """One person's or one enterprise's letter of a morning: a notice duty with its payload."""

    key: str
    notice: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """What one morning orders: the letters, and for each reminder what told it or left it out."""

    letters: tuple[Letter, ...]
    told: tuple[tuple[Waiting, Mapping[str, Any]], ...]
    try_at: datetime


def told_from(
    session: Session, row: Mapping[str, Any], now: datetime, calendar: Calendar
) -> tuple[datetime, bool]:
    """Answer from when a clock's reminder may be told, and whether by itself or in a digest."""
    quiet = quiet_hours_of(session, legal_day(now))
    hurry = urgent(row["key"])
    latest = row["due_at"] if now < row["due_at"] else None
    when = quiet.told_at(now, calendar, hurry, latest)
    if hurry or not quiet.digests:
        return when, True
    by_itself = when + LATE
    # What no letter takes is told before the end it speaks of, not after it.
    return by_itself if latest is None or by_itself < latest else when, False


def waiting_reminders(session: Session, until: datetime, now: datetime) -> list[Waiting]:
    """Answer the reminders that nobody is telling just now and that may be told by ``until``."""
    rows = session.execute(
        select(D.id, D.token, D.key, D.case_id, D.seq, D.payload)
        .where(
            D.status == "pending", D.try_at <= until, D.name.like("rung:%"),
            or_(D.until.is_(None), D.until <= now),
        )
        .order_by(D.id)
        .limit(MOST)
    ).all()  # fmt: skip
    found = [Waiting(*row) for row in rows if row.payload.get(ALONE) is False]
    clocks = _clocks(session, [each.payload["clock_id"] for each in found])
    return [
        Waiting(
            each.duty_id, each.token, each.key, each.case_id, each.seq, each.payload,
            _moot(clocks.get(each.payload["clock_id"]), each.payload),
        )
        for each in found
    ]  # fmt: skip


def became_moot(session: Session, payloads: Sequence[Mapping[str, Any]]) -> list[str]:
    """Answer of each reminder why it need not be told any more; empty while it must be."""
    numbers = [each.get("clock_id") for each in payloads]
    clocks = _clocks(session, [each for each in numbers if each])
    return [
        _moot(clocks.get(number), each) if number else ""
        for number, each in zip(numbers, payloads, strict=True)
    ]


def _clocks(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, date | None]]:
    found: dict[int, tuple[str, date | None]] = {}
    for first in range(0, len(ids), CHUNK):
        rows = session.execute(
            select(C.id, C.status, C.due_on).where(C.id.in_(ids[first : first + CHUNK]))
        )
        found |= {row.id: (row.status, row.due_on) for row in rows}
    return found


def _moot(clock: tuple[str, date | None] | None, payload: Mapping[str, Any]) -> str:
    if clock is None:
        return ""
    status, due_on = clock
    if status == "lapsed":
        # Its end has words of its own, which say what holds now.
        to_party = payload.get("audience") == Audience.PARTY
        return status if to_party and payload.get("clock") in served_at_end() else ""
    if status in MOOT:
        return status
    return "" if due_on is not None and due_on.isoformat() == payload["due_on"] else "moved"


def lettered(session: Session, today: date) -> frozenset[str]:
    """Answer whose letter of the day is ordered: people's ids, and enterprises' USCC."""
    opening = letter_key(today, "")
    keys = session.execute(select(D.key).where(D.key.like(f"{opening}%"))).scalars()
    return frozenset(each.removeprefix(opening) for each in keys)


def letter_key(today: date, whose: str) -> str:
    """Answer the key that makes a letter the only one of its day."""
    return f"docket:{today}:{whose}"


def party_letter(party_id: int, uscc: str, lines: list[dict[str, Any]], today: date) -> Letter:
    """Answer an enterprise's letter of a morning."""
    payload = {
        "notice": DAILY_REMINDERS_PARTY,
        "audience": str(Audience.PARTY),
        "party_id": party_id,
        "day": today.isoformat(),
        "reminders": lines[:LISTED],
        "reminder_count": len(lines),
    }
    return Letter(letter_key(today, uscc), DAILY_REMINDERS_PARTY, payload)


def bureau_letter(
    officer: str, docket: Mapping[str, Any], lines: list[dict[str, Any]], today: date
) -> Letter:
    """Answer an officer's letter of a morning: the docket, and the reminders of the day."""
    payload = {
        "notice": DAILY_DOCKET,
        "audience": str(Audience.AUTHORITY),
        "to": [officer],
        # Deputies have the reminders in letters of their own.
        "as_named": True,
        "day": today.isoformat(),
        "docket": dict(docket),
        "reminders": lines[:LISTED],
        "reminder_count": len(lines),
    }
    return Letter(letter_key(today, officer), DAILY_DOCKET, payload)


def order_letters(session: Session, plan: Plan, now: datetime) -> int:
    """Order a morning's letters and mark each reminder as told by them, all or nothing.

    Answers how many letters. Raises Overtaken where a reminder was told meanwhile, IntegrityError
    where a letter of the day was ordered meanwhile: plan it again.
    """
    write(session, _ORDER, *(duty_row(each, plan.try_at, now) for each in plan.letters))
    settled = [
        {
            "which": each.duty_id, "under": each.token, "status": "done", "done_at": now,
            "result": dict(result),
        }
        for each, result in plan.told
    ]  # fmt: skip
    if write(session, _TOLD, *settled) != len(settled):
        raise Overtaken
    return len(plan.letters)


def duty_row(letter: Letter, try_at: datetime, now: datetime) -> dict[str, Any]:
    """Answer the outbox row that tells a letter from ``try_at`` on."""
    return {
        "key": letter.key, "case_id": None, "seq": 0, "kind": "notice",
        "name": f"tell:{letter.notice}", "payload": dict(letter.payload), "status": "pending",
        "statutory": False, "created_at": now, "offered_until": now, "try_at": try_at,
        "owner": "", "token": 0, "attempts": 0, "last_error": "", "result": {},
    }  # fmt: skip


def lines_of(reminders: Iterable[tuple[Waiting, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Answer a letter's lines, one a clock, each with every rung it tells; the earliest due first.

    What a line says of the case comes with the reminder: a party's number and name, its own alone.
    """
    found: dict[int, dict[str, Any]] = {}
    for each, about in reminders:
        said = each.payload
        line = found.setdefault(
            said["clock_id"],
            {
                **about,
                **{name: said[name] for name in _SAID},
                "rungs": [],
            },
        )
        line["rungs"].append(said["rung"])
    return sorted(found.values(), key=lambda line: (line["due_on"], line["case_no"]))


def bureau_lines(
    reminders: Iterable[tuple[Waiting, Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """Answer an officer's lines: the bureau's own clocks first, and what all enterprises do once.

    Three hundred reports that did not come are one line with their number, not three hundred.
    """
    given = list(reminders)
    many = [each for each in given if _routine(each[0])]
    whole = _counted(lines_of(many))
    ours = [each for each in given if not _routine(each[0]) and not _others(each[0])]
    theirs = [each for each in given if not _routine(each[0]) and _others(each[0])]
    return [*lines_of(ours), *whole, *lines_of(theirs)]


def _routine(each: Waiting) -> bool:
    key = each.payload.get("clock")
    return key in _KNOWN and clock(str(key)).clock_id in ROUTINE


def _others(each: Waiting) -> bool:
    return each.payload.get("clock") in OTHERS


def _counted(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    same: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for each in lines:
        same.setdefault((each["due_on"], each["clock_title"], each["subject"]), []).append(each)
    return [
        {
            **group[0],
            "case_no": "—",
            "party": f"{len(group)} 家企业未办理",
            "provisional": any(each["provisional"] for each in group),
        }
        if len(group) > 1
        else group[0]
        for group in same.values()
    ]


_KNOWN = frozenset({*ROWS, *LOCAL})
_SAID = ("clock", "clock_title", "subject", "due_on", "provisional", "evidence", "basis")
