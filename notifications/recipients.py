"""Who is told: an enterprise's own people, or the bureau's, and never the one for the other."""

from collections.abc import Iterable, Iterator

from sqlmodel import Session, select

from models import CaseFile, Officer, Party
from notifications.orders import Order
from rules.errors import PermitLoopError
from rules.escalation import HANDLER
from rules.vocabulary import OUTSIDERS, Audience, R

FOLDER = "folder:"
"""Opens the name of an enterprise's own folder, which is told even where no user is on file."""


class NoRecipient(PermitLoopError):
    """该通知没有可以接收的人员，请科室负责人分派承办人。"""


def recipients(session: Session, wanted: Order) -> tuple[str, ...]:
    """Answer whom a notice goes to, by person id; NoRecipient when there is nobody.

    An enterprise's folder comes first as ``folder:`` and its USCC.
    """
    case = session.get(CaseFile, wanted.case_id) if wanted.case_id else None
    if wanted.type.audience is Audience.PARTY:
        return _enterprise(session, wanted, case)
    named = _named(session, wanted, case)
    allowed = _fit(named, wanted.type.audience)
    if not allowed:
        raise NoRecipient(
            f"“{wanted.type.title}”没有可以接收的在岗人员，请科室负责人分派承办人或由系统管理员核对名册"
        )
    return tuple(dict.fromkeys(each.id for each in allowed))


def _enterprise(session: Session, wanted: Order, case: CaseFile | None) -> tuple[str, ...]:
    party = session.get(Party, case.party_id) if case else None
    if party is None:
        raise NoRecipient(f"“{wanted.type.title}”没有对应的企业，请联系系统管理员核对案件")
    rows = session.exec(
        select(Officer).where(Officer.party_id == party.id, Officer.active).order_by(Officer.id)
    )
    users = [row.id for row in rows if R.ENTERPRISE in row.roles]
    return (f"{FOLDER}{party.uscc}", *users)


def _named(session: Session, wanted: Order, case: CaseFile | None) -> list[Officer]:
    people: list[Officer] = []
    for each in wanted.payload.get("to", ()):
        row = session.get(Officer, each)
        people += [row] if row else []
    roles = wanted.payload.get("roles") or ([] if wanted.payload.get("to") else [HANDLER])
    for role in roles:
        people += _handler(session, case) if role == HANDLER else _holders(session, role)
    return people


def _handler(session: Session, case: CaseFile | None) -> list[Officer]:
    held = session.get(Officer, case.assignee_id) if case and case.assignee_id else None
    if held is not None and held.active:
        return [held]
    return _holders(session, R.SECTION_HEAD)


def _holders(session: Session, role: str) -> list[Officer]:
    rows = session.exec(select(Officer).where(Officer.active).order_by(Officer.id))
    return [row for row in rows if role in row.roles]


def _fit(people: Iterable[Officer], audience: Audience) -> list[Officer]:
    """Leave out whom the audience does not reach, whatever a duty named."""
    return [each for each in people if each.active and _reaches(each, audience)]


def _reaches(person: Officer, audience: Audience) -> bool:
    roles = {R(each) for each in person.roles}
    if person.party_id is not None or R.ENTERPRISE in roles:
        return False
    inside = bool(roles - OUTSIDERS)
    return inside or (audience is Audience.JUSTICE and bool(roles & _JUSTICE))


_JUSTICE = frozenset({R.POLICE, R.PROCURATORATE, R.COURT})


def shown_names(session: Session, ids: Iterable[str]) -> Iterator[str]:
    """Answer the recipients' names as a page shows them; a folder by its USCC."""
    for each in ids:
        row = None if each.startswith(FOLDER) else session.get(Officer, each)
        yield row.name if row else each.removeprefix(FOLDER)
