"""Who plays in a rehearsal: two people a role, and for each walk its own enterprise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models import Officer, Party, Permit, ServiceAddress
from rules.case_view import SYSTEM, Person
from rules.facts import FACTS
from rules.identifiers import uscc_check_sign
from rules.service import ADDRESS_CONFIRMED, ELECTRONIC_ADDRESS
from rules.vocabulary import ROLE_TITLES, R

STAFF = tuple(role for role in R if role not in (R.SYSTEM, R.ENTERPRISE))


@dataclass(frozen=True)
class Cast:
    """The people of one walk by the name a plan gives them, its enterprise and its permit."""

    people: Mapping[str, Person]
    party_id: int
    permit_id: int
    permit_no: str

    def of(self, roles: Iterable[R]) -> list[tuple[str, Person]]:
        """Answer who holds one of these roles, by plan name, in a fixed order."""
        return [
            (name, self.people[name])
            for role in roles
            for name in (("system",) if role is R.SYSTEM else (f"{role}-1", f"{role}-2"))
        ]

    def by_id(self) -> dict[str, Person]:
        """Answer all of them by the id under which they act."""
        return {person.id: person for person in self.people.values()}


def engage(session: Session) -> dict[str, Person]:
    """Write the bureau's people and its neighbours', two of each role, and answer them."""
    staff = {
        f"{role}-{each}": _person(role, f"{role}-{each}", each) for role in STAFF for each in (1, 2)
    }
    session.add_all(_row(person) for person in staff.values())
    session.flush()
    return {**staff, SYSTEM.id: SYSTEM}


def settle(session: Session, staff: Mapping[str, Person], number: int, now: datetime) -> Cast:
    """Write the enterprise of one walk, its two people and its permit, and answer the cast."""
    body = f"91310117MA1R{number:05d}"
    uscc = body + uscc_check_sign(body)
    party = Party(uscc=uscc, name=f"演练纺织{number}号有限公司", created_at=now)
    session.add(party)
    session.flush()
    permit_no = f"{uscc}001P"
    permit = Permit(
        permit_no=permit_no, party_id=int(party.id or 0), unit_name=party.name,
        category="key_managed", valid_from=date(2024, 1, 1), valid_to=date(2028, 12, 31),
        issued_on=date(2024, 1, 1), created_at=now, updated_at=now,
    )  # fmt: skip
    # What the plan invents for electronic service is the address of a paper that was signed.
    confirmed = ServiceAddress(
        party_id=int(party.id or 0), kind="platform",
        paper_no=f"演练{FACTS[ADDRESS_CONFIRMED].title}",
        address=f"演练{FACTS[ELECTRONIC_ADDRESS].title}", signed_on=date(2024, 1, 1),
        signed_by="演练签署人", recorded_by=SYSTEM.id, recorded_at=now,
    )  # fmt: skip
    own = {
        f"enterprise-{each}": _person(R.ENTERPRISE, f"enterprise-{each}-{number}", each, party.id)
        for each in (1, 2)
    }
    session.add_all([permit, confirmed, *(_row(person) for person in own.values())])
    session.flush()
    return Cast({**staff, **own}, int(party.id or 0), int(permit.id or 0), permit_no)


def _person(role: R, person_id: str, number: int, party_id: int | None = None) -> Person:
    return Person(
        id=person_id,
        name=f"{ROLE_TITLES[role]}{'甲乙'[number - 1]}",
        roles=frozenset({role}),
        certificate_no=f"演练{role}{number}",
        certificate_until=date(2099, 12, 31),
        party_id=party_id,
    )


def _row(person: Person) -> Officer:
    return Officer(
        id=person.id, name=person.name, roles=[str(each) for each in person.roles],
        certificate_no=person.certificate_no, certificate_until=person.certificate_until,
        party_id=person.party_id,
    )  # fmt: skip
