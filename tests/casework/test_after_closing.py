"""A penalty that was closed may still be challenged, and what is annulled reaches it."""

import pytest

from casework.credit import standing_of
from casework.verify import verify
from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import CALENDAR
from tests.casework.district_at_work import District
from tests.casework.penalties_at_work import closed, paid
from tests.casework.test_the_penalty import at_work, served


def done(db: Database) -> tuple[District, str]:
    """Answer a penalty that was served on 28 July, paid and closed within days."""
    world, case = at_work(db)
    served(world, case)
    world.on("2026-08-05")
    paid(world, case)
    closed(world, case)
    return world, case


def sued(world: District, case: str) -> str:
    world.act(
        case, "record_litigation", "FZ01", challenged_act="虚罚〔2026〕1号",
        complaint_received_on="2026-12-20", remedy_opened_on="2026-12-18",
        court_name="虚构法院", court_case_no="（2026）虚行初1号",
    )  # fmt: skip
    return world.newest("litigation")


def judged(world: District, suit: str, outcome: str, **facts: object) -> None:
    """Carry a suit to the judgment that nobody appeals."""
    world.act(suit, "draft_answer", "ZF01", answer_text="答辩", evidence=["卷宗.pdf"])
    world.act(suit, "sign_answer", "JZ01")
    world.act(suit, "submit_answer", "FZ01", answered_on="2026-12-21")
    world.on("2027-02-01")
    world.act(
        suit, "record_judgment", "FZ01", remedy_result_no="判1号", judgment_served_on="2027-02-01"
    )
    world.on("2027-02-20")
    world.act(
        suit, outcome, "FZ01", remedy_result_no="判1号", remedy_closed_on="2027-02-16", **facts
    )


def grades(world: District) -> dict[str, str]:
    with world.db.reading() as session:
        found = standing_of(session, world.party_id, world.now.date(), CALENDAR)
    return {"credit": found.credit, "colour": found.eco_code}


def faults(world: District) -> tuple[object, ...]:
    with world.db.reading() as session:
        return tuple(verify(session, CALENDAR).flaws)


def test_the_periods_of_remedy_run_on_in_a_closed_case_and_lapse_there(db: Database) -> None:
    world, case = done(db)
    assert world.clock(case, "REV-APPLY").open
    assert world.clock(case, "LIT-APPLY").open
    closed_at = world.case(case).closed_at

    world.on("2027-01-30")

    row = world.case(case)
    assert {world.clock(case, key).status for key in ("REV-APPLY", "LIT-APPLY")} == {"lapsed"}
    assert (row.stage, row.outcome, row.closed_at) == ("closed", "closed", closed_at)
    assert "remedies_lapsed" not in world.notices(case)
    assert faults(world) == ()


def test_a_suit_in_the_fifth_month_is_recorded_in_the_closed_case(db: Database) -> None:
    world, case = done(db)
    world.on("2026-12-21")

    suit = sued(world, case)

    row = world.case(case)
    assert (row.stage, row.outcome, row.facts["remedy_pending"]) == ("closed", "closed", True)
    assert world.openers(suit) == {case: "remedy"}
    assert not world.clock(case, "LIT-APPLY").open
    assert faults(world) == ()


def test_what_a_court_upholds_leaves_the_case_closed(db: Database) -> None:
    world, case = done(db)
    world.on("2026-12-21")
    judged(world, sued(world, case), "record_upheld")

    row = world.case(case)
    assert (row.stage, row.outcome, row.facts["remedy_pending"]) == ("closed", "closed", False)
    assert grades(world)["credit"] == "warned"
    assert faults(world) == ()


def test_an_annulment_opens_the_closed_penalty_anew(db: Database) -> None:
    world, case = done(db)
    assert grades(world)["credit"] == "warned"
    world.on("2026-12-21")
    judged(
        world, sued(world, case), "record_annulled",
        annulment_no="判1号", annulled_on="2027-02-16", redo_ordered=False,
    )  # fmt: skip

    row = world.case(case)
    assert (row.stage, row.outcome, row.closed_at) == ("annulment", "", None)
    assert row.facts["decision_annulled"] is True
    assert world.clock(case, "CF-WITHDRAW").open
    assert world.view_of(world.newest("violation")).facts["original_fine"] == 0
    assert grades(world) == {"credit": "", "colour": ""}
    assert faults(world) == ()


def test_a_closed_case_takes_nothing_else(db: Database) -> None:
    world, case = done(db)

    with pytest.raises(ActionRefused, match=r"案件已结束；本环节可办：登记行政复议"):
        world.act(case, "record_instalment", "ZF01", paid_amount=1)
