"""What a case knows of the party's other cases of its own sort, as they are stored."""

import pytest
from sqlmodel import select

from casework.act import case_view
from casework.open_case import Opened
from models import Party
from models.session import Database
from rules.decide import ActionRefused
from tests.casework.bureau import NOW, OTHER_USCC, TODAY, act, clue, opened, seat


def report(db: Database, party_id: int, key: str) -> str:
    facts = {"reported_on": TODAY, "anonymous": True, "matter": "夜间异味", "intake_path": "report"}
    return opened(db, Opened("complaint", key, party_id, facts=facts), by="CK01")


def test_a_report_is_merged_only_into_another_report_on_the_same_unit(db: Database) -> None:
    party = seat(db)
    with db.reading() as session:
        other = session.exec(select(Party.id).where(Party.uscc == OTHER_USCC)).one()
    assert other is not None
    first, second = report(db, party, "r:1"), report(db, party, "r:2")
    told = {"informant_told": "anonymous"}

    for wrong in ("JB-2026-9999", clue(db, party), report(db, other, "r:3")):
        with pytest.raises(ActionRefused, match=r"没有案号为.*第8条"):
            act(db, second, "merge", "CK01", merged_into=wrong, **told)
    assert act(db, second, "merge", "CK01", merged_into=first, **told).outcome == "merged"
    with pytest.raises(ActionRefused, match=r"本身已合并.*第8条"):
        act(db, first, "merge", "CK01", merged_into=second, **told)


def test_a_penalty_sees_the_partys_other_penalties(db: Database) -> None:
    party = seat(db)
    cases = [
        opened(db, Opened("penalty", key, party, ("ordinary",), facts={"filed_on": TODAY}),
               by="system")
        for key in ("p:1", "p:2")
    ]  # fmt: skip

    with db.reading() as session:
        view = case_view(session, cases[1], NOW)

    assert [each.case_no for each in view.priors] == [cases[0]]
