"""Says in a line each how the program's table differs from the law's, for every kind of case."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rules.grammar import Procedure
from rules.vocabulary import ROLE_TITLES, R
from tests.law.moves import (
    KIND_WORDS,
    OPENING,
    ROLE_WORDS,
    Kinds,
    Move,
    Moves,
    Place,
    Row,
    Running,
    all_kinds,
    happening,
    law_moves,
    opened_by,
    places,
    row_suits,
    running,
    starts_at,
    table_moves,
    table_opening,
    words,
)

RECEIVING = {ROLE_TITLES[R.RECEPTIONIST], ROLE_TITLES[R.PERMIT_OFFICER]}
"""Those who enter what an enterprise has filed on the national platform or on paper."""


@dataclass(frozen=True)
class Pair:
    """One kind of case on both sides: what may be done where, and which clocks run there."""

    kinds: Kinds
    law: Moves
    table: Moves
    law_running: Running
    table_running: Running

    def shared(self) -> Iterator[tuple[Place, Move, Move]]:
        """Answer each act that both sides know in a stage that the case can stand in."""
        for place in sorted(self.law.keys() & self.table.keys()):
            if place[0] in self.table_running:
                yield place, self.table[place], self.law[place]


def pairs(rows: Sequence[Row], table: Procedure) -> Iterator[Pair]:
    """Answer both sides for every combination of kinds."""
    for kinds in all_kinds(table):
        starts = starts_at(rows, table, kinds)
        law, runs = law_moves(rows, table, kinds), table_moves(table, kinds)
        yield Pair(
            kinds, law, runs,
            running(law, starts, opened_by(rows, table, kinds)),
            running(runs, starts, table_opening(table, kinds)),
        )  # fmt: skip


Finding = tuple[str, str]
Aspect = Callable[[Pair], Iterator[Finding]]


def found(aspect: Aspect, rows: Sequence[Row], table: Procedure) -> list[str]:
    """Answer the differences in one aspect, the kinds of case that share one on its line."""
    seen: dict[Finding, list[str]] = {}
    for pair in pairs(rows, table):
        for finding in aspect(pair):
            seen.setdefault(finding, []).append("·".join(KIND_WORDS[each] for each in pair.kinds))
    everywhere = len(all_kinds(table))
    return [
        f"{where}: {what}" + ("" if len(kinds) == everywhere else f" [{'、'.join(kinds)}]")
        for (where, what), kinds in sorted(seen.items())
    ]


def _differ(place: Place, given: frozenset[str], wanted: frozenset[str]) -> Iterator[Finding]:
    if given != wanted:
        more, less = "、".join(sorted(given - wanted)), "、".join(sorted(wanted - given))
        yield " / ".join(place), f"only in the table: {more or '-'}; only in the law: {less or '-'}"


def acts(pair: Pair) -> Iterator[Finding]:
    """Say which acts one side has and the other has not, in stages that the case can stand in."""
    for place in pair.law.keys() ^ pair.table.keys():
        if place[0] in pair.table_running.keys() | pair.law_running.keys():
            yield " / ".join(place), f"only in the {'law' if place in pair.law else 'table'}"


def people(pair: Pair) -> Iterator[Finding]:
    """Say where others may act than the law says."""
    for place, given, wanted in pair.shared():
        yield from _differ(place, given.who, wanted.who)


def stages(pair: Pair) -> Iterator[Finding]:
    """Say where an act leads elsewhere than the law says."""
    for place, given, wanted in pair.shared():
        yield from _differ(place, given.to, wanted.to)


def papers(pair: Pair) -> Iterator[Finding]:
    """Say where an act makes other papers than the law says."""
    for place, given, wanted in pair.shared():
        yield from _differ(place, given.papers, wanted.papers)


def clocks(pair: Pair) -> Iterator[Finding]:
    """Say where an act moves clocks otherwise; what closes a case may leave ends to the closing."""
    for place, given, wanted in pair.shared():
        here = pair.table_running[place[0]]
        signs = happening(given.signs, here)
        law = happening(wanted.signs, pair.law_running.get(place[0], frozenset()))
        if given.closes:
            law -= {f"-{key}" for key in here} - signs
        yield from _differ(place, signs, law)


def articles(pair: Pair) -> Iterator[Finding]:
    """Say where act and row cite no article in common, unless all that the row cites is 待核."""
    for place, given, wanted in pair.shared():
        if wanted.sources and not given.sources & (wanted.sources | wanted.doubtful):
            yield from _differ(place, given.sources, wanted.sources)


def openings(rows: Sequence[Row], table: Procedure) -> list[str]:
    """Say where cases are opened by others, in another stage, or with other clocks."""
    lines = []
    wanted = _openers(rows)
    hands = {ROLE_TITLES[each] for kinds in all_kinds(table) for each in table.openers(kinds)}
    said = {role for role in ROLE_TITLES.values() if role in table.opened_by} | hands
    said = _for_the_party(said, wanted)
    if said != wanted:
        lines.append(f"opened by {sorted(said)} in the table, by {sorted(wanted)} in the law")
    for kinds in all_kinds(table):
        case = "·".join(KIND_WORDS[each] for each in kinds)
        law, runs = opened_by(rows, table, kinds), table_opening(table, kinds)
        if law != runs:
            lines.append(f"{case} begins {sorted(runs)} in the table, {sorted(law)} in the law")
        lines += [
            f"{case} starts in {title} in the law; the table does not say so"
            for title in starts_at(rows, table, kinds) - {table.stage(table.start).title}
            if f"自“{title}”开始" not in table.opened_by
        ]
    return lines


def by_hand(rows: Sequence[Row], table: Procedure) -> list[str]:
    """Say where others than the law's people may open a case themselves, by kind of case."""
    lines = []
    for kinds in all_kinds(table):
        wanted = _openers(row for row in rows if row_suits(row, table, kinds)) - {"系统"}
        said = _for_the_party({ROLE_TITLES[each] for each in table.openers(kinds)}, wanted)
        case = "·".join(KIND_WORDS[each] for each in kinds)
        if said != wanted:
            lines.append(f"{case} opened by {sorted(said)} in the table, {sorted(wanted)} in law")
    return lines


