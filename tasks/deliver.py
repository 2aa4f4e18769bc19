"""Carrying out a duty: the one function that the case's run and the relay both call."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlmodel import Session, select

from casework import links, outbox
from casework.act import locked_case, note_event
from casework.by_hand import at_the_door, to_be_opened
from casework.digests import became_moot
from casework.events import Happening
from casework.outbox import LEASE, MOST_ATTEMPTS, Lease
from models import CaseFile, Notice
from models.failpoints import outside
from models.session import Database
from notifications.channels import Channel, Letter
from notifications.deliver import keep_receipts, send, still_to_send, stored_letter
from notifications.orders import order
from notifications.sending import Errand, Senders, cause_of, hand_over
from rules.decide import SYSTEM, Duty
from rules.errors import PermitLoopError
from rules.notices import DUTY_FAILED
from rules.vocabulary import Audience, R
from rules.workdays import Calendar

logger = logging.getLogger("permitloop.deliver")


class DutyUnknown(PermitLoopError):
    """待办事项的种类不明，请联系系统管理员核对程序版本。"""


class LeaseLost(PermitLoopError):
    """Another worker holds this duty now; what was done under the old lease is discarded."""


class Outcome(StrEnum):
    """What became of one try at a duty."""

    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    LOST = "lost"


class LinkVerb(Protocol):
    """Does what a duty says of linked cases; answers what the duty leaves."""

    def __call__(
        self,
        session: Session,
        case_no: str,
        duty_key: str,
        payload: Mapping[str, Any],
        *,
        now: datetime,
        calendar: Calendar,
    ) -> dict[str, Any]:
        """Do it in the caller's transaction."""


@dataclass(frozen=True)
class Services:
    """What duties are carried out with; ``clock`` answers the instant now, for long sends.

    ``channels`` take a letter at once; ``senders`` are outside, and get it from their own queue.
    """

    channels: tuple[Channel, ...]
    calendar: Calendar
    clock: Callable[[], datetime]
    senders: Senders = field(default_factory=dict)


