"""Red and overdue are the bureau's own delay; what others must or may do is awaited."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from casework.run_view import face_of
from casework.worklist import docket
from flows.docket_page import docket_page
from models.session import Database
from rules.clocks import LOCAL, ROWS, clock
from rules.clocks.whose import OTHERS, Whose, whose
from rules.deadlines import end_of_day
from tests.casework.bureau import case_row, ordered, seat

AFTER = end_of_day(date(2026, 3, 17)) + timedelta(hours=9)
"""After the end of the filing and of the rectification alike."""


def _ends(db: Database, key: str) -> None:
    with db.writing("test_ends") as session:
        session.execute(text("UPDATE clock SET open = false WHERE key = :key"), {"key": key})


@pytest.mark.parametrize(
    ("ended", "alert", "overdue", "awaited"),
    [
        ("LOCAL-RECTIFY", "红", ["CF-FILE"], []),
        ("CF-FILE", "绿", [], ["LOCAL-RECTIFY"]),
    ],
)
def test_only_the_bureaus_own_clock_makes_a_case_red(
    db: Database, ended: str, alert: str, overdue: list[str], awaited: list[str]
) -> None:
    case_no = ordered(db, seat(db))
    _ends(db, ended)

    with db.reading() as session:
        found = docket(session, AFTER)
        face = face_of(session, case_row(session, case_no).id or 0, 0, AFTER)

    assert face.alert == alert
    assert [each.clock for each in found.overdue] == overdue
    assert [each.clock for each in found.of_others] == awaited
    assert (found.overdue_count, found.of_others_count) == (len(overdue), len(awaited))
    assert sum(each.overdue for each in found.by_stage) == len(overdue)
    assert sum(each.overdue for each in found.by_officer) == len(overdue)
    page = docket_page(found, "http://x")
    assert f"等待他方（已届满或一周内届满）（{len(awaited)}）" in page or not awaited


def test_every_clock_is_somebodys() -> None:
    every = {**ROWS, **LOCAL}

    assert {key for key, each in every.items() if whose(each) is Whose.BODY} <= OTHERS
    assert whose(clock("REV-APPLY")) is whose(clock("XF-REVIEW")) is Whose.RIGHT
    assert whose(clock("CF-PAY")) is Whose.DUTY
    assert whose(clock("XF-REVIEW.answer")) is whose(clock("CF-DECIDE")) is Whose.OURS
    assert whose(clock("SERVE-PUBLIC")) is Whose.PERIOD
    assert {"YS-DECIDE", "ENF-COURT", "LIT-APPLY", "EXREP-Y"} <= OTHERS
    assert not {"CF-DECIDE", "YS-PLATFORM", "SHPC-NEG", "LIT-APPEAL", "NOT-OF-NOW"} & OTHERS
