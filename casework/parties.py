"""The enterprises that cases are about: found by their code, entered once when they are new."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from models import Party, Permit
from rules.errors import PermitLoopError
from rules.facts import hides_signs
from rules.identifiers import uscc_problem

P = Party.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]


LONGEST_NAME = 200


class PartyUnknown(PermitLoopError):
    """没有这个单位，请先导入或在开案时写明单位名称。"""


class PermitUnknown(PermitLoopError):
    """该单位没有这个许可证，请核对许可证编号。"""


def party_of(session: Session, uscc: str) -> int:
    """Answer the row number of an enterprise; PartyUnknown when there is none of that code."""
    found = session.execute(select(P.id).where(P.uscc == uscc.strip().upper())).scalar_one_or_none()
    if found is None:
        raise PartyUnknown(
            f"没有统一社会信用代码为“{uscc}”的单位；新单位请同时写明单位名称（--party-name）"
        )
    return int(found)


def enter_party(session: Session, uscc: str, name: str, now: datetime) -> int:
    """Answer the enterprise of that code, entered under that name when it is new.

    A code that is not well formed is refused: an officer types it here and can look again.
    """
    code = uscc.strip().upper()
    known = session.execute(select(P.id, P.name).where(P.uscc == code)).one_or_none()
    if known is not None:
        if known.name != name.strip():
            raise PartyUnknown(f"“{code}”已登记为“{known.name}”，与“{name}”不符，请核对")
        return int(known.id)
    problem = uscc_problem(code)
    if problem:
        raise PartyUnknown(f"{problem}，请核对后重新开案")
    if not name.strip():
        raise PartyUnknown("单位名称不能为空")
    if len(name.strip()) > LONGEST_NAME or hides_signs(name, ""):
        raise PartyUnknown(f"单位名称不超过 {LONGEST_NAME} 字，不含换行和控制字符")
    entered = {
        "uscc": code,
        "uscc_valid": True,
        "name": name.strip(),
        "industry": "",
        "address": "",
        "area": "",
        "contact": "",
        "phone": "",
        "credit": "",
        "eco_code": "",
        "created_at": now,
    }
    return int(session.execute(insert(Party).values(**entered).returning(P.id)).scalar_one())


def permit_of(session: Session, permit_no: str, party_id: int) -> int:
    """Answer the row number of an enterprise's permit; or PermitUnknown."""
    found = session.execute(
        select(M.id).where(M.permit_no == permit_no.strip().upper(), M.party_id == party_id)
    ).scalar_one_or_none()
    if found is None:
        raise PermitUnknown(f"该单位没有编号为“{permit_no}”的许可证，请核对")
    return int(found)
