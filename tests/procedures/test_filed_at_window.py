"""The window records what a party files on paper, judged by the party's own day; nobody else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from rules.case_view import ActionRefused, CaseView, ClockView, Decision, Person
from rules.decide import available, decide
from rules.facts import FactsWrong, FactValue
from rules.procedures import PROCEDURES
from rules.procedures.production_words import NOTICE_SERVED_ON, ORDER_SERVED_ON
from rules.vocabulary import INSPECTED_BESIDE, R
from rules.window import FILING, as_done_by, for_party, overtaken
from tests.procedures.desk import NOW, TODAY, Desk, asked, person, running, samples, verbs

CLERK = person(R.RECEPTIONIST, "CK1")
PAPER: dict[str, FactValue] = {
    "filing_day": "2026-09-08",
    "filed_by": "法定代表人甲",
    "filing_capacity": "legal_representative",
    "filing_file": ["陈述申辩书.pdf"],
}
PLEA, HEARING = running("CF-PLEA"), running("CF-HEAR-REQ")
DISCLOSED: dict[str, FactValue] = {"completed_on": "2026-09-07"}

NAMED = [
    ("penalty", "plea", "plead", (PLEA,), {}),
    ("penalty", "plea_review", "plead", (), {}),
    ("penalty", "plea", "request_hearing", (HEARING,), {}),
    ("penalty", "plea", "waive_hearing", (HEARING,), {}),
    ("penalty", "plea", "waive_rights", (PLEA, HEARING), {}),
    ("penalty", "hearing", "withdraw_hearing", (), {}),
    ("penalty", "performance", "request_deferral", (running("CF-PAY"),), {}),
    ("penalty", "urging", "plead_urging", (running("ENF-URGE"),), {}),
    ("production_order", "plea", "plead", (PLEA,), {}),
    ("production_order", "plea", "request_hearing", (HEARING,), {}),
    ("production_order", "rectification", "file_plan", (running("XC-PLAN"),), {}),
    ("production_order", "rectification", "file_completion", (running("XC-DONE"),), DISCLOSED),
    ("seizure", "in_force", "request_release", (running("CFK-TERM"),), {}),
    ("violation", "rectification", "report_rectified", (running("LOCAL-RECTIFY"),), {}),
    ("violation", "rectification", "request_extension", (running("LOCAL-RECTIFY"),), {}),
    ("supervision", "in_force", "submit_report", (running("EXREP-Q"),), {"period": "2026Q2"}),
    ("permit", "correction", "submit_correction", (running("LOCAL-CORRECTION"),), {}),
    ("revocation", "notice", "waive_plea", (running("LOCAL-PLEA"),), {}),
]


def filed(
    desk: Desk, key: str, by: Person = CLERK, *, view: CaseView | None = None, **said: FactValue
) -> Decision:
    """Record the party's paper and answer what follows."""
    act = desk.act(key)
    facts = samples(act) | PAPER | said
    return decide(view or desk.view(), key, by, facts, seq=1)


@pytest.mark.parametrize(("procedure", "stage", "key", "clocks", "said"), NAMED)
def test_a_paper_of_the_party_is_recorded_at_the_window(
    procedure: str,
    stage: str,
    key: str,
    clocks: tuple[ClockView, ...],
    said: Mapping[str, FactValue],
) -> None:
    kinds = frozenset({"first"} if procedure == "permit" else ())
    desk = Desk(procedure, stage, kinds, facts={ORDER_SERVED_ON: "2026-09-02"}, clocks=clocks)
    if procedure == "revocation":
        desk.doers["serve_notice"] = frozenset({"XK1"})

    done = filed(desk, key, **said)

    assert (done.role, done.act.key) == (R.RECEPTIONIST, key)
    assert {name: done.facts[name] for name in FILING} == PAPER
    receipt = next(each for each in done.duties if each.name == "tell:window_receipt")
    assert receipt.payload["cause"] == desk.act(key).title
    assert (receipt.payload["audience"], receipt.payload["day"]) == ("party", "2026-09-08")


def test_every_act_of_an_enterprise_can_be_done_at_the_window_and_no_table_says_so() -> None:
    for table in PROCEDURES.values():
        for stage in table.stages:
            for act in stage.acts:
                at_window = as_done_by(act, CLERK)
                if for_party(act):
                    assert at_window.who == (R.RECEPTIONIST,)
                    assert set(FILING) <= set(at_window.fact_needs)
                    assert not set(FILING) & set(act.fact_needs)
                else:
                    assert at_window is act


@pytest.mark.parametrize("missing", FILING)
def test_a_paper_is_refused_without_its_scan_its_day_or_who_brought_it(missing: str) -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA,))
    said = {name: value for name, value in PAPER.items() if name != missing}

    with pytest.raises(FactsWrong, match="缺少"):
        decide(desk.view(), "plead", CLERK, samples(desk.act("plead")) | said, seq=1)


