"""Holds the law's own tables (CSV, written apart) against the tables that run."""

import pytest

from rules.clocks import CLOCKS, ROWS
from rules.grammar import Procedure
from rules.procedures import PROCEDURES, latest
from tests.law import compare
from tests.law.moves import HERE, KIND_WORDS, OPENING, Row, citations, law_rows, places, words

NAMES = sorted(file.stem for file in HERE.glob("*.csv"))
KEPT_BY_GATES = {
    ("permit", "PWXK-PREPUB"): "publicity_done",
    ("permit", "LIC-HEAR-NOTICE"): "notice_in_time",
    ("revocation", "LIC-HEAR-NOTICE"): "notice_in_time",
    ("withdrawal", "LIC-HEAR-NOTICE"): "notice_in_time",
    ("linked_task", "CF-MON-TELL"): "party_was_told",
    ("registration", "REGISTER-CLOSE"): "really_closed",
    ("cancellation", "PWXK-CANCEL"): "no_renewal_pending",
    ("penalty", "CF-MON-TELL"): "results_told",
    ("penalty", "CF-HEAR-NOTICE"): "hearing_notice_in_time",
    ("penalty", "CF-LEGALREVIEW"): "review_and_discussion_done",
    ("penalty", "CF-COLLECTIVE"): "review_and_discussion_done",
    ("penalty", "CF-LIMIT"): "not_time_barred",
    ("penalty", "CF-DEFER-APPLY"): "before_term_ends",
    ("penalty", "CF-LATE"): "paid_enough",
    ("penalty", "CF-DAILY"): "daily_chain",
    ("production_order", "CF-MON-TELL"): "results_told",
    ("production_order", "CF-HEAR-NOTICE"): "hearing_in_time",
    ("production_order", "CF-COLLECTIVE"): "discussed",
    ("production_order", "TC-TERM"): "still_in_force",
    ("transfer", "YS-TEAM"): "team_of_two",
    ("complaint", "REPORT-FEEDBACK"): "answered",
}
"""Limits of the law that no clock runs for, and the rule that keeps them all the same."""


def both(name: str) -> tuple[list[Row], Procedure]:
    """Answer the law's rows and the program's table of that name."""
    table = latest(name)
    assert table is not None, f"there is no procedure {name}"
    return law_rows(name), table


def lines(said: list[str]) -> str:
    """Set the differences below each other, as a person reads them."""
    return "".join(f"\n  {line}" for line in said)


def test_every_procedure_that_runs_has_a_table_of_the_law() -> None:
    assert {key for key, _ in PROCEDURES} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "aspect",
    [compare.acts, compare.people, compare.stages, compare.papers, compare.clocks,
     compare.articles],
)  # fmt: skip
def test_law_and_table_agree(name: str, aspect: compare.Aspect) -> None:
    said = compare.found(aspect, *both(name))

    assert not said, lines(said)


@pytest.mark.parametrize("name", NAMES)
def test_law_and_table_open_a_case_alike(name: str) -> None:
    said = compare.openings(*both(name))

    assert not said, lines(said)


@pytest.mark.parametrize("name", NAMES)
def test_law_and_table_let_the_same_people_open_a_case(name: str) -> None:
    said = compare.by_hand(*both(name))

    assert not said, lines(said)


@pytest.mark.parametrize("name", NAMES)
def test_law_and_table_know_the_same_stages(name: str) -> None:
    rows, table = both(name)
    named = {at for row in rows if row["stage"] != OPENING for at in places(row, table)}
    named |= {row["next"] for row in rows} - {"（不变）"}

    assert named == {stage.title for stage in table.stages}


@pytest.mark.parametrize("name", NAMES)
def test_the_law_says_each_thing_once(name: str) -> None:
    said = compare.twin_rows(*both(name))

    assert not said, lines(said)


@pytest.mark.parametrize("name", NAMES)
def test_every_clock_the_law_ends_or_stops_can_be_running_there(name: str) -> None:
    said = compare.idle_signs(*both(name))

    assert not said, lines(said)


@pytest.mark.parametrize("name", NAMES)
def test_what_the_law_keeps_beside_the_clocks_is_no_clock(name: str) -> None:
    said = compare.clocks_beside(*both(name))

    assert not said, lines(said)


@pytest.mark.parametrize("name", NAMES)
def test_the_law_names_clocks_of_the_catalogue_only(name: str) -> None:
    named = {
        key for row in law_rows(name) for sign in words(row["clock"], " ")
        for key in sign.lstrip("+-!~^*=").split(">")
    }  # fmt: skip

    assert named <= CLOCKS.keys() | ROWS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_the_law_cites_something(name: str) -> None:
    bare = [
        f"{row['stage']} / {row['action']}" for row in law_rows(name)
        if not citations(row["article"].replace("(待核)", "")) and "待核" not in row["article"]
    ]  # fmt: skip

    assert bare == []


@pytest.mark.parametrize("name", NAMES)
def test_every_row_of_the_law_is_for_kinds_that_exist(name: str) -> None:
    rows, table = both(name)
    known = {KIND_WORDS[kind] for group in table.kinds for kind in group}

    assert {word for row in rows for word in words(row["kind"], " ")} <= known


@pytest.mark.parametrize(("name", "limit"), KEPT_BY_GATES)
def test_a_limit_without_a_clock_is_kept_by_a_rule(name: str, limit: str) -> None:
    rows, table = both(name)
    gates = {guard.__name__ for stage in table.stages for act in stage.acts for guard in act.guards}

    assert any(f"={limit}" in words(row["clock"], " ") for row in rows)
    assert KEPT_BY_GATES[name, limit] in gates
