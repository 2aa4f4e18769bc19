"""Linked cases: opened once, never in a circle, heard of when they end."""

from typing import Any

import pytest
from sqlalchemy import func, select

from casework import links
from models import CaseEvent, CaseFile, CaseLink, DutyRow
from models.session import Database
from rules.vocabulary import Relation
from tests.casework.bureau import CALENDAR, NOW, act, case_row, clue, seat

TO_MONITORING: dict[str, Any] = {
    "procedure": "linked_task",
    "relation": str(Relation.ENFORCEMENT_TO_MONITORING),
    "kinds": ["monitoring", str(Relation.ENFORCEMENT_TO_MONITORING)],
    "carries": {
        "findings": "现场疑似超标",
        "finding_kind": "suspected_exceedance",
        "discovered_on": "2026-03-02",
    },
}


def _open(db: Database, case_no: str, key: str, payload: dict[str, Any]) -> dict[str, Any]:
    with db.writing("test_open_linked") as session:
        return links.open_linked(session, case_no, key, payload, now=NOW, calendar=CALENDAR)


def _count(db: Database, table: type) -> int:
    with db.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_duty_delivered_twice_opens_one_linked_case(db: Database) -> None:
    case_no = clue(db, seat(db))
    first = _open(db, case_no, "duty:1", TO_MONITORING)
    again = _open(db, case_no, "duty:1", TO_MONITORING)

    assert first == again == {"case_no": "LD-2026-0001"}
    assert (_count(db, CaseFile), _count(db, CaseLink)) == (2, 1)
    with db.reading() as session:
        linked = case_row(session, "LD-2026-0001")
        kinds = session.execute(
            select(CaseEvent.kind).where(CaseEvent.kind == "linked")  # type: ignore[call-overload]
        ).all()
    assert linked.trail == [str(Relation.ENFORCEMENT_TO_MONITORING)]
    assert linked.facts["findings"] == "现场疑似超标"
    assert len(kinds) == 1


def test_a_chain_that_would_turn_in_a_circle_is_refused_and_told(db: Database) -> None:
    case_no = clue(db, seat(db))
    first = _open(db, case_no, "duty:1", TO_MONITORING)["case_no"]
    back = {
        **TO_MONITORING,
        "relation": str(Relation.MONITORING_TO_ENFORCEMENT),
        "kinds": ["inspection", str(Relation.MONITORING_TO_ENFORCEMENT)],
    }
    second = _open(db, first, "duty:2", back)["case_no"]
    circle = _open(db, second, "duty:3", TO_MONITORING)

    assert set(circle) == {"refused"}
    assert circle["refused"]
    assert _count(db, CaseFile) == 3
    with db.reading() as session:
        told = (
            session.execute(
                select(DutyRow.payload).where(DutyRow.name == "tell:duty_failed")  # type: ignore[call-overload]
            )
            .scalars()
            .all()
        )
    assert [each["roles"] for each in told] == [["section_head"]]


@pytest.mark.parametrize("times", [1, 3])
def test_the_end_of_a_linked_case_is_heard_once_by_the_one_that_opened_it(
    db: Database, times: int
) -> None:
    case_no = clue(db, seat(db))
    linked = _open(db, case_no, "duty:1", TO_MONITORING)["case_no"]
    act(db, linked, "reject_task", "KS01", reason="无须采样")
    with db.reading() as session:
        duty = session.execute(
            select(DutyRow).where(DutyRow.kind == "feed_back")  # type: ignore[arg-type]
        ).scalar_one()

    for _ in range(times):
        with db.writing("test_feed_back") as session:
            told = links.feed_back(
                session, linked, duty.key, duty.payload, now=NOW, calendar=CALENDAR
            )

    assert told == {"told": [case_no]}
    with db.reading() as session:
        heard = session.execute(
            select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == "record_feedback")  # type: ignore[arg-type]
        ).scalar_one()
        opener = case_row(session, case_no)
    assert heard == 1
    assert (opener.stage, opener.version) == ("clue", 1)


def test_a_procedure_that_is_not_here_yet_is_held_for_a_person(db: Database) -> None:
    case_no = clue(db, seat(db))

    answer = _open(db, case_no, "duty:1", {**TO_MONITORING, "procedure": "not_built_yet"})

    assert answer == {"held": "not_built_yet"}
    assert _count(db, CaseFile) == 1


def test_feedback_of_two_long_numbered_cases_has_two_keys() -> None:
    behind = f"{'长' * 30}〔2026〕第0001号"
    keys = {
        links.heard_key(
            f"{number}{behind[: 40 - len(number)]}:12:feed:closed_after_rectification", behind
        )
        for number in ("甲", "乙")
    }

    assert len(keys) == 2
    assert all(len(each) <= 100 for each in keys)
    assert links.heard_key("WF-2026-0001:3:feed:x", "JG-2026-0001") == (
        "WF-2026-0001:3:feed:x>JG-2026-0001"
    )
