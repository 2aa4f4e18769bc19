"""What importing a list and importing a ledger have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from casework.act import note_event
from casework.events import Happening
from models import Party
from rules.case_view import Person
from rules.deadlines import legal_day
from rules.identifiers import uscc_problem
from rules.workdays import Calendar

P = Party.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ImportJob:
    """One import: the transaction, who imports, when, and by which calendar."""

    session: Session
    actor: Person
    now: datetime
    calendar: Calendar

    @property
    def today(self) -> date:
        """Answer the legal day of the import."""
        return legal_day(self.now)

    def new_party(self, uscc: str, name: str, **known: str) -> int:
        """Write an enterprise that nobody knew; answer its row number."""
        valid = uscc_problem(uscc) is None
        row = {"uscc": uscc, "uscc_valid": valid, "name": name, "created_at": self.now, **known}
        made = insert(Party).values(**row).returning(P.id)
        return int(self.session.execute(made).scalar_one())

    def note(
        self, row: dict[str, Any], kind: str, detail: Mapping[str, Any], mark: str | None = None
    ) -> None:
        """Write into a case's chain what the import told it."""
        role = str(min(self.actor.roles))
        told = Happening(kind, self.actor.id, role, self.now, detail=detail, request_key=mark)
        note_event(self.session, row, told)
