"""``permitloop case``: open, show, act, list, and whose case it is."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from casework import assignment, by_hand
from casework.act import Done, case_view
from casework.case_list import CaseFilter, count_cases, list_cases
from casework.case_sheet import case_sheet
from casework.open_case import Opened, open_case
from casework.own_sheet import sheet_for
from casework.parties import enter_party, party_of, permit_of
from casework.people import person as known_person
from casework.procedures import newest
from casework.window import FilingKept, Kept, act_or_keep
from casework.worklist import clock_lines_of
from deploy.cli_facts import act_key, read_facts
from deploy.cli_print import show_json, show_line, show_table
from deploy.cli_sheet import show_sheet
from deploy.desk import Desk, opened_desk, seen_at
from rules.decide import ActionRefused, Person

app = typer.Typer(help="案件：开案、查看、办理、列表、分派。", no_args_is_help=True)


def case_number(typed: str) -> str:
    """Answer a case number as it is written in the case, however it was typed."""
    return typed.strip().upper()


CaseNo = Annotated[str, typer.Argument(help="案号，如 WF-2026-0001", parser=case_number)]
As = Annotated[str | None, typer.Option("--as", envvar="PERMITLOOP_PERSON", help="办理人的工号")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
FactOptions = Annotated[
    list[str] | None, typer.Option("--fact", help="事项 key=value，可多次；名单用逗号分隔")
]
FactsFile = Annotated[Path | None, typer.Option("--facts", help="事项的 JSON 文件")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="按哪一日看期限，默认现在")]


@app.command("open")
def open_(
    procedure: Annotated[str, typer.Argument(help="程序，见 permitloop procedure list")],
    *,
    party: Annotated[str, typer.Option(help="单位的统一社会信用代码")],
    party_name: Annotated[
        str | None, typer.Option(help="单位名称：新单位由此登记，已有的须与登记相同")
    ] = None,
    permit: Annotated[str | None, typer.Option(help="许可证编号")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="案件类别，可多次")] = None,
    key: Annotated[
        str | None, typer.Option(help="开案编号：同一编号只开一案；重复执行时应给出")
    ] = None,
    fact: FactOptions = None,
    facts: FactsFile = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """开一个新案件。"""
    given = read_facts(fact or [], facts)
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_open_case") as session:
            owner = (
                enter_party(session, party, party_name, desk.now)
                if party_name
                else party_of(session, party)
            )
            wanted = Opened(
                procedure=procedure,
                key=f"cli:{key or uuid4()}",
                party_id=owner,
                kinds=tuple(kind or ()),
                permit_id=permit_of(session, permit, owner) if permit else None,
                facts=given,
            )
            done = open_case(session, wanted, actor, now=desk.now, calendar=desk.calendar)
        _tell(desk, done, "此编号已开过" if done.repeated else "已开案", as_json=as_json)


def _tell(desk: Desk, done: Done, words: str, *, as_json: bool) -> None:
    with desk.db.reading() as session:
        stage, running = clock_lines_of(session, done.case_no)
    if as_json:
        show_json({**asdict(done), "stage_title": stage, "clocks": running})
        return
    show_line(f"{words}：{done.case_no}，现在“{stage}”环节（决定序号 {done.version}）")
    for each in running:
        show_line(
            f"  {each.title}：{each.due_on}{'（暂定）' if each.provisional else ''}  {each.basis}"
        )


@app.command()
def show(
    case_no: CaseNo,
    *,
    as_of: AsOf = None,
    person: As = None,
    events: Annotated[bool, typer.Option(help="列出全部事件")] = False,
    as_json: AsJson = False,
) -> None:
    """查看一个案件：环节、期限、可办事项、联动与事件。"""
    with opened_desk() as desk:
        actor = desk.actor(person) if person else None
        with desk.db.reading() as session:
            at = seen_at(as_of, desk.now)
            if actor is None:
                sheet = case_sheet(session, case_no, at)
            else:
                sheet = sheet_for(session, case_no, at, actor)
    if as_json:
        show_json(sheet)
    else:
        show_sheet(sheet, with_events=events)


@app.command()
def act(
    case_no: CaseNo,
    action: Annotated[str, typer.Argument(help="事项的编号或名称，如 pass 或 复查合格")],
    *,
    fact: FactOptions = None,
    facts: FactsFile = None,
    expected_version: Annotated[
        int | None, typer.Option(help="看到的决定序号；案件已变则拒绝")
    ] = None,
    request_key: Annotated[str | None, typer.Option(help="请求编号：同一编号只办一次")] = None,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """在案件上办理一个事项；当事人交来书面材料的，由窗口人员代录。

    代录时另填 filing_day（交件日或者交邮日）、filed_by（递交人）、
    filing_capacity（递交人身份）、filing_file（扫描件）。
    """
    given = read_facts(fact or [], facts)
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_take_action") as session:
            view = case_view(session, case_no, desk.now)
            done = act_or_keep(
                session, case_no, act_key(view, action), actor, given,
                now=desk.now, calendar=desk.calendar,
                expected_version=expected_version, request_key=request_key,
            )  # fmt: skip
        if isinstance(done, Kept):
            raise FilingKept(f"{done.words}（第 {done.seq} 号事件）")
        _tell(desk, done, "此前已办理" if done.repeated else "已办理", as_json=as_json)


@app.command("list")
def list_(
    *,
    procedure: Annotated[str | None, typer.Option(help="只列此程序")] = None,
    stage: Annotated[str | None, typer.Option(help="只列此环节（编号）")] = None,
    officer: Annotated[str | None, typer.Option(help="只列此人承办的（工号）")] = None,
    party: Annotated[str | None, typer.Option(help="单位名称或信用代码的一部分")] = None,
    closed: Annotated[bool, typer.Option(help="列已办结的，而不是在办的")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多列几件")] = 200,
    as_json: AsJson = False,
) -> None:
    """列出案件。"""
    if procedure is not None:
        newest(procedure)
    with opened_desk() as desk, desk.db.reading() as session:
        wanted = CaseFilter(procedure, stage, officer, party, closed)
        found, every = list_cases(session, wanted, limit), count_cases(session, wanted)
    cut = f"共 {every} 件，只列出最新的 {len(found)} 件；用 --limit {every} 全部列出"
    if as_json:
        show_json(found)
        if len(found) < every:
            print(cut, file=sys.stderr)
        return
    show_table(
        "已办结案件" if closed else "在办案件",
        ("案号", "程序", "环节", "单位", "承办人", "开案", "最近到期"),
        [
            (each.case_no, each.procedure_title, each.stage_title, each.party, each.assignee,
             each.opened_at, each.next_due_on)
            for each in found
        ],
    )  # fmt: skip
    if len(found) < every:
        show_line(cut)


@app.command()
def claim(case_no: CaseNo, *, person: As = None) -> None:
    """认领一个没有承办人的案件。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_claim") as session:
            assignment.claim(session, case_no, actor, now=desk.now)
    show_line(f"案件{case_no}现由{actor.name}承办")


