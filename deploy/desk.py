"""What a command works with: the settings, the case database at this schema, and the calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from casework.calendars import national_calendar
from casework.informants import note_refused
from casework.people import person
from casework.sealed import IdentityShown
from deploy import clock
from deploy.migrate import SchemaOlder, head, require_schema, schema_of
from deploy.settings import Settings, load_settings
from deploy.workplace import calendar_of
from models.session import Database, open_database
from rules.case_view import SYSTEM, Person
from rules.deadlines import start_of_day
from rules.errors import PermitLoopError
from rules.workdays import FIRST_DAY, LAST_DAY, Calendar


class ActorMissing(PermitLoopError):
    """请用 --as 工号 说明由谁办理（或设置环境变量 PERMITLOOP_PERSON）。"""


class DateUnreadable(PermitLoopError):
    """日期应写作 2026-11-21。"""


@dataclass(frozen=True)
class Desk:
    """An opened installation; ``now`` is the instant at which the command began."""

    settings: Settings
    db: Database
    calendar: Calendar
    now: datetime

    def actor(self, person_id: str | None) -> Person:
        """Answer who acts: the given person or the settings' one; ActorMissing, PersonUnknown."""
        wanted = person_id or self.settings.person
        if not wanted:
            raise ActorMissing
        if wanted == SYSTEM.id:
            raise ActorMissing("系统的事项由程序自己办理，请用人员的工号")
        with self.db.reading() as session:
            return person(session, wanted)


@contextmanager
def opened_desk(*, any_schema: bool = False) -> Iterator[Desk]:
    """Open the installation that the settings name; SchemaOlder or SchemaNewer unless any goes."""
    settings = load_settings()
    if not any_schema:
        _refuse_missing(settings.database)
    db, now = open_database(settings.database), clock.now()
    try:
        if not any_schema:
            require_schema(db)
        yield Desk(settings, db, _calendar(db, now, any_schema=any_schema), now)
    except IdentityShown as shown:
        _note_probe(db, shown, now)
        raise
    finally:
        db.close()


def _note_probe(db: Database, shown: IdentityShown, now: datetime) -> None:
    """Log that somebody's words named an informant: the words themselves are not kept."""
    if shown.actor_id is None:
        return
    with db.writing("cli_note_probe") as session:
        why = "提交的文字指明了举报人、信访人，已拒绝"
        actor = person(session, shown.actor_id)
        note_refused(session, "informant", shown.case_no, actor, why, now=now)


def _calendar(db: Database, now: datetime, *, any_schema: bool) -> Calendar:
    if any_schema and schema_of(db) != head():
        return national_calendar()
    return calendar_of(db, now)


def _refuse_missing(url: str) -> None:
    """Refuse an SQLite file that is not there, so that looking at nothing leaves no file behind."""
    named = make_url(url)
    if named.get_backend_name() != "sqlite" or named.database in (None, "", ":memory:"):
        return
    if not Path(str(named.database)).exists():
        raise SchemaOlder(
            f"还没有数据库 {named.database}：请先运行 permitloop migrate（或 make up）"
        )


def seen_at(as_of: str | None, now: datetime) -> datetime:
    """Answer the instant from which dates are looked at: now, or 00:00 in Shanghai of a day."""
    return now if as_of is None else start_of_day(day_typed(as_of))


def day_typed(text: str) -> date:
    """Answer a day as it was typed; DateUnreadable where it is none that a calendar reaches."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise DateUnreadable(f"“{text}”不是日期，应写作 2026-11-21") from None
    if not FIRST_DAY.year < day.year < LAST_DAY.year:
        raise DateUnreadable(f"“{text}”不在 {FIRST_DAY.year} 至 {LAST_DAY.year} 年之间")
    return day
