"""``permitloop complaint``: reports and petitions, and who brought them."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from sqlmodel import Session

from casework.act import locked_case
from casework.informants import (
    Identity,
    ReadingRefused,
    erase_informants,
    note_refused,
    read_informant,
    record_informant,
)
from casework.open_case import Opened, open_case
from casework.parties import enter_party, party_of
from casework.sealed import IdentityShown, informants_of
from casework.worklist import clock_lines_of
from deploy.cli_print import show_json, show_line, show_table
from deploy.desk import Desk, opened_desk
from rules.deadlines import legal_day
from rules.decide import ActionRefused, Person
from rules.errors import PermitLoopError
from rules.facts import FactValue
from rules.vocabulary import ROLE_TITLES, R

complaint_app = typer.Typer(
    help="举报和信访：先分途径再登记；举报人身份另行密存，查询留下记录。", no_args_is_help=True
)
As = Annotated[str | None, typer.Option("--as", envvar="PERMITLOOP_PERSON", help="办理人的工号")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
Why = Annotated[str, typer.Option(help="查询的理由，记入查询记录")]

Path_ = Literal["report", "petition", "举报", "信访"]
PROCEDURES = {
    "report": "complaint",
    "举报": "complaint",
    "petition": "petition",
    "信访": "petition",
}
MAY_REGISTER = {
    "complaint": frozenset({R.RECEPTIONIST, R.ENFORCER}),
    "petition": frozenset({R.RECEPTIONIST, R.SUPERVISOR}),
}
KEYS = {"name", "phone", "address", "wants_feedback"}
MOST_BYTES = 100_000
KIND_TITLES = {
    "informant": "举报人身份",
    "interference": "干预过问登记簿",
    "readings": "查询记录",
    "contact": "企业联系方式",
}


class IdentityUnreadable(PermitLoopError):
    """身份应为一个 JSON 对象，如 {"name": "…", "phone": "…", "address": "…"}。"""


def register(app: typer.Typer) -> None:
    """Add the commands to the root."""
    app.add_typer(complaint_app, name="complaint")


@complaint_app.command("register")
def register_report(
    path: Annotated[Path_, typer.Argument(help="先分清：举报（report）还是信访（petition）")],
    *,
    party: Annotated[str, typer.Option(help="被反映单位的统一社会信用代码")],
    party_name: Annotated[str | None, typer.Option(help="单位名称：新单位由此登记")] = None,
    matter: Annotated[str, typer.Option(help="反映的事项，不写举报人的姓名、电话、住址")],
    channel: Annotated[str, typer.Option(help="来源渠道，如 12369 电话、来信")] = "hotline",
    received: Annotated[str | None, typer.Option(help="收到日期，默认今天")] = None,
    source: Annotated[str, typer.Option(help="信访来源：direct 或 forwarded（转来）")] = "direct",
    key: Annotated[str, typer.Option(help="来源编号（如 12369 编号）：同一编号只登记一次")],
    anonymous: Annotated[bool, typer.Option("--anonymous", help="匿名")] = False,
    informant: Annotated[
        str | None, typer.Option(help="身份的 JSON 文件，- 为标准输入；不给则询问")
    ] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """登记一件举报或者信访；实名的同时密存身份。"""
    procedure = PROCEDURES[path]
    identity = None if anonymous else _identity(informant)
    with opened_desk() as desk:
        actor = desk.actor(person)
        _refuse_others(procedure, actor)
        said: dict[str, FactValue] = {
            "reported_on": received or legal_day(desk.now).isoformat(),
            "report_channel": channel,
            "anonymous": anonymous,
            "matter": matter,
        }
        if procedure == "petition":
            said["petition_source"] = source
        with desk.db.writing("cli_register_report") as session:
            owner = (
                enter_party(session, party, party_name, desk.now)
                if party_name
                else party_of(session, party)
            )
            wanted = Opened(procedure, f"cli:{procedure}:{key}", owner, facts=said)
            done = open_case(session, wanted, actor, now=desk.now, calendar=desk.calendar)
            if identity is not None and done.repeated:
                _refuse_unnamed(session, done.case_no)
            elif identity is not None:
                kept = record_informant(session, done.case_no, identity, actor, now=desk.now)
                if kept.named_in:
                    raise IdentityShown(
                        f"“{'、'.join(kept.named_in)}”里写有本人的姓名、电话或者住址，没有登记；"
                        "请删去后重新登记"
                    )
        _tell(desk, done.case_no, repeated=done.repeated, as_json=as_json)


def _refuse_unnamed(session: Session, case_no: str) -> None:
    """Refuse to drop an identity in silence that the earlier registration did not have."""
    which = locked_case(session, case_no)["id"]
    if not informants_of(session, which):
        raise ActionRefused(
            f"此编号已登记为{case_no}，当时未登记身份；这次给出的身份没有登记，"
            f"请用 permitloop complaint record-informant {case_no} 登记"
        )


def _refuse_others(procedure: str, actor: Person) -> None:
    allowed = MAY_REGISTER[procedure]
    if not actor.roles & allowed:
        may = "、".join(ROLE_TITLES[each] for each in sorted(allowed))
        raise ActionRefused(f"登记举报、信访须由{may}办理")


def _tell(desk: Desk, case_no: str, *, repeated: bool, as_json: bool) -> None:
    with desk.db.reading() as session:
        stage, running = clock_lines_of(session, case_no)
    if as_json:
        facts = {"case_no": case_no, "repeated": repeated, "stage_title": stage}
        show_json({**facts, "clocks": running})
        return
    show_line(f"{'此编号已登记过' if repeated else '已登记'}：{case_no}，现在“{stage}”环节")
    for each in running:
        show_line(f"  {each.title}：{each.due_on}  {each.basis}")


@complaint_app.command("record-informant")
def record(
    case_no: Annotated[str, typer.Argument(help="举报或者信访的案号")],
    *,
    informant: Annotated[
        str | None, typer.Option(help="身份的 JSON 文件，- 为标准输入；不给则逐项询问")
    ] = None,
    person: As = None,
) -> None:
    """密存或者更正举报人、信访人的身份；案件里只留一个摘要。"""
    identity = _identity(informant)
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_record_informant") as session:
            kept = record_informant(session, case_no, identity, actor, now=desk.now)
    show_line(f"案件{case_no}的身份已密存")
    if kept.named_in:
        show_line(
            f"注意：案件的“{'、'.join(kept.named_in)}”里已写有本人信息，"
            "请报局负责人决定依法删除这些文字"
        )


@complaint_app.command("erase-informant")
def erase(
    case_no: Annotated[str, typer.Argument(help="案号")],
    *,
    reason: Why,
    person: As = None,
) -> None:
    """依法删除密存的举报人、信访人身份：由局负责人决定，不可恢复，案件里留下摘要和理由。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_erase_informant") as session:
            count = erase_informants(session, case_no, actor, reason, now=desk.now)
    show_line(f"案件{case_no}已删除 {count} 份身份登记")


