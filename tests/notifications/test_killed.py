"""A sender killed at any failpoint loses no letter, and doubles none where its class says so."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fault.places import place_of
from tests.fault.scan import FOLDERS, ROOT, scan, sources

pytestmark = pytest.mark.fault

OF_SENDING = ("notifications/sending", "tasks/send.py")


BLIND = (
    'if (each.row["statutory"] and not keyed) or each.attempts >= most:',
    "if each.attempts >= most:",
)
UNMARKED = ("answer, repeat=True)", "answer, repeat=False)")
LOST = "ask_channel:after-call"


def _report(kind: str, *spots: str, root: Path = ROOT) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.notifications.killed", kind, *spots],
        cwd=root, env={name: text for name, text in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr[-3000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param(kind, marks=pytest.mark.xdist_group(f"sender killed, {kind}"))
        for kind in ("keyed", "keyless")
    ],
)
def test_a_sender_killed_at_every_failpoint_loses_and_doubles_nothing_against_its_class(
    kind: str,
) -> None:
    found = scan(sources())
    places = [*found.transactions, *found.outside]
    named = {each.words for each in places if each.path.startswith(OF_SENDING)}

    report = _report(kind)

    assert report["wrong"] == []
    killed = {place_of(each.partition("#")[0]) for each in report["killed"]}
    assert named - killed == set()


@pytest.mark.parametrize(
    ("bug", "said"),
    [
        pytest.param(BLIND, "came 2 times", id="service sent again blindly"),
        pytest.param(UNMARKED, "came again without its mark", id="a repeat without its mark"),
    ],
)
def test_a_planted_bug_is_caught(tmp_path: Path, bug: tuple[str, str], said: str) -> None:
    for name in (*FOLDERS, "templates", "tests"):
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    path = tmp_path / "notifications" / "sending_settle.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(bug[0]) == 1
    path.write_text(text.replace(*bug), encoding="utf-8")

    report = _report("keyless", LOST, root=tmp_path)

    assert [each for each in report["wrong"] if said in each] != []
