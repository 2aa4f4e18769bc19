"""Measures that a violation or a penalty may open: seizure, preservation, restriction, shutdown."""

# fmt: off
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.asked import FINDINGS, REASON
from rules.delegation import one_hand
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Act, Guard, may, opens
from rules.notices import paper
from rules.procedures import violation_words as violation
from rules.procedures.dated import day
from rules.procedures.measures_again import AGAIN, not_spent
from rules.procedures.visits import CARRIED_VISIT
from rules.vocabulary import Audience, R, Relation, kind_title

if TYPE_CHECKING:
    from rules.decide import CaseView

PROPOSAL_FORM = paper("proposal_form", "措施提请审批表")
DISCHARGE_ENDED_ON = fact(
    "discharge_ended_on", "因措施停止违法排放日期", FactKind.DAY,
    hint="限制生产、停产整治、查封扣押使违法排放停止的，自此日起不再按日计罚（28号令 第20条）")

DISCLOSURE = fact("order_disclosure", "决定、延期、解除信息的公开情况", FactKind.TEXT)
PROPOSED_BY = fact("proposed_by", "提请人", FactKind.LINE)
PROPOSED_ON = fact("proposed_on", "提请日期", FactKind.DAY)

CARRIED = [violation.CONDUCT, violation.CONDUCT_FROM, violation.ARTICLES, FINDINGS, PROPOSED_BY,
           PROPOSED_ON, violation.REPEATED, *CARRIED_VISIT]
TITLES = {"seizure": "查封扣押", "preservation": "先行登记保存", "production_order": "限产停产"}
ONCE = {"seizure": "行政强制法 第25条第1款", "preservation": "行政处罚法 第56条",
        "production_order": "环境保护主管部门实施限制生产、停产整治办法 第10条、第15条"}


def none_open(procedure: str, kind: str = "") -> Guard:
    """Write a gate that refuses a second measure of a sort beside an open one."""

    def alone(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
        for link in view.links:
            same = link.procedure == procedure and (not kind or kind in link.kinds)
            if same and link.open:
                what = kind_title(kind) if kind else TITLES[procedure]
                return (
                    f"本案的{what}正在案件{link.case_no}中办理（{ONCE[procedure]}），"
                    "不重复提请；请在该案办理"
                )
        return None

    alone.__name__ = f"no_{kind or procedure}_open"
    return alone


def made_public(key: str, rule: str) -> Act:
    """Write that the public is told of a measure, its prolongation or its end."""
    return may(R.ENFORCER, key, "公开措施信息", needs=[DISCLOSURE], audience=Audience.PUBLIC,
               basis=rule)


def who_acts(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out who does the act, for another case to tell the approver from the proposer."""
    return view.actor.id if view.actor else None


def proposed_today(view: "CaseView", _known: Mapping[str, FactValue]) -> FactValue | None:
    """Work out the day of the proposal, since when nobody may stand in for the proposer."""
    return view.today.isoformat()


def not_by_proposer(view: "CaseView", _facts: Mapping[str, FactValue]) -> str | None:
    """Refuse an approval by the proposer or who is one hand with them; by anybody where unknown."""
    proposer = view.facts.get(PROPOSED_BY)
    if view.actor is None:
        return None
    if not proposer:
        return (
            "提请人不明，无从认定批准人不是提请人，不得批准（行政强制法 第18条第1项；行政处罚法 "
            "第56条）；请由局负责人不予批准，由执法人员在问题处置或者处罚案件中另行提请"
        )
    since = day(view.facts, PROPOSED_ON) or view.today
    if proposer not in one_hand(view.stand_ins, view.actor.id, since, view.today):
        return None
    what = "提请了本项措施" if proposer == view.actor.id else "与提请人自提请之日起有代理关系"
    return (
        f"{view.actor.name}{what}，须由另一名局负责人批准"
        "（行政强制法 第18条第1项；行政处罚法 第56条）"
    )


WHO_PROPOSED = [(who_acts, PROPOSED_BY), (proposed_today, PROPOSED_ON)]


PROPOSE_SEIZURE = may(
    R.ENFORCER, "propose_seizure", "提请查封扣押",
    needs=[REASON, none_open("seizure"), not_spent("seizure")], optional=[*AGAIN],
    keeps=WHO_PROPOSED,
    opens=[opens("seizure", Relation.MEASURE, carries=[*CARRIED, *AGAIN])],
    papers=[PROPOSAL_FORM],
    basis="行政强制法 第18条、第22条、第25条；环境保护主管部门实施查封、扣押办法 第4条、第10条")
PROPOSE_PRESERVATION = may(
    R.ENFORCER, "propose_preservation", "提请先行登记保存",
    needs=[REASON, none_open("preservation"), not_spent("preservation")], optional=[*AGAIN],
    keeps=WHO_PROPOSED,
    opens=[opens("preservation", Relation.MEASURE, carries=[*CARRIED, *AGAIN])],
    papers=[PROPOSAL_FORM],
    basis="行政处罚法 第56条；生态环境行政处罚办法 第32条、第33条")


def _production(key: str, title: str, kind: str, rule: str) -> Act:
    return may(R.ENFORCER, key, title, needs=[REASON, none_open("production_order", kind)],
               keeps=WHO_PROPOSED,
               opens=[opens("production_order", Relation.MEASURE, kinds=[kind], carries=CARRIED)],
               papers=[PROPOSAL_FORM], basis=rule)


PROPOSE_RESTRICTION = _production(
    "propose_restriction", "提请限制生产", "restriction",
    "环境保护主管部门实施限制生产、停产整治办法 第5条、第10条；生态环境法典 第1107条")
PROPOSE_SHUTDOWN = _production(
    "propose_shutdown", "提请停产整治", "shutdown",
    "环境保护主管部门实施限制生产、停产整治办法 第6条、第10条；生态环境法典 第1107条、第1108条")

PROPOSE_MEASURES: list[Act] = [
    PROPOSE_SEIZURE, PROPOSE_PRESERVATION, PROPOSE_RESTRICTION, PROPOSE_SHUTDOWN]
"""The approval is the first stage of the case that is opened, never an act of the opener."""
