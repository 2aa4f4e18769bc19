"""What is owed stays owed: no close over it, no day moved, no surcharge waived by one hand."""

from rules.case_view import LinkView
from rules.facts import FactValue
from tests.procedures.penalties import FINE, on_day, overdue, refused, served

OTHER: dict[str, FactValue] = {"close_ground": "other", "supervised_case": False}
PERFORMED: dict[str, FactValue] = {"close_ground": "performed", "supervised_case": False}


def test_an_unpaid_case_is_not_closed_as_other() -> None:
    desk = served()
    desk.does("publish_decision", penalty_published_on="2026-09-09")

    refused(desk, "ask_close", "尚欠罚没款 27.7万元.*第77条", **OTHER)
    assert desk.does("ask_close", **OTHER, written_off="ended")
    assert desk.does("close").outcome == "closed"


def test_a_case_the_court_refused_may_be_closed_as_other() -> None:
    desk = served()
    desk.does("publish_decision", penalty_published_on="2026-09-09")
    desk.stage = "enforcement"
    desk.does("record_court_refused")

    assert desk.does("ask_close", **OTHER)


def test_performed_wants_the_correction_closed_too() -> None:
    desk = served()
    desk.does("publish_decision", penalty_published_on="2026-09-09")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-09-09")
    desk.does("record_performed", performed_on="2026-09-09")
    correction = LinkView("WF-2026-0001", "violation", "penalty", open=True, outcome="")
    desk.links = (correction,)

    refused(desk, "ask_close", "未销号", **PERFORMED)
    desk.links = ()
    assert desk.does("ask_close", **PERFORMED)


def test_a_payment_dated_back_wants_the_banks_slip() -> None:
    desk = on_day(overdue(), "2026-10-08")
    paid: dict[str, FactValue] = {"paid_amount": FINE, "paid_on": "2026-09-20"}

    refused(desk, "record_instalment", "银行回单", **paid)
    assert desk.does("record_instalment", **paid, payment_slip=["回单.pdf"])


def test_performance_is_not_dated_before_the_last_payment() -> None:
    desk = on_day(overdue(), "2026-10-08")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-10-08")

    refused(desk, "record_performed", "早于最后一次缴款", performed_on="2026-09-28")


def test_a_surcharge_is_waived_by_agreement_and_by_the_head() -> None:
    desk = on_day(overdue(), "2026-10-08")
    desk.does("publish_decision", penalty_published_on="2026-10-08")
    desk.does("record_instalment", paid_amount=FINE, paid_on="2026-10-08")
    refused(desk, "record_performed", "须有执行协议", performed_on="2026-10-08",
            surcharge_waived="困难")  # fmt: skip
    desk.does("record_performed", performed_on="2026-10-08", surcharge_waived="补救",
              enforcement_agreement=["协议.pdf"])  # fmt: skip
    desk.does("ask_close", **PERFORMED)

    refused(desk, "close", "同意减免加处罚款")
    refused(desk, "close", "同意减免加处罚款", waiver_approved=False)
    assert desk.does("close", waiver_approved=True).outcome == "closed"
