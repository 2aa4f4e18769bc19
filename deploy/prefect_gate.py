"""The gate before the Prefect UI: supervisors read through it, and nobody changes a run.

Prefect's server knows one shared secret, and who has it may cancel or delete a run. The gate keeps
that secret to itself, asks for its own, lets reads pass (see ``gate_list``) and refuses the rest.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import logging
import re
import secrets
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from casework.run_view import OPEN
from deploy import prefect_server
from deploy.addresses import runs_path
from deploy.gate_door import BACKLOG, Door, Seldom
from deploy.gate_list import READ
from deploy.prefect_server import HOST
from deploy.process import CANNOT_START, logged_settings

USER = "supervisor"
MOST_BODY_BYTES = 200_000
"""A search of the UI is a few hundred bytes; its answer may be long."""

UPSTREAM_SECONDS = 30.0
BAR = Path(__file__).resolve().parent.parent / "templates" / "gate" / "bar.js"
TO_OPEN_CASES = frozenset({"/", "/v2", "/v2/", "/v2/dashboard", "/v2/runs", "/runs", "/dashboard"})
"""The start pages, which would show what was created in the last days alone."""

# What belongs to one connection (RFC 9110 7.6.1), and what the gate itself answers for.
NOT_PASSED_ON = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer",
        "transfer-encoding", "upgrade", "content-length", "content-encoding", "set-cookie", "date",
        "server",
    }
)  # fmt: skip
OUR_HEADERS = {
    "cache-control": "no-cache",
    # The UI would load statistics from outside the house.
    "content-security-policy": (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; frame-ancestors 'self'"
    ),
}
ASKED_ON = ("accept", "content-type", "if-none-match", "if-modified-since", "user-agent")


@dataclass(frozen=True)
class Gate:
    """Where the server is, its secret, and the secret that people give at the gate."""

    port: int
    server_secret: str
    own_secret: str


def own_secret(home: Path) -> str:
    """Answer what people sign in with (name:password), drawn and kept (mode 600) the first time."""
    return prefect_server.kept_secret(home / "gate-auth", lambda: f"{USER}:{_drawn()}")


def may_read(method: str, path: str) -> bool:
    """Answer whether an operation of Prefect's API (its path without /api) is a read."""
    return any(each.fullmatch(f"{method} {path}") for each in _ALLOWED)


def application(gate: Gate) -> Starlette:
    """Answer the gate as an ASGI application."""

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        async with httpx.AsyncClient(
            base_url=f"http://{HOST}:{gate.port}",
            headers={"Authorization": _basic(gate.server_secret), "Accept-Encoding": "identity"},
            timeout=UPSTREAM_SECONDS,
            # An office's proxy variables must not send loopback calls away.
            trust_env=False,
        ) as upstream:
            app.state.upstream = upstream
            yield

    async def answer(request: Request) -> Response:
        return await _answer(gate, request)

    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    return Starlette(
        routes=[Route("/{path:path}", answer, methods=methods)],
        middleware=[Middleware(GZipMiddleware)],
        lifespan=life,
    )


async def _answer(gate: Gate, request: Request) -> Response:
    path = request.url.path
    if not _known(gate, request.headers.get("authorization", "")):
        return Response(
            "请输入监管界面的用户名和口令（启动程序时显示）。",
            status_code=401,
            headers={"WWW-Authenticate": 'Basic realm="PermitLoop", charset="UTF-8"'},
            media_type="text/plain; charset=utf-8",
        )
    if not _plain(path) or not _passes(request.method, path):
        return _refused()
    return _own(request) or await _pass_on(request)


def _plain(path: str) -> bool:
    """Say whether a path is written in one way alone: what is judged must be what is sent.

    A client and a server resolve ``..`` and empty pieces, each in its own way (RFC 3986 5.2.4).
    """
    pieces = path.split("/")[1:]
    odd = any(each in (".", "..") for each in pieces) or "" in pieces[:-1]
    return path.startswith("/") and not odd and path.isprintable() and "\\" not in path


def _passes(method: str, path: str) -> bool:
    if path == "/api" or path.startswith("/api/"):
        return may_read(method, path.removeprefix("/api"))
    return method in ("GET", "HEAD")


def _own(request: Request) -> Response | None:
    """Answer what the gate itself says, or None where the server does."""
    if request.url.path == "/gate/bar.js":
        return Response(_bar(), media_type="text/javascript; charset=utf-8")
    if request.url.path in TO_OPEN_CASES and not request.url.query:
        return RedirectResponse(runs_path(OPEN))
    return None


