"""All there is to say about one case, in the words officers use: for a page, a screen or a file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from casework.act import CaseUnknown, case_view
from casework.titles import (
    FILING_KEPT,
    at_window,
    clock_title,
    kept_title,
    relation_title,
    stage_title,
)
from casework.unfinished import ENDINGS, Unfinished, unfinished
from models import (
    CaseEvent,
    CaseFile,
    CaseLink,
    Clock,
    ClockValue,
    DutyRow,
    EventText,
    Officer,
    Party,
    Permit,
    Recusal,
)
from rules.clocks import clock
from rules.deadlines import legal_day
from rules.decide import CaseView, Person, available, who_may
from rules.grammar import Act, Begin
from rules.procedures.penalty_amounts import Working, workings
from rules.running import awaiting_service
from rules.vocabulary import kind_title
from rules.window import for_party, recorded

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
X = EventText.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
V = ClockValue.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]

ERASED = "（已依法删除）"


@dataclass(frozen=True)
class SheetAct:
    """An act of the stage: who may do it and what it asks for."""

    key: str
    title: str
    who: str
    needs: tuple[str, ...]
    optional: tuple[str, ...]
    basis: str


@dataclass(frozen=True)
class SheetClock:
    """A clock and every due date it had, the newest last."""

    key: str
    title: str
    subject: str
    status: str
    start_on: str
    due_on: str
    overdue: bool
    provisional: bool
    evidence: str
    basis: str
    values: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class SheetNotStarted:
    """A clock that has no date yet: it runs from the service that the act records."""

    key: str
    title: str
    act: str
    basis: str


@dataclass(frozen=True)
class SheetEvent:
    """One event with its facts; a text that was erased is said to be."""

    seq: int
    at: str
    kind: str
    title: str
    actor: str
    role: str
    decision: bool
    facts: dict[str, Any]
    detail: dict[str, Any]


@dataclass(frozen=True)
class CaseSheet:
    """A case as a whole."""

    case_no: str
    procedure: str
    procedure_title: str
    procedure_version: int
    stage: str
    stage_title: str
    kinds: tuple[str, ...]
    party: str
    uscc: str
    permit_no: str
    assignee: str
    opened_at: str
    stage_since: str
    closed_at: str
    outcome: str
    seq: int
    version: int
    facts: dict[str, Any]
    amounts: tuple[Working, ...]
    unfinished: tuple[Unfinished, ...]
    asks: dict[str, Any]
    recused: tuple[str, ...]
    acts: tuple[SheetAct, ...]
    clocks: tuple[SheetClock, ...]
    not_started: tuple[SheetNotStarted, ...]
    opened_cases: tuple[dict[str, str], ...]
    opened_from: tuple[dict[str, str], ...]
    duties: tuple[dict[str, Any], ...]
    events: tuple[SheetEvent, ...]


def case_sheet(
    session: Session, case_no: str, now: datetime, *, actor: Person | None = None
) -> CaseSheet:
    """Answer the whole of a case; its acts are those of ``actor``, or of anybody when None.

    Clocks are judged at ``now``. Raises CaseUnknown.
    """
    row = session.execute(select(*F).where(F.case_no == case_no)).mappings().one_or_none()
    if row is None:
        raise CaseUnknown(f"没有案号为“{case_no}”的案件，请核对后重试")
    view = case_view(session, case_no, now)
    party = session.get_one(Party, row["party_id"])
    permit = session.get(Permit, row["permit_id"]) if row["permit_id"] else None
    return CaseSheet(
        case_no=case_no,
        procedure=row["procedure"],
        procedure_title=view.procedure.title,
        procedure_version=row["procedure_version"],
        stage=row["stage"],
        stage_title=stage_title(row["procedure"], row["procedure_version"], row["stage"]),
        kinds=tuple(kind_title(kind) for kind in row["kinds"]),
        party=party.name,
        uscc=party.uscc,
        permit_no=permit.permit_no if permit else "",
        assignee=row["assignee_id"] or "",
        opened_at=row["opened_at"].isoformat(),
        stage_since=row["stage_since"].isoformat(),
        closed_at=row["closed_at"].isoformat() if row["closed_at"] else "",
        outcome=row["outcome"],
        seq=row["seq"],
        version=row["version"],
        facts=dict(row["facts"]),
        amounts=workings(row["facts"], legal_day(now)) if row["procedure"] == "penalty" else (),
        unfinished=(unfinished(session, row["party_id"]) if row["procedure"] in ENDINGS else ()),
        asks=dict(row["asks"]),
        recused=_recused(session, row["id"]),
        acts=tuple(_sheet_act(act) for act in _acts(view, actor)),
        clocks=_clocks(session, row["id"], now),
        not_started=_not_started(view),
        opened_cases=_links(session, L.from_case_id, L.to_case_id, row["id"]),
        opened_from=_links(session, L.to_case_id, L.from_case_id, row["id"]),
        duties=_duties(session, row["id"]),
        events=_events(session, row["id"], view),
    )


def _acts(view: CaseView, actor: Person | None) -> Sequence[Act]:
    if actor is not None:
        return available(view, actor)
    stage = view.procedure.stage(view.stage)
    return [
        act for act in stage.acts if act is stage.act(act.key, view.kinds) and act.suits(view.kinds)
    ]


def _sheet_act(act: Act) -> SheetAct:
    who = who_may(act) + ("（书面交来的由窗口人员代录）" if for_party(act) else "")
    title = at_window(act.title) if recorded(act) else act.title
    return SheetAct(act.key, title, who, act.fact_needs, act.optional, act.basis)


def _recused(session: Session, case_id: int) -> tuple[str, ...]:
    found = select(Officer.id).join(Recusal).where(Recusal.case_id == case_id)  # type: ignore[call-overload]
    return tuple(session.execute(found.order_by(Recusal.id)).scalars())


def _clocks(session: Session, case_id: int, now: datetime) -> tuple[SheetClock, ...]:
    rows = session.execute(select(*C).where(C.case_id == case_id).order_by(C.id)).mappings()
    return tuple(_sheet_clock(session, row, now) for row in rows.all())


def _sheet_clock(session: Session, row: RowMapping, now: datetime) -> SheetClock:
    values = session.execute(
        select(V.number, V.due_on, V.provisional, V.cause, V.actor_id, V.at)
        .where(V.clock_id == row["id"])
        .order_by(V.number)
    ).mappings()
    late = row["due_at"] is not None and now >= row["due_at"]
    return SheetClock(
        key=row["key"],
        title=clock_title(row["key"]),
        subject=row["subject"],
        status=row["status"],
        start_on=row["start_on"].isoformat(),
        due_on=row["due_on"].isoformat() if row["due_on"] else "",
        overdue=late if row["open"] else row["overdue"],
        provisional=row["provisional"],
        evidence=row["evidence"],
        basis=row["basis"],
        values=tuple({str(name): _plain(each) for name, each in value.items()} for value in values),
    )


def _not_started(view: CaseView) -> tuple[SheetNotStarted, ...]:
    running = [each.key for each in view.clocks]
    waiting = awaiting_service(view.procedure, view.stage, view.kinds, running)
    return tuple(
        SheetNotStarted(each.clock, clock_title(each.clock), act.title, _basis(each))
        for each, act in waiting
    )


def _basis(begun: Begin) -> str:
    return begun.basis or clock(begun.clock).basis


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _links(session: Session, here: Any, there: Any, case_id: int) -> tuple[dict[str, str], ...]:
    rows = session.execute(
        select(F.case_no, F.procedure, F.procedure_version, F.stage, F.outcome, L.relation)
        .join(CaseLink, there == F.id)
        .where(here == case_id)
        .order_by(L.id)
    ).all()
    return tuple(
        {
            "case_no": row.case_no,
            "relation": row.relation,
            "relation_title": relation_title(row.relation),
            "stage_title": stage_title(row.procedure, row.procedure_version, row.stage),
            "outcome": row.outcome,
        }
        for row in rows
    )


def _duties(session: Session, case_id: int) -> tuple[dict[str, Any], ...]:
    rows = session.execute(
        select(D.key, D.kind, D.status, D.attempts, D.last_error, D.created_at, D.done_at)
        .where(D.case_id == case_id)
        .order_by(D.id)
    ).mappings()
    return tuple({str(name): _plain(each) for name, each in row.items()} for row in rows)


def _events(session: Session, case_id: int, view: CaseView) -> tuple[SheetEvent, ...]:
    texts = {
        (row.seq, row.fact): json.loads(row.body)
        for row in session.execute(select(*X).where(X.case_id == case_id))
    }
    titles = {act.key: act.title for stage in view.procedure.stages for act in stage.acts}
    rows = session.execute(
        select(E.canonical).where(E.case_id == case_id).order_by(E.seq)
    ).scalars()
    return tuple(_sheet_event(json.loads(bytes(each)), texts, titles) for each in rows)


EVENT_TITLES = {
    "open": "开案",
    "claim": "认领",
    "assign": "分派",
    "hand_over": "移交",
    "recuse": "回避",
    "linked": "已开联动案件",
    "link_refused": "联动被拒",
    "feedback": "收到反馈",
    "clock_warning": "期限临近",
    "clock_overdue": "期限已过",
    "lapse_refused": "届满处理被拒",
    "done_by_hand": "登记已另行办理",
    "informant_recorded": "登记举报人身份（另行密存）",
    "informant_erased": "依法删除举报人身份",
    "standing": "联动反馈：信用、检查频次和许可证监管",
    "credit_repair_asked": "提请信用修复",
    "credit_repair_approved": "批准信用修复",
    "credit_repair_refused": "不予信用修复",
    "outward_receipt": "登记外部系统回执",
    "outward_not_owed": "登记无须报送",
}


def _event_title(said: dict[str, Any], titles: dict[str, str]) -> str:
    detail = said["detail"]
    if said["kind"] == FILING_KEPT:
        return kept_title(detail["title"])
    title = titles.get(said["kind"]) or EVENT_TITLES.get(said["kind"], said["kind"])
    return at_window(title) if detail.get("at_window") else title


def _sheet_event(
    said: dict[str, Any], texts: dict[tuple[int, str], Any], titles: dict[str, str]
) -> SheetEvent:
    facts = {
        key: texts.get((said["seq"], key), ERASED)
        if isinstance(value, dict) and "sha256" in value
        else value
        for key, value in said["facts"].items()
    }
    return SheetEvent(
        seq=said["seq"],
        at=said["at"],
        kind=said["kind"],
        title=_event_title(said, titles),
        actor=said["actor"],
        role=said["role"],
        decision=said["decision"],
        facts=facts,
        detail=said["detail"],
    )
