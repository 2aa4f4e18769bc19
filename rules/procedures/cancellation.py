"""注销: the formal end of a permit that has expired, was taken away, or whose holder has ended."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, OPINION, PERMIT_NO, PLATFORM_RECEIPT, REASON
from rules.facts import FactKind, FactValue, fact
from rules.grammar import end, may, procedure, stage
from rules.notices import notice, paper
from rules.procedures.endings import (
    ANNOUNCED_ON,
    PARTY,
    STOPPED,
    announced_by_today,
    ending_clock,
)
from rules.vocabulary import PermitStatus, R

if TYPE_CHECKING:
    from rules.decide import CaseView

GROUND = fact(
    "cancellation_ground", "注销事由", FactKind.CHOICE,
    choices=(("expired", "有效期届满未延续"), ("ended", "排污单位依法终止"),
             ("ceased", "不再排放污染物"), ("revoked", "许可证依法被撤销"),
             ("withdrawn", "许可证依法被撤回"), ("forfeited", "许可证依法被吊销"),
             ("other", "法律、法规规定的其他情形")),
)
OPEN_MATTERS = fact("open_matters", "未结的问题、罚款和移送", FactKind.TEXT,
                    hint="没有的写“无”；注销不免除这些责任")
RENEWAL_PENDING = fact("renewal_pending", "是否有未决的延续申请", FactKind.YES_NO)

FORM = paper("cancellation_form", "注销审批表")
NOTICE = paper("cancellation_notice", "注销公告")
TOLD = notice("cancellation_notice", "注销公告", PARTY)

RULE = "行政许可法 第70条；排污许可管理办法 第29条"
TAKEN_AWAY = ("revoked", "withdrawn", "forfeited")


def no_renewal_pending(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to cancel while a renewal may still be granted (办法 第24条第2款)."""
    ground = {**view.facts, **facts}.get("cancellation_ground")
    if facts["renewal_pending"] and ground not in TAKEN_AWAY:
        return (
            "延续申请尚未作出决定，不得注销（排污许可管理办法 第24条第2款）；"
            "请待延续决定作出后办理"
        )
    return None


CANCELLATION = procedure(
    "cancellation", "注销",
    stage("verification", "核实事由",
        may(R.PERMIT_OFFICER, "propose_cancellation", "提请注销", to="decision", asks="proposal",
            needs=[GROUND, PERMIT_NO, EVIDENCE, OPEN_MATTERS, RENEWAL_PENDING, no_renewal_pending],
            papers=[FORM], basis=f"{RULE}；排污许可管理办法 第24条第2款"),
        may(R.PERMIT_OFFICER, "ask_stop", "提请终止注销", asks="stop", needs=[REASON],
            papers=[FORM], basis=RULE),
        may(R.SECTION_HEAD, "stop_cancellation", "终止注销", to="closed", answers="stop",
            needs=[REASON], serve=[STOPPED], papers=[FORM], outcome="stopped",
            audience=PARTY, basis=RULE),
        ending_clock(), audience=PARTY),

    stage("decision", "决定",
        may(R.SECTION_HEAD, "review_proposal", "审核同意", answers="proposal", asks="signature",
            optional=[OPINION], papers=[FORM], basis=f"区级设定（审批权限）；{RULE}"),
        may(R.SECTION_HEAD, "send_back", "退回核实", to="verification", answers="proposal",
            needs=[REASON], papers=[FORM], basis=f"区级设定（审批权限）；{RULE}"),
        may(R.BUREAU_HEAD, "approve_cancellation", "批准注销", to="announcement",
            answers="signature", not_by=["propose_cancellation"],
            needs=[RENEWAL_PENDING, no_renewal_pending], optional=[OPINION], papers=[FORM],
            audience=PARTY, basis=f"{RULE}；排污许可管理办法 第24条第2款"),
        may(R.BUREAU_HEAD, "refuse_cancellation", "不予注销", to="closed", answers="signature",
            not_by=["propose_cancellation"], needs=[REASON], serve=[STOPPED], papers=[FORM],
            outcome="refused", audience=PARTY, basis=RULE),
        ending_clock()),

    stage("announcement", "注销公告",
        may(R.PERMIT_OFFICER, "announce", "办理注销并公告", to="closed",
            needs=[ANNOUNCED_ON, PLATFORM_RECEIPT, announced_by_today], serve=[TOLD],
            papers=[NOTICE], outcome="cancelled", records=PermitStatus.CANCELLED,
            feeds="end_permit", audience=PARTY, basis=RULE),
        ending_clock(), audience=PARTY),

    end("closed", "办结", outcome="closed"),

    version=1,
    letter="ZX",
    opened_by="企业申请注销；许可经办人发起；撤销、撤回、吊销公告后转入",
    by_hand=(("", (R.RECEPTIONIST, R.PERMIT_OFFICER)),),
    opening_basis="行政许可法 第70条；排污许可管理办法 第29条",
    opening_facts=(GROUND, PERMIT_NO, REASON),
    basis="行政许可法 第70条；排污许可管理办法 第29条（均未定日数）",
)
