"""At night nobody is woken by a second try or another channel's leavings; service never waits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models import Delivery, DutyRow
from models.session import Database
from notifications.channels.parcel import Answer, Went
from notifications.sending import PRESSING, REMINDER, Errand, Senders
from notifications.sending_storm import LET_THROUGH, WINDOW
from rules.deadlines import SHANGHAI
from tasks.deliver import Services, deliver_notices
from tasks.send import send_all
from tests.notifications.standins import by_name, deliveries, routed, told
from tests.tasks.scripted import Scripted
from tests.tasks.test_deliver_notices import claimed
from tests.telling import CALENDAR, clue, settle_in

EVENING = datetime(2026, 11, 19, 12, 30, tzinfo=UTC)
"""A Thursday, 20:30 in Shanghai: quiet hours begin at 21:00 and end at 08:00."""

NIGHT, LATE_NIGHT = EVENING + timedelta(minutes=40), EVENING + timedelta(hours=6)
MORNING = datetime(2026, 11, 20, 8, 0, 1, tzinfo=SHANGHAI)
FRIDAY_NIGHT = datetime(2026, 11, 20, 22, 0, tzinfo=SHANGHAI)


def beat(db: Database, senders: Senders, now: datetime) -> None:
    send_all(db, senders, lambda: now, calendar=CALENDAR)


def office(db: Database, *names: str) -> tuple[Scripted, ...]:
    settle_in(db)
    routed(db, {"channels": list(names), "minutes": 60})
    return tuple(Scripted(each) for each in names)


@pytest.mark.parametrize("went", [Went.LATER, Went.BUSY, Went.NOT_SENT, Went.UNKNOWN])
def test_a_reminder_is_tried_again_in_the_morning(db: Database, went: Went) -> None:
    (channel,) = office(db, "webhook")
    channel.answers = [Answer(went, "没有送出", wait=60.0)]
    senders = by_name(channel)
    told(db, senders, 1, now=EVENING)
    beat(db, senders, EVENING)

    for now in (NIGHT, LATE_NIGHT):
        beat(db, senders, now)
    at_night = len(channel.given)
    beat(db, senders, MORNING)

    assert (at_night, len(channel.given)) == (1, 2)
    assert [each.status for each in deliveries(db)] == ["sent"]


def test_a_reminder_passes_to_the_next_channel_in_the_morning(db: Database) -> None:
    first, second = office(db, "webhook", "sms")
    first.answers = [Answer(Went.REFUSED, "停用")]
    senders = by_name(first, second)
    told(db, senders, 1, now=NIGHT)
    beat(db, senders, NIGHT)
    beat(db, senders, LATE_NIGHT)
    at_night = len(second.given)
    beat(db, senders, MORNING)

    assert (len(first.given), at_night, len(second.given)) == (1, 0, 1)


def test_a_reminder_does_not_run_through_its_channels_while_they_must_wait(db: Database) -> None:
    first, second = office(db, "webhook", "sms")
    first.answers = [Answer(Went.NOT_SENT, "连不上")] * 2
    senders = by_name(first, second)
    told(db, senders, 1, now=EVENING)
    beat(db, senders, EVENING)
    for hour in range(1, 11):
        beat(db, senders, EVENING + timedelta(hours=hour))
    statuses = [each.status for each in deliveries(db)]
    beat(db, senders, MORNING)

    assert statuses == ["waiting"]
    assert [(each.channel, each.status) for each in deliveries(db)] == [
        ("webhook", "lapsed"), ("sms", "sent")
    ]  # fmt: skip


def test_service_is_tried_again_and_passed_on_at_night(db: Database) -> None:
    first, second = office(db, "webhook", "sms")
    first.answers = [Answer(Went.LATER, "稍后"), Answer(Went.REFUSED, "停用")]
    senders = by_name(first, second)
    told(db, senders, 1, statutory=True, now=NIGHT)
    beat(db, senders, NIGHT)
    for minute in (1, 2):
        beat(db, senders, NIGHT + timedelta(minutes=minute))

    assert (len(first.given), len(second.given)) == (2, 1)


def test_what_is_told_at_night_for_the_first_time_goes_out_at_once(db: Database) -> None:
    (channel,) = office(db, "webhook")
    told(db, by_name(channel), 1, now=LATE_NIGHT)

    beat(db, by_name(channel), LATE_NIGHT + timedelta(seconds=5))

    assert len(channel.given) == 1


def test_what_a_dead_gateway_kept_back_does_not_come_in_the_night(db: Database) -> None:
    (channel,) = office(db, "webhook")
    senders = by_name(channel)
    told(db, senders, 1, now=EVENING)

    beat(db, senders, LATE_NIGHT)
    at_night = len(channel.given)
    beat(db, senders, MORNING)

    assert (at_night, len(channel.given)) == (0, 1)


def test_a_weekend_is_quiet_too(db: Database) -> None:
    (channel,) = office(db, "webhook")
    channel.answers = [Answer(Went.LATER, "稍后")]
    senders = by_name(channel)
    told(db, senders, 1, now=FRIDAY_NIGHT)
    beat(db, senders, FRIDAY_NIGHT)
    beat(db, senders, FRIDAY_NIGHT + timedelta(hours=14))
    on_saturday = len(channel.given)
    beat(db, senders, FRIDAY_NIGHT + timedelta(hours=58, minutes=1))

    assert (on_saturday, len(channel.given)) == (1, 2)


def test_a_digest_waits_for_the_morning(db: Database) -> None:
    (channel,) = office(db, "webhook")
    senders = by_name(channel)
    for number in range(LET_THROUGH + 2):
        told(db, senders, number, now=NIGHT, cause="storm")
    beat(db, senders, NIGHT)
    beat(db, senders, NIGHT + WINDOW)
    at_night = len(channel.given)
    beat(db, senders, MORNING)

    assert (at_night, len(channel.given)) == (LET_THROUGH, LET_THROUGH + 1)


def test_a_pressing_reminder_goes_again_at_night_before_the_others(db: Database) -> None:
    (channel,) = office(db, "webhook")
    channel.answers = [Answer(Went.LATER, "稍后")]
    senders = by_name(channel)
    told(db, senders, 1, now=NIGHT)
    with db.writing("test_press") as session:
        session.exec(select(Delivery)).one().priority = PRESSING
    beat(db, senders, NIGHT)

    beat(db, senders, NIGHT + timedelta(minutes=1))

    assert len(channel.given) == 2


@pytest.mark.parametrize(
    ("clock", "due_on", "place"),
    [
        pytest.param("LOCAL-RECTIFY", "2026-11-25", REMINDER, id="ordinary"),
        pytest.param("LOCAL-RECTIFY", "2026-11-19", PRESSING, id="over before the morning"),
        pytest.param("LOCAL-RECTIFY", "2026-11-10", REMINDER, id="over already"),
        pytest.param("ENF-APPLY", "2026-11-25", PRESSING, id="red"),
        pytest.param("NO-SUCH", "2026-11-19", REMINDER, id="unknown"),
    ],
)
def test_a_reminder_presses_by_its_clock(
    sqlite_db: Database, clock: str, due_on: str, place: int
) -> None:
    clue(sqlite_db, settle_in(sqlite_db), EVENING)
    routed(sqlite_db, {"channels": ["webhook"]})
    channel = Scripted("webhook")
    payload = {
        "notice": "clock_warning", "to": ["ZF01"], "rung": "due", "clock": clock,
        "clock_title": "限期", "subject": "", "due_on": due_on, "provisional": False,
        "evidence": "verified", "basis": "法条",
    }  # fmt: skip
    with sqlite_db.writing("test_rung") as session:
        session.add(
            DutyRow(
                key="rung", case_id=1, seq=1, kind="notice", name="rung:due", payload=payload,
                created_at=EVENING, offered_until=EVENING, try_at=EVENING,
            )
        )  # fmt: skip
    services = Services((), CALENDAR, lambda: EVENING, by_name(channel))

    deliver_notices(sqlite_db, claimed(sqlite_db, EVENING), services, EVENING)

    assert [each.priority for each in deliveries(sqlite_db) if each.key[:4] == "rung"] == [place]


def test_service_comes_before_what_presses() -> None:
    assert Errand("x", statutory=True, pressing=True).priority < PRESSING < REMINDER
