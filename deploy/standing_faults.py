"""What a district may not say of standing: each problem of ``[[standing]]`` in a sentence."""

from collections.abc import Iterator

from deploy.district_schema import DistrictFile, StandingEntry
from rules.procedures import latest


def standing_problems(district: DistrictFile) -> Iterator[str]:
    """Answer each rule that names what no table has, or that moves credit without a severity."""
    for number, rule in enumerate(district.standing, start=1):
        place = f"standing 第 {number} 项"
        yield from (f"{place}：{words}" for words in _problems(rule))


def _problems(rule: StandingEntry) -> Iterator[str]:
    table = latest(rule.procedure)
    if table is None:
        yield f"没有“{rule.procedure}”这个程序，permitloop procedure list 列出全部"
        return
    kinds = {kind for group in table.kinds for kind in group}
    for kind in rule.kinds:
        if kind not in kinds:
            yield f"“{table.title}”没有“{kind}”这一类别"
    ends = {stage.outcome for stage in table.stages if stage.ends}
    ends |= {act.outcome for stage in table.stages for act in stage.acts if act.outcome}
    for outcome in rule.outcomes:
        if outcome not in ends:
            yield f"“{table.title}”没有“{outcome}”这一结果"
    if rule.credit and not rule.severity:
        yield "降低信用等级的须写 severity，信用修复按轻微、一般、严重计算公示期"
    if not (rule.credit or rule.eco_code or rule.inspection or rule.permit):
        yield "没有写任何影响（credit、eco_code、inspection、permit 至少一项）"
