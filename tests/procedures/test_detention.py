"""Detention comes after the penalty, for what is no crime, and the police decide on it."""

import pytest

from rules.decide import ActionRefused, KinView
from rules.facts import FactValue
from rules.procedures.detention import DETENTION
from rules.vocabulary import Audience, R
from tests.procedures.desk import SERVED, Desk, person, started, verbs
from tests.procedures.penalties import served


def penalty(**known: FactValue) -> KinView:
    return KinView("CF-2026-0001", "penalty", True, frozenset(), known)


SERVED_FINE = {"penalty_decision_no": "沪示环罚〔2026〕1号", "decision_served_on": "2026-09-01"}


def after_the_fine() -> Desk:
    """Answer a detention that is prepared after its penalty was served."""
    return Desk("detention", "preparation", kin=(penalty(**SERVED_FINE),))


def sent() -> Desk:
    desk = after_the_fine()
    desk.does("submit_report", detention_ground="evasion")
    desk.does("approve_detention")
    desk.does("send_to_police")
    return desk


def received() -> Desk:
    desk = sent()
    desk.does("acknowledge")
    return desk


def test_a_detention_goes_from_the_report_to_its_closing() -> None:
    desk = received()

    decided = desk.does("detain", detention_days=5)
    copied = desk.does("copy_decision")
    desk.does("ask_close")

    assert verbs(decided) == {
        ("meet", "JL-SUPP"), ("meet", "JL-RETURN"), ("start", "JL-COPY"),
    }  # fmt: skip
    assert ("meet", "JL-COPY") in verbs(copied)
    assert desk.does("close").outcome == "closed"


def test_a_crime_is_not_answered_with_detention() -> None:
    desk = Desk("detention", "preparation")

    with pytest.raises(ActionRefused, match="不得以行政拘留代替移送"):
        desk.does("submit_report", no_crime=False)


def test_detention_takes_the_number_and_day_of_the_served_penalty_and_none_that_is_typed() -> None:
    desk = Desk("detention", "preparation", kin=(penalty(**SERVED_FINE),))
    with pytest.raises(ActionRefused, match="不收"):
        desk.does("submit_report", penalty_decision_no="自编1号")

    desk.does("submit_report", detention_ground="no_permit")

    assert desk.facts["penalty_decision_no"] == "沪示环罚〔2026〕1号"
    assert desk.facts["penalty_served_on"] == "2026-09-01"


@pytest.mark.parametrize("ground", ["no_permit", "evasion"])
def test_detention_waits_for_the_penalty_that_is_being_decided(ground: str) -> None:
    desk = Desk("detention", "preparation", kin=(penalty(),))

    with pytest.raises(ActionRefused, match="CF-2026-0001尚未送达"):
        desk.does("submit_report", detention_ground=ground)


def test_an_annulled_penalty_carries_no_detention_until_a_new_one_is_served() -> None:
    fined = served()
    fined.does("record_annulled")
    desk = Desk("detention", "preparation")
    desk.kin = (KinView("CF-2026-0001", "penalty", True, frozenset(), fined.facts),)

    with pytest.raises(ActionRefused, match="尚未送达"):
        desk.does("submit_report", detention_ground="no_permit")
    fined.facts |= SERVED_FINE
    fined.stage = "service"
    fined.does("serve_decision", **SERVED)
    desk.kin = (KinView("CF-2026-0001", "penalty", True, frozenset(), fined.facts),)
    assert desk.does("submit_report", detention_ground="no_permit").to_stage == "approval"


GROUNDS = ["no_eia", "no_permit", "pesticide", "evasion", "tampering", "facilities"]


@pytest.mark.parametrize("ground", GROUNDS)
def test_no_ground_leads_to_detention_before_a_penalty_is_served(ground: str) -> None:
    desk = Desk("detention", "preparation")

    with pytest.raises(ActionRefused, match="853号 第2条"):
        desk.does("submit_report", detention_ground=ground)

    desk.kin = (penalty(**SERVED_FINE, decision_annulled=True),)
    with pytest.raises(ActionRefused, match="853号 第2条"):
        desk.does("submit_report", detention_ground=ground)


@pytest.mark.parametrize("ground", ["evasion", "tampering", "facilities"])
def test_a_district_may_read_it_otherwise_and_the_case_says_that_this_is_unverified(
    ground: str,
) -> None:
    desk = Desk("detention", "preparation", detention_alone=True)

    assert desk.does("submit_report", detention_ground=ground).to_stage == "approval"
    assert "待核" in str(desk.facts["detention_without_penalty_why"])
    assert "penalty_decision_no" not in desk.facts


@pytest.mark.parametrize("ground", ["no_eia", "no_permit", "pesticide"])
def test_defiance_of_an_order_wants_a_penalty_in_every_district(ground: str) -> None:
    desk = Desk("detention", "preparation", detention_alone=True)

    with pytest.raises(ActionRefused, match="环境保护法 第63条"):
        desk.does("submit_report", detention_ground=ground)


