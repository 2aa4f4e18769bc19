"""The officers' words for what rows hold as keys, or the key itself."""

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


def relation_title(relation: str) -> str:
    """Answer why one case opened another, in the officers' words."""
    return _RELATIONS.get(relation, relation)
