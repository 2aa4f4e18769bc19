"""State Council notices from a file: read, checked, loaded once, moving only what they should."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.calendars import (
    NoticeRejected,
    national_calendar,
    parse_notice,
    read_notice,
    with_notice,
)
from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.workdays import moved_days

NOTICE = Path(__file__).parents[1] / "oracle" / "notice_2027.toml"
TEXT = NOTICE.read_text(encoding="utf-8")
CN = national_calendar()
LOADED = with_notice(CN, read_notice(NOTICE))


def test_the_library_is_known_to_2026() -> None:
    assert CN.horizon >= 2026
    assert CN.published(2004)
    assert CN.version.startswith("chinesecalendar-")


def test_a_notice_makes_its_year_published_and_final() -> None:
    key = clock("PWXK-KEY")

    before = due_of(key, date(2026, 12, 1), calendar=CN)
    after = due_of(key, date(2026, 12, 1), calendar=LOADED)

    assert before.provisional
    assert not after.provisional
    assert LOADED.horizon == 2027
    assert LOADED.version != CN.version


def test_a_notice_names_the_days_that_moved() -> None:
    moved = moved_days(CN, LOADED)

    assert date(2027, 1, 31) in moved
    assert date(2027, 2, 9) in moved
    assert all(day.year == 2027 for day in moved)


@given(st.dates(date(2026, 9, 1), date(2027, 6, 1)))
def test_only_dates_that_reach_a_moved_day_move(start: date) -> None:
    row = clock("PWXK-SIMPLE")
    before = due_of(row, start, calendar=CN)
    after = due_of(row, start, calendar=LOADED)
    assert before.due_on is not None
    assert after.due_on is not None

    reached = [day for day in moved_days(CN, LOADED) if start < day <= before.due_on]

    if not reached:
        assert after.due_on == before.due_on
    if not before.provisional:
        assert (after.due_on, after.provisional) == (before.due_on, False)


@given(st.integers(1, 4))
def test_loading_a_notice_again_changes_nothing(times: int) -> None:
    calendar = CN
    for _ in range(times):
        calendar = with_notice(calendar, read_notice(NOTICE))

    assert calendar == LOADED


def test_a_corrected_notice_replaces_the_first() -> None:
    corrected = parse_notice(TEXT.replace("to = 2027-10-07", "to = 2027-10-08"))

    calendar = with_notice(LOADED, corrected)

    assert moved_days(LOADED, calendar) == (date(2027, 10, 8),)
    assert [each for each in calendar.notices if each.startswith("2027:")] == [corrected.digest]
    assert with_notice(calendar, parse_notice(TEXT)).is_workday(date(2027, 10, 8))


def test_a_notice_may_reach_back_into_the_last_days_of_december() -> None:
    early = TEXT.replace("from = 2027-01-01", "from = 2026-12-31").replace(
        "to = 2027-01-03", "to = 2027-01-03\nwork = [2027-01-09]"
    )

    calendar = with_notice(CN, parse_notice(early))

    assert not calendar.is_workday(date(2026, 12, 31))
    assert calendar.is_workday(date(2027, 1, 9))
    assert CN.is_workday(date(2026, 12, 31))


def test_json_says_the_same_as_toml(tmp_path: Path) -> None:
    notice = read_notice(NOTICE)
    holidays = [
        {
            "name": each.name,
            "from": str(each.since),
            "to": str(each.until),
            "work": [str(day) for day in each.worked],
        }
        for each in notice.holidays
    ]
    head = {
        "year": 2027,
        "title": notice.title,
        "number": notice.number,
        "published_on": str(notice.published_on),
        "source": notice.source,
    }
    path = tmp_path / "2027.json"
    path.write_text(json.dumps({"notice": head, "holiday": holidays}), encoding="utf-8")

    assert read_notice(path) == notice


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("year = 2027", 'year = "2027"', "notice.year"),
        ('title = "测试用：2027年部分节假日安排"', "", "title"),
        ("published_on = 2026-11-25", 'published_on = "去年"', "不是日期"),
        ("to = 2027-01-03", "to = 2026-12-31", "早于开始日期"),
        ("to = 2027-04-05", "to = 2027-05-02", "重叠"),
        ("work = [2027-01-31, 2027-02-20]", "work = [2027-02-01]", "周六或者周日"),
        ("work = [2027-01-31, 2027-02-20]", "work = [2027-02-06]", "放假期间"),
        ("work = [2027-09-26, 2027-10-09]", "work = [2028-01-08]", "不属于2027年"),
        ("from = 2027-02-05", "from = 2027-02-06", "春节2027-02-05"),
        ("[notice]", "[notice", "不能解析"),
        ("[notice]", "[head]", "缺少 notice"),
    ],
)
def test_a_wrong_notice_is_refused_in_a_sentence(was: str, becomes: str, said: str) -> None:
    assert was in TEXT

    with pytest.raises(NoticeRejected, match=said):
        parse_notice(TEXT.replace(was, becomes, 1))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoticeRejected, match="读不到"):
        read_notice(tmp_path / "none.toml")
