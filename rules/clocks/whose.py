"""Whose clock it is: the bureau's duty, a party's duty or right, another body's, or mere time."""

from enum import StrEnum

from rules.clocks import LOCAL, ROWS
from rules.clocks.rows import ClockRow

OURS = frozenset({"authority", "each", "claimant"})
"""Who acts where the bureau itself must: alone, as every body does, or as the one who claims."""

OUTSIDE = frozenset({"enterprise", "party", "registrant", "petitioner"})

OURS_TOO = frozenset({"LIT-APPEAL"})
"""Ids whose end the bureau may miss as well as the other party: both may appeal."""

RIGHTS = frozenset({
    "CF-PLEA", "CF-HEAR-REQ", "CF-DEFER-APPLY", "LIC-HEAR-REQ", "LOCAL-PLEA", "REV-APPLY",
    "LIT-APPLY", "XF-REVIEW",
})  # fmt: skip
"""Ids of what somebody outside may do or leave."""

PERIODS = frozenset({
    "PWXK-PREPUB", "PWXK-VALID", "PWXK-REAPPLY-BAN", "XC-TERM", "REGISTER-VALID", "CREDIT-REPAIR",
    "OBL-MON-RECORD", "OBL-LEDGER", "SERVE-PUBLIC", "ENF-URGE", "ENF-STOP3Y", "LOCAL-EXPERT",
    "LOCAL-HEARING", "LOCAL-TESTING", "YS-STOPCLOCK",
})  # fmt: skip
"""Ids of time that only passes: nobody is late at its end, something else begins there."""


class Whose(StrEnum):
    """What the end of a clock asks, and of whom."""

    OURS = "ours"
    RIGHT = "right"
    DUTY = "duty"
    BODY = "body"
    PERIOD = "period"


BODIES = {
    "police": "公安机关", "procuratorate": "人民检察院", "court": "人民法院",
    "review_body": "行政复议机关",
}  # fmt: skip
HOLDERS = {"petitioner": "信访人", **BODIES}


def whose(row: ClockRow) -> Whose:
    """Answer what the end of a clock asks, and of whom."""
    if row.clock_id in OURS_TOO:
        return Whose.OURS
    if row.clock_id in PERIODS:
        return Whose.PERIOD
    if row.actor in OURS:
        return Whose.OURS
    if row.actor not in OUTSIDE:
        return Whose.BODY
    return Whose.RIGHT if row.clock_id in RIGHTS else Whose.DUTY


def holder(row: ClockRow) -> str:
    """Answer who acts under a clock that is not the bureau's, as officers call them."""
    return HOLDERS.get(row.actor, "当事人")


def counts_as_ours(row: ClockRow) -> bool:
    """Answer whether an open clock past its end is the bureau's own delay."""
    return row.actor in OURS or row.clock_id in OURS_TOO


OTHERS = frozenset(
    each.key for each in (*ROWS.values(), *LOCAL.values()) if not counts_as_ours(each)
)
"""The keys of the clocks whose end others miss, never the bureau."""
