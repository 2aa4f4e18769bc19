"""A refusal tells somebody outside the bureau no more of a case than its sheet does."""

from collections.abc import Callable

import pytest

from casework.act import CaseUnknown
from casework.own_sheet import sheet_for
from casework.people import person
from models.session import Database
from rules.decide import ActionRefused
from rules.facts import FactsWrong
from tests.casework.district_at_work import District
from tests.casework.test_transfer_family import handed_over, verified, with_justice


def seizure_asked(world: District, violation: str) -> str:
    world.act(violation, "propose_seizure", "ZF01", reason="设备即将转移")
    return world.newest("seizure")


@pytest.mark.parametrize("who", ["QY01", "GA01", "FY01"])
@pytest.mark.parametrize("secret", [handed_over, seizure_asked])
def test_a_refused_act_in_a_case_that_is_not_shown_says_there_is_none(
    db: Database, secret: Callable[[District, str], str], who: str
) -> None:
    world = with_justice(db)
    case = secret(world, verified(world))
    with pytest.raises(CaseUnknown) as unseen, db.reading() as session:
        sheet_for(session, case, world.now, person(session, who))

    with pytest.raises(CaseUnknown) as refused:
        world.act(case, "approve_seizure", who)

    assert str(refused.value) == str(unseen.value)


def test_the_bureaus_own_people_are_told_what_may_be_done(db: Database) -> None:
    world = with_justice(db)
    case = handed_over(world, verified(world))

    with pytest.raises(ActionRefused, match="本环节可办"):
        world.act(case, "approve_seizure", "ZF01")


def test_the_procuratorate_is_told_what_its_own_act_lacks(db: Database) -> None:
    world = with_justice(db)
    case = handed_over(world, verified(world))

    with pytest.raises(FactsWrong):
        world.act(case, "receive_opinion", "JCY01")
