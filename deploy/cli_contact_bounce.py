"""``permitloop contact bounce``: mail that came back is read from files."""

from pathlib import Path
from typing import Annotated

import typer

from casework.contact_rows import refuse_outsider
from deploy.channels import channels_of
from deploy.cli_contact import As, AsJson, app
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import opened_desk
from notifications.bounces import (
    OUTCOME_TITLES,
    Bounce,
    BounceUnreadable,
    Recorded,
    read_bounce,
    record_bounces,
)
from rules.contacts import AddressKind, shown_address

bounce = typer.Typer(help="退信：从文件登记退回的邮件。", no_args_is_help=True)
app.add_typer(bounce, name="bounce")

MOST_BYTES, MOST_FILES = 5_000_000, 5_000


@bounce.command("import")
def import_(
    place: Annotated[Path, typer.Argument(help="退信文件（.eml），或者存放退信的文件夹")],
    *,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """登记退信：地址失效的不再使用，退回的通知改发下一地址、下一通道；重复导入不变。"""
    read, refused = _read_all(place)
    with opened_desk() as desk:
        actor, senders = desk.actor(person), channels_of(desk.settings)
        with desk.db.writing("import_bounces") as session:
            refuse_outsider(actor)
            done = record_bounces(session, read, senders, actor.id, desk.now)
    _show(done, len(read), refused, as_json=as_json)


def _read_all(place: Path) -> tuple[list[Bounce], list[str]]:
    """Read one file, which must be a bounce, or a folder's: what is none there is told."""
    if not place.is_dir():
        return [read_bounce(place.name, _content(place))], []
    files = sorted(each for each in place.iterdir() if each.is_file() and each.name[0] != ".")
    if len(files) > MOST_FILES:
        raise BounceUnreadable(
            f"{place} 中有 {len(files)} 个文件，一次最多 {MOST_FILES} 个，请分批导入"
        )
    read: list[Bounce] = []
    refused: list[str] = []
    for each in files:
        try:
            read.append(read_bounce(each.name, _content(each)))
        except BounceUnreadable as unreadable:
            refused.append(str(unreadable))
    return read, refused


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BounceUnreadable(
                f"{path.name} 超过 {MOST_BYTES // 1_000_000} MB，没有登记任何内容"
            )
        return path.read_bytes()
    except OSError:
        raise BounceUnreadable(f"{path} 不能读取，请核对路径，没有登记任何内容") from None


def _show(done: list[Recorded], read: int, refused: list[str], *, as_json: bool) -> None:
    if as_json:
        show_json({"read": read, "recorded": done, "refused": refused})
        return
    count = sum(each.outcome == "bounced" for each in done)
    show_line(f"读取退信 {read} 封，登记退回的地址 {count} 个，不能读取 {len(refused)} 个文件")
    if done:
        rows = [
            (each.name, shown_address(AddressKind.MAIL, each.address),
             OUTCOME_TITLES[each.outcome], each.words)
            for each in done
        ]  # fmt: skip
        show_table("退信", ("文件", "地址", "登记", "原因"), rows)
    for each in refused:
        show_line(each)
