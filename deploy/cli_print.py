"""How commands print: facts as JSON, the rest as Chinese tables of the width there is."""

import dataclasses
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rules.deadlines import SHANGHAI

PIPED_WIDTH = 160


def show_json(value: Any) -> None:
    """Print facts as JSON; instants and days in ISO form, Chinese as it is."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def show_line(words: str = "") -> None:
    """Print a line for people."""
    _console().print(words, markup=False, highlight=False, soft_wrap=True)


def show_table(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    whole: Sequence[str] = (),
) -> None:
    """Print a table, or under its title that there is nothing; ``whole`` columns never break."""
    console, lines = _console(), list(rows)
    if not lines:
        console.print(f"{title}：无", markup=False, highlight=False)
        return
    table = Table(title=f"{escape(title)}（{len(lines)}）", title_justify="left")
    for head in heads:
        table.add_column(head, overflow="fold", no_wrap=head in whole)
    for line in lines:
        table.add_row(*(escape(_cell(each)) for each in line))
    console.print(table)


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=PIPED_WIDTH)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "是" if value else ""
    return "" if value is None else str(value)


def moment(iso: str) -> str:
    """Answer an ISO instant as a Shanghai time for people; empty stays empty."""
    return _cell(datetime.fromisoformat(iso)) if iso else ""


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not printed as JSON")
