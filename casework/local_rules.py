"""The district's own amounts and discretion tables, as a decision looks at them."""

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from casework.district import newest_setting
from rules.clocks import Evidence
from rules.discretion import Table, read_table
from rules.local_amounts import in_force

_FEN = 100


def local_amounts(session: Session, on: date) -> dict[str, int]:
    """Answer the amounts in fen that local rules set on a day, by key; empty where none are."""
    found: dict[str, int] = {}
    for each in _said(session, on, "local_amounts"):
        if date.fromisoformat(each["effective_on"]) <= on:
            verified = each["evidence"] == Evidence.VERIFIED
            found[each["key"]] = in_force(each["key"], each["yuan"] * _FEN, verified=verified)
    return found


def local_tables(session: Session, on: date) -> tuple[Table, ...]:
    """Answer the discretion tables that the district wrote into its settings."""
    said = _said(session, on, "discretion_tables")
    return _read(json.dumps(said, sort_keys=True)) if said else ()


@lru_cache(maxsize=8)
def _read(text: str) -> tuple[Table, ...]:
    return tuple(read_table(each) for each in json.loads(text))


def samples_allowed(session: Session, on: date) -> bool:
    """Answer whether a fine may be decided by a shipped sample: never in a district but the demo.

    Where no district is loaded at all, nothing that is decided is official (rehearsal).
    """
    settings = newest_setting(session, on)
    return not settings or settings.get("sample_discretion") == "allowed"


def detention_goes_alone(session: Session, on: date) -> bool:
    """Answer whether a detention may go to the police without a penalty (853号 第2条; unverified).

    Only where the district says so: the article reads that the penalty is decided before.
    """
    return newest_setting(session, on).get("detention_without_penalty") == "allowed"


def _said(session: Session, on: date, key: str) -> list[Mapping[str, Any]]:
    return list(newest_setting(session, on).get(key) or ())
