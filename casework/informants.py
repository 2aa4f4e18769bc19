"""Informants: recorded apart from their case, read by few, each reading with its reason logged."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from casework.act import locked_case, note_event
from casework.district import newest_setting
from casework.events import Happening, digest_of
from casework.people import refuse_inactive
from casework.registers import READINGS, append
from casework.sealed import PROCEDURES, informants_of, names_in
from models import CaseEvent, CaseFile, Informant, Recusal
from rules.asked import REASON
from rules.deadlines import legal_day
from rules.decide import ActionRefused, Person
from rules.facts import check_facts, hides_signs
from rules.vocabulary import ROLE_TITLES, R

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
N = Informant.__table__.c  # type: ignore[attr-defined]
X = Recusal.__table__.c  # type: ignore[attr-defined]

RECORDERS = frozenset({R.RECEPTIONIST, R.ENFORCER, R.SUPERVISOR})
"""Who registers reports and petitions (12369, 信访) and so hears who brings them."""

READERS = frozenset({R.RECEPTIONIST, R.BUREAU_HEAD})
"""Who answers the informant, and who answers for it; others are named by the district."""

ERASED = "informant_erased"
"""The event that says that identities of a case were erased, and under which digests."""

ON = "生态环境法典 第146条"

LEAST_REASON, LONGEST_REASON = 4, 500


class ReadingRefused(ActionRefused):
    """无权查询，请由有权查询的人员说明理由后查询。"""


@dataclass(frozen=True)
class Identity:
    """Who reported or petitioned, and whether they want to hear how it went."""

    name: str
    phone: str = ""
    address: str = ""
    wants_feedback: bool = True


@dataclass(frozen=True)
class Recorded:
    """What recording answers: the facts of the case in which the informant is named already."""

    case_no: str
    named_in: tuple[str, ...]


def record_informant(
    session: Session, case_no: str, identity: Identity, actor: Person, *, now: datetime
) -> Recorded:
    """Keep an informant's identity apart from the case, which learns a salted digest alone.

    A later record of the same case is a correction; the newest counts.
    """
    refuse_inactive(actor)
    if not actor.roles & RECORDERS:
        may = "、".join(ROLE_TITLES[each] for each in sorted(RECORDERS))
        raise ActionRefused(f"登记举报人、信访人身份须由{may}办理（{ON}）")
    row = locked_case(session, case_no)
    if row["procedure"] not in PROCEDURES:
        raise ActionRefused(
            f"案件{case_no}不是举报或者信访，不登记举报人；请在举报案件中登记（{ON}）"
        )
    # A wrong record bars words in what came of the report, so it can always be corrected.
    if row["closed_at"] is not None and not _recorded(session, row["id"]):
        raise ActionRefused(f"案件{case_no}已办结，不再登记身份；已有登记的可以更正（{ON}）")
    _refuse_recused(session, row["id"], actor)
    clean = _checked(identity)
    salt = secrets.token_hex(16)
    kept = {**vars(clean), "salt": salt, "digest": digest_of(salt, _body(clean))}
    session.execute(
        insert(Informant).values(case_id=row["id"], recorded_by=actor.id, recorded_at=now, **kept)
    )
    detail = {"sha256": kept["digest"]}
    role = str(min(actor.roles & RECORDERS))
    note_event(session, row, Happening("informant_recorded", actor.id, role, now, detail=detail))
    return Recorded(case_no, tuple(names_in(row["facts"], informants_of(session, row["id"]))))


def _recorded(session: Session, case_id: int) -> bool:
    found = select(N.id).where(N.case_id == case_id).limit(1)
    return session.execute(found).first() is not None


def erase_informants(
    session: Session, case_no: str, actor: Person, reason: str, *, now: datetime
) -> int:
    """Erase the identities of a case for good and answer how many; the case keeps their digests.

    Only the bureau head may, with a reason that names nobody (个人信息保护法 第47条).
    """
    refuse_inactive(actor)
    row = locked_case(session, case_no)
    if R.BUREAU_HEAD not in actor.roles:
        raise ActionRefused(
            f"删除举报人、信访人身份须由{ROLE_TITLES[R.BUREAU_HEAD]}决定（个人信息保护法 第47条）"
        )
    _refuse_recused(session, row["id"], actor)
    gone = session.execute(select(N.digest).where(N.case_id == row["id"])).scalars().all()
    if not gone:
        raise ActionRefused(f"案件{case_no}没有密存的身份，无须删除（个人信息保护法 第47条）")
    facts = check_facts([REASON], {REASON: checked_reason(reason)})
    detail = {"sha256": sorted(gone)}
    role = str(R.BUREAU_HEAD)
    note_event(session, row, Happening(ERASED, actor.id, role, now, facts=facts, detail=detail))
    session.execute(delete(Informant).where(N.case_id == row["id"]))
    return len(gone)


def read_informant(
    session: Session, case_no: str, actor: Person, reason: str, *, now: datetime
) -> tuple[Identity, ...]:
    """Answer who informed in a case, the newest record first, and log who read it and why.

    The caller shows nothing before the transaction has committed. ReadingRefused where the actor
    may not; ``note_refused`` then logs the attempt in a transaction of its own.
    """
    refuse_inactive(actor)
    row = locked_case(session, case_no)
    if not may_read(session, actor, READERS, "identity_readers", now):
        may = "、".join(ROLE_TITLES[each] for each in sorted(READERS))
        raise ReadingRefused(f"查询举报人、信访人身份须由{may}或者本区指定的人员办理（{ON}）")
    _refuse_recused(session, row["id"], actor)
    log_reading(session, "informant", row["id"], actor, checked_reason(reason), now=now)
    return tuple(
        Identity(each.name, each.phone, each.address, each.wants_feedback)
        for each in informants_of(session, row["id"])
    )


def may_read(
    session: Session, actor: Person, roles: frozenset[R], setting: str, now: datetime
) -> bool:
    """Answer whether somebody has one of the roles or is named by the district's setting."""
    named = newest_setting(session, legal_day(now)).get("protected") or {}
    return bool(actor.roles & roles) or actor.id in named.get(setting, ())


