"""Proofs that a table can run: every flaw is a sentence, and a flawed table fails at import."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from rules.clocks import LOCAL, ClockUnknown, clock
from rules.clocks.life import SWITCHES, ClockActRefused, pause_rule
from rules.errors import PermitLoopError
from rules.facts import FACTS
from rules.grammar import Act, Begin, Effect, Procedure, Stage
from rules.notices import NOTICES, PAPERS
from rules.service import SERVICE_FACTS
from rules.vocabulary import OUTSIDERS, Audience, R

WANTS_APPROVAL = frozenset(
    {
        Effect.FILE_CASE,
        Effect.SEIZE,
        Effect.PRESERVE,
        Effect.EXTEND,
        Effect.PENALIZE,
        Effect.TRANSFER,
        Effect.CLOSE_OUT,
        Effect.ORDER,
        Effect.GRANT,
        Effect.INSPECT,
    }
)
"""Effects whose proposer may not be their approver (行政处罚法 第57、58条; 处罚办法 第19、57条)."""

_TOLD_ALONG = ("feedback_case", "feedback_outcome")
"""Facts that go with every word from one case to another."""

WANTS_TWO = frozenset({Effect.SEIZE})
"""Effects carried out by two certified officers (行政处罚法 第42条)."""


class TableUnsound(PermitLoopError):
    """程序表不完整，不能启用。"""


def prove(table: Procedure, known_procedures: frozenset[str] = frozenset()) -> None:
    """Raise TableUnsound with every flaw of the table in a sentence each."""
    checks: tuple[Callable[[Procedure], Iterator[str]], ...] = (
        _twins,
        _unknown_targets,
        _unreachable,
        _dead_ends,
        _clocks_without_ground,
        _crossings_unstarted,
        _lapses_without_act,
        _pauses_without_ground,
        _switches_unlawful,
        _facts_unknown,
        _papers,
        _approvals,
        _asks_unanswered,
        _audiences,
        _endings,
        _announcements,
    )
    flaws = [flaw for check in checks for flaw in check(table)]
    if known_procedures:
        flaws += list(_openings(table, known_procedures | frozenset(table.doors)))
    if flaws:
        raise TableUnsound(f"{table.key} v{table.version}: " + "; ".join(flaws))


def _acts(table: Procedure) -> Iterator[tuple[Stage, Act]]:
    for stage in table.stages:
        for act in stage.acts:
            yield stage, act


def _twins(table: Procedure) -> Iterator[str]:
    if len(table.by_key) != len(table.stages):
        yield "two stages share a key"
    titles = [stage.title for stage in table.stages]
    for title in {each for each in titles if titles.count(each) > 1}:
        yield f"two stages are called {title!r}"
    for stage in table.stages:
        keys = [act.key for act in stage.acts]
        for key in {each for each in keys if keys.count(each) > 1}:
            twins = [act for act in stage.acts if act.key == key]
            # The particular one comes first; only the last may be for all other kinds of case.
            if not all(act.only for act in twins[:-1]):
                yield f"stage {stage.key!r} has two acts {key!r}"


def _unknown_targets(table: Procedure) -> Iterator[str]:
    for stage, act in _acts(table):
        if act.to is not None and act.to not in table.by_key:
            yield f"{stage.key}.{act.key} leads to {act.to!r}, which is no stage"


def _unreachable(table: Procedure) -> Iterator[str]:
    seen = {table.start, *(stage for _, stage in table.starts_in)} & table.by_key.keys()
    ahead = list(seen)
    while ahead:
        for act in table.by_key[ahead.pop()].acts:
            if act.to in table.by_key and act.to not in seen:
                seen.add(str(act.to))
                ahead.append(str(act.to))
    for stage in table.stages:
        if stage.key not in seen:
            yield f"stage {stage.key!r} cannot be reached"


def _dead_ends(table: Procedure) -> Iterator[str]:
    finishing = {stage.key for stage in table.stages if stage.ends}
    if not finishing:
        yield "no stage closes the case"
    grown = True
    while grown:
        grown = False
        for stage, act in _acts(table):
            if stage.key not in finishing and act.to in finishing:
                finishing.add(stage.key)
                grown = True
    for stage in table.stages:
        if stage.key not in finishing:
            yield f"stage {stage.key!r} is a dead end"
        if not stage.ends and all(act.who == (R.SYSTEM,) for act in stage.acts):
            yield f"nobody can act in stage {stage.key!r}"


def _begins(table: Procedure) -> Iterator[tuple[str, Begin]]:
    for begun in table.opening:
        yield "opening", begun
    for stage in table.stages:
        for within in stage.clocks:
            if not within.crosses:
                yield stage.key, within.begin
    for stage, act in _acts(table):
        for begun in act.starts:
            yield f"{stage.key}.{act.key}", begun


def _clocks_without_ground(table: Procedure) -> Iterator[str]:
    for place, begun in _begins(table):
        try:
            row = clock(begun.clock)
        except ClockUnknown:
            yield f"{place}: clock {begun.clock!r} is not in the catalogue"
            continue
        if not (begun.basis or row.basis):
            yield f"{place}: clock {begun.clock!r} has no legal basis"
        if row.term is None and not (begun.days or begun.limit):
            yield f"{place}: clock {begun.clock!r} has no number, and no fact states one"
    for stage, act in _acts(table):
        named = (*act.meets, *act.pauses, *act.resumes, *(act.switch or ()))
        for key in (*named, *((act.extends,) if act.extends else ())):
            try:
                clock(key)
            except ClockUnknown:
                yield f"{stage.key}.{act.key}: clock {key!r} is not in the catalogue"


def _crossings_unstarted(table: Procedure) -> Iterator[str]:
    started = {begun.clock for _, begun in _begins(table)}
    started |= {act.switch[1] for _, act in _acts(table) if act.switch}
    for stage in table.stages:
        for within in stage.clocks:
            if within.crosses and within.clock not in started:
                yield f"{stage.key}: clock {within.clock!r} crosses it, and nothing starts it"


def _lapses_without_act(table: Procedure) -> Iterator[str]:
    for stage in table.stages:
        for within in stage.clocks:
            lapse = stage.act(within.then) if within.then else None
            if within.then and (lapse is None or R.SYSTEM not in lapse.who):
                yield f"{stage.key}: {within.clock} then {within.then!r}, which no system act does"


def _pauses_without_ground(table: Procedure) -> Iterator[str]:
    for stage, act in _acts(table):
        for key in act.pauses:
            if key in LOCAL:
                continue
            place = f"{stage.key}.{act.key}"
            try:
                rule = pause_rule(clock(key), act.ground)
            except (ClockUnknown, ClockActRefused):
                yield f"{place} pauses {key!r} on {act.ground!r}, which is no legal ground of it"
                continue
            if rule.needs_notice and not set(SERVICE_FACTS) <= set(act.fact_needs):
                yield f"{place} pauses {key!r} without the served notice its ground wants"


def _switches_unlawful(table: Procedure) -> Iterator[str]:
    for stage, act in _acts(table):
        if act.switch and act.switch not in SWITCHES:
            yield f"{stage.key}.{act.key} switches {act.switch}, which no article allows"


def _facts_unknown(table: Procedure) -> Iterator[str]:
    asked = {key for _, act in _acts(table) for key in (*act.fact_needs, *act.optional)}
    for stage, act in _acts(table):
        for key in (*act.fact_needs, *act.optional):
            if key not in FACTS:
                yield f"{stage.key}.{act.key} needs {key!r}, which is no fact"
        kept = {each for pair in act.keeps for each in pair if isinstance(each, str)}
        for key in sorted({*kept, *(fact for fact, _, _ in act.feeds_if)} - FACTS.keys()):
            yield f"{stage.key}.{act.key} keeps {key!r}, which is no fact"
        if act.handlers > 1 and "handlers" not in act.fact_needs:
            yield f"{stage.key}.{act.key} takes {act.handlers} handlers and asks no names"
    for place, begun in _begins(table):
        for key in filter(None, (begun.at, begun.days, begun.limit, begun.subject)):
            if key not in asked and key not in FACTS:
                yield f"{place}: clock {begun.clock!r} reads {key!r}, which nobody is asked"


def _papers(table: Procedure) -> Iterator[str]:
    for stage, act in _acts(table):
        place = f"{stage.key}.{act.key}"
        for key in act.papers:
            if key not in PAPERS:
                yield f"{place} makes {key!r}, which is no paper"
        for key in (*act.serve, *act.tell):
            if key not in NOTICES:
                yield f"{place} sends {key!r}, which is no notice"
        for key in act.serve:
            if key in NOTICES and NOTICES[key].audience is not Audience.PARTY:
                yield f"{place} sends {key!r} to the party, for whom it is not"
        for key in act.tell:
            if key in NOTICES and NOTICES[key].audience is not Audience.AUTHORITY:
                yield f"{place} tells the bureau {key!r}, which is the party's"


def _approvals(table: Procedure) -> Iterator[str]:
    for stage, act in _acts(table):
        by_person = R.SYSTEM not in act.who
        outside = act.extends and _granted_outside(act.extends)
        if act.effect in WANTS_APPROVAL and not act.answers and by_person and not outside:
            yield f"{stage.key}.{act.key} ({act.effect}) wants an approver and has none"
        if act.effect in WANTS_TWO and act.handlers < 2:
            yield f"{stage.key}.{act.key} ({act.effect}) wants two officers"
        if act.extends and act.effect is not Effect.EXTEND:
            yield f"{stage.key}.{act.key} extends a clock and does not say so"


def _granted_outside(key: str) -> bool:
    """Answer whether only another body prolongs a clock: a court is nobody's own approver."""
    with suppress(ClockUnknown):
        rule = clock(key).extension
        return rule is not None and rule.approver in set(map(str, OUTSIDERS))
    return False