def test_a_detention_after_its_penalty_says_nothing_of_a_setting() -> None:
    desk = after_the_fine()
    desk.detention_alone = True
    desk.does("submit_report", detention_ground="evasion")

    assert "detention_without_penalty_why" not in desk.facts


def test_the_report_is_approved_by_another_and_sent_in_three_days() -> None:
    desk = after_the_fine()
    desk.does("submit_report", detention_ground="evasion")

    approved = desk.does("approve_detention")

    assert started(approved) == {"JL-SEND"}
    with pytest.raises(ActionRefused, match="复印备查"):
        desk.does("send_to_police", originals_copied=False)
    assert ("meet", "JL-SEND") in verbs(desk.does("send_to_police"))


def test_a_refusal_says_why_and_ends_it() -> None:
    desk = after_the_fine()
    desk.does("submit_report", detention_ground="evasion")

    assert desk.does("refuse_detention").outcome == "not_approved"


def test_the_terms_of_the_police_run_from_their_acceptance() -> None:
    desk = sent()

    for act in ("request_supplement", "detain", "return_case", "turn_criminal"):
        with pytest.raises(ActionRefused, match="公安机关尚未受理"):
            desk.does(act)
    assert started(desk.does("acknowledge")) == {"JL-SUPP", "JL-RETURN"}
    with pytest.raises(ActionRefused, match="不重复受理"):
        desk.does("acknowledge")


def test_more_is_asked_for_and_supplied_or_explained() -> None:
    desk = received()

    asked = desk.does("request_supplement")

    assert ("meet", "JL-SUPP") in verbs(asked)
    assert desk.does("explain_supplement").to_stage == "police_review"


def test_a_returned_case_must_be_closed() -> None:
    desk = received()

    back = desk.does("return_case")

    assert back.to_stage == "closing"
    assert {act.key for act in DETENTION.stage("closing").acts} == {
        "ask_close", "close", "return_close",
    }  # fmt: skip


def test_what_the_police_find_to_be_a_crime_waits_for_a_person_to_open_a_transfer() -> None:
    turned = received().does("turn_criminal")

    assert [each.payload["procedure"] for each in turned.duties if each.kind == "ask_opening"] == [
        "transfer"
    ]


@pytest.mark.parametrize("body", [R.PROCURATORATE, R.COURT, R.ENFORCER])
def test_only_the_police_detain(body: R) -> None:
    desk = received()

    with pytest.raises(ActionRefused, match=r"须由公安机关办理.*853号 第14条"):
        desk.does("detain", by=person(body))


def test_nothing_of_it_reaches_the_enterprise() -> None:
    assert all(stage.audience is not Audience.PARTY for stage in DETENTION.stages)
    for stage in DETENTION.stages:
        for act in stage.acts:
            assert act.audience is not Audience.PARTY, f"{stage.key}.{act.key}"
            assert not act.serve


def beside(stage: str, *acts: str, going: bool = True) -> KinView:
    """Answer the criminal transfer of the same violation."""
    return KinView("YS-2026-0001", "transfer", going, frozenset(acts), {}, stage)


@pytest.mark.parametrize("stage", ["sending", "reception", "ordered_filing", "investigation"])
def test_no_detention_is_approved_or_sent_while_justice_has_the_same_facts(stage: str) -> None:
    desk = after_the_fine()
    desk.does("submit_report", detention_ground="evasion")
    approved = after_the_fine()
    approved.does("submit_report", detention_ground="evasion")
    approved.does("approve_detention")
    with pytest.raises(ActionRefused, match=r"应当在三个工作日内移送.*第12条"):
        approved.does("recall_approval")
    for each in (desk, approved):
        each.kin = (*each.kin, beside(stage))

    with pytest.raises(ActionRefused, match=r"YS-2026-0001.*853号 第2条"):
        desk.does("approve_detention")
    with pytest.raises(ActionRefused, match=r"YS-2026-0001.*853号 第2条"):
        approved.does("send_to_police")

    assert desk.does("refuse_detention").outcome == "not_approved"
    assert approved.does("recall_approval").outcome == "recalled"


def test_after_a_written_refusal_to_file_detention_goes_on() -> None:
    desk = after_the_fine()
    desk.does("submit_report", detention_ground="evasion")
    desk.kin = (*desk.kin, beside("declined", "notify_declined"))

    assert desk.does("approve_detention").to_stage == "sending"


def test_what_a_court_has_punished_is_not_answered_with_detention() -> None:
    desk = after_the_fine()
    desk.does("submit_report", detention_ground="evasion")
    desk.kin = (*desk.kin, beside("closed", "judge_guilty", going=False))

    with pytest.raises(ActionRefused, match="已在案件YS-2026-0001中判处刑罚"):
        desk.does("approve_detention")


@pytest.mark.parametrize("days", [4, 16])
def test_no_detention_is_recorded_that_no_law_allows(days: int) -> None:
    desk = received()

    with pytest.raises(ActionRefused, match=r"5 日以上 15 日以下.*第1102条"):
        desk.does("detain", detention_days=days)
    assert desk.does("detain", detention_days=15).to_stage == "copying"
