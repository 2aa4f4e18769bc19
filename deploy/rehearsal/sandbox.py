"""Plays a walk inside one transaction that is rolled back: where the planner tries things out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import Session

from casework.act import take_action
from casework.case_reading import case_view
from casework.confirm import confirm_clock
from casework.links import feed_back, open_linked
from casework.open_case import Opened, open_case
from casework.procedures import newest
from casework.sweep import due_clocks, sweep_clock
from deploy.rehearsal.cast import Cast
from deploy.rehearsal.marks import Mark, marks_of_event
from deploy.rehearsal.script import (
    ANOTHER,
    CONCERNED,
    CONCERNED_WALK_FACTS,
    CONCERNED_WALK_KINDS,
    MAIN,
    TWIN,
    Step,
    Walk,
    has_permit,
    starts_at,
    told,
)
from models import CaseEvent, CaseFile, CaseLink, Clock, DutyRow
from rules.case_view import SYSTEM, CaseView, Person
from rules.errors import PermitLoopError
from rules.facts import FactValue
from rules.procedures.measures import PROPOSED_BY
from rules.workdays import Calendar

STEP = timedelta(hours=1)
PROPOSER = "enforcer-1"
ERRAND = timedelta(minutes=1)
"""After which the duties of a step are carried out."""

F = CaseFile.__table__.c  # type: ignore[attr-defined]
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
C = Clock.__table__.c  # type: ignore[attr-defined]
D = DutyRow.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]


class NothingToWaitFor(PermitLoopError):
    """没有在走的期限可等。"""


@dataclass
class Sandbox:
    """A world of one walk; ``broken`` holds what duties could not be carried out, and why."""

    session: Session
    cast: Cast
    calendar: Calendar
    now: datetime
    names: dict[str, str] = field(default_factory=dict)
    seen_event: int = 0
    broken: list[str] = field(default_factory=list)

    def open(self, walk: Walk) -> None:
        """Open the walk's case; PermitLoopError where its facts do not open one."""
        self.names[MAIN] = self._open(walk.procedure, walk.kinds, walk.facts)
        self._next_hour()

    def do(self, step: Step) -> None:
        """Do one step and what follows from it; PermitLoopError when it is refused."""
        if step.verb.startswith("wait "):
            self._pass_until(self.now + timedelta(hours=int(step.verb[5:])))
        elif step.verb.startswith("until "):
            number, clock = self.case_no(step.case), step.verb.partition(" ")[2]
            self._pass_until(due_of(self.session, number, clock, self.now))
        else:
            self._click(step)
            self._next_hour()

    def play(self, walk: Walk) -> None:
        """Open the case and do every step."""
        self.open(walk)
        for step in walk.steps:
            self.do(step)

    def view(self, case: str) -> CaseView:
        """Answer a case as decisions look at it, everybody being known."""
        view = case_view(self.session, self.case_no(case), self.now)
        return replace(view, calendar=self.calendar, people=self.cast.by_id())

    def case_no(self, case: str) -> str:
        """Answer the number of a case by its place in the walk."""
        if case not in self.names:
            self.names[case] = linked_no(self.session, self.case_no(case.rpartition(".")[0]), case)
        return self.names[case]

    def news(self) -> set[Mark]:
        """Answer the marks of the events since this was last asked."""
        rows = self.session.execute(
            select(E.id, E.canonical, E.request_key, F.procedure, F.kinds)
            .join(CaseFile, F.id == E.case_id)
            .where(E.id > self.seen_event)
            .order_by(E.id)
        ).all()
        found: set[Mark] = set()
        for row in rows:
            said = json.loads(bytes(row.canonical))
            found |= marks_of_event(row.procedure, row.kinds, said, row.request_key)
            self.seen_event = row.id
        return found

    def _click(self, step: Step) -> None:
        word, _, named = step.verb.partition(" ")
        with self.session.begin_nested():
            if word == "open":
                kinds, facts = opening_of(step)
                self._open(named, kinds, facts, len(self.names))
            elif word == "confirm":
                confirm(
                    self.session,
                    self.case_no(step.case),
                    named,
                    self.cast.people[step.who],
                    self.now,
                )
            else:
                act(self.session, self.cast, self.case_no(step.case), step, self.now, self.calendar)

    def _open(
        self,
        procedure: str,
        kinds: tuple[str, ...],
        facts: Mapping[str, FactValue],
        number: int = 0,
    ) -> str:
        if facts.get(CONCERNED) == ANOTHER:
            before = self._open("violation", CONCERNED_WALK_KINDS, CONCERNED_WALK_FACTS, number)
            facts = {**facts, CONCERNED: before}
        key = f"rehearsal:{number}:{procedure}"
        wanted = to_open(self.cast, procedure, kinds, facts, key, self.now)
        with self.session.begin_nested():
            return open_case(
                self.session, wanted, SYSTEM, now=self.now, calendar=self.calendar
            ).case_no

    def _next_hour(self) -> None:
        self._carry_out(self.now + ERRAND)
        self._pass_until(self.now + STEP)

    def _pass_until(self, then: datetime) -> None:
        """Let every clock that is due until then have its turn, in order."""
        while True:
            behind = self.session.execute(
                select(func.min(C.next_at)).where(C.open.is_(True), C.next_at <= then)
            ).scalar_one_or_none()
            if behind is None:
                break
            self.now = max(self.now, behind)
            for clock_id in due_clocks(self.session, self.now):
                sweep_clock(self.session, clock_id, now=self.now, calendar=self.calendar)
            self._carry_out(self.now + ERRAND)
        self.now = max(self.now, then)

    def _carry_out(self, at: datetime) -> None:
        while rows := self.session.execute(
            select(D.id, D.key, D.kind, D.payload, F.case_no)
            .join(CaseFile, F.id == D.case_id)
            .where(D.status == "pending")
            .order_by(D.id)
        ).all():
            for row in rows:
                self._one_duty(row.kind, row.case_no, row.key, row.payload, at)
            for status, ids in (
                ("done", [row.id for row in rows if row.kind != "ask_opening"]),
                ("held", [row.id for row in rows if row.kind == "ask_opening"]),
            ):
                self.session.execute(update(DutyRow).where(D.id.in_(ids)).values(status=status))

    def _one_duty(
        self, kind: str, number: str, key: str, payload: Mapping[str, object], at: datetime
    ) -> None:
        verb = {"open_linked": open_linked, "feed_back": feed_back}.get(kind)
        if verb is None:
            return
        try:
            with self.session.begin_nested():
                verb(self.session, number, key, payload, now=at, calendar=self.calendar)
        except PermitLoopError as refused:
            self.broken.append(f"{key.split(':', 2)[2]}: {refused}")


