"""How the cases of the demo district come to be: applied for, found, or led to by another case."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from casework.assignment import claim
from casework.links import open_linked
from casework.open_case import Opened, Origin, open_case, take_number
from casework.people import person
from casework.procedures import newest
from deploy.demo_facts import invented
from deploy.demo_units import Unit
from deploy.demo_world import Plot, StoryBroken, World
from models import CaseFile, DutyRow
from rules.deadlines import legal_day
from rules.decide import SYSTEM, CaseView, Person
from rules.facts import FactValue
from rules.vocabulary import R, Relation

_NOT_UNASKED = frozenset({
    "ban_until", "publicity_from", "publicity_until", "change_ground", "change_due_on",
    "assigned_by", "lead_unit", "assigned_due_on", "platform_receipt", "daily_periods",
    "original_fine", "original_served_on", "original_decision_no", "discharge_ended_on",
    "monitoring_report_no", "monitoring_result", "sampled_on", "report_received_on", "told_on",
    "current_valid_until", "filed_in_time", "concerned_case", "prosecutor_opinion_no",
    "prosecutor_opinion_on", "listed_due_on", "deferred_until", "reconsidered_on",
    "judgment_final_on", "proposal_no", "proposal_received_on", "proposal_demands",
    "harm_spreading",
})  # fmt: skip
"""Opening facts that only a story that tells them has."""

_SUPERVISED = frozenset({
    "violation", "linked_task", "cancellation", "revocation", "withdrawal", "forfeiture",
})  # fmt: skip
"""Procedures whose cases the supervision of the permit led to."""

_HANDLED = {
    "permit": R.PERMIT_OFFICER, "registration": R.PERMIT_OFFICER, "supervision": R.PERMIT_OFFICER,
    "cancellation": R.PERMIT_OFFICER, "revocation": R.PERMIT_OFFICER,
    "withdrawal": R.PERMIT_OFFICER, "forfeiture": R.PERMIT_OFFICER,
    "reconsideration": R.LEGAL_REVIEWER, "litigation": R.LEGAL_REVIEWER,
}  # fmt: skip
"""Whose line a case is in; the enforcers' where it is not said."""

_RECEIVED = {
    "violation": R.ENFORCER, "linked_task": R.ENFORCER, "transfer": R.ENFORCER,
    "complaint": R.RECEPTIONIST, "petition": R.RECEPTIONIST,
    "reconsideration": R.LEGAL_REVIEWER, "litigation": R.LEGAL_REVIEWER,
    "damage_compensation": R.ENFORCER, "listed_supervision": R.SUPERVISOR,
    "public_interest": R.ENFORCER, "permit": R.PERMIT_OFFICER, "cancellation": R.PERMIT_OFFICER,
    "revocation": R.PERMIT_OFFICER, "withdrawal": R.PERMIT_OFFICER,
}  # fmt: skip
"""Who opens a case by hand; the program opens what is not here."""

_IMPORTED = ("supervision", "registration")
"""Procedures whose cases the import of the permits opened."""

F = CaseFile.__table__.c  # type: ignore[attr-defined]
T = DutyRow.__table__.c  # type: ignore[attr-defined]


def told_of(unit: Unit) -> dict[str, str]:
    """Answer what every paper says of an enterprise."""
    return {"permit_no": unit.permit_no, "received_by": unit.user_name}


def number_ahead(world: World, plot: Plot, at: datetime) -> None:
    """Give a new case its number in the order of the stories: one that is added moves no other."""
    if not plot.leader and plot.story.procedure not in _IMPORTED:
        letter = newest(plot.story.procedure).letter
        world.cases[plot.number] = take_number(world.session, letter, legal_day(at).year)


def open_story(world: World, plot: Plot, at: datetime) -> str:
    """Answer the case of a story: imported with its permit, led to by another, or a new one."""
    if plot.leader:
        return _led_to(world, plot, at)
    if plot.story.procedure in _IMPORTED:
        return _imported(world, plot.unit, plot.story.procedure)[1]
    return _opened(world, plot, at)