async def _pass_on(request: Request) -> Response:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BODY_BYTES:
            return JSONResponse({"detail": "查询过长，未执行。"}, status_code=413)
    upstream: httpx.AsyncClient = request.app.state.upstream
    address = upstream.base_url.copy_with(
        path=request.url.path, query=request.url.query.encode() or None
    )
    if address.path != request.url.path:
        return _refused()
    wanted = upstream.build_request(
        request.method,
        address,
        headers={name: request.headers[name] for name in ASKED_ON if name in request.headers},
        content=body or None,
    )
    try:
        found = await upstream.send(wanted, stream=True)
    except httpx.TransportError:
        return _away()
    kept = {name: each for name, each in found.headers.items() if name not in NOT_PASSED_ON}
    adapt = _ADAPTED.get(_kind(request.url.path, found))
    if adapt is not None and found.is_success and request.method == "HEAD":
        kept |= OUR_HEADERS
    elif adapt is not None and found.is_success:
        text = (await found.aread()).decode()
        await found.aclose()
        return Response(adapt(text), found.status_code, kept | OUR_HEADERS)
    return StreamingResponse(
        found.aiter_raw(), found.status_code, kept, background=BackgroundTask(found.aclose)
    )


def _kind(path: str, found: httpx.Response) -> str:
    if path in _ADAPTED:
        return path
    return str(found.headers.get("content-type", "")).partition(";")[0]


def _known(gate: Gate, header: str) -> bool:
    scheme, _, given = header.partition(" ")
    try:
        said = base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic" and hmac.compare_digest(said, gate.own_secret.encode())


def _refused() -> Response:
    said = "监管界面只供查看，未作任何改动。案件请由承办人在业务系统或用 permitloop case act 办理。"
    return JSONResponse({"detail": said}, status_code=403)


def _away() -> Response:
    said = "Prefect 暂时没有应答，案件办理不受影响；请稍后刷新，仍不行时请联系系统管理员。"
    return JSONResponse({"detail": said}, status_code=502)


def _with_bar(page: str) -> str:
    return page.replace("</head>", '<script src="/gate/bar.js"></script></head>', 1)


def _for_the_gate(settings: str) -> str:
    """Write the UI's settings anew: its API is the gate's own, and asks for nothing more."""
    return json.dumps({**json.loads(settings), "api_url": "/api", "auth": None})


def _no_secrets(settings: str) -> str:
    """Keep of the server's settings what the UI looks at: whether to praise and to count."""
    server = json.loads(settings)["server"]
    praise = {"show_promotional_content": server["ui"]["show_promotional_content"]}
    return json.dumps({"server": {"ui": praise, "analytics_enabled": server["analytics_enabled"]}})


_ADAPTED: Mapping[str, Callable[[str], str]] = {
    "/ui-settings": _for_the_gate,
    "/api/admin/settings": _no_secrets,
    "text/html": _with_bar,
}


def _bar() -> str:
    words = {"__OPEN__": runs_path(OPEN), "__RUNS__": runs_path("")}
    text = BAR.read_text(encoding="utf-8")
    for name, each in words.items():
        text = text.replace(name, each)
    return text


def _basic(secret: str) -> str:
    return f"Basic {base64.b64encode(secret.encode()).decode()}"


def _drawn() -> str:
    return secrets.token_urlsafe(16)


def _pattern(operation: str) -> re.Pattern[str]:
    # A name or id is one piece of a path: what follows a slash is another operation.
    pieces = re.split(r"\{\w+\}", operation)
    return re.compile(r"[^/?#]+".join(re.escape(each) for each in pieces))


_ALLOWED: tuple[re.Pattern[str], ...] = tuple(_pattern(each) for each in sorted(READ))


def main() -> int:
    """Serve the gate until SIGTERM; 2 when it cannot start."""
    settings = logged_settings()
    if settings is None:
        return CANNOT_START
    gate = Gate(
        settings.prefect_port,
        prefect_server.auth_string(settings.home),
        own_secret(settings.home),
    )
    logging.getLogger("asyncio").addFilter(Seldom())
    uvicorn.run(
        application(gate),
        http=Door,
        backlog=BACKLOG,
        host=settings.gate_host,
        port=settings.gate_port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
