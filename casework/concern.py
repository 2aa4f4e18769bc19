"""Whose concern a new case is: its permit's supervision, and those who wait for a permit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from casework.act import locked_case, note_event
from casework.events import Happening
from casework.family import Kin, family, named_case, open_transfer
from casework.heard import with_facts
from casework.may_open import refuse_beside
from casework.outbox import add_duties, answer_asked
from casework.permits import supervision_of
from casework.procedures import table_of
from models import CaseFile, CaseLink
from rules.asked import CONCERNED_CASE
from rules.decide import Duty, Person
from rules.facts import FactsWrong, FactValue
from rules.grammar import Procedure
from rules.linkage import BY_NAME, OBTAINING, UNDER_SUPERVISION, supervised_as
from rules.procedures.transfer import WITH_JUSTICE
from rules.vocabulary import Relation

F = CaseFile.__table__.c  # type: ignore[attr-defined]

PAUSE = "pause_for_transfer"
"""The word by which a penalty's time stands still while justice has the case."""


@dataclass(frozen=True)
class Concerned:
    """A case that hears how another one ends, as if it had opened it."""

    case_id: int
    case_no: str
    relation: str
    trail: tuple[str, ...]


@dataclass(frozen=True)
class New:
    """A case that has just been opened."""

    case_id: int
    case_no: str
    table: Procedure
    kinds: Sequence[str]
    stage: str


def supervision_concerned(
    session: Session,
    procedure: str,
    kinds: Iterable[str],
    permit_id: int | None,
    origin_id: int | None,
) -> Concerned | None:
    """Answer the supervision that a case of this permit concerns; None where it is the origin.

    What another case led to is supervision's concern only where the permit itself is at stake.
    """
    relation = supervised_as(procedure, kinds)
    found = supervision_of(session, permit_id) if relation else None
    if found is None or relation is None or found["id"] == origin_id:
        return None
    if origin_id is not None and procedure not in UNDER_SUPERVISION:
        return None
    return Concerned(found["id"], found["case_no"], str(relation), tuple(found["trail"]))


def waiting_for_permit(
    session: Session, procedure: str, kinds: Iterable[str], party_id: int
) -> list[Concerned]:
    """Answer the party's cases that a permit obtained would end: a registration, a rectification.

    Of two registrations or rectifications nobody guesses which one is meant: neither is told.
    """
    if procedure != "permit" or not OBTAINING & set(kinds):
        return []
    rows = session.execute(
        select(F.id, F.case_no, F.procedure, F.procedure_version, F.kinds, F.trail)
        .where(F.party_id == party_id, F.closed_at.is_(None))
        .order_by(F.id)
    ).all()
    able = [
        row for row in rows if _hears(table_of(row.procedure, row.procedure_version), row.kinds)
    ]
    alone = [row for row in able if [each.procedure for each in able].count(row.procedure) == 1]
    return [Concerned(row.id, row.case_no, str(Relation.ISSUED), tuple(row.trail)) for row in alone]


def _hears(table: Procedure, kinds: Iterable[str]) -> bool:
    named = tuple(kinds)
    return any(act.hears and act.suits(named) for stage in table.stages for act in stage.acts)


def family_concerned(
    session: Session,
    table: Procedure,
    party_id: int,
    facts: Mapping[str, FactValue],
    origin_id: int | None,
    actor: Person,
) -> list[Concerned]:
    """Answer the cases of one violation that a new case concerns beside the one that opened it.

    The case a person names hears of the new one; a transfer concerns every open penalty of the
    violation and the violation itself, since none is decided while it is open (17号文 第16条).
    """
    named = named_case(session, table, party_id, facts) if origin_id is None else None
    refuse_beside(table, named, actor)
    found = {} if named is None else {named.id: named}
    start = origin_id if named is None else named.id
    if table.key == "transfer" and start is not None:
        running = open_transfer(session, start)
        if running is not None:
            why = f"该问题已在案件{running.case_no}中移送，请在该案中登记检察意见或者后续情况"
            raise FactsWrong({CONCERNED_CASE: why})
        found |= {
            each.id: each
            for each in family(session, start)
            if each.open and each.procedure != "transfer" and each.id != origin_id
        }
    relation = str(BY_NAME.get(table.key, ""))
    return [Concerned(each.id, each.case_no, relation, each.trail) for each in found.values()]


def join_open_transfers(session: Session, new: New, actor: Person, now: datetime) -> None:
    """Link a penalty to the transfers of its violation that are open already, and let it hear.

    One that is with police, procuratorate or court stops the penalty's time at once.
    """
    if new.table.key != "penalty":
        return
    transfers = [
        each for each in family(session, new.case_id) if each.procedure == "transfer" and each.open
    ]
    for each in transfers:
        _link(session, new.case_id, each.id, str(Relation.TRANSFER), now)
        detail = {"case": each.case_no, "relation": str(Relation.TRANSFER)}
        happened = Happening("linked", actor.id, str(min(actor.roles)), now, detail=detail)
        note_event(session, locked_case(session, new.case_no), happened)
        if each.stage in WITH_JUSTICE:
            _tell_late(session, each, new.case_no, now)


def _tell_late(session: Session, transfer: Kin, penalty: str, now: datetime) -> None:
    row = locked_case(session, transfer.case_no)
    told = Duty(
        "feed_back",
        f"announce:{PAUSE}:{penalty}",
        {"act": PAUSE, "outcome": "", "stage": "", "only": [penalty]},
    )
    add_duties(session, transfer.id, transfer.case_no, row["seq"], [told], now)


def _link(session: Session, opener: int, opened: int, relation: str, now: datetime) -> None:
    values = {"from_case_id": opener, "to_case_id": opened, "relation": relation}
    session.execute(insert(CaseLink).values(**values, created_at=now))


def tell_of_opening(
    session: Session, new: New, concerned: Sequence[Concerned], actor: Person, now: datetime
) -> None:
    """Link a new case to those whose concern it is, and take what asked for it off the docket."""
    for each in concerned:
        _link(session, each.case_id, new.case_id, each.relation, now)
        detail = {"case": new.case_no, "relation": each.relation}
        role = str(min(actor.roles))
        note_event(
            session,
            locked_case(session, each.case_no),
            Happening("linked", actor.id, role, now, detail=detail),
        )
        answer_asked(session, each.case_id, new.table.key, new.kinds, new.case_no, now)


def announce(session: Session, new: New, now: datetime) -> None:
    """Order that the cases which count as openers are told what the table announces."""
    stage = new.table.stage(new.stage).title
    known = session.execute(select(F.facts).where(F.id == new.case_id)).scalar_one()
    duties = [
        Duty("feed_back", f"announce:{act}", {"act": act, "outcome": "", "stage": stage})
        for act in new.table.announced(new.kinds)
    ]
    add_duties(session, new.case_id, new.case_no, 1, with_facts(duties, known), now)
