"""Amounts of money that open a right or a stage: the national number, or the district's own."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.errors import PermitLoopError

_YUAN = 100


@dataclass(frozen=True)
class Threshold:
    """An amount in fen from which something is owed, with its article."""

    key: str
    title: str
    fen: int
    basis: str


THRESHOLDS: Mapping[str, Threshold] = {
    each.key: each
    for each in (
        Threshold(
            "hearing_citizen",
            "公民的听证数额",
            5_000 * _YUAN,
            "行政处罚法 第63条；生态环境行政处罚办法 第46条、第89条",
        ),
        Threshold(
            "hearing_organisation",
            "法人、其他组织的听证数额",
            200_000 * _YUAN,
            "行政处罚法 第63条；生态环境行政处罚办法 第46条、第89条",
        ),
        Threshold(
            "discussion",
            "集体讨论的罚没合计数额",
            500_000 * _YUAN,
            "行政处罚法 第57条第2款；生态环境行政处罚办法 第52条第2项",
        ),
        Threshold(
            "spot_citizen",
            "当场处罚公民的罚款上限",
            200 * _YUAN,
            "行政处罚法 第51条；生态环境行政处罚办法 第67条",
        ),
        Threshold(
            "spot_organisation",
            "当场处罚法人、其他组织的罚款上限",
            3_000 * _YUAN,
            "行政处罚法 第51条；生态环境行政处罚办法 第67条",
        ),
    )
}
"""The national numbers, by key."""

LOCALLY_SET = frozenset({"hearing_citizen", "hearing_organisation", "discussion"})
"""Those that local rules may set otherwise (处罚办法 第52条、第89条)."""


class ThresholdUnknown(PermitLoopError):
    """没有这一数额标准，请核对名称。"""


def threshold(given: Mapping[str, int], key: str) -> int:
    """Answer an amount in fen: the district's where it has one, else the nation's."""
    if key not in THRESHOLDS:
        raise ThresholdUnknown(
            f"没有名为“{key}”的数额标准；可设的有：{'、'.join(sorted(THRESHOLDS))}"
        )
    return given.get(key, THRESHOLDS[key].fen)


def in_force(key: str, local_fen: int, *, verified: bool) -> int:
    """Answer which number counts: local rules prevail once checked, until then the lower one."""
    return local_fen if verified else min(local_fen, threshold({}, key))
