"""The office's own words for its notices: versions with who, when, from which day, and why."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, insert, select
from sqlmodel import Session

from models import Notice, NoticeWording
from models.remembered import remembered
from notifications.render import TEMPLATES, Wording
from notifications.wording_check import BODY, SMS, SUBJECT, refuse_unfit
from rules.case_view import ActionRefused, Person
from rules.errors import PermitLoopError
from rules.facts import hides_signs
from rules.notices import NOTICES, NoticeType
from rules.vocabulary import R

WORDING = NoticeWording.__table__  # type: ignore[attr-defined]
W = WORDING.c
N = Notice.__table__.c  # type: ignore[attr-defined]

PARTS = (BODY, SUBJECT, SMS)
MAY_WORD = frozenset({R.ADMINISTRATOR, R.SECTION_HEAD, R.BUREAU_HEAD, R.LEGAL_REVIEWER})
"""Who may change what the office says to people."""


class WordingUnknown(PermitLoopError):
    """没有这个版本，请用 permitloop template show 查看历次版本。"""


class NoSuchNotice(PermitLoopError):
    """没有这种通知，请用 permitloop template list 查看全部通知。"""


@dataclass(frozen=True)
class Version:
    """One stored version; a part that is None is the program's own."""

    notice: str
    number: int
    body: str | None
    subject: str | None
    sms: str | None
    effective_on: date
    reason: str
    made_by: str
    made_at: datetime
    sha256: str

    @property
    def parts(self) -> dict[str, str]:
        """Answer the parts that the office words itself."""
        named = {BODY: self.body, SUBJECT: self.subject, SMS: self.sms}
        return {part: text for part, text in named.items() if text is not None}


def notice_of(key: str) -> NoticeType:
    """Answer a notice by its key or its title; NoSuchNotice where there is none."""
    found = NOTICES.get(key) or next((each for each in NOTICES.values() if each.title == key), None)
    if found is None:
        raise NoSuchNotice(f"没有名为“{key}”的通知，请用 permitloop template list 查看")
    return found


def wording_in_force(session: Session, notice: str, on: date) -> Wording | None:
    """Answer the office's words that hold on a day, or None where the program's own do.

    Of the versions in effect the one that took effect last holds, of one day's the newest.
    """
    return remembered(session, ("wording", notice, on), lambda: _worded(session, notice, on))


def _worded(session: Session, notice: str, on: date) -> Wording | None:
    found = _in_force(session, notice, on)
    if found is None or not found.parts:
        return None
    return Wording(
        found.number, found.body, found.subject, found.sms,
        whole=wording_digest(found.parts) == found.sha256,
    )  # fmt: skip


def _in_force(session: Session, notice: str, on: date) -> Version | None:
    row = session.execute(
        select(*W)
        .where(W.notice == notice, W.effective_on <= on)
        .order_by(W.effective_on.desc(), W.number.desc())
        .limit(1)
    ).mappings().first()  # fmt: skip
    return _version(dict(row)) if row else None


def keep_wording(
    session: Session, notice: NoticeType, changed: dict[str, str], actor: Person, *,
    effective_on: date, reason: str, now: datetime,
) -> Version:  # fmt: skip
    """Store a new version that changes some parts and keeps the others as they stand that day.

    Raises WordingRefused for words that may not stand, ActionRefused for who may not change them.
    """
    refuse_stranger(actor)
    standing = _in_force(session, notice.key, effective_on)
    parts = {**(standing.parts if standing else {}), **changed}
    refuse_unfit(notice, changed, TEMPLATES)
    return _keep(session, notice, parts, actor, effective_on, reason, now)


def revert_wording(
    session: Session, notice: NoticeType, actor: Person, *, to: int | None, effective_on: date,
    reason: str, now: datetime,
) -> Version:  # fmt: skip
    """Go back to an earlier version, or without one to the program's own words, as a new version.

    Raises WordingUnknown, WordingRefused where the earlier words may not stand any more.
    """
    refuse_stranger(actor)
    parts: dict[str, str] = {}
    if to is not None:
        earlier = next((each for each in history(session, notice.key) if each.number == to), None)
        if earlier is None:
            raise WordingUnknown(f"“{notice.title}”没有第 {to} 版")
        parts = earlier.parts
        refuse_unfit(notice, parts, TEMPLATES)
    return _keep(session, notice, parts, actor, effective_on, reason, now)


def _keep(
    session: Session, notice: NoticeType, parts: dict[str, str], actor: Person,
    effective_on: date, reason: str, now: datetime,
) -> Version:  # fmt: skip
    if not reason.strip() or len(reason) > 300 or hides_signs(reason, ""):
        raise ActionRefused("请写明修改理由（300 字以内）")
    last = session.execute(
        select(func.max(W.number)).where(W.notice == notice.key)
    ).scalar_one()  # fmt: skip
    kept = Version(
        notice.key, int(last or 0) + 1, parts.get(BODY), parts.get(SUBJECT), parts.get(SMS),
        effective_on, reason.strip(), actor.id, now, wording_digest(parts),
    )  # fmt: skip
    session.execute(insert(WORDING).values(**vars(kept)))
    return kept


def refuse_stranger(actor: Person) -> None:
    """Refuse whoever may not change what the office says."""
    if not actor.active or not actor.roles & MAY_WORD:
        raise ActionRefused(
            f"{actor.name}不能修改通知模板，请由系统管理员、法制审核人员、科室负责人或者局负责人办理"
        )


def history(session: Session, notice: str) -> list[Version]:
    """Answer every version of a notice, the newest first."""
    rows = session.execute(
        select(*W).where(W.notice == notice).order_by(W.number.desc())
    ).mappings()  # fmt: skip
    return [_version(dict(row)) for row in rows]


def worded(session: Session, on: date) -> dict[str, Version]:
    """Answer the notices that the office words itself on a day."""
    keys = session.execute(select(W.notice).distinct()).scalars()
    found = {key: _in_force(session, key, on) for key in keys}
    return {key: each for key, each in found.items() if each is not None and each.parts}


def fallen_back(session: Session) -> dict[str, tuple[int, str]]:
    """Answer, by notice, how often the office's words could not be used, and why the last time."""
    rows = session.execute(
        select(N.notice, func.count(), func.max(N.id))
        .where(N.wording_flaw.is_not(None))
        .group_by(N.notice)
    ).all()
    return {
        notice: (
            count,
            str(session.execute(select(N.wording_flaw).where(N.id == last)).scalar_one()),
        )
        for notice, count, last in rows
    }


def wording_digest(parts: dict[str, str]) -> str:
    """Answer the SHA-256 that a stored version is held against."""
    return hashlib.sha256(
        json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def _version(row: dict[str, object]) -> Version:
    return Version(**{name: row[name] for name in Version.__dataclass_fields__})  # type: ignore[arg-type]
