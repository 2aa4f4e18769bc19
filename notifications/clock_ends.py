"""When the clocks of a case end as they stand, with every extension: what a notice may quote."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models import CaseFile, Clock, Officer
from models.remembered import one
from rules.clocks import Evidence, clock
from rules.clocks.explanation import UNIT_WORDS
from rules.deadlines import Unit, legal_day
from rules.vocabulary import Audience


def clock_ends(session: Session, case: CaseFile, *, to_party: bool) -> dict[str, dict[str, Any]]:
    """Answer the newest clock of each key of a case; for an enterprise only what is its to know."""
    rows = session.exec(select(Clock).where(Clock.case_id == case.id).order_by(Clock.id))  # type: ignore[arg-type]
    found = {}
    for row in rows:
        if row.due_on is None or (to_party and clock(row.key).audience != Audience.PARTY):
            continue
        found[row.key] = {
            "due_on": row.due_on.isoformat(),
            "provisional": row.provisional,
            "unsure": row.evidence != Evidence.VERIFIED,
            "basis": row.basis,
            "extended": [] if to_party else [_extended(session, each) for each in row.extensions],
        }
    return found


def _extended(session: Session, kept: Mapping[str, Any]) -> dict[str, str]:
    approver = one(session, Officer, kept["approver"])
    return {
        "by": f"{kept['amount']}{UNIT_WORDS[Unit(kept['unit'])]}",
        "approver": approver.name if approver else str(kept["approver"]),
        "on": legal_day(datetime.fromisoformat(kept["decided_at"])).isoformat(),
        "reason": str(kept["reason"]),
    }
