"""撤销: taking back a permit that should never have been given, above all one got by fraud."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, FINDINGS, OPINION, PERMIT_NO, REASON
from rules.facts import FactKind, FactValue, fact
from rules.grammar import begin, end, may, procedure, stage
from rules.notices import notice, paper
from rules.procedures.endings import (
    INVESTIGATION_REPORT,
    PARTY,
    PUBLIC_HARM,
    STOPPED,
    announce,
    ending_clock,
    hearing_stage,
    legal_review_stage,
    notice_stage,
)
from rules.procedures.hearings import SERVICE_RECEIPT
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import R

if TYPE_CHECKING:
    from rules.decide import CaseView

GROUND = fact(
    "revocation_ground", "撤销事由", FactKind.CHOICE,
    choices=(("abuse", "滥用职权、玩忽职守作出决定"), ("beyond_power", "超越法定职权"),
             ("procedure", "违反法定程序"), ("unqualified", "对不符合法定条件的申请人准予许可"),
             ("fraud", "以欺骗、贿赂等不正当手段取得"), ("other", "依法可以撤销的其他情形")),
)

NOTICE = paper("revocation_notice", "撤销告知书")
DECISION = paper("revocation_decision", "撤销行政许可决定书")
TOLD_NOTICE = notice("revocation_notice", "撤销告知书", PARTY)
TOLD_DECISION = notice("revocation_decision", "撤销行政许可决定书", PARTY)
TOLD_ANNOUNCED = notice("revocation_announced", "撤销公告", PARTY)

RULE = "行政许可法 第69条；排污许可管理条例 第40条"


def no_public_harm(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a revocation that would gravely harm the public (许可法 第69条第3款)."""
    if facts["public_harm"]:
        return (
            "撤销可能对公共利益造成重大损害的，不予撤销（行政许可法 第69条第3款），"
            "请“提请终止撤销”或者“不予撤销”"
        )
    return None


REVOCATION = procedure(
    "revocation", "撤销",
    stage("investigation", "调查",
        may(R.PERMIT_OFFICER, "submit_investigation", "提交调查报告", to="notice", asks="notice",
            needs=[GROUND, PERMIT_NO, FINDINGS, EVIDENCE, PUBLIC_HARM, no_public_harm],
            papers=[INVESTIGATION_REPORT], basis=RULE),
        may(R.PERMIT_OFFICER, "ask_stop", "提请终止撤销", asks="stop", needs=[REASON],
            papers=[INVESTIGATION_REPORT], basis=RULE),
        may(R.BUREAU_HEAD, "approve_stop", "批准终止撤销", to="closed", answers="stop",
            optional=[OPINION], papers=[INVESTIGATION_REPORT], outcome="stopped", basis=RULE),
        ending_clock()),

    notice_stage("签发撤销告知书", NOTICE, TOLD_NOTICE, "行政许可法 第7条、第69条"),
    hearing_stage(),
    legal_review_stage(),

    stage("decision", "决定",
        may(R.BUREAU_HEAD, "revoke", "批准撤销", to="service", answers="signature",
            not_by=["submit_investigation"], needs=[PUBLIC_HARM, no_public_harm],
            optional=[OPINION], papers=[DECISION], audience=PARTY, basis=RULE),
        may(R.BUREAU_HEAD, "refuse_revocation", "不予撤销", to="closed", answers="signature",
            not_by=["submit_investigation"], needs=[REASON], serve=[STOPPED], outcome="refused",
            audience=PARTY, basis="行政许可法 第69条第3款"),
        may(R.BUREAU_HEAD, "return_proposal", "退回调查", to="investigation", answers="signature",
            needs=[REASON], basis=f"区级设定（审批权限）；{RULE}"),
        ending_clock()),

    stage("service", "送达",
        may(R.PERMIT_OFFICER, "serve_decision", "送达撤销决定书", to="announcement",
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL], serve=[TOLD_DECISION],
            papers=[SERVICE_RECEIPT], audience=PARTY, basis=f"行政许可法 第38条、第69条；{RULE}"),
        ending_clock(), audience=PARTY),

    stage("announcement", "公告注销",
        announce("revoked", TOLD_ANNOUNCED,
            "行政许可法 第70条第4项；排污许可管理办法 第29条；排污许可管理条例 第40条",
            starts=[begin("PWXK-REAPPLY-BAN", at="served_on",
                          when_fact=("revocation_ground", "fraud"))]),
        ending_clock(), audience=PARTY),

    end("closed", "办结", outcome="closed"),

    version=1,
    letter="CX",
    opened_by="许可经办人或者督察人员发起撤销",
    by_hand=(("", (R.PERMIT_OFFICER, R.SUPERVISOR)),),
    opening_basis="行政许可法 第69条",
    opening_facts=(PERMIT_NO, REASON),
    basis="行政许可法 第69条、第70条；排污许可管理条例 第40条（均未定日数）",
)
