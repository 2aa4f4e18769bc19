"""What leaves by each channel: signed, to nowhere inside, without detours, its headers unbroken."""

import hashlib
import hmac
import json
import logging
import socket
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from notifications.channels import Letter, Promise
from notifications.channels.chat_robot import RobotUnknown, chat_robot
from notifications.channels.gateway import HttpGateway
from notifications.channels.guard import AddressRefused, Allowed, destination, networks
from notifications.channels.mail import Mail, message
from notifications.channels.parcel import Answer, Parcel, Went, sent_key
from notifications.channels.post import Reply, retry_after, signature
from rules.vocabulary import Audience
from tests.notifications.standins import (
    LOOPBACK,
    StandIn,
    mail,
    no_wait,
    sms,
    standing_in,
    webhook,
)
from tests.telling import NOW

LETTER = Letter(
    id=1,
    key="WF-2026-0001:1:tell:x",
    notice="daily_docket",
    title="每日待办",
    case_no="WF-2026-0001",
    audience=Audience.AUTHORITY,
    recipients=("ZF01",),
    subject="待办 3 件",
    body="<p>正文</p>",
    sms="短信正文",
    sha256="0" * 64,
    rendered_at=NOW,
    delivered={},
)
BUDGET = 60.0


def parcel(address: str = "ZF01", *, repeat: bool = False, **changed: str) -> Parcel:
    return Parcel(sent_key(address), replace(LETTER, **changed), "ZF01", address, repeat)


def test_a_request_carries_its_key_and_a_signature_over_time_key_and_body(tmp_path: Path) -> None:
    flags = ("--secret", "s3cret", "--now", str(NOW.timestamp()))
    with standing_in("gateway", tmp_path / "journal.jsonl", *flags) as signed:
        right, wrong = webhook(signed, secret="s3cret"), webhook(signed, secret="other")
        [good] = right.send([parcel()], NOW, BUDGET)
        [bad] = wrong.send([parcel("ZF02")], NOW, BUDGET)
        [old] = right.send([parcel("ZF03")], NOW - timedelta(hours=1), BUDGET)

    body = b'{"a": 1}'
    made = hmac.new(b"s3cret", b"1700000000.key." + body, hashlib.sha256).hexdigest()
    assert signature("s3cret", "1700000000", "key", body) == f"v1={made}"
    assert (good.went, bad.went, old.went) == (Went.SENT, Went.NOT_SENT, Went.NOT_SENT)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/x", "https://localhost/x", "https://10.1.2.3/x", "https://192.168.1.1/",
        "https://172.16.0.1/", "https://169.254.169.254/latest/meta-data/", "https://0.0.0.0/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:10.0.0.1]/",
        "https://[fe80::1]/", "https://[fd00::1]/", "https://[64:ff9b::7f00:1]/",
        "https://100.64.0.1/", "https://224.0.0.1/", "https://2130706433/", "https://0x7f.1/",
        "https://[2002:7f00:0001::]/", "https://[::127.0.0.1]/", "https://[::10.0.0.5]/",
        "https://[64:ff9b:1::7f00:1]/", "https://[fec0::1]/", "https://[2001:0:7f00:1::1]/",
        "https://[::ffff:0:127.0.0.1]/", "https://192.0.0.8/", "https://[3fff::1]/",
        "https://[5f00::1]/",
    ],
)  # fmt: skip
def test_no_inner_address_is_connected_to(url: str) -> None:
    with pytest.raises(AddressRefused):
        destination(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/", "ftp://93.184.216.34/", "https://user:pw@93.184.216.34/",
        "https:///x", "https://93.184.216.34:99999/", "https://93.184.216.34/a b", "gopher://x/",
        "//93.184.216.34/", "https://93.184.216.34/\r\nX: y", "https://a..b/",
        f"https://{'a' * 70}.example/",
    ],
)  # fmt: skip
def test_no_address_of_another_form_is_connected_to(url: str) -> None:
    with pytest.raises(AddressRefused):
        destination(url)


