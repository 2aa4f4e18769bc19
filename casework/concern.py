"""Whose concern a new case is: its permit's supervision, and those who wait for a permit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from casework.act import locked_case, note_event
from casework.events import Happening
from casework.outbox import add_duties, answer_asked
from casework.permits import supervision_of
from casework.procedures import table_of
from models import CaseFile, CaseLink
from rules.decide import Duty, Person
from rules.grammar import Procedure
from rules.linkage import OBTAINING, UNDER_SUPERVISION, supervised_as
from rules.vocabulary import Relation

F = CaseFile.__table__.c  # type: ignore[attr-defined]


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


def tell_of_opening(
    session: Session, new: New, concerned: Sequence[Concerned], actor: Person, now: datetime
) -> None:
    """Link a new case to those whose concern it is, and take what asked for it off the docket."""
    for each in concerned:
        session.execute(
            insert(CaseLink).values(
                from_case_id=each.case_id,
                to_case_id=new.case_id,
                relation=each.relation,
                created_at=now,
            )
        )
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
    duties = [
        Duty("feed_back", f"announce:{act}", {"act": act, "outcome": "", "stage": stage})
        for act in new.table.announced(new.kinds)
    ]
    add_duties(session, new.case_id, new.case_no, 1, duties, now)
