"""By what words a person can be recognised: names, numbers and addresses as people write them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.simplified import TO_SIMPLIFIED

LEAST_NAME, LEAST_NUMBER, LEAST_ADDRESS, LEAST_ACCOUNT = 2, 7, 6, 6
"""Shorter than this a name, a number, an address or an account says nothing of anybody."""

_DIGITS = str.maketrans("〇零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖", "0012345678912123456789")
_TENS = str.maketrans("拾佰", "十百")
_NUMERAL = re.compile(r"[0-9]*[十百][0-9十百]*")
_BETWEEN = re.compile(
    r"[、,;/|&\n]|(?<=\w\w)[和与及](?=\w\w)|化名|又名|曾用名|原名|别名|小名|昵称|网名|真名|本名"
)
_WHO = "居民|市民|村民|业主|群众|举报人|信访人|投诉人|反映人|来电人|来访人|联系人"
_TITLE = (
    "先生|女士|小姐|同志|老师|师傅|经理|主任|书记|医生|阿姨|大爷|大叔|大妈|大姐|大哥|老伯|太太"
    "|等[0-9]*人|等"
)
_BEFORE = re.compile(rf"^(?:{_WHO})+")
_AFTER = re.compile(rf"(?:{_TITLE})+$")
_NOBODY = frozenset(f"{_WHO}|{_TITLE}|匿名|不详|未知|不愿透露|无名|某某".split("|"))
_SAYS = "某|反映|举报|投诉|来电|来信|来访|信访|诉|称|说|住"
_AREA = re.compile(
    r"^(?:[^省市区县镇乡]{1,10}(?:自治区|特别行政区|(?<![小社园校厂片辖])[省市区县镇乡]|街道))+"
)
_ABROAD = re.compile(r"^(?:0086|86)(?=\d{9,})")
_AREA_CODE = re.compile(r"^0?(?:10|2\d|[3-9]\d{2})(?=\d{7,8}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True)
class Marks:
    """What names one person: whole words, numbers and addresses, and how a surname is used."""

    words: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = field(default=())

    def shown_in(self, text: str) -> bool:
        """Answer whether somebody who reads a text recognises the person."""
        bare = _bare(text)
        digits = bare.translate(_DIGITS)
        placed = _numbered(bare)
        spaced = _plain(text)
        return (
            any(each in bare for each in self.words)
            or any(each in digits for each in self.numbers)
            or any(each in placed for each in self.addresses)
            or any(each.search(spaced) or each.search(bare) for each in self.patterns)
        )

    def without(self, public: str) -> "Marks":
        """Answer the marks that public words, such as the enterprise's address, do not show."""
        bare, placed = _bare(public), _numbered(_bare(public))
        return Marks(
            frozenset(each for each in self.words if each not in bare),
            frozenset(each for each in self.numbers if each not in bare),
            frozenset(each for each in self.addresses if each not in placed),
            self.patterns,
        )


def marks_of(name: str, phone: str, address: str) -> Marks:
    """Answer the marks of one person; each field may hold several spellings or several people."""
    words: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for each in filter(None, _names(name)):
        if each.isascii():
            patterns += _in_letters(each)
        elif len(each) >= LEAST_NAME:
            words.add(each)
        else:
            patterns.append(_surname(each))
    accounts = {_bare(each) for each in re.split(r"[\s,;:/、]+", _plain(phone))}
    words |= {each for each in accounts if len(each) >= LEAST_ACCOUNT and re.search("[a-z]", each)}
    return Marks(
        frozenset(words),
        frozenset(_numbers(phone)),
        frozenset(_addresses(address)),
        tuple(patterns),
    )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(TO_SIMPLIFIED)


def _bare(text: str) -> str:
    """Answer the letters and digits of a text alone, so that no sign between them hides a name."""
    return "".join(sign for sign in _plain(text) if sign.isalnum())


def _names(name: str) -> Iterator[str]:
    for part in _BETWEEN.split(re.sub(r"[()\[\]]", "、", _plain(name))):
        told = _AFTER.sub("", _BEFORE.sub("", part.strip(" :：.-")))
        if not any(sign.isalpha() for sign in told) or _bare(told) in _NOBODY:
            continue
        if told.isascii():
            yield " ".join(re.findall("[a-z]{2,}", told))
            continue
        yield _bare(told)
        # A name of several parts (阿卜杜拉·买买提) is known by each.
        several = re.split(r"[·•・‧.]", told)
        yield from (_bare(each) for each in several if len(several) > 1 and len(each) > 1)


def _in_letters(name: str) -> list[re.Pattern[str]]:
    """Answer how a name in letters is written: as words, in either order, never inside a word."""
    parts = name.split()
    orders = (parts, parts[::-1])
    return [
        re.compile(rf"(?<![a-z]){'[^a-z0-9]*'.join(map(re.escape, order))}(?![a-z])")
        for order in orders[: len(parts)]
    ]


def _surname(sign: str) -> re.Pattern[str]:
    """Answer how one sign alone is used of a person: 李某, 李先生, 老李, 举报人李."""
    one = re.escape(sign)
    return re.compile(rf"{one}(?:{_TITLE}|{_SAYS})|(?:姓|老|小|{_WHO}){one}|^{one}$")


def _numbers(phone: str) -> Iterator[str]:
    told = _plain(phone).translate(_DIGITS)
    for part in re.split(r"[、,;/|\n]|或|和|转", told):
        for each in (part, *re.split(r"[\s\-]+", part)):
            digits = _ABROAD.sub("", "".join(re.findall("[0-9]", each)))
            known = (*_MOBILE.findall(digits), digits, _AREA_CODE.sub("", digits))
            mobile = len(digits) == 11 and _MOBILE.fullmatch(digits)
            yield from (one for one in known[: 1 if mobile else 3] if len(one) >= LEAST_NUMBER)


def _addresses(address: str) -> Iterator[str]:
    for each in (_bare(address), _AREA.sub("", _bare(address))):
        if len(each) >= LEAST_ADDRESS:
            yield _numbered(each)


def _numbered(bare: str) -> str:
    """Answer a text with its Chinese numerals read as numbers: 七十七弄 is 77弄."""
    return _NUMERAL.sub(lambda found: _read(found[0]), bare.translate(_TENS).translate(_DIGITS))


def _read(numeral: str) -> str:
    hundreds, mark, rest = numeral.rpartition("百")
    tens, ten, ones = rest.rpartition("十")
    if not all(each.isdigit() or not each for each in (hundreds, tens, ones)):
        return numeral
    value = int(hundreds or 1) * 100 if mark else 0
    value += int(tens.lstrip("0") or 1) * 10 if ten else 0
    # 一百五 is 150, 一百零五 is 105.
    short = mark and not ten and len(ones) == 1
    return str(value + int(ones or 0) * (10 if short else 1))
