"""The invented demo district: people, enterprises and cases in every stage, by the real loaders."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import func, select, update
from sqlmodel import Session

from casework.district import load_district, seat_enterprise_users
from casework.people import person
from casework.permit_import import import_permits
from casework.permit_list import permit_lines
from deploy.demo_play import play
from deploy.demo_stories import FIRST_APPLICANT, stories
from deploy.demo_units import JUSTICE, Unit, permit_rows, units, users_toml
from deploy.demo_world import Plot, World
from deploy.district import as_loaded, parse_district
from models import CaseFile, CaseRun, Officer, Party, Permit
from models.session import Database
from rules.deadlines import legal_day
from rules.decide import Person
from rules.vocabulary import R
from rules.workdays import Calendar

DISTRICT = Path(__file__).with_name("district_example.toml")
LOOKS_BACK = timedelta(days=210)
"""How long before the present the demo district took up its work."""

M = Permit.__table__.c  # type: ignore[attr-defined]
O = Officer.__table__.c  # type: ignore[attr-defined]  # noqa: E741
P = Party.__table__.c  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Demo:
    """What was loaded."""

    parties: int
    permits: int
    officers: int
    cases: int


SAMPLES_REFUSED, SAMPLES_ALLOWED = 'sample_discretion = "refused"', 'sample_discretion = "allowed"'
"""Nothing that an invented district decides is official: it may go by the shipped samples."""


def load_demo(db: Database, now: datetime, calendar: Calendar) -> Demo | None:
    """Load the demo district whole into an empty database; None when it has parties already.

    The same instant brings the same district. Raises StoryBroken when a table changed under it.
    """
    with db.writing("load_demo") as session:
        if session.execute(select(P.id).limit(1)).first():
            return None
        world = _settled(session, now, calendar)
        play(world, _plots(world.known))
        # What was told of months ago is new to the driver, which is not late.
        session.execute(update(CaseRun).values(woken_at=now))
        return Demo(
            len(world.parties), len(world.permits), _count(session, Officer),
            _count(session, CaseFile),
        )  # fmt: skip


def _plots(known: list[Unit]) -> list[Plot]:
    """Answer the stories, each with its enterprise; one that follows another shares its."""
    turns = cycle(known[16 : FIRST_APPLICANT - 1])
    named: dict[str, Plot] = {}
    plots: list[Plot] = []
    for number, story in enumerate(stories(), start=1):
        leader = named[story.of] if story.of else None
        if leader:
            plot = Plot(story, leader.unit, number, leader.number)
        else:
            plot = Plot(story, known[story.unit - 1] if story.unit else next(turns), number)
        if story.name:
            named[story.name] = plot
        plots.append(plot)
    return plots


def _count(session: Session, table: type[Officer] | type[CaseFile]) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _settled(session: Session, now: datetime, calendar: Calendar) -> World:
    """Load people and permits as a real district would, some months ago."""
    known, since = units(legal_day(now)), now - LOOKS_BACK
    text = DISTRICT.read_text(encoding="utf-8") + JUSTICE + users_toml(known)
    text = text.replace(SAMPLES_REFUSED, SAMPLES_ALLOWED, 1)
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
    return World(
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
