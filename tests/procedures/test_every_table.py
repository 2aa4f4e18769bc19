"""Every stage × act × role of every table is accepted or refused as the table says."""

from dataclasses import replace

import pytest

from rules.case_view import ActionRefused, Ask, CaseView
from rules.decide import available, decide
from rules.facts import FactsWrong
from rules.grammar import Act, Procedure, Stage
from rules.notices import APPROVAL_ASKED
from rules.procedures import PROCEDURES
from rules.vocabulary import OUTSIDERS, R
from tests.procedures.desk import (
    CALENDAR,
    NOW,
    PARTY_ID,
    TODAY,
    kinds_of,
    people,
    person,
    running,
    samples,
)

TABLES = sorted(PROCEDURES.values(), key=lambda each: (each.key, each.version))
DRAWN = {("registration", "spot_check")}
"""Stages the party may act in without being told of them: drawn names never reach it."""
each_table = pytest.mark.parametrize("procedure", TABLES, ids=lambda each: each.key)


def may_be_answered(stage: Stage, ask: str, kinds: frozenset[str]) -> bool:
    """Tell whether somebody of the bureau may answer a request in a stage."""
    answering = [each for each in stage.acts if each.answers == ask and each.suits(kinds)]
    return any(set(each.who) - OUTSIDERS - {R.SYSTEM} for each in answering)


def unguarded(procedure: Procedure) -> Procedure:
    """Answer the table without its named rules, which have tests of their own."""
    return replace(
        procedure,
        stages=tuple(
            replace(stage, acts=tuple(replace(act, needs=act.fact_needs) for act in stage.acts))
            for stage in procedure.stages
        ),
    )


def case(procedure: Procedure, stage: Stage, kinds: frozenset[str], act: Act | None) -> CaseView:
    asks = {}
    if act is not None and act.answers:
        asks = {act.answers: Ask("somebody else", NOW.isoformat(), "", 1)}
    return CaseView(
        case_no="X-2026-0001", procedure=procedure, stage=stage.key, kinds=kinds,
        party_id=PARTY_ID, now=NOW, today=TODAY, asks=asks, people=people(), calendar=CALENDAR,
    )  # fmt: skip


def attempt(view: CaseView, key: str, role: R, act: Act | None) -> str:
    """Answer "done", or which of the table's own refusals came."""
    actor = person(role, "P1") if act is not None and act.handlers > 1 else person(role)
    said = samples(act) if act else {}
    if act is not None and by_paper(act, role):
        said |= {"filing_day": TODAY.isoformat(), "filed_by": "法定代表人甲", "filing_file": ["a"]}
        said |= {"filing_capacity": "legal_representative"}
    try:
        decide(view, key, actor, said, seq=1)
    except ActionRefused as refused:
        said = str(refused)
        if "环节，不能办理" in said:
            return "not here"
        return "not this role" if "须由" in said else said
    except FactsWrong as wrong:
        return str(wrong)
    return "done"


def wanted(stage: Stage, key: str, kinds: frozenset[str], role: R) -> str:
    """Answer what the table says of the attempt."""
    act = stage.act(key, kinds)
    if act is None or not act.suits(kinds):
        return "not here"
    return "done" if role in act.who or by_paper(act, role) else "not this role"


def by_paper(act: Act, role: R) -> bool:
    """Answer whether the window does the act with the paper of the enterprise whose act it is."""
    return role is R.RECEPTIONIST and R.ENTERPRISE in act.who


@each_table
def test_every_role_may_do_what_the_stage_says_and_nothing_else(procedure: Procedure) -> None:
    bare = unguarded(procedure)
    keys = sorted({act.key for stage in bare.stages for act in stage.acts})

    wrong = [
        (sorted(kinds), stage.key, key, str(role), found)
        for kinds in kinds_of(bare)
        for stage in bare.stages
        for key in keys
        for act in [stage.act(key, kinds)]
        for role in R
        if (found := attempt(case(bare, stage, kinds, act), key, role, act))
        != wanted(stage, key, kinds, role)
    ]

    assert wrong == []


