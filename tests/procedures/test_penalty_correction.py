"""The bureau corrects itself: before service, by a slip, by its own decision, and in money."""

from tests.procedures.desk import SERVED, Desk, started, verbs
from tests.procedures.penalties import FINE, HEADS, decided, later, refused, served

DISCUSSED = {
    "discussed_on": "2026-09-09",
    "discussion_voters": HEADS,
    "discussion_chair": ["JZ1"],
    "discussion_recorder": ["P3"],
}


def paid(desk: Desk, fen: int = FINE) -> None:
    on = desk.now.date().isoformat()
    desk.does("record_instalment", paid_amount=fen, paid_on=on)


def lowered(fine: int = 20_000_000) -> Desk:
    desk = served()
    paid(desk)
    desk.does("propose_own_change", own_new_fine=fine)
    desk.does("change_own_decision", **DISCUSSED)
    return desk


def test_an_unserved_decision_is_recalled_by_the_head_and_the_days_go_on() -> None:
    desk = decided()
    days = desk.facts["decide_days"]

    done = desk.does("recall_decision", reason="罚款金额计算有误")

    begun = next(each.begin for each in done.clocks if each.verb == "start")
    assert done.to_stage == "decision"
    assert begun is not None
    assert (begun.clock, begun.at, begun.days) == ("CF-DECIDE", "decide_since", "decide_days")
    assert days == (365 + 37)
    assert {("meet", "CF-SERVE"), ("meet", "CF-PUBLISH")} <= verbs(done)


def test_a_recalled_number_is_not_given_twice() -> None:
    desk = decided()
    desk.does("recall_decision")
    desk.does("propose_decision")

    refused(desk, "penalize", r"已收回作废.*第59条")

    assert desk.does("penalize", penalty_decision_no="乙-2").to_stage == "service"


def test_a_published_decision_is_not_recalled_before_the_public_knows() -> None:
    desk = decided()
    desk.does("publish_decision", penalty_published_on="2026-09-09")
    refused(desk, "recall_decision", r"撤回公开信息.*第48条")

    desk.does("withdraw_publication", publication_withdrawn_on="2026-09-09")

    assert desk.does("recall_decision").to_stage == "decision"


def test_a_slip_of_the_pen_is_corrected_by_two_people_and_served() -> None:
    desk = served()
    desk.does("ask_correction", clerical_wrong="虚购公司", clerical_right="虚构公司")
    refused(desk, "approve_correction", r"不属于文字更正.*第75条", clerical_only=False)
    desk.does("approve_correction", clerical_only=True)

    done = desk.does("serve_correction", **SERVED)

    assert [each.payload["notice"] for each in done.duties] == ["penalty_corrected"]
    assert desk.facts["fine_amount"] == FINE


def test_what_was_served_is_withdrawn_after_a_discussion_and_paid_back() -> None:
    desk = served()
    paid(desk)
    desk.does("propose_own_withdrawal")
    refused(
        desk,
        "withdraw_own_decision",
        "少数服从多数",
        **DISCUSSED | {"discussion_voters": ["JZ1", "KS1"]},
    )
    desk.does("withdraw_own_decision", **DISCUSSED)

    done = desk.does("serve_own_withdrawal", **SERVED | {"served_on": "2026-09-09"})

    assert (done.to_stage, desk.facts["decision_annulled"]) == ("annulment", True)
    assert (desk.facts["refund_due"], desk.facts["original_fine"]) == (FINE, 0)
    refused(desk, "close_after_annulment", r"应当退还.*第36条")
    refused(desk, "record_refund", "本次填写", refund_amount=FINE + 1, refunded_on="2026-09-09")
    desk.does("record_refund", refund_amount=FINE, refunded_on="2026-09-09")
    assert (desk.facts["paid_total"], desk.facts["refund_due"]) == (0, 0)
    assert desk.does("close_after_annulment").to_stage == "closing"


def test_a_fine_is_lowered_and_the_party_may_challenge_it_anew() -> None:
    desk = lowered()

    done = desk.does("serve_own_change", **SERVED | {"served_on": "2026-09-09"})

    assert started(done) == {"REV-APPLY", "LIT-APPLY"}
    assert (desk.facts["fine_amount"], desk.facts["original_fine"]) == (20_000_000, 20_000_000)
    assert desk.facts["refund_due"] == FINE - 20_000_000
    assert desk.facts["first_served_on"] == "2026-09-08"


def test_what_was_paid_before_a_change_is_still_recorded() -> None:
    desk = served()
    desk.does("propose_own_change", own_new_fine=20_000_000)
    desk.does("change_own_decision", **DISCUSSED)
    desk.does("serve_own_change", **SERVED | {"served_on": "2026-09-09"})
    later(desk, 2)

    desk.does("record_instalment", paid_amount=100, paid_on="2026-09-08", payment_slip=["回单.pdf"])

    assert desk.facts["paid_total"] == 100


def test_the_bureau_never_changes_to_the_party_s_loss() -> None:
    desk = served()

    refused(desk, "propose_own_change", r"只能减轻.*第45条", own_new_fine=FINE + 1)
    refused(desk, "propose_own_change", r"低于法定下限.*第32条", own_new_fine=9_999_900)


def test_an_annulment_by_a_court_leaves_what_was_paid_owed_back() -> None:
    desk = served()
    paid(desk, 1_000_000)

    desk.does("record_annulled")

    assert desk.facts["refund_due"] == 1_000_000


def test_a_closed_case_is_opened_again_by_the_head_to_be_corrected() -> None:
    desk = served()
    desk.does("publish_decision", penalty_published_on="2026-09-09")
    paid(desk)
    desk.does("record_performed", performed_on="2026-09-09")
    desk.does("ask_close", close_ground="performed", supervised_case=False)
    desk.does("close")
    assert desk.stage == "closed"

    done = desk.does("reopen_to_correct", reason="文字有误")

    assert (done.to_stage, done.act.turns_chapter) == ("closing", True)
    desk.does("ask_correction", clerical_wrong="虚购公司", clerical_right="虚构公司")
    desk.does("approve_correction", clerical_only=True)
    desk.does("serve_correction", **SERVED)
    desk.does("ask_close", close_ground="performed", supervised_case=False)
    assert desk.does("close").to_stage == "closed"


def test_what_holds_no_decision_or_an_annulled_one_is_not_opened_again() -> None:
    never = Desk("penalty", "closed", kinds=frozenset({"ordinary"}))
    refused(never, "reopen_to_correct", r"没有送达的处罚决定.*第75条第2款")
    gone = Desk("penalty", "closed", kinds=frozenset({"ordinary"}),
                facts={"decision_served_on": "2026-02-02", "decision_annulled": True})  # fmt: skip
    refused(gone, "reopen_to_correct", "已被撤销")