@app.command()
def assign(
    case_no: CaseNo, to: Annotated[str, typer.Argument(help="承办人的工号")], *, person: As = None
) -> None:
    """把案件分派给一名承办人。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_assign") as session:
            assignment.assign(session, case_no, to, actor, now=desk.now)
    show_line(f"案件{case_no}已分派给 {to}")


@app.command("hand-over")
def hand_over(
    giver: Annotated[str, typer.Argument(help="移交人的工号")],
    to: Annotated[str, typer.Argument(help="接收人的工号")],
    *,
    person: As = None,
    as_json: AsJson = False,
) -> None:
    """把一个人承办的全部在办案件移交给另一个人；一案一次提交，中断后可再执行。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.reading() as session:
            known_person(session, giver)
            known_person(session, to)
            cases = assignment.cases_of(session, giver)
        moved, refused = _hand_over_each(desk, cases, giver, to, actor)
    if as_json:
        show_json({"from": giver, "to": to, "handed_over": moved, "refused": refused})
    else:
        show_line(f"已移交 {len(moved)} 件" + (f"，未移交 {len(refused)} 件" if refused else ""))
        for case_no, why in refused.items():
            show_line(f"  {case_no}：{why}")
    if refused:
        raise typer.Exit(1)


def _hand_over_each(
    desk: Desk, cases: list[str], giver: str, to: str, actor: Person
) -> tuple[list[str], dict[str, str]]:
    moved: list[str] = []
    refused: dict[str, str] = {}
    for case_no in cases:
        try:
            with desk.db.writing("cli_hand_over") as session:
                if assignment.hand_over(session, case_no, giver, to, actor, now=desk.now):
                    moved.append(case_no)
        except ActionRefused as why:
            refused[case_no] = str(why)
    if refused and not moved:
        raise ActionRefused(next(iter(refused.values())))
    return moved, refused


@app.command("done-by-hand")
def done_by_hand(
    duty: Annotated[str, typer.Argument(help="待办总览中“停住的事务”的编号")],
    *,
    note: Annotated[str, typer.Option(help="如何办理的，例如处罚案件的案号")],
    person: As = None,
) -> None:
    """登记一件停住的事务已由人员另行办理，使其离开待办总览。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_done_by_hand") as session:
            case_no = by_hand.record_done_by_hand(session, duty, note, actor, now=desk.now)
    whose = f"案件{case_no}的" if case_no else ""
    show_line(f"已登记：{whose}事务由{actor.name}另行办理")


@app.command()
def recuse(
    case_no: CaseNo,
    who: Annotated[str, typer.Argument(help="回避人的工号")],
    *,
    reason: Annotated[str, typer.Option(help="回避的理由")],
    person: As = None,
) -> None:
    """决定一个人回避本案（行政处罚法 第43条）。"""
    with opened_desk() as desk:
        actor = desk.actor(person)
        with desk.db.writing("cli_recuse") as session:
            assignment.recuse(session, case_no, who, reason, actor, now=desk.now)
    show_line(f"{who} 已回避案件{case_no}")
