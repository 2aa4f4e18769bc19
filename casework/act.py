"""The click: decision, event, stage, clocks and duties in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from casework import clocks as clock_rows
from casework.clock_reading import ended_clocks, open_clocks, open_clocks_of
from casework.district import calendar_for
from casework.events import Happening, append_event
from casework.family import kin_beside, priors_of
from casework.heard import with_facts
from casework.inspectors import inspectors_beside
from casework.jobs import write
from casework.late_filings import waiting_filings
from casework.local_rules import (
    detention_goes_alone,
    local_amounts,
    local_tables,
    samples_allowed,
)
from casework.outbox import add_duties
from casework.owed import owe_outward
from casework.people import people
from casework.permits import record_permit
from casework.procedures import table_of
from casework.repeats import says_the_same
from casework.runs import wake
from casework.sealed import refuse_identity
from casework.seen_by import is_asked, may_know
from casework.service_addresses import confirmed_addresses, enforced
from casework.stand_ins import stand_ins_since
from casework.vouchers import refuse_counted_elsewhere
from casework.when_told import running, when_told
from models import CaseEvent, CaseFile, CaseLink, Recusal, ServiceRecord
from rules.deadlines import legal_day
from rules.decide import (
    SYSTEM,
    ActionRefused,
    Ask,
    CaseView,
    ClockView,
    Decision,
    KinView,
    LinkView,
    Person,
    decide,
)
from rules.delegation import StandIn
from rules.errors import PermitLoopError
from rules.facts import FACTS, FactsWrong, FactValue, hides_signs
from rules.procedures.measures import PROPOSED_ON
from rules.service import SERVICE_FACTS, served_where_confirmed
from rules.window import FILING_DAY, LateFiling, recorded
from rules.workdays import Calendar

CASE = CaseFile.__table__  # type: ignore[attr-defined]
F = CASE.c
E = CaseEvent.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]
R = Recusal.__table__.c  # type: ignore[attr-defined]

# Built once: a statement that is built at each click costs more than its execution.
_BY_NO = select(*F).where(F.case_no == bindparam("numbered"))
_BY_NO_LOCKED = _BY_NO.with_for_update()
_BY_REQUEST = select(E.case_id, E.seq, E.kind).where(E.request_key == bindparam("asked"))
_LINKS = (
    select(F.case_no, F.procedure, L.relation, F.closed_at, F.outcome, F.kinds)
    .join_from(CaseLink.__table__, CASE, L.to_case_id == F.id)  # type: ignore[attr-defined]
    .where(L.from_case_id == bindparam("opener"))
    .order_by(L.id)
)
_RECUSED = select(R.officer_id).where(R.case_id == bindparam("of_case"))
_LINKS_OF = (
    select(L.from_case_id, *_LINKS.selected_columns)
    .join_from(CaseLink.__table__, CASE, L.to_case_id == F.id)  # type: ignore[attr-defined]
    .where(L.from_case_id.in_(bindparam("openers", expanding=True)))
    .order_by(L.id)
)
_RECUSED_OF = select(R.case_id, R.officer_id).where(
    R.case_id.in_(bindparam("of_cases", expanding=True))
)
_WRITE = update(CASE).where(F.id == bindparam("which"), F.seq == bindparam("read_seq"))
_SERVED = ServiceRecord.__table__.insert()  # type: ignore[attr-defined]


LONGEST_REQUEST_KEY = 50


class CaseUnknown(PermitLoopError):
    """没有这个案号，请核对后重试。"""


class CaseChanged(PermitLoopError):
    """该案件刚被他人办理，请刷新后再提交。"""


@dataclass(frozen=True)
class Done:
    """What an act left: where the case stands and the numbers it has now."""

    case_no: str
    stage: str
    seq: int
    version: int
    outcome: str
    repeated: bool = False


@dataclass(frozen=True)
class Beside:
    """What a decision looks at beside the case's own row."""

    clocks: list[dict[str, Any]]
    links: tuple[LinkView, ...]
    recused: frozenset[str]
    stand_ins: tuple[StandIn, ...]
    inspectors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    kin: tuple[KinView, ...] = ()
    late_filings: tuple[LateFiling, ...] = ()
    priors: tuple[KinView, ...] = ()


