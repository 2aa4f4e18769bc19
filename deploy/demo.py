"""The invented demo district: people, enterprises and cases in every stage, by the real loaders."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session

from casework.act import case_view, take_action
from casework.district import load_district, seat_enterprise_users
from casework.open_case import Opened, Origin, open_case
from casework.people import person
from casework.permit_import import import_permits
from casework.permit_list import permit_lines
from casework.procedures import newest
from deploy.demo_facts import facts_for, invented
from deploy.demo_road import Story
from deploy.demo_stories import FIRST_APPLICANT, stories
from deploy.demo_units import Unit, permit_rows, units, users_toml
from deploy.district import as_loaded, parse_district
from models import CaseFile, Officer, Party, Permit
from models.session import Database
from rules.deadlines import SHANGHAI, legal_day, start_of_day
from rules.decide import SYSTEM, ActionRefused, CaseView, Person
from rules.errors import PermitLoopError
from rules.facts import FactValue
from rules.grammar import Act
from rules.vocabulary import R, Relation
from rules.workdays import Calendar

DISTRICT = Path(__file__).with_name("district_example.toml")
LOOKS_BACK = timedelta(days=210)
"""How long before the present the demo district took up its work."""

_STEP = re.compile(r"(\w+)([+-]\d+)((?: \S+=\S+)*)")
_NOT_UNASKED = frozenset({
    "ban_until", "publicity_from", "publicity_until", "change_ground", "change_due_on",
    "assigned_by", "lead_unit", "assigned_due_on", "platform_receipt", "daily_periods",
    "original_fine", "original_served_on", "original_decision_no", "discharge_ended_on",
    "monitoring_report_no", "monitoring_result", "sampled_on", "report_received_on", "told_on",
})  # fmt: skip
"""Opening facts that only a story that tells them has."""

F = CaseFile.__table__.c  # type: ignore[attr-defined]
M = Permit.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741
P = Party.__table__.c  # type: ignore[attr-defined]


class StoryBroken(PermitLoopError):
    """A story of the demo district does not fit the procedures any more."""


@dataclass(frozen=True)
class Demo:
    """What was loaded."""

    parties: int
    permits: int
    officers: int
    cases: int


@dataclass(frozen=True)
class _World:
    session: Session
    now: datetime
    calendar: Calendar
    known: list[Unit]
    staff: Mapping[R, list[Person]]
    parties: Mapping[str, int]
    permits: Mapping[str, int]

    @property
    def today(self) -> date:
        return legal_day(self.now)


@dataclass(frozen=True)
class _Plot:
    """A story, the enterprise it happens to, and its number."""

    story: Story
    unit: Unit
    number: int


@dataclass(frozen=True)
class _Step:
    act: str
    days: int
    told: Mapping[str, str]


def load_demo(db: Database, now: datetime, calendar: Calendar) -> Demo | None:
    """Load the demo district whole into an empty database; None when it has parties already.

    The same instant brings the same district. Raises StoryBroken when a table changed under it.
    """
    with db.writing("load_demo") as session:
        if session.execute(select(P.id).limit(1)).first():
            return None
        world = _settled(session, now, calendar)
        turns = cycle(world.known[16 : FIRST_APPLICANT - 1])
        for number, story in enumerate(stories(), start=1):
            unit = world.known[story.unit - 1] if story.unit else next(turns)
            _play(world, _Plot(story, unit, number))
        return Demo(
            len(world.parties), len(world.permits), _count(session, Officer),
            _count(session, CaseFile),
        )  # fmt: skip


def _count(session: Session, table: type[Officer] | type[CaseFile]) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _settled(session: Session, now: datetime, calendar: Calendar) -> _World:
    """Load people and permits as a real district would, some months ago."""
    known, since = units(legal_day(now)), now - LOOKS_BACK
    text = DISTRICT.read_text(encoding="utf-8") + users_toml(known)
    load_district(session, as_loaded(parse_district(text)), now=since)
    for each in known:
        if each.term is None:
            session.add(
                Party(uscc=each.uscc, name=each.name, industry=each.trade, created_at=since)
            )
    session.flush()
    lines = permit_lines(permit_rows(known))
    import_permits(session, lines, now=since, calendar=calendar, as_of=legal_day(since))
    seat_enterprise_users(session, legal_day(now))
    return _World(
        session, now, calendar, known, _staff(session),
        {row.uscc: row.id for row in session.execute(select(P.uscc, P.id))},
        {row.permit_no: row.id for row in session.execute(select(M.permit_no, M.id))},
    )  # fmt: skip


def _staff(session: Session) -> dict[R, list[Person]]:
    staff: dict[R, list[Person]] = {}
    for (each,) in session.execute(select(O.id).where(O.active.is_(True)).order_by(O.id)):
        someone = person(session, each)
        for role in someone.roles:
            staff.setdefault(role, []).append(someone)
    return staff


def _play(world: _World, plot: _Plot) -> None:
    road = [_read(each.strip()) for each in plot.story.road.split(";") if each.strip()]
    begins, days = _days(world, plot, road)
    case_no = _case_of(world, plot) or _opened(world, plot, begins)
    for place, (step, day) in enumerate(zip(road, days, strict=True)):
        morning = datetime.combine(day, time(9, plot.number % 30), SHANGHAI)
        at = min(morning + timedelta(minutes=35 * place), world.now)
        _take(world, plot, case_no, step, at)


def _read(text: str) -> _Step:
    found = _STEP.fullmatch(text)
    if found is None:
        raise StoryBroken(f"a step reads {text!r}")
    told = dict(each.split("=", 1) for each in found[3].split())
    return _Step(found[1], int(found[2]), told)


def _days(world: _World, plot: _Plot, road: list[_Step]) -> tuple[date, list[date]]:
    """Answer the day a road begins and the day of each step, so that it ends ``rest`` days ago."""
    if plot.story.at:
        anchor = _anchor(world, plot)
        return anchor, [anchor + timedelta(days=step.days) for step in road]
    back = sum(step.days for step in road) + plot.story.rest
    day = begins = world.calendar.add_workdays(world.today, -back)
    days: list[date] = []
    for step in road:
        day = world.calendar.add_workdays(day, step.days)
        days.append(day)
    return begins, days


def _anchor(world: _World, plot: _Plot) -> date:
    if plot.story.at == "expiry" and plot.unit.term:
        return plot.unit.term[1] + timedelta(days=1)
    return _quarter_end(world.today - timedelta(days=25))


def _quarter_end(day: date) -> date:
    """Answer the last day of the last quarter that was over on a day."""
    first_month = (day.month - 1) // 3 * 3 + 1
    return date(day.year, first_month, 1) - timedelta(days=1)


def _case_of(world: _World, plot: _Plot) -> str | None:
    """Answer the case that the import of the permit opened, where the story is about that."""
    if plot.story.procedure not in ("supervision", "registration"):
        return None
    return _imported(world, plot.unit, plot.story.procedure)[1]


def _imported(world: _World, unit: Unit, procedure: str) -> tuple[int, str]:
    wanted = select(F.id, F.case_no).where(
        F.procedure == procedure, F.permit_id == world.permits[unit.permit_no]
    )
    row = world.session.execute(wanted).one()
    return int(row.id), str(row.case_no)


def _opened(world: _World, plot: _Plot, begins: date) -> str:
    story, unit = plot.story, plot.unit
    kinds = tuple(unit.category if kind == "*" else kind for kind in story.kinds)
    at = min(start_of_day(begins) + timedelta(hours=8, minutes=plot.number % 60), world.now)
    opener = _opener(world, plot)
    table = newest(story.procedure)
    blank = CaseView("示范", table, table.start, frozenset(kinds), 0, at, legal_day(at))
    done = open_case(
        world.session,
        Opened(
            story.procedure, f"demo:{plot.number}", world.parties[unit.uscc], kinds=kinds,
            permit_id=world.permits.get(unit.permit_no), stage=story.stage or None,
            facts=_opening(world, plot, blank, opener),
            assignee_id=_assignee(world, plot), origin=_origin(world, plot),
        ),
        opener, now=at, calendar=world.calendar,
    )  # fmt: skip
    return done.case_no


def _opening(world: _World, plot: _Plot, blank: CaseView, opener: Person) -> dict[str, FactValue]:
    told = {
        **_of_unit(plot.unit),
        **dict(each.split("=", 1) for each in plot.story.opening.split()),
    }
    if plot.unit.term and not blank.kinds & {"first"}:
        told["current_valid_until"] = plot.unit.term[1].isoformat()
    left_out = _NOT_UNASKED | {"current_valid_until", "filed_in_time"}
    keys = [key for key in blank.procedure.opening_facts if key in told or key not in left_out]
    return invented(keys, blank, opener, told, world.calendar)


def _of_unit(unit: Unit) -> dict[str, str]:
    return {"permit_no": unit.permit_no, "received_by": unit.user_name}


def _opener(world: _World, plot: _Plot) -> Person:
    if plot.story.procedure == "permit" and "ex_officio" not in plot.story.kinds:
        return person(world.session, plot.unit.user_id)
    if plot.story.procedure in ("violation", "linked_task"):
        return world.staff[R.ENFORCER][0]
    if plot.story.procedure in ("forfeiture", "penalty"):
        return SYSTEM
    return world.staff[R.PERMIT_OFFICER][0]


_LINES = {
    "violation": R.ENFORCER, "inspection": R.ENFORCER, "penalty": R.ENFORCER,
    "monitoring": R.MONITOR,
}  # fmt: skip


def _assignee(world: _World, plot: _Plot) -> str | None:
    """Answer who handles the case; what has just come in waits for somebody to claim it."""
    if not plot.story.road:
        return None
    line = plot.story.kinds[0] if plot.story.procedure == "linked_task" else plot.story.procedure
    role = _LINES.get(line, R.PERMIT_OFFICER)
    return world.staff[role][plot.number % len(world.staff[role])].id


def _origin(world: _World, plot: _Plot) -> Origin | None:
    """Answer the supervision case that led to this one; an application is nobody's consequence."""
    if plot.story.procedure in ("permit", "penalty") or plot.unit.permit_no not in world.permits:
        return None
    named = str(Relation.FINDING if plot.story.procedure == "violation" else Relation.ENDING)
    if plot.story.procedure == "linked_task":
        named = plot.story.kinds[1]
    return Origin(_imported(world, plot.unit, "supervision")[0], named, (named,))


