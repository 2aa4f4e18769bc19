"""One letter a person and morning: which reminders it takes, and what they say of their cases."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework.digests import (
    LATE,
    Letter,
    Plan,
    Waiting,
    bureau_lines,
    letter_key,
    lettered,
    lines_of,
    order_letters,
    party_letter,
    waiting_reminders,
)
from casework.district import quiet_hours_of
from casework.docket_notices import docket_letter, reader
from casework.jobs import Overtaken
from models import CaseFile, Party
from models.remembered import remembering
from models.session import Database
from notifications.orders import order
from notifications.recipients import FOLDER, NoRecipient, recipients
from rules.deadlines import legal_day
from rules.vocabulary import Audience

F = CaseFile.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]
CHUNK = 500


@dataclass
class _Gathered:
    """Whose letter tells which reminders; enterprises by their USCC."""

    officers: dict[str, list[Waiting]] = field(default_factory=lambda: defaultdict(list))
    parties: dict[str, list[Waiting]] = field(default_factory=lambda: defaultdict(list))
    told: list[tuple[Waiting, Mapping[str, Any]]] = field(default_factory=list)


def morning_letters(db: Database, now: datetime, say: Any) -> int:
    """Order the letters of all who have reminders this morning; answer how many letters.

    A reminder is told by the letters of all its readers or, where one of them had today's already,
    by itself: never by both. Safe to run twice; what a second process did meanwhile is left to it.
    """
    for _ in range(2):
        with db.reading() as session, remembering(session):
            plan = _plan(session, now)
        if not plan.told:
            return 0
        try:
            with db.writing("order_letters") as session:
                return order_letters(session, plan, now)
        except (Overtaken, IntegrityError):
            say("提醒在汇总时已被另一进程办理，重新汇总。")
    return 0


def _plan(session: Session, now: datetime) -> Plan:
    today = legal_day(now)
    try_at = max(now, quiet_hours_of(session, today).opening(today))
    found = _gathered(session, waiting_reminders(session, try_at + LATE, now), today)
    about = _cases(session, [each.case_id for each, _ in found.told if each.case_id])
    letters = [_party(whose, lines, about, today) for whose, lines in sorted(found.parties.items())]
    for officer, lines in sorted(found.officers.items()):
        known = [(each, _named(about[each.case_id or 0])) for each in lines]
        whom = reader(session, officer, today, now)
        told = docket_letter(session, whom, bureau_lines(known), today, now)
        letters += [told] if told else []
    return Plan(tuple(letters), tuple(found.told), try_at)


def _gathered(session: Session, waiting: list[Waiting], today: date) -> _Gathered:
    """Say who is told what; a reminder that is moot is left out, one with no reader stays."""
    found, known = _Gathered(), lettered(session, today)
    for each in waiting:
        if each.moot:
            found.told.append((each, {"left_out": each.moot}))
            continue
        wanted = order(each.key, each.payload, case_id=each.case_id, seq=each.seq)
        try:
            people = recipients(session, wanted, today)
        except NoRecipient:
            # It is tried by itself, and its failure then stands on the docket.
            continue
        party = wanted.type.audience is Audience.PARTY
        names = [people[0].removeprefix(FOLDER)] if party else list(people)
        if known.isdisjoint(names):
            for name in names:
                (found.parties if party else found.officers)[name].append(each)
            found.told.append((each, {"letters": [letter_key(today, name) for name in names]}))
    return found


@dataclass(frozen=True)
class _Case:
    case_no: str
    party_id: int
    party: str


def _cases(session: Session, ids: list[int]) -> dict[int, _Case]:
    wanted = sorted(set(ids))
    found: dict[int, _Case] = {}
    for first in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(F.id, F.case_no, F.party_id, P.name)
            .join_from(CaseFile, Party, F.party_id == P.id)
            .where(F.id.in_(wanted[first : first + CHUNK]))
        )
        found |= {row.id: _Case(row.case_no, row.party_id, row.name) for row in rows}
    return found


def _party(uscc: str, lines: list[Waiting], about: Mapping[int, _Case], today: date) -> Letter:
    known = [(each, {"case_no": about[each.case_id or 0].case_no}) for each in lines]
    return party_letter(about[lines[0].case_id or 0].party_id, uscc, lines_of(known), today)


def _named(case: _Case) -> dict[str, str]:
    return {"case_no": case.case_no, "party": case.party}
