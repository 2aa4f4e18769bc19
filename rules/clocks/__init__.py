"""The statutory clocks, by key: every id of the catalogue, each with its rows or the reason for none."""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType

from rules.clocks.coercion import COERCION
from rules.clocks.complaints import COMPLAINTS
from rules.clocks.local import LOCAL
from rules.clocks.obligations import OBLIGATIONS
from rules.clocks.penalty import PENALTY
from rules.clocks.permit import PERMIT
from rules.clocks.registration import REGISTRATION
from rules.clocks.remedies import REMEDIES
from rules.clocks.rows import (
    FIELDS,
    Change,
    ClockEntry,
    ClockRow,
    DateRule,
    Every,
    Evidence,
    ExtensionRule,
    Kind,
    PauseRule,
    seen,
    weaker,
)
from rules.clocks.supervision import SUPERVISION
from rules.clocks.transfer import TRANSFER
from rules.errors import PermitLoopError

__all__ = [
    "BY_FIELD", "CLOCKS", "FIELDS", "LOCAL", "ROWS", "Change", "ClockEntry", "ClockRow", "ClockUnknown",
    "DateRule", "Every", "Evidence", "ExtensionRule", "Kind", "PauseRule", "clock", "seen", "weaker",
]  # fmt: skip


class ClockUnknown(PermitLoopError):
    """时限目录中没有这一编号，请核对编号。"""

    def __init__(self, key: str) -> None:
        """Keep the key and say why it has no row."""
        self.key = key
        super().__init__(_unknown(key))


BY_FIELD: Mapping[str, tuple[ClockEntry, ...]] = MappingProxyType(
    {
        "排污许可": PERMIT,
        "排污登记": REGISTRATION,
        "排污单位义务": OBLIGATIONS,
        "证后监管": SUPERVISION,
        "责令改正与行政处罚": PENALTY,
        "查封扣押、限产停产与强制执行": COERCION,
        "行刑衔接与检察监督": TRANSFER,
        "复议、诉讼与赔偿": REMEDIES,
        "举报与信访": COMPLAINTS,
    }
)
"""The catalogue by field of law, in the order an officer reads it."""

CLOCKS: Mapping[str, ClockEntry] = MappingProxyType(
    {each.id: each for entries in BY_FIELD.values() for each in entries}
)
"""Every id of the catalogue."""

ROWS: Mapping[str, ClockRow] = MappingProxyType(
    {row.key: row for each in CLOCKS.values() for row in each.rows}
)
"""Every row, by its key."""


def clock(key: str) -> ClockRow:
    """Answer the row of that key; ClockUnknown says in a sentence why there is none."""
    row = ROWS.get(key) or LOCAL.get(key)
    if row is None:
        raise ClockUnknown(key)
    return row


def _unknown(key: str) -> str:
    entry = CLOCKS.get(key)
    if entry is None:
        near = [each for each in ROWS if each.startswith(key)] or get_close_matches(key, ROWS)
        hint = f"是否应为 {'、'.join(near[:5])}？" if near else "编号见 docs/clocks.md。"
        return f"时限目录中没有“{key}”这一编号，请核对编号；{hint}"
    return f"“{entry.title}”（{key}）没有可计算的期限：{entry.reason_without_row}。"
