"""An enterprise's people and their addresses: entered, agreed to, confirmed, ended, erased."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, or_, select, update
from sqlmodel import Session

from casework.contact_erasure import forget_address
from casework.contact_rows import (
    CONTACT,
    PERSON,
    ContactWrong,
    contact_row,
    owner_of,
    person_row,
    plain,
    reached_again,
    record,
    refuse_names,
    refuse_outsider,
    refuse_stranger,
    stated,
)
from models import ContactEvent
from rules.case_view import ActionRefused, Person
from rules.contacts import (
    ADDRESS_KIND_TITLES,
    CONTACT_ROLE_TITLES,
    AddressKind,
    ContactRole,
    proper_address,
)
from rules.deadlines import legal_day
from rules.facts import hides_signs
from rules.vocabulary import OUTSIDERS

C, N = CONTACT.c, PERSON.c
E = ContactEvent.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class NewPerson:
    """Somebody of an enterprise; an agent has the last day of the authorisation and its number."""

    name: str
    role: ContactRole
    authorised_until: date | None = None
    authorisation: str = ""


@dataclass(frozen=True)
class Consent:
    """That somebody agreed to be told through an address: the day, who said so, and how."""

    on: date
    by: str
    how: str


def add_person(
    session: Session, party_id: int, new: NewPerson, actor: Person, *, now: datetime
) -> int:
    """Enter a person of an enterprise and answer the number; the same person is entered once.

    An agent who is entered again has the new authorisation. The bureau's people alone enter one:
    they have the paper before them. Raises ContactWrong, ActionRefused.
    """
    owner = owner_of(session, party_id)
    refuse_stranger(actor, party_id)
    if new.role is ContactRole.AGENT and not actor.roles - OUTSIDERS:
        raise ActionRefused("代理人及其授权期限由本局人员凭授权委托书登记，请将授权委托书提交本局")
    name = new.name.strip()
    _check_person(new, name, legal_day(now))
    known = session.execute(
        select(N.id, N.authorised_until).where(
            N.party_id == party_id, N.name == name, N.role == str(new.role), N.ended_at.is_(None)
        )
    ).first()
    authorised = {
        "authorised_until": new.authorised_until, "authorisation": new.authorisation.strip()
    }  # fmt: skip
    if known is not None:
        if new.authorised_until and known.authorised_until != new.authorised_until:
            session.execute(update(PERSON).where(N.id == known.id).values(**authorised))
            record(session, owner, "authorised", actor.id, now, person_id=known.id,
                   detail=f"授权至 {new.authorised_until}")  # fmt: skip
            reached_again(session, owner, now)
        return int(known.id)
    values = {"party_id": party_id, "name": name, "role": str(new.role), **authorised,
              "created_by": actor.id, "created_at": now}  # fmt: skip
    number = int(session.execute(insert(PERSON).values(**values).returning(N.id)).scalar_one())
    record(session, owner, "entered", actor.id, now, person_id=number,
           detail=CONTACT_ROLE_TITLES[new.role])  # fmt: skip
    return number


def _check_person(new: NewPerson, name: str, today: date) -> None:
    if not name or len(name) > 100 or hides_signs(name, ""):
        raise ContactWrong("联系人姓名应为 1 到 100 字，不含控制字符")
    plain(new.authorisation, "授权委托书编号")
    if new.role is ContactRole.AGENT:
        if new.authorised_until is None or not new.authorisation.strip():
            raise ContactWrong("代理人须写明授权委托书编号和授权截止日期")
        if new.authorised_until < today:
            raise ContactWrong(f"授权已于 {new.authorised_until} 届满，请取得新的授权委托书")
    elif new.authorised_until is not None or new.authorisation.strip():
        raise ContactWrong("只有代理人才填写授权委托书和授权截止日期")


def add_address(
    session: Session, person_id: int, kind: AddressKind, written: str, actor: Person, *,
    now: datetime, consent: Consent | None = None, source: str = "",
) -> int:  # fmt: skip
    """Enter an address of a person and answer its number; one that ended begins anew.

    It is not written to before it was agreed to and confirmed. Raises ContactWrong where its form
    is wrong or it is another person's of the enterprise.
    """
    person = person_row(session, person_id)
    owner = owner_of(session, person["party_id"])
    refuse_stranger(actor, person["party_id"])
    if kind is AddressKind.PLATFORM:
        raise ContactWrong("送达平台账号只用于电子送达，请用 permitloop contact service-add 登记")
    try:
        address = proper_address(kind, written)
    except ValueError as wrong:
        raise ContactWrong(str(wrong)) from None
    known = session.execute(
        select(*C).where(C.owner == owner, C.kind == str(kind), C.address == address)
    ).mappings().first()  # fmt: skip
    number = _entered(session, known, person, owner, str(kind), address, actor, now, source)
    if consent is not None:
        agree(session, number, consent, actor, now=now)
    return number


def _entered(
    session: Session, known: Mapping[Any, Any] | None, person: Mapping[str, Any], owner: str,
    kind: str, address: str, actor: Person, now: datetime, source: str,
) -> int:  # fmt: skip
    if known is not None and known["ended_at"] is None:
        if known["person_id"] == person["id"]:
            return int(known["id"])
        raise ContactWrong(
            f"这个{ADDRESS_KIND_TITLES[AddressKind(kind)]}已登记在本单位另一联系人名下，"
            f"请先移除（编号 {known['id']}）"
        )
    begun = {"person_id": person["id"], "created_by": actor.id, "created_at": now,
             "source": source[:200], "confirmed_by": "", "confirmation": "",
             "bounce_reason": ""}  # fmt: skip
    if known is None:
        values = {"owner": owner, "kind": kind, "address": address, **begun}
        number = int(session.execute(insert(CONTACT).values(**values).returning(C.id)).scalar_one())
    else:
        number = int(known["id"])
        cleared = dict.fromkeys(
            ("confirmed_at", "bounced_at", "ended_at", "consented_on", "consented_by",
             "consent_how", "code_digest", "code_salt", "code_until", "code_tries")
        )  # fmt: skip
        session.execute(update(CONTACT).where(C.id == number).values(**begun, **cleared))
    title = ADDRESS_KIND_TITLES[AddressKind(kind)]
    record(session, owner, "added", actor.id, now, person_id=person["id"], contact_id=number,
           detail=title)  # fmt: skip
    return number


def agree(
    session: Session, contact_id: int, consent: Consent, actor: Person, *, now: datetime
) -> None:
    """Record that an address may be used for reminders: who agreed, when and how."""
    row = contact_row(session, contact_id)
    refuse_stranger(actor, row["party_id"])
    if not consent.by.strip() or not consent.how.strip():
        raise ContactWrong("同意须写明由谁同意、以何种方式同意（例如“本人，书面”）")
    plain(consent.by, "同意人")
    if consent.on > legal_day(now):
        raise ContactWrong(f"同意日期 {consent.on} 在今天之后")
    session.execute(
        update(CONTACT)
        .where(C.id == contact_id)
        .values(consented_on=consent.on, consented_by=consent.by.strip()[:100],
                consent_how=consent.how.strip()[:200])
    )  # fmt: skip
    record(session, row["owner"], "agreed", actor.id, now, person_id=row["person_id"],
           contact_id=contact_id, detail=f"{consent.on}：{consent.how.strip()[:200]}")  # fmt: skip
    reached_again(session, row["owner"], now)


def withdraw_consent(
    session: Session, contact_id: int, reason: str, actor: Person, *, now: datetime
) -> None:
    """Record that reminders through an address are no longer agreed to."""
    row = contact_row(session, contact_id)
    refuse_stranger(actor, row["party_id"])
    none = {"consented_on": None, "consented_by": None, "consent_how": None}
    session.execute(update(CONTACT).where(C.id == contact_id).values(**none))
    record(session, row["owner"], "withdrew", actor.id, now, person_id=row["person_id"],
           contact_id=contact_id, detail=stated(reason))  # fmt: skip


def confirm_on_paper(
    session: Session, contact_id: int, paper_no: str, actor: Person, *, now: datetime
) -> None:
    """Take an address as confirmed by a paper that the enterprise signed; the bureau's people may.

    It is for reminders alone: an address for service is recorded with its 送达地址确认书.
    """
    row = contact_row(session, contact_id)
    refuse_outsider(actor)
    if not paper_no.strip():
        raise ContactWrong("请写明书面材料的编号")
    confirmed(session, row, f"书面：{paper_no.strip()}", actor, now)


def confirmed(
    session: Session, row: Mapping[str, Any], how: str, actor: Person, now: datetime
) -> None:
    """Write down that an address is confirmed, and how; a bounce before it no longer counts."""
    values = {
        "confirmed_at": now, "confirmed_by": actor.id, "confirmation": how[:200],
        "bounced_at": None, "bounce_reason": "", "code_digest": None, "code_salt": None,
        "code_until": None, "code_tries": None,
    }  # fmt: skip
    session.execute(update(CONTACT).where(C.id == row["id"]).values(**values))
    record(session, row["owner"], "confirmed", actor.id, now, person_id=row["person_id"],
           contact_id=row["id"], detail=how[:200])  # fmt: skip
    reached_again(session, row["owner"], now)


def end_contact(
    session: Session, contact_id: int, reason: str, actor: Person, *, now: datetime
) -> None:
    """Stop writing to an address; what was sent there stays on record."""
    row = contact_row(session, contact_id)
    refuse_stranger(actor, row["party_id"])
    session.execute(update(CONTACT).where(C.id == contact_id).values(ended_at=now))
    record(session, row["owner"], "ended", actor.id, now, person_id=row["person_id"],
           contact_id=contact_id, detail=stated(reason))  # fmt: skip


def end_person(
    session: Session, person_id: int, reason: str, actor: Person, *, now: datetime
) -> None:
    """Stop writing to a person who left, at any address."""
    row = person_row(session, person_id)
    refuse_stranger(actor, row["party_id"])
    why = stated(reason)
    session.execute(update(PERSON).where(N.id == person_id).values(ended_at=now))
    session.execute(
        update(CONTACT).where(C.person_id == person_id, C.ended_at.is_(None)).values(ended_at=now)
    )
    owner = owner_of(session, row["party_id"])
    record(session, owner, "ended", actor.id, now, person_id=person_id, detail=why)


def erase_person(
    session: Session, person_id: int, reason: str, actor: Person, *, now: datetime
) -> int:
    """Erase a person's name and addresses, in what was sent too; answer how many addresses.

    What was done and when stays, without them. A signed 送达地址确认书 is kept as evidence of
    service and is not touched.
    """
    row = person_row(session, person_id)
    refuse_outsider(actor)
    why = stated(reason)
    owner = owner_of(session, row["party_id"])
    refuse_names(session, owner, why)
    addresses = session.execute(
        select(C.id, C.address).where(C.person_id == person_id, C.erased_at.is_(None))
    ).all()
    for each in addresses:
        forget_address(session, owner, each.address)
        session.execute(update(CONTACT).where(C.id == each.id).values(**_erased(each.id, now)))
    session.execute(
        update(PERSON)
        .where(N.id == person_id)
        .values(name="（已删除）", authorisation="", ended_at=row["ended_at"] or now, erased_at=now)
    )
    # What earlier records say may name them, whoever wrote it.
    session.execute(
        update(ContactEvent)
        .where(
            or_(E.person_id == person_id, E.contact_id.in_([each.id for each in addresses])),
            E.verb.not_in(("entered", "added", "code")),
        )
        .values(detail="")
    )
    record(session, owner, "erased", actor.id, now, person_id=person_id, detail=why)
    return len(addresses)


def _erased(number: int, now: datetime) -> dict[str, Any]:
    return {
        "address": f"erased:{number}", "source": "", "confirmation": "", "bounce_reason": "",
        "consented_by": None, "consent_how": None, "code_digest": None, "code_salt": None,
        "ended_at": now, "erased_at": now,
    }  # fmt: skip
