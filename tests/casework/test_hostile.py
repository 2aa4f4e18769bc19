"""What a careless or hostile caller hands in: refused in a sentence, and nothing is lost for it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session

from casework import assignment
from casework.act import CaseChanged
from casework.by_hand import record_done_by_hand
from casework.case_sheet import case_sheet
from casework.confirm import confirm_clock
from casework.filing import close_year
from casework.open_case import Opened, open_case
from casework.people import person
from casework.worklist import docket
from deploy.recompute import recompute
from models import Clock, Officer
from models.session import Database
from rules.decide import ActionRefused, Person
from rules.errors import PermitLoopError
from rules.facts import FactsWrong
from rules.workdays import ClosingDay, with_closing_days
from tests.casework.bureau import (
    CALENDAR,
    NOW,
    TODAY,
    act,
    case_row,
    clue,
    opened,
    ordered,
    seat,
    wanted_violation,
)


def _retire(db: Database, who: str) -> None:
    with db.writing("test_retire") as session:
        session.execute(
            update(Officer).where(Officer.id == who).values(active=False)  # type: ignore[arg-type]
        )


def test_a_request_key_does_not_stand_for_another_act(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", request_key="k-1", opinion="转核实")

    with pytest.raises(CaseChanged, match="另一事项"):
        act(db, case_no, "ask_check", "ZF01", request_key="k-1", reason="举报")

    with db.reading() as session:
        assert case_row(session, case_no).version == 1


def test_a_request_key_does_not_stand_for_the_same_act_with_other_facts(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", request_key="k-1", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", request_key="k-2", reason="群众举报")

    assert act(db, case_no, "ask_check", "ZF01", request_key="k-2", reason=" 群众举报 ").repeated
    with pytest.raises(CaseChanged, match="内容与本次不同，本次没有登记"):
        act(db, case_no, "ask_check", "ZF01", request_key="k-2", reason="另有举报")


@pytest.mark.parametrize("source", ["甲\x00", "甲\x1b[2J", "甲\u202e乙", "长" * 501])
def test_the_source_of_a_confirmed_date_is_a_short_plain_line(db: Database, source: str) -> None:
    case_no = clue(db, seat(db))
    with db.reading() as session:
        officer = person(session, "KS01")
    with pytest.raises(PermitLoopError, match="所核对的文本出处"), db.writing("test_ok") as session:
        confirm_clock(session, case_no, "LOCAL-CLUE", TODAY, source, officer, now=NOW)


@pytest.mark.parametrize("note", ["已办\x00", "已办\u202e", "长" * 20_001])
def test_the_note_of_what_was_done_by_hand_is_plain_text(db: Database, note: str) -> None:
    seat(db)
    with db.reading() as session:
        officer = person(session, "KS01")
    with pytest.raises(FactsWrong, match="理由"), db.writing("test_by_hand") as session:
        record_done_by_hand(session, "no:such", note, officer, now=NOW)


def test_two_people_may_draw_the_same_request_key(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", request_key="k-1", opinion="转核实")

    done = act(db, case_no, "ask_check", "ZF02", request_key="k-1", reason="举报")

    assert (done.repeated, done.version) == (False, 2)


def test_a_persons_request_key_never_stands_in_for_the_systems_own(db: Database) -> None:
    party = seat(db)
    supervised = Opened(
        "supervision", "s:1", party,
        facts={"permit_no": f"{'9' * 18}001V", "valid_from": TODAY, "valid_until": "2031-03-01"},
        kinds=("key_managed",),
    )  # fmt: skip
    case_no = opened(db, supervised, by="XK01")
    other = clue(db, party)
    act(db, other, "screen_in", "ZF01", request_key=f"year:{case_no}:2026", opinion="转核实")

    with db.writing("test_close_year") as session:
        next_year = NOW + timedelta(days=330)
        done = close_year(session, case_no, 2026, now=next_year, calendar=CALENDAR)

    assert not done.repeated


@pytest.mark.parametrize("key", ["", "  ", "k" * 60, "\ud800", "a\nb"])
def test_a_request_key_that_cannot_be_kept_is_refused(db: Database, key: str) -> None:
    case_no = clue(db, seat(db))

    with pytest.raises(ActionRefused, match="请求编号"):
        act(db, case_no, "screen_in", "ZF01", request_key=key, opinion="转核实")


@pytest.mark.parametrize("words", ["\ud800", "改\x7f", "\x9b31m红", "\u202e反写", "零\x00"])
def test_words_that_cannot_be_written_down_are_refused(db: Database, words: str) -> None:
    case_no = clue(db, seat(db))

    with pytest.raises(FactsWrong, match="控制字符"):
        act(db, case_no, "screen_in", "ZF01", opinion=words)


Verb = Callable[[Session, str, Person], object]


def _assign(session: Session, case_no: str, head: Person) -> object:
    return assignment.assign(session, case_no, "ZF01", head, now=NOW)


def _recuse(session: Session, case_no: str, head: Person) -> object:
    return assignment.recuse(session, case_no, "ZF01", "近亲属", head, now=NOW)


def _hand_over(session: Session, case_no: str, head: Person) -> object:
    return assignment.hand_over(session, case_no, "ZF01", "ZF02", head, now=NOW)


def _open(session: Session, case_no: str, head: Person) -> object:
    wanted = wanted_violation(case_row(session, case_no).party_id, "test:2")
    return open_case(session, wanted, head, now=NOW, calendar=CALENDAR)


@pytest.mark.parametrize("verb", [_assign, _recuse, _hand_over, _open])
def test_who_has_left_the_bureau_does_nothing(db: Database, verb: Verb) -> None:
    case_no = clue(db, seat(db), assignee="ZF01")
    _retire(db, "KS02")

    with pytest.raises(ActionRefused, match="停用"), db.writing("test_verb") as session:
        verb(session, case_no, person(session, "KS02"))

    with db.reading() as session:
        assert case_row(session, case_no).seq == 1


@pytest.mark.parametrize("reason", ["", "  ", "理" * 501, "\x1b[2J"])
def test_a_recusal_wants_a_reason_that_can_be_kept(db: Database, reason: str) -> None:
    case_no = clue(db, seat(db))

    with pytest.raises(ActionRefused, match="理由"), db.writing("test_recuse") as session:
        assignment.recuse(session, case_no, "ZF01", reason, person(session, "KS01"), now=NOW)


def test_a_second_recusal_of_the_same_person_is_told_so(db: Database) -> None:
    case_no = clue(db, seat(db))
    with db.writing("test_recuse") as session:
        assignment.recuse(session, case_no, "ZF01", "近亲属", person(session, "KS01"), now=NOW)

    with pytest.raises(ActionRefused, match="已回避"), db.writing("test_recuse") as session:
        assignment.recuse(session, case_no, "ZF01", "近亲属", person(session, "KS01"), now=NOW)


def test_nothing_of_a_later_stage_is_said_in_advance(db: Database) -> None:
    party = seat(db)

    with pytest.raises(FactsWrong, match="开案时不收"):
        opened(
            db,
            Opened(
                "violation", "test:9", party, ("own",),
                facts={
                    "discovered_on": TODAY, "clue_source": "patrol",
                    "emergency_check": True,
                },
            ),
        )  # fmt: skip


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_outside_the_calendar_is_refused_in_a_sentence(db: Database, day: str) -> None:
    wanted = Opened(
        "violation", "test:9", seat(db), ("own",),
        facts={"discovered_on": day, "clue_source": "patrol"},
    )  # fmt: skip

    with pytest.raises(PermitLoopError, match=r"年之间|范围"):
        opened(db, wanted)


def test_a_clock_that_left_the_catalogue_stops_no_other(db: Database) -> None:
    party = seat(db)
    broken, other = ordered(db, party, "test:1"), ordered(db, party, "test:2")
    with db.writing("test_edit") as session:
        case_id = case_row(session, broken).id
        session.execute(
            update(Clock)
            .where(Clock.case_id == case_id, Clock.key == "LOCAL-RECTIFY")  # type: ignore[arg-type]
            .values(key="LOCAL-GONE")
        )
    snow = with_closing_days(CALENDAR, "试区", [ClosingDay(date(2026, 3, 17), "暴雪停工")])

    moved = list(recompute(db, snow, "停工", lambda: NOW))

    with db.reading() as session:
        later = NOW + timedelta(days=60)
        overdue = {(each.case_no, each.title) for each in docket(session, later).overdue}
        assert case_sheet(session, broken, later).case_no == broken
    assert (broken, "LOCAL-GONE") in overdue
    assert {each.case_no for each in moved} >= {other}
