"""Who plays in a rehearsal: two people for every role, and one enterprise with a permit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Officer, Party, Permit
from rules.decide import Person
from rules.vocabulary import ROLE_TITLES, R

USCC = "91310117MA1RH0XX2K"
PERMIT_NO = f"{USCC}001P"


@dataclass(frozen=True)
class Cast:
    """The people by role, and the party and permit the cases are about."""

    by_role: dict[R, tuple[Person, Person]]
    party_id: int
    permit_id: int

    def of(self, roles: Iterable[R]) -> list[Person]:
        """Answer the people who hold one of these roles, in a fixed order."""
        return [person for role in roles for person in self.by_role.get(role, ())]


def engage(session: Session, now: datetime) -> Cast:
    """Write the people, the enterprise and its permit, and answer them."""
    party = Party(uscc=USCC, name="演练纺织有限公司", created_at=now)
    session.add(party)
    session.flush()
    assert party.id is not None  # noqa: S101  (flushed above)
    permit = Permit(
        permit_no=PERMIT_NO, party_id=party.id, unit_name=party.name, category="key_managed",
        valid_from=date(2024, 1, 1), valid_to=date(2028, 12, 31), issued_on=date(2024, 1, 1),
        created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(permit)
    session.flush()
    by_role: dict[R, tuple[Person, Person]] = {}
    for role in R:
        if role is R.SYSTEM:
            continue
        first, second = (_person(role, number, party.id) for number in (1, 2))
        for each in (first, second):
            session.add(_row(each))
        by_role[role] = (first, second)
    session.flush()
    return Cast(by_role, party.id, permit.id or 0)


def _person(role: R, number: int, party_id: int) -> Person:
    return Person(
        id=f"{role}-{number}",
        name=f"{ROLE_TITLES[role]}{'甲乙'[number - 1]}",
        roles=frozenset({role}),
        certificate_no=f"演练{role}{number}",
        certificate_until=date(2099, 12, 31),
        party_id=party_id if role is R.ENTERPRISE else None,
    )


def _row(person: Person) -> Officer:
    return Officer(
        id=person.id, name=person.name, roles=[str(each) for each in person.roles],
        certificate_no=person.certificate_no, certificate_until=person.certificate_until,
        party_id=person.party_id,
    )  # fmt: skip
