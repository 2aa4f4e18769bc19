"""The inbox inside the program: one item a person and notice, by a unique key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import select

from models import InboxItem
from models.session import Database
from notifications.channels import Letter, Promise
from notifications.recipients import FOLDER

_ADD = {
    name: flavour.insert(InboxItem).on_conflict_do_nothing(index_elements=["key"])
    for name, flavour in (("sqlite", sqlite), ("postgresql", postgresql))
}


@dataclass(frozen=True)
class Inbox:
    """Puts a letter into each recipient's inbox; a repeat finds its item there and adds none."""

    db: Database
    name: str = "inbox"
    promise: Promise = Promise.EFFECTIVELY_ONCE

    def takes(self, letter: Letter) -> bool:
        """Take letters to people; a folder has no inbox."""
        return bool(_people(letter))

    def send(self, letter: Letter, now: datetime) -> Mapping[str, Any]:
        """Add the missing items and answer how many people have one."""
        return self.send_all([letter], now)[0]

    def send_all(self, letters: Sequence[Letter], now: datetime) -> list[Mapping[str, Any]]:
        """Add the missing items of many letters in one transaction."""
        people = [_people(each) for each in letters]
        rows = [
            {
                "key": f"{letter.key}>{each}",
                "notice_id": letter.id,
                "person_id": each,
                "created_at": now,
            }
            for letter, told in zip(letters, people, strict=True)
            for each in told
        ]
        with self.db.writing("put_into_inbox") as session:
            session.execute(_ADD["sqlite" if self.db.sqlite else "postgresql"], rows)
        return [{"people": len(each)} for each in people]


def _people(letter: Letter) -> list[str]:
    return [each for each in letter.recipients if not each.startswith(FOLDER)]


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
