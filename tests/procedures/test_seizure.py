"""A seizure is approved by another, done by two, lasts thirty days and more, and is given back."""

from datetime import datetime

import pytest

from rules.decide import ActionRefused, KinView
from rules.facts import FactsWrong
from rules.vocabulary import R
from tests.procedures.desk import SERVED, Desk, person, running, started, table, verbs

PROPER = {"delivered_on_scene": True, "seizure_party_present": True}


def proposed() -> Desk:
    return Desk("seizure", "approval")


def approved() -> Desk:
    desk = proposed()
    desk.does("approve_seizure", major_case=False)
    return desk


def seized() -> Desk:
    desk = approved()
    desk.does("execute_seizure")
    return desk


def urgent() -> Desk:
    desk = proposed()
    desk.does("act_urgently")
    return desk


def released() -> Desk:
    desk = seized()
    desk.does("ask_release")
    desk.does("release")
    desk.does("serve_release", **SERVED)
    return desk


def test_a_seizure_is_approved_by_somebody_else_than_its_proposer() -> None:
    desk = proposed()
    desk.facts["proposed_by"] = "JZ9"

    with pytest.raises(ActionRefused, match="另一名局负责人"):
        desk.does("approve_seizure", person(R.BUREAU_HEAD, "JZ9"), major_case=False)

    assert desk.does("approve_seizure", major_case=False).to_stage == "execution"


def test_two_certified_officers_seize() -> None:
    desk = approved()

    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("execute_seizure", handlers=["P1"])


def test_the_thirty_days_run_from_the_decision() -> None:
    assert started(proposed().does("approve_seizure", major_case=False)) == {"CFK-TERM"}


def test_a_major_seizure_passes_the_committee() -> None:
    desk = proposed()

    with pytest.raises(ActionRefused, match="29号令 第10条"):
        desk.does("approve_seizure", major_case=True)
    desk.does("record_committee")

    assert desk.does("approve_seizure", major_case=True)


def test_what_another_authority_sealed_is_not_seized_again() -> None:
    with pytest.raises(ActionRefused, match="不得重复查封"):
        approved().does("execute_seizure", not_sealed_by_another=False)


def test_an_absent_party_is_replaced_by_a_witness() -> None:
    with pytest.raises(ActionRefused, match="见证人"):
        approved().does("execute_seizure", seizure_party_present=False)

    assert approved().does("execute_seizure", seizure_party_present=False, witness="居委会干部")


def test_the_papers_are_handed_over_on_the_spot() -> None:
    with pytest.raises(ActionRefused, match="当场交付"):
        approved().does("execute_seizure", delivered_on_scene=False)


@pytest.mark.parametrize("hour", ["2026-09-06T23:30:00+08:00", "2026-09-05T03:00:00+08:00"])
def test_night_and_days_off_never_block_a_seizure(hour: str) -> None:
    desk = proposed()
    desk.now = datetime.fromisoformat("2026-09-04T23:00:00+08:00")
    desk.does("approve_seizure", major_case=False, execute_by="2026-09-06")
    desk.now = datetime.fromisoformat("2026-09-06T23:59:00+08:00")

    assert desk.does("execute_seizure", seized_at=hour).to_stage == "in_force"


def test_an_urgent_seizure_acts_first_and_has_twenty_four_hours() -> None:
    decision = proposed().does("act_urgently")

    assert started(decision) == {"CFK-URGENT", "CFK-TERM"}
    begins = {op.key: op.begin.at for op in decision.clocks if op.begin}
    assert begins["CFK-URGENT"] == "seized_at"


def test_who_seized_urgently_does_not_approve_it() -> None:
    desk = urgent()

    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("approve_afterwards", person(R.BUREAU_HEAD, "P1"), major_case=False)

    assert ("meet", "CFK-URGENT") in verbs(desk.does("approve_afterwards", major_case=False))


@pytest.mark.parametrize("key", ["refuse_afterwards", "urgent_lapses"])
def test_a_refused_or_forgotten_approval_lifts_at_once(key: str) -> None:
    desk = urgent()

    decision = desk.does(key)

    assert decision.to_stage == "release_decision"
    assert "应当立即解除" in decision.act.basis
    assert ("meet", "CFK-TERM") in verbs(decision)
    assert desk.does("sign_release").to_stage == "release_service"


def test_a_term_is_prolonged_by_thirty_days_with_a_written_reason() -> None:
    desk = seized()

    with pytest.raises(ActionRefused, match="不得超过三十日"):
        desk.does("ask_extension", extend_days=31)
    desk.does("ask_extension", extend_days=30)
    with pytest.raises(FactsWrong, match="书面说明理由"):
        desk.does("extend", extend_days=30, seizure_extension_why="")

    assert ("extend", "CFK-TERM") in verbs(desk.does("extend", extend_days=30))


