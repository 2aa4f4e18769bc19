"""The short fault test: one place of every kind, the planted bugs, and that none is forgotten."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fault.places import KINDS, place_of, short_places, unknown, unsorted
from tests.fault.scan import FOLDERS, ROOT, scan, sources

pytestmark = pytest.mark.fault

IN_PREFECT = ("followed", "mended", "hand")
AT_THE_DESK = ("life", "desk", "daily", "counter")


def hunted(root: Path, *words: str) -> list[dict[str, Any]]:
    """Answer the hunt's reports, from the program at a root."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fault.hunt", *words],
        cwd=root,
        env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-3000:]
    reports: list[dict[str, Any]] = json.loads(done.stdout)
    return reports


def killed_places(reports: list[dict[str, Any]]) -> set[str]:
    """Answer the failpoints at which something was killed."""
    return {spot.rpartition("#")[0] for each in reports for spot in each["killed"]}


@pytest.mark.parametrize(
    "stories",
    [
        pytest.param(IN_PREFECT, marks=pytest.mark.xdist_group("hunt in prefect"), id="prefect"),
        pytest.param(AT_THE_DESK, marks=pytest.mark.xdist_group("hunt at the desk"), id="desk"),
    ],
)
def test_killed_at_a_place_of_every_kind_all_ends_as_if_undisturbed(
    stories: Sequence[str],
) -> None:
    wanted = {place for story in stories for place in short_places(story)}

    reports = hunted(ROOT, *stories, "--short")

    assert [each["wrong"] for each in reports] == [[] for _ in stories]
    killed = [place_of(each) for each in killed_places(reports)]
    assert {each: killed.count(each) for each in killed} == dict.fromkeys(wanted, 2)


def test_every_kind_is_hunted_in_the_short_test() -> None:
    assert {each.story for each in KINDS} == {*IN_PREFECT, *AT_THE_DESK}


def test_every_place_of_the_program_is_of_one_kind_or_left_out_with_a_reason() -> None:
    found = scan(sources())
    places = {place_of(each) for each in found.failpoints()}

    assert [str(each) for each in found.violations] == []
    assert unsorted(places) == []
    assert unknown(places) == []


@dataclass(frozen=True)
class Planted:
    """A bug as somebody might write it: the file, and what stood there and stands there now."""

    path: str
    edits: tuple[tuple[str, str], ...]


SETTLE_BEFORE_SEND = Planted(
    "tasks/deliver.py",
    (
        (
            "    _send_together(told, services, now)\n",
            '    with db.writing("settle_early") as session:\n'
            '        early = [(each.lease, {"notice": each.letter.id}) for each in told]\n'
            "        outbox.settle_all(session, early, now)\n"
            "    _send_together(told, services, now)\n",
        ),
        (
            "        if not outbox.settle_all(session, done, now):\n            raise LeaseLost\n",
            "",
        ),
        (
            "        _settle(session, lease, services.clock(), "
            '{"notice": letter.id, "sha256": letter.sha256})\n',
            "",
        ),
        ("            _stay_mine(db, lease, services, now)\n", ""),
    ),
)
NO_TOKEN_CHECK = Planted(
    "casework/outbox.py",
    (
        (
            'T.id == bindparam("which"), T.token == bindparam("under"), T.status == "pending"',
            'T.id == bindparam("which"), T.token >= bindparam("under"), T.status == "pending"',
        ),
    ),
)
WAKE_BEFORE_COMMIT = Planted(
    "deploy/cli_case.py",
    (
        (
            '        with desk.db.writing("cli_take_action") as session:\n',
            "        from casework.act import locked_case\n"
            "        from casework.runs import wake\n"
            '        with desk.db.writing("wake_early") as session:\n'
            "            row = locked_case(session, case_no)\n"
            '            wake(session, row["id"], row["chapter"], row["seq"] + 1, desk.now)\n'
            '        with desk.db.writing("cli_take_action") as session:\n',
        ),
    ),
)


def planted(folder: Path, bug: Planted) -> Path:
    """Copy the program and the tests, with the bug in it."""
    for name in (*FOLDERS, "templates", "tests"):
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
    path = folder / bug.path
    text = path.read_text(encoding="utf-8")
    for was, now in bug.edits:
        assert text.count(was) == 1, f"the place for the bug in {bug.path} has changed"
        text = text.replace(was, now)
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("bug", "spot", "told"),
    [
        pytest.param(
            SETTLE_BEFORE_SEND, "send_notices:before-call", "is not in the outbox",
            id="settle before send",
        ),
        pytest.param(
            NO_TOKEN_CHECK, "put_into_inbox:after-commit", "changed what another holds",
            id="no token check",
        ),
        pytest.param(
            WAKE_BEFORE_COMMIT, "cli_take_action:before-commit", "its run is to show",
            id="wake before commit",
        ),
    ],
)  # fmt: skip
def test_a_planted_bug_is_caught(tmp_path: Path, bug: Planted, spot: str, told: str) -> None:
    [report] = hunted(planted(tmp_path, bug), "life", "--first", "--only", spot)

    assert report["killed"] != []
    assert [each for each in report["wrong"] if told in each] != []
