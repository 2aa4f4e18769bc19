"""A newly published holiday moves exactly the open clocks that it should (alaveteli #7292)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from casework.act import take_action
from casework.calendar_versions import calendar_in_force, load_notice, loaded_notices
from casework.calendars import national_calendar, parse_notice
from casework.confirm import confirm_clock
from casework.open_case import Opened, open_case
from casework.recompute import clocks_behind
from casework.sweep import sweep_clock
from casework.verify import verify
from deploy.recompute import recompute
from deploy.relay import relay_once
from models import CaseEvent, Clock, ClockValue, DistrictSetting, DutyRow, Officer, Party
from models.session import Database
from rules.case_view import SYSTEM, ActionRefused, Person
from rules.deadlines import end_of_day
from rules.vocabulary import R
from tests.telling import services

NOW = datetime(2026, 12, 1, 1, tzinfo=UTC)
HEAD = Person("KZ01", "科长", frozenset({R.SECTION_HEAD}))
WINDOW = Person("CK01", "窗口", frozenset({R.RECEPTIONIST}))
NOTICE_2027 = """
[notice]
year = 2027
title = "测试用2027年放假安排"
number = "测试"
published_on = 2026-12-05
source = "测试文本，非正式文件"
[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03
work = []
[[holiday]]
name = "春节"
from = 2027-02-05
to = 2027-02-13
work = [2027-01-31, 2027-02-20]
[[holiday]]
name = "清明节"
from = 2027-04-03
to = 2027-04-05
[[holiday]]
name = "劳动节"
from = 2027-05-01
to = 2027-05-05
[[holiday]]
name = "端午节"
from = 2027-06-07
to = 2027-06-09
[[holiday]]
name = "中秋节"
from = 2027-09-15
to = 2027-09-17
[[holiday]]
name = "国庆节"
from = 2027-10-01
to = 2027-10-07
"""


def settle(session: Session) -> int:
    party = Party(uscc="91310117MA1RH0XX2K", name="试验纺织有限公司", created_at=NOW)
    session.add(party)
    session.add(Officer(id="KZ01", name="科长", roles=["section_head"]))
    session.add(Officer(id="CK01", name="窗口", roles=["receptionist"]))
    session.flush()
    assert party.id is not None
    return party.id


def opened(db: Database, name: str, received_on: date, kinds: tuple[str, ...]) -> str:
    with db.writing(f"test_open_{name}") as session:
        known = session.exec(select(Party.id)).first()
        party = known or settle(session)
        calendar = calendar_in_force(session, NOW.date())
        facts = {"received_on": received_on.isoformat()}
        case_no = open_case(
            session, Opened("permit", name, party, kinds=kinds, facts=facts), SYSTEM,
            now=NOW, calendar=calendar,
        ).case_no  # fmt: skip
        take_action(session, case_no, "register", WINDOW, REGISTERED, now=NOW, calendar=calendar)
        take_action(session, case_no, "accept", WINDOW, ACCEPTED, now=NOW, calendar=calendar)
    return case_no


REGISTERED = {"platform_no": "PT2026-1"}
ACCEPTED = {
    "accepted_on": "2026-12-01",
    "under_ban": False,
    "publicity_from": "2026-11-02",
    "publicity_until": "2026-11-20",
}


def the_clock(db: Database, case_no: str, key: str) -> Clock:
    with db.reading() as session:
        return session.exec(
            select(Clock).where(Clock.key == key, Clock.open)  # type: ignore[arg-type]
        ).one()


def in_force(db: Database):
    with db.reading() as session:
        return calendar_in_force(session, NOW.date())


def load(db: Database) -> bool:
    with db.writing("test_load") as session:
        return load_notice(session, parse_notice(NOTICE_2027), HEAD, now=NOW)


def test_a_newly_published_holiday_moves_open_deadlines_alaveteli_7292(db: Database) -> None:
    case_no = opened(db, "a", date(2026, 12, 1), ("first", "key_managed"))
    before = the_clock(db, case_no, "PWXK-KEY")
    assert before.provisional

    assert load(db)
    moved = list(recompute(db, in_force(db), "2027年放假安排载入", lambda: NOW))

    after = the_clock(db, case_no, "PWXK-KEY")
    assert not after.provisional
    assert after.calendar == in_force(db).version
    # 30 working days from 2026-12-01: 22 in December after the 1st, then from Monday 4 January.
    assert after.due_on == date(2027, 1, 13)
    assert {each.clock for each in moved} <= {"PWXK-KEY"}


def test_only_clocks_whose_end_moves_get_an_event_and_notices(db: Database) -> None:
    opened(db, "short", date(2026, 12, 1), ("first", "simplified"))
    long_one = opened(db, "long", date(2026, 12, 1), ("first", "key_managed"))
    with db.writing("test_switch") as session:
        row = session.exec(select(Clock).where(Clock.key == "PWXK-KEY")).one()
        row.start_on = date(2026, 12, 31)
        row.due_on = date(2027, 2, 24)
        row.basis = "排污许可证副本"
        session.add(row)
    load(db)

    moved = list(recompute(db, in_force(db), "2027年放假安排载入", lambda: NOW))

    with db.reading() as session:
        events = session.exec(select(CaseEvent).where(CaseEvent.kind == "clock_moved")).all()
        told = session.exec(select(DutyRow).where(DutyRow.name.like("tell:moved:%"))).all()  # type: ignore[attr-defined]
        values = session.exec(select(ClockValue).where(ClockValue.clock_id == row.id)).all()
    assert [each.case_no for each in moved] == [long_one]
    assert len(events) == 1
    assert [(each.payload["basis"], each.payload["evidence"]) for each in told] == [
        ("排污许可证副本", "verified")
    ], "what its own row rests on, not what the catalogue says of all"
    assert [each.cause for each in values][-1] == "2027年放假安排载入"


def test_reminders_counted_in_working_days_move_where_the_end_stays(db: Database) -> None:
    case_no = opened(db, "red", date(2026, 12, 1), ("first", "key_managed"))
    with db.writing("test_ladder") as session:
        session.add(_before_ten_workdays())
        row = session.exec(select(Clock).where(Clock.key == "PWXK-KEY")).one()
        # As a red clock: its end is a given day, its reminders are counted back from it.
        row.limit_on = row.due_on = date(2027, 2, 26)
        row.due_at = end_of_day(date(2027, 2, 26))
        row.provisional = False
        row.next_at = end_of_day(national_calendar().add_workdays(date(2027, 2, 26), -10))
        session.add(row)
    load(db)

    moved = list(recompute(db, in_force(db), "2027年放假安排载入", lambda: NOW))

    after = the_clock(db, case_no, "PWXK-KEY")
    assert moved == []
    assert after.due_on == date(2027, 2, 26)
    assert after.next_at == end_of_day(in_force(db).add_workdays(date(2027, 2, 26), -10))
    assert after.next_at != row.next_at
    with db.reading() as session:
        assert clocks_behind(session, in_force(db)) == 0


def _before_ten_workdays() -> DistrictSetting:
    ladder = {
        "clock": "PWXK-KEY", "effective_on": "2026-01-01", "approver": "局长",
        "rungs": [{"name": "before-10wd", "workdays": -10, "tells": ["handler"]},
                  {"name": "due", "days": 0, "tells": ["handler"]}],
    }  # fmt: skip
    return DistrictSetting(
        sha256="l", effective_on=date(2026, 1, 1), loaded_by="KZ01", loaded_at=NOW,
        content={"name": "试验区", "ladders": [ladder]},
    )  # fmt: skip


def test_a_stopped_recomputation_goes_on_where_it_was_and_again_changes_nothing(
    db: Database,
) -> None:
    for number in range(3):
        opened(db, f"n{number}", date(2026, 12, 1), ("first", "key_managed"))
    load(db)
    calendar = in_force(db)
    job = recompute(db, calendar, "2027年放假安排载入", lambda: NOW)
    next(job, None)
    job.close()

    list(recompute(db, calendar, "2027年放假安排载入", lambda: NOW))

    with db.reading() as session:
        assert clocks_behind(session, calendar) == 0
        assert verify(session, calendar).flaws == ()
    assert list(recompute(db, calendar, "again", lambda: NOW)) == []


def test_loading_a_notice_twice_changes_nothing(db: Database) -> None:
    with db.writing("test_settle") as session:
        settle(session)

    assert load(db)
    version = in_force(db).version

    assert not load(db)
    assert in_force(db).version == version
    with db.reading() as session:
        assert len(loaded_notices(session)) == 1


def test_an_officer_without_office_may_not_load_a_calendar(db: Database) -> None:
    with (
        pytest.raises(ActionRefused, match="系统管理员或者负责人"),
        db.writing("test_refused") as session,
    ):
        load_notice(session, parse_notice(NOTICE_2027), WINDOW, now=NOW)


def test_an_unverified_date_lapses_nobody_until_a_person_confirmed_it(db: Database) -> None:
    with db.writing("test_open") as session:
        party = settle(session)
        calendar = calendar_in_force(session, NOW.date())
        case_no = open_case(
            session,
            Opened("permit", "u", party, kinds=("first", "key_managed"),
                   facts={"received_on": "2026-11-20"}),
            SYSTEM, now=NOW, calendar=calendar,
        ).case_no  # fmt: skip
        row = session.exec(select(Clock).where(Clock.key == "PWXK-NOTIFY")).one()
        row.evidence = "unverified"
        session.add(row)
    later = NOW + timedelta(days=1)

    with db.writing("test_sweep") as session:
        first = sweep_clock(session, int(row.id or 0), now=later, calendar=calendar)
    assert first is not None
    assert first.lapsed == ""

    with db.writing("test_confirm") as session:
        confirm_clock(
            session, case_no, "PWXK-NOTIFY", row.due_on or NOW.date(), "条例文本", HEAD, now=later
        )
    with db.writing("test_sweep_again") as session:
        second = sweep_clock(session, int(row.id or 0), now=later, calendar=calendar)

    assert second is not None
    assert second.lapsed == "deem_accepted"


def test_a_confirmation_names_the_date_it_was_given_for(db: Database) -> None:
    case_no = opened(db, "c", date(2026, 12, 1), ("first", "key_managed"))

    with (
        pytest.raises(ActionRefused, match="请刷新后核对"),
        db.writing("test_wrong") as session,
    ):
        confirm_clock(session, case_no, "PWXK-KEY", date(2030, 1, 1), "文本", HEAD, now=NOW)


def test_an_area_with_its_own_closing_day_counts_by_its_own_calendar(db: Database) -> None:
    """Several calendars in one installation (camunda CAM-12829)."""
    with db.writing("test_setting") as session:
        party = settle(session)
        other = Party(uscc="91310117MA1RH0XX3L", name="乙", area="东片区", created_at=NOW)
        session.add(other)
        session.add(
            DistrictSetting(
                sha256="s",
                effective_on=date(2026, 1, 1),
                loaded_by="KZ01",
                loaded_at=NOW,
                content={
                    "name": "试验区",
                    "closing_days": [{"day": "2026-12-02", "source": "通告", "area": "东片区"}],
                },
            )
        )
        session.flush()
        calendar = calendar_in_force(session, NOW.date())
        for number, party_id in enumerate((party, int(other.id or 0))):
            open_case(
                session,
                Opened("permit", f"area{number}", party_id, kinds=("first", "key_managed"),
                       facts={"received_on": "2026-12-01"}),
                SYSTEM, now=NOW, calendar=calendar,
            )  # fmt: skip

    with db.reading() as session:
        ends = session.exec(
            select(Clock.due_on).where(Clock.key == "PWXK-NOTIFY").order_by(Clock.id)  # type: ignore[arg-type]
        ).all()
        assert verify(session, calendar).flaws == ()
        assert clocks_behind(session, calendar) == 0

    assert ends == [date(2026, 12, 4), date(2026, 12, 7)]


def test_a_moved_date_verifies_and_its_notices_leave(db: Database, tmp_path: Path) -> None:
    turn = datetime(2026, 12, 31, 1, tzinfo=UTC)
    with db.writing("test_late_start") as session:
        party = settle(session)
        calendar = calendar_in_force(session, turn.date())
        case_no = open_case(
            session,
            Opened("permit", "late", party, kinds=("first", "key_managed"),
                   facts={"received_on": "2026-12-31"}),
            SYSTEM, now=turn, calendar=calendar,
        ).case_no  # fmt: skip
        take_action(session, case_no, "register", WINDOW, REGISTERED, now=turn, calendar=calendar)
        accepted = ACCEPTED | {"accepted_on": "2026-12-31"}
        take_action(session, case_no, "accept", WINDOW, accepted, now=turn, calendar=calendar)
    load(db)

    moved = list(recompute(db, in_force(db), "2027年放假安排载入", lambda: turn))

    assert [each.clock for each in moved] == ["PWXK-KEY"]
    later = turn + timedelta(minutes=5)
    outcomes = relay_once(db, services(db, tmp_path, lambda: later), later)
    with db.reading() as session:
        assert verify(session, in_force(db)).flaws == ()
        waiting = session.exec(select(DutyRow).where(DutyRow.status != "done")).all()
    assert waiting == []
    assert outcomes["done"] > 0
    assert [*tmp_path.rglob(f"{case_no}-clock_moved-*.html")]
