"""What a case knew at one of its events, read from the chain itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models import CaseEvent, CaseFile, EventText
from rules.facts import FactValue
from rules.vocabulary import R


@dataclass(frozen=True)
class Happened:
    """One event, with its own facts and all that the case knew then."""

    kind: str
    at: datetime
    actor_id: str
    basis: str
    clocks: list[dict[str, Any]]
    own: Mapping[str, FactValue]
    known: Mapping[str, FactValue]


def happened_at(session: Session, case: CaseFile, seq: int) -> Happened:
    """Read the chain up to an event: what a later act wrote is not for its notice to say."""
    rows = session.exec(
        select(CaseEvent)
        .where(CaseEvent.case_id == case.id, CaseEvent.seq <= seq)
        .order_by(CaseEvent.seq)  # type: ignore[arg-type]
    ).all()
    if not rows:
        return Happened("", case.opened_at, str(R.SYSTEM), "", [], {}, {})
    texts = _texts(session, case, seq)
    known: dict[str, FactValue] = {}
    own: dict[str, FactValue] = {}
    said: dict[str, Any] = {}
    for row in rows:
        said = json.loads(row.canonical)
        own = _clear(said["facts"], texts, row.seq)
        known |= own
    last, detail = rows[-1], said["detail"]
    clocks = list(detail.get("clocks") or ())
    basis = str(detail.get("basis", ""))
    return Happened(last.kind, last.at, last.actor_id, basis, clocks, own, known)


def _texts(session: Session, case: CaseFile, seq: int) -> dict[tuple[int, str], FactValue]:
    rows = session.exec(select(EventText).where(EventText.case_id == case.id, EventText.seq <= seq))
    return {(row.seq, row.fact): json.loads(row.body) for row in rows}


def _clear(
    facts: Mapping[str, Any], texts: Mapping[tuple[int, str], FactValue], seq: int
) -> dict[str, FactValue]:
    """Put private values back beside their digests; an erased one is simply not known any more."""
    clear: dict[str, FactValue] = {}
    for key, value in facts.items():
        if not isinstance(value, dict):
            clear[key] = value
        elif (seq, key) in texts:
            clear[key] = texts[seq, key]
    return clear
