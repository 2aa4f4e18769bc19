"""Whoever inspected in the cases around a penalty is no stranger to it."""

import pytest

from models import Officer
from models.session import Database
from rules.case_view import ActionRefused
from rules.vocabulary import INSPECTED_BESIDE
from tests.casework.district_at_work import district
from tests.casework.penalties_at_work import SMALL
from tests.casework.test_measures_at_work import violating


def test_the_inspectors_of_the_violation_neither_review_nor_decide_its_penalty(
    db: Database,
) -> None:
    world = district(db)
    clue = violating(world)
    world.act(clue, "ask_file_case", "ZF01", conduct="超标排放", filing_conditions=True)
    world.act(clue, "file_case", "JZ01")
    case = world.newest("penalty")
    _now_heads_the_section(db, "ZF02")
    world.act(
        case, "record_evidence", "ZF01", handlers=["ZF01", "ZF09"], findings="超标",
        evidence=["笔录.pdf"], evidence_on="2026-03-02", taken_on_site=False,
    )  # fmt: skip
    world.act(case, "submit_investigation", "ZF01", opinion="拟处罚",
              **SMALL | {"conduct_from": "2026-03-01"})  # fmt: skip

    assert "ZF02" in world.view_of(case).doers[INSPECTED_BESIDE]
    with pytest.raises(ActionRefused, match=r"须由他人办理.*第57条"):
        world.act(case, "pass_review", "ZF02", opinion="同意")
    world.act(case, "pass_review", "KS01", opinion="同意")


def _now_heads_the_section(db: Database, inspector: str) -> None:
    """Promote an inspector, and certify another officer for the penalty's own inquiry."""
    with db.writing("test_promote") as session:
        officer = session.get_one(Officer, inspector)
        officer.roles = ["section_head"]
        session.add(officer)
        session.add(
            Officer(
                id="ZF09",
                name="执法九",
                roles=["enforcer"],
                certificate_no=officer.certificate_no + "9",
                certificate_until=officer.certificate_until,
            )
        )


def test_a_violation_itself_counts_no_inspectors_beside(db: Database) -> None:
    world = district(db)

    assert INSPECTED_BESIDE not in world.view_of(violating(world)).doers
