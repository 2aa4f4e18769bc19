"""Chat robots of WeCom, DingTalk and Feishu: a group is told what came, never what it says.

The addresses are Apprise's (``wecombot://KEY``, ``dingtalk://SECRET@TOKEN``, ``feishu://TOKEN``).
Apprise's own ``notify`` asks only for HTTP 200, and these three answer 200 to a message that they
refuse: the request is made here, and the answer is read.
"""

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from apprise import Apprise

from notifications.channels import Promise
from notifications.channels.guard import NOTHING_INSIDE, AddressRefused, Allowed
from notifications.channels.parcel import (
    Address,
    Answer,
    Parcel,
    Terms,
    Went,
    all_alike,
    marked,
    one_line,
)
from notifications.channels.post import NoAnswer, NothingSent, Reply, post, post_patiently
from rules.errors import PermitLoopError
from rules.vocabulary import Audience

Kind = Literal["wecom", "dingtalk", "feishu"]
TITLES = {"wecom": "企业微信群机器人", "dingtalk": "钉钉群机器人", "feishu": "飞书群机器人"}
SCHEMAS = {"wecom": "wecombot", "dingtalk": "dingtalk", "feishu": "feishu"}
A_MINUTE: dict[str, int] = {"wecom": 20, "dingtalk": 20, "feishu": 60}
"""What each service takes from one robot in a minute, at most."""

LONGEST_BYTES = 2000
TOO_OFTEN = frozenset({45009, 45033, 130101, 410100, 11232, -1})
"""Codes that mean: later (WeCom 45009 and 45033, DingTalk 130101 and 410100, Feishu 11232)."""

# It quotes an address that it cannot read, key and all.
logging.getLogger("apprise").setLevel(logging.CRITICAL)

_AS_WORDS = str.maketrans("<>[]", "＜＞［］")
FOOT = "请登录系统查看。本提醒不是送达。"


class RobotUnknown(PermitLoopError):
    """群机器人的地址不对，应为 wecombot://、dingtalk:// 或者 feishu:// 开头的地址。"""


@dataclass(frozen=True)
class ChatRobot:
    """One robot in one group; ``base`` is the address of a service that the office runs itself."""

    name: Kind
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    allowed: Allowed = NOTHING_INSIDE
    request_seconds: float = 10.0
    sleep: Callable[[float], None] = time.sleep

    @property
    def title(self) -> str:
        """Answer what people call it."""
        return TITLES[self.name]

    @property
    def terms(self) -> Terms:
        """Answer its terms: it keeps no keys, and a group is no place for service."""
        return Terms(
            promise=Promise.AT_LEAST_ONCE,
            per_second=A_MINUTE[self.name] / 60,
            batch=1,
            receipt="机器人接口的回答",
            address=Address.GROUP,
            audiences=frozenset({Audience.AUTHORITY}),
            statutory=False,
        )

    def send(self, parcels: Sequence[Parcel], now: datetime, seconds: float) -> list[Answer]:
        """Send one message a parcel; after one that did not get through the rest is left."""
        answers: list[Answer] = []
        end = time.monotonic() + seconds
        for each in parcels:
            if time.monotonic() + 3 * self.request_seconds > end:
                break
            answers.append(self._send_one(each, now))
            if answers[-1].went is not Went.SENT:
                break
        return answers + all_alike(parcels[len(answers) :], Answer(Went.NOT_TRIED))

    def _send_one(self, parcel: Parcel, now: datetime) -> Answer:
        body = json.dumps(self._payload(_text(parcel)), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        url = _signed(self.url, self.secret, now) if self.name == "dingtalk" else self.url
        try:
            reply = post_patiently(
                lambda: post(
                    url, body, headers, seconds=self.request_seconds, allowed=self.allowed
                ),
                again_unknown=False,
                sleep=self.sleep,
            )
        except (NothingSent, AddressRefused) as away:
            return Answer(Went.NOT_SENT, str(away))
        except NoAnswer as silent:
            return Answer(Went.UNKNOWN, str(silent))
        return _read(reply)

    def _payload(self, text: str) -> dict[str, Any]:
        if self.name == "feishu":
            return {"msg_type": "text", "content": {"text": text}}
        return {"msgtype": "text", "text": {"content": text}}


def chat_robot(
    name: Kind, address: str, base: str = "", allowed: Allowed = NOTHING_INSIDE
) -> ChatRobot:
    """Answer the robot of an Apprise address; RobotUnknown where Apprise knows no such one."""
    known = Apprise.instantiate(address, suppress_exceptions=True)
    if known is None or known.secure_protocol != SCHEMAS[name]:
        raise RobotUnknown(f"{TITLES[name]}的地址应以 {SCHEMAS[name]}:// 开头")
    plugin: Any = known
    url = plugin.api_url if name == "wecom" else plugin.notify_url.format(token=plugin.token)
    if base:
        parts, own = urlsplit(url), urlsplit(base)
        url = parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()
    return ChatRobot(name, url, str(getattr(plugin, "secret", None) or ""), allowed)


def _signed(url: str, secret: str, now: datetime) -> str:
    """Add DingTalk's signature: HMAC-SHA256 of milliseconds, a line break and the secret."""
    if not secret:
        return url
    stamp = str(int(now.timestamp() * 1000))
    made = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}&{urlencode({'timestamp': stamp, 'sign': base64.b64encode(made).decode()})}"


def _text(parcel: Parcel) -> str:
    # A service takes <at …> for a call of everybody, and [words](address) for a link.
    said = one_line(marked(f"{parcel.letter.title}：{parcel.letter.subject}", parcel))
    said = said.translate(_AS_WORDS)
    room = LONGEST_BYTES - len(FOOT.encode()) - 4
    return f"{said.encode()[:room].decode(errors='ignore')}\n{FOOT}"


def _read(reply: Reply) -> Answer:
    if reply.status == 429:
        return Answer(Went.BUSY, "HTTP 429", wait=60.0)
    if reply.status >= 500:
        return Answer(Went.UNKNOWN, f"HTTP {reply.status}")
    try:
        told = json.loads(reply.body)
    except ValueError:
        told = None
    if reply.status != 200 or not isinstance(told, dict):
        return Answer(Went.NOT_SENT, f"HTTP {reply.status}，不是机器人接口的回答")
    code = next((told[key] for key in ("errcode", "code", "StatusCode") if key in told), None)
    words = one_line(f"{code} {told.get('errmsg') or told.get('msg') or ''}")[:200]
    if code == 0:
        return Answer(Went.SENT, receipt={"code": 0})
    return (
        Answer(Went.BUSY, words, wait=60.0) if code in TOO_OFTEN else Answer(Went.NOT_SENT, words)
    )
