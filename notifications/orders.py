"""What a duty asks to be told, and the errors of telling it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import rules.procedures  # noqa: F401  # the tables declare their notices when they are imported
from rules.errors import PermitLoopError
from rules.notices import NOTICES, NoticeType
from rules.vocabulary import AUDIENCE_TITLES, Audience


class NoticeUnknown(PermitLoopError):
    """没有这种通知，请联系系统管理员核对程序版本。"""


class AudienceWrong(PermitLoopError):
    """通知的对象与规定不符，未发送；请联系系统管理员。"""


@dataclass(frozen=True)
class Order:
    """One notice to be told: ``key`` is its duty's, ``seq`` the event that it follows from."""

    key: str
    notice: str
    case_id: int | None = None
    seq: int = 0
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> NoticeType:
        """Answer what is declared of this notice; NoticeUnknown when nothing is."""
        declared = NOTICES.get(self.notice)
        if declared is None:
            raise NoticeUnknown(f"没有名为“{self.notice}”的通知，请联系系统管理员核对程序版本")
        return declared


def order(
    key: str, payload: Mapping[str, Any], *, case_id: int | None = None, seq: int = 0
) -> Order:
    """Read a duty's payload; NoticeUnknown, or AudienceWrong when it names another audience."""
    wanted = Order(key, str(payload["notice"]), case_id, seq, payload)
    named = Audience(payload.get("audience", wanted.type.audience))
    if named is not wanted.type.audience:
        raise AudienceWrong(
            f"“{wanted.type.title}”的对象是“{AUDIENCE_TITLES[wanted.type.audience]}”，"
            f"不能发给“{AUDIENCE_TITLES[named]}”；请联系系统管理员"
        )
    return wanted
