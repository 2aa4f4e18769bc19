"""When the notices of an act are told, and which clock runs behind what the act asks for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from casework.district import quiet_hours_of
from casework.procedures import table_of
from rules.answering import answers
from rules.case_view import SYSTEM, Decision, Duty, Person
from rules.clocks import Evidence, clock
from rules.deadlines import legal_day
from rules.escalation import urgent
from rules.grammar import Act
from rules.notices import APPROVAL_ASKED
from rules.workdays import Calendar

OWN = ("authority", "each", "claimant")
"""Whose clocks are the bureau's to keep."""


def when_told(
    session: Session,
    case: Mapping[str, Any],
    decision: Decision,
    actor: Person,
    clocks: Sequence[Mapping[str, Any]],
    now: datetime,
    calendar: Calendar,
) -> tuple[Duty, ...]:
    """Answer the duties of a decision, each notice with the instant from which it may be told.

    What the program orders by itself wakes nobody; nor does a request, unless hours run behind it.
    Service knows no quiet hours, and what somebody does is told as they do it. ``clocks`` run on
    after the act: their ``key``, ``due_on``, ``provisional``, ``basis`` and ``evidence``.
    """
    quiet = quiet_hours_of(session, legal_day(now))
    timed = []
    for each in decision.duties:
        if each.payload.get("notice") == APPROVAL_ASKED:
            found = _behind(case, decision, clocks)
            hurry = urgent(found["key"]) if found else ""
            asked = {**each.payload, "behind": _said(found)} if found else each.payload
            at = quiet.told_at(now, calendar, hurry)
            timed.append(replace(each, payload=asked, try_at=at))
        elif actor.id == SYSTEM.id and each.kind == "notice" and not each.statutory:
            lapsed = [urgent(op.key) for op in decision.clocks if op.verb == "lapse"]
            hurry = max(lapsed, default="")
            timed.append(replace(each, try_at=quiet.told_at(now, calendar, hurry)))
        else:
            timed.append(each)
    return tuple(timed)


def running(
    rows: Iterable[Mapping[str, Any]], told: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the clocks that run after an act: of those that ran before, and those it started."""
    for row in rows:
        if row["open"] and row["due_on"] is not None:
            yield {name: row[name] for name in _NAMES}
    for each in told:
        if each["verb"] == "start" and each["due_on"]:
            rule = clock(each["clock"])
            yield {
                "key": each["clock"],
                "due_on": date.fromisoformat(each["due_on"]),
                "provisional": each["provisional"],
                "basis": rule.basis,
                "evidence": str(rule.weakest()),
            }


_NAMES = ("key", "due_on", "provisional", "basis", "evidence")


def clock_behind(
    acts: Iterable[Act], clocks: Iterable[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Answer the clock that an answer ends, else the bureau's own that ends first, or None."""
    ends = {key for each in acts for key in each.meets}
    own = [each for each in clocks if clock(each["key"]).actor in OWN]
    named = [each for each in own if each["key"] in ends]
    return min(named or own, key=lambda each: each["due_on"], default=None)


def _behind(
    case: Mapping[str, Any], decision: Decision, clocks: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    stage = table_of(case["procedure"], case["procedure_version"]).stage(decision.to_stage)
    found = answers(stage, str(decision.act.asks), case["kinds"])
    return clock_behind(found, clocks)


def _said(found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": clock(found["key"]).title,
        "due_on": found["due_on"].isoformat(),
        "provisional": bool(found["provisional"]),
        "unsure": found["evidence"] != Evidence.VERIFIED,
        "basis": found["basis"],
    }
