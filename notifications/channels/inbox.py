"""The inbox inside the program: one item a person and notice, by a unique key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import select

from models import InboxItem
from models.session import Database
from notifications.channels import Letter, Promise
from notifications.recipients import FOLDER


@dataclass(frozen=True)
class Inbox:
    """Puts a letter into each recipient's inbox; a repeat finds its item there and adds none."""

    db: Database
    name: str = "inbox"
    promise: Promise = Promise.EFFECTIVELY_ONCE

    def takes(self, letter: Letter) -> bool:
        """Take letters to people; a folder has no inbox."""
        return any(not each.startswith(FOLDER) for each in letter.recipients)

    def send(self, letter: Letter, now: datetime) -> Mapping[str, Any]:
        """Add the missing items and answer how many people have one."""
        people = [each for each in letter.recipients if not each.startswith(FOLDER)]
        flavour = sqlite if self.db.sqlite else postgresql
        rows = [
            {
                "key": f"{letter.key}>{each}",
                "notice_id": letter.id,
                "person_id": each,
                "created_at": now,
            }
            for each in people
        ]
        with self.db.writing("put_into_inbox") as session:
            session.execute(
                flavour.insert(InboxItem)
                .values(rows)
                .on_conflict_do_nothing(index_elements=["key"])
            )
        return {"people": len(people)}


def inbox_of(db: Database, person_id: str) -> list[InboxItem]:
    """Answer a person's items, the newest first."""
    with db.reading() as session:
        return list(
            session.exec(
                select(InboxItem)
                .where(InboxItem.person_id == person_id)
                .order_by(InboxItem.id.desc())  # type: ignore[union-attr]
            )
        )