def opening_of(step: Step) -> tuple[tuple[str, ...], Mapping[str, FactValue]]:
    """Answer the kinds and the facts of a step that opens another case."""
    facts = dict(step.facts or {})
    kinds = facts.pop("kinds", [])
    return tuple(kinds) if isinstance(kinds, list) else (), facts


def to_open(
    cast: Cast,
    procedure: str,
    kinds: tuple[str, ...],
    facts: Mapping[str, FactValue],
    key: str,
    now: datetime,
) -> Opened:
    """Answer what a walk opens, for its own enterprise and, where it has one, its permit.

    A measure is proposed by somebody, as by the act of the case that leads to it.
    """
    if str(PROPOSED_BY) in newest(procedure).opening_facts:
        facts = {PROPOSED_BY: PROPOSER, **facts}
    return Opened(
        procedure, key, cast.party_id, kinds=kinds, stage=starts_at(kinds),
        permit_id=cast.permit_id if has_permit(procedure, kinds) else None,
        facts=told(facts, {}, now, permit_no=cast.permit_no),
    )  # fmt: skip


def act(
    session: Session, cast: Cast, number: str, step: Step, now: datetime, calendar: Calendar
) -> None:
    """Do an act of a step in a case."""
    known: Mapping[str, FactValue] = session.execute(
        select(F.facts).where(F.case_no == number)
    ).scalar_one()
    facts = told(step.facts or {}, known, now, step.who, cast.permit_no)
    for key in [each for each, value in facts.items() if value == TWIN]:
        facts[key] = _twin(session, number)
    take_action(
        session, number, step.verb, cast.people[step.who], facts, now=now, calendar=calendar
    )


def _twin(session: Session, number: str) -> str:
    mine = select(F.party_id, F.procedure).where(F.case_no == number).subquery()
    found: str = session.execute(
        select(func.max(F.case_no)).where(
            F.party_id == mine.c.party_id, F.procedure == mine.c.procedure, F.case_no != number
        )
    ).scalar_one()
    return found


def confirm(session: Session, number: str, key: str, actor: Person, now: datetime) -> None:
    """Confirm an unverified clock's present date."""
    due_on = session.execute(
        select(func.min(C.due_on))
        .join(CaseFile, F.id == C.case_id)
        .where(F.case_no == number, C.key == key, C.open.is_(True))
    ).scalar_one()
    if due_on is None:
        raise NothingToWaitFor
    confirm_clock(session, number, key, due_on, "演练核对的文本", actor, now=now)


def due_of(session: Session, number: str, key: str, now: datetime) -> datetime:
    """Answer the instant just after a clock of a case ends; NothingToWaitFor without one."""
    due_at: datetime | None = session.execute(
        select(func.min(C.due_at))
        .join(CaseFile, F.id == C.case_id)
        .where(F.case_no == number, C.key == key, C.open.is_(True))
    ).scalar_one_or_none()
    if due_at is None:
        raise NothingToWaitFor
    return max(now, due_at) + ERRAND


def linked_no(session: Session, opener: str, case: str) -> str:
    """Answer the number of the case linked to an opener at the place that ``case`` ends in."""
    place = int(case.rpartition(".")[2])
    opener_id = select(F.id).where(F.case_no == opener).scalar_subquery()
    found = session.execute(
        select(F.case_no)
        .join(CaseLink, L.to_case_id == F.id)
        .where(L.from_case_id == opener_id)
        .order_by(L.id)
    ).scalars()
    numbers = list(found)
    if place >= len(numbers):
        raise NothingToWaitFor
    return str(numbers[place])


def linked_procedures(session: Session, opener: str) -> list[str]:
    """Answer the procedures of the cases linked to an opener, in the order of their links."""
    opener_id = select(F.id).where(F.case_no == opener).scalar_subquery()
    return [
        str(each)
        for each in session.execute(
            select(F.procedure)
            .join(CaseLink, L.to_case_id == F.id)
            .where(L.from_case_id == opener_id)
            .order_by(L.id)
        ).scalars()
    ]
