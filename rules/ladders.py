"""The ladders of reminders that a district starts from, and which clocks go by which."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from rules.deadlines import Unit
from rules.notices import CLOCK_OVERDUE, CLOCK_WARNING
from rules.vocabulary import HANDLER, R


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: ``amount`` units before (negative), at (0) or after the end; whom.

    ``unit`` is a calendar day, a working day or an hour. ``notice`` is what the bureau is told; an
    enterprise among those told gets its own words, and only of a clock that is its own.
    """

    name: str
    amount: int
    notice: str
    tells: tuple[R | str, ...]
    unit: Unit = Unit.DAY

    @property
    def for_party(self) -> bool:
        """Answer whether the enterprise is told."""
        return R.ENTERPRISE in self.tells

    @property
    def for_bureau(self) -> tuple[str, ...]:
        """Answer who is told in the bureau."""
        return tuple(str(each) for each in self.tells if each != R.ENTERPRISE)


Ladder = tuple[Rung, ...]

HEADS = (HANDLER, R.SECTION_HEAD)
EVERYBODY = (HANDLER, R.SECTION_HEAD, R.BUREAU_HEAD)
WITH_PARTY = (HANDLER, R.ENTERPRISE)
PARTY = (R.ENTERPRISE,)

LADDER: Ladder = (
    Rung("before-10wd", -10, CLOCK_WARNING, (HANDLER,), Unit.WORKDAY),
    Rung("before-5wd", -5, CLOCK_WARNING, (HANDLER,), Unit.WORKDAY),
    Rung("before-2wd", -2, CLOCK_WARNING, HEADS, Unit.WORKDAY),
    Rung("due", 0, CLOCK_OVERDUE, HEADS),
    Rung("after-5", 5, CLOCK_OVERDUE, EVERYBODY),
)
"""The ladder of the bureau's own clocks; a setting of the bureau, not a number of the law.

Working days, so that a holiday before the end costs nobody a warning. Rungs in the first half of a
term are left out; a term of a month or more has rungs of its own before, see ``LONG``.
"""

LAST: Ladder = (Rung("before-1wd", -1, CLOCK_WARNING, HEADS, Unit.WORKDAY),)
"""The one warning of a term too short for any other."""

LONG: Ladder = (
    Rung("before-30", -30, CLOCK_WARNING, HEADS),
    Rung("before-15", -15, CLOCK_WARNING, HEADS),
)
"""The first warnings of long terms, in place of that ten working days before."""

PARTY_LADDER: Ladder = (
    Rung("before-5", -5, CLOCK_WARNING, WITH_PARTY),
    Rung("before-1", -1, CLOCK_WARNING, (*HEADS, R.ENTERPRISE)),
    Rung("due", 0, CLOCK_OVERDUE, (*HEADS, R.ENTERPRISE)),
    Rung("after-5", 5, CLOCK_OVERDUE, HEADS),
)
"""An enterprise's duty that stands in a case of the bureau's, its rectification above all."""

ROUTINE_LADDER: Ladder = (
    Rung("before-5", -5, CLOCK_WARNING, PARTY),
    Rung("before-1", -1, CLOCK_WARNING, PARTY),
    Rung("due", 0, CLOCK_OVERDUE, WITH_PARTY),
)
"""What every enterprise does each year: the bureau hears of it when it was not done."""

OTHERS_LADDER: Ladder = (
    Rung("due", 0, CLOCK_OVERDUE, (HANDLER,)),
    Rung("after-5", 5, CLOCK_OVERDUE, (HANDLER,)),
)
"""What another body must do: the case's officer asks after it once it is late."""

RIGHTS_LADDER: Ladder = OTHERS_LADDER[:1]
"""What somebody may do or leave: its end is told, and what comes next is the bureau's."""


@lru_cache(maxsize=64)
def with_party(ladder: Ladder) -> Ladder:
    """Answer a ladder that tells the enterprise too, up to its end."""
    return tuple(
        replace(each, tells=(*each.tells, R.ENTERPRISE))
        if each.amount <= 0 and not each.for_party
        else each
        for each in ladder
    )


def with_head(ladder: Ladder, *, from_the_start: bool) -> Ladder:
    """Answer a ladder that tells the bureau head too: on every rung, or on the last before the end.

    What only the head can do, the head hears of from the start.
    """
    early = [each.name for each in ladder if each.amount < 0]
    told = {each.name for each in ladder} if from_the_start else set(early[-1:])
    return tuple(
        replace(each, tells=tuple(dict.fromkeys((*each.tells, R.BUREAU_HEAD))))
        if each.name in told
        else each
        for each in ladder
    )


HOURS: Ladder = (
    Rung("before-12h", -12, CLOCK_WARNING, (HANDLER,), Unit.HOUR),
    Rung("before-4h", -4, CLOCK_WARNING, HEADS, Unit.HOUR),
    Rung("before-1h", -1, CLOCK_WARNING, EVERYBODY, Unit.HOUR),
    Rung("due", 0, CLOCK_OVERDUE, EVERYBODY, Unit.HOUR),
    Rung("after-4h", 4, CLOCK_OVERDUE, EVERYBODY, Unit.HOUR),
)
"""For what the law counts in hours: days before its end lie before its start."""

