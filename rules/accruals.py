"""Money that grows by the day: the daily fine and the late surcharge, in fen, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from rules.deadlines import Pause, accrual_days, paused_days, start_of_day
from rules.discretion import yuan
from rules.errors import PermitLoopError

DAILY_FINE_BASIS = "环境保护主管部门实施按日连续处罚办法 第17至20条；生态环境法典 第1060条"
SURCHARGE_BASIS = "行政处罚法 第72条第1款第1项、第73条第3款"
_PERCENT_A_DAY = 3
_ONE_DAY = timedelta(days=1)

Spell = tuple[date, date]
"""From a day to a day."""


class AmountWrong(PermitLoopError):
    """罚款数额须为正数，请核对处罚决定书。"""


class SpellWrong(PermitLoopError):
    """期间应写作 2026-09-01/2026-09-20，多个期间以分号分开。"""


@dataclass(frozen=True)
class Explained:
    """An amount in fen and the lines that lead to it."""

    fen: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Payment:
    """What was paid towards a fine on a day, in fen."""

    on: date
    fen: int


def daily_fine(original_fen: int, served_on: date, found_on: date) -> int:
    """Answer the daily fine: the original fine for each day after service up to the finding.

    Calendar days; no cap on their number (按日连续处罚办法 第17条).
    """
    if original_fen <= 0:
        raise AmountWrong
    return original_fen * accrual_days(served_on, found_on)


def daily_fine_explained(original_fen: int, spells: Sequence[Spell]) -> Explained:
    """Answer the daily fine over every finding, with a line for each; AmountWrong without a fine.

    Each spell runs from the service of an order to the finding that it was not obeyed.
    """
    if overlapping(spells):
        raise SpellWrong("计罚期间相互重叠，同一日不得计罚两次（按日连续处罚办法 第17条），请核对")
    lines = [f"依据：{DAILY_FINE_BASIS}", f"原处罚数额：{yuan(original_fen)}"]
    days = 0
    for served_on, found_on in spells:
        counted = accrual_days(served_on, found_on)
        days += counted
        first = served_on + _ONE_DAY
        lines.append(
            f"{served_on} 送达责令改正决定书，自次日 {first} 起"
            f"至 {found_on} 复查发现之日：{counted} 日"
        )
    fen = sum(daily_fine(original_fen, *spell) for spell in spells)
    lines.append(f"计罚日数合计：{days} 日（自然日，不因节假日扣除）")
    lines.append(f"{yuan(original_fen)} × {days} = {yuan(fen)}")
    return Explained(fen, tuple(lines))


def late_surcharge(fine_fen: int, pay_by: date, on: date, suspensions: Sequence[Pause] = ()) -> int:
    """Answer the surcharge up to and with a day: three per cent a day, never above the fine.

    Days under reconsideration or litigation, given as ``suspensions``, are not counted
    (行政处罚法 第73条第3款); fractions of a fen are dropped in the party's favour.
    """
    if fine_fen <= 0:
        raise AmountWrong
    days = max(0, (on - pay_by).days - paused_days(suspensions, pay_by, on))
    return min(fine_fen, fine_fen * _PERCENT_A_DAY * days // 100)


def surcharge_explained(
    fine_fen: int,
    pay_by: date,
    on: date,
    remedies: Sequence[Spell] = (),
    payments: Sequence[Payment] = (),
    *,
    deferred_from: date | None = None,
    untold: tuple[date, date | None] | None = None,
) -> Explained:
    """Answer the surcharge with its lines; what was paid lowers the base from the next day on.

    The days of ``remedies``, first and last included, are not counted (处罚法 第73条第3款).
    ``deferred_from`` is the last day as it stood before a deferral: none is counted in between.
    ``untold`` is an approved deferral's last day and the later day on which its notice was served.
    """
    if fine_fen <= 0:
        raise AmountWrong
    suspensions = [Pause(start_of_day(a), start_of_day(b + _ONE_DAY), "救济") for a, b in remedies]
    lines = [
        f"依据：{SURCHARGE_BASIS}",
        f"罚款 {yuan(fine_fen)}，缴纳期限至 {pay_by}，自 {pay_by + _ONE_DAY} 起每日按 3% 加处",
    ]
    if deferred_from is not None and deferred_from < pay_by:
        lines.append(
            f"缴纳期限原至 {deferred_from}，当事人在届满前申请，批准延期、分期至 {pay_by}，"
            "其间不加处罚款（行政处罚法 第66条第2款；生态环境行政处罚办法 第74条）"
        )
    lines += [
        f"{a} 至 {b} 复议或者诉讼期间，不计加处罚款" for a, b in remedies if b > pay_by and a <= on
    ]
    if untold is not None:
        last, told = untold
        until_told = min(on, told or on)
        suspensions.append(
            Pause(start_of_day(last + _ONE_DAY), start_of_day(until_told + _ONE_DAY), "未送达")
        )
        lines.append(
            f"同意延期、分期的通知书{f'于 {told} ' if told else '尚未'}送达，{last + _ONE_DAY} 至 "
            f"{until_told} 不计加处罚款（行政处罚法 第61条、第66条第2款；"
            "生态环境行政处罚办法 第74条）"
        )
    total, base, since = 0, fine_fen, pay_by
    for until, paid in _turns(payments, pay_by, on):
        days = max(0, (until - since).days - paused_days(suspensions, since, until))
        added = base * _PERCENT_A_DAY * days // 100
        if until > since and base > 0:
            lines.append(
                f"{since + _ONE_DAY} 至 {until}：{days} 日 × {yuan(base)} × 3% = {yuan(added)}"
            )
        total, since = total + added, until
        if paid:
            base = max(0, base - paid)
            lines.append(f"{until} 前缴纳 {yuan(paid)}，未缴罚款 {yuan(base)}")
    if total > fine_fen:
        lines.append(f"加处罚款不得超过罚款本数：{yuan(total)} 以 {yuan(fine_fen)} 为限")
    fen = min(fine_fen, total)
    lines.append(f"截至 {on} 加处罚款：{yuan(fen)}")
    return Explained(fen, tuple(lines))


def _turns(payments: Sequence[Payment], pay_by: date, on: date) -> list[tuple[date, int]]:
    """Answer the days on which the base changes, in order, with what was paid; the last day too."""
    paid: dict[date, int] = {}
    for each in payments:
        if each.on <= on:
            day = max(each.on, pay_by)
            paid[day] = paid.get(day, 0) + each.fen
    if on > pay_by:
        paid.setdefault(on, 0)
    return sorted(paid.items())


def spells(text: str) -> tuple[Spell, ...]:
    """Read spells such as 2026-09-01/2026-09-20;2026-09-20/2026-10-05; SpellWrong on others."""
    found = []
    for each in filter(None, (part.strip() for part in text.replace("；", ";").split(";"))):
        since, _, until = each.partition("/")
        try:
            spell = (date.fromisoformat(since.strip()), date.fromisoformat(until.strip()))
        except ValueError as wrong:
            raise SpellWrong(f"“{each}”看不懂：期间应写作 2026-09-01/2026-09-20") from wrong
        found.append(spell)
    return tuple(found)


def overlapping(found: Sequence[Spell]) -> tuple[Spell, ...]:
    """Answer the first two spells that share a day, or none.

    A spell begins on the day after its first: one may begin on the day on which another ends.
    """
    ordered = sorted(found)
    return next((pair for pair in pairwise(ordered) if pair[1][0] < pair[0][1]), ())


def payments(text: str) -> tuple[Payment, ...]:
    """Read payments such as 2026-09-01/500000;2026-10-01/500000, in fen."""
    found = []
    for each in filter(None, (part.strip() for part in text.split(";"))):
        on, _, fen = each.partition("/")
        found.append(Payment(date.fromisoformat(on), int(fen)))
    return tuple(found)
