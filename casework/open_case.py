"""Opening a case, once for each opening key, with its number, first event and first clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from casework import clocks as clock_rows
from casework.act import Done, locked_case, note_event
from casework.concern import (
    New,
    announce,
    family_concerned,
    join_open_transfers,
    supervision_concerned,
    tell_of_opening,
    waiting_for_permit,
)
from casework.district import calendar_for
from casework.events import Happening, append_event
from casework.locks import one_at_a_time
from casework.may_open import refuse_opener
from casework.outbox import answer_asked
from casework.people import refuse_inactive
from casework.permits import permit_named, told_by_permit
from casework.procedures import newest
from casework.runs import wake
from casework.sealed import refuse_identity
from models import CaseFile, CaseLink, CaseSequence, Clock
from rules.asked import DISCOVERED_ON, RECEIVED_ON
from rules.deadlines import legal_day
from rules.decide import SYSTEM, ClockOp, Person
from rules.errors import PermitLoopError
from rules.facts import FACTS, FactsWrong, FactValue, check_facts
from rules.grammar import Procedure
from rules.procedures.complaint_words import REPORTED_ON
from rules.procedures.permit_words import BAN_UNTIL
from rules.procedures.registration import REGISTERED_ON
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]


_HAPPENED = (RECEIVED_ON, DISCOVERED_ON, REGISTERED_ON, REPORTED_ON)
"""Events that a case opens on and its first clock runs from: never later than today."""


class KindsWrong(PermitLoopError):
    """案件类别与程序不符，请核对后重新开案。"""


@dataclass(frozen=True)
class Origin:
    """The case that opens another one, and why."""

    case_id: int
    relation: str
    trail: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """What to open: procedure, kinds, party; ``key`` makes it once.

    ``begin_clocks`` is False for a case that an import brings with clocks of its own; one that is
    ``imported`` was opened elsewhere, so nobody here is asked whether he may open it.
    """

    procedure: str
    key: str
    party_id: int
    kinds: Sequence[str] = ()
    permit_id: int | None = None
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    assignee_id: str | None = None
    origin: Origin | None = None
    stage: str | None = None
    case_no: str | None = None
    begin_clocks: bool = True
    imported: bool = False


def open_case(
    session: Session, wanted: Opened, actor: Person, *, now: datetime, calendar: Calendar
) -> Done:
    """Open a case, or answer the one that this key opened before.

    Facts are checked and start the procedure's opening clocks. Raises FactsWrong, KindsWrong, and
    ActionRefused where a person may not open such a case.
    """
    refuse_inactive(actor)
    one_at_a_time(session, wanted.key)
    known = session.execute(select(*F).where(F.opening_key == wanted.key)).mappings().one_or_none()
    if known is not None:
        return Done(
            known["case_no"], known["stage"], known["seq"], known["version"], known["outcome"], True
        )
    calendar = calendar_for(session, calendar, wanted.party_id)
    table = newest(wanted.procedure)
    kinds = _kinds(wanted)
    if not wanted.imported:
        refuse_opener(table, kinds, wanted.party_id, actor)
    given = check_facts((), wanted.facts)
    if actor.id != SYSTEM.id and wanted.begin_clocks:
        _refuse_told_ahead(table, given)
    permit_id = wanted.permit_id or permit_named(session, wanted.party_id, given)
    _refuse_ahead(given, legal_day(now))
    facts = _opening_facts(session, table, kinds, given, permit_id)
    facts |= _ban(session, table, wanted.party_id, legal_day(now))
    origin = wanted.origin
    concerned = waiting_for_permit(session, table.key, kinds, wanted.party_id)
    supervising = supervision_concerned(
        session, table.key, kinds, permit_id, origin.case_id if origin else None
    )
    if supervising:
        concerned.append(supervising)
    concerned += family_concerned(
        session, table, wanted.party_id, facts, origin.case_id if origin else None, actor
    )
    if supervising and origin is None:
        trail = (*supervising.trail, supervising.relation)
    else:
        trail = origin.trail if origin else ()
    stage = table.stage(wanted.stage or table.start_of(kinds))
    case_no = wanted.case_no or take_number(session, table.letter, legal_day(now).year)
    row: dict[str, Any] = {
        "case_no": case_no,
        "opening_key": wanted.key,
        "procedure": table.key,
        "procedure_version": table.version,
        "table_hash": table.table_hash(),
        "stage": stage.key,
        "kinds": list(kinds),
        "party_id": wanted.party_id,
        "permit_id": permit_id,
        "assignee_id": wanted.assignee_id,
        "facts": dict(facts),
        "asks": {},
        "doers": {"open": [actor.id]},
        "trail": list(trail),
        "chapter": legal_day(now).year if table.chapters else 0,
        "seq": 1,
        "version": 0,
        "head_hash": "",
        "opened_at": now,
        "stage_since": now,
        "updated_at": now,
        "closed_at": None,
        "outcome": "",
    }
    case_id = session.execute(insert(CaseFile).values(**row).returning(F.id)).scalar_one()
    change = clock_rows.Change(
        case_id, stage.key, 1, actor.id, now, calendar, facts, "开案",
        frozenset(str(each) for each in facts.values()),
    )  # fmt: skip
    begun = (*table.opening, *(each.begin for each in stage.clocks if not each.crosses))
    ops = tuple(
        ClockOp("start", each.clock, begin=each)
        for each in dict.fromkeys(begun)
        if wanted.begin_clocks and each.suits(kinds, facts)
    )
    told = clock_rows.apply(session, change, ops, [])
    detail = {
        "procedure": table.key,
        "procedure_version": table.version,
        "table_hash": table.table_hash(),
        "to": stage.key,
        "kinds": list(kinds),
        "party": wanted.party_id,
        "assignee": wanted.assignee_id,
        "clocks": told,
        "trail": row["trail"],
    }
    head = append_event(
        session, case_id, case_no, 1, "",
        Happening("open", actor.id, str(min(actor.roles)), now, facts=facts, detail=detail),
    )  # fmt: skip
    session.execute(update(CaseFile).where(F.id == case_id).values(head_hash=head))
    if origin:
        session.execute(
            insert(CaseLink).values(
                from_case_id=origin.case_id,
                to_case_id=case_id,
                relation=origin.relation,
                created_at=now,
            )
        )
        answer_asked(session, origin.case_id, table.key, kinds, case_no, now)
        _note_link(session, origin, case_no, now)
    new = New(case_id, case_no, table, kinds, stage.key)
    tell_of_opening(session, new, concerned, actor, now)
    join_open_transfers(session, new, actor, now)
    if actor.id != SYSTEM.id:
        # Only now is it linked to the cases whose informants it must not name.
        refuse_identity(session, {**row, "id": case_id}, given, actor.id)
    if origin or concerned:
        announce(session, new, now)
    wake(session, case_id, row["chapter"], 1, now)
    return Done(case_no, stage.key, 1, 0, "")


def _note_link(session: Session, origin: Origin, case_no: str, now: datetime) -> None:
    """Write into the opener's chain what it opened: no link stands without an event."""
    opener = session.execute(select(F.case_no).where(F.id == origin.case_id)).scalar_one()
    detail = {"case": case_no, "relation": str(origin.relation)}
    happened = Happening("linked", SYSTEM.id, "system", now, detail=detail)
    note_event(session, locked_case(session, opener), happened)


