"""A connection to a mail server that ends in time, however slowly the server talks."""

import smtplib
import socket
import ssl
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any


class Watch:
    """Cuts every connection under it when its seconds are over: a time-out of one read is no end.

    A server that says a line now and then keeps each read alive, and the letters of a whole
    channel with it.
    """

    def __init__(self, seconds: float) -> None:
        """Take the seconds that all connections under it have together."""
        self._over: list[socket.socket] = []
        self._cut = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self.cut)
        self._timer.daemon = True

    def __enter__(self) -> "Watch":
        """Let the seconds run."""
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the connections: their owner has closed them."""
        self._timer.cancel()
        with self._lock:
            for each in self._over:
                each.close()
            self._over.clear()

    def over(self, connection: socket.socket) -> None:
        """Take a connection under it; TLS, which wraps the socket anew, is cut as well."""
        with self._lock:
            self._over.append(connection.dup())
            if self._cut:
                self._shut()

    def cut(self) -> None:
        """End what is open, and what is opened from now on."""
        with self._lock:
            self._cut = True
            self._shut()

    def _shut(self) -> None:
        for each in self._over:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class WatchedServer(smtplib.SMTP):
    """A mail server under a watch from the first byte on; ``tls`` speaks it from the start."""

    def __init__(
        self, host: str, port: int, watch: Watch, seconds: float, tls: ssl.SSLContext | None
    ) -> None:
        """Connect, each read within ``seconds``."""
        self._watch, self._tls = watch, tls
        super().__init__(host, port, timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        plain = socket.create_connection((host, port), timeout)
        self._watch.over(plain)
        return self._tls.wrap_socket(plain, server_hostname=host) if self._tls else plain
