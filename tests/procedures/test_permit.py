"""The gates of a permit: silence, corrections, the visit that turns 30 into 45, pauses, terms."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.case_view import ActionRefused, Person
from rules.decide import decide
from rules.procedures.permit_gates import filed_in_time, five_years_from
from rules.vocabulary import R
from tests.procedures.desk import (
    NOW,
    SERVED,
    TODAY,
    Desk,
    asked,
    opened,
    person,
    running,
    samples,
    started,
    table,
    verbs,
)

KEY_FIRST = frozenset({"first", "key_managed"})
SIMPLE_FIRST = frozenset({"first", "simplified"})
RENEWAL = frozenset({"renewal", "key_managed"})
APPLIED = {"received_on": "2026-09-07"}
PUBLIC = {"publicity_from": "2026-08-17", "publicity_until": "2026-08-28"}
NOT_BANNED = {"under_ban": False, "accepted_on": "2026-09-08"}
CLEAN = {"eia_differs": False, "conditions_met": True}
YESTERDAY = TODAY - timedelta(days=1)


def at(stage: str, kinds: frozenset[str] = SIMPLE_FIRST, **more: object) -> Desk:
    return Desk("permit", stage, kinds, {**APPLIED}, **more)  # type: ignore[arg-type]


def to_decision(desk: Desk, outcome: str = "grant") -> Desk:
    desk.does(
        "propose_grant" if outcome == "grant" else "propose_refusal",
        person(R.PERMIT_OFFICER, "张"),
        **(CLEAN if outcome == "grant" else {"eia_differs": False, "legacy_rectification": False}),
    )
    desk.does("review_proposal", reviewed_outcome=outcome)
    return desk


@pytest.mark.parametrize(
    ("kinds", "clock"),
    [
        ({"first", "simplified"}, "PWXK-SIMPLE"),
        ({"reapplication", "simplified"}, "PWXK-SIMPLE"),
        ({"first", "key_managed"}, "PWXK-KEY"),
        ({"reapplication", "key_managed"}, "PWXK-KEY"),
        ({"renewal", "key_managed"}, "PWXK-RENEW-REVIEW"),
        ({"renewal", "simplified"}, "PWXK-RENEW-REVIEW"),
        ({"change", "key_managed"}, "PWXK-CHANGE-DECIDE"),
    ],
)
def test_acceptance_starts_the_one_period_of_its_kind(kinds: set[str], clock: str) -> None:
    desk = at("acceptance", frozenset(kinds), clocks=(running("PWXK-NOTIFY"),))

    done = desk.does("accept", **NOT_BANNED, **PUBLIC)

    assert started(done) == {clock}
    assert {op.begin.at for op in done.clocks if op.begin} == {"accepted_on"}
    assert ("meet", "PWXK-NOTIFY") in verbs(done)


@pytest.mark.parametrize("stage", ["receipt", "acceptance"])
def test_silence_accepts_from_the_day_of_receipt(stage: str) -> None:
    desk = at(stage, KEY_FIRST, clocks=(running("PWXK-NOTIFY", YESTERDAY),))

    done = desk.does("deem_accepted", lapsed="PWXK-NOTIFY")

    assert done.to_stage == "examination"
    assert [(op.key, op.begin.at) for op in done.clocks if op.begin] == [
        ("PWXK-KEY", "received_on")
    ]


def test_silence_does_not_accept_before_its_three_days_are_over() -> None:
    desk = at("receipt", clocks=(running("PWXK-NOTIFY", TODAY),))

    with pytest.raises(ActionRefused, match="尚未届满"):
        desk.does("deem_accepted")


def test_silence_does_not_accept_after_corrections_were_asked_in_time() -> None:
    desk = at("acceptance", doers={"notify_correction": frozenset({"w"})})

    with pytest.raises(ActionRefused, match="不视为受理"):
        desk.does("deem_accepted")


@pytest.mark.parametrize("late", ["notify_correction", "accept", "decline"])
def test_the_window_cannot_undo_an_acceptance_by_silence(late: str) -> None:
    desk = at("acceptance", clocks=(running("PWXK-NOTIFY", YESTERDAY),))

    with pytest.raises(ActionRefused, match="已视为受理"):
        desk.does(late, **(SERVED if late == "notify_correction" else {}))


def test_corrections_are_asked_once() -> None:
    desk = at("acceptance", clocks=(running("PWXK-NOTIFY"),))

    told = desk.does("notify_correction", **SERVED)
    back = desk.does("submit_correction")

    assert started(told) == {"LOCAL-CORRECTION"}
    assert back.to_stage == "acceptance"
    assert "PWXK-NOTIFY" not in started(back)
    with pytest.raises(ActionRefused, match="只能一次性告知"):
        desk.does("notify_correction", **SERVED)


def test_corrections_run_from_a_completed_service_only() -> None:
    desk = at("acceptance", clocks=(running("PWXK-NOTIFY"),))

    with pytest.raises(ActionRefused, match="送达地址确认书"):
        desk.does("notify_correction", **{**SERVED, "service_method": "electronic"})
    with pytest.raises(ActionRefused, match="其他方式无法送达"):
        desk.does("notify_correction", **{**SERVED, "service_method": "announcement"})
    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("notify_correction", **{**SERVED, "served_on": "2026-09-10"})


def test_a_missed_correction_is_for_the_window_to_decide() -> None:
    desk = at("correction", clocks=(running("LOCAL-CORRECTION", YESTERDAY),))

    done = desk.does("abandon", lapsed="LOCAL-CORRECTION")

    assert done.to_stage == "acceptance"
    assert done.outcome is None
    assert desk.does("decline").outcome == "declined"


@pytest.mark.parametrize(
    ("key", "outcome"),
    [("not_required", "not_required"), ("not_competent", "not_competent"), ("decline", "declined")],
)
def test_receipt_has_outcomes_of_its_own(key: str, outcome: str) -> None:
    done = at("acceptance", clocks=(running("PWXK-NOTIFY"),)).does(key)

    assert done.outcome == outcome
    assert done.to_stage == "closed"


def test_an_acceptance_is_not_dated_ahead_or_before_receipt() -> None:
    with pytest.raises(ActionRefused, match="在今天之后"):
        at("acceptance").does("accept", under_ban=False, accepted_on="2026-09-10")
    with pytest.raises(ActionRefused, match="早于平台接收日期"):
        at("acceptance").does("accept", under_ban=False, accepted_on="2026-09-04")


def test_a_banned_applicant_is_not_accepted() -> None:
    with pytest.raises(ActionRefused, match="禁止申请期"):
        at("acceptance").does("accept", under_ban=True, accepted_on="2026-09-08")
    desk = at("acceptance")
    desk.facts["ban_until"] = "2027-01-01"
    with pytest.raises(ActionRefused, match="禁止申请期"):
        desk.does("accept", **NOT_BANNED)
    desk.facts["ban_until"] = "2026-09-08"
    assert desk.does("accept", **NOT_BANNED).to_stage == "examination"


def test_a_key_units_first_application_was_public_for_five_working_days() -> None:
    with pytest.raises(ActionRefused, match="须先公开"):
        at("acceptance", KEY_FIRST).does("accept", **NOT_BANNED)
    with pytest.raises(ActionRefused, match="4 个工作日，不足五个"):
        at("acceptance", KEY_FIRST).does(
            "accept", **NOT_BANNED, publicity_from="2026-08-31", publicity_until="2026-09-04"
        )
    with pytest.raises(ActionRefused, match="应在申请前完成"):
        at("acceptance", KEY_FIRST).does(
            "accept", **NOT_BANNED, publicity_from="2026-08-31", publicity_until="2026-09-08"
        )
    enough = at("acceptance", KEY_FIRST).does(
        "accept", **NOT_BANNED, publicity_from="2026-08-31", publicity_until="2026-09-07"
    )
    assert enough.to_stage == "examination"


@pytest.mark.parametrize("kinds", [SIMPLE_FIRST, RENEWAL, frozenset({"change", "key_managed"})])
def test_other_applications_need_no_publicity(kinds: frozenset[str]) -> None:
    assert at("acceptance", kinds).does("accept", **NOT_BANNED).to_stage == "examination"


def test_an_approved_visit_turns_thirty_into_forty_five_for_key_units() -> None:
    desk = at("examination", KEY_FIRST, clocks=(running("PWXK-KEY"),))
    desk.does("ask_site_visit")

    done = desk.does("approve_site_visit")

    assert [(op.verb, op.key, op.to_key) for op in done.clocks] == [
        ("switch", "PWXK-KEY", "PWXK-KEY-SITE")
    ]
    assert [each.key for each in desk.clocks] == ["PWXK-KEY-SITE"]


def test_a_second_visit_finds_no_thirty_days_to_turn() -> None:
    desk = at("examination", KEY_FIRST, clocks=(running("PWXK-KEY-SITE"),))
    desk.does("ask_site_visit")

    desk.does("approve_site_visit")

    assert [each.key for each in desk.clocks] == ["PWXK-KEY-SITE"]


def test_a_visit_leaves_a_simplified_unit_its_twenty_days() -> None:
    desk = at("examination", SIMPLE_FIRST, clocks=(running("PWXK-SIMPLE"),))
    desk.does("ask_site_visit")
    desk.does("approve_site_visit")

    desk.does("report_site_visit")

    assert [each.key for each in desk.clocks] == ["PWXK-SIMPLE"]


def test_the_thirty_days_are_turned_before_they_end() -> None:
    desk = at("examination", KEY_FIRST, clocks=(running("PWXK-KEY", TODAY),))
    desk.does("ask_site_visit")
    assert desk.does("approve_site_visit").to_stage == "site_visit"

    late = at(
        "examination", KEY_FIRST, clocks=(running("PWXK-KEY", YESTERDAY),),
        asks=asked("site_visit", "ask_site_visit"),
    )  # fmt: skip
    with pytest.raises(ActionRefused, match="三十个工作日已经届满"):
        late.does("approve_site_visit")
    with pytest.raises(ActionRefused, match="三十个工作日已经届满"):
        at("examination", KEY_FIRST, clocks=late.clocks).does("ask_site_visit")


def test_no_visit_without_a_section_heads_approval() -> None:
    desk = at("examination")

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("approve_site_visit")
    both = Person("双", "双", frozenset({R.PERMIT_OFFICER, R.SECTION_HEAD}))
    desk.does("ask_site_visit", both)
    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("approve_site_visit", both)


def test_a_visit_is_made_by_two_with_certificates() -> None:
    desk = at("site_visit")
    officer = person(R.PERMIT_OFFICER, "P1")

    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("report_site_visit", officer, handlers=["P1"])
    with pytest.raises(ActionRefused, match="不是本局在岗人员"):
        desk.does("report_site_visit", officer, handlers=["P1", "P9"])
    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("report_site_visit", site_visited_on="2026-09-10")
    assert desk.does("report_site_visit").to_stage == "examination"


def test_assessment_does_not_pause_the_period() -> None:
    desk = at("examination", KEY_FIRST, clocks=(running("PWXK-KEY"),))

    done = [desk.does("commission_assessment"), desk.does("assess")]

    assert not {verb for each in done for verb, _ in verbs(each)} & {"pause", "resume"}


def test_expert_review_pauses_only_on_a_served_notice_of_its_time() -> None:
    desk = at("examination", KEY_FIRST, clocks=(running("PWXK-KEY"),))

    begun = desk.does("start_expert_review", **SERVED, pause_days=15)
    over = desk.does("conclude_expert_review")

    assert {"served_on", "pause_days"} <= set(begun.act.fact_needs)
    assert ("pause", "PWXK-KEY") in verbs(begun)
    assert started(begun) == {"LOCAL-EXPERT"}
    assert ("resume", "PWXK-KEY") in verbs(over)
    assert ("meet", "LOCAL-EXPERT") in verbs(over)


def test_a_change_of_ten_days_is_not_paused() -> None:
    kinds = frozenset({"change", "simplified"})
    desk = at("examination", kinds, clocks=(running("PWXK-CHANGE-DECIDE"),))

    done = desk.does("start_expert_review", **SERVED)

    assert ("pause", "PWXK-CHANGE-DECIDE") not in verbs(done)


def test_a_hearing_goes_five_twenty_seven() -> None:
    desk = at("examination", KEY_FIRST, clocks=(running("PWXK-KEY"),))

    told = desk.does("tell_hearing_right", **SERVED)
    requested = desk.does("request_hearing")
    with pytest.raises(ActionRefused, match="尚未送达"):
        desk.does("conclude_hearing", hearing_held_on="2026-09-08")
    notified = desk.does("notify_hearing", **SERVED, hearing_on="2026-09-17", pause_days=20)
    desk.now = NOW + timedelta(days=10)
    with pytest.raises(ActionRefused, match="改期须重新"):
        desk.does("conclude_hearing", hearing_held_on="2026-09-18")
    over = desk.does("conclude_hearing", hearing_held_on="2026-09-17")

    assert started(told) == {"LIC-HEAR-REQ"}
    assert started(requested) == {"LIC-HEAR-HOLD"}
    assert ("pause", "PWXK-KEY") not in verbs(requested)
    assert ("pause", "PWXK-KEY") in verbs(notified)
    assert {("resume", "PWXK-KEY"), ("meet", "LIC-HEAR-HOLD")} <= verbs(over)
    assert over.to_stage == "examination"


def test_a_hearing_is_notified_seven_working_days_before() -> None:
    desk = at("hearing")

    with pytest.raises(ActionRefused, match="最迟 2026-09-07 送达通知"):
        desk.does("notify_hearing", **SERVED, hearing_on="2026-09-16")
    assert desk.does("notify_hearing", **SERVED, hearing_on="2026-09-17")


def test_who_examined_does_not_chair_the_hearing() -> None:
    desk = at("hearing", doers={"propose_grant": frozenset({"李"})})
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-17")
    desk.now = NOW + timedelta(days=10)

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("conclude_hearing", person(R.LEGAL_REVIEWER, "李"), hearing_held_on="2026-09-17")


def test_an_announced_hearing_is_not_the_applicants_to_withdraw() -> None:
    desk = at("examination")
    desk.does("hold_public_hearing", hearing_on="2026-09-21")
    with pytest.raises(ActionRefused, match="不能撤回"):
        desk.does("withdraw_hearing")

    own = at("hearing", clocks=(running("LIC-HEAR-HOLD"),))
    assert own.does("withdraw_hearing").to_stage == "examination"


def test_the_hearing_right_lapses_back_to_examination() -> None:
    desk = at("hearing_notice", clocks=(running("LIC-HEAR-REQ", YESTERDAY),))

    assert desk.does("hearing_right_lapses", lapsed="LIC-HEAR-REQ").to_stage == "examination"


def test_an_unexplained_difference_stops_the_proposal() -> None:
    desk = at("examination")

    with pytest.raises(ActionRefused, match="说明环评与许可差异"):
        desk.does("propose_grant", eia_differs=True, conditions_met=True)
    desk.does("explain_difference")
    assert desk.does("propose_grant", eia_differs=True, conditions_met=True).to_stage == "decision"


def test_a_bureaus_silence_is_shown_and_never_taken_for_consent() -> None:
    silent = running("LOCAL-COUNTERSIGN", subject="水务局")
    desk = at("examination", clocks=(silent, running("LOCAL-ASSESS")))

    with pytest.raises(ActionRefused, match="水务局、技术评估尚未答复，不视为同意"):
        desk.does("propose_grant", **CLEAN)
    with pytest.raises(ActionRefused, match="尚未答复"):
        desk.does("propose_refusal", eia_differs=False, legacy_rectification=False)
    assert (
        desk.does("propose_grant", **CLEAN, silence_note="水务局两次催询未复").to_stage
        == "decision"
    )


def test_a_permit_is_not_proposed_against_its_conditions() -> None:
    with pytest.raises(ActionRefused, match="拟不予许可"):
        at("examination").does("propose_grant", eia_differs=False, conditions_met=False)


def test_the_bureau_head_signs_what_was_reviewed_and_proposed() -> None:
    desk = at("examination")
    desk.does("propose_grant", **CLEAN)

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("grant", permit_decided_on="2026-09-09")
    with pytest.raises(ActionRefused, match="拟准予许可；不同意的"):
        desk.does("review_proposal", reviewed_outcome="refusal")
    desk.does("review_proposal", reviewed_outcome="grant")
    with pytest.raises(ActionRefused, match="审核同意的是准予许可"):
        desk.does("refuse", permit_decided_on="2026-09-09")
    with pytest.raises(ActionRefused, match="决定日期在今天之后"):
        desk.does("grant", permit_decided_on="2026-09-10")
    assert desk.does("grant", permit_decided_on="2026-09-09").to_stage == "delivery"


@pytest.mark.parametrize("role", [R.SECTION_HEAD, R.BUREAU_HEAD])
def test_who_proposed_neither_reviews_nor_signs(role: R) -> None:
    desk = at("examination")
    both = Person("张", "张", frozenset({R.PERMIT_OFFICER, role}))
    desk.does("propose_grant", both, **CLEAN)

    if role is R.SECTION_HEAD:
        with pytest.raises(ActionRefused, match="不能自行"):
            desk.does("review_proposal", both, reviewed_outcome="grant")
        return
    desk.does("review_proposal", reviewed_outcome="grant")
    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("grant", both, permit_decided_on="2026-09-09")


def test_who_reviewed_does_not_sign() -> None:
    desk = at("examination")
    both = Person("王", "王", frozenset({R.SECTION_HEAD, R.BUREAU_HEAD}))
    desk.does("propose_grant", **CLEAN)
    desk.does("review_proposal", both, reviewed_outcome="grant")

    with pytest.raises(ActionRefused, match="不能自行"):
        desk.does("grant", both, permit_decided_on="2026-09-09")


def test_a_returned_proposal_is_reviewed_again() -> None:
    desk = to_decision(at("examination"))
    desk.does("return_proposal")
    desk.does("propose_refusal", eia_differs=False, legacy_rectification=False)

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("refuse", permit_decided_on="2026-09-09")
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("grant", permit_decided_on="2026-09-09")


def test_a_decision_meets_the_period_and_starts_delivery() -> None:
    desk = to_decision(at("examination", KEY_FIRST, clocks=(running("PWXK-KEY-SITE"),)))

    done = desk.does("grant", permit_decided_on="2026-09-09")

    assert ("meet", "PWXK-KEY-SITE") in verbs(done)
    assert started(done) == {"LIC-DELIVER"}


def test_a_delivered_permit_goes_under_supervision_and_is_told_to_who_waits_for_it() -> None:
    desk = to_decision(at("examination"))
    desk.does("grant", permit_decided_on="2026-09-09")
    with pytest.raises(ActionRefused, match="尚未制作"):
        desk.does("deliver", **SERVED)
    desk.does("produce_permit", valid_from="2026-09-09", valid_until="2031-09-08")

    done = desk.does("deliver", **SERVED)

    assert done.outcome == "granted"
    assert opened(done) == ["supervision"]
    assert done.act.records == "in_force"
    feeds = [each.payload["act"] for each in done.duties if each.kind == "feed_back"]
    assert feeds == ["record_new_term"]


def test_a_changed_permit_gives_supervision_no_new_term() -> None:
    for kinds in ({"change", "simplified"}, {"ex_officio", "simplified"}):
        act = table("permit").stage("delivery").act("deliver", kinds)

        assert act is not None
        assert act.feeds == "record_changed_permit"


def test_supervision_hears_the_permits_number_and_term() -> None:
    desk = to_decision(at("examination"))
    desk.does("grant", permit_decided_on="2026-09-09")
    desk.does("produce_permit", valid_from="2026-09-09", valid_until="2031-09-08")

    done = desk.does("deliver", **SERVED)

    carried = next(each.payload["carries"] for each in done.duties if each.kind == "open_linked")
    assert set(carried) == {"permit_no", "valid_from", "valid_until"}


def test_a_permit_is_valid_for_five_years_to_the_day_before() -> None:
    desk = at("delivery")

    with pytest.raises(ActionRefused, match="起应至 2031-09-08"):
        desk.does("produce_permit", valid_from="2026-09-09", valid_until="2031-09-09")
    assert five_years_from(date(2026, 1, 23)) == date(2031, 1, 22)
    assert five_years_from(date(2024, 2, 29)) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("decided", "first"), [("2026-09-01", "2026-09-06"), ("2026-09-08", "2026-09-08")]
)
def test_a_renewal_runs_on_from_expiry_or_from_a_later_decision(decided: str, first: str) -> None:
    desk = at("delivery", RENEWAL)
    desk.facts |= {"current_valid_until": "2026-09-05", "permit_decided_on": decided}
    last = five_years_from(date.fromisoformat(first)).isoformat()

    with pytest.raises(ActionRefused, match=f"应自 {first} 起算"):
        desk.does("produce_permit", valid_from="2026-09-07", valid_until="2031-09-06")
    assert desk.does("produce_permit", valid_from=first, valid_until=last)


def test_a_change_leaves_the_term_alone() -> None:
    desk = at("delivery", frozenset({"change", "simplified"}))
    desk.facts["current_valid_until"] = "2029-01-01"

    with pytest.raises(ActionRefused, match="变更不改变有效期"):
        desk.does("produce_permit", valid_from="2026-09-09", valid_until="2031-09-08")
    assert desk.does("produce_permit", valid_from="2024-01-02", valid_until="2029-01-01")


def test_a_refusal_is_served_and_may_open_a_legacy_rectification() -> None:
    desk = at("examination")
    desk.does("propose_refusal", eia_differs=False, legacy_rectification=True)
    desk.does("review_proposal", reviewed_outcome="refusal")
    desk.does("refuse", permit_decided_on="2026-09-09")

    done = desk.does("serve_refusal", **SERVED)

    assert done.outcome == "refused"
    assert opened(done) == ["violation"]
    payload = next(each.payload for each in done.duties if each.kind == "open_linked")
    assert payload["kinds"] == ["legacy"]
    assert payload["carries"] == {"discovered_on": TODAY.isoformat()}


def test_a_renewal_is_in_time_sixty_days_before_expiry() -> None:
    expiry = date(2026, 12, 31)

    assert filed_in_time(date(2026, 11, 1), expiry)
    assert not filed_in_time(date(2026, 11, 2), expiry)


def test_deemed_renewal_is_an_alert_and_only_for_a_timely_application() -> None:
    late = at("examination", RENEWAL)
    late.facts |= {"received_on": "2026-08-01", "current_valid_until": "2026-09-08"}
    with pytest.raises(ActionRefused, match="不适用视为准予延续"):
        late.does("warn_deemed_renewal")

    early = at("examination", RENEWAL)
    early.facts |= {"received_on": "2026-06-01", "current_valid_until": "2026-09-09"}
    with pytest.raises(ActionRefused, match="尚不视为"):
        early.does("warn_deemed_renewal")

    timely = at("examination", RENEWAL)
    timely.facts |= {"received_on": "2026-06-01", "current_valid_until": "2026-09-08"}
    done = timely.does("warn_deemed_renewal")
    assert done.to_stage == "examination"
    assert done.outcome is None
    assert [each.payload["notice"] for each in done.duties] == ["deemed_renewal_alert"]


@pytest.mark.parametrize("stage", ["delivery", "refusal_service"])
def test_no_alert_of_deemed_renewal_after_the_decision(stage: str) -> None:
    assert table("permit").stage(stage).act("warn_deemed_renewal", RENEWAL) is None


def test_the_deeming_clock_opens_only_for_a_timely_renewal() -> None:
    begun = next(
        each for each in at("receipt").view().procedure.opening if each.clock == "LIC-RENEW-DEEMED"
    )

    assert begun.suits({"renewal", "simplified"}, {"filed_in_time": True})
    assert not begun.suits({"renewal", "simplified"}, {"filed_in_time": False})
    assert not begun.suits({"first", "simplified"}, {"filed_in_time": True})


@pytest.mark.parametrize("stage", ["delivery", "refusal_service"])
def test_an_application_is_not_withdrawn_after_the_decision(stage: str) -> None:
    with pytest.raises(ActionRefused, match="不能办理“撤回申请”"):
        decide(at(stage).view(), "withdraw_application", person(R.ENTERPRISE), {}, seq=1)
    assert at("decision").does("withdraw_application").outcome == "withdrawn"


def test_a_change_by_the_authority_hears_the_enterprise_first() -> None:
    desk = at("examination", frozenset({"ex_officio", "key_managed"}))

    with pytest.raises(ActionRefused, match="听取企业意见"):
        desk.does("propose_grant", **CLEAN)
    desk.does("hear_enterprise")
    to_decision(desk)
    done = desk.does("grant", permit_decided_on="2026-09-09")

    assert "change_notice" in done.act.papers
    assert done.to_stage == "delivery"


def test_a_change_by_the_authority_is_not_the_enterprises_to_withdraw() -> None:
    desk = at("examination", frozenset({"ex_officio", "key_managed"}))
    actor = person(R.ENTERPRISE)

    with pytest.raises(ActionRefused, match="不能办理“撤回申请”"):
        decide(desk.view(), "withdraw_application", actor, {"reason": "不办了"}, seq=1)
    assert desk.does("drop_ex_officio").outcome == "dropped"


def test_an_act_takes_no_fact_that_it_does_not_ask() -> None:
    desk = at("acceptance")
    act = desk.act("decline")

    with pytest.raises(ActionRefused, match="不收"):
        decide(
            desk.view(), "decline", person(R.RECEPTIONIST),
            {**samples(act), "extend_days": 5}, seq=1,
        )  # fmt: skip


def test_only_the_time_told_in_writing_is_taken_out_of_the_approval_period() -> None:
    desk = at("expert_review", clocks=(running("PWXK-SIMPLE"), running("LOCAL-EXPERT", YESTERDAY)))

    done = desk.does("expert_time_ends", lapsed="LOCAL-EXPERT")

    assert ("resume", "PWXK-SIMPLE") in verbs(done)
    assert done.to_stage == "expert_review"


def test_only_the_time_told_in_the_hearing_notice_is_taken_out() -> None:
    desk = at(
        "hearing", KEY_FIRST, clocks=(running("PWXK-KEY"),), doers={"tell_hearing_right": ["P1"]}
    )

    notified = desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30", pause_days=20)
    ended = desk.does("hearing_time_ends", lapsed="LOCAL-HEARING")

    assert started(notified) == {"LOCAL-HEARING"}
    assert {("pause", "PWXK-KEY")} <= verbs(notified)
    assert {("lapse", "LOCAL-HEARING"), ("resume", "PWXK-KEY")} <= verbs(ended)
    assert ended.to_stage == "hearing"


def test_a_hearing_told_for_another_day_has_a_new_time() -> None:
    desk = at("hearing", KEY_FIRST, clocks=(running("PWXK-KEY"), running("LOCAL-HEARING")))

    again = desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30", pause_days=20)

    assert ("meet", "LOCAL-HEARING") in verbs(again)
    assert started(again) == {"LOCAL-HEARING"}


def test_a_site_visit_takes_two_of_the_staff_and_no_enforcement_certificate() -> None:
    desk = at("site_visit", KEY_FIRST)
    act = desk.act("report_site_visit")
    bare = {name: Person(name, name, frozenset({R.PERMIT_OFFICER})) for name in ("P1", "P2")}
    view = replace(desk.view(), people=bare)

    with pytest.raises(ActionRefused, match="行政许可法 第34条"):
        decide(view, act.key, bare["P1"], samples(act, handlers=["P1"]), seq=1)
    guest = replace(view, people=bare | {"P2": person(R.ENTERPRISE, "P2")})
    with pytest.raises(ActionRefused, match="不是本局在岗人员"):
        decide(guest, act.key, bare["P1"], samples(act, handlers=["P1", "P2"]), seq=1)
    done = decide(view, act.key, bare["P1"], samples(act, handlers=["P1", "P2"]), seq=1)

    assert done.to_stage == "examination"
