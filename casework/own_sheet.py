"""A case as somebody outside the bureau may see it: what is addressed to them and nothing else."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from casework.act import CaseUnknown, case_view
from casework.case_sheet import CaseSheet, SheetClock, SheetEvent, case_sheet
from casework.procedures import table_of
from casework.seen_by import audiences, is_told, stands_open, stranger_to
from models import CaseFile
from rules.clocks import clock
from rules.decide import Person
from rules.grammar import Procedure, Stage
from rules.service import SERVICE_FACTS
from rules.vocabulary import OUTSIDERS, Audience, R

F = CaseFile.__table__.c  # type: ignore[attr-defined]

UNSAID = "办理中"
"""The stage of a case that stands where its reader is told nothing."""


def sheet_for(session: Session, case_no: str, now: datetime, reader: Person) -> CaseSheet:
    """Answer a case as its reader may see it; the bureau's own people see the whole.

    Raises CaseUnknown also for a case that the reader has not been told of: that it exists is
    not told either.
    """
    sheet = case_sheet(session, case_no, now, actor=reader)
    if reader.roles - OUTSIDERS:
        return sheet
    owner = session.execute(select(F.party_id).where(F.case_no == case_no)).scalar_one()
    seen = audiences(reader)
    table = case_view(session, case_no, now).procedure
    events = tuple(_event(each, reader) for each in sheet.events if _told(table, each, seen))
    here = table.stage(sheet.stage)
    if stranger_to(owner, reader) or not (events or stands_open(here, seen)):
        raise CaseUnknown(f"没有案号为“{case_no}”的案件，请核对后重试")
    return _cut(session, sheet, table, events, seen)


def _told(table: Procedure, event: SheetEvent, seen: frozenset[Audience]) -> bool:
    came_from = str(event.detail.get("from", ""))
    return is_told(table, event.kind, came_from, seen, decision=event.decision)


def _event(event: SheetEvent, reader: Person) -> SheetEvent:
    """Leave of an event what its reader did, or what a served paper says of itself."""
    own = event.role in {str(role) for role in reader.roles}
    # A paper of the party that the window typed is the party's own: it reads what was typed.
    filed = R.ENTERPRISE in reader.roles and bool(event.detail.get("at_window"))
    facts = {key: each for key, each in event.facts.items() if own or filed or key in SERVICE_FACTS}
    return replace(event, facts=facts, detail={}, actor=event.actor if own else "")


def _cut(
    session: Session,
    sheet: CaseSheet,
    table: Procedure,
    events: tuple[SheetEvent, ...],
    seen: frozenset[Audience],
) -> CaseSheet:
    here = table.stage(sheet.stage)
    shown = here.audience in seen
    return replace(
        sheet,
        stage=sheet.stage if shown else "",
        stage_title=sheet.stage_title if shown else UNSAID,
        assignee="",
        outcome=sheet.outcome if shown else "",
        facts={key: each for event in events for key, each in event.facts.items()},
        amounts=sheet.amounts if shown else (),
        asks={},
        recused=(),
        acts=tuple(each for each in sheet.acts if _for(here, each.key, seen)),
        clocks=tuple(_clock(each) for each in sheet.clocks if clock(each.key).audience in seen),
        opened_cases=_linked(session, sheet.opened_cases, seen),
        opened_from=_linked(session, sheet.opened_from, seen),
        duties=(),
        events=events,
    )


def _for(here: Stage, key: str, seen: frozenset[Audience]) -> bool:
    act = here.act(key)
    return act is not None and act.audience in seen


def _clock(each: SheetClock) -> SheetClock:
    values = tuple(
        {name: value for name, value in one.items() if name not in ("actor_id", "cause")}
        for one in each.values
    )
    return replace(each, values=values)


def _linked(
    session: Session, links: tuple[dict[str, str], ...], seen: frozenset[Audience]
) -> tuple[dict[str, str], ...]:
    """Leave the linked cases that stand where the reader may see them."""
    rows = session.execute(
        select(F.case_no, F.procedure, F.procedure_version, F.stage).where(
            F.case_no.in_([each["case_no"] for each in links])
        )
    )
    open_to = {
        row.case_no
        for row in rows
        if stands_open(table_of(row.procedure, row.procedure_version).stage(row.stage), seen)
    }
    return tuple(each for each in links if each["case_no"] in open_to)
