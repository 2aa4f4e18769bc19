"""Who takes a request for a hearing back, in which capacity, when and by which paper."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.case_view import ActionRefused
from rules.decide import decide
from rules.facts import FactsWrong, FactValue
from rules.vocabulary import R
from tests.procedures.desk import NOW, SERVED, Desk, person, samples
from tests.procedures.penalties import told

NOTIFIED: dict[str, FactValue] = {**SERVED, "hearing_on": "2026-09-30"}
PAPER: dict[str, FactValue] = {
    "filing_day": "2026-09-29", "filed_by": "张三（经理）", "filing_capacity": "head",
    "filing_file": ["撤回申请.pdf"], "filing_received_on": "2026-09-30",
}  # fmt: skip


def penalty() -> Desk:
    """Answer a penalty whose party asked for a hearing."""
    desk = told()
    desk.does("request_hearing")
    return desk


def order() -> Desk:
    """Answer a restriction of production whose party asked for a hearing."""
    return Desk("production_order", "hearing", frozenset({"restriction"}))


pytestmark = pytest.mark.parametrize("begun", [penalty, order])


def test_it_is_the_party_itself_or_somebody_with_a_special_authority(begun) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()

    for capacity in ("agent", "other"):
        with pytest.raises(ActionRefused, match=r"特别授权.*第64条第1项"):
            desk.does("withdraw_hearing", hearing_withdrawn_as=capacity)
    for missing in ("hearing_withdrawn_by", "hearing_withdrawn_on", "hearing_withdrawal_file"):
        with pytest.raises(FactsWrong, match="缺少"):
            desk.does("withdraw_hearing", **{missing: ""})
    said = {"hearing_withdrawn_as": "agent", "hearing_withdrawal_authority": "授权1号"}

    assert desk.does("withdraw_hearing", **said).to_stage == "plea_review"


def test_it_is_neither_before_the_request_nor_ahead(begun) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    act, party = desk.act("withdraw_hearing"), person(R.ENTERPRISE)
    view = replace(desk.view(), stage_since=NOW)

    for day, why in (("2026-09-08", "早于申请听证之日"), ("2026-09-10", "在今天之后")):
        with pytest.raises(ActionRefused, match=why):
            decide(view, act.key, party, samples(act, hearing_withdrawn_on=day), seq=1)

    assert decide(view, act.key, party, samples(act, hearing_withdrawn_on="2026-09-09"), seq=1)


def test_it_comes_before_the_day_of_the_hearing_whatever_its_paper_says(begun) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    desk.does("notify_hearing", **NOTIFIED)
    desk.now = NOW + timedelta(days=21)
    with pytest.raises(ActionRefused, match="听证定于 2026-09-30 举行"):
        desk.does("withdraw_hearing", hearing_withdrawn_on="2026-09-29")
    desk.now = NOW + timedelta(days=20)

    assert desk.does("withdraw_hearing", hearing_withdrawn_on="2026-09-29")


def test_a_posted_paper_counts_from_the_day_it_came_in(begun) -> None:  # type: ignore[no-untyped-def]
    desk: Desk = begun()
    desk.does("notify_hearing", **NOTIFIED)
    desk.now = NOW + timedelta(days=21)
    act, clerk = desk.act("withdraw_hearing"), person(R.RECEPTIONIST, "CK1")
    said = samples(act, hearing_withdrawn_on="2026-09-29") | PAPER

    with pytest.raises(ActionRefused, match="2026-09-30 收到的撤回申请"):
        decide(desk.view(), act.key, clerk, said, seq=1)

    by_hand = {key: each for key, each in said.items() if key != "filing_received_on"}
    assert decide(desk.view(), act.key, clerk, by_hand, seq=1)