@complaint_app.command("informant")
def informant_(
    case_no: Annotated[str, typer.Argument(help="案号")],
    *,
    reason: Why,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """查询举报人、信访人的身份：只限窗口、局负责人和本区指定的人员，每次都留下记录。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        try:
            with desk.db.writing("cli_read_informant") as session:
                found = read_informant(session, case_no, actor, reason, now=desk.now)
        except ReadingRefused:
            note_refusal(desk, "informant", case_no, actor, reason)
            raise
    if as_json:
        show_json([asdict(each) for each in found])
        return
    show_table(
        f"{case_no} 的举报人、信访人（最新登记在前）",
        ("姓名", "电话", "住址", "需要反馈"),
        [(each.name, each.phone, each.address, each.wants_feedback) for each in found],
    )


def note_refusal(desk: Desk, kind: str, case_no: str | None, actor: Person, reason: str) -> None:
    """Keep that somebody tried to read what is protected, in a transaction of its own."""
    with desk.db.writing("cli_note_refused_reading") as session:
        note_refused(session, kind, case_no, actor, reason, now=desk.now)


def _identity(source: str | None) -> Identity:
    if source is None:
        return _asked()
    said = _json(source)
    strange = set(said) - KEYS
    if strange or not all(
        isinstance(said.get(each, ""), str) for each in KEYS - {"wants_feedback"}
    ):
        raise IdentityUnreadable
    wants = said.get("wants_feedback", True)
    if not isinstance(wants, bool):
        raise IdentityUnreadable
    return Identity(said.get("name", ""), said.get("phone", ""), said.get("address", ""), wants)


def _asked() -> Identity:
    if not sys.stdin.isatty():
        raise IdentityUnreadable(
            "实名的请用 --informant 文件（- 为标准输入）给出身份；匿名的请加 --anonymous"
        )
    return Identity(
        typer.prompt("姓名"),
        typer.prompt("电话", default="", show_default=False),
        typer.prompt("住址", default="", show_default=False),
        typer.confirm("需要反馈办理结果吗", default=True),
    )


def _json(source: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read(MOST_BYTES + 1) if source == "-" else _read(Path(source))
        said = json.loads(text) if len(text) <= MOST_BYTES else None
    except OSError as wrong:
        raise IdentityUnreadable(f"读不到“{source}”，请核对路径") from wrong
    except ValueError as wrong:
        raise IdentityUnreadable("不是 UTF-8 的 JSON，请核对") from wrong
    if not isinstance(said, dict):
        raise IdentityUnreadable
    return said


def _read(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as opened:
        return opened.read(MOST_BYTES + 1)
