"""What the four ways a permit ends have in common: notice, plea, hearing, legal review."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import EVIDENCE, OPINION, PERMIT_NO, PLATFORM_RECEIPT, REASON
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, Begin, Opening, Stage, Within, begin, may, opens, stage, within
from rules.notices import notice, paper
from rules.procedures.hearings import (
    HEARING_ASKED,
    SERVICE_RECEIPT,
    conclude_hearing,
    notify_hearing,
)
from rules.service import SERVICE, SERVICE_OPTIONAL
from rules.vocabulary import Audience, PermitStatus, R, Relation

if TYPE_CHECKING:
    from rules.case_view import CaseView

PARTY = Audience.PARTY

ANNOUNCED_ON = fact("announced_on", "公告日期", FactKind.DAY)
PLEA = fact("plea", "陈述申辩内容", FactKind.TEXT)
PLEA_ANSWER = fact("plea_answer", "对陈述申辩和听证意见的答复", FactKind.TEXT)
PUBLIC_HARM = fact("public_harm", "是否可能对公共利益造成重大损害", FactKind.YES_NO)

INVESTIGATION_REPORT = paper("investigation_report", "调查报告")
PLEA_RECORD = paper("plea_record", "陈述申辩记录")
LEGAL_OPINION = paper("legal_opinion", "法制审核意见")
STOPPED = notice("ending_stopped", "终止许可程序已停止", PARTY)
PLEADED = notice("plea_received", "收到陈述申辩", Audience.AUTHORITY)

DISTRICT_CLOCK = "LOCAL-ENDING"
PLEA_CLOCK = "LOCAL-PLEA"
LEGAL_REVIEW = "国办发〔2018〕118号（重大执法决定法制审核）；行政许可法 第7条"


def ending_clock() -> Within:
    """Write the district's own limit for an ending; the law gives no number."""
    return within(DISTRICT_CLOCK)


def notice_served(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a plea, a waiver or its lapse before the notice was served."""
    if view.clock(PLEA_CLOCK):
        return None
    return "告知书尚未送达，陈述申辩期尚未起算，请先由许可经办人“送达告知书”"


def rights_used(_view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse to leave the hearing without a plea or its written waiver."""
    if facts.get("plea") or facts.get("waives_plea"):
        return None
    return "撤回听证申请的，请同时提交陈述申辩，或者书面放弃陈述申辩"


def plea_answered(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse a legal review that leaves a plea or a hearing without an answer."""
    spoke = "plead" in view.doers or "conclude_hearing" in view.doers or view.facts.get("plea")
    if spoke and not facts.get("plea_answer"):
        return "当事人已陈述申辩或者听证，请填写“对陈述申辩和听证意见的答复”"
    return None


def announced_by_today(view: "CaseView", facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an announcement dated after today."""
    if str(facts["announced_on"]) > view.today.isoformat():
        return "公告日期在今天之后，请在公告发布后登记"
    return None


WAIVES_PLEA = fact("waives_plea", "是否书面放弃（其余）陈述申辩", FactKind.YES_NO)


def notice_stage(sign_title: str, notice_paper: str, told: str, rule: str) -> Stage:
    """Write the stage in which the party is told what is intended, and may answer."""
    return stage("notice", "告知",
        may(R.SECTION_HEAD, "sign_notice", sign_title, answers="notice", asks="service",
            papers=[notice_paper], optional=[OPINION], basis=rule),
        may(R.PERMIT_OFFICER, "serve_notice", "送达告知书", answers="service",
            needs=[*SERVICE], optional=[*SERVICE_OPTIONAL], serve=[told],
            papers=[SERVICE_RECEIPT], starts=[begin(PLEA_CLOCK, at="served_on")],
            audience=PARTY, basis=rule),
        may(R.ENTERPRISE, "plead", "陈述申辩", needs=[PLEA, notice_served], optional=[EVIDENCE],
            tell=[PLEADED], papers=[PLEA_RECORD], audience=PARTY, basis="行政许可法 第7条、第36条"),
        may(R.ENTERPRISE, "waive_plea", "放弃陈述申辩", to="legal_review",
            needs=[EVIDENCE, notice_served], meets=[PLEA_CLOCK], papers=[PLEA_RECORD],
            audience=PARTY, basis="行政许可法 第7条（书面放弃）"),
        may(R.SYSTEM, "plea_lapses", "陈述申辩期满", to="legal_review", needs=[notice_served],
            audience=PARTY, basis="行政许可法 第7条；区级设定（陈述申辩期限）"),
        may(R.ENTERPRISE, "request_hearing", "申请听证", to="hearing",
            needs=[REASON, notice_served], meets=[PLEA_CLOCK],
            starts=[begin("LIC-HEAR-HOLD", basis="参照行政许可法 第47条第1款")],
            tell=[HEARING_ASKED], audience=PARTY, basis="行政许可法 第7条、第46条、第47条"),
        ending_clock(), Within(Begin(PLEA_CLOCK), "plea_lapses", crosses=True), audience=PARTY)


def hearing_stage() -> Stage:
    """Write the hearing, which an outsider to the investigation leads."""
    return stage("hearing", "听证",
        notify_hearing(examined=["submit_investigation"], basis="行政许可法 第48条第1款第1项"),
        conclude_hearing("legal_review", not_by=["submit_investigation"],
            basis="行政许可法 第47条、第48条"),
        may(R.ENTERPRISE, "withdraw_hearing", "撤回听证申请", to="legal_review",
            needs=[REASON, WAIVES_PLEA, rights_used], optional=[PLEA], meets=["LIC-HEAR-HOLD"],
            audience=PARTY, basis="行政许可法 第47条第1款"),
        ending_clock(), audience=PARTY)


def legal_review_stage() -> Stage:
    """Write the legal review by somebody who did not investigate."""
    return stage("legal_review", "法制审核",
        may(R.LEGAL_REVIEWER, "pass_legal_review", "法制审核同意", to="decision",
            asks="signature", needs=[OPINION, plea_answered], optional=[PLEA_ANSWER],
            papers=[LEGAL_OPINION], not_by=["submit_investigation"], basis=LEGAL_REVIEW),
        may(R.LEGAL_REVIEWER, "return_legal_review", "法制审核退回", to="investigation",
            needs=[OPINION], papers=[LEGAL_OPINION], not_by=["submit_investigation"],
            basis=LEGAL_REVIEW),
        ending_clock())


def to_cancellation(*carries: str) -> Opening:
    """Write that an ending opens the cancellation that executes it."""
    return opens("cancellation", Relation.ENDING, carries=[PERMIT_NO, *carries])


def announce(outcome: str, told: str, rule: str, **rest: object) -> Act:
    """Write the announcement that closes an ending and opens the cancellation."""
    return may(R.PERMIT_OFFICER, "announce", "公告并转注销", to="closed",
               needs=[ANNOUNCED_ON, PLATFORM_RECEIPT, announced_by_today], serve=[told],
               outcome=outcome, records=PermitStatus(outcome), opens=[to_cancellation()],
               feeds="end_permit", audience=PARTY, basis=rule, **rest)
