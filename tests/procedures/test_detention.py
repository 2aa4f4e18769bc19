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
