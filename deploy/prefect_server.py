"""Run Prefect's server as a child process on loopback, behind a secret of our own."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import prefect.settings
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import temporary_settings

from deploy.prefect_rows import give_room_back
from deploy.supervise import outlived_by_none
from rules.errors import PermitLoopError

HOST = "127.0.0.1"
DATABASE = "prefect.db"
READY_SECONDS = 120.0
STOP_SECONDS = 15.0
DRAIN_SECONDS = 10.0
POLL_SECONDS = 0.1
USER = "permitloop"

# Each name was read back from prefect.settings 3.8.8; the contract tests ask the server for them.
SERVER_SETTINGS: Mapping[str, str] = {
    "PREFECT_SERVER_API_HOST": HOST,
    # The console links to /v2/ paths, so the UI a newcomer lands on may not change by itself.
    "PREFECT_SERVER_UI_ENABLED": "true",
    "PREFECT_SERVER_UI_V2_ENABLED": "true",
    # Nothing leaves the machine, and nothing on screen invites to a paid service.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # It reads every parked run every 5 s and fails those past a timeout; ours have none.
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_ENABLED": "false",
    # Prefect is no audit record: a week of events, a while of ended runs (`KEEP_DAYS`).
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # A list of a hundred turns of the reconciler to come would bury what people look for.
    "PREFECT_SERVER_SERVICES_SCHEDULER_MIN_RUNS": "1",
    "PREFECT_SERVER_SERVICES_SCHEDULER_MAX_RUNS": "2",
    "PREFECT_CLI_PROMPT": "false",
}

KEEP_DAYS = 90
"""How long ended runs are kept, with their logs and pages, where nothing else is asked for."""


class PrefectServerFailed(PermitLoopError):
    """The Prefect server did not start."""


@dataclass(frozen=True)
class ServerProcess:
    """A running Prefect server: where it answers, with what secret, and its process."""

    process: subprocess.Popen[bytes]
    home: Path
    port: int
    auth_string: str

    @property
    def root_url(self) -> str:
        """Return the address people's browsers are forwarded to, without a trailing slash."""
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        """Return the address the Prefect client speaks to."""
        return api_url(self.port)

    def client_environment(self) -> dict[str, str]:
        """Return the variables another process of ours needs to reach this server."""
        return client_environment(self.home, self.api_url, self.auth_string)


def client_environment(home: Path, api_url: str, auth_string: str) -> dict[str, str]:
    """Return the variables a process needs to reach the server at `api_url`."""
    return {
        "PREFECT_HOME": str(prefect_home(home)),
        "PREFECT_PROFILES_PATH": str(prefect_home(home) / "profiles.toml"),
        "PREFECT_API_URL": api_url,
        "PREFECT_API_AUTH_STRING": auth_string,
        # Both sides come from one lock file, so asking on each connection tells nothing.
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        # A driver that cannot reach its server must fail, not start a hidden one.
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    }


@contextlib.contextmanager
def connected(server: ServerProcess) -> Iterator[None]:
    """Point this process's Prefect clients at `server` while the block runs.

    Leave the block before stopping the server: events and log lines still queued are sent
    here, and a queue without its server holds the process up for a minute at its end.
    """
    with connected_to(server.home, server.api_url, server.auth_string):
        yield


@contextlib.contextmanager
def connected_to(home: Path, api_url: str, secret: str) -> Iterator[None]:
    """Point this process's Prefect clients at the server at `api_url`; see `connected`."""
    names = client_environment(home, api_url, secret)
    with temporary_settings({getattr(prefect.settings, name): names[name] for name in names}):
        try:
            yield
        finally:
            EventsWorker.drain_all(timeout=DRAIN_SECONDS)
            APILogWorker.drain_all(timeout=DRAIN_SECONDS)


def api_url(port: int) -> str:
    """Return the address the Prefect client speaks to on `port`."""
    return f"http://{HOST}:{port}/api"


def prefect_home(home: Path) -> Path:
    """Return the folder under the program's home that belongs to Prefect."""
    return home / "prefect"


def sqlite_url(home: Path) -> str:
    """Return the address of Prefect's own SQLite file under `home`."""
    return f"sqlite+aiosqlite:///{prefect_home(home) / DATABASE}"


def auth_string(home: Path) -> str:
    """Return the server's secret, drawing and keeping one (mode 600) the first time."""
    return kept_secret(home / "prefect-auth", lambda: f"{USER}:{secrets.token_urlsafe(32)}")


