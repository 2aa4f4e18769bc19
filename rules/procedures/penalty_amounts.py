"""What a penalty's money comes to on a day, line by line, as an officer explains it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.accruals import AmountWrong, SpellWrong, daily_fine_explained, spells
from rules.discretion import yuan
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.procedures.daily_words import DAILY_PERIODS, ORIGINAL_FINE
from rules.procedures.penalty_content import amount, money
from rules.procedures.penalty_money import surcharge
from rules.procedures.remedy_words import DECISION_SERVED_ON


@dataclass(frozen=True)
class Working:
    """One amount with its title and the lines that lead to it."""

    title: str
    lines: tuple[str, ...]


def workings(known: Mapping[str, FactValue], on: date) -> tuple[Working, ...]:
    """Answer how each amount of a penalty comes about, as far as the case knows it on a day."""
    found = [_discretion(known), _by_day(known), _late(known, on), _owed(known, on)]
    return tuple(each for each in found if each is not None)


def _discretion(known: Mapping[str, FactValue]) -> Working | None:
    said = str(known.get(words.WORKING) or "")
    if not said or known.get(DAILY_PERIODS):
        return None
    lines = [each for each in said.rstrip("。").split("；") if each]
    departs = known.get(words.DEPARTURE)
    return Working("裁量", (*lines, *([f"不按裁量表的理由：{departs}"] if departs else ())))


def _by_day(known: Mapping[str, FactValue]) -> Working | None:
    if not known.get(DAILY_PERIODS):
        return None
    try:
        periods = spells(str(known[DAILY_PERIODS]))
        return Working(
            "按日连续处罚", daily_fine_explained(amount(known, ORIGINAL_FINE), periods).lines
        )
    except (SpellWrong, AmountWrong) as wrong:
        return Working("按日连续处罚", (str(wrong),))


def _late(known: Mapping[str, FactValue], on: date) -> Working | None:
    added = surcharge(known, on)
    return Working("加处罚款", added.lines) if added is not None else None


def _owed(known: Mapping[str, FactValue], on: date) -> Working | None:
    if DECISION_SERVED_ON not in known or not money(known):
        return None
    added = surcharge(known, on)
    extra = 0 if added is None or known.get(words.SURCHARGE_WAIVED) else added.fen
    paid = amount(known, words.PAID_TOTAL)
    return Working(
        "应缴和已缴",
        (
            f"罚款 {yuan(amount(known, words.FINE))}，没收 "
            f"{yuan(amount(known, words.CONFISCATED))}，加处罚款 {yuan(extra)}",
            f"已缴 {yuan(paid)}，尚欠 {yuan(max(0, money(known) + extra - paid))}",
        ),
    )
