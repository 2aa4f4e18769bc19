"""Whether a repeated request says what it said the first time."""

import json
from collections.abc import Mapping

import rfc8785
from sqlalchemy import select
from sqlmodel import Session

from casework.events import digest_of
from models import CaseEvent, EventText
from rules.facts import FACTS, FactValue, check_facts

E = CaseEvent.__table__.c  # type: ignore[attr-defined]
T = EventText.__table__.c  # type: ignore[attr-defined]


def says_the_same(session: Session, case_id: int, seq: int, facts: Mapping[str, FactValue]) -> bool:
    """Answer whether an event holds all that a request says; FactsWrong where that is no fact.

    A private text is compared by its salted digest; one that was erased is not compared.
    """
    given = check_facts((), facts)
    if not given:
        return True
    canonical = select(E.canonical).where(E.case_id == case_id, E.seq == seq)
    said = json.loads(bytes(session.execute(canonical).scalar_one()))["facts"]
    kept = select(T.fact, T.salt).where(T.case_id == case_id, T.seq == seq)
    salts = {row.fact: row.salt for row in session.execute(kept)}
    return all(key in said and _same(key, value, said[key], salts) for key, value in given.items())


def _same(key: str, value: FactValue, said: object, salts: Mapping[str, str]) -> bool:
    if not FACTS[key].private or not isinstance(said, dict):
        return value == said
    if key not in salts:
        return True
    return bool(said["sha256"] == digest_of(salts[key], rfc8785.dumps(value).decode()))