def test_a_listed_network_and_only_that_is_allowed() -> None:
    listed = Allowed(networks=networks(["10.20.0.0/16"]))

    assert destination("https://10.20.3.4/x?y=1", listed).url == "https://10.20.3.4:443/x?y=1"
    assert destination("https://[::ffff:10.20.3.4]/", listed).host == "::ffff:10.20.3.4"
    for other in ("https://10.21.3.4/", "https://127.0.0.1/", "http://10.20.3.4/"):
        with pytest.raises(AddressRefused):
            destination(other, listed)


def test_loopback_is_allowed_by_a_setting_alone_and_a_name_is_looked_up_once() -> None:
    found = destination("http://localhost:8080/x", LOOPBACK)

    assert found.url in ("http://127.0.0.1:8080/x", "http://[::1]:8080/x")
    assert (found.host, found.headers) == ("localhost", {"Host": "localhost:8080"})
    with pytest.raises(AddressRefused, match="没有列入"):
        destination("https://192.168.0.1/", LOOPBACK)


def test_a_public_address_is_pinned_to_its_number() -> None:
    found = destination("https://93.184.216.34:8443/a/b")

    assert (found.url, found.headers) == (
        "https://93.184.216.34:8443/a/b", {"Host": "93.184.216.34:8443"}
    )  # fmt: skip


def test_a_guarded_channel_says_that_it_sent_nothing(gateway: StandIn) -> None:
    closed = HttpGateway("webhook", gateway.url, sleep=no_wait)

    [answer] = closed.send([parcel()], NOW, BUDGET)

    assert (answer.went, gateway.requests()) == (Went.NOT_SENT, 0)
    assert "本机地址" in answer.words


@pytest.mark.parametrize(
    ("habit", "went"),
    [
        ("status:302", Went.NOT_SENT), ("status:301", Went.NOT_SENT), ("status:307", Went.NOT_SENT),
        ("status:401", Went.NOT_SENT), ("status:500", Went.UNKNOWN), ("status:504", Went.UNKNOWN),
        ("status:400", Went.LATER), ("status:413", Went.LATER), ("status:422", Went.LATER),
        ("busy:17", Went.BUSY), ("huge", Went.UNKNOWN), ("drop", Went.UNKNOWN),
        ("refuse", Went.REFUSED), ("status:409", Went.UNKNOWN), ("ok", Went.SENT),
        ('say:{"code": 40001, "msg": "签名错误"}', Went.UNKNOWN), ("say:null", Went.UNKNOWN),
        ("say:<html>请登录</html>", Went.UNKNOWN), ('say:{"results": null}', Went.UNKNOWN),
        ('say:{"results": 5}', Went.UNKNOWN), ('say:{"results": [5]}', Went.UNKNOWN),
    ],
)  # fmt: skip
def test_each_answer_of_a_gateway_is_read_for_what_it_says(
    gateway: StandIn, habit: str, went: Went
) -> None:
    gateway.behave(habit)

    [answer] = webhook(gateway).send([parcel()], NOW, BUDGET)

    assert answer.went is went
    assert answer.wait == (17.0 if went is Went.BUSY else 0.0)


def test_a_redirect_is_not_followed(gateway: StandIn) -> None:
    gateway.behave("status:302")

    webhook(gateway).send([parcel()], NOW, BUDGET)

    assert (gateway.requests(), gateway.journal()) == (1, [])


def test_a_slow_receiver_is_given_up_in_time_and_its_outcome_is_unknown(gateway: StandIn) -> None:
    gateway.behave("slow:1")

    [answer] = webhook(gateway, knows_keys=False, request_seconds=0.2).send([parcel()], NOW, BUDGET)

    assert answer.went is Went.UNKNOWN