def test_an_extension_is_served_and_nothing_else_is() -> None:
    desk = seized()
    with pytest.raises(ActionRefused, match="没有待送达的延长决定书"):
        desk.does("serve_extension", **SERVED)
    desk.does("ask_extension")
    desk.does("extend")

    with pytest.raises(ActionRefused, match="早于批准延长之日"):
        desk.does("serve_extension", **SERVED)
    served = {**SERVED, "served_on": "2026-09-09"}
    assert desk.does("serve_extension", **served).to_stage == "in_force"


def test_testing_stands_outside_the_term_with_a_served_notice() -> None:
    desk = seized()

    decision = desk.does("commission_testing", **SERVED)

    assert ("pause", "CFK-TERM") in verbs(decision)
    assert started(decision) == {"LOCAL-TESTING"}
    begun = next(op.begin for op in decision.clocks if op.key == "LOCAL-TESTING" and op.begin)
    assert (begun.at, begun.days) == ("served_on", "testing_days")
    assert {("resume", "CFK-TERM"), ("meet", "LOCAL-TESTING")} <= verbs(
        desk.does("receive_testing")
    )
    with pytest.raises(ActionRefused, match="没有正在进行的检测"):
        desk.does("receive_testing")


def test_the_told_time_ends_by_itself_and_a_late_result_is_still_recorded() -> None:
    desk = seized()
    desk.does("commission_testing", **SERVED)

    ended = desk.does("testing_time_ends", lapsed="LOCAL-TESTING")

    assert {("lapse", "LOCAL-TESTING"), ("resume", "CFK-TERM")} <= verbs(ended)
    assert ended.act.tell == ("seizure_testing_ended",)
    assert desk.does("receive_testing").to_stage == "in_force"


def test_a_time_told_again_takes_the_place_of_the_first() -> None:
    desk = seized()
    desk.does("commission_testing", **SERVED)

    again = desk.does("commission_testing", **SERVED, testing_days=20)

    assert ("meet", "LOCAL-TESTING") in verbs(again)
    assert started(again) == {"LOCAL-TESTING"}


@pytest.mark.parametrize("key", ["release", "record_annulled"])
def test_a_seizure_that_ends_ends_the_time_of_its_testing(key: str) -> None:
    desk = seized()
    desk.does("commission_testing", **SERVED)
    desk.does("ask_release")

    assert ("meet", "LOCAL-TESTING") in verbs(desk.does(key))


def test_a_term_that_ran_out_must_be_lifted_and_is_not_prolonged() -> None:
    desk = seized()

    decision = desk.does("term_lapses", lapsed="CFK-TERM")

    assert decision.to_stage == "release_decision"
    assert started(decision) == {"LOCAL-LIFT"}
    overdue = desk.does("lifting_overdue", lapsed="LOCAL-LIFT")
    assert (overdue.to_stage, overdue.act.tell) == (
        "release_decision",
        ("seizure_lifting_overdue",),
    )
    assert "第28条第1款第4项" in decision.act.basis
    late = seized()
    late.clocks = ()
    with pytest.raises(ActionRefused, match="应当解除"):
        late.does("ask_extension")


def test_a_request_for_release_is_checked_by_two_within_five_working_days() -> None:
    desk = seized()
    with pytest.raises(ActionRefused, match="没有待答复的解除申请"):
        desk.visits("check_release")

    assert started(desk.does("request_release")) == {"CFK-RELEASE"}
    with pytest.raises(ActionRefused, match="正在核查"):
        desk.does("request_release")
    desk.visits("check_release", seizure_corrected=False)

    assert ("meet", "CFK-RELEASE") in verbs(desk.does("reply_refused"))
    assert desk.does("request_release").to_stage == "in_force"


@pytest.mark.parametrize("act", ["check_release", "record_inspection"])
def test_a_look_at_what_is_sealed_is_an_approved_visit(act: str) -> None:
    desk = seized()
    desk.does("request_release")

    with pytest.raises(ActionRefused, match="须有批准的检查任务"):
        desk.does(act)

    assert desk.visits(act)


def test_who_has_corrected_is_not_refused_the_release() -> None:
    desk = seized()
    desk.does("request_release")
    desk.visits("check_release", seizure_corrected=True)

    with pytest.raises(ActionRefused, match="应当解除"):
        desk.does("reply_refused")
    desk.does("ask_release")

    assert desk.does("release").to_stage == "release_service"


def test_a_release_is_served_within_three_working_days() -> None:
    desk = seized()
    desk.does("ask_release")

    assert started(desk.does("release")) == {"CFK-RELEASE-SERVE"}


