"""The thirteen statutory holidays of a year that has no State Council notice yet."""

from datetime import date, timedelta
from functools import lru_cache

BASIS = "全国年节及纪念日放假办法（国务院令第795号） 第2条"

# Year, lunar New Year's Day, Qingming, Dragon Boat, Mid-Autumn as MMDD. Computed once from the
# lunar calendar and held against every notice since 2008; a table because rules/ imports nothing.
_MOVABLE = """
    2025 0129 0404 0531 1006
    2026 0217 0405 0619 0925
    2027 0206 0405 0609 0915
    2028 0126 0404 0528 1003
    2029 0213 0404 0616 0922
    2030 0203 0405 0605 0912
    2031 0123 0405 0624 1001
    2032 0211 0404 0612 0919
    2033 0131 0404 0601 0908
    2034 0219 0405 0620 0927
    2035 0208 0405 0610 0916
    2036 0128 0404 0530 1004
    2037 0215 0404 0618 0924
    2038 0204 0405 0607 0913
    2039 0124 0405 0527 1002
    2040 0212 0404 0614 0920
    2041 0201 0404 0603 0910
    2042 0122 0404 0622 0928
    2043 0210 0405 0611 0917
    2044 0130 0404 0531 1005
    2045 0217 0404 0619 0925
    2046 0206 0404 0608 0915
    2047 0126 0405 0529 1004
    2048 0214 0404 0615 0922
    2049 0202 0404 0604 0911
    2050 0123 0404 0623 0930
    2051 0211 0405 0613 0919
    2052 0201 0404 0601 0907
    2053 0219 0404 0620 0926
    2054 0208 0404 0610 0916
    2055 0128 0405 0530 1005
    2056 0215 0404 0617 0924
    2057 0204 0404 0606 0913
    2058 0124 0404 0625 1002
    2059 0212 0405 0614 0921
    2060 0202 0404 0603 0909
"""


@lru_cache(maxsize=1)
def _movable() -> dict[int, tuple[date, date, date, date]]:
    table: dict[int, tuple[date, date, date, date]] = {}
    for line in _MOVABLE.split("\n"):
        if not line.strip():
            continue
        year, *days = line.split()
        spring, qingming, dragon_boat, mid_autumn = (
            date(int(year), int(day[:2]), int(day[2:])) for day in days
        )
        table[int(year)] = (spring, qingming, dragon_boat, mid_autumn)
    return table


def statutory_holidays(year: int) -> dict[date, str]:
    """Answer the statutory holidays of a year and their names, without bridge or make-up days.

    For years outside 2025-2060 only the six holidays fixed to the solar calendar are known.
    Source: 全国年节及纪念日放假办法 第2条, as amended from 2025-01-01 (thirteen days).
    """
    days = {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节", date(year, 5, 2): "劳动节"}
    days |= {date(year, 10, day): "国庆节" for day in (1, 2, 3)}
    if year in _movable():
        spring, qingming, dragon_boat, mid_autumn = _movable()[year]
        days |= {spring + timedelta(days=offset): "春节" for offset in (-1, 0, 1, 2)}
        for day, name in ((qingming, "清明节"), (dragon_boat, "端午节"), (mid_autumn, "中秋节")):
            days.setdefault(day, name)
    return days