def checked_reason(reason: str) -> str:
    """Answer the reason of a reading; ReadingRefused where it says nothing."""
    words = reason.strip()
    if not LEAST_REASON <= len(words) <= LONGEST_REASON or hides_signs(words):
        raise ReadingRefused(
            f"请用 {LEAST_REASON} 至 {LONGEST_REASON} 字写明查询的理由，查询会留下记录"
        )
    return words


def log_reading(
    session: Session,
    kind: str,
    case_id: int | None,
    actor: Person,
    reason: str,
    *,
    now: datetime,
    refused: bool = False,
) -> int:
    """Add a reading, or one that was refused, to the log that only grows."""
    said = {
        "kind": kind,
        "case_id": case_id,
        "reader_id": actor.id,
        "reason": reason,
        "refused": refused,
        "at": now,
    }
    return append(session, READINGS, said)


def note_refused(
    session: Session, kind: str, case_no: str | None, actor: Person, reason: str, *, now: datetime
) -> None:
    """Log that somebody tried to read what is not theirs to read."""
    found = select(F.id).where(F.case_no == case_no)
    case_id = session.execute(found).scalar_one_or_none() if case_no else None
    words = "".join(sign for sign in reason if not hides_signs(sign, ""))[:LONGEST_REASON]
    log_reading(session, kind, case_id, actor, words, now=now, refused=True)


def _checked(identity: Identity) -> Identity:
    said = (
        ("姓名", identity.name, 100),
        ("电话", identity.phone, 50),
        ("住址", identity.address, 300),
    )
    for title, words, most in said:
        if len(words.strip()) > most or hides_signs(words, ""):
            raise ActionRefused(f"{title}应在 {most} 字以内，不含控制字符，请核对")
    if not identity.name.strip():
        raise ActionRefused("请填写姓名；匿名的不必登记身份")
    return Identity(
        identity.name.strip(), identity.phone.strip(), identity.address.strip(),
        identity.wants_feedback,
    )  # fmt: skip


def _body(identity: Any) -> str:
    named = ("name", "phone", "address", "wants_feedback")
    return rfc8785.dumps({each: getattr(identity, each) for each in named}).decode()


def _refuse_recused(session: Session, case_id: int, actor: Person) -> None:
    out = select(X.id).where(X.case_id == case_id, X.officer_id == actor.id)
    if session.execute(out).first() is not None:
        raise ReadingRefused(f"{actor.name}已回避本案（行政处罚法 第43条），请由他人办理")


def flaws(session: Session) -> Iterator[tuple[str, str]]:
    """Answer where kept identities are not those that their cases' events know by digest."""
    told = {(case_id, digest) for case_id, digest in _told(session, "informant_recorded")}
    erased = set(_told(session, ERASED))
    kept: set[tuple[int, str]] = set()
    for row in session.execute(select(*N).order_by(N.id)):
        place = f"举报人登记第{row.id}号"
        kept.add((row.case_id, row.digest))
        if digest_of(row.salt, _body(row)) != row.digest:
            yield place, "所存身份与其摘要不符"
        if (row.case_id, row.digest) not in told:
            yield place, "案件的事件里没有这一登记"
    numbers = dict(session.execute(select(F.id, F.case_no)).tuples().all())
    for case_id, _ in sorted(told - kept - erased):
        yield (
            f"举报人登记（{numbers.get(case_id, case_id)}）",
            "登记的身份已不在库中，没有依法删除的记录",
        )


def _told(session: Session, kind: str) -> Iterator[tuple[int, str]]:
    rows = session.execute(select(E.case_id, E.canonical).where(E.kind == kind))
    for row in rows:
        detail = json.loads(bytes(row.canonical))["detail"]
        digests = detail["sha256"]
        for each in digests if isinstance(digests, list) else [digests]:
            yield row.case_id, each
