"""``permitloop due``: the end of one statutory clock, with the count in words for a judge."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from casework.calendars import national_calendar, read_notice, with_notice
from rules.clocks import CLOCKS, ClockRow, clock
from rules.clocks.explanation import day_lines, sentence, steps_in_words
from rules.clocks.life import extension_refusal
from rules.clocks.reckon import NoNumber, due_of, evidence_of, to_confirm, why_no_number
from rules.clocks.sources import text
from rules.deadlines import SHANGHAI, Due, Extension, Pause, legal_day, start_of_day
from rules.errors import PermitLoopError
from rules.workdays import Calendar, until_year


class InputUnreadable(PermitLoopError):
    """日期不能识别，请写作 2026-12-01 或者 2026-12-01T09:30。"""


@dataclass(frozen=True)
class Question:
    """What is asked of a clock."""

    row: ClockRow
    start: datetime | date
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    as_of: datetime
    calendar: Calendar


def due(
    clock_id: Annotated[str, typer.Argument(help="时限编号，如 PWXK-KEY")],
    *,
    start: Annotated[str, typer.Option(help="起算日或者时刻（未注明时区的为北京时间）")],
    pause: Annotated[
        list[str] | None, typer.Option(help="中止 FROM..TO：FROM 起不计，TO 当日恢复计算；TO 可空")
    ] = None,
    extend: Annotated[list[int] | None, typer.Option(help="延长的天数，可多次")] = None,
    as_of: Annotated[str | None, typer.Option(help="按哪一日看是否逾期，默认现在")] = None,
    calendar_until: Annotated[
        int | None, typer.Option(help="只用到这一年的放假安排，其后为暂定")
    ] = None,
    notice: Annotated[
        list[Path] | None, typer.Option(help="另载入的放假安排文件（TOML 或 JSON）")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
    explain: Annotated[bool, typer.Option(help="逐日列出")] = False,
) -> None:
    """Answer when a statutory clock ends, on which basis, and how sure that is."""
    try:
        asked = _question(clock_id, start, pause or [], extend or [], as_of)
        calendar = known_calendar(calendar_until, notice or [], legal_day(asked.as_of))
        found = answer(_with_calendar(asked, calendar), explain=explain)
    except PermitLoopError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(2) from refused
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(in_words(found)))


def known_calendar(until: int | None, notices: list[Path], as_of: date) -> Calendar:
    """Answer the national calendar as asked; a notice published after ``as_of`` is unknown yet."""
    calendar = national_calendar()
    if until is not None:
        calendar = until_year(calendar, until)
    for path in notices:
        read = read_notice(path)
        if read.published_on <= as_of:
            calendar = with_notice(calendar, read)
    return calendar


def answer(asked: Question, *, explain: bool = False) -> dict[str, Any]:
    """Answer the facts of a date: when, how sure, by which text, and each step of the count."""
    row = asked.row
    paused, extended = bool(asked.pauses), bool(asked.extensions)
    end = _end(asked)
    also = CLOCKS[row.clock_id].rows if row.clock_id in CLOCKS else ()
    found: dict[str, Any] = {
        "clock": row.key,
        "title": row.title,
        "start": str(asked.start),
        "due": str(end.due_on) if end and end.due_on else None,
        "due_at": end.due_at.isoformat() if end and end.due_at else None,
        "provisional": bool(end and end.provisional),
        "unit": str(row.term.unit) if row.term else None,
        "rolling": str(row.term.rolling) if row.term else "none",
        "basis": row.basis,
        "text_version": row.text_version,
        "evidence": str(evidence_of(row, paused=paused, extended=extended)),
        "evidence_by_field": {name: str(each) for name, each in row.evidence.items()},
        "to_confirm": list(to_confirm(row, paused=paused, extended=extended)),
        "as_of": asked.as_of.isoformat(),
        "overdue": bool(end and end.due_at and asked.as_of >= end.due_at),
        "calendar": asked.calendar.version,
        "calendar_horizon": asked.calendar.horizon,
        "also": [each.key for each in also if each.key != row.key],
        "warnings": _warnings(asked),
        "steps": _steps(row, end),
    }
    if explain and end is not None and row.term is not None:
        lines = day_lines(row.term, _day(asked.start), end, asked.calendar, asked.pauses)
        found["days"] = [line.words() for line in lines]
    return found


def in_words(found: dict[str, Any]) -> list[str]:
    """Answer the facts as lines for a person."""
    sure = {
        "verified": "已核对",
        "single-copy": "仅见一份副本，须核对",
        "unverified": "未核实，须由人确认",
    }
    marks = f"{'（暂定）' if found['provisional'] else ''}{'，已逾期' if found['overdue'] else ''}"
    lines = [
        f"{found['title']}（{found['clock']}）",
        f"届满：{found['due'] or '不能确定'}{marks}",
        f"依据：{found['basis']}，{found['text_version']}",
        f"可靠程度：{sure[found['evidence']]}",
        *found["steps"],
        *found["warnings"],
    ]
    return lines + list(found.get("days", []))


def _question(
    clock_id: str, start: str, pauses: list[str], extends: list[int], as_of: str | None
) -> Question:
    row = clock(clock_id)
    seen_at = _instant(as_of) if as_of else datetime.now(UTC)
    unit = row.extension.unit if row.extension else row.term.unit if row.term else None
    extensions = tuple(
        Extension(days, unit, "命令行试算", "试算", seen_at) for days in extends if unit is not None
    )
    return Question(
        row,
        _when(start),
        tuple(_pause(each) for each in pauses),
        extensions,
        seen_at,
        national_calendar(),
    )


def _with_calendar(asked: Question, calendar: Calendar) -> Question:
    return replace(asked, calendar=calendar)


def _end(asked: Question) -> Due | None:
    try:
        return due_of(
            asked.row,
            asked.start,
            calendar=asked.calendar,
            pauses=asked.pauses,
            extensions=asked.extensions,
        )
    except NoNumber:
        return None


def _steps(row: ClockRow, end: Due | None) -> list[str]:
    if end is None:
        return [why_no_number(row)]
    if row.term is None:
        return [sentence(row)]
    return steps_in_words(row.term, end)


def _warnings(asked: Question) -> list[str]:
    row, warnings = asked.row, []
    since = text(row.source).since
    if _day(asked.start) < since:
        warnings.append(f"起算日早于所据文本施行之日（{since}），请核对当时的规定。")
    for number, each in enumerate(asked.extensions):
        on_file = frozenset(row.extension.needs) if row.extension else frozenset()
        if row.extension and row.extension.followed_by:
            on_file |= frozenset(row.extension.followed_by.needs)
        refusal = extension_refusal(row, asked.extensions[:number], each, on_file=on_file)
        if refusal:
            warnings.append(f"试算的延长依法不能批准：{refusal}")
    grounds = "、".join(rule.ground for rule in row.pauses)
    if asked.pauses:
        warnings.append(f"中止须有法定事由：{grounds}。" if grounds else "本时限没有法定中止事由。")
    if text(row.source).note:
        warnings.append(text(row.source).note)
    return warnings


def _pause(written: str) -> Pause:
    since, dots, until = written.partition("..")
    if not dots:
        raise InputUnreadable(f"中止期间“{written}”须写作 2026-03-02..2026-03-10。")
    return Pause(_instant(since), _instant(until) if until else None, "试算的中止")


def _day(when: datetime | date) -> date:
    return legal_day(when) if isinstance(when, datetime) else when


def _instant(written: str) -> datetime:
    when = _when(written)
    return when if isinstance(when, datetime) else start_of_day(when)


def _when(written: str) -> datetime | date:
    try:
        if "T" not in written and " " not in written.strip():
            return date.fromisoformat(written.strip())
        when = datetime.fromisoformat(written.strip())
    except ValueError as wrong:
        raise InputUnreadable(
            f"“{written}”不能识别，请写作 2026-12-01 或者 2026-12-01T09:30。"
        ) from wrong
    return when if when.tzinfo else when.replace(tzinfo=SHANGHAI)
