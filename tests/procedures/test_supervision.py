"""The permit years: reports, checks, reviews, renewal and expiry, the archive."""

from datetime import date, datetime

import pytest

from rules.case_view import ActionRefused, LinkView
from rules.vocabulary import R
from tests.procedures.desk import Desk, opened, person, running, started, table, verbs

TERM = {"valid_from": "2021-09-09", "valid_until": "2026-09-08"}
LATER = {"valid_from": "2026-09-09", "valid_until": "2031-09-08"}
IN_TIME, LATE = "2026-07-10", "2026-07-11"


def in_force(**facts: str) -> Desk:
    return Desk(
        "supervision", "in_force", frozenset({"key_managed"}), facts={**TERM, **facts},
        clocks=(running("PWXK-VALID", date(2026, 9, 8)), running("PWXK-RENEW-APPLY")),
    )  # fmt: skip


def renewing(filed_on: str = IN_TIME) -> Desk:
    desk = in_force()
    desk.now = datetime.fromisoformat("2026-08-01T10:00:00+08:00")
    desk.does("record_renewal_filed", renewal_filed_on=filed_on, filed_in_time=filed_on == IN_TIME)
    desk.now = datetime.fromisoformat("2026-09-09T10:00:00+08:00")
    return desk


def link(procedure: str, *, still_open: bool, relation: str = "issued") -> LinkView:
    kinds = frozenset({"renewal"} if procedure == "permit" else ())
    return LinkView(f"{procedure}-1", procedure, relation, still_open, "", kinds)


def period(desk: Desk, key: str = "2026Q2", kind: str = "quarter", due: str = "2026-07-15") -> None:
    desk.does("open_reporting_period", period=key, report_kind=kind, report_due_on=due)


@pytest.mark.parametrize(
    ("key", "kind", "due", "clock"),
    [
        ("2026-07", "month", "2026-08-15", "EXREP-M"),
        ("2026Q2", "quarter", "2026-07-15", "EXREP-Q"),
        ("2025", "year", "2026-01-15", "EXREP-Y"),
    ],
)
def test_a_reporting_period_runs_its_own_clock_to_the_permits_day(
    key: str, kind: str, due: str, clock: str
) -> None:
    done = in_force().does("open_reporting_period", period=key, report_kind=kind, report_due_on=due)

    begun = [op.begin for op in done.clocks if op.begin]
    assert [(each.clock, each.limit, each.subject) for each in begun] == [
        (clock, "report_due_on", "period")
    ]


def test_a_period_of_the_wrong_kind_or_that_is_due_before_its_end_is_refused() -> None:
    with pytest.raises(ActionRefused, match="与报告种类不符"):
        period(in_force(), kind="month")
    with pytest.raises(ActionRefused, match="尚未结束即已到期"):
        period(in_force(), due="2026-06-30")
    with pytest.raises(ActionRefused, match="应写作"):
        period(in_force(), key="二季度")


def test_a_report_of_a_period_that_still_runs_is_refused() -> None:
    with pytest.raises(ActionRefused, match="尚未结束"):
        in_force().does("submit_report", period="2026Q3")


@pytest.mark.parametrize("act", ["submit_report", "accept_report", "exempt_report"])
def test_a_report_received_or_excused_meets_its_clock(act: str) -> None:
    desk = in_force()
    period(desk)

    done = desk.does(act, period="2026Q2")

    assert ("meet", "EXREP-Q") in verbs(done)


def test_a_late_report_opens_a_clue_once_its_day_has_passed() -> None:
    desk = in_force()
    desk.clocks = (running("EXREP-Q", date(2026, 9, 8), "2026Q2"),)

    done = desk.does("report_overdue", period="2026Q2", lapsed="EXREP-Q")

    assert opened(done) == ["violation"]
    assert ("lapse", "EXREP-Q") in verbs(done)
    linked = next(each for each in done.duties if each.kind == "open_linked")
    assert linked.payload["carries"]["discovered_on"] == "2026-09-09"


def test_a_report_handed_in_excused_or_moved_is_not_called_late() -> None:
    desk = in_force()
    with pytest.raises(ActionRefused, match="没有待交"):
        desk.does("report_overdue", period="2026Q2")
    desk.clocks = (running("EXREP-Q", date(2026, 9, 9), "2026Q2"),)

    with pytest.raises(ActionRefused, match="尚未到期"):
        desk.does("report_overdue", period="2026Q2")


