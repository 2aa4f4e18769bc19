"""Whose case it is: claim, assign, hand over all of a person's cases, recuse."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from casework.act import note_event
from casework.case_reading import locked_case
from casework.events import Happening
from casework.outbox import add_duties
from casework.people import person, refuse_inactive
from models import CaseFile, Recusal
from rules.case_view import ActionRefused, Duty, Person
from rules.facts import hides_signs
from rules.notices import CASE_ASSIGNED
from rules.recusal import recusal_basis
from rules.vocabulary import OUTSIDERS, R

F = CaseFile.__table__.c  # type: ignore[attr-defined]
HEADS = frozenset({R.SECTION_HEAD, R.BUREAU_HEAD})
LONGEST_REASON = 500


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
    refuse_inactive(actor)
    if not actor.roles & HEADS:
        raise ActionRefused("分派案件须由科室负责人或局负责人办理")
    return _give(session, locked_case(session, case_no), person(session, to), actor, "assign", now)


def hand_over(
    session: Session, case_no: str, giver: str, to: str, actor: Person, *, now: datetime
) -> bool:
    """Pass one case on from one person to another; False when it was not theirs any more."""
    refuse_inactive(actor)
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
    """Keep a person out of a case; their pending assignment ends with it."""
    refuse_inactive(actor)
    if not (actor.roles & HEADS):
        raise ActionRefused("回避由负责人决定，请科室负责人或局负责人登记")
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON or hides_signs(reason):
        raise ActionRefused(f"请写明回避的理由（不超过 {LONGEST_REASON} 字，不含控制字符）")
    row, out = locked_case(session, case_no), person(session, who)
    if _recused(session, row["id"], out.id):
        raise ActionRefused(f"{out.name}已回避案件{case_no}，不必再次登记")
    session.execute(
        insert(Recusal).values(case_id=row["id"], officer_id=out.id, reason=reason, created_at=now)
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
    if _recused(session, row["id"], to.id):
        basis = recusal_basis(str(row["procedure"]))
        why = f"（{basis}）" if basis else ""
        raise ActionRefused(f"{to.name}已回避本案{why}，请分派他人")
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


def _recused(session: Session, case_id: object, who: str) -> bool:
    barred = select(Recusal.id).where(  # type: ignore[call-overload]
        Recusal.case_id == case_id, Recusal.officer_id == who
    )
    return session.execute(barred).first() is not None


def _role(actor: Person) -> str:
    return str(min(actor.roles))
