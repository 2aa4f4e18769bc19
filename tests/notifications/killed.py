"""Kills a small sender at each failpoint of sending and looks what its receivers got.

``python -m tests.notifications.killed CLASS [SPOT…]`` prints one JSON report; CLASS is keyed (a
gateway that knows keys) or keyless (a mail server). It is a process of its own, which forks while
nothing is open: a kill costs no start-up.
"""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy.migrate import migrate
from deploy.relay import relay_once
from models import DutyRow
from models.failpoints import ARMED
from models.session import Database, open_database
from notifications.sending import Senders
from notifications.sending_settle import LONGEST_BACK_OFF
from notifications.sending_storm import LET_THROUGH, WINDOW
from tasks.deliver import Services
from tasks.send import send_all
from tests.notifications.standins import (
    StandIn,
    by_name,
    deliveries,
    for_a_person,
    mail,
    reachable,
    routed,
    standing_in,
    told,
    webhook,
)
from tests.telling import CALENDAR, NOW, ordered, settle_in

STORM = LET_THROUGH + 2
DUE = 3
LATER = (timedelta(minutes=5), WINDOW * 2, LONGEST_BACK_OFF * 3, LONGEST_BACK_OFF * 6)
KILLED = -signal.SIGKILL
LOSING, MENDING = "ask_channel:after-call", "tend_deliveries"
"""Where a request is lost, and what is passed only after that."""

TWICE = (
    "ask_channel:after-call",
    "claim_deliveries:after-commit",
    "settle_deliveries:before-commit",
)


def senders_at(kind: str, at: StandIn) -> Senders:
    return by_name(webhook(at, batch=3) if kind == "keyed" else mail(at, batch=3))


def furnish(home: Path, kind: str) -> None:
    """Let an office have a served order, a storm of reminders and a letter of service."""
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    migrate(db)
    party = settle_in(db)
    name = "webhook" if kind == "keyed" else "mail"
    routed(db, {"channels": [name]})
    for owner in ("ZF01", "KS01", "QY01"):
        reachable(db, owner, "mail", f"{'lose' if owner == 'KS01' else owner.lower()}@example.cn")
    ordered(db, party)
    _due(db)
    db.close()


def _due(db: Database) -> None:
    """Let letters be due that the relay tells together with the served order."""
    payload = {
        "notice": "daily_docket", "to": ["ZF01"], "day": "2026-11-20",
        "docket": {"overdue": [], "due_soon": [], "waiting": []},
    }  # fmt: skip
    with db.writing("test_due") as session:
        for number in range(DUE):
            session.add(
                DutyRow(
                    key=f"due:{number}", kind="notice", name="tell:daily_docket",
                    payload={**payload, "cause": f"due {number}"}, created_at=NOW,
                    offered_until=NOW, try_at=NOW,
                )
            )  # fmt: skip


def work(home: Path, kind: str, at: StandIn, now: Any) -> None:
    """Do a beat: hand over, relay, send."""
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    senders = senders_at(kind, at)
    services = Services(channels=(), calendar=CALENDAR, clock=lambda: now, senders=senders)
    relay_once(db, services, now)
    for number in range(STORM):
        told(db, senders, number, cause="storm")
    told(db, senders, 100, statutory=True)
    told(db, senders, 101, statutory=True, person="KS01")
    told(db, senders, 102, person="KS01")
    send_all(db, senders, lambda: now)
    db.close()


def started(home: Path, kind: str, at: StandIn, now: Any, armed: str = "") -> int:
    """Do a beat in a process of its own and answer how it ended."""
    child = os.fork()
    if child == 0:
        os.environ[ARMED] = armed
        status = 70
        try:
            work(home, kind, at, now)
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def trial(folder: Path, kind: str, spot: str) -> Iterator[str]:
    """Kill at a spot, start again, and yield what was lost or came twice against the class."""
    home = folder / "trial"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(folder / "seed", home)
    module = "gateway" if kind == "keyed" else "mail_server"
    with standing_in(module, home / "journal.jsonl") as at:
        if kind == "keyed":
            at.behave("lose", "ok")
        first = NOW + timedelta(minutes=1)
        # A spot may be passed in the second beat alone: the digest is written there.
        beats = [first, first + WINDOW]
        mended = spot.startswith(MENDING)
        ended = [started(home, kind, at, beats[0], armed=LOSING if mended else spot)]
        if ended[0] == 0 or mended:
            ended.append(started(home, kind, at, beats[1], armed=spot))
        if ended[-1] != KILLED:
            yield f"was not killed but ended with {ended}"
            return
        for later in LATER:
            if started(home, kind, at, beats[len(ended) - 1] + later) != 0:
                yield "a later beat broke"
        yield from judged(home, kind, at)


