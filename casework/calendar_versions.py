"""Which calendar is in force: the library's years, loaded notices, a district's closing days."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session

from casework.calendars import NATIONAL, Notice, national_calendar, parse_notice, with_notice
from casework.district import district_calendar
from casework.people import refuse_inactive
from models import CalendarNotice
from rules.case_view import ActionRefused, Person
from rules.vocabulary import R
from rules.workdays import Calendar

T = CalendarNotice.__table__.c  # type: ignore[attr-defined]
MAY_LOAD = frozenset({R.ADMINISTRATOR, R.SECTION_HEAD, R.BUREAU_HEAD})


@dataclass(frozen=True)
class LoadedNotice:
    """One notice as it was loaded."""

    calendar: str
    year: int
    title: str
    source: str
    loaded_by: str
    loaded_at: datetime


def calendar_in_force(session: Session, on: date, name: str = NATIONAL) -> Calendar:
    """Answer a calendar with every notice loaded for it, less the district's own closing days.

    ``name`` tells several calendars of one installation apart: notices loaded for another calendar
    than the national one hold for that one alone, on top of the national ones.
    """
    rows = session.execute(
        select(T.calendar, T.content).where(T.calendar.in_({NATIONAL, name})).order_by(T.id)
    ).all()
    texts = tuple(json.dumps(content, sort_keys=True, ensure_ascii=False) for _, content in rows)
    return district_calendar(session, _with(texts), on)


@lru_cache(maxsize=16)
def _with(texts: tuple[str, ...]) -> Calendar:
    calendar = national_calendar()
    for text in texts:
        calendar = with_notice(calendar, parse_notice(text, as_json=True))
    return calendar


def load_notice(
    session: Session, notice: Notice, actor: Person, *, now: datetime, name: str = NATIONAL
) -> bool:
    """Keep a notice; False when the same was loaded before. ActionRefused for who may not."""
    refuse_inactive(actor)
    if not actor.roles & MAY_LOAD:
        raise ActionRefused("放假安排须由系统管理员或者负责人载入")
    content = notice_content(notice)
    digest = hashlib.sha256(
        json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    known = select(T.id).where(T.calendar == name, T.year == notice.year, T.sha256 == digest)
    if session.execute(known).first() is not None:
        return False
    session.execute(
        insert(CalendarNotice).values(
            calendar=name,
            year=notice.year,
            title=notice.title,
            source=notice.source,
            content=content,
            sha256=digest,
            loaded_by=actor.id,
            loaded_at=now,
        )
    )
    return True


def notice_content(notice: Notice) -> dict[str, Any]:
    """Answer a notice in the documented JSON form, which reads back as the same notice."""
    return {
        "notice": {
            "year": notice.year,
            "title": notice.title,
            "number": notice.number,
            "published_on": notice.published_on.isoformat(),
            "source": notice.source,
        },
        "holiday": [
            {
                "name": each.name,
                "from": each.since.isoformat(),
                "to": each.until.isoformat(),
                "work": [day.isoformat() for day in each.worked],
            }
            for each in notice.holidays
        ],
    }


def loaded_notices(session: Session) -> list[LoadedNotice]:
    """Answer the notices in the order they were loaded."""
    rows = session.execute(
        select(T.calendar, T.year, T.title, T.source, T.loaded_by, T.loaded_at).order_by(T.id)
    )
    return [LoadedNotice(*row) for row in rows]


def published_years(calendar: Calendar) -> Mapping[str, int]:
    """Answer the first and the last year whose notice is known."""
    return {"first": min(calendar.published_years), "last": calendar.horizon}
