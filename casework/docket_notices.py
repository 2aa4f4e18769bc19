"""The morning's docket for each officer: one duty a person and day, however often it is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from casework.awaited import awaited
from casework.digests import Letter, bureau_letter, duty_row, lettered
from casework.district import newest_setting
from casework.stand_ins import stand_ins_on
from casework.worklist import ApprovalLine, ClockLine, Docket, docket
from models import CaseFile, DutyRow, Officer, Recusal
from rules.clocks import Evidence
from rules.delegation import StandIn
from rules.sections import procedures_of, section_by_procedure
from rules.vocabulary import OUTSIDERS, R

F = CaseFile.__table__.c  # type: ignore[attr-defined]
X = Recusal.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741


@dataclass(frozen=True)
class Reader:
    """Somebody who is told in the morning: an officer of their own cases, a head of all.

    So is whoever has no cases while a request waits for their answer.

    ``places`` are the people whose docket they have too, because they stand in for them.
    """

    officer: str
    of_all: bool
    places: tuple[str, ...] = ()


def readers(session: Session, today: date, now: datetime) -> list[Reader]:
    """Answer the active officers with open cases, the heads, and whoever may answer a request.

    Those who were told today already are left out.

    Whoever stands in for one of them reads that docket; who passed everything on reads none.
    """
    known = lettered(session, today)
    return [each for each in _all_readers(session, today, now) if each.officer not in known]


def reader(session: Session, officer: str, today: date, now: datetime) -> Reader:
    """Answer somebody as the reader they are today, though they may have no cases of their own."""
    found = [each for each in _all_readers(session, today, now) if each.officer == officer]
    return found[0] if found else Reader(officer, of_all=False)


def _all_readers(session: Session, today: date, now: datetime) -> list[Reader]:
    busy = select(F.assignee_id).where(F.closed_at.is_(None), F.assignee_id.is_not(None))
    laden = set(session.execute(busy.distinct()).scalars())
    people = session.execute(select(O.id, O.roles).where(O.active.is_(True)).order_by(O.id)).all()
    heads = {row.id for row in people if str(R.SECTION_HEAD) in row.roles}
    inside = [row.id for row in people if set(row.roles) - {str(each) for each in OUTSIDERS}]
    held = stand_ins_on(session, today)
    asked = {who for each in awaited(session, now) for who in each.whom}
    told = laden | heads | asked
    found = []
    for officer in (row.id for row in people):
        places = _places(held, officer, told) if officer in inside else ()
        own = officer in told and not _passed_on(held, officer, inside)
        if own or places:
            of_all = bool(heads & {*places, *([officer] if own else [])})
            found.append(Reader(officer, of_all, places))
    return found


def _places(held: Iterable[StandIn], officer: str, told: set[str]) -> tuple[str, ...]:
    return tuple(each.giver for each in held if each.deputy == officer and each.giver in told)


def _passed_on(held: Iterable[StandIn], officer: str, inside: list[str]) -> bool:
    mine = [each for each in held if each.giver == officer and each.deputy in inside]
    return bool(mine) and not any(each.both for each in mine)


def docket_letter(
    session: Session, told: Reader, reminders: list[dict[str, Any]], today: date, now: datetime
) -> Letter | None:
    """Answer one reader's letter of the day; None where there is nothing to say."""
    barred = _kept_out(session, told.officer)
    if told.of_all:
        found = [docket(session, now, cases=_of_sections(session, told, today))]
    else:
        found = [docket(session, now, officer=each) for each in (told.officer, *told.places)]
    shown = {
        "overdue": _clocks(found, "overdue", barred),
        "due_soon": _clocks(found, "this_week", barred),
        "waiting": [line for each in found for line in _approvals(each.approvals, barred)],
        "asked": _asked(session, told, barred, now),
    }
    if not (reminders or any(shown.values())):
        return None
    return bureau_letter(told.officer, shown, reminders, today)


def _of_sections(session: Session, told: Reader, today: date) -> tuple[ColumnElement[bool], ...]:
    """Answer the condition for the cases that a head hears of; none where it is every case.

    Their own section's, those of its procedures that no section with a head has in hand, and those
    that are nobody's; beside them, what the reader or who they stand in for has in hand.
    """
    rows = session.execute(select(O.id, O.section, O.roles).where(O.active.is_(True))).all()
    headed = {row.section for row in rows if R.SECTION_HEAD in row.roles and row.section}
    here = {told.officer, *told.places}
    mine = {row.section for row in rows if row.id in here and R.SECTION_HEAD in row.roles}
    if not mine <= headed:
        return ()
    known = section_by_procedure(newest_setting(session, today))
    ours = set().union(*(procedures_of(each, headed, known) for each in mine))
    anybodys = {key for key, section in known.items() if section in headed}
    in_hand = select(O.id).where(O.section.in_(headed))
    free = or_(F.assignee_id.is_(None), F.assignee_id.not_in(in_hand))
    its_own = F.assignee_id.in_(select(O.id).where(O.section.in_(mine)))
    by_table = or_(F.procedure.in_(ours), F.procedure.not_in(anybodys))
    return (or_(F.assignee_id.in_(here), its_own, and_(free, by_table)),)


def _kept_out(session: Session, officer: str) -> frozenset[str]:
    """Answer the cases that somebody keeps out of: a letter tells them nothing of these."""
    rows = session.execute(
        select(F.case_no).join(Recusal, X.case_id == F.id).where(X.officer_id == officer)
    )
    return frozenset(rows.scalars())


def _asked(
    session: Session, told: Reader, barred: frozenset[str], now: datetime
) -> list[dict[str, Any]]:
    """Answer the requests that wait for a reader, or for somebody in whose place they are."""
    return [
        {
            "case_no": each.case_no,
            "party": each.party,
            "title": f"{each.act}（{each.by}，{each.since}）",
            "clock": each.clock,
            "due_on": each.due_on.isoformat() if each.due_on else "",
            "provisional": each.provisional,
        }
        for each in awaited(session, now)
        if each.whom.intersection((told.officer, *told.places)) and each.case_no not in barred
    ]


def order_docket(
    session: Session, told: Reader, today: date, now: datetime, try_at: datetime
) -> bool:
    """Order one reader's docket of the day for the relay; False when none is due or it was."""
    letter = docket_letter(session, told, [], today, now)
    if letter is None:
        return False
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # A second run may have ordered it between the look at who was told and this write.
    added = session.execute(
        flavour.insert(DutyRow)
        .values(**duty_row(letter, try_at, now))
        .on_conflict_do_nothing(index_elements=["key"])
    )
    return bool(added.rowcount)  # type: ignore[attr-defined]


def _clocks(found: Iterable[Docket], which: str, barred: frozenset[str]) -> list[dict[str, Any]]:
    lines: list[ClockLine] = [line for each in found for line in getattr(each, which)]
    return [
        {
            "case_no": each.case_no,
            "party": each.party,
            "title": f"{each.title} {each.subject}".strip(),
            "due_on": each.due_on.isoformat(),
            "provisional": each.provisional,
            "unsure": each.evidence == Evidence.UNVERIFIED,
            "basis": each.basis,
        }
        for each in sorted(lines, key=lambda line: line.due_at)
        if each.case_no not in barred
    ]


def _approvals(lines: Iterable[ApprovalLine], barred: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {
            "case_no": each.case_no,
            "party": each.party,
            "title": each.act,
            "due_on": "",
            "provisional": False,
        }
        for each in lines
        if each.case_no not in barred
    ]
