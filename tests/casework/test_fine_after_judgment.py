"""What a court has punished is not fined again: a penalty sees its transfers, ended ones too."""

import pytest

from casework.links import open_linked
from casework.verify import verify
from models.session import Database
from rules.case_view import ActionRefused
from rules.vocabulary import Relation
from tests.casework.bureau import CALENDAR
from tests.casework.district_at_work import District
from tests.casework.penalties_at_work import decided, investigated, told
from tests.casework.test_transfer_family import (
    accepted,
    approved,
    declined,
    filed,
    handed_over,
    sent,
    verified,
    with_justice,
)


def judged(world: District, transfer: str, fine: int = 0) -> None:
    """Take a transfer through police and procuratorate to its judgment."""
    day = world.now.date().isoformat()
    approved(world, transfer)
    sent(world, transfer)
    accepted(world, transfer)
    world.act(transfer, "file_criminal_case", "GA01", justice_decided_on=day)
    world.act(transfer, "notify_filed", "GA01", justice_paper_no="立1号", notice_received_on=day)
    world.act(transfer, "hand_over_items", "ZF01", items_involved="无", handed_on=day)
    world.act(transfer, "send_to_prosecution", "GA01", justice_paper_no="诉意1号")
    world.act(transfer, "prosecute", "JCY01", justice_paper_no="诉1号", justice_decided_on=day)
    world.act(
        transfer, "judge_guilty", "FY01", criminal_judgment_no="刑1号",
        criminal_judgment_on=day, criminal_fine=fine,
    )  # fmt: skip


def over(world: District, transfer: str, aftermath: str) -> None:
    """Close a transfer that was answered."""
    world.act(transfer, "enter_platform", "ZF01", platform_receipt="LJ-1")
    world.act(transfer, "ask_close", "ZF01", aftermath=aftermath, reason="依法处理")
    world.act(transfer, "close", "JZ01")
    assert world.case(transfer).closed_at is not None


def to_the_decision(world: District, penalty: str) -> None:
    """Take a penalty to where the head decides a fine of 7,100 yuan, and let the head decide."""
    investigated(world, penalty, conduct_from="2026-02-01")
    told(world, penalty, world.now.date().isoformat())
    world.on("2026-03-12")
    decided(world, penalty)


def sound(world: District) -> None:
    """See that the chain, its facts and its clocks agree."""
    with world.db.reading() as session:
        assert verify(session, CALENDAR).flaws == ()


@pytest.mark.parametrize("fine", [0, 5_000_000])
def test_a_penalty_filed_after_its_transfer_was_judged_and_closed_imposes_no_fine(
    db: Database, fine: int
) -> None:
    world = with_justice(db)
    violation = verified(world)
    transfer = handed_over(world, violation)
    judged(world, transfer, fine)
    over(world, transfer, "none")
    penalty = filed(world, violation)

    assert world.view_of(penalty).links == (), "the transfer is over: nobody linked them"
    with pytest.raises(ActionRefused, match=r"第1058条.*第35条|第35条第2款.*第1058条"):
        to_the_decision(world, penalty)

    assert world.case(penalty).stage == "decision"
    sound(world)


def test_a_transfer_linked_after_the_penalty_was_filed_bars_the_fine_when_it_is_judged(
    db: Database,
) -> None:
    world = with_justice(db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = world.open(
        "transfer", "JCY01", permit=False, concerned_case=penalty, prosecutor_opinion_no="检意1号",
        prosecutor_opinion_on=world.now.date().isoformat(),
    )  # fmt: skip
    judged(world, transfer, 5_000_000)
    over(world, transfer, "offset")

    with pytest.raises(ActionRefused, match=r"第35条第2款.*第1058条"):
        to_the_decision(world, penalty)

    sound(world)


def test_a_second_penalty_of_the_violation_sees_the_judgment_of_the_firsts_transfer(
    db: Database,
) -> None:
    world = with_justice(db)
    violation = verified(world)
    first = filed(world, violation)
    judged(world, handed_over(world, first))
    payload = {
        "procedure": "penalty", "relation": str(Relation.PENALTY), "kinds": ["ordinary"],
        "carries": {"filed_on": "2026-03-02"},
    }  # fmt: skip
    with db.writing("test_second_penalty") as session:
        opened = open_linked(
            session, violation, "duty:second", payload, now=world.now, calendar=CALENDAR
        )
    world.settle()
    second = str(opened["case_no"])

    with pytest.raises(ActionRefused, match=r"第1058条.*第35条"):
        to_the_decision(world, second)

    assert "record_judgment" not in world.events(second)


def test_a_transfer_that_came_to_nothing_lets_a_later_penalty_fine(db: Database) -> None:
    world = with_justice(db)
    violation = verified(world)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    accepted(world, transfer)
    declined(world, transfer)
    world.act(transfer, "propose_response", "ZF01", response="accept", reason="同意公安机关意见")
    world.act(transfer, "accept_declined", "JZ01")
    world.act(transfer, "receive_returned_file", "ZF01", evidence=["案卷.pdf"])
    over(world, transfer, "file_penalty")
    penalty = filed(world, violation)

    to_the_decision(world, penalty)

    assert world.case(penalty).stage == "service"


ENDS = [("ask_withdraw_filing", "withdraw_filing", {}),
        ("ask_terminate", "terminate_investigation", {"termination_ground": "other"})]  # fmt: skip


@pytest.mark.parametrize(("asked", "agreed", "said"), ENDS)
def test_a_transfer_that_was_not_sent_yet_does_not_hold_the_end_of_a_penalty_up(
    sqlite_db: Database, asked: str, agreed: str, said: dict[str, str]
) -> None:
    world = with_justice(sqlite_db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    world.act(penalty, asked, "ZF01", reason="证据不足", **said)

    world.act(penalty, agreed, "JZ01")
    sent(world, transfer)

    assert world.case(penalty).stage in ("closed", "closing")
    assert world.case(transfer).stage == "reception"
    sound(world)


def test_a_transfer_that_was_refused_does_not_hold_the_end_of_a_penalty_up(
    sqlite_db: Database,
) -> None:
    world = with_justice(sqlite_db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer, "refuse_transfer")
    world.act(penalty, "ask_withdraw_filing", "ZF01", reason="证据不足")

    world.act(penalty, "withdraw_filing", "JZ01")

    assert world.case(penalty).closed_at is not None


@pytest.mark.parametrize(("asked", "agreed", "said"), ENDS)
def test_a_transfer_that_the_police_hold_bars_the_end_of_a_penalty(
    sqlite_db: Database, asked: str, agreed: str, said: dict[str, str]
) -> None:
    world = with_justice(sqlite_db)
    violation = verified(world)
    penalty = filed(world, violation)
    transfer = handed_over(world, violation)
    approved(world, transfer)
    sent(world, transfer)
    world.act(penalty, asked, "ZF01", reason="证据不足", **said)

    with pytest.raises(ActionRefused, match=f"{transfer}已移送公安机关.*第16条"):
        world.act(penalty, agreed, "JZ01")
    accepted(world, transfer)
    declined(world, transfer)

    assert world.act(penalty, agreed, "JZ01").stage in ("closed", "closing")
