"""A case as decisions look at it, and what stands beside it, read for one click or for many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session

from casework.clock_reading import open_clocks, open_clocks_of
from casework.family import kin_beside, priors_of
from casework.inspectors import inspectors_beside
from casework.late_filings import waiting_filings
from casework.local_rules import (
    detention_goes_alone,
    local_amounts,
    local_tables,
    samples_allowed,
)
from casework.people import people
from casework.procedures import table_of
from casework.stand_ins import stand_ins_since
from models import CaseFile, CaseLink, Recusal
from rules.case_view import (
    Ask,
    CaseView,
    ClockView,
    KinView,
    LinkView,
)
from rules.deadlines import legal_day
from rules.delegation import StandIn
from rules.errors import PermitLoopError
from rules.facts import FACTS, FactValue
from rules.procedures.measures import PROPOSED_ON
from rules.window import LateFiling
from rules.workdays import Calendar

CASE = CaseFile.__table__  # type: ignore[attr-defined]


F = CASE.c


L = CaseLink.__table__.c  # type: ignore[attr-defined]


R = Recusal.__table__.c  # type: ignore[attr-defined]


# Built once: a statement that is built at each click costs more than its execution.
_BY_NO = select(*F).where(F.case_no == bindparam("numbered"))


_BY_NO_LOCKED = _BY_NO.with_for_update()


_LINKS = (
    select(F.case_no, F.procedure, L.relation, F.closed_at, F.outcome, F.kinds)
    .join_from(CaseLink.__table__, CASE, L.to_case_id == F.id)  # type: ignore[attr-defined]
    .where(L.from_case_id == bindparam("opener"))
    .order_by(L.id)
)


_RECUSED = select(R.officer_id).where(R.case_id == bindparam("of_case"))


_LINKS_OF = (
    select(L.from_case_id, *_LINKS.selected_columns)
    .join_from(CaseLink.__table__, CASE, L.to_case_id == F.id)  # type: ignore[attr-defined]
    .where(L.from_case_id.in_(bindparam("openers", expanding=True)))
    .order_by(L.id)
)


_RECUSED_OF = select(R.case_id, R.officer_id).where(
    R.case_id.in_(bindparam("of_cases", expanding=True))
)


class CaseUnknown(PermitLoopError):
    """没有这个案号，请核对后重试。"""


@dataclass(frozen=True)
class Beside:
    """What a decision looks at beside the case's own row."""

    clocks: list[dict[str, Any]]
    links: tuple[LinkView, ...]
    recused: frozenset[str]
    stand_ins: tuple[StandIn, ...]
    inspectors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kin: tuple[KinView, ...] = ()
    late_filings: tuple[LateFiling, ...] = ()
    priors: tuple[KinView, ...] = ()


def case_view(session: Session, case_no: str, now: datetime) -> CaseView:
    """Answer a case as decisions look at it; CaseUnknown when there is none."""
    row = _case_row(session, case_no, lock=False)
    return view_of(session, row, beside_case(session, row, now), now, (), None)


def locked_case(session: Session, case_no: str) -> dict[str, Any]:
    """Answer a case's row, held against other writers until the transaction ends."""
    return _case_row(session, case_no, lock=True)


def _case_row(session: Session, case_no: str, *, lock: bool) -> dict[str, Any]:
    # SQLite knows no row locks: its writing session holds the one lock already.
    wanted = _BY_NO_LOCKED if lock else _BY_NO
    found = session.execute(wanted, {"numbered": case_no}).mappings().one_or_none()
    if found is None:
        raise CaseUnknown(f"没有案号为“{case_no}”的案件，请核对后重试")
    return dict(found)


