"""What the bank and the court pay in counts once, for one decision or for its part of several."""

import pytest

from casework.act import take_action
from casework.people import person
from models import Officer, Recusal
from models.session import Database
from rules.decide import ActionRefused
from rules.facts import FactValue
from tests.casework.bureau import CALENDAR, service
from tests.casework.district_at_work import District
from tests.casework.penalties_at_work import decided, investigated
from tests.casework.test_the_penalty import at_work, filed, served
from tests.casework.test_transfer_family import JUSTICE

DAY = "2027-01-30"
FINE = 710_000


def before_the_court(db: Database) -> tuple[District, str, str]:
    """Take an unpaid penalty to the ruling that it is enforced."""
    world, case = at_work(db)
    with db.writing("test_justice") as session:
        session.add_all(Officer(id=each, name=name, roles=[role]) for each, name, role in JUSTICE)
    served(world, case)
    world.on("2026-08-24")
    world.act(case, "draft_urging", "ZF01", opinion="逾期未缴")
    world.act(case, "sign_urging", "JZ01")
    world.act(case, "serve_urging", "ZF01", **service("催1号", "2026-08-24"))
    world.on(DAY)
    world.act(case, "ask_court", "ZF01", opinion="申请执行")
    world.act(case, "apply_court", "JZ01")
    court = world.newest("court_enforcement")
    world.act(
        court, "draft_application", "ZF01", claim_amount=2 * FINE, party_opinion="无",
        enforcement_subject="罚款",
    )  # fmt: skip
    world.act(court, "sign_application", "JZ01")
    world.act(court, "submit_application", "ZF01", court_name="法院", lodged_on=DAY)
    world.act(court, "accept_application", "FY01", court_case_no="行审1", court_accepted_on=DAY)
    world.act(court, "rule_to_enforce", "FY01", court_ruling_no="裁1", ruled_on=DAY)
    return world, case, court


def collected(world: District, court: str, fen: int, number: str, day: str = DAY) -> None:
    """Record a collection and let nothing be told of it yet."""
    facts: dict[str, FactValue] = {
        "collected_amount": fen, "collected_on": day, "payment_no": number,
    }  # fmt: skip
    with world.db.writing("test_act") as session:
        take_action(
            session, court, "record_collection", person(session, "ZF01"), facts,
            now=world.now, calendar=CALENDAR,
        )  # fmt: skip


def test_two_collections_before_either_is_told_both_reach_the_penalty(db: Database) -> None:
    world, case, court = before_the_court(db)
    collected(world, court, 10_000, "执1号")
    collected(world, court, 50_000, "执2号")
    world.settle()
    known = world.case(case).facts
    assert known["paid_total"] == 60_000
    assert known["payments_made"] == f"{DAY}/10000;{DAY}/50000"


def test_a_collection_counts_once_within_what_is_owed_and_after_the_acceptance(
    db: Database,
) -> None:
    world, case, court = before_the_court(db)
    collected(world, court, FINE, "执1号")
    for fen, number, day, why in (
        (50_000, "执 1号", DAY, "一张凭证只计一次.*第67条"),
        (FINE + 1, "执2号", DAY, "超过尚欠的 7,100元.*第60条第4款"),
        (10**14, "执2号", DAY, "超过尚欠的"),
        (0, "执2号", DAY, "大于零.*第60条第4款"),
        (1, "执2号", "2025-01-01", "早于法院受理日期.*第56条"),
        (1, "执2号", "2027-01-31", "今天之后.*第60条第4款"),
    ):
        with pytest.raises(ActionRefused, match=why):
            collected(world, court, fen, number, day)
    world.settle()
    collected(world, court, FINE, "执2号")
    world.settle()
    assert world.case(case).facts["paid_total"] == 2 * FINE


def two_decided(db: Database) -> tuple[District, str, str]:
    """Take two penalties of one party to the service of their decisions."""
    world, first = at_work(db)
    served(world, first)
    world.on("2026-07-29")
    second = filed(world)
    investigated(world, second)
    world.act(second, "draft_notice", "ZF01", hearing_offered=False)
    world.act(second, "sign_notice", "JZ01")
    world.act(second, "serve_notice", "ZF01", **service("罚告2号", "2026-07-29"))
    world.on("2026-08-06")
    decided(world, second, "虚罚〔2026〕2号")
    world.act(second, "serve_decision", "ZF01", **service("虚罚〔2026〕2号", "2026-08-06"))
    return world, first, second


def pays(world: District, case: str, number: str, **said: FactValue) -> None:
    facts = {"paid_amount": FINE, "paid_on": "2026-08-06", "payment_no": number} | said
    world.act(case, "record_instalment", "ZF01", **facts)


def test_one_voucher_does_not_pay_two_fines(db: Database) -> None:
    world, first, second = two_decided(db)
    pays(world, first, "银行回单8888")
    with pytest.raises(ActionRefused, match=f"已由案件{first}登记.*第67条.*凭证载明的总额"):
        pays(world, second, "银行回单 ８８８８")
    with world.db.writing("test_kept_out") as session:
        found = world.case(first).id
        session.add(Recusal(case_id=found, officer_id="ZF01", reason="利害", created_at=world.now))
    with pytest.raises(ActionRefused, match="已由本局另一案件登记"):
        pays(world, second, "银行回单8888")
    pays(world, second, "银行回单88")


def test_a_voucher_for_several_decisions_states_its_total_and_is_counted_within_it(
    db: Database,
) -> None:
    world, first, second = two_decided(db)
    total = 2 * FINE - 1
    slip: dict[str, FactValue] = {"voucher_total": total, "payment_slip": ["回单.pdf"]}
    pays(world, first, "总1号", **slip)
    for said, why in (
        ({"voucher_total": total}, "银行回单"),
        (slip | {"voucher_total": total + 5}, "总额与本次填写的"),
        (slip, "至多再计 7,099.99元"),
    ):
        with pytest.raises(ActionRefused, match=why):
            pays(world, second, "总1号", **said)
    pays(world, second, "总1号", **slip, paid_amount=FINE - 1)
    assert world.case(second).facts["paid_total"] == FINE - 1
