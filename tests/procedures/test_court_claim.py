"""The court is asked for what the penalty still owes, and for no other sum."""

import pytest

from rules.decide import KinView
from rules.facts import FactValue
from tests.procedures.desk import Desk
from tests.procedures.penalties import refused
from tests.procedures.test_court_enforcement import LODGED, applying

OWED: dict[str, FactValue] = {
    "penalty_decision_no": "罚1号", "fine_amount": 100_000, "confiscated_amount": 0,
    "pay_by": "2026-08-30", "paid_total": 0,
}  # fmt: skip


def claiming(**said: FactValue) -> Desk:
    """Answer an application over a fine of 1,000 yuan that is ten days late, or else as said."""
    desk = applying(penalty_decision_no="罚1号")
    desk.kin = (penalty("罚1号", **said), penalty("罚2号", fine_amount=900_000))
    return desk


def penalty(number: str, **said: FactValue) -> KinView:
    facts = OWED | {"penalty_decision_no": number} | said
    return KinView(f"CF-{number}", "penalty", True, frozenset(), facts, "enforcement")


def test_the_claim_lies_between_the_unpaid_fine_and_its_surcharge_of_today() -> None:
    # Ten days at three per cent: 300 yuan.
    for wrong in (99_999, 130_001, 5_000_000):
        refused(claiming(), "draft_application", r"最多 1,300元.*行政强制法 第45条第2款、第55条",
                claim_amount=wrong)  # fmt: skip
    for right in (100_000, 130_000):
        assert claiming().does("draft_application", claim_amount=right)


def test_the_surcharge_never_exceeds_the_fine_and_what_is_paid_is_not_claimed() -> None:
    old = claiming(pay_by="2026-01-05", paid_total=40_000)

    refused(old, "draft_application", "罚没款 600元.*最多", claim_amount=160_001)

    assert old.does("draft_application", claim_amount=60_000)


@pytest.mark.parametrize("last", ["sign_application", "submit_application"])
def test_what_was_paid_before_the_signature_or_the_court_is_drafted_anew(last: str) -> None:
    desk = claiming()
    desk.does("draft_application", claim_amount=130_000)
    if last == "submit_application":
        desk.does("sign_application")
    desk.kin = (penalty("罚1号", paid_total=50_000),)

    refused(desk, last, "已签发的先“退回", **(LODGED if last.startswith("submit") else {}))

    desk.does("redraft_application" if "lodging" in desk.asks else "return_application")
    desk.does("draft_application", claim_amount=50_000)
    desk.does("sign_application")
    assert desk.does("submit_application", **LODGED).to_stage == "acceptance"


def test_an_order_without_money_is_claimed_with_none() -> None:
    desk = claiming(fine_amount=0)

    refused(desk, "draft_application", "最多 0元", claim_amount=1)

    assert desk.does("draft_application", claim_amount=0)
