"""The links between cases: those that wait for an end, and those that were refused."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, literal_column, select
from sqlmodel import Session

from casework.procedures import outcome_title
from casework.titles import procedure_title, relation_title, stage_title
from models import CaseEvent, CaseFile, CaseLink

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]

LONGEST = 200
"""A list is cut here."""


@dataclass(frozen=True)
class RefusedLink:
    """A linked case that was not opened because it would have gone round in a circle."""

    case_no: str
    at: datetime
    seq: int


@dataclass(frozen=True)
class LinkLine:
    """One case that another opened, and whether its end was fed back."""

    from_case: str
    relation: str
    relation_title: str
    to_case: str
    to_procedure: str
    to_stage: str
    open: bool
    outcome: str


def refused_links(session: Session, *, officer: str | None = None) -> tuple[RefusedLink, ...]:
    """Answer the links that open cases were refused, the newest case first."""
    # The kind stands in the statement itself, so that the partial index may answer it.
    wanted = (
        select(F.case_no, E.at, E.seq)
        .join(CaseFile, F.id == E.case_id)
        .where(E.kind == literal_column("'link_refused'"), F.closed_at.is_(None))
        .order_by(E.case_id.desc(), E.seq.desc())
        .limit(LONGEST)
    )
    if officer is not None:
        wanted = wanted.where(F.assignee_id == officer)
    rows = session.execute(wanted).all()
    return tuple(RefusedLink(row.case_no, row.at, row.seq) for row in rows)


def links(session: Session, *, officer: str | None = None) -> tuple[LinkLine, ...]:
    """Answer what open cases opened, and the links whose far end is still open."""
    origin, target = CaseFile.__table__.alias("origin"), CaseFile.__table__.alias("target")  # type: ignore[attr-defined]
    wanted = (
        select(origin.c.case_no.label("from_case"), L.relation, *target.c)
        .select_from(CaseLink)
        .join(origin, origin.c.id == L.from_case_id)
        .join(target, target.c.id == L.to_case_id)
        .where(origin.c.closed_at.is_(None) | target.c.closed_at.is_(None))
        .order_by(L.id.desc())
        .limit(LONGEST)
    )
    if officer is not None:
        wanted = wanted.where((origin.c.assignee_id == officer) | (target.c.assignee_id == officer))
    return tuple(_link_line(row) for row in session.execute(wanted).mappings())


def _link_line(row: RowMapping) -> LinkLine:
    return LinkLine(
        from_case=row["from_case"],
        relation=row["relation"],
        relation_title=relation_title(row["relation"]),
        to_case=row["case_no"],
        to_procedure=procedure_title(row["procedure"], row["procedure_version"]),
        to_stage=stage_title(row["procedure"], row["procedure_version"], row["stage"]),
        open=row["closed_at"] is None,
        outcome=(
            outcome_title(row["procedure"], row["procedure_version"], row["outcome"])
            if row["outcome"]
            else ""
        ),
    )
