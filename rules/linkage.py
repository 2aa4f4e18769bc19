"""三监联动: which line asks which for what, and what keeps a chain of linked cases from turning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.asked import DISCOVERED_ON, FINDINGS
from rules.facts import FactKind, FactValue, fact
from rules.grammar import Opening, opens
from rules.vocabulary import LINKED_DIRECTIONS, RELATION_TITLES, R, Relation

MAX_HOPS = 6
"""Six directions exist, so a chain that is longer has come back to where it was."""

MONITORING, INSPECTION, SUPERVISION = "monitoring", "inspection", "supervision"

RECEIVERS: dict[str, R] = {
    MONITORING: R.MONITOR,
    INSPECTION: R.ENFORCER,
    SUPERVISION: R.PERMIT_OFFICER,
}
"""Each line (监测, 监察, 监管) and the role that takes a task for it."""

LINE_TITLES = {MONITORING: "监测", INSPECTION: "监察", SUPERVISION: "监管"}


@dataclass(frozen=True)
class Finding:
    """Something one line found that another line must look at."""

    key: str
    title: str


@dataclass(frozen=True)
class Direction:
    """One of the six directions: who opens, who receives, and which findings demand it."""

    relation: Relation
    opener: str
    receiver: str
    findings: tuple[Finding, ...]
    basis: str


DIRECTIONS: tuple[Direction, ...] = (
    Direction(
        Relation.SUPERVISION_TO_MONITORING,
        SUPERVISION,
        MONITORING,
        (
            Finding("data_doubtful", "执行报告或者自行监测数据存疑"),
            Finding("limits_unverified", "许可限值须以监测核实"),
        ),
        "排污许可管理条例 第26条、第27条",
    ),
    Direction(
        Relation.SUPERVISION_TO_ENFORCEMENT,
        SUPERVISION,
        INSPECTION,
        (
            Finding("discharge_against_permit", "疑似未按证排污"),
            Finding("discharge_without_permit", "疑似无证排污"),
            Finding("report_untrue", "执行报告疑似不实"),
        ),
        "排污许可管理条例 第25条、第27条",
    ),
    Direction(
        Relation.MONITORING_TO_ENFORCEMENT,
        MONITORING,
        INSPECTION,
        (
            Finding("exceedance", "监测结果超标"),
            Finding("monitoring_obstructed", "不具备采样条件或者阻挠监测"),
            Finding("monitoring_tampered", "监测数据疑似弄虚作假"),
        ),
        "生态环境法典 第184条；排污许可管理条例 第27条",
    ),
    Direction(
        Relation.MONITORING_TO_SUPERVISION,
        MONITORING,
        SUPERVISION,
        (
            Finding("unlisted_pollutant", "检出许可证未载明的污染物"),
            Finding("unlisted_outlet", "发现许可证未载明的排放口"),
        ),
        "排污许可管理条例 第15条、第16条",
    ),
    Direction(
        Relation.ENFORCEMENT_TO_MONITORING,
        INSPECTION,
        MONITORING,
        (
            Finding("suspected_exceedance", "现场疑似超标须采样"),
            Finding("evidence_by_monitoring", "须以监测取证"),
        ),
        "排污许可管理条例 第27条；生态环境行政处罚办法 第29条",
    ),
    Direction(
        Relation.ENFORCEMENT_TO_SUPERVISION,
        INSPECTION,
        SUPERVISION,
        (
            Finding("permit_content_wrong", "许可内容与现场不符"),
            Finding("permit_change_due", "应当变更或者重新申请而未办"),
        ),
        "排污许可管理条例 第15条、第16条；排污许可管理办法 第42条",
    ),
)

FINDING_KIND = fact(
    "finding_kind",
    "须联动的情形",
    FactKind.CHOICE,
    choices=(
        ("none", "无须联动"),
        *((each.key, each.title) for one in DIRECTIONS for each in one.findings),
    ),
)
PROBLEM_FOUND = fact("problem_found", "发现违法问题", FactKind.YES_NO)


def direction(relation: Relation) -> Direction:
    """Answer what a direction is; KeyError for a relation that is none of the six."""
    return {each.relation: each for each in DIRECTIONS}[relation]


def linked_openings(opener: str, *, only_line: bool = False) -> list[Opening]:
    """Answer the tasks that a line's findings open, for the ``opens=`` of its acts.

    ``only_line``: the act is shared by several lines, so each task is for cases of its own.
    """
    return [
        opens(
            "linked_task",
            each.relation,
            kinds=[each.receiver, str(each.relation)],
            carries=[FINDINGS, FINDING_KIND, DISCOVERED_ON],
            when=[opener] if only_line else [],
            when_fact=(FINDING_KIND, found.key),
        )
        for each in DIRECTIONS
        if each.opener == opener
        for found in each.findings
    ]


COUNTED = LINKED_DIRECTIONS | {Relation.FINDING, Relation.REVIEW_SUPPORT}
"""Relations that one finding may give rise to once; the others begin something new."""


def refusal_to_open(trail: Sequence[str], relation: Relation) -> str | None:
    """Answer None when a case with this trail may open that linked case, else why not.

    ``trail`` holds the relations since the root finding. No relation comes twice, and a chain has
    at most six hops; a penalty, a transfer or an ending is never held up, nor is the violation at
    a chain's end.
    """
    if relation not in COUNTED:
        return None
    title = RELATION_TITLES[relation]
    if str(relation) in trail:
        return f"同一问题已经“{title}”一次，不再自动派发；请科室负责人在原案件中会商处理"
    if relation is not Relation.FINDING and len(trail) >= MAX_HOPS:
        return f"同一问题已联动 {len(trail)} 次，不再“{title}”；请科室负责人会商各线后人工派发"
    return None


def trail_of(trail: Sequence[str], relation: Relation) -> list[str]:
    """Answer the trail of the case that is opened: what begins something new begins a new one."""
    return [*trail, str(relation)] if relation in COUNTED else []


def opening_facts(carried: Mapping[str, FactValue], opened_on: date) -> dict[str, FactValue]:
    """Answer what a linked case knows from its opener.

    Where the opener did not say when the clue was discovered, the day it opened the case counts:
    filing runs from discovery (生态环境行政处罚办法 第18条), and no later day can be right.
    """
    return {DISCOVERED_ON: opened_on.isoformat(), **carried}
