"""A penalty after its decision: served, published, paid or enforced, challenged, and closed."""

from dataclasses import replace
from datetime import date

import pytest

from rules.decide import ActionRefused, Decision, LinkView
from rules.facts import FactValue
from rules.grammar import Act
from rules.vocabulary import R
from tests.procedures.desk import SERVED, Desk, opened, person, running, started, table, verbs
from tests.procedures.penalties import (
    CONTENT,
    FINE,
    HEADS,
    NO_DISCUSSION,
    NO_LEGAL,
    decided,
    lapsed,
    on_day,
    overdue,
    refused,
    served,
    spent,
    told,
)

SERVED_ON = "2026-09-08"
LAST_DAY_OF_SUIT = "2027-03-08"


def test_service_starts_payment_and_both_remedies() -> None:
    done = decided().does("serve_decision", **SERVED)

    assert started(done) == {"CF-PAY", "REV-APPLY", "LIT-APPLY"}
    assert [each.payload["act"] for each in done.duties if each.kind == "feed_back"] == [
        "record_feedback"
    ]


def test_a_warning_asks_no_money() -> None:
    only = {"penalty_basis": "某某条例 第9条", "discretion_table": "无"}
    warned = decided(CONTENT | {"fine_amount": 0, "warning": True} | only)

    assert started(warned.does("serve_decision", **SERVED)) == {"REV-APPLY", "LIT-APPLY"}


def test_a_permit_taken_away_opens_its_forfeiture() -> None:
    desk = lapsed(told(CONTENT | {"permit_penalty": "revoke", "forfeiture_ground": "forged"}))
    desk.does("legal_review_not_needed", **NO_LEGAL)
    desk.does("submit_discussion", **NO_DISCUSSION | {"discuss_permit": True})
    desk.does("record_discussion", discussed_on="2026-09-09", discussion_voters=HEADS)
    desk.does("propose_decision")
    desk.does("penalize")

    done = desk.does("serve_decision", **SERVED)

    assert opened(done) == ["forfeiture"]
    carried = next(each for each in done.duties if each.kind == "open_linked").payload["carries"]
    assert carried["forfeiture_ground"] == "forged"
    assert opened(decided().does("serve_decision", **SERVED)) == []


def test_a_decision_is_published_in_seven_working_days() -> None:
    desk = decided()

    done = desk.does("publish_decision", penalty_published_on="2026-09-09")

    assert ("meet", "CF-PUBLISH") in verbs(done)
    assert desk.facts["penalty_published"] is True


def test_nothing_is_paid_before_there_is_a_decision() -> None:
    paying = {"record_instalment", "record_performed", "request_deferral", "pay_overdue"}
    early = [
        stage.key for stage in table("penalty").stages if paying & {act.key for act in stage.acts}
    ]

    assert early == ["performance", "urging", "enforcement"]


def test_a_deferral_is_asked_in_writing_before_the_term_ends() -> None:
    desk = served()
    refused(desk, "ask_deferral", "没有在期限届满前书面申请")
    desk.does("request_deferral")
    desk.does("ask_deferral")

    done = desk.does("approve_deferral")

    assert ("extend", "CF-PAY") in verbs(done)
    late = served()
    late.clocks = tuple(each for each in late.clocks if each.key != "CF-PAY")
    refused(late, "request_deferral", "第74条第1款")


def test_the_fine_is_performed_only_when_all_is_paid() -> None:
    desk = served()
    refused(desk, "record_performed", "尚欠 27.7万元", performed_on="2026-09-09")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-09-09")

    done = desk.does("record_performed", performed_on="2026-09-09")

    assert done.to_stage == "closing"


def test_the_surcharge_is_owed_too_and_may_be_waived_with_a_reason() -> None:
    desk = on_day(overdue(), "2026-10-08")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-10-08")

    refused(desk, "record_performed", "加处罚款 8.31万元", performed_on="2026-10-08")
    refused(desk, "record_performed", "须有执行协议", performed_on="2026-10-08",
            surcharge_waived="困难")  # fmt: skip
    assert desk.does("record_performed", performed_on="2026-10-08", surcharge_waived="补救",
                     enforcement_agreement=["协议.pdf"])  # fmt: skip


