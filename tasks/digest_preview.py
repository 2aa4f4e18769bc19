"""The facts to try a digest out with: the newest that was sent, or what one would say now."""

from datetime import datetime

from sqlmodel import Session

from casework.digest_examples import docket_example, reminders_example
from notifications.facts import notice_facts
from notifications.orders import order
from notifications.preview import Material, NothingToPreview, material
from notifications.sending_storm import storm_example
from rules.notices import (
    DAILY_DOCKET,
    DAILY_REMINDERS_PARTY,
    SENDING_DIGEST,
    SENDING_DIGEST_PARTY,
    NoticeType,
)

MORNING = {DAILY_DOCKET: docket_example, DAILY_REMINDERS_PARTY: reminders_example}
STORMS = (SENDING_DIGEST, SENDING_DIGEST_PARTY)


def material_for(
    session: Session, notice: NoticeType, case_no: str | None, now: datetime
) -> Material:
    """Answer the facts of a notice of any kind, digests among them. Raises NothingToPreview."""
    if notice.key in STORMS:
        return _storm(session, notice, case_no, now)
    if notice.key not in MORNING:
        return material(session, notice, case_no, now)
    if case_no is None:
        try:
            return material(session, notice, None, now)
        except NothingToPreview:
            pass
    return _morning(session, notice, case_no, now)


def newest_material_for(session: Session, notice: NoticeType, now: datetime) -> Material | None:
    """Answer the facts of the newest such notice, or None where there is nothing to show."""
    try:
        return material_for(session, notice, None, now)
    except NothingToPreview:
        return None


def _storm(session: Session, notice: NoticeType, case_no: str | None, now: datetime) -> Material:
    if case_no is not None:
        raise NothingToPreview(f"“{notice.title}”汇总多件通知，不按案件预览，请去掉 --case")
    facts = storm_example(session, notice, now)
    if facts is None:
        raise NothingToPreview(f"还没有发送过可以汇总的通知，不能预览“{notice.title}”")
    return Material("", facts)


def _morning(session: Session, notice: NoticeType, case_no: str | None, now: datetime) -> Material:
    letter = MORNING[notice.key](session, case_no, now)
    if letter is None:
        whose = f"案件{case_no}" if case_no else "本局"
        raise NothingToPreview(f"{whose}今天没有可以写入“{notice.title}”的事项，不能预览")
    wanted = order(letter.key, letter.payload)
    return Material(case_no or "", notice_facts(session, wanted, now))
