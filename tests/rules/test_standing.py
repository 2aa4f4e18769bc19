"""What a closed case moves: the gravest rule holds, and every rule names what the tables have."""

from datetime import date

import pytest

from rules.facts import FACTS
from rules.procedures import latest
from rules.standing import (
    ANNULLED,
    GRADE_TITLES,
    RULES,
    SCALES,
    Closed,
    Rule,
    Severity,
    What,
    holds_until,
    moves,
    severity,
    worse,
    worst,
)
from tests.procedures.desk import CALENDAR, Desk

FINED = {"close_ground": "performed"}


def penalty(kind: str, **facts: str) -> Closed:
    return Closed("penalty", "closed", frozenset({kind}), FINED | facts)


def grades(case: Closed) -> dict[str, str]:
    return {str(each.what): each.to for each in moves(case)}


def test_a_penalty_warns_and_a_correction_leaves_credit_alone() -> None:
    assert grades(penalty("ordinary")) == {
        "credit": "warned", "eco_code": "yellow", "inspection": "raised",
    }  # fmt: skip
    corrected = Closed("violation", "closed_out", frozenset({"own"}))
    assert grades(corrected) == {"eco_code": "blue", "inspection": "raised"}
    assert severity(corrected) is None


def test_the_gravest_of_several_rules_holds() -> None:
    case = penalty("ordinary", permit_penalty="revoke")

    assert grades(case) == {
        "credit": "bad", "eco_code": "red", "inspection": "key", "permit": "close",
    }  # fmt: skip
    assert severity(case) is Severity.SERIOUS
    assert severity(penalty("ordinary")) is Severity.GENERAL
    assert severity(penalty("summary")) is Severity.MINOR


@pytest.mark.parametrize(
    "case",
    [
        Closed("penalty", "closed", frozenset({"ordinary"}), {"close_ground": "no_penalty"}),
        Closed("penalty", "closed", frozenset({"ordinary"}), {"close_ground": "annulled"}),
        Closed("penalty", "closed", frozenset({"ordinary"}), {}),
        Closed("violation", "dismissed"), Closed("violation", "not_established"),
        Closed("transfer", "closed", facts={}), Closed("detention", "not_approved"),
        Closed("production_order", "stopped"), Closed("seizure", "refused"),
        Closed("linked_task", "fed_back"), Closed("complaint", "answered"),
    ],
    ids=lambda case: f"{case.procedure}-{case.outcome}-{case.facts}",
)  # fmt: skip
def test_what_establishes_nothing_moves_nothing(case: Closed) -> None:
    assert moves(case) == ()


def test_a_conviction_and_a_detention_are_grave() -> None:
    assert grades(Closed("transfer", "closed", facts={"criminal_fine": 0}))["credit"] == "bad"
    assert grades(Closed("detention", "closed", facts={"detention_days": 5}))["credit"] == "bad"


def test_every_move_says_why_on_what_basis_and_that_it_is_local() -> None:
    for rule in RULES:
        facts = {fact: (values or ("1",))[0] for fact, values in rule.when.items()}
        case = Closed(rule.procedure, (rule.outcomes or ("",))[0], frozenset(rule.kinds), facts)
        found = moves(case, [rule])
        assert found, rule.why
        for move in found:
            assert move.why == rule.why
            assert "区级设定" in move.basis
            assert move.local
            assert move.to in GRADE_TITLES


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.why)
def test_every_rule_names_what_the_tables_have(rule: Rule) -> None:
    table = latest(rule.procedure)
    assert table is not None
    ends = {stage.outcome for stage in table.stages if stage.ends}
    ends |= {act.outcome for stage in table.stages for act in stage.acts}
    asked = {
        key
        for stage in table.stages
        for act in stage.acts
        for key in (*act.fact_needs, *act.optional)
    }

    assert set(rule.outcomes) <= ends
    assert set(rule.kinds) <= {kind for group in table.kinds for kind in group}
    assert set(rule.when) <= asked
    for fact, values in rule.when.items():
        assert set(values) <= {key for key, _ in FACTS[fact].choices}
    assert bool(rule.credit) == bool(rule.severity)


def test_grades_are_ordered_from_best_to_worst() -> None:
    assert worse(What.CREDIT, "bad", "warned")
    assert not worse(What.CREDIT, "good", "good")
    assert worst(What.COLOUR, ["blue", "red", "", "green"]) == "red"
    assert worst(What.CHECKS, []) == ""
    assert all(grade in GRADE_TITLES for scale in SCALES.values() for grade in scale)


def test_a_raised_frequency_ends_on_the_same_day_of_a_later_month() -> None:
    assert holds_until(date(2026, 8, 31), 6, CALENDAR) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("procedure", "outcome"), [("seizure", "returned"), ("production_order", "closed")]
)
def test_an_annulled_measure_leaves_nothing(procedure: str, outcome: str) -> None:
    stands = Closed(procedure, outcome, frozenset(), {})
    annulled = Closed(procedure, outcome, frozenset(), {ANNULLED: True})

    assert moves(stands)
    assert moves(annulled) == ()
    assert severity(annulled) is None
    own = Rule(procedure, "区里自定", outcomes=(outcome,), colour="red")
    assert moves(annulled, (own,)) == ()


@pytest.mark.parametrize(("procedure", "stage"), [("seizure", "in_force"), ("seizure", "return"),
                                                  ("production_order", "tracking")])  # fmt: skip
def test_an_annulment_is_remembered_by_the_measure(procedure: str, stage: str) -> None:
    kinds = frozenset({"restriction"} if procedure == "production_order" else ())
    desk = Desk(procedure, stage, kinds)

    desk.does("record_annulled")

    assert desk.facts[ANNULLED] is True
