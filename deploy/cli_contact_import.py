"""``permitloop contact import``: a list of contacts, of which nothing is lost."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from casework.contact_import import (
    COLUMNS,
    OPTIONAL,
    ContactRow,
    ContactsImported,
    RowRefused,
    import_contacts,
)
from casework.contact_rows import refuse_outsider
from deploy.cli_contact import As, AsJson, app
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import opened_desk
from deploy.tables_in import Row, read_table
from models.failpoints import outside
from rules.errors import PermitLoopError


class ListUnwritable(PermitLoopError):
    """未登记清单不能写入，没有导入任何内容，请用 --refused 另选位置。"""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="联系人名单（CSV 或 .xlsx）")],
    *,
    refused: Annotated[Path | None, typer.Option(help="未登记的行写到哪里，默认在名单旁边")] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """导入联系人名单；有误的行连同原因另存一份，改正后可再导入，重复导入不变。"""
    rows = read_table(file, COLUMNS, OPTIONAL)
    place = refused or file.with_name(f"{file.stem}-未登记.csv")
    if place.is_dir() or not os.access(place.parent, os.W_OK):
        raise ListUnwritable(
            f"未登记清单不能写入 {place}，没有导入任何内容，请用 --refused 另选位置"
        )
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("import_contacts") as session:
            refuse_outsider(actor)
            done = import_contacts(
                session, (ContactRow(row.line, row.cells) for row in rows), actor, now=desk.now
            )
    _write_refused(place, rows, done.refused)
    _show_imported(done, place, as_json=as_json)


def _show_imported(done: ContactsImported, place: Path, *, as_json: bool) -> None:
    if as_json:
        show_json({**vars(done), "refused_file": place if done.refused else None})
        return
    show_line(
        f"共 {done.rows} 行：登记 {done.entered} 行（新联系方式 {done.addresses} 个，待确认），"
        f"未登记 {len(done.refused)} 行"
    )
    if done.refused:
        rows = [(each.line, each.uscc, each.reason) for each in done.refused]
        show_table("未登记", ("行", "统一社会信用代码", "原因"), rows)
        show_line(f"未登记的行已写入 {place}，改正后可再导入")


def _write_refused(place: Path, rows: Sequence[Row], refused: Sequence[RowRefused]) -> None:
    """Write the rows that were not entered with their reasons, so that nothing is lost."""
    if not refused:
        return
    by_line = {row.line: row.cells for row in rows}
    draft = place.with_name(f".{place.name}.draft")
    with outside("write_refused"), draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, *OPTIONAL, "原行号", "原因"], restval="")
        writer.writeheader()
        for each in refused:
            writer.writerow({**by_line[each.line], "原行号": each.line, "原因": each.reason})
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
