"""What the pages written by hand say is there: commands, files, pictures, settings, findings."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer

from casework.calendars import national_calendar
from deploy.cli import app
from deploy.doctor import examine
from deploy.settings import defaults, documented
from models.session import Database
from tests.docs.pages import BY_HAND, OPERATIONS, README, ROOT, SETTINGS, commands, links, rows

PICTURE_KIB = 300
PICTURES_KIB = 2048


@pytest.mark.parametrize("page", BY_HAND, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        assert target.exists(), f"{page.name} points to {target}"


@pytest.mark.parametrize("page", [README, OPERATIONS], ids=lambda page: page.name)
def test_every_command_shown_exists(page: Path) -> None:
    shown = commands(page)

    assert shown
    for words in shown:
        _resolve(words)


def _resolve(words: list[str]) -> None:
    """Walk down the command line's groups; the rest of the words are arguments."""
    place = typer.main.get_command(app)
    for word in words:
        if not hasattr(place, "commands"):
            return
        assert word in place.commands, f"there is no `permitloop {' '.join(words)}`"
        place = place.commands[word]


def test_the_settings_page_says_what_each_setting_is_for() -> None:
    told = {row[0].strip("`"): row[1] for row in rows(SETTINGS) if "PERMITLOOP_" in row[0]}

    assert told == documented()


def test_the_settings_page_says_what_holds_where_nobody_sets_anything() -> None:
    told = {
        row[0].strip("`"): row[2].strip("`") for row in rows(SETTINGS) if "PERMITLOOP_" in row[0]
    }

    assert told == defaults()


def test_the_readme_maps_every_package_of_the_house() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = built["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    text = README.read_text(encoding="utf-8")

    assert [name for name in packages if f"\n{name}/" not in text] == []


def test_every_picture_is_small_and_shown() -> None:
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    shown = {target for page in BY_HAND for target in links(page)}

    assert pictures
    assert [each.name for each in pictures if each not in shown] == []
    assert all(each.stat().st_size <= PICTURE_KIB * 1024 for each in pictures)
    assert sum(each.stat().st_size for each in pictures) < PICTURES_KIB * 1024


def test_the_operations_page_says_what_to_do_about_each_finding(
    sqlite_db: Database, tmp_path: Path
) -> None:
    now = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    titles = [each.title for each in examine(sqlite_db, tmp_path, national_calendar(), now)]

    advised = {row[0]: row[-1] for row in rows(ROOT / "docs" / "operations.md")}

    assert [each for each in titles if not advised.get(each)] == []
