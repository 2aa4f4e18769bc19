"""Sending: what waits for an outside channel is claimed, sent with no transaction open, settled."""

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from casework.pressing import quiet_now
from models.failpoints import outside
from models.session import Database
from notifications import sending, sending_settle
from notifications.channels.parcel import Answer, Sender, Went
from notifications.sending import Claimed, Senders
from notifications.sending_held import hold_against_contacts
from notifications.sending_storm import gather
from rules.workdays import Calendar

BUDGET = 60.0
"""Seconds that a channel may take for what it was given: half its lease."""

ROUNDS = 50
"""How often one channel is given letters in one beat, before late ones are looked at again."""

logger = logging.getLogger("permitloop.send")


def send_all(
    db: Database,
    senders: Senders,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
    calendar: Calendar | None = None,
) -> Counter[str]:
    """Tend what is late, then give every channel its letters, none waiting for another.

    With a ``calendar`` the district's quiet hours hold for what is tried again or passed on.
    """
    if not senders:
        return Counter()
    tend_now(db, senders, clock, calendar)
    counted: Counter[str] = Counter()
    with ThreadPoolExecutor(len(senders), thread_name_prefix="send") as pool:
        for went in pool.map(
            lambda each: send_channel(db, each, senders, clock, stopping, calendar),
            senders.values(),
        ):
            counted += went
    return counted


def tend_now(
    db: Database,
    senders: Senders,
    clock: Callable[[], datetime],
    calendar: Calendar | None = None,
) -> None:
    """Tend what is late, in the quiet hours that hold now."""
    tend(db, senders, clock(), hushed=_Hush(db, calendar).at(clock()))


def send_channel(
    db: Database,
    sender: Sender,
    senders: Senders,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
    calendar: Calendar | None = None,
) -> Counter[str]:
    """Give one channel its letters, round after round; how slow it is concerns no other."""
    counted = _rounds(db, sender, senders, clock, stopping, _Hush(db, calendar))
    if counted:
        logger.info("send.beat", extra={"channel": sender.name, "went": dict(counted)})
    return counted


def _rounds(
    db: Database,
    sender: Sender,
    senders: Senders,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
    hush: "_Hush",
) -> Counter[str]:
    counted: Counter[str] = Counter()
    for _ in range(ROUNDS):
        try:
            went = (
                Counter()
                if stopping()
                else send_once(db, sender, senders, clock, hushed=hush.at(clock()))
            )
        except Exception:
            # One channel's trouble must not stop the others; its letters keep their lease.
            logger.exception("send.channel_failed", extra={"channel": sender.name})
            break
        if not went:
            break
        counted += went
    return counted


@dataclass(frozen=True)
class _Hush:
    """Whether people are to be left in peace, asked of the district anew each time."""

    db: Database
    calendar: Calendar | None

    def at(self, now: datetime) -> bool:
        """Answer for an instant; without a calendar nothing is quiet."""
        if self.calendar is None:
            return False
        with self.db.reading() as session:
            return quiet_now(session, now, self.calendar)


def tend(db: Database, senders: Senders, now: datetime, *, hushed: bool = False) -> None:
    """Set aside requests whose worker is gone, pass late letters on, gather storms."""
    with db.reading() as session:
        needed = sending_settle.anything_to_tend(session, now, hushed=hushed)
    if needed:
        with db.writing("tend_deliveries") as session:
            sending_settle.set_aside_lost(session, senders, now)
            sending_settle.pass_on_late(session, senders, now, hushed=hushed)
    gather(db, now, hushed=hushed)


def send_once(
    db: Database, sender: Sender, senders: Senders, clock: Callable[[], datetime], *,
    hushed: bool = False,
) -> Counter[str]:  # fmt: skip
    """Give a channel what it may have now, service first; an empty answer where that is nothing."""
    now = clock()
    with db.reading() as session:
        if not sending.anything_ready(session, sender.name, now, hushed=hushed):
            return Counter()
    with db.writing("claim_deliveries") as session:
        taken = sending.claim(session, sender, now, hushed=hushed)
        claimed = hold_against_contacts(session, sender, taken, senders, now)
    if not claimed:
        return Counter({"readdressed": len(taken)}) if taken else Counter()
    answers = _ask(sender, claimed, now)
    with db.writing("settle_deliveries") as session:
        sending_settle.settle(session, sender, claimed, answers, senders, clock())
    return Counter(str(each.went) for each in answers)


def _ask(sender: Sender, claimed: list[Claimed], now: datetime) -> list[Answer]:
    """Send what is sound; whatever a channel raises leaves its outcome unknown."""
    sound = [each.parcel for each in claimed if not each.flaw]
    try:
        with outside("ask_channel"):
            told = sender.send(sound, now, BUDGET) if sound else []
    except Exception as broken:
        logger.exception("send.channel_broke", extra={"channel": sender.name})
        told = [Answer(Went.UNKNOWN, f"{type(broken).__name__}: {broken}") for _ in sound]
    by_key = dict(zip((each.key for each in sound), told, strict=True))
    return [by_key.get(each.parcel.key) or Answer(Went.REFUSED, each.flaw) for each in claimed]
