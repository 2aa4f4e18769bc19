"""A district in the case database: its people, and every version of its settings."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import Text, bindparam, cast, func, insert, select, update
from sqlmodel import Session

from models import CaseFile, Clock, DistrictSetting, Officer, Party
from rules.case_view import SYSTEM, Person
from rules.clocks import ClockRow, Evidence, clock
from rules.clocks.overrides import Override, overridden
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.escalation import Ladders, OwnLadder
from rules.ladders import Ladder, Rung
from rules.notices import CLOCK_OVERDUE, CLOCK_WARNING
from rules.periods import Unit
from rules.quiet_hours import QuietHours
from rules.workdays import Calendar, ClosingDay, with_closing_days

S = DistrictSetting.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741
P = Party.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]

_SETTING = (
    select(cast(S.content, Text))
    .where(S.effective_on <= bindparam("day"))
    .order_by(S.effective_on.desc(), S.id.desc())
    .limit(1)
)
_READ = "district settings"
"""Under which a session keeps what its transaction has read of them."""


class DistrictStale(PermitLoopError):
    """这一版本区设置载入过，已被后来的版本取代；确要改回，请写上新的生效日期后再载入。"""


@dataclass(frozen=True)
class DistrictUser:
    """Somebody who can sign in; ``uscc`` names the enterprise of an enterprise's user."""

    id: str
    name: str
    roles: tuple[str, ...]
    section: str = ""
    certificate_no: str = ""
    certificate_until: date | None = None
    active: bool = True
    uscc: str = ""


@dataclass(frozen=True)
class District:
    """One checked version of a district's settings; the hash makes loading it idempotent."""

    content: Mapping[str, Any]
    sha256: str
    effective_on: date
    users: tuple[DistrictUser, ...]


@dataclass(frozen=True)
class Reading:
    """One version of the settings, with what every clock asks of it parsed once."""

    content: Mapping[str, Any]
    ladders: Ladders
    overrides: tuple[Override, ...]
    quiet: QuietHours


@dataclass(frozen=True)
class Loaded:
    """What loading changed; the last two wait for a person: users without a party, cases left."""

    new_version: bool
    created: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: int
    deactivated: tuple[str, ...]
    waiting_for_party: tuple[str, ...]
    with_open_cases: tuple[str, ...]


def load_district(
    session: Session, district: District, actor: Person = SYSTEM, *, now: datetime
) -> Loaded:
    """Bring people and settings to a version of district.toml; a repeat changes nothing.

    People who are no longer in the file are deactivated, never deleted: their deeds stand.
    """
    parties = _parties(session, district)
    waiting = [each for each in district.users if each.uscc and each.uscc not in parties]
    known = {row.id: dict(row._mapping) for row in session.execute(select(*O))}
    created, updated, unchanged = [], [], 0
    for user in district.users:
        if user in waiting:
            continue
        row = _row(user, parties)
        if user.id not in known:
            session.execute(insert(Officer).values(**row))
            created.append(user.id)
        elif known[user.id] != row:
            session.execute(update(Officer).where(O.id == user.id).values(**row))
            updated.append(user.id)
        else:
            unchanged += 1
    gone = _deactivate(session, known, {user.id for user in district.users})
    return Loaded(
        new_version=_keep(session, district, actor, now),
        created=tuple(created),
        updated=tuple(updated),
        unchanged=unchanged,
        deactivated=gone,
        waiting_for_party=tuple(each.id for each in waiting),
        with_open_cases=_with_open_cases(session, gone),
    )


def newest_setting(session: Session, on: date) -> dict[str, Any]:
    """Answer the settings that hold on a day: of those in effect, the last loaded; else none."""
    return dict(_reading(session, on).content)


def clock_as_read(session: Session, key: str, on: date) -> ClockRow:
    """Answer a clock as the district reads it on a day, each changed field with its source."""
    return overridden(clock(key), _reading(session, on).overrides, on)


def ladder_of(session: Session, key: str, on: date) -> Ladder:
    """Answer a clock's ladder of reminders on a day: the district's, or the one it starts from."""
    return _reading(session, on).ladders.of(key, on)


