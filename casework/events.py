"""Chained events: canonical bytes (RFC 8785) and their hashes; private values as salted digests."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlmodel import Session

from casework.jobs import write
from models import CaseEvent, EventText
from rules.facts import FACTS, FactValue

HASH_VERSION = 1
_EVENT = CaseEvent.__table__.insert()  # type: ignore[attr-defined]
_TEXT = EventText.__table__.insert()  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Happening:
    """What an event says, before it is chained."""

    kind: str
    actor_id: str
    role: str
    at: datetime
    decision: bool = False
    facts: Mapping[str, FactValue] | None = None
    detail: Mapping[str, Any] | None = None
    request_key: str | None = None


def append_event(
    session: Session, case_id: int, case_no: str, seq: int, previous: str, event: Happening
) -> str:
    """Write the event with number ``seq`` after hash ``previous`` and answer its own hash."""
    facts, texts = _apart(event.facts or {})
    canonical = rfc8785.dumps(
        {
            "v": HASH_VERSION,
            "case": case_no,
            "seq": seq,
            "kind": event.kind,
            "actor": event.actor_id,
            "role": event.role,
            "at": event.at.isoformat(),
            "decision": event.decision,
            "facts": facts,
            "detail": dict(event.detail or {}),
        }
    )
    digest = chained(previous, canonical)
    write(
        session,
        _EVENT,
        {
            "case_id": case_id,
            "seq": seq,
            "kind": event.kind,
            "decision": event.decision,
            "actor_id": event.actor_id,
            "at": event.at,
            "request_key": event.request_key,
            "canonical": canonical,
            "hash_version": HASH_VERSION,
            "previous_hash": previous,
            "hash": digest,
        },
    )
    if texts:
        rows = [
            {"case_id": case_id, "seq": seq, "fact": key, "salt": salt, "body": body}
            for key, salt, body in texts
        ]
        write(session, _TEXT, *rows)
    return digest


def chained(previous: str, canonical: bytes) -> str:
    """Answer the SHA-256 of the previous hash and the canonical bytes, in hex."""
    return hashlib.sha256(previous.encode() + canonical).hexdigest()


def digest_of(salt: str, body: str) -> str:
    """Answer the salted digest under which a private value stands in the chain."""
    return hashlib.sha256(f"{salt}:{body}".encode()).hexdigest()


def _apart(facts: Mapping[str, FactValue]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    shown: dict[str, Any] = {}
    texts: list[tuple[str, str, str]] = []
    for key, value in facts.items():
        declared = FACTS.get(key)
        if declared is None or not declared.private:
            shown[key] = value
            continue
        body = rfc8785.dumps(value).decode()
        salt = secrets.token_hex(16)
        texts.append((key, salt, body))
        shown[key] = {"sha256": digest_of(salt, body)}
    return shown, texts
