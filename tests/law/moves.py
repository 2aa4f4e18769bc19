"""One act as the law's table says it and as the program's table does it, in the same words."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rules.grammar import Act, Procedure, Stage, Within, suits
from rules.notices import PAPERS
from rules.vocabulary import RELATION_TITLES, ROLE_TITLES

HERE = Path(__file__).parent
OPENING, ANY_OPEN, STAYS = "（开案）", "（任一未结阶段", "（不变）"
ROLE_WORDS = {"窗口": "窗口人员", "监督人员": "督察人员", "公安": "公安机关"}
KIND_WORDS = {
    "first": "首次", "renewal": "延续", "change": "变更", "reapplication": "重新申请",
    "ex_officio": "依职权变更", "key_managed": "重点", "simplified": "简化",
    "own": "自查", "assigned": "交办", "legacy": "遗留",
    "monitoring": "监测", "inspection": "监察", "supervision": "监管",
    "clue": "线索移送", "proposal": "诉前检察建议",
    "ordinary": "普通程序", "summary": "简易程序", "daily": "按日连续处罚",
    "restriction": "限制生产", "shutdown": "停产整治",
} | {str(relation): title for relation, title in RELATION_TITLES.items()}  # fmt: skip

Row = Mapping[str, str]
Kinds = tuple[str, ...]
Place = tuple[str, str]


@dataclass(frozen=True)
class Move:
    """What an act in a stage does to a case of one kind, told in officers' words.

    ``signs`` are clocks with their prefix (see README); ``sources`` the citations that are sure,
    ``doubtful`` those that are marked 待核.
    """

    who: frozenset[str]
    to: frozenset[str]
    papers: frozenset[str]
    signs: frozenset[str]
    sources: frozenset[str]
    doubtful: frozenset[str] = frozenset()
    closes: bool = False


Moves = dict[Place, Move]
Running = dict[str, frozenset[str]]


def law_rows(name: str) -> list[Row]:
    """Read the rows of the law's table of that name."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_kinds(table: Procedure) -> list[Kinds]:
    """Answer every combination of kinds that a case of the procedure can have."""
    return [tuple(each) for each in product(*table.kinds)]


def words(text: str, separator: str) -> frozenset[str]:
    """Part a cell."""
    return frozenset(word.strip() for word in text.split(separator) if word.strip())


def row_suits(row: Row, table: Procedure, kinds: Kinds) -> bool:
    """Answer whether a row is for these kinds: "or" within a group of kinds, "and" between."""
    wanted = words(row["kind"], " ")
    for group, kind in zip(table.kinds, kinds, strict=True):
        named = wanted & {KIND_WORDS[each] for each in group}
        if named and KIND_WORDS[kind] not in named:
            return False
    return True


def places(row: Row, table: Procedure) -> list[str]:
    """Answer the titles of the stages a row is for."""
    if not row["stage"].startswith(ANY_OPEN):
        return [row["stage"]]
    save = words(row["stage"].removeprefix(ANY_OPEN).strip("，除）"), "、")
    return [stage.title for stage in table.stages if not stage.ends and stage.title not in save]


def starts_at(rows: Iterable[Row], table: Procedure, kinds: Kinds) -> frozenset[str]:
    """Answer the titles of the stages where a case of these kinds is opened."""
    return frozenset(
        row["next"] for row in rows if row["stage"] == OPENING and row_suits(row, table, kinds)
    )


def opened_by(rows: Iterable[Row], table: Procedure, kinds: Kinds) -> frozenset[str]:
    """Answer the clocks that run from the opening, as the law's table says."""
    return frozenset(
        sign[1:]
        for row in rows
        if row["stage"] == OPENING and row_suits(row, table, kinds)
        for sign in words(row["clock"], " ")
        if sign[0] == "+"
    )


def law_moves(rows: Iterable[Row], table: Procedure, kinds: Kinds) -> Moves:
    """Answer what the law says may be done in each stage of a case of these kinds."""
    said: Moves = {}
    for row in rows:
        if row["stage"] == OPENING or not row_suits(row, table, kinds):
            continue
        for place in places(row, table):
            key = (place, row["action"])
            said[key] = merged(said.get(key), _law_move(row, table, place))
    return said


def _law_move(row: Row, table: Procedure, place: str) -> Move:
    to = place if row["next"] == STAYS else row["next"]
    pieces = [piece for piece in row["article"].split(";") if piece.strip()]
    return Move(
        who=frozenset(ROLE_WORDS.get(word, word) for word in words(row["who"], "、")),
        to=frozenset({to}),
        papers=words(row["document"], "、"),
        signs=words(row["clock"], " "),
        sources=citations("；".join(piece for piece in pieces if "待核" not in piece)),
        doubtful=citations("；".join(piece for piece in pieces if "待核" in piece)),
        closes=to != place and any(stage.ends and stage.title == to for stage in table.stages),
    )


def merged(one: Move | None, other: Move) -> Move:
    """Put together two rows, or two acts, of one name for one kind of case."""
    if one is None:
        return other
    return Move(
        one.who | other.who, one.to | other.to, one.papers | other.papers,
        one.signs | other.signs, one.sources | other.sources, one.doubtful | other.doubtful,
        one.closes or other.closes,
    )  # fmt: skip


