"""The gate: reads pass, everything else is refused, and neither secret leaves it."""

from __future__ import annotations

import base64
import http.client
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from deploy.gate_list import READ, REFUSED
from deploy.prefect_gate import MOST_BODY_BYTES, Gate, application, may_read, own_secret
from deploy.prefect_server import HOST, ServerProcess, free_port

pytestmark = [pytest.mark.xdist_group("prefect")]

OWN = "supervisor:at-the-gate"
ANY = "5f0f3c0e-2a51-4a87-9d1e-1c6a4f0e7c11"
PATIENCE = 20.0


@dataclass(frozen=True)
class Entrance:
    """A running gate before a running server."""

    client: httpx.Client
    server: ServerProcess


def served(gate: Gate) -> tuple[uvicorn.Server, threading.Thread, int]:
    port = free_port()
    found = uvicorn.Server(uvicorn.Config(application(gate), HOST, port, log_config=None))
    thread = threading.Thread(target=found.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not found.started:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found, thread, port


@pytest.fixture(scope="module")
def entrance(server: ServerProcess) -> Iterator[Entrance]:
    gate, thread, port = served(Gate(server.port, server.auth_string, OWN))
    name, _, word = OWN.partition(":")
    with httpx.Client(base_url=f"http://{HOST}:{port}", auth=(name, word), timeout=60) as client:
        yield Entrance(client, server)
    gate.should_exit = True
    thread.join(PATIENCE)


@pytest.fixture(scope="module")
def operations(server: ServerProcess) -> frozenset[str]:
    """Answer every operation that Prefect's own description of its API names."""
    name, _, word = server.auth_string.partition(":")
    said = httpx.get(f"{server.root_url}/api/openapi.json", auth=(name, word), timeout=60).json()
    return frozenset(
        f"{method.upper()} {path.removeprefix('/api')}"
        for path, methods in said["paths"].items()
        for method in methods
    )


def test_every_operation_of_prefect_is_listed_as_read_or_refused(
    operations: frozenset[str],
) -> None:
    assert operations - READ - REFUSED == frozenset()
    assert frozenset() == READ & REFUSED
    assert (READ | REFUSED) - operations == frozenset(), "no longer in Prefect's API"


def test_what_is_refused_is_refused_through_the_gate(
    entrance: Entrance, operations: frozenset[str]
) -> None:
    for each in sorted(operations - READ):
        method, path = concrete(each).split()
        answer = entrance.client.request(method, f"/api{path}", json={})
        assert answer.status_code == 403, each
        assert "只供查看" in answer.json()["detail"]


def test_what_is_read_reaches_the_server(entrance: Entrance, operations: frozenset[str]) -> None:
    for each in sorted(operations & READ):
        method, path = concrete(each).split()
        answer = entrance.client.request(method, f"/api{path}", json={})
        assert answer.status_code not in (401, 403, 405, 502), f"{each}: {answer.status_code}"


def concrete(operation: str) -> str:
    """Answer an operation with an identity in each place of its path."""
    pieces = operation.split("{")
    return pieces[0] + "".join(ANY + piece.partition("}")[2] for piece in pieces[1:])


@pytest.mark.parametrize(
    "path",
    [
        "/flow_runs/filter/../set_state",
        f"/flow_runs/{ANY}/set_state",
        "/flow_runs//set_state",
        "/flow_runs/filter/",
        "//flow_runs/filter",
        "/FLOW_RUNS/",
        "/flow_runs/bulk_set_state?x=/filter",
        f"/flow_runs/{ANY}%2Fset_state",
    ],
)
def test_no_spelling_of_a_path_gets_past(path: str) -> None:
    assert not may_read("POST", path.partition("?")[0])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/events/count-by/.."),
        ("POST", "/api/events/count-by/%2e%2e"),
        ("POST", "/api/flow_runs/count/../../flow_runs/"),
        ("GET", "/x/../api/admin/storage"),
        ("GET", "/ui/%2e%2e/api/block_types/slug/secret/block_documents"),
        ("GET", "/./api/variables/name/x"),
        ("GET", "//api/flow_runs/filter"),
        ("GET", "/api//flow_runs/filter"),
        ("GET", "/a%00b"),
        ("GET", "/a%5c..%5capi/variables/name/x"),
    ],
)
def test_a_path_that_could_be_read_in_two_ways_is_refused(
    entrance: Entrance, method: str, path: str
) -> None:
    """Sent as written, past what a client would tidy up: what is judged is what reaches Prefect."""
    word = base64.b64encode(OWN.encode()).decode()
    line = http.client.HTTPConnection(entrance.client.base_url.host, entrance.client.base_url.port)
    line.putrequest(method, path, skip_accept_encoding=True)
    line.putheader("Authorization", f"Basic {word}")
    line.putheader("Content-Length", "2")
    line.endheaders(b"[]")

    assert line.getresponse().status == 403


