"""Who is told: an enterprise's own people, or the bureau's, and never the one for the other."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlmodel import Session, col, select

from models import CaseFile, Delegation, DistrictSetting, Officer, Party, Recusal
from models.remembered import one, remembered
from notifications.orders import Order
from rules.delegation import StandIn, told_instead
from rules.errors import PermitLoopError
from rules.sections import heads_told, section_by_procedure
from rules.vocabulary import HANDLER, OUTSIDERS, Audience, R

FOLDER = "folder:"
"""Opens the name of an enterprise's own folder, which is told even where no user is on file."""


class NoRecipient(PermitLoopError):
    """该通知没有可以接收的人员，请科室负责人分派承办人。"""


def recipients(session: Session, wanted: Order, on: date) -> tuple[str, ...]:
    """Answer whom a notice goes to on a day, by person id; NoRecipient when there is nobody.

    An enterprise's folder comes first as ``folder:`` and its USCC. An officer's deputy of that day
    is told beside or instead of them, unless the duty names its readers for good (``as_named``).
    """
    case = one(session, CaseFile, wanted.case_id) if wanted.case_id else None
    if wanted.type.audience is Audience.PARTY:
        return _enterprise(session, wanted, case)
    barred = _barred(session, wanted, case)
    named = _named(session, wanted, case, barred, on)
    if not (named or wanted.payload.get("to")):
        named = [each for each in _heads(session) if each.id not in barred]
    if not wanted.payload.get("as_named"):
        named = _with_deputies(session, _fit(named, wanted.type.audience), barred, on)
    allowed = _fit(named, wanted.type.audience)
    if not allowed:
        raise NoRecipient(
            f"“{wanted.type.title}”没有可以接收的在岗人员，请科室负责人分派承办人或由系统管理员核对名册"
        )
    return tuple(dict.fromkeys(each.id for each in allowed))


def _enterprise(session: Session, wanted: Order, case: CaseFile | None) -> tuple[str, ...]:
    whose = case.party_id if case else wanted.payload.get("party_id")
    party = one(session, Party, whose) if whose else None
    if party is None:
        raise NoRecipient(f"“{wanted.type.title}”没有对应的企业，请联系系统管理员核对案件")
    number = int(party.id or 0)
    users = remembered(session, ("users", number), lambda: users_of(session, [number])[number])
    return (f"{FOLDER}{party.uscc}", *users)


def users_of(session: Session, party_ids: Sequence[int]) -> dict[int, list[str]]:
    """Answer the ids of each enterprise's own active people."""
    rows = session.exec(
        select(Officer)
        .where(col(Officer.party_id).in_(party_ids), Officer.active)
        .order_by(Officer.id)
    )
    found: dict[int, list[str]] = {each: [] for each in party_ids}
    for row in rows:
        if R.ENTERPRISE in row.roles:
            found[int(row.party_id or 0)].append(row.id)
    return found


def recused_in(session: Session, case_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    """Answer the ids of who keeps out of each case."""
    rows = session.exec(
        select(Recusal.case_id, Recusal.officer_id).where(col(Recusal.case_id).in_(case_ids))
    )
    found: dict[int, set[str]] = {each: set() for each in case_ids}
    for case_id, officer in rows:
        found[case_id].add(officer)
    return {each: frozenset(who) for each, who in found.items()}


def _named(
    session: Session, wanted: Order, case: CaseFile | None, barred: frozenset[str], on: date
) -> list[Officer]:
    people: list[Officer] = []
    for each in wanted.payload.get("to", ()):
        row = one(session, Officer, each)
        people += [row] if row else []
    roles = wanted.payload.get("roles") or ([] if wanted.payload.get("to") else wanted.type.readers)
    for role in roles:
        held = _handler(session, case) if role == HANDLER else []
        sought = R.SECTION_HEAD if role == HANDLER else role
        people += held or _of_role(session, sought, case, barred, on)
    return [each for each in people if each.id not in barred]


def _handler(session: Session, case: CaseFile | None) -> list[Officer]:
    held = one(session, Officer, case.assignee_id) if case and case.assignee_id else None
    return [held] if held is not None and held.active else []


def _of_role(
    session: Session, role: str, case: CaseFile | None, barred: frozenset[str], on: date
) -> list[Officer]:
    """Answer who holds a role; of the section heads those whom the case concerns."""
    people = [each for each in _holders(session, role) if each.id not in barred]
    if role != R.SECTION_HEAD or case is None:
        return people
    held = one(session, Officer, case.assignee_id) if case.assignee_id else None
    heads = {each.id: each.section for each in people}
    told = heads_told(heads, held.section if held else "", case.procedure, _sections(session, on))
    return [each for each in people if each.id in told]


def _sections(session: Session, on: date) -> dict[str, str]:
    return remembered(session, ("sections", on), lambda: _sections_set(session, on))


def _sections_set(session: Session, on: date) -> dict[str, str]:
    row = session.exec(
        select(DistrictSetting)
        .where(DistrictSetting.effective_on <= on)
        .order_by(col(DistrictSetting.effective_on).desc(), col(DistrictSetting.id).desc())
    ).first()
    return section_by_procedure(row.content if row else {})


def _holders(session: Session, role: str) -> list[Officer]:
    return [row for row in _at_work(session) if role in row.roles]


def _at_work(session: Session) -> list[Officer]:
    asked = select(Officer).where(Officer.active).order_by(Officer.id)
    return remembered(session, "at work", lambda: list(session.exec(asked)))


def stand_ins(session: Session, on: date) -> tuple[StandIn, ...]:
    """Answer who stands in for whom on a day."""
    return remembered(session, ("stand-ins", on), lambda: _stand_ins(session, on))


def _stand_ins(session: Session, on: date) -> tuple[StandIn, ...]:
    rows = session.exec(
        select(Delegation)
        .where(
            Delegation.from_on <= on, Delegation.until_on >= on, col(Delegation.ended_at).is_(None)
        )
        .order_by(col(Delegation.id))
    )
    return tuple(
        StandIn(each.giver_id, each.deputy_id, each.from_on, each.until_on, each.both)
        for each in rows
    )


def _with_deputies(
    session: Session, named: list[Officer], barred: frozenset[str], on: date
) -> list[Officer]:
    held = stand_ins(session, on)
    if not held:
        return named
    people = {each.id: each for each in named}
    deputies = session.exec(
        select(Officer).where(col(Officer.id).in_([each.deputy for each in held]))
    )
    # A deputy hears nothing of a case that they keep out of.
    people |= {each.id: each for each in deputies if each.active and each.id not in barred}
    able = [each.id for each in people.values() if each in named or _inside(each)]
    told = [who for each in named for who in told_instead(held, each.id, on, able)]
    return [people[each] for each in dict.fromkeys(told)]


def _barred(session: Session, wanted: Order, case: CaseFile | None) -> frozenset[str]:
    """Answer who is not told: whoever keeps out of the case, or asks others to answer."""
    return _recused(session, case) | frozenset(wanted.payload.get("not_to", ()))


def _heads(session: Session) -> list[Officer]:
    """Answer who is told where all who should be are kept out: the heads, who find another."""
    return [*_holders(session, R.SECTION_HEAD), *_holders(session, R.BUREAU_HEAD)]


def _recused(session: Session, case: CaseFile | None) -> frozenset[str]:
    if case is None:
        return frozenset()
    number = int(case.id or 0)
    return remembered(session, ("recused", number), lambda: recused_in(session, [number])[number])


def _inside(person: Officer) -> bool:
    return _reaches(person, Audience.AUTHORITY)


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