def _asks_unanswered(table: Procedure) -> Iterator[str]:
    for stage, act in _acts(table):
        if act.asks:
            target = table.by_key.get(act.to or stage.key)
            if target and not any(other.answers == act.asks for other in target.acts):
                yield f"{stage.key}.{act.key} asks for {act.asks!r}, which nobody can answer there"
        if act.answers and not _asked_before(table, stage, act.answers):
            yield f"{stage.key}.{act.key} answers {act.answers!r}, which nobody asks"


def _asked_before(table: Procedure, stage: Stage, ask: str) -> bool:
    return any(
        act.asks == ask and (act.to or origin.key) == stage.key for origin, act in _acts(table)
    )


def _audiences(table: Procedure) -> Iterator[str]:
    for stage, act in _acts(table):
        if R.ENTERPRISE in act.who and act.audience is not Audience.PARTY:
            yield f"{stage.key}.{act.key} is for the enterprise, whose audience is not the party"


def _endings(table: Procedure) -> Iterator[str]:
    for stage in table.stages:
        if stage.ends and any(not each.crosses for each in stage.clocks):
            yield f"stage {stage.key!r} closes the case and begins a clock"
        for act in stage.acts if stage.ends else ():
            place = f"{stage.key}.{act.key}"
            if act.asks or act.answers:
                yield f"{place} waits for an answer in a closed case, which no docket shows"
            if act.to not in (None, stage.key) and not act.turns_chapter:
                yield f"{place} opens a closed case anew and turns no chapter"


