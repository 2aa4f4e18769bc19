"""The clock sweep: fires each rung once, marks what is overdue, and lets stages lapse."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from casework.act import locked_case, note_event, take_action
from casework.clocks import fired_rungs
from casework.district import ladder_of
from casework.events import Happening
from casework.outbox import add_duties
from casework.procedures import table_of
from models import CaseFile, Clock, ClockRung
from rules.clocks import Evidence, clock
from rules.deadlines import legal_day
from rules.decide import SYSTEM, ActionRefused, Duty
from rules.escalation import Step, next_at, steps
from rules.facts import FactsWrong
from rules.grammar import Stage, Within
from rules.notices import CLOCK_WARNING_PARTY
from rules.vocabulary import Audience
from rules.workdays import Calendar

CLOCK = Clock.__table__  # type: ignore[attr-defined]
CASE = CaseFile.__table__  # type: ignore[attr-defined]
C, F = CLOCK.c, CASE.c
_CASE_OF = (
    select(F.case_no).join_from(CLOCK, CASE, C.case_id == F.id).where(C.id == bindparam("which"))
)
_CLOCK = select(*C).where(C.id == bindparam("which"))
_FIRE = ClockRung.__table__.insert()  # type: ignore[attr-defined]
_REARM = update(CLOCK).where(C.id == bindparam("which"))


@dataclass(frozen=True)
class Swept:
    """What one clock's turn did."""

    clock_id: int
    case_no: str
    rungs: tuple[str, ...]
    lapsed: str = ""
    refused: str = ""


def due_clocks(session: Session, now: datetime, limit: int = 500) -> list[int]:
    """Answer the open clocks that have a rung or an end behind them, the earliest first."""
    return list(
        session.execute(
            select(C.id).where(C.open.is_(True), C.next_at <= now).order_by(C.next_at).limit(limit)
        ).scalars()
    )


def due_clocks_of(session: Session, case_no: str, now: datetime) -> list[int]:
    """Answer those of one case's open clocks that have a rung or an end behind them."""
    return list(
        session.execute(
            select(C.id)
            .join(CaseFile, C.case_id == F.id)
            .where(F.case_no == case_no, C.open.is_(True), C.next_at <= now)
            .order_by(C.next_at)
        ).scalars()
    )


def sweep_clock(
    session: Session, clock_id: int, *, now: datetime, calendar: Calendar
) -> Swept | None:
    """Fire what is behind one clock; None when it was met, paused or moved meanwhile."""
    case_no = session.execute(_CASE_OF, {"which": clock_id}).scalar_one_or_none()
    if case_no is None:
        return None
    case = locked_case(session, case_no)
    row = session.execute(_CLOCK, {"which": clock_id}).mappings().one()
    if not row["open"] or row["next_at"] is None or row["next_at"] > now:
        return None
    fired = _fire(session, case, dict(row), now)
    lapsed, refused = "", ""
    if now >= row["due_at"] and not _unconfirmed(dict(row)):
        lapsed, refused = _lapse(session, case, dict(row), now, calendar)
    return Swept(clock_id, case_no, fired, lapsed, refused)


def _unconfirmed(row: Mapping[str, Any]) -> bool:
    """Answer whether a date rests on an unverified text that nobody confirmed for a party.

    Such a date reminds and is shown as unverified; it decides nothing against anyone by itself.
    """
    binds_a_party = clock(row["key"]).audience == Audience.PARTY
    unverified = row["evidence"] == Evidence.UNVERIFIED
    return bool(binds_a_party and unverified and not row["confirmed_by"])


def _fire(
    session: Session, case: dict[str, Any], row: dict[str, Any], now: datetime
) -> tuple[str, ...]:
    ladder = ladder_of(session, legal_day(now))
    done = set(fired_rungs(session, row["id"], row["due_on"]))
    ready = [
        each
        for each in steps(row["due_at"], row["armed_at"], ladder)
        if each.at <= now and each.rung.name not in done
    ]
    if ready:
        session.execute(
            _FIRE,
            [
                {
                    "clock_id": row["id"],
                    "rung": each.rung.name,
                    "due_on": row["due_on"],
                    "fired_at": now,
                }
                for each in ready
            ],
        )
        _tell(session, case, row, ready, now)
    names = done | {each.rung.name for each in ready}
    then = next_at(row["due_at"], row["armed_at"], names, ladder)
    session.execute(_REARM, {"which": row["id"], "next_at": then, "overdue": now >= row["due_at"]})
    return tuple(each.rung.name for each in ready)


