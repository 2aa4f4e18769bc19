"""Who wrote a request, or inspected what it rests on, neither answers it nor judges by it."""

from dataclasses import replace
from datetime import date

import pytest

from rules.decide import ActionRefused, decide
from rules.delegation import StandIn
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.vocabulary import INSPECTED_BESIDE, R
from tests.procedures.desk import Desk, asked, person, samples
from tests.procedures.penalties import NO_LEGAL, investigated, lapsed, proposed, refused, told

WITH_GROUND = NO_LEGAL | {next(iter(words.LEGAL_ANSWERS.values())): True}
OTHER_HEAD = person(R.BUREAU_HEAD, "P2")


def reported() -> Desk:
    desk = Desk("detention", "preparation", detention_alone=True)
    desk.does("submit_report", detention_ground="evasion")
    return desk


def test_the_second_author_of_a_report_does_not_approve_it() -> None:
    desk = reported()

    with pytest.raises(ActionRefused, match=r"共同办理人.*853号.*第10条"):
        desk.does("approve_detention", OTHER_HEAD)

    assert desk.does("approve_detention").to_stage == "sending"


def test_who_stands_in_for_the_second_author_does_not_approve_it() -> None:
    desk = reported()
    act = desk.act("approve_detention")
    held = StandIn("P2", "JZ1", date(2026, 9, 1), date(2026, 9, 30))

    with pytest.raises(ActionRefused, match="代理关系"):
        decide(
            replace(desk.view(), stand_ins=(held,)), act.key, person(R.BUREAU_HEAD, "JZ1"),
            samples(act), seq=1,
        )  # fmt: skip


def test_the_second_officer_of_an_urgent_seizure_does_not_approve_it() -> None:
    desk = Desk("seizure", "approval")
    desk.does("act_urgently")

    with pytest.raises(ActionRefused, match=r"共同办理人.*行政强制法 第19条"):
        desk.does("approve_afterwards", OTHER_HEAD, major_case=False)


def test_the_head_who_proposed_an_urgent_seizure_does_not_approve_it_afterwards() -> None:
    desk = Desk("seizure", "approval", facts={"proposed_by": "JZ9"})
    desk.does("act_urgently")

    with pytest.raises(ActionRefused, match=r"提请了本项措施.*第18条第1项"):
        desk.does("approve_afterwards", person(R.BUREAU_HEAD, "JZ9"), major_case=False)

    assert desk.does("approve_afterwards", major_case=False).to_stage == "in_force"


PROPOSED: dict[str, FactValue] = {
    "proposed_by": "Z01", "proposed_on": "2026-09-02", "told_months": 1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("procedure", "stage", "act"),
    [("seizure", "approval", "approve_seizure"), ("preservation", "approval", "consent_by_message"),
     ("preservation", "approval", "approve_preservation"),
     ("production_order", "decision", "order_restriction")],
)  # fmt: skip
@pytest.mark.parametrize("pair", [("Z01", "JZ1"), ("JZ1", "Z01")])
def test_who_stood_in_for_the_proposer_since_the_proposal_does_not_approve_it(
    procedure: str, stage: str, act: str, pair: tuple[str, str]
) -> None:
    kinds = frozenset({"restriction"} if procedure == "production_order" else ())
    desk = Desk(procedure, stage, kinds, facts=dict(PROPOSED))
    found = desk.act(act)
    if found.answers:
        desk.asks = asked(found.answers, "propose_order")
    held = StandIn(*pair, date(2026, 9, 2), date(2026, 9, 3))
    ended = replace(held, from_on=date(2026, 8, 3), until_on=date(2026, 9, 1))
    plain: dict[str, FactValue] = {"major_case": False, "restriction_months": 1}
    said = samples(found) | {key: plain[key] for key in plain.keys() & set(found.fact_needs)}
    head = person(R.BUREAU_HEAD, "JZ1")

    with pytest.raises(ActionRefused, match=r"代理关系.*第18条第1项"):
        decide(replace(desk.view(), stand_ins=(held,)), act, head, said, seq=1)

    assert decide(replace(desk.view(), stand_ins=(ended,)), act, head, said, seq=1)


def test_who_inspected_in_the_violation_does_not_review_the_penalty() -> None:
    desk = investigated()
    desk.doers[INSPECTED_BESIDE] = frozenset({"K9"})

    refused_by(desk, "pass_review", R.SECTION_HEAD)

    assert desk.does("pass_review").to_stage == "advance_notice"


def test_who_inspected_in_the_violation_neither_hears_nor_votes_nor_decides() -> None:
    heard = told()
    heard.does("request_hearing")
    heard.doers[INSPECTED_BESIDE] = frozenset({"P3"})
    refused(heard, "notify_hearing", "第64条第4项", hearing_on="2026-09-22",
            served_on="2026-09-08", service_method="direct", hearing_panel=["P3"])  # fmt: skip
    vetted = lapsed(told())
    vetted.does("submit_legal_review", **WITH_GROUND)
    vetted.doers[INSPECTED_BESIDE] = frozenset({"K9"})
    refused_by(vetted, "pass_legal_review", R.LEGAL_REVIEWER)
    ready = proposed()
    ready.doers[INSPECTED_BESIDE] = frozenset({"K9"})

    refused_by(ready, "penalize", R.BUREAU_HEAD)


def refused_by(desk: Desk, key: str, role: R) -> None:
    """See an act refused to the inspector K9."""
    with pytest.raises(ActionRefused, match="须由他人办理"):
        desk.does(key, person(role, "K9"))


@pytest.mark.parametrize(
    "done",
    ["draft_notice", "tell_results", "commission_monitoring", "receive_appraisal", "review_plea"],
)
def test_who_took_any_part_in_the_inquiry_neither_reviews_nor_decides(done: str) -> None:
    vetted = lapsed(told())
    vetted.does("submit_legal_review", **WITH_GROUND)
    vetted.doers[done] = frozenset({"K9"})
    refused_by(vetted, "pass_legal_review", R.LEGAL_REVIEWER)
    ready = proposed()
    ready.doers[done] = frozenset({"K9"})

    refused_by(ready, "penalize", R.BUREAU_HEAD)


def test_the_handler_of_a_penalty_does_not_decide_it() -> None:
    desk = proposed()
    act = desk.act("penalize")
    mine = replace(desk.view(), assignee="JZ1")

    with pytest.raises(ActionRefused, match="本案承办人"):
        decide(mine, "penalize", person(R.BUREAU_HEAD, "JZ1"), samples(act), seq=1)
    other = decide(mine, "penalize", person(R.BUREAU_HEAD, "JZ2"), samples(act), seq=1)
    assert other.to_stage == "service"


@pytest.mark.parametrize(
    ("procedure", "stage", "act", "kinds"),
    [("seizure", "approval", "approve_seizure", ()),
     ("preservation", "approval", "consent_by_message", ()),
     ("production_order", "decision", "order_restriction", ("restriction",))],
)  # fmt: skip
def test_a_measure_whose_proposer_nobody_knows_is_not_approved(
    procedure: str, stage: str, act: str, kinds: tuple[str, ...]
) -> None:
    desk = Desk(procedure, stage, frozenset(kinds), facts={"proposed_by": "", "told_months": 1})
    desk.asks = asked("order", "propose_order") if procedure == "production_order" else {}
    said: dict[str, FactValue] = {"major_case": False} if procedure == "seizure" else {}

    with pytest.raises(ActionRefused, match=r"提请人不明.*第18条第1项.*另行提请"):
        desk.does(act, **said)