def test_the_method_counts_too() -> None:
    assert may_read("GET", f"/flow_runs/{ANY}")
    assert not may_read("DELETE", f"/flow_runs/{ANY}")
    assert not may_read("PATCH", f"/flow_runs/{ANY}")


def test_without_the_gates_own_word_nothing_is_shown(entrance: Entrance) -> None:
    server_name, _, server_word = entrance.server.auth_string.partition(":")
    for given in (None, ("supervisor", "wrong"), (server_name, server_word)):
        found = httpx.get(f"{entrance.client.base_url}/api/health", auth=given, timeout=60)
        assert found.status_code == 401
        assert found.headers["www-authenticate"].startswith("Basic")


def test_neither_secret_is_told_to_the_browser(entrance: Entrance) -> None:
    told = "".join(
        entrance.client.get(path).text
        for path in ("/ui-settings", "/api/admin/settings", "/v2/runs?tags=x", "/gate/bar.js")
    )

    assert entrance.server.auth_string.partition(":")[2] not in told
    assert OWN not in told
    assert entrance.client.get("/ui-settings").json()["api_url"] == "/api"


@pytest.mark.parametrize("path", ["/", "/v2", "/v2/dashboard", "/v2/runs", "/runs"])
def test_start_pages_lead_to_the_open_cases_of_all_time(entrance: Entrance, path: str) -> None:
    answer = entrance.client.get(path)

    assert answer.status_code == 307
    assert answer.headers["location"] == "/v2/runs?tags=%E5%9C%A8%E5%8A%9E"


def test_pages_carry_the_bar_and_may_load_nothing_from_outside(entrance: Entrance) -> None:
    page = entrance.client.get("/v2/runs?tags=%E5%9C%A8%E5%8A%9E", headers={"Accept": "text/html"})

    assert '<script src="/gate/bar.js">' in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'self'")


def test_pages_take_no_writes_either(entrance: Entrance) -> None:
    assert entrance.client.post("/v2/runs").status_code == 403


def test_a_search_without_end_is_refused(entrance: Entrance) -> None:
    long = entrance.client.post("/api/flow_runs/filter", content=b" " * (MOST_BODY_BYTES + 1))

    assert long.status_code == 413


def test_while_prefect_is_away_the_gate_says_so_in_chinese() -> None:
    gate, thread, port = served(Gate(free_port(), "a:b", OWN))
    name, _, word = OWN.partition(":")
    try:
        answer = httpx.get(f"http://{HOST}:{port}/api/health", auth=(name, word), timeout=60)
    finally:
        gate.should_exit = True
        thread.join(PATIENCE)

    assert answer.status_code == 502
    assert "Prefect 暂时没有应答" in answer.json()["detail"]


def test_the_gates_word_is_drawn_once_and_kept_from_others(tmp_path: Path) -> None:
    first = own_secret(tmp_path)

    assert own_secret(tmp_path) == first
    assert first.startswith("supervisor:")
    assert (tmp_path / "gate-auth").stat().st_mode & 0o777 == 0o600


async def headers_alone(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answer as a server that knows HEAD: the kind of what a GET would give, and nothing of it."""
    kind = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": kind})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("path", ["/ui-settings", "/v2/runs/x"])
def test_a_head_is_answered_without_a_body(path: str) -> None:
    port = free_port()
    config = uvicorn.Config(headers_alone, HOST, port, log_config=None, lifespan="off")
    upstream = uvicorn.Server(config)
    threading.Thread(target=upstream.run, daemon=True).start()
    gate, thread, at = served(Gate(port, "permitloop:x", OWN))
    name, _, word = OWN.partition(":")
    while not upstream.started:
        time.sleep(0.01)
    answer = httpx.head(f"http://{HOST}:{at}{path}", auth=(name, word), timeout=PATIENCE)
    gate.should_exit = upstream.should_exit = True
    thread.join(PATIENCE)

    assert (answer.status_code, answer.content) == (200, b"")