def take_action(
    session: Session,
    case_no: str,
    action: str,
    actor: Person,
    facts: Mapping[str, FactValue],
    *,
    now: datetime,
    calendar: Calendar,
    expected_version: int | None = None,
    request_key: str | None = None,
    lapsed: str | None = None,
) -> Done:
    """Do one act in one case; the caller's writing session commits it whole or not at all.

    ``expected_version`` is the decision number the form showed; ``request_key`` makes a repeated
    click answer what the first one did. Raises CaseUnknown, CaseChanged, ActionRefused, FactsWrong.
    """
    request_key = own_key(actor, request_key)
    row = locked_case(session, case_no)
    try:
        return _taken(
            session, row, action, actor, facts, now=now, calendar=calendar,
            expected_version=expected_version, request_key=request_key, lapsed=lapsed,
        )  # fmt: skip
    except (ActionRefused, FactsWrong, CaseChanged):
        # Why an act is refused tells where the case stands, which is not for everybody outside.
        if may_know(session, row, actor) or is_asked(row, action, actor):
            raise
    raise CaseUnknown(f"没有案号为“{case_no}”的案件，请核对后重试")


def _taken(
    session: Session,
    row: dict[str, Any],
    action: str,
    actor: Person,
    facts: Mapping[str, FactValue],
    *,
    now: datetime,
    calendar: Calendar,
    expected_version: int | None,
    request_key: str | None,
    lapsed: str | None,
) -> Done:
    repeated = _repeated(session, row, request_key, action, actor, facts)
    if repeated:
        return repeated
    if expected_version is not None and expected_version != row["version"]:
        raise CaseChanged
    calendar = calendar_for(session, calendar, row["party_id"])
    beside = _beside(session, row, now, held=True)
    view = _view(session, row, beside, now, _named_people(facts), calendar)
    if FILING_DAY in facts:
        view = replace(view, ended=ended_clocks(session, row["id"]))
    decision = decide(view, action, actor, facts, seq=row["seq"] + 1, lapsed=lapsed)
    _refuse_unconfirmed(session, row["party_id"], decision, view.today)
    refuse_identity(session, row, facts, actor.id)
    refuse_counted_elsewhere(session, row, decision.facts, actor)
    return _write(session, row, decision, actor, now, calendar, beside.clocks, request_key)


def system_act(
    session: Session,
    row: dict[str, Any],
    beside: Beside,
    action: str,
    facts: Mapping[str, FactValue],
    *,
    now: datetime,
    calendar: Calendar,
    lapsed: str,
) -> str | None:
    """Do an act of the system in a case that is held and read already; answer why it is refused.

    A refusal that is answered has written nothing; one that is raised wants the transaction undone.
    """
    calendar = calendar_for(session, calendar, row["party_id"])
    view = _view(session, row, beside, now, (), calendar)
    try:
        decision = decide(view, action, SYSTEM, facts, seq=row["seq"] + 1, lapsed=lapsed)
    except (ActionRefused, FactsWrong) as refused:
        return str(refused)
    _write(session, row, decision, SYSTEM, now, calendar, beside.clocks, None)
    return None


def _refuse_unconfirmed(session: Session, party_id: int, decision: Decision, today: date) -> None:
    """Refuse electronic service to an address that no recorded paper confirms (处罚法 第61条)."""
    facts = decision.facts
    if facts.get("service_method") != "electronic" or not _is_service(decision.act.fact_needs):
        return
    if enforced(session, today):
        refusal = served_where_confirmed(facts, confirmed_addresses(session, party_id))
        if refusal:
            raise ActionRefused(refusal)


def case_view(session: Session, case_no: str, now: datetime) -> CaseView:
    """Answer a case as decisions look at it; CaseUnknown when there is none."""
    row = _case_row(session, case_no, lock=False)
    return _view(session, row, _beside(session, row, now), now, (), None)


def locked_case(session: Session, case_no: str) -> dict[str, Any]:
    """Answer a case's row, held against other writers until the transaction ends."""
    return _case_row(session, case_no, lock=True)


def _case_row(session: Session, case_no: str, *, lock: bool) -> dict[str, Any]:
    # SQLite knows no row locks: its writing session holds the one lock already.
    wanted = _BY_NO_LOCKED if lock else _BY_NO
    found = session.execute(wanted, {"numbered": case_no}).mappings().one_or_none()
    if found is None:
        raise CaseUnknown(f"没有案号为“{case_no}”的案件，请核对后重试")
    return dict(found)


