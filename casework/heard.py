"""What a case tells others is what it knew at the act, not what it knows when they are told."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from rules.decide import Duty
from rules.facts import FactValue
from rules.procedures import PROCEDURES


@cache
def heard_facts(told: str) -> frozenset[str]:
    """Answer every fact that some table takes when it is told this, under this or another name."""
    acts = (
        act
        for table in PROCEDURES.values()
        for stage in table.stages
        for act in stage.acts
        if told and told in (act.key, act.hears)
    )
    return frozenset(name for act in acts for name in (*act.fact_needs, *act.optional))


def with_facts(duties: Iterable[Duty], facts: Mapping[str, FactValue]) -> tuple[Duty, ...]:
    """Write into each duty to tell other cases the facts they hear, as they stand at the act."""
    return tuple(_with(each, facts) if each.kind == "feed_back" else each for each in duties)


def _with(duty: Duty, facts: Mapping[str, FactValue]) -> Duty:
    heard = heard_facts(str(duty.payload["act"]))
    told = {name: value for name, value in facts.items() if name in heard}
    return replace(duty, payload={**duty.payload, "facts": told})
