"""Gateways over HTTP: short messages, and a bureau's own message platform (webhook).

A request is ``{"messages": [{"key", "to", …}]}``; the answer names each key again:
``{"results": [{"key", "status": "accepted" | "duplicate" | "refused", "id", "reason"}]}``; a
refusal with ``"address": "bad"`` says that nothing will ever arrive at that number.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

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
from notifications.channels.post import (
    NoAnswer,
    NothingSent,
    Reply,
    post,
    post_patiently,
    retry_after,
    signed_headers,
)
from rules.vocabulary import Audience

REQUEST_SECONDS = 10.0
PHONE = re.compile(r"\+?[0-9]{5,15}")
EVERYBODY = frozenset({Audience.AUTHORITY, Audience.PARTY, Audience.JUSTICE})
TOO_MANY, CONFLICT, UNAVAILABLE = 429, 409, 503
LATER = frozenset({408, 425, TOO_MANY})


@dataclass(frozen=True)
class HttpGateway:
    """A gateway that is posted to; ``knows_keys`` says that it takes the same key once only."""

    name: Literal["sms", "webhook"]
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)
    knows_keys: bool = True
    per_second: float = 20.0
    batch: int = 50
    allowed: Allowed = NOTHING_INSIDE
    request_seconds: float = REQUEST_SECONDS
    sleep: Callable[[float], None] = time.sleep

    @property
    def title(self) -> str:
        """Answer what people call it."""
        return "短信" if self.name == "sms" else "消息平台"

    @property
    def terms(self) -> Terms:
        """Answer its terms: effectively once where the gateway knows keys."""
        return Terms(
            promise=Promise.EFFECTIVELY_ONCE if self.knows_keys else Promise.AT_LEAST_ONCE,
            per_second=self.per_second,
            batch=self.batch,
            receipt="网关受理号",
            address=Address.PHONE if self.name == "sms" else Address.PERSON,
            audiences=EVERYBODY,
            statutory=True,
        )

    def send(self, parcels: Sequence[Parcel], now: datetime, seconds: float) -> list[Answer]:
        """Post all parcels in one request, again under the same keys where that is safe."""
        wrong = {each.key for each in parcels if not self._fits(each)}
        fit = [each for each in parcels if each.key not in wrong]
        answers = dict(zip((e.key for e in fit), self._ask(fit, now, seconds), strict=True))
        unfit = Answer(Went.REFUSED, "号码格式不对", bad_address=True)
        return [answers.get(each.key, unfit) for each in parcels]

    def _fits(self, parcel: Parcel) -> bool:
        return self.name != "sms" or PHONE.fullmatch(parcel.address) is not None

    def _ask(self, parcels: list[Parcel], now: datetime, seconds: float) -> list[Answer]:
        if not parcels:
            return []
        limit = min(self.request_seconds, seconds / 3)
        body = json.dumps(
            {"messages": [self._message(each) for each in parcels]}, ensure_ascii=False
        ).encode()
        headers = signed_headers(self.secret, _request_key(parcels), body, now)
        try:
            reply = post_patiently(
                lambda: post(self.url, body, headers, seconds=limit, allowed=self.allowed),
                again_unknown=self.knows_keys,
                sleep=self.sleep,
            )
        except (NothingSent, AddressRefused) as away:
            return all_alike(parcels, Answer(Went.NOT_SENT, str(away)))
        except NoAnswer as silent:
            return all_alike(parcels, Answer(Went.UNKNOWN, str(silent)))
        return read_reply(reply, parcels, now)

    def _message(self, parcel: Parcel) -> dict[str, Any]:
        letter = parcel.letter
        said: dict[str, Any] = {"key": parcel.key, "to": parcel.address, "repeat": parcel.repeat}
        if self.name == "sms":
            return {**said, "text": one_line(marked(letter.sms or letter.subject, parcel))}
        return {
            **said,
            "notice": letter.notice,
            "title": letter.title,
            "case_no": letter.case_no,
            "subject": one_line(marked(letter.subject, parcel)),
            "text": letter.sms,
            "html": letter.body,
            "sha256": letter.sha256,
        }


def _request_key(parcels: Sequence[Parcel]) -> str:
    """Answer the key of a request: its one parcel's own, or one made of all."""
    if len(parcels) == 1:
        return parcels[0].key
    joined = "\n".join(each.key for each in parcels)
    return f"pl-batch-{hashlib.sha256(joined.encode()).hexdigest()[:40]}"


def read_reply(reply: Reply, parcels: Sequence[Parcel], now: datetime) -> list[Answer]:
    """Answer what a gateway's reply says of each parcel."""
    said = f"HTTP {reply.status}"
    if reply.status in LATER or (reply.status == UNAVAILABLE and _asks_to_wait(reply)):
        return all_alike(parcels, Answer(Went.BUSY, said, wait=retry_after(reply, now)))
    if reply.status >= 500:
        return all_alike(parcels, Answer(Went.UNKNOWN, said))
    if 300 <= reply.status < 400:
        return all_alike(parcels, Answer(Went.NOT_SENT, f"{said}：网关要求转向，不予跟随"))
    if reply.status == CONFLICT and len(parcels) == 1:
        return [Answer(Went.SENT, receipt={"status": "duplicate"})]
    if reply.status >= 400:
        # The whole request was refused: the channel is set up wrongly, no letter is.
        return all_alike(parcels, Answer(Went.NOT_SENT, said))
    return _results(reply, parcels)


def _asks_to_wait(reply: Reply) -> bool:
    return "retry-after" in {each.lower() for each in reply.headers}


def _results(reply: Reply, parcels: Sequence[Parcel]) -> list[Answer]:
    try:
        told = json.loads(reply.body or b"null")
    except ValueError:
        told = None
    rows = told.get("results") if isinstance(told, dict) else None
    if rows is None and len(parcels) == 1:
        return [Answer(Went.SENT, receipt={"status": f"HTTP {reply.status}"})]
    by_key = {
        str(each.get("key")): each for each in (rows or ()) if isinstance(each, dict)
    }  # fmt: skip
    return [_result(by_key.get(each.key)) for each in parcels]


def _result(row: dict[str, Any] | None) -> Answer:
    match (row or {}).get("status"):
        case "accepted" | "duplicate" as status:
            return Answer(
                Went.SENT, receipt={"status": status, "id": str((row or {}).get("id", ""))[:100]}
            )
        case "refused":
            return Answer(
                Went.REFUSED,
                one_line(str((row or {}).get("reason", "")))[:200],
                bad_address=(row or {}).get("address") == "bad",
            )
        case "busy":
            return Answer(Went.LATER, "网关繁忙")
        case _:
            return Answer(Went.UNKNOWN, "网关的回答没有说到这一条")