def test_a_voucher_counts_once() -> None:
    desk = served()
    desk.does("record_instalment", paid_amount=50_000, paid_on="2026-09-09", payment_no="P1")

    for number in ("P1", "P1 ", "Ｐ1", "p 1"):
        refused(desk, "record_instalment", "一张凭证只计一次.*第67条",
                paid_amount=50_000, paid_on="2026-09-09", payment_no=number)  # fmt: skip

    desk.does("record_instalment", paid_amount=50_000, paid_on="2026-09-09", payment_no="P2")
    assert desk.facts["paid_total"] == 100_000


def test_no_more_is_paid_than_is_owed() -> None:
    desk = served()

    refused(desk, "record_instalment", "超过尚欠的 27.7万元.*第72条",
            paid_amount=100_000_000_000_000, paid_on="2026-09-09")  # fmt: skip
    late = on_day(overdue(), "2026-10-08")
    refused(late, "record_instalment", "超过尚欠的",
            paid_amount=FINE + 8_310_001, paid_on="2026-10-08")  # fmt: skip
    assert late.does("record_instalment", paid_amount=FINE + 8_310_000, paid_on="2026-10-08")


def test_nothing_is_paid_before_the_decision_was_served() -> None:
    refused(served(), "record_instalment", "早于“处罚决定书送达日期”",
            paid_amount=50_000, paid_on="2026-09-01")  # fmt: skip


def test_an_overdue_fine_goes_to_its_demand() -> None:
    desk = overdue()

    assert desk.stage == "urging"
    assert desk.facts["pay_by"] == "2026-09-28"
    assert "ENF-APPLY" not in {each.key for each in desk.clocks}


def urged(desk: Desk, day: str = "2026-10-08") -> Desk:
    desk.does("draft_urging")
    desk.does("sign_urging")
    desk.does("serve_urging", **SERVED | {"served_on": day})
    return desk


def remedies_gone(desk: Desk) -> Decision:
    on_day(desk, "2026-11-10")
    spent(desk, "REV-APPLY")
    desk.does("remedies_lapse", lapsed="REV-APPLY")
    on_day(desk, "2027-03-09")
    spent(desk, "LIT-APPLY")
    return desk.does("remedies_lapse", lapsed="LIT-APPLY")


def test_the_three_months_begin_when_both_remedies_have_lapsed() -> None:
    desk = urged(on_day(overdue(), "2026-10-08"))

    done = remedies_gone(desk)

    assert started(done) == {"ENF-APPLY"}
    assert desk.facts["enforceable_from"] == LAST_DAY_OF_SUIT


def test_the_court_is_asked_only_after_demand_and_remedies() -> None:
    desk = on_day(overdue(), "2026-10-08")
    refused(desk, "ask_court", "没有起算|尚未送达")
    urged(desk)
    refused(desk, "ask_court", "没有起算")

    remedies_gone(desk)
    desk.does("ask_court")
    done = desk.does("apply_court")

    assert done.to_stage == "enforcement"
    assert opened(done) == ["court_enforcement"]
    assert ("meet", "ENF-APPLY") in verbs(done)
    carried = next(each for each in done.duties if each.kind == "open_linked").payload["carries"]
    assert carried["enforceable_from"] == LAST_DAY_OF_SUIT


def test_an_unanswered_plea_against_the_demand_holds_the_court_up() -> None:
    desk = urged(on_day(overdue(), "2026-10-08"))
    remedies_gone(desk)
    desk.does("plead_urging")
    refused(desk, "ask_court", "尚未复核")

    desk.does("review_urging_plea")

    assert desk.does("ask_court")


def test_what_is_paid_needs_no_court() -> None:
    desk = on_day(overdue(), "2026-10-08")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-10-08")

    assert started(remedies_gone(desk)) == set()


def paid_off() -> Desk:
    desk = served()
    desk.does("publish_decision", penalty_published_on="2026-09-09")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-09-09")
    desk.does("record_performed", performed_on="2026-09-09")
    return desk


