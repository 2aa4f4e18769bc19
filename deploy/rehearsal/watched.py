"""Which acts and facts a table's rules look back at: what makes two places of a walk differ."""

from collections.abc import Iterator
from types import FunctionType, ModuleType

from rules.facts import FACTS
from rules.grammar import Guard, Procedure
from rules.procedures import PROCEDURES


def _watched(table: Procedure) -> tuple[frozenset[str], frozenset[str]]:
    """Answer the acts and facts that the table's guards and conditions look at."""
    acts = {act.key for stage in table.stages for act in stage.acts}
    words = {
        word
        for stage in table.stages
        for act in stage.acts
        for guard in act.guards
        for word in _words(guard)
    }
    words |= {key for stage in table.stages for act in stage.acts for key in act.not_by}
    for stage in table.stages:
        for act in stage.acts:
            held = [each.when_fact for each in act.starts] + [each.when_fact for each in act.opens]
            words |= {each[0] for each in held if each is not None}
    return frozenset(words & acts), frozenset(words & FACTS.keys())


def _words(guard: Guard) -> set[str]:
    """Answer the words in a guard's own text, in what it calls and in the constants it names."""
    found: set[str] = set()
    ahead, seen = [guard], set[object]()
    while ahead:
        each = ahead.pop()
        if not isinstance(each, FunctionType) or each in seen:
            continue
        seen.add(each)
        found |= set(_constants(each.__code__.co_consts))
        named = list(_named(each))
        found |= set(_constants(named))
        ahead += [other for other in named if isinstance(other, FunctionType)]
    return found


def _named(each: FunctionType) -> Iterator[object]:
    """Yield what a function names: in its own module, and in modules that it reads from."""
    names = each.__code__.co_names
    here = [each.__globals__.get(name) for name in names]
    yield from here
    for module in here:
        if isinstance(module, ModuleType):
            yield from (getattr(module, name, None) for name in names)


def _constants(values: object) -> Iterator[str]:
    if isinstance(values, str):
        yield values
    elif isinstance(values, tuple | frozenset | list):
        for each in values:
            yield from _constants(each)


WATCHED = {table.key: _watched(table) for table in PROCEDURES.values()}
"""By the procedure's key."""
