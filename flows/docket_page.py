"""The docket as a page in the Prefect UI: overdue, due this week, by stage, by officer, stuck."""

from collections.abc import Sequence

from casework.worklist import ClockLine, Docket
from rules.deadlines import legal_day


def docket_page(found: Docket, runs_url: str) -> str:
    """Answer the page; ``runs_url`` opens all open cases, whenever their runs were created."""
    parts = [
        f"# 每日待办 {legal_day(found.as_of)}",
        f"在办 {found.open_cases} 件 · 逾期期限 {found.overdue_count} 个 · "
        f"一周内到期 {found.this_week_count} 个 · [在办案件]({runs_url})",
        _clocks("已逾期", found.overdue, found.overdue_count),
        _clocks("一周内到期", found.this_week, found.this_week_count),
        _table(
            "待批准",
            ("案号", "单位", "环节", "事项", "提出人"),
            [(each.case_no, each.party, each.stage, each.act, each.by) for each in found.approvals],
        ),
        _table(
            "各环节",
            ("程序", "环节", "在办", "逾期"),
            [
                (each.procedure_title, each.stage_title, each.cases, each.overdue)
                for each in found.by_stage
            ],
        ),
        _table(
            "各承办人",
            ("承办人", "在办", "逾期"),
            [(each.name or "未分派", each.cases, each.overdue) for each in found.by_officer],
        ),
        _table(
            "未送达、未办成的事项",
            ("案号", "法定送达", "次数", "原因"),
            [
                (each.case_no, "是" if each.statutory else "否", each.attempts, each.why)
                for each in found.duties
            ],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _clocks(title: str, lines: Sequence[ClockLine], total: int) -> str:
    rows = [
        (
            each.case_no,
            each.party,
            each.stage,
            f"{each.title} {each.subject}".strip(),
            f"{each.due_on}{'（暂定）' if each.provisional else ''}",
            each.basis,
        )
        for each in lines
    ]
    table = _table(title, ("案号", "单位", "环节", "期限", "到期", "依据"), rows)
    left_out = total - len(rows)
    return f"{table}\n\n另有 {left_out} 个未列出。" if left_out > 0 else table


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return f"## {title}\n\n无。"
    lines = [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(_cell(each) for each in row)} |" for row in rows),
    ]
    return f"## {title}（{len(rows)}）\n\n" + "\n".join(lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "｜").replace("\n", " ")
