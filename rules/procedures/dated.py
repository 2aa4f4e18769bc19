"""Gates that several procedures share on the days they are told: nothing has happened tomorrow."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from rules.deadlines import legal_day
from rules.facts import FACTS, FactValue
from rules.grammar import Guard, Reckoning

if TYPE_CHECKING:
    from rules.case_view import CaseView


def not_ahead(*keys: str) -> Guard:
    """Write a gate that refuses days after today: the period that runs from one would be late."""

    def happened(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        for key in keys:
            if str(facts.get(key, "")) > view.today.isoformat():
                return f"“{FACTS[key].title}”{facts[key]}在今天之后，请在发生之后登记"
        return None

    happened.__name__ = "not_ahead_" + "_".join(keys)
    return happened


def not_before(key: str, earlier: str) -> Guard:
    """Write a gate that refuses a day before another one that the case knows."""

    def follows(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        known = {**view.facts, **facts}
        if key in known and earlier in known and str(known[key]) < str(known[earlier]):
            late, early = FACTS[key].title, FACTS[earlier].title
            return f"“{late}”{known[key]}早于“{early}”{known[earlier]}，请核对"
        return None

    follows.__name__ = f"{key}_not_before_{earlier}"
    return follows


def not_before_approval(key: str, ask: str, basis: str) -> Guard:
    """Write a gate that refuses an instant of a day before the approval that the act answers.

    By the day, not the minute: what was approved by word of mouth is typed in the same day.
    """

    def follows(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
        approved = view.asks.get(ask)
        if approved is None:
            return None
        approved_on = legal_day(datetime.fromisoformat(approved.at))
        done_on = legal_day(datetime.fromisoformat(str(facts[key])))
        if done_on >= approved_on:
            return None
        return (
            f"“{FACTS[key].title}”{done_on} 早于批准或者同意之日 {approved_on}（{basis}），"
            "请由实施的执法人员按现场笔录核对；未经批准先行实施的，由局负责人处理"
        )

    follows.__name__ = f"{key}_not_before_{ask}_approved"
    return follows


def said(value: FactValue) -> Reckoning:
    """Write that an act keeps a fixed value: what its own name says, told to another case."""

    def answer(_view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
        return value

    answer.__name__ = f"said_{value}"
    return answer


def day(known: Mapping[str, FactValue], key: str) -> date | None:
    """Answer a day fact, or None where the case does not know it."""
    value = known.get(key)
    return date.fromisoformat(str(value)) if value else None
