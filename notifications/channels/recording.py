"""A channel that only remembers: for rehearsals and tests, of either promise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from notifications.channels import Letter, Promise


@dataclass
class Recording:
    """Keeps every letter it was given; ``broken`` makes it refuse as a dead gateway would."""

    name: str = "recording"
    promise: Promise = Promise.AT_LEAST_ONCE
    letters: list[Letter] = field(default_factory=list)
    broken: bool = False

    def takes(self, letter: Letter) -> bool:  # noqa: ARG002
        """Take every letter."""
        return True

    def send(self, letter: Letter, now: datetime) -> Mapping[str, Any]:
        """Remember the letter, or raise ConnectionError while broken."""
        if self.broken:
            raise ConnectionError("the recording channel is broken")
        self.letters.append(letter)
        return {"number": len(self.letters), "at": now.isoformat()}
