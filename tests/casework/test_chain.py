"""The chain of events, and that verify sees what was changed behind its back."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, select, text, update
from sqlmodel import Session

from casework.verify import Verified, verify
from models import CaseEvent, CaseFile, Clock, EventText
from models.session import Database
from rules.workdays import ClosingDay, until_year, with_closing_days
from tests.casework.bureau import CALENDAR, act, case_row, clue, examined, ordered, seat


def _verified(db: Database, case_no: str | None = None) -> Verified:
    with db.reading() as session:
        return verify(session, CALENDAR, case_no)


def test_an_honest_case_verifies(db: Database) -> None:
    party = seat(db)
    ordered(db, party)
    examined(db, party)

    found = _verified(db)

    assert found.flaws == ()
    assert (found.cases, found.erased, found.other_calendar) == (2, 0, 0)
    assert found.events == 12
    assert found.clocks >= 4


def test_a_switched_clock_verifies(db: Database) -> None:
    case_no = examined(db, seat(db))
    act(db, case_no, "ask_site_visit", "XK01", reason="需现场核查")
    act(db, case_no, "approve_site_visit", "KS01")

    assert _verified(db).flaws == ()


def _break(db: Database, how: Callable[[Session], None]) -> None:
    with db.writing("test_tamper") as session:
        how(session)


def _rewrite_words(session: Session) -> None:
    event = session.execute(select(CaseEvent).where(CaseEvent.seq == 5)).scalar_one()
    said = json.loads(event.canonical)
    said["actor"] = "ZF03"
    session.execute(
        update(CaseEvent)
        .where(CaseEvent.id == event.id)
        .values(canonical=json.dumps(said).encode(), actor_id="ZF03")
    )


def _remove_middle(session: Session) -> None:
    session.execute(delete(CaseEvent).where(CaseEvent.seq == 4))


def _move_stage(session: Session) -> None:
    session.execute(update(CaseFile).values(stage="close_out"))


def _swap_text(session: Session) -> None:
    session.execute(update(EventText).where(EventText.seq == 2).values(body='"另一份意见"'))


def _foreign_text(session: Session) -> None:
    session.execute(update(EventText).where(EventText.seq == 2).values(seq=3))


def _later_due(session: Session) -> None:
    session.execute(
        update(Clock).where(Clock.key == "LOCAL-RECTIFY").values(due_on=date(2026, 9, 1))
    )


def _longer_term(session: Session) -> None:
    session.execute(update(Clock).where(Clock.key == "LOCAL-RECTIFY").values(amount=99))


def _no_reminder(session: Session) -> None:
    session.execute(update(Clock).where(Clock.key == "CF-RECHECK").values(next_at=None))


def _lost_clock(session: Session) -> None:
    session.execute(
        text(
            "DELETE FROM clock_value "
            "WHERE clock_id IN (SELECT id FROM clock WHERE key = 'CF-RECHECK')"
        )
    )
    session.execute(delete(Clock).where(Clock.key == "CF-RECHECK"))


def _undecided(session: Session) -> None:
    session.execute(update(CaseEvent).where(CaseEvent.seq == 3).values(decision=False))


def _other_fact(session: Session) -> None:
    case = session.execute(select(CaseFile)).scalar_one()
    case.facts = {**case.facts, "term_days": 30}
    session.add(case)
    session.flush()


@pytest.mark.parametrize(
    "how",
    [
        _other_fact,
        _rewrite_words, _remove_middle, _move_stage, _swap_text, _foreign_text, _later_due,
        _longer_term, _no_reminder, _lost_clock, _undecided,
    ],
)  # fmt: skip
def test_a_change_behind_the_chain_is_seen(db: Database, how: Callable[[Session], None]) -> None:
    case_no = ordered(db, seat(db))
    _break(db, how)

    found = _verified(db)

    assert found.flaws
    assert {flaw.case_no for flaw in found.flaws} == {case_no}


def _erase(session: Session, fact: str, *, held: bool = False) -> None:
    session.execute(delete(EventText).where(EventText.fact == fact))
    if not held:
        case = session.execute(select(CaseFile)).scalar_one()
        case.facts = {key: value for key, value in case.facts.items() if key != fact}
        session.add(case)
        session.flush()


def test_an_erased_text_leaves_the_chain_whole(db: Database) -> None:
    ordered(db, seat(db))
    _break(db, lambda session: _erase(session, "opinion"))

    found = _verified(db)

    assert found.flaws == ()
    assert found.erased >= 1


def test_what_was_erased_does_not_stand_in_the_case_any_more(db: Database) -> None:
    ordered(db, seat(db))
    _break(db, lambda session: _erase(session, "opinion", held=True))

    assert [each.words for each in _verified(db).flaws] == [
        "“opinion”在事件中已删除，案件里却还有内容"
    ]


@pytest.mark.parametrize("fact", ["paper_no", "order_content", "served_by"])
def test_what_a_decision_rests_on_is_never_erased(db: Database, fact: str) -> None:
    ordered(db, seat(db))
    _break(db, lambda session: _erase(session, fact))

    assert f"“{fact}”的文字不得删除，现已不在库中" in {each.words for each in _verified(db).flaws}


def test_a_case_whose_every_row_is_gone_is_missed_by_its_number(db: Database) -> None:
    party = seat(db)
    clue(db, party, "test:1")
    lost = clue(db, party, "test:2")

    def remove(session: Session) -> None:
        case_id = case_row(session, lost).id
        session.execute(
            text(
                f"DELETE FROM clock_value WHERE clock_id IN"
                f" (SELECT id FROM clock WHERE case_id = {case_id})"
            )
        )
        for table in ("event_text", "case_event", "clock", "duty", "case_run"):
            session.execute(text(f"DELETE FROM {table} WHERE case_id = {case_id}"))
        session.execute(text(f"DELETE FROM case_file WHERE id = {case_id}"))

    _break(db, remove)

    assert [each.place for each in _verified(db).flaws] == [f"案号{lost}"]


@pytest.mark.parametrize("grade", ["credit", "eco_code"])
def test_a_grade_that_no_closing_gave_is_seen(db: Database, grade: str) -> None:
    ordered(db, seat(db))
    _break(db, lambda session: session.execute(text(f"UPDATE party SET {grade} = 'green'")))

    assert {each.words.partition("与")[2] for each in _verified(db).flaws} == {"各案办结所定不符"}


def test_a_cut_tail_with_its_columns_mended_is_not_seen(db: Database) -> None:
    """What verify says of itself: without the signed register nobody can see this."""
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="举报")

    def cut(session: Session) -> None:
        case = case_row(session, case_no)
        last = session.execute(select(CaseEvent).where(CaseEvent.seq == 2)).scalar_one()
        session.execute(delete(EventText).where(EventText.seq == 3))
        session.execute(delete(CaseEvent).where(CaseEvent.seq == 3))
        session.execute(
            update(CaseFile)
            .where(CaseFile.id == case.id)
            .values(
                seq=2,
                version=1,
                head_hash=last.hash,
                asks={},
                doers={act: who for act, who in case.doers.items() if act != "ask_check"},
                facts={key: value for key, value in case.facts.items() if key != "reason"},
            )
        )

    _break(db, cut)

    assert _verified(db).flaws == ()


def test_private_words_are_not_in_the_chained_bytes(db: Database) -> None:
    case_no = clue(db, seat(db))
    act(db, case_no, "screen_in", "ZF01", opinion="举报人张三的原话")

    with db.reading() as session:
        words = b"".join(session.execute(select(CaseEvent.canonical)).scalars())
        texts = session.execute(select(EventText.body)).scalars().all()

    assert "张三".encode() not in words
    assert any("张三" in each for each in texts)


def test_a_day_reckoned_by_another_calendar_is_judged_only_where_they_agree(db: Database) -> None:
    ordered(db, seat(db))
    _break(db, lambda session: session.execute(update(Clock).values(calendar="an-older-notice")))
    agreed = _verified(db)
    other = until_year(CALENDAR, 2025)
    closed = with_closing_days(CALENDAR, "district", [ClosingDay(date(2026, 3, 17), "搬迁")])

    with db.reading() as session:
        differs = verify(session, closed)
        unpublished = verify(session, other)

    assert (agreed.flaws, agreed.other_calendar) == ((), 0)
    assert differs.flaws == ()
    assert differs.other_calendar > 0
    assert unpublished.flaws == ()
