"""Measure how fast letters leave for a gateway: `python -m benchmarks.send_rate`.

The gateway is the tests' stand-in, a process of its own on loopback that checks signatures and
keeps a journal; the rate limit is off. Of one run: sending alone (letters handed over already),
from due duty to gateway (claimed, read, rendered, stored, settled, handed over, sent), the same
with the file outbox and the inbox that each letter of an installation goes to as well, and how
long a letter of service takes from its duty while 10,000 reminders wait. The floor is as many bare
transactions.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from benchmarks.bureau import CALENDAR, NOW, clue, folder, lived, staffed
from benchmarks.figures import Row, tell, took
from benchmarks.floor import floor
from casework.outbox import OFFER, add_duties
from deploy.relay import relay_once
from models import CaseFile, Delivery, DistrictSetting
from models.session import Database
from notifications.channels.file_outbox import FileOutbox
from notifications.channels.gateway import HttpGateway
from notifications.channels.guard import Allowed
from notifications.channels.inbox import Inbox
from notifications.sending import Senders
from rules.case_view import Duty
from rules.notices import CLOCK_WARNING
from rules.vocabulary import Audience
from tasks.deliver import Services
from tasks.send import send_once
from tests.notifications.standins import StandIn, standing_in

LATER = NOW + 2 * OFFER
SECRET = "bench"
D = Delivery.__table__.c  # type: ignore[attr-defined]
REMINDER = {
    "notice": CLOCK_WARNING,
    "audience": str(Audience.AUTHORITY),
    "to": ["ZF01"],
    "rung": "before-5",
    "clock": "LOCAL-RECTIFY",
    "clock_title": "限期整改",
    "subject": "",
    "due_on": "2026-03-17",
    "provisional": False,
    "evidence": "verified",
    "basis": "责令改正决定书载明",
}


def measure(kind: str, notices: int, waiting: int, batch: int) -> Row:
    """Answer the figures of one kind of database."""
    with ExitStack() as open_now:
        db, party_id = open_now.enter_context(staffed(kind))
        step = open_now.enter_context(floor(db.url))
        home = open_now.enter_context(folder())
        at = open_now.enter_context(_gateway(home))
        senders = _senders(at, batch)
        services = Services((), CALENDAR, lambda: LATER, senders)
        case_no = clue(db, party_id, "model")
        lived(db, case_no)
        relay_once(db, services, LATER)
        _route(db)
        _order(db, case_no, notices, "tell")
        whole = took(lambda: _empty(db, services, senders))
        installed = replace(services, channels=(FileOutbox(home / "outbox"), Inbox(db)))
        _order(db, case_no, notices, "tell:installed")
        full = took(lambda: _empty(db, installed, senders))
        _copy(db, notices)
        alone = took(lambda: _send(db, senders))
        bare = took(lambda: [step(number) for number in range(notices)])
        first, rank = _service_first(db, case_no, services, senders, waiting)
        accepted = len(at.journal())
    return {
        "database": kind,
        "notices": notices,
        "accepted": accepted,
        "sent_per_s": round(notices / alone.wall),
        "send_cpu_ms": round(1000 * alone.cpu / notices, 2),
        "duty_to_gateway_per_s": round(notices / whole.wall),
        "duty_cpu_ms": round(1000 * whole.cpu / notices, 2),
        "duty_times_floor": round(whole.wall / bare.wall, 2),
        "with_outbox_and_inbox_per_s": round(notices / full.wall),
        "with_outbox_and_inbox_cpu_ms": round(1000 * full.cpu / notices, 2),
        "floor_per_s": round(notices / bare.wall),
        "times_floor": round(alone.wall / bare.wall, 2),
        "reminders_waiting": waiting,
        "service_after_ms": round(1000 * first, 1),
        "letters_in_its_request": rank,
    }


def _gateway(home: Path) -> object:
    flags = ("--unsynced", "--secret", SECRET, "--now", str(LATER.timestamp()))
    return standing_in("gateway", home / "journal.jsonl", *flags)


def _senders(at: StandIn, batch: int) -> Senders:
    gateway = HttpGateway(
        "webhook", at.url, SECRET, per_second=0.0, batch=batch, allowed=Allowed(loopback=True)
    )
    return {"webhook": gateway}


def _route(db: Database) -> None:
    with db.writing("bench_route") as session:
        session.add(
            DistrictSetting(
                sha256="bench", content={"routes": [{"channels": ["webhook"]}]},
                effective_on=date(2026, 1, 1), loaded_by="bench", loaded_at=NOW,
            )
        )  # fmt: skip


def _order(db: Database, case_no: str, notices: int, verb: str) -> None:
    """Order letters to one officer, each of a cause of its own: no storm."""
    told = [
        Duty(
            "notice", f"{verb}:copy:{each}",
            {**REMINDER, "cause": str(each)}, statutory=verb == "serve",
        )
        for each in range(notices)
    ]  # fmt: skip
    with db.writing("bench_order") as session:
        row = session.execute(
            select(CaseFile.id, CaseFile.seq).where(CaseFile.case_no == case_no)  # type: ignore[call-overload]
        ).one()
        add_duties(session, row.id, case_no, row.seq, told, NOW - timedelta(minutes=5))


def _empty(db: Database, services: Services, senders: Senders) -> None:
    while relay_once(db, services, LATER):
        pass
    _send(db, senders)


def _send(db: Database, senders: Senders) -> None:
    while send_once(db, senders["webhook"], senders, lambda: LATER):
        pass


def _copy(db: Database, letters: int) -> None:
    """Let the same letters wait again, under keys of their own."""
    with db.writing("bench_copy") as session:
        first = dict(session.execute(select(*D).limit(1)).mappings().one())
        notices = session.execute(select(D.notice_id).distinct()).scalars().all()
        now = {"status": "waiting", "receipt": {}, "token": 0, "attempts": 0, "settled_at": None}
        base = {**{key: value for key, value in first.items() if key != "id"}, **now}
        count = session.execute(select(func.count()).select_from(Delivery)).scalar_one()
        session.execute(
            insert(Delivery),
            [
                {**base, "key": f"copy:{count + each}", "notice_id": notices[each % len(notices)]}
                for each in range(letters)
            ],
        )


def _service_first(
    db: Database, case_no: str, services: Services, senders: Senders, waiting: int
) -> tuple[float, int]:
    """Answer how long a letter of service took, and how many left in its request."""
    _copy(db, waiting)
    _order(db, case_no, 1, "serve")
    begun = time.perf_counter()
    relay_once(db, services, LATER)
    send_once(db, senders["webhook"], senders, lambda: LATER)
    passed = time.perf_counter() - begun
    with db.reading() as session:
        served = session.execute(
            select(D.status).where(D.statutory.is_(True), D.key.like("%serve:copy%"))
        ).scalar_one()
        left = session.execute(
            select(func.count()).select_from(Delivery).where(D.status == "waiting")
        ).scalar_one()
    assert served == "sent", served
    return passed, waiting + 1 - left


def main() -> None:
    """Print the figures of both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notices", type=int, default=2_000)
    parser.add_argument("--waiting", type=int, default=10_000)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    kinds = [asked.only] if asked.only else ["sqlite", "postgresql"]
    tell("send_rate", [measure(k, asked.notices, asked.waiting, asked.batch) for k in kinds])


if __name__ == "__main__":
    main()
