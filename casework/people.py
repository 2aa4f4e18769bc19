"""The people of a district, as decisions look at them."""

from collections.abc import Iterable

from sqlalchemy import RowMapping, bindparam, select
from sqlmodel import Session

from models import Officer
from rules.case_view import SYSTEM, ActionRefused, Person
from rules.errors import PermitLoopError
from rules.vocabulary import R

O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741
_BY_ID = select(*O).where(O.id == bindparam("who"))
_BY_IDS = select(*O).where(O.id.in_(bindparam("whom", expanding=True)))


class PersonUnknown(PermitLoopError):
    """没有这个人员，请核对工号或联系系统管理员。"""


def person(session: Session, person_id: str) -> Person:
    """Answer the person with that id; PersonUnknown when there is none."""
    if person_id == SYSTEM.id:
        return SYSTEM
    row = session.execute(_BY_ID, {"who": person_id}).mappings().one_or_none()
    if row is None:
        raise PersonUnknown(f"没有工号为“{person_id}”的人员，请核对或联系系统管理员")
    return _as_person(row)


def refuse_inactive(actor: Person) -> None:
    """Refuse whoever has left the bureau: what their account still knows gives no power."""
    if not actor.active:
        raise ActionRefused(f"{actor.name}已停用，请由在岗的人员办理")


def people(session: Session, ids: Iterable[str]) -> dict[str, Person]:
    """Answer those of the people that exist, by id."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    rows = session.execute(_BY_IDS, {"whom": wanted}).mappings()
    return {row["id"]: _as_person(row) for row in rows}


def holders(session: Session, role: R) -> list[Person]:
    """Answer the active people who hold a role, in the order of their ids."""
    rows = session.execute(select(*O).where(O.active).order_by(O.id)).mappings()
    return [_as_person(row) for row in rows if str(role) in row["roles"]]


def _as_person(row: RowMapping) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        roles=frozenset(R(each) for each in row["roles"]),
        certificate_no=row["certificate_no"],
        certificate_until=row["certificate_until"],
        active=row["active"],
        party_id=row["party_id"],
    )
