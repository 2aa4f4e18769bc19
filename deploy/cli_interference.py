"""``permitloop interference``: the register of interference, and who read what is protected."""

from typing import Annotated

import typer

from casework.informants import ReadingRefused
from casework.interference import (
    Meddling,
    read_interference,
    read_readings,
    record_interference,
)
from deploy.cli_print import show_json, show_line, show_table
from deploy.cli_protected import As, AsJson, Why, note_refusal
from deploy.desk import opened_desk, seen_at
from rules.deadlines import legal_day

app = typer.Typer(
    help="干预过问登记：办案人员登记，纪检人员查阅；只增不改，逐条链接。", no_args_is_help=True
)
KIND_TITLES = {
    "informant": "举报人身份",
    "interference": "干预过问登记簿",
    "readings": "查询记录",
    "contact": "联系方式全文",
}


def register(root: typer.Typer) -> None:
    """Add the commands to the root."""
    root.add_typer(app, name="interference")


@app.command("record")
def record_meddling(
    *,
    who: Annotated[str, typer.Option(prompt="干预过问的人", help="干预过问的人；不给则询问")],
    what: Annotated[str, typer.Option(prompt="干预情况", help="怎样干预；不给则询问")],
    post: Annotated[str, typer.Option(help="其单位和职务")] = "",
    on: Annotated[str | None, typer.Option(help="哪一日，默认今天")] = None,
    case: Annotated[str | None, typer.Option(help="有关的案号")] = None,
    person: As = None,
) -> None:
    """登记一次干预过问；登记后任何人不能改、不能删，也不通知案件中的其他人。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        meddling = Meddling(who, what, legal_day(seen_at(on, desk.now)), post, case)
        with desk.db.writing("cli_record_interference") as session:
            number = record_interference(session, meddling, actor, now=desk.now)
    show_line(f"已登记为第 {number} 号；由纪检人员查阅")


@app.command("list")
def list_meddling(
    *,
    reason: Why,
    case: Annotated[str | None, typer.Option(help="只看此案")] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """查阅干预过问登记簿：只限纪检人员和本区指定的人员，每次都留下记录。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        try:
            with desk.db.writing("cli_read_interference") as session:
                found = read_interference(session, actor, reason, now=desk.now, case_no=case)
        except ReadingRefused:
            note_refusal(desk, "interference", case, actor, reason)
            raise
    if as_json:
        show_json(found)
        return
    show_table(
        "干预过问登记簿",
        ("编号", "案号", "干预人", "单位职务", "情况", "日期", "登记人", "登记时间"),
        [
            (each.number, each.case_no, each.who, each.post, each.what, each.occurred_on,
             each.recorded_by, each.at)
            for each in found
        ],
    )  # fmt: skip


@app.command("readings")
def list_readings(*, reason: Why, person: As = None, as_json: AsJson = False) -> None:
    """查阅谁查询过举报人身份和本登记簿、为什么、是否被拒；这次查阅也在其中。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        try:
            with desk.db.writing("cli_read_readings") as session:
                found = read_readings(session, actor, reason, now=desk.now)
        except ReadingRefused:
            note_refusal(desk, "readings", None, actor, reason)
            raise
    if as_json:
        show_json(found)
        return
    show_table(
        "查询记录",
        ("编号", "查询", "案号", "查询人", "理由", "被拒", "时间"),
        [
            (each.number, KIND_TITLES[each.kind], each.case_no, each.reader_id, each.reason,
             each.refused, each.at)
            for each in found
        ],
    )  # fmt: skip