@each_table
def test_every_accepted_act_leads_where_the_table_says(procedure: Procedure) -> None:
    bare = unguarded(procedure)

    for kinds in kinds_of(bare):
        for stage in bare.stages:
            for act in stage.acts:
                if not act.suits(kinds) or stage.act(act.key, kinds) is not act:
                    continue
                actor = person(act.who[0], "P1" if act.handlers > 1 else "")
                done = decide(case(bare, stage, kinds, act), act.key, actor, samples(act), seq=1)
                target = bare.stage(act.to or stage.key)
                assert done.to_stage == target.key
                assert (done.outcome is not None) == target.ends
                assert done.outcome in (None, act.outcome or target.outcome)
                sent = {duty.payload["notice"] for duty in done.duties if duty.kind == "notice"}
                asked = (
                    {APPROVAL_ASKED}
                    if act.asks and may_be_answered(target, act.asks, kinds)
                    else set()
                )
                assert sent == {*act.serve, *act.tell, *asked}


@each_table
def test_an_act_without_its_facts_is_refused_by_name(procedure: Procedure) -> None:
    bare = unguarded(procedure)

    for stage in bare.stages:
        for act in stage.acts:
            kinds = next((each for each in kinds_of(bare) if act.suits(each)), None)
            assert kinds is not None, f"{stage.key}.{act.key} suits no kind of case"
            if not act.fact_needs or stage.act(act.key, kinds) is not act:
                continue
            with pytest.raises(FactsWrong) as refused:
                decide(case(bare, stage, kinds, act), act.key, person(act.who[0]), {}, seq=1)
            assert set(refused.value.problems) == set(act.fact_needs)


@each_table
def test_nobody_answers_a_request_of_their_own(procedure: Procedure) -> None:
    bare = unguarded(procedure)

    for stage in bare.stages:
        for act in stage.acts:
            kinds = next(each for each in kinds_of(bare) if act.suits(each))
            if not act.answers or stage.act(act.key, kinds) is not act:
                continue
            actor = person(act.who[0])
            own = {act.answers: Ask(actor.id, NOW.isoformat(), "", 1)}
            view = replace(case(bare, stage, kinds, act), asks=own)
            with pytest.raises(ActionRefused, match="不能自行"):
                decide(view, act.key, actor, samples(act), seq=1)
            with pytest.raises(ActionRefused, match="没有待批准的申请"):
                decide(replace(view, asks={}), act.key, actor, samples(act), seq=1)


@each_table
def test_who_examined_a_matter_does_not_decide_it(procedure: Procedure) -> None:
    bare = unguarded(procedure)

    for stage in bare.stages:
        for act in stage.acts:
            kinds = next(each for each in kinds_of(bare) if act.suits(each))
            if stage.act(act.key, kinds) is not act:
                continue
            for earlier in act.not_by:
                actor = person(act.who[0])
                view = replace(
                    case(bare, stage, kinds, act), doers={earlier: frozenset({actor.id})}
                )
                with pytest.raises(ActionRefused, match="须由他人办理"):
                    decide(view, act.key, actor, samples(act), seq=1)


@each_table
def test_a_stranger_enterprise_acts_in_no_case_of_another(procedure: Procedure) -> None:
    stranger = replace(person(R.ENTERPRISE), party_id=PARTY_ID + 1)

    for kinds in kinds_of(procedure):
        for stage in procedure.stages:
            assert available(case(procedure, stage, kinds, None), stranger) == ()


@each_table
def test_what_the_enterprise_does_it_can_see(procedure: Procedure) -> None:
    for stage in procedure.stages:
        for act in stage.acts:
            if R.ENTERPRISE in act.who:
                assert act.audience == "party", f"{stage.key}.{act.key}"
                hidden = (procedure.key, stage.key) in DRAWN
                assert hidden or stage.audience == "party", f"{stage.key} hides the party's act"


@each_table
def test_every_act_names_its_article_or_the_districts_rule(procedure: Procedure) -> None:
    bare = [
        f"{stage.key}.{act.key}"
        for stage in procedure.stages
        for act in stage.acts
        if not any(word in act.basis for word in ("第", "区级设定", "〔", "HJ"))
    ]

    assert bare == []


@each_table
def test_a_clock_that_a_stage_watches_has_a_sentence_for_its_end(procedure: Procedure) -> None:
    for stage in procedure.stages:
        for within in stage.clocks:
            if within.then:
                act = stage.act(within.then)
                assert act is not None
                assert R.SYSTEM in act.who
                assert running(within.clock).key == within.clock
