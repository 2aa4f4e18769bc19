"""An act may keep a fact under a second name, work one out, and tell another word by a fact."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from rules.asked import DISCOVERED_ON, EXTEND_DAYS, EXTEND_REASON, REASON, RECEIVED_ON
from rules.case_view import CaseView, Decision
from rules.decide import decide
from rules.facts import FactValue
from rules.grammar import Effect, Procedure, begin, end, may, procedure, stage
from rules.soundness import TableUnsound, prove, prove_together
from rules.vocabulary import R
from tests.procedures.desk import CALENDAR, NOW, PARTY_ID, TODAY, person

CLOSED = end("closed", "办结", outcome="closed")


def of(**rest: Any) -> Procedure:
    told = may(R.ENFORCER, "tell", "告知", needs=[RECEIVED_ON], basis="某法 第1条", **rest)
    done = may(R.ENFORCER, "finish", "办结", to="closed", basis="某法 第1条")
    return procedure("made", "试制", stage("first", "首环节", told, done), CLOSED,
                     version=1, letter="SZ")  # fmt: skip


def view(table: Procedure, **facts: FactValue) -> CaseView:
    return CaseView(
        case_no="X-2026-0001", procedure=table, stage="first", kinds=frozenset(),
        party_id=PARTY_ID, now=NOW, today=TODAY, facts=facts, calendar=CALENDAR,
    )  # fmt: skip


def tell(table: Procedure, **facts: FactValue) -> Decision:
    said = {RECEIVED_ON: "2026-09-01"}
    return decide(view(table, **facts), "tell", person(R.ENFORCER, "Z1"), said, seq=1)


def told(decision: Decision) -> list[str]:
    return [str(each.payload["act"]) for each in decision.duties if each.kind == "feed_back"]


def who(seen: CaseView, _known: Mapping[str, FactValue]) -> FactValue | None:
    return seen.actor.id if seen.actor else None


def nothing(_seen: CaseView, _known: Mapping[str, FactValue]) -> FactValue | None:
    return None


def test_a_fact_of_the_act_is_kept_under_a_second_name() -> None:
    decision = tell(of(keeps=[(RECEIVED_ON, DISCOVERED_ON)]))

    assert decision.facts == {RECEIVED_ON: "2026-09-01", DISCOVERED_ON: "2026-09-01"}


def test_a_fact_from_before_is_kept_too_and_what_is_not_known_is_not() -> None:
    table = of(keeps=[(DISCOVERED_ON, "extend_reason")])

    assert tell(table, discovered_on="2026-08-01").facts["extend_reason"] == "2026-08-01"
    assert "extend_reason" not in tell(table).facts


def test_a_named_function_works_out_what_is_kept_and_sees_who_acts() -> None:
    assert tell(of(keeps=[(who, REASON)])).facts[REASON] == "Z1"
    assert REASON not in tell(of(keeps=[(nothing, REASON)])).facts


def test_another_word_is_told_where_a_fact_has_a_value() -> None:
    table = of(feeds="plain", feeds_if=[(REASON, "void", "other")])

    assert told(tell(table)) == ["plain"]
    assert told(tell(table, reason="void")) == ["other"]


def test_what_is_kept_or_asked_of_a_fact_must_be_a_fact() -> None:
    with pytest.raises(TableUnsound, match="keeps 'moonlight', which is no fact"):
        prove(of(keeps=[(RECEIVED_ON, "moonlight")]))
    with pytest.raises(TableUnsound, match="keeps 'gossip', which is no fact"):
        prove(of(feeds_if=[("gossip", "true", "other")]))


def test_a_word_told_by_a_fact_must_be_heard_somewhere() -> None:
    with pytest.raises(TableUnsound, match="tells 'other', which the system can do nowhere"):
        prove_together([of(feeds_if=[(REASON, "void", "other")])])


def test_a_table_knows_what_it_keeps() -> None:
    hears = may(R.SYSTEM, "hear", "听取", needs=[DISCOVERED_ON], basis="某法 第1条")
    done = may(R.ENFORCER, "finish", "办结", to="closed", basis="某法 第1条")
    hearer = procedure("hearer", "听者", stage("first", "首环节", hears, done), CLOSED,
                       version=1, letter="TZ")  # fmt: skip

    with pytest.raises(TableUnsound, match="does not know it"):
        prove_together([of(feeds="hear"), hearer])
    prove_together([of(feeds="hear", keeps=[(RECEIVED_ON, DISCOVERED_ON)]), hearer])


def test_the_opening_of_every_kind_may_be_announced() -> None:
    table = replace(of(), announces=(("", "hear"),))

    prove(table)

    assert table.announced(()) == table.announced(("anything",)) == ("hear",)


def test_words_that_a_table_does_not_use_leave_its_hash() -> None:
    plain = of()

    assert plain.table_hash() == of(keeps=[], feeds_if=[]).table_hash()
    assert plain.table_hash() != of(keeps=[(RECEIVED_ON, DISCOVERED_ON)]).table_hash()
    assert plain.table_hash() != of(feeds_if=[(REASON, "void", "other")]).table_hash()


def test_what_only_a_court_prolongs_needs_no_approver_of_ours() -> None:
    given = {"needs": [EXTEND_DAYS, EXTEND_REASON], "effect": Effect.EXTEND}

    prove(extending("LIT-ANSWER", **given))
    with pytest.raises(TableUnsound, match="wants an approver and has none"):
        prove(extending("CF-FILE", **given))


def extending(clock: str, **rest: Any) -> Procedure:
    more = may(R.ENFORCER, "more", "延长", extends=clock, starts=[begin(clock)],
               basis="某法 第1条", **rest)  # fmt: skip
    done = may(R.ENFORCER, "finish", "办结", to="closed", basis="某法 第1条")
    return procedure("made", "试制", stage("first", "首环节", more, done), CLOSED,
                     version=1, letter="SZ")  # fmt: skip
