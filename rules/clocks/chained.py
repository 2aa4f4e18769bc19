"""Clocks that start where others end: the end of both remedies and the window for enforcement."""

from datetime import date

from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.deadlines import Due
from rules.workdays import Calendar


def remedies_end(
    told_on: date,
    *,
    calendar: Calendar,
    reconsidered_on: date | None = None,
    reconsideration_first: bool = False,
) -> Due:
    """Answer when a party has no remedy left: the later of reconsideration and suit.

    After a reconsideration decision only the fifteen days for suit run; where reconsideration must
    come first (行政复议法 第23条), none asked for leaves no suit. Both must have lapsed before a
    court is asked (行政强制法 第53条; 生态环境部部长信箱 2019-06-11).
    """
    if reconsidered_on is not None:
        after = clock("LIT-APPLY.after-reconsideration")
        return due_of(after, reconsidered_on, calendar=calendar)
    reconsideration = due_of(clock("REV-APPLY"), told_on, calendar=calendar)
    if reconsideration_first:
        return reconsideration
    suit = due_of(clock("LIT-APPLY"), told_on, calendar=calendar)
    return max(reconsideration, suit, key=lambda each: each.due_on or told_on)


def enforcement_window(
    told_on: date, *, calendar: Calendar, reconsidered_on: date | None = None
) -> tuple[date, Due]:
    """Answer the day both remedies lapse and the end of the three months that follow.

    Missing the end makes the fine uncollectable (行政强制法 第53条); the demand of ten working days
    (第54条) must fit inside.
    """
    remedies = remedies_end(told_on, calendar=calendar, reconsidered_on=reconsidered_on)
    lapsed_on = remedies.due_on or told_on
    window = due_of(clock("ENF-APPLY"), lapsed_on, calendar=calendar)
    sure = Due(
        window.due_on, window.due_at, window.provisional or remedies.provisional, window.steps
    )
    return lapsed_on, sure
