"""信访: fifteen days, sixty and thirty, the objection of five working days, and two reviews."""

import pytest

from rules.case_view import ActionRefused
from rules.clocks import CLOCKS
from rules.procedures.petition import PETITION
from rules.vocabulary import Audience, R
from tests.procedures.desk import Desk, opened, person, running, started, verbs

ENFORCER, CHIEF = person(R.ENFORCER, "P1"), person(R.BUREAU_HEAD)
WINDOW, ABOVE = person(R.RECEPTIONIST), person(R.SUPERVISOR)


def received(source: str = "direct") -> Desk:
    clocks = [running("XF-INFORM")]
    if source == "forwarded":
        clocks.append(running("XF-OBJECT"))
    facts = {"reported_on": "2026-09-01", "petition_source": source, "anonymous": False}
    return Desk("petition", "receipt", facts=facts, clocks=tuple(clocks))


def handled() -> Desk:
    desk = received()
    desk.does("accept", intake_path="petition", accepted_on="2026-09-01")
    return desk


def investigated() -> Desk:
    desk = handled()
    desk.does("hear_petitioner", ENFORCER)
    desk.does("record_investigation", ENFORCER, petition_investigated_on="2026-09-02")
    return desk


def served() -> Desk:
    desk = investigated()
    desk.does("draft_opinion", ENFORCER)
    desk.does("sign_opinion", CHIEF)
    desk.does("serve_opinion", WINDOW, petition_served_on="2026-09-03")
    return desk


def reviewed(act: str = "uphold_review") -> Desk:
    desk = served()
    desk.does("request_review", WINDOW, review_asked_on="2026-09-04")
    desk.does(act, ABOVE, review_served_on="2026-09-05")
    return desk


def test_acceptance_ends_the_fifteen_days_and_starts_the_sixty() -> None:
    done = received("forwarded").does("accept", intake_path="petition", accepted_on="2026-09-01")

    assert {("meet", "XF-INFORM"), ("meet", "XF-OBJECT")} <= verbs(done)
    assert started(done) == {"XF-HANDLE"}


def test_a_report_of_a_violation_is_not_taken_as_a_petition() -> None:
    with pytest.raises(ActionRefused, match="登记举报"):
        received().does("accept", intake_path="report")

    assert received().does("tell_path", petition_path="duty").outcome == "path_told"


def test_only_what_was_forwarded_can_be_objected_to_and_only_in_five_days() -> None:
    with pytest.raises(ActionRefused, match="只对信访部门或者上级"):
        received().does("ask_objection", WINDOW)
    late = received("forwarded")
    late.clocks = (running("XF-INFORM"),)
    with pytest.raises(ActionRefused, match="五个工作日已过"):
        late.does("ask_objection", WINDOW)


def test_an_objection_is_raised_by_the_head_and_answered_above() -> None:
    desk = received("forwarded")
    desk.does("ask_objection", WINDOW)
    desk.does("raise_objection", CHIEF)
    assert desk.does("agree_objection", ABOVE).outcome == "taken_back"


def test_a_rejected_objection_comes_back_and_is_not_raised_again() -> None:
    desk = received("forwarded")
    desk.does("ask_objection", WINDOW)
    desk.does("raise_objection", CHIEF)

    desk.does("reject_objection", ABOVE)

    assert desk.stage == "receipt"
    assert [each.key for each in desk.clocks] == ["XF-INFORM"]
    with pytest.raises(ActionRefused, match="五个工作日已过"):
        desk.does("ask_objection", WINDOW)


def test_the_opinion_wants_hearing_and_investigation() -> None:
    with pytest.raises(ActionRefused, match="听取信访人陈述"):
        handled().does("draft_opinion", ENFORCER)

    investigated().does("draft_opinion", ENFORCER)


def test_an_extension_is_told_before_the_opinion_is_signed() -> None:
    desk = investigated()
    desk.does("ask_extension", ENFORCER, extend_days=30)
    desk.does("extend", CHIEF, extend_days=30)
    desk.does("draft_opinion", ENFORCER)
    with pytest.raises(ActionRefused, match="尚未告知"):
        desk.does("sign_opinion", CHIEF)

    desk.does("tell_extension", ENFORCER)

    desk.does("sign_opinion", CHIEF)


def test_service_of_the_opinion_ends_the_sixty_days_and_opens_thirty() -> None:
    desk = investigated()
    desk.does("draft_opinion", ENFORCER)
    desk.does("sign_opinion", CHIEF)

    done = desk.does("serve_opinion", WINDOW, petition_served_on="2026-09-08")

    assert ("meet", "XF-HANDLE") in verbs(done)
    assert started(done) == {"XF-REVIEW"}


@pytest.mark.parametrize("day", ["2026-08-31", "2026-09-10"])
def test_an_opinion_is_not_served_before_acceptance_or_tomorrow(day: str) -> None:
    desk = investigated()
    desk.does("draft_opinion", ENFORCER)
    desk.does("sign_opinion", CHIEF)

    with pytest.raises(ActionRefused):
        desk.does("serve_opinion", WINDOW, petition_served_on=day)


def test_an_unused_window_closes_the_case() -> None:
    done = served().does("review_window_lapses", person(R.SYSTEM), lapsed="XF-REVIEW")

    assert done.outcome == "answered"


def test_a_review_is_asked_in_its_window_and_answered_above_in_thirty_days() -> None:
    desk = served()
    with pytest.raises(ActionRefused, match="早于答复送达"):
        desk.does("request_review", WINDOW, review_asked_on="2026-09-02")

    done = desk.does("request_review", WINDOW, review_asked_on="2026-09-04")

    assert started(done) == {"XF-REVIEW.answer"}
    with pytest.raises(ActionRefused, match="督察人员"):
        desk.does("uphold_review", CHIEF)


def test_after_the_review_thirty_days_for_the_second_one_and_then_the_end() -> None:
    desk = reviewed("change_review")
    assert [each.key for each in desk.clocks] == ["XF-REVIEW.rereview"]

    desk.does("request_rereview", WINDOW, rereview_asked_on="2026-09-06")
    done = desk.does("uphold_rereview", ABOVE, rereview_served_on="2026-09-07")

    assert done.outcome == "finished"


def test_a_remand_starts_sixty_days_again_and_wants_a_new_investigation() -> None:
    desk = reviewed("remand_review")
    assert [each.key for each in desk.clocks] == ["XF-HANDLE"]
    with pytest.raises(ActionRefused, match="重新调查核实"):
        desk.does("draft_opinion", ENFORCER)

    desk.does("record_investigation", ENFORCER, petition_investigated_on="2026-09-08")

    desk.does("draft_opinion", ENFORCER)


def test_a_petition_about_a_violation_raises_a_clue() -> None:
    done = handled().does("raise_clue", ENFORCER, discovered_on="2026-09-02")

    assert opened(done) == ["violation"]


def test_nothing_of_a_petition_is_for_the_unit_complained_of() -> None:
    for stage in PETITION.stages:
        assert stage.audience is Audience.AUTHORITY
        for act in stage.acts:
            assert act.audience is Audience.AUTHORITY
            assert act.serve == ()
    for key in ("XF-INFORM", "XF-HANDLE", "XF-REVIEW", "XF-OBJECT"):
        assert {row.audience for row in CLOCKS[key].rows} == {"authority"}
