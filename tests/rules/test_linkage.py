"""Six directions between three lines, and chains that do not turn in a circle."""

from hypothesis import given
from hypothesis import strategies as st

from rules.linkage import (
    COUNTED,
    DIRECTIONS,
    MAX_HOPS,
    RECEIVERS,
    direction,
    linked_openings,
    refusal,
    since_root,
)
from rules.vocabulary import LINKED_DIRECTIONS, Relation

RELATIONS = st.sampled_from([str(each) for each in Relation])


def test_each_of_the_six_directions_leads_from_one_line_to_another() -> None:
    assert {each.relation for each in DIRECTIONS} == LINKED_DIRECTIONS
    assert len({(each.opener, each.receiver) for each in DIRECTIONS}) == 6
    for each in DIRECTIONS:
        assert each.opener != each.receiver
        assert {each.opener, each.receiver} <= RECEIVERS.keys()
        assert each.findings
        assert "第" in each.basis
        assert direction(each.relation) is each


def test_a_finding_demands_one_direction_alone() -> None:
    keys = [found.key for each in DIRECTIONS for found in each.findings]

    assert len(keys) == len(set(keys))


def test_a_lines_openings_are_its_own_findings() -> None:
    for line in RECEIVERS:
        relations = {each.relation for each in linked_openings(line)}
        assert relations == {each.relation for each in DIRECTIONS if each.opener == line}


def test_no_relation_comes_twice_in_one_chain() -> None:
    trail = [str(Relation.SUPERVISION_TO_MONITORING), str(Relation.MONITORING_TO_ENFORCEMENT)]

    assert refusal(trail, Relation.ENFORCEMENT_TO_SUPERVISION) is None
    again = refusal(trail, Relation.SUPERVISION_TO_MONITORING)
    assert again is not None
    assert "科室负责人" in again


def test_a_chain_has_at_most_six_hops_and_its_violation() -> None:
    six = [str(Relation.FINDING), *(str(each.relation) for each in DIRECTIONS[:5])]

    refused = refusal(six, DIRECTIONS[5].relation)

    assert refused is not None
    assert "联动 6 次" in refused
    assert refusal([str(each.relation) for each in DIRECTIONS], Relation.FINDING) is None


def test_what_begins_something_new_begins_a_new_chain() -> None:
    trail = [str(Relation.SUPERVISION_TO_MONITORING), str(Relation.ISSUED)]

    assert refusal(trail, Relation.SUPERVISION_TO_MONITORING) is None
    assert since_root(trail) == []


@given(st.lists(RELATIONS, max_size=40), RELATIONS)
def test_a_penalty_a_transfer_and_an_ending_are_never_held_up(
    trail: list[str], wanted: str
) -> None:
    refused = refusal(trail, wanted)

    if Relation(wanted) not in COUNTED:
        assert refused is None


@given(st.lists(st.sampled_from([str(each) for each in COUNTED]), max_size=60))
def test_no_chain_of_findings_goes_on_for_ever(wanted: list[str]) -> None:
    trail: list[str] = []

    for each in wanted:
        if refusal(trail, each) is None:
            trail.append(each)

    assert len(trail) <= MAX_HOPS + 1
    assert len(trail) == len(set(trail))
