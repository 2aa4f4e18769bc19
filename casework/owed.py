"""What an act owes the outside (rules.outward), written down in the act's own transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from models import DutyRow
from rules.outward import owed

KIND, OWED = "outward", "owed"


def owe_outward(
    session: Session, row: Mapping[str, Any], act: str, seq: int, now: datetime
) -> None:
    """Write down what an act owes the outside, in the act's own transaction."""
    rows = [
        {
            "key": f"{row['case_no']}:{seq}:{KIND}:{target.key}",
            "case_id": row["id"],
            "seq": seq,
            "kind": KIND,
            "name": f"{KIND}:{target.key}",
            "payload": {"target": target.key, "act": act},
            "status": OWED,
            "created_at": now,
            "offered_until": now,
            "try_at": now,
            "owner": "",
            "token": 0,
            "attempts": 0,
            "last_error": "",
            "result": {},
            "statutory": False,
        }
        for target in owed(row["procedure"], act)
    ]
    if rows:
        session.execute(insert(DutyRow), rows)