@pytest.mark.parametrize("role", [R.ENFORCER, R.LEGAL_REVIEWER, R.BUREAU_HEAD, R.PERMIT_OFFICER])
def test_nobody_else_of_the_bureau_files_the_partys_plea(role: R) -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA,))

    with pytest.raises(ActionRefused, match="须由企业办理；当事人交来书面材料的，由窗口人员代录"):
        filed(desk, "plead", person(role))
    assert "plead" not in {each.key for each in available(desk.view(), person(role))}


def test_the_window_sees_what_it_may_record_and_what_it_must_ask() -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA, HEARING))

    offered = {each.key: each for each in available(desk.view(), CLERK)}

    assert {"plead", "request_hearing", "waive_hearing", "waive_rights"} <= offered.keys()
    assert set(FILING) <= set(offered["plead"].fact_needs)


def test_the_enterprise_itself_is_asked_for_no_paper() -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA,))

    with pytest.raises(ActionRefused, match="不收"):
        filed(desk, "plead", person(R.ENTERPRISE))
    assert desk.does("plead").role is R.ENTERPRISE


def test_a_paper_is_neither_of_tomorrow_nor_of_before_the_notice_was_served() -> None:
    served = replace(PLEA, started_on=date(2026, 9, 4))
    desk = Desk("penalty", "plea", clocks=(served,))
    view = replace(desk.view(), stage_since=NOW)

    with pytest.raises(ActionRefused, match="在今天之后"):
        filed(desk, "plead", view=view, filing_day="2026-09-10")
    with pytest.raises(ActionRefused, match="早于本环节起始日 2026-09-04"):
        filed(desk, "plead", view=view, filing_day="2026-09-03")
    with pytest.raises(ActionRefused, match="超过两个工作日"):
        filed(desk, "plead", view=view, filing_day="2026-09-04")
    for proof in ({"filing_register_no": "收字3号"}, {"filing_received_on": "2026-09-08"}):
        done = filed(desk, "plead", view=view, filing_day="2026-09-04", **proof)
        assert done.facts["pleaded_on"] == "2026-09-04"
    assert filed(desk, "plead", view=view, filing_day="2026-09-07")


def test_an_agent_or_who_gives_up_a_right_for_another_shows_the_authority() -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA, HEARING))

    with pytest.raises(ActionRefused, match="授权委托书"):
        filed(desk, "plead", filed_by="乙", filing_capacity="agent")
    with pytest.raises(ActionRefused, match="授权委托书"):
        filed(desk, "plead", filed_by="律师乙")
    for carrier in ("职工丙", "环保负责人丙", "法定代表人的司机戊"):
        with pytest.raises(ActionRefused, match="特别授权"):
            filed(desk, "waive_rights", filed_by=carrier, filing_capacity="other")
    assert filed(desk, "plead", filed_by="职工丙", filing_capacity="other").to_stage == (
        "plea_review"
    )
    said = {"filed_by": "代理人乙", "filing_capacity": "agent", "filing_authority": "委1号"}
    assert filed(desk, "waive_rights", **said).to_stage == "legal_review"


@pytest.mark.parametrize("capacity", ["legal_representative", "head", "operator", "in_person"])
def test_who_binds_the_party_gives_up_its_rights_without_another_paper(capacity: str) -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA, HEARING))

    done = filed(desk, "waive_rights", filed_by="甲", filing_capacity=capacity)
    assert done.to_stage == "legal_review"


def lapsed(key: str, due: date) -> ClockView:
    """Answer a clock that ran out at the end of a day."""
    return replace(running(key, due), status="lapsed")


def test_a_hearing_asked_for_on_the_last_day_is_recorded_the_next_morning() -> None:
    desk = Desk("penalty", "plea_review")
    view = replace(desk.view(), ended=(lapsed("CF-HEAR-REQ", date(2026, 9, 8)),))

    assert filed(desk, "request_hearing", view=view).to_stage == "hearing"
    with pytest.raises(ActionRefused, match="已经届满"):
        filed(desk, "request_hearing", view=view, filing_day="2026-09-09")
    with pytest.raises(ActionRefused, match="已经届满"):
        decide(view, "request_hearing", person(R.ENTERPRISE), {"reason": "要求听证"}, seq=1)


def test_a_right_that_was_waived_does_not_come_back_by_an_older_paper() -> None:
    desk = Desk("penalty", "plea_review")
    waived = replace(lapsed("CF-HEAR-REQ", date(2026, 9, 8)), status="met")

    with pytest.raises(ActionRefused, match="放弃"):
        filed(desk, "request_hearing", view=replace(desk.view(), ended=(waived,)))


