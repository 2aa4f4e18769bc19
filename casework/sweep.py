"""The clock sweep: fires each rung once, marks what is overdue, and lets stages lapse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, Protocol

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from casework.act import note_event, system_act, take_action
from casework.case_reading import besides, locked_case
from casework.clock_reading import fired_rungs
from casework.digests import ALONE, told_from
from casework.district import calendar_for, ladder_of
from casework.events import Happening
from casework.jobs import free_cases, gathered, write
from casework.outbox import add_duties
from casework.procedures import table_of
from models import CaseFile, Clock, ClockRung
from rules.case_view import SYSTEM, ActionRefused, Duty
from rules.clocks import Evidence, clock
from rules.deadlines import legal_day
from rules.escalation import Step, next_at, own_to_party, steps
from rules.facts import FactsWrong, FactValue
from rules.grammar import Stage, Within
from rules.notices import CLOCK_WARNING_PARTY
from rules.vocabulary import Audience
from rules.workdays import Calendar

CLOCK = Clock.__table__  # type: ignore[attr-defined]
CASE = CaseFile.__table__  # type: ignore[attr-defined]
C, F = CLOCK.c, CASE.c
_THOSE = C.id.in_(bindparam("those", expanding=True))
_CASES_OF = select(C.id, F.case_no).join_from(CLOCK, CASE, C.case_id == F.id).where(_THOSE)
_CLOCKS = select(*C).where(_THOSE).order_by(C.next_at, C.id)
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


class SystemAct(Protocol):
    """Does an act of the system at a clock's end; answers why it is refused, or None."""

    def __call__(self, action: str, facts: Mapping[str, FactValue], *, lapsed: str) -> str | None:
        """Do it."""


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


def sweep_clocks(
    session: Session, clock_ids: Sequence[int], *, now: datetime, calendar: Calendar
) -> tuple[list[Swept], tuple[int, ...]]:
    """Fire what is behind several clocks, one of a case; answer also the clocks left out.

    Left out, to be swept alone, is what somebody holds and each further clock of a case: what the
    first does may end the second.
    """
    case_of = _cases_of(session, clock_ids)
    first_of = {case_of[each]: each for each in reversed(clock_ids) if each in case_of}
    cases = free_cases(session, list(first_of))
    mine = [first_of[case_no] for case_no in cases]
    # Read after the cases are held: what was read before may have been done meanwhile.
    due = {each: row for each, row in _read(session, mine).items() if _behind(row, now)}
    fired = fired_rungs(session, list(due))
    beside = besides(session, [cases[case_of[each]] for each in due], now)
    swept: list[Swept] = []
    with gathered(session):
        for each, row in due.items():
            case = cases[case_of[each]]
            act = partial(system_act, session, case, beside[case["id"]], now=now, calendar=calendar)
            swept.append(_turn(session, case, row, fired[each], act, now, calendar))
    return swept, tuple(each for each in clock_ids if each in case_of and each not in mine)


def sweep_clock(
    session: Session, clock_id: int, *, now: datetime, calendar: Calendar
) -> Swept | None:
    """Fire what is behind one clock; None when it was met, paused or moved meanwhile."""
    case_no = _cases_of(session, [clock_id]).get(clock_id)
    if case_no is None:
        return None
    case = locked_case(session, case_no)
    row = _read(session, [clock_id])[clock_id]
    if not _behind(row, now):
        return None
    fired = fired_rungs(session, [clock_id])[clock_id]
    act = partial(_savepoint_act, session, case_no, now=now, calendar=calendar)
    return _turn(session, case, row, fired, act, now, calendar)


def _savepoint_act(
    session: Session,
    case_no: str,
    action: str,
    facts: Mapping[str, FactValue],
    *,
    now: datetime,
    calendar: Calendar,
    lapsed: str,
) -> str | None:
    """Do an act of the system, undoing alone what a refusal comes too late for."""
    try:
        with session.begin_nested():
            take_action(
                session, case_no, action, SYSTEM, facts, now=now, calendar=calendar, lapsed=lapsed
            )
    except (ActionRefused, FactsWrong) as refused:
        return str(refused)
    return None


def _cases_of(session: Session, clock_ids: Sequence[int]) -> dict[int, str]:
    return dict(session.execute(_CASES_OF, {"those": list(clock_ids)}).tuples().all())


