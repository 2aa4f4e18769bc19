"""Any history of a clock through the database gives each value that a pure replay gives."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from casework import clocks
from casework.act import note_event
from casework.calendar_versions import calendar_in_force, load_notice
from casework.calendars import parse_notice, with_notice
from casework.case_reading import locked_case
from casework.clock_reading import open_clocks
from casework.events import Happening
from casework.verify import verify
from deploy.recompute import recompute_once
from deploy.sweep import sweep_once
from models import Clock, ClockValue
from models.session import Database, open_database
from rules.case_view import ActionRefused, ClockOp
from rules.clocks import clock
from rules.clocks.life import (
    ClockActRefused,
    ClockState,
    extended,
    paused,
    resumed,
    started,
    switched,
    value,
)
from rules.deadlines import Due, Extension, Rolling, Term, Unit, legal_day
from rules.escalation import next_at, standard, steps
from rules.facts import FACTS as KNOWN
from rules.facts import FactValue
from rules.grammar import begin
from rules.workdays import Calendar
from tests.casework.bureau import CALENDAR, clue, seat
from tests.casework.test_calendar_versions import HEAD, NOTICE_2027

BEGAN = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""Late enough that every term can reach into a year whose holidays are not announced yet."""

FILE: Mapping[str, FactValue] = {
    "term_days": 40,
    "served_on": legal_day(BEGAN).isoformat(),
    "extend_reason": "案情复杂",
    **{key: ["讨论.pdf"] for key, each in KNOWN.items() if each.title == "集体讨论记录"},
}
ON_FILE = frozenset({"集体讨论记录"})
RULE_2027 = parse_notice(NOTICE_2027)
RECTIFY = replace(clock("LOCAL-RECTIFY"), term=Term(40, Unit.DAY, Rolling.FORWARD))
BEGUN = {
    "CF-DECIDE": (clock("CF-DECIDE"), begin("CF-DECIDE"), "鉴定"),
    "PWXK-KEY": (clock("PWXK-KEY"), begin("PWXK-KEY"), "专家评审"),
    "LOCAL-RECTIFY": (RECTIFY, begin("LOCAL-RECTIFY", at="served_on", days="term_days"), "鉴定"),
}
"""A penalty's, an approval's and an order's clock: calendar days, working days, a stated term."""


@dataclass(frozen=True)
class Turn:
    """What happens after so many hours, and how much of it where it has a measure."""

    verb: str
    hours: int
    days: int = 0


VERBS = ("pause", "resume", "pause", "resume", "extend", "switch", "notice", "sweep")
TURNS = st.lists(
    st.builds(Turn, st.sampled_from(VERBS), st.integers(1, 500), st.integers(0, 31)),
    min_size=1,
    max_size=10,
)


@dataclass(frozen=True)
class Told:
    """A value as it is stored: its end, how sure it is, and who gave it."""

    due_on: date | None
    due_at: datetime | None
    provisional: bool
    calendar: str
    actor_id: str


@dataclass
class Replay:
    """The pure side: a clock's state, the calendar, and what its reminders have done so far."""

    state: ClockState
    calendar: Calendar
    ground: str
    armed_at: datetime = BEGAN
    fired: dict[date, set[str]] = field(default_factory=dict)
    values: list[Told] = field(default_factory=list)

    @property
    def due(self) -> Due:
        """Answer the end as it is now."""
        found = value(self.state, self.calendar)
        assert found is not None
        return found

    def keep(self, by: str, now: datetime | None = None) -> None:
        """Keep the value that an act gave; ``now`` is when the ladder was set anew."""
        self.armed_at = now or self.armed_at
        due = self.due
        told = Told(due.due_on, due.due_at, due.provisional, self.calendar.version, by)
        self.values.append(told)

    def act(self, turn: Turn, by: str, now: datetime) -> None:
        """Do a verb; ClockActRefused where the law does not know it."""
        self.state = self._done(turn, by, now)
        self.keep(by, now)

    def _done(self, turn: Turn, by: str, now: datetime) -> ClockState:
        match turn.verb:
            case "pause":
                return paused(self.state, now, self.ground, notice="告知书1号")
            case "resume":
                return resumed(self.state, now)
            case "switch":
                return switched(self.state, clock("PWXK-KEY-SITE"), now, self.calendar)
        term = self.state.row.term
        assert term is not None
        asked = Extension(turn.days, term.unit, "案情复杂", by, now)
        return extended(self.state, asked, self.calendar, on_file=ON_FILE)

    def notice(self, now: datetime) -> None:
        """Take the notice for 2027; an end that moves sets its reminders anew."""
        before = self.due
        self.calendar = with_notice(CALENDAR, RULE_2027)
        moved = self.due.due_on != before.due_on
        if moved or self.due.provisional != before.provisional:
            self.keep("system", now if moved else None)

    def sweep(self, now: datetime) -> None:
        """Fire what lies behind."""
        due = self.due
        if due.due_at is None or due.due_on is None:
            return
        ready = steps(due.due_at, self.armed_at, self.calendar, standard(self.state.row.key))
        self.fired.setdefault(due.due_on, set()).update(
            each.rung.name for each in ready if each.at <= now
        )

    @property
    def next_at(self) -> datetime | None:
        """Answer the next reminder."""
        due = self.due
        fired = self.fired.get(due.due_on, set()) if due.due_on else set()
        ladder = standard(self.state.row.key)
        return next_at(due.due_at, self.armed_at, self.calendar, fired, ladder)


