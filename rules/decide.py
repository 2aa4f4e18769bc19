"""May this person do this now, and what follows? Answers a decision or a Chinese sentence."""

from collections.abc import Mapping
from dataclasses import replace

from rules import asking, justice_paper, window
from rules.answering import answers, kept_out, told_of
from rules.case_view import ActionRefused, Ask, CaseView, ClockOp, Decision, Duty, Person
from rules.cited import with_article
from rules.facts import FactValue, check_facts
from rules.grammar import Act, Begin, Opening, Stage, holds, suits
from rules.notices import APPROVAL_ASKED, WINDOW_RECEIPT
from rules.service import SERVICE_FACTS
from rules.vocabulary import Audience, R
from rules.who_acts import refuse_handlers, refuse_person, role_of, who_may


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
    role = role_of(view, act, actor)
    refuse_person(view, act, actor)
    unlike = asking.refusal(view, act)
    if unlike:
        raise ActionRefused(unlike)
    clean = check_facts(act.fact_needs, facts)
    strangers = set(clean) - set(act.fact_needs) - set(act.optional)
    if strangers:
        raise ActionRefused(f"“{act.title}”不收：" + "、".join(sorted(strangers)))
    refuse_handlers(view, act, actor, clean)
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
            role_of(view, done, actor)
            refuse_person(view, done, actor)
        except ActionRefused:
            continue
        found.append(done)
    return tuple(found)


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
