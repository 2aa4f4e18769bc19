"""What must be true before damage is claimed, negotiated, sued for or settled."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.grammar import Guard

if TYPE_CHECKING:
    from rules.decide import CaseView

RULES = "生态环境损害赔偿管理规定（环法规〔2022〕31号）"
CODE = "生态环境法典"
MOST_ROUNDS = 3
"""Meetings after which negotiation may be called failed (环法规〔2022〕31号; not re-read)."""


def asked_by(ask: str, act: str, title: str) -> Guard:
    """Answer a rule that refuses to answer one request as if it were another."""

    def right_request(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
        waiting = view.asks.get(ask)
        if waiting is not None and waiting.act == act:
            return None
        return f"提请的不是“{title}”（{RULES}），请按提请事项办理或者退回"

    right_request.__name__ = f"{ask}_by_{act}"
    return right_request


def damage_is_known(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to negotiate before the damage was looked into and valued."""
    if "record_investigation" not in view.doers:
        return f"尚未开展生态环境损害调查（{RULES}），请先由执法人员“提交损害调查记录”"
    if not view.doers.keys() & {"submit_appraisal", "record_expert_opinion"}:
        return (
            f"尚无鉴定评估意见或者专家意见（{RULES}），"
            "请先“委托鉴定评估”；损害简单的，“登记专家意见”"
        )
    return None


def simple_enough(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an expert's opinion in place of an appraisal where the damage is not simple."""
    if facts["damage_simple"]:
        return None
    return (
        f"只有损害事实简单、责任认定无争议、损害较小的，才可以用专家意见代替鉴定评估（{RULES}）；"
        "请“委托鉴定评估”"
    )


def commissioned(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an appraisal that nobody commissioned."""
    if "commission_appraisal" in view.doers:
        return None
    return f"尚未委托鉴定评估（{RULES}），请先由执法人员“委托鉴定评估”"


def rounds_in_order(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a meeting out of its order, and a day ahead."""
    held = view.facts.get("negotiation_round", 0)
    if facts["negotiation_round"] != int(str(held)) + 1:
        return (
            f"已登记 {held} 次磋商会议，本次应为第 {int(str(held)) + 1} 次（{RULES}），"
            "请执法人员核对"
        )
    if str(facts["negotiation_held_on"]) > view.today.isoformat():
        return (
            f"磋商会议日期 {facts['negotiation_held_on']} 在今天之后（{RULES}），"
            "请执法人员在会议后登记"
        )
    return None


def agreement_was_reached(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an agreement with somebody who has not come to the table."""
    if view.doers.keys() & {"agree_to_negotiate", "record_round"}:
        return None
    return f"赔偿义务人尚未同意磋商，也没有磋商会议记录（{RULES}），不能签订协议"


def failure_is_grounded(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to call negotiation failed on a ground that the case does not show."""
    match facts["failed_ground"]:
        case "three_rounds" if int(str(view.facts.get("negotiation_round", 0))) < MOST_ROUNDS:
            return f"磋商会议不足 {MOST_ROUNDS} 次（{RULES}），不能以多次磋商不成认定"
        case "lapsed" if view.clock("SHPC-NEG"):
            return f"磋商期限尚未届满（{RULES}），不能以超过期限认定磋商不成"
        case "absent" if view.facts.get("liable_party_attended", True):
            return f"没有赔偿义务人缺席磋商会议的记录（{RULES}），请先“提交磋商会议记录”"
    return None


def not_confirmed_yet(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a ruling on an agreement that nobody laid before the court."""
    if "apply_confirmation" in view.doers:
        return None
    return "尚未申请司法确认（民事诉讼法 第205条），请先由法制审核人员“申请司法确认”"


def not_applied_yet(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to go without confirmation while the court has an application before it."""
    if "apply_confirmation" in view.doers:
        return "已经申请司法确认，请等待法院裁定（民事诉讼法 第206条）"
    return None


def suit_approved(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to sue without the head's approval."""
    if "approve_suit" in view.doers:
        return None
    return f"起诉须经局负责人批准（{CODE} 第1073条；{RULES}），请先“提请起诉”"


def suit_filed(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an answer of the court to what was not brought before it."""
    if "file_suit" in view.doers:
        return None
    return f"尚未提起诉讼（{CODE} 第1073条），请先由法制审核人员“提起诉讼”"


def suit_accepted(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a judgment in a suit that the court has not accepted."""
    if "accept_suit" in view.doers:
        return None
    return "法院尚未立案受理（民事诉讼法 第126条），不能登记裁判"


def in_default(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse force where nobody recorded that performance failed."""
    if "record_default" in view.doers:
        return None
    return f"尚未登记赔偿义务人未履行（{RULES}），请先由执法人员“登记未履行”"


def enforceable(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse force on a bare agreement: only a court's paper is enforced (民事诉讼法 第206条)."""
    if view.doers.keys() & {"confirm_agreement", "judge_for_claimant", "mediate_suit"}:
        return None
    return "赔偿协议未经司法确认，不能申请强制执行（民事诉讼法 第206条），请“转为起诉”"


def not_enforceable(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to sue again where a court's paper can be enforced."""
    if enforceable(view, facts) is None:
        return "已有可以强制执行的法院文书（民事诉讼法 第206条），请“申请法院强制执行”"
    return None
