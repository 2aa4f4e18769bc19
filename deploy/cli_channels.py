"""``permitloop channels`` and ``permitloop notices``: set up, waiting, and to send again."""

import secrets
from dataclasses import replace
from typing import Annotated, Any

import typer
from sqlmodel import Session

from casework.by_hand import refuse_others
from deploy import clock
from deploy.channels import NAMES, channels_of
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import Desk, opened_desk
from models import ChannelState
from models.failpoints import outside
from notifications.channels import Letter, Promise
from notifications.channels.parcel import Address, Parcel, Sender, sent_key
from notifications.render import digest
from notifications.sending_check import (
    AGAIN,
    STATUS_TITLES,
    Again,
    heaps,
    masked,
    send_again,
    to_send_again,
)
from notifications.sending_state import STATE_TITLES
from rules.deadlines import SHANGHAI, legal_day
from rules.errors import PermitLoopError
from rules.vocabulary import AUDIENCE_TITLES, Audience

channels_app = typer.Typer(help="对外发送的通道：列表、试发。", invoke_without_command=True)
notices_app = typer.Typer(help="通知的发送：待发、被拒和结果不明的，批量重发前先核对。",
                          no_args_is_help=True)  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
PROMISE_TITLES = {
    Promise.EFFECTIVELY_ONCE: "实际一次",
    Promise.AT_LEAST_ONCE: "至少一次，重发有标记",
}
ADDRESS_TITLES = {
    Address.MAIL: "电子邮箱", Address.PHONE: "手机号", Address.PERSON: "工号或信用代码",
    Address.GROUP: "群",
}  # fmt: skip
TEST_BODY = "<p>这是一封试发的通知，没有对应的案件，请忽略。本提醒不是送达。</p>"
TEST_SECONDS = 60.0


class ChannelUnknown(PermitLoopError):
    """没有设置这个通道，请核对名称和设置。"""


@channels_app.callback()
def channels(context: typer.Context, *, as_json: AsJson = False) -> None:
    """列出通道：类别、速率、批量、回执、现状。"""
    if context.invoked_subcommand is not None:
        return
    with opened_desk() as desk, desk.db.reading() as session:
        rows = [_line(session, each, desk) for each in channels_of(desk.settings).values()]
    if as_json:
        show_json(rows)
        return
    show_line("文件外发箱（file）和系统收件箱（inbox）始终在用：实际一次，不限速。")
    show_table(
        "对外通道",
        ("名称", "通道", "类别", "每秒", "每批", "地址", "对象", "送达类", "回执", "现状"),
        [
            (each["name"], each["title"], each["promise"], each["per_second"] or "不限",
             each["batch"], each["address"], "、".join(each["audiences"]),
             "可" if each["statutory"] else "不可", each["receipt"], each["words"])
            for each in rows
        ],
        whole=("名称",),
    )  # fmt: skip
    if not rows:
        show_line(f"没有设置对外通道。可设置的有：{'、'.join(NAMES)}（见 README 的设置表）。")
    show_line(
        "哪类通知走哪些通道，由 district.toml 的 [[routes]] 规定；没有规定的只进外发箱和收件箱。"
    )


def _line(session: Session, sender: Sender, desk: Desk) -> dict[str, Any]:
    row = session.get(ChannelState, sender.name)
    return {
        "name": sender.name,
        "title": sender.title,
        "promise": PROMISE_TITLES[sender.terms.promise],
        "per_second": round(sender.terms.per_second, 2),
        "batch": sender.terms.batch,
        "address": ADDRESS_TITLES[sender.terms.address],
        "audiences": [AUDIENCE_TITLES[each] for each in Audience if each in sender.terms.audiences],
        "statutory": sender.terms.statutory,
        "receipt": sender.terms.receipt,
        "state": row.state if row else "closed",
        "failures": row.failures if row else 0,
        "last_error": row.last_error if row else "",
        "words": _state(row, desk),
    }


def _state(row: ChannelState | None, desk: Desk) -> str:
    if row is None:
        return "还没有用过"
    if row.paused_until and row.paused_until > desk.now:
        return f"对方要求稍后，{row.paused_until.astimezone(SHANGHAI):%H:%M:%S} 再发"
    words = STATE_TITLES[row.state]
    if row.open_until and row.open_until > desk.now:
        words += f"，{row.open_until.astimezone(SHANGHAI):%H:%M:%S} 再试（{row.last_error[:80]}）"
    return words


