"""``permitloop up``: everything in one: databases, demo district, Prefect, driver, heartbeats."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from casework.procedures import stranded
from casework.run_view import followed
from deploy import clock, prefect_server
from deploy.addresses import open_cases_url, prefect_url
from deploy.first_day import furnish
from deploy.migrate import migrate
from deploy.prefect_gate import own_secret
from deploy.prefect_server import PrefectServerFailed, ServerProcess, port_is_taken
from deploy.process import require_templates
from deploy.settings import CHECKOUT, Settings, load_settings
from deploy.supervise import FIRST_WAIT, Group, Part
from models.session import Database, open_database
from rules.errors import PermitLoopError

PARTS: tuple[Part, ...] = (
    Part("driver", "案件运行", ("-m", "deploy.driver")),
    Part("ticker", "投递与期限", ("-m", "deploy.ticker")),
    Part("scheduled", "定时流程", ("-m", "deploy.scheduled")),
    Part("gate", "监管界面", ("-m", "deploy.prefect_gate")),
)
"""What runs beside the Prefect server; a new part is one more line."""

LOOK_SECONDS = 0.5
PATIENCE_SECONDS = 300.0
"""How long the start waits for the driver to create runs before it says that it goes on."""


class AlreadyUp(PermitLoopError):
    """本数据目录的程序已在运行。"""


class PortTaken(PermitLoopError):
    """端口已被其他程序占用，请换一个端口。"""


class StagesGone(PermitLoopError):
    """有在办案件所在的环节已不在程序中，不能启动；请安装原版本，或联系系统管理员。"""


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C or SIGTERM."""


def run() -> None:
    """Start everything, keep it alive, and end it cleanly when asked to.

    Raises AlreadyUp, PortTaken, StagesGone and what the settings and the schema refuse.
    """
    settings = load_settings()
    console = Console(highlight=False, soft_wrap=True)
    with _alone(settings), _ended_by_signals():
        try:
            _live(settings, console)
        except Stopped:
            console.print("已全部停止。")


def _live(settings: Settings, console: Console) -> None:
    began = time.monotonic()
    require_templates()
    db = open_database(settings.database)
    house = House(
        settings, db, console, Group(_environment(settings), settings.home / "logs", console.print)
    )
    try:
        _refuse_ports(settings)
        migrate(db)
        _refuse_stranded(db)
        with console.status("正在启动 Prefect，并准备数据 …"):
            _start_server_and_furnish(house)
        console.print(
            f"Prefect 界面已就绪（{_since(began)}）：{prefect_url(settings.prefect_port)}"
        )
        for part in PARTS:
            house.group.start(part)
        _await_runs(house)
        _welcome(house, began)
        while True:
            time.sleep(LOOK_SECONDS)
            _look_after(house)
    finally:
        _stop(house)


@dataclass
class House:
    """What was started so far."""

    settings: Settings
    db: Database
    console: Console
    group: Group
    server: ServerProcess | None = None


def _start_server_and_furnish(house: House) -> None:
    """Start the server while the data are made ready: each has a core of its own."""
    failed: list[BaseException] = []

    def furnishing() -> None:
        try:
            house.console.print(furnish(house.db, house.settings, clock.now()))
        except BaseException as error:  # noqa: BLE001  # raised again in the main thread below
            failed.append(error)

    beside = threading.Thread(target=furnishing, daemon=True)
    beside.start()
    _start_server(house)
    while beside.is_alive():
        beside.join(LOOK_SECONDS)
    if failed:
        raise failed[0]


def _start_server(house: House) -> None:
    # From the main thread: the kernel ends a child with the thread that started it.
    settings = house.settings
    try:
        house.server = prefect_server.start(
            settings.home,
            settings.prefect_port,
            settings.prefect_database_url or None,
            settings.prefect_keep_days,
        )
    except PrefectServerFailed as failed:
        if not port_is_taken(settings.prefect_port):
            raise
        raise _taken(settings.prefect_port, "PERMITLOOP_PREFECT_PORT") from failed


