"""How a process of ours starts and stops: settings, log, database, and a signal that ends it."""

import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from deploy.channels import channels_of
from deploy.log_lines import log_to
from deploy.migrate import require_schema
from deploy.settings import Settings, load_settings
from models.session import Database, open_database
from notifications.render import missing_templates
from notifications.sending import Senders
from rules.errors import PermitLoopError

CANNOT_START = 2


class TemplatesMissing(PermitLoopError):
    """通知模板不全，不能启动；请补齐 templates/notices 后重新启动。"""


@dataclass(frozen=True)
class Ready:
    """What a process that works on cases has once it could start."""

    settings: Settings
    db: Database
    senders: Senders
    stopping: threading.Event


def logged_settings() -> Settings | None:
    """Answer the settings and log as they want; None when a sentence said what is wrong."""
    try:
        settings = load_settings()
    except PermitLoopError as refused:
        _say(refused)
        return None
    log_to(level=settings.log_level)
    return settings


def run_on_cases(work: Callable[[Ready], int]) -> int:
    """Do the work of a process until SIGTERM or SIGINT; answer 2 when it cannot start."""
    settings = logged_settings()
    if settings is None:
        return CANNOT_START
    try:
        require_templates()
        senders = channels_of(settings)
        db = open_database(settings.database)
        require_schema(db)
    except PermitLoopError as refused:
        _say(refused)
        return CANNOT_START
    stopping = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stopping.set())
    try:
        return work(Ready(settings, db, senders, stopping))
    finally:
        db.close()


def require_templates() -> None:
    """Refuse to start while a notice has no words; TemplatesMissing names each."""
    flaws = missing_templates()
    if flaws:
        raise TemplatesMissing("；".join(flaws))


def _say(refused: PermitLoopError) -> None:
    print(refused, file=sys.stderr)  # noqa: T201  # the one line a person starting it reads
