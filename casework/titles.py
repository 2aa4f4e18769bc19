"""The officers' words for what rows hold as keys, or the key itself."""

from rules.clocks import ClockUnknown, clock
from rules.facts import FACTS, FactValue
from rules.procedures import PROCEDURES
from rules.vocabulary import RELATION_TITLES

_RELATIONS = {str(key): title for key, title in RELATION_TITLES.items()}


def procedure_title(procedure: str, version: int) -> str:
    """Answer the officers' word for a procedure, or its key where the program has it no more."""
    table = PROCEDURES.get((procedure, version))
    return table.title if table else procedure


def stage_title(procedure: str, version: int, stage: str) -> str:
    """Answer the officers' word for a stage, or its key where the program has it no more."""
    table = PROCEDURES.get((procedure, version))
    found = table.by_key.get(stage) if table else None
    return found.title if found else stage


def act_title(procedure: str, version: int, act: str) -> str:
    """Answer the officers' word for an act of any stage, or its key."""
    table = PROCEDURES.get((procedure, version))
    places = table.stages if table else ()
    return next((each.title for place in places for each in place.acts if each.key == act), act)


def request_title(procedure: str, version: int, ask: str) -> str:
    """Answer the officers' word for the act that puts a request, or the request's key."""
    table = PROCEDURES.get((procedure, version))
    places = table.stages if table else ()
    return next((each.title for place in places for each in place.acts if each.asks == ask), ask)


def clock_title(key: str) -> str:
    """Answer a clock's name in the law's words, or its key where the catalogue has it no more."""
    try:
        return clock(key).title
    except ClockUnknown:
        return key


def relation_title(relation: str) -> str:
    """Answer why one case opened another, in the officers' words."""
    return _RELATIONS.get(relation, relation)


FILING_KEPT = "filing_kept"
"""The kind of the event that keeps a party's paper whose stage is over."""


def at_window(title: str) -> str:
    """Answer what an act is called where the window recorded the party's paper."""
    return f"窗口代录：{title}"


def kept_title(title: str) -> str:
    """Answer what a paper is called that the window kept because its stage was over."""
    return f"窗口代录（环节已过，收下存卷）：{title}"


def fact_title(key: str) -> str:
    """Answer a fact's Chinese name, or its key."""
    return FACTS[key].title if key in FACTS else key


def fact_words(key: str, value: FactValue) -> str:
    """Answer a fact's value as people read it: a choice by its title, a list joined, 是 or 否."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    titles = dict(FACTS[key].choices) if key in FACTS else {}
    return titles.get(str(value), str(value))
