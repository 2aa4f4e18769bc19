"""Importing a ledger: its cases with their original dates, and the doubtful rows to a list."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import rfc8785
from sqlalchemy import insert, or_, select, update
from sqlmodel import Session

from casework import clocks as clock_rows
from casework.act import locked_case, seen_request
from casework.clock_reading import open_clocks
from casework.district import ladder_of
from casework.import_job import ImportJob
from casework.ledger import CaseRead, ClockRead, LedgerRow, RowDoubtful, by_case, read_case
from casework.open_case import Opened, open_case
from models import CaseFile, CaseSequence, Clock, Officer, Party, Permit
from rules.asked import EXTEND_DAYS, EXTEND_REASON
from rules.deadlines import start_of_day
from rules.decide import SYSTEM, ClockOp, Person
from rules.errors import PermitLoopError
from rules.escalation import next_at
from rules.facts import FACTS, FactValue
from rules.identifiers import uscc_problem
from rules.procedures.measures import PROPOSED_BY
from rules.vocabulary import OUTSIDERS
from rules.workdays import Calendar

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741
P = Party.__table__.c  # type: ignore[attr-defined]
Q = CaseSequence.__table__.c  # type: ignore[attr-defined]

KEY_PREFIX = "ledger:"
"""Under what keys an import opens its cases."""
EVENT = "ledger_imported"
STARTED_ON = "ledger_started_on"


@dataclass(frozen=True)
class Doubtful:
    """A row that a person must look at; nothing of it was imported."""

    line: int
    case_no: str
    reason: str


@dataclass(frozen=True)
class LedgerImported:
    """What an import of a ledger did, case by case."""

    rows: int
    created: tuple[str, ...]
    unchanged: tuple[str, ...]
    doubtful: tuple[Doubtful, ...]
    unlisted: tuple[str, ...]


def import_cases(
    session: Session,
    rows: Iterable[LedgerRow],
    actor: Person = SYSTEM,
    *,
    now: datetime,
    calendar: Calendar,
) -> LedgerImported:
    """Open every case that the ledger states without doubt; idempotent by case number.

    Clocks run from the original starts and services, with their pauses and extensions. Nothing is
    guessed: whatever is open goes to the doubtful list, the whole case with it.
    """
    job = ImportJob(session, actor, now, calendar)
    groups = by_case(rows)
    created: list[str] = []
    unchanged: list[str] = []
    doubtful: list[Doubtful] = []
    unlisted: list[str] = []
    for group in groups.values():
        try:
            case = read_case(group, job.today)
            with session.begin_nested():
                if _import(job, case, _digest(group)):
                    created.append(case.case_no)
                    unlisted += [f"{case.case_no}：{key}" for key in case.unlisted]
                else:
                    unchanged.append(case.case_no)
        except PermitLoopError as doubt:
            doubtful += [Doubtful(each.line, each.cells["案号"], str(doubt)) for each in group]
    count = sum(len(group) for group in groups.values())
    return LedgerImported(count, tuple(created), tuple(unchanged), tuple(doubtful), tuple(unlisted))


def _digest(group: list[LedgerRow]) -> str:
    return hashlib.sha256(rfc8785.dumps([dict(each.cells) for each in group])).hexdigest()[:16]


def _import(job: ImportJob, case: CaseRead, digest: str) -> bool:
    """Open one case; False when this very ledger entry was imported before."""
    mark = f"{KEY_PREFIX}{case.case_no}:{digest}"
    if seen_request(job.session, mark):
        return False
    known = select(F.opening_key).where(F.case_no == case.case_no)
    opening_key = job.session.execute(known).scalar_one_or_none()
    if opening_key is not None:
        earlier = opening_key == f"{KEY_PREFIX}{case.case_no}"
        raise RowDoubtful(
            "该案号已导入而内容与上次不同，请在系统中办理"
            if earlier
            else "该案号已在系统中，不是由台账导入"
        )
    handler = _handler(job.session, case)
    party_id = _party(job, case)
    open_case(
        job.session,
        Opened(
            case.table.key, f"{KEY_PREFIX}{case.case_no}", party_id,
            kinds=case.kinds, permit_id=_permit(job.session, case, party_id),
            facts=_facts(case) | _proposer(case, handler),
            assignee_id=handler, stage=case.stage.key, case_no=case.case_no, begin_clocks=False,
            imported=True,
        ),
        job.actor,
        now=job.now,
        calendar=job.calendar,
    )  # fmt: skip
    _continue_numbers(job.session, case)
    _impose(job, case, mark)
    return True


def _facts(case: CaseRead) -> dict[str, FactValue]:
    facts: dict[str, FactValue] = {}
    for each in case.clocks:
        if each.begin.at in FACTS:
            facts[str(each.begin.at)] = each.start_on.isoformat()
        if each.begin.days and each.stated_days:
            facts[each.begin.days] = each.stated_days
    return facts


def _proposer(case: CaseRead, handler: str | None) -> dict[str, FactValue]:
    """Answer who proposed a measure of the ledger: its handler, who may not approve it either."""
    carried = PROPOSED_BY in case.table.opening_facts
    return {PROPOSED_BY: handler} if carried and handler else {}


def _handler(session: Session, case: CaseRead) -> str | None:
    if not case.handler:
        return None
    named = select(O.id, O.roles).where(
        or_(O.id == case.handler, O.name == case.handler), O.active.is_(True)
    )
    outsiders = {str(role) for role in OUTSIDERS}
    found = [str(row.id) for row in session.execute(named) if set(row.roles) - outsiders]
    if len(found) != 1:
        why = "不止一人" if found else "不是本局在岗人员"
        raise RowDoubtful(f"承办人“{case.handler}”{why}，请填写工号")
    return found[0]


def _party(job: ImportJob, case: CaseRead) -> int:
    if not case.uscc:
        same = list(job.session.execute(select(P.id).where(P.name == case.unit_name)).scalars())
        if len(same) != 1:
            raise RowDoubtful("没有统一社会信用代码，单位名称也不能唯一对应已有单位")
        return int(same[0])
    known = job.session.execute(select(P.id, P.name).where(P.uscc == case.uscc)).one_or_none()
    if known is not None:
        if case.unit_name and case.unit_name not in _names(job.session, known.id, known.name):
            raise RowDoubtful(f"该信用代码在系统中是“{known.name}”，与台账“{case.unit_name}”不符")
        return int(known.id)
    problem = uscc_problem(case.uscc)
    if problem or not case.unit_name:
        raise RowDoubtful(problem or "没有单位名称")
    return job.new_party(case.uscc, case.unit_name)


def _names(session: Session, party_id: int, name: str) -> set[str]:
    sites = select(M.unit_name).where(M.party_id == party_id)
    return {name, *session.execute(sites).scalars()}


def _permit(session: Session, case: CaseRead, party_id: int) -> int | None:
    if not case.permit_no:
        return None
    wanted = select(M.id, M.party_id).where(M.permit_no == case.permit_no)
    found = session.execute(wanted).one_or_none()
    if found is None:
        raise RowDoubtful(f"系统中没有许可证 {case.permit_no}，请先导入许可证清单")
    if found.party_id != party_id:
        raise RowDoubtful(f"许可证 {case.permit_no} 不属于该单位")
    return int(found.id)


def _continue_numbers(session: Session, case: CaseRead) -> None:
    """Let new numbers continue after an imported one of the program's own form."""
    found = re.fullmatch(rf"{re.escape(case.table.letter)}-(\d{{4}})-(\d{{1,9}})", case.case_no)
    if not found:
        return
    year, number = int(found[1]), int(found[2])
    here = (Q.letter == case.table.letter) & (Q.year == year)
    last = session.execute(select(Q.last).where(here)).scalar_one_or_none()
    if last is None:
        row = {"letter": case.table.letter, "year": year, "last": number}
        session.execute(insert(CaseSequence).values(**row))
    elif last < number:
        session.execute(update(CaseSequence).where(here).values(last=number))