def judged(home: Path, kind: str, at: StandIn) -> Iterator[str]:
    """Hold what the receiver journalled against what was handed over."""
    db = open_database(f"sqlite:///{home / 'permitloop.db'}")
    rows, asked = deliveries(db), for_a_person(db)
    db.close()
    taken: dict[str, list[bool]] = {}
    for each in at.journal():
        taken.setdefault(each["key"], []).append(bool(each["repeat"]))
    by_key = {_sent(each.key): each for each in rows}
    persons = {each.payload["delivery"] for each in asked}
    yield from (f"a stranger's key {key} arrived" for key in taken.keys() - by_key.keys())
    yield from _wholly_handed_over(rows)
    for key, row in by_key.items():
        marks = taken.get(key, [])
        if row.status in ("waiting", "asked", "gathering"):
            yield f"{row.key} is still {row.status}"
        if row.status != "gathered" and not marks and row.key not in persons:
            yield f"{row.key} ({row.status}) was lost"
        if len(marks) > 1 and (kind == "keyed" or row.statutory):
            yield f"{row.key} came {len(marks)} times"
        if not all(marks[1:]):
            yield f"{row.key} came again without its mark"
        if row.status == "unknown" and row.statutory and row.key not in persons:
            yield f"{row.key} is unknown and nobody looks"


def _wholly_handed_over(rows: list[Any]) -> Iterator[str]:
    """Yield what the relay's letter and the storm should have left, and did not."""
    service = [each for each in rows if ":serve:order_served" in each.key]
    if not service:
        yield "the served order was never handed over"
    due = [each for each in rows if each.key.startswith("due:")]
    if len(due) != DUE:
        yield f"{len(due)} of {DUE} letters that were due together were handed over"
    single = [each for each in rows if each.cause.endswith(":storm") and ":tell:" in each.key]
    if len(single) != STORM:
        yield f"{len(single)} of {STORM} letters of the storm were handed over"
    gathered = [each for each in single if each.status == "gathered"]
    digests = [each for each in rows if each.key.startswith("digest:")]
    if len(gathered) != STORM - LET_THROUGH or len(digests) != 1:
        yield f"{len(gathered)} letters were gathered into {len(digests)} digests"


def _sent(key: str) -> str:
    from notifications.channels.parcel import sent_key

    return sent_key(key)


def passed(folder: Path, kind: str) -> list[str]:
    """Answer every failpoint that two undisturbed beats pass."""
    home = folder / "peace"
    shutil.copytree(folder / "seed", home)
    listed = home / "passed"
    module = "gateway" if kind == "keyed" else "mail_server"
    with standing_in(module, home / "journal.jsonl") as at:
        for each in (NOW + timedelta(minutes=1), NOW + timedelta(minutes=1) + WINDOW):
            assert started(home, kind, at, each, armed=f">{listed}") == 0
    return sorted(set(listed.read_text(encoding="utf-8").split()))


def main() -> int:
    kind = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="permitloop-killed-") as made:
        folder = Path(made)
        (folder / "seed").mkdir()
        furnish(folder / "seed", kind)
        spots = [each for each in passed(folder, kind) if not each.startswith("test_")]
        spots += [f"{MENDING}:{side}-commit" for side in ("before", "after")]
        spots += [f"{each}#2" for each in TWICE]
        only = sys.argv[2:]
        spots = [each for each in spots if not only or each in only]
        wrong = [f"{spot}: {each}" for spot in spots for each in trial(folder, kind, spot)]
    print(json.dumps({"class": kind, "killed": spots, "wrong": wrong}, ensure_ascii=False))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
