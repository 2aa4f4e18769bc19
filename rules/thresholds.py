"""What may make a crime of a violation: hints, each a question that wants a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.clocks.rows import Evidence
from rules.facts import FactKind, FactValue, fact

if TYPE_CHECKING:
    from rules.case_view import CaseView

READING = "法释〔2023〕7号"
AMENDED_ON = date(2026, 3, 30)
"""The day from which the amended reading applies; the amendment was read in one copy only."""

_ONE_COPY = f"{READING}（2026年修正，自{AMENDED_ON}起施行；仅见一份抄本，确切文字待核）"
_READ = f"{READING}（2023年8月15日起施行）"
SHORTEST_REASON = 4
"""Signs a reason has at least: 是 or 否 alone is no answer (310号令 第5条, 书面报告)."""


class Answer(StrEnum):
    """How a question is answered; what is still open is answered by saying so."""

    YES = "是"
    NO = "否"
    OPEN = "待查"


@dataclass(frozen=True)
class Hint:
    """One item of the reading; ``since`` is the day from which conduct is measured by it."""

    key: str
    question: str
    item: str
    source: str = _READ
    certainty: Evidence = Evidence.VERIFIED
    since: date | None = None

    @property
    def fact(self) -> str:
        """Answer the key of the fact that holds the answer."""
        return f"crime_{self.key}"


_FIRST = f"{READING} 第1条第"

HINTS: tuple[Hint, ...] = (
    Hint("protected_area", "是否在饮用水水源保护区、自然保护地核心保护区等重点保护区域排放、倾倒、"
         "处置有放射性的废物、含传染病病原体的废物、有毒物质", f"{_FIRST}1项"),
    Hint("hazardous_waste", "是否非法排放、倾倒、处置危险废物三吨以上", f"{_FIRST}2项"),
    Hint("metals_three", "含铅、汞、镉、铬、砷、铊、锑的污染物是否超过排放标准三倍以上",
         f"{_FIRST}3项"),
    Hint("metals_ten", "含镍、铜、锌、银、钒、锰、钴的污染物是否超过排放标准十倍以上",
         f"{_FIRST}4项"),
    Hint("evasion", "是否通过暗管、渗井、渗坑、裂隙、溶洞、灌注、非紧急情况下开启大气应急排放通道"
         "等逃避监管的方式排放、倾倒、处置有毒物质等", f"{_FIRST}5项"),
    Hint("air_alert_repeat", "二年内是否因重污染天气预警期间超标排放总量控制的大气污染物受过二次"
         "以上行政处罚，又实施此类行为", f"{_FIRST}6项"),
    Hint("tampering", "重点排污单位、实行排污许可重点管理的单位是否篡改、伪造自动监测数据或者干扰"
         "自动监测设施，排放化学需氧量、氨氮、二氧化硫、氮氧化物等污染物", f"{_FIRST}7项"),
    Hint("tampering_amended", "2026年3月30日以后，前项所列单位是否篡改、伪造自动监测数据或者干扰"
         "自动监测设施，排放化学需氧量、氨氮、总磷、总氮、二氧化硫、氮氧化物、颗粒物、挥发性有机物",
         f"{_FIRST}7项（修正）", _ONE_COPY, Evidence.SINGLE, AMENDED_ON),
    Hint("tampering_repeat", "2026年3月30日以后，二年内是否因前项所列弄虚作假行为受过二次行政处罚，"
         "又实施此类行为", f"{_FIRST}7项（修正）", _ONE_COPY, Evidence.SINGLE, AMENDED_ON),
    Hint("toxic_repeat", "二年内是否因违规排放、倾倒、处置有毒物质等受过二次以上行政处罚，"
         "又实施此类行为", f"{_FIRST}8项"),
    Hint("money", "违法所得或者致使公私财产损失是否三十万元以上", f"{_FIRST}9项"),
    Hint("water_supply", "是否致使乡镇集中式饮用水水源取水中断十二小时以上", f"{_FIRST}10项"),
    Hint("otherwise", "是否有其他严重污染环境的情形，或者涉嫌提供虚假证明文件、破坏环境质量监测系统"
         "等其他犯罪", f"{_FIRST}11项；{READING} 第10条、第11条"),
)  # fmt: skip
"""Every item is asked: whether it is a crime is for the police, whether to hand over is not free.

An item met must be handed over; a fine never takes its place (310号令 第3条、第11条第1款).
"""

THRESHOLDS: tuple[str, ...] = tuple(
    fact(
        each.fact,
        f"{each.question}？",
        FactKind.LINE,
        hint=f"以“是：”“否：”或者“待查：”开头，写明理由（{each.item}）",
    )
    for each in HINTS
)
"""The facts that hold the answers, for the ``needs=`` of the act that answers."""


def answer(text: str) -> tuple[Answer, str]:
    """Part an answer into the word and its reason; ValueError says what is wrong with it."""
    head, sign, reason = text.strip().replace(":", "：").partition("：")
    word = next((each for each in Answer if each == head.strip()), None)
    if word is None or not sign:
        raise ValueError("应以“是：”“否：”或者“待查：”开头")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValueError(f"须写明理由，不少于 {SHORTEST_REASON} 字")
    return word, reason.strip()


def answered(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse answers without a reason, and a yes by an item younger than the conduct."""
    ended = _ended(view)
    for each in HINTS:
        try:
            word, _ = answer(str(facts[each.fact]))
        except ValueError as wrong:
            return f"“{each.question}”（{each.item}）的答复{wrong}"
        if word is Answer.YES and each.since and ended and ended < each.since:
            return (
                f"违法行为已于 {ended} 终了，{each.item}自 {each.since} 起施行，不溯及既往"
                "（刑法 第12条），请按行为时的规定答复"
            )
    return None


def met(facts: Mapping[str, FactValue]) -> tuple[Hint, ...]:
    """Answer the items that were answered with yes."""
    return tuple(each for each in HINTS if _word(facts, each) is Answer.YES)


def open_questions(facts: Mapping[str, FactValue]) -> tuple[Hint, ...]:
    """Answer the items that still have to be looked into, or were never answered."""
    return tuple(each for each in HINTS if _word(facts, each) in (Answer.OPEN, None))


def _word(facts: Mapping[str, FactValue], hint: Hint) -> Answer | None:
    try:
        return answer(str(facts[hint.fact]))[0]
    except (KeyError, ValueError):
        return None


def _ended(view: "CaseView") -> date | None:
    until = view.facts.get("conduct_until")
    return date.fromisoformat(str(until)) if until else None
