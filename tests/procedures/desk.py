"""People, facts and cases for tests that ask the tables alone, without a database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import product

from casework.calendars import national_calendar
from rules.decide import Ask, CaseView, ClockView, Decision, KinView, LinkView, Person, decide
from rules.facts import FACTS, FactKind, FactValue
from rules.grammar import Act, Procedure
from rules.procedures import latest
from rules.procedures.measures import PROPOSED_BY
from rules.vocabulary import R
from rules.window import LateFiling

CALENDAR = national_calendar()
NOW = datetime.fromisoformat("2026-09-09T10:00:00+08:00")
TODAY = date(2026, 9, 9)
PARTY_ID = 7
SAMPLES: dict[FactKind, FactValue] = {
    FactKind.TEXT: "情况属实",
    FactKind.LINE: "甲-1",
    FactKind.DAY: "2026-09-01",
    FactKind.INSTANT: "2026-09-01T09:00:00+08:00",
    FactKind.DAYS: 10,
    FactKind.COUNT: 1,
    FactKind.MONEY: 100,
    FactKind.YES_NO: True,
    FactKind.FILES: ["a.pdf"],
}
APPROVES_VISITS = frozenset({"approve_check", "approve_recheck", "approve_visit", "dispatch"})
FROM_SITE: dict[str, FactValue] = {"taken_on_site": True, "visited_on": "2026-09-01"}
SERVED: dict[str, FactValue] = {
    "paper_no": "沪示环〔2026〕1号",
    "service_method": "direct",
    "served_on": "2026-09-08",
    "served_by": "甲",
    "received_by": "乙",
    "service_proof": "回证1",
}


def table(key: str) -> Procedure:
    """Answer the newest table of that key."""
    found = latest(key)
    assert found is not None, f"there is no procedure {key}"
    return found


def person(role: R, name: str = "") -> Person:
    """Answer somebody with one role, a valid certificate, and the party's own where it fits."""
    return Person(
        name or f"{role}-1", name or f"{role}-1", frozenset({role}), "A1", date(2030, 1, 1),
        party_id=PARTY_ID,
    )  # fmt: skip


def people() -> dict[str, Person]:
    """Answer three certified officers, of whom the samples name the first two, and the heads."""
    heads = {"JZ1": R.BUREAU_HEAD, "JZ2": R.BUREAU_HEAD, "KS1": R.SECTION_HEAD}
    officers = dict.fromkeys(("P1", "P2", "P3"), R.PERMIT_OFFICER)
    return {name: person(role, name) for name, role in (officers | heads).items()}


def sample(key: str) -> FactValue:
    """Answer a value that has the shape of the fact."""
    if key in ("seized_at", "preserved_at"):
        return TODAY.isoformat() + "T09:00:00+08:00"
    if key in ("hearing_chair", "hearing_panel", "discussion_recorder"):
        return ["P3"]
    if key == "discussion_chair":
        return ["JZ1"]
    if key == "taken_on_site":
        return False
    declared = FACTS[key]
    if declared.kind is FactKind.CHOICE:
        return declared.choices[0][0]
    if declared.kind is FactKind.PEOPLE:
        return ["P1", "P2"]
    return SAMPLES[declared.kind]


def samples(act: Act, **said: FactValue) -> dict[str, FactValue]:
    """Answer what the act asks for, with the values that the test says."""
    return {key: sample(key) for key in act.fact_needs} | said


def running(key: str, due: date | None = None, subject: str = "") -> ClockView:
    """Answer an open clock; without a day it is due next year."""
    on = due or TODAY + timedelta(days=365)
    at = datetime.combine(on + timedelta(days=1), datetime.min.time(), NOW.tzinfo)
    return ClockView(key, subject, "running", date(2026, 8, 3), at)


def asked(name: str, act: str, by: str = "somebody") -> dict[str, Ask]:
    """Answer a request that waits for its answer."""
    return {name: Ask(by, NOW.isoformat(), act, 1)}


