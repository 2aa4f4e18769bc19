"""Fifteen days for evidence, two instances, and a judgment that says what becomes of the fine."""

import pytest

from rules.case_view import ActionRefused
from rules.facts import FactsWrong
from tests.procedures.desk import TODAY, Desk, running, started, table, verbs


def sued() -> Desk:
    return Desk("litigation", "answering", clocks=(running("LIT-ANSWER"),))


def on_trial() -> Desk:
    desk = sued()
    desk.does("draft_answer")
    desk.does("sign_answer")
    desk.does("submit_answer")
    return desk


def judged(key: str = "record_judgment") -> Desk:
    desk = on_trial()
    desk.does(key)
    return desk


def final() -> Desk:
    desk = judged()
    desk.does("appeal_lapses", lapsed="LIT-APPEAL")
    return desk


def told(desk: Desk, key: str, **said: object) -> list[str]:
    decision = desk.does(key, **said)  # type: ignore[arg-type]
    return [str(each.payload["act"]) for each in decision.duties if each.kind == "feed_back"]


def test_the_fifteen_days_run_from_the_receipt_of_the_complaint() -> None:
    opening = table("litigation").opening

    assert [(each.clock, each.at) for each in opening] == [("LIT-ANSWER", "complaint_received_on")]


def test_the_opener_hears_at_once_that_a_suit_is_open() -> None:
    assert table("litigation").announced(()) == ("record_remedy_opened",)


def test_a_missed_defence_counts_as_having_no_evidence_and_may_still_come() -> None:
    desk = sued()

    decision = desk.does("answer_overdue", lapsed="LIT-ANSWER")

    assert "第34条第2款" in decision.act.basis
    assert [duty.payload["notice"] for duty in decision.duties] == ["remedy_answer_overdue"]
    assert desk.stage == "answering"


def test_only_a_court_gives_more_time_and_its_paper_is_stored() -> None:
    desk = sued()

    with pytest.raises(FactsWrong, match="法院准许"):
        desk.does("record_more_time", court_permission="")

    assert ("extend", "LIT-ANSWER") in verbs(desk.does("record_more_time"))


def test_a_head_is_named_before_the_court_sits() -> None:
    desk = on_trial()

    with pytest.raises(ActionRefused, match="第3条第3款"):
        desk.does("record_hearing")
    desk.does("appoint_attendance")

    assert desk.does("record_hearing").to_stage == "first_instance"


def test_a_judgment_may_be_appealed_for_fifteen_days_and_a_ruling_for_ten() -> None:
    assert started(on_trial().does("record_judgment")) == {"LIT-APPEAL"}
    assert started(on_trial().does("record_ruling")) == {"LIT-APPEAL.ruling"}


def test_an_appeal_wants_the_head_and_stops_the_period() -> None:
    desk = judged()
    desk.does("ask_appeal")

    decision = desk.does("appeal")

    assert desk.stage == "second_instance"
    assert ("meet", "LIT-APPEAL") in verbs(decision)


def test_a_judgment_nobody_appeals_takes_effect_the_day_after_the_period() -> None:
    desk = judged()
    desk.clocks = (running("LIT-APPEAL", TODAY),)

    desk.does("appeal_lapses", lapsed="LIT-APPEAL")

    assert desk.stage == "outcome"
    assert desk.facts["judgment_final_on"] == "2026-09-10"


def test_an_appeal_of_the_other_side_that_we_hear_of_late_still_goes_up() -> None:
    desk = final()
    desk.facts["judgment_final_on"] = "2026-09-05"

    with pytest.raises(ActionRefused, match="已逾上诉期限"):
        desk.does("record_party_appeal", appealed_on="2026-09-05")

    assert desk.does("record_party_appeal", appealed_on="2026-09-04").to_stage == "second_instance"


def test_the_second_judgment_is_final_on_its_day() -> None:
    desk = judged()
    desk.does("record_party_appeal")

    desk.does("record_final_judgment", judgment_served_on="2026-09-08")

    assert desk.stage == "outcome"
    assert desk.facts["judgment_final_on"] == "2026-09-08"


def test_a_case_sent_back_is_tried_again() -> None:
    desk = judged()
    desk.does("record_party_appeal")

    assert desk.does("record_remand").to_stage == "first_instance"


@pytest.mark.parametrize(
    ("key", "said", "word", "outcome"),
    [
        ("record_upheld", {}, "record_remedy_closed", "upheld"),
        ("record_dismissed", {}, "record_remedy_closed", "dismissed"),
        ("record_changed", {}, "record_changed", "changed"),
        ("record_annulled", {}, "record_annulled", "annulled"),
        ("record_illegal", {"illegal_kind": "illegal"}, "record_changed", "illegal"),
        ("record_illegal", {"illegal_kind": "void"}, "record_annulled", "void"),
    ],
)
def test_each_judgment_tells_the_challenged_decision_what_became_of_it(
    key: str, said: dict[str, object], word: str, outcome: str
) -> None:
    desk = final()

    assert told(desk, key, **said) == [word]
    assert desk.facts["remedy_outcome"] == outcome


def test_a_suit_suspends_nothing_without_a_ruling() -> None:
    desk = on_trial()

    with pytest.raises(ActionRefused, match="本身不停止执行"):
        desk.does("record_suspension_end")
    assert told(desk, "record_suspension") == ["suspend_performance"]


def test_a_withdrawn_suit_ends_every_period_and_is_carried_out() -> None:
    desk = judged()
    desk.clocks = (running("LIT-APPEAL"),)

    decision = desk.does("record_withdrawn")

    assert ("meet", "LIT-APPEAL") in verbs(decision)
    assert desk.facts["judgment_final_on"] == desk.facts["remedy_closed_on"]


def test_an_annulled_fine_is_not_filed_away_before_the_judgment_was_carried_out() -> None:
    desk = final()
    desk.does("record_annulled")

    with pytest.raises(ActionRefused, match="第94条"):
        desk.does("ask_close")
    desk.does("report_implementation")
    desk.does("ask_close")

    assert desk.does("close").outcome == "closed"


def test_a_retrial_goes_up_again_and_suspends_nothing() -> None:
    desk = final()
    desk.does("record_upheld")

    decision = desk.does("record_retrial")

    assert decision.to_stage == "second_instance"
    assert [each for each in decision.duties if each.kind == "feed_back"] == []
