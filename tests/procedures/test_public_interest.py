"""A clue for the procuratorate, and its proposal: answered in two months, or fifteen days."""

import pytest

from rules.case_view import ActionRefused
from rules.procedures.public_interest import PUBLIC_INTEREST
from rules.vocabulary import Audience, R
from tests.procedures.desk import Desk, opened, person, running, started, verbs


def clue() -> Desk:
    return Desk("public_interest", "preparation", frozenset({"clue"}))


def proposal() -> Desk:
    return Desk(
        "public_interest", "performance", frozenset({"proposal"}),
        facts={"proposal_received_on": "2026-09-01"}, clocks=(running("PIL-REPLY"),),
    )  # fmt: skip


def investigated() -> Desk:
    desk = clue()
    desk.does("draft_clue_letter")
    desk.does("approve_clue_letter")
    desk.does("send_clue")
    desk.does("accept_clue")
    return desk


def replied() -> Desk:
    desk = proposal()
    desk.does("record_measures")
    desk.does("draft_reply")
    desk.does("pass_reply_review")
    desk.does("approve_reply")
    desk.does("send_reply")
    return desk


def test_a_proposal_is_a_duty_from_its_first_hour() -> None:
    assert PUBLIC_INTEREST.start_of(["proposal"]) == "performance"
    assert PUBLIC_INTEREST.start_of(["clue"]) == "preparation"


@pytest.mark.parametrize(
    ("kind", "facts", "clocks"),
    [
        ("proposal", {}, {"PIL-REPLY"}),
        ("proposal", {"harm_spreading": True}, {"PIL-REPLY", "PIL-REPLY.spreading"}),
        ("proposal", {"harm_spreading": False}, {"PIL-REPLY"}),
        ("clue", {}, set()),
    ],
)
def test_two_months_run_and_fifteen_days_beside_them_where_harm_spreads(
    kind: str, facts: dict[str, bool], clocks: set[str]
) -> None:
    begun = {each.clock for each in PUBLIC_INTEREST.opening if each.suits([kind], facts)}

    assert begun == clocks


def test_a_clue_becomes_a_proposal_of_the_procuratorate() -> None:
    desk = investigated()

    issued = desk.does("issue_proposal", harm_spreading=True)

    assert issued.to_stage == "performance"
    assert started(issued) == {"PIL-REPLY", "PIL-REPLY.spreading"}


def test_a_clue_leaves_the_bureau_with_the_heads_approval() -> None:
    desk = clue()
    desk.does("draft_clue_letter")

    with pytest.raises(ActionRefused, match="须由局负责人办理"):
        desk.does("approve_clue_letter", by=person(R.SECTION_HEAD))
    assert desk.does("refuse_clue_letter").outcome == "not_approved"


def test_a_reply_tells_of_what_was_done_was_reviewed_and_signed() -> None:
    desk = proposal()

    with pytest.raises(ActionRefused, match="尚无履职记录"):
        desk.does("draft_reply")
    desk.does("record_measures")
    desk.does("draft_reply")
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("approve_reply")
    desk.does("pass_reply_review")
    assert desk.does("approve_reply").to_stage == "reply"


def test_a_reply_sent_meets_both_terms() -> None:
    desk = proposal()
    desk.does("mark_spreading")
    desk.does("record_measures")
    desk.does("draft_reply")
    desk.does("pass_reply_review")
    desk.does("approve_reply")

    sent = desk.does("send_reply")

    assert verbs(sent) == {("meet", "PIL-REPLY"), ("meet", "PIL-REPLY.spreading")}


def test_fifteen_days_are_told_by_the_procuratorate_once() -> None:
    desk = proposal()

    with pytest.raises(ActionRefused, match=r"须由检察院办理.*第21条"):
        desk.does("mark_spreading", by=person(R.POLICE))
    assert started(desk.does("mark_spreading")) == {"PIL-REPLY.spreading"}
    with pytest.raises(ActionRefused, match="不重复告知"):
        desk.does("mark_spreading")


def test_a_late_reply_is_told_and_may_still_be_sent() -> None:
    desk = proposal()

    overdue = desk.does("reply_overdue", lapsed="PIL-REPLY")

    assert [each.payload["notice"] for each in overdue.duties] == ["reply_overdue"]
    desk.does("record_measures")
    assert desk.does("draft_reply").asks.keys() == {"reply"}


@pytest.mark.parametrize(
    ("stage", "act", "body", "right"),
    [
        ("clue_review", "accept_clue", R.COURT, "检察院"),
        ("follow_up", "file_suit", R.ENFORCER, "检察院"),
        ("suit", "judge_suit", R.PROCURATORATE, "法院"),
        ("suit", "withdraw_suit", R.COURT, "检察院"),
    ],
)
def test_each_body_answers_its_own(stage: str, act: str, body: R, right: str) -> None:
    desk = Desk("public_interest", stage, frozenset({"proposal"}))

    with pytest.raises(ActionRefused, match=f"须由{right}办理（.*第"):
        desk.does(act, by=person(body))


def test_what_is_not_enough_is_asked_for_again_or_sued_for() -> None:
    more, sued = replied(), replied()

    assert more.does("demand_more").to_stage == "performance"
    assert sued.does("file_suit").to_stage == "suit"


def test_a_judgment_is_carried_out_before_the_case_is_closed() -> None:
    desk = replied()
    desk.does("file_suit")
    desk.does("judge_suit")

    with pytest.raises(ActionRefused, match="尚未登记判决"):
        desk.does("ask_close")
    desk.does("record_judgment_performed")
    desk.does("ask_close")
    assert desk.does("close").outcome == "closed"


def test_what_is_found_while_performing_is_a_clue() -> None:
    assert opened(proposal().does("raise_clue")) == ["violation"]


def test_nothing_of_it_reaches_the_enterprise() -> None:
    assert all(stage.audience is not Audience.PARTY for stage in PUBLIC_INTEREST.stages)