def ladders_known(session: Session) -> list[Ladders]:
    """Answer the ladders of every version that this district had, and those it starts from."""
    kept = session.execute(select(cast(S.content, Text))).scalars()
    return [Ladders(), *(_parsed(each).ladders for each in kept)]


def quiet_hours_of(session: Session, on: date) -> QuietHours:
    """Answer when the district's people are left in peace, and whether it sends digests."""
    return _reading(session, on).quiet


def _reading(session: Session, on: date) -> Reading:
    """Ask once a transaction, so that all its clocks go by the same settings."""
    transaction = session.get_transaction()
    kept = session.info.get(_READ)
    if transaction is not None and kept is not None and kept[:2] == (transaction, on):
        return kept[2]  # type: ignore[no-any-return]
    reading = _parsed(session.execute(_SETTING, {"day": on}).scalar_one_or_none() or "{}")
    session.info[_READ] = (session.get_transaction(), on, reading)
    return reading


@lru_cache(maxsize=8)
def _parsed(text: str) -> Reading:
    content = json.loads(text)
    ladders = Ladders(_rungs(content.get("ladder", ())), tuple(_own_ladders(content)))
    return Reading(content, ladders, tuple(_overrides(content)), _quiet(content))


def _own_ladders(content: Mapping[str, Any]) -> Iterator[OwnLadder]:
    for each in content.get("ladders", ()):
        on = date.fromisoformat(each["effective_on"])
        yield OwnLadder(each["clock"], _rungs(each["rungs"]), on, each["approver"])


_UNITS = (("days", Unit.DAY), ("workdays", Unit.WORKDAY), ("hours", Unit.HOUR))


def _rungs(listed: Sequence[Mapping[str, Any]]) -> Ladder:
    return tuple(_rung(each) for each in listed)


def _rung(said: Mapping[str, Any]) -> Rung:
    amount, unit = next((said[name], unit) for name, unit in _UNITS if said.get(name) is not None)
    usual = CLOCK_WARNING if amount < 0 else CLOCK_OVERDUE
    return Rung(said["name"], amount, said.get("notice") or usual, tuple(said["tells"]), unit)


def _quiet(content: Mapping[str, Any]) -> QuietHours:
    said = content.get("quiet_hours")
    if not said:
        return QuietHours()
    return QuietHours(
        time.fromisoformat(said["since"]), time.fromisoformat(said["until"]),
        rest_days=said["rest_days"], exempt=frozenset(said["exempt"]), digests=said["digests"],
    )  # fmt: skip


def district_calendar(session: Session, calendar: Calendar, on: date) -> Calendar:
    """Answer the calendar less the district's own closing days, under the district's name.

    Days that only one area is closed make a calendar of that area, under the same version.
    """
    content = newest_setting(session, on)
    entries = tuple(
        (each.get("area") or "", date.fromisoformat(each["day"]), each["source"])
        for each in content.get("closing_days", [])
    )
    return _closed(calendar, content["name"], entries) if entries else calendar


@lru_cache(maxsize=8)
def _closed(calendar: Calendar, name: str, entries: tuple[tuple[str, date, str], ...]) -> Calendar:
    everywhere = [ClosingDay(day, source) for area, day, source in entries if not area]
    whole = with_closing_days(
        calendar, name, [ClosingDay(day, source) for _, day, source in entries]
    )
    areas = tuple(
        (
            area,
            replace(
                with_closing_days(
                    calendar,
                    f"{name}·{area}",
                    [
                        *everywhere,
                        *(ClosingDay(day, why) for at, day, why in entries if at == area),
                    ],
                ),
                version=whole.version,
            ),
        )
        for area in sorted({area for area, _, _ in entries if area})
    )
    return replace(
        with_closing_days(calendar, name, everywhere), version=whole.version, areas=areas
    )


def calendar_for(session: Session, calendar: Calendar, party_id: int) -> Calendar:
    """Answer the calendar that an enterprise's cases go by: its area's own, where it has one."""
    if not calendar.areas:
        return calendar
    area = session.execute(select(P.area).where(P.id == party_id)).scalar_one_or_none()
    return calendar.for_area(area or "")