def table_moves(table: Procedure, kinds: Kinds) -> Moves:
    """Answer what the program lets be done in each stage of a case of these kinds."""
    done: Moves = {}
    for stage in table.stages:
        for act in stage.acts:
            if act.suits(kinds) and stage.act(act.key, kinds) is act:
                key = (stage.title, act.title)
                done[key] = merged(done.get(key), _table_move(table, stage, act, kinds))
    return done


def _table_move(table: Procedure, stage: Stage, act: Act, kinds: Kinds) -> Move:
    target = table.stage(act.to) if act.to else stage
    return Move(
        who=frozenset(ROLE_TITLES[each] for each in act.who),
        to=frozenset({target.title}),
        papers=frozenset().union(*(words(PAPERS[key].title, "、") for key in act.papers)),
        signs=frozenset(_signs(stage, target, act, kinds)),
        sources=citations(act.basis),
        closes=target.ends and target.key != stage.key,
    )


def _signs(stage: Stage, target: Stage, act: Act, kinds: Kinds) -> Iterator[str]:
    lapsing = {each.clock for each in stage.clocks if each.then == act.key}
    ended = set(act.meets)
    begun = {each.clock for each in act.starts if suits(each.when, kinds)}
    if target.key != stage.key:
        ended |= _own(stage.clocks, kinds) - {each.clock for each in target.clocks}
        begun |= set() if target.ends else _own(target.clocks, kinds)
    signs: dict[str, set[str]] = {
        "+": begun,
        "!": lapsing,
        "-": ended - lapsing,
        "~": set(act.pauses),
        "^": set(act.resumes),
        "*": {act.extends} if act.extends else set(),
    }
    for sign, keys in signs.items():
        yield from (f"{sign}{key}" for key in keys if not key.startswith("LOCAL-"))
    if act.switch:
        yield ">".join(act.switch)


def _own(clocks: Iterable[Within], kinds: Kinds) -> set[str]:
    return {each.clock for each in clocks if not each.crosses and suits(each.begin.when, kinds)}


def table_opening(table: Procedure, kinds: Kinds) -> frozenset[str]:
    """Answer the clocks that run from the opening, as the program's table begins them."""
    return frozenset(
        each.clock
        for each in table.opening
        if suits(each.when, kinds) and not each.clock.startswith("LOCAL-")
    )


def running(moves: Moves, starts: Iterable[str], opening: frozenset[str]) -> Running:
    """Answer which clocks can be running in each stage: walk every move until nothing grows.

    A closing stops every clock but those that may still lapse in the closed case.
    """
    found: Running = dict.fromkeys(starts, opening)
    ahead = list(found)
    while ahead:
        place = ahead.pop()
        for (stage, _), move in moves.items():
            if stage != place:
                continue
            for to in move.to:
                after = _after(move, found[place])
                after &= _lapsing(moves, to) if move.closes else after
                if to not in found or not after <= found[to]:
                    found[to] = found.get(to, frozenset()) | after
                    ahead.append(to)
    return found


def _lapsing(moves: Moves, place: str) -> frozenset[str]:
    signs = (move.signs for (stage, _), move in moves.items() if stage == place)
    return frozenset(key for each in signs for key in _keys(each, "!"))


def _after(move: Move, before: frozenset[str]) -> frozenset[str]:
    switched = [sign.split(">") for sign in move.signs if ">" in sign]
    turned = {new for old, new in switched if old in before}
    lapsed = _keys(move.signs, "!")
    gone = _keys(move.signs, "-") | {old for old, _ in switched}
    gone |= lapsed if len(lapsed) == 1 else set()
    return frozenset((before - gone) | _keys(move.signs, "+") | turned)


def _keys(signs: Iterable[str], prefix: str) -> frozenset[str]:
    return frozenset(sign[1:] for sign in signs if sign[0] == prefix)


def happening(signs: Iterable[str], here: frozenset[str]) -> frozenset[str]:
    """Leave out of an act's signs what concerns a clock that cannot be running in the stage."""
    return frozenset(
        sign for sign in signs
        if sign[0] == "+" or sign.split(">")[0].lstrip("-!~^*") in here
    )  # fmt: skip


ALIASES = {
    "条例": "排污许可管理条例", "办法": "生态环境行政处罚办法", "许可法": "行政许可法",
    "环境保护部令第28号": "环境保护主管部门实施按日连续处罚办法", "法典": "生态环境法典",
    "环境保护部令第29号": "环境保护主管部门实施查封、扣押办法",
    "环境保护部令第30号": "环境保护主管部门实施限制生产、停产整治办法",
    "国务院令第310号": "行政执法机关移送涉嫌犯罪案件的规定",
}  # fmt: skip


def citations(text: str) -> frozenset[str]:
    """Answer each article a text cites as "law#number", and each paper by its number alone."""
    found: set[str] = set()
    for piece in re.split(r"[；;]", re.sub(r"（[^）]*）", "", text)):
        law = re.match(r"\s*(环境保护部令第\d+号|[^第]*?〔\d+〕\d+号|HJ ?944-2018|[^第]*)", piece)
        name = law.group(1).strip() if law else ""
        name = ALIASES.get(name, name)
        rest = piece[law.end() :] if law else piece
        numbers = set(re.findall(r"第\s*(\d+)\s*条", rest))
        for first, last in re.findall(r"第\s*(\d+)\s*条至第\s*(\d+)\s*条", rest):
            numbers |= {str(each) for each in range(int(first), int(last) + 1)}
        found |= {f"{name}#{number}" for number in numbers}
        if "号" in name or name.startswith("HJ"):
            found.add(name)
    return frozenset(found)
