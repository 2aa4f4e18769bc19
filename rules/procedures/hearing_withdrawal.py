"""A party takes its request for a hearing back: who, in which capacity, when, by which paper."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import REASON
from rules.facts import FACTS, FactKind, FactValue, fact
from rules.grammar import Need
from rules.procedures.dated import not_ahead
from rules.procedures.hearings import HEARING_ON, asked_on, notified
from rules.window import FILING_CAPACITY, FILING_RECEIVED_ON, IN_PERSON

if TYPE_CHECKING:
    from rules.case_view import CaseView

Known = Mapping[str, FactValue]

WITHDRAWN_BY = fact("hearing_withdrawn_by", "撤回听证申请人", FactKind.LINE, hint="姓名和职务")
WITHDRAWN_AS = fact(
    "hearing_withdrawn_as", "撤回听证申请人身份", FactKind.CHOICE,
    choices=FACTS[FILING_CAPACITY].choices,
    hint="以身份证件、营业执照核对；不是本人的另附授权委托书",
)  # fmt: skip
WITHDRAWN_ON = fact("hearing_withdrawn_on", "撤回听证申请日期", FactKind.DAY)
WITHDRAWAL = fact("hearing_withdrawal_file", "撤回听证申请书", FactKind.FILES)
AUTHORITY = fact("hearing_withdrawal_authority", "撤回听证的授权委托书编号", FactKind.LINE)
ON_WITHDRAWAL = "行政处罚法 第64条第1项、第6项"


def withdrawn_by_right(_view: "CaseView", facts: Known) -> str | None:
    """Refuse a withdrawal by somebody else than the party itself without a special authority."""
    if facts[WITHDRAWN_AS] in IN_PERSON or facts.get(AUTHORITY):
        return None
    return (
        "撤回听证申请是放弃权利，不是法定代表人、主要负责人、经营者或者本人撤回的，须有特别授权的"
        f"授权委托书（{ON_WITHDRAWAL}），请填写“{FACTS[AUTHORITY].title}”"
    )


def withdrawn_between(view: "CaseView", facts: Known) -> str | None:
    """Refuse a day before the request, or from the day on for which the hearing was notified."""
    made, asked = str(facts[WITHDRAWN_ON]), asked_on(view)
    if asked and made < asked:
        return (
            f"撤回听证申请日期 {made} 早于申请听证之日 {asked}（{ON_WITHDRAWAL}），"
            "请按撤回申请书核对"
        )
    held = view.facts.get(HEARING_ON) if notified(view) else None
    # What the paper says of its day does not count: a hearing is withdrawn when it is handed in.
    came = str(facts.get(FILING_RECEIVED_ON) or view.today.isoformat())
    if not held or came < str(held):
        return None
    return (
        f"听证定于 {held} 举行，{came} 收到的撤回申请不在举行之前（{ON_WITHDRAWAL}）：已经举行的，"
        "请由法制审核人员“提交听证笔录和报告”；当事人未到场或者中途退出的，请“终止听证”"
    )


WITHDRAWS: tuple[Need, ...] = (
    REASON, WITHDRAWN_BY, WITHDRAWN_AS, WITHDRAWN_ON, WITHDRAWAL,
    withdrawn_by_right, not_ahead(WITHDRAWN_ON), withdrawn_between,
)  # fmt: skip
"""Put into ``needs=`` of the act; its ``optional=`` takes ``AUTHORITY``."""
