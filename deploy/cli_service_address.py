"""``permitloop contact service-…``: the signed 送达地址确认书 that electronic service needs."""

from typing import Annotated

import typer

from casework.contact_list import note_reading
from casework.contact_rows import refuse_outsider
from casework.parties import party_of
from casework.service_addresses import (
    NewServiceAddress,
    end_service_address,
    record_service_address,
    service_addresses,
)
from deploy.cli_contact import MOST, As, AsJson, Reason, Uscc, address_kind, app, day_of
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import opened_desk
from rules.contacts import ADDRESS_KIND_TITLES
from rules.deadlines import legal_day


@app.command("service-add")
def service_add(
    uscc: Uscc,
    *,
    paper: Annotated[str, typer.Option(help="送达地址确认书编号")],
    kind: Annotated[str, typer.Option(help="mail、phone、platform 等，或者中文名称")],
    address: Annotated[str, typer.Option(help="确认书所载的电子地址")],
    signed_on: Annotated[str, typer.Option(help="签署日期")],
    signed_by: Annotated[str, typer.Option(help="签署人")],
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """登记当事人签署的送达地址确认书所载的一个电子地址；电子送达只能送到这里。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        new = NewServiceAddress(paper, address_kind(kind), address, day_of(signed_on), signed_by)
        with desk.db.writing("record_service_address") as session:
            number = record_service_address(
                session, party_of(session, uscc), new, actor, now=desk.now
            )
    if as_json:
        show_json({"service_address_id": number})
    else:
        show_line(f"已登记送达地址确认书“{paper}”的电子地址，编号 {number}")


@app.command("service-list")
def service_list(
    uscc: Uscc,
    *,
    unmask: Annotated[bool, typer.Option("--unmask", help="显示全文；须写理由并留下记录")] = False,
    reason: Annotated[str, typer.Option(help="查看全文的理由")] = "",
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """列出一个单位的送达地址确认书，默认隐去中间各位。"""
    with opened_desk() as desk:
        if unmask:
            actor = desk.actor(person)
            with desk.db.writing("read_service_addresses") as session:
                refuse_outsider(actor)
                party_id = party_of(session, uscc)
                note_reading(session, party_id, reason, actor, now=desk.now)
                found = service_addresses(session, party_id, whole=True)
        else:
            with desk.db.reading() as session:
                found = service_addresses(session, party_of(session, uscc))
    if as_json:
        show_json(found)
        return
    show_table(
        "送达地址确认书",
        ("编号", "确认书", "方式", "地址", "签署日期", "签署人", "至", "终止理由"),
        [
            (each.id, each.paper_no, ADDRESS_KIND_TITLES[each.kind], each.address,
             each.signed_on, each.signed_by, each.until, each.end_reason)
            for each in found
        ],
    )  # fmt: skip


@app.command("service-end")
def service_end(
    number: Annotated[
        int, typer.Argument(min=1, max=MOST, help="编号，见 permitloop contact service-list")
    ],
    *,
    reason: Reason,
    until: Annotated[str | None, typer.Option(help="有效的最后一日，默认今天")] = None,
    person: As = None,
) -> None:
    """登记当事人书面变更或者撤回：此后不得再向该电子地址送达。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        last = day_of(until) if until else legal_day(desk.now)
        with desk.db.writing("end_service_address") as session:
            end_service_address(session, number, last, reason, actor)
    show_line(f"编号 {number} 的电子送达地址有效至 {last}")