def own_key(actor: Person, request_key: str | None) -> str | None:
    """Answer the key under which a person's click is kept: apart from others' and the system's."""
    if request_key is None or actor.id == SYSTEM.id:
        return request_key
    key = request_key.strip()
    if not key or len(key) > LONGEST_REQUEST_KEY or hides_signs(key, ""):
        raise ActionRefused(
            f"请求编号应为 1 到 {LONGEST_REQUEST_KEY} 字，不含控制字符，请换一个编号后提交"
        )
    return f"by:{actor.id}:{key}"


def _repeated(
    session: Session,
    row: Mapping[str, Any],
    request_key: str | None,
    action: str,
    actor: Person,
    facts: Mapping[str, FactValue],
) -> Done | None:
    if request_key is None:
        return None
    earlier = session.execute(_BY_REQUEST, {"asked": request_key}).one_or_none()
    if earlier is None:
        return None
    if earlier.case_id != row["id"]:
        raise CaseChanged("这个请求编号已用于另一案件，请刷新后重新提交")
    # The system may hear under one key by an act or, refused, by a mere note.
    if earlier.kind != action and actor.id != SYSTEM.id:
        raise CaseChanged("这个请求编号已用于本案的另一事项，请刷新后重新提交")
    if actor.id != SYSTEM.id and not says_the_same(session, row["id"], earlier.seq, facts):
        raise CaseChanged(
            "这个请求编号已用于同一事项的另一次提交，内容与本次不同，本次没有登记；"
            "请办理人核对本案已登记的内容，确需再办一次的换一个编号后提交"
        )
    return Done(row["case_no"], row["stage"], row["seq"], row["version"], row["outcome"], True)


def seen_request(session: Session, request_key: str) -> bool:
    """Answer whether an event with this request key was written already."""
    return session.execute(_BY_REQUEST, {"asked": request_key}).first() is not None


