"""Every flaw that makes a table unsound is refused at import with its own sentence."""

from typing import Any

import pytest

from rules.asked import EXTEND_DAYS, HANDLERS, REASON
from rules.facts import FactKind, fact
from rules.grammar import (
    Act,
    Effect,
    Procedure,
    Stage,
    Within,
    begin,
    crossing,
    end,
    may,
    opens,
    procedure,
    stage,
    within,
)
from rules.notices import CASE_ASSIGNED, CLOCK_WARNING_PARTY
from rules.procedures import PROCEDURES
from rules.soundness import TableUnsound, notices_of, prove, prove_together
from rules.vocabulary import R, Relation

CLOSED = end("closed", "办结", outcome="closed")


def act(key: str = "finish", to: str | None = "closed", **rest: Any) -> Act:
    who = rest.pop("who", R.ENFORCER)
    return may(who, key, key, to=to, basis="某法 第1条", **rest)


def made(*stages: Stage, **rest: Any) -> Procedure:
    return procedure("made", "试制", *stages, version=1, letter="SZ", **rest)


def of(*parts: Act | Within, **rest: Any) -> Procedure:
    return made(stage("first", "首环节", *parts), CLOSED, **rest)


def test_a_sound_table_passes() -> None:
    prove(of(act()))


def test_a_stage_where_a_kind_of_case_begins_is_reached() -> None:
    begins = made(
        stage("first", "甲", act()), stage("second", "乙", act()), CLOSED,
        kinds=(("one", "other"),), starts_in=(("other", "second"),),
    )  # fmt: skip

    prove(begins)

    assert [begins.start_of([kind]) for kind in ("one", "other")] == ["first", "second"]


@pytest.mark.parametrize("table", PROCEDURES.values(), ids=lambda each: each.key)
def test_every_table_that_runs_is_sound(table: Procedure) -> None:
    prove(table, frozenset(key for key, _ in PROCEDURES))


FLAWED: dict[str, tuple[Procedure, str]] = {
    "a start of an unknown kind": (
        of(act(), starts_in=(("nobody", "first"),)),
        "starts 'nobody' in 'first', which is no kind of case",
    ),
    "a start in no stage": (
        of(act(), kinds=(("one",),), starts_in=(("one", "nowhere"),)),
        "starts 'one' in 'nowhere', which is no stage",
    ),
    "two stages with one key": (
        made(stage("first", "甲", act()), stage("first", "乙", act()), CLOSED),
        "two stages share a key",
    ),
    "two stages with one title": (
        made(stage("a", "同名", act(to="b")), stage("b", "同名", act()), CLOSED),
        "two stages are called '同名'",
    ),
    "two acts with one key": (of(act(), act()), "stage 'first' has two acts 'finish'"),
    "an act to nowhere": (of(act(), act("go", to="moon")), "'moon', which is no stage"),
    "a stage nobody reaches": (
        made(stage("first", "甲", act()), stage("island", "孤岛", act()), CLOSED),
        "stage 'island' cannot be reached",
    ),
    "a dead end": (
        made(
            stage("first", "甲", act(), act("stray", to="trap")),
            stage("trap", "死路", act("wait", to=None)),
            CLOSED,
        ),
        "stage 'trap' is a dead end",
    ),
    "a case that never closes": (
        made(stage("first", "甲", act(to=None))),
        "no stage closes the case",
    ),
    "a stage without people": (
        of(act(who=R.SYSTEM)),
        "nobody can act in stage 'first'",
    ),
    "an unknown clock": (
        of(act(), within("NO-SUCH")),
        "clock 'NO-SUCH' is not in the catalogue",
    ),
    "an unknown clock that an act meets": (
        of(act(meets=["NO-SUCH"])),
        "first.finish: clock 'NO-SUCH' is not in the catalogue",
    ),
    "a clock without a number": (
        of(act(), within("LOCAL-RECTIFY")),
        "clock 'LOCAL-RECTIFY' has no number, and no fact states one",
    ),
    "a crossing clock that nothing starts": (
        of(act(), act("late", to=None, who=R.SYSTEM), crossing("CF-FILE", then="late")),
        "clock 'CF-FILE' crosses it, and nothing starts it",
    ),
    "a lapse without an act": (
        of(act(), within("LOCAL-CLUE", then="vanish")),
        "LOCAL-CLUE then 'vanish', which no system act does",
    ),
    "a lapse that only a person can do": (
        of(act(), within("LOCAL-CLUE", then="finish")),
        "LOCAL-CLUE then 'finish', which no system act does",
    ),
    "a pause on no legal ground": (
        of(act(), act("hold", to=None, pauses=["PWXK-KEY"], ground="技术评估")),
        "pauses 'PWXK-KEY' on '技术评估', which is no legal ground of it",
    ),
    "a pause without its served notice": (
        of(act(), act("hold", to=None, pauses=["PWXK-KEY"], ground="专家评审")),
        "pauses 'PWXK-KEY' without the served notice its ground wants",
    ),
    "a switch that no article allows": (
        of(act(), act("stretch", to=None, switch=("PWXK-SIMPLE", "PWXK-KEY-SITE"))),
        "which no article allows",
    ),
    "an unknown fact": (of(act(needs=["gossip"])), "needs 'gossip', which is no fact"),
    "two handlers without names": (
        of(act(handlers=2)),
        "takes 2 handlers and asks no names",
    ),
    "a clock that reads what nobody is asked": (
        of(act(), within(begin("LOCAL-RECTIFY", days="no_such_days"))),
        "reads 'no_such_days', which nobody is asked",
    ),
    "an unknown paper": (of(act(papers=["poem"])), "makes 'poem', which is no paper"),
    "an unknown notice": (of(act(serve=["rumour"])), "sends 'rumour', which is no notice"),
    "the bureau's notice to the party": (
        of(act(serve=[CASE_ASSIGNED])),
        "to the party, for whom it is not",
    ),
    "the party's notice to the bureau": (
        of(act(tell=[CLOCK_WARNING_PARTY])),
        "which is the party's",
    ),
    "an order without an approver": (
        of(act(effect=Effect.ORDER)),
        "wants an approver and has none",
    ),
    "a seizure by one officer": (
        of(
            act("ask", to=None, asks="seizure"),
            act(effect=Effect.SEIZE, answers="seizure", needs=[HANDLERS]),
        ),
        "wants two officers",
    ),
    "a silent extension": (
        of(act(), act("stretch", to=None, extends="LOCAL-RECTIFY", needs=[EXTEND_DAYS])),
        "extends a clock and does not say so",
    ),
    "a request that nobody answers": (
        of(act(), act("beg", to=None, asks="mercy")),
        "asks for 'mercy', which nobody can answer there",
    ),
    "an answer that nobody asked for": (
        of(act(answers="mercy")),
        "answers 'mercy', which nobody asks",
    ),
    "the enterprise behind a curtain": (
        of(act(who=R.ENTERPRISE)),
        "is for the enterprise, whose audience is not the party",
    ),
    "an end that goes on": (
        made(
            stage("first", "甲", act()),
            Stage("closed", "办结", (act("more", to="first"),), outcome="closed"),
        ),
        "closed.more opens a closed case anew and turns no chapter",
    ),
    "an end that waits for an answer": (
        made(
            stage("first", "甲", act()),
            Stage("closed", "办结", (act("more", to=None, asks="it"),), outcome="closed"),
        ),
        "closed.more waits for an answer in a closed case",
    ),
    "an end that begins a clock": (
        made(
            stage("first", "甲", act()),
            Stage("closed", "办结", (), (within("CF-SERVE"),), outcome="closed"),
        ),
        "closes the case and begins a clock",
    ),
}


