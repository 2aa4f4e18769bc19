"""The bureau answers a review body in time; nothing is suspended by the request alone."""

import pytest

from rules.case_view import ActionRefused
from rules.facts import FactsWrong
from rules.procedures.remedies import RECORD_REMEDIES
from rules.vocabulary import R
from tests.procedures.desk import Desk, person, running, started, table, verbs


def asked() -> Desk:
    return Desk("reconsideration", "receipt")


def answering(key: str = "record_copy") -> Desk:
    desk = asked()
    desk.does(key)
    return desk


def on_trial() -> Desk:
    desk = answering()
    desk.does("draft_answer")
    desk.does("sign_answer")
    desk.does("submit_answer")
    return desk


def told(desk: Desk, key: str, **said: object) -> list[str]:
    decision = desk.does(key, **said)  # type: ignore[arg-type]
    return [str(each.payload["act"]) for each in decision.duties if each.kind == "feed_back"]


def test_an_ordinary_answer_is_due_in_ten_working_days_from_the_copy() -> None:
    decision = asked().does("record_copy")

    assert started(decision) == {"REV-ANSWER", "REV-DECIDE"}


def test_a_simplified_answer_has_its_own_five_working_days() -> None:
    decision = asked().does("record_copy_simplified")

    assert started(decision) == {"REV-ANSWER-S", "REV-DECIDE.simplified"}


def test_a_copy_received_tomorrow_is_refused() -> None:
    with pytest.raises(ActionRefused, match="在今天之后"):
        asked().does("record_copy", copy_received_on="2026-09-10")


def test_a_copy_received_before_the_request_was_accepted_is_refused() -> None:
    with pytest.raises(ActionRefused, match="早于"):
        asked().does("record_copy", copy_received_on="2026-08-30")


def test_only_fines_on_the_spot_or_by_camera_come_through_the_bureau() -> None:
    with pytest.raises(ActionRefused, match="第32条"):
        asked().does("receive_request", spot_or_camera=False)

    assert started(asked().does("receive_request")) == {"REV-FORWARD"}


def test_nothing_is_forwarded_that_was_never_received() -> None:
    with pytest.raises(ActionRefused, match="没有当事人递交"):
        asked().does("forward_request")


def test_an_answer_is_drafted_signed_by_the_head_and_sent_by_another() -> None:
    desk = answering()
    desk.does("draft_answer")

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("submit_answer")
    desk.does("sign_answer")

    assert ("meet", "REV-ANSWER") in verbs(desk.does("submit_answer"))
    assert desk.stage == "trial"


def test_a_missed_answer_says_what_the_law_makes_of_it_and_may_still_come() -> None:
    desk = answering()

    decision = desk.does("answer_overdue", lapsed="REV-ANSWER")

    assert desk.stage == "answering"
    assert "第70条" in decision.act.basis
    assert "没有证据" in decision.act.basis
    assert [duty.payload["notice"] for duty in decision.duties] == ["remedy_answer_overdue"]
    desk.does("draft_answer")
    desk.does("sign_answer")
    assert desk.does("submit_answer").to_stage == "trial"


def test_an_open_reconsideration_tells_its_opener_only_that_it_is_open() -> None:
    assert told(asked(), "record_copy") == ["record_remedy_opened"]


def test_performance_is_suspended_only_by_a_stored_decision_and_resumed_by_another() -> None:
    desk = on_trial()

    with pytest.raises(ActionRefused, match="第73条"):
        desk.does("record_suspension_end")
    assert told(desk, "record_suspension") == ["suspend_performance"]
    with pytest.raises(ActionRefused, match="已登记停止执行"):
        desk.does("record_suspension")
    assert told(desk, "record_suspension_end", suspension_ended_on="2026-09-09") == [
        "end_suspension"
    ]


@pytest.mark.parametrize(
    ("key", "said", "word", "outcome"),
    [
        ("record_upheld", {}, "record_remedy_closed", "upheld"),
        ("record_dismissed", {}, "record_remedy_closed", "dismissed"),
        ("record_changed", {}, "record_changed", "changed"),
        ("record_annulled", {}, "record_annulled", "annulled"),
        ("record_illegal", {"illegal_kind": "illegal"}, "record_changed", "illegal"),
        ("record_illegal", {"illegal_kind": "void"}, "record_annulled", "void"),
        ("record_settled", {"settlement_changes": False}, "record_remedy_closed", "settled"),
        ("record_settled", {"settlement_changes": True}, "record_changed", "settled"),
        ("record_withdrawn", {}, "record_remedy_closed", "withdrawn"),
    ],
)
def test_each_result_tells_the_challenged_decision_what_became_of_it(
    key: str, said: dict[str, object], word: str, outcome: str
) -> None:
    desk = on_trial()

    assert told(desk, key, **said) == [word]

    assert desk.facts["remedy_outcome"] == outcome
    assert desk.stage == "implementation"


def test_a_decision_upheld_says_when_the_party_received_it() -> None:
    with pytest.raises(FactsWrong, match="当事人收到行政复议决定书日期"):
        on_trial().does("record_upheld", reconsidered_on="")


def test_a_stay_stops_the_review_bodys_clock_once() -> None:
    desk = on_trial()
    desk.clocks = (running("REV-DECIDE"),)

    with pytest.raises(ActionRefused, match="没有中止"):
        desk.does("record_stay_end")

    assert ("pause", "REV-DECIDE") in verbs(desk.does("record_stay"))


def test_a_request_that_is_not_accepted_ends_the_stop_and_is_closed_by_another() -> None:
    desk = asked()

    assert told(desk, "record_not_accepted") == ["record_remedy_closed"]
    assert desk.stage == "implementation"
    desk.does("ask_close")
    assert desk.does("close").to_stage == "closed"


def test_an_opinion_is_answered_within_sixty_days_before_the_case_ends() -> None:
    desk = on_trial()
    desk.does("record_upheld")
    assert started(desk.does("record_opinion")) == {"REV-OPINION"}

    with pytest.raises(ActionRefused, match="第76条"):
        desk.does("ask_close")
    desk.does("draft_opinion_report")
    assert ("meet", "REV-OPINION") in verbs(desk.does("report_opinion"))
    desk.does("ask_close")

    assert desk.does("close").outcome == "closed"


def test_an_annulled_decision_is_not_filed_away_before_somebody_says_what_was_done() -> None:
    desk = on_trial()
    desk.does("record_annulled")

    with pytest.raises(ActionRefused, match="第77条"):
        desk.does("ask_close")

    assert desk.does("ask_close", implemented="已重新作出处理").to_stage == "implementation"


def test_only_the_legal_reviewer_records_and_only_the_head_signs() -> None:
    desk = answering()

    with pytest.raises(ActionRefused, match="须由执法人员办理"):
        desk.does("draft_answer", person(R.LEGAL_REVIEWER))
    desk.does("draft_answer")
    with pytest.raises(ActionRefused, match="须由局负责人办理"):
        desk.does("sign_answer", person(R.SECTION_HEAD))


def test_two_remedies_of_one_decision_never_run_beside_each_other() -> None:
    record = {act.key: act for act in RECORD_REMEDIES}

    assert all(
        any(guard.__name__ == "no_remedy_open" for guard in act.guards) for act in record.values()
    )
    assert all("第73条" in act.basis for act in record.values())


def test_no_act_of_a_reconsideration_is_the_partys() -> None:
    acts = [act for stage in table("reconsideration").stages for act in stage.acts]

    assert all(R.ENTERPRISE not in act.who for act in acts)
    assert all(act.audience == "authority" for act in acts)
