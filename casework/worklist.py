"""What waits for whom: the docket of a district, read from indexed rows, never written."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, String, cast, func, select
from sqlmodel import Session

from casework.awaited import Awaited, awaited
from casework.case_counts import (
    OUR_OWN,
    OfficerCount,
    StageCount,
    by_officer,
    by_stage,
    of_officer,
)
from casework.link_list import LinkLine, RefusedLink, links, refused_links
from casework.outward import Missing, missing_receipts
from casework.titles import act_title, clock_title, procedure_title, stage_title
from casework.undelivered import UndeliveredLine, undelivered
from models import CaseFile, Clock, DutyRow, Officer, Party

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741  (as the others: first letter)

WEEK = timedelta(days=7)
LONGEST = 200
"""A list on a docket is cut here; the counts beside it are always whole."""


@dataclass(frozen=True)
class ClockLine:
    """One open clock on the docket."""

    case_no: str
    procedure: str
    stage: str
    party: str
    officer: str
    clock: str
    title: str
    subject: str
    due_on: date
    due_at: datetime
    provisional: bool
    evidence: str
    basis: str


@dataclass(frozen=True)
class ApprovalLine:
    """A request that waits for another person's answer."""

    case_no: str
    procedure: str
    stage: str
    party: str
    ask: str
    act: str
    by: str
    since: str


@dataclass(frozen=True)
class DutyLine:
    """A duty that a person must look at: its tries are spent, or its door is closed."""

    key: str
    case_no: str
    kind: str
    status: str
    statutory: bool
    attempts: int
    why: str
    since: datetime
    name: str = ""


@dataclass(frozen=True)
class UnassignedLine:
    """An open case that nobody has claimed and nobody was given."""

    case_no: str
    procedure: str
    stage: str
    party: str
    since: datetime


@dataclass(frozen=True)
class Docket:
    """What a head looks at in the morning.

    ``overdue`` and ``this_week`` are the bureau's own clocks; ``of_others`` are those of parties
    and of other bodies that have ended or end within the week.
    """

    as_of: datetime
    open_cases: int
    overdue_count: int
    this_week_count: int
    overdue: tuple[ClockLine, ...]
    this_week: tuple[ClockLine, ...]
    by_stage: tuple[StageCount, ...]
    by_officer: tuple[OfficerCount, ...]
    approvals: tuple[ApprovalLine, ...]
    duties: tuple[DutyLine, ...]
    refused_links: tuple[RefusedLink, ...]
    unassigned: tuple[UnassignedLine, ...] = ()
    undelivered: tuple[UndeliveredLine, ...] = ()
    links: tuple[LinkLine, ...] = field(default=())
    of_others_count: int = 0
    of_others: tuple[ClockLine, ...] = ()
    receipts: tuple[Missing, ...] = ()
    asked: tuple[Awaited, ...] = ()


def docket(
    session: Session,
    now: datetime,
    *,
    officer: str | None = None,
    with_links: bool = False,
    cases: tuple[ColumnElement[bool], ...] = (),
) -> Docket:
    """Answer the docket of everybody or of one officer, with clocks judged at ``now``.

    ``cases`` narrows its clocks and requests to some cases, a section's.
    """
    mine = (*of_officer(officer), *cases)
    late = OUR_OWN & (C.due_at <= now)
    soon = OUR_OWN & (C.due_at > now) & (C.due_at <= now + WEEK)
    theirs = ~OUR_OWN & (C.due_at <= now + WEEK)
    return Docket(
        as_of=now,
        open_cases=_count(session, select(func.count(F.id)).where(F.closed_at.is_(None), *mine)),
        overdue_count=_count(session, _clocks(func.count(C.id), late, *mine)),
        this_week_count=_count(session, _clocks(func.count(C.id), soon, *mine)),
        overdue=clock_lines(session, late, *mine),
        this_week=clock_lines(session, soon, *mine),
        by_stage=by_stage(session, now, officer=officer),
        by_officer=by_officer(session, now, officer=officer),
        approvals=approvals(session, *mine),
        duties=stuck_duties(session, officer=officer),
        refused_links=refused_links(session, officer=officer),
        unassigned=unassigned(session) if officer is None else (),
        undelivered=undelivered(session, now, officer),
        links=links(session, officer=officer) if with_links else (),
        of_others_count=_count(session, _clocks(func.count(C.id), theirs, *mine)),
        of_others=clock_lines(session, theirs, *mine),
        receipts=missing_receipts(session, officer=officer),
        asked=awaited(session, now) if officer is None else (),
    )