def test_the_window_of_a_production_order_is_judged_by_the_day_of_filing() -> None:
    desk = Desk("production_order", "plea", facts={NOTICE_SERVED_ON: "2026-09-01"})
    desk.clocks = (replace(PLEA, started_on=date(2026, 9, 1)),)

    assert filed(desk, "plead").to_stage == "plea_review"
    with pytest.raises(ActionRefused, match="已于 2026-09-08 届满"):
        filed(desk, "plead", filing_day="2026-09-09")


def test_an_order_is_lifted_and_followed_from_the_day_of_the_filing() -> None:
    ordered: dict[str, FactValue] = {ORDER_SERVED_ON: "2026-09-02"}
    desk = Desk("production_order", "rectification", facts=ordered, clocks=(running("XC-DONE"),))

    done = filed(desk, "file_completion", completed_on="2026-09-07")

    assert done.facts["order_lifted_on"] == "2026-09-08"
    tracking = next(op for op in done.clocks if op.verb == "start" and op.key == "XC-TRACK")
    assert tracking.begin is not None
    assert tracking.begin.at == "filing_day"


def test_a_posted_request_is_answered_from_the_day_it_reached_the_bureau() -> None:
    desk = Desk("seizure", "in_force", clocks=(running("CFK-TERM"),))

    done = filed(desk, "request_release", filing_received_on="2026-09-09")

    begun = {op.key: op.begin.at for op in done.clocks if op.begin is not None}
    assert begun["CFK-RELEASE"] == "filing_received_on"
    with pytest.raises(ActionRefused, match="早于交邮日"):
        filed(desk, "request_release", filing_received_on="2026-09-07")


@pytest.mark.parametrize("done", ["record_evidence", "submit_investigation", INSPECTED_BESIDE])
def test_who_investigated_does_not_record_the_partys_paper(done: str) -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA,), doers={done: frozenset({"CK1"})})

    with pytest.raises(ActionRefused, match="其他窗口人员"):
        filed(desk, "plead", replace(CLERK, roles=frozenset({R.RECEPTIONIST, R.ENFORCER})))


def test_who_handles_a_case_does_not_record_the_partys_paper() -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA,))

    with pytest.raises(ActionRefused, match="承办人"):
        filed(desk, "plead", view=replace(desk.view(), assignee="CK1"))


def test_who_received_an_application_may_also_take_in_what_is_missing() -> None:
    desk = Desk("permit", "correction", frozenset({"first"}), clocks=(running("LOCAL-CORRECTION"),))
    desk.doers = {"register": frozenset({"CK1"}), "notify_correction": frozenset({"CK1"})}

    assert filed(desk, "submit_correction").to_stage == "acceptance"


def test_who_recorded_the_paper_does_not_approve_what_follows() -> None:
    both = replace(CLERK, roles=frozenset({R.RECEPTIONIST, R.SECTION_HEAD}))
    desk = Desk("penalty", "plea_review", doers={"plead": frozenset({"CK1"})})
    desk.asks = asked("plea_review", "review_plea")
    act = desk.act("confirm_plea_review")

    with pytest.raises(ActionRefused, match=r"窗口代录过本案当事人的“提交陈述申辩”.*他人办理"):
        decide(desk.view(), act.key, both, samples(act), seq=1)
    assert decide(desk.view(), act.key, person(R.SECTION_HEAD), samples(act), seq=1)


def test_a_timely_plea_whose_stage_is_over_is_told_where_it_can_still_be_heard() -> None:
    desk = Desk("penalty", "legal_review", doers={"serve_notice": frozenset({"P1"})})
    view = replace(desk.view(), ended=(lapsed("CF-PLEA", date(2026, 9, 8)),))

    kept = overtaken(view, "提交陈述申辩", CLERK, PAPER)

    assert kept is not None
    assert kept.in_time
    assert "行政处罚法 第7条、第45条" in kept.words
    assert "执法人员“重新告知”" in kept.words
    late = overtaken(view, "plead", CLERK, PAPER | {"filing_day": "2026-09-09"})
    assert late is not None
    assert not late.in_time


def test_a_paper_for_a_stage_that_never_was_is_not_kept() -> None:
    desk = Desk("penalty", "investigation")

    assert overtaken(desk.view(), "plead", CLERK, PAPER) is None
    assert overtaken(desk.view(), "record_evidence", CLERK, PAPER) is None


def test_a_lapsed_clock_that_let_a_paper_in_is_not_met_again() -> None:
    desk = Desk("penalty", "plea_review")
    view = replace(desk.view(), ended=(lapsed("CF-HEAR-REQ", TODAY - timedelta(days=1)),))

    assert ("meet", "CF-HEAR-REQ") not in verbs(filed(desk, "request_hearing", view=view))


def test_the_bureaus_today_is_not_the_partys() -> None:
    desk = Desk("penalty", "plea", clocks=(PLEA,))

    assert filed(desk, "plead").facts["pleaded_on"] == "2026-09-08"
    assert desk.does("plead").facts["pleaded_on"] == "2026-09-09"
