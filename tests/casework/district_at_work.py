"""A bureau whose relay and sweep run: days pass, people act, and what follows is carried out."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, select

from casework.act import Done, case_view, take_action
from casework.open_case import Opened, open_case
from casework.people import person
from casework.worklist import Docket, docket
from deploy.relay import relay_once
from deploy.sweep import sweep_once
from models import CaseEvent, CaseFile, CaseLink, Clock, DutyRow, Notice, Officer, Permit
from models.session import Database
from notifications.channels.inbox import Inbox
from rules.deadlines import SHANGHAI
from rules.decide import SYSTEM
from rules.facts import FactValue
from tasks.deliver import Services
from tests.casework.bureau import CALENDAR, USCC, case_row, seat

PERMIT_NO = f"{USCC}001V"
MORE_PEOPLE = (
    ("JC01", "监测甲", "monitor"),
    ("SY01", "实验甲", "laboratory"),
    ("SY02", "实验乙", "laboratory"),
    ("FZ01", "法制甲", "legal_reviewer"),
)


@dataclass
class District:
    """One bureau, one enterprise and the instant it is."""

    db: Database
    party_id: int
    now: datetime = field(default_factory=lambda: at("2026-03-02"))

    def on(self, day: str) -> None:
        """Let the days up to nine o'clock of one pass, with what the clocks do meanwhile."""
        self.now = at(day)
        sweep_once(self.db, self.now, CALENDAR)
        self.settle()

    def act(self, case_no: str, action: str, by: str, **facts: FactValue) -> Done:
        """Do one act and carry out what follows from it."""
        with self.db.writing("test_act") as session:
            actor = SYSTEM if by == "system" else person(session, by)
            done = take_action(
                session, case_no, action, actor, facts, now=self.now, calendar=CALENDAR
            )
        self.settle()
        return done

    def open(self, procedure: str, by: str, *kinds: str, **rest: Any) -> str:
        """Open a case and carry out what follows from it."""
        permit = rest.pop("permit", True)
        with self.db.writing("test_open") as session:
            wanted = Opened(
                procedure, f"test:{procedure}:{self.now.isoformat()}:{kinds}", self.party_id,
                kinds=kinds, permit_id=permit_id(session) if permit else None, facts=rest,
            )  # fmt: skip
            actor = SYSTEM if by == "system" else person(session, by)
            done = open_case(session, wanted, actor, now=self.now, calendar=CALENDAR)
        self.settle()
        return done.case_no

    def settle(self) -> None:
        """Carry out every duty that is ready, and those that follow from them."""
        later = self.now
        while True:
            # What follows from a duty is first offered to its case's run for half a minute.
            later += timedelta(minutes=1)
            services = Services((Inbox(self.db),), CALENDAR, partial(_instant, later))
            if not relay_once(self.db, services, later):
                return

    def case(self, case_no: str) -> CaseFile:
        """Answer a case's row."""
        with self.db.reading() as session:
            return case_row(session, case_no)

    def newest(self, procedure: str) -> str:
        """Answer the number of the procedure's newest case."""
        return self.all(procedure)[-1]

    def all(self, procedure: str) -> list[str]:
        """Answer the numbers of the procedure's cases, the oldest first."""
        with self.db.reading() as session:
            cases = session.exec(select(CaseFile).order_by(CaseFile.id)).all()  # type: ignore[arg-type]
        return [each.case_no for each in cases if each.procedure == procedure]

    def clock(self, case_no: str, key: str) -> Clock:
        """Answer the newest clock of that key."""
        case = self.case(case_no)
        with self.db.reading() as session:
            rows = session.exec(
                select(Clock).where(Clock.case_id == case.id, Clock.key == key).order_by(Clock.id)  # type: ignore[arg-type]
            ).all()
        return rows[-1]

    def events(self, case_no: str) -> list[str]:
        """Answer what happened in a case, in order."""
        case = self.case(case_no)
        with self.db.reading() as session:
            rows = session.exec(
                select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.seq)  # type: ignore[arg-type]
            ).all()
        return [each.kind for each in rows]

    def openers(self, case_no: str) -> dict[str, str]:
        """Answer the cases that hear how one ends, and why."""
        case = self.case(case_no)
        with self.db.reading() as session:
            rows = session.exec(
                select(CaseFile.case_no, CaseLink.relation)
                .join(CaseLink, CaseLink.from_case_id == CaseFile.id)  # type: ignore[arg-type]
                .where(CaseLink.to_case_id == case.id)
            ).all()
        return dict(rows)

    def notices(self, case_no: str) -> set[str]:
        """Answer the notices that were rendered for a case."""
        case = self.case(case_no)
        with self.db.reading() as session:
            return set(session.exec(select(Notice.notice).where(Notice.case_id == case.id)).all())

    def permit(self) -> Permit:
        """Answer the enterprise's permit."""
        with self.db.reading() as session:
            return session.exec(select(Permit)).one()

    def undone(self) -> list[DutyRow]:
        """Answer the duties that are not done; a receipt is owed to a system outside."""
        undone = DutyRow.status.not_in(("done", "owed"))  # type: ignore[attr-defined]
        with self.db.reading() as session:
            return list(session.exec(select(DutyRow).where(undone)).all())

    def docket(self) -> Docket:
        """Answer what a head sees now."""
        with self.db.reading() as session:
            return docket(session, self.now)

    def view_of(self, case_no: str) -> Any:
        """Answer a case as decisions look at it."""
        with self.db.reading() as session:
            return case_view(session, case_no, self.now)


def _instant(now: datetime) -> datetime:
    return now


def at(day: str) -> datetime:
    """Answer nine o'clock in Shanghai of a day."""
    return datetime.combine(date.fromisoformat(day), time(9), SHANGHAI)


def permit_id(session: Session) -> int | None:
    """Answer the row of the only permit, where there is one."""
    return session.exec(select(Permit.id)).one_or_none()


def district(db: Database) -> District:
    """Answer a bureau with its laboratory, ready to work."""
    party_id = seat(db)
    with db.writing("test_more_people") as session:
        for officer_id, name, role in MORE_PEOPLE:
            session.add(Officer(id=officer_id, name=name, roles=[role]))
    return District(db, party_id)


def under_supervision(world: District, valid_to: str = "2031-03-19") -> str:
    """Answer the supervision of a permit that has been in force for long."""
    with world.db.writing("test_permit") as session:
        permit = Permit(
            permit_no=PERMIT_NO, party_id=world.party_id, unit_name="虚构印染有限公司",
            category="key_managed", valid_from=date(2021, 3, 20),
            valid_to=date.fromisoformat(valid_to), issued_on=date(2021, 3, 20),
            created_at=world.now, updated_at=world.now,
        )  # fmt: skip
        session.add(permit)
    return world.open(
        "supervision", "XK01", "key_managed",
        permit_no=PERMIT_NO, valid_from="2021-03-20", valid_until=valid_to,
    )  # fmt: skip
