"""The life of a clock in the database: start, meet, lapse, pause, resume, switch, extend."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session

from casework.clock_reading import Past, extension_of, pasts_of, reckoned
from casework.district import clock_as_read, ladder_of
from casework.jobs import write
from models import Clock, ClockValue
from rules.asked import EXTEND_DAYS, EXTEND_MONTHS, EXTEND_REASON, EXTENSION_APPROVER
from rules.clocks import ClockRow, Evidence, weaker
from rules.clocks.life import SWITCHES, extension_refusal
from rules.clocks.reckon import dated, fields_used
from rules.deadlines import (
    Rolling,
    Term,
    Unit,
    end_of_day,
    legal_day,
    start_of_day,
)
from rules.decide import ActionRefused, ClockOp
from rules.escalation import next_at
from rules.facts import FACTS, FactValue
from rules.grammar import Begin
from rules.workdays import Calendar

CLOCK = Clock.__table__  # type: ignore[attr-defined]
C = CLOCK.c
VALUE = ClockValue.__table__  # type: ignore[attr-defined]

# Built once: a statement that is built at each click costs more than its execution.
_ENTER = CLOCK.insert().returning(C.id)
_WRITE = update(CLOCK).where(C.id == bindparam("which"))
_ENTER_VALUE = VALUE.insert()

STATED = Term(0, Unit.DAY, Rolling.FORWARD)
"""A term that a served paper states in days: a party's period, in calendar days."""


@dataclass(frozen=True)
class Change:
    """Who changes a case's clocks, by which event, when, and by which calendar.

    ``facts`` are all the case knows, ``named`` the values this act itself gave: a clock told apart
    by a subject (a reporting period) is met or lapsed only by an act that names that subject.
    ``ground`` is the legal ground of a pause, which begins on the day its notice was served.
    ``lapsed_at`` is the end that made the system act: a pause ends then, however late it was seen.
    ``resumed_on`` is the day the law ends a pause on (a report received, a hearing held).
    """

    case_id: int
    stage: str
    seq: int
    actor_id: str
    now: datetime
    calendar: Calendar
    facts: Mapping[str, FactValue]
    cause: str
    named: frozenset[str] = frozenset()
    ground: str = ""
    served_on: date | None = None
    lapsed_at: datetime | None = None
    resumed_on: date | None = None