def _tell(
    session: Session,
    case: dict[str, Any],
    row: dict[str, Any],
    ready: list[Step],
    now: datetime,
) -> None:
    overdue = now >= row["due_at"]
    kind = "clock_overdue" if overdue else "clock_warning"
    detail = {
        "clock": row["key"],
        "subject": row["subject"],
        "due_on": row["due_on"].isoformat(),
        "rungs": [each.rung.name for each in ready],
        "provisional": bool(row["provisional"]),
    }
    seq = note_event(session, case, Happening(kind, SYSTEM.id, "system", now, detail=detail))
    duties = [_duty(row, each) for each in ready]
    if clock(row["key"]).audience == Audience.PARTY and clock(row["key"]).actor == "enterprise":
        duties += [_party_duty(row, each) for each in ready if each.rung.days <= 0]
    add_duties(session, case["id"], case["case_no"], seq, duties, now, bulk=True)


def _duty(row: dict[str, Any], step: Step) -> Duty:
    payload = {
        "notice": step.rung.notice,
        "audience": str(Audience.AUTHORITY),
        "roles": [str(each) for each in step.rung.tells],
        "rung": step.rung.name,
        **_clock_facts(row),
    }
    return Duty("notice", f"rung:{row['id']}:{step.rung.name}:{row['due_on']}", payload)


def _party_duty(row: dict[str, Any], step: Step) -> Duty:
    payload = {
        "notice": CLOCK_WARNING_PARTY,
        "audience": str(Audience.PARTY),
        "rung": step.rung.name,
        **_clock_facts(row),
    }
    return Duty("notice", f"rung:{row['id']}:{step.rung.name}:{row['due_on']}:party", payload)


def _clock_facts(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "clock": row["key"],
        "clock_title": clock(row["key"]).title,
        "subject": row["subject"],
        "due_on": row["due_on"].isoformat(),
        "provisional": bool(row["provisional"]),
        "evidence": row["evidence"],
        "basis": row["basis"],
    }


def _lapse(
    session: Session,
    case: dict[str, Any],
    row: dict[str, Any],
    now: datetime,
    calendar: Calendar,
) -> tuple[str, str]:
    """Do what the stage says of the clock's end: of several acts the first that is not refused."""
    stage = table_of(case["procedure"], case["procedure_version"]).stage(case["stage"])
    why: list[str] = []
    for within in stage.clocks:
        if within.clock == row["key"] and within.then is not None:
            refused = _lapse_by(session, case, row, stage, within, now, calendar)
            if refused is None:
                return within.then, ""
            why.append(refused)
    if not why:
        return "", ""
    case = locked_case(session, case["case_no"])
    detail = {"clock": row["key"], "why": "；".join(why)}
    note_event(session, case, Happening("lapse_refused", SYSTEM.id, "system", now, detail=detail))
    return "", detail["why"]


def _lapse_by(
    session: Session,
    case: dict[str, Any],
    row: dict[str, Any],
    stage: Stage,
    within: Within,
    now: datetime,
    calendar: Calendar,
) -> str | None:
    act = stage.act(str(within.then), case["kinds"])
    asked = (*act.fact_needs, *act.optional) if act else ()
    subject = within.begin.subject
    facts = {subject: row["subject"]} if subject and subject in asked else {}
    try:
        with session.begin_nested():
            take_action(
                session, case["case_no"], str(within.then), SYSTEM, facts,
                now=now, calendar=calendar, lapsed=row["key"],
            )  # fmt: skip
    except (ActionRefused, FactsWrong) as refused:
        return str(refused)
    return None
