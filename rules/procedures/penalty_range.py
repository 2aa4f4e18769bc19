"""A fine in its statutory range, by its table, and what goes beside either explained."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.accruals import AmountWrong, SpellWrong, daily_fine_explained, spells
from rules.cited import cited, share_an_article
from rules.discretion import (
    AnswersWrong,
    DiscretionUnknown,
    Table,
    in_words,
    shipped,
    yuan,
)
from rules.facts import FactValue
from rules.procedures import penalty_words as words
from rules.procedures.daily_original import original_fine
from rules.procedures.daily_words import DAILY_PERIODS
from rules.procedures.penalty_content import DAILY_RULE, amount, known_with, law_day
from rules.procedures.penalty_legal_range import (
    FEN,
    TYPED,
    Range,
    fines_of,
    least_of_basis,
    legal_range,
    named_table,
    own_articles,
    table_of,
    worked_out,
)
from rules.procedures.penalty_told import punished_by_court

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]


def least(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the lower end of the range, carried from the table or the article."""
    found = _carried(view, known)
    return found.least if found else None


def most(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the upper end of the range, carried from the table or the article."""
    found = _carried(view, known)
    return found.most if found else None


def _carried(view: "CaseView", known: Known) -> Range | None:
    if "daily" in view.kinds or not amount(known, words.FINE):
        return None
    try:
        return legal_range(view, known)
    except DiscretionUnknown:
        return None


def amount_in_range(view: "CaseView", facts: Known) -> str | None:
    """Refuse a fine outside its range, by a table of another conduct, or off it unexplained."""
    known = known_with(view, facts)
    if known.get(words.PROPOSED) != "penalty":
        return None
    if "daily" not in view.kinds and not amount(known, words.FINE):
        return _no_fine(view, known)
    if "daily" in view.kinds:
        return _daily_amount(view, known)
    try:
        between = legal_range(view, known)
    except DiscretionUnknown as wrong:
        return f"裁量不完整：{wrong}（生态环境行政处罚办法 第41条）"
    if between is None:
        return (
            "没有裁量表，本系统也没有该条款的法定幅度：请填写“法定罚款下限”“法定罚款上限”和"
            "“法定幅度的条文原文”，并集体讨论（行政处罚法 第34条、第57条第2款）"
        )
    return (
        _of_another_conduct(view, known)
        or range_typed_whole(view, facts)
        or _typed_otherwise(between, facts)
        or _typed_lower(between, known)
        or _outside(between, known)
        or _off_the_table(view, known)
    )


def _no_fine(view: "CaseView", known: Known) -> str | None:
    """Refuse no fine at all where the article carries one, as any other below the minimum."""
    if punished_by_court(view, known):
        return None
    try:
        between = least_of_basis(view, known)
        if between is None or between.least <= 0:
            return None
        other = _of_another_conduct(view, known) if any(fines_of(known).values()) else None
        return (
            other
            or _outside(between, known)
            or (_off_the_table(view, known) if named_table(known) else None)
        )
    except DiscretionUnknown as wrong:
        return f"裁量不完整：{wrong}（生态环境行政处罚办法 第41条）"


def _of_another_conduct(view: "CaseView", known: Known) -> str | None:
    if not named_table(known):
        return None
    table, basis = table_of(view, known), str(known.get(words.PENALTY_BASIS) or "")
    belonging = {article for each in table.articles for article in cited(each)}
    if own_articles(known) and own_articles(known) <= belonging:
        return None
    fitting = [each for each in _usable(view, known) if share_an_article(basis, each.articles)]
    others = "、".join(f"{each.key}（{each.title}）" for each in fitting) or "无，“裁量表”请填“无”"
    how = "" if cited(basis) else "；条款写作“法律名称 第N条”"
    return (
        f"裁量表“{table.title}”适用于{'、'.join(table.articles)}，与本案的处罚依据“{basis}”不符"
        f"（行政处罚法 第34条；生态环境行政处罚办法 第41条）{how}；适用的裁量表：{others}"
    )


def range_typed_whole(view: "CaseView", facts: Known) -> str | None:
    """Refuse a range that is typed without its text, or that was typed for another basis."""
    known = known_with(view, facts)
    if "daily" in view.kinds or named_table(known):
        return None
    said = TYPED & facts.keys()
    try:
        between = legal_range(view, known)
    except DiscretionUnknown:
        return None
    if between is None or not between.typed or len(said) == len(TYPED):
        return None
    same = known.get(words.PENALTY_BASIS) == view.facts.get(words.PENALTY_BASIS)
    if not said and same and not named_table(view.facts):
        return None
    return (
        "本系统没有该条款的法定幅度：“法定罚款下限”“法定罚款上限”和“法定幅度的条文原文”须同时填写；"
        "处罚依据或者裁量表改变的，须重新填写（行政处罚法 第34条）"
    )


def _typed_lower(between: Range, known: Known) -> str | None:
    """Refuse a typed range beside a higher one that another article of the basis gives."""
    fines = [fine for fine in fines_of(known).values() if fine] if between.typed else []
    for fine in fines:
        if fine.most * FEN > between.most:
            return (
                f"处罚依据中的{fine.basis}罚款上限为 {yuan(fine.most * FEN)}，高于所填的 "
                f"{yuan(between.most)}；同一违法行为违反多个法律规范的，按照罚款数额高的规定处罚"
                "（行政处罚法 第29条），请按该条款处罚"
            )
    return None


def _usable(view: "CaseView", known: Known) -> list[Table]:
    own = {each.key for each in view.discretion}
    tables = (*view.discretion, *(each for each in shipped() if each.key not in own))
    on = law_day(known, view.today)
    return [each for each in tables if each.holds_on(on)]


def _typed_otherwise(between: Range, facts: Known) -> str | None:
    typed = (facts.get(words.LEAST, between.least), facts.get(words.MOST, between.most))
    if typed == (between.least, between.most):
        return None
    return (
        f"法定幅度为 {yuan(between.least)} 至 {yuan(between.most)}（{between.source}），与所填的"
        "下限、上限不符，请核对处罚依据（行政处罚法 第34条）"
    )


def _outside(between: Range, known: Known) -> str | None:
    fine = amount(known, words.FINE)
    if fine > between.most:
        return (
            f"罚款 {yuan(fine)} 高于法定上限 {yuan(between.most)}（{between.source}），"
            "不得决定（行政处罚法 第4条、第34条）"
        )
    if fine >= between.least:
        return None
    if not known.get(words.MITIGATION):
        return (
            f"罚款 {yuan(fine)} 低于法定下限 {yuan(between.least)}；减轻处罚须有法定情形，"
            "请填写“减轻处罚的情形”并集体讨论；轻微、首违不予处罚的，请改填“拟作出的处理”"
            "（行政处罚法 第32条、第33条、第57条第2款）"
        )
    if known[words.MITIGATION] == "law" and not cited(str(known.get(words.MITIGATED_BY) or "")):
        return (
            "依法律、法规、规章规定的其他情形减轻处罚的，须写明条款（行政处罚法 第32条第5项），"
            "请填写“减轻处罚所依据的条款”，写作“法律名称 第N条”，并集体讨论"
        )
    return None


def _off_the_table(view: "CaseView", known: Known) -> str | None:
    explained = known.get(words.DEPARTURE)
    if not named_table(known):
        if explained:
            return None
        return (
            "请填写“裁量表”和七项裁量因素（生态环境行政处罚办法 第41条）；"
            "没有适用的裁量表的，填写“不按裁量表的理由”并集体讨论"
        )
    try:
        worked = worked_out(view, known)
    except AnswersWrong as wrong:
        return f"裁量不完整：{wrong}（生态环境行政处罚办法 第41条）"
    if amount(known, words.FINE) != worked.fen and not explained:
        return (
            f"按裁量表应为 {yuan(worked.fen)}，所填为 {yuan(amount(known, words.FINE))}；"
            "偏离裁量表须填写“不按裁量表的理由”并集体讨论（生态环境行政处罚办法 第41条、第52条）"
        )
    return None


def table_is_the_bureaus(view: "CaseView", facts: Known) -> str | None:
    """Refuse to decide by a shipped sample: no authority has issued it (处罚法 第34条)."""
    known = known_with(view, facts)
    if view.sample_tables or "daily" in view.kinds or not amount(known, words.FINE):
        return None
    if not named_table(known):
        return None
    try:
        table = table_of(view, known)
    except DiscretionUnknown as wrong:
        return f"{wrong}（生态环境行政处罚办法 第41条）"
    if not table.sample:
        return None
    return (
        f"“{table.title}”是示例裁量表，尚未经本局批准，不得据以作出决定（行政处罚法 第34条；"
        "生态环境行政处罚办法 第41条）；请系统管理员载入本局批准的裁量表，"
        "或者由执法人员“重新告知”，“裁量表”填“无”，说明理由并集体讨论"
    )


def working(view: "CaseView", known: Known) -> FactValue | None:
    """Work out the lines that 告知书 and 决定书 print; None where there is no fine."""
    if "daily" in view.kinds and known.get(DAILY_PERIODS):
        fen = original_fine(view, known)
        if fen <= 0:
            return None
        explained = daily_fine_explained(fen, spells(str(known[DAILY_PERIODS])))
        return "；".join(explained.lines) + "。"
    try:
        if named_table(known):
            return in_words(worked_out(view, known))
        between = _carried(view, known)
    except (DiscretionUnknown, AnswersWrong):
        return None
    if between is None:
        return None
    ends = f"{yuan(between.least)}至{yuan(between.most)}"
    return f"没有适用的裁量表；法定幅度：{ends}（{between.source}）。"


def departs(view: "CaseView", known: Known) -> bool:
    """Answer whether a fine leaves its table, its range, or has no table to go by."""
    if "daily" in view.kinds:
        return False
    if not amount(known, words.FINE):
        return bool(known.get(words.MITIGATION))
    if known.get(words.MITIGATION) or not named_table(known):
        return True
    try:
        return worked_out(view, known).fen != amount(known, words.FINE)
    except (DiscretionUnknown, AnswersWrong):
        return True


def committed_again(view: "CaseView", known: Known) -> bool:
    """Answer whether the case's table grades the conduct as more than a first offence."""
    if not named_table(known) or not known.get(words.GRADES["repetition"]):
        return False
    try:
        factors = worked_out(view, known).table.factors
    except (DiscretionUnknown, AnswersWrong):
        return True
    said = known[words.GRADES["repetition"]]
    grades = [each for factor in factors if factor.key == "repetition" for each in factor.grades]
    lightest = min((each.score for each in grades), default=0)
    return any(each.score > lightest for each in grades if said in (each.key, each.title))


def _daily_amount(view: "CaseView", known: Known) -> str | None:
    try:
        explained = daily_fine_explained(
            original_fine(view, known), spells(str(known.get(DAILY_PERIODS, "")))
        )
    except (SpellWrong, AmountWrong) as wrong:
        return str(wrong)
    if amount(known, words.FINE) == explained.fen:
        return None
    if not amount(known, words.FINE):
        return (
            f"按日连续处罚只有罚款，按计罚日数应为 {yuan(explained.fen)}（{DAILY_RULE} 第17条）；"
            "不再给予罚款的，请执法人员“提请终止调查”或者“提请撤销立案”"
        )
    return (
        f"按日连续处罚的数额为原处罚数额乘以计罚日数，应为 {yuan(explained.fen)}："
        + "；".join(explained.lines[1:])
        + f"（{DAILY_RULE} 第17条、第18条、第19条）"
    )
