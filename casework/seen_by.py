"""Who of those outside the bureau may know of a case: nobody else learns that there is one."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.procedures import table_of
from casework.titles import FILING_KEPT
from models import CaseEvent
from rules.decide import Person
from rules.grammar import Procedure, Stage
from rules.vocabulary import JUSTICE, OUTSIDERS, Audience, R

E = CaseEvent.__table__.c  # type: ignore[attr-defined]


def audiences(reader: Person) -> frozenset[Audience]:
    """Answer to whom what somebody outside the bureau may read is addressed."""
    if R.ENTERPRISE in reader.roles:
        return frozenset({Audience.PARTY, Audience.PUBLIC})
    if reader.roles & JUSTICE:
        return frozenset({Audience.JUSTICE, Audience.PUBLIC})
    return frozenset()


def stands_open(here: Stage, seen: frozenset[Audience]) -> bool:
    """Answer whether a case that stands in a stage is shown to these."""
    return here.audience in seen and not here.ends


def is_told(
    table: Procedure, kind: str, came_from: str, seen: frozenset[Audience], *, decision: bool
) -> bool:
    """Answer whether an event is addressed to these; a paper kept for a party is the party's."""
    if kind == FILING_KEPT:
        return Audience.PARTY in seen
    here = table.by_key.get(came_from)
    act = here.act(kind) if here is not None and decision else None
    return act is not None and act.audience in seen


def stranger_to(party_id: int, reader: Person) -> bool:
    """Answer whether somebody reads for another enterprise than the case's."""
    return Audience.PARTY in audiences(reader) and reader.party_id != party_id


def may_know(session: Session, case: Mapping[str, Any], reader: Person) -> bool:
    """Answer whether somebody may know that a case exists; the bureau's own people may."""
    if reader.roles - OUTSIDERS:
        return True
    if stranger_to(case["party_id"], reader):
        return False
    seen = audiences(reader)
    table = table_of(case["procedure"], case["procedure_version"])
    if stands_open(table.stage(case["stage"]), seen):
        return True
    rows = session.execute(
        select(E.kind, E.decision, E.canonical).where(E.case_id == case["id"]).order_by(E.seq)
    )
    return any(
        is_told(table, row.kind, _came_from(row.canonical), seen, decision=row.decision)
        for row in rows
    )


def is_asked(case: Mapping[str, Any], action: str, actor: Person) -> bool:
    """Answer whether an act waits for somebody where the case stands: its refusal is theirs."""
    if stranger_to(case["party_id"], actor):
        return False
    here = table_of(case["procedure"], case["procedure_version"]).stage(case["stage"])
    act = here.act(action, case["kinds"])
    return act is not None and bool({*act.who} & actor.roles)


def _came_from(canonical: bytes) -> str:
    return str(json.loads(bytes(canonical))["detail"].get("from", ""))
