"""The docket as a page in the Prefect UI: overdue, due this week, by stage, by officer, stuck.

What is long is a list: on a phone a table of five columns breaks after every character.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from casework.worklist import ApprovalLine, ClockLine, Docket
from flows.page_words import cell
from notifications.facts import duty_title
from rules.clocks import Evidence
from rules.deadlines import legal_day

NOBODY: Mapping[str, str] = {}


def docket_page(found: Docket, runs_url: str, names: Mapping[str, str] = NOBODY) -> str:
    """Answer the page; ``runs_url`` opens all open cases, whenever their runs were created.

    ``names`` are those of the people and enterprises whom the docket knows by number.
    """
    parts = [
        f"# 每日待办 {legal_day(found.as_of)}",
        f"在办 {found.open_cases} 件 · 逾期期限 {found.overdue_count} 个 · "
        f"一周内到期 {found.this_week_count} 个 · [在办案件]({runs_url})",
        _clocks("已逾期", found.overdue, found.overdue_count, names),
        _clocks("一周内到期", found.this_week, found.this_week_count, names),
        _clocks("等待他方（已届满或一周内届满）", found.of_others, found.of_others_count, names),
        _list(
            "待批准，或已批准待执行", [_approval(each, found, names) for each in found.approvals]
        ),
        _list(
            "缺回执的对外报送",
            [
                f"**{each.title}** · {each.case_no} {each.party} · "
                f"承办人 {_who(each.officer, names)} · {each.since} 起 · {each.basis}"
                for each in found.receipts
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
                f"**{each.case_no}** {duty_title(each.name)}"
                f"{'，法定送达' if each.statutory else ''}，已试 {each.attempts} 次：{each.why}"
                for each in found.duties
            ],
        ),
        _list(
            "对外通道没有送到的提醒",
            [
                f"**{_who(each.recipient, names)}** {each.notice} {each.letters} 件"
                f"（{each.channel}），最近 {legal_day(each.since)}：{each.why}"
                for each in found.undelivered
            ],
        ),
        _list(
            "没有开立的联动案件（会成回路）",
            [
                f"**{each.case_no}** 第 {each.seq} 号事件，{legal_day(each.at)}"
                for each in found.refused_links
            ],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _clocks(title: str, lines: Sequence[ClockLine], total: int, names: Mapping[str, str]) -> str:
    shown = _list(
        title,
        [
            f"**{each.due_on}{_marks(each)} {f'{each.title} {each.subject}'.strip()}**"
            f" · {each.case_no} {each.party}，{each.stage}"
            f" · 承办人 {_who(each.officer, names)} · {each.basis}"
            for each in lines
        ],
    )
    left_out = total - len(lines)
    return f"{shown}\n\n另有 {left_out} 个未列出。" if left_out > 0 else shown


def _marks(line: ClockLine) -> str:
    unsure = line.evidence == Evidence.UNVERIFIED
    said = [word for word, true in (("暂定", line.provisional), ("依据待核", unsure)) if true]
    return f"（{'、'.join(said)}）" if said else ""


def _approval(line: ApprovalLine, found: Docket, names: Mapping[str, str]) -> str:
    """Answer who asked what and when, whom it waits for, and the clock that runs behind it."""
    said = (
        f"**{line.act}** · {line.case_no} {line.party}，{line.stage} · "
        f"{_who(line.by, names)} {legal_day(datetime.fromisoformat(line.since))} 提请"
    )
    for each in found.asked:
        if (each.case_no, each.act) == (line.case_no, line.act):
            whom = "、".join(sorted(_who(who, names) for who in each.whom)) or "无人可答复"
            behind = f" · {each.clock} {each.due_on} 届满" if each.due_on else ""
            return f"{said} · 等待 {whom}{behind}"
    return said


def _who(number: str, names: Mapping[str, str]) -> str:
    return names.get(number, number) or "未分派"


def _list(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return f"## {title}\n\n无。"
    items = [f"- {cell(line)}" for line in lines]
    return f"## {title}（{len(items)}）\n\n" + "\n".join(items)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    if not rows:
        return f"## {title}\n\n无。"
    lines = [
        f"| {' | '.join(heads)} |",
        f"|{'---|' * len(heads)}",
        *(f"| {' | '.join(cell(each) for each in row)} |" for row in rows),
    ]
    return f"## {title}（{len(rows)}）\n\n" + "\n".join(lines)