def _impose(job: ImportJob, case: CaseRead, mark: str) -> None:
    """Start the ledger's clocks where they started, and say so in an event."""
    row = locked_case(job.session, case.case_no)
    told = [done for each in case.clocks for done in _run(job, row, case, each)]
    job.session.execute(
        update(CaseFile)
        .where(F.id == row["id"])
        .values(opened_at=start_of_day(case.began_on), stage_since=start_of_day(case.began_on))
    )
    detail = {
        "began_on": case.began_on.isoformat(),
        "stage": case.stage.key,
        "handler": case.handler,
        "clocks": told,
        "pauses": [
            [each.row.key, one.since.isoformat(), one.until.isoformat() if one.until else ""]
            for each in case.clocks
            for one in each.pauses
        ],
        "extensions": [
            [each.row.key, each.extend_days, each.approver]
            for each in case.clocks
            if each.extend_days
        ],
    }
    job.note(row, EVENT, detail, mark)


def _run(
    job: ImportJob, row: dict[str, Any], case: CaseRead, read: ClockRead
) -> list[dict[str, Any]]:
    """Walk one clock through its past: its start, each pause, its extension."""
    key = read.row.key
    # The ledger's day stands for whatever the table starts this clock from, the click included.
    begun = ClockOp("start", key, begin=replace(read.begin, at=STARTED_ON))
    walk = _Walk(job, row, case.stage.key, {**_facts(case), STARTED_ON: read.start_on.isoformat()})
    told = walk.do(begun)
    for pause in read.pauses:
        told += walk.do(ClockOp("pause", key), at=pause.since, cause=pause.ground)
        if pause.until:
            told += walk.do(ClockOp("resume", key), at=pause.until, cause=pause.ground)
    if read.extend_days:
        walk.facts.update({EXTEND_DAYS: read.extend_days, EXTEND_REASON: read.extend_reason})
        told += walk.do(ClockOp("extend", key), by=read.approver)
    _arm(job, row, read)
    return told


@dataclass(frozen=True)
class _Walk:
    job: ImportJob
    row: dict[str, Any]
    stage: str
    facts: dict[str, FactValue]

    def do(
        self, op: ClockOp, *, at: date | None = None, by: str = "", cause: str = "台账导入"
    ) -> list[dict[str, Any]]:
        """Do one thing to the clock as of a day, or as of the import where the day is not told."""
        when = start_of_day(at) if at else self.job.now
        change = clock_rows.Change(
            self.row["id"], self.stage, self.row["seq"] + 1, by or self.job.actor.id,
            when, self.job.calendar, self.facts, cause,
        )  # fmt: skip
        rows = open_clocks(self.job.session, self.row["id"])
        return clock_rows.apply(self.job.session, change, (op,), rows)


def _arm(job: ImportJob, row: dict[str, Any], read: ClockRead) -> None:
    """Announce from now on: reminders that lay behind at the import are not sent after the fact."""
    mine = (C.case_id == row["id"]) & (C.key == read.row.key)
    due_at = job.session.execute(select(C.due_at).where(mine)).scalar_one()
    ladder = ladder_of(job.session, read.row.key, job.today)
    then = next_at(due_at, job.now, job.calendar, (), ladder)
    job.session.execute(update(Clock).where(mine).values(armed_at=job.now, next_at=then))