def named_people(facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """Answer the 工号 that facts name."""
    lists = [named for key, named in facts.items() if key in FACTS and FACTS[key].names_people]
    return tuple(each for named in lists for each in _ids(named))


def _ids(named: FactValue) -> tuple[str, ...]:
    if isinstance(named, str):
        return tuple(each.strip() for each in named.split(","))
    return tuple(str(each) for each in named) if isinstance(named, list | tuple) else ()


def besides(
    session: Session, rows: Sequence[Mapping[str, Any]], now: datetime
) -> dict[int, Beside]:
    """Answer what decisions look at beside each of several cases, read at once."""
    ids = [row["id"] for row in rows]
    clocks = open_clocks_of(session, ids)
    links: dict[int, list[LinkView]] = {each: [] for each in ids}
    for opener, *rest in session.execute(_LINKS_OF, {"openers": ids}):
        links[opener].append(_link(*rest))
    recused: dict[int, set[str]] = {each: set() for each in ids}
    for case_id, officer in session.execute(_RECUSED_OF, {"of_cases": ids}):
        recused[case_id].add(officer)
    since = {row["id"]: _first_ask(row, now) for row in rows}
    stand_ins = {on: stand_ins_since(session, on, legal_day(now)) for on in set(since.values())}
    return {
        each: Beside(
            clocks[each], tuple(links[each]), frozenset(recused[each]), stand_ins[since[each]]
        )
        for each in ids
    }


def beside_case(
    session: Session, row: Mapping[str, Any], now: datetime, *, held: bool = False
) -> Beside:
    """Read what a decision looks at beside one case's row."""
    return Beside(
        open_clocks(session, row["id"]),
        linked_cases(session, row["id"]),
        frozenset(session.execute(_RECUSED, {"of_case": row["id"]}).scalars()),
        stand_ins_since(session, _first_ask(row, now), legal_day(now)),
        inspectors_beside(session, row["id"], row["procedure"]),
        kin_beside(session, row["id"], row["procedure"], held=held),
        waiting_filings(session, row["id"], row["procedure"]),
        priors_of(session, row["id"], row["procedure"]),
    )


def view_of(
    session: Session,
    row: Mapping[str, Any],
    beside: Beside,
    now: datetime,
    named: tuple[str, ...],
    calendar: Calendar | None,
) -> CaseView:
    """Answer a case as decisions look at it, from its row and what stands beside it."""
    return CaseView(
        case_no=row["case_no"],
        procedure=table_of(row["procedure"], row["procedure_version"]),
        stage=row["stage"],
        kinds=frozenset(row["kinds"]),
        party_id=row["party_id"],
        now=now,
        today=legal_day(now),
        facts=row["facts"],
        asks={name: Ask(**ask) for name, ask in row["asks"].items()},
        doers={act: frozenset(ids) for act, ids in row["doers"].items()} | dict(beside.inspectors),
        clocks=tuple(
            ClockView(
                each["key"], each["subject"], each["status"], each["start_on"], each["due_at"]
            )
            for each in beside.clocks
        ),
        links=beside.links,
        kin=beside.kin,
        priors=beside.priors,
        late_filings=beside.late_filings,
        recused=beside.recused,
        people=people(session, named),
        calendar=calendar,
        stand_ins=beside.stand_ins,
        thresholds=local_amounts(session, legal_day(now)),
        discretion=local_tables(session, legal_day(now)),
        sample_tables=samples_allowed(session, legal_day(now)),
        detention_alone=detention_goes_alone(session, legal_day(now)),
        stage_since=None if row["stage_since"] == row["opened_at"] else row["stage_since"],
        assignee=row["assignee_id"] or "",
    )


def _first_ask(row: Mapping[str, Any], now: datetime) -> date:
    """Answer since when somebody's standing in for somebody matters to the case."""
    asked = [datetime.fromisoformat(ask["at"]) for ask in row["asks"].values()]
    first = legal_day(min([now, *asked]))
    proposed = row["facts"].get(PROPOSED_ON)
    return min(first, date.fromisoformat(proposed)) if proposed else first


def linked_cases(session: Session, case_id: int) -> tuple[LinkView, ...]:
    """Answer the cases that this one opened."""
    return tuple(_link(*row) for row in session.execute(_LINKS, {"opener": case_id}))


def _link(
    case_no: str,
    procedure: str,
    relation: str,
    closed_at: datetime | None,
    outcome: str,
    kinds: Sequence[str],
) -> LinkView:
    return LinkView(case_no, procedure, relation, closed_at is None, outcome, frozenset(kinds))