def _take(world: _World, plot: _Plot, case_no: str, step: _Step, at: datetime) -> None:
    """Do one step by the first person who may; the order of people turns with the case."""
    view = replace(case_view(world.session, case_no, at), calendar=world.calendar)
    act = _act(view, step.act)
    told = {key: value for key, value in _of_unit(plot.unit).items() if key not in view.facts}
    told |= step.told
    if act.key == "open_reporting_period":
        told["period"] = _quarter_key(_quarter_end(world.today - timedelta(days=25)))
    refused = "nobody holds the role"
    for actor in _actors(world, act, plot):
        facts = facts_for(act, view, actor, told, world.calendar)
        try:
            with world.session.begin_nested():
                take_action(
                    world.session, case_no, act.key, actor, facts, now=at, calendar=world.calendar
                )
                return
        except ActionRefused as refusal:
            refused = str(refusal)
    raise StoryBroken(f"{case_no} {view.procedure.key} {view.stage} {act.key}: {refused}")


def _act(view: CaseView, key: str) -> Act:
    stage = view.procedure.stage(view.stage)
    for act in stage.acts:
        if act.key == key and act.suits(view.kinds):
            return act
    raise StoryBroken(f"{view.case_no} {view.procedure.key} {view.stage} has no act {key}")


def _actors(world: _World, act: Act, plot: _Plot) -> list[Person]:
    found: list[Person] = []
    for role in act.who:
        if role is R.SYSTEM:
            found.append(SYSTEM)
        elif role is R.ENTERPRISE:
            found.append(person(world.session, plot.unit.user_id))
        else:
            held = world.staff.get(role, [])
            turn = plot.number % len(held) if held else 0
            found += [*held[turn:], *held[:turn]]
    return found


def _quarter_key(last: date) -> str:
    return f"{last.year}Q{last.month // 3}"