def test_a_planned_check_is_approved_by_another_and_done_by_two() -> None:
    desk = in_force()
    desk.does("ask_inspection")
    with pytest.raises(ActionRefused, match="批准计划检查"):
        desk.does("report_inspection")
    desk.does("approve_inspection")
    with pytest.raises(ActionRefused, match="不少于 2 名"):
        desk.does("report_inspection", handlers=["P1"], discovered_on="2026-09-01")

    done = desk.does("report_inspection", problem_found=True, discovered_on="2026-09-01")

    assert opened(done) == ["violation"]
    assert started(done) == {"SSJ-PUBLISH"}
    assert ("meet", "SSJ-PUBLISH") in verbs(desk.does("publish_inspection"))


def test_one_approval_is_for_one_visit() -> None:
    desk = in_force()
    desk.does("ask_inspection")
    desk.does("approve_inspection")
    desk.does("report_inspection", problem_found=False, discovered_on="2026-09-01")

    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("report_inspection", problem_found=False, discovered_on="2026-09-01")


def test_a_planned_check_beyond_the_yearly_cap_is_refused_and_an_individual_one_is_not() -> None:
    desk = in_force()
    desk.does("ask_inspection", inspection_kind="daily")
    with pytest.raises(ActionRefused, match="上限 2 次"):
        desk.does("approve_inspection", checks_this_year=2, yearly_cap=2)
    desk.does("refuse_inspection")
    desk.does("ask_inspection", inspection_kind="individual")

    assert desk.does("approve_inspection", checks_this_year=2, yearly_cap=2).to_stage == "in_force"


def test_an_old_finding_opens_nothing_when_the_next_report_is_accepted() -> None:
    desk = in_force()
    first = desk.does("accept_report", period="2026Q1", finding_kind="data_doubtful", findings="疑")
    second = desk.does("accept_report", period="2026Q2", finding_kind="none")

    assert opened(first) == ["linked_task"]
    assert opened(second) == []


def test_what_another_line_must_look_at_is_said() -> None:
    with pytest.raises(ActionRefused, match="请填写发现的情况"):
        in_force().does("accept_report", period="2026Q1", finding_kind="data_doubtful")


def test_a_quality_review_runs_to_its_planned_day_and_another_settles_it() -> None:
    desk = in_force()
    assert started(desk.does("start_quality_review")) == {"PWXK-QUALITY"}
    with pytest.raises(ActionRefused, match="没有待批准的申请"):
        desk.does("approve_quality_review")
    desk.does("report_quality_review")

    assert ("meet", "PWXK-QUALITY") in verbs(desk.does("approve_quality_review"))


def test_a_permit_without_a_renewal_expires_the_day_after_its_term() -> None:
    desk = in_force()
    desk.now = datetime.fromisoformat("2026-09-08T23:59:00+08:00")
    with pytest.raises(ActionRefused, match="尚未届满"):
        desk.does("expire")
    desk.now = datetime.fromisoformat("2026-09-09T00:00:00+08:00")
    with pytest.raises(ActionRefused, match="没有待决"):
        desk.does("expire_with_pending")

    done = desk.does("expire", lapsed="PWXK-VALID")

    assert done.to_stage == "expired"
    assert ("lapse", "PWXK-VALID") in verbs(done)


@pytest.mark.parametrize(("filed_on", "deemed"), [(IN_TIME, True), (LATE, False)])
def test_a_pending_renewal_keeps_the_permit_from_expiring(filed_on: str, deemed: bool) -> None:
    desk = renewing(filed_on)
    with pytest.raises(ActionRefused, match="尚未决定"):
        desk.does("expire")

    done = desk.does("expire_with_pending", lapsed="PWXK-VALID")

    assert done.to_stage == "renewal_pending"
    assert started(done) == ({"LIC-RENEW-DEEMED"} if deemed else set())


def test_a_changed_permit_leaves_the_years_clocks_alone() -> None:
    desk = in_force()

    done = desk.does("record_changed_permit")

    assert done.to_stage == "in_force"
    assert done.clocks == ()


def test_the_deemed_renewal_is_only_warned_of_and_only_for_one_filed_in_time() -> None:
    desk = renewing()
    desk.does("expire_with_pending")
    assert desk.does("warn_deemed_renewal", lapsed="LIC-RENEW-DEEMED").to_stage == "renewal_pending"
    late = renewing(LATE)
    late.does("expire_with_pending")

    with pytest.raises(ActionRefused, match="不适用视为准予"):
        late.does("warn_deemed_renewal")


