"""What the sending engine makes of each answer a receiver can give, or not give."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import select

from casework.worklist import stuck_duties
from models import ChannelState, Digest, Notice
from models.session import Database
from notifications.channels.gateway import HttpGateway
from notifications.sending_state import OPENS_AFTER
from notifications.sending_storm import LET_THROUGH, WINDOW
from tasks.send import send_all, send_once
from tests.notifications.standins import (
    StandIn,
    by_name,
    deliveries,
    for_a_person,
    mail,
    reachable,
    routed,
    sms,
    standing_in,
    told,
    webhook,
)
from tests.telling import NOW, settle_in

TO_PLATFORM = {"audience": "authority", "channels": ["webhook"]}


def at(instant: datetime = NOW) -> Any:
    return lambda: instant


def state(db: Database, name: str = "webhook") -> ChannelState:
    with db.reading() as session:
        return session.exec(select(ChannelState).where(ChannelState.name == name)).one()


def test_a_letter_reaches_the_gateway_once_with_its_receipt(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    senders = by_name(webhook(gateway))

    told(db, senders, 1)
    told(db, senders, 1)
    send_all(db, senders, at())
    send_all(db, senders, at(NOW + timedelta(hours=1)))

    [row] = deliveries(db)
    assert (row.status, row.attempts, row.receipt["status"]) == ("sent", 1, "accepted")
    assert [each["to"] for each in gateway.journal()] == ["ZF01"]
    assert "ZF" not in gateway.journal()[0]["key"]


def test_without_a_route_nothing_leaves_the_house(sqlite_db: Database, gateway: StandIn) -> None:
    settle_in(sqlite_db)

    told(sqlite_db, by_name(webhook(gateway)), 1)

    assert deliveries(sqlite_db) == []


def test_a_lost_reply_is_repeated_under_the_same_key(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    senders = by_name(webhook(gateway))
    told(db, senders, 1)
    gateway.behave("lose", "ok")

    send_all(db, senders, at())

    [row] = deliveries(db)
    assert (row.status, row.receipt["status"]) == ("sent", "duplicate")
    assert len(gateway.journal()) == 1


def test_an_answer_that_comes_twice_is_nobody_elses(sqlite_db: Database, gateway: StandIn) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, TO_PLATFORM)
    senders = by_name(webhook(gateway, batch=1))
    for number in range(3):
        told(sqlite_db, senders, number)
    gateway.behave("twice", "refuse", "ok")

    send_all(sqlite_db, senders, at())

    assert [each.status for each in deliveries(sqlite_db)] == ["sent", "refused", "sent"]
    assert len(gateway.journal()) == 2


def test_a_parcel_the_answer_does_not_name_is_unknown_and_sent_again(
    sqlite_db: Database, gateway: StandIn
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, TO_PLATFORM)
    senders = by_name(webhook(gateway))
    told(sqlite_db, senders, 1)
    told(sqlite_db, senders, 2)
    gateway.behave("forget_first", "ok")

    send_all(sqlite_db, senders, at())
    first, second = deliveries(sqlite_db)
    send_all(sqlite_db, senders, at(NOW + timedelta(minutes=1)))

    assert (first.status, first.repeat, second.status) == ("waiting", True, "sent")
    assert [each.status for each in deliveries(sqlite_db)] == ["sent", "sent"]
    assert len(gateway.journal()) == 2


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    senders = by_name(webhook(gateway))
    told(db, senders, 1)
    gateway.behave("busy:90", "ok")

    send_all(db, senders, at())
    [busy] = deliveries(db)
    told(db, senders, 2)
    send_all(db, senders, at(NOW + timedelta(seconds=89)))
    asked = gateway.requests()
    send_all(db, senders, at(NOW + timedelta(seconds=91)))

    assert (busy.status, busy.attempts, busy.repeat) == ("waiting", 0, False)
    assert asked == 1
    assert state(db).state == "closed"
    assert [each.status for each in deliveries(db)] == ["sent", "sent"]


def test_a_dead_channel_is_left_alone_and_tried_with_one_letter(
    db: Database, gateway: StandIn
) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    senders = by_name(webhook(gateway, batch=1))
    for number in range(OPENS_AFTER + 3):
        told(db, senders, number)
    gateway.behave("status:401")

    send_all(db, senders, at())
    asked, opened = gateway.requests(), state(db)
    send_all(db, senders, at(NOW + timedelta(seconds=20)))
    assert gateway.requests() == asked == OPENS_AFTER
    assert opened.state == "open"
    send_all(db, senders, at(NOW + timedelta(seconds=31)))
    probed, again = gateway.requests(), state(db)
    gateway.behave("ok")
    send_all(db, senders, at(NOW + timedelta(minutes=5)))

    assert (probed, again.state) == (OPENS_AFTER + 1, "open")
    assert again.open_until - (NOW + timedelta(seconds=31)) == timedelta(seconds=60)
    assert state(db).state == "closed"
    assert {each.status for each in deliveries(db)} == {"sent"}


def test_two_processes_see_one_breaker(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    one, other = webhook(gateway, batch=1), webhook(gateway, batch=1)
    for number in range(OPENS_AFTER + 2):
        told(db, by_name(one), number)
    gateway.behave("status:500")

    for number in range(OPENS_AFTER):
        send_once(db, (one, other)[number % 2], by_name(one), at())

    assert send_once(db, other, by_name(other), at()) == {}
    assert state(db).state == "open"


def test_a_channel_keeps_to_its_rate_whoever_asks(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    senders = by_name(webhook(gateway, per_second=4.0))
    for number in range(10):
        told(db, senders, number)

    sent = []
    for second in range(3):
        send_all(db, senders, at(NOW + timedelta(seconds=second)))
        send_all(db, senders, at(NOW + timedelta(seconds=second)))
        sent.append(len(gateway.journal()))

    assert sent == [4, 8, 10]


def test_service_goes_first_while_reminders_wait(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    senders = by_name(webhook(gateway, batch=5))
    for number in range(20):
        told(db, senders, number)
    told(db, senders, 99, statutory=True)

    send_once(db, senders["webhook"], senders, at())

    assert [each.statutory for each in deliveries(db) if each.status == "sent"] == [
        False, False, False, False, True
    ]  # fmt: skip


def test_a_refused_letter_goes_the_next_way_with_a_time_of_its_own(
    db: Database, gateway: StandIn, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, {"audience": "authority", "channels": ["mail", "webhook"], "minutes": 60})
    reachable(db, "ZF01", "mail", "refuse@example.gov.cn")
    senders = by_name(mail(post_office), webhook(gateway))
    told(db, senders, 1)

    later = NOW + timedelta(minutes=5)
    send_all(db, senders, at(later))
    send_all(db, senders, at(later))

    first, second = deliveries(db)
    assert (first.channel, first.status) == ("mail", "refused")
    assert "550" in first.last_error
    assert (second.channel, second.status, second.due_at) == ("webhook", "sent", None)
    assert first.due_at == NOW + timedelta(minutes=60)


def test_what_a_channel_cannot_deliver_in_time_goes_the_next_way(
    db: Database, gateway: StandIn, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, {"channels": ["mail", "webhook", "sms"], "minutes": 60})
    reachable(db, "ZF01", "mail", "later@example.gov.cn")
    reachable(db, "ZF01", "phone", "13800000000")
    senders = by_name(mail(post_office), webhook(gateway), sms(gateway))
    told(db, senders, 1)
    send_all(db, senders, at())

    late = NOW + timedelta(minutes=61)
    send_all(db, senders, at(late))

    first, second = deliveries(db)
    assert (first.status, second.channel, second.status) == ("lapsed", "webhook", "sent")
    assert second.due_at == late + timedelta(minutes=60)


def test_somebody_without_an_address_gets_the_next_way_at_once(
    sqlite_db: Database, gateway: StandIn, post_office: StandIn
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, {"channels": ["mail", "sms"]})
    reachable(sqlite_db, "ZF01", "mail", "old@example.gov.cn", bounced_at=NOW)
    reachable(sqlite_db, "ZF01", "phone", "13800000000")

    told(sqlite_db, by_name(mail(post_office), sms(gateway)), 1)

    assert [(each.channel, each.address) for each in deliveries(sqlite_db)] == [
        ("sms", "13800000000")
    ]


def test_a_reminder_of_unknown_outcome_is_repeated_and_says_so(
    db: Database, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, {"channels": ["mail"]})
    reachable(db, "ZF01", "mail", "lose@example.gov.cn")
    senders = by_name(mail(post_office))
    told(db, senders, 1)

    send_all(db, senders, at())
    [unknown] = deliveries(db)
    send_all(db, senders, at(NOW + timedelta(minutes=2)))

    first, second = post_office.journal()
    assert (unknown.status, unknown.repeat) == ("waiting", True)
    assert (first["id"], first["date"]) == (second["id"], second["date"])
    assert (first["repeat"], second["repeat"]) == (False, True)
    assert second["subject"] == f"【重发】{first['subject']}"
    assert deliveries(db)[0].receipt["repeat"]


def test_service_of_unknown_outcome_goes_to_a_person_and_is_not_repeated(
    db: Database, gateway: StandIn, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, {"channels": ["mail", "webhook"]})
    reachable(db, "ZF01", "mail", "lose@example.gov.cn")
    senders = by_name(mail(post_office), webhook(gateway))
    told(db, senders, 1, statutory=True)

    for hour in range(6):
        send_all(db, senders, at(NOW + timedelta(hours=hour)))

    [row] = deliveries(db)
    [asked] = for_a_person(db)
    with db.reading() as session:
        [shown] = stuck_duties(session)
    assert (row.status, len(post_office.journal()), gateway.journal()) == ("unknown", 1, [])
    assert "结果不明" in shown.why
    assert "程序不再重发" in shown.why
    assert (asked.status, asked.statutory) == ("held", True)


def test_service_that_surely_was_not_sent_goes_the_next_way_then_to_a_person(
    db: Database, gateway: StandIn, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, {"channels": ["mail", "webhook"]})
    reachable(db, "ZF01", "mail", "refuse@example.gov.cn")
    senders = by_name(mail(post_office), webhook(gateway))
    told(db, senders, 1, statutory=True)
    gateway.behave("refuse")

    for minute in range(3):
        send_all(db, senders, at(NOW + timedelta(minutes=minute)))

    assert [(each.channel, each.status) for each in deliveries(db)] == [
        ("mail", "refused"), ("webhook", "refused")
    ]  # fmt: skip
    assert "没有送出" in for_a_person(db)[0].last_error


def test_a_storm_of_one_cause_becomes_one_digest(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, TO_PLATFORM)
    senders = by_name(webhook(gateway))
    for number in range(30):
        told(db, senders, number, cause="日历版本更新")
    told(db, senders, 50, cause="日历版本更新", person="ZF02")
    told(db, senders, 51, cause="日历版本更新", statutory=True)

    send_all(db, senders, at())
    at_once = len(gateway.journal())
    send_all(db, senders, at(NOW + WINDOW))
    send_all(db, senders, at(NOW + WINDOW * 2))

    last = gateway.journal()[-1]
    with db.reading() as session:
        [digest] = session.exec(select(Digest)).all()
        notice = session.get(Notice, digest.notice_id)
    assert at_once == LET_THROUGH + 2
    assert (len(gateway.journal()), digest.letters) == (at_once + 1, 30 - LET_THROUGH)
    assert last["subject"] == f"每日待办等 {30 - LET_THROUGH} 件提醒汇总"
    assert notice is not None
    assert notice.body.count("<li>") == 30 - LET_THROUGH
    assert {each.status for each in deliveries(db)} == {"sent", "gathered"}


def test_a_tampered_letter_is_not_sent_and_does_not_stop_the_others(
    sqlite_db: Database, gateway: StandIn
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, TO_PLATFORM)
    senders = by_name(webhook(gateway))
    told(sqlite_db, senders, 1)
    told(sqlite_db, senders, 2)
    with sqlite_db.writing("test_tamper") as session:
        row = session.exec(select(Notice).order_by(Notice.id)).first()  # type: ignore[arg-type]
        row.body += "<p>请汇款</p>"
        session.add(row)

    send_all(sqlite_db, senders, at())

    assert [each.status for each in deliveries(sqlite_db)] == ["refused", "sent"]
    assert len(gateway.journal()) == 1


def test_a_channel_that_breaks_leaves_the_others_working(
    sqlite_db: Database, gateway: StandIn
) -> None:
    class Broken(HttpGateway):
        def send(self, *_: Any) -> Any:
            raise RuntimeError("bug")

    settle_in(sqlite_db)
    routed(sqlite_db, {"channels": ["sms"], "copies": ["webhook"]})
    reachable(sqlite_db, "ZF01", "phone", "13800000000")
    senders = by_name(Broken("sms", gateway.url), webhook(gateway))
    told(sqlite_db, senders, 1)

    send_all(sqlite_db, senders, at())

    assert [(each.channel, each.status) for each in deliveries(sqlite_db)] == [
        ("sms", "waiting"), ("webhook", "sent")
    ]  # fmt: skip


def test_a_gateway_that_ignores_keys_is_declared_so_and_repeats_are_marked(
    sqlite_db: Database, tmp_path: Path
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, TO_PLATFORM)
    with standing_in("gateway", tmp_path / "deaf.jsonl", "--ignores-keys") as deaf:
        senders = by_name(webhook(deaf, knows_keys=False))
        told(sqlite_db, senders, 1)
        told(sqlite_db, senders, 2, statutory=True)
        deaf.behave("lose", "ok")
        send_all(sqlite_db, senders, at())
        send_all(sqlite_db, senders, at(NOW + timedelta(minutes=1)))

        service, reminder = sorted(deliveries(sqlite_db), key=lambda each: not each.statutory)
        assert (service.status, reminder.status) == ("unknown", "sent")
        marks = [each["repeat"] for each in deaf.journal() if "重发" in each["subject"]]
        assert (len(deaf.journal()), marks) == (3, [True])
