"""Between what the law lets a fine be: by the table, else the article's own, else as typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules.cited import Article, cited
from rules.discretion import Table, Worked, shipped, table_for, work_out
from rules.facts import FactValue
from rules.legal_basis import NOISE, NOISE_FINES, PROVISIONS, Fine
from rules.procedures import penalty_words as words
from rules.procedures.penalty_content import amount, law_day
from rules.procedures.violation_words import CONDUCT

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
NO_TABLE = "无"
"""What an officer says who took a table and has none now."""
FEN = 100
TYPED = frozenset({words.RANGE_TEXT, words.LEAST, words.MOST})
"""What is typed together where no article that is known gives the range."""
_GENERAL = ("行政处罚法", "生态环境行政处罚办法")
"""Laws that a basis may cite beside its own article: they give no range themselves."""


@dataclass(frozen=True)
class Range:
    """Between what the law lets a fine be, in fen, and whose word that is."""

    least: int
    most: int
    source: str
    typed: bool = False


def named_table(known: Known) -> str:
    """Answer the key of the table that the case goes by; empty where it has none."""
    key = str(known.get(words.TABLE) or "")
    return "" if key == NO_TABLE else key


def table_of(view: "CaseView", known: Known) -> Table:
    """Answer the case's table, the district's own before a sample; DiscretionUnknown if none."""
    key = named_table(known)
    own = [each for each in view.discretion if each.key == key]
    tables = own or (*view.discretion, *shipped())
    return table_for(tables, key, law_day(known, view.today))


def worked_out(view: "CaseView", known: Known) -> Worked:
    """Answer the fine by the case's table, step by step."""
    grades = {name: str(known.get(fact, "")) for name, fact in words.GRADES.items()}
    return work_out(table_of(view, known), grades)


def legal_range(view: "CaseView", known: Known) -> Range | None:
    """Answer the range a fine must lie in: of the table, else the article's own, else as typed.

    What is typed counts only where no article says it: nobody types a known range away. Raises
    DiscretionUnknown where the table that is named does not exist.
    """
    if named_table(known):
        table = table_of(view, known)
        return Range(table.least, table.most, f"裁量表“{table.title}”")
    fines = fines_of(known)
    if fines and all(fines.values()):
        return _highest(known)
    if known.get(words.RANGE_TEXT) and {words.LEAST, words.MOST} <= known.keys():
        text = f"承办人自行填写，条文原文：{known[words.RANGE_TEXT]}"
        return Range(amount(known, words.LEAST), amount(known, words.MOST), text, typed=True)
    return None


def least_of_basis(view: "CaseView", known: Known) -> Range | None:
    """Answer the range whose lower end binds even a fine of nothing, or None where none is known.

    Of a basis that is known in part, the highest known article's (行政处罚法 第29条). Raises
    DiscretionUnknown where the table that is named does not exist.
    """
    between = legal_range(view, known)
    return between if between and not between.typed else _highest(known) or between


def _highest(known: Known) -> Range | None:
    fines = [fine for fine in fines_of(known).values() if fine]
    if not fines:
        return None
    fine = max(fines, key=lambda each: (each.most, each.least))
    return Range(fine.least * FEN, fine.most * FEN, fine.basis)


def own_articles(known: Known) -> frozenset[Article]:
    """Answer the articles of the basis that may give a range themselves."""
    basis = cited(str(known.get(words.PENALTY_BASIS) or ""))
    return frozenset(each for each in basis if each[0] not in _GENERAL)


def fines_of(known: Known) -> dict[Article, Fine | None]:
    """Answer what is known of each article of the basis; of the fines of one, the highest."""
    fines = [fine for each in PROVISIONS for fine in (each.regulation, each.code) if fine]
    if NOISE in str(known.get(CONDUCT) or ""):
        fines = [*fines, *NOISE_FINES]
    found: dict[Article, Fine | None] = dict.fromkeys(own_articles(known))
    for fine in fines:
        for article in cited(fine.basis) & found.keys():
            found[article] = fine
    return found
