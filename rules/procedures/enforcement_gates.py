"""Before a court is asked: remedies over, demand served and unheeded, and three months not gone."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from rules.clocks import clock
from rules.clocks.chained import remedies_end
from rules.clocks.reckon import due_of
from rules.facts import FactValue
from rules.grammar import Guard
from rules.procedures import remedy_words as words
from rules.procedures.dated import day
from rules.procedures.penalty_words import STATES_RECONSIDERATION
from rules.procedures.remedy_gates import open_remedy

if TYPE_CHECKING:
    from rules.case_view import CaseView

Known = Mapping[str, FactValue]


def remedies_over_on(view: "CaseView", known: Known) -> date | None:
    """Answer the last day on which the party may still ask for a remedy; None: not to be known.

    A final judgment ends them; after a reconsideration only the fifteen days of suit run; what
    was decided on the spot may be sued over only after one (行政复议法 第23条); else both periods
    count from service, and the later one decides (行政强制法 第53条).
    """
    judged = day(known, words.JUDGMENT_FINAL_ON)
    if judged is not None:
        return judged
    served = day(known, words.DECISION_SERVED_ON)
    if served is None or view.calendar is None:
        return None
    return remedies_end(
        served,
        calendar=view.calendar,
        reconsidered_on=day(known, words.RECONSIDERED_ON),
        reconsideration_first=bool(known.get(STATES_RECONSIDERATION)),
    ).due_on


def asked_on(view: "CaseView", facts: Known) -> date:
    """Answer the day the court is asked: the day of lodging where it is told, else today."""
    return day(facts, words.LODGED_ON) or view.today


def remedies_lapsed(view: "CaseView", facts: Known) -> str | None:
    """Refuse a court before both remedy periods lapsed unused or a judgment is final (第53条)."""
    other = open_remedy(view)
    if other is not None:
        return (
            f"案件{other}的复议或者诉讼尚未终结，不得申请法院强制执行"
            "（行政强制法 第53条）；请待法制审核人员登记结果"
        )
    known = {**view.facts, **facts}
    over = remedies_over_on(view, known)
    if over is None:
        return (
            "没有处罚决定书的送达日期，不能核对复议和诉讼期限是否届满（行政强制法 第53条），"
            "请先由执法人员送达处罚决定书"
        )
    # A judgment ends the remedies on its own day; a period ends with its last one.
    on = asked_on(view, facts)
    if over > on or (over == on and words.JUDGMENT_FINAL_ON not in known):
        return (
            f"当事人的复议和诉讼期限到 {over} 才均届满"
            "（行政复议法 第20条；行政诉讼法 第45条、第46条），"
            "届满前不得申请法院强制执行（行政强制法 第53条）；期满后由执法人员再提请"
        )
    return None


def deferral_over(view: "CaseView", facts: Known) -> str | None:
    """Refuse a court while an approved deferral runs (处罚法 第66条第2款; 处罚办法 第74条第3款)."""
    until = day({**view.facts, **facts}, words.DEFERRED_UNTIL)
    if until is None or until < asked_on(view, facts):
        return None
    return (
        f"已批准延期或者分期缴纳至 {until}（行政处罚法 第66条第2款），"
        "届满后方可申请法院强制执行（生态环境行政处罚办法 第74条第3款）"
    )


def demand_unheeded(view: "CaseView", facts: Known) -> str | None:
    """Refuse a court before ten working days since the demand was served (行政强制法 第54条)."""
    served = day({**view.facts, **facts}, words.URGING_SERVED_ON)
    if served is None:
        return "催告书尚未送达，请先由执法人员“送达催告书”，十个工作日后再申请（行政强制法 第54条）"
    deferred = day({**view.facts, **facts}, words.DEFERRED_UNTIL)
    if deferred is not None and served <= deferred:
        return (
            f"催告书于 {served} 送达，早于批准延期、分期的届满日 {deferred}"
            "（行政处罚法 第66条第2款；行政强制法 第54条），请由执法人员届满后重新催告"
        )
    if view.calendar is None:
        return "工作日历未载入，不能核对催告期限，请联系系统管理员"
    until = due_of(clock("ENF-URGE"), served, calendar=view.calendar).due_on
    if until is not None and asked_on(view, facts) <= until:
        return (
            f"催告书于 {served} 送达，催告期到 {until}（行政强制法 第54条、第69条：十个工作日），"
            "期满仍不履行的再申请"
        )
    return None


def not_suspended_now(view: "CaseView", _facts: Known) -> str | None:
    """Refuse a court while performance is suspended by a decision (处罚法 第73条第1款)."""
    if view.facts.get(words.PERFORMANCE_SUSPENDED):
        return (
            "已决定或者裁定停止执行"
            "（行政处罚法 第73条第1款；行政复议法 第42条；行政诉讼法 第56条），恢复执行后再申请"
        )
    return None


def start_is_right(view: "CaseView", facts: Known) -> str | None:
    """Refuse a wrong first day of the three months: the later of remedies and deferral."""
    known = {**view.facts, **facts}
    over, deferred = remedies_over_on(view, known), day(known, words.DEFERRED_UNTIL)
    told = day(known, words.ENFORCEABLE_FROM)
    wanted = max((each for each in (over, deferred) if each), default=None)
    if wanted is None or told is None or told == wanted:
        return None
    return (
        f"申请强制执行的三个月自 {wanted} 起算"
        "（复议和诉讼期限均届满之日，批准延期、分期的为延期届满之日；"
        "行政强制法 第53条；生态环境行政处罚办法 第74条第3款），请按此填写"
    )


def in_time_or_excused(view: "CaseView", facts: Known) -> str | None:
    """Refuse a late application without a reason: the court takes none (行政强制法 第53条)."""
    known = {**view.facts, **facts}
    since = day(known, words.ENFORCEABLE_FROM)
    if since is None or view.calendar is None or known.get(words.LATE_REASON):
        return None
    until = due_of(clock("ENF-APPLY"), since, calendar=view.calendar).due_on
    if until is None or asked_on(view, facts) <= until:
        return None
    return (
        f"申请强制执行的三个月已于 {until} 届满（行政强制法 第53条），逾期无正当理由法院不予受理；"
        "有正当理由的请填写“逾期申请的正当理由”，没有的由执法人员提请撤回申请"
    )


COURT_GATES: tuple[Guard, ...] = (
    remedies_lapsed,
    deferral_over,
    demand_unheeded,
    not_suspended_now,
    start_is_right,
)
"""Listed in ``needs=`` of every act that asks the court for enforcement."""
