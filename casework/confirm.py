"""Confirming an unverified date: a named person takes responsibility for it, each time anew."""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session

from casework.act import locked_case, note_event
from casework.events import Happening
from casework.people import refuse_inactive
from models import Clock
from rules.asked import CONFIRMED_SOURCE
from rules.clocks import Evidence
from rules.decide import ActionRefused, Person
from rules.facts import MAX_NAME, check_facts
from rules.vocabulary import R

C = Clock.__table__.c  # type: ignore[attr-defined]
MAY_CONFIRM = frozenset({R.LEGAL_REVIEWER, R.SECTION_HEAD, R.BUREAU_HEAD})


def confirm_clock(
    session: Session,
    case_no: str,
    key: str,
    due_on: date,
    source: str,
    actor: Person,
    *,
    subject: str = "",
    now: datetime,
) -> int:
    """Confirm that an unverified clock's present date may decide; answer the event's number.

    ``source`` is the text the person read. A date that moves later wants a new confirmation.
    """
    refuse_inactive(actor)
    if not actor.roles & MAY_CONFIRM:
        raise ActionRefused("待核期限须由法制审核人员、科室负责人或者局负责人确认")
    if not source.strip():
        raise ActionRefused("确认待核期限须写明所核对的文本出处")
    read = check_facts([CONFIRMED_SOURCE], {CONFIRMED_SOURCE: source})
    if len(source) > MAX_NAME:
        raise ActionRefused(f"“所核对的文本出处”超过 {MAX_NAME} 字，请只写文件名称、文号和条款")
    case = locked_case(session, case_no)
    row = (
        session.execute(
            select(C.id, C.due_on, C.due_at, C.evidence, C.confirmed_by).where(
                C.case_id == case["id"], C.key == key, C.subject == subject, C.open.is_(True)
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise ActionRefused(f"案件{case_no}没有正在计算的期限“{key}”")
    if row["due_on"] != due_on:
        raise ActionRefused(
            f"该期限现为 {row['due_on']} 到期，与所确认的 {due_on} 不同，请刷新后核对"
        )
    if row["evidence"] != Evidence.UNVERIFIED:
        raise ActionRefused("该期限的依据已核，无须确认")
    behind = row["due_at"] is not None and now >= row["due_at"]
    values = {"confirmed_by": actor.id, **({"next_at": now} if behind else {})}
    session.execute(update(Clock).where(C.id == row["id"]).values(**values))
    detail = {"clock": key, "subject": subject, "due_on": due_on.isoformat()}
    return note_event(
        session,
        case,
        Happening(
            "clock_confirmed",
            actor.id,
            str(min(actor.roles)),
            now,
            facts=read,
            detail=detail,
        ),
    )
