"""``permitloop calendar``: load a State Council notice, show what is known, recompute."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from casework.calendar_versions import calendar_in_force, load_notice, loaded_notices
from casework.calendars import NATIONAL, read_notice
from casework.confirm import confirm_clock
from casework.recompute import Moved, clocks_behind
from deploy import clock
from deploy.desk import DateUnreadable, Desk, opened_desk
from deploy.recompute import recompute
from rules.deadlines import legal_day

app = typer.Typer(
    name="calendar", help="放假安排：载入、查看、重算在办期限。", no_args_is_help=True
)
AsPerson = Annotated[str, typer.Option("--as", help="由谁办理（工号）")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


@app.command("load")
def load(
    file: Annotated[Path, typer.Argument(help="放假安排文件（TOML 或 JSON）")],
    actor: AsPerson = "",
    name: Annotated[str, typer.Option("--calendar", help="日历名称")] = NATIONAL,
    as_json: AsJson = False,
) -> None:
    """载入国务院办公厅放假安排，作为日历的新版本，并重算在办期限。"""
    notice = read_notice(file)
    with opened_desk() as desk:
        who = desk.actor(actor or None)
        with desk.db.writing("load_calendar_notice") as session:
            new = load_notice(session, notice, who, now=desk.now, name=name)
        moved = _recomputed(desk, f"{notice.year}年放假安排载入（{notice.number}）")
        known = _known(desk)
    _print_moved({"loaded": new, "year": notice.year, **known}, moved, as_json=as_json)


@app.command("recompute")
def recompute_command(as_json: AsJson = False) -> None:
    """按现行日历重算在办期限；中断后再次运行即从中断处继续。"""
    with opened_desk() as desk:
        moved = _recomputed(desk, "日历版本更新")
        known = _known(desk)
    _print_moved(known, moved, as_json=as_json)


@app.command("show")
def show(as_json: AsJson = False) -> None:
    """列出已载入的放假安排、公布到哪一年、还有多少期限待重算。"""
    with opened_desk() as desk, desk.db.reading() as session:
        notices = loaded_notices(session)
        behind = clocks_behind(session, desk.calendar)
        known = {"horizon": desk.calendar.horizon, "version": desk.calendar.version}
    if as_json:
        rows = [asdict(each) | {"loaded_at": each.loaded_at.isoformat()} for each in notices]
        typer.echo(json.dumps({**known, "behind": behind, "notices": rows}, ensure_ascii=False))
        return
    typer.echo(f"放假安排公布到 {known['horizon']} 年；待重算期限 {behind} 个")
    for each in notices:
        typer.echo(f"{each.year}　{each.title}　来源：{each.source}　载入：{each.loaded_by}")


@app.command("confirm")
def confirm(
    case_no: Annotated[str, typer.Argument(help="案号")],
    key: Annotated[str, typer.Argument(help="时限编号")],
    due_on: Annotated[str, typer.Argument(help="所确认的到期日，如 2027-01-15")],
    source: Annotated[str, typer.Option("--source", help="所核对的文本出处")],
    subject: Annotated[str, typer.Option("--subject", help="同一时限的区分，如报告期")] = "",
    actor: AsPerson = "",
) -> None:
    """确认一个依据待核的到期日，由确认人负责；日期变动后须重新确认。"""
    day = _day(due_on)
    with opened_desk() as desk:
        who = desk.actor(actor or None)
        with desk.db.writing("confirm_clock") as session:
            confirm_clock(session, case_no, key, day, source, who, subject=subject, now=desk.now)
    typer.echo(f"已确认 {case_no} 的“{key}”于 {day} 到期")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise DateUnreadable from None


def _recomputed(desk: Desk, cause: str) -> list[Moved]:
    with desk.db.reading() as session:
        calendar = calendar_in_force(session, legal_day(desk.now))
    return list(recompute(desk.db, calendar, cause, clock.now))


def _known(desk: Desk) -> dict[str, object]:
    with desk.db.reading() as session:
        calendar = calendar_in_force(session, legal_day(desk.now))
        return {
            "horizon": calendar.horizon,
            "version": calendar.version,
            "behind": clocks_behind(session, calendar),
        }


def _print_moved(facts: dict[str, object], moved: list[Moved], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                name: value if isinstance(value, bool) else str(value or "")
                for name, value in asdict(each).items()
            }
            for each in moved
        ]
        typer.echo(json.dumps({**facts, "moved": rows}, ensure_ascii=False))
        return
    typer.echo(f"放假安排公布到 {facts['horizon']} 年；{len(moved)} 个期限变动")
    table = Table("案号", "期限", "原到期日", "现到期日")
    for each in moved:
        mark = "（暂定）" if each.provisional else ""
        table.add_row(
            each.case_no, f"{each.clock} {each.subject}", str(each.was), f"{each.due_on}{mark}"
        )
    if moved:
        Console().print(table)


def register(root: typer.Typer) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name="calendar")
