"""Whoever a notice's words tell to do something is among those who get it."""

import re
from pathlib import Path

import pytest
from sqlmodel import select

import rules.procedures  # noqa: F401  # the tables declare their notices when they are imported
from models import CaseFile, Officer
from models.session import Database
from notifications.orders import order
from notifications.recipients import recipients
from rules.notices import NOTICES
from rules.vocabulary import HANDLER, Audience, R
from tests.telling import NOW, clue, settle_in

TEMPLATES = Path(__file__).parents[2] / "templates" / "notices"
ADDRESSED = {
    "局负责人": R.BUREAU_HEAD,
    "科室负责人": R.SECTION_HEAD,
    "承接的科室": R.SECTION_HEAD,
    "法制审核人员": R.LEGAL_REVIEWER,
    "窗口人员": R.RECEPTIONIST,
}
BY_ITS_DUTY = {"duty_failed"}
"""Told to whom its duty names, which every duty of it does."""

INSIDE = sorted(
    key
    for key, each in NOTICES.items()
    if each.audience is not Audience.PARTY and key not in BY_ITS_DUTY
)


@pytest.mark.parametrize("key", INSIDE)
def test_a_notice_reaches_everybody_whom_its_words_ask_for_something(key: str) -> None:
    folder = TEMPLATES / key
    words = "".join((folder / name).read_text() for name in ("body.html", "sms.txt", "subject.txt"))
    asked = {role for title, role in ADDRESSED.items() if re.search(f"请{title}", words)}

    assert asked <= set(NOTICES[key].readers)
    assert HANDLER in NOTICES[key].readers


def test_a_duty_that_names_nobody_goes_to_the_readers_of_its_notice(db: Database) -> None:
    case_no = clue(db, settle_in(db))
    with db.writing("test_more") as session:
        session.add(Officer(id="FZ01", name="法制甲", roles=["legal_reviewer"]))
    with db.reading() as session:
        case = session.exec(select(CaseFile).where(CaseFile.case_no == case_no)).one()
        told = {
            key: recipients(session, order("k", {"notice": key}, case_id=case.id), NOW.date())
            for key in ("seizure_urgent", "hearing_requested", "penalty_plea")
        }

    assert told == {
        "seizure_urgent": ("ZF01", "JZ01"),
        "hearing_requested": ("ZF01", "FZ01"),
        "penalty_plea": ("ZF01",),
    }
