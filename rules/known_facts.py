"""What a case surely knows when an act tells of it: read off the tables, for whoever words it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rules.facts import FACTS
from rules.grammar import Act, Procedure, Stage


@dataclass(frozen=True)
class Telling:
    """One place in the tables from which a notice is sent."""

    table: Procedure
    stage: Stage
    act: Act


def tellings(tables: tuple[Procedure, ...], notice: str) -> Iterator[Telling]:
    """Answer every act that sends a notice, in the order of the tables."""
    for table in tables:
        for stage in table.stages:
            for act in stage.acts:
                if notice in (*act.serve, *act.tell):
                    yield Telling(table, stage, act)


def known_at(telling: Telling) -> frozenset[str]:
    """Answer the facts that every way to an act has gathered, its own among them."""
    entered = _known_on_entry(telling.table)[telling.stage.key]
    asked = _asked(telling.table, telling.act.answers)
    return entered | asked | frozenset(telling.act.fact_needs)


@lru_cache(maxsize=64)
def _known_on_entry(table: Procedure) -> dict[str, frozenset[str]]:
    """Answer what is known on entry of each stage: what all ways into it have in common."""
    everything = frozenset(FACTS)
    opened = frozenset(
        [each for begun in table.opening for each in (begun.at, begun.limit) if each]
    )
    known = {stage.key: everything for stage in table.stages}
    known[table.start] = opened | frozenset(table.opening_facts)
    settled = False
    while not settled:
        settled = True
        for stage in table.stages:
            for act in stage.acts:
                if act.to is None or act.to in (stage.key, table.start):
                    continue
                brought = known[stage.key] | set(act.fact_needs) | _asked(table, act.answers)
                if not known[act.to] <= brought:
                    known[act.to] &= brought
                    settled = False
    return known


def _asked(table: Procedure, ask: str | None) -> frozenset[str]:
    """Answer the facts that whoever asked has given, whichever act asked it."""
    asking = [each for stage in table.stages for each in stage.acts if ask and each.asks == ask]
    if not asking:
        return frozenset()
    return frozenset.intersection(
        *(frozenset(each.fact_needs) | _asked(table, each.answers) for each in asking)
    )
