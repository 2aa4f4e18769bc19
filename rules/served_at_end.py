"""Which clocks have a paper served on the party by the very act that their end calls for."""

from functools import lru_cache

from rules.procedures import PROCEDURES


@lru_cache(maxsize=1)
def served_at_end() -> frozenset[str]:
    """Answer the keys of clocks each of whose lapse acts, in every table, tells the party."""
    told: dict[str, list[bool]] = {}
    for table in PROCEDURES.values():
        for stage in table.stages:
            ends = {within.clock: within.then for within in stage.clocks if within.then}
            for act in stage.acts:
                for key in (each for each, then in ends.items() if then == act.key):
                    told.setdefault(key, []).append(bool(act.serve))
    return frozenset(key for key, each in told.items() if all(each))