@dataclass
class Kept:
    """The stored side: the same verbs on a clock's rows."""

    db: Database
    case_no: str
    key: str
    ground: str

    def start(self) -> None:
        """Start the clock."""
        self._apply(ClockOp("start", self.key, begin=BEGUN[self.key][1]), "甲0", BEGAN, {})

    def act(self, turn: Turn, by: str, now: datetime) -> None:
        """Do a verb as a decision's clock operation; ActionRefused leaves nothing behind."""
        to = "PWXK-KEY-SITE" if turn.verb == "switch" else ""
        op = ClockOp(turn.verb, self.row.key, to_key=to)
        self._apply(op, by, now, {"extend_days": turn.days})

    def _apply(self, op: ClockOp, by: str, now: datetime, facts: Mapping[str, FactValue]) -> None:
        with self.db.writing("test_apply") as session:
            case = locked_case(session, self.case_no)
            change = clocks.Change(
                case["id"], case["stage"], case["seq"] + 1, by, now, _in_force(session),
                {**FILE, **facts}, op.verb, ground=self.ground,
            )  # fmt: skip
            told = clocks.apply(session, change, (op,), open_clocks(session, case["id"]))
            note_event(session, case, Happening(op.verb, by, "x", now, detail={"clocks": told}))

    def notice(self, now: datetime) -> None:
        """Load the notice and have the job go over the clocks."""
        with self.db.writing("test_load") as session:
            load_notice(session, RULE_2027, HEAD, now=now)
        with self.db.reading() as session:
            calendar = _in_force(session)
        recompute_once(self.db, calendar, "2027年放假安排", lambda: now)

    def sweep(self, now: datetime) -> None:
        """Fire what lies behind."""
        with self.db.reading() as session:
            calendar = _in_force(session)
        sweep_once(self.db, now, calendar)

    @property
    def row(self) -> Clock:
        """Answer the clock's row."""
        with self.db.reading() as session:
            wanted = select(Clock).where(Clock.key.in_((self.key, "PWXK-KEY-SITE")))  # type: ignore[attr-defined]
            return session.exec(wanted).one()

    @property
    def values(self) -> list[Told]:
        """Answer every value that the end ever had."""
        with self.db.reading() as session:
            rows = session.exec(
                select(ClockValue)
                .where(ClockValue.clock_id == self.row.id)
                .order_by(ClockValue.number)  # type: ignore[arg-type]
            ).all()
        assert [each.number for each in rows] == list(range(1, len(rows) + 1))
        return [
            Told(each.due_on, each.due_at, each.provisional, each.calendar, each.actor_id)
            for each in rows
        ]


def _in_force(session: Session) -> Calendar:
    return calendar_in_force(session, legal_day(BEGAN))


@contextmanager
def _fresh(template: Path) -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.db"
        shutil.copy(template, path)
        db = open_database(f"sqlite:///{path}")
        try:
            yield db
        finally:
            db.close()


def _both(pure: Replay, kept: Kept, turn: Turn, by: str, now: datetime) -> None:
    """Have the same happen on both sides; a verb that the law refuses must leave no value."""
    for side in (pure, kept):
        if turn.verb in ("notice", "sweep"):
            getattr(side, turn.verb)(now)
        else:
            with suppress(ClockActRefused, ActionRefused):
                side.act(turn, by, now)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(key=st.sampled_from(sorted(BEGUN)), turns=TURNS)
def test_replaying_any_history_gives_every_value_that_was_stored(
    sqlite_template: Path, key: str, turns: list[Turn]
) -> None:
    row, begun, ground = BEGUN[key]
    start = legal_day(BEGAN) if begun.at else BEGAN
    pure = Replay(started(ClockState(row), start), CALENDAR, ground)
    pure.keep("甲0")
    with _fresh(sqlite_template) as db:
        kept = Kept(db, clue(db, seat(db)), key, ground)
        kept.start()
        now = BEGAN
        # That a clock may be paused at all is for the tables, which soundness holds to the law.
        mine = [each for each in turns if row.pauses or each.verb not in ("pause", "resume")]
        for number, turn in enumerate(mine, start=1):
            now += timedelta(hours=turn.hours)
            _both(pure, kept, turn, f"甲{number}", now)

            stored = kept.row
            assert kept.values == pure.values
            assert (stored.due_on, stored.due_at) == (pure.due.due_on, pure.due.due_at)
            assert stored.next_at == pure.next_at
            assert stored.calendar == pure.calendar.version
        with db.reading() as session:
            assert verify(session, pure.calendar).flaws == ()
