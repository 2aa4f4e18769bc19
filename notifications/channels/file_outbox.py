"""The file outbox: a folder of days that a newcomer can open, one page and one text a notice."""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
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

    def send(self, letter: Letter, now: datetime) -> Mapping[str, Any]:
        """Write the page and the text, whole or not at all, and answer where the page is."""
        return self.send_all([letter], now)[0]

    def send_all(self, letters: Sequence[Letter], now: datetime) -> list[Mapping[str, Any]]:  # noqa: ARG002
        """Write the pages and the texts of many letters; they wait for the disk together."""
        pages = [self.folder / file_name(each) for each in letters]
        whole = list(zip(pages, letters, strict=True))
        with outside("write_outbox_page"):
            _write({_ending(page, ".html"): each.body for page, each in whole})
        with outside("write_outbox_text"):
            _write({_ending(page, ".txt"): _text(each) for page, each in whole})
        return [{"file": str(_ending(page, ".html").relative_to(self.folder))} for page in pages]


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


def _write(texts: Mapping[Path, str]) -> None:
    """Give each file its text, whole or not at all, and wait for the disk once all are written."""
    drafts: list[_Draft] = []
    try:
        for path, text in texts.items():
            content = text.encode()
            if not _there_already(path, content):
                path.parent.mkdir(parents=True, exist_ok=True)
                drafts.append(_drafted(path, content))
        for each in drafts:
            os.fsync(each.descriptor)
        for each in drafts:
            os.replace(each.path, each.wanted)
    except BaseException:
        for each in drafts:
            each.path.unlink(missing_ok=True)
        raise
    finally:
        for each in drafts:
            os.close(each.descriptor)
    for folder in {each.wanted.parent for each in drafts}:
        _sync_folder(folder)


@dataclass(frozen=True)
class _Draft:
    """A file under a name of its own, open until the disk has it."""

    wanted: Path
    path: Path
    descriptor: int


def _drafted(path: Path, content: bytes) -> _Draft:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    draft = _Draft(path, Path(name), descriptor)
    try:
        os.fchmod(descriptor, 0o640)
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(content)
    except BaseException:
        os.close(descriptor)
        draft.path.unlink(missing_ok=True)
        raise
    return draft


def _there_already(path: Path, content: bytes) -> bool:
    with suppress(FileNotFoundError):
        return path.read_bytes() == content
    return False


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