def kept_secret(path: Path, draw: Callable[[], str]) -> str:
    """Return the secret kept at `path`, drawing and keeping one (mode 600) the first time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        path.chmod(0o600)
        return path.read_text(encoding="utf-8").strip()
    drawn = draw()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(drawn)
    return drawn


def free_port() -> int:
    """Return a loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def start(
    home: Path,
    port: int,
    database_url: str | None = None,
    keep_days: int = KEEP_DAYS,
    more: Mapping[str, str] | None = None,
) -> ServerProcess:
    """Start the server and wait until it answers; SQLite under `home` without a database.

    Ended runs are kept `keep_days`; `more` are settings of Prefect's beside ours. A server of
    ours that outlived a killed parent is stopped first.
    Raises PrefectServerFailed, with the tail of its log, when it does not come up.
    """
    folder = prefect_home(home)
    folder.mkdir(parents=True, exist_ok=True)
    secret = auth_string(home)
    _stop_left_over(home, secret)
    _refuse_taken_port(port)
    give_room_back(folder / DATABASE)
    environment = _environment(home, port, database_url, secret, keep_days) | dict(more or {})
    with (folder / "server.log").open("ab") as log:
        process = _spawn(environment, port, log)
    server = ServerProcess(process, home, port, secret)
    _pid_file(home).write_text(json.dumps({"pid": process.pid, "port": port}), encoding="utf-8")
    try:
        _wait_until_ready(server)
    except BaseException:
        stop(server)
        raise
    return server


def stop(server: ServerProcess) -> None:
    """Ask the server to end, and kill it if it does not within 15 s."""
    if server.process.poll() is None:
        server.process.terminate()
        try:
            server.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()
    _pid_file(server.home).unlink(missing_ok=True)


def healthy(server: ServerProcess) -> bool:
    """Say whether the server answers and accepts our secret."""
    return server.process.poll() is None and _accepts(server.port, server.auth_string)


def _spawn(environment: dict[str, str], port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    command = outlived_by_none(["-m", "deploy.prefect_process", "server", "start"])
    return subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        [*command, "--host", HOST, "--port", str(port)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        # Ctrl-C in the terminal reaches the parent alone, which stops the driver first.
        start_new_session=True,
    )


def _environment(
    home: Path, port: int, database_url: str | None, secret: str, keep_days: int
) -> dict[str, str]:
    # A profile or variable of another Prefect on this machine must not reach ours.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return {
        **inherited,
        **SERVER_SETTINGS,
        **client_environment(home, api_url(port), secret),
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_API_AUTH_STRING": secret,
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(keep_days * 86400),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": database_url or sqlite_url(home),
        # Prefect unpacks its UI here; its default is inside the installed package.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(prefect_home(home) / "ui"),
    }


def _wait_until_ready(server: ServerProcess) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            break
        if _accepts(server.port, server.auth_string):
            return
        time.sleep(POLL_SECONDS)
    raise PrefectServerFailed(
        f"Prefect server on port {server.port} did not become ready"
        f" (exit code {server.process.poll()}); end of its log:\n{_log_tail(server.home)}"
    )


def _accepts(port: int, secret: str) -> bool:
    """Say whether the server on `port` is ready and knows `secret`."""
    return _status(port, "/api/health", None) == 200 and (
        _status(port, "/api/admin/version", secret) == 200
    )


def _status(port: int, path: str, secret: str | None) -> int | None:
    request = urllib.request.Request(f"http://{HOST}:{port}{path}")
    if secret is not None:
        encoded = base64.b64encode(secret.encode()).decode()
        request.add_header("Authorization", f"Basic {encoded}")
    # An office's proxy variables must not send loopback calls away.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=5) as answer:
            status: int = answer.status
            return status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return None


def port_is_taken(port: int) -> bool:
    """Say whether something listens on the loopback port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _refuse_taken_port(port: int) -> None:
    if port_is_taken(port):
        raise PrefectServerFailed(f"port {port} on {HOST} is taken by another program")


def _stop_left_over(home: Path, secret: str) -> None:
    """Stop the server that a killed parent left behind, if it proves to be ours."""
    left = _left_over(home)
    if left is None:
        return
    # A process number may have been given away since; knowing our secret has not.
    if _accepts(left["port"], secret):
        with contextlib.suppress(ProcessLookupError):
            os.kill(left["pid"], signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline and _status(left["port"], "/api/health", None):
            time.sleep(POLL_SECONDS)
    _pid_file(home).unlink(missing_ok=True)


def _left_over(home: Path) -> dict[str, int] | None:
    try:
        left: dict[str, int] = json.loads(_pid_file(home).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return left


def running_port(home: Path, secret: str) -> int | None:
    """Answer the port of this home's server where one runs, whatever the settings say."""
    left = _left_over(home)
    return left["port"] if left and _accepts(left["port"], secret) else None


def _pid_file(home: Path) -> Path:
    return prefect_home(home) / "server.json"


def _log_tail(home: Path, lines: int = 20) -> str:
    text = (prefect_home(home) / "server.log").read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-lines:])
