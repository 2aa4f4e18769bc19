"""A letter that waited: where it may still go, when a person sends it again, what a code is for."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from casework.by_hand import record_done_by_hand
from casework.contacts import end_contact, erase_person, withdraw_consent
from casework.people import person
from models import Contact, ContactPerson, Delivery, DutyRow
from models.session import Database
from notifications.channels.parcel import without_addresses
from notifications.code_letters import CodeLetter
from notifications.sending import Senders
from notifications.sending_check import ResendRefused, send_again, to_send_again
from rules.contacts import AddressKind, ContactRole
from tasks.send import send_all
from tests.notifications.standins import (
    StandIn,
    by_name,
    deliveries,
    for_a_person,
    mail,
    reachable,
    routed,
    sms,
    told,
    webhook,
)
from tests.notifications.test_reach import OWNER, contact, posted, told_of_the_order
from tests.telling import CALENDAR, NOW, ordered, settle_in

MORNING = NOW + timedelta(hours=20)
MINUTE = timedelta(minutes=1)
TO_MAIL = {"channels": ["mail"]}


def beat(db: Database, senders: Senders, now: Any = NOW) -> None:
    send_all(db, senders, lambda: now)


def again(db: Database, senders: Senders, key: str | None = None, now: Any = MORNING) -> int:
    with db.writing("test_resend") as session:
        found = to_send_again(
            session, senders, channel=None, statuses=("refused", "unknown"), key=key, on=now.date()
        )
        return send_again(session, found, now, "KS01")


def test_a_resend_after_its_time_has_its_channels_time_anew(
    db: Database, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, TO_MAIL)
    reachable(db, "ZF01", "mail", "lose@example.cn")
    senders = by_name(mail(post_office))
    told(db, senders, 1, statutory=True)
    beat(db, senders)
    [row] = deliveries(db)

    assert again(db, senders, row.key) == 1
    [held] = for_a_person(db)
    beat(db, senders, MORNING)

    assert (held.status, held.result["sent_again_by"]) == ("held", "KS01")
    assert [each["repeat"] for each in post_office.journal()] == [False, True]
    assert deliveries(db)[0].status == "sent"
    assert deliveries(db)[0].due_at == MORNING + timedelta(minutes=240)
    assert [each.status for each in for_a_person(db)] == ["done"]


def test_a_resend_that_fails_stands_on_the_docket_again(db: Database, gateway: StandIn) -> None:
    settle_in(db)
    routed(db, {"channels": ["webhook"]})
    senders = by_name(webhook(gateway))
    told(db, senders, 1, statutory=True)
    gateway.behave("refuse")
    beat(db, senders)
    with db.writing("test_by_hand") as session:
        [item] = session.exec(select(DutyRow).where(DutyRow.kind == "ask_sending"))
        assert (
            record_done_by_hand(session, item.key, "已电话", person(session, "KS01"), now=NOW) == ""
        )
    assert [each.status for each in for_a_person(db)] == ["done"]

    again(db, senders)
    beat(db, senders, MORNING)

    assert [(each.status, each.created_at) for each in for_a_person(db)] == [("held", MORNING)]


def code_for(db: Database, senders: Senders, address: str) -> int:
    party_id = settle_in(db)
    routed(db, {"audience": "party", "channels": ["mail", "webhook"]})
    contact(db, party_id, "王五", ContactRole.ENVIRONMENT_HEAD, "wangwu@rival.cn")
    number = contact(db, party_id, "赵六", ContactRole.HANDLER, address, confirmed=False)
    letter = CodeLetter(number, party_id, OWNER, AddressKind.MAIL, address, "012345", 1, minutes=30)
    posted(db, letter, senders)
    return number


def test_a_code_is_read_at_its_one_address_or_nowhere(db: Database, post_office: StandIn) -> None:
    senders = by_name(mail(post_office))
    code_for(db, senders, "refuse@nosuch.cn")

    for minutes in range(3):
        beat(db, senders, NOW + minutes * MINUTE)

    assert [(each.address, each.status) for each in deliveries(db)] == [
        ("refuse@nosuch.cn", "refused")
    ]
    assert post_office.journal() == []
    assert again(db, senders) == again(db, senders, deliveries(db)[0].key) == 0


def test_a_code_that_has_ended_is_not_sent(db: Database, post_office: StandIn) -> None:
    senders = by_name(mail(post_office))
    code_for(db, senders, "zhaoliu@x.cn")

    beat(db, senders, NOW + timedelta(minutes=30))

    assert [(each.status, each.channel) for each in deliveries(db)] == [("lapsed", "mail")]
    assert post_office.journal() == []


def test_a_code_knows_no_quiet_hours(sqlite_db: Database, post_office: StandIn) -> None:
    senders = by_name(mail(post_office))
    code_for(sqlite_db, senders, "later@x.cn")
    night = NOW + timedelta(hours=14)
    with sqlite_db.writing("test_night") as session:
        row = session.exec(select(Delivery)).one()
        row.created_at, row.try_at, row.due_at = night, night, night + timedelta(minutes=30)
        session.add(row)

    for minutes in (0, 1, 5, 31):
        now = night + minutes * MINUTE
        send_all(sqlite_db, senders, lambda now=now: now, calendar=CALENDAR)  # type: ignore[misc]

    [row] = deliveries(sqlite_db)
    assert (row.status, row.attempts) == ("lapsed", 3)


def withdrawn(session: Session, contact_id: int, _person_id: int) -> None:
    withdraw_consent(session, contact_id, "不愿再收", person(session, "KS01"), now=NOW)


def ended(session: Session, contact_id: int, _person_id: int) -> None:
    end_contact(session, contact_id, "离职", person(session, "KS01"), now=NOW)


def erased(session: Session, _contact_id: int, person_id: int) -> None:
    erase_person(session, person_id, "本人要求删除", person(session, "KS01"), now=NOW)


def waiting_for(db: Database, senders: Senders, *, statutory: bool = False) -> tuple[int, int]:
    """Let an enterprise be told at its one address, and answer the numbers of it and its owner."""
    party_id = settle_in(db)
    ordered(db, party_id)
    routed(db, {"audience": "party", "channels": ["mail"]})
    number = contact(db, party_id, "张三", ContactRole.HANDLER, "zhangsan@private.cn")
    told_of_the_order(db, senders, statutory=statutory)
    with db.reading() as session:
        return number, int(session.exec(select(ContactPerson.id)).one() or 0)


@pytest.mark.parametrize("gone", [withdrawn, ended, erased])
def test_nothing_goes_to_an_address_that_is_gone_since(
    sqlite_db: Database, post_office: StandIn, gone: Callable[[Session, int, int], None]
) -> None:
    senders = by_name(mail(post_office))
    numbers = waiting_for(sqlite_db, senders, statutory=True)
    with sqlite_db.writing("test_gone") as session:
        gone(session, *numbers)

    for minutes in range(3):
        beat(sqlite_db, senders, NOW + minutes * MINUTE)

    [row] = deliveries(sqlite_db)
    assert (row.status, post_office.journal()) == ("lapsed", [])
    assert "没有送出" in for_a_person(sqlite_db)[0].last_error
    if gone is erased:
        assert (row.address, row.receipt) == ("", {})
        assert "private" not in for_a_person(sqlite_db)[0].last_error


def test_a_letter_whose_address_is_gone_goes_to_the_next_one(
    db: Database, post_office: StandIn
) -> None:
    senders = by_name(mail(post_office))
    number, _ = waiting_for(db, senders)
    with db.writing("test_gone") as session:
        ended(session, number, 0)
        party_id = session.exec(select(ContactPerson.party_id)).one()
    contact(db, party_id, "李四", ContactRole.HANDLER, "lisi@x.cn")

    beat(db, senders)

    assert [each["to"] for each in post_office.journal()] == ["lisi@x.cn"]
    assert [each.status for each in deliveries(db)] == ["lapsed", "sent"]


def test_a_storms_digest_goes_to_the_address_of_its_day(
    sqlite_db: Database, post_office: StandIn
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, TO_MAIL)
    reachable(sqlite_db, "ZF01", "mail", "old@x.cn")
    senders = by_name(mail(post_office))
    for number in range(6):
        told(sqlite_db, senders, number, cause="same")
    with sqlite_db.writing("test_moved") as session:
        old = session.exec(select(Contact)).one()
        old.ended_at = NOW
        session.add(old)
    reachable(sqlite_db, "ZF01", "mail", "new@x.cn")

    beat(sqlite_db, senders, NOW + 11 * MINUTE)

    assert {each["to"] for each in post_office.journal()} == {"new@x.cn"}
    assert "汇总" in post_office.journal()[-1]["subject"]


def test_without_an_address_nothing_is_sent_again(db: Database, post_office: StandIn) -> None:
    settle_in(db)
    routed(db, TO_MAIL)
    reachable(db, "ZF01", "mail", "refuse@x.cn")
    senders = by_name(mail(post_office))
    told(db, senders, 1)
    beat(db, senders)

    assert again(db, senders) == 0
    with pytest.raises(ResendRefused, match="没有这个通道可用的地址"):
        again(db, senders, deliveries(db)[0].key)


def test_what_the_next_channel_took_is_not_offered_again(
    sqlite_db: Database, post_office: StandIn, gateway: StandIn
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, {"channels": ["mail", "webhook"]})
    reachable(sqlite_db, "ZF01", "mail", "refuse@x.cn")
    senders = by_name(mail(post_office), webhook(gateway))
    told(sqlite_db, senders, 1)
    beat(sqlite_db, senders)
    beat(sqlite_db, senders, NOW + MINUTE)
    reachable(sqlite_db, "ZF01", "mail", "zf01@x.cn")

    assert again(sqlite_db, senders) == 0
    assert again(sqlite_db, senders, deliveries(sqlite_db)[0].key) == 1


def test_service_that_no_channel_can_write_stands_on_the_docket_once(db: Database) -> None:
    senders: Senders = by_name(mail(StandIn(9, Path())))
    party_id = settle_in(db)
    ordered(db, party_id)
    routed(db, {"audience": "party", "channels": ["mail"]})

    told_of_the_order(db, senders)
    assert for_a_person(db) == []
    told_of_the_order(db, senders, statutory=True)
    told_of_the_order(db, senders, statutory=True)

    [item] = for_a_person(db)
    assert (item.status, item.case_id is not None) == ("held", True)
    assert "没有可用的联系方式" in item.last_error


def test_a_bare_refusal_kills_an_address_on_the_second_day_alone(
    db: Database, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, TO_MAIL)
    reachable(db, "ZF01", "mail", "bare@private.cn")
    reachable(db, "ZF01", "mail", "zf01@example.cn")
    senders = by_name(mail(post_office))

    dead = []
    for number, now in enumerate((NOW, NOW + MINUTE, NOW + timedelta(days=1))):
        told(db, senders, number, now=now)
        beat(db, senders, now)
        beat(db, senders, now + MINUTE)
        with db.reading() as session:
            rows = session.exec(select(Contact).order_by(Contact.id)).all()  # type: ignore[arg-type]
            dead.append([each.bounced_at is not None for each in rows])

    assert dead == [[False, False], [False, False], [True, False]]
    assert [each["to"] for each in post_office.journal()] == ["zf01@example.cn"] * 3
    said = " ".join(each.last_error for each in deliveries(db))
    assert "bare@private.cn" not in said
    assert "SMTP 550 <b***@private.cn>" in said


def test_what_a_server_says_of_an_address_is_kept_without_it() -> None:
    said = "SMTP 550 <zhangsan@qq.com>: user ZHANGSAN not found (13800001234); see a@b.cn"

    kept = without_addresses(said, "zhangsan@qq.com")

    assert kept == "SMTP 550 <z***@qq.com>: user z*** not found (138****1234); see a***@b.cn"


def test_a_resend_to_another_number_is_no_repeat_to_its_gateway(
    db: Database, gateway: StandIn
) -> None:
    settle_in(db)
    routed(db, {"channels": ["sms"]})
    reachable(db, "ZF01", "phone", "13800000001")
    senders = by_name(sms(gateway))
    told(db, senders, 1)
    beat(db, senders)
    with db.writing("test_moved") as session:
        row, old = session.exec(select(Delivery)).one(), session.exec(select(Contact)).one()
        row.status, old.ended_at = "unknown", NOW
        session.add_all([row, old])
    reachable(db, "ZF01", "phone", "13800000002")

    again(db, senders)
    beat(db, senders, MORNING)

    assert [each["to"] for each in gateway.journal()] == ["13800000001", "13800000002"]
    assert deliveries(db)[0].receipt["status"] == "accepted"