def _openings(table: Procedure, known: frozenset[str]) -> Iterator[str]:
    for stage, act in _acts(table):
        for opening in act.opens:
            if opening.procedure not in known:
                yield f"{stage.key}.{act.key} opens {opening.procedure!r}, which does not exist"


def _announcements(table: Procedure) -> Iterator[str]:
    known = {kind for group in table.kinds for kind in group} | {""}
    for kind, act in table.announces:
        if kind not in known:
            yield f"announces {act!r} for {kind!r}, which is no kind of case"
    for kind, start in table.starts_in:
        if kind not in known:
            yield f"starts {kind!r} in {start!r}, which is no kind of case"
        if start not in table.by_key:
            yield f"starts {kind!r} in {start!r}, which is no stage"
    for key in table.derived_facts:
        if key not in FACTS:
            yield f"derives {key!r}, which is no fact"


def prove_together(tables: Sequence[Procedure]) -> None:
    """Raise TableUnsound where one table tells another something that it cannot take.

    What is told is an act of the system in some table, and the teller knows the facts it needs.
    """
    flaws = [flaw for table in tables for flaw in _tellings(table, tables)]
    if flaws:
        raise TableUnsound("; ".join(flaws))


def _tellings(table: Procedure, tables: Sequence[Procedure]) -> Iterator[str]:
    known = {*table.opening_facts, *table.derived_facts, *_TOLD_ALONG}
    known |= {key for _, act in _acts(table) for key in (*act.fact_needs, *act.optional)}
    known |= {name for _, act in _acts(table) for _, name in act.keeps}
    told = [act.feeds for _, act in _acts(table) if act.feeds]
    told += [word for _, act in _acts(table) for *_, word in act.feeds_if]
    for key in dict.fromkeys([*told, *(act for _, act in table.announces)]):
        hearers = [
            act
            for other in tables
            for _, act in _acts(other)
            if key in (act.key, act.hears) and R.SYSTEM in act.who
        ]
        if not hearers:
            yield f"{table.key} tells {key!r}, which the system can do nowhere"
        for fact in {need for act in hearers for need in act.fact_needs} - known:
            yield f"{table.key} tells {key!r}, which needs {fact!r}, and does not know it"


def notices_of(tables: Mapping[str, Procedure]) -> frozenset[str]:
    """Answer every notice key that the tables send."""
    return frozenset(
        key
        for table in tables.values()
        for _, act in _acts(table)
        for key in (*act.serve, *act.tell)
    )
