"""Where calendars come from: the library's published years and State Council notices."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from chinese_calendar import constants

from rules.errors import PermitLoopError
from rules.statutory_holidays import statutory_holidays
from rules.workdays import UNSETTLED_DECEMBER, Calendar

NATIONAL = "national"
_SATURDAY = 5


class NoticeRejected(PermitLoopError):
    """放假安排文件有误，日历未作改动，请对照国务院办公厅通知原文改正后重新载入。"""


@dataclass(frozen=True)
class Holiday:
    """One holiday of a notice: its name, first and last day off, and the weekend days worked."""

    name: str
    since: date
    until: date
    worked: tuple[date, ...]

    def days(self) -> tuple[date, ...]:
        """Answer the days off, in order."""
        return tuple(
            self.since + timedelta(days=each) for each in range((self.until - self.since).days + 1)
        )


@dataclass(frozen=True)
class Notice:
    """A State Council notice on the holidays of one year."""

    year: int
    title: str
    number: str
    published_on: date
    source: str
    holidays: tuple[Holiday, ...]

    @property
    def digest(self) -> str:
        """Answer what tells two readings of a year apart: the days alone, not the wording."""
        days = [(each.since, each.until, each.worked) for each in self.holidays]
        return f"{self.year}:{sha256(repr(sorted(days)).encode()).hexdigest()[:12]}"


@lru_cache(maxsize=1)
def national_calendar() -> Calendar:
    """Answer the calendar of all years that the library has notices for."""
    days_off: Iterable[date] = constants.holidays
    worked: Iterable[date] = constants.workdays
    years = frozenset(day.year for day in days_off)
    return Calendar(
        name=NATIONAL,
        version=f"chinesecalendar-{version('chinesecalendar')}",
        published_years=years,
        days_off=frozenset(day for day in days_off if day.weekday() < _SATURDAY),
        make_up_days=frozenset(day for day in worked if day.weekday() >= _SATURDAY),
        notices=tuple(f"{year}:library" for year in sorted(years)),
    )


def with_notice(calendar: Calendar, notice: Notice) -> Calendar:
    """Answer the calendar with a notice in it, as a new version; the same notice changes nothing.

    A second, different notice of a year replaces the first (2020 was moved in mid-holiday).
    """
    if notice.digest in calendar.notices:
        return calendar
    off = {day for each in notice.holidays for day in each.days() if day.weekday() < _SATURDAY}
    worked = {day for each in notice.holidays for day in each.worked}
    kept = [each for each in calendar.notices if not each.startswith(f"{notice.year}:")]
    return replace(
        calendar,
        version=f"{calendar.version}+{notice.digest}",
        published_years=calendar.published_years | {notice.year},
        days_off=_others(calendar, calendar.days_off, notice.year) | off,
        make_up_days=_others(calendar, calendar.make_up_days, notice.year) | worked,
        notices=tuple(sorted([*kept, notice.digest])),
    )


def read_notice(path: Path) -> Notice:
    """Read a notice from a TOML or JSON file; NoticeRejected says which line is wrong.

    The format: ``[notice]`` with year, title, number, published_on, source; one ``[[holiday]]`` a
    holiday with name, from, to, and ``work``, the make-up working days.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise NoticeRejected(
            f"读不到放假安排文件“{path.name}”，请核对路径和编码（UTF-8）。"
        ) from wrong
    return parse_notice(text, as_json=path.suffix.lower() == ".json")


def parse_notice(text: str, *, as_json: bool = False) -> Notice:
    """Answer the notice a text states, checked against the statutory holidays of its year."""
    try:
        raw: Any = json.loads(text) if as_json else tomllib.loads(text)
    except ValueError as wrong:
        raise NoticeRejected(f"放假安排文件的格式不能解析：{wrong}") from wrong
    if not isinstance(raw, Mapping):
        raise NoticeRejected("放假安排文件缺少 notice 和 holiday 两部分。")
    notice = _notice(raw)
    _check(notice)
    return notice


def _notice(raw: Mapping[str, Any]) -> Notice:
    head, holidays = raw.get("notice"), raw.get("holiday")
    if not isinstance(head, Mapping) or not isinstance(holidays, list) or not holidays:
        raise NoticeRejected("放假安排文件缺少 notice 和 holiday 两部分。")
    year = head.get("year")
    if not isinstance(year, int) or isinstance(year, bool) or not 2004 <= year <= 2099:
        raise NoticeRejected("notice.year 须为2004至2099之间的年份。")
    return Notice(
        year=year,
        title=_line(head, "title"),
        number=_line(head, "number"),
        published_on=_day(head.get("published_on"), "notice.published_on"),
        source=_line(head, "source"),
        holidays=tuple(_holiday(each) for each in holidays),
    )


def _holiday(raw: Any) -> Holiday:
    if not isinstance(raw, Mapping):
        raise NoticeRejected("每个 holiday 须写明 name、from、to，调休上班日写在 work。")
    name = _line(raw, "name")
    work = raw.get("work", [])
    if not isinstance(work, list):
        raise NoticeRejected(f"“{name}”的 work 须为日期列表。")
    return Holiday(
        name,
        _day(raw.get("from"), f"{name}.from"),
        _day(raw.get("to"), f"{name}.to"),
        tuple(_day(each, f"{name}.work") for each in work),
    )


def _line(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise NoticeRejected(f"放假安排文件缺少 {key}。")
    return value.strip()


def _day(value: Any, where: str) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as wrong:
        raise NoticeRejected(f"{where} 不是日期（应写作 2027-01-01）：{value!r}") from wrong


def _check(notice: Notice) -> None:
    off: set[date] = set()
    worked = {day for each in notice.holidays for day in each.worked}
    for each in notice.holidays:
        if each.until < each.since:
            raise NoticeRejected(f"“{each.name}”的结束日期早于开始日期。")
        if not off.isdisjoint(each.days()):
            raise NoticeRejected(f"“{each.name}”与另一节日的放假日期重叠。")
        off |= set(each.days())
    for day in sorted(off | worked):
        if not date(notice.year - 1, 12, UNSETTLED_DECEMBER) <= day <= date(notice.year, 12, 31):
            raise NoticeRejected(f"{day} 不属于{notice.year}年的安排。")
    for day in sorted(worked):
        if day.weekday() < _SATURDAY or day in off:
            raise NoticeRejected(f"调休上班日 {day} 须为周六或者周日，且不在放假期间。")
    missing = sorted(set(statutory_holidays(notice.year)) - off)
    # Before 2025 the law had eleven days: New Year's Eve and 2 May were not among them.
    if notice.year >= 2025 and missing:
        names = "、".join(f"{statutory_holidays(notice.year)[day]}{day}" for day in missing)
        raise NoticeRejected(f"安排未包括法定节假日：{names}，请核对原文。")


def _others(calendar: Calendar, days: frozenset[date], year: int) -> frozenset[date]:
    """Keep the days that another year's notice set."""
    since = date(year - 1, 12, UNSETTLED_DECEMBER)
    end = date(year, 12, UNSETTLED_DECEMBER)
    if not calendar.published(year + 1):
        end = date(year + 1, 1, 1)
    return frozenset(day for day in days if not since <= day < end)
