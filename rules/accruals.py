"""Money that grows by the day: the daily fine and the late surcharge, in fen."""

from collections.abc import Sequence
from datetime import date

from rules.deadlines import Pause, accrual_days, paused_days
from rules.errors import PermitLoopError

DAILY_FINE_BASIS = "环境保护主管部门实施按日连续处罚办法 第17至20条；生态环境法典 第1060条"
SURCHARGE_BASIS = "行政处罚法 第72条第1款第1项、第73条第3款"
_PERCENT_A_DAY = 3


class AmountWrong(PermitLoopError):
    """罚款数额须为正数，请核对处罚决定书。"""


def daily_fine(original_fen: int, served_on: date, found_on: date) -> int:
    """Answer the daily fine: the original fine for each day after service up to the finding.

    Calendar days; no cap on their number (按日连续处罚办法 第17条).
    """
    if original_fen <= 0:
        raise AmountWrong
    return original_fen * accrual_days(served_on, found_on)


def late_surcharge(fine_fen: int, pay_by: date, on: date, suspensions: Sequence[Pause] = ()) -> int:
    """Answer the surcharge up to and with a day: three per cent a day, never above the fine.

    Days under reconsideration or litigation, given as ``suspensions``, are not counted
    (行政处罚法 第73条第3款); fractions of a fen are dropped in the party's favour.
    """
    if fine_fen <= 0:
        raise AmountWrong
    days = max(0, (on - pay_by).days - paused_days(suspensions, pay_by, on))
    return min(fine_fen, fine_fen * _PERCENT_A_DAY * days // 100)
