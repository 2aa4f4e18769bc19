"""The life of one clock without a database: start, pause, resume, switch, extend, stop, replay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from rules.clocks.explanation import UNIT_WORDS
from rules.clocks.reckon import due_of
from rules.clocks.rows import ClockRow, ExtensionRule, PauseRule
from rules.deadlines import Due, Extension, Pause, legal_day
from rules.errors import PermitLoopError
from rules.workdays import Calendar

SWITCHES = {("PWXK-KEY", "PWXK-KEY-SITE"): "排污许可管理条例 第12条第2款"}
"""The only changes of term the law knows: thirty days to forty-five for a site verification."""


class ClockActRefused(PermitLoopError):
    """该期限目前不能这样办理，请核对期限的状态和法律依据。"""


@dataclass(frozen=True)
class ClockState:
    """A clock as it stands; ``start`` is None until the act that starts it, usually service."""

    row: ClockRow
    start: datetime | date | None = None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    switched_from: str | None = None
    stopped_at: datetime | None = None


@dataclass(frozen=True)
class Done:
    """One act on a clock: what it does to the state, who did it, when, and why."""

    act: Callable[[ClockState], ClockState]
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Value:
    """A value the due date had: None before the start, and whose act gave it."""

    due: Due | None
    by: str
    at: datetime
    reason: str


def value(state: ClockState, calendar: Calendar) -> Due | None:
    """Answer when the clock ends; None while it has not started (「尚未起算」)."""
    if state.start is None:
        return None
    return due_of(
        state.row,
        state.start,
        calendar=calendar,
        pauses=state.pauses,
        extensions=state.extensions,
    )


def replay(state: ClockState, acts: Sequence[Done], calendar: Calendar) -> tuple[Value, ...]:
    """Answer every value the due date had, in order, with the person whose act gave each."""
    values: list[Value] = []
    for done in acts:
        state = done.act(state)
        values.append(Value(value(state, calendar), done.by, done.at, done.reason))
    return tuple(values)


def started(state: ClockState, start: datetime | date) -> ClockState:
    """Start the clock; a second start is refused."""
    if state.start is not None:
        raise ClockActRefused(f"“{state.row.title}”已经起算，不能重复起算（{state.row.basis}）。")
    return replace(state, start=start)


def paused(
    state: ClockState, since: datetime, ground: str, *, notice: str | None = None
) -> ClockState:
    """Pause a clock on one of its legal grounds, with the notice the ground asks for.

    Another ground may hold it still at the same time; the days that both cover count once.
    """
    _running(state)
    rule = pause_rule(state.row, ground)
    if rule.needs_notice and not notice:
        raise ClockActRefused(f"因“{ground}”中止须先将所需时间书面告知并留存（{rule.basis}）。")
    if any(each.until is None and each.ground == ground for each in state.pauses):
        raise ClockActRefused(f"“{state.row.title}”已因“{ground}”中止，请先恢复计算（{rule.basis}）。")
    return replace(state, pauses=(*state.pauses, Pause(since, None, ground)))


def resumed(state: ClockState, until: datetime, ground: str = "") -> ClockState:
    """End the pause of a ground, or the last one; its days are added back by the count."""
    _running(state)
    held = [
        number
        for number, each in enumerate(state.pauses)
        if each.until is None and ground in ("", each.ground)
    ]
    if not held:
        raise ClockActRefused(f"“{state.row.title}”没有中止，无须恢复（{state.row.basis}）。")
    number = held[-1]
    ended = state.pauses[number]
    if until < ended.since:
        raise ClockActRefused(f"恢复时间早于中止时间，请核对（{state.row.basis}）。")
    pauses = list(state.pauses)
    pauses[number] = replace(ended, until=until)
    return replace(state, pauses=tuple(pauses))


def extended(
    state: ClockState,
    extension: Extension,
    calendar: Calendar,
    *,
    on_file: frozenset[str] = frozenset(),
) -> ClockState:
    """Extend a clock within its cap and before it ends, by a decision with reason and approver."""
    _running(state)
    now = value(state, calendar)
    refusal = extension_refusal(state.row, state.extensions, extension, on_file=on_file)
    if refusal is not None:
        raise ClockActRefused(refusal)
    if now is not None and now.due_at is not None and extension.decided_at >= now.due_at:
        raise ClockActRefused(f"期限已于{now.due_on}届满，届满后不能再延长（{state.row.basis}）。")
    return replace(state, extensions=(*state.extensions, extension))


def extension_rule(row: ClockRow, given: int) -> tuple[ExtensionRule | None, int]:
    """Answer the rule for the next extension after ``given`` earlier ones, and how many it had."""
    rule, left = row.extension, given
    while rule is not None and rule.times is not None and left >= rule.times:
        left -= rule.times
        rule = rule.followed_by
    return rule, left


def extension_refusal(
    row: ClockRow,
    given: Sequence[Extension],
    asked: Extension,
    *,
    on_file: frozenset[str] = frozenset(),
) -> str | None:
    """Answer why an extension is not lawful, or None."""
    rule, used = extension_rule(row, len(given))
    if rule is None:
        return f"“{row.title}”依法不能{'再' if given else ''}延长（{row.basis}）。"
    if not asked.reason or not asked.approver:
        return f"延长须写明理由和批准人（{rule.basis}）。"
    if asked.amount <= 0:
        return f"延长的天数须大于零（{rule.basis}）。"
    if rule.amount is not None:
        earlier = sum(each.amount for each in given[len(given) - used :])
        if asked.unit is not rule.unit or earlier + asked.amount > rule.amount:
            return (
                f"本次延长不得超过{rule.amount - earlier}{UNIT_WORDS[rule.unit]}（{rule.basis}）。"
            )
    missing = [need for need in rule.needs if need not in on_file]
    if missing:
        return f"延长前须先有：{'、'.join(missing)}（{rule.basis}）。"
    return None


def switched(state: ClockState, to: ClockRow, at: datetime, calendar: Calendar) -> ClockState:
    """Change thirty days to forty-five, once, and before the thirty have ended."""
    _running(state)
    basis = SWITCHES.get((state.row.key, to.key))
    if basis is None or state.switched_from is not None:
        raise ClockActRefused(
            f"“{state.row.title}”不能改为“{to.title}”；"
            f"法律只允许一次三十日改四十五日（{state.row.basis}）。"
        )
    now = value(state, calendar)
    if now is not None and now.due_at is not None and at >= now.due_at:
        raise ClockActRefused(f"三十日已于{now.due_on}届满，届满后不能改为四十五日（{basis}）。")
    return replace(state, row=to, switched_from=state.row.key)


def stopped(state: ClockState, at: datetime) -> ClockState:
    """Stop the clock: what it waited for has been done."""
    _running(state)
    return replace(state, stopped_at=at)


def pause_rule(row: ClockRow, ground: str) -> PauseRule:
    """Answer the rule for a ground of pause; refuse a ground the law does not name."""
    for rule in row.pauses:
        if rule.ground == ground:
            return rule
    known = "、".join(rule.ground for rule in row.pauses) or "无"
    raise ClockActRefused(
        f"“{ground}”不是“{row.title}”的法定中止事由；法定事由：{known}（{row.basis}）。"
    )


def deemed_served_on(published_on: date, row: ClockRow, calendar: Calendar) -> date:
    """Answer the day service by publication is complete (SERVE-PUBLIC, 民事诉讼法 第95条)."""
    end = due_of(row, published_on, calendar=calendar)
    if end.due_on is None:
        raise ClockActRefused(f"公告期已中止，不能推算送达日（{row.basis}）。")
    return end.due_on


def began_on(state: ClockState) -> date | None:
    """Answer the legal day the clock started, which is itself not counted."""
    return legal_day(state.start) if isinstance(state.start, datetime) else state.start


def _running(state: ClockState) -> None:
    if state.start is None:
        raise ClockActRefused(
            f"“{state.row.title}”尚未起算，须先完成{state.row.start_event}（{state.row.basis}）。"
        )
    if state.stopped_at is not None:
        raise ClockActRefused(f"“{state.row.title}”已经办结，不能再变动（{state.row.basis}）。")
