"""What a case's run shows: its name, what it waits for, and tags that each say one thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from casework.procedures import outcome_title
from casework.titles import stage_title
from models import CaseFile, CaseRun, Clock, Party, Permit
from rules.clocks.whose import OTHERS
from rules.procedures import PROCEDURES
from rules.vocabulary import kind_title

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
N = CaseRun.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]

CASE = "案件"
OPEN = "在办"
GREEN, YELLOW, RED = "绿", "黄", "红"
CATEGORIES = {"重点管理": "重点", "简化管理": "简化", "登记管理": "登记"}
A_YEAR = 1000
"""From here on a chapter is named by its year; a smaller one counts how often a case was reopened.
"""
SOON = timedelta(days=5)
"""How long before its end a clock turns a case yellow."""


@dataclass(frozen=True)
class RunFace:
    """What the run of one chapter of a case shows at the case's event ``seq``."""

    run_row: int
    case_id: int
    case_no: str
    chapter: int
    procedure: str
    procedure_title: str
    stage_title: str
    unit: str
    category: str
    alert: str
    outcome: str
    chaptered: bool
    chapter_over: bool
    over: bool
    seq: int

    @property
    def name(self) -> str:
        """Answer 「案号 单位」, with the year where a case has one run a year."""
        year = f" {self._chapter_title}" if self.chaptered else ""
        return f"{self.case_no} {self.unit}{year}"

    @property
    def _chapter_title(self) -> str:
        return f"{self.chapter}年度" if self.chapter >= A_YEAR else f"第{self.chapter}次重新办理"

    @property
    def state_name(self) -> str:
        """Answer 「等待…」, or how it ended."""
        if self.chapter_over:
            years = self.chapter >= A_YEAR
            return f"{self._chapter_title}监管·办结" if years else "办结后重新办理"
        if self.over:
            return f"办结：{self.outcome}"
        # 「待归档」 says already that it waits, and 「已登记」 that it has come about.
        if self.stage_title.startswith("已"):
            return f"等待后续（{self.stage_title}）"
        return f"等待{self.stage_title.removeprefix('待')}"

    @property
    def tags(self) -> frozenset[str]:
        """Answer the tags; Prefect joins several by "or", so each answers one question alone."""
        always = {CASE, self.procedure_title, case_tag(self.case_no)}
        if self.category:
            always.add(self.category)
        if self.over:
            return frozenset(always | {"环节:办结"})
        short = CATEGORIES.get(self.category)
        daily = {f"{short}·{self.alert}"} if short and self.alert != GREEN else set()
        return frozenset(always | daily | {OPEN, f"环节:{self.stage_title}", f"预警:{self.alert}"})


def case_tag(case_no: str) -> str:
    """Answer the tag under which all runs of one case are found."""
    return f"case:{case_no}"


def face_of(session: Session, case_id: int, chapter: int, now: datetime) -> RunFace:
    """Answer what the run of one chapter should show now."""
    return _faces(session, now, N.case_id == case_id, N.chapter == chapter)[0]


def faces(session: Session, now: datetime) -> list[RunFace]:
    """Answer what the run of every chapter should show now, ended ones included."""
    return _faces(session, now)


def _faces(session: Session, now: datetime, *which: ColumnElement[bool]) -> list[RunFace]:
    due = (
        select(C.case_id, func.min(C.due_at).label("due_at"))
        # 预警 is the bureau's own delay: a party's or another body's end is no red of ours.
        .where(C.open.is_(True), C.status != "paused", C.key.not_in(OTHERS))
        .group_by(C.case_id)
        .subquery()
    )
    rows = session.execute(
        select(
            N.id.label("run_row"), N.chapter.label("run_chapter"), N.wanted_seq,
            F.id, F.case_no, F.procedure, F.procedure_version, F.stage, F.kinds, F.chapter, F.seq,
            F.closed_at, F.outcome, P.name, M.category, due.c.due_at,
        )
        .join(CaseFile, F.id == N.case_id)
        .join(Party, P.id == F.party_id)
        .outerjoin(Permit, M.id == F.permit_id)
        .outerjoin(due, due.c.case_id == F.id)
        .where(*which)
        .order_by(N.id)
    ).mappings()  # fmt: skip
    return [_face(row, now) for row in rows]


def _face(row: Mapping[Any, Any], now: datetime) -> RunFace:
    chapter_over = row["run_chapter"] < row["chapter"]
    return RunFace(
        run_row=row["run_row"],
        case_id=row["id"],
        case_no=row["case_no"],
        chapter=row["run_chapter"],
        procedure=row["procedure"],
        procedure_title=_title(row["procedure"], row["procedure_version"]),
        stage_title=stage_title(row["procedure"], row["procedure_version"], row["stage"]),
        unit=row["name"],
        category=_category(row["category"], row["kinds"]),
        alert=_alert(row["due_at"], now),
        outcome=outcome_title(row["procedure"], row["procedure_version"], row["outcome"]),
        chaptered=row["run_chapter"] > 0,
        chapter_over=chapter_over,
        over=chapter_over or row["closed_at"] is not None,
        # A chapter that is over shows the event that ended it; the case has gone on since.
        seq=row["wanted_seq"] if chapter_over else row["seq"],
    )


def _category(of_permit: str | None, kinds: list[str]) -> str:
    named = [kind_title(each) for each in (*kinds, of_permit or "")]
    return next((each for each in named if each in CATEGORIES), "")


def _alert(due_at: datetime | None, now: datetime) -> str:
    if due_at is None or due_at - SOON > now:
        return GREEN
    return RED if due_at <= now else YELLOW


def _title(procedure: str, version: int) -> str:
    table = PROCEDURES.get((procedure, version))
    return table.title if table else procedure


@dataclass(frozen=True)
class Followed:
    """What is recorded of one chapter's run; ``leased`` while a driver is at work on it."""

    flow_run_id: str | None
    finished: bool
    behind: bool
    leased: bool


def followed(session: Session, now: datetime) -> dict[int, Followed]:
    """Answer what is recorded of every chapter's run, by the number of its row."""
    rows = session.execute(select(N.id, N.flow_run_id, N.finished, N.behind, N.until)).all()
    return {
        row.id: Followed(
            row.flow_run_id, row.finished, row.behind, row.until is not None and row.until > now
        )
        for row in rows
    }
