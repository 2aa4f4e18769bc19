"""A penalty after 结案: it may still be challenged, and what is annulled is opened anew.

Closing is lawful while the party's periods run (处罚办法 第77条), and takes nobody's remedy away.
"""

# fmt: off
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from rules.asked import REASON
from rules.facts import FactValue
from rules.grammar import Act, Within, may
from rules.notices import paper
from rules.procedures import penalty_money as money
from rules.procedures import penalty_performance as after
from rules.procedures import penalty_words as words
from rules.procedures import remedy_words as remedy
from rules.procedures.penalty_correction import ON_ERRORS
from rules.procedures.remedies import RECORD_REMEDIES
from rules.vocabulary import R

if TYPE_CHECKING:
    from rules.case_view import CaseView

Known = Mapping[str, FactValue]
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

REOPEN_FORM = paper("reopen_form", "已结案件更正审批表")


def decision_stands(view: "CaseView", _facts: Known) -> str | None:
    """Refuse to reopen what holds no decision that could be corrected (处罚法 第75条第2款)."""
    if remedy.DECISION_SERVED_ON not in view.facts:
        return f"本案没有送达的处罚决定（{ON_ERRORS}），无可更正；发现新事实的，请登记问题线索"
    if view.facts.get(remedy.DECISION_ANNULLED) is True:
        return f"本案处罚决定已被撤销（{ON_ERRORS}），无可更正；需要重新处理的，请登记问题线索"
    return None


REOPENED = may(
    R.BUREAU_HEAD, "reopen_to_correct", "责成更正已结案件", to="closing",
    needs=[REASON, decision_stands], turns_chapter=True, papers=[REOPEN_FORM], basis=ON_ERRORS)
"""Nothing is corrected by it: what is wrong is then proposed, discussed and served as ever."""

LAPSES = after.watched(*money.WINDOWS)

UPFILED: list[Act | Within] = [*RECORD_REMEDIES, *HEARD, ANNULLED, CHANGED, LAPSE, *LAPSES]
CLOSED: list[Act | Within] = [
    *RECORD_REMEDIES, *HEARD, replace(ANNULLED, turns_chapter=True),
    replace(CHANGED, turns_chapter=True), REOPENED, LAPSE, *LAPSES]
