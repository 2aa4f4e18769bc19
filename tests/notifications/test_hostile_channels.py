"""What one letter or one receiver of ill will can do to the others on a channel: nothing."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from deploy.ticker import Ticker, schedule
from models import Contact
from models.session import Database
from notifications.channels import Promise
from notifications.channels.mail import ADDRESS
from notifications.channels.parcel import Address, Answer, Parcel, Terms, Went
from rules.contacts import AddressKind, proper_address
from rules.vocabulary import Audience
from tasks.send import send_all
from tests.notifications.standins import (
    StandIn,
    by_name,
    deliveries,
    for_a_person,
    mail,
    reachable,
    routed,
    told,
    webhook,
)
from tests.notifications.test_channels import BUDGET, parcel
from tests.telling import CALENDAR, NOW, settle_in


@pytest.mark.parametrize(
    "address",
    ["a..b@example.com", ".a@example.com", "a.@example.com", f"{'a' * 65}@example.com"],
)
def test_an_address_that_no_mail_can_be_built_for_is_not_entered(address: str) -> None:
    with pytest.raises(ValueError, match="不是电子邮箱地址"):
        proper_address(AddressKind.MAIL, address)

    assert ADDRESS.fullmatch(address) is None
    assert proper_address(AddressKind.MAIL, "a.b+c@Example.com") == "a.b+c@example.com"


def test_a_malformed_address_on_file_takes_no_other_letter_with_it(
    db: Database, post_office: StandIn
) -> None:
    settle_in(db)
    routed(db, {"audience": "authority", "channels": ["mail"]})
    for who, address in (("ZF01", "zf01@x.cn"), ("KS01", "a..b@x.cn"), ("ZF02", "zf02@x.cn")):
        reachable(db, who, "mail", address)
    senders = by_name(mail(post_office))
    for who in ("ZF01", "KS01", "ZF02"):
        told(db, senders, 1, person=who, statutory=who == "ZF02")

    for _ in range(3):
        send_all(db, senders, lambda: NOW)

    assert [each.status for each in deliveries(db)] == ["sent", "refused", "sent"]
    assert sorted(each["to"] for each in post_office.journal()) == ["zf01@x.cn", "zf02@x.cn"]
    assert for_a_person(db) == []
    with db.reading() as session:
        [dead] = [each for each in session.exec(select(Contact)) if each.bounced_at]
    assert dead.owner == "KS01"


def test_a_letter_no_mail_can_be_made_of_is_refused_alone(post_office: StandIn) -> None:
    broken = parcel("b@x.cn", body="<p>\ud800</p>")

    answers = mail(post_office).send([parcel("a@x.cn"), broken, parcel("c@x.cn")], NOW, BUDGET)

    assert [each.went for each in answers] == [Went.SENT, Went.REFUSED, Went.SENT]
    assert not answers[1].bad_address


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_letter_the_gateway_cannot_take_holds_none_beside_it(
    gateway: StandIn, status: int
) -> None:
    gateway.behave(f"status:{status}", "ok", f"status:{status}", "ok")

    answers = webhook(gateway).send([parcel(f"ZF0{n}") for n in range(3)], NOW, BUDGET)

    assert [each.went for each in answers] == [Went.SENT, Went.REFUSED, Went.SENT]
    assert [each["to"] for each in gateway.journal()] == ["ZF00", "ZF02"]


def test_where_a_gateway_takes_no_letter_at_all_none_of_them_is_at_fault(gateway: StandIn) -> None:
    gateway.behave("status:400")

    answers = webhook(gateway).send([parcel("ZF01"), parcel("ZF02")], NOW, BUDGET)

    assert [each.went for each in answers] == [Went.LATER, Went.LATER]


def test_a_repeat_to_a_gateway_that_knows_keys_is_the_same_to_the_byte(
    sqlite_db: Database, gateway: StandIn
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, {"audience": "authority", "channels": ["webhook"]})
    senders = by_name(webhook(gateway))
    told(sqlite_db, senders, 1)
    told(sqlite_db, senders, 2)
    gateway.behave("status:500", "ok")

    send_all(sqlite_db, senders, lambda: NOW)
    assert [(each.status, each.repeat) for each in deliveries(sqlite_db)] == [("waiting", True)] * 2
    send_all(sqlite_db, senders, lambda: NOW + timedelta(minutes=1))

    assert [each["repeat"] for each in gateway.journal()] == [False, False]
    assert not any("重发" in each["subject"] for each in gateway.journal())


@contextmanager
def dripping(greeting: bytes) -> Iterator[StandIn]:
    """A mail server that never stops talking, a line now and then."""
    ended = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.sendall(greeting)
            while not ended.wait(0.1):
                connection.sendall(b"220-still\r\n" if not greeting else b"250-still\r\n")

    def listen(listening: socket.socket) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(listening.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=listen, args=(listening,), daemon=True).start()
        try:
            yield StandIn(listening.getsockname()[1], Path())
        finally:
            ended.set()


@pytest.mark.parametrize("greeting", [b"", b"220 x ESMTP\r\n"])
@pytest.mark.parametrize("security", ["none", "tls"])
def test_a_mail_server_that_drips_is_given_up_in_time(greeting: bytes, security: str) -> None:
    with dripping(greeting) as slow:
        channel = mail(slow, request_seconds=0.5, security=security)
        begun = time.monotonic()
        [answer] = channel.send([parcel("a@x.cn")], NOW, 1.5)
        took = time.monotonic() - begun

    assert answer.went is Went.NOT_SENT
    assert took < 10


@dataclass(frozen=True)
class Stuck:
    """A channel that hangs until it is let go."""

    name: str
    let_go: threading.Event

    title = "卡住的通道"

    @property
    def terms(self) -> Terms:
        everybody = frozenset(Audience)
        return Terms(Promise.AT_LEAST_ONCE, 0.0, 1, "", Address.PERSON, everybody, statutory=True)

    def send(self, parcels: Sequence[Parcel], now: datetime, seconds: float) -> list[Answer]:
        self.let_go.wait(30)
        return [Answer(Went.SENT) for _ in parcels]


def test_a_channel_that_hangs_keeps_no_letter_of_another(
    sqlite_db: Database, tmp_path: Path, gateway: StandIn
) -> None:
    settle_in(sqlite_db)
    routed(sqlite_db, {"channels": ["stuck"], "copies": ["webhook"]})
    let_go = threading.Event()
    senders = by_name(Stuck("stuck", let_go), webhook(gateway))
    told(sqlite_db, senders, 1)
    ticker = Ticker(
        sqlite_db, tmp_path, lambda: NOW, lambda *_: CALENDAR, threading.Event(), senders
    )
    beating = schedule(ticker)
    beating.start()
    try:
        for number in (1, 2):
            until = time.monotonic() + 30
            while len(gateway.journal()) < number and time.monotonic() < until:
                ticker.stopping.wait(0.1)
            told(sqlite_db, senders, number + 1, statutory=True)
        stuck = [each.status for each in deliveries(sqlite_db) if each.channel == "stuck"]
        assert "asked" in stuck
        assert len(gateway.journal()) == 2
    finally:
        let_go.set()
        ticker.stopping.set()
        beating.shutdown(wait=True)
