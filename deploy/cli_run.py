"""``permitloop up``: the command that starts everything."""

import typer


def up() -> None:
    """启动全部：数据库、示范区、Prefect 界面、案件运行、投递与期限、定时流程；Ctrl-C 停止。"""
    # Prefect takes seconds to load; the other commands need the case database alone.
    from deploy.up import run

    run()


def register(app: typer.Typer) -> None:
    """Add the command to the root."""
    app.command("up")(up)
