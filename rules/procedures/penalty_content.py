"""What a penalty consists of, by which law, and whether a fine by the day has its whole chain."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.accruals import SpellWrong, overlapping, spells
from rules.discretion import yuan
from rules.facts import FACTS, FactKind, FactValue
from rules.procedures import penalty_words as words
from rules.procedures.daily_list import item_chosen
from rules.procedures.daily_words import (
    DAILY_PERIODS,
    ORIGINAL_FINE,
    ORIGINAL_NO,
    ORIGINAL_SERVED_ON,
)
from rules.procedures.dated import day
from rules.procedures.forfeiture import GROUND as FORFEITURE_GROUND
from rules.procedures.measures import DISCHARGE_ENDED_ON
from rules.procedures.violation_words import ARTICLES, CONDUCT, CONDUCT_FROM, CONDUCT_UNTIL

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]

CODE_IN_FORCE = date(2026, 8, 15)
"""The first day of 生态环境法典 (第1242条)."""
RECHECK_DAYS = 30
"""A covert re-inspection is made within thirty days of service (按日连续处罚办法 第10条)."""
DAILY_RULE = "按日连续处罚办法"


def known_with(view: "CaseView", facts: Known) -> dict[str, FactValue]:
    """Answer all the case knows together with this act."""
    return {**view.facts, **facts}


def amount(known: Known, key: str) -> int:
    """Answer a money fact in fen; what nobody stated is nothing."""
    value = known.get(key, 0)
    return value if isinstance(value, int) else 0


def money(known: Known) -> int:
    """Answer fine and confiscation together, in fen."""
    return amount(known, words.FINE) + amount(known, words.CONFISCATED)


def as_stated(_view: "CaseView", known: Known) -> FactValue | None:
    """Work out in words what is intended now, to be compared with what is decided later."""
    keys = (words.PROPOSED, CONDUCT, ARTICLES, words.PENALTY_BASIS, *words.CONTENT)
    return "；".join(f"{FACTS[key].title}：{_said(known, key)}" for key in keys)


def _said(known: Known, key: str) -> str:
    declared, value = FACTS[key], known.get(key)
    if declared.kind is FactKind.MONEY:
        return yuan(amount(known, key))
    if declared.kind is FactKind.YES_NO:
        return "是" if value else "否"
    return dict(declared.choices).get(str(value), str(value or "无"))


def law_chosen(view: "CaseView", facts: Known) -> str | None:
    """Refuse a law that does not fit the conduct's interval without a reason (法典第1057条)."""
    known = known_with(view, facts)
    began, ended = day(known, CONDUCT_FROM), day(known, CONDUCT_UNTIL) or view.today
    if began is None:
        return None
    told, why = known.get(words.APPLICABLE_LAW), known.get(words.LAW_REASON)
    if began >= CODE_IN_FORCE and told == "old":
        return (
            f"违法行为自 {began} 起，在生态环境法典施行之后，应当适用生态环境法典"
            "（行政处罚法 第37条；生态环境法典 第1057条、第1242条）"
        )
    if ended < CODE_IN_FORCE and told == "code" and not why:
        return (
            f"违法行为止于 {ended}，在生态环境法典施行之前；适用法典须处罚较轻或者不认为违法，"
            "请填写“适用法律的理由”（生态环境法典 第1057条；行政处罚法 第37条）"
        )
    if began < CODE_IN_FORCE <= ended and not why:
        return (
            "违法行为跨越 2026-08-15 生态环境法典施行之日，请由承办人确定适用的法律"
            "并填写“适用法律的理由”（行政处罚法 第37条；生态环境法典 第1057条）"
        )
    return None


def law_day(known: Known, today: date) -> date:
    """Answer the day whose discretion table counts: the conduct's end, moved to the law chosen."""
    ended = day(known, CONDUCT_UNTIL) or today
    if known.get(words.APPLICABLE_LAW) == "code":
        return max(ended, CODE_IN_FORCE)
    return min(ended, date(2026, 8, 14))


def content_stated(view: "CaseView", facts: Known) -> str | None:
    """Refuse to propose a penalty whose parts are not all stated, or that has no part at all."""
    known = known_with(view, facts)
    if known.get(words.PROPOSED) != "penalty":
        return None
    wanted = (CONDUCT, CONDUCT_FROM, ARTICLES, words.PENALTY_BASIS, *words.CONTENT)
    missing = [f"“{FACTS[key].title}”" for key in wanted if key not in known]
    if missing:
        return "拟给予处罚的，请先填写" + "、".join(missing) + "（行政处罚法 第44条、第59条）"
    parts = [money(known), known[words.WARNING]]
    parts += [known[key] != "none" for key in (words.PERMIT_PENALTY, words.BUSINESS_PENALTY)]
    if not any(parts):
        return "没有任何处罚内容；不予处罚的，请改填“拟作出的处理”（行政处罚法 第9条）"
    if known[words.PERMIT_PENALTY] == "revoke" and not known.get(FORFEITURE_GROUND):
        return "拟吊销许可证的，请填写“吊销事由”（排污许可管理条例 第34条、第41条）"
    return None


def daily_chain(view: "CaseView", facts: Known) -> str | None:
    """Refuse a daily fine whose chain is broken: original served, order served, found in time."""
    known = known_with(view, facts)
    unlisted = item_chosen(view, facts)
    if unlisted:
        return unlisted
    served = day(known, ORIGINAL_SERVED_ON)
    if served is None or served > view.today or not known.get(ORIGINAL_NO):
        return f"原处罚决定书尚未送达，不得决定按日连续处罚（{DAILY_RULE} 第7条第2款），请先送达"
    if amount(known, ORIGINAL_FINE) <= 0:
        return f"原处罚决定没有罚款，不能按日连续处罚（{DAILY_RULE} 第5条；生态环境法典 第1060条）"
    return _broken_period(known, view.today)


def _broken_period(known: Known, today: date) -> str | None:
    try:
        periods = spells(str(known.get(DAILY_PERIODS, "")))
    except SpellWrong as wrong:
        return str(wrong)
    if not periods:
        return f"没有计罚的起止日期，请从问题处置案件提请按日连续处罚（{DAILY_RULE} 第17条）"
    ended = day(known, DISCHARGE_ENDED_ON)
    twice = overlapping(periods)
    if twice:
        return (
            f"计罚期间 {'、'.join('/'.join(map(str, each)) for each in twice)} 相互重叠，同一日不得"
            f"计罚两次（{DAILY_RULE} 第17条），请承办人在问题处置案件核对各次送达和复查的日期"
        )
    for order_served, found in periods:
        if not 0 < (found - order_served).days <= RECHECK_DAYS:
            return (
                f"责令改正决定书 {order_served} 送达，{found} 的复查不在送达后三十日内"
                f"（{DAILY_RULE} 第10条），该次不能计罚，请核对"
            )
        if found > today or (ended is not None and found > ended):
            return f"计罚至 {found}，在今天之后或者排放已经停止之后（{DAILY_RULE} 第20条），请核对"
    return None
