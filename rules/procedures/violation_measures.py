"""What a violation leads to beside its correction: measures, a fine on the spot, daily fines."""

# fmt: off
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.accruals import spells
from rules.asked import (
    DISCOVERED_ON,
    FEEDBACK_CASE,
    FEEDBACK_OUTCOME,
    FINDINGS,
    HANDLERS,
    REASON,
    VISITED_ON,
)
from rules.clocks import clock
from rules.clocks.reckon import due_of
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, Effect, may, opens
from rules.notices import paper
from rules.procedures import violation_gates as violation
from rules.procedures import violation_words as words
from rules.procedures.daily_list import DAILY_ITEM, DAILY_WHY, item_chosen
from rules.procedures.daily_words import (
    DAILY_PERIODS,
    FILED_ON,
    ORIGINAL_FINE,
    ORIGINAL_NO,
    ORIGINAL_SERVED_ON,
)
from rules.procedures.dated import day
from rules.procedures.measures import DISCHARGE_ENDED_ON, PROPOSE_MEASURES
from rules.procedures.visits import URGENT_ON, nothing_owed, owed_record
from rules.vocabulary import R, Relation

if TYPE_CHECKING:
    from rules.decide import CaseView

Facts = Mapping[str, FactValue]

REFUSALS = fact("refusal_spells", "拒不改正的期间", FactKind.LINE,
                hint="每段：责令改正决定书送达日/复查发现日")
FINED = fact("fined_spells", "已提请按日计罚的期间", FactKind.LINE)
STOPPED_ON = fact("stopped_found_on", "复查发现已经改正日期", FactKind.DAY)
SPOT_GROUND = fact("spot_ground", "适用简易程序的情形", FactKind.CHOICE, choices=(
    ("warning", "警告"), ("citizen", "对公民处二百元以下罚款"),
    ("organisation", "对法人或者其他组织处三千元以下罚款")))
DAILY_FORM = paper("daily_form", "按日连续处罚立案审批表")

ORDER_28 = "环境保护主管部门实施按日连续处罚办法"
ON_DAILY = f"{ORDER_28} 第5条、第7条第2款、第10条、第12条、第13条、第20条；生态环境法典 第1060条"


def in_thirty_days(view: "CaseView", served: date, found: date) -> bool:
    """Answer whether a covert finding came within thirty days of service (28号令 第10条)."""
    if view.calendar is None:
        return False
    until = due_of(clock("CF-RECHECK"), served, calendar=view.calendar).due_on
    return until is not None and found <= until


