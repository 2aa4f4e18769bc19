"""Stand-in receivers as a test starts them, and an office whose letters go to them."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from models import Contact, Delivery, DistrictSetting, DutyRow
from models.session import Database
from notifications.channels.gateway import HttpGateway
from notifications.channels.guard import Allowed
from notifications.channels.mail import Mail
from notifications.channels.parcel import Sender
from notifications.deliver import stored_letter
from notifications.orders import order
from notifications.sending import Errand, Senders, cause_of, hand_over
from tests.telling import NOW

ROOT = Path(__file__).parents[2]
LOOPBACK = Allowed(loopback=True)


def no_wait(_seconds: float) -> None:
    """Wait for nothing between the tries of one call."""


@dataclass(frozen=True)
class StandIn:
    """A running stand-in: its port and its journal."""

    port: int
    path: Path

    @property
    def url(self) -> str:
        """Answer where its gateway listens."""
        return f"http://127.0.0.1:{self.port}/send"

    def journal(self) -> list[dict[str, Any]]:
        """Answer what it accepted."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]

    def behave(self, *habits: str) -> None:
        """Queue its habits, one a request."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/behave", data=json.dumps(habits).encode()
        )
        urllib.request.urlopen(request, timeout=10).close()

    def requests(self) -> int:
        """Answer how many requests came."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
            return int(json.loads(answer.read())["requests"])


@contextmanager
def standing_in(module: str, journal: Path, *flags: str) -> Iterator[StandIn]:
    """Run a stand-in as a process of its own for as long as the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.notifications.{module}", str(journal), *flags],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield StandIn(int(process.stdout.readline()), journal)
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def webhook(at: StandIn, **terms: Any) -> HttpGateway:
    """Answer a message platform at a stand-in, without a rate."""
    given: dict[str, Any] = {"per_second": 0.0, "allowed": LOOPBACK, "sleep": no_wait, **terms}
    return HttpGateway("webhook", at.url, **given)


def sms(at: StandIn, **terms: Any) -> HttpGateway:
    """Answer a short-message gateway at a stand-in, without a rate."""
    given: dict[str, Any] = {"per_second": 0.0, "allowed": LOOPBACK, "sleep": no_wait, **terms}
    return HttpGateway("sms", at.url, **given)


def mail(at: StandIn, **terms: Any) -> Mail:
    """Answer a mail channel at a stand-in, without a rate."""
    given: dict[str, Any] = {"security": "none", "per_second": 0.0, "sleep": no_wait, **terms}
    return Mail("127.0.0.1", at.port, "permit@example.gov.cn", **given)


def by_name(*senders: Sender) -> Senders:
    """Answer channels by their names."""
    return {each.name: each for each in senders}


def routed(db: Database, *routes: Mapping[str, Any]) -> None:
    """Let the district send so."""
    with db.writing("test_routes") as session:
        session.add(
            DistrictSetting(
                sha256=f"{hash(str(routes)):x}"[:60], content={"routes": list(routes)},
                effective_on=date(2026, 1, 1), loaded_by="test", loaded_at=NOW,
            )
        )  # fmt: skip


def reachable(db: Database, owner: str, kind: str, address: str, **more: Any) -> None:
    """Let somebody have an address."""
    with db.writing("test_contact") as session:
        session.add(Contact(owner=owner, kind=kind, address=address, created_at=NOW, **more))


def told(
    db: Database, senders: Senders, number: int, *, statutory: bool = False,
    person: str = "ZF01", now: datetime = NOW, cause: str | None = None,
) -> str:  # fmt: skip
    """Hand one letter to an officer over, and answer its key."""
    key = f"test:{'serve' if statutory else 'tell'}:{number}:{person}"
    payload = {
        "notice": "daily_docket", "to": [person], "day": "2026-11-20",
        "docket": {"overdue": [], "due_soon": [], "waiting": []},
        "cause": str(number) if cause is None else cause,
    }  # fmt: skip
    letter = stored_letter(db, order(key, payload), now)
    with db.writing("test_hand_over") as session:
        hand_over(
            session, letter, Errand(cause_of(letter.notice, payload), statutory), senders, now
        )
    return key


def deliveries(db: Database) -> list[Delivery]:
    """Answer all deliveries in their order."""
    with db.reading() as session:
        return list(session.exec(select(Delivery).order_by(Delivery.id)))  # type: ignore[arg-type]


def for_a_person(db: Database) -> list[DutyRow]:
    """Answer what was put on the docket because nobody may send it again."""
    with db.reading() as session:
        return list(session.exec(select(DutyRow).where(DutyRow.kind == "ask_sending")))
