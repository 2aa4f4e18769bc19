"""How a story of the demo district happens: each step on its day, by somebody who may take it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from casework.act import take_action
from casework.case_reading import case_view
from casework.people import person
from deploy.demo_facts import facts_for
from deploy.demo_open import number_ahead, open_story, told_of
from deploy.demo_world import Plot, StoryBroken, World
from rules.case_view import SYSTEM, ActionRefused, CaseView, Person
from rules.deadlines import SHANGHAI, legal_day, start_of_day
from rules.grammar import Act
from rules.vocabulary import R

_STEP = re.compile(r"(\w+)([+-]\d+)((?: \S+=\S+)*)")


@dataclass(frozen=True)
class _Step:
    act: str
    days: int
    told: Mapping[str, str]


@dataclass(frozen=True, order=True)
class _Turn:
    """What happens next: a story's opening, or one of its steps."""

    at: datetime
    number: int
    place: int
    step: _Step | None = field(compare=False)


def play(world: World, plots: list[Plot]) -> None:
    """Let the stories happen side by side, day after day, as they would have been recorded."""
    ends: dict[int, datetime] = {}
    turns: list[_Turn] = []
    for plot in plots:
        own = _turns(world, plot, ends.get(plot.leader))
        ends[plot.number] = own[-1].at
        turns += own
        number_ahead(world, plot, own[0].at)
    by_number = {each.number: each for each in plots}
    for turn in sorted(turns):
        plot = by_number[turn.number]
        if turn.step is None:
            world.cases[plot.number] = open_story(world, plot, turn.at)
        else:
            _take(world, plot, world.cases[plot.number], turn.step, turn.at)


def _turns(world: World, plot: Plot, led_on: datetime | None) -> list[_Turn]:
    """Answer a story's opening and steps, each with its time."""
    road = [_read(each.strip()) for each in plot.story.road.split(";") if each.strip()]
    if led_on:
        opened, days = led_on, _onward(world, legal_day(led_on), road)
        if days and days[-1] > world.today:
            raise StoryBroken(f"what follows from {plot.story.of!r} ends after today")
    else:
        begins, days = _days(world, plot, road)
        hour = timedelta(hours=8, minutes=plot.number % 60)
        opened = min(start_of_day(begins) + hour, world.now)
    steps: list[_Turn] = []
    for place, (step, day) in enumerate(zip(road, days, strict=True), start=1):
        morning = datetime.combine(day, time(9, plot.number % 30), SHANGHAI)
        at = min(morning + timedelta(minutes=35 * (place - 1)), world.now)
        steps.append(_Turn(max(at, led_on or at), plot.number, place, step))
    first = min([opened, *(each.at for each in steps)])
    return [_Turn(first, plot.number, 0, None), *steps]


def _onward(world: World, begins: date, road: list[_Step]) -> list[date]:
    """Answer the day of each step from a first day on."""
    day, days = begins, []
    for step in road:
        day = world.calendar.add_workdays(day, step.days)
        days.append(day)
    return days


def _read(text: str) -> _Step:
    found = _STEP.fullmatch(text)
    if found is None:
        raise StoryBroken(f"a step reads {text!r}")
    told = dict(each.split("=", 1) for each in found[3].split())
    return _Step(found[1], int(found[2]), told)


def _days(world: World, plot: Plot, road: list[_Step]) -> tuple[date, list[date]]:
    """Answer the day a road begins and the day of each step, so that it ends ``rest`` days ago."""
    if plot.story.at:
        anchor = _anchor(world, plot)
        return anchor, [anchor + timedelta(days=step.days) for step in road]
    back = sum(step.days for step in road) + plot.story.rest
    begins = world.calendar.add_workdays(world.today, -back)
    return begins, _onward(world, begins, road)


def _anchor(world: World, plot: Plot) -> date:
    if plot.story.at == "expiry" and plot.unit.term:
        return plot.unit.term[1] + timedelta(days=1)
    return _quarter_end(world.today - timedelta(days=25))


def _quarter_end(day: date) -> date:
    """Answer the last day of the last quarter that was over on a day."""
    first_month = (day.month - 1) // 3 * 3 + 1
    return date(day.year, first_month, 1) - timedelta(days=1)


def _take(world: World, plot: Plot, case_no: str, step: _Step, at: datetime) -> None:
    """Do one step by the first person who may; the order of people turns with the case."""
    view = replace(case_view(world.session, case_no, at), calendar=world.calendar)
    act = _act(view, step.act)
    told = {key: value for key, value in told_of(plot.unit).items() if key not in view.facts}
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


def _actors(world: World, act: Act, plot: Plot) -> list[Person]:
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
