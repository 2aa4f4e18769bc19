"""Every notice, every audience: whatever a duty names, nobody hears what is not theirs."""

from datetime import date

import pytest

from models import Delegation, Officer
from models.session import Database
from notifications.facts import notice_facts
from notifications.orders import AudienceWrong, order
from notifications.recipients import NoRecipient, recipients
from notifications.whitelist import PARTY_PAYLOAD
from rules.notices import NOTICES
from rules.vocabulary import Audience, R
from tests.telling import NOW, clue, settle_in

ON = NOW.date()
OWN = ("folder:91310118MA1JL0000X", "QY01")
INSIDE = {"ZF01", "ZF02", "KS01", "JZ01"}
JUSTICE = {"GA01"}
SECRETS = {
    "informant": "举报人张三", "opinion": "先不惊动企业", "actor": "执法甲", "why": "内部原因",
    "duty": "serve:order_served", "docket": {"overdue": []}, "clock_id": 7, "roles": ["enforcer"],
}  # fmt: skip


def furnished(db: Database) -> int:
    """Answer a case in a bureau where deputies of the wrong kind were written in by hand."""
    party_id = settle_in(db)
    case_no = clue(db, party_id)
    assert case_no
    with db.writing("test_outsiders") as session:
        session.add(Officer(id="GA01", name="警官", roles=["police"]))
        session.add(Officer(id="JS01", name="评估员", roles=["technical_institution"]))
        session.flush()
        for giver, deputy in (("ZF01", "QY01"), ("KS01", "GA01"), ("JZ01", "JS01")):
            session.add(
                Delegation(
                    giver_id=giver, deputy_id=deputy, from_on=date(2026, 1, 1),
                    until_on=date(2026, 12, 31), both=False, set_by="KS01", set_at=NOW,
                )
            )  # fmt: skip
    return party_id


@pytest.fixture(scope="module")
def everybody() -> dict[str, list[str]]:
    """Answer a duty's addressing that names all there are."""
    people = ["ZF01", "ZF02", "KS01", "JZ01", "QY01", "QY02", "GA01", "JS01"]
    return {"to": people, "roles": ["handler", *(str(each) for each in R)]}


def test_a_notice_that_names_everybody_reaches_its_own_audience_alone(
    sqlite_db: Database, everybody: dict[str, list[str]]
) -> None:
    furnished(sqlite_db)

    with sqlite_db.reading() as session:
        for key, declared in NOTICES.items():
            told = recipients(session, order("k", {"notice": key, **everybody}, case_id=1), ON)
            if declared.audience is Audience.PARTY:
                assert told == OWN, key
            elif declared.audience is Audience.JUSTICE:
                assert set(told) <= INSIDE | JUSTICE, key
            else:
                assert set(told) == INSIDE, key


def test_a_notice_ordered_for_any_other_audience_is_refused() -> None:
    for key, declared in NOTICES.items():
        for audience in Audience:
            if audience is not declared.audience:
                with pytest.raises(AudienceWrong):
                    order("k", {"notice": key, "audience": str(audience)})


def test_an_enterprises_notice_is_given_nothing_of_the_bureaus(sqlite_db: Database) -> None:
    furnished(sqlite_db)

    with sqlite_db.reading() as session:
        for key, declared in NOTICES.items():
            if declared.audience is not Audience.PARTY:
                continue
            wanted = order("k", {"notice": key, **SECRETS}, case_id=1, seq=1)
            shown = notice_facts(session, wanted, NOW)
            assert not set(SECRETS) & set(shown), key
            assert set(shown["case"]) == {"no", "procedure"}, key
    assert not set(SECRETS) & PARTY_PAYLOAD


def test_a_letter_of_no_single_case_goes_to_its_enterprise_alone(sqlite_db: Database) -> None:
    party_id = furnished(sqlite_db)
    payload = {"notice": "daily_reminders_party", "party_id": party_id, "to": ["QY02", "ZF01"]}

    with sqlite_db.reading() as session:
        told = recipients(session, order("k", payload), ON)
        with pytest.raises(NoRecipient):
            recipients(session, order("k", {**payload, "party_id": None}), ON)
        of_the_case = recipients(session, order("k", {**payload, "party_id": 2}, case_id=1), ON)

    assert told == of_the_case == OWN


def test_a_letter_that_names_its_readers_for_good_is_passed_to_no_deputy(
    sqlite_db: Database,
) -> None:
    settle_in(sqlite_db)
    with sqlite_db.writing("test_away") as session:
        session.add(
            Delegation(
                giver_id="ZF01", deputy_id="ZF02", from_on=ON, until_on=ON, both=False,
                set_by="ZF01", set_at=NOW,
            )
        )  # fmt: skip
    payload = {"notice": "daily_docket", "to": ["ZF01"]}

    with sqlite_db.reading() as session:
        assert recipients(session, order("k", payload), ON) == ("ZF02",)
        assert recipients(session, order("k", payload | {"as_named": True}), ON) == ("ZF01",)
