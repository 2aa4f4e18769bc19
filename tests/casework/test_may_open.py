"""Who may open a case by hand: each table says so, and a chain is begun at its beginning."""

import pytest
from sqlalchemy import update

from casework.open_case import Opened
from casework.procedures import newest
from models import CaseFile
from models.session import Database
from rules.decide import ActionRefused
from rules.procedures import PROCEDURES
from rules.vocabulary import ROLE_TITLES, R
from tests.casework.bureau import TODAY, clue, opened, seat

CHAINED = (
    "penalty", "seizure", "preservation", "production_order", "court_enforcement", "forfeiture",
)  # fmt: skip


STARTS = {"filed_on": TODAY, "enforceable_from": TODAY}


@pytest.mark.parametrize("procedure", CHAINED)
def test_what_an_act_opens_nobody_opens_by_hand(db: Database, procedure: str) -> None:
    kinds = {"penalty": ("daily",), "production_order": ("shutdown",)}.get(procedure, ())
    table = newest(procedure)
    facts = {key: day for key, day in STARTS.items() if key in table.opening_facts}
    wanted = Opened(procedure, "h:1", seat(db), kinds, facts=facts)

    for by in ("ZF01", "CK01", "KS01", "JZ01", "QY01"):
        with pytest.raises(ActionRefused, match=r"不能由人员直接开案.*第.*条"):
            opened(db, wanted, by=by)

    assert opened(db, wanted, by="system")


@pytest.mark.parametrize(
    ("procedure", "kinds", "facts", "may", "may_not"),
    [
        ("violation", ("own",), {"discovered_on": TODAY}, "XK01", ("CK01", "JZ01", "QY01")),
        ("violation", ("assigned",), {"discovered_on": TODAY}, "", ("ZF01", "CK01")),
        ("complaint", (), {"reported_on": TODAY}, "CK01", ("JZ01", "QY01", "XK01")),
        ("petition", (), {"reported_on": TODAY}, "CK01", ("ZF01",)),
        ("revocation", (), {}, "XK01", ("ZF01", "CK01")),
        ("permit", ("first", "simplified"), {"received_on": TODAY}, "QY01", ("QY02", "ZF01")),
        ("permit", ("ex_officio", "simplified"), {}, "XK01", ("QY01", "CK01")),
        ("linked_task", ("monitoring", "enforcement_to_monitoring"), {}, "ZF01", ("XK01",)),
        ("litigation", (), {}, "", ("ZF01", "CK01", "JZ01")),
        ("listed_supervision", (), {}, "", ("ZF01", "JZ01")),
    ],
)
def test_a_case_is_opened_by_who_lawfully_receives_it(
    db: Database, procedure: str, kinds: tuple[str, ...], facts: dict[str, str], may: str,
    may_not: tuple[str, ...],
) -> None:  # fmt: skip
    wanted = Opened(procedure, "h:1", seat(db), kinds, facts=dict(facts))

    for by in may_not:
        with pytest.raises(ActionRefused, match=r"开.*第.*条"):
            opened(db, wanted, by=by)

    assert not may or opened(db, wanted, by=may)


def test_an_imported_case_was_opened_elsewhere(db: Database) -> None:
    wanted = Opened("penalty", "h:1", seat(db), ("ordinary",), imported=True, begin_clocks=False)

    assert opened(db, wanted, by="ZF01")


def test_a_detention_is_opened_by_hand_only_after_its_case_has_ended(db: Database) -> None:
    party = seat(db)
    violation = clue(db, party)
    wanted = Opened("detention", "h:1", party, facts={"concerned_case": violation})

    with pytest.raises(ActionRefused, match=f"{violation}尚在办理.*第2条"):
        opened(db, wanted)
    with db.writing("test_close") as session:
        session.execute(
            update(CaseFile)
            .where(CaseFile.case_no == violation)  # type: ignore[arg-type]
            .values(closed_at=CaseFile.opened_at, stage="closed", outcome="closed_out")
        )

    assert opened(db, wanted)


def test_every_table_says_who_opens_it_and_under_which_article() -> None:
    for table in PROCEDURES.values():
        kinds = {"", *(kind for group in table.kinds for kind in group)}
        assert {kind for kind, _ in table.by_hand} <= kinds, table.key
        assert "条" in table.opening_basis or "办法" in table.opening_basis, table.key
        said = {role for role in R if ROLE_TITLES[role] in table.opened_by}
        if not said - {R.SYSTEM} and "系统" in table.opened_by:
            assert {role for _, roles in table.by_hand for role in roles} <= {R.LEGAL_REVIEWER}, (
                table.key
            )