def test_a_receiver_that_drips_is_given_up_in_time(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                try:
                    connection.sendall(b"HTTP/1.1 200 OK\r\n")
                    while not ended.wait(0.05):
                        connection.sendall(b"X: y\r\n")
                except OSError:
                    return

        thread = threading.Thread(target=drip)
        thread.start()
        at = StandIn(listening.getsockname()[1], tmp_path)
        channel = webhook(at, knows_keys=False, request_seconds=0.5)
        [answer] = channel.send([parcel()], NOW, BUDGET)
        ended.set()
        thread.join(5)

    assert answer.went is Went.UNKNOWN


def test_nobody_listening_is_surely_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    waits: list[float] = []

    channel = webhook(StandIn(port, Path()), sleep=waits.append)

    assert [each.went for each in channel.send([parcel()], NOW, BUDGET)] == [Went.NOT_SENT]
    assert len(waits) == 2


def test_only_a_channel_with_keys_is_asked_again_after_silence(gateway: StandIn) -> None:
    gateway.behave("drop", "drop", "ok")
    [keyed] = webhook(gateway).send([parcel()], NOW, BUDGET)
    gateway.behave("drop", "ok")
    [keyless] = webhook(gateway, knows_keys=False).send([parcel("ZF02")], NOW, BUDGET)

    assert (keyed.went, keyless.went) == (Went.SENT, Went.UNKNOWN)
    assert gateway.requests() == 4


def test_a_number_that_is_none_is_refused_and_the_others_are_sent(gateway: StandIn) -> None:
    numbers = ["13800000000", "138; DROP", "+8613900000000"]

    answers = sms(gateway).send([parcel(each) for each in numbers], NOW, BUDGET)

    assert [each.went for each in answers] == [Went.SENT, Went.REFUSED, Went.SENT]
    assert [each["text"] for each in gateway.journal()] == ["短信正文", "短信正文"]


def test_retry_after_is_read_as_seconds_or_as_an_instant_and_has_an_end() -> None:
    def said(text: str) -> float:
        return retry_after(Reply(429, {"retry-after": text}, b""), NOW)

    assert said("12") == 12
    assert said("Fri, 20 Nov 2026 01:02:00 GMT") == 120
    assert said("-5") == 1
    assert said("99999999") == 3600
    assert (said("soon"), said("nan")) == (30, 30)


def test_a_break_in_a_name_makes_no_second_header(post_office: StandIn) -> None:
    evil = "云泽厂\r\nBcc: all@example.com\nX-Evil: 1\x00\u2028"

    [answer] = mail(post_office).send([parcel("zf01@example.gov.cn", subject=evil)], NOW, BUDGET)

    [taken] = post_office.journal()
    assert answer.went is Went.SENT
    assert taken["subject"] == "云泽厂 Bcc: all@example.com X-Evil: 1"
    assert not {"Bcc", "X-Evil"} & set(taken["headers"])


@pytest.mark.parametrize(
    "address",
    ["a@b.cn\r\nRCPT TO:<c@d.cn>", "a@b.cn,c@d.cn", "a b@c.cn", "<a@b.cn>", "a@b.cn\x00", "", "a"],
)
def test_an_address_with_more_in_it_is_refused(post_office: StandIn, address: str) -> None:
    [answer] = mail(post_office).send([parcel(address)], NOW, BUDGET)

    assert (answer.went, post_office.journal()) == (Went.REFUSED, [])


def test_a_mail_is_the_same_at_every_try_but_for_its_mark() -> None:
    first = message(parcel("a@b.cn"), "permit@example.gov.cn")
    again = message(parcel("a@b.cn", repeat=True), "permit@example.gov.cn")

    assert first["Message-ID"] == again["Message-ID"] == f"<{sent_key('a@b.cn')}@example.gov.cn>"
    assert first["Date"] == again["Date"]
    assert again["Subject"] == "【重发】待办 3 件"
    assert first.get_body(("plain",)).get_content() == "正文\r\n"


def test_a_mail_server_that_hangs_up_before_the_mail_was_not_sent_to(post_office: StandIn) -> None:
    boxes = ["zf01@example.cn", "down@example.cn", "zf02@example.cn"]

    answers = mail(post_office).send([parcel(each) for each in boxes], NOW, BUDGET)

    assert [each.went for each in answers] == [Went.SENT, Went.NOT_SENT, Went.NOT_TRIED]


def test_what_there_is_no_time_for_is_not_tried(post_office: StandIn) -> None:
    channel: Mail = mail(post_office)

    answers = channel.send([parcel("zf01@example.cn")], NOW, channel.request_seconds)

    assert answers == [Answer(Went.NOT_TRIED)]


def test_a_name_calls_nobody_and_links_nowhere_in_a_group(gateway: StandIn) -> None:
    address = f"http://127.0.0.1:{gateway.port}"
    robot = chat_robot("feishu", "feishu://abc-def-123", address, LOOPBACK)
    name = '虚构<at user_id="all">所有人</at>[查看](https://example.com)'

    robot.send([parcel("group:feishu", subject=name)], NOW, BUDGET)

    told = str(gateway.journal()[-1])
    assert "＜at user_id=" in told
    assert not any(each in told for each in ("<at", "</at", "[查看]"))


@pytest.mark.parametrize(
    ("name", "address", "path"),
    [
        ("wecom", "wecombot://abcdef0123456789", "/cgi-bin/webhook/send?key=abcdef0123456789"),
        ("dingtalk", "dingtalk://sEcret@abcdef0123456789", "/robot/send?access_token=abcdef"),
        ("feishu", "feishu://abc-def-123", "/open-apis/bot/v2/hook/abc-def-123/"),
    ],
)
def test_a_robot_tells_its_group_what_came_and_reads_the_answer(
    gateway: StandIn, name, address: str, path: str
) -> None:
    robot = chat_robot(name, address, f"http://127.0.0.1:{gateway.port}", LOOPBACK)
    gateway.behave("ok", "errcode:45009", "errcode:93000", "lose", "status:429")

    answers = [robot.send([parcel(f"group:{name}")], NOW, BUDGET)[0] for _ in range(5)]

    told = gateway.journal()[0]
    words = json.dumps(told["body"], ensure_ascii=False)
    assert [each.went for each in answers] == [
        Went.SENT, Went.BUSY, Went.NOT_SENT, Went.UNKNOWN, Went.BUSY
    ]  # fmt: skip
    assert told["path"].startswith(path)
    assert "待办 3 件" in words
    assert "正文" not in words
    assert ("sign=" in told["path"]) == (name == "dingtalk")


def test_no_key_is_written_to_a_log(gateway: StandIn, caplog: pytest.LogCaptureFixture) -> None:
    robot = chat_robot(
        "wecom", "wecombot://geheim123", f"http://127.0.0.1:{gateway.port}", LOOPBACK
    )

    with caplog.at_level(logging.INFO):
        robot.send([parcel("group:wecom")], NOW, BUDGET)
        with pytest.raises(RobotUnknown) as refused:
            chat_robot("wecom", "wecombot://geheim!!!")

    assert len(gateway.journal()) == 1
    assert "geheim" not in caplog.text + str(refused.value) + repr(robot)
    assert "geheim" not in repr(HttpGateway("sms", "https://geheim.example/", "geheim456"))


def test_a_robot_is_told_of_the_bureaus_own_reminders_alone() -> None:
    robot = chat_robot("wecom", "wecombot://abcdef0123456789")

    assert robot.url.startswith("https://qyapi.weixin.qq.com/")
    assert robot.terms.promise is Promise.AT_LEAST_ONCE
    assert robot.terms.take(Audience.AUTHORITY, statutory=False)
    assert not robot.terms.take(Audience.AUTHORITY, statutory=True)
    assert not robot.terms.take(Audience.PARTY, statutory=False)


@pytest.mark.parametrize("address", ["feishu://abc-def", "https://evil/", "wecombot://", "x"])
def test_an_address_of_another_service_is_no_robot(address: str) -> None:
    with pytest.raises(RobotUnknown, match="wecombot://"):
        chat_robot("wecom", address)