def apply(
    session: Session, change: Change, ops: tuple[ClockOp, ...], rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Carry out the operations and answer, for the event, what each did."""
    done: list[dict[str, Any]] = []
    for op in ops:
        if op.verb == "start" and op.begin is not None:
            done.append(_start(session, change, op.begin))
            continue
        for row in [each for each in rows if each["key"] == op.key and each["open"]]:
            if op.verb in ("meet", "lapse") and row["subject"] not in ("", *change.named):
                continue
            done.append(_one(session, change, op, row))
    return done


ENDS = {"meet": "met", "lapse": "lapsed", "stop": "stopped"}


def _one(session: Session, change: Change, op: ClockOp, row: dict[str, Any]) -> dict[str, Any]:
    if op.verb in ENDS:
        return _close(session, change, row, ENDS[op.verb])
    match op.verb:
        case "pause":
            return _pause(session, change, row)
        case "resume":
            return _resume(session, change, row)
        case "switch":
            return _switch(session, change, row, op.to_key)
        case _:
            return _extend(session, change, row)


def _start(session: Session, change: Change, begun: Begin) -> dict[str, Any]:
    rule = clock_as_read(session, begun.clock, legal_day(change.now))
    subject = str(change.facts[begun.subject]) if begun.subject else ""
    start = _instant(change, begun.at)
    row: dict[str, Any] = {
        "case_id": change.case_id,
        "key": begun.clock,
        "subject": subject,
        "stage": change.stage,
        "status": "running",
        "open": True,
        "overdue": False,
        "started_seq": change.seq,
        "start_at": start if isinstance(start, datetime) else end_of_day(start),
        "start_on": legal_day(start) if isinstance(start, datetime) else start,
        "limit_on": _limit(change, begun, rule, start),
        "pauses": [],
        "extensions": [],
        "switched_from": "",
        "stated": bool(begun.days or begun.limit) and not change.facts.get(begun.unsure or ""),
        "text_version": rule.text_version,
        "basis": begun.basis or rule.basis,
        "confirmed_by": "",
        "armed_at": change.now,
        **_term_columns(_term(change, begun, rule)),
    }
    row["evidence"] = _evidence(rule, row)
    row |= reckoned(row, change.calendar)
    ladder = ladder_of(session, row["key"], legal_day(change.now))
    row["next_at"] = next_at(row["due_at"], change.now, change.calendar, (), ladder)
    row["id"] = session.execute(_ENTER, row).scalar_one()
    write(session, _ENTER_VALUE, _value(change, row, 1))
    return _told(row, "start")


def _instant(change: Change, fact: str | None) -> datetime | date:
    if fact is None:
        return change.now
    value = change.facts.get(fact)
    if value is None:
        raise ActionRefused(f"缺少起算日“{fact}”，期限不能起算")
    text = str(value)
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _limit(change: Change, begun: Begin, rule: ClockRow, start: datetime | date) -> date | None:
    if begun.limit is None:
        if rule.term is None and rule.date_rule is not None and begun.days is None:
            return dated(rule.date_rule, legal_day(start) if isinstance(start, datetime) else start)
        return None
    value = change.facts.get(begun.limit)
    if value is None:
        raise ActionRefused(f"缺少“{begun.limit}”，期限不能起算")
    return date.fromisoformat(str(value))


def _term(change: Change, begun: Begin, rule: ClockRow) -> Term | None:
    if begun.limit is not None:
        return None
    if begun.days is None:
        return rule.term
    stated = change.facts.get(begun.days)
    if not isinstance(stated, int):
        raise ActionRefused(f"缺少“{begun.days}”，期限不能起算")
    base = rule.term or STATED
    return Term(stated, base.unit, base.rolling, base.before)


def _evidence(rule: ClockRow, row: Mapping[str, Any]) -> str:
    """Answer the weakest evidence among what produced the date; a stated length is its paper's."""
    found = Evidence.VERIFIED
    for name in fields_used(paused=bool(row["pauses"]), extended=bool(row["extensions"])):
        if not (row["stated"] and name in ("duration", "unit")):
            found = weaker(found, rule.evidence[name])
    return str(found)


def _term_columns(term: Term | None) -> dict[str, Any]:
    if term is None:
        return {"amount": None, "unit": "", "rolling": "", "before": False}
    return {
        "amount": term.amount,
        "unit": str(term.unit),
        "rolling": str(term.rolling),
        "before": term.before,
    }


def _close(session: Session, change: Change, row: dict[str, Any], status: str) -> dict[str, Any]:
    late = row["due_at"] is not None and change.now >= row["due_at"]
    row |= {"open": False, "status": status}
    ended = {"open": False, "status": status, "ended_at": change.now, "next_at": None}
    write(session, _WRITE, {"which": row["id"], "overdue": late, **ended})
    return _told(row, status)


def _pause(session: Session, change: Change, row: dict[str, Any]) -> dict[str, Any]:
    """Pause a clock on a ground; another ground may hold it still at the same time."""
    ground = change.ground or change.cause
    if any(each["until"] is None and each["ground"] == ground for each in row["pauses"]):
        return _told(row, "pause")
    since = start_of_day(change.served_on) if change.served_on else change.now
    kept = {"since": since.isoformat(), "until": None, "ground": ground}
    row |= {"status": "paused", "pauses": [*row["pauses"], kept]}
    return _rewrite(session, change, row, "pause")


def _resume(session: Session, change: Change, row: dict[str, Any]) -> dict[str, Any]:
    """End the pause of the act's ground, or the last one; the clock runs when none is left."""
    held = [number for number, each in enumerate(row["pauses"]) if each["until"] is None]
    ended = [n for n in held if change.ground in ("", row["pauses"][n]["ground"])][-1:]
    if not ended:
        return _told(row, "resume")
    until = _over(change, datetime.fromisoformat(row["pauses"][ended[0]]["since"])).isoformat()
    pauses = [
        {**each, "until": until} if number in ended else each
        for number, each in enumerate(row["pauses"])
    ]
    row |= {"status": "paused" if len(held) > 1 else "running", "pauses": pauses}
    return _rewrite(session, change, row, "resume")


def _over(change: Change, since: datetime) -> datetime:
    """Answer when a pause was over: on the day the law names, whatever the day of the click.

    Never before its own beginning, and never ahead.
    """
    if change.resumed_on is None:
        return change.lapsed_at or change.now
    return max(since, min(start_of_day(change.resumed_on), change.now))


def _switch(session: Session, change: Change, row: dict[str, Any], to_key: str) -> dict[str, Any]:
    if row["switched_from"] or (row["key"], to_key) not in SWITCHES:
        raise ActionRefused(f"审批期限只能依法由三十日改为四十五日一次（{row['basis']}）")
    if row["due_at"] is not None and change.now >= row["due_at"]:
        raise ActionRefused(
            f"三十日已于 {row['due_on']} 届满，不能再改为四十五日（{row['basis']}）"
        )
    rule = clock_as_read(session, to_key, legal_day(change.now))
    row |= {"key": to_key, "switched_from": row["key"], "basis": rule.basis}
    row |= {"text_version": rule.text_version, **_term_columns(rule.term)}
    return _rewrite(session, change, row, "switch") | {"from": row["switched_from"]}


def _extend(session: Session, change: Change, row: dict[str, Any]) -> dict[str, Any]:
    # A year is prolonged by months: nobody lists an unlawful enterprise for another whole year.
    unit = Unit.MONTH if row["unit"] == Unit.YEAR else row["unit"]
    stated = EXTEND_MONTHS if unit == Unit.MONTH else EXTEND_DAYS
    amount = change.facts.get(stated)
    if not isinstance(amount, int):
        raise ActionRefused(f"缺少“{FACTS[stated].title}”，不能延长期限")
    kept = {
        "amount": amount,
        "unit": str(unit),
        "reason": str(change.facts.get(EXTEND_REASON, change.cause)),
        # The service of an approved extension moves the clock, and is not what approved it.
        "approver": str(change.facts.get(EXTENSION_APPROVER) or change.actor_id),
        "decided_at": change.now.isoformat(),
    }
    _allowed(session, change, row, kept)
    row |= {"extensions": [*row["extensions"], kept]}
    return _rewrite(session, change, row, "extend")


def _allowed(
    session: Session, change: Change, row: Mapping[str, Any], asked: Mapping[str, Any]
) -> None:
    """Refuse an extension that the law does not know, past its cap, or after the end."""
    if row["due_at"] is not None and change.now >= row["due_at"]:
        raise ActionRefused(f"期限已于 {row['due_on']} 届满，届满后不能再延长（{row['basis']}）")
    rule = clock_as_read(session, row["key"], legal_day(change.now))
    refusal = extension_refusal(
        rule,
        [extension_of(each) for each in row["extensions"]],
        extension_of(asked),
        on_file=frozenset(FACTS[key].title for key in change.facts if key in FACTS),
    )
    if refusal is not None:
        raise ActionRefused(refusal)


def _rewrite(session: Session, change: Change, row: dict[str, Any], verb: str) -> dict[str, Any]:
    rewritten(session, change, row, pasts_of(session, [row["id"]])[row["id"]])
    return _told(row, verb)


def rewritten(
    session: Session, change: Change, row: dict[str, Any], past: Past, *, rearm: bool = True
) -> None:
    """Write a clock whose cause changed, with its new due date and the value in its history.

    ``rearm`` sets the ladder of reminders anew; without it only the certainty changed.
    """
    before = row["due_on"]
    row |= reckoned(row, change.calendar)
    row["evidence"] = _evidence(clock_as_read(session, row["key"], legal_day(change.now)), row)
    # A confirmation was given for one date; another date wants its own.
    row["confirmed_by"] = row["confirmed_by"] if row["due_on"] == before else ""
    row["overdue"] = row["due_at"] is not None and change.now >= row["due_at"] and row["overdue"]
    if rearm:
        row["armed_at"] = change.now
    row["next_at"] = _next(session, change, row, past)
    written = {name: value for name, value in row.items() if name not in ("id", "case_id")}
    write(session, _WRITE, {"which": row["id"], **written})
    write(session, _ENTER_VALUE, _value(change, row, past.values + 1))


def reminded(session: Session, change: Change, row: dict[str, Any], past: Past) -> None:
    """Write when a clock whose end stays reminds next by another calendar version."""
    then = _next(session, change, row, past)
    kept = {"calendar": change.calendar.version, "next_at": then}
    write(session, _WRITE, {"which": row["id"], **kept})


def _next(session: Session, change: Change, row: Mapping[str, Any], past: Past) -> datetime | None:
    ladder = ladder_of(session, row["key"], legal_day(change.now))
    fired = past.fired.get(row["due_on"], ())
    return next_at(row["due_at"], row["armed_at"], change.calendar, fired, ladder)


def _value(change: Change, row: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        "clock_id": row["id"],
        "number": number,
        "due_on": row["due_on"],
        "due_at": row["due_at"],
        "provisional": row["provisional"],
        "calendar": row["calendar"],
        "cause": change.cause[:200],
        "actor_id": change.actor_id,
        "at": change.now,
    }


def _told(row: Mapping[str, Any], verb: str) -> dict[str, Any]:
    on = row["due_on"]
    return {
        "verb": verb,
        "clock": row["key"],
        "subject": row["subject"],
        "due_on": on.isoformat() if on else "",
        "provisional": bool(row["provisional"]),
    }
