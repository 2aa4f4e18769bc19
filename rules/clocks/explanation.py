"""A count in words that an officer can show to a judge: the rule, each day, and why it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.clocks.rows import ClockRow, DateRule, Every, Kind
from rules.deadlines import Due, Pause, Rolling, StepName, Term, Unit, legal_day
from rules.workdays import Calendar

UNIT_WORDS = {
    Unit.WORKDAY: "个工作日",
    Unit.DAY: "日",
    Unit.HOUR: "小时",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}
ACTOR_WORDS = {
    "authority": "生态环境主管部门",
    "enterprise": "排污单位",
    "registrant": "排污登记单位",
    "party": "当事人",
    "police": "公安机关",
    "procuratorate": "检察机关",
    "court": "人民法院",
    "petitioner": "信访人",
    "review_body": "行政复议机关",
    "claimant": "权利人",
    "each": "各机关",
}
EVERY_WORDS = {Every.MONTH: "每月", Every.QUARTER: "每季度", Every.YEAR: "每年"}
_WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayLine:
    """A day of the count: its number when it counts, else why it does not."""

    day: date
    number: int | None
    note: str

    def words(self) -> str:
        """Answer the line as it is printed."""
        counted = "不计入" if self.number is None else f"第{self.number}日"
        note = f"，{self.note}" if self.note else ""
        return f"{self.day.isoformat()}（星期{_WEEKDAYS[self.day.weekday()]}）{counted}{note}"


def term_words(term: Term) -> str:
    """Answer a term in words: 「30个工作日内」, 「届满前60日」."""
    length = f"{term.amount}{UNIT_WORDS[term.unit]}"
    if not term.before:
        return f"{length}内"
    return f"{length}前" if term.amount else "之前"


def date_words(rule: DateRule) -> str:
    """Answer a dated duty in words."""
    day = "月末" if rule.day == 31 else f"{rule.day}日"
    if rule.months_after == 0:
        return f"{EVERY_WORDS[rule.every]}至少一次（不迟于期末）"
    months = {Every.YEAR: (12 + rule.months_after - 1) % 12 + 1}.get(rule.every)
    if months is not None:
        year = "次年" if rule.months_after > 0 else "当年"
        return f"{year}{months}月{day}前"
    following = "次季首月" if rule.every is Every.QUARTER else "次月"
    return f"{following}{day}前"


def steps_in_words(term: Term, end: Due) -> list[str]:
    """Answer the steps of a count, one sentence each."""
    unit = UNIT_WORDS[term.unit]
    said: list[str] = []
    for step in end.steps:
        match step.name:
            case StepName.START:
                own = "首日计入" if term.first_day_counts else "当日（时）不计入"
                said.append(f"自{step.day}起算，{'倒数，' if term.before else ''}{own}。")
            case StepName.COUNT:
                said.append(f"计{step.amount}{unit}，至{step.day}。")
            case StepName.BACK:
                said.append(f"向前倒数{step.amount}{unit}，最迟为{step.day}，不因节假日顺延。")
            case StepName.PAUSE:
                added = f"补回{step.amount}日" if step.amount else "所占时间补回"
                said.append(f"扣除中止期间（{step.note}），{added}，至{step.day}。")
            case StepName.OPEN_PAUSE:
                said.append(f"自{step.day}起中止（{step.note}），恢复前不能确定届满日。")
            case StepName.EXTEND:
                own_unit, reason = step.note.split(":", 1)
                said.append(
                    f"经批准延长{step.amount}{UNIT_WORDS[Unit(own_unit)]}（{reason}），至{step.day}。"
                )
            case StepName.ROLL:
                said.append(f"届满日为{step.note}，顺延至其后第一个工作日{step.day}。")
    if end.provisional:
        said.append("所涉年度的国务院放假安排尚未公布，本日期为暂定，公布后重新计算。")
    return said


def day_lines(
    term: Term,
    start: date,
    end: Due,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> tuple[DayLine, ...]:
    """Answer every day of the count in order; empty where months, years or hours are counted."""
    if end.due_on is None or term.unit not in (Unit.WORKDAY, Unit.DAY):
        return ()
    if term.before:
        return _backwards(term, start, end.due_on, calendar)
    first = start if term.first_day_counts else start + _DAY
    lines: list[DayLine] = []
    number, day = 0, first
    while day <= end.due_on:
        note = _why_uncounted(term, day, calendar, pauses) or _why_rolled(term, day, end, calendar)
        number += not note
        lines.append(DayLine(day, None if note else number, note))
        day += _DAY
    return tuple(lines)


def sentence(row: ClockRow) -> str:
    """Answer a row as one sentence: who, from when, how long, and what follows."""
    who = ACTOR_WORDS[row.actor]
    then = f"；后果：{row.then}" if row.then and row.kind is not Kind.PAUSE_RULE else ""
    if row.term is not None and row.term.before:
        return f"{who}应在{row.start_event}{term_words(row.term)}办理{then}。"
    if row.term is not None:
        return f"{who}：自{row.start_event}起{_length(row)}{then}。"
    if row.date_rule is not None:
        return f"{who}应在{date_words(row.date_rule)}办理（以{row.start_event}计）{then}。"
    if row.stated_in:
        return f"{who}：自{row.start_event}起，按{row.stated_in}载明的期限办理{then}。"
    if row.kind is Kind.PAUSE_RULE:
        return f"{row.start_event}：{row.then}。"
    return f"{who}：{row.start_event}，{_WITHOUT_NUMBER[row.kind]}{then}。"


_WITHOUT_NUMBER = {
    "immediate": "应当立即或者及时办理，无天数",
    "precondition": "须先行办理，无天数",
    "periodic": "应当定期办理，周期由区级设定",
    "period": "按文书载明的期限办理",
}


def _length(row: ClockRow) -> str:
    term = row.term
    if term is None:
        return ""
    length = f"{term.amount}{UNIT_WORDS[term.unit]}"
    if row.kind is Kind.RETENTION:
        return f"至少保存{length}"
    if term.first_day_counts:
        return f"{length}（首日计入）"
    rolled = term.rolling is Rolling.FORWARD and term.unit is not Unit.WORKDAY
    return f"{length}内{'（末日为节假日的顺延）' if rolled else ''}"


def _backwards(term: Term, start: date, last: date, calendar: Calendar) -> tuple[DayLine, ...]:
    lines: list[DayLine] = []
    number, day = 0, start - _DAY
    while day >= last:
        note = _why_uncounted(term, day, calendar, ())
        number += not note
        lines.append(DayLine(day, None if note else number, note))
        day -= _DAY
    return tuple(lines)


def _why_uncounted(term: Term, day: date, calendar: Calendar, pauses: Sequence[Pause]) -> str:
    for pause in pauses:
        if pause.until is not None and legal_day(pause.since) <= day < legal_day(pause.until):
            return f"中止（{pause.ground}）"
    return calendar.why_off(day) if term.unit is Unit.WORKDAY else ""


def _why_rolled(term: Term, day: date, end: Due, calendar: Calendar) -> str:
    if term.unit is Unit.WORKDAY or end.due_on is None:
        return ""
    rolled = sum(step.amount for step in end.steps if step.name is StepName.ROLL)
    nominal = end.due_on - timedelta(days=rolled)
    if day <= nominal:
        return ""
    return "顺延后的届满日" if day == end.due_on else f"{calendar.why_off(day) or '中止'}，顺延"
