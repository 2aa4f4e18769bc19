"""What carrying out a duty needs and how it ends, whatever the duty is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, select

from casework import outbox
from casework.outbox import Lease
from models import CaseFile
from notifications.channels import Channel
from notifications.sending import Senders
from rules.errors import PermitLoopError
from rules.workdays import Calendar


class LeaseLost(PermitLoopError):
    """Another worker holds this duty now; what was done under the old lease is discarded."""


class Outcome(StrEnum):
    """What became of one try at a duty."""

    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    LOST = "lost"


@dataclass(frozen=True)
class Services:
    """What duties are carried out with; ``clock`` answers the instant now, for long sends.

    ``channels`` take a letter at once; ``senders`` are outside, and get it from their own queue.
    """

    channels: tuple[Channel, ...]
    calendar: Calendar
    clock: Callable[[], datetime]
    senders: Senders = field(default_factory=dict)


def settle(session: Session, lease: Lease, now: datetime, result: dict[str, Any]) -> None:
    """Settle inside the transaction of the work: without the lease, neither is kept."""
    if not outbox.settle(session, lease, now, result):
        raise LeaseLost


def case_no_of(session: Session, lease: Lease) -> str:
    """Answer the number of the case that a duty follows from."""
    return session.exec(select(CaseFile.case_no).where(CaseFile.id == lease.case_id)).one()
