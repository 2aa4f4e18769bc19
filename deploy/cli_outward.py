"""``permitloop outward``: what is owed to outside systems, and their receipts."""

from collections.abc import Sequence
from typing import Annotated

import typer

from casework.outward import Missing, missing_receipts, record_not_owed, record_receipt
from casework.people import person as known_person
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import day_typed, opened_desk
from rules.deadlines import legal_day

app = typer.Typer(
    help="对外报送：检查、处罚和公示事项的回执；缺回执的列入待办。", no_args_is_help=True
)
Key = Annotated[str, typer.Argument(help="编号，见 permitloop outward list")]
As = Annotated[str | None, typer.Option("--as", envvar="PERMITLOOP_PERSON", help="办理人的工号")]
MOST = 50


def register(root: typer.Typer) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name="outward")


@app.command("list")
def list_(
    *,
    officer: Annotated[str | None, typer.Option(help="只看此人承办的（工号）")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出缺回执的报送事项。"""
    with opened_desk() as desk, desk.db.reading() as session:
        if officer is not None:
            known_person(session, officer)
        found = missing_receipts(session, officer=officer)
    if as_json:
        show_json(found)
    else:
        show_missing(found, most=len(found))


def show_missing(found: Sequence[Missing], *, most: int = MOST) -> None:
    """Print what lacks a receipt, the oldest first."""
    show_table(
        "缺回执的对外报送",
        ("编号", "案号", "单位", "承办人", "报送到", "自", "依据"),
        [
            (each.key, each.case_no, each.party, each.officer, each.title, each.since, each.basis)
            for each in found[:most]
        ],
    )
    if len(found) > most:
        show_line(f"（另有 {len(found) - most} 项，见 permitloop outward list）")


@app.command()
def receipt(
    key: Key,
    number: Annotated[str, typer.Argument(help="回执编号")],
    *,
    on: Annotated[str | None, typer.Option(help="回执日期，默认今天")] = None,
    person: As = None,
) -> None:
    """登记外部系统的回执，此项离开待办。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        day = day_typed(on) if on else legal_day(desk.now)
        with desk.db.writing("cli_outward_receipt") as session:
            case_no = record_receipt(session, key, number, day, actor, now=desk.now)
    show_line(f"已登记回执：案件{case_no}")


@app.command("not-owed")
def not_owed(
    key: Key, *, reason: Annotated[str, typer.Option(help="为什么无须报送")], person: As = None
) -> None:
    """登记此项无须报送及其理由。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_outward_not_owed") as session:
            case_no = record_not_owed(session, key, reason, actor, now=desk.now)
    show_line(f"已登记：案件{case_no}的此项无须报送")