def clock_lines(session: Session, *which: ColumnElement[bool]) -> tuple[ClockLine, ...]:
    """Answer the open clocks of open cases that suit, the earliest due first."""
    wanted = _clocks(
        (F.case_no, F.procedure, F.procedure_version, F.stage, P.name, F.assignee_id, *_CLOCK),
        *which,
    ).order_by(C.due_at, C.id)
    return tuple(_clock_line(row) for row in session.execute(wanted.limit(LONGEST)).mappings())


_CLOCK = (C.key, C.subject, C.due_on, C.due_at, C.provisional, C.evidence, C.basis)


def _clocks(what: Any, *which: ColumnElement[bool]) -> Select[Any]:
    columns = what if isinstance(what, tuple) else (what,)
    return (
        select(*columns)
        .select_from(Clock)
        .join(CaseFile, C.case_id == F.id)
        .join(Party, F.party_id == P.id)
        .where(C.open.is_(True), F.closed_at.is_(None), *which)
    )


def _count(session: Session, wanted: Select[Any]) -> int:
    return int(session.execute(wanted).scalar_one())


def _clock_line(row: RowMapping) -> ClockLine:
    return ClockLine(
        case_no=row["case_no"],
        procedure=row["procedure"],
        stage=stage_title(row["procedure"], row["procedure_version"], row["stage"]),
        party=row["name"],
        officer=row["assignee_id"] or "",
        clock=row["key"],
        title=clock_title(row["key"]),
        **{
            name: row[name]
            for name in ("subject", "due_on", "due_at", "provisional", "evidence", "basis")
        },
    )


def clock_lines_of(session: Session, case_no: str) -> tuple[str, tuple[ClockLine, ...]]:
    """Answer where a case stands, and its open clocks, the earliest due first."""
    stands = session.execute(
        select(F.procedure, F.procedure_version, F.stage).where(F.case_no == case_no)
    ).one()
    return stage_title(*stands), clock_lines(session, F.case_no == case_no, C.due_at.is_not(None))


def approvals(session: Session, *which: ColumnElement[bool]) -> tuple[ApprovalLine, ...]:
    """Answer the requests that wait for another person's answer, the oldest first."""
    rows = session.execute(
        select(F.case_no, F.procedure, F.procedure_version, F.stage, F.asks, P.name)
        .join(Party, F.party_id == P.id)
        .where(F.closed_at.is_(None), cast(F.asks, String) != "{}", *which)
        .order_by(F.updated_at)
        .limit(LONGEST)
    ).mappings()
    lines = [
        ApprovalLine(
            case_no=row["case_no"],
            procedure=row["procedure"],
            stage=stage_title(row["procedure"], row["procedure_version"], row["stage"]),
            party=row["name"],
            ask=name,
            act=act_title(row["procedure"], row["procedure_version"], ask["act"]),
            by=ask["by"],
            since=ask["at"],
        )
        for row in rows
        for name, ask in row["asks"].items()
    ]
    return tuple(sorted(lines, key=lambda each: each.since))


def unassigned(session: Session) -> tuple[UnassignedLine, ...]:
    """Answer the open cases without an officer, the newest first, years of supervision last."""
    rows = session.execute(
        select(F.case_no, F.procedure, F.procedure_version, F.stage, P.name, F.opened_at)
        .join(Party, F.party_id == P.id)
        .where(F.assignee_id.is_(None), F.closed_at.is_(None))
        .order_by(F.chapter > 0, F.id.desc())
        .limit(LONGEST)
    ).all()
    return tuple(
        UnassignedLine(
            row.case_no,
            procedure_title(row.procedure, row.procedure_version),
            stage_title(row.procedure, row.procedure_version, row.stage),
            row.name,
            row.opened_at,
        )
        for row in rows
    )


def stuck_duties(session: Session, *, officer: str | None = None) -> tuple[DutyLine, ...]:
    """Answer the duties that no program will try again, statutory ones first."""
    rows = session.execute(
        select(
            D.key,
            F.case_no,
            D.kind,
            D.status,
            D.statutory,
            D.attempts,
            D.last_error,
            D.created_at,
            D.name,
        )
        .outerjoin(CaseFile, F.id == D.case_id)
        .where(D.status.in_(("failed", "held")), *of_officer(officer))
        .order_by(D.statutory.desc(), D.id)
        .limit(LONGEST)
    ).all()
    return tuple(
        DutyLine(
            row.key, row.case_no or "", row.kind, row.status, row.statutory, row.attempts,
            row.last_error, row.created_at, row.name,
        )
        for row in rows
    )  # fmt: skip
