"""The values a period is made of: unit, term, pause, extension, end; and Shanghai's legal days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.errors import PermitLoopError

SHANGHAI = ZoneInfo("Asia/Shanghai")


class TimeWithoutZone(PermitLoopError):
    """时间未注明时区，不能确定是哪一日，请补充时区后重新提交。"""


class InstantMissing(PermitLoopError):
    """本期限按小时计算，只填日期不够，请填写起算的具体时刻。"""


class PauseWrong(PermitLoopError):
    """中止的结束时间早于开始时间，请核对后重新填写。"""


class ExtensionWrong(PermitLoopError):
    """按小时计算的期限只能按小时或自然日延长，请核对延长的单位。"""


class Unit(StrEnum):
    """What a period is counted in."""

    WORKDAY = "WD"
    DAY = "CD"
    HOUR = "H"
    MONTH = "M"
    YEAR = "Y"


class Rolling(StrEnum):
    """Whether a last day that is not worked gives way to the next working day."""

    FORWARD = "forward"
    NONE = "none"


@dataclass(frozen=True)
class Term:
    """A length of time as the law states it.

    ``before`` reads "at least that long before X": counted backwards from X and never rolled.
    ``first_day_counts`` is for validity: a permit of 23 January 2026 ends on 22 January 2031.
    """

    amount: int
    unit: Unit
    rolling: Rolling
    before: bool = False
    first_day_counts: bool = False


@dataclass(frozen=True)
class Pause:
    """Time that is not counted: from the day of ``since`` to the day before that of ``until``."""

    since: datetime
    until: datetime | None
    ground: str


@dataclass(frozen=True)
class Extension:
    """A decided prolongation; those in the period's own unit join its number before counting."""

    amount: int
    unit: Unit
    reason: str
    approver: str
    decided_at: datetime


class StepName(StrEnum):
    """The steps a count is made of."""

    START = "start"
    COUNT = "count"
    BACK = "back"
    PAUSE = "pause"
    OPEN_PAUSE = "open_pause"
    EXTEND = "extend"
    ROLL = "roll"


@dataclass(frozen=True)
class Step:
    """One step of the count: what it was, the day it led to, and how many units it moved."""

    name: StepName
    day: date
    amount: int = 0
    note: str = ""


@dataclass(frozen=True)
class Due:
    """The end of a period.

    ``due_at`` is an aware UTC instant and the period is over when now >= due_at: 24:00 in Shanghai
    of ``due_on``, or for hours the exact instant. Both are None while an open pause holds the
    clock. ``provisional``: a year without a State Council notice took part.
    """

    due_on: date | None
    due_at: datetime | None
    provisional: bool
    steps: tuple[Step, ...]


def legal_day(instant: datetime) -> date:
    """Answer the Shanghai day of an aware instant; the one place where instants become days."""
    if instant.tzinfo is None:
        raise TimeWithoutZone
    return instant.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """Answer 24:00 of a Shanghai day as an aware UTC instant."""
    return start_of_day(day + timedelta(days=1))


def start_of_day(day: date) -> datetime:
    """Answer 00:00 of a Shanghai day as an aware UTC instant."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
