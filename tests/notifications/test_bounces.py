"""Mail that came back marks its address once, and its letter goes another way."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest
from sqlmodel import select

from models import Contact, ContactEvent
from models.session import Database
from notifications.bounces import BounceUnreadable, Recorded, read_bounce, record_bounces
from notifications.channels.parcel import Address, sent_key
from notifications.sending import Senders
from tasks.send import send_all
from tests.notifications.standins import (
    by_name,
    deliveries,
    for_a_person,
    reachable,
    routed,
    told,
)
from tests.tasks.scripted import Scripted
from tests.telling import NOW, settle_in

BACK = NOW + timedelta(hours=2)
GONE = "550 5.1.1 <zf01@example.cn>: Recipient address rejected: User unknown"


def notification(
    address: str = "zf01@example.cn", *, key: str = "", status: str = "5.1.1", reply: str = GONE,
    action: str = "failed", at: datetime | None = BACK, final: str = "",
) -> bytes:  # fmt: skip
    """Answer a notification as a mail server writes one."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "MAILER-DAEMON@example.cn", "permit@example.gov.cn"
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    if at is not None:
        mail["Date"] = format_datetime(at)
    mail.set_content("您的邮件没有送到。")
    mail.make_mixed()
    mail.replace_header(
        "Content-Type", 'multipart/report; report-type=delivery-status; boundary="b"'
    )
    lines = ["Reporting-MTA: dns; mx.example.cn", "", f"Original-Recipient: rfc822;{address}",
             f"Final-Recipient: rfc822;{final or address}", f"Action: {action}",
             f"Status: {status}", f"Diagnostic-Code: smtp; {reply}", ""]  # fmt: skip
    parts = ["This is a MIME report.", "--b", "Content-Type: text/plain; charset=utf-8", "",
             "returned", "--b", "Content-Type: message/delivery-status", "", *lines]  # fmt: skip
    if key:
        parts += ["--b", "Content-Type: text/rfc822-headers", "",
                  f"Message-ID: <{key}@example.gov.cn>", "Subject: x", ""]  # fmt: skip
    head = "".join(f"{name}: {value}\n" for name, value in mail.items())
    return f"{head}\n{chr(10).join(parts)}\n--b--\n".encode()


class MailStandIn(Scripted):
    """Writes to mail addresses."""

    @property
    def terms(self):  # type: ignore[no-untyped-def]
        from dataclasses import replace

        return replace(super().terms, address=Address.MAIL)


def office(db: Database) -> Senders:
    settle_in(db)
    routed(db, {"channels": ["mail", "webhook"]})
    reachable(db, "ZF01", "mail", "zf01@example.cn")
    return by_name(MailStandIn("mail"), Scripted("webhook"))


def sent(db: Database, senders: Senders, *, statutory: bool = False) -> str:
    told(db, senders, 1, statutory=statutory)
    send_all(db, senders, lambda: NOW)
    return sent_key(deliveries(db)[0].key)


def imported(db: Database, senders: Senders, *mails: bytes, now: datetime = BACK) -> list[Recorded]:
    read = [read_bounce("x.eml", each) for each in mails]
    with db.writing("test_bounces") as session:
        return record_bounces(session, read, senders, "ZF02", now)


def bounced(db: Database) -> list[bool]:
    with db.reading() as session:
        return [each.bounced_at is not None for each in session.exec(select(Contact))]


def test_a_mail_that_came_back_marks_its_address_and_goes_by_the_next_channel(
    db: Database,
) -> None:
    senders = office(db)
    key = sent(db, senders)

    (line,) = imported(db, senders, notification(key=key))
    send_all(db, senders, lambda: BACK)

    assert (line.outcome, bounced(db)) == ("bounced", [True])
    assert [(each.channel, each.status) for each in deliveries(db)] == [
        ("mail", "refused"), ("webhook", "sent")
    ]  # fmt: skip
    assert "User unknown" in deliveries(db)[0].last_error
    with db.reading() as session:
        traces = session.exec(select(ContactEvent).where(ContactEvent.verb == "bounced")).all()
    assert [(each.owner, each.actor_id) for each in traces] == [("ZF01", "ZF02")]


def test_the_same_file_twice_changes_nothing(db: Database) -> None:
    senders = office(db)
    mail = notification(key=sent(db, senders))
    imported(db, senders, mail)
    before = [(each.key, each.status) for each in deliveries(db)]

    again = imported(db, senders, mail, mail)

    assert [each.outcome for each in again] == ["known", "known"]
    assert [(each.key, each.status) for each in deliveries(db)] == before


def test_an_old_notification_says_nothing_of_an_address_confirmed_since(db: Database) -> None:
    senders = office(db)
    mail = notification(key=sent(db, senders))
    imported(db, senders, mail)
    with db.writing("test_confirm") as session:
        row = session.exec(select(Contact)).one()
        row.bounced_at, row.confirmed_at = None, BACK + timedelta(days=1)

    again = imported(db, senders, mail, now=BACK + timedelta(days=2))

    assert ([each.outcome for each in again], bounced(db)) == (["confirmed since"], [False])


def test_without_our_mail_in_it_a_notification_is_listed_and_marks_nothing(db: Database) -> None:
    """Whoever can write to the office's address could else take any address out of use."""
    senders = office(db)
    stranger = notification(key="pl-" + "0" * 40)

    lines = imported(db, senders, notification(), stranger, notification("nobody@example.cn"))

    assert [each.outcome for each in lines] == ["not our mail"] * 3
    assert bounced(db) == [False]