def _named_people(facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    lists = [named for key, named in facts.items() if key in FACTS and FACTS[key].names_people]
    return tuple(each for named in lists for each in _ids(named))


def _ids(named: FactValue) -> tuple[str, ...]:
    if isinstance(named, str):
        return tuple(each.strip() for each in named.split(","))
    return tuple(str(each) for each in named) if isinstance(named, list | tuple) else ()


def besides(
    session: Session, rows: Sequence[Mapping[str, Any]], now: datetime
) -> dict[int, Beside]:
    """Answer what decisions look at beside each of several cases, read at once."""
    ids = [row["id"] for row in rows]
    clocks = open_clocks_of(session, ids)
    links: dict[int, list[LinkView]] = {each: [] for each in ids}
    for opener, *rest in session.execute(_LINKS_OF, {"openers": ids}):
        links[opener].append(_link(*rest))
    recused: dict[int, set[str]] = {each: set() for each in ids}
    for case_id, officer in session.execute(_RECUSED_OF, {"of_cases": ids}):
        recused[case_id].add(officer)
    since = {row["id"]: _first_ask(row, now) for row in rows}
    stand_ins = {on: stand_ins_since(session, on, legal_day(now)) for on in set(since.values())}
    return {
        each: Beside(
            clocks[each], tuple(links[each]), frozenset(recused[each]), stand_ins[since[each]]
        )
        for each in ids
    }


def _beside(
    session: Session, row: Mapping[str, Any], now: datetime, *, held: bool = False
) -> Beside:
    return Beside(
        open_clocks(session, row["id"]),
        linked_cases(session, row["id"]),
        frozenset(session.execute(_RECUSED, {"of_case": row["id"]}).scalars()),
        stand_ins_since(session, _first_ask(row, now), legal_day(now)),
        inspectors_beside(session, row["id"], row["procedure"]),
        kin_beside(session, row["id"], row["procedure"], held=held),
        waiting_filings(session, row["id"], row["procedure"]),
        priors_of(session, row["id"], row["procedure"]),
    )


def _view(
    session: Session,
    row: Mapping[str, Any],
    beside: Beside,
    now: datetime,
    named: tuple[str, ...],
    calendar: Calendar | None,
) -> CaseView:
    return CaseView(
        case_no=row["case_no"],
        procedure=table_of(row["procedure"], row["procedure_version"]),
        stage=row["stage"],
        kinds=frozenset(row["kinds"]),
        party_id=row["party_id"],
        now=now,
        today=legal_day(now),
        facts=row["facts"],
        asks={name: Ask(**ask) for name, ask in row["asks"].items()},
        doers={act: frozenset(ids) for act, ids in row["doers"].items()} | dict(beside.inspectors),
        clocks=tuple(
            ClockView(
                each["key"], each["subject"], each["status"], each["start_on"], each["due_at"]
            )
            for each in beside.clocks
        ),
        links=beside.links,
        kin=beside.kin,
        priors=beside.priors,
        late_filings=beside.late_filings,
        recused=beside.recused,
        people=people(session, named),
        calendar=calendar,
        stand_ins=beside.stand_ins,
        thresholds=local_amounts(session, legal_day(now)),
        discretion=local_tables(session, legal_day(now)),
        sample_tables=samples_allowed(session, legal_day(now)),
        detention_alone=detention_goes_alone(session, legal_day(now)),
        stage_since=None if row["stage_since"] == row["opened_at"] else row["stage_since"],
        assignee=row["assignee_id"] or "",
    )


def _first_ask(row: Mapping[str, Any], now: datetime) -> date:
    """Answer since when somebody's standing in for somebody matters to the case."""
    asked = [datetime.fromisoformat(ask["at"]) for ask in row["asks"].values()]
    first = legal_day(min([now, *asked]))
    proposed = row["facts"].get(PROPOSED_ON)
    return min(first, date.fromisoformat(proposed)) if proposed else first


def linked_cases(session: Session, case_id: int) -> tuple[LinkView, ...]:
    """Answer the cases that this one opened."""
    return tuple(_link(*row) for row in session.execute(_LINKS, {"opener": case_id}))


def _link(
    case_no: str,
    procedure: str,
    relation: str,
    closed_at: datetime | None,
    outcome: str,
    kinds: Sequence[str],
) -> LinkView:
    return LinkView(case_no, procedure, relation, closed_at is None, outcome, frozenset(kinds))


def _write(
    session: Session,
    row: dict[str, Any],
    decision: Decision,
    actor: Person,
    now: datetime,
    calendar: Calendar,
    open_rows: list[dict[str, Any]],
    request_key: str | None,
) -> Done:
    if row["closed_at"] is not None and decision.outcome is not None:
        decision = replace(decision, outcome=row["outcome"])
    act, seq, case_id = decision.act, row["seq"] + 1, row["id"]
    facts = {**row["facts"], **decision.facts}
    change = clock_rows.Change(
        case_id,
        decision.to_stage,
        seq,
        actor.id,
        now,
        calendar,
        facts,
        act.title,
        frozenset(str(each) for each in decision.facts.values()),
        ground=act.ground,
        served_on=_served_on(decision),
        lapsed_at=_lapsed_at(decision, open_rows),
        resumed_on=_resumed_on(decision),
    )
    told = clock_rows.apply(session, change, decision.clocks, open_rows)
    permit_id = row["permit_id"]
    if act.records:
        permit_id = record_permit(session, row, act.records, facts, now)
    after = list(running(open_rows, told))
    duties = with_facts(when_told(session, row, decision, actor, after, now, calendar), facts)
    keys = add_duties(session, case_id, row["case_no"], seq, duties, now)
    owe_outward(session, row, act.key, seq, now)
    head = append_event(
        session,
        case_id,
        row["case_no"],
        seq,
        row["head_hash"],
        Happening(
            kind=act.key,
            actor_id=actor.id,
            role=str(decision.role),
            at=now,
            decision=True,
            facts=decision.facts,
            detail=_detail(row, decision, told, keys),
            request_key=request_key,
        ),
    )
    if _is_service(act.fact_needs):
        _record_service(session, case_id, seq, decision.facts, now)
    changed = _changed(row, decision, actor, facts, seq, now, head) | {"permit_id": permit_id}
    write(session, _WRITE, {"which": case_id, "read_seq": row["seq"], **changed})
    _wake(session, row, act.turns_chapter, seq, now, closed=decision.outcome is not None)
    return Done(row["case_no"], decision.to_stage, seq, changed["version"], changed["outcome"])


def _detail(
    row: Mapping[str, Any], decision: Decision, told: list[dict[str, Any]], keys: list[str]
) -> dict[str, Any]:
    return {
        "procedure": row["procedure"],
        "procedure_version": row["procedure_version"],
        "table_hash": row["table_hash"],
        "from": decision.from_stage,
        "to": decision.to_stage,
        "basis": decision.act.basis,
        "papers": list(decision.act.papers),
        "clocks": told,
        "duties": keys,
        "outcome": decision.outcome or "",
        **({"permit": str(decision.act.records)} if decision.act.records else {}),
        **({"at_window": True} if recorded(decision.act) else {}),
    }


def _changed(
    row: Mapping[str, Any],
    decision: Decision,
    actor: Person,
    facts: Mapping[str, FactValue],
    seq: int,
    now: datetime,
    head: str,
) -> dict[str, Any]:
    doers = dict(row["doers"])
    present = decision.facts.get("handlers", [])
    everyone = [actor.id, *(present if isinstance(present, list) else [])]
    doers[decision.act.key] = list(dict.fromkeys([*doers.get(decision.act.key, []), *everyone]))
    moved = decision.to_stage != decision.from_stage
    closed = decision.outcome is not None
    return {
        "stage": decision.to_stage,
        "facts": dict(facts),
        "asks": {name: asdict(ask) for name, ask in decision.asks.items()},
        "doers": doers,
        "seq": seq,
        "version": row["version"] + 1,
        "head_hash": head,
        "chapter": row["chapter"] + (1 if decision.act.turns_chapter else 0),
        "stage_since": now if moved else row["stage_since"],
        "updated_at": now,
        "closed_at": (row["closed_at"] or now) if closed else None,
        "outcome": decision.outcome or "",
    }


def _wake(
    session: Session,
    row: Mapping[str, Any],
    turns_chapter: bool,
    seq: int,
    now: datetime,
    *,
    closed: bool,
) -> None:
    wake(session, row["id"], row["chapter"], seq, now, closes=closed or turns_chapter)
    if turns_chapter and not closed:
        wake(session, row["id"], row["chapter"] + 1, seq, now)


def _served_on(decision: Decision) -> date | None:
    if not _is_service(decision.act.fact_needs):
        return None
    return date.fromisoformat(str(decision.facts["served_on"]))


def _resumed_on(decision: Decision) -> date | None:
    """Answer the day that ended a pause by law, where the act names one and was told it."""
    told = (decision.facts.get(name) for name in decision.act.until)
    return next((date.fromisoformat(str(each)[:10]) for each in told if each), None)


def _lapsed_at(decision: Decision, open_rows: list[dict[str, Any]]) -> datetime | None:
    lapsed = {op.key for op in decision.clocks if op.verb == "lapse"}
    return next((row["due_at"] for row in open_rows if row["key"] in lapsed), None)


def _is_service(needs: tuple[str, ...]) -> bool:
    return set(SERVICE_FACTS) <= set(needs)


def _record_service(
    session: Session, case_id: int, seq: int, facts: Mapping[str, FactValue], now: datetime
) -> None:
    session.execute(
        _SERVED,
        {
            "case_id": case_id,
            "seq": seq,
            "paper": str(facts["paper_no"]),
            "method": str(facts["service_method"]),
            "served_on": date.fromisoformat(str(facts["served_on"])),
            "served_by": str(facts["served_by"]),
            "received_by": str(facts["received_by"]),
            "proof": str(facts["service_proof"]),
            "created_at": now,
        },
    )


def note_event(session: Session, row: dict[str, Any], event: Happening) -> int:
    """Add an event that decides nothing: it raises ``seq`` and disturbs no form; answer the seq.

    IdentityShown where somebody's words in it name an informant.
    """
    if event.actor_id != SYSTEM.id and event.facts:
        refuse_identity(session, row, event.facts, event.actor_id)
    seq: int = row["seq"] + 1
    head = append_event(session, row["id"], row["case_no"], seq, row["head_hash"], event)
    told = {"seq": seq, "head_hash": head, "updated_at": event.at}
    write(session, _WRITE, {"which": row["id"], "read_seq": row["seq"], **told})
    row |= {"seq": seq, "head_hash": head}
    wake(session, row["id"], row["chapter"], seq, event.at)
    return seq
