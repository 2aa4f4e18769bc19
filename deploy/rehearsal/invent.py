"""Invents what an act asks for, each try another way, so that both answers of a question are given."""

import random
from datetime import date, timedelta

from rules.decide import CaseView
from rules.facts import FACTS, FactKind, FactValue
from rules.grammar import Act

TWO_HANDLERS = {
    "enforcer": ["enforcer-1", "enforcer-2"],
    "permit_officer": ["permit_officer-1", "permit_officer-2"],
    "monitor": ["monitor-1", "monitor-2"],
}


def invent(act: Act, view: CaseView, actor_id: str, dice: random.Random) -> dict[str, FactValue]:
    """Answer facts for an act: all it needs, and some of what it may carry."""
    wanted = [*act.fact_needs, *(key for key in act.optional if dice.random() < 0.5)]
    return {key: value(key, view, actor_id, dice) for key in wanted}


def value(key: str, view: CaseView, actor_id: str, dice: random.Random) -> FactValue:
    """Answer one plausible value for a fact of a case at a time."""
    declared = FACTS[key]
    match declared.kind:
        case FactKind.TEXT | FactKind.LINE:
            return f"演练：{declared.title}"
        case FactKind.DAY:
            return _day(view.today, dice).isoformat()
        case FactKind.INSTANT:
            return (view.now - timedelta(minutes=dice.choice((0, 5)))).isoformat()
        case FactKind.DAYS:
            return dice.choice((10, 15, 30))
        case FactKind.COUNT:
            return dice.choice((0, 1, 2))
        case FactKind.MONEY:
            return 1_000_000
        case FactKind.YES_NO:
            return dice.random() < 0.6
        case FactKind.CHOICE:
            return dice.choice(declared.choices)[0]
        case FactKind.PEOPLE:
            line = actor_id.rsplit("-", 1)[0]
            return [actor_id, *(each for each in TWO_HANDLERS.get(line, ()) if each != actor_id)]
        case FactKind.FILES:
            return ["演练证据.jpg"]


def _day(today: date, dice: random.Random) -> date:
    return today + timedelta(days=dice.choice((0, 0, 0, -1, -1, 30, 400)))
