"""Importing the platform's permit list: permits and their cases, whole or not at all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from casework.act import locked_case, take_action
from casework.import_job import ImportJob
from casework.open_case import Opened, open_case
from casework.permit_list import PermitLine, Warned, settled
from casework.permits import with_continuity
from casework.procedures import newest, table_of
from casework.renewals import Noticed, by_term
from models import CaseFile, Party, Permit
from rules.asked import PERMIT_NO, VALID_FROM, VALID_UNTIL
from rules.decide import SYSTEM, ActionRefused, Person
from rules.facts import FACTS, FactsWrong, FactValue
from rules.grammar import Act
from rules.identifiers import uscc_of, uscc_problem
from rules.procedures.registration import REGISTERED_ON, REGISTRATION_NO
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Imported:
    """What an import did: every row is created, updated or unchanged (a repeat changes nothing)."""

    rows: int
    created: int
    updated: int
    unchanged: int
    repeated: int
    cases_opened: int
    as_of: date
    warnings: tuple[Warned, ...]
    late_renewals: tuple[Noticed, ...]
    expired: tuple[Noticed, ...]


def import_permits(
    session: Session,
    lines: list[PermitLine],
    actor: Person = SYSTEM,
    *,
    now: datetime,
    calendar: Calendar,
    as_of: date,
) -> Imported:
    """Bring permits and their supervision or registration cases to what the list says.

    Idempotent by permit number. Terms count from the permit's own dates, never from the import.
    Raises ListWrong where the list contradicts itself.
    """
    warned: list[Warned] = []
    job = ImportJob(session, actor, now, calendar)
    current = settled(lines, warned)
    known = _known_permits(session, current)
    parties = _known_parties(session, current)
    counts: Counter[str] = Counter()
    for line in current.values():
        warned += _wrong_uscc(line)
        row = known.get(line.permit_no)
        if row is not None and row["content_hash"] == line.content_hash():
            counts["unchanged"] += 1
        elif row is None:
            counts["created"] += 1
            counts["opened"] += _create(job, line, parties)
        else:
            counts["updated"] += 1
            warned += _change(job, line, row)
    repeated = len(lines) - len(current)
    late, expired = by_term(session, current.values(), calendar, as_of)
    return Imported(
        rows=len(lines),
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"] + repeated,
        repeated=repeated,
        cases_opened=counts["opened"],
        as_of=as_of,
        warnings=tuple(warned),
        late_renewals=late,
        expired=expired,
    )


def _wrong_uscc(line: PermitLine) -> list[Warned]:
    problem = uscc_problem(uscc_of(line.permit_no))
    return [Warned(line.line, line.permit_no, f"{line.unit_name}：{problem}")] if problem else []


def _known_permits(
    session: Session, current: Mapping[str, PermitLine]
) -> dict[str, dict[str, Any]]:
    rows = _by_chunks(session, M.permit_no, list(current), M)
    return {row["permit_no"]: row for row in rows}


def _known_parties(session: Session, current: Mapping[str, PermitLine]) -> dict[str, int]:
    wanted = sorted({uscc_of(each) for each in current})
    return {row["uscc"]: row["id"] for row in _by_chunks(session, P.uscc, wanted, P)}


def _by_chunks(
    session: Session, column: Any, wanted: list[str], columns: Any
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    # SQLite takes some 32 000 values in one statement; a province's list has more.
    for start in range(0, len(wanted), 5_000):
        chosen = select(*columns).where(column.in_(wanted[start : start + 5_000]))
        found += [dict(row) for row in session.execute(chosen).mappings()]
    return found


def _create(job: ImportJob, line: PermitLine, parties: dict[str, int]) -> int:
    """Write a new permit, its party where unknown, and open its case; answer how many opened."""
    party_id = _party(job, line, parties)
    row = {
        **line.content(),
        "party_id": party_id,
        "content_hash": line.content_hash(),
        "terms": {},
        "created_at": job.now,
        "updated_at": job.now,
    }
    made = insert(Permit).values(**row).returning(M.id)
    permit_id: int = job.session.execute(made).scalar_one()
    if _adopted(job.session, line, permit_id, party_id):
        return 0
    return _open(job, line, permit_id, party_id)


def _party(job: ImportJob, line: PermitLine, parties: dict[str, int]) -> int:
    uscc = uscc_of(line.permit_no)
    if uscc not in parties:
        area = f"{line.province}{line.city}"
        parties[uscc] = job.new_party(uscc, line.unit_name, industry=line.industry, area=area)
    return parties[uscc]


def _open(job: ImportJob, line: PermitLine, permit_id: int, party_id: int) -> int:
    procedure = _procedure_of(line)
    allowed = {kind for group in newest(procedure).kinds for kind in group}
    done = open_case(
        job.session,
        Opened(
            procedure,
            f"{procedure}:{line.permit_no}",
            party_id,
            kinds=tuple(kind for kind in (line.category,) if kind in allowed),
            permit_id=permit_id,
            facts=_facts(line),
            imported=True,
        ),
        job.actor,
        now=job.now,
        calendar=job.calendar,
    )
    return 0 if done.repeated else 1


def _change(job: ImportJob, line: PermitLine, row: Mapping[str, Any]) -> list[Warned]:
    _update(job.session, line, row, job.now)
    return _tell_case(job, line, row)


def _update(session: Session, line: PermitLine, row: Mapping[str, Any], now: datetime) -> None:
    values = {
        **line.content(),
        "content_hash": line.content_hash(),
        "terms": with_continuity(row, line.valid_from),
        "updated_at": now,
    }
    session.execute(update(Permit).where(M.id == row["id"]).values(**values))
    others = session.execute(
        select(M.id).where(M.party_id == row["party_id"], M.id != row["id"]).limit(1)
    ).first()
    if others is None:
        # A party with several permits is not renamed after one of its sites.
        session.execute(update(Party).where(P.id == row["party_id"]).values(name=line.unit_name))


def _procedure_of(line: PermitLine) -> str:
    return "registration" if line.category == "registered" else "supervision"


def _facts(line: PermitLine) -> dict[str, FactValue]:
    if line.category == "registered":
        registered_on = line.valid_from.isoformat()
        return {REGISTRATION_NO: line.permit_no, REGISTERED_ON: registered_on}
    return {
        PERMIT_NO: line.permit_no,
        VALID_FROM: line.valid_from.isoformat(),
        VALID_UNTIL: line.valid_to.isoformat(),
    }


def _adopted(session: Session, line: PermitLine, permit_id: int, party_id: int) -> bool:
    """Give the permit to the case that its delivery opened before the platform listed it."""
    rows = session.execute(
        select(F.id, F.facts).where(
            F.party_id == party_id,
            F.procedure == _procedure_of(line),
            F.permit_id.is_(None),
            F.closed_at.is_(None),
        )
    )
    mine = [row.id for row in rows if line.permit_no in _facts_named(row.facts)]
    if mine:
        session.execute(update(CaseFile).where(F.id == mine[0]).values(permit_id=permit_id))
    return bool(mine)


def _facts_named(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    return facts.get(PERMIT_NO), facts.get(REGISTRATION_NO)


def _tell_case(job: ImportJob, line: PermitLine, was: Mapping[str, Any]) -> list[Warned]:
    """Let the permit's open case know what changed; what it cannot take is told to a person."""
    case_no = _open_case_of(job.session, line, was)
    if case_no is None:
        return [Warned(line.line, line.permit_no, "许可证有变化，但没有在办的监管案件，请核对")]
    changed = {
        name: [str(was[name]), str(value)]
        for name, value in line.content().items()
        if was[name] != value
    }
    row = locked_case(job.session, case_no)
    job.note(row, "permit_list_changed", {"changed": changed})
    warned = []
    if "category" in changed:
        said = "管理类别有变化，请核对监管要求和执行报告频次"
        warned.append(Warned(line.line, line.permit_no, said))
    if {"valid_from", "valid_to"} & changed.keys():
        warned += _record_term(job, row, line)
    return warned