def _led_to(world: World, plot: Plot, at: datetime) -> str:
    """Open the case that the last act of another one led to, as its duty does."""
    leader = world.cases[plot.leader]
    duty = world.session.execute(
        select(T.key, T.payload)
        .join(CaseFile, F.id == T.case_id)
        .where(F.case_no == leader, T.kind == "open_linked")
        .order_by(T.id.desc())
    ).first()
    if duty is None or duty.payload["procedure"] != plot.story.procedure:
        raise StoryBroken(f"{leader} leads to no {plot.story.procedure}")
    done = open_linked(
        world.session, leader, duty.key, duty.payload, now=at, calendar=world.calendar
    )
    handler = _assignee(world, plot)
    if handler:
        claim(world.session, done["case_no"], handler, now=at)
    return str(done["case_no"])


def _imported(world: World, unit: Unit, procedure: str) -> tuple[int, str]:
    wanted = select(F.id, F.case_no).where(
        F.procedure == procedure, F.permit_id == world.permits[unit.permit_no]
    )
    row = world.session.execute(wanted).one()
    return int(row.id), str(row.case_no)


def _opened(world: World, plot: Plot, at: datetime) -> str:
    story, unit = plot.story, plot.unit
    kinds = tuple(unit.category if kind == "*" else kind for kind in story.kinds)
    opener, handler = _opener(world, plot), _assignee(world, plot)
    table = newest(story.procedure)
    blank = CaseView("示范", table, table.start, frozenset(kinds), 0, at, legal_day(at))
    done = open_case(
        world.session,
        Opened(
            story.procedure, f"demo:{plot.number}", world.parties[unit.uscc], kinds=kinds,
            permit_id=world.permits.get(unit.permit_no), stage=story.stage or None,
            facts=_opening(world, plot, blank, opener),
            assignee_id=handler.id if handler else None, origin=_origin(world, plot),
            case_no=world.cases[plot.number],
        ),
        opener, now=at, calendar=world.calendar,
    )  # fmt: skip
    return done.case_no


def _opening(world: World, plot: Plot, blank: CaseView, opener: Person) -> dict[str, FactValue]:
    told: Mapping[str, str] = {
        **told_of(plot.unit),
        **dict(each.split("=", 1) for each in plot.story.opening.split()),
    }
    if plot.unit.term and not blank.kinds & {"first"}:
        told = {**told, "current_valid_until": plot.unit.term[1].isoformat()}
    keys = [key for key in blank.procedure.opening_facts if key in told or key not in _NOT_UNASKED]
    return invented(keys, blank, opener, told, world.calendar)


def _opener(world: World, plot: Plot) -> Person:
    if plot.story.procedure == "permit" and "ex_officio" not in plot.story.kinds:
        return person(world.session, plot.unit.user_id)
    role = _RECEIVED.get(plot.story.procedure)
    able = newest(plot.story.procedure).openers(plot.story.kinds)
    if role is None or not able:
        return SYSTEM
    return world.staff[role if role in able else able[0]][0]


def _assignee(world: World, plot: Plot) -> Person | None:
    """Answer who handles the case; what has just come in waits for somebody to claim it."""
    if not plot.story.road:
        return None
    line = plot.story.kinds[0] if plot.story.procedure == "linked_task" else plot.story.procedure
    role = R.MONITOR if line == "monitoring" else _HANDLED.get(line, R.ENFORCER)
    return world.staff[role][plot.number % len(world.staff[role])]


def _origin(world: World, plot: Plot) -> Origin | None:
    """Answer the supervision case that led to this one, where one did."""
    story = plot.story
    if story.procedure not in _SUPERVISED or plot.unit.permit_no not in world.permits:
        return None
    named = str(Relation.FINDING if story.procedure == "violation" else Relation.ENDING)
    if story.procedure == "linked_task":
        named = story.kinds[1]
    return Origin(_imported(world, plot.unit, "supervision")[0], named, (named,))
