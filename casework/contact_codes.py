"""Confirming an address by a code sent there: short-lived, few tries, only its digest kept."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from casework.contact_rows import (
    CONTACT,
    ContactWrong,
    contact_row,
    record,
    refuse_stranger,
)
from casework.contacts import confirmed
from models import ContactEvent
from rules.case_view import Person
from rules.contacts import ADDRESS_KIND_TITLES, BY_CODE, AddressKind
from rules.errors import PermitLoopError

C = CONTACT.c
E = ContactEvent.__table__.c  # type: ignore[attr-defined]

VALID = timedelta(minutes=30)
MOST_TRIES = 5
LIMITS = ((timedelta(minutes=1), 1), (timedelta(hours=1), 3), (timedelta(days=1), 6))
"""How many codes go to one address within each span: settings of the program."""


class CodeWrong(PermitLoopError):
    """验证码不对或者已经失效，请重新发送验证码。"""


@dataclass(frozen=True)
class IssuedCode:
    """A code to be sent: it is known to nobody but its receiver."""

    contact_id: int
    party_id: int
    owner: str
    kind: AddressKind
    address: str
    code: str
    number: int


def issue_code(session: Session, contact_id: int, actor: Person, *, now: datetime) -> IssuedCode:
    """Make a new code for an address; an older one ends. ContactWrong where too many were asked."""
    row = _held(session, contact_id)
    refuse_stranger(actor, row["party_id"])
    kind = AddressKind(row["kind"])
    if kind not in BY_CODE:
        raise ContactWrong(
            f"{ADDRESS_KIND_TITLES[kind]}不能用验证码确认，请凭企业签署的书面材料确认（--paper）"
        )
    number = 1 + _refuse_too_many(session, contact_id, now)
    code, salt = f"{secrets.randbelow(1_000_000):06d}", secrets.token_hex(16)
    session.execute(
        update(CONTACT)
        .where(C.id == contact_id)
        .values(code_digest=_digest(salt, code), code_salt=salt, code_until=now + VALID,
                code_tries=0)
    )  # fmt: skip
    record(session, row["owner"], "code", actor.id, now, person_id=row["person_id"],
           contact_id=contact_id, detail="发送验证码")  # fmt: skip
    return IssuedCode(contact_id, row["party_id"], row["owner"], kind, row["address"], code, number)


def try_code(
    session: Session, contact_id: int, code: str, actor: Person, *, now: datetime
) -> str | None:
    """Confirm an address by its code; None when it fits, else why not, for the caller to say.

    Nothing is raised for a wrong code, so that the failed try is kept.
    """
    row = _held(session, contact_id)
    refuse_stranger(actor, row["party_id"])
    if row["code_digest"] is None or row["code_until"] is None:
        return "还没有发送过验证码，请先用 permitloop contact code 发送"
    if now >= row["code_until"]:
        return "验证码已过期，请重新发送"
    tries = int(row["code_tries"] or 0) + 1
    if tries > MOST_TRIES:
        return "验证码输错次数过多，已经失效，请重新发送"
    if not hmac.compare_digest(_digest(row["code_salt"], code.strip()), row["code_digest"]):
        session.execute(update(CONTACT).where(C.id == contact_id).values(code_tries=tries))
        return f"验证码不对，还可以试 {MOST_TRIES - tries} 次"
    confirmed(session, row, "验证码", actor, now)
    return None


def _held(session: Session, contact_id: int) -> dict[str, Any]:
    """Answer an address that nobody else counts codes or tries of until this is written."""
    session.execute(select(C.id).where(C.id == contact_id).with_for_update())
    return contact_row(session, contact_id)


def _refuse_too_many(session: Session, contact_id: int, now: datetime) -> int:
    """Answer how many codes were ever sent to an address."""
    asked = (E.contact_id == contact_id, E.verb == "code")
    for span, most in LIMITS:
        lately = session.execute(select(func.count()).where(*asked, E.at > now - span)).scalar_one()
        if lately >= most:
            raise ContactWrong("发送验证码过于频繁，请稍后再试")
    return int(session.execute(select(func.count()).where(*asked)).scalar_one())


def _digest(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()
