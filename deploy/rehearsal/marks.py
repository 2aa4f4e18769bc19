"""What a rehearsal has to show of the tables: one short line for each thing that can happen."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from rules.case_view import CaseView, Decision
from rules.grammar import Act, Begin, Procedure, Stage
from rules.linkage import DIRECTIONS, UNDER_SUPERVISION
from rules.procedures import PROCEDURES
from rules.running import running_in

Mark = str
ANYWHERE = "*"

TABLES: dict[str, Procedure] = {table.key: table for table in PROCEDURES.values()}
_TOLD_BY = re.compile(r"[A-Z]+-\d{4}-\d{4}:\d+:(?:feed|announce):")
LETTERS: dict[str, str] = {table.letter: table.key for table in TABLES.values()}


def every_kinds(table: Procedure) -> list[tuple[str, ...]]:
    """Answer every way to choose one kind of each group; a direction goes to its own line."""
    receiver = {str(each.relation): each.receiver for each in DIRECTIONS}
    every = product(*table.kinds)
    if table.key != "linked_task":
        return list(every)
    return [(line, way) for line, way in every if receiver.get(way, line) == line]


def _kinds_of(table: Procedure, stage: Stage, act: Act) -> list[tuple[str, ...]]:
    """Answer the kinds of case that an act is for; of twins the first that suits is the one."""
    return [
        each for each in every_kinds(table) if stage.act(act.key, each) is act and act.suits(each)
    ]


def act_name(table: Procedure, stage: Stage, act: Act) -> str:
    """Answer ``procedure/stage.act``, with the kinds of case it is for where twins share a key.

    An act that several stages share and that leads nowhere is one thing, wherever it is done.
    """
    shared = act.to is None and sum(act in each.acts for each in table.stages) > 1
    where = ANYWHERE if shared else stage.key
    twins = sum(each.key == act.key for each in stage.acts) > 1
    only = f"[{','.join(act.only)}]" if twins and act.only else ""
    return f"{table.key}/{where}.{act.key}{only}"


def act_mark(table: Procedure, stage: Stage, act: Act, role: str) -> Mark:
    """Answer the mark of an act, with where it leads and who does it."""
    name = act_name(table, stage, act)
    there = act.to or (ANYWHERE if f"/{ANYWHERE}." in name else stage.key)
    return f"act {name} > {there} by {role}"


def start_mark(table: Procedure, stage: Stage | None, act: Act | None, clock: str) -> Mark:
    """Answer the mark of a clock that an act starts, or that opening or a stage does."""
    if stage is not None and act is not None and clock in {each.clock for each in act.starts}:
        return f"start {act_name(table, stage, act)} {clock}"
    return f"start {table.key} {clock}"


def wanted(table: Procedure) -> set[Mark]:
    """Answer every mark that a table promises, for one kind of case or another."""
    found = {start_mark(table, None, None, each.clock) for each in _own_begins(table)}
    for stage in table.stages:
        for act in stage.acts:
            kinds = _kinds_of(table, stage, act)
            if kinds:
                found |= set(_promised(table, stage, act, kinds))
        found |= {
            end_mark(table, each.clock, each.then)
            for each in stage.clocks
            if each.then and _ever(each.begin, every_kinds(table))
        }
    return found


def _own_begins(table: Procedure) -> Iterator[Begin]:
    every = every_kinds(table)
    yield from (each for each in table.opening if _ever(each, every))
    for stage in table.stages:
        yield from (
            each.begin for each in stage.clocks if not each.crosses and _ever(each.begin, every)
        )


def homes(table: Procedure) -> dict[Mark, tuple[str, Act]]:
    """Answer for each mark that an act can show the stage and the act where it is shown."""
    found: dict[Mark, tuple[str, Act]] = {}
    for stage in table.stages:
        for act in stage.acts:
            kinds = _kinds_of(table, stage, act)
            marks = list(_promised(table, stage, act, kinds))
            marks += [
                end_mark(table, each.clock, each.then)
                for each in stage.clocks
                if each.then == act.key
            ]
            found |= dict.fromkeys(marks, (stage.key, act))
    return found


def _ever(begun: Begin, kinds: Iterable[Sequence[str]]) -> bool:
    return any(not begun.when or _fits(begun.when, each) for each in kinds)


def _fits(when: Iterable[str], kinds: Sequence[str]) -> bool:
    return any(set(each.split("+")) <= set(kinds) for each in when)


def _promised(
    table: Procedure, stage: Stage, act: Act, kinds: list[tuple[str, ...]]
) -> Iterator[Mark]:
    yield from (act_mark(table, stage, act, str(role)) for role in act.who)
    for begun in act.starts:
        if _ever(begun, kinds):
            yield start_mark(table, stage, act, begun.clock)
    for number, opening in enumerate(act.opens):
        if any(not opening.when or _fits(opening.when, each) for each in kinds):
            yield _opens_mark(table, stage, act, f"{number}:{opening.procedure}:{opening.relation}")
    yield from (mark for each in kinds for mark in _tells(table, act, each))
    running = {key for each in kinds for key in running_in(table, stage.key, each)}
    name = act_name(table, stage, act)
    yield from (f"pause {name} {key}" for key in act.pauses if key in running)
    if act.extends in running:
        yield f"extend {name} {act.extends}"
    if act.switch and act.switch[0] in running:
        yield f"switch {name} {act.switch[0]} > {act.switch[1]}"


def _opens_mark(table: Procedure, stage: Stage, act: Act, opening: str) -> Mark:
    number, procedure, relation = opening.split(":")
    return f"opens {act_name(table, stage, act)} #{number} {relation} > {procedure}"


def _tells(table: Procedure, act: Act, kinds: Iterable[str]) -> set[Mark]:
    """Answer what an act tells the cases around it, for each first kind that the case may be of."""
    if not act.feeds:
        return set()
    named = set(table.kinds[0]) & set(kinds) if table.kinds else {"any"}
    return {f"tells {table.key} {act.feeds} as {each}" for each in named}


def end_mark(table: Procedure, clock: str, act: str | None) -> Mark:
    """Answer the mark of a clock whose end makes the program act."""
    return f"end {table.key} {clock} > {act}"


def heard_by(teller: Procedure, hearer: Procedure) -> bool:
    """Answer whether a case of one procedure can count as opener of another's.

    It opens such cases itself, or it follows a permit, or it waits for one.
    """
    if teller.key in {
        each.procedure for stage in hearer.stages for act in stage.acts for each in act.opens
    }:
        return True
    if hearer.key == "supervision":
        return teller.key in UNDER_SUPERVISION
    return teller.key == "permit" and any(
        act.hears for stage in hearer.stages for act in stage.acts
    )


def feeds(teller: Procedure, hearer: Procedure) -> dict[Mark, str]:
    """Answer what one procedure tells another that hears of it, with the word it is told under."""
    if not heard_by(teller, hearer):
        return {}
    told = {act.feeds for stage in teller.stages for act in stage.acts if act.feeds}
    told |= {word for _, word in teller.announces}
    return {
        f"feeds {teller.key} > {hearer.key}.{act.key}": word
        for word in sorted(told)
        for stage in hearer.stages
        for act in stage.acts
        if word in (act.key, act.hears)
    }


def marks_of_decision(view: CaseView, decision: Decision) -> set[Mark]:
    """Answer what a decision will show, as far as it is known before it is written."""
    table = view.procedure
    stage, act = table.stage(decision.from_stage), decision.act
    found = {act_mark(table, stage, act, str(decision.role)), *_tells(table, act, view.kinds)}
    for op in decision.clocks:
        if op.verb == "start":
            found.add(start_mark(table, stage, act, op.key))
        elif op.verb in ("pause", "extend") and view.clock(op.key):
            found.add(f"{op.verb} {act_name(table, stage, act)} {op.key}")
        elif op.verb == "switch" and view.clock(op.key):
            found.add(f"switch {act_name(table, stage, act)} {op.key} > {op.to_key}")
    for duty in decision.duties:
        if duty.name.startswith("open:"):
            found.add(_opens_mark(table, stage, act, duty.name.removeprefix("open:")))
    return found


def marks_of_event(
    procedure: str, kinds: Sequence[str], said: Mapping[str, Any], request_key: str | None
) -> set[Mark]:
    """Answer what an event, read back from its canonical bytes, shows."""
    table, detail = TABLES[procedure], said["detail"]
    if said["kind"] == "open":
        opened = {start_mark(table, None, None, each["clock"]) for each in detail["clocks"]}
        return opened | {f"state {procedure} {detail['to']}"}
    if said["kind"] == "clock_confirmed":
        return {f"confirm {procedure} {detail['clock']}"}
    if not said["decision"]:
        return set()
    stage = table.stage(detail["from"])
    act = stage.act(said["kind"], kinds)
    if act is None:
        return {f"act {procedure}/{stage.key}.{said['kind']} is not in the table"}
    mark = act_mark(table, stage, act, said["role"])
    if f"/{ANYWHERE}." not in mark:
        mark = f"{mark.partition(' > ')[0]} > {detail['to']} by {said['role']}"
    found = {mark, f"state {procedure} {detail['to']}"}
    if act.turns_chapter:
        found.add(f"outcome {procedure} chapter")
    if detail["outcome"]:
        found.add(f"outcome {procedure} {detail['outcome']}")
    found |= _tells(table, act, kinds)
    found |= {mark for each in detail["clocks"] for mark in _of_clock(table, stage, act, each)}
    for key in detail["duties"]:
        name = key.split(":", 2)[2]
        if name.startswith("open:"):
            found.add(_opens_mark(table, stage, act, name.removeprefix("open:")))
    if request_key and _TOLD_BY.match(request_key):
        found.add(f"feeds {LETTERS[request_key.split('-', 1)[0]]} > {procedure}.{act.key}")
    return found


def _of_clock(table: Procedure, stage: Stage, act: Act, told: Mapping[str, Any]) -> Iterator[Mark]:
    verb, clock, name = told["verb"], told["clock"], act_name(table, stage, act)
    match verb:
        case "start":
            yield start_mark(table, stage, act, clock)
        case "lapsed":
            yield end_mark(table, clock, act.key)
        case "switch":
            yield f"switch {name} {told['from']} > {clock}"
        case "met":
            yield f"meet {name} {clock}"
        case "pause" | "resume" | "extend":
            yield f"{verb} {name} {clock}"
