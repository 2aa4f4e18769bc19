"""Carrying out a duty: what the case's run does one by one, and the relay with many notices."""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlmodel import Session

from casework import outbox
from casework.act import note_event
from casework.case_reading import locked_case
from casework.events import Happening
from casework.outbox import LEASE, MOST_ATTEMPTS, Lease
from casework.pressing import presses
from models.failpoints import outside
from models.session import Database
from notifications.channels import Letter, Together
from notifications.deliver import keep_all_receipts, keep_receipts, receipt, send, still_to_send
from notifications.sending import Errand, cause_of, hand_over, hand_over_all
from rules.case_view import SYSTEM, Duty
from rules.errors import PermitLoopError
from rules.notices import DUTY_FAILED
from rules.vocabulary import Audience, R
from tasks.duty_work import LeaseLost, Outcome, Services, case_no_of
from tasks.duty_work import settle as _settle
from tasks.link_duties import ask_person, feed_back, open_linked
from tasks.prepare_notices import Told, prepared

__all__ = ["DutyUnknown", "LeaseLost", "Outcome", "Services", "deliver_duty", "deliver_notices"]

logger = logging.getLogger("permitloop.deliver")


class DutyUnknown(PermitLoopError):
    """待办事项的种类不明，请联系系统管理员核对程序版本。"""


def deliver_duty(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    """Carry out a claimed duty and settle it; a failed try goes back with a later time.

    Nothing is raised for a failed try: the row says why, and after the last one the section head is
    told. A lost lease leaves nothing behind but what its receiver knows by the duty's key.
    """
    try:
        return _carry_out(db, lease, services, now)
    except LeaseLost:
        return _lost(lease)
    except Exception as error:  # noqa: BLE001  # an edge: one broken duty must not stop the others
        return _failed(db, lease, now, error)


def deliver_notices(
    db: Database, leases: Sequence[Lease], services: Services, now: datetime
) -> Counter[Outcome]:
    """Carry out claimed notices together, in a few transactions; answer how they went.

    Each goes its own way where it fails or its lease is lost: the others are not held up.
    """
    try:
        ready = prepared(db, leases, now)
    except Exception:
        if len(leases) == 1:
            raise
        # Nothing was sent yet: each goes by itself, and what broke them fails its own alone.
        logger.exception("duty.batch_broke", extra={"duties": len(leases)})
        return Counter(deliver_duty(db, each, services, now) for each in leases)
    counted: Counter[Outcome] = Counter(ready.left_out)
    counted += Counter(_failed(db, lease, now, error) for lease, error in ready.unmade)
    return counted + _send_all(db, ready.told, services, now)


def _carry_out(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    match lease.kind:
        case "notice":
            return next(iter(deliver_notices(db, [lease], services, now)))
        case "open_linked":
            return open_linked(db, lease, services, now)
        case "feed_back":
            return feed_back(db, lease, services, now)
        case "ask_opening":
            return ask_person(db, lease)
        case _:
            raise DutyUnknown(f"duty {lease.id} has the unknown kind {lease.kind!r}")


def _send_all(
    db: Database, told: Sequence[Told], services: Services, now: datetime
) -> Counter[Outcome]:
    counted: Counter[Outcome] = Counter()
    through: list[Told] = []
    _send_together(told, services, now)
    for each in told:
        try:
            rest = _send_out(db, each.lease, each.letter, each.receipts, services, now)
        except LeaseLost:
            counted[_lost(each.lease)] += 1
        except Exception as error:  # noqa: BLE001  # what breaks a channel fails this letter alone
            counted[_failed(db, each.lease, now, error)] += 1
        else:
            through.append(each.with_receipts(rest))
        if through and services.clock() - now >= LEASE / 3:
            # What is through must not lose its lease to what takes long.
            counted += _settle_all(db, through, services)
            through = []
    return counted + _settle_all(db, through, services)


def _send_together(told: Sequence[Told], services: Services, now: datetime) -> None:
    """Give many letters to the channels that take them at once; what breaks is sent singly."""
    for channel in services.channels:
        taking = [each for each in told if still_to_send(each.letter, [channel], each.receipts)]
        instant = services.clock()
        if not isinstance(channel, Together) or len(taking) < 2 or instant - now >= LEASE / 3:
            continue
        try:
            with outside("send_notices"):
                answers = channel.send_all([each.letter for each in taking], instant)
        except Exception:
            logger.exception("duty.channel_broke", extra={"channel": channel.name})
            return
        for each, answer in zip(taking, answers, strict=True):
            each.receipts[channel.name] = receipt(channel, answer, instant, each.lease.attempts)


def _send_out(
    db: Database, lease: Lease, letter: Letter, had: Mapping[str, Any], services: Services,
    now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Send a letter by every channel that has not had it, and answer their receipts."""
    receipts: dict[str, Any] = {}
    try:
        for channel in still_to_send(letter, services.channels, had):
            _stay_mine(db, lease, services, now)
            with outside("send_notice"):
                receipts[channel.name] = send(letter, channel, services.clock(), lease.attempts)
    except Exception:
        # What got through stays recorded, so that the next try leaves those channels alone.
        _keep(db, letter, {**had, **receipts})
        raise
    return receipts


def _settle_all(db: Database, told: Sequence[Told], services: Services) -> Counter[Outcome]:
    """Settle letters that are through in one transaction; where a lease was lost, one by one."""
    if len(told) > 1:
        with suppress(LeaseLost):
            _settle_together(db, told, services)
            return Counter({Outcome.DONE: len(told)})
    counted: Counter[Outcome] = Counter()
    for each in told:
        try:
            _settle_one(db, each.lease, each.letter, each.receipts, services)
            counted[Outcome.DONE] += 1
        except LeaseLost:
            counted[_lost(each.lease)] += 1
        except Exception as error:  # noqa: BLE001  # one that cannot be settled is tried again
            counted[_failed(db, each.lease, services.clock(), error)] += 1
    return counted


def _settle_together(db: Database, told: Sequence[Told], services: Services) -> None:
    with db.writing("settle_notices") as session:
        now = services.clock()
        done = [
            (each.lease, {"notice": each.letter.id, "sha256": each.letter.sha256}) for each in told
        ]
        if not outbox.settle_all(session, done, now):
            raise LeaseLost
        keep_all_receipts(session, [(each.letter, each.receipts) for each in told])
        errands = [(each.letter, _errand(session, each.lease, services, now)) for each in told]
        hand_over_all(session, errands, services.senders, now)


def _settle_one(
    db: Database, lease: Lease, letter: Letter, receipts: dict[str, Any], services: Services
) -> None:
    with db.writing("settle_notice") as session:
        _settle(session, lease, services.clock(), {"notice": letter.id, "sha256": letter.sha256})
        keep_receipts(session, letter, receipts)
        now = services.clock()
        errand = _errand(session, lease, services, now)
        hand_over(session, letter, errand, services.senders, now)


def _errand(session: Session, lease: Lease, services: Services, now: datetime) -> Errand:
    cause = cause_of(str(lease.payload["notice"]), lease.payload)
    pressing = presses(session, lease.payload, now, services.calendar)
    return Errand(cause, lease.statutory, pressing)


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


def _lost(lease: Lease) -> Outcome:
    logger.info("duty.lease_lost", extra={"duty_id": lease.id, "kind": lease.kind})
    return Outcome.LOST


def _failed(db: Database, lease: Lease, now: datetime, error: Exception) -> Outcome:
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
    case = locked_case(session, case_no_of(session, lease))
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
