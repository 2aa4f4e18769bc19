"""Gateways over HTTP: short messages, and a bureau's own message platform (webhook).

A request is ``{"messages": [{"key", "to", …}]}``; the answer names each key again:
``{"results": [{"key", "status": "accepted" | "duplicate" | "refused", "id", "reason"}]}``; a
refusal with ``"address": "bad"`` says that nothing will ever arrive at that number. A key that the
answer does not name is of unknown outcome, whatever the status. Where the gateway knows keys, a
repeat is the same bytes.
"""

import hashlib
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
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
    TRIES,
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
UNFIT = frozenset({400, 413, 422})
"""The request was read and not taken: one letter in it may be the reason, or all of them."""


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
        asked = self._ask_fairly(fit, now, time.monotonic() + seconds, seconds)
        answers = dict(zip((e.key for e in fit), asked, strict=True))
        unfit = Answer(Went.REFUSED, "号码格式不对", bad_address=True)
        return [answers.get(each.key, unfit) for each in parcels]

    def _fits(self, parcel: Parcel) -> bool:
        return self.name != "sms" or PHONE.fullmatch(parcel.address) is not None

    def _ask_fairly(
        self, parcels: list[Parcel], now: datetime, end: float, seconds: float
    ) -> list[Answer]:
        """Ask for all at once; where the request itself is refused, for each alone.

        The letter that is refused beside others that are taken is at fault; where none is taken
        it is the gateway, and they come again.
        """
        answers = self._ask(parcels, now, seconds)
        if len(parcels) < 2 or not all(each.words in _UNFIT_WORDS for each in answers):
            return answers
        limit = min(self.request_seconds, seconds / 3)
        singly = [
            self._ask([each], now, seconds)[0]
            if time.monotonic() + limit * TRIES < end
            else Answer(Went.NOT_TRIED)
            for each in parcels
        ]
        if not any(each.went is Went.SENT for each in singly):
            return singly
        return [
            Answer(Went.REFUSED, each.words) if each.words in _UNFIT_WORDS else each
            for each in singly
        ]

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
        if self.knows_keys:
            # The same key must come with the same bytes, or a strict gateway refuses it for ever.
            parcel = replace(parcel, repeat=False)
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
    if reply.status == CONFLICT:
        # Taken before, or being taken just now: only an answer that names the key says which.
        return _results(reply, parcels)
    if reply.status >= 400:
        # The whole request was refused: if no letter is the reason, the channel's settings are.
        went = Went.LATER if reply.status in UNFIT else Went.NOT_SENT
        return all_alike(parcels, Answer(went, said))
    return _results(reply, parcels)


_UNFIT_WORDS = frozenset(f"HTTP {each}" for each in UNFIT)


def _asks_to_wait(reply: Reply) -> bool:
    return "retry-after" in {each.lower() for each in reply.headers}


def _results(reply: Reply, parcels: Sequence[Parcel]) -> list[Answer]:
    """Read what is said of each key; a page, an error in words or silence says nothing of it."""
    try:
        told = json.loads(reply.body or b"null")
    except (ValueError, RecursionError):
        told = None
    rows = told.get("results") if isinstance(told, dict) else None
    named = [each for each in rows if isinstance(each, dict)] if isinstance(rows, list) else []
    by_key = {str(each.get("key")): each for each in named}
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
