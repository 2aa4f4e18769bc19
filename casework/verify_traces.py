"""Recomputes what must have left a trace in the events: a clock's flags, links, finished duties."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from casework.links import heard_key
from models import CaseEvent, CaseFile, CaseLink, DutyRow, Notice
from rules.deadlines import end_of_day

E = CaseEvent.__table__.c  # type: ignore[attr-defined]
F = CaseFile.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]
N = Notice.__table__.c  # type: ignore[attr-defined]

CLOSING = frozenset({"met", "lapsed", "stopped"})

Found = Iterator[tuple[str, str]]
Row = Mapping[Any, Any]
Name = tuple[str, str]
"""A clock's key and subject."""


@dataclass(frozen=True)
class _Flags:
    """What the events leave of a clock; ``overdue`` is None where they cannot say."""

    due_on: str
    overdue: bool | None = False
    confirmed_by: str = ""
    closed_at: datetime | None = None


def flags(said: Sequence[Any], newest: Mapping[Name, Row]) -> Found:
    """Answer where the newest clock of a name is marked overdue or confirmed and no event says so.

    The events know days: what hours decide is looked at only when the clock was closed.
    """
    told = _told(said, frozenset(name for name, row in newest.items() if row["unit"] == "H"))
    for name, row in newest.items():
        known = told.get(name)
        if known is None:
            continue
        overdue = known.overdue
        if known.closed_at is not None:
            overdue = row["due_at"] is not None and known.closed_at >= row["due_at"]
        place = f"期限{name[0]}{name[1]}"
        if overdue is not None and overdue != row["overdue"]:
            yield place, "逾期标记与事件所记不符"
        if known.confirmed_by != row["confirmed_by"]:
            yield place, "待核日期的确认人与事件所记不符"


def _told(said: Sequence[Any], in_hours: frozenset[Name]) -> dict[Name, _Flags]:
    found: dict[Name, _Flags] = {}
    for event in said:
        detail, at = event["detail"], datetime.fromisoformat(event["at"])
        for each in detail.get("clocks", ()):
            name = each["clock"], each["subject"]
            was = found.pop((each["from"], each["subject"]) if "from" in each else name, None)
            found[name] = _changed(was, each, at, hours=name in in_hours)
        name = detail.get("clock", ""), detail.get("subject", "")
        known = found.get(name)
        if known is None or known.due_on != detail.get("due_on"):
            continue
        if event["kind"] == "clock_overdue":
            found[name] = replace(known, overdue=True)
        elif event["kind"] == "clock_confirmed":
            found[name] = replace(known, confirmed_by=event["actor"])
    return found


def _changed(was: _Flags | None, told: Mapping[str, Any], at: datetime, *, hours: bool) -> _Flags:
    if was is None or told["verb"] == "start":
        return _Flags(told["due_on"])
    if told["verb"] in CLOSING:
        return replace(was, closed_at=at)
    if told["due_on"] == was.due_on:
        return was
    still = bool(was.overdue and told["due_on"])
    if still:
        still = at >= end_of_day(date.fromisoformat(told["due_on"]))
    return _Flags(told["due_on"], None if hours and was.overdue else still)


def links(session: Session, case: Row, said: Sequence[Any]) -> Found:
    """Answer the links of a case that no event made, and those that are gone."""
    told = {
        (each["detail"]["case"], each["detail"]["relation"])
        for each in said
        if each["kind"] == "linked"
    }
    kept = set(
        session.execute(
            select(F.case_no, L.relation)
            .join_from(CaseLink, CaseFile, L.to_case_id == F.id)
            .where(L.from_case_id == case["id"])
        )
        .tuples()
        .all()
    )
    for case_no, relation in sorted(told ^ kept):
        lost = (case_no, relation) in told
        yield (
            f"关联{case_no}",
            "事件所记的关联已不在库中" if lost else "库中的关联不是事件所记",
        )


def carried_out(session: Session, case: Row, said: Sequence[Any]) -> Found:
    """Answer the duties that are marked done and left no trace of having been done."""
    rows = session.execute(
        select(D.key, D.kind, D.result).where(D.case_id == case["id"], D.status == "done")
    ).all()
    by_person = {each["detail"].get("duty") for each in said}
    refused = any(each["kind"] == "link_refused" for each in said)
    for row in rows:
        done = row.result
        match done:
            case {"by_hand": _} | {"by": _}:
                traced = row.key in by_person
            case {"notice": _}:
                traced = _exists(session, N.duty_key == row.key)
            case {"case_no": opened}:
                traced = _exists(session, F.case_no == opened)
            case {"refused": _}:
                traced = refused
            case {"told": list(told)}:
                keys = [heard_key(row.key, each) for each in told]
                traced = all(_exists(session, E.request_key == each) for each in keys)
            case _:
                # A reminder left out, or told in a letter of the morning, says so itself.
                traced = bool(done)
        if not traced:
            yield f"待办事务{row.key}", "记为已办，没有办理的痕迹"


def _exists(session: Session, which: Any) -> bool:
    return session.execute(select(1).where(which).limit(1)).first() is not None
