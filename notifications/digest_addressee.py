"""To which enterprise a digest goes, and about which cases."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, select

from models import CaseFile, Officer, Party
from notifications.recipients import FOLDER


def addressee(session: Session, recipient: str, case_ids: Iterable[int | None]) -> dict[str, Any]:
    """Answer the enterprise behind a receiver and the numbers of the cases, each once."""
    wanted = {each for each in case_ids if each}
    numbers = (
        select(CaseFile.case_no).where(col(CaseFile.id).in_(wanted)).order_by(col(CaseFile.id))
    )
    party = _party(session, recipient)
    return {
        "party": {"name": party.name, "uscc": party.uscc} if party else {"name": "", "uscc": ""},
        "case_nos": list(session.exec(numbers)) if wanted else [],
    }


def _party(session: Session, recipient: str) -> Party | None:
    if recipient.startswith(FOLDER):
        uscc = recipient.removeprefix(FOLDER)
        return session.exec(select(Party).where(Party.uscc == uscc)).first()
    officer = session.get(Officer, recipient)
    return session.get(Party, officer.party_id) if officer and officer.party_id else None
