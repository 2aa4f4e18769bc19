"""A penalty that is challenged: nothing is suspended by that, and what falls is withdrawn."""

from dataclasses import replace

from rules.case_view import Decision, LinkView
from tests.procedures.desk import Desk, started, verbs
from tests.procedures.penalties import on_day, overdue, refused, served

RECONSIDERED = LinkView("FY-2026-0001", "reconsideration", "remedy", open=True, outcome="")


def challenged() -> Desk:
    desk = served()
    desk.links = (RECONSIDERED,)
    on_day(desk, "2026-09-20")
    done = desk.does("record_remedy_opened", remedy_opened_on="2026-09-20")
    assert {("meet", "REV-APPLY"), ("meet", "LIT-APPLY")} <= verbs(done)
    return desk


def test_a_remedy_stops_the_surcharge_and_suspends_nothing() -> None:
    desk = challenged()
    assert {each.key for each in desk.clocks} >= {"CF-PAY"}
    on_day(desk, "2026-11-20")

    done = desk.does(
        "record_remedy_closed", feedback_case="FY-2026-0001", remedy_outcome="upheld",
        remedy_closed_on="2026-11-20", reconsidered_on="2026-11-20",
    )  # fmt: skip

    assert started(done) == {"LIT-APPLY.after-reconsideration"}
    assert desk.facts["remedy_spells"] == "2026-09-20/2026-11-20"


def test_a_withdrawn_reconsideration_leaves_the_suit_as_it_was() -> None:
    desk = challenged()

    done = desk.does(
        "record_remedy_closed", feedback_case="FY-2026-0001", remedy_outcome="withdrawn",
        remedy_closed_on="2026-09-20",
    )  # fmt: skip

    assert started(done) == {"LIT-APPLY"}


def test_a_final_judgment_opens_the_way_to_the_court() -> None:
    desk = overdue()
    desk.links = (replace(RECONSIDERED, case_no="SS-2026-0001", procedure="litigation"),)
    on_day(desk, "2026-10-10")
    desk.does("record_remedy_opened", remedy_opened_on="2026-10-10")
    on_day(desk, "2027-02-01")

    done = desk.does(
        "record_remedy_closed", feedback_case="SS-2026-0001", remedy_outcome="upheld",
        remedy_closed_on="2027-01-28", judgment_final_on="2027-01-28",
    )  # fmt: skip

    assert started(done) == {"ENF-APPLY"}
    assert desk.facts["enforceable_from"] == "2027-01-28"


def test_only_a_stored_suspension_holds_the_term_of_payment() -> None:
    desk = served()

    done = desk.does("suspend_performance")

    assert ("pause", "CF-PAY") in verbs(done)
    assert done.act.ground == "停止执行"
    assert ("resume", "CF-PAY") in verbs(desk.does("end_suspension"))


def test_a_suspended_performance_is_not_pressed() -> None:
    desk = overdue()
    desk.does("suspend_performance")

    refused(desk, "draft_urging", "停止执行")


def annulled(*, published: bool) -> tuple[Desk, Decision]:
    desk = served()
    if published:
        desk.does("publish_decision", penalty_published_on="2026-09-09")
    return desk, desk.does("record_annulled")


def test_an_annulled_decision_is_withdrawn_in_three_working_days() -> None:
    desk, done = annulled(published=True)
    assert done.to_stage == "annulment"
    assert desk.facts["original_fine"] == 0
    assert "CF-WITHDRAW" in started(done)
    refused(desk, "close_after_annulment", "撤回公开信息")
    refused(desk, "renew_investigation", "撤回公开信息")

    desk.does("withdraw_publication", publication_withdrawn_on="2026-09-09")

    assert desk.does("renew_investigation").to_stage == "investigation"


def test_what_was_never_published_is_not_withdrawn() -> None:
    desk, done = annulled(published=False)

    assert "CF-WITHDRAW" not in started(done)
    refused(desk, "withdraw_publication", "没有公开", publication_withdrawn_on="2026-09-09")
    assert desk.does("close_after_annulment").to_stage == "closing"
    assert desk.facts["ended_as"] == "annulled"


def test_a_changed_fine_is_what_is_owed() -> None:
    desk = challenged()
    on_day(desk, "2026-11-20")

    desk.does(
        "record_changed", feedback_case="FY-2026-0001", remedy_closed_on="2026-11-20",
        reconsidered_on="2026-11-20", fine_after_change=10_000_000,
    )  # fmt: skip

    assert desk.facts["fine_amount"] == desk.facts["original_fine"] == 10_000_000
    refused(desk, "record_performed", "罚没款 10万元", performed_on="2026-11-20")