def _open_case_of(session: Session, line: PermitLine, permit: Mapping[str, Any]) -> str | None:
    found: str | None = session.execute(
        select(F.case_no)
        .where(
            F.permit_id == permit["id"],
            F.procedure == _procedure_of(line),
            F.closed_at.is_(None),
        )
        .order_by(F.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found


def _record_term(job: ImportJob, row: Mapping[str, Any], line: PermitLine) -> list[Warned]:
    stage = table_of(row["procedure"], row["procedure_version"]).stage(row["stage"])
    act = stage.act("record_new_term")
    if act is None:
        return [Warned(line.line, line.permit_no, f"有效期有变化，案件{row['case_no']}待人工核对")]
    try:
        with job.session.begin_nested():
            take_action(
                job.session, row["case_no"], act.key, SYSTEM, _wanted(act, line),
                now=job.now, calendar=job.calendar,
            )  # fmt: skip
    except (ActionRefused, FactsWrong) as refused:
        return [Warned(line.line, line.permit_no, f"案件{row['case_no']}：{refused}")]
    return []


def _wanted(act: Act, line: PermitLine) -> dict[str, FactValue]:
    given = {**_facts(line), "decided_on": line.issued_on.isoformat()}
    asked = {*act.fact_needs, *act.optional}
    return {name: value for name, value in given.items() if name in asked and name in FACTS}
