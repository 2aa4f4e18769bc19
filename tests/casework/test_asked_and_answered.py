"""An approval approves what was asked: another content is asked anew."""

import pytest

from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import CONDUCT
from tests.casework.district_at_work import District
from tests.casework.test_transfer_family import verified, with_justice

ASKED = {**CONDUCT, "conduct": "逾期未报执行报告"}
OTHER = {**CONDUCT, "conduct": "私设暗管排放"}


def asked_and_established(world: District) -> str:
    """Ask to file one conduct, then establish another while the request waits."""
    case = verified(world)
    world.act(case, "ask_file_case", "ZF01", conduct=ASKED["conduct"], filing_conditions=True)
    world.act(case, "establish", "ZF01", **OTHER)
    return case


def test_a_filing_asked_for_one_conduct_opens_no_penalty_on_another(db: Database) -> None:
    world = with_justice(db)
    case = asked_and_established(world)
    with pytest.raises(
        ActionRefused, match=r"“违法行为（案由）”已经改动.*第54条.*重新提出“提请立案”"
    ):
        world.act(case, "file_case", "JZ01")
    assert not world.all("penalty")


def test_it_is_asked_anew_and_filed_as_asked(db: Database) -> None:
    world = with_justice(db)
    case = asked_and_established(world)
    world.act(case, "ask_file_case", "ZF01", conduct=OTHER["conduct"], filing_conditions=True)
    world.act(case, "file_case", "JZ01")
    assert world.case(world.newest("penalty")).facts["conduct"] == OTHER["conduct"]


def test_what_was_changed_may_still_be_sent_back(db: Database) -> None:
    world = with_justice(db)
    case = asked_and_established(world)
    world.act(case, "return_filing", "JZ01", reason="违法行为认定有变")
    assert not world.case(case).asks


def test_what_was_said_again_the_same_is_approved(db: Database) -> None:
    world = with_justice(db)
    case = verified(world)
    world.act(case, "ask_file_case", "ZF01", conduct=CONDUCT["conduct"], filing_conditions=True)
    world.act(case, "establish", "ZF01", **CONDUCT)
    world.act(case, "file_case", "JZ01")
    assert world.all("penalty")


def test_what_was_fined_on_the_spot_is_not_filed_on_an_earlier_request(db: Database) -> None:
    world = with_justice(db)
    case = verified(world)
    world.act(case, "ask_file_case", "ZF01", conduct=CONDUCT["conduct"], filing_conditions=True)
    world.act(
        case, "open_summary", "ZF01", handlers=["ZF01", "ZF02"], spot_ground="organisation",
        conduct=CONDUCT["conduct"], articles_violated=CONDUCT["articles_violated"],
    )  # fmt: skip
    with pytest.raises(ActionRefused, match=r"第29条.*请在处罚案件中办理"):
        world.act(case, "file_case", "JZ01")
    assert len(world.all("penalty")) == 1
