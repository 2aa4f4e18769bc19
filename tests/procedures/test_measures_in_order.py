"""Measures follow their approval, justice gets what was found, and nothing ends meanwhile."""

from dataclasses import replace
from datetime import datetime

import pytest

from rules.case_view import ActionRefused, LinkView
from rules.decide import decide
from rules.vocabulary import R
from tests.procedures.desk import Desk, person, samples
from tests.procedures.penalties import FINE, filed, proposed, refused, served
from tests.procedures.test_transfer import NO

NOW_SENT = "2026-09-08T08:00:00+08:00"
EARLY = "2026-01-05T09:00:00+08:00"
YES = {**NO, "crime_tampering": "是：在线监测数据被篡改"}
OPEN = (LinkView("YS-2026-0001", "transfer", "transfer", True, ""),)


def test_nothing_is_seized_before_its_approval() -> None:
    desk = Desk("seizure", "approval")
    desk.does("approve_seizure", major_case=False)

    refused(desk, "execute_seizure", r"早于批准或者同意之日.*行政强制法 第18条",
            seized_at=EARLY)  # fmt: skip

    assert desk.does("execute_seizure").to_stage == "in_force"


@pytest.mark.parametrize("consent", ["approve_preservation", "consent_by_message"])
def test_nothing_is_preserved_before_its_approval(consent: str) -> None:
    desk = Desk("preservation", "approval")
    desk.does(consent)

    refused(desk, "preserve", r"早于批准或者同意之日.*行政处罚法 第56条", preserved_at=EARLY)

    assert desk.does("preserve").to_stage == "held"


def verified() -> Desk:
    desk = Desk("transfer", "verification", facts={"team": ["P1", "P2"]})
    desk.does("answer_threshold", **YES)
    return desk


def test_a_yes_to_the_criminal_reading_is_not_overwritten() -> None:
    desk = verified()

    refused(desk, "answer_threshold", r"不得自行改为未达到.*第11条第1款.*退回核实", **NO)

    assert desk.does("answer_threshold", **YES)


def test_what_the_head_sent_back_is_answered_anew() -> None:
    desk = verified()
    desk.does("submit_report")
    desk.does("return_report", person(R.BUREAU_HEAD, "JZ1"))

    assert desk.does("answer_threshold", **NO)


def test_a_refusal_says_more_than_the_items() -> None:
    desk = verified()
    desk.does("submit_report", report_proposes="not_transfer")
    said = refused_reason(desk, "请逐项写明")
    items = said.split("达到")[1].split("，")[0]

    assert "只列了条款" in refused_reason(desk, items)
    assert desk.does("refuse_transfer", reason=f"{items}：数据异常系设备故障所致")


def refused_reason(desk: Desk, reason: str) -> str:
    """Answer why the head may not refuse a transfer for this reason."""
    with pytest.raises(ActionRefused) as told:
        desk.does("refuse_transfer", reason=reason)
    return str(told.value)


def test_the_police_get_nothing_before_the_approval() -> None:
    desk = Desk("transfer", "sending")
    since = datetime.fromisoformat("2026-09-08T09:00:00+08:00")
    view, act = replace(desk.view(), stage_since=since), desk.act("send_to_police")
    officer = person(R.ENFORCER, "P1")

    with pytest.raises(ActionRefused, match=r"早于批准移送之日.*第5条第2款"):
        decide(view, act.key, officer, samples(act, sent_at=EARLY), seq=1)

    assert (
        decide(view, act.key, officer, samples(act, sent_at=NOW_SENT), seq=1).to_stage
        == "reception"
    )


def test_no_penalty_is_withdrawn_terminated_or_closed_during_a_transfer() -> None:
    withdrawn = proposed()
    withdrawn.does("ask_withdraw_filing")
    withdrawn.links = OPEN
    ended = filed()
    ended.does("ask_terminate")
    ended.links = OPEN
    paid = served()
    paid.does("record_instalment", paid_amount=FINE, paid_on="2026-09-09")
    paid.does("record_performed", performed_on="2026-09-09")
    paid.does("publish_decision", penalty_published_on="2026-09-09")
    paid.links = OPEN
    for each in (withdrawn, ended, paid):
        each.does("pause_for_transfer")

    refused(withdrawn, "withdraw_filing", "第16条")
    refused(ended, "terminate_investigation", "第16条")
    with pytest.raises(ActionRefused, match="YS-2026-0001已移送公安机关"):
        paid.does("ask_close", close_ground="performed", supervised_case=False)
