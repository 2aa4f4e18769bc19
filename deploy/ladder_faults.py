"""What is wrong with the ladders of a district.toml: each problem in a sentence with its place."""

from collections import Counter
from collections.abc import Iterator

from deploy.district_schema import DistrictFile, OwnRung
from rules.clocks import LOCAL, ROWS, ClockRow
from rules.deadlines import Unit
from rules.escalation import names_of
from rules.ladders import CLASSES
from rules.vocabulary import HANDLER, OUTSIDERS, Audience, R

INSIDE = frozenset({HANDLER, *(str(role) for role in R if role not in OUTSIDERS)})


def ladder_problems(district: DistrictFile) -> Iterator[str]:
    """Answer what the default ladder and the clocks' own may not say."""
    rungs = district.ladder
    if rungs and not any(rung.days == 0 for rung in rungs):
        yield "ladder：须有一级在到期时（days = 0）提醒"
    yield from _doubles("ladder：", Counter(rung.name for rung in rungs))
    for number, rung in enumerate(rungs, start=1):
        for told in rung.tells:
            if told not in INSIDE:
                yield f"ladder 第 {number} 级（{rung.name}）：“{told}”不是本局的角色，不能提醒"
    seen = Counter((each.clock, each.effective_on) for each in district.ladders)
    for key, on in (one for one, times in seen.items() if times > 1):
        yield f"ladders：{key} 自 {on} 起的提醒写了 {seen[key, on]} 次，请只保留一次"
    for number, each in enumerate(district.ladders, start=1):
        for problem in _own_problems(each.clock, each.rungs):
            yield f"ladders 第 {number} 项（{each.clock}）：{problem}"


def _doubles(place: str, names: "Counter[str]") -> Iterator[str]:
    for name in sorted(one for one, times in names.items() if times > 1):
        yield f"{place}“{name}”写了 {names[name]} 次，名称不能重复"


def _own_problems(clock: str, rungs: list[OwnRung]) -> Iterator[str]:
    rows = [row for row in (*ROWS.values(), *LOCAL.values()) if clock in names_of(row.key)]
    if not rows:
        known = "、".join(f"{name}（{title}）" for name, title in CLASSES.items())
        yield f"时限目录中没有这一编号；一类期限可写：{known}"
        return
    yield from _doubles("", Counter(rung.name for rung in rungs))
    if not any(0 in (rung.days, rung.workdays, rung.hours) for rung in rungs):
        yield "须有一级在到期时（days = 0）提醒"
    for rung in rungs:
        for problem in _rung_problems(rung, rows):
            yield f"“{rung.name}”{problem}"


def _rung_problems(rung: OwnRung, rows: list[ClockRow]) -> Iterator[str]:
    """Answer what is wrong with one rung; an enterprise hears of its own clocks alone."""
    given = [each for each in (rung.days, rung.workdays, rung.hours) if each is not None]
    if len(given) != 1:
        yield "须写明 days、workdays、hours 中的一项"
    if rung.workdays and any(row.term and row.term.unit is Unit.HOUR for row in rows):
        yield "：以小时计的期限不能按工作日提醒，请用 hours"
    for told in sorted(set(rung.tells) - INSIDE - {str(R.ENTERPRISE)}):
        yield f"：“{told}”不是本局的角色，不能提醒"
    if R.ENTERPRISE in rung.tells and not all(row.audience == Audience.PARTY for row in rows):
        yield "：这是机关的期限，不能告知企业"
