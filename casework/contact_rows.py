"""Contacts as rows: found, judged, and what was done with them written down."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from casework.people import refuse_inactive
from models import Contact, ContactEvent, ContactPerson, DutyRow, Party
from rules.case_view import ActionRefused, Person
from rules.contacts import ENTERPRISE, Standing, usable
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.facts import hides_signs
from rules.vocabulary import OUTSIDERS, R

CONTACT = Contact.__table__  # type: ignore[attr-defined]
PERSON = ContactPerson.__table__  # type: ignore[attr-defined]
C, N = CONTACT.c, PERSON.c
P = Party.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]

UNREACHABLE = "unreachable:"
"""Opens the key of the docket's item about an enterprise that no address reaches."""


_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


class ContactUnknown(PermitLoopError):
    """没有这个联系方式或者联系人，请用 permitloop contact list 核对编号。"""


class ContactWrong(PermitLoopError):
    """联系人登记有误，没有登记，请按提示改正。"""


def reached_again(session: Session, owner: str, now: datetime) -> None:
    """Take an enterprise that can be written to again off the docket."""
    if not any(usable(standing(each), legal_day(now)) for each in rows_of(session, owner)):
        return
    session.execute(
        update(DutyRow)
        .where(D.key.like(f"{UNREACHABLE}{owner}:%"), D.status == "held")
        .values(status="done", done_at=now, until=None, result={"reached": "again"})
    )


def rows_of(session: Session, owner: str) -> list[dict[str, Any]]:
    """Answer the addresses of one owner with what their persons are, in the order of entry."""
    rows = session.execute(with_persons().where(C.owner == owner).order_by(C.id)).mappings()
    return [dict(each) for each in rows]


def with_persons() -> Any:
    """Answer the question for addresses beside the persons whose they are."""
    return select(
        *C, N.name, N.role, N.authorised_until, N.ended_at.label("person_ended_at"), N.party_id
    ).join_from(CONTACT, PERSON, C.person_id == N.id, isouter=True)


def standing(row: Mapping[str, Any]) -> Standing:
    """Answer what decides whether an address is used."""
    return Standing(
        of_person=row["person_id"] is not None,
        consented=row["consented_on"] is not None,
        confirmed=row["confirmed_at"] is not None,
        bounced=row["bounced_at"] is not None,
        ended=row["ended_at"] is not None or row["person_ended_at"] is not None,
        authorised_until=row["authorised_until"],
    )


def owner_of(session: Session, party_id: int) -> str:
    """Answer the name under which an enterprise's addresses are kept."""
    uscc = session.execute(select(P.uscc).where(P.id == party_id)).scalar_one()
    return f"{ENTERPRISE}{uscc}"


def person_row(session: Session, person_id: int) -> dict[str, Any]:
    """Answer a person's row; ContactUnknown where there is none or it was erased."""
    found = session.execute(select(*N).where(N.id == person_id)).mappings().one_or_none()
    if found is None or found["erased_at"] is not None:
        raise ContactUnknown(f"没有编号为 {person_id} 的联系人，请用 permitloop contact list 核对")
    return dict(found)


def contact_row(session: Session, contact_id: int) -> dict[str, Any]:
    """Answer an address in use, with its person; ContactUnknown where there is none."""
    found = session.execute(with_persons().where(C.id == contact_id)).mappings().one_or_none()
    if found is None or found["ended_at"] is not None or found["person_id"] is None:
        raise ContactUnknown(
            f"没有编号为 {contact_id}、在用的联系方式，请用 permitloop contact list 核对"
        )
    return dict(found)


def refuse_stranger(actor: Person, party_id: int) -> None:
    """Refuse whoever is neither of the bureau nor of the enterprise whose address it is."""
    refuse_inactive(actor)
    if actor.roles - OUTSIDERS or (R.ENTERPRISE in actor.roles and actor.party_id == party_id):
        return
    raise ActionRefused(f"{actor.name}不能登记该单位的联系人，请由该单位或者本局人员办理")


def refuse_outsider(actor: Person) -> None:
    """Refuse whoever is not of the bureau."""
    refuse_inactive(actor)
    if not actor.roles - OUTSIDERS:
        raise ActionRefused(f"{actor.name}不是本局人员，请由本局人员办理")


def stated(reason: str) -> str:
    """Answer a reason that was given; ContactWrong where none was."""
    if not reason.strip():
        raise ContactWrong("请写明理由")
    return plain(reason.strip()[:500], "理由")


def plain(words: str, title: str) -> str:
    """Answer words that show all they hold; ContactWrong where a control sign is in them."""
    if hides_signs(words, ""):
        raise ContactWrong(f"{title}不含控制字符和换行，请重新填写")
    return words


def refuse_names(session: Session, owner: str, words: str) -> None:
    """Refuse words that name somebody of an owner, or an address: they would outlive an erasure."""
    said = _letters(words)
    known = select(N.name, C.address).join_from(PERSON, CONTACT, C.person_id == N.id, isouter=True)
    of_owner = known.join(Party.__table__, N.party_id == P.id).where(  # type: ignore[attr-defined]
        P.uscc == owner.removeprefix(ENTERPRISE), N.erased_at.is_(None)
    )
    marks = {_letters(each) for row in session.execute(of_owner) for each in row if each}
    if _MOBILE.search(said) or any(len(each) > 1 and each in said for each in marks):
        raise ContactWrong("说明中不写联系人的姓名、号码和地址（删除后会留在记录中），请改写")


IN_OUR_WORDS = frozenset({"entered", "added", "authorised", "code"})
"""What the program itself says of these: a role or a channel, which may be in somebody's name."""


def _letters(words: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKC", words) if each.isalnum())


def record(
    session: Session, owner: str, verb: str, actor_id: str, now: datetime, *,
    person_id: int | None = None, contact_id: int | None = None, detail: str = "",
) -> None:  # fmt: skip
    """Write down what was done with a contact; what a person typed names nobody and no address.

    ContactWrong where it does, or where a control sign is in the words.
    """
    words = plain(detail, "说明")
    if verb not in IN_OUR_WORDS:
        refuse_names(session, owner, words)
    session.execute(
        insert(ContactEvent).values(
            owner=owner, person_id=person_id, contact_id=contact_id, verb=verb,
            actor_id=actor_id, at=now, detail=detail[:500],
        )
    )  # fmt: skip
