"""What a higher level lists, only this level prolongs and takes off its list."""

import pytest

from rules.case_view import ActionRefused, LinkView
from rules.procedures.listed_supervision import LISTED_SUPERVISION
from rules.vocabulary import Audience, R
from tests.procedures.desk import Desk, opened, person, running, verbs


def handling(**known: str | bool) -> Desk:
    desk = Desk(
        "listed_supervision", "receipt",
        facts={"listed_by": "市生态环境局", "listing_states_term": False, **known},
        clocks=(running("GPDB-TERM"),),
    )  # fmt: skip
    desk.does("assign_supervision")
    return desk


def lifting(*, met: bool = True) -> Desk:
    desk = handling()
    desk.does("ask_lift")
    desk.does("endorse_lift")
    desk.does("record_lift_check", demands_met=met)
    return desk


def begun(facts: dict[str, str]) -> set[str]:
    known = dict(facts)
    for derive in LISTED_SUPERVISION.derives:
        known |= derive([], known)  # type: ignore[arg-type]
    return {each.clock for each in LISTED_SUPERVISION.opening if each.suits([], known)}


def test_a_year_runs_from_the_notice_and_a_stated_day_beside_it() -> None:
    told = {"listed_on": "2026-09-01"}

    assert begun(told) == {"GPDB-TERM"}
    assert begun(told | {"listed_due_on": "2026-12-31"}) == {"GPDB-TERM", "LOCAL-ASSIGNED"}


def test_a_listing_is_lifted_by_the_level_that_listed_it() -> None:
    desk = lifting()

    with pytest.raises(ActionRefused, match="须由督察人员办理"):
        desk.does("lift", by=person(R.BUREAU_HEAD))
    lifted = desk.does("lift")

    assert lifted.outcome == "lifted"
    assert ("meet", "GPDB-TERM") in verbs(lifted)


def test_nobody_lifts_what_was_not_looked_at_or_was_found_wanting() -> None:
    unseen = handling()
    unseen.does("ask_lift")
    unseen.does("endorse_lift")

    with pytest.raises(ActionRefused, match="督办机关尚未核查"):
        unseen.does("lift")
    failed = lifting(met=False)
    with pytest.raises(ActionRefused, match="尚未完成"):
        failed.does("lift")
    assert failed.does("refuse_lift").to_stage == "handling"


def test_the_end_is_not_asked_for_while_a_problem_is_open() -> None:
    desk = handling()
    desk.links = (LinkView("WF-2026-0007", "violation", "finding", True, ""),)

    with pytest.raises(ActionRefused, match="尚未销号：WF-2026-0007"):
        desk.does("ask_lift")
    desk.links = (LinkView("WF-2026-0007", "violation", "finding", False, "closed_out"),)
    assert desk.does("ask_lift").asks.keys() == {"lift"}


def test_a_clue_is_an_assigned_item_of_the_level_that_listed_it() -> None:
    raised = handling().does("raise_clue")

    duty = next(each for each in raised.duties if each.kind == "open_linked")
    assert opened(raised) == ["violation"]
    assert duty.payload["kinds"] == ["assigned"]
    assert duty.payload["carries"]["assigned_by"] == "市生态环境局"
    assert duty.payload["carries"]["discovered_on"] == "2026-09-09"


def test_only_the_level_above_prolongs_and_only_while_the_term_runs() -> None:
    desk = handling()
    desk.does("ask_extension")

    with pytest.raises(ActionRefused, match="须由督察人员办理"):
        desk.does("extend", by=person(R.BUREAU_HEAD))
    assert ("extend", "GPDB-TERM") in verbs(desk.does("extend"))
    desk.clocks = ()
    with pytest.raises(ActionRefused, match="已经届满"):
        desk.does("ask_extension")


def test_an_extension_of_a_stated_day_states_another() -> None:
    desk = handling(listing_states_term=True, listed_due_on="2026-12-31")
    desk.clocks = (*desk.clocks, running("LOCAL-ASSIGNED"))
    desk.does("ask_extension")

    with pytest.raises(ActionRefused, match="须填写延长后的"):
        desk.does("extend")
    done = desk.does("extend", listed_due_on="2027-03-31")
    assert {("meet", "LOCAL-ASSIGNED"), ("start", "LOCAL-ASSIGNED")} <= verbs(done)


def test_the_end_of_the_term_tells_and_decides_nothing() -> None:
    desk = handling()

    overdue = desk.does("term_overdue", lapsed="GPDB-TERM")

    assert overdue.to_stage == "handling"
    assert [each.payload["notice"] for each in overdue.duties] == ["supervision_overdue"]


def test_nothing_of_it_reaches_the_enterprise() -> None:
    assert all(stage.audience is Audience.AUTHORITY for stage in LISTED_SUPERVISION.stages)
