"""Standing in while somebody is away: who sets it, who is told, and that it gives no power."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from casework.assignment import recuse
from casework.case_reading import case_view
from casework.delegation import Wanted, delegate, delegations, end_delegation
from casework.people import person
from models import Delegation
from models.session import Database
from notifications.orders import order
from notifications.recipients import recipients
from rules.case_view import ActionRefused
from rules.decide import available
from tests.casework.bureau import NOW, act, clue, seat

TODAY = NOW.date()
FRIDAY = date(2026, 3, 6)


def away(
    db: Database, giver: str, deputy: str, by: str = "JZ01", *, both: bool = True,
    since: date = TODAY, until: date = FRIDAY,
) -> int:  # fmt: skip
    with db.writing("test_delegate") as session:
        wanted = Wanted(giver, deputy, since, until, both, "年休假")
        return delegate(session, wanted, person(session, by), now=NOW)


def told(db: Database, on: date, *roles: str, case_id: int | None = None) -> tuple[str, ...]:
    payload = {"notice": "clock_warning", "roles": list(roles)}
    with db.reading() as session:
        return recipients(session, order("k", payload, case_id=case_id), on)


def test_a_deputy_hears_what_the_role_and_the_handler_hear_until_the_last_day(
    db: Database,
) -> None:
    party = seat(db)
    clue(db, party, assignee="ZF01")
    away(db, "ZF01", "ZF03", both=False)
    away(db, "KS01", "ZF02")

    assert told(db, TODAY, "handler", case_id=1) == ("ZF03",)
    assert set(told(db, FRIDAY, "section_head")) == {"KS01", "KS02", "ZF02"}
    assert told(db, FRIDAY + timedelta(days=1), "handler", case_id=1) == ("ZF01",)


def test_a_deputy_who_keeps_out_of_a_case_hears_nothing_of_it(db: Database) -> None:
    party = seat(db)
    case_no = clue(db, party, assignee="ZF01")
    away(db, "ZF01", "ZF03", both=False)
    with db.writing("test_recuse") as session:
        recuse(session, case_no, "ZF03", "亲属任职", person(session, "JZ01"), now=NOW)

    assert told(db, TODAY, "handler", case_id=1) == ("ZF01",)


def test_standing_in_gives_no_power(db: Database) -> None:
    party = seat(db)
    case_no = clue(db, party)
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    away(db, "KS01", "ZF02")

    with pytest.raises(ActionRefused, match="须由科室负责人"):
        act(db, case_no, "approve_check", "ZF02")
    with db.reading() as session:
        view = case_view(session, case_no, NOW)
        assert "approve_check" not in {
            each.key for each in available(view, person(session, "ZF02"))
        }


def test_proposer_and_approver_are_two_across_the_pair(db: Database) -> None:
    """科长甲 stands in for 执法ZF01: what that officer proposes, another head approves."""
    party = seat(db)
    case_no = clue(db, party)
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    away(db, "ZF01", "KS01")

    with pytest.raises(ActionRefused, match="代理关系"):
        act(db, case_no, "approve_check", "KS01")
    act(db, case_no, "approve_check", "KS02")


def test_what_a_pair_proposed_is_not_approved_by_the_other_after_it_ended(db: Database) -> None:
    party = seat(db)
    case_no = clue(db, party)
    number = away(db, "ZF01", "KS01")
    act(db, case_no, "screen_in", "ZF01", opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", reason="群众举报")
    with db.writing("test_end") as session:
        assert end_delegation(session, number, person(session, "ZF01"), now=NOW)
        assert not end_delegation(session, number, person(session, "ZF01"), now=NOW)

    with pytest.raises(ActionRefused, match="代理关系"):
        act(db, case_no, "approve_check", "KS01", NOW + timedelta(days=9))


def test_what_was_asked_after_the_pair_ended_is_anybodys_to_answer(db: Database) -> None:
    party = seat(db)
    away(db, "ZF01", "KS01", until=TODAY)
    later = NOW + timedelta(days=1)
    case_no = clue(db, party)
    act(db, case_no, "screen_in", "ZF01", later, opinion="转核实")
    act(db, case_no, "ask_check", "ZF01", later, reason="群众举报")

    act(db, case_no, "approve_check", "KS01", later)


def test_only_the_absent_or_a_head_sets_a_deputy_and_it_is_written_who(db: Database) -> None:
    seat(db)

    with pytest.raises(ActionRefused, match="本人、科室负责人"):
        away(db, "ZF01", "ZF02", by="ZF02")
    with pytest.raises(ActionRefused, match="局负责人的代理"):
        away(db, "JZ01", "KS01", by="KS01")
    away(db, "ZF01", "ZF02", by="ZF01")
    away(db, "ZF03", "ZF02", by="KS01")

    with db.reading() as session:
        rows = session.exec(select(Delegation).order_by(Delegation.id)).all()
        assert [(each.giver_id, each.set_by, each.set_at) for each in rows] == [
            ("ZF01", "ZF01", NOW), ("ZF03", "KS01", NOW)
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("giver", "deputy", "since", "until", "said"),
    [
        ("ZF01", "QY01", TODAY, FRIDAY, "不是本局在岗人员"),
        ("QY01", "ZF01", TODAY, FRIDAY, "不是本局在岗人员"),
        ("ZF01", "ZF01", TODAY, FRIDAY, "另一名"),
        ("ZF01", "ZF02", FRIDAY, TODAY, "早于开始日"),
        ("ZF01", "ZF02", date(2026, 2, 1), date(2026, 2, 3), "已经过去"),
        ("ZF01", "ZF02", TODAY, date(2027, 6, 1), "不超过"),
    ],
)
def test_what_is_no_standing_in_is_refused(
    sqlite_db: Database, giver: str, deputy: str, since: date, until: date, said: str
) -> None:
    seat(sqlite_db)

    with pytest.raises(ActionRefused, match=said):
        away(sqlite_db, giver, deputy, since=since, until=until)


def test_a_second_deputy_of_the_same_days_is_refused_and_a_repeat_is_the_first(
    sqlite_db: Database,
) -> None:
    seat(sqlite_db)

    first = away(sqlite_db, "ZF01", "ZF02")
    again = away(sqlite_db, "ZF01", "ZF02")
    with pytest.raises(ActionRefused, match="已由 ZF02 代理"):
        away(sqlite_db, "ZF01", "ZF03", since=FRIDAY, until=date(2026, 3, 20))

    assert first == again
    with sqlite_db.reading() as session:
        found = delegations(session, TODAY)
        gone = delegations(session, date(2026, 3, 9))
        kept = delegations(session, date(2026, 3, 9), past=True)
    assert [(each.giver_name, each.deputy_name) for each in found] == [("执法ZF01", "执法ZF02")]
    assert (gone, len(kept)) == ([], 1)
