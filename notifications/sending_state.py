"""How a channel stands, for every process: closed, open after failures, or asked to wait.

One row a channel, read and written inside the transaction that claims or settles, so that two
processes together keep to one rate and make one probe.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from models import ChannelState
from notifications.channels.parcel import Sender

OPENS_AFTER = 5
"""Requests that fail in a row before a channel is left alone."""

FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=15)
PROBE = timedelta(seconds=120)
CLOSED, OPEN, HALF_OPEN = "closed", "open", "half-open"
STATE_TITLES = {CLOSED: "正常", OPEN: "断开", HALF_OPEN: "试探"}

S = ChannelState.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Allowance:
    """How many letters a channel may be given now; ``probe`` where it is one to see if it lives."""

    letters: int
    probe: bool = False


def allowance(session: Session, sender: Sender, now: datetime) -> Allowance:
    """Answer how many letters a channel may have now, by its breaker, its pause and its rate."""
    row = _row(session, sender.name, now)
    if row.paused_until is not None and row.paused_until > now:
        return Allowance(0)
    if row.state != CLOSED:
        if row.open_until is not None and row.open_until > now:
            return Allowance(0)
        _write(session, sender.name, state=HALF_OPEN, open_until=now + PROBE, changed_at=now)
        return Allowance(1, probe=True)
    rate = sender.terms.per_second
    if rate <= 0:
        return Allowance(sender.terms.batch)
    free_at = max(row.free_at, now - _burst(rate))
    may = int((now - free_at).total_seconds() * rate + 1e-6)
    return Allowance(max(0, min(may, sender.terms.batch)))


def took(session: Session, sender: Sender, letters: int, now: datetime) -> None:
    """Count letters against a channel's rate."""
    rate = sender.terms.per_second
    if letters and rate > 0:
        row = _row(session, sender.name, now)
        free_at = max(row.free_at, now - _burst(rate)) + timedelta(seconds=letters / rate)
        _write(session, sender.name, free_at=free_at)


def went_well(session: Session, name: str, now: datetime, *, sent: bool) -> None:
    """Close a channel's breaker: it answered."""
    row = _row(session, name, now)
    values: dict[str, Any] = {"last_sent_at": now} if sent else {}
    if row.state != CLOSED or row.failures:
        values |= {
            "state": CLOSED, "failures": 0, "openings": 0, "open_until": None, "changed_at": now,
        }  # fmt: skip
    if values:
        _write(session, name, **values)


def went_badly(session: Session, name: str, why: str, now: datetime) -> None:
    """Count a failed request; after several, or after a failed probe, leave the channel alone."""
    row = _row(session, name, now)
    failures = row.failures + 1
    values: dict[str, Any] = {"failures": failures, "last_error": why[:500]}
    if row.state == HALF_OPEN or (row.state == CLOSED and failures >= OPENS_AFTER):
        rest = min(FIRST_REST * 2 ** min(row.openings, 10), LONGEST_REST)
        values |= {
            "state": OPEN, "openings": row.openings + 1, "open_until": now + rest,
            "changed_at": now,
        }  # fmt: skip
    _write(session, name, **values)


def asked_to_wait(session: Session, name: str, seconds: float, why: str, now: datetime) -> None:
    """Leave a channel alone for as long as it asks; it lives, and its breaker stays as it was.

    A probe that was asked to wait may be made again afterwards.
    """
    until = now + timedelta(seconds=seconds)
    row = _row(session, name, now)
    values: dict[str, Any] = {"paused_until": until, "last_error": why[:500]}
    if row.state == HALF_OPEN:
        values |= {"open_until": until}
    _write(session, name, **values)


def _burst(rate: float) -> timedelta:
    """Answer how much unused time a channel may make up for: a second, or one letter's worth."""
    return timedelta(seconds=max(1.0, 1 / rate))


def _row(session: Session, name: str, now: datetime) -> Any:
    flavour = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    found = _found(session, name)
    if found is None:
        session.execute(
            flavour.insert(ChannelState)
            .values(
                name=name, state=CLOSED, failures=0, openings=0, last_error="", changed_at=now,
                free_at=now - timedelta(hours=1),
            )
            .on_conflict_do_nothing(index_elements=["name"])
        )  # fmt: skip
        found = _found(session, name)
    return found


def _found(session: Session, name: str) -> Any:
    # Locked on PostgreSQL; SQLite's writer is alone anyway.
    return session.execute(select(*S).where(S.name == name).with_for_update()).first()


def _write(session: Session, name: str, **values: Any) -> None:
    session.execute(update(ChannelState).where(S.name == name).values(**values))
