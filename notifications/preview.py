"""What a notice would say: real facts, an office's own words or a draft of them, nothing stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import CaseFile, DutyRow, Notice
from notifications.facts import notice_facts
from notifications.orders import Order, order
from notifications.render import Rendered, Wording, render, sms_size
from rules.errors import PermitLoopError
from rules.notices import NoticeType


class NothingToPreview(PermitLoopError):
    """还没有可以用来预览的案件，请用 --case 写明案号。"""


@dataclass(frozen=True)
class Material:
    """The facts of one real case for one notice, and whose they are."""

    case_no: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Preview:
    """A notice as it would be sent, with the size of its short message."""

    case_no: str
    words: Rendered
    sms_signs: int
    sms_parts: int


def material(session: Session, notice: NoticeType, case_no: str | None, now: datetime) -> Material:
    """Answer the facts of a case's newest such notice, or of the newest that was ever sent.

    A case that has not sent it yet gives what it knows now. Raises NothingToPreview.
    """
    case = _case(session, case_no)
    duty = _newest_duty(session, notice, case)
    if duty is not None:
        wanted = order(duty.key, duty.payload, case_id=duty.case_id, seq=duty.seq)
        told = session.get(CaseFile, duty.case_id) if duty.case_id else None
        return Material(told.case_no if told else "", notice_facts(session, wanted, now))
    if case is None:
        raise NothingToPreview(f"还没有发送过“{notice.title}”，请用 --case 写明按哪个案件预览")
    wanted = Order("preview", notice.key, case.id, case.seq, {"notice": notice.key})
    return Material(case.case_no, notice_facts(session, wanted, now))


def preview(notice: NoticeType, facts: Material, wording: Wording | None) -> Preview:
    """Answer what would be sent; NoticeIncomplete names what is missing, NoticeUnfit the fault."""
    words = render(notice, facts.facts, wording=wording)
    signs, parts = sms_size(words.sms)
    return Preview(facts.case_no, words, signs, parts)


def _case(session: Session, case_no: str | None) -> CaseFile | None:
    if case_no is None:
        return None
    found = session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one_or_none()
    if found is None:
        raise NothingToPreview(f"没有案号为“{case_no}”的案件，请核对")
    return found


def _newest_duty(session: Session, notice: NoticeType, case: CaseFile | None) -> DutyRow | None:
    if case is None:
        return session.exec(
            select(DutyRow)
            .join(Notice, col(Notice.duty_key) == DutyRow.key)
            .where(Notice.notice == notice.key)
            .order_by(col(Notice.id).desc())
            .limit(1)
        ).first()
    rows = session.exec(
        select(DutyRow)
        .where(DutyRow.case_id == case.id, DutyRow.kind == "notice")
        .order_by(col(DutyRow.id).desc())
    )
    return next((each for each in rows if each.payload.get("notice") == notice.key), None)
