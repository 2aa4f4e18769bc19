"""``permitloop delegate``, ``delegations``, ``delegation-end``: who stands in while one is away."""

from typing import Annotated

import typer

from casework import delegation
from casework.delegation import DelegationLine
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import day_typed, opened_desk
from rules.deadlines import legal_day

As = Annotated[str | None, typer.Option("--as", envvar="PERMITLOOP_PERSON", help="设定人的工号")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def delegate(
    giver: Annotated[str, typer.Argument(help="离岗人的工号")],
    deputy: Annotated[str, typer.Argument(help="代理人的工号")],
    *,
    from_on: Annotated[str, typer.Option("--from", help="自哪一日起，如 2026-12-01")],
    until_on: Annotated[str, typer.Option("--until", help="至哪一日止（含）")],
    only_deputy: Annotated[
        bool, typer.Option("--only-deputy", help="通知只发代理人；默认两人都发")
    ] = False,
    reason: Annotated[str, typer.Option(help=f"事由：{'、'.join(delegation.REASONS)}")] = "",
    person: As = None,
) -> None:
    """设定离岗期间的代理人：通知发给代理人，到期自行结束；不增加代理人的权限。"""
    wanted = delegation.Wanted(
        giver, deputy, day_typed(from_on), day_typed(until_on), both=not only_deputy, reason=reason
    )
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_delegate") as session:
            number = delegation.delegate(session, wanted, actor, now=desk.now)
    show_line(
        f"已设定（编号 {number}）：{wanted.from_on} 至 {wanted.until_on} 由 {deputy} 代理 {giver}，"
        f"通知发给{'两人' if wanted.both else '代理人'}；批准等事项仍由具有相应角色的人员办理，"
        "代理双方在同一事项上不能一人提出、一人批准"
    )


def delegations(
    *,
    past: Annotated[bool, typer.Option("--past", help="连同已结束的")] = False,
    as_json: AsJson = False,
) -> None:
    """列出现在和将来的代理。"""
    with opened_desk() as desk, desk.db.reading() as session:
        found = delegation.delegations(session, legal_day(desk.now), past=past)
    if as_json:
        show_json(found)
        return
    show_table(
        "代理",
        ("编号", "离岗人", "代理人", "自", "至", "通知", "事由", "设定人", "结束"),
        [_row(each) for each in found],
    )


def _row(each: DelegationLine) -> tuple[object, ...]:
    return (
        each.number, f"{each.giver} {each.giver_name}", f"{each.deputy} {each.deputy_name}",
        each.from_on, each.until_on, "两人" if each.both else "代理人", each.reason, each.set_by,
        f"{legal_day(each.ended_at)} {each.ended_by}" if each.ended_at else "",
    )  # fmt: skip


def delegation_end(
    number: Annotated[
        int, typer.Argument(min=1, max=2**31 - 1, help="代理的编号，见 permitloop delegations")
    ],
    *,
    person: As = None,
) -> None:
    """提前结束一次代理。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_end_delegation") as session:
            ended = delegation.end_delegation(session, number, actor, now=desk.now)
    show_line(f"代理 {number} 已结束" if ended else f"代理 {number} 此前已经结束")


def register(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command("delegate")(delegate)
    app.command("delegations")(delegations)
    app.command("delegation-end")(delegation_end)
