"""Killed at any failpoint and started again, a case ends as if nothing had happened."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fault.scan import FOLDERS, ROOT, scan, sources

pytestmark = pytest.mark.fault

STORIES = ("followed", "life", "mended", "hand", "away", "daily", "desk", "first_day")
LONG = "PERMITLOOP_FAULT_ALL"
"""Set it to tell every story to its end after a kill at every single passing (an hour or so)."""

UNTOLD = {
    "prolong_run": "beats after 20 s of a real turn; one guarded UPDATE, as settle_run's",
    "recompute_case_alone": "what recompute_case does, for a case that is held or breaks the rest",
    "load_demo": "told in the long test alone: one transaction, seconds each time",
    "send_notices_again": "guarded UPDATEs of one transaction; typed again it finds none left",
    "cli_register_report": "what cli_open_case does, with a row beside it",
    "cli_record_informant": "one transaction of one person; typed again it is a correction",
    "cli_read_informant": "one transaction; what it answers is shown after it alone",
    "cli_read_interference": "as cli_read_informant",
    "cli_read_readings": "as cli_read_informant",
    "cli_note_refused_reading": "one row; the reading that it tells of was refused before it",
    "cli_record_interference": "one row of a register; typed again it is a second entry",
    "cli_ask_credit_repair": "one event of one person; a second asking is refused",
    "cli_answer_credit_repair": "one transaction of one person; a second answer is refused",
    "cli_outward_receipt": "one transaction of one person; a second receipt is refused",
    "cli_outward_not_owed": "as cli_outward_receipt",
    "sweep_clock_alone": "what sweep_clock does, for a case that is held or breaks the rest",
    "cli_note_probe": "one row; the refusal that it tells of is shown whether or not it was kept",
    "add_contact": "one transaction of one person, with no effect outside it",
    "agree_to_contact": "as add_contact",
    "withdraw_consent": "as add_contact",
    "confirm_contact": "as add_contact",
    "bounce_contact": "as add_contact",
    "remove_contact": "as add_contact",
    "erase_contact": "as add_contact",
    "import_contacts": "as add_contact",
    "issue_contact_code": "as add_contact",
    "post_contact_code": "as add_contact",
    "read_contacts": "as add_contact",
    "read_service_addresses": "as add_contact",
    "record_service_address": "as add_contact",
    "end_service_address": "as add_contact",
    "keep_wording": "as add_contact",
    "revert_wording": "as add_contact",
    "prefect:trim": "deletes what no run needs any more; the next noon finds what is left",
    "prefect:trim_rows": "as prefect:trim",
    "try_channel": "a test letter belongs to no case and is kept nowhere",
}
"""Places that the short test does not pass, and why."""

SENDING = frozenset(
    {"claim_deliveries", "ask_channel", "settle_deliveries", "tend_deliveries", "gather_storm"}
)
"""Killed at in tests/notifications/test_killed.py, which judges by what receivers got."""


@dataclass(frozen=True)
class Planted:
    """A bug as somebody might write it: the file, and what stood there and stands there now."""

    path: str
    edits: tuple[tuple[str, str], ...]


SETTLE_BEFORE_SEND = Planted(
    "tasks/deliver.py",
    (
        (
            "    receipts: dict[str, Any] = {}\n",
            "    receipts: dict[str, Any] = {}\n"
            '    result = {"notice": letter.id, "sha256": letter.sha256}\n'
            '    with db.writing("settle_early") as session:\n'
            "        _settle(session, lease, now, result)\n",
        ),
        ("            _stay_mine(db, lease, services, now)\n", ""),
        (
            "        _settle(session, lease, services.clock(), "
            '{"notice": letter.id, "sha256": letter.sha256})\n'
            "        keep_receipts(",
            "        keep_receipts(",
        ),
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


def _hunt(root: Path, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fault.hunt", *words],
        cwd=root,
        env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.fixture(scope="module")
def reports() -> list[dict[str, Any]]:
    """Answer the report of each story, two told at a time; the longest begin first."""
    everything = bool(os.environ.get(LONG))
    names = (*STORIES, "demo") if everything else STORIES
    words: Sequence[str] = ("--all",) if everything else ()
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda name: _hunt(ROOT, name, *words), names))


def _passed(reports: Iterable[dict[str, Any]]) -> set[str]:
    return {name for each in reports for name in each["passed"]}


def test_what_is_killed_and_started_again_ends_as_if_undisturbed(
    reports: list[dict[str, Any]],
) -> None:
    assert [each["wrong"] for each in reports] == [[] for _ in reports]
    assert sum(len(each["killed"]) for each in reports) > 150
    assert sum(len(each["frozen"]) for each in reports) > 50


def test_every_failpoint_of_the_program_is_passed_and_killed_at(
    reports: list[dict[str, Any]],
) -> None:
    untold = set(UNTOLD) - ({"load_demo"} if os.environ.get(LONG) else set()) | SENDING
    known = {name for name in scan(sources()).failpoints() if _place(name) not in untold}

    killed = {spot.rpartition("#")[0] for each in reports for spot in each["killed"]}

    assert known - killed == set()


def test_a_place_that_is_left_out_is_still_in_the_program() -> None:
    known = {_place(name) for name in scan(sources()).failpoints()}

    assert set(UNTOLD) | SENDING <= known


def _place(failpoint: str) -> str:
    return failpoint.rpartition(":")[0]


def _tree(folder: Path, bug: Planted) -> Path:
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
            SETTLE_BEFORE_SEND, "send_notice:before-call", "is not in the outbox",
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
    report = _hunt(_tree(tmp_path, bug), "life", "--only", spot)

    assert report["killed"] != []
    assert [each for each in report["wrong"] if told in each] != []
