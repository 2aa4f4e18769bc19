"""What happened in a case since its run last looked, and the duties the run should carry out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, or_, select
from sqlmodel import Session

from casework.procedures import table_of
from casework.titles import FILING_KEPT, at_window, kept_title
from models import CaseEvent, CaseFile, CaseRun, DutyRow, Officer
from rules.clocks import ClockUnknown, clock
from rules.grammar import Procedure
from rules.notices import NOTICES
from rules.vocabulary import RELATION_TITLES, ROLE_TITLES

E = CaseEvent.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
N = CaseRun.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741

WORDS = {
    "open": "开案",
    "claim": "领取承办",
    "assign": "分派承办人",
    "hand_over": "移交承办",
    "recuse": "回避",
    "linked": "开启联动案件",
    "link_refused": "联动被拒（会绕回原案）",
    "feedback": "收到关联案件反馈",
    "clock_warning": "期限临近",
    "clock_overdue": "期限已过",
    "lapse_refused": "期满自动办理未成",
    "duty_failed": "事项未办成，请人工处理",
    "done_by_hand": "登记已另行办理",
    "informant_recorded": "登记举报人身份（另行密存）",
    "standing": "联动反馈：信用、检查频次和许可证监管",
    "credit_repair_asked": "提请信用修复",
    "credit_repair_approved": "批准信用修复",
    "credit_repair_refused": "不予信用修复",
    "outward_receipt": "登记外部系统回执",
    "outward_not_owed": "登记无须报送",
}
"""What officers call the events that decide nothing."""


@dataclass(frozen=True)
class Line:
    """One event in words; ``entered`` is the title of the stage that it brought the case into."""

    seq: int
    at: datetime
    who: str
    words: str
    entered: str
    kind: str = ""
    clock: str = ""


@dataclass(frozen=True)
class Errand:
    """A duty by the name a supervisor reads; ``done_elsewhere`` when the relay was first."""

    id: int
    seq: int
    title: str
    done_elsewhere: bool


def lines_since(
    session: Session, case_id: int, chapter: int, after: int, until: int | None = None
) -> list[Line]:
    """Answer the events after ``after`` that belong to a chapter, in order.

    A chapter begins with the event that ended the one before it.
    """
    case = session.execute(select(*F).where(F.id == case_id)).mappings().one()
    wanted = (
        select(E.seq, E.kind, E.at, E.canonical, O.name)
        .outerjoin(Officer, O.id == E.actor_id)
        .where(E.case_id == case_id, E.seq > max(after, _chapter_began(session, case_id, chapter)))
        .order_by(E.seq)
    )
    if until is not None:
        wanted = wanted.where(E.seq <= until)
    table = table_of(case["procedure"], case["procedure_version"])
    return [_line(row, table) for row in session.execute(wanted).mappings()]


def _chapter_began(session: Session, case_id: int, chapter: int) -> int:
    before = select(func.max(N.wanted_seq)).where(N.case_id == case_id, N.chapter < chapter)
    return max(0, (session.execute(before).scalar_one_or_none() or 0) - 1)


def _line(row: RowMapping, table: Procedure) -> Line:
    said = json.loads(bytes(row["canonical"]))
    detail = said["detail"]
    entered = ""
    if row["kind"] == "open" or (said["decision"] and detail["from"] != detail["to"]):
        stage = table.by_key.get(detail["to"])
        entered = stage.title if stage else detail["to"]
    return Line(
        row["seq"],
        row["at"],
        _who(row, said),
        _words(row, said, table),
        entered,
        row["kind"],
        "" if said["decision"] else detail.get("clock", ""),
    )


def _who(row: RowMapping, said: Mapping[str, Any]) -> str:
    titles = {str(role): title for role, title in ROLE_TITLES.items()}
    role = titles.get(said["role"], said["role"])
    return f"{row['name']}（{role}）" if row["name"] else role


def _words(row: RowMapping, said: Mapping[str, Any], table: Procedure) -> str:
    detail = said["detail"]
    if row["kind"] == FILING_KEPT:
        return kept_title(detail["title"])
    if not said["decision"]:
        what = WORDS.get(row["kind"], row["kind"])
        about = clock_title(detail.get("clock", "")) or detail.get("case", "")
        return f"{what}：{about}" if about else what
    stage = table.by_key.get(detail["from"])
    act = stage.act(row["kind"]) if stage else None
    title = act.title if act else str(row["kind"])
    return at_window(title) if detail.get("at_window") else title


def clock_title(key: str) -> str:
    """Answer what officers call a clock, or its key where the program has it no more."""
    try:
        return clock(key).title if key else ""
    except ClockUnknown:
        return key


def errands(session: Session, case_id: int, after: int, now: datetime) -> list[Errand]:
    """Answer the case's duties for its run: those ready now, and those the relay did meanwhile.

    Reminders of a clock go by the relay alone and are left out.
    """
    ready = (D.status == "pending") & (D.try_at <= now) & or_(D.until.is_(None), D.until <= now)
    relayed = (D.status == "done") & (D.seq > after) & D.owner.like("relay:%")
    rows = session.execute(
        select(D.id, D.seq, D.kind, D.name, D.payload, D.status)
        .where(D.case_id == case_id, D.offered_until > D.created_at, or_(ready, relayed))
        .order_by(D.id)
    ).mappings()
    return [
        Errand(row["id"], row["seq"], errand_title(row), row["status"] == "done") for row in rows
    ]


def errand_title(duty: Mapping[Any, Any]) -> str:
    """Answer what a duty is called where people see it carried out."""
    verb, _, rest = str(duty["name"]).partition(":")
    payload = duty["payload"]
    if duty["kind"] == "open_linked":
        relations = {str(key): title for key, title in RELATION_TITLES.items()}
        return f"开启联动：{relations.get(payload['relation'], payload['relation'])}"
    if duty["kind"] == "ask_opening":
        return "待人员开案"
    if duty["kind"] == "feed_back":
        return "告知相关案件" if verb == "announce" else "反馈上级案件"
    key = payload.get("notice", rest)
    named = NOTICES[key].title if key in NOTICES else rest
    return f"通知当事人：{named}" if verb == "serve" else f"告知：{named}"


def errand_result(session: Session, duty_id: int) -> tuple[str, str, bool]:
    """Answer where a duty stands, why where it is not done, and whether somebody is at it now."""
    row = session.execute(select(D.status, D.last_error, D.until).where(D.id == duty_id)).one()
    return row.status, row.last_error, row.until is not None
