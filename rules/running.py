"""Which clocks may be running in a stage: followed through the table from the opening on."""

from collections.abc import Iterable

from rules.grammar import Act, Begin, Procedure, Stage, suits


def running_in(table: Procedure, stage: str, kinds: Iterable[str]) -> dict[str, tuple[Begin, ...]]:
    """Answer the clocks that may run in a stage of a case of these kinds, and how each begins."""
    given = frozenset(kinds)
    begins = _begins(table, given)
    keys = _followed(table, given)[stage]
    return {key: tuple(dict.fromkeys(begins[key])) for key in sorted(keys) if key in begins}


def unasked(stage: Stage, kinds: Iterable[str]) -> frozenset[str]:
    """Answer the requests that only this stage answers and that are made before it is entered."""
    given = frozenset(kinds)
    acts = [act for act in stage.acts if act.suits(given)]
    answered = {act.answers for act in acts if act.answers}
    return frozenset(answered - {act.asks for act in acts if act.asks})


def awaiting_service(
    table: Procedure, stage: str, kinds: Iterable[str], running: Iterable[str]
) -> tuple[tuple[Begin, Act], ...]:
    """Answer the clocks that an act of this stage starts from its service, with that act.

    Until then they have not started: no date may be shown for them (「尚未起算」).
    """
    given, known = frozenset(kinds), frozenset(running)
    place = table.stage(stage)
    found: dict[str, tuple[Begin, Act]] = {}
    for act in place.acts:
        if not act.suits(given):
            continue
        entered = table.stage(act.to).clocks if act.to and act.to != stage else ()
        for begin in (*act.starts, *(each.begin for each in entered if not each.crosses)):
            if begin.at == "served_on" and suits(begin.when, given) and begin.clock not in known:
                found.setdefault(begin.clock, (begin, act))
    return tuple(found.values())


def _begins(table: Procedure, kinds: frozenset[str]) -> dict[str, list[Begin]]:
    found: dict[str, list[Begin]] = {}
    every = [*table.opening]
    switched: list[tuple[str, str]] = []
    for stage in table.stages:
        every += [each.begin for each in stage.clocks if not each.crosses]
        for act in stage.acts:
            every += act.starts if act.suits(kinds) else ()
            switched += [act.switch] if act.switch and act.suits(kinds) else []
    for begin in every:
        if suits(begin.when, kinds):
            found.setdefault(begin.clock, []).append(begin)
    for old, new in switched:
        # A switched clock keeps its start and takes the other term.
        found.setdefault(new, []).extend(
            Begin(new, at=begin.at, when=begin.when) for begin in found.get(old, [])
        )
    return found


def _followed(table: Procedure, kinds: frozenset[str]) -> dict[str, frozenset[str]]:
    may_run = {stage.key: frozenset[str]() for stage in table.stages}
    opening = frozenset(each.clock for each in table.opening if suits(each.when, kinds))
    start = table.start_of(kinds)
    may_run[start] = opening | _own(table.stage(start), kinds)
    changed = True
    while changed:
        changed = False
        for stage in table.stages:
            for act in stage.acts:
                if not act.suits(kinds):
                    continue
                target = table.stage(act.to) if act.to else stage
                after = may_run[target.key] | _after(act, stage, target, may_run[stage.key], kinds)
                changed = changed or after != may_run[target.key]
                may_run[target.key] = after
    return may_run


def _own(stage: Stage, kinds: frozenset[str]) -> frozenset[str]:
    return frozenset(
        each.clock for each in stage.clocks if not each.crosses and suits(each.begin.when, kinds)
    )


def _after(
    act: Act, stage: Stage, target: Stage, before: frozenset[str], kinds: frozenset[str]
) -> frozenset[str]:
    """Answer what may run after an act, given what may run before it."""
    left = before - set(act.meets)
    if target.ends and target.key != stage.key:
        return left & {each.clock for each in target.clocks}
    if target.key != stage.key:
        left = (left - _own(stage, kinds)) | _own(target, kinds)
    if act.switch and act.switch[0] in before:
        # Only a case of the right kind has the old clock, so it may also have stayed.
        left |= {act.switch[1]}
    return left | {each.clock for each in act.starts if suits(each.when, kinds)}
