"""A table that cases stand in does not change under them: an edit is a new version."""

from dataclasses import replace

from rules.asked import REASON
from rules.procedures import PROCEDURES
from tests.procedures.record_hashes import recorded, running


def changed(committed: dict[str, str], present: dict[str, str]) -> list[str]:
    """Answer the versions whose table is not the one that was committed under that number."""
    return sorted(name for name, known in committed.items() if present.get(name) != known)


def test_no_table_was_edited_without_a_new_version() -> None:
    assert changed(recorded(), running()) == [], (
        "raise the version of these tables, keep the old one while cases stand in it, then run "
        "python -m tests.procedures.record_hashes"
    )


def test_every_version_that_runs_is_recorded() -> None:
    assert set(running()) == set(recorded())


def test_an_edit_without_a_new_version_is_found() -> None:
    (key, version), table = next(iter(PROCEDURES.items()))
    first = table.stages[0]
    act = replace(first.acts[0], needs=(*first.acts[0].needs, REASON, "opinion"))
    edited = replace(table, stages=(replace(first, acts=(act, *first.acts[1:])), *table.stages[1:]))
    name = f"{key} v{version}"

    assert changed(running(), running() | {name: edited.table_hash()}) == [name]


def test_a_version_that_is_gone_is_found() -> None:
    present = running()
    present.pop("permit v1")

    assert changed(running(), present) == ["permit v1"]
