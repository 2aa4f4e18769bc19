"""The file outbox: a folder of days that a newcomer can open, one page and one text a notice."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from models.failpoints import outside
from notifications.channels import Letter, Promise
from notifications.plain_text import plain_text
from rules.deadlines import legal_day

NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
LONGEST_CASE_NO = 60


@dataclass(frozen=True)
class FileOutbox:
    """Writes each letter under a name made from its key: a repeat is no second file."""

    folder: Path
    name: str = "file"
    promise: Promise = Promise.EFFECTIVELY_ONCE

    def takes(self, letter: Letter) -> bool:  # noqa: ARG002
        """Take every letter."""
        return True

    def send(self, letter: Letter, now: datetime) -> Mapping[str, Any]:  # noqa: ARG002
        """Write the page and the text, whole or not at all, and answer where the page is."""
        page = self.folder / file_name(letter)
        with outside("write_outbox_page"):
            _write(_ending(page, ".html"), letter.body)
        with outside("write_outbox_text"):
            _write(_ending(page, ".txt"), _text(letter))
        return {"file": str(_ending(page, ".html").relative_to(self.folder))}


def file_name(letter: Letter) -> Path:
    """Answer the path under the outbox, without its ending: day, case, notice, short key."""
    day = legal_day(letter.rendered_at).isoformat()
    # A ledger's own case number may hold signs that no file name takes.
    case_no = NOT_IN_NAMES.sub("_", letter.case_no)[:LONGEST_CASE_NO].strip("._") or "general"
    short = hashlib.sha256(letter.key.encode()).hexdigest()[:8]
    return Path(day) / f"{case_no}-{letter.notice}-{short}"


def _ending(page: Path, ending: str) -> Path:
    # Not with_suffix: it takes all behind a dot for an ending, and a case number may have one.
    return page.with_name(page.name + ending)


def _text(letter: Letter) -> str:
    return (
        f"主题：{letter.subject}\n"
        f"收件：{'、'.join(letter.recipients)}\n"
        f"短信：{letter.sms}\n"
        f"校验：sha256 {letter.sha256}\n"
        "\n"
        f"{plain_text(letter.body)}"
    )


def _write(path: Path, text: str) -> None:
    content = text.encode()
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), 0o640)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
