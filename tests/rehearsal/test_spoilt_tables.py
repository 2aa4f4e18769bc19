"""A rehearsal without Prefect in a copy of the tree, whole and with one small wrong in it."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.rehearsal.script import Walk, read_plan, write_plan

ROOT = Path(__file__).parents[2]
TREE = ("rules", "models", "casework", "notifications", "tasks", "flows", "deploy", "templates")
PLAYED = ("cancellation", "forfeiture")
"""The shortest procedures: the walks of two are enough to see whether a rehearsal looks."""

CANCELLATION = "rules/procedures/cancellation.py"


@dataclass(frozen=True)
class Wrong:
    """One edit, and the line by which the rehearsal must tell it."""

    file: str
    old: str
    new: str
    told: str


WRONGS = {
    "a notice is not sent": Wrong(
        CANCELLATION, r"needs=\[REASON\], serve=\[STOPPED\],", "needs=[REASON],",
        "notice ending_stopped to party",
    ),
    "a target is another stage": Wrong(
        CANCELLATION, r'("send_back", "退回核实", to=)"verification"', r'\1"announcement"',
        "act cancellation/decision.send_back > verification by section_head",
    ),
    "twenty working days are twenty-one": Wrong(
        "rules/clocks/local.py", r'("LOCAL-ENDING", "终止程序办理",\s+within\()20', r"\g<1>21",
        "clock LOCAL-ENDING 20 WD forward",
    ),
    "an act starts no clock": Wrong(
        "rules/procedures/forfeiture.py",
        r'starts=\[begin\("PWXK-REAPPLY-BAN".*?\)\]\)', "starts=[])",
        "start forfeiture/announcement.announce PWXK-REAPPLY-BAN",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer a copy of the tree whose plan is short and whose list is written anew."""
    copy = tmp_path_factory.mktemp("tree")
    for name in TREE:
        shutil.copytree(ROOT / name, copy / name)
    plan = copy / "deploy" / "rehearsal" / "plan.json"
    write_plan([each for each in read_plan(plan) if plays(each)], plan)
    written = rehearsed(copy, "--write-expected")
    assert written.returncode == 0, written.stderr[-2000:]
    return copy


def plays(walk: Walk) -> bool:
    opened = {step.verb.removeprefix("open ") for step in walk.steps}
    return bool({walk.procedure, *opened} & set(PLAYED))


def rehearsed(tree: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-m", "deploy.cli", "rehearse", "--no-prefect", "--json", *options],
        cwd=tree, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.xdist_group("mutants")
def test_the_unspoilt_tree_rehearses_whole(tree: Path) -> None:
    run = rehearsed(tree)

    told = json.loads(run.stdout)
    assert run.returncode == 0
    assert (told["not_exercised"], told["unexpected"]) == ([], [])
    assert told["exercised"] > 60


@pytest.mark.xdist_group("mutants")
@pytest.mark.parametrize("name", sorted(WRONGS))
def test_a_rehearsal_tells_a_small_wrong(tree: Path, name: str) -> None:
    wrong = WRONGS[name]
    path = tree / wrong.file
    kept = path.read_text(encoding="utf-8")
    spoilt, edits = re.subn(wrong.old, wrong.new, kept, flags=re.DOTALL)
    path.write_text(spoilt, encoding="utf-8")
    try:
        run = rehearsed(tree)
    finally:
        path.write_text(kept, encoding="utf-8")

    assert edits >= 1
    assert run.returncode == 1, run.stderr[-2000:]
    assert wrong.told in json.loads(run.stdout)["not_exercised"]
