"""Which articles a text cites, so that a basis is compared as law and not as a spelling."""

import re
import unicodedata
from collections.abc import Iterable

Article = tuple[str, int]
"""The name of a text and the number of its article; paragraphs and items are left out."""

_CITED = re.compile(r"(?P<law>[^第、，；,;。]*)第(?P<number>\d+)条(?:之[一二三四五六七八九十])?")
_BESIDE = re.compile(r"第\d+[款项目]|第[一二三四五六七八九十]+[款项目]|[(（][^)）]*[)）]")
_SIGNS = "《》“”\"' \t　"
_LINKS = ("和", "及", "以及", "与", "、")


def cited(text: str) -> frozenset[Article]:
    """Answer the articles a text names, such as 排污许可管理条例 第34条、第37条.

    A number without a law of its own belongs to the law named before it.
    """
    folded = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign not in _SIGNS)
    found, law = set(), ""
    for each in _CITED.finditer(_BESIDE.sub("", folded)):
        named = each["law"]
        for link in _LINKS:
            named = named.removeprefix(link)
        law = named or law
        if law:
            found.add((law, int(each["number"])))
    return frozenset(found)


def share_an_article(text: str, articles: Iterable[str]) -> bool:
    """Answer whether a text cites one of these articles."""
    known = {article for each in articles for article in cited(each)}
    return bool(cited(text) & known)