def test_what_is_not_collected_waits_sixty_days() -> None:
    desk = released()
    desk.facts["seizure_sort"] = "taken"
    with pytest.raises(ActionRefused, match="六十日尚未届满"):
        desk.does("record_unclaimed")

    assert started(desk.does("publish_collection")) == {"CFK-COLLECT"}
    desk.does("collection_lapses", lapsed="CFK-COLLECT")

    assert desk.does("record_unclaimed").outcome == "unclaimed"


def test_what_was_sealed_where_it_stands_is_not_collected() -> None:
    with pytest.raises(ActionRefused, match="无须招领"):
        released().does("publish_collection")


def transfer(stage: str, *acts: str, closed: bool = False) -> KinView:
    done = frozenset({"send_to_police", *acts})
    return KinView("YS-2026-0001", "transfer", not closed, done, stage=stage)


FILED_NOW = transfer("handover", "file_criminal_case", "notify_filed")


def test_what_the_police_have_filed_goes_to_them_with_the_heads_approval() -> None:
    desk = seized()
    desk.kin = (FILED_NOW,)
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("hand_over_items")
    desk.does("ask_hand_over")
    desk.does("approve_hand_over")

    with pytest.raises(ActionRefused, match="书面告知当事人日期”2026-12-01在今天之后"):
        desk.does("hand_over_items", handover_told_on="2026-12-01")
    decision = desk.does("hand_over_items")

    assert desk.facts["transfer_case_no"] == "YS-2026-0001"
    assert decision.outcome == "handed_over"
    assert "handover_told" in decision.act.papers
    assert "第22条" in decision.act.basis


@pytest.mark.parametrize(
    "kin",
    [
        (),
        (transfer("police_review"),),
        (transfer("filed_notice", "file_criminal_case"),),
        (transfer("closed", "file_criminal_case", "notify_filed", closed=True),),
        *(
            (transfer(stage, "file_criminal_case", "notify_filed"),)
            for stage in ("withdrawn_notice", "withdrawn", "filing_supervision", "closing")
        ),
    ],
)
def test_nothing_is_handed_over_without_a_transfer_that_the_police_have_filed(
    kin: tuple[KinView, ...],
) -> None:
    desk = seized()
    desk.kin = kin
    with pytest.raises(ActionRefused, match="行政强制法 第21条"):
        desk.does("ask_hand_over")
    desk.kin = (FILED_NOW,)
    desk.does("ask_hand_over")
    desk.does("approve_hand_over")
    desk.kin = kin

    with pytest.raises(ActionRefused, match="不能移交"):
        desk.does("hand_over_items")


@pytest.mark.parametrize(
    ("stage", "done"),
    [
        ("investigation", "notify_filed"),
        ("trial", "notify_filed"),
        ("filed_notice", "file_as_ordered"),
    ],
)
def test_a_case_filed_again_after_a_withdrawal_takes_the_items(stage: str, done: str) -> None:
    desk = seized()
    desk.kin = (transfer(stage, "file_criminal_case", "notify_withdrawn", done),)

    assert desk.does("ask_hand_over")


def test_the_decision_is_signed_with_the_approval_and_handed_over_on_the_spot() -> None:
    approval = proposed().does("approve_seizure", major_case=False)
    assert approval.act.papers == ("proposal_form", "seizure_decision")

    done = approved().does("execute_seizure")
    assert done.act.papers == ("seizure_list", "seizure_record", "service_receipt")


def test_the_public_is_told_of_a_seizure() -> None:
    assert seized().does("publish_measure", order_disclosure="网站").act.audience == "public"


def test_an_annulled_seizure_goes_to_the_release() -> None:
    desk = seized()
    desk.clocks = (running("CFK-TERM"),)

    decision = desk.does("record_annulled")

    assert decision.to_stage == "release_decision"
    assert ("meet", "CFK-TERM") in verbs(decision)


def test_the_system_lifts_nothing_by_itself() -> None:
    acts = [act for stage in table("seizure").stages for act in stage.acts if R.SYSTEM in act.who]

    assert {act.to for act in acts} <= {None, "release_decision"}


def test_a_seizure_that_ended_the_discharge_tells_its_opener_the_day() -> None:
    desk = approved()

    decision = desk.does("execute_seizure", discharge_ended_on="2026-09-01")

    told = [each.payload["act"] for each in decision.duties if each.kind == "feed_back"]
    assert told == ["record_feedback"]
    assert desk.facts["discharge_ended_on"] == "2026-09-01"


def test_what_is_not_done_is_said_and_ends_the_case() -> None:
    desk = approved()

    assert desk.does("abandon_execution").outcome == "not_executed"
