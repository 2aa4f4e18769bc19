"""Measure how fast the relay empties a full outbox into files: `python -m benchmarks.relay`.

Each duty is a statutory notice: claimed, rendered, stored, written to the file outbox and to the
inboxes, and settled. The floor is as many bare transactions in the same run.
"""

from __future__ import annotations

import argparse
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import select

from benchmarks.bureau import CALENDAR, NOW, clue, folder, lived, staffed
from benchmarks.figures import Row, tell, took
from benchmarks.floor import floor
from casework.outbox import OFFER, add_duties
from deploy.relay import relay_once
from models import CaseFile
from models.session import Database
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.inbox import Inbox
from rules.case_view import Duty
from rules.vocabulary import Audience
from tasks.deliver import Services

LATER = NOW + 2 * OFFER


def measure(kind: str, notices: int) -> Row:
    """Answer the figures of one kind of database."""
    with ExitStack() as open_now:
        db, party_id = open_now.enter_context(staffed(kind))
        step = open_now.enter_context(floor(db.url))
        home = open_now.enter_context(folder())
        services = Services((FileOutbox(home), Inbox(db)), CALENDAR, lambda: LATER)
        case_no = clue(db, party_id, "model")
        lived(db, case_no)
        relay_once(db, services, LATER)
        _order(db, case_no, notices)
        went = Counter[str]()
        sent = took(lambda: _empty(db, services, went))
        bare = took(lambda: [step(number) for number in range(notices)])
        files = sum(1 for each in home.rglob("*") if each.is_file())
    return {
        "database": kind,
        "notices": notices,
        "done": went["done"],
        "files": files,
        "per_s": round(notices / sent.wall, 1),
        "wall_ms": round(1000 * sent.wall / notices, 2),
        "cpu_ms": round(1000 * sent.cpu / notices, 2),
        "floor_wall_ms": round(1000 * bare.wall / notices, 2),
        "times_floor": round(sent.wall / bare.wall, 1),
    }


def _order(db: Database, case_no: str, notices: int) -> None:
    payload = {"notice": "order_served", "audience": str(Audience.PARTY)}
    told = [Duty("notice", f"serve:copy:{each}", payload, True) for each in range(notices)]
    with db.writing("bench_order") as session:
        row = session.execute(
            select(CaseFile.id, CaseFile.seq).where(CaseFile.case_no == case_no)  # type: ignore[call-overload]
        ).one()
        add_duties(session, row.id, case_no, row.seq, told, NOW - timedelta(minutes=5))


def _empty(db: Database, services: Services, went: Counter[str]) -> None:
    while outcomes := relay_once(db, services, LATER):
        went.update(outcomes)


def main() -> None:
    """Print the figures of both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=1_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    kinds = [asked.only] if asked.only else ["sqlite", "postgresql"]
    tell("relay", [measure(kind, asked.notices) for kind in kinds])


if __name__ == "__main__":
    main()
