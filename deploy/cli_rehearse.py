"""``permitloop rehearse``: how it is called, and what it prints."""

import contextlib
import sys
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli_print import show_json, show_line
from deploy.rehearsal.expected import Held

INCOMPLETE = 1
SEARCH_SECONDS = 240.0


def register(app: typer.Typer) -> None:
    """Put the command under the root."""
    app.command("rehearse")(rehearse_command)


def rehearse_command(
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    keep: Annotated[Path | None, typer.Option(help="演练数据留在这个新目录，不删除")] = None,
    no_prefect: Annotated[
        bool, typer.Option("--no-prefect", help="不启动 Prefect，只核对案件、期限和通知")
    ] = False,
    write_expected: Annotated[
        bool, typer.Option("--write-expected", help="把本次所见写成清单，供人审阅后提交")
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="重新寻找演练路径并写入计划（数分钟），不演练")
    ] = False,
) -> None:
    """在压缩时钟上走遍每个程序的每条路径，与清单核对；有缺有余即以 1 退出。"""
    if plan:
        _plan()
        return
    held = _rehearsed(prefect=not no_prefect, keep=keep, write=write_expected)
    if as_json:
        show_json(
            {
                "exercised": held.exercised,
                "not_exercised": list(held.not_exercised),
                "unexpected": list(held.unexpected),
            }
        )
    else:
        _show(held)
    if not held.complete:
        raise typer.Exit(INCOMPLETE)


def _rehearsed(*, prefect: bool, keep: Path | None, write: bool) -> Held:
    # Prefect takes seconds to load; the other commands need the case database alone.
    from deploy.rehearsal.expected import write_expected
    from deploy.rehearse import own_home, own_server, rehearse

    with own_home(keep) as home, contextlib.ExitStack() as open_until_the_end:
        server = open_until_the_end.enter_context(own_server(home)) if prefect else None
        done = rehearse(home, server, _tell)
    if write:
        write_expected(done.seen)
    return done.held(prefect=prefect)


def _plan() -> None:
    from deploy.rehearsal.marks import TABLES
    from deploy.rehearsal.planner import make_plan
    from deploy.rehearsal.script import PLAN, read_plan, write_plan
    from deploy.rehearsal.stage import BEGINS

    seeds = read_plan() if PLAN.exists() else []
    walks = make_plan(TABLES, seeds, BEGINS, SEARCH_SECONDS, _tell)
    write_plan(walks)
    _tell(f"计划已写入：{len(walks)} 条路径，{sum(len(each.steps) for each in walks)} 步")


def _show(held: Held) -> None:
    show_line(f"演练见到清单上的 {held.exercised} 项。")
    for mark in held.not_exercised:
        show_line(f"  未见到：{mark}")
    for mark in held.unexpected:
        show_line(f"  清单之外：{mark}")
    show_line("演练完整。" if held.complete else "演练不完整，请对照程序表与清单核查。")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