def _refuse_told_ahead(table: Procedure, given: Mapping[str, FactValue]) -> None:
    """Refuse what a later act must establish: a gate would take it for established already."""
    known = {*table.opening_facts, *table.derived_facts}
    ahead = {
        key: f"“{FACTS[key].title}”在“{table.title}”开案时不收，请在办理时填写"
        for key in given
        if key not in known
    }
    if ahead:
        raise FactsWrong(ahead)


def _refuse_ahead(given: Mapping[str, FactValue], today: date) -> None:
    """Refuse what cannot have happened yet: a clock that starts from it would be put off."""
    ahead = [key for key in _HAPPENED if str(given.get(key, "")) > today.isoformat()]
    if ahead:
        why = "在今天之后，期限自该日起算，请核对"
        raise FactsWrong({key: f"“{FACTS[key].title}”{given[key]}{why}" for key in ahead})


def _opening_facts(
    session: Session,
    table: Procedure,
    kinds: Sequence[str],
    given: Mapping[str, FactValue],
    permit_id: int | None,
) -> dict[str, FactValue]:
    """Answer what was said, what the permit says, and what follows from both by arithmetic.

    Raises FactsWrong where somebody said what the dates do not bear.
    """
    permit = told_by_permit(session, permit_id)
    facts = {key: value for key, value in permit.items() if key in table.opening_facts}
    facts |= given
    for derive in table.derives:
        derived = derive(kinds, facts)
        wrong = {
            key: f"“{FACTS[key].title}”与所填日期推算的不符，请核对日期或者不填此项"
            for key, value in derived.items()
            if facts.get(key, value) != value
        }
        if wrong:
            raise FactsWrong(wrong)
        facts |= derived
    return facts


def _ban(session: Session, table: Procedure, party_id: int, today: date) -> dict[str, FactValue]:
    """Answer until when the enterprise may not apply, from its own cases (条例 第40条、第41条)."""
    if BAN_UNTIL not in table.opening_facts:
        return {}
    until: date | None = session.execute(
        select(func.max(C.due_on))
        .join(CaseFile, C.case_id == F.id)
        .where(F.party_id == party_id, C.key == "PWXK-REAPPLY-BAN", C.open.is_(True))
    ).scalar_one()
    return {BAN_UNTIL: until.isoformat()} if until is not None and until >= today else {}


def _kinds(wanted: Opened) -> tuple[str, ...]:
    table = newest(wanted.procedure)
    allowed = {kind for group in table.kinds for kind in group}
    strangers = [kind for kind in wanted.kinds if allowed and kind not in allowed]
    if strangers:
        raise KindsWrong(f"“{table.title}”没有这些类别：" + "、".join(strangers))
    missing = [group for group in table.kinds if not set(group) & set(wanted.kinds)]
    if missing and wanted.kinds:
        raise KindsWrong(f"“{table.title}”还须说明类别，任选其一：" + "、".join(missing[0]))
    return tuple(wanted.kinds)


def take_number(session: Session, letter: str, year: int) -> str:
    """Take the next case number of a letter in a year, such as PW-2026-0003."""
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = flavour.insert(CaseSequence).values(letter=letter, year=year, last=1)
    number = session.execute(
        statement.on_conflict_do_update(
            index_elements=["letter", "year"],
            set_={"last": CaseSequence.__table__.c.last + 1},  # type: ignore[attr-defined]
        ).returning(CaseSequence.last)
    ).scalar_one()
    return f"{letter}-{year}-{number:04d}"