@channels_app.command("test")
def try_channel(
    name: Annotated[str, typer.Argument(help="通道名称")],
    *,
    to: Annotated[str, typer.Option("--to", help="收件地址；群机器人写 group")],
    send: Annotated[bool, typer.Option("--send", help="真的发出；不写则只显示将发什么")] = False,
    as_json: AsJson = False,
) -> None:
    """试发一封信：默认只显示，加 --send 才发出。"""
    with opened_desk() as desk:
        sender = _known(desk, name)
        parcel = _test_parcel(desk, to)
        answer = None
        if send:
            with outside("try_channel"):
                [answer] = sender.send([parcel], clock.now(), TEST_SECONDS)
    said = {
        "channel": name, "to": to, "key": parcel.key, "subject": parcel.letter.subject,
        "sms": parcel.letter.sms, "sent": send,
        "went": str(answer.went) if answer else None,
        "words": answer.words if answer else "", "receipt": answer.receipt if answer else {},
    }  # fmt: skip
    if as_json:
        show_json(said)
    else:
        show_line(f"{sender.title}（{name}）→ {to}：{parcel.letter.subject}")
        show_line(f"结果：{answer.went} {answer.words} {answer.receipt or ''}" if answer
                  else "没有发出。确要发出，请加 --send")  # fmt: skip
    if answer is not None and str(answer.went) != "sent":
        raise typer.Exit(1)


def _known(desk: Desk, name: str) -> Sender:
    found = channels_of(desk.settings)
    if name not in found:
        there = "、".join(found) or "无"
        raise ChannelUnknown(f"没有设置名为“{name}”的通道，已设置的有：{there}")
    return found[name]


def _test_parcel(desk: Desk, to: str) -> Parcel:
    subject, sms = "PermitLoop 试发", "PermitLoop 试发，请忽略。本提醒不是送达。"
    key = f"test:{desk.now.isoformat()}:{secrets.token_hex(4)}"
    letter = Letter(
        id=0, key=key, notice="test", title="试发", case_no="", audience=Audience.AUTHORITY,
        recipients=(to,), subject=subject, body=TEST_BODY, sms=sms,
        sha256=digest(subject, TEST_BODY, sms), rendered_at=desk.now, delivered={},
    )  # fmt: skip
    return Parcel(sent_key(key), letter, to, to)


@notices_app.command("pending")
def pending(*, as_json: AsJson = False) -> None:
    """列出待发、被拒、结果不明的通知：各通道、各类通知多少封，最早何时。"""
    with opened_desk() as desk, desk.db.reading() as session:
        found = heaps(session, ("gathering", "waiting", "asked", *AGAIN))
    if as_json:
        show_json(found)
        return
    show_table(
        "通知的发送",
        ("通道", "通知", "对象", "状态", "封数", "收件人", "最早", "例"),
        [
            (each.channel, each.title, AUDIENCE_TITLES[Audience(each.audience)],
             STATUS_TITLES[each.status], each.letters, each.receivers, each.oldest, each.example)
            for each in found
        ],
    )  # fmt: skip


@notices_app.command("resend")
def resend(
    *,
    channel: Annotated[str | None, typer.Option(help="只看这个通道")] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="refused（被拒）或 unknown（结果不明），可写多次")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="只重发这一封；结果不明的送达类只能这样重发")
    ] = None,
    send: Annotated[bool, typer.Option("--send", help="核对后真的重发；不写则只列出")] = False,
    person: Annotated[str | None, typer.Option("--as", help="由谁决定（工号）")] = None,
    as_json: AsJson = False,
) -> None:
    """批量重发前的核对：列出将重发给谁、经哪个通道、会不会重复；加 --send 才重发。"""
    with opened_desk() as desk:
        senders = channels_of(desk.settings)
        with desk.db.reading() as session:
            found = to_send_again(
                session,
                senders,
                channel=channel,
                statuses=status or AGAIN,
                key=key,
                on=legal_day(desk.now),
            )
        done = _send_again(desk, found, person) if send and found else 0
    if as_json:
        letters = [replace(each, address=masked(each.address)) for each in found]
        show_json({"letters": letters, "sent_again": done, "dry_run": not send})
        return
    _show_again(found)
    show_line(
        f"已放回待发：{done} 封。"
        if send
        else "以上只是核对，没有重发；确要重发请加 --send 和 --as。"
    )


def _send_again(desk: Desk, letters: list[Again], person: str | None) -> int:
    actor = desk.actor(person)
    refuse_others(actor)
    with desk.db.writing("send_notices_again") as session:
        return send_again(session, letters, desk.now, actor.id)


def _show_again(letters: list[Again]) -> None:
    show_table(
        "将重发",
        ("案号", "通知", "收件人", "通道", "地址", "状态", "送达类", "可能重复", "原因"),
        [
            (each.case_no, each.title, each.recipient, each.channel, masked(each.address),
             STATUS_TITLES[each.status], each.statutory, each.may_double, each.why)
            for each in letters
        ],
    )  # fmt: skip
    doubled = sum(each.may_double for each in letters)
    if doubled:
        show_line(f"其中 {doubled} 封对方可能已经收到，重发时标“【重发】”。")


def register(app: typer.Typer) -> None:
    """Add the commands to the root."""
    app.add_typer(channels_app, name="channels")
    app.add_typer(notices_app, name="notices")