def _openers(rows: Iterable[Row]) -> set[str]:
    opening = (row for row in rows if row["stage"] == OPENING)
    return {ROLE_WORDS.get(word, word) for row in opening for word in words(row["who"], "、")}


def _for_the_party(said: set[str], wanted: set[str]) -> set[str]:
    """Take those who enter what the party files, where the law lets it file, for the party."""
    party = ROLE_TITLES[R.ENTERPRISE]
    if party not in wanted or not said & {party, *RECEIVING}:
        return said
    return (said - (RECEIVING - wanted)) | {party}


def idle_signs(rows: Sequence[Row], table: Procedure) -> list[str]:
    """Say which sign of the law's rows concerns a clock that cannot be running there."""
    both, lines = list(pairs(rows, table)), []
    for row in (each for each in rows if each["stage"] != OPENING):
        here: frozenset[str] = frozenset()
        for pair in (each for each in both if row_suits(row, table, each.kinds)):
            here = here.union(*(pair.law_running.get(at, ()) for at in places(row, table)))
        signs = {sign for sign in words(row["clock"], " ") if sign[0] != "="}
        idle = sorted(signs - happening(signs, here))
        lines += [f"{row['stage']} / {row['action']}: {sign} cannot be running" for sign in idle]
    return lines


def clocks_beside(rows: Sequence[Row], table: Procedure) -> list[str]:
    """Say which "=" of the law is run as a clock in the same stage after all."""
    lines = []
    for pair in pairs(rows, table):
        for row in (each for each in rows if row_suits(each, table, pair.kinds)):
            beside = {sign[1:] for sign in words(row["clock"], " ") if sign[0] == "="}
            lines += [
                f"{at} / {row['action']}: {key} runs as a clock"
                for at in places(row, table)
                for key in beside & pair.table_running.get(at, frozenset())
            ]
    return lines


def twin_rows(rows: Sequence[Row], table: Procedure) -> list[str]:
    """Say which acts two rows of one kind of case speak of."""
    lines = set()
    for kinds in all_kinds(table):
        said: set[Place] = set()
        for row in rows:
            if row["stage"] == OPENING or not row_suits(row, table, kinds):
                continue
            for at in places(row, table):
                if (at, row["action"]) in said:
                    lines.add(f"{at} / {row['action']}: two rows")
                said.add((at, row["action"]))
    return sorted(lines)
