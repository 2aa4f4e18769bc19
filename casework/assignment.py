"""Whose case it is: claim, assign, hand over all of a person's cases, recuse."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from casework.act import locked_case, note_event
from casework.events import Happening
from casework.outbox import add_duties
from casework.people import person
from models import CaseFile, Recusal
from rules.decide import ActionRefused, Duty, Person
from rules.notices import CASE_ASSIGNED
from rules.vocabulary import OUTSIDERS, R

F = CaseFile.__table__.c  # type: ignore[attr-defined]
HEADS = frozenset({R.SECTION_HEAD, R.BUREAU_HEAD})


def claim(session: Session, case_no: str, actor: Person, *, now: datetime) -> int:
    """Take an unassigned case; ActionRefused when somebody else has it."""
    row = locked_case(session, case_no)
    if row["assignee_id"] == actor.id:
        return int(row["seq"])
    if row["assignee_id"]:
        holder = person(session, row["assignee_id"])
        raise ActionRefused(f"案件{case_no}已由{holder.name}承办，如需转交请科室负责人分派")
    return _give(session, row, actor, actor, "claim", now)


def assign(session: Session, case_no: str, to: str, actor: Person, *, now: datetime) -> int:
    """Give a case to a person; only a head may, ActionRefused otherwise."""
    if not actor.roles & HEADS:
        raise ActionRefused("分派案件须由科室负责人或局负责人办理")
    return _give(session, locked_case(session, case_no), person(session, to), actor, "assign", now)


def hand_over(
    session: Session, case_no: str, giver: str, to: str, actor: Person, *, now: datetime
) -> bool:
    """Pass one case on from one person to another; False when it was not theirs any more."""
    if not (actor.roles & HEADS or actor.id == giver):
        raise ActionRefused("移交案件须由本人或科室负责人办理")
    row = locked_case(session, case_no)
    if row["assignee_id"] != giver or row["closed_at"] is not None:
        return False
    _give(session, row, person(session, to), actor, "hand_over", now)
    return True


def cases_of(session: Session, person_id: str) -> list[str]:
    """Answer the open cases that a person has, oldest first."""
    return list(
        session.execute(
            select(F.case_no)
            .where(F.assignee_id == person_id, F.closed_at.is_(None))
            .order_by(F.id)
        ).scalars()
    )


def recuse(
    session: Session, case_no: str, who: str, reason: str, actor: Person, *, now: datetime
) -> int:
    """Keep a person out of a case (行政处罚法 第43条); their pending assignment ends with it."""
    if not (actor.roles & HEADS):
        raise ActionRefused("回避由负责人决定（行政处罚法 第43条第3款）")
    row = locked_case(session, case_no)
    session.execute(
        insert(Recusal).values(
            case_id=row["id"], officer_id=person(session, who).id, reason=reason, created_at=now
        )
    )
    if row["assignee_id"] == who:
        session.execute(update(CaseFile).where(F.id == row["id"]).values(assignee_id=None))
    event = Happening(
        "recuse", actor.id, _role(actor), now, facts={"reason": reason}, detail={"who": who}
    )
    return note_event(session, row, event)


def _give(
    session: Session, row: dict[str, object], to: Person, actor: Person, verb: str, now: datetime
) -> int:
    if row["closed_at"] is not None:
        raise ActionRefused(f"案件{row['case_no']}已办结，不能再分派")
    if not to.active or not to.roles - OUTSIDERS:
        raise ActionRefused(f"{to.name}不是本局在岗人员，不能承办案件")
    barred = select(Recusal.id).where(  # type: ignore[call-overload]
        Recusal.case_id == row["id"], Recusal.officer_id == to.id
    )
    if session.execute(barred).first():
        raise ActionRefused(f"{to.name}已回避本案（行政处罚法 第43条），请分派他人")
    session.execute(update(CaseFile).where(F.id == row["id"]).values(assignee_id=to.id))
    seq = note_event(
        session,
        row,
        Happening(
            verb,
            actor.id,
            _role(actor),
            now,
            detail={"from": row["assignee_id"] or "", "to": to.id},
        ),
    )
    if to.id != actor.id:
        told = Duty(
            "notice",
            f"tell:{CASE_ASSIGNED}",
            {"notice": CASE_ASSIGNED, "audience": "authority", "to": [to.id]},
        )
        add_duties(session, int(str(row["id"])), str(row["case_no"]), seq, (told,), now)
    row["assignee_id"] = to.id
    return seq


def _role(actor: Person) -> str:
    return str(min(actor.roles))
