"""What a party said is answered, raises nothing, is reviewed, and is judged by other hands."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.decide import ActionRefused, Person, decide
from rules.facts import FactValue
from rules.vocabulary import R
from rules.window import LateFiling
from tests.procedures import penalties
from tests.procedures.desk import NOW, SERVED, Desk, person, samples, table
from tests.procedures.penalties import NO_DISCUSSION, NO_LEGAL
from tests.procedures.test_production_order import deciding, discussing, reported, told

LEGAL_DUE = NO_LEGAL | {"legal_rights": True}
HELD: dict[str, FactValue] = {
    "discussed_on": "2026-09-30", "discussion_voters": ["JZ1", "JZ2"],
}  # fmt: skip
KINDS = ["restriction", "shutdown"]


def refused(desk: Desk, key: str, match: str, by: Person | None = None, **said: FactValue) -> None:
    """See an act refused in words that match."""
    with pytest.raises(ActionRefused, match=match):
        desk.does(key, by, **said)


def told_again(desk: Desk, **said: FactValue) -> None:
    desk.does("draft_notice", **said)
    desk.does("sign_notice")
    desk.does("serve_notice", **SERVED | {"served_on": desk.now.date().isoformat()})


def months(kind: str, count: int = 3) -> dict[str, FactValue]:
    return {"restriction_months": count} if kind == "restriction" else {}


def pleaded(kind: str) -> Desk:
    desk = told(kind)
    desk.does("plead")
    return desk


@pytest.mark.parametrize("kind", KINDS)
def test_a_plea_stays_owed_across_a_new_notice_of_an_order(kind: str) -> None:
    desk = pleaded(kind)
    desk.does("renew_notice")
    told_again(desk, **months(kind))

    refused(desk, "windows_lapse", "第45条第1款")
    assert desk.does("windows_lapse_owing", lapsed="CF-PLEA").to_stage == "plea_review"
    desk.does("review_plea")
    desk.does("confirm_plea_review")

    assert desk.does("legal_review_not_needed", **NO_LEGAL)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plea_stays_owed_across_a_new_inquiry_of_an_order(kind: str) -> None:
    desk = pleaded(kind)
    desk.does("reopen_investigation")
    ground = "exceeds" if kind == "restriction" else "evasion"
    desk.does("submit_report", order_ground=ground, by_monitoring=False, article_7_applies=False)
    desk.does("pass_review", major_case=False)
    told_again(desk, **months(kind))

    refused(desk, "windows_lapse", "第45条第1款")


def test_new_rights_waived_do_not_take_back_what_was_said_before() -> None:
    desk = pleaded("shutdown")
    desk.does("renew_notice")
    told_again(desk)
    desk.does("waive_rights")

    refused(desk, "legal_review_not_needed", "复核尚未答复的申辩", **NO_LEGAL)
    assert desk.does("review_owed_plea").to_stage == "plea_review"


def test_an_answered_plea_is_not_reviewed_as_owed() -> None:
    refused(discussing("shutdown"), "review_owed_plea", "第45条第1款")


@pytest.mark.parametrize("act", ["order_restriction", "order_shutdown"])
def test_no_order_while_an_answer_is_owed(act: str) -> None:
    kind = act.removeprefix("order_")
    desk = deciding(kind)
    desk.facts["plea_owed"] = True

    refused(desk, act, "第45条第1款", **months(kind))


def test_a_hearing_report_is_owed_an_answer() -> None:
    desk = heard("shutdown")
    desk.does("renew_notice")
    told_again(desk)

    refused(desk, "windows_lapse", "第45条第1款")


@pytest.mark.parametrize("stage", ["legal_review", "discussion", "decision"])
def test_what_was_filed_in_time_is_heard_before_an_order(stage: str) -> None:
    desk = deciding("shutdown")
    desk.late_filings = (LateFiling("plead", "提交陈述申辩", "2026-09-15"),)
    refused(desk, "order_shutdown", "2026-09-15.*第45条")
    desk.stage = stage

    assert desk.does("hear_late_filing").to_stage == "plea_review"


@pytest.mark.parametrize("back", ["renew_notice", "reopen_investigation"])
def test_a_plea_stays_owed_across_a_new_notice_of_a_penalty(back: str) -> None:
    desk = penalties.told()
    desk.does("plead")
    desk.does(back)
    if back == "reopen_investigation":
        desk.does("submit_investigation", **penalties.CONTENT)
        desk.does("pass_review")
    told_again(desk, hearing_offered=True)
    penalties.later(desk, 20)
    desk.clocks = ()

    refused(desk, "windows_lapse", "第45条第1款")
    assert desk.does("windows_lapse_owing", lapsed="CF-PLEA").to_stage == "plea_review"
    said: dict[str, FactValue] = {"plea_accepted": "rejected", "plea_reviewed_on": "2026-09-29"}
    desk.does("review_plea", **said)
    desk.does("confirm_plea_review")

    assert desk.does("legal_review_not_needed", **NO_LEGAL)


def test_no_penalty_while_an_answer_is_owed() -> None:
    desk = penalties.proposed()
    desk.facts["plea_owed"] = True

    acts = table("penalty").stage("decision").acts
    for key in {act.key for act in acts if act.answers == "decision" and "CF-DECIDE" in act.meets}:
        refused(desk, key, "第45条第1款")
    assert desk.does("review_owed_plea").to_stage == "plea_review"


def test_a_plea_makes_a_restriction_no_longer() -> None:
    desk = told("restriction")
    desk.facts["told_months"] = 1
    desk.does("plead")
    desk.does("renew_notice")

    refused(desk, "draft_notice", "限制生产期限.*第45条第2款", **months("restriction", 3))
    files: dict[str, FactValue] = {"heavier_evidence": ["新.pdf"]}
    refused(desk, "draft_notice", "第45条第2款", **months("restriction", 3), **files)
    assert desk.does("draft_notice", **months("restriction", 1))


def test_new_evidence_that_was_reviewed_may_lengthen_a_restriction() -> None:
    desk = told("restriction")
    desk.facts["told_months"] = 1
    desk.does("plead")
    desk.does("reopen_investigation")
    desk.visits("record_evidence", evidence_on="2026-09-09")
    desk.does("submit_report", order_ground="exceeds", by_monitoring=False, article_7_applies=False)
    desk.does("pass_review", major_case=False)
    files: dict[str, FactValue] = {"heavier_evidence": ["新.pdf"]}

    assert desk.does("draft_notice", **months("restriction", 3), **files)


def test_a_plea_makes_the_measures_of_a_shutdown_no_heavier() -> None:
    desk = pleaded("shutdown")
    desk.does("renew_notice")
    more: dict[str, FactValue] = {"order_measures": "全厂停产并拆除设备"}

    refused(desk, "draft_notice", "须说明是否加重", **more)
    refused(desk, "draft_notice", "第45条第2款", **more, heavier_than_told=True)
    assert desk.does("draft_notice", **more, heavier_than_told=False)


def heard(kind: str) -> Desk:
    desk = told(kind)
    desk.does("request_hearing")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30")
    desk.now = NOW + timedelta(days=21)
    desk.does("conclude_hearing", hearing_held_on="2026-09-30")
    return desk


def heard_out(kind: str) -> Desk:
    desk = heard(kind)
    desk.does("review_plea")
    desk.does("confirm_plea_review")
    return desk


@pytest.mark.parametrize("kind", KINDS)
def test_an_order_after_a_hearing_passes_the_legal_review(kind: str) -> None:
    desk = heard_out(kind)
    refused(desk, "legal_review_not_needed", "第58条第1款第2项", **NO_LEGAL)
    desk.does("submit_legal_review", **LEGAL_DUE)
    refused(desk, "pass_legal_review", "须由他人办理", by=person(R.LEGAL_REVIEWER, "P1"))

    assert desk.does("pass_legal_review").to_stage == "discussion"
    desk.does("submit_discussion")
    desk.does("record_discussion", **HELD)
    assert desk.does("propose_order")


def test_a_new_notice_wants_a_new_legal_review_of_an_order() -> None:
    desk = heard_out("shutdown")
    desk.does("submit_legal_review", **LEGAL_DUE)
    desk.does("pass_legal_review")
    desk.does("renew_notice")
    told_again(desk)
    desk.stage = "decision"

    refused(desk, "propose_order", "第58条第1款第2项")


@pytest.mark.parametrize(
    "act", ["record_evidence", "submit_report", "tell_results", "draft_notice", "review_plea"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_no_investigator_orders(kind: str, act: str) -> None:
    desk = deciding(kind)
    desk.doers[act] = frozenset({"JZ9"})
    head = person(R.BUREAU_HEAD, "JZ9")

    refused(desk, f"order_{kind}", "须由他人办理", by=head, **months(kind))
    refused(desk, "refuse_order", "须由他人办理", by=head)


@pytest.mark.parametrize("act", ["record_evidence", "tell_results", "draft_notice", "review_plea"])
def test_no_investigator_records_the_discussion_votes_or_chairs(act: str) -> None:
    desk = discussing("shutdown")
    desk.doers[act] = frozenset({"JZ1", "P3"})
    desk.does("submit_discussion")
    voted = HELD | {"discussed_on": "2026-09-09"}
    refused(desk, "record_discussion", "须由他人办理", by=person(R.BUREAU_HEAD, "JZ1"), **voted)
    refused(desk, "return_discussion", "须由他人办理", by=person(R.BUREAU_HEAD, "JZ1"))
    refused(desk, "record_discussion", "不参加表决", **voted)

    asked = told("shutdown")
    asked.doers[act] = frozenset({"P3"})
    asked.does("request_hearing")
    refused(asked, "notify_hearing", "第64条第4项", **SERVED, hearing_on="2026-09-30")


def test_who_the_case_is_assigned_to_neither_reviews_votes_nor_orders() -> None:
    reviewing, discussed, decided = (
        reported("shutdown"),
        discussing("shutdown"),
        deciding("shutdown"),
    )
    discussed.does("submit_discussion")
    head = person(R.BUREAU_HEAD, "JZ1")
    for desk, act, by, said in (
        (reviewing, "pass_review", person(R.SECTION_HEAD, "JZ1"), {"major_case": False}),
        (discussed, "record_discussion", person(R.BUREAU_HEAD, "JZ2"), HELD),
        (decided, "order_shutdown", head, {}),
        (decided, "refuse_order", head, {}),
    ):
        view = replace(desk.view(), assignee="JZ1", now=NOW + timedelta(days=21))
        view = replace(view, today=view.now.date())
        with pytest.raises(ActionRefused, match=r"承办人|不参加表决"):
            decide(view, act, by, samples(desk.act(act), **said), seq=1)


def test_an_investigator_does_not_send_back_the_answer_to_a_plea() -> None:
    desk = pleaded("shutdown")
    desk.does("review_plea")
    desk.doers["record_evidence"] = frozenset({"KS9"})

    refused(desk, "return_plea_review", "须由他人办理", by=person(R.SECTION_HEAD, "KS9"))


def test_a_shutdown_passed_by_its_discussion_is_refused_with_its_article() -> None:
    refused(discussing("shutdown"), "discussion_not_needed", "第57条第2款")


def test_hearings_are_refused_with_their_article() -> None:
    desk = told("shutdown")
    desk.does("request_hearing")
    refused(desk, "conclude_hearing", "第64条", hearing_held_on="2026-09-09")
    refused(desk, "postpone_hearing", "第64条", **SERVED, hearing_on="2026-09-30")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-30")
    refused(desk, "conclude_hearing", "第64条", hearing_held_on="2026-09-09")
    refused(desk, "conclude_hearing", "第64条", hearing_held_on="2026-09-30")

    fined = penalties.told()
    fined.does("request_hearing")
    refused(fined, "postpone_hearing", "第64条", **SERVED, hearing_on="2026-09-30")
    fined.does("notify_hearing", **SERVED, hearing_on="2026-09-30")
    refused(fined, "notify_hearing", "第64条", **SERVED, hearing_on="2026-09-30")


def test_a_plea_that_ends_in_no_penalty_is_answered_on_the_way() -> None:
    desk = penalties.told()
    desk.does("plead")
    desk.does("reopen_investigation")
    desk.does("submit_investigation", **penalties.CONTENT | {"proposed_outcome": "no_fault"})
    desk.does("pass_review_without_penalty")
    refused(desk, "propose_decision", "复核尚未答复的申辩")
    desk.does("review_owed_plea")
    desk.does("review_plea", plea_accepted="accepted", plea_reviewed_on="2026-09-09")
    desk.does("confirm_plea_review")
    desk.does("legal_review_not_needed", **NO_LEGAL)
    desk.does("discussion_not_needed", **NO_DISCUSSION)
    desk.does("propose_decision")

    assert desk.does("no_penalty_no_fault").to_stage == "no_penalty_service"
