"""The gate's door: silent lines are closed, however many, and what is said too often is not."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from deploy.gate_door import Door, Seldom
from deploy.prefect_server import HOST, free_port

PATIENCE = 20.0
WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


class Narrow(Door):
    """A door for a test: few lines, short patience."""

    request_seconds = 1.0
    most = 20


async def hello(scope: dict[str, Any], receive: Any, send: Any) -> None:
    more = scope["type"] == "http"
    while more:
        more = (await receive()).get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture(scope="module")
def door() -> Iterator[int]:
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(hello, HOST, port, log_config=None, lifespan="off", http=Narrow)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    yield port
    server.should_exit = True
    thread.join(PATIENCE)


def line(port: int, said: bytes) -> socket.socket:
    found = socket.create_connection((HOST, port), timeout=PATIENCE)
    found.sendall(said)
    return found


def is_closed(held: socket.socket) -> bool:
    """Answer whether the other side ended a line that was never answered."""
    try:
        return held.recv(100) == b""
    except ConnectionResetError:
        return True


def asked(port: int) -> bytes:
    with line(port, WHOLE) as whole:
        return whole.recv(12)


@pytest.mark.parametrize(
    "said",
    [b"", b"GET", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nshort"],
    ids=["silent", "half a head", "half a body"],
)
def test_a_request_that_never_becomes_whole_loses_its_line(door: int, said: bytes) -> None:
    with line(door, said) as held:
        assert is_closed(held)


def test_above_the_most_the_longest_silent_gives_way(door: int) -> None:
    held = [line(door, b"GET") for _ in range(3 * Narrow.most)]

    assert asked(door) == b"HTTP/1.1 200"
    assert all(is_closed(each) for each in held)
    assert asked(door) == b"HTTP/1.1 200"
    for each in held:
        each.close()


def whole_answer(held: socket.socket) -> bytes:
    """Answer one answer whole: it may come in several pieces."""
    found = b""
    while not found.endswith(b"0\r\n\r\n"):
        piece = held.recv(1000)
        if not piece:
            break
        found += piece
    return found


def test_a_line_that_asks_again_and_again_is_kept(door: int) -> None:
    request = WHOLE.replace(b"Connection: close\r\n", b"")
    with line(door, b"") as held:
        for _ in range(3):
            held.sendall(request)
            assert whole_answer(held).startswith(b"HTTP/1.1 200")


def test_what_is_said_at_every_turn_is_written_once_in_a_while() -> None:
    seldom, other = Seldom(60.0), "another"
    words = ["socket.accept() out of system resource"] * 1000 + [other, other]
    records = [logging.LogRecord("asyncio", 40, "", 0, each, None, None) for each in words]

    assert [each.msg for each in records if seldom.filter(each)] == [words[0], other]
    assert all(Seldom(0.0).filter(each) for each in records)
