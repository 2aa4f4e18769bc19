"""Which clocks may run in a stage, followed through the tables that run."""

import pytest

from rules.procedures import latest
from rules.running import running_in, unasked


@pytest.mark.parametrize(
    ("kinds", "may_run", "may_not"),
    [
        (("first", "key_managed"), {"PWXK-KEY", "PWXK-KEY-SITE"}, {"PWXK-SIMPLE"}),
        (("first", "simplified"), {"PWXK-SIMPLE"}, {"PWXK-KEY", "PWXK-KEY-SITE"}),
        (("renewal", "simplified"), {"PWXK-RENEW-REVIEW", "LIC-RENEW-DEEMED"}, {"PWXK-SIMPLE"}),
    ],
)
def test_an_examination_has_the_approval_clock_of_its_kind(
    kinds: tuple[str, ...], may_run: set[str], may_not: set[str]
) -> None:
    found = set(running_in(latest("permit"), "examination", kinds))

    assert may_run <= found
    assert not may_not & found


def test_a_clock_of_a_stage_ends_with_the_stage() -> None:
    table = latest("permit")

    assert "LIC-DELIVER" in running_in(table, "delivery", ("first", "simplified"))
    assert "LOCAL-EXPERT" not in running_in(table, "examination", ("first", "simplified"))
    assert "PWXK-SIMPLE" not in running_in(table, "delivery", ("first", "simplified"))


def test_filing_may_run_in_every_open_stage_of_a_violation() -> None:
    table = latest("violation")

    for stage in table.stages:
        if not stage.ends:
            assert "CF-FILE" in running_in(table, stage.key, ("own",)), stage.key


def test_a_clock_that_starts_with_service_says_so() -> None:
    (begin,) = running_in(latest("violation"), "rectification", ("own",))["LOCAL-RECTIFY"]

    assert (begin.at, begin.days) == ("served_on", "term_days")


def test_a_decision_waits_for_what_was_asked_before_it() -> None:
    table = latest("permit")

    assert unasked(table.stage("decision"), ("first", "simplified")) == {"proposal"}
    assert unasked(table.stage("examination"), ("first", "simplified")) == frozenset()