@pytest.mark.parametrize("flaw", FLAWED)
def test_a_flaw_is_refused_with_its_sentence(flaw: str) -> None:
    table, sentence = FLAWED[flaw]

    with pytest.raises(TableUnsound, match="made v1") as refused:
        prove(table)

    assert sentence in str(refused.value)


def test_a_linked_case_of_no_procedure_is_refused_unless_it_waits_at_a_door() -> None:
    away = act(opens=[opens("penalty", Relation.PENALTY)])

    with pytest.raises(TableUnsound, match="opens 'penalty', which does not exist"):
        prove(of(away), frozenset({"made"}))
    prove(of(away, doors=("penalty",)), frozenset({"made"}))


def test_every_flaw_of_a_table_is_named_at_once() -> None:
    with pytest.raises(TableUnsound) as refused:
        prove(of(act(needs=["gossip"], papers=["poem"])))

    assert "gossip" in str(refused.value)
    assert "poem" in str(refused.value)


def test_two_acts_of_one_name_are_sound_for_different_kinds() -> None:
    prove(of(act(only=["own"]), act(), kinds=(("own", "assigned"),)))


def test_a_fact_cannot_mean_two_things() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        fact(REASON, "别的意思", FactKind.DAY)


def test_every_notice_that_the_tables_send_is_named() -> None:
    sent = notices_of({"made": of(act(serve=[CLOCK_WARNING_PARTY], tell=[CASE_ASSIGNED]))})

    assert sent == {CLOCK_WARNING_PARTY, CASE_ASSIGNED}


def test_a_change_of_any_act_changes_the_hash_of_the_table() -> None:
    table = of(act())

    assert table.table_hash() == of(act()).table_hash()
    assert table.table_hash() != of(act(needs=[REASON])).table_hash()
    assert table.table_hash() != of(act(), within("LOCAL-CLUE")).table_hash()
    assert table.table_hash() != of(act(outcome="won")).table_hash()


def test_what_a_table_tells_must_be_done_somewhere() -> None:
    teller = of(act(feeds="record_nothing"))

    with pytest.raises(TableUnsound, match="tells 'record_nothing', which the system can do nowh"):
        prove_together([teller])


def test_what_a_table_tells_it_must_know() -> None:
    hearer = of(act("record_it", who=R.SYSTEM, needs=["received_on"]), act())
    teller = of(act(feeds="record_it"))
    knows = of(act(feeds="record_it", needs=["received_on"]))

    with pytest.raises(TableUnsound, match="needs 'received_on', and does not know it"):
        prove_together([teller, hearer])
    prove_together([knows, hearer])


def test_a_table_announces_only_kinds_it_has() -> None:
    with pytest.raises(TableUnsound, match="for 'renewal', which is no kind of case"):
        prove(of(act(), announces=(("renewal", "record_it"),)))
    with pytest.raises(TableUnsound, match="derives 'moonlight', which is no fact"):
        prove(of(act(), derived_facts=("moonlight",)))


def test_all_tables_that_run_can_tell_each_other() -> None:
    prove_together(list(PROCEDURES.values()))
