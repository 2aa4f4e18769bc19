"""The glossary names every key of the vocabulary by the title that officers read."""

from collections.abc import Mapping

import pytest

from rules import vocabulary
from rules.procedures import PROCEDURES
from tests.docs.pages import ROOT, rows

TITLES: dict[str, Mapping[str, str]] = {
    name: {str(key): title for key, title in getattr(vocabulary, name).items()}
    for name in dir(vocabulary)
    if name.endswith("_TITLES")
}
GLOSSARY = rows(ROOT / "docs" / "glossary.md")


def test_the_vocabulary_has_its_lists_of_titles() -> None:
    assert {"ROLE_TITLES", "RELATION_TITLES", "AUDIENCE_TITLES", "KIND_TITLES"} <= set(TITLES)


@pytest.mark.parametrize(
    ("key", "title"), sorted({pair for each in TITLES.values() for pair in each.items()})
)
def test_each_key_stands_beside_its_title_and_a_source(key: str, title: str) -> None:
    found = [row for row in GLOSSARY if row[0] == f"`{key}`" and row[1] == title]

    assert found, f"add a row for `{key}` {title}"
    assert all(row[-1] for row in found)


@pytest.mark.parametrize("table", PROCEDURES.values(), ids=lambda table: f"{table.key}")
def test_each_procedure_stands_there_with_all_its_stages(table: object) -> None:
    [row] = [each for each in GLOSSARY if each[:2] == [f"`{table.key}`", table.title]]

    assert row[2] == " · ".join(f"`{each.key}` {each.title}" for each in table.stages)


def test_no_row_is_left_from_a_word_that_is_gone() -> None:
    known = {(str(key), title) for each in TITLES.values() for key, title in each.items()}
    roles = [row for row in GLOSSARY if len(row) == 4 and row[0].strip("`") in set(vocabulary.R)]

    assert roles
    assert all((row[0].strip("`"), row[1]) in known for row in roles if row[1] != "证后监管")
