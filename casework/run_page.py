"""The facts of a case's page in the Prefect UI: clocks, requests, links and history."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from casework.procedures import outcome_title
from casework.run_story import Line, clock_title, lines_since
from casework.run_view import RunFace
from models import CaseFile, CaseLink, Clock, Officer
from rules.case_view import Ask
from rules.grammar import Procedure
from rules.procedures import PROCEDURES
from rules.vocabulary import RELATION_TITLES, kind_title

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741


@dataclass(frozen=True)
class ClockFact:
    """One clock as the page shows it."""

    title: str
    subject: str
    status: str
    start_on: date
    due_on: date | None
    overdue: bool
    provisional: bool
    evidence: str
    basis: str


@dataclass(frozen=True)
class LinkFact:
    """One linked case; ``opened_this`` when this case came out of it."""

    case_no: str
    relation: str
    opened_this: bool
    open: bool
    outcome: str


@dataclass(frozen=True)
class PageFacts:
    """All that a case's page says."""

    face: RunFace
    kinds: tuple[str, ...]
    officer: str
    opened_at: datetime
    stage_since: datetime
    asks: tuple[str, ...]
    clocks: tuple[ClockFact, ...]
    links: tuple[LinkFact, ...]
    lines: tuple[Line, ...]


def page_facts(session: Session, face: RunFace, now: datetime) -> PageFacts:
    """Answer what the page of one chapter of a case says now."""
    case = session.execute(
        select(*F, O.name.label("officer"))
        .outerjoin(Officer, O.id == F.assignee_id)
        .where(F.id == face.case_id)
    ).mappings().one()  # fmt: skip
    table = PROCEDURES.get((case["procedure"], case["procedure_version"]))
    return PageFacts(
        face=face,
        kinds=tuple(kind_title(each) for each in case["kinds"]),
        officer=case["officer"] or "未分派",
        opened_at=case["opened_at"],
        stage_since=case["stage_since"],
        asks=tuple(_act_title(table, Ask(**each).act) for each in case["asks"].values()),
        clocks=_clocks(session, face.case_id, now),
        links=_links(session, face.case_id),
        lines=tuple(lines_since(session, face.case_id, face.chapter, 0, face.seq)),
    )


def _act_title(table: Procedure | None, key: str) -> str:
    stages = table.stages if table else ()
    return next((act.title for stage in stages for act in stage.acts if act.key == key), key)


def _clocks(session: Session, case_id: int, now: datetime) -> tuple[ClockFact, ...]:
    rows = session.execute(
        select(*C).where(C.case_id == case_id).order_by(C.open.desc(), C.due_at, C.id)
    ).mappings()
    return tuple(
        ClockFact(
            title=clock_title(row["key"]),
            subject=row["subject"],
            status=row["status"],
            start_on=row["start_on"],
            due_on=row["due_on"],
            overdue=row["overdue"]
            or bool(row["status"] == "running" and row["due_at"] and row["due_at"] <= now),
            provisional=row["provisional"],
            evidence=row["evidence"],
            basis=row["basis"],
        )
        for row in rows
    )


def _links(session: Session, case_id: int) -> tuple[LinkFact, ...]:
    titles = {str(key): title for key, title in RELATION_TITLES.items()}
    found: list[LinkFact] = []
    for mine, theirs, opened_this in (
        (L.to_case_id, L.from_case_id, True),
        (L.from_case_id, L.to_case_id, False),
    ):
        rows = session.execute(
            select(F.case_no, F.procedure, F.procedure_version, F.closed_at, F.outcome, L.relation)
            .join(CaseLink, theirs == F.id)
            .where(mine == case_id)
            .order_by(L.id)
        ).mappings()
        found += [
            LinkFact(
                row["case_no"],
                titles.get(row["relation"], row["relation"]),
                opened_this,
                row["closed_at"] is None,
                outcome_title(row["procedure"], row["procedure_version"], row["outcome"]),
            )
            for row in rows
        ]
    return tuple(found)
