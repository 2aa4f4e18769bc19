"""The documents of the project as text: their tables, links and commands."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
OPERATIONS = ROOT / "docs" / "operations.md"
SETTINGS = ROOT / "docs" / "settings.md"
BY_HAND = (
    README,
    *(
        ROOT / "docs" / name
        for name in ("glossary.md", "operations.md", "settings.md", "reading-the-tables.md")
    ),
)
"""Pages written by hand, whose links and commands can rot."""

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)|<img[^>]* src=\"([^\"]+)\"")
_COMMAND = re.compile(
    r"(?:^|\$ |[`(])permitloop ((?:[a-z][a-z-]*)(?: [a-z][a-z-]*)*)", re.MULTILINE
)


def links(page: Path) -> list[Path]:
    """Answer the files of this project that a page points to, images included."""
    found = (a or b for a, b in _LINK.findall(page.read_text(encoding="utf-8")))
    return [(page.parent / each).resolve() for each in found if "://" not in each]


def commands(page: Path) -> list[list[str]]:
    """Answer the words of every ``permitloop`` command that a page shows."""
    text = page.read_text(encoding="utf-8")
    return [each.split() for each in _COMMAND.findall(text)]


def rows(page: Path) -> list[list[str]]:
    """Answer the cells of every table row of a page."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
