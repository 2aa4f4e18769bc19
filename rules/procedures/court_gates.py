"""Which answers of a court fit what it was asked, while it looks at an application."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.procedures import remedy_words as words

if TYPE_CHECKING:
    from rules.decide import CaseView


def signed_today(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the day on which the head signed: nothing is lodged before it (强制法 第55条)."""
    return view.today.isoformat()


def lateness_proven(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a reason for lateness that nothing bears out (行政强制法 第53条)."""
    if not facts.get(words.LATE_REASON) or facts.get(words.LATE_PROOF):
        return None
    return (
        "逾期申请的正当理由须有证据（行政强制法 第53条），请执法人员附“逾期正当理由的证据”；"
        "没有的由执法人员提请撤回申请"
    )


def lateness_approved(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a late application whose reason the head has not taken over (行政强制法 第53条)."""
    if not view.facts.get(words.LATE_REASON) or facts.get(words.LATE_APPROVED):
        return None
    return (
        "申请强制执行已经逾期，是否有正当理由由局负责人认定（行政强制法 第53条）；"
        "认可的请局负责人签发时填写“局负责人认可逾期的正当理由”，不认可的“退回强制执行申请书”"
    )


def acceptance_was_refused(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to order an acceptance where the court had accepted and ruled against enforcement."""
    if view.facts.get(words.REFUSED_WHAT) == "acceptance":
        return None
    return "原裁定是不予执行，请按“裁定准予执行（复议）”登记（行政强制法 第58条第3款）"


def enforcement_was_refused(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to order enforcement where the court below had not even accepted the application."""
    if view.facts.get(words.REFUSED_WHAT) == "enforcement":
        return None
    return "原裁定是不予受理，请按“裁定受理”登记（行政强制法 第56条第2款）"


def execution_runs(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to suspend or finish what is suspended."""
    if view.facts.get(words.EXECUTION_SUSPENDED):
        return "执行已经裁定中止（行政诉讼法 第101条；民事诉讼法 第267条），请先由法院“恢复执行”"
    return None


def execution_is_suspended(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to resume what was not suspended."""
    if view.facts.get(words.EXECUTION_SUSPENDED):
        return None
    return "执行没有中止（行政诉讼法 第101条；民事诉讼法 第267条），无须恢复，法院可以继续执行"


def ended_this_time(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to resume an execution that was not merely ended for this time."""
    if view.facts.get(words.EXECUTION_ENDED_AS) == "this_time":
        return None
    return (
        "只有裁定终结本次执行程序的，发现可供执行财产后可以申请恢复执行"
        "（行政诉讼法 第101条；民事诉讼法 第265条）；其余的请执法人员“提请办结”"
    )


def heard_once(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a second hearing of opinions: the thirty days are set once (行政强制法 第58条)."""
    if view.clock("ENF-COURT.rule"):
        return None
    return "已按听取意见审查，裁定期限为三十日（行政强制法 第58条第2款），不再重复登记"
