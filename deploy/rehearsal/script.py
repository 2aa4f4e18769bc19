"""A walk as it is written down: steps with days told from today, so that it replays on any date."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from rules.deadlines import added_months, legal_day
from rules.errors import PermitLoopError
from rules.facts import FactValue
from rules.procedures.permit_gates import five_years_from

PLAN = Path(__file__).with_name("plan.json")
MAIN = ""
"""The case a walk is about; "0" is the first case linked to it, "0.1" the second of that one."""

CONCERNED, ANOTHER = "concerned_case", "@another"
"""What a case says it concerns, and that this is a violation which is opened just before it."""

TWIN = "@twin"
"""The other case of the same procedure that the walk opened for its enterprise."""

CONCERNED_WALK_KINDS = ("own",)
CONCERNED_WALK_FACTS: Mapping[str, FactValue] = {"discovered_on": "@+0d", "clue_source": "patrol"}

WITHOUT_PERMIT = frozenset({"first", "legacy"})
"""Kinds of case, beside a registration, that a unit has before it has a permit."""

_TOLD = re.compile(
    r"@(?:(?P<days>[+-]\d+)d|(?P<minutes>[+-]\d+)m|=(?P<copied>\w+?)(?P<shift>[+-]\d+)?"
    r"|5y=(?P<five>\w+)|(?P<every>month|quarter|year)(?P<back>[+-]\d+))"
)


class PlanBroken(PermitLoopError):
    """The rehearsal's plan holds a word that no step understands."""


@dataclass(frozen=True)
class Step:
    """One move: ``verb`` is an act's key or one of four words about time and cases.

    ``wait 24`` (hours), ``until <clock>``, ``confirm <clock>`` (an unverified date may decide),
    ``open <procedure>`` (another case of the same permit, its kinds among the facts).
    """

    case: str
    verb: str
    who: str = ""
    facts: Mapping[str, FactValue] | None = None

    @property
    def waits(self) -> bool:
        """Answer whether the step only lets time pass."""
        return self.verb.startswith(("wait ", "until "))


@dataclass(frozen=True)
class Walk:
    """A case opened and what is done in it and in the cases around it, an hour a step."""

    procedure: str
    kinds: tuple[str, ...]
    facts: Mapping[str, FactValue]
    stage: str | None = None
    steps: tuple[Step, ...] = ()
    followed: str = "late"
    """When Prefect sees it: after each ``step``, at its ``end``, or ``late``, after all others."""

    def then(self, *steps: Step) -> "Walk":
        """Answer the walk with more steps."""
        return replace(self, steps=(*self.steps, *steps))


def starts_at(kinds: Iterable[str]) -> str | None:
    """Answer the stage where a case of these kinds begins, None for the table's first."""
    return "examination" if "ex_officio" in kinds else None


def has_permit(procedure: str, kinds: Iterable[str]) -> bool:
    """Answer whether a case of these kinds is about a permit that exists."""
    return procedure != "registration" and not WITHOUT_PERMIT & set(kinds)


NAMED = {
    "@enforcers": ("enforcer-1", "enforcer-2"),
    "@heads": ("bureau_head-1", "bureau_head-2", "section_head-1"),
    "@minutes": ("receptionist-1",),
}
"""People that an act names and that need not be who does it."""


def told(
    facts: Mapping[str, FactValue],
    known: Mapping[str, FactValue],
    now: datetime,
    who: str = "",
    permit_no: str = "",
) -> dict[str, FactValue]:
    """Answer the facts with what is told from today, from a known fact or from the doer in full."""
    said: dict[str, FactValue] = {}
    for key, value in facts.items():
        if value == "@us":
            role = who.rsplit("-", 1)[0]
            said[key] = sorted([f"{role}-1", f"{role}-2"], key=lambda each: each != who)
        elif value == "@me":
            said[key] = [who]
        elif isinstance(value, str) and value in NAMED:
            said[key] = list(NAMED[value])
        elif key == "payment_no":
            # A voucher counts once in the whole bureau, and each walk has a permit of its own.
            said[key] = f"演练缴款{permit_no}-{now:%Y%m%d%H%M%S}"
        elif value == TWIN:
            said[key] = TWIN
        elif value == "@permit":
            said[key] = permit_no
        else:
            said[key] = _told(value, {**known, **said}, now)
    return said


def _told(value: FactValue, known: Mapping[str, FactValue], now: datetime) -> FactValue:
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    if "/" in value:
        # From one day to another: each is told for itself.
        return "/".join(str(_told(each, known, now)) for each in value.split("/"))
    found = _TOLD.fullmatch(value)
    if found is None:
        raise PlanBroken(f"the plan says {value!r}, which is no day, instant, period or known fact")
    return _reckoned(found.groupdict(), known, now)


def _reckoned(
    part: Mapping[str, str | None], known: Mapping[str, FactValue], now: datetime
) -> FactValue:
    today = legal_day(now)
    if part["days"]:
        return (today + timedelta(days=int(part["days"]))).isoformat()
    if part["minutes"]:
        return (now + timedelta(minutes=int(part["minutes"]))).isoformat()
    if part["every"]:
        return _period(str(part["every"]), today, int(part["back"] or 0))
    named = str(part["five"] or part["copied"])
    day = date.fromisoformat(str(known.get(named, today))[:10])
    if part["five"]:
        return five_years_from(day).isoformat()
    return (day + timedelta(days=int(part["shift"] or 0))).isoformat()


def _period(every: str, today: date, back: int) -> str:
    if every == "year":
        return str(today.year + back)
    if every == "month":
        return added_months(today.replace(day=1), back).isoformat()[:7]
    quarter = added_months(today.replace(day=1), 3 * back)
    return f"{quarter.year}Q{(quarter.month - 1) // 3 + 1}"


def read_plan(path: Path = PLAN) -> list[Walk]:
    """Answer the walks of a plan, in their order."""
    return [_read(each) for each in json.loads(path.read_text(encoding="utf-8"))]


def write_plan(walks: Iterable[Walk], path: Path = PLAN) -> None:
    """Write walks with one step a line, so that a person can review a change."""
    blocks = [_written(each) for each in walks]
    path.write_text("[\n" + ",\n".join(blocks) + "\n]\n", encoding="utf-8")


def _read(kept: Mapping[str, Any]) -> Walk:
    return Walk(
        kept["procedure"],
        tuple(kept["kinds"]),
        kept["facts"],
        starts_at(kept["kinds"]),
        tuple(Step(case, verb, who, facts) for case, verb, who, facts in kept["steps"]),
        kept["followed"],
    )


def _written(walk: Walk) -> str:
    head = {
        "procedure": walk.procedure,
        "kinds": list(walk.kinds),
        "followed": walk.followed,
        "facts": dict(walk.facts),
    }
    lines = [_plain([each.case, each.verb, each.who, each.facts or {}]) for each in walk.steps]
    steps = ",\n".join(f"  {line}" for line in lines)
    return f'{_plain(head)[:-1]}, "steps": [\n{steps}\n]}}'


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
