"""What waits for whose answer: every open request with the people who may answer it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, cast, select
from sqlmodel import Session

from casework.district import newest_setting
from casework.procedures import table_of
from casework.stand_ins import stand_ins_since
from casework.when_told import clock_behind
from models import CaseFile, Clock, Officer, Party, Recusal
from models.remembered import remembered
from rules.answering import answers, kept_out, told_of
from rules.clocks import clock
from rules.deadlines import legal_day
from rules.delegation import StandIn
from rules.grammar import Act
from rules.sections import heads_told, section_by_procedure
from rules.vocabulary import HANDLER, OUTSIDERS, R

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741
X = Recusal.__table__.c  # type: ignore[attr-defined]

CHUNK = 500


@dataclass(frozen=True)
class Awaited:
    """One open request: ``whom`` it waits for, and the clock that runs behind it, if any."""

    case_no: str
    party: str
    act: str
    by: str
    since: date
    whom: frozenset[str]
    clock: str = ""
    due_on: date | None = None
    provisional: bool = False


@dataclass(frozen=True)
class _Beside:
    """What is read once for all cases: who works here, who keeps out, which clocks run."""

    names: Mapping[str, str]
    roles: Mapping[str, frozenset[str]]
    sections: Mapping[str, str]
    by_procedure: Mapping[str, str]
    recused: Mapping[int, frozenset[str]]
    clocks: Mapping[int, Sequence[Mapping[str, Any]]]


def awaited(session: Session, now: datetime) -> tuple[Awaited, ...]:
    """Answer the open requests of all open cases, the most pressing first."""
    return remembered(session, ("awaited", now), lambda: _awaited(session, now))


def _awaited(session: Session, now: datetime) -> tuple[Awaited, ...]:
    wanted = (
        select(
            F.id, F.case_no, F.procedure, F.procedure_version, F.stage, F.kinds, F.asks, F.doers,
            F.assignee_id, P.name,
        )
        .join(Party, F.party_id == P.id)
        .where(F.closed_at.is_(None), cast(F.asks, String) != "{}")
        .order_by(F.id)
    )  # fmt: skip
    rows = [dict(row) for row in session.execute(wanted).mappings()]
    today = legal_day(now)
    beside = _beside(session, [row["id"] for row in rows], today)
    first = min((_asked_on(ask) for row in rows for ask in row["asks"].values()), default=today)
    held = stand_ins_since(session, first, today) if rows else ()
    found = [
        line
        for row in rows
        for name, ask in row["asks"].items()
        for line in _line(row, name, ask, beside, held, today)
    ]
    return tuple(sorted(found, key=lambda each: (each.due_on or date.max, each.since)))


def _beside(session: Session, ids: Sequence[int], today: date) -> _Beside:
    people = session.execute(select(O.id, O.name, O.roles, O.active, O.section)).all()
    recused: dict[int, frozenset[str]] = {}
    clocks: dict[int, list[Mapping[str, Any]]] = {}
    for begin in range(0, len(ids), CHUNK):
        those = ids[begin : begin + CHUNK]
        kept = select(X.case_id, X.officer_id).where(X.case_id.in_(those))
        for case_id, officer in session.execute(kept):
            recused[case_id] = recused.get(case_id, frozenset()) | {officer}
        running = select(C.case_id, C.key, C.due_on, C.provisional).where(
            C.case_id.in_(those), C.open.is_(True), C.due_on.is_not(None)
        )
        for row in session.execute(running).mappings():
            clocks.setdefault(row["case_id"], []).append(dict(row))
    inside = {each.id: frozenset(each.roles) for each in people if each.active}
    names = {each.id: each.name for each in people}
    sections = {each.id: each.section for each in people}
    by_procedure = section_by_procedure(newest_setting(session, today))
    return _Beside(names, inside, sections, by_procedure, recused, clocks)


def _asked_on(ask: Mapping[str, Any]) -> date:
    return legal_day(datetime.fromisoformat(ask["at"]))


def _line(
    row: Mapping[str, Any],
    name: str,
    ask: Mapping[str, Any],
    beside: _Beside,
    held: Iterable[StandIn],
    today: date,
) -> tuple[Awaited, ...]:
    table = table_of(row["procedure"], row["procedure_version"])
    acts = answers(table.stage(row["stage"]), name, row["kinds"])
    if not acts:
        return ()
    askers = {ask["by"], *row["doers"].get(ask["act"], ())}
    barred = kept_out(askers, held, _asked_on(ask), today)
    barred |= beside.recused.get(row["id"], frozenset())
    behind = clock_behind(acts, beside.clocks.get(row["id"], ()))
    asked = (act.title for each in table.stages for act in each.acts if act.key == ask["act"])
    return (
        Awaited(
            case_no=row["case_no"],
            party=row["name"],
            act=next(asked, ask["act"]),
            by=beside.names.get(ask["by"], ask["by"]),
            since=_asked_on(ask),
            whom=_own_heads(_may(acts, row, beside) - barred, row, beside),
            clock=clock(behind["key"]).title if behind else "",
            due_on=behind["due_on"] if behind else None,
            provisional=bool(behind and behind["provisional"]),
        ),
    )


def _own_heads(whom: frozenset[str], row: Mapping[str, Any], beside: _Beside) -> frozenset[str]:
    """Leave out heads of other sections, while the case's own has one who may answer."""
    heads = {
        each: beside.sections[each]
        for each in sorted(whom)
        if R.SECTION_HEAD in beside.roles[each] and R.BUREAU_HEAD not in beside.roles[each]
    }
    handlers = beside.sections.get(row["assignee_id"] or "", "")
    told = heads_told(heads, handlers, row["procedure"], beside.by_procedure)
    return whom - (set(heads) - set(told))


def _may(acts: Sequence[Act], row: Mapping[str, Any], beside: _Beside) -> frozenset[str]:
    roles = told_of(acts)
    holders = {
        who
        for who, has in beside.roles.items()
        if has.intersection(roles) and has - {str(each) for each in OUTSIDERS}
    }
    handler = {row["assignee_id"]} & set(beside.roles) if HANDLER in roles else set()
    return frozenset(holders | handler)