def _refuse_ports(settings: Settings) -> None:
    """Raise PortTaken where the gate has no port of its own: its page would be another's."""
    if settings.gate_port == settings.prefect_port:
        raise PortTaken(
            f"Prefect 界面与监管界面的端口同为 {settings.gate_port}；"
            "请另设 PERMITLOOP_GATE_PORT 后重新启动"
        )
    if port_is_taken(settings.gate_port):
        raise _taken(settings.gate_port, "PERMITLOOP_GATE_PORT")


def _taken(port: int, setting: str) -> PortTaken:
    return PortTaken(f"端口 {port} 已被其他程序占用；请停止那个程序，或另设 {setting} 后重新启动")


def _look_after(house: House) -> None:
    house.group.look_after()
    if house.server is None or house.server.process.poll() is None:
        return
    house.console.print("部件“Prefect”意外退出，正在重新启动 …")
    try:
        _start_server(house)
    except PrefectServerFailed as failed:
        house.console.print(f"[red]Prefect 未能启动，稍后再试：[/red]{failed}", markup=True)
        time.sleep(FIRST_WAIT)
        return
    house.console.print("部件“Prefect”已重新启动")


def _await_runs(house: House) -> None:
    """Show how the driver gives each case its run, and go on when all have one."""
    columns = (SpinnerColumn(), TextColumn("为案件创建运行"), BarColumn(), MofNCompleteColumn())
    deadline = time.monotonic() + PATIENCE_SECONDS
    with Progress(*columns, console=house.console, transient=True) as progress:
        row = progress.add_task("", total=None)
        while time.monotonic() < deadline:
            born, wanted = _runs(house.db)
            progress.update(row, completed=born, total=wanted)
            if born == wanted:
                break
            time.sleep(LOOK_SECONDS)
            _look_after(house)
    born, wanted = _runs(house.db)
    house.console.print(f"案件运行：{born}/{wanted}")


def _runs(db: Database) -> tuple[int, int]:
    with db.reading() as session:
        found = followed(session, clock.now()).values()
    return sum(each.flow_run_id is not None for each in found), len(found)


def _welcome(house: House, began: float) -> None:
    settings, say = house.settings, house.console.print
    secret = prefect_server.auth_string(settings.home)
    say(f"一切就绪（{_since(began)}）。")
    say(f"  Prefect 界面   {prefect_url(settings.prefect_port)}")
    say(f"  全部在办案件   {open_cases_url(settings.prefect_port)}")
    say(f"  界面口令       {secret}")
    say(f"  监管界面       {prefect_url(settings.gate_port)}")
    say(f"  监管口令       {own_secret(settings.home)}")
    say(f"  数据目录       {settings.home.resolve()}")
    say(f"  通知外发箱     {(settings.home / 'outbox').resolve()}")
    say("按 Ctrl-C 停止。")


def _environment(settings: Settings) -> dict[str, str]:
    secret = prefect_server.auth_string(settings.home)
    address = prefect_server.api_url(settings.prefect_port)
    inherited = {name: each for name, each in os.environ.items() if not name.startswith("PREFECT_")}
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **inherited,
        **prefect_server.client_environment(settings.home, address, secret),
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONUNBUFFERED": "1",
    }


def _refuse_stranded(db: Database) -> None:
    with db.reading() as session:
        lost = stranded(session)
    if lost:
        raise StagesGone(f"有在办案件所在的环节已不在程序中，不能启动：{'；'.join(lost)}")


def _stop(house: House) -> None:
    # Asked twice, it still ends in order.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    house.console.print("正在停止 …")
    house.group.stop()
    if house.server is not None:
        prefect_server.stop(house.server)
    house.db.close()


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Hold the home for this process alone; AlreadyUp names who has it."""
    settings.home.mkdir(parents=True, exist_ok=True)
    with (settings.home / "up.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise AlreadyUp(
                f"数据目录 {settings.home} 的程序已在运行（{lock.read().strip()}）；"
                "请先停止它，或另设 PERMITLOOP_HOME"
            ) from None
        lock.truncate(0)
        lock.write(f"进程 {os.getpid()}，{prefect_url(settings.prefect_port)}\n")
        lock.flush()
        yield


@contextlib.contextmanager
def _ended_by_signals() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} 秒"
