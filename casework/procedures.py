"""Which table a case runs by, and whether every live case still has its stage."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlmodel import Session

from models import CaseFile
from rules.errors import PermitLoopError
from rules.grammar import Procedure
from rules.procedures import PROCEDURES, latest

F = CaseFile.__table__.c  # type: ignore[attr-defined]


class ProcedureGone(PermitLoopError):
    """程序表的这个版本已不在系统中，请联系系统管理员。"""


def table_of(key: str, version: int) -> Procedure:
    """Answer the table a case was opened under; ProcedureGone when it is not shipped any more."""
    try:
        return PROCEDURES[key, version]
    except KeyError:
        known = [number for name, number in PROCEDURES if name == key]
        versions = "、".join(map(str, sorted(known)))
        has = f"本程序只有第 {versions} 版" if known else "也没有别的版本"
        raise ProcedureGone(f"程序“{key}”没有第 {version} 版，{has}") from None


def newest(key: str) -> Procedure:
    """Answer the version that new cases are opened under; ProcedureGone when there is none."""
    found = latest(key)
    if found is None:
        raise ProcedureGone(f"没有名为“{key}”的程序，请核对程序名称")
    return found


def outcome_title(key: str, version: int, outcome: str) -> str:
    """Answer what officers call an outcome: the act that brings it about."""
    table = PROCEDURES.get((key, version))
    titles = {
        act.title: None
        for stage in (table.stages if table else ())
        for act in stage.acts
        # What is done in a case that has ended brings no ending about.
        if table and not stage.ends
        if (target := table.stage(act.to) if act.to else stage).ends
        if (act.outcome or target.outcome) == outcome
    }
    return "、".join(titles) or outcome


def stranded(session: Session) -> list[str]:
    """Answer the live cases whose table or stage the program no longer has, a line each."""
    rows = session.execute(
        select(F.procedure, F.procedure_version, F.stage, func.count(), func.min(F.case_no))
        .where(F.closed_at.is_(None))
        .group_by(F.procedure, F.procedure_version, F.stage)
    ).all()
    return list(_gone(tuple(row) for row in rows))


def _gone(rows: Iterable[tuple[str, int, str, int, str]]) -> Iterable[str]:
    for key, version, stage, count, first in rows:
        table = PROCEDURES.get((key, version))
        if table is None or stage not in table.by_key:
            yield f"{key} v{version} stage {stage}: {count} live cases, the first {first}"