def deliver_duty(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    """Carry out a claimed duty and settle it; a failed try goes back with a later time.

    Nothing is raised for a failed try: the row says why, and after the last one the section head is
    told. A lost lease leaves nothing behind but what its receiver knows by the duty's key.
    """
    try:
        return _carry_out(db, lease, services, now)
    except LeaseLost:
        logger.info("duty.lease_lost", extra={"duty_id": lease.id, "kind": lease.kind})
        return Outcome.LOST
    except Exception as error:  # noqa: BLE001  # an edge: one broken duty must not stop the others
        logger.warning(
            "duty.failed",
            extra={
                "duty_id": lease.id,
                "kind": lease.kind,
                "attempt": lease.attempts,
                "error": type(error).__name__,
            },
        )
        return _give_back(db, lease, now, error)


def _carry_out(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    match lease.kind:
        case "notice":
            return _tell(db, lease, services, now)
        case "open_linked":
            return _open_linked(db, lease, services, now)
        case "feed_back":
            return _feed_back(db, lease, services, now)
        case "ask_opening":
            return _ask_person(db, lease)
        case _:
            raise DutyUnknown(f"duty {lease.id} has the unknown kind {lease.kind!r}")


def _tell(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    if _left_out(db, lease, now):
        return Outcome.DONE
    wanted = order(lease.key, lease.payload, case_id=lease.case_id, seq=lease.seq)
    letter = stored_letter(db, wanted, now)
    receipts: dict[str, Any] = {}
    try:
        for channel in still_to_send(letter, services.channels):
            _stay_mine(db, lease, services, now)
            with outside("send_notice"):
                receipts[channel.name] = send(letter, channel, services.clock(), lease.attempts)
    except Exception:
        # What got through stays recorded, so that the next try leaves those channels alone.
        _keep(db, letter, receipts)
        raise
    with db.writing("settle_notice") as session:
        _settle(session, lease, services.clock(), {"notice": letter.id, "sha256": letter.sha256})
        keep_receipts(session, letter, receipts)
        errand = Errand(cause_of(letter.notice, lease.payload), lease.name.startswith("serve:"))
        hand_over(session, letter, errand, services.senders, services.clock())
    return Outcome.DONE


def _left_out(db: Database, lease: Lease, now: datetime) -> bool:
    """Settle without a word a reminder whose clock was met, paused or moved while it waited."""
    if "rung" not in lease.payload:
        return False
    with db.reading() as session:
        begun = session.exec(select(Notice.id).where(Notice.duty_key == lease.key)).first()
        # One that is rendered may have reached somebody: what was begun is brought to its end.
        moot = "" if begun else became_moot(session, lease.payload)
    if moot:
        with db.writing("leave_reminder_out") as session:
            _settle(session, lease, now, {"left_out": moot})
    return bool(moot)


def _keep(db: Database, letter: Letter, receipts: dict[str, Any]) -> None:
    if receipts:
        with db.writing("keep_receipts") as session:
            keep_receipts(session, letter, receipts)


def _stay_mine(db: Database, lease: Lease, services: Services, since: datetime) -> None:
    instant = services.clock()
    if instant - since < LEASE / 3:
        return
    with db.writing("prolong_duty") as session:
        if not outbox.heartbeat(session, lease, instant):
            raise LeaseLost


def _open_linked(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    with db.writing("open_linked_case") as session:
        return _follow(session, lease, services, now, links.open_linked)


def _feed_back(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    with db.writing("feed_back_to_openers") as session:
        return _follow(session, lease, services, now, links.feed_back)


def _follow(
    session: Session, lease: Lease, services: Services, now: datetime, verb: LinkVerb
) -> Outcome:
    """Do what a duty says of linked cases and settle it, or hold it before a door, all in one."""
    case_no = _case_no(session, lease)
    result = verb(session, case_no, lease.key, lease.payload, now=now, calendar=services.calendar)
    if "held" in result:
        return _hold(session, lease, at_the_door(case_no, result["held"]))
    _settle(session, lease, now, result)
    return Outcome.DONE


def _ask_person(db: Database, lease: Lease) -> Outcome:
    """Put on the docket what a person must open; it goes when the case has been opened."""
    with db.writing("ask_for_opening") as session:
        return _hold(session, lease, to_be_opened(_case_no(session, lease), lease.payload))


def _hold(session: Session, lease: Lease, why: str) -> Outcome:
    if not outbox.hold(session, lease, why):
        raise LeaseLost
    return Outcome.HELD


def _settle(session: Session, lease: Lease, now: datetime, result: dict[str, Any]) -> None:
    """Settle inside the transaction of the work: without the lease, neither is kept."""
    if not outbox.settle(session, lease, now, result):
        raise LeaseLost


def _case_no(session: Session, lease: Lease) -> str:
    return session.exec(select(CaseFile.case_no).where(CaseFile.id == lease.case_id)).one()


def _give_back(db: Database, lease: Lease, now: datetime, error: Exception) -> Outcome:
    why = str(error) if isinstance(error, PermitLoopError) else f"{type(error).__name__}: {error}"
    with db.writing("give_duty_back") as session:
        if not outbox.fail(session, lease, now, why):
            return Outcome.LOST
        if lease.attempts >= MOST_ATTEMPTS:
            _tell_section_head(session, lease, now, why)
    return Outcome.FAILED


def _tell_section_head(session: Session, lease: Lease, now: datetime, why: str) -> None:
    """Order one notice about a duty that a person must look at now; none about such a notice."""
    if lease.case_id is None or lease.payload.get("notice") == DUTY_FAILED:
        return
    case = locked_case(session, _case_no(session, lease))
    detail = {"duty": lease.key, "kind": lease.kind, "attempts": lease.attempts}
    event = Happening("duty_failed", SYSTEM.id, str(R.SYSTEM), now, detail=detail)
    seq = note_event(session, case, event)
    told = Duty(
        "notice",
        f"tell:{DUTY_FAILED}",
        {
            "notice": DUTY_FAILED,
            "audience": str(Audience.AUTHORITY),
            "roles": [str(R.SECTION_HEAD)],
            "duty": lease.name,
            "why": why,
        },
    )
    outbox.add_duties(session, lease.case_id, case["case_no"], seq, (told,), now)