def _overrides(content: Mapping[str, Any]) -> list[Override]:
    fields = [
        Override(
            each["key"], each["field"], each["value"], each["source"],
            date.fromisoformat(each["effective_on"]), each["approver"], Evidence(each["evidence"]),
        )
        for each in content.get("clock_overrides", [])
    ]  # fmt: skip
    limits = [
        Override(
            each["key"], "amount", str(each["days"]), each["source"],
            date.fromisoformat(each["effective_on"]), each["approver"], Evidence.VERIFIED,
        )
        for each in content.get("local_limits", [])
    ]  # fmt: skip
    return fields + limits


def seat_enterprise_users(session: Session, on: date) -> list[str]:
    """Create the enterprise users whose enterprise was imported after the district was loaded."""
    users = newest_setting(session, on).get("enterprise_users", [])
    known = set(session.execute(select(O.id)).scalars())
    wanted = [each for each in users if each["id"] not in known]
    uscc = {each["uscc"] for each in wanted}
    parties = {
        row.uscc: row.id for row in session.execute(select(P.uscc, P.id).where(P.uscc.in_(uscc)))
    }
    seated = [each for each in wanted if each["uscc"] in parties]
    for each in seated:
        user = DistrictUser(
            each["id"], each["name"], ("enterprise",), active=each["active"], uscc=each["uscc"]
        )
        session.execute(insert(Officer).values(**_row(user, parties)))
    return sorted(each["id"] for each in seated)


def _parties(session: Session, district: District) -> dict[str, int]:
    wanted = {each.uscc for each in district.users if each.uscc}
    rows = session.execute(select(P.uscc, P.id).where(P.uscc.in_(wanted)))
    return {row.uscc: row.id for row in rows}


def _row(user: DistrictUser, parties: Mapping[str, int]) -> dict[str, Any]:
    return {
        "id": user.id,
        "name": user.name,
        "roles": list(user.roles),
        "section": user.section,
        "certificate_no": user.certificate_no,
        "certificate_until": user.certificate_until,
        "party_id": parties.get(user.uscc),
        "active": user.active,
    }


def _deactivate(
    session: Session, known: Mapping[str, Mapping[str, Any]], kept: set[str]
) -> tuple[str, ...]:
    gone = sorted(each for each, row in known.items() if row["active"] and each not in kept)
    if gone:
        session.execute(update(Officer).where(O.id.in_(gone)).values(active=False))
    return tuple(gone)


def _with_open_cases(session: Session, people: tuple[str, ...]) -> tuple[str, ...]:
    rows = session.execute(
        select(F.assignee_id, func.count())
        .where(F.assignee_id.in_(people), F.closed_at.is_(None))
        .group_by(F.assignee_id)
        .order_by(F.assignee_id)
    )
    return tuple(f"{who}：{count} 件" for who, count in rows)


def _keep(session: Session, district: District, actor: Person, now: datetime) -> bool:
    last = select(S.sha256).order_by(S.id.desc()).limit(1)
    if session.execute(last).scalar_one_or_none() == district.sha256:
        return False
    if session.execute(select(S.id).where(S.sha256 == district.sha256)).first():
        raise DistrictStale
    was = _reading(session, legal_day(now)).ladders
    session.execute(
        insert(DistrictSetting).values(
            sha256=district.sha256,
            content=dict(district.content),
            effective_on=district.effective_on,
            loaded_by=actor.id,
            loaded_at=now,
        )
    )
    session.info.pop(_READ, None)
    _look_again(session, was, now)
    return True


def _look_again(session: Session, was: Ladders, now: datetime) -> None:
    """Have the sweep look at once at clocks whose ladder changed: a new rung may be the next."""
    today = legal_day(now)
    keys = session.execute(select(C.key).where(C.open.is_(True)).distinct()).scalars()
    changed = [key for key in keys if ladder_of(session, key, today) != was.of(key, today)]
    if changed:
        session.execute(
            update(Clock)
            .where(C.open.is_(True), C.key.in_(changed), C.due_at > now)
            .values(next_at=now)
        )
