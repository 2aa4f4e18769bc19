"""The ledger of rectification (清零台账): what came from above and what the law left over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, or_, select
from sqlmodel import Session

from casework.titles import stage_title
from models import CaseFile, Clock, Party
from rules.deadlines import legal_day
from rules.vocabulary import ROLE_TITLES, R, kind_title

F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
P = Party.__table__.c  # type: ignore[attr-defined]

KINDS = ("assigned", "legacy")
CLOCKS = {"assigned": "LOCAL-ASSIGNED", "legacy": "PWXK-LEGACY"}
"""The term of each kind: the paper that assigned it, or the rectification notice (条例 第46条)."""

OPEN, OVERDUE, CLOSED, LATE = "open", "overdue", "closed", "closed_late"
STATE_TITLES = {OPEN: "整改中", OVERDUE: "逾期", CLOSED: "已销号", LATE: "逾期后销号"}


@dataclass(frozen=True)
class Item:
    """One item: whose it is to lead, until when, where it stands, and which level ends it."""

    case_no: str
    kind: str
    kind_title: str
    party: str
    lead_unit: str
    assigned_by: str
    officer: str
    opened_on: date
    due_on: date | None
    stage_title: str
    state: str
    closed_on: date | None
    outcome: str
    closing_level: str


@dataclass(frozen=True)
class Ledger:
    """Every item and how many are open, overdue and closed; cleared when none is open."""

    as_of: date
    total: int
    open: int
    overdue: int
    closed: int
    closed_late: int
    cleared: bool
    items: tuple[Item, ...]


def rectification_ledger(
    session: Session, as_of: datetime, *, officer: str | None = None
) -> Ledger:
    """Answer the ledger as it stood on a day, the earliest limit first and the closed ones last."""
    today = legal_day(as_of)
    kinds = cast(F.kinds, Text)
    wanted = (
        select(*F, P.name.label("party_name"))
        .join_from(CaseFile, Party, F.party_id == P.id)
        .where(
            F.procedure == "violation",
            or_(*(kinds.like(f'%"{kind}"%') for kind in KINDS)),
            F.opened_at <= as_of,
        )
        .order_by(F.id)
    )
    if officer is not None:
        wanted = wanted.where(F.assignee_id == officer)
    rows = session.execute(wanted).mappings().all()
    limits = _limits(session, [row["id"] for row in rows])
    items = sorted((_item(row, limits, today) for row in rows), key=_order)
    states = [each.state for each in items]
    late = states.count(LATE)
    still = states.count(OPEN) + states.count(OVERDUE)
    return Ledger(
        today, len(items), still, states.count(OVERDUE), states.count(CLOSED) + late, late,
        still == 0, tuple(items),
    )  # fmt: skip


def _limits(session: Session, ids: list[int]) -> dict[tuple[int, str], date | None]:
    rows = session.execute(
        select(C.case_id, C.key, C.due_on)
        .where(C.case_id.in_(ids), C.key.in_(CLOCKS.values()))
        .order_by(C.id)
    )
    return {(row.case_id, row.key): row.due_on for row in rows}


def _item(
    row: Mapping[Any, Any], limits: Mapping[tuple[int, str], date | None], today: date
) -> Item:
    kind = next(each for each in KINDS if each in row["kinds"])
    facts = row["facts"]
    due_on = limits.get((row["id"], CLOCKS[kind]))
    if due_on is None and facts.get("assigned_due_on"):
        due_on = date.fromisoformat(str(facts["assigned_due_on"]))
    closed_on = legal_day(row["closed_at"]) if row["closed_at"] else None
    if closed_on is not None and closed_on > today:
        closed_on = None
    return Item(
        case_no=row["case_no"],
        kind=kind,
        kind_title=kind_title(kind),
        party=row["party_name"],
        lead_unit=str(facts.get("lead_unit", "")),
        assigned_by=str(facts.get("assigned_by", "")),
        officer=row["assignee_id"] or "",
        opened_on=legal_day(row["opened_at"]),
        due_on=due_on,
        stage_title=stage_title(row["procedure"], row["procedure_version"], row["stage"]),
        state=_state(due_on, closed_on, today),
        closed_on=closed_on,
        outcome=row["outcome"] if closed_on else "",
        closing_level=_level(kind, facts),
    )


def _state(due_on: date | None, closed_on: date | None, today: date) -> str:
    if closed_on is not None:
        return LATE if due_on is not None and closed_on > due_on else CLOSED
    return OVERDUE if due_on is not None and today > due_on else OPEN


def _level(kind: str, facts: Mapping[str, Any]) -> str:
    """Answer who ends an item: the level that assigned it (practice 13), else the section head."""
    if kind == "assigned":
        above = facts.get("assigned_by") or "交办机关"
        return f"{above}（{ROLE_TITLES[R.SUPERVISOR]}批准）"
    return f"本局（{ROLE_TITLES[R.SECTION_HEAD]}批准）"


def _order(item: Item) -> tuple[bool, date, str]:
    return (item.closed_on is not None, item.due_on or date.max, item.case_no)
