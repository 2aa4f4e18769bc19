"""May this person do this now, and what follows? Answers a decision or a Chinese sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from rules import asking, justice_paper, window
from rules.answering import answers, kept_out, told_of
from rules.cited import with_article
from rules.deadlines import legal_day
from rules.delegation import StandIn, one_hand
from rules.discretion import Table
from rules.errors import PermitLoopError
from rules.facts import FactValue, check_facts
from rules.grammar import Act, Begin, Opening, Procedure, Stage, holds, suits
from rules.notices import APPROVAL_ASKED, WINDOW_RECEIPT
from rules.service import SERVICE_FACTS
from rules.vocabulary import JUSTICE, OUTSIDERS, ROLE_TITLES, Audience, R
from rules.workdays import Calendar


class ActionRefused(PermitLoopError):
    """该事项现在不能办理。"""


@dataclass(frozen=True)
class Person:
    """Somebody who acts; ``certificate_until`` is the last day of the 执法证."""

    id: str
    name: str
    roles: frozenset[R]
    certificate_no: str = ""
    certificate_until: date | None = None
    active: bool = True
    party_id: int | None = None


SYSTEM = Person("system", "系统", frozenset({R.SYSTEM}))


@dataclass(frozen=True)
class Ask:
    """A request that waits for another person's answer.

    ``changed`` names the facts it shows that were stated otherwise since: see ``rules.asking``.
    """

    by: str
    at: str
    act: str
    seq: int
    changed: Sequence[str] = ()


@dataclass(frozen=True)
class ClockView:
    """An open clock, as far as a decision looks at it."""

    key: str
    subject: str
    status: str
    started_on: date | None
    due_at: datetime | None


@dataclass(frozen=True)
class LinkView:
    """A linked case, as far as a decision looks at it."""

    case_no: str
    procedure: str
    relation: str
    open: bool
    outcome: str
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KinView:
    """A case that others must know of, whoever opened it: what it did and what it knows.

    Penalties and transfers of the same violation, or earlier orders against the same party.
    """

    case_no: str
    procedure: str
    open: bool
    acts: frozenset[str] = frozenset()
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    stage: str = ""


@dataclass(frozen=True)
class CaseView:
    """What a decision may look at; nothing else exists for it. ``actor`` is whom a guard judges.

    ``thresholds`` and ``discretion`` are the district's own amounts and tables, where it has any.
    ``stage_since`` is when an act brought the case to its stage; None where it was opened there.
    ``sample_tables`` says whether a fine may be decided by a shipped sample: in a demo district.
    ``detention_alone`` says whether the district lets a detention go without a penalty (待核).
    ``late_filings`` are papers of the party that came in time, were kept, and wait for an answer.
    ``priors`` are the party's other cases of the same procedure, where its gates ask of them.
    ``ended`` are its clocks that run no more, the newest last, read where a paper is recorded.
    """

    case_no: str
    procedure: Procedure
    stage: str
    kinds: frozenset[str]
    party_id: int
    now: datetime
    today: date
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    asks: Mapping[str, Ask] = field(default_factory=dict)
    doers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    clocks: tuple[ClockView, ...] = ()
    links: tuple[LinkView, ...] = ()
    kin: tuple[KinView, ...] = ()
    recused: frozenset[str] = frozenset()
    people: Mapping[str, Person] = field(default_factory=dict)
    calendar: Calendar | None = None
    actor: Person | None = None
    stand_ins: tuple[StandIn, ...] = ()
    thresholds: Mapping[str, int] = field(default_factory=dict)
    discretion: tuple[Table, ...] = ()
    sample_tables: bool = True
    detention_alone: bool = False
    stage_since: datetime | None = None
    assignee: str = ""
    ended: tuple[ClockView, ...] = ()
    late_filings: tuple[window.LateFiling, ...] = ()
    priors: tuple[KinView, ...] = ()

    def clock(self, *keys: str) -> ClockView | None:
        """Answer the open clock with one of these keys, or None."""
        return next((each for each in self.clocks if each.key in keys), None)


@dataclass(frozen=True)
class ClockOp:
    """One change to one clock: start, meet, lapse, stop, pause, resume, switch or extend."""

    verb: str
    key: str
    begin: Begin | None = None
    to_key: str = ""


@dataclass(frozen=True)
class Duty:
    """An effect outside the case, to be carried out later; ``name`` tells it apart in its event.

    ``statutory``: it goes with a paper whose service the act records. ``try_at``: not before then.
    """

    kind: str
    name: str
    payload: Mapping[str, Any]
    statutory: bool = False
    try_at: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """What follows from an accepted act."""

    act: Act
    role: R
    from_stage: str
    to_stage: str
    outcome: str | None
    facts: Mapping[str, FactValue]
    asks: Mapping[str, Ask]
    clocks: tuple[ClockOp, ...]
    duties: tuple[Duty, ...]


def decide(
    view: CaseView,
    action: str,
    actor: Person,
    facts: Mapping[str, FactValue],
    *,
    seq: int,
    lapsed: str | None = None,
) -> Decision:
    """Answer what follows when ``actor`` does ``action``; ActionRefused or FactsWrong if barred.

    ``seq`` is the number the event will have; ``lapsed`` the clock whose end made the system act.
    A refusal that names no article of its own names the one by which the act is done.
    """
    act = _as_done_by(view, _find(view, view.procedure.stage(view.stage), action), actor)
    try:
        return _decided(view, act, actor, facts, seq=seq, lapsed=lapsed)
    except ActionRefused as refused:
        raise ActionRefused(with_article(str(refused), act.basis)) from None


def _decided(
    view: CaseView,
    act: Act,
    actor: Person,
    facts: Mapping[str, FactValue],
    *,
    seq: int,
    lapsed: str | None,
) -> Decision:
    stage = view.procedure.stage(view.stage)
    role = _role(view, act, actor)
    _persons(view, act, actor)
    unlike = asking.refusal(view, act)
    if unlike:
        raise ActionRefused(unlike)
    clean = check_facts(act.fact_needs, facts)
    strangers = set(clean) - set(act.fact_needs) - set(act.optional)
    if strangers:
        raise ActionRefused(f"“{act.title}”不收：" + "、".join(sorted(strangers)))
    _handlers(view, act, actor, clean)
    seen = _as_judged(replace(view, actor=actor), act, clean)
    for guard in act.guards:
        refusal = guard(seen, clean)
        if refusal:
            raise ActionRefused(refusal)
    stated = dict(clean)
    clean |= _kept(seen, act, clean)
    target = view.procedure.stage(act.to) if act.to else stage
    ops = _clock_ops(view, act, {**view.facts, **clean}, (stage, target), lapsed)
    return Decision(
        act=act,
        role=role,
        from_stage=stage.key,
        to_stage=target.key,
        outcome=(act.outcome or target.outcome) if target.ends else None,
        facts=clean,
        asks=_asks(view, (act, stated), actor, target, seq),
        clocks=window.begun_by_paper(ops, clean) if window.recorded(act) else ops,
        duties=(
            *_duties(view, act, {**view.facts, **clean}, target),
            *(window_receipt(act, clean) if window.recorded(act) else ()),
            *approval_asked(view, act, actor, target, clean),
        ),
    )


def _as_done_by(view: CaseView, act: Act, actor: Person) -> Act:
    """Answer the act as this person does it: for the party at the window, or from a paper."""
    return justice_paper.as_done_by(view, window.as_done_by(act, actor), actor)


def _as_judged(view: CaseView, act: Act, clean: Mapping[str, FactValue]) -> CaseView:
    """Answer the case as the guards judge it: a paper of the party by the day it was filed."""
    if not window.recorded(act):
        return view
    refusal = window.refusal(view, act, clean)
    if refusal:
        raise ActionRefused(refusal)
    return window.as_filed(view, clean)


def window_receipt(act: Act, facts: Mapping[str, FactValue]) -> tuple[Duty, ...]:
    """Answer the duty to give the party a receipt (回执) for its paper."""
    said = {"cause": act.title, "day": facts[window.FILING_DAY]}
    payload = {"notice": WINDOW_RECEIPT, "audience": str(Audience.PARTY), **said}
    return (Duty("notice", f"tell:{WINDOW_RECEIPT}", payload),)


def approval_asked(
    view: CaseView, act: Act, actor: Person, target: Stage, facts: Mapping[str, FactValue]
) -> tuple[Duty, ...]:
    """Answer the duty to tell a request to those who may answer it, if anybody of ours may."""
    found = answers(target, act.asks, view.kinds) if act.asks else ()
    if not found:
        return ()
    present = facts.get("handlers")
    askers = {
        actor.id,
        *view.doers.get(act.key, ()),
        *(present if isinstance(present, list) else []),
    }
    payload = {
        "notice": APPROVAL_ASKED,
        "audience": str(Audience.AUTHORITY),
        "roles": list(told_of(found)),
        "not_to": sorted(kept_out(askers, view.stand_ins, view.today, view.today)),
        "asked": act.title,
        "ways": [each.title for each in found],
    }
    return (Duty("notice", f"tell:{APPROVAL_ASKED}:{act.asks}", payload),)


def _kept(view: CaseView, act: Act, clean: Mapping[str, FactValue]) -> dict[str, FactValue]:
    known = {**view.facts, **clean}
    kept = {
        name: known.get(fact) if isinstance(fact, str) else fact(view, known)
        for fact, name in act.keeps
    }
    return {name: value for name, value in kept.items() if value is not None}


def available(view: CaseView, actor: Person) -> tuple[Act, ...]:
    """Answer the acts this person could do now, facts and guards aside."""
    found = []
    for act in view.procedure.stage(view.stage).acts:
        try:
            if _find(view, view.procedure.stage(view.stage), act.key) is not act:
                continue
            done = _as_done_by(view, act, actor)
            _role(view, done, actor)
            _persons(view, done, actor)
        except ActionRefused:
            continue
        found.append(done)
    return tuple(found)


def who_may(act: Act) -> str:
    """Answer the roles that may do an act, in Chinese."""
    return "或".join(ROLE_TITLES[role] for role in act.who)


def _find(view: CaseView, stage: Stage, action: str) -> Act:
    act = stage.act(action, view.kinds)
    if act is None or not act.suits(view.kinds):
        named = next(
            (
                each.title
                for place in view.procedure.stages
                for each in place.acts
                if each.key == action
            ),
            action,
        )
        can = "；".join(
            f"{each.title}（{who_may(each)}）"
            for each in stage.acts
            if each.suits(view.kinds) and R.SYSTEM not in each.who
        )
        written = [
            each for place in view.procedure.stages for each in place.acts if each.key == action
        ]
        suited = [each for each in written if each.suits(view.kinds)] or written
        law = f"（{suited[0].basis}）" if suited else ""
        where = f"案件{view.case_no}在“{stage.title}”环节，不能办理“{named}”{law}"
        over = "；案件已结束" if stage.ends else ""
        raise ActionRefused(f"{where}{over}；本环节可办：{can}" if can else f"{where}{over}")
    return act


def _role(view: CaseView, act: Act, actor: Person) -> R:
    role = next((each for each in act.who if each in actor.roles), None)
    if role is None:
        # Which body answers is law, not a matter of the desk: the article goes with the refusal.
        law = f"（{act.basis}）" if set(act.who) <= JUSTICE else ""
        if law and view.procedure.stage(view.stage).act("record_justice_paper"):
            law += justice_paper.HINT
        paper = "；当事人交来书面材料的，由窗口人员代录" if window.for_party(act) else ""
        raise ActionRefused(f"“{act.title}”须由{who_may(act)}办理{law}{paper}")
    if role is R.ENTERPRISE and actor.party_id != view.party_id:
        raise ActionRefused(f"“{act.title}”须由本案当事人办理")
    if not actor.active:
        raise ActionRefused(f"{actor.name}已停用，请由在岗的{who_may(act)}办理")
    if actor.id in view.recused:
        raise ActionRefused(
            f"{actor.name}已回避本案，请由其他{who_may(act)}办理（行政处罚法 第43条）"
        )
    return role


def _persons(view: CaseView, act: Act, actor: Person) -> None:
    barred = (
        window.recorder_barred(view, actor)
        if window.recorded(act)
        else window.approver_barred(view, act, actor)
    )
    if barred:
        raise ActionRefused(barred)
    if act.answers:
        ask = view.asks.get(act.answers)
        if ask is None:
            raise ActionRefused(
                f"没有待批准的申请，不能办理“{act.title}”；请先{_first(view, act.answers)}"
            )
        if ask.by == actor.id:
            raise ActionRefused(
                f"申请人不能自行“{act.title}”，请由另一名{who_may(act)}办理（{act.basis}）"
            )
        askers = view.doers.get(ask.act, frozenset())
        if actor.id in askers:
            raise ActionRefused(
                f"{actor.name}是提出该申请的共同办理人，不能“{act.title}”，"
                f"请由未参与提出的{who_may(act)}办理（{act.basis}）"
            )
        asked_on = legal_day(datetime.fromisoformat(ask.at))
        if (askers | {ask.by}) & one_hand(view.stand_ins, actor.id, asked_on, view.today):
            raise ActionRefused(
                f"{actor.name}与申请人自提出之日起有代理关系，不能“{act.title}”，"
                f"请由另一名{who_may(act)}办理（{act.basis}）"
            )
    # What was asked and has changed since is asked anew; it waits for no answer any more.
    if act.asks and act.asks in view.asks and not view.asks[act.asks].changed:
        raise ActionRefused(f"“{act.title}”已提出，正等待答复")
    for earlier in act.not_by:
        if actor.id in view.doers.get(earlier, frozenset()):
            raise ActionRefused(
                f"{actor.name}办理过本案的调查或前一环节，“{act.title}”须由他人办理（{act.basis}）"
            )
        hands = one_hand(view.stand_ins, actor.id, view.today, view.today)
        if hands & view.doers.get(earlier, frozenset()):
            raise ActionRefused(
                f"{actor.name}正与办理过本案调查或前一环节的人员互为代理，"
                f"“{act.title}”须由他人办理（{act.basis}）"
            )


def _first(view: CaseView, ask: str) -> str:
    asking = next(
        (each for each in view.procedure.stage(view.stage).acts if each.asks == ask), None
    )
    return f"由{who_may(asking)}“{asking.title}”" if asking else "由承办人提出"


_ON_TWO = {
    True: ("执法人员", "行政处罚法 第42条"),
    False: ("工作人员", "行政许可法 第34条第3款"),
}
"""Inspection wants certified officers; the site visit of a licence wants two of the staff."""


def _handlers(view: CaseView, act: Act, actor: Person, facts: Mapping[str, FactValue]) -> None:
    if act.handlers < 2:
        return
    named = facts["handlers"]
    ids = list(dict.fromkeys(named)) if isinstance(named, list) else []
    whose, rule = _ON_TWO[act.certified]
    if len(ids) < act.handlers:
        raise ActionRefused(f"“{act.title}”须由不少于 {act.handlers} 名{whose}共同办理（{rule}）")
    if actor.id not in ids:
        raise ActionRefused(
            f"“{act.title}”须由到场的{whose}本人登记，{actor.name}不在名单中（{rule}）"
        )
    for each in ids:
        person = view.people.get(each)
        if person is None or not person.active or person.roles & OUTSIDERS:
            raise ActionRefused(f"“{each}”不是本局在岗人员，请核对名单（{rule}）")
        if each in view.recused:
            raise ActionRefused(f"{person.name}已回避本案（行政处罚法 第43条），请换人")
        if not act.certified:
            continue
        if not person.certificate_no or not person.certificate_until:
            raise ActionRefused(
                f"{person.name}没有执法证，不能参加“{act.title}”（行政处罚法 第42条）"
            )
        if person.certificate_until < view.today:
            raise ActionRefused(
                f"{person.name}的执法证已于 {person.certificate_until} 到期（{rule}），"
                "请换人或更新证件"
            )


def _asks(
    view: CaseView,
    done: tuple[Act, Mapping[str, FactValue]],
    actor: Person,
    target: Stage,
    seq: int,
) -> dict[str, Ask]:
    act, stated = done
    asks = {
        name: replace(ask, changed=asking.changed_by(view, name, ask, stated))
        for name, ask in view.asks.items()
        if name != act.answers
    }
    if act.asks:
        asks[act.asks] = Ask(actor.id, view.now.isoformat(), act.key, seq)
    answerable = {each.answers for each in target.acts if each.answers}
    return {name: ask for name, ask in asks.items() if name in answerable}


def _clock_ops(
    view: CaseView,
    act: Act,
    facts: Mapping[str, FactValue],
    way: tuple[Stage, Stage],
    lapsed: str | None,
) -> tuple[ClockOp, ...]:
    stage, target = way
    ops: list[ClockOp] = []
    if lapsed:
        ops.append(ClockOp("lapse", lapsed))
    ops += [ClockOp("pause", key) for key in act.pauses if view.clock(key)]
    ops += [ClockOp("resume", key) for key in act.resumes if view.clock(key)]
    if act.switch:
        ops.append(ClockOp("switch", act.switch[0], to_key=act.switch[1]))
    if act.extends:
        ops.append(ClockOp("extend", act.extends))
    met = [key for key in _met(view, act, stage, target) if key != lapsed]
    ops += [ClockOp("meet", key) for key in met]
    if target.ends and target.key != stage.key:
        # A period of the party that the end names runs on in the closed case.
        ended = {each.key for each in view.clocks} - {within.clock for within in target.clocks}
        ops += [ClockOp("stop", key) for key in sorted(ended)]
    ops += [ClockOp("start", begun.clock, begin=begun) for begun in _begun(view, act, facts, way)]
    return tuple(ops)


def _met(view: CaseView, act: Act, stage: Stage, target: Stage) -> list[str]:
    open_keys = {each.key for each in view.clocks}
    met = [key for key in act.meets if key in open_keys]
    if target.key != stage.key:
        stays = {within.clock for within in target.clocks}
        # A clock that crosses a stage is met by the act that says so, never by leaving.
        met += [
            within.clock
            for within in stage.clocks
            if not within.crosses and within.clock in open_keys and within.clock not in stays
        ]
    return list(dict.fromkeys(met))


def _begun(
    view: CaseView, act: Act, facts: Mapping[str, FactValue], way: tuple[Stage, Stage]
) -> list[Begin]:
    stage, target = way
    begun = [each for each in act.starts if each.suits(view.kinds, facts)]
    if target.ends:
        return begun
    if target.key != stage.key:
        named = {each.clock for each in begun}
        running = {each.key for each in view.clocks if each.key not in act.meets}
        begun += [
            within.begin
            for within in target.clocks
            if not within.crosses
            and within.clock not in named | running
            and within.begin.suits(view.kinds, facts)
        ]
    return begun


def _duties(
    view: CaseView, act: Act, facts: Mapping[str, FactValue], target: Stage
) -> tuple[Duty, ...]:
    # A paper whose service this act records; anything else is a reminder, however it is worded.
    served = set(SERVICE_FACTS) <= set(act.fact_needs)
    duties = [
        Duty("notice", f"serve:{key}", {"notice": key, "audience": str(Audience.PARTY)}, served)
        for key in act.serve
    ]
    duties += [
        Duty("notice", f"tell:{key}", {"notice": key, "audience": str(Audience.AUTHORITY)})
        for key in act.tell
    ]
    for number, opening in enumerate(act.opens):
        if suits(opening.when, view.kinds) and holds(opening.when_fact, facts):
            duties.append(
                Duty(
                    "ask_opening" if opening.by_hand else "open_linked",
                    f"open:{number}:{opening.procedure}:{opening.relation}",
                    {
                        "procedure": opening.procedure,
                        "relation": str(opening.relation),
                        "kinds": list(opening.kinds),
                        "carries": _carried(view, opening, facts),
                    },
                )
            )
    told = next(
        (word for fact, value, word in act.feeds_if if holds((fact, value), facts)), act.feeds
    )
    if told or (target.ends and act.to not in (None, view.stage)):
        duties.append(
            Duty(
                "feed_back",
                f"feed:{told or target.key}",
                {
                    "act": told or "",
                    "outcome": act.outcome or target.outcome or "",
                    "stage": target.title,
                },
            )
        )
    return tuple(duties)


def _carried(
    view: CaseView, opening: Opening, facts: Mapping[str, FactValue]
) -> dict[str, FactValue]:
    day: dict[str, FactValue] = {opening.on: view.today.isoformat()} if opening.on else {}
    return day | {key: facts[key] for key in opening.carries if key in facts}
