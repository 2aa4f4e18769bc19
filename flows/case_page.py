"""A case's page in the Prefect UI, in Markdown: clocks with their articles, links, history.

Clocks are a list: on a phone a table of five columns breaks after every character.
"""

from collections.abc import Iterable
from datetime import datetime

from casework.run_page import ClockFact, LinkFact, PageFacts
from casework.run_story import Line
from flows.page_words import cell
from rules.deadlines import SHANGHAI

STATUS = {
    "running": "计时中",
    "paused": "中止",
    "met": "已完成",
    "lapsed": "已届满",
    "stopped": "已终止",
}
SURE = {"verified": "", "single-copy": "一份副本，须核对", "unverified": "未核实，须人工确认"}
MOST_LINES = 60


def case_page(facts: PageFacts) -> str:
    """Answer the page of a case."""
    face = facts.face
    about = dict.fromkeys([face.procedure_title, face.category, *facts.kinds])
    kind = "、".join(filter(None, about))
    since = f"开案：{_day(facts.opened_at)} · 进入本环节：{_day(facts.stage_since)}"
    parts = [
        f"# {cell(face.name)}",
        f"**{face.state_name}** · 预警：{face.alert} · {kind}",
        f"承办人：{facts.officer} · {since}",
        *([f"待批准，或已批准待执行：{'、'.join(facts.asks)}"] if facts.asks else []),
        _clocks(facts.clocks),
        *([_links(facts.links)] if facts.links else []),
        _history(facts.lines),
    ]
    return "\n\n".join(parts) + "\n"


def _clocks(clocks: Iterable[ClockFact]) -> str:
    lines = [
        f"- **{cell(each.title)}**{cell(f'（{each.subject}）' if each.subject else '')}："
        f"{each.start_on} 起算，{_due(each)}，{_standing(each)} · {cell(each.basis)}"
        for each in clocks
    ]
    return "## 期限\n\n" + ("\n".join(lines) if lines else "没有期限。")


def _due(each: ClockFact) -> str:
    if each.due_on is None:
        return "到期日未定"
    marks = ["暂定" if each.provisional else "", SURE.get(each.evidence, each.evidence)]
    marked = "；".join(filter(None, marks))
    return f"{each.due_on} 到期（{marked}）" if marked else f"{each.due_on} 到期"


def _standing(each: ClockFact) -> str:
    return f"{STATUS.get(each.status, each.status)}{'，**已逾期**' if each.overdue else ''}"


def _links(links: Iterable[LinkFact]) -> str:
    lines = [
        f"- {'来自' if each.opened_this else '开启'} {each.case_no}（{each.relation}）："
        f"{'在办' if each.open else each.outcome or '办结'}"
        for each in links
    ]
    return "## 关联案件\n\n" + "\n".join(lines)


def _history(lines: tuple[Line, ...]) -> str:
    shown = [
        f"- {_minute(each.at)} {cell(each.who)}：{cell(each.words)}"
        f"{f'，进入“{each.entered}”' if each.entered else ''}"
        for each in lines[-MOST_LINES:]
    ]
    left_out = len(lines) - len(shown)
    opening = [f"（此前 {left_out} 项从略）"] if left_out else []
    return "## 经过\n\n" + "\n".join([*opening, *shown])


def _day(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d")


def _minute(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