def test_a_notification_is_not_from_the_future(sqlite_db: Database) -> None:
    senders = office(sqlite_db)
    key = sent(sqlite_db, senders)
    with sqlite_db.writing("test_confirm") as session:
        session.exec(select(Contact)).one().confirmed_at = BACK + timedelta(hours=1)
    forged = notification(key=key, at=BACK + timedelta(days=365 * 70))

    (line,) = imported(sqlite_db, senders, forged, now=BACK + timedelta(hours=1))

    assert (line.outcome, bounced(sqlite_db)) == ("confirmed since", [False])


@pytest.mark.parametrize("depth", [500, 3000])
def test_a_mail_of_endless_parts_is_refused_in_a_sentence(depth: int) -> None:
    head = b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    parts = (
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (each, each + 1)
        for each in range(depth)
    )

    with pytest.raises(BounceUnreadable, match="没有登记任何内容"):
        read_bounce("x.eml", head + b"".join(parts))


def test_a_mail_that_was_passed_on_is_known_by_its_key(db: Database) -> None:
    senders = office(db)
    key = sent(db, senders)

    (line,) = imported(db, senders, notification("home@example.org", key=key))

    assert (line.address, line.outcome) == ("zf01@example.cn", "bounced")


@pytest.mark.parametrize(
    ("status", "reply"),
    [
        pytest.param("5.2.2", "552 5.2.2 mailbox full", id="full"),
        pytest.param("5.7.1", "550 5.7.1 refused by policy", id="policy"),
        pytest.param("5.0.0", "554 rejected", id="vague"),
    ],
)
def test_a_full_mailbox_keeps_its_address_and_the_letter_goes_on(
    db: Database, status: str, reply: str
) -> None:
    senders = office(db)
    key = sent(db, senders)

    (line,) = imported(db, senders, notification(key=key, status=status, reply=reply))
    send_all(db, senders, lambda: BACK)

    assert (line.outcome, bounced(db)) == ("not the address", [False])
    assert [each.status for each in deliveries(db)] == ["refused", "sent"]


def test_a_vague_status_is_read_by_the_servers_reply(sqlite_db: Database) -> None:
    senders = office(sqlite_db)

    vague = notification(key=sent(sqlite_db, senders), status="5.0.0", reply="550 no such user")
    lines = imported(sqlite_db, senders, vague)

    assert [each.outcome for each in lines] == ["bounced"]


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_a_mail_that_is_only_late_or_arrived_is_no_bounce(sqlite_db: Database, action: str) -> None:
    senders = office(sqlite_db)
    key = sent(sqlite_db, senders)

    assert imported(sqlite_db, senders, notification(key=key, action=action)) == []
    assert [each.status for each in deliveries(sqlite_db)] == ["sent"]


def test_a_reminder_of_long_ago_is_not_sent_again(sqlite_db: Database) -> None:
    senders = office(sqlite_db)
    key = sent(sqlite_db, senders)

    imported(sqlite_db, senders, notification(key=key), now=NOW + timedelta(days=30))

    assert [each.status for each in deliveries(sqlite_db)] == ["refused"]


def test_that_service_came_back_is_a_question_for_a_person_and_changes_nothing(
    db: Database,
) -> None:
    """Its receiver knows the key, and may say so of a letter that arrived."""
    senders = office(db)
    key = sent(db, senders, statutory=True)

    lines = imported(db, senders, notification(key=key), notification(key=key))

    assert [each.outcome for each in lines] == ["in doubt", "in doubt"]
    assert (bounced(db), [each.status for each in deliveries(db)]) == ([False], ["sent"])
    (item,) = for_a_person(db)
    assert ("来信称退回" in item.last_error, "没有送出" in item.last_error) == (True, False)
    assert "zf01@example.cn" not in item.last_error


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "不是退信", id="empty"),
        pytest.param(b"\xff\x00\xfe" * 50, "不是退信", id="no mail"),
        pytest.param(b"Subject: hello\n\nI am on holiday\n", "不是退信", id="a person's mail"),
        pytest.param(
            b"Content-Type: message/delivery-status\n\n", "不是退信|没有写明收件人", id="no block"
        ),
        pytest.param(
            notification().replace(b"Final-Recipient: rfc822;zf01@example.cn\n", b"").replace(
                b"Original-Recipient: rfc822;zf01@example.cn\n", b""
            ), "没有写明收件人", id="no receiver",
        ),
        pytest.param(notification().replace(b"Action: failed\n", b""), "结果", id="no action"),
        pytest.param(notification("no address at all"), "不是电子邮箱地址", id="no address"),
        pytest.param(notification(at=None), "没有日期", id="no date"),
        pytest.param(
            notification(at=None).replace(b"From:", b"Date: x\nFrom:"), "没有日期",
            id="no real date",
        ),
    ],
)  # fmt: skip
def test_what_is_no_bounce_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(BounceUnreadable, match=said):
        read_bounce("x.eml", content)


def test_a_notification_is_read_whole() -> None:
    found = read_bounce("x.eml", notification(key="pl-" + "a" * 40))

    assert found.key == "pl-" + "a" * 40
    assert found.at == BACK.astimezone(UTC)
    assert [(each.address, each.dead) for each in found.failures] == [("zf01@example.cn", True)]
