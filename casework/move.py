"""What would become of each open case in another version of its procedure's table."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from casework.clock_reading import open_clocks
from models import CaseFile
from rules.grammar import Procedure, Stage, suits
from rules.procedures import PROCEDURES

F = CaseFile.__table__.c  # type: ignore[attr-defined]


class Verdict(StrEnum):
    """What a move would mean for a case."""

    STAYS = "stays"
    MOVES = "moves"
    PERSON = "person"


VERDICT_TITLES = {Verdict.STAYS: "不动", Verdict.MOVES: "可转", Verdict.PERSON: "须由人判断"}


@dataclass(frozen=True)
class Move:
    """One case's answer, and every reason why a person must look."""

    case_no: str
    from_version: int
    stage: str
    stage_title: str
    verdict: Verdict
    why: tuple[str, ...]


def plan_move(session: Session, new: Procedure) -> tuple[Move, ...]:
    """Answer for each open case of the procedure whether it stays, moves or needs a person.

    ``new`` is the version that it would move to. Nothing is written.
    """
    rows = session.execute(
        select(*F).where(F.procedure == new.key, F.closed_at.is_(None)).order_by(F.id)
    ).mappings()
    return tuple(_judge(session, row, new) for row in rows.all())


def _judge(session: Session, row: RowMapping, new: Procedure) -> Move:
    old = PROCEDURES.get((row["procedure"], row["procedure_version"]))
    stage = old.by_key.get(row["stage"]) if old else None
    title = stage.title if stage else row["stage"]
    if row["procedure_version"] == new.version:
        return _answer(row, title, Verdict.STAYS, (f"已在第{new.version}版",))
    if row["procedure_version"] > new.version:
        return _answer(row, title, Verdict.STAYS, ("现行版本更新，不往回转",))
    why = tuple(_doubts(session, row, old, new))
    return _answer(row, title, Verdict.PERSON if why else Verdict.MOVES, why)


def _answer(row: RowMapping, title: str, verdict: Verdict, why: tuple[str, ...]) -> Move:
    return Move(row["case_no"], row["procedure_version"], row["stage"], title, verdict, why)


def _doubts(
    session: Session, row: RowMapping, old: Procedure | None, new: Procedure
) -> Iterator[str]:
    stage = new.by_key.get(row["stage"])
    if stage is None or stage.ends:
        yield f"新版没有“{row['stage']}”这一未结环节"
        return
    before = old.by_key.get(row["stage"]) if old else None
    if before is not None and before.title != stage.title:
        yield f"环节的含义可能变了：原为“{before.title}”，新版为“{stage.title}”"
    known = {kind for group in new.kinds for kind in group}
    for kind in row["kinds"]:
        if known and kind not in known:
            yield f"新版没有“{kind}”这一类别"
    yield from _asks(row, stage)
    yield from _clocks(session, row, stage, new)


def _asks(row: RowMapping, stage: Stage) -> Iterator[str]:
    answerable = {act.answers for act in stage.acts if act.suits(row["kinds"])}
    for ask in row["asks"]:
        if ask not in answerable:
            yield f"待批的“{ask}”在新版的“{stage.title}”环节无人可答复"


def _clocks(session: Session, row: RowMapping, stage: Stage, new: Procedure) -> Iterator[str]:
    running = {each["key"] for each in open_clocks(session, row["id"])}
    for key in sorted(running - _ended_somewhere(new)):
        yield f"正在计算的期限{key}在新版中没有任何事项会使它结束"
    for each in stage.clocks:
        if each.crosses or not suits(each.begin.when, row["kinds"]):
            continue
        if each.clock not in running:
            yield f"新版的“{stage.title}”环节有期限{each.clock}，本案没有起算，须确认起算日"


def _ended_somewhere(table: Procedure) -> set[str]:
    stages = {each.clock for stage in table.stages for each in stage.clocks}
    acts = [act for stage in table.stages for act in stage.acts]
    met = {key for act in acts for key in (*act.meets, *(act.switch or ()))}
    started = {each.clock for act in acts for each in act.starts}
    return stages | met | started | {each.clock for each in table.opening}
