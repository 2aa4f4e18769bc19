"""One small wrong in a copy of the tree, and the suite that must turn red."""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TREE = (
    "rules", "models", "casework", "notifications", "tasks", "flows", "deploy", "templates",
    "tests", "docs", "pyproject.toml",
)  # fmt: skip
LAW = "tests/law/test_tables_agree.py::test_law_and_table_agree"
TWO = "tests/law/test_two_officers.py::test_an_act_of_two_officers_names_both"
ORACLE = "tests/oracle/test_oracle.py::test_the_rules_give_the_written_date"
WORDS = (
    "tests/notifications/test_templates.py::"
    "test_every_notice_has_its_words_and_no_words_are_left_over"
)
ANOTHER = (
    "tests/procedures/test_violation.py::"
    "test_a_dismissed_clue_is_fed_back_and_needs_another_persons_word"
)
SWITCH = "tests/rules/test_clock_life.py::test_thirty_becomes_forty_five_once_and_in_time"
LOOP = "tests/casework/test_the_loop.py::test_the_loop_closes_from_the_application_to_the_feedback"
SHORTCUTS = "tests/procedures/test_forbidden_shortcuts.py::"
WORKED = "tests/docs/test_worked_case.py::test_each_term_of_the_page_is_the_programs"
PARTY = (
    "tests/procedures/test_the_enterprise_sees_its_own.py::"
    "test_nothing_of_the_authority_is_addressed_to_the_party"
)


@dataclass(frozen=True)
class Mutant:
    """One edit: in ``file`` what ``old`` (a regular expression) matches once becomes ``new``."""

    file: str
    old: str
    new: str
    caught_by: str = ""
    """The test that fails; none where the table refuses to be imported at all."""


MUTANTS = {
    "a template is gone": Mutant("templates/notices/acceptance_notice/sms.txt", "", "", WORDS),
    "a stage lost its clock": Mutant(
        "rules/procedures/violation.py", r'begin\("CF-RECHECK"[^)]*\),?', "", LAW
    ),
    "two targets are swapped": Mutant(
        "rules/procedures/violation.py",
        r'("复查合格", to=)"close_out"',
        r'\1"correction_order"',
    ),
    "thirty days are thirty-one": Mutant(
        "rules/clocks/permit.py", r'("PWXK-KEY", "[^"]*",\s*within\()30', r"\g<1>31", ORACLE
    ),
    "thirty days become forty-five twice": Mutant(
        "rules/clocks/life.py",
        r"if basis is None or state\.switched_from is not None:",
        "if basis is None and state.switched_from is None:",
        SWITCH,
    ),
    "a duty is skipped": Mutant(
        "rules/decide.py", r"for number, opening in enumerate\(act\.opens\)",
        "for number, opening in enumerate(act.opens[1:])", LOOP,
    ),
    "an approval needs nobody else": Mutant(
        "rules/procedures/violation_filing.py",
        r'("file_case", "批准立案"), answers="filing"',
        r"\1",
    ),
    "the bureau's notice goes to the party": Mutant(
        "rules/procedures/violation.py", r"tell=\[words\.FILING_OVERDUE\]",
        "serve=[words.FILING_OVERDUE]",
    ),
    "one may approve one's own request": Mutant(
        "rules/who_acts.py", r"if ask\.by == actor\.id", "if False", ANOTHER
    ),
    "one officer is enough": Mutant(
        "rules/procedures/violation.py",
        r'("pass", "复查合格"[^\n]*)handlers=2',
        r"\1handlers=1",
        TWO,
    ),
    "a plea needs no time": Mutant(
        "rules/procedures/penalty_plea.py",
        r"needs=\[gate\.windows_over\], meets=\[\"CF-PLEA\", \"CF-HEAR-REQ\"\]",
        'meets=["CF-PLEA", "CF-HEAR-REQ"]',
        f"{SHORTCUTS}test_no_decision_before_the_plea_window_lapses",
    ),
    "a transfer stops nothing": Mutant(
        "rules/procedures/penalty_decision.py",
        r'"needs": \[gate\.handler_judges_nothing, gate\.not_with_justice,',
        '"needs": [gate.handler_judges_nothing,',
        f"{SHORTCUTS}test_nothing_is_decided_while_justice_has_the_case",
    ),
    "the investigator reviews the case": Mutant(
        "rules/procedures/penalty_inquiry.py",
        r'("pass_review", [^\n]*\n\s*answers="review",) not_by=gate\.INVESTIGATORS,',
        r"\1",
        f"{SHORTCUTS}test_the_review_of_a_case_is_not_the_investigators",
    ),
    "ninety days are ninety-one": Mutant(
        "rules/clocks/penalty.py",
        r'("CF-DECIDE", "[^"]*",\s*within\()90',
        r"\g<1>91",
        WORKED,
    ),
    "a surcharge has no cap": Mutant(
        "rules/accruals.py",
        r"fen = min\(fine_fen, total\)",
        "fen = total",
        f"{SHORTCUTS}test_the_surcharge_is_never_above_the_fine",
    ),
    "the police decide not to prosecute": Mutant(
        "rules/procedures/transfer_court.py",
        r'may\(R\.PROCURATORATE, "decide_not_prosecute"',
        'may(R.POLICE, "decide_not_prosecute"',
        f"{SHORTCUTS}test_each_body_of_justice_answers_for_itself",
    ),
    "a demand need not be waited for": Mutant(
        "rules/procedures/enforcement_gates.py",
        r"if until is not None and asked_on\(view, facts\) <= until",
        "if until is not None and asked_on(view, facts) <= served",
        f"{SHORTCUTS}test_no_court_within_ten_working_days_of_the_demand",
    ),
    "the enterprise reads of its transfer": Mutant(
        "rules/procedures/penalty.py",
        r'(papers=\[papers\.CLUE_FORM\],)',
        r"\1 audience=PARTY,",
        PARTY,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("tree")
    for name in TREE:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name)
        else:
            shutil.copy(source, copy / name)
    return copy


def suite(tree: Path, *tests: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=tree, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.mark.xdist_group("mutants")
def test_the_unspoilt_tree_is_green(tree: Path) -> None:
    run = suite(tree, *sorted({each.caught_by for each in MUTANTS.values() if each.caught_by}))

    assert run.returncode == 0, run.stdout[-2000:]


@pytest.mark.xdist_group("mutants")
@pytest.mark.parametrize("name", sorted(MUTANTS))
def test_a_small_wrong_turns_the_suite_red(tree: Path, name: str) -> None:
    mutant = MUTANTS[name]
    path = tree / mutant.file
    kept = path.read_text(encoding="utf-8")
    if mutant.old:
        spoilt, edits = re.subn(mutant.old, mutant.new, kept, flags=re.DOTALL)
        assert edits == 1
        path.write_text(spoilt, encoding="utf-8")
    else:
        path.unlink()
    try:
        run = suite(tree, mutant.caught_by or ANOTHER)
    finally:
        path.write_text(kept, encoding="utf-8")

    red = f"FAILED {mutant.caught_by}" if mutant.caught_by else "TableUnsound"
    assert run.returncode != 0
    assert red in run.stdout, run.stdout[-2000:]
