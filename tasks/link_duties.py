"""Duties between cases: one is opened out of another, feeds back to it, or waits for a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from casework import links, outbox
from casework.by_hand import at_the_door, to_be_opened
from casework.outbox import Lease
from models.session import Database
from rules.workdays import Calendar
from tasks.duty_work import LeaseLost, Outcome, Services, case_no_of, settle


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


def open_linked(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    """Open the case that a duty names, or hold the duty before a closed door."""
    with db.writing("open_linked_case") as session:
        return _follow(session, lease, services, now, links.open_linked)


def feed_back(db: Database, lease: Lease, services: Services, now: datetime) -> Outcome:
    """Tell the cases that opened this one what came of it."""
    with db.writing("feed_back_to_openers") as session:
        return _follow(session, lease, services, now, links.feed_back)


def _follow(
    session: Session, lease: Lease, services: Services, now: datetime, verb: LinkVerb
) -> Outcome:
    """Do what a duty says of linked cases and settle it, or hold it before a door, all in one."""
    case_no = case_no_of(session, lease)
    result = verb(session, case_no, lease.key, lease.payload, now=now, calendar=services.calendar)
    if "held" in result:
        return _hold(session, lease, at_the_door(case_no, result["held"]))
    settle(session, lease, now, result)
    return Outcome.DONE


def ask_person(db: Database, lease: Lease) -> Outcome:
    """Put on the docket what a person must open; it goes when the case has been opened."""
    with db.writing("ask_for_opening") as session:
        return _hold(session, lease, to_be_opened(case_no_of(session, lease), lease.payload))


def _hold(session: Session, lease: Lease, why: str) -> Outcome:
    if not outbox.hold(session, lease, why):
        raise LeaseLost
    return Outcome.HELD
