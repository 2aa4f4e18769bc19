"""What was claimed is held against today's contacts: nothing goes to an address that is gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from models import Contact, ContactPerson
from models.remembered import remembering
from notifications.channels.parcel import OWN, Sender
from notifications.reach import learn_addresses
from notifications.sending import Claimed, Senders
from notifications.sending_routes import addresses
from notifications.sending_settle import end
from rules.deadlines import legal_day
from rules.notices import CONTACT_CODE

C = Contact.__table__.c  # type: ignore[attr-defined]
N = ContactPerson.__table__.c  # type: ignore[attr-defined]

GONE = "地址已停用、退回或者撤回了同意"
CODE_ENDED = "验证码已过有效期"


def hold_against_contacts(
    session: Session, sender: Sender, claimed: Sequence[Claimed], senders: Senders, now: datetime
) -> list[Claimed]:
    """Answer what may still leave; the rest goes to the next address, the next channel, a person.

    A letter may have waited for days: the address may have been ended, withdrawn or erased since.
    """
    if sender.terms.address not in OWN:
        return list(claimed)
    kept, gone = [], []
    with remembering(session):
        learn_addresses(session, {each.parcel.recipient for each in claimed})
        for each in claimed:
            why = _flaw(session, sender, each, now)
            if why:
                gone.append((each, why))
            else:
                kept.append(each)
    for each, why in gone:
        # A repeat is one because an earlier try may have arrived.
        status = "unknown" if each.parcel.repeat and why == GONE else "lapsed"
        end(session, each, status, why, senders, now, again=True)
    return kept


def _flaw(session: Session, sender: Sender, each: Claimed, now: datetime) -> str:
    recipient, address = each.parcel.recipient, each.parcel.address
    if each.parcel.letter.notice == CONTACT_CODE:
        if each.row["due_at"] is not None and each.row["due_at"] <= now:
            return CODE_ENDED
        there = _entered(session, recipient, str(sender.terms.address), address)
    else:
        there = address in addresses(session, recipient, sender, legal_day(now))
    return "" if there else GONE


def _entered(session: Session, owner: str, kind: str, address: str) -> bool:
    """Answer whether an address stands on file, confirmed or not: a code is what confirms it."""
    found = session.execute(
        select(C.id)
        .join_from(Contact, ContactPerson, C.person_id == N.id, isouter=True)
        .where(
            C.owner == owner, C.kind == kind, C.address == address, C.ended_at.is_(None),
            N.ended_at.is_(None),
        )
    )  # fmt: skip
    return found.first() is not None
