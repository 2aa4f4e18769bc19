"""From claimed notices to letters: what became moot is left out, the rest is worded and stored."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from casework import outbox
from casework.digests import became_moot
from casework.outbox import Lease
from models import Notice
from models.session import Database
from notifications.channels import Letter
from notifications.deliver import stored_letters
from notifications.orders import Order, order
from tasks.duty_work import Outcome

N = Notice.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Told:
    """A duty with its letter, and with what each channel answered so far."""

    lease: Lease
    letter: Letter
    receipts: dict[str, Any] = field(default_factory=dict)

    def with_receipts(self, more: Mapping[str, Any]) -> "Told":
        """Answer it with what other channels answered."""
        return replace(self, receipts={**self.receipts, **more})


@dataclass(frozen=True)
class Prepared:
    """The letters to send; the duties that have none, and why; how those left out went."""

    told: tuple[Told, ...]
    unmade: tuple[tuple[Lease, Exception], ...]
    left_out: Counter[Outcome]


def prepared(db: Database, leases: Sequence[Lease], now: datetime) -> Prepared:
    """Word and store the notices of many duties; nothing has been sent when this raises."""
    moot = _moot(db, leases)
    left_out = _leave_out(db, [each for each in leases if each.id in moot], moot, now)
    told: list[Told] = []
    unmade: list[tuple[Lease, Exception]] = []
    ordered: list[tuple[Lease, Order]] = []
    for lease in leases:
        if lease.id in moot:
            continue
        try:
            ordered.append((lease, _order(lease)))
        except Exception as error:  # noqa: BLE001  # a payload that asks for nothing known
            unmade.append((lease, error))
    letters = stored_letters(db, [wanted for _, wanted in ordered], now) if ordered else {}
    for lease, wanted in ordered:
        letter = letters[wanted.key]
        if isinstance(letter, Exception):
            unmade.append((lease, letter))
        else:
            told.append(Told(lease, letter))
    return Prepared(tuple(told), tuple(unmade), left_out)


def _order(lease: Lease) -> Order:
    wanted = order(lease.key, lease.payload, case_id=lease.case_id, seq=lease.seq)
    # A notice that the program does not know is refused before anything is read for it.
    _ = wanted.type
    return wanted


def _moot(db: Database, leases: Sequence[Lease]) -> dict[int, str]:
    """Answer the reminders whose clock was met, paused or moved while they waited, and why."""
    rungs = [each for each in leases if "rung" in each.payload]
    if not rungs:
        return {}
    with db.reading() as session:
        keys = [each.key for each in rungs]
        begun = set(session.execute(select(N.duty_key).where(N.duty_key.in_(keys))).scalars())
        # One that is rendered may have reached somebody: what was begun is brought to its end.
        fresh = [each for each in rungs if each.key not in begun]
        why = became_moot(session, [each.payload for each in fresh])
    return {each.id: words for each, words in zip(fresh, why, strict=True) if words}


def _leave_out(
    db: Database, leases: Sequence[Lease], why: Mapping[int, str], now: datetime
) -> Counter[Outcome]:
    """Settle without a word what need not be told any more."""
    counted: Counter[Outcome] = Counter()
    if leases:
        with db.writing("leave_reminder_out") as session:
            for each in leases:
                done = outbox.settle(session, each, now, {"left_out": why[each.id]})
                counted[Outcome.DONE if done else Outcome.LOST] += 1
    return counted