def test_a_case_closes_on_a_ground_that_it_bears_out() -> None:
    desk = paid_off()
    refused(desk, "ask_close", "不能以此结案", close_ground="court", supervised_case=False)
    desk.does("ask_close", close_ground="performed", supervised_case=False)

    done = desk.does("close")

    assert done.outcome == "closed"
    assert desk.facts["unpaid_amount"] == 0


def test_a_case_is_closed_by_another_and_not_by_an_investigator() -> None:
    desk = paid_off()
    desk.does("ask_close", close_ground="performed", supervised_case=False)
    investigator = replace(person(R.BUREAU_HEAD, "P1"), roles=frozenset({R.BUREAU_HEAD}))

    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does("close", by=investigator)


def test_a_case_with_the_court_closes_and_the_fine_stays_owed() -> None:
    desk = urged(on_day(overdue(), "2026-10-08"))
    desk.does("publish_decision", penalty_published_on="2026-10-08")
    remedies_gone(desk)
    desk.does("ask_court")
    desk.does("apply_court")
    refused(desk, "ask_close", "不能以此结案", close_ground="court", supervised_case=False)
    desk.does("record_court_accepted")
    desk.does("ask_close", close_ground="court", supervised_case=False)

    desk.does("close")

    assert desk.facts["unpaid_amount"] == FINE


def test_an_unpublished_decision_is_not_closed() -> None:
    desk = served()
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-09-09")
    desk.does("record_performed", performed_on="2026-09-09")

    refused(desk, "ask_close", "尚未公开", close_ground="performed", supervised_case=False)


def test_a_supervised_case_is_reported_upward_in_twenty_days() -> None:
    desk = paid_off()
    desk.does("record_listed")
    refused(desk, "ask_close", "挂牌督办", close_ground="performed", supervised_case=False)
    desk.does("ask_close", close_ground="performed", supervised_case=True)
    refused(desk, "close", "批准督办案件结案")

    done = desk.does("close_supervised")

    assert started(done) == {"CF-CLOSE-UPFILE"}
    assert desk.does("report_upward").to_stage == "closed"


def test_measures_crime_and_damage_go_on_in_every_stage() -> None:
    going_on = {"hand_over_crime", "propose_detention", "propose_damage_claim",
                "propose_restriction", "propose_shutdown", "record_listed"}  # fmt: skip

    for stage in table("penalty").stages:
        assert stage.ends or going_on <= {act.key for act in stage.acts}, stage.key


def test_the_transfer_is_not_opened_twice() -> None:
    desk = served()
    desk.links = (LinkView("YS-2026-0001", "transfer", "transfer", open=True, outcome=""),)

    refused(desk, "hand_over_crime", "不再重复移交")


def test_no_act_of_the_authority_alone_is_shown_to_the_party() -> None:
    hidden: list[Act] = [
        act
        for stage in table("penalty").stages
        for act in stage.acts
        if act.key in ("hand_over_crime", "pause_for_transfer", "propose_seizure", "record_listed")
    ]

    assert hidden
    assert all(act.audience == "authority" for act in hidden)


def test_the_last_day_of_payment_counts_the_deferral() -> None:
    desk = served()
    desk.does("request_deferral")
    desk.does("ask_deferral")
    desk.does("approve_deferral")
    paid_by = running("CF-PAY", date(2026, 12, 31))
    desk.clocks = tuple(paid_by if each.key == "CF-PAY" else each for each in desk.clocks)
    on_day(desk, "2027-01-01")

    desk.does("pay_overdue", lapsed="CF-PAY")

    assert desk.facts["deferred_until"] == "2026-12-31"


SAID: dict[str, FactValue] = {"close_ground": "other", "supervised_case": False}


def test_other_grounds_are_the_heads_to_judge() -> None:
    desk = paid_off()
    desk.does("ask_close", **SAID)

    assert desk.does("close").outcome == "closed"


def test_what_was_closed_too_early_goes_back_to_the_demand() -> None:
    assert paid_off().does("reopen_performance").to_stage == "urging"
    desk = on_day(overdue(), "2026-10-08")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-10-08")
    desk.does("record_performed", performed_on="2026-10-08", surcharge_waived="补救",
              enforcement_agreement=["协议.pdf"])  # fmt: skip

    assert desk.does("reopen_performance").to_stage == "urging"
