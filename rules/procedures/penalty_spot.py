"""What a penalty on the spot needs: told, decided and handed over the same day, in its range."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.discretion import DiscretionUnknown, yuan
from rules.facts import FactValue
from rules.local_amounts import threshold
from rules.procedures import penalty_content as content
from rules.procedures import penalty_words as words
from rules.procedures.dated import day
from rules.procedures.penalty_legal_range import TYPED, least_of_basis
from rules.procedures.penalty_told import limitation_over

if TYPE_CHECKING:
    from rules.decide import CaseView

Known = Mapping[str, FactValue]
HANDED_OVER = frozenset({"direct", "lien"})
"""Given to the party there and then; one that refuses to sign is left with it, noted on it."""
ON_RANGE = "行政处罚法 第34条、第51条"


def told_on_the_spot(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a decision on the spot before the party was told and heard (处罚法 第44条、第52条)."""
    if "tell_on_the_spot" in view.doers:
        return None
    return "尚未当场告知，请先由两名执法人员“当场告知并听取意见”（行政处罚法 第44条、第52条）"


def small_enough(view: "CaseView", facts: Known) -> str | None:
    """Refuse on the spot what is more than a warning or a small fine (处罚法 第51条)."""
    citizen = facts[words.PARTY_KIND] == "citizen"
    limit = threshold(view.thresholds, "spot_citizen" if citizen else "spot_organisation")
    fine = content.amount(facts, words.FINE)
    if fine > limit:
        return (
            f"罚款 {yuan(fine)} 超过当场处罚的上限 {yuan(limit)}"
            "（行政处罚法 第51条；生态环境行政处罚办法 第67条），请“转普通程序”"
        )
    if not fine and not facts[words.WARNING]:
        return "没有任何处罚内容；不予处罚的，请“转普通程序”（行政处罚法 第51条）"
    return None


def says_reconsideration_first(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a spot decision silent on reconsideration before suit (复议法 第23条)."""
    if facts[words.STATES_RECONSIDERATION]:
        return None
    return (
        "当场处罚决定不服的，应当先申请行政复议（行政复议法 第23条第1款第1项），"
        "决定书必须载明，请更正后再交付"
    )


def handed_over_that_day(view: "CaseView", facts: Known) -> str | None:
    """Refuse a decision of another day than its telling, or sent later (处罚法 第51条、第52条)."""
    told_on = day(view.facts, words.SPOT_TOLD_ON)
    served_on = day(facts, "served_on")
    if facts["service_method"] not in HANDED_OVER:
        return (
            "当场作出的处罚决定书应当当场交付当事人（行政处罚法 第52条第1款），送达方式为直接送达；"
            "当事人拒绝签收的，在决定书上注明，送达方式为留置送达（行政处罚法 第52条第2款）；"
            "未能当场交付的，请执法人员“转普通程序”"
        )
    if told_on is not None and told_on == served_on:
        return None
    return (
        f"告知日期 {told_on or '未登记'} 与决定书交付日期 {served_on} 不是同一天，不是当场作出决定"
        "（行政处罚法 第51条、第52条；生态环境行政处罚办法 第68条）；日期有误的，请执法人员重新"
        "“当场告知并听取意见”后登记；不能当场决定的，请“转普通程序”"
    )


def not_time_barred_on_the_spot(view: "CaseView", facts: Known) -> str | None:
    """Refuse on the spot what was discovered after its limitation (法典第1054条; 处罚法第36条)."""
    until = limitation_over(view, content.known_with(view, facts))
    if until is None:
        return None
    return (
        f"违法行为终了后至 {until} 未被发现，已超过追责期限，不再给予行政处罚"
        "（生态环境法典 第1054条；行政处罚法 第36条）；"
        "请执法人员“转普通程序”，在问题处置案件中提请不予立案"
    )


def spot_fine_in_range(view: "CaseView", facts: Known) -> str | None:
    """Refuse on the spot a fine outside its article's range: below it takes a discussion."""
    known = content.known_with(view, facts)
    fine = content.amount(facts, words.FINE)
    try:
        between = least_of_basis(view, known)
    except DiscretionUnknown as wrong:
        return f"裁量不完整：{wrong}（生态环境行政处罚办法 第41条）"
    if between is None:
        return _range_wanted(fine)
    if fine > between.most:
        return (
            f"罚款 {yuan(fine)} 高于法定上限 {yuan(between.most)}（{between.source}），"
            f"不得决定（{ON_RANGE}）"
        )
    if fine >= between.least:
        return None
    return (
        f"罚款 {yuan(fine)} 低于法定下限 {yuan(between.least)}（{between.source}）；"
        "减轻处罚须有法定情形并集体讨论，不能当场决定，请执法人员“转普通程序”"
        f"（行政处罚法 第32条、第57条第2款；{ON_RANGE}）"
    )


def _range_wanted(fine: int) -> str | None:
    if not fine:
        return None
    return (
        "本系统没有该条款的法定幅度：请填写“法定罚款下限”“法定罚款上限”和“法定幅度的条文原文”；"
        f"条款写作“法律名称 第N条”（{ON_RANGE}）"
    )


def spot_range_typed_whole(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a range that is typed in part: ends without their text prove nothing."""
    if TYPED & facts.keys() and not facts.keys() >= TYPED:
        return (
            "“法定罚款下限”“法定罚款上限”和“法定幅度的条文原文”须同时填写"
            f"（{ON_RANGE}），请执法人员补齐"
        )
    return None