def with_refusal(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out the spells of refusal, with the one that this finding ends (28号令 第17条).

    A finding after the thirty days is recorded and starts no daily fine (第10条).
    """
    served, found = day(view.facts, "served_on"), day(known, VISITED_ON)
    if served is None or found is None or not in_thirty_days(view, served, found):
        return None
    if found == served:
        # No whole day lies between: counted, it would break the chain of the others (第17条).
        return None
    earlier = str(known.get(REFUSALS) or "")
    return ";".join(filter(None, (earlier, f"{served}/{found}")))


def without_refused(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the spells of refusal without the one of an urgent visit that is not approved."""
    if owed_record(view) != "record_covert_recheck_continuing":
        return None
    found = view.facts.get(URGENT_ON)
    kept = str(view.facts.get(REFUSALS) or "").split(";")
    return ";".join(each for each in kept if not each.endswith(f"/{found}"))


def unfined(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out the spells that no daily fine was asked for yet."""
    fined = set(str(view.facts.get(FINED) or "").split(";"))
    left = [each for each in str(known.get(REFUSALS) or "").split(";") if each not in fined]
    return ";".join(left) or None


def with_fined(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out the spells that a daily fine has been opened for, with those of this one."""
    parts = (str(view.facts.get(FINED) or ""), str(known.get(DAILY_PERIODS) or ""))
    return ";".join(filter(None, parts)) or None


def first_stop(view: "CaseView", known: Facts) -> FactValue | None:
    """Work out the first day on which the discharge was found stopped: it ends the spell."""
    days = (view.facts.get(STOPPED_ON), known.get(VISITED_ON))
    return min((str(each) for each in days if each), default=None)


def refused_to_correct(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a daily fine without a covert finding of refusal that is not fined yet (第13条)."""
    if "record_covert_recheck_continuing" not in view.doers:
        return (
            "没有暗查发现仍在违法排放或者拒绝、阻挠复查的记录（28号令 第12条、第13条），"
            "请先由两名执法人员登记暗查结果"
        )
    if unfined(view, view.facts) is None:
        return (
            "没有送达后三十日内暗查发现、尚未计罚的拒不改正期间（28号令 第10条、第17条）；"
            "再次责令改正、暗查发现拒不改正的，再提请"
        )
    return None


def original_served(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a daily fine before the original fine was decided and served (28号令 第7条第2款)."""
    served = day(view.facts, ORIGINAL_SERVED_ON)
    if served is None or not view.facts.get(ORIGINAL_FINE):
        return (
            "原行政处罚决定（罚款）尚未送达，按日连续处罚应当在其后作出（28号令 第7条第2款）；"
            "请先在处罚案件中送达处罚决定书"
        )
    stopped = day(view.facts, STOPPED_ON)
    left = spells(str(unfined(view, view.facts) or ""))
    if stopped is not None and any(stopped < found for _, found in left):
        return (
            f"{stopped} 复查时已经改正，之后又违法的应当重新作出处罚决定，计罚周期重新起算"
            "（28号令 第18条）；请另行立案"
        )
    return None


def one_finding_per_order(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a second finding of refusal on one order, whose days would count twice (第17条)."""
    served = view.facts.get("served_on")
    if served is None:
        return None
    found = [each for each in str(view.facts.get(REFUSALS) or "").split(";")
             if each.startswith(f"{served}/")]
    if not found:
        return None
    return (
        f"{served} 送达的责令改正决定书已有一次暗查认定拒不改正（{found[-1]}），同一期间不重复计罚"
        "（28号令 第14条、第17条）；请先再次送达责令改正决定书，由两名执法人员另行暗查"
    )


def discharge_goes_on(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a daily fine for days after a measure ended the discharge (28号令 第20条)."""
    ended, periods = day(view.facts, DISCHARGE_ENDED_ON), unfined(view, view.facts)
    if ended is None or periods is None:
        return None
    late = [until for since, until in spells(str(periods)) if since >= ended]
    if not late:
        return None
    return (
        f"因限制生产、停产整治或者查封扣押，违法排放已于 {ended} 停止，不再实施按日连续处罚"
        "（28号令 第20条）；此后又违法排放的，另行立案"
    )


def may_be_fined_on_the_spot(view: "CaseView", _facts: Facts) -> str | None:
    """Refuse a summary penalty beside an ordinary one of the same case (行政处罚法 第51条)."""
    for link in view.links:
        if link.procedure == "penalty":
            return (
                f"本案已经立案处罚（案件{link.case_no}），不再适用简易程序"
                "（行政处罚法 第51条、第54条），请由承办人在该案中办理"
            )
    return None


DAILY_GATES = (item_chosen, original_served, refused_to_correct, discharge_goes_on,
               nothing_owed)

DAILY: list[Act] = [
    may(R.ENFORCER, "ask_daily", "提请按日连续处罚", asks="daily", needs=[REASON, *DAILY_GATES],
        keeps=[(unfined, DAILY_PERIODS)], papers=[DAILY_FORM], basis=ON_DAILY),
    may(R.BUREAU_HEAD, "open_daily", "批准按日连续处罚", answers="daily",
        effect=Effect.FILE_CASE, needs=[*DAILY_GATES], keeps=[(with_fined, FINED)],
        opens=[opens("penalty", Relation.PENALTY, kinds=["daily"], on=FILED_ON, carries=[
            DAILY_ITEM, DAILY_WHY, DAILY_PERIODS, ORIGINAL_SERVED_ON, ORIGINAL_FINE, ORIGINAL_NO,
            words.CONDUCT, words.CONDUCT_FROM, words.CONDUCT_UNTIL, words.ARTICLES,
            words.POLLUTION_FOUND, FINDINGS, DISCOVERED_ON])],
        papers=[DAILY_FORM], basis=ON_DAILY),
    may(R.BUREAU_HEAD, "refuse_daily", "不予按日连续处罚", answers="daily", needs=[REASON],
        papers=[DAILY_FORM], basis=f"{ORDER_28} 第12条、第20条；生态环境法典 第1060条"),
]
"""Each gate in the order of the law; a daily fine is a penalty with its own notice and plea."""

SUMMARY: list[Act] = [
    may(R.ENFORCER, "open_summary", "适用简易程序", handlers=2,
        needs=[HANDLERS, SPOT_GROUND, words.CONDUCT, words.ARTICLES, violation.filing_unanswered,
               may_be_fined_on_the_spot],
        optional=[words.CONDUCT_FROM, words.CONDUCT_UNTIL], meets=["CF-FILE"],
        opens=[opens("penalty", Relation.PENALTY, kinds=["summary"], carries=[
            SPOT_GROUND, words.CONDUCT, words.CONDUCT_FROM, words.CONDUCT_UNTIL, words.ARTICLES,
            words.POLLUTION_FOUND, FINDINGS, DISCOVERED_ON])],
        basis="行政处罚法 第42条、第51条；生态环境行政处罚办法 第67条、第68条"),
]

MEASURES: list[Act] = [*SUMMARY, *PROPOSE_MEASURES]
"""Beside the correction, from the verification on; each approval is in the case it opens."""

FEEDBACK: list[Act] = [
    may(R.SYSTEM, "record_feedback", "登记联动反馈",
        optional=[FEEDBACK_CASE, FEEDBACK_OUTCOME, ORIGINAL_SERVED_ON, ORIGINAL_FINE, ORIGINAL_NO,
                  DISCHARGE_ENDED_ON],
        basis=f"{ORDER_28} 第7条第2款、第20条；行政处罚法 第28条"),
]
"""What the opened cases tell: that the original fine is served, that a measure ended the harm."""