RED: Ladder = (
    Rung("before-5wd", -5, CLOCK_WARNING, HEADS, Unit.WORKDAY),
    Rung("before-3wd", -3, CLOCK_WARNING, EVERYBODY, Unit.WORKDAY),
    Rung("before-1wd", -1, CLOCK_WARNING, EVERYBODY, Unit.WORKDAY),
    Rung("due", 0, CLOCK_OVERDUE, EVERYBODY),
    Rung("after-1", 1, CLOCK_OVERDUE, EVERYBODY),
)
"""For the bureau's own clocks whose miss cannot be made good: heads hear of them from the first."""

STANDARD: Mapping[str, Ladder] = MappingProxyType(
    {
        "red": RED,
        "hours": HOURS,
        # Three months after which the fine can no longer be collected.
        "ENF-APPLY": (
            Rung("before-60", -60, CLOCK_WARNING, (HANDLER,)),
            Rung("before-30", -30, CLOCK_WARNING, HEADS),
            Rung("before-15", -15, CLOCK_WARNING, EVERYBODY),
            *RED,
        ),
        # 答辩举证: a bureau that misses it counts as having no evidence.
        "LIT-ANSWER": (Rung("before-10", -10, CLOCK_WARNING, HEADS), *RED),
        # What must be prolonged by the head, or drafted and signed, before a far end.
        "CF-DECIDE": (*LONG, *RED),
        "PIL-REPLY": (*LONG, *RED),
        "LIC-RENEW-DEEMED": (*LONG, *RED),
        "EXREP": ROUTINE_LADDER,
        "DISC-ANNUAL": ROUTINE_LADDER,
        "REGISTER-CHANGE": ROUTINE_LADDER,
        "REGISTER-VALID": (
            Rung("before-30", -30, CLOCK_WARNING, PARTY),
            Rung("before-10", -10, CLOCK_WARNING, PARTY),
            Rung("due", 0, CLOCK_OVERDUE, WITH_PARTY),
        ),
        "CF-PAY": (
            Rung("before-5", -5, CLOCK_WARNING, WITH_PARTY),
            Rung("before-1", -1, CLOCK_WARNING, WITH_PARTY),
            Rung("due", 0, CLOCK_OVERDUE, (*HEADS, R.ENTERPRISE)),
            Rung("after-5", 5, CLOCK_OVERDUE, EVERYBODY),
        ),
        "CFK-COLLECT": PARTY_LADDER,
    }
)
"""The ladders that a district starts from, by clock, by family, or by class; settings all.

An enterprise's other clocks, its rectification above all, go by ``PARTY_LADDER``.
"""

FORMER: tuple[Ladder, ...] = (
    (
        Rung("before-5", -5, CLOCK_WARNING, (HANDLER,)),
        Rung("before-1", -1, CLOCK_WARNING, HEADS),
        Rung("due", 0, CLOCK_OVERDUE, HEADS),
        Rung("after-5", 5, CLOCK_OVERDUE, EVERYBODY),
    ),
    (
        Rung("before-10", -10, CLOCK_WARNING, WITH_PARTY),
        *PARTY_LADDER,
    ),
    HOURS,
)
"""Ladders of earlier versions: a stored clock waits for one of their rungs until it fires."""

ROUTINE = frozenset({
    "EXREP-Y", "EXREP-Q", "EXREP-M", "DISC-ANNUAL", "REGISTER-VALID", "REGISTER-CHANGE",
})  # fmt: skip
"""Ids of what every enterprise does by the calendar: letters count it, and list none of it."""

TOLD_BY_ACTS = frozenset({"PWXK-REAPPLY-BAN", "PWXK-VALID", "XC-TERM"})
"""Ids of periods of an enterprise whose end the acts at it announce, in words of their own."""

RED_CLOCKS = frozenset({
    "ENF-APPLY", "ENF-APPEAL", "REV-ANSWER", "REV-ANSWER-S", "LIT-ANSWER", "CF-RECHECK",
    "YS-RECON", "LIT-APPEAL", "CFK-TERM", "LIC-RENEW-DEEMED", "CF-EVID-HOLD", "PWXK-NOTIFY",
    "CF-DECIDE", "PIL-REPLY", "YS-APPROVE", "YS-SPP-OPINION", "YS-SUPP", "YS-HANDOVER",
})  # fmt: skip
"""Ids of the bureau's own clocks that decide its case, or somebody's right, when missed."""

HEAD_ACTS = frozenset({
    "YS-APPROVE", "CFK-URGENT", "CF-EVID-24H", "LOCAL-LIFT", "LOCAL-ASSIGNED",
})  # fmt: skip
"""Ids of clocks that the bureau head alone can keep, by an approval of their own."""

HEAD_SIGNS = frozenset({
    "CF-FILE", "LOCAL-ORDER", "LOCAL-ENDING", "PWXK-SIMPLE", "PWXK-KEY", "PWXK-KEY-SITE",
    "PWXK-CHANGE-DECIDE", "PWXK-RENEW-REVIEW", "PWXK-STDCHANGE", "REV-OPINION", "SHPC-NEG",
    "XF-OBJECT", "YS-SUPERVISE", "CFK-RELEASE",
})  # fmt: skip
"""Ids of clocks that end with a paper which the bureau head signs."""

CLASSES = MappingProxyType({
    "red": "红色期限", "hours": "以小时计的期限", "party": "企业的期限", "authority": "机关的期限",
    "others": "他方的期限",
})  # fmt: skip
