"""``permitloop import`` and ``permitloop config``: what comes in from files."""

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from casework.district import load_district, seat_enterprise_users
from casework.ledger import COLUMNS as LEDGER_COLUMNS
from casework.ledger import OPTIONAL, LedgerRow
from casework.ledger_import import Doubtful, LedgerImported, import_cases
from casework.people import refuse_inactive
from casework.permit_import import Imported, import_permits
from casework.permit_list import COLUMNS as LIST_COLUMNS
from casework.permit_list import permit_lines
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import Desk, opened_desk, seen_at
from deploy.district import as_loaded, read_district
from deploy.district_faults import warnings_of
from deploy.migrate import migrate, schema_of
from deploy.settings import load_settings
from deploy.tables_in import Row, read_table
from models.failpoints import outside
from models.session import open_database
from rules.case_view import SYSTEM, ActionRefused, Person
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.vocabulary import OUTSIDERS

import_app = typer.Typer(help="导入许可证清单和在办案件台账。", no_args_is_help=True)
config_app = typer.Typer(help="检查和载入本区设置 district.toml。", no_args_is_help=True)

As = Annotated[str | None, typer.Option("--as", help="办理人工号；不写则记为系统")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON")]


class NoDistrict(PermitLoopError):
    """请写明本区设置文件，或设置 PERMITLOOP_DISTRICT_FILE。"""


class DoubtfulNotWritten(PermitLoopError):
    """存疑清单不能写入，没有导入任何内容，请用 --doubtful 另选位置。"""


def register(app: typer.Typer) -> None:
    """Put these commands under the root command."""
    app.add_typer(import_app, name="import")
    app.add_typer(config_app, name="config")


@import_app.command("permits", help="导入全国平台的许可证清单（CSV 或 .xlsx），可重复导入。")
def permits(
    file: Annotated[Path, typer.Argument(help="清单文件")],
    as_of: Annotated[str | None, typer.Option(help="按哪一日看延续是否逾期，默认今天")] = None,
    actor: As = None,
    as_json: Json = False,
) -> None:
    """Import the platform's permit list; the same list again changes nothing."""
    lines = permit_lines((row.line, row.cells) for row in read_table(file, LIST_COLUMNS))
    with _ready_desk() as desk:
        day = legal_day(seen_at(as_of, desk.now))
        with desk.db.writing("import_permits") as session:
            done = import_permits(
                session, lines, _who(desk, actor), now=desk.now, calendar=desk.calendar, as_of=day
            )
            seat_enterprise_users(session, legal_day(desk.now))
    if as_json:
        show_json(asdict(done))
    else:
        _show_imported(done)


@import_app.command("cases", help="导入在办案件台账（CSV 或 .xlsx），存疑的另列清单。")
def cases(
    file: Annotated[Path, typer.Argument(help="台账文件")],
    doubtful: Annotated[Path | None, typer.Option(help="存疑清单写到哪里，默认在台账旁边")] = None,
    actor: As = None,
    as_json: Json = False,
) -> None:
    """Import today's ledger with its original dates; doubtful rows go to a list of their own."""
    rows = read_table(file, LEDGER_COLUMNS, OPTIONAL)
    place = doubtful or file.with_name(f"{file.stem}-存疑.csv")
    _refuse_unwritable(place)
    with _ready_desk() as desk, desk.db.writing("import_cases") as session:
        done = import_cases(
            session,
            (LedgerRow(row.line, row.cells) for row in rows),
            _who(desk, actor),
            now=desk.now,
            calendar=desk.calendar,
        )
    _write_doubtful(place, rows, done.doubtful)
    if as_json:
        listed = str(place) if done.doubtful else None
        show_json({**_ledger_facts(done), "doubtful_file": listed})
    else:
        _show_ledger(done, place)


@config_app.command("check", help="检查 district.toml，不作任何改动。")
def check(
    file: Annotated[Path | None, typer.Argument(help="本区设置文件")] = None,
    as_json: Json = False,
) -> None:
    """Check the settings and a district file; each problem is a sentence with its place."""
    settings = load_settings()
    path = file or settings.district_file
    if path is None:
        raise NoDistrict
    district = read_district(path)
    warned = warnings_of(district)
    facts = {"district": district.name, "officers": len(district.officers)}
    if as_json:
        show_json({**facts, "warnings": list(warned)})
        return
    for warning in warned:
        show_line(f"注意：{warning}")
    show_line(f"{path.name} 没有错误：{district.name}，{len(district.officers)} 人")


@config_app.command("load", help="载入 district.toml，留存版本、载入人和生效日期。")
def load(
    file: Annotated[Path | None, typer.Argument(help="本区设置文件")] = None,
    actor: As = None,
    as_json: Json = False,
) -> None:
    """Load a district's people and settings; the same file again changes nothing."""
    path = file or load_settings().district_file
    if path is None:
        raise NoDistrict
    district = as_loaded(read_district(path))
    with _ready_desk() as desk, desk.db.writing("load_district") as session:
        done = load_district(session, district, _who(desk, actor), now=desk.now)
    if as_json:
        show_json(asdict(done))
        return
    said = "载入新版本" if done.new_version else "与上次载入相同"
    show_line(f"{said}：新增 {len(done.created)} 人，更新 {len(done.updated)} 人")
    for title, names in (
        ("已停用", done.deactivated),
        ("待企业导入后启用", done.waiting_for_party),
        ("停用人员仍有在办案件，请移交", done.with_open_cases),
    ):
        if names:
            show_line(f"{title}：{'、'.join(names)}")


@contextmanager
def _ready_desk() -> Iterator[Desk]:
    """Open the installation; an empty database is first brought to this program's schema."""
    db = open_database(load_settings().database)
    try:
        if schema_of(db) is None:
            migrate(db)
    finally:
        db.close()
    with opened_desk() as desk:
        yield desk


def _who(desk: Desk, actor: str | None) -> Person:
    """Answer who imports or loads: somebody of the bureau who is in service, or the system."""
    if not (actor or desk.settings.person):
        return SYSTEM
    found = desk.actor(actor)
    refuse_inactive(found)
    if not found.roles - OUTSIDERS:
        raise ActionRefused(f"{found.name}不是本局人员，请由系统管理员或者科室负责人办理")
    return found


def _show_imported(done: Imported) -> None:
    show_line(
        f"共 {done.rows} 行：新增 {done.created}，更新 {done.updated}，不变 {done.unchanged}"
        f"（其中重复 {done.repeated}）；开案 {done.cases_opened}"
    )
    for warned in done.warnings:
        show_line(f"注意：第 {warned.line} 行 {warned.permit_no}：{warned.message}")
    heads = ("许可证编号", "单位名称", "有效期至", "应于何日前申请延续")
    for title, found in (("延续申请已逾期", done.late_renewals), ("已过有效期", done.expired)):
        rows = [(each.permit_no, each.unit_name, each.valid_to, each.apply_by) for each in found]
        show_table(f"{title}（截至 {done.as_of}）", heads, rows)


def _ledger_facts(done: LedgerImported) -> dict[str, Any]:
    return {
        "rows": done.rows,
        "created": len(done.created),
        "unchanged": len(done.unchanged),
        "doubtful": [asdict(each) for each in done.doubtful],
        "unlisted_clocks": list(done.unlisted),
    }


def _show_ledger(done: LedgerImported, place: Path) -> None:
    show_line(
        f"共 {done.rows} 行：导入 {len(done.created)} 件，已导入过 {len(done.unchanged)} 件，"
        f"存疑 {len(done.doubtful)} 行"
    )
    if done.unlisted:
        show_line(f"台账没有写明、可能正在走的时限，请核对：{'；'.join(done.unlisted)}")
    if done.doubtful:
        show_table("存疑", ("行", "案号", "原因"), [_cells(each) for each in done.doubtful])
        show_line(f"存疑的行已写入 {place}，改正后可再导入")


def _cells(each: Doubtful) -> tuple[int, str, str]:
    return each.line, each.case_no, each.reason


def _refuse_unwritable(place: Path) -> None:
    """Find out before the import that the list of doubts would have nowhere to go."""
    if place.is_dir() or not os.access(place.parent, os.W_OK):
        raise DoubtfulNotWritten(
            f"存疑清单不能写入 {place}，没有导入任何内容，请用 --doubtful 另选位置"
        )


def _write_doubtful(place: Path, rows: Sequence[Row], doubtful: Sequence[Doubtful]) -> None:
    """Write the doubtful rows with their reasons, so that they can be mended and imported again."""
    if not doubtful:
        return
    by_line = {row.line: row.cells for row in rows}
    heads = [*LEDGER_COLUMNS, *OPTIONAL, "原行号", "存疑原因"]
    draft = place.with_name(f".{place.name}.draft")
    with outside("write_doubtful"), draft.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, heads, restval="")
        writer.writeheader()
        for each in doubtful:
            told = {"原行号": each.line, "存疑原因": each.reason}
            writer.writerow({**by_line[each.line], **told})
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
