"""How long and how many the gate waits for: a request comes whole in time, or its line is closed.

Whoever reaches the port can open connections and say nothing, without any password; each takes a
descriptor, and a process has about a thousand.
"""

from __future__ import annotations

import asyncio
import logging
import time

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 10.0
"""A request of the UI is some hundred bytes; one of the longest passes a slow line in this time."""

MOST_CONNECTIONS = 400
BACKLOG = 100
"""The event loop accepts so many at one turn, before any of them is looked at."""

QUIET_SECONDS = 60.0


class Door(H11Protocol):
    """Closes what does not ask in time, and above the most the one that has waited longest."""

    request_seconds = REQUEST_SECONDS
    most = MOST_CONNECTIONS
    _deadline: asyncio.TimerHandle | None = None
    waiting_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.most:
            self._longest()._close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; the time runs on until the request is whole."""
        if self._deadline is None and self.conn.their_state is h11.IDLE:
            self._wait()
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._wait_no_more()

    def _longest(self) -> Door:
        held = [each for each in self.connections if isinstance(each, Door) and each._deadline]
        return min(held, key=lambda each: each.waiting_since, default=self)

    def _wait(self) -> None:
        self.waiting_since = time.monotonic()
        self._deadline = self.loop.call_later(self.request_seconds, self._close)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _close(self) -> None:
        self._wait_no_more()
        self.transport.abort()


class Seldom(logging.Filter):
    """Lets a message through once in a while: what fails at every turn fills no disk."""

    def __init__(self, seconds: float = QUIET_SECONDS) -> None:
        """Keep how long a message is quiet after it was said."""
        super().__init__()
        self.seconds = seconds
        self.said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Answer whether this one is written."""
        about, now = str(record.msg)[:60], time.monotonic()
        if now - self.said.get(about, -self.seconds) < self.seconds:
            return False
        if len(self.said) > 1000:
            self.said.clear()
        self.said[about] = now
        return True
