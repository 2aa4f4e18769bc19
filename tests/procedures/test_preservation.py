"""Preservation wants the head's consent first, lasts seven working days, and then ends by law."""

import pytest

from rules.case_view import ActionRefused
from rules.facts import FactsWrong
from rules.vocabulary import R
from tests.procedures.desk import SERVED, Desk, opened, person, started, table, verbs


def approving() -> Desk:
    return Desk("preservation", "approval")


def held(consent: str = "approve_preservation") -> Desk:
    desk = approving()
    desk.does(consent)
    desk.does("preserve")
    return desk


def test_nothing_is_preserved_before_the_head_consents() -> None:
    stage = table("preservation").stage("approval")

    assert {act.key for act in stage.acts if R.ENFORCER in act.who} == set()


def test_an_urgent_consent_is_a_stored_message_with_a_reason() -> None:
    with pytest.raises(FactsWrong, match="即时通讯报批记录"):
        approving().does("consent_by_message", consent_message=[])

    assert approving().does("consent_by_message").to_stage == "execution"


def test_the_proposer_does_not_consent() -> None:
    desk = approving()
    desk.facts["proposed_by"] = "JZ9"

    with pytest.raises(ActionRefused, match="另一名局负责人"):
        desk.does("consent_by_message", person(R.BUREAU_HEAD, "JZ9"))


def test_two_officers_preserve() -> None:
    desk = approving()
    desk.does("approve_preservation")

    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("preserve", handlers=["P1"])


def test_seven_working_days_run_and_after_a_message_twenty_four_hours_too() -> None:
    plain, message = approving(), approving()
    plain.does("approve_preservation")
    message.does("consent_by_message")

    assert started(plain.does("preserve")) == {"CF-EVID-HOLD"}
    assert started(message.does("preserve")) == {"CF-EVID-HOLD", "CF-EVID-24H"}


def test_the_paper_is_made_up_once_and_only_after_a_message() -> None:
    with pytest.raises(ActionRefused, match="无须补办"):
        held().does("complete_paper")

    desk = held("consent_by_message")
    assert ("meet", "CF-EVID-24H") in verbs(desk.does("complete_paper"))
    with pytest.raises(ActionRefused, match="已经补办"):
        desk.does("complete_paper")


def test_what_was_consented_by_message_is_not_disposed_of_before_the_paper() -> None:
    desk = held("consent_by_message")
    desk.does("propose_disposal")

    with pytest.raises(ActionRefused, match="二十四小时内补办"):
        desk.does("dispose")
    desk.does("complete_paper")

    assert ("meet", "CF-EVID-HOLD") in verbs(desk.does("dispose"))


def test_after_seven_working_days_the_measure_ends_by_law_without_anybody() -> None:
    desk = held()

    decision = desk.does("release_automatically", lapsed="CF-EVID-HOLD")

    assert decision.act.who == (R.SYSTEM,)
    assert "第33条" in decision.act.basis
    assert decision.to_stage == "disposal_service"
    assert desk.does("serve_disposal", **SERVED).outcome == "disposed"


def test_the_disposal_is_approved_by_another() -> None:
    desk = held()
    desk.does("propose_disposal", person(R.ENFORCER, "X"))

    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("dispose", person(R.BUREAU_HEAD, "X"))


def test_what_must_be_kept_longer_becomes_a_seizure_of_its_own() -> None:
    desk = held()

    decision = desk.does("propose_seizure")

    assert opened(decision) == ["seizure"]
    assert desk.stage == "held"


def test_a_measure_in_the_future_is_refused() -> None:
    desk = approving()
    desk.does("approve_preservation")

    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("preserve", preserved_at="2026-09-10T09:00:00+08:00")
