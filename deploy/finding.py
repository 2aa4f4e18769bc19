"""One thing that was looked at, and how it stands: a sentence for people, facts for programs."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """How a finding stands."""

    FINE = "fine"
    LOOK = "look"
    WRONG = "wrong"


LEVEL_TITLES = {Level.FINE: "正常", Level.LOOK: "留意", Level.WRONG: "异常"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: a sentence for people and the facts behind it."""

    name: str
    title: str
    level: Level
    words: str
    facts: dict[str, Any] = field(default_factory=dict)


def spell(time: timedelta) -> str:
    """Write how long something took, as coarsely as people say it."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return f"{max(int(time.total_seconds()), 0)} 秒"
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 2880 else f"{minutes // 1440} 天"


def iso(instant: datetime | None) -> str | None:
    """Write an instant for a program, or nothing."""
    return None if instant is None else instant.isoformat()
