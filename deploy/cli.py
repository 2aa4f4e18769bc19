"""``permitloop``: its commands, and the one place where a refusal becomes a line and exit 2."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer
from sqlalchemy.exc import DatabaseError

from deploy import cli_case, cli_ops
from deploy.cli_print import show_line
from deploy.due import due
from deploy.versions import program_version
from rules.errors import PermitLoopError

REFUSED = 2
"""Bad input or a refusal: nothing was changed."""

UNREACHABLE = 3
"""The case database did not answer."""

DATABASE_AWAY = "案件数据库没有应答：请确认数据库已启动、PERMITLOOP_DATABASE_URL 无误，再重试"
CANNOT_WRITE = "不能读取或写入文件：请核对路径、权限和磁盘空间"

app = typer.Typer(
    name="permitloop",
    help="排污许可闭环：案件、期限、待办与运行维护。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        show_line(program_version())
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[  # its callback answers
        bool,
        typer.Option("--version", help="显示程序版本", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """排污许可闭环：案件、期限、待办与运行维护。"""


app.add_typer(cli_case.app, name="case")
app.add_typer(cli_ops.procedure_app, name="procedure")
app.command("due", help="计算一个法定期限的到期日，并说明怎样算出。")(due)
for _command in cli_ops.COMMANDS:
    app.command(_command.__name__.replace("_", "-"))(_command)

for _module in (
    "deploy.cli_import",
    "deploy.cli_calendar",
    "deploy.cli_run",
    "deploy.cli_rehearse",
    "deploy.cli_discretion",
    "deploy.cli_protected",
    "deploy.cli_interference",
    "deploy.cli_standing",
    "deploy.cli_outward",
    "deploy.cli_channels",
    "deploy.cli_template",
    "deploy.cli_contact",
    "deploy.cli_delegate",
):
    if find_spec(_module) is not None:
        import_module(_module).register(app)


class ArgumentUnreadable(PermitLoopError):
    """参数不是 UTF-8 文字，请核对终端的编码。"""


def run(arguments: Sequence[str]) -> int:
    """Run one command and answer its exit code; a refusal is one Chinese sentence on stderr."""
    try:
        _refuse_half_signs(arguments)
        app(list(arguments), prog_name="permitloop")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except PermitLoopError as refused:
        print(refused, file=sys.stderr)
        return REFUSED
    except DatabaseError as unreachable:
        print(f"{DATABASE_AWAY}（{unreachable.orig}）", file=sys.stderr)
        return UNREACHABLE
    except OSError as unreachable:
        print(f"{CANNOT_WRITE}（{unreachable}）", file=sys.stderr)
        return UNREACHABLE
    return 0


def _refuse_half_signs(arguments: Sequence[str]) -> None:
    for number, each in enumerate(arguments, start=1):
        try:
            each.encode()
        except UnicodeEncodeError:
            raise ArgumentUnreadable(
                f"第 {number} 个参数不是 UTF-8 文字，请核对终端的编码"
            ) from None


def main() -> None:
    """Run the command line of this process; what it writes is nobody else's to read."""
    os.umask(os.umask(0) | 0o027)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
