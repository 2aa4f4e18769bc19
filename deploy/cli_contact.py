"""``permitloop contact``: an enterprise's people and the addresses where they are told."""

from datetime import date
from importlib import import_module
from typing import Annotated

import typer

from casework.contact_codes import VALID, CodeWrong, issue_code, try_code
from casework.contact_list import (
    VERB_TITLES,
    ContactLine,
    contact_lines,
    contact_lines_whole,
    traces,
    unreachable,
)
from casework.contact_rows import ContactWrong, contact_row, refuse_outsider
from casework.contacts import (
    Consent,
    NewPerson,
    add_address,
    add_person,
    agree,
    confirm_on_paper,
    end_contact,
    end_person,
    erase_person,
    withdraw_consent,
)
from casework.parties import party_of
from deploy.channels import channels_of
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import day_typed, opened_desk
from notifications.code_letters import CodeLetter, channel_for, code_words, dress, post_code
from notifications.reach import mark_bounced
from rules.contacts import (
    ADDRESS_KIND_TITLES,
    CONTACT_ROLE_TITLES,
    AddressKind,
    ContactRole,
    shown_address,
)
from rules.deadlines import legal_day

app = typer.Typer(
    help="企业联系人：登记、同意、确认、退回、停用，送达地址确认书。", no_args_is_help=True
)
Uscc = Annotated[str, typer.Argument(help="单位的统一社会信用代码")]
MOST = 2**31 - 1
"""The greatest number that a row has in either database."""
Number = Annotated[
    int, typer.Argument(min=1, max=MOST, help="联系方式的编号，见 permitloop contact list")
]
As = Annotated[str | None, typer.Option("--as", envvar="PERMITLOOP_PERSON", help="办理人的工号")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Reason = Annotated[str, typer.Option(help="理由，会留下记录")]


def register(root: typer.Typer) -> None:
    """Add the commands to the root, those about service among them."""
    for each in ("contact_import", "contact_bounce", "service_address"):
        import_module(f"deploy.cli_{each}")
    root.add_typer(app, name="contact")


def _role(named: str) -> ContactRole:
    for role, title in CONTACT_ROLE_TITLES.items():
        if named in (role, title, *title.split("/")):
            return role
    known = "、".join(f"{role}（{title}）" for role, title in CONTACT_ROLE_TITLES.items())
    raise ContactWrong(f"没有“{named}”这种身份，可用的有：{known}")


def address_kind(named: str) -> AddressKind:
    """Answer a kind of address by its key or its title."""
    for kind, title in ADDRESS_KIND_TITLES.items():
        if named in (kind, title):
            return kind
    known = "、".join(f"{kind}（{title}）" for kind, title in ADDRESS_KIND_TITLES.items())
    raise ContactWrong(f"没有“{named}”这种联系方式，可用的有：{known}")


def day_of(written: str) -> date:
    """Answer a day as it is written; DateUnreadable where no calendar reaches it."""
    return day_typed(written)


@app.command()
def add(
    uscc: Uscc,
    *,
    name: Annotated[str, typer.Option(help="姓名")],
    role: Annotated[str, typer.Option(help="身份：法定代表人/负责人、环保负责人、经办人、代理人")],
    phone: Annotated[str | None, typer.Option(help="手机号码")] = None,
    mail: Annotated[str | None, typer.Option(help="电子邮箱")] = None,
    wecom: Annotated[str | None, typer.Option(help="企业微信号")] = None,
    dingtalk: Annotated[str | None, typer.Option(help="钉钉号")] = None,
    feishu: Annotated[str | None, typer.Option(help="飞书号")] = None,
    until: Annotated[str | None, typer.Option(help="代理人的授权截止日期")] = None,
    paper: Annotated[str, typer.Option(help="代理人的授权委托书编号")] = "",
    agreed_by: Annotated[str | None, typer.Option(help="谁同意接收提醒，例如“本人”")] = None,
    agreed_how: Annotated[str, typer.Option(help="同意的方式，例如“书面”")] = "",
    agreed_on: Annotated[str | None, typer.Option(help="同意日期，默认今天")] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """登记一名联系人和联系方式；经同意并确认后才用于提醒。"""
    given = {
        AddressKind.PHONE: phone, AddressKind.MAIL: mail, AddressKind.WECOM: wecom,
        AddressKind.DINGTALK: dingtalk, AddressKind.FEISHU: feishu,
    }  # fmt: skip
    with opened_desk() as desk:
        actor = desk.actor(person)
        new = NewPerson(name, _role(role), day_of(until) if until else None, paper)
        consent = None
        if agreed_by:
            on = day_of(agreed_on) if agreed_on else legal_day(desk.now)
            consent = Consent(on, agreed_by, agreed_how)
        with desk.db.writing("add_contact") as session:
            whose = add_person(session, party_of(session, uscc), new, actor, now=desk.now)
            numbers = {
                str(kind): add_address(
                    session, whose, kind, written, actor, now=desk.now, consent=consent
                )
                for kind, written in given.items()
                if written
            }
    if as_json:
        show_json({"person_id": whose, "contacts": numbers})
        return
    show_line(f"已登记联系人 {whose}")
    for kind, number in numbers.items():
        show_line(f"  {ADDRESS_KIND_TITLES[AddressKind(kind)]}：编号 {number}，待确认")


@app.command("list")
def list_(
    uscc: Uscc,
    *,
    unmask: Annotated[bool, typer.Option("--unmask", help="显示全文；须写理由并留下记录")] = False,
    reason: Annotated[str, typer.Option(help="查看全文的理由")] = "",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """列出一个单位的联系人（按提醒的先后），默认隐去中间各位。"""
    with opened_desk() as desk:
        today = legal_day(desk.now)
        if unmask:
            actor = desk.actor(person)
            with desk.db.writing("read_contacts") as session:
                found = contact_lines_whole(
                    session, party_of(session, uscc), reason, actor, on=today, now=desk.now
                )
        else:
            with desk.db.reading() as session:
                found = contact_lines(session, party_of(session, uscc), today)
    if as_json:
        show_json(found)
        return
    show_table(
        "联系人",
        ("人", "编号", "姓名", "身份", "授权至", "方式", "地址", "状态"),
        [_line(each) for each in found],
    )


def _line(each: ContactLine) -> tuple[object, ...]:
    kind = ADDRESS_KIND_TITLES[AddressKind(each.kind)] if each.kind else ""
    return (
        each.person_id, each.contact_id, each.name, each.role, each.authorised_until, kind,
        each.address, each.state,
    )  # fmt: skip


@app.command()
def code(number: Number, *, person: As = None) -> None:
    """向一个手机号码或者邮箱发送验证码，三十分钟内有效。"""
    with opened_desk() as desk:
        actor, senders = desk.actor(person), channels_of(desk.settings)
        with desk.db.reading() as session:
            sender = channel_for(AddressKind(contact_row(session, number)["kind"]), senders)
        with desk.db.writing("issue_contact_code") as session:
            made = issue_code(session, number, actor, now=desk.now)
        letter = CodeLetter(**vars(made), minutes=int(VALID.total_seconds() // 60))
        with desk.db.reading() as session:
            worn = dress(session, made.party_id, desk.now)
        words = code_words(letter, worn)
        with desk.db.writing("post_contact_code") as session:
            post_code(session, letter, words, sender, desk.now)
    show_line(f"验证码已交{sender.title}发往 {shown_address(made.kind, made.address)}")


@app.command()
def confirm(
    number: Number,
    *,
    code: Annotated[str | None, typer.Option(help="企业收到的验证码")] = None,
    paper: Annotated[str | None, typer.Option(help="企业签署的书面材料编号")] = None,
    person: As = None,
) -> None:
    """确认一个用于提醒的联系方式：凭验证码，或者凭书面材料。"""
    if (code is None) == (paper is None):
        raise ContactWrong("请写 --code 验证码，或者 --paper 书面材料编号，二者写一")
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("confirm_contact") as session:
            if paper is not None:
                confirm_on_paper(session, number, paper, actor, now=desk.now)
            why = None if code is None else try_code(session, number, code, actor, now=desk.now)
    if why:
        raise CodeWrong(why)
    show_line(f"联系方式 {number} 已确认，用于提醒；文书送达另须送达地址确认书")


@app.command("agree")
def agree_(
    number: Number,
    *,
    by: Annotated[str, typer.Option(help="由谁同意，例如“本人”")],
    how: Annotated[str, typer.Option(help="同意的方式，例如“书面”")],
    on: Annotated[str | None, typer.Option(help="同意日期，默认今天")] = None,
    person: As = None,
) -> None:
    """登记对一个联系方式用于提醒的同意：由谁、何时、以何种方式。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        given = Consent(day_of(on) if on else legal_day(desk.now), by, how)
        with desk.db.writing("agree_to_contact") as session:
            agree(session, number, given, actor, now=desk.now)
    show_line(f"联系方式 {number} 已登记同意")


@app.command()
def withdraw(number: Number, *, reason: Reason, person: As = None) -> None:
    """登记撤回同意：此后不再经这个联系方式提醒。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("withdraw_consent") as session:
            withdraw_consent(session, number, reason, actor, now=desk.now)
    show_line(f"联系方式 {number} 已撤回同意")


@app.command()
def bounced(number: Number, *, reason: Reason, person: As = None) -> None:
    """登记退回：程序没有看到的退信、停机、换号，由人登记；改用下一联系人。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("bounce_contact") as session:
            refuse_outsider(actor)
            row = contact_row(session, number)
            mark_bounced(
                session, row["owner"], row["kind"], row["address"], reason, desk.now, by=actor.id
            )
    show_line(f"联系方式 {number} 已登记退回，不再使用")


@app.command()
def remove(
    number: Annotated[int, typer.Argument(min=1, max=MOST, help="联系方式或者联系人的编号")],
    *,
    reason: Reason,
    whole: Annotated[bool, typer.Option("--person", help="编号是联系人，连同其全部方式")] = False,
    person: As = None,
) -> None:
    """停用一个联系方式，或者一名联系人；以往的发送记录不变。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("remove_contact") as session:
            if whole:
                end_person(session, number, reason, actor, now=desk.now)
            else:
                end_contact(session, number, reason, actor, now=desk.now)
    show_line(f"已停用{'联系人' if whole else '联系方式'} {number}")


@app.command()
def erase(
    number: Annotated[int, typer.Argument(min=1, max=MOST, help="联系人的编号")],
    *,
    reason: Reason,
    person: As = None,
) -> None:
    """依法删除一名联系人的姓名和联系方式，发送记录中的地址一并删除；不可恢复。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("erase_contact") as session:
            count = erase_person(session, number, reason, actor, now=desk.now)
    show_line(f"已删除联系人 {number} 的姓名和 {count} 个联系方式；送达地址确认书作为送达证据保留")


@app.command("unreachable")
def unreachable_(
    *,
    every: Annotated[bool, typer.Option("--all", help="连同没有在办案件的单位")] = False,
    as_json: AsJson = False,
) -> None:
    """列出提醒无法送到的单位：没有登记、未确认、全部退回或者授权过期。"""
    with opened_desk() as desk, desk.db.reading() as session:
        found = unreachable(session, legal_day(desk.now), every=every)
    if as_json:
        show_json(found)
        return
    show_table(
        "提醒无法送到的单位",
        ("统一社会信用代码", "单位", "原因", "联系方式", "在办案件"),
        [(each.uscc, each.name, each.why, each.addresses, each.open_cases) for each in found],
    )


@app.command()
def history(uscc: Uscc, *, as_json: AsJson = False) -> None:
    """列出对一个单位联系人的登记、同意、确认、退回、删除和查看全文的记录。"""
    with opened_desk() as desk, desk.db.reading() as session:
        found = traces(session, party_of(session, uscc))
    if as_json:
        show_json(found)
        return
    show_table(
        "联系人记录",
        ("时间", "事项", "由谁", "人", "编号", "说明"),
        [
            (each.at, VERB_TITLES.get(each.verb, each.verb), each.actor_id, each.person_id,
             each.contact_id, each.detail)
            for each in found
        ],
    )  # fmt: skip
