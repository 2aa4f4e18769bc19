"""A penalty after 结案: it may still be challenged, and what is annulled is opened anew.

Closing is lawful while the party's periods run (处罚办法 第77条), and takes nobody's remedy away.
"""

# fmt: off
from dataclasses import replace

from rules.grammar import Act, Within
from rules.procedures import penalty_money as money
from rules.procedures import penalty_performance as after
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.remedies import RECORD_REMEDIES

FOR_COURT = (words.ENFORCEABLE, remedy.ENFORCEABLE_FROM)
"""Nobody asks the court for what is closed: it was performed, asked for or written off."""


def _closed(act: Act) -> Act:
    """Write an act as a closed case takes it: the clock of the court's enforcement stays ended."""
    return replace(
        act,
        keeps=tuple(pair for pair in act.keeps if pair[1] not in FOR_COURT),
        starts=tuple(begun for begun in act.starts if begun != after.TO_COURT))


HEARD = [_closed(each) for each in (*after.HEARD, *after.HEARD_SUSPENSION)]
LAPSE = replace(_closed(after.LAPSE), tell=())
"""A period that ends in a closed case changes nothing there, so nobody is told."""
ANNULLED = after.ANNULLED
CHANGED = replace(_closed(after.CHANGED), to="closing")
"""What a remedy changed is published anew and what was overpaid is refunded before it is closed."""

LAPSES = after.watched(*money.WINDOWS)

UPFILED: list[Act | Within] = [*RECORD_REMEDIES, *HEARD, ANNULLED, CHANGED, LAPSE, *LAPSES]
CLOSED: list[Act | Within] = [
    *RECORD_REMEDIES, *HEARD, replace(ANNULLED, turns_chapter=True),
    replace(CHANGED, turns_chapter=True), LAPSE, *LAPSES]
