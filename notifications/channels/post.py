"""One guarded request: looked up once, signed, without redirects, bounded in size and time."""

import asyncio
import hashlib
import hmac
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

import httpx
import tenacity

from notifications.channels.guard import AddressRefused, Allowed, destination

# At INFO it writes whole addresses, and those of robots hold their keys.
logging.getLogger("httpx").setLevel(logging.WARNING)

MOST_BYTES = 256 * 1024
"""Of an answer; more is cut off and counts as no answer."""

CONNECT_SECONDS = 5.0
TRIES = 3
LONGEST_WAIT = 3600.0
TIMESTAMP, SIGNATURE, KEY = "X-PermitLoop-Timestamp", "X-PermitLoop-Signature", "Idempotency-Key"


class NothingSent(Exception):
    """The request surely reached nobody."""


class NoAnswer(Exception):
    """The request may have been accepted; nobody said."""


@dataclass(frozen=True)
class Reply:
    """What a receiver answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def signature(secret: str, timestamp: str, key: str, body: bytes) -> str:
    """Answer ``v1=`` and the HMAC-SHA256, in hex, of timestamp, key and body joined by dots."""
    signed = f"{timestamp}.{key}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def signed_headers(secret: str, key: str, body: bytes, now: datetime) -> dict[str, str]:
    """Answer the headers by which a receiver knows the sender, the time and a repeat."""
    timestamp = str(int(now.timestamp()))
    signed = {SIGNATURE: signature(secret, timestamp, key, body)} if secret else {}
    return {"Content-Type": "application/json; charset=utf-8", KEY: key, TIMESTAMP: timestamp,
            **signed}  # fmt: skip


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, allowed: Allowed
) -> Reply:
    """Send one request; NothingSent or NoAnswer where no answer came, AddressRefused before it."""
    try:
        where = destination(url, allowed)
    except OSError as unknown:
        raise NothingSent(f"host unknown: {unknown}") from unknown
    try:
        return asyncio.run(
            _post(where.url, where.host, {**headers, **where.headers}, body, seconds)
        )
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as away:
        raise NothingSent(f"{type(away).__name__}: {away}") from away
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as lost:
        raise NoAnswer(f"{type(lost).__name__}: {lost}") from lost


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """Load the trusted roots once: it costs thirty times what a request does."""
    return httpx.create_ssl_context(trust_env=False)


async def _post(
    url: str, host: str, headers: Mapping[str, str], body: bytes, seconds: float
) -> Reply:
    limits = httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds))
    # A connection each: an answer that comes twice must not be taken for the next one's.
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(
            timeout=limits, follow_redirects=False, trust_env=False, verify=_trusted()
        ) as client,
        client.stream(
            "POST", url, content=body, headers={**headers, "Connection": "close"},
            extensions={"sni_hostname": host},
        ) as answer,
    ):  # fmt: skip
        taken = bytearray()
        async for piece in answer.aiter_raw():
            taken += piece
            if len(taken) > MOST_BYTES:
                raise NoAnswer(f"the answer is longer than {MOST_BYTES} bytes")
        return Reply(answer.status_code, dict(answer.headers), bytes(taken))


def post_patiently(
    ask: Callable[[], Reply], *, again_unknown: bool, sleep: Callable[[float], None]
) -> Reply:
    """Ask up to three times where nothing left; where a key makes it safe, after silence too."""
    again: tuple[type[Exception], ...] = (
        (NothingSent, NoAnswer) if again_unknown else (NothingSent,)
    )
    for attempt in tenacity.Retrying(
        stop=tenacity.stop_after_attempt(TRIES),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
        retry=tenacity.retry_if_exception_type(again),
        sleep=sleep,
        reraise=True,
    ):
        with attempt:
            return ask()
    raise NothingSent("no try was made")


def retry_after(reply: Reply, now: datetime, otherwise: float = 30.0) -> float:
    """Answer how many seconds a receiver asks to be left alone, an hour at most."""
    said = {name.lower(): text for name, text in reply.headers.items()}.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        seconds = _until(said, now, otherwise)
    return min(max(seconds, 1.0), LONGEST_WAIT) if seconds == seconds else otherwise  # noqa: PLR0124


def _until(said: str, now: datetime, otherwise: float) -> float:
    try:
        instant = parsedate_to_datetime(said)
    except (TypeError, ValueError):
        return otherwise
    return (instant.replace(tzinfo=instant.tzinfo or UTC) - now).total_seconds()


__all__ = [
    "AddressRefused",
    "NoAnswer",
    "NothingSent",
    "Reply",
    "post",
    "post_patiently",
    "retry_after",
    "signature",
    "signed_headers",
]