def test_a_claim_of_timeliness_must_agree_with_its_day() -> None:
    with pytest.raises(ActionRefused, match="是否按期与登记不符"):
        in_force().does("record_renewal_filed", renewal_filed_on=LATE, filed_in_time=True)


def test_a_renewal_that_is_decided_is_not_pending() -> None:
    desk = renewing()
    desk.links = (link("permit", still_open=True),)
    with pytest.raises(ActionRefused, match="尚未决定"):
        desk.does("expire")
    desk.links = (link("permit", still_open=False),)

    assert desk.does("expire").to_stage == "expired"


@pytest.mark.parametrize("stage", ["in_force", "renewal_pending", "expired"])
def test_a_new_term_starts_its_own_clocks_from_wherever_the_permit_stands(stage: str) -> None:
    desk = in_force()
    desk.stage = stage

    done = desk.does("record_new_term", **LATER)

    assert done.to_stage == "in_force"
    assert started(done) == {"PWXK-VALID", "PWXK-RENEW-APPLY"}


def test_an_old_filing_does_not_keep_the_next_term_alive() -> None:
    desk = renewing()
    desk.does("record_new_term", **LATER)
    desk.now = datetime.fromisoformat("2031-09-09T10:00:00+08:00")

    assert desk.does("expire").to_stage == "expired"


def test_a_refused_renewal_leads_to_expiry_and_a_person_starts_the_cancellation() -> None:
    desk = renewing()
    desk.does("expire_with_pending")
    desk.links = (link("permit", still_open=False),)
    desk.does("renewal_refused")

    assert opened(desk.does("start_cancellation")) == ["cancellation"]
    desk.links = (*desk.links, link("cancellation", still_open=True, relation="ending"))
    with pytest.raises(ActionRefused, match="注销已在案件"):
        desk.does("start_cancellation")


@pytest.mark.parametrize("stage", ["in_force", "renewal_pending", "expired"])
def test_a_clue_of_discharge_opens_whatever_the_permits_state(stage: str) -> None:
    desk = in_force()
    desk.stage = stage

    assert opened(desk.does("raise_clue")) == ["violation"]
    with pytest.raises(ActionRefused, match="在今天之后"):
        desk.does("raise_clue", discovered_on="2026-09-10")


def test_a_year_closes_into_the_next_chapter_without_leaving_its_stage() -> None:
    done = in_force().does("close_year")

    assert done.act.turns_chapter
    assert done.to_stage == "in_force"
    assert table("supervision").chapters


def test_the_archive_waits_for_linked_cases() -> None:
    desk = in_force()
    desk.does("end_permit")
    desk.links = (link("violation", still_open=True, relation="finding"),)
    with pytest.raises(ActionRefused, match="violation-1"):
        desk.does("archive")
    assert desk.does("record_feedback").to_stage == "archiving"
    desk.links = (link("violation", still_open=False, relation="finding"),)

    assert desk.does("archive").outcome == "archived"


def test_feedback_is_heard_in_every_stage_that_is_not_archived() -> None:
    for stage in table("supervision").stages:
        if not stage.ends:
            act = stage.act("record_feedback")
            assert act is not None
            assert act.who == (R.SYSTEM,)
            assert person(R.SYSTEM).roles == {R.SYSTEM}


@pytest.mark.parametrize("stage", ["renewal_pending", "expired"])
def test_a_report_that_fell_due_is_answered_for_after_the_term_too(stage: str) -> None:
    for act in ("submit_report", "accept_report", "exempt_report"):
        desk = Desk(
            "supervision", stage, facts={**TERM}, clocks=(running("EXREP-Q", subject="2026Q2"),)
        )
        told = {"finding_kind": "none"} if act == "accept_report" else {}
        assert ("meet", "EXREP-Q") in verbs(desk.does(act, period="2026Q2", **told))
    late = Desk(
        "supervision",
        stage,
        facts={**TERM},
        clocks=(running("EXREP-Q", date(2026, 7, 15), subject="2026Q2"),),
    )

    done = late.does("report_overdue", lapsed="EXREP-Q", period="2026Q2")

    assert opened(done) == ["violation"]


def test_a_change_that_is_open_does_not_stand_for_a_renewal_that_was_refused() -> None:
    desk = renewing()
    refused = LinkView(
        "PW-1", "permit", "issued", open=False, outcome="refused", kinds=frozenset({"renewal"})
    )
    change = LinkView(
        "PW-2", "permit", "issued", open=True, outcome="", kinds=frozenset({"ex_officio"})
    )
    desk.links = (refused, change)

    assert desk.does("expire", lapsed="PWXK-VALID").to_stage == "expired"