def _read(session: Session, clock_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    rows = session.execute(_CLOCKS, {"those": list(clock_ids)}).mappings()
    return {row["id"]: dict(row) for row in rows}


def _behind(row: Mapping[str, Any], now: datetime) -> bool:
    return bool(row["open"]) and row["next_at"] is not None and row["next_at"] <= now


def _turn(
    session: Session,
    case: dict[str, Any],
    row: dict[str, Any],
    fired: Mapping[date, frozenset[str]],
    act: SystemAct,
    now: datetime,
    calendar: Calendar,
) -> Swept:
    done = fired.get(row["due_on"], frozenset())
    rungs = _fire(session, case, row, done, now, calendar)
    lapsed, refused = "", ""
    if now >= row["due_at"] and not _unconfirmed(row):
        lapsed, refused = _lapse(session, case, row, act, now)
    return Swept(row["id"], case["case_no"], rungs, lapsed, refused)


def _unconfirmed(row: Mapping[str, Any]) -> bool:
    """Answer whether a date rests on an unverified text that nobody confirmed for a party.

    Such a date reminds and is shown as unverified; it decides nothing against anyone by itself.
    """
    binds_a_party = clock(row["key"]).audience == Audience.PARTY
    unverified = row["evidence"] == Evidence.UNVERIFIED
    return bool(binds_a_party and unverified and not row["confirmed_by"])


def _fire(
    session: Session,
    case: dict[str, Any],
    row: dict[str, Any],
    done: frozenset[str],
    now: datetime,
    calendar: Calendar,
) -> tuple[str, ...]:
    calendar = calendar_for(session, calendar, case["party_id"])
    ladder = ladder_of(session, row["key"], legal_day(now))
    ready = [
        each
        for each in steps(row["due_at"], row["armed_at"], calendar, ladder)
        if each.at <= now and each.rung.name not in done
    ]
    fired = {"clock_id": row["id"], "due_on": row["due_on"], "fired_at": now}
    write(session, _FIRE, *({"rung": each.rung.name, **fired} for each in ready))
    if ready:
        _tell(session, case, row, ready, now, calendar)
    names = tuple(each.rung.name for each in ready)
    then = next_at(row["due_at"], row["armed_at"], calendar, done.union(names), ladder)
    late = now >= row["due_at"]
    write(session, _REARM, {"which": row["id"], "next_at": then, "overdue": late})
    return names


def _tell(
    session: Session,
    case: dict[str, Any],
    row: dict[str, Any],
    ready: list[Step],
    now: datetime,
    calendar: Calendar,
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
    from_when, alone = told_from(session, row, now, calendar)
    ours = [_duty(row, each, alone) for each in ready if each.rung.for_bureau]
    theirs: list[Duty] = []
    if own_to_party(row["key"]):
        theirs = [_party_duty(row, each, alone) for each in ready if each.rung.for_party]
    told = {each.name: group[-1].name for group in (ours, theirs) if alone for each in group[:-1]}
    duties = [*_one_letter(ours), *_one_letter(theirs)] if alone else [*ours, *theirs]
    add_duties(
        session, case["id"], case["case_no"], seq, duties, now, bulk=True, try_at=from_when,
        told=told,
    )  # fmt: skip


def _one_letter(duties: list[Duty]) -> list[Duty]:
    """Have the last of several rungs tell what all were to tell, and everybody they name."""
    if len(duties) < 2:
        return duties
    last = duties[-1]
    roles = dict.fromkeys(role for each in duties for role in each.payload.get("roles", ()))
    rungs = [each.payload["rung"] for each in duties]
    whole = {**last.payload, "rungs": rungs, **({"roles": list(roles)} if roles else {})}
    return [*duties[:-1], replace(last, payload=whole)]


def _duty(row: dict[str, Any], step: Step, alone: bool) -> Duty:
    payload = {
        "notice": step.rung.notice,
        "audience": str(Audience.AUTHORITY),
        "roles": list(step.rung.for_bureau),
        "rung": step.rung.name,
        ALONE: alone,
        **_clock_facts(row),
    }
    return Duty("notice", f"rung:{row['id']}:{step.rung.name}:{row['due_on']}", payload)


def _party_duty(row: dict[str, Any], step: Step, alone: bool) -> Duty:
    payload = {
        "notice": CLOCK_WARNING_PARTY,
        "audience": str(Audience.PARTY),
        "rung": step.rung.name,
        ALONE: alone,
        **_clock_facts(row),
    }
    return Duty("notice", f"rung:{row['id']}:{step.rung.name}:{row['due_on']}:party", payload)


def _clock_facts(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "clock_id": row["id"],
        "clock": row["key"],
        "clock_title": clock(row["key"]).title,
        "subject": row["subject"],
        "due_on": row["due_on"].isoformat(),
        "provisional": bool(row["provisional"]),
        "evidence": row["evidence"],
        "basis": row["basis"],
    }


def _lapse(
    session: Session, case: dict[str, Any], row: dict[str, Any], act: SystemAct, now: datetime
) -> tuple[str, str]:
    """Do what the stage says of the clock's end: of several acts the first that is not refused."""
    stage = table_of(case["procedure"], case["procedure_version"]).stage(case["stage"])
    why: list[str] = []
    for within in stage.clocks:
        if within.clock == row["key"] and within.then is not None:
            refused = act(within.then, _subject_of(stage, within, case, row), lapsed=row["key"])
            if refused is None:
                return within.then, ""
            why.append(refused)
    if not why:
        return "", ""
    detail = {"clock": row["key"], "why": "；".join(why)}
    note_event(session, case, Happening("lapse_refused", SYSTEM.id, "system", now, detail=detail))
    return "", detail["why"]


def _subject_of(
    stage: Stage, within: Within, case: Mapping[str, Any], row: Mapping[str, Any]
) -> dict[str, FactValue]:
    act = stage.act(str(within.then), case["kinds"])
    asked = (*act.fact_needs, *act.optional) if act else ()
    subject = within.begin.subject
    return {subject: row["subject"]} if subject and subject in asked else {}
