"""Which articles a text cites, so that a basis is compared as law and not as a spelling."""

import re
import unicodedata
from collections.abc import Iterable

Article = tuple[str, int]
"""The name of a text and the number of its article; paragraphs and items are left out."""

_CITED = re.compile(
    r"(?P<law>[^第、，；,;。]*)第(?P<number>\d+|[零〇一二三四五六七八九十百千]+)条(?:之[一二三四五六七八九十])?"
)
_BESIDE = re.compile(r"第\d+[款项目]|第[一二三四五六七八九十]+[款项目]|[(（][^)）]*[)）]")
_SIGNS = "《》“”\"' \t　"
_LINKS = ("和", "以及", "及", "与", "、", "依据", "根据", "依照", "违反", "中华人民共和国")
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}


def cited(text: str) -> frozenset[Article]:
    """Answer the articles a text names, such as 排污许可管理条例 第34条、第37条.

    A number without a law of its own belongs to the law named before it; a law is the same with
    中华人民共和国 before its name, an article the same in Chinese numerals.
    """
    folded = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign not in _SIGNS)
    found, law = set(), ""
    for each in _CITED.finditer(_BESIDE.sub("", folded)):
        named = each["law"]
        for link in _LINKS:
            named = named.removeprefix(link)
        law = named or law
        if law:
            found.add((law, _number(each["number"])))
    return frozenset(found)


def _number(said: str) -> int:
    """Answer a number in Arabic or Chinese numerals (一千一百零三)."""
    if said.isdecimal():
        return int(said)
    whole = digit = 0
    for sign in said:
        if sign in _TENS:
            whole, digit = whole + (digit or 1) * _TENS[sign], 0
        else:
            digit = digit * 10 + _DIGITS[sign]
    return whole + digit


_ARTICLE = re.compile(
    r"第\s*[\d零〇一二三四五六七八九十百千]+\s*条|〔\d{4}〕\s*\d+号|HJ(?:/T)?\s*\d"
)


def names_an_article(text: str) -> bool:
    """Answer whether a sentence names an article, or a document or standard by its number."""
    return bool(_ARTICLE.search(text))


def with_article(refusal: str, basis: str) -> str:
    """Answer a refusal with its article: its own, else the one by which the act is done."""
    return refusal if names_an_article(refusal) else f"{refusal}（{basis}）"


def share_an_article(text: str, articles: Iterable[str]) -> bool:
    """Answer whether a text cites one of these articles."""
    known = {article for each in articles for article in cited(each)}
    return bool(cited(text) & known)
