"""Every shortcut past the law is refused in Chinese, and the refusal names the article."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from rules.clocks import clock
from rules.clocks.life import ClockActRefused, ClockState, extended, started, switched
from rules.deadlines import Extension, Unit
from rules.decide import SYSTEM, ActionRefused, LinkView, Person, decide
from rules.errors import PermitLoopError
from rules.facts import FactValue
from rules.grammar import Act, Procedure, Stage
from rules.procedures import PROCEDURES
from rules.procedures.penalty_money import surcharge
from rules.vocabulary import R
from tests.procedures.desk import (
    CALENDAR,
    NOW,
    SERVED,
    Desk,
    asked,
    kinds_of,
    people,
    person,
    running,
    samples,
)
from tests.procedures.penalties import (
    CONTENT,
    FINE,
    NO_DISCUSSION,
    NO_LEGAL,
    SPOT,
    decided,
    filed,
    investigated,
    later,
    noticed,
    on_day,
    overdue,
    proposed,
    served,
    spent,
    told,
)
from tests.procedures.test_every_table import case, unguarded

ARTICLE = re.compile(r"第\d+条")
ON_A_DOCUMENT = re.compile(r"国办发〔2024〕54号|挂牌督办管理办法（条文待核")
"""Two sources that officers cite whole: one has no articles, the articles of one are unread."""

DECIDING = (
    "penalize", "no_penalty_minor", "no_penalty_first", "no_penalty_no_fault",
    "not_established", "time_barred",
)  # fmt: skip
TRANSFER_OPEN = (LinkView("YS-2026-0001", "transfer", "transfer", True, ""),)


def refusal(attempt: Callable[[], object]) -> str:
    """Answer why something is refused; it fails where it is not, or without an article."""
    with pytest.raises(PermitLoopError) as refused:
        attempt()
    said = str(refused.value)
    assert ARTICLE.search(said) or ON_A_DOCUMENT.search(said), said
    assert re.search("[\u4e00-\u9fff]", said)
    return said


def doing(desk: Desk, key: str, by: Person | None = None, **said: FactValue) -> str:
    return refusal(lambda: desk.does(key, by, **said))


def test_no_decision_before_the_plea_window_lapses() -> None:
    desk = told()

    assert "办理" in doing_elsewhere(desk, "penalize")
    assert "尚未届满" in doing(desk, "windows_lapse", SYSTEM)


def doing_elsewhere(desk: Desk, key: str, role: R = R.BUREAU_HEAD) -> str:
    """Try an act that the stage does not have."""
    return refusal(lambda: decide(desk.view(), key, person(role), {}, seq=1))


def test_no_decision_before_the_hearing_window_lapses() -> None:
    desk = told()
    desk.does("plead")

    assert "听证申请期限尚未届满" in doing(desk, "review_plea")
    assert "penalize" not in {act.key for act in _stage(desk).acts}


def test_no_decision_while_one_of_two_windows_is_open() -> None:
    desk = told()
    spent(desk, "CF-PLEA")

    assert "第44条" in doing(desk, "windows_lapse", SYSTEM)


def _stage(desk: Desk) -> Stage:
    return desk.view().procedure.stage(desk.stage)


def test_no_decision_without_a_served_notice() -> None:
    desk = proposed()
    del desk.facts["notice_served_on"]

    assert "第44条" in doing(desk, "penalize")


@pytest.mark.parametrize("key", DECIDING)
def test_nothing_is_decided_while_justice_has_the_case(key: str) -> None:
    desk = proposed()
    desk.links = TRANSFER_OPEN
    desk.does("pause_for_transfer")

    assert "环环监〔2017〕17号 第16条" in doing(desk, key)


def test_no_proposal_to_decide_while_justice_has_the_case() -> None:
    desk = proposed()
    desk.asks, desk.links = {}, TRANSFER_OPEN
    desk.does("pause_for_transfer")

    assert "第16条" in doing(desk, "propose_decision")


def test_no_decision_on_the_spot_while_justice_has_the_case() -> None:
    desk = filed("summary")
    desk.does("tell_on_the_spot", **SPOT)
    desk.links = TRANSFER_OPEN
    desk.does("pause_for_transfer")

    said = SERVED | {"fine_amount": 300_000, "warning": False, "party_kind": "organisation"}
    assert "第16条" in doing(desk, "decide_on_the_spot", **said)


@pytest.mark.parametrize("key", ["draft_notice", "sign_notice", "serve_notice", "penalize"])
def test_no_fine_without_the_review_of_the_case(key: str) -> None:
    said = doing_elsewhere(investigated(), key, R.ENFORCER)

    assert "案件审查" in said


def test_the_review_of_a_case_is_not_the_investigators() -> None:
    desk = investigated()

    said = doing(desk, "pass_review", person(R.SECTION_HEAD, "P1"))

    assert "第57条" in said


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("original_served_on", ""),
        ("original_served_on", "2026-12-01"),
        ("original_decision_no", ""),
    ],
)
def test_no_daily_fine_before_the_original_decision_is_served(fact: str, value: str) -> None:
    desk = filed(
        "daily", original_decision_no="云环罚1号", original_served_on="2026-08-20",
        original_fine=10_000_000, daily_fine_item="exceeds", daily_periods="2026-08-10/2026-08-30",
    )  # fmt: skip
    desk.facts[fact] = value
    desk.does("record_evidence")

    said = doing(desk, "submit_investigation", **CONTENT | {"fine_amount": 200_000_000})

    assert "第7条第2款" in said


def test_no_daily_fine_on_a_recheck_after_thirty_days() -> None:
    desk = filed(
        "daily", original_decision_no="云环罚1号", original_served_on="2026-08-20",
        original_fine=10_000_000, daily_fine_item="exceeds", daily_periods="2026-07-01/2026-08-01",
    )  # fmt: skip
    desk.does("record_evidence")

    said = doing(desk, "submit_investigation", **CONTENT | {"fine_amount": 310_000_000})

    assert "第10条" in said


def test_no_fine_after_the_hearing_without_its_legal_review() -> None:
    desk = told()
    desk.does("request_hearing")
    desk.does("notify_hearing", **SERVED, hearing_on="2026-09-22", hearing_panel=["P3"])
    later(desk, 20)
    desk.does("conclude_hearing", hearing_held_on="2026-09-22")
    desk.does("review_plea", plea_accepted="rejected", plea_reviewed_on="2026-09-23")
    desk.does("confirm_plea_review")

    assert "第58条" in doing(desk, "legal_review_not_needed", **NO_LEGAL)


def test_no_large_fine_without_a_discussion() -> None:
    large = CONTENT | {"fine_amount": 60_000_000, "departure_reason": "情节较重"}
    desk = later(told(large))
    spent(desk, "CF-PLEA", "CF-HEAR-REQ")
    desk.does("windows_lapse", SYSTEM, lapsed="CF-PLEA")
    desk.does("legal_review_not_needed", **NO_LEGAL)

    assert "第57条第2款" in doing(desk, "discussion_not_needed", **NO_DISCUSSION)


def test_no_fine_goes_beyond_the_notice() -> None:
    desk = proposed()
    desk.facts["told_fine"] = FINE - 1

    assert "第44条" in doing(desk, "penalize")


def test_a_plea_does_not_raise_the_fine() -> None:
    desk = noticed()
    desk.facts |= {"notice_served_on": "2026-09-01", "told_fine": FINE - 1}
    desk.doers["plead"] = frozenset({"enterprise-1"})
    desk.asks = {}

    assert "第45条第2款" in doing(desk, "draft_notice", hearing_offered=True)


Proposal = tuple[Procedure, Stage, Act, frozenset[str]]


def approvals() -> Iterator[Proposal]:
    for table in PROCEDURES.values():
        for stage in table.stages:
            for act in stage.acts:
                kinds = next((each for each in kinds_of(table) if _is(stage, act, each)), None)
                if act.answers and kinds is not None:
                    yield table, stage, act, kinds


def pairs_of_hands() -> Iterator[Proposal]:
    for table in PROCEDURES.values():
        for stage in table.stages:
            for act in stage.acts:
                kinds = next((each for each in kinds_of(table) if _is(stage, act, each)), None)
                if act.handlers > 1 and kinds is not None:
                    yield table, stage, act, kinds


def _is(stage: Stage, act: Act, kinds: frozenset[str]) -> bool:
    return act.suits(kinds) and stage.act(act.key, kinds) is act


def _name(each: Proposal) -> str:
    return f"{each[0].key}.{each[1].key}.{each[2].key}"


@pytest.mark.parametrize("approval", list(approvals()), ids=_name)
def test_nobody_approves_their_own_request(approval: Proposal) -> None:
    table, stage, act, kinds = approval
    bare = unguarded(table)
    actor = person(act.who[0], "P1")
    view = case(bare, stage, kinds, act)
    own = replace(view, asks={str(act.answers): replace(view.asks[str(act.answers)], by="P1")})

    said = refusal(lambda: decide(own, act.key, actor, samples(act), seq=1))

    assert "申请人不能自行" in said


@pytest.mark.parametrize("visit", list(pairs_of_hands()), ids=_name)
def test_one_officer_is_not_two(visit: Proposal) -> None:
    table, stage, act, kinds = visit
    view = case(unguarded(table), stage, kinds, act)
    people_key = next(key for key in act.fact_needs if key in ("handlers", "samplers"))
    for names in (["P1"], ["P1", "P1"]):
        alone = samples(act) | {people_key: names}
        actor = person(act.who[0], "P1")

        said = refusal(
            lambda alone=alone, actor=actor: decide(view, act.key, actor, alone, seq=1)  # type: ignore[misc]
        )

        assert "不少于 2 名" in said


def test_two_officers_are_not_two_where_one_has_withdrawn() -> None:
    desk = filed()
    act = desk.act("record_evidence")
    view = replace(desk.view(), recused=frozenset({"P2"}))

    said = refusal(
        lambda: decide(
            view, "record_evidence", person(R.ENFORCER, "P1"),
            samples(act, handlers=["P1", "P2"]), seq=1,
        )
    )  # fmt: skip

    assert "第43条" in said


def urged(on: str = "2026-10-09") -> Desk:
    """Answer a penalty whose demand was served on a day."""
    desk = on_day(overdue(), on)
    desk.facts |= {"urging_served_on": on}
    desk.clocks = (*desk.clocks, running("ENF-APPLY"))
    return desk


@pytest.mark.parametrize("key", ["ask_court", "apply_court"])
def test_no_court_before_the_remedies_lapse(key: str) -> None:
    desk = on_day(urged(), "2026-12-01")

    said = doing_as_approver(desk, key)

    assert "第53条" in said


@pytest.mark.parametrize("key", ["ask_court", "apply_court"])
def test_no_court_within_ten_working_days_of_the_demand(key: str) -> None:
    desk = on_day(urged("2027-03-10"), "2027-03-16")

    said = doing_as_approver(desk, key)

    assert "第54条" in said


def doing_as_approver(desk: Desk, key: str) -> str:
    answers = desk.act(key).answers
    if answers:
        desk.asks = asked(answers, "ask_court")
    return doing(desk, key)


def test_no_court_while_a_remedy_is_open() -> None:
    desk = on_day(urged(), "2027-04-01")
    desk.links = (LinkView("FY-2026-0001", "reconsideration", "remedy", True, ""),)

    assert "第53条" in doing(desk, "ask_court")


def test_thirty_days_do_not_become_forty_five_twice() -> None:
    state = started(ClockState(clock("PWXK-KEY")), NOW)
    once = switched(state, clock("PWXK-KEY-SITE"), NOW, CALENDAR)

    said = refusal(lambda: switched(once, clock("PWXK-KEY-SITE"), NOW, CALENDAR))

    assert "只允许一次" in said
    assert "第12条" in said


def test_no_extension_goes_beyond_its_cap() -> None:
    state = started(ClockState(clock("CF-DECIDE")), NOW.date())
    with pytest.raises(ClockActRefused, match=r"不得超过30日.*第57条"):
        extended(state, _thirty(31), CALENDAR)
    full = extended(state, _thirty(), CALENDAR)
    with pytest.raises(ClockActRefused, match=r"集体讨论记录.*第57条"):
        extended(full, _thirty(), CALENDAR)
    twice = extended(full, _thirty(), CALENDAR, on_file=frozenset({"集体讨论记录"}))
    with pytest.raises(ClockActRefused, match=r"依法不能再延长.*第57条|依法不能再延长.*第60条"):
        extended(twice, _thirty(), CALENDAR, on_file=frozenset({"集体讨论记录"}))


def _thirty(amount: int = 30) -> Extension:
    return Extension(amount, Unit.DAY, "案情复杂", "bureau_head", NOW)


THREE_BODIES = (R.POLICE, R.PROCURATORATE, R.COURT)


@pytest.mark.parametrize(
    ("stage", "key", "wrong", "right"),
    [
        ("prosecution", "decide_not_prosecute", R.POLICE, "检察院"),
        ("police_review", "file_criminal_case", R.PROCURATORATE, "公安机关"),
        ("police_review", "file_criminal_case", R.COURT, "公安机关"),
        ("police_review", "decline_criminal_case", R.PROCURATORATE, "公安机关"),
        ("investigation", "withdraw_case", R.COURT, "公安机关"),
        ("prosecution", "prosecute", R.POLICE, "检察院"),
        ("trial", "judge_guilty", R.PROCURATORATE, "法院"),
        ("trial", "judge_not_guilty", R.POLICE, "法院"),
        ("filing_supervision", "order_filing", R.POLICE, "检察院"),
        ("police_review", "file_criminal_case", R.ENFORCER, "公安机关"),
        ("trial", "judge_guilty", R.BUREAU_HEAD, "法院"),
    ],
)
def test_each_body_of_justice_answers_for_itself(
    stage: str, key: str, wrong: R, right: str
) -> None:
    said = doing(Desk("transfer", stage), key, person(wrong))

    assert f"须由{right}办理" in said


def justice_acts() -> Iterator[tuple[Procedure, Stage, Act, R]]:
    for table in PROCEDURES.values():
        for stage in table.stages:
            for act in stage.acts:
                if set(act.who) & set(THREE_BODIES):
                    yield from ((table, stage, act, role) for role in R if role not in act.who)


def test_no_answer_of_justice_is_given_by_anybody_else() -> None:
    for table, stage, act, role in justice_acts():
        kinds = next((each for each in kinds_of(table) if _is(stage, act, each)), None)
        if kinds is None:
            continue
        view = case(unguarded(table), stage, kinds, act)
        mixed = not set(act.who) <= set(THREE_BODIES)

        with pytest.raises(ActionRefused, match="须由") as refused:
            decide(view, act.key, person(role), samples(act), seq=1)
        assert mixed or ARTICLE.search(str(refused.value)), str(refused.value)


@pytest.mark.parametrize("days", [0, 1, 33, 34, 400, 4000])
def test_the_surcharge_is_never_above_the_fine(days: int) -> None:
    known: dict[str, FactValue] = {"fine_amount": FINE, "pay_by": "2026-09-28"}
    on = datetime.fromisoformat("2026-09-28").date() + timedelta(days=days)

    added = surcharge(known, on)

    assert (added.fen if added else 0) == min(FINE, FINE * 3 * days // 100)


@pytest.mark.parametrize("key", ["record_instalment", "record_performed", "request_deferral"])
def test_nothing_is_paid_before_there_is_a_decision(key: str) -> None:
    for desk in (filed(), told(), proposed(), decided()):
        said = doing_elsewhere(desk, key, R.ENFORCER)
        assert "不能办理" in said


def test_no_deferral_is_granted_that_nobody_asked_for_in_time() -> None:
    assert "第66条第2款" in doing(served(), "ask_deferral")
    late = served()
    late.clocks = tuple(each for each in late.clocks if each.key != "CF-PAY")
    assert "第74条第1款" in doing(late, "request_deferral", person(R.ENTERPRISE))


def paid() -> Desk:
    """Answer a penalty that was paid and published, and waits to be closed."""
    desk = served()
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-09-09")
    desk.does("record_performed", performed_on="2026-09-09")
    desk.does("publish_decision", penalty_published_on="2026-09-09")
    return desk


def test_a_case_is_not_closed_by_its_investigator_alone() -> None:
    desk = paid()
    desk.does("ask_close", person(R.ENFORCER, "P1"), supervised_case=False)

    assert "第77条" in doing(desk, "close", person(R.BUREAU_HEAD, "P1"))
    assert "第77条" in doing(desk, "close", replace(person(R.BUREAU_HEAD, "P2")))
    assert desk.does("close", person(R.BUREAU_HEAD, "JZ")).to_stage == "closed"


def test_a_case_is_not_closed_before_its_decision_is_published_or_paid() -> None:
    unpaid = served()
    assert "第66条" in doing(unpaid, "record_performed", performed_on="2026-09-09")
    assert "第77条" in doing(unpaid, "ask_close", supervised_case=False)
    unpaid.does("record_instalment", paid_amount=FINE, paid_on="2026-09-09")
    unpaid.does("record_performed", performed_on="2026-09-09")
    assert "第65条" in doing(unpaid, "ask_close", supervised_case=False)


def test_a_supervised_case_is_not_closed_without_its_report_upward() -> None:
    desk = paid()
    desk.does("ask_close", supervised_case=True)

    assert "第83条第2款" in doing(desk, "close")


def test_no_transfer_is_refused_for_its_papers() -> None:
    said = doing(Desk("transfer", "police_review"), "return_case", return_ground="incomplete")

    assert "第8条" in said


def test_nobody_investigates_decides_and_closes_in_one_person() -> None:
    for name in people():
        desk = proposed()
        investigators = desk.doers["record_evidence"] | desk.doers["submit_investigation"]
        if name in investigators:
            assert "第57条" in doing(desk, "penalize", person(R.BUREAU_HEAD, name))