@dataclass
class Desk:
    """A case that a test walks through its table, remembering what the bureau would."""

    procedure: str
    stage: str
    kinds: frozenset[str] = frozenset()
    facts: dict[str, FactValue] = field(default_factory=dict)
    asks: Mapping[str, Ask] = field(default_factory=dict)
    doers: dict[str, frozenset[str]] = field(default_factory=dict)
    clocks: tuple[ClockView, ...] = ()
    links: tuple[LinkView, ...] = ()
    kin: tuple[KinView, ...] = ()
    priors: tuple[KinView, ...] = ()
    now: datetime = NOW
    detention_alone: bool = False
    late_filings: tuple[LateFiling, ...] = ()
    visits_approved_on: str = "2026-09-01"

    def view(self) -> CaseView:
        """Answer the case as a decision looks at it."""
        return CaseView(
            case_no="PW-2026-0001", procedure=table(self.procedure), stage=self.stage,
            kinds=self.kinds, party_id=PARTY_ID, now=self.now, today=self.now.date(),
            facts=self._proposed() | self.facts, asks=self.asks, doers=self.doers,
            clocks=self.clocks, links=self.links, kin=self.kin, people=people(), calendar=CALENDAR,
            detention_alone=self.detention_alone, late_filings=self.late_filings,
            priors=self.priors,
        )  # fmt: skip

    def _proposed(self) -> dict[str, FactValue]:
        """Answer who proposed a measure: the case that led to it says so."""
        carried = PROPOSED_BY in table(self.procedure).opening_facts
        return {PROPOSED_BY: "proposer"} if carried else {}

    def act(self, key: str) -> Act:
        """Answer the act of the stage that suits the case."""
        found = table(self.procedure).stage(self.stage).act(key, self.kinds)
        assert found is not None, f"{self.stage} has no act {key}"
        return found

    def does(
        self, key: str, by: Person | None = None, *, lapsed: str | None = None, **said: FactValue
    ) -> Decision:
        """Do an act with sample facts and those said, and remember what came of it."""
        act = self.act(key)
        actor = by or person(act.who[0], "P1" if act.handlers > 1 else "")
        view = self.view()
        if key in APPROVES_VISITS:
            on = date.fromisoformat(self.visits_approved_on)
            view = replace(view, now=datetime.combine(on, NOW.timetz()), today=on)
        decision = decide(view, key, actor, samples(act, **said), seq=1, lapsed=lapsed)
        self._remember(decision, actor)
        return decision

    def visits(self, key: str, by: Person | None = None, **said: FactValue) -> Decision:
        """Record a visit that the section head approved before."""
        self.does("ask_visit")
        self.does("approve_visit")
        if "taken_on_site" in self.act(key).fact_needs:
            said = FROM_SITE | said
        return self.does(key, by, **said)

    def _remember(self, decision: Decision, actor: Person) -> None:
        key = decision.act.key
        self.stage = decision.to_stage
        self.asks = {name: _yesterday(each) for name, each in decision.asks.items()}
        self.facts |= decision.facts
        present = decision.facts.get("handlers", [])
        everyone = {actor.id, *(present if isinstance(present, list) else [])}
        self.doers[key] = self.doers.get(key, frozenset()) | everyone
        self.clocks = tuple(_after(self.clocks, decision))


def _yesterday(ask: Ask) -> Ask:
    """Answer a request as one of the day before: what is SERVED was signed by then."""
    if ask.at < NOW.isoformat():
        return ask
    return replace(ask, at=(datetime.fromisoformat(ask.at) - timedelta(days=1)).isoformat())


def _after(clocks: Iterable[ClockView], decision: Decision) -> Iterator[ClockView]:
    gone = {op.key for op in decision.clocks if op.verb in ("meet", "lapse", "stop")}
    turned = {op.key: op.to_key for op in decision.clocks if op.verb == "switch"}
    for each in clocks:
        if each.key not in gone:
            yield replace(each, key=turned.get(each.key, each.key))
    for op in decision.clocks:
        if op.verb == "start":
            yield running(op.key)


def started(decision: Decision) -> set[str]:
    """Answer the keys of the clocks that the decision starts."""
    return {op.key for op in decision.clocks if op.verb == "start"}


def verbs(decision: Decision) -> set[tuple[str, str]]:
    """Answer what the decision does to which clock."""
    return {(op.verb, op.key) for op in decision.clocks}


def opened(decision: Decision) -> list[str]:
    """Answer the procedures that the decision opens."""
    return [
        str(each.payload["procedure"]) for each in decision.duties if each.kind == "open_linked"
    ]


def kinds_of(procedure: Procedure) -> list[frozenset[str]]:
    """Answer every combination of kinds that a case of the procedure can have."""
    return [frozenset(each) for each in product(*procedure.kinds)]
