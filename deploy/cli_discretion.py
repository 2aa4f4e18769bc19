"""``permitloop discretion``: what a fine comes to by a discretion table, step by step."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casework.local_rules import local_tables
from deploy import clock
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import opened_desk
from deploy.migrate import SchemaOlder
from rules.deadlines import legal_day
from rules.discretion import (
    AnswersWrong,
    DiscretionUnknown,
    Table,
    Worked,
    read_file,
    shipped,
    table_for,
    work_out,
    yuan,
)

SAMPLE = "示例"


def discretion(
    table: Annotated[str, typer.Argument(help="裁量表的编号；不填则列出现有的裁量表")] = "",
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="因素=档次，如 harm=light，可多次")
    ] = None,
    on: Annotated[str, typer.Option("--on", help="违法行为终了之日，定适用哪一版")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="另用一张裁量表（TOML）")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """按裁量表逐步计算罚款数额；不填裁量表则列出，不填回答则列出因素和档次。"""
    today = legal_day(clock.now())
    tables = (read_file(file),) if file else _known(_own())
    if not table and not file:
        _list(tables, as_json=as_json)
        return
    chosen = table_for(tables, table or tables[0].key, _day(on) or today)
    if not answer:
        _factors(chosen, as_json=as_json)
        return
    _work(work_out(chosen, _answers(answer)), as_json=as_json)


def _own() -> tuple[Table, ...]:
    """Answer the district's tables; none where there is no installation yet."""
    try:
        with opened_desk() as desk, desk.db.reading() as session:
            return local_tables(session, legal_day(desk.now))
    except SchemaOlder:
        return ()


def _known(own: Sequence[Table]) -> tuple[Table, ...]:
    """Answer the district's tables and the samples that it has none of its own for."""
    named = {each.key for each in own}
    return (*own, *(each for each in shipped() if each.key not in named))


def _day(said: str) -> date | None:
    if not said:
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        raise DiscretionUnknown(f"“{said}”不是日期，请写作 2026-11-21") from None


def _answers(said: Sequence[str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for each in said:
        key, equals, grade = each.partition("=")
        if not equals or key.strip() in answers:
            raise AnswersWrong(f"“{each}”看不懂：应写作 --answer 因素=档次，每个因素一次")
        answers[key.strip()] = grade.strip()
    return answers


def _list(tables: Sequence[Table], *, as_json: bool) -> None:
    if as_json:
        show_json([_table_facts(each) for each in tables])
        return
    show_table(
        "裁量表",
        ("编号", "违法行为", "版本", "适用", "法定幅度", "依据", "来源"),
        [
            (
                each.key,
                each.title,
                each.version,
                _valid(each),
                f"{yuan(each.least)}至{yuan(each.most)}",
                each.article,
                f"{SAMPLE}：{each.source}" if each.sample else each.source,
            )
            for each in tables
        ],
        whole=("编号",),
    )


def _valid(table: Table) -> str:
    return f"{table.valid_from}{f' 至 {table.valid_until}' if table.valid_until else ' 起'}"


def _factors(table: Table, *, as_json: bool) -> None:
    if as_json:
        show_json(_table_facts(table))
        return
    mark = f"（{SAMPLE}，不得用于办案）" if table.sample else ""
    show_line(f"{table.title}{mark}：{yuan(table.least)}至{yuan(table.most)}，{table.article}")
    show_table(
        "裁量因素",
        ("因素", "说明", "权重", "档次（分值）"),
        [
            (
                each.key,
                each.title,
                f"{each.weight}%",
                "\n".join(f"{grade.key} {grade.title}（{grade.score}%）" for grade in each.grades),
            )
            for each in table.factors
        ],
        whole=("因素",),
    )


def _work(worked: Worked, *, as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "table": worked.table.key,
                "version": worked.table.version,
                "sample": worked.table.sample,
                "fine_fen": worked.fen,
                "score": worked.score,
                "steps": [{"words": each.words, "fen": each.fen} for each in worked.steps],
            }
        )
        return
    for each in worked.steps:
        show_line(each.words)
    if worked.table.sample:
        show_line(f"这是{SAMPLE}裁量表，数值为虚构，不得用于办案；本区的裁量表写在 district.toml。")


def _table_facts(table: Table) -> dict[str, object]:
    return {
        "key": table.key,
        "title": table.title,
        "version": table.version,
        "sample": table.sample,
        "source": table.source,
        "article": table.article,
        "valid_from": table.valid_from,
        "valid_until": table.valid_until,
        "least_fen": table.least,
        "most_fen": table.most,
        "factors": [
            {
                "key": each.key,
                "title": each.title,
                "weight": each.weight,
                "grades": [
                    {"key": grade.key, "title": grade.title, "score": grade.score}
                    for grade in each.grades
                ],
            }
            for each in table.factors
        ],
    }


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("discretion")(discretion)
