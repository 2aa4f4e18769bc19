"""``permitloop docket``, ``verify``, ``doctor``, ``backup`` and what else an office runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from casework.move import VERDICT_TITLES, Verdict, plan_move
from casework.outward import missing_receipts
from casework.people import person as known_person
from casework.procedures import newest, table_of
from casework.rectification import rectification_ledger
from casework.verify import TAIL
from casework.verify import verify as recompute
from casework.worklist import LONGEST, ClockLine, Docket
from casework.worklist import docket as look_over
from deploy.backup import Kept
from deploy.backup import backup as keep
from deploy.channels import channels_of
from deploy.cli_outward import show_missing
from deploy.cli_print import moment, show_json, show_line, show_table
from deploy.cli_rectification import show_ledger
from deploy.desk import opened_desk, seen_at
from deploy.doctor import examine
from deploy.finding import LEVEL_TITLES, Level
from deploy.migrate import migrate as upgrade
from deploy.migrate import schema_of
from deploy.restore import restore as bring_back
from rules.deadlines import legal_day
from rules.errors import PermitLoopError
from rules.procedures import PROCEDURES
from rules.vocabulary import kind_title

procedure_app = typer.Typer(help="程序表：列表、换版试算。", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


class OnlyTried(PermitLoopError):
    """换版只提供试算：请加 --dry-run。在办案件按开案时的版本办到底。"""


def docket(
    *,
    links: Annotated[bool, typer.Option("--links", help="同时列出联动案件")] = False,
    rectification: Annotated[
        bool, typer.Option("--rectification", help="改列清零台账：上级交办和遗留整改事项")
    ] = False,
    officer: Annotated[str | None, typer.Option(help="只看此人承办的（工号）")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="按哪一日看期限，默认现在")] = None,
    as_json: AsJson = False,
) -> None:
    """待办总览：逾期、一周内到期、各环节、各承办人、待批、停住的事务、被拒的联动。"""
    with opened_desk() as desk, desk.db.reading() as session:
        if officer is not None:
            known_person(session, officer)
        if rectification:
            as_seen = seen_at(as_of, desk.now)
            show_ledger(rectification_ledger(session, as_seen, officer=officer), as_json=as_json)
            return
        found = look_over(session, seen_at(as_of, desk.now), officer=officer, with_links=links)
        missing = missing_receipts(session, officer=officer)
    if as_json:
        show_json({**vars(found), "receipts_missing": missing})
    else:
        _show_docket(found, with_links=links)
        show_missing(missing)


def _show_docket(found: Docket, *, with_links: bool) -> None:
    show_line(
        f"{legal_day(found.as_of)}：在办 {found.open_cases} 件，"
        f"逾期期限 {found.overdue_count} 个，一周内到期 {found.this_week_count} 个"
    )
    heads = ("案号", "环节", "单位", "承办人", "期限", "到期", "标记", "依据")
    show_table("逾期", heads, [_clock_row(each) for each in found.overdue])
    show_table("一周内到期", heads, [_clock_row(each) for each in found.this_week])
    show_table("等待他方", heads, [_clock_row(each) for each in found.of_others])
    if max(found.overdue_count, found.this_week_count, found.of_others_count) > LONGEST:
        show_line(f"（每张表最多列 {LONGEST} 行）")
    show_table(
        "待批",
        ("案号", "环节", "单位", "事项", "提出人", "时间"),
        [
            (each.case_no, each.stage, each.party, each.act, each.by, moment(each.since))
            for each in found.approvals
        ],
    )
    show_table(
        "各环节",
        ("程序", "环节", "在办", "逾期"),
        [
            (each.procedure_title, each.stage_title, each.cases, each.overdue)
            for each in found.by_stage
        ],
    )
    show_table(
        "各承办人",
        ("工号", "姓名", "在办", "逾期"),
        [
            (each.officer or "未分派", each.name, each.cases, each.overdue)
            for each in found.by_officer
        ],
    )
    _show_stuck(found)
    if with_links:
        show_table(
            "联动案件",
            ("来自", "关系", "案号", "程序", "环节", "结果"),
            [
                (each.from_case, each.relation_title, each.to_case, each.to_procedure,
                 each.to_stage, each.outcome)
                for each in found.links
            ],
        )  # fmt: skip


def _show_stuck(found: Docket) -> None:
    show_table(
        "未分派",
        ("案号", "程序", "环节", "单位", "开案"),
        [
            (each.case_no, each.procedure, each.stage, each.party, legal_day(each.since))
            for each in found.unassigned
        ],
    )
    show_table(
        "停住的事务",
        ("编号", "法定送达", "状态", "次数", "原因"),
        [
            (each.key, each.statutory, {"failed": "多次未成", "held": "暂搁"}[each.status],
             each.attempts, each.why)
            for each in found.duties
        ],
    )  # fmt: skip
    show_table(
        "没有送到的提醒",
        ("收件人", "通道", "通知", "案号", "件数", "最近", "原因"),
        [
            (each.recipient, each.channel, each.notice, each.case_no, each.letters, each.since,
             each.why)
            for each in found.undelivered
        ],
    )  # fmt: skip
    show_table(
        "被拒的联动",
        ("案号", "事件号", "时间"),
        [(each.case_no, each.seq, each.at) for each in found.refused_links],
    )


def _clock_row(each: ClockLine) -> tuple[object, ...]:
    marks = ("暂定" if each.provisional else "", "待核" if each.evidence == "unverified" else "")
    return (
        each.case_no, each.stage, each.party, each.officer, f"{each.title} {each.subject}".strip(),
        each.due_on, " ".join(mark for mark in marks if mark), each.basis,
    )  # fmt: skip


@procedure_app.command("list")
def procedure_list(*, as_json: AsJson = False) -> None:
    """列出程序表及其版本。"""
    tables = sorted(PROCEDURES.values(), key=lambda each: (each.key, each.version))
    if as_json:
        show_json([_table_facts(each) for each in tables])
        return
    show_table(
        "程序",
        ("编号", "名称", "版本", "案号字", "类别（每行任选其一）", "环节", "依据"),
        [
            (each.key, each.title, each.version, each.letter,
             "\n".join(map(_kinds_in_words, each.kinds)),
             "、".join(stage.title for stage in each.stages), each.basis)
            for each in tables
        ],
    )  # fmt: skip


def _kinds_in_words(group: tuple[str, ...]) -> str:
    return "、".join(f"{kind_title(kind)}({kind})" for kind in group)


def _table_facts(table: Any) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "version": table.version,
        "letter": table.letter,
        "kinds": table.kinds,
        "stages": [{"key": each.key, "title": each.title} for each in table.stages],
        "table_hash": table.table_hash(),
        "basis": table.basis,
    }


@procedure_app.command("move")
def procedure_move(
    key: Annotated[str, typer.Argument(help="程序编号")],
    *,
    to: Annotated[int, typer.Option(help="转到的版本")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只试算，不改动")] = False,
    as_json: AsJson = False,
) -> None:
    """试算在办案件转到另一版程序表：不动、可转、须由人判断。"""
    if not dry_run:
        raise OnlyTried
    new = table_of(newest(key).key, to)
    with opened_desk() as desk, desk.db.reading() as session:
        moves = plan_move(session, new)
    counts = {str(each): sum(move.verdict is each for move in moves) for each in Verdict}
    if as_json:
        show_json({"procedure": key, "to": to, "counts": counts, "cases": moves})
        return
    show_table(
        f"{new.title} 转到第{to}版（试算）",
        ("案号", "现版本", "环节", "结论", "理由"),
        [
            (each.case_no, each.from_version, each.stage_title, VERDICT_TITLES[each.verdict],
             "；".join(each.why))
            for each in moves
        ],
    )  # fmt: skip


def verify(
    *,
    case: Annotated[str | None, typer.Option(help="只核对这一案")] = None,
    as_json: AsJson = False,
) -> None:
    """重算事件链、文字摘要、案件各栏和到期日，与库中所存核对；有不符则退出码为 1。"""
    with opened_desk() as desk, desk.db.reading() as session:
        found = recompute(session, desk.calendar, case)
    if as_json:
        show_json({**vars(found), "cannot_see": TAIL})
    else:
        show_line(
            f"核对 {found.cases} 案、{found.events} 个事件、{found.clocks} 个期限："
            + (f"{len(found.flaws)} 处不符" if found.flaws else "全部相符")
        )
        for each in found.flaws:
            show_line(f"  {each.case_no} {each.place}：{each.words}")
        if found.erased:
            show_line(f"  {found.erased} 处文字已删除，只余摘要（依法删除时属正常）")
        if found.other_calendar:
            show_line(
                f"  {found.other_calendar} 个期限按另一版日历计算，与现行日历的结果不同，未作判断"
            )
        show_line(f"注意：{TAIL}")
    if found.flaws:
        raise typer.Exit(1)


def doctor(*, as_json: AsJson = False) -> None:
    """体检：等待过久的事务、落后的运行、过点的期限、通道、日历、磁盘、版本；有异常则退出码为 1。"""
    with opened_desk(any_schema=True) as desk:
        channels = channels_of(desk.settings)
        findings = examine(desk.db, desk.settings.home, desk.calendar, desk.now, channels)
    if as_json:
        show_json({"at": desk.now, "findings": findings})
    else:
        show_table(
            "体检",
            ("项目", "状态", "情况"),
            [(each.title, LEVEL_TITLES[each.level], each.words) for each in findings],
        )
    if any(each.level is Level.WRONG for each in findings):
        raise typer.Exit(1)


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件，如 var/backups/20261121.tar.gz")],
    *,
    as_json: AsJson = False,
) -> None:
    """备份案件数据库和外发箱为一个文件；不覆盖已有文件，可在运行中进行。"""
    with opened_desk() as desk:
        kept = keep(desk.db, desk.settings.home, file, desk.now)
    _show_kept("已备份", kept, as_json=as_json)


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")], *, as_json: AsJson = False
) -> None:
    """从备份恢复到空的数据库（SQLite 或 PostgreSQL 均可）；已有数据时拒绝。"""
    with opened_desk(any_schema=True) as desk:
        kept = bring_back(desk.db, desk.settings.home, file)
    _show_kept("已恢复", kept, as_json=as_json)


def _show_kept(done: str, kept: Kept, *, as_json: bool) -> None:
    if as_json:
        show_json(kept)
        return
    rows = sum(kept.rows.values())
    show_line(
        f"{done}：{kept.rows['case_file']} 案、{rows} 行、{kept.files} 个外发文件，"
        f"结构 {kept.schema}，备份时间 {moment(kept.made_at)}"
    )


def migrate(*, as_json: AsJson = False) -> None:
    """把数据库结构升级到本程序的版本。"""
    with opened_desk(any_schema=True) as desk:
        before, after = schema_of(desk.db), upgrade(desk.db)
    if as_json:
        show_json({"from": before, "to": after})
    else:
        show_line(f"数据库结构：{before or '空'} → {after}")


def reconcile(
    *,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Prefect 的数据库已丢失：重建全部在办案件的运行")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """对照案件与 Prefect 的运行，补上缺的、改正错的。"""
    # Prefect takes seconds to load; the other commands need the case database alone.
    from deploy.reconcile import run

    run(as_json=as_json, rebuild=rebuild)


COMMANDS: tuple[Callable[..., None], ...] = (
    docket,
    verify,
    doctor,
    backup,
    restore,
    migrate,
    reconcile,
)
"""The commands that stand beside ``case`` and ``procedure``, each under its own name."""
