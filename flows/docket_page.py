"""The docket as a page in the Prefect UI: overdue, due this week, by stage, by officer, stuck.

What is long is a list: on a phone a table of five columns breaks after every character.
"""

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
        _clocks("等待他方（已届满或一周内届满）", found.awaited, found.awaited_count),
        _list(
            "待批准，或已批准待执行",
            [
                f"**{each.act}**（{each.by}）· {each.case_no} {each.party}，{each.stage}"
                for each in found.approvals
            ],
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
        _list(
            "未分派的案件",
            [
                f"**{each.case_no}** {each.procedure}，{each.stage} · {each.party}"
                f" · {legal_day(each.since)} 开案"
                for each in found.unassigned
            ],
        ),
        _list(
            "未送达、未办成和待人工办理的事项",
            [
                f"**{each.case_no}**{'，法定送达' if each.statutory else ''}，"
                f"已试 {each.attempts} 次：{each.why}"
                for each in found.duties
            ],
        ),
        _list(
            "对外通道没有送到的提醒",
            [
                f"**{each.recipient}** {each.notice} {each.letters} 件（{each.channel}），"
                f"最近 {legal_day(each.since)}：{each.why}"
                for each in found.undelivered
            ],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _clocks(title: str, lines: Sequence[ClockLine], total: int) -> str:
    shown = _list(
        title,
        [
            f"**{each.due_on}{'（暂定）' if each.provisional else ''} "
            f"{f'{each.title} {each.subject}'.strip()}**"
            f" · {each.case_no} {each.party}，{each.stage} · {each.basis}"
            for each in lines
        ],
    )
    left_out = total - len(lines)
    return f"{shown}\n\n另有 {left_out} 个未列出。" if left_out > 0 else shown


def _list(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return f"## {title}\n\n无。"
    items = [f"- {_cell(line)}" for line in lines]
    return f"## {title}（{len(items)}）\n\n" + "\n".join(items)


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
