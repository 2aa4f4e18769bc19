"""三监联动: which line asks which for what, and what keeps a chain of linked cases from turning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.asked import DISCOVERED_ON, FINDINGS
from rules.facts import FactKind, fact
from rules.grammar import Opening, opens
from rules.vocabulary import LINKED_DIRECTIONS, RELATION_TITLES, R, Relation

ON_LINKAGE = "排污许可管理条例 第25条；区级设定：三监联动工作规则"
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


EVIDENCE_TASK = fact("evidence_task_no", "取得现场笔录或者监测报告的联动任务", FactKind.LINE)
"""An approved task in which two officers recorded the site, or a sampled report was signed."""


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


def linked_openings(opener: str, *, only_line: bool = False, dated: bool = True) -> list[Opening]:
    """Answer the tasks that a line's findings open, for the ``opens=`` of its acts.

    ``only_line``: the act is shared by several lines, so each task is for cases of its own.
    ``dated``: the case knows the day the clue was discovered; else the day of the act counts.
    """
    return [
        opens(
            "linked_task",
            each.relation,
            kinds=[each.receiver, str(each.relation)],
            carries=[FINDINGS, FINDING_KIND, *([DISCOVERED_ON] if dated else [])],
            on=DISCOVERED_ON,
            when=[opener] if only_line else [],
            when_fact=(FINDING_KIND, found.key),
        )
        for each in DIRECTIONS
        if each.opener == opener
        for found in each.findings
    ]


UNDER_SUPERVISION: dict[str, Relation] = {
    "permit": Relation.ISSUED,
    "violation": Relation.FINDING,
    "cancellation": Relation.ENDING,
    "revocation": Relation.ENDING,
    "withdrawal": Relation.ENDING,
    "forfeiture": Relation.ENDING,
}
"""What the supervision of a permit hears of, whoever opened it (条例 第25条第2款), and how."""

BY_NAME: dict[str, Relation] = {
    "transfer": Relation.TRANSFER,
    "detention": Relation.DETENTION,
    "damage_compensation": Relation.COMPENSATION,
    "listed_supervision": Relation.LISTED,
    "public_interest": Relation.PUBLIC_INTEREST,
}
"""How a case that is opened by hand is linked to the one its opener says it concerns."""

OBTAINING = frozenset({"first"})
"""Applications by which a unit without a permit obtains one (条例 第46条; 管理办法 第39条)."""


def supervised_as(procedure: str, kinds: Iterable[str]) -> Relation | None:
    """Answer under which relation a permit's supervision is the opener of such a case, or None.

    A linked task is supervision's own only in the direction that its kinds name.
    """
    if procedure == "linked_task":
        named = [each for each in kinds if each in set(map(str, Relation))]
        return Relation(named[0]) if named else None
    return UNDER_SUPERVISION.get(procedure)


COUNTED = LINKED_DIRECTIONS | {Relation.FINDING, Relation.REVIEW_SUPPORT}
"""Relations that one finding may give rise to once; the others begin something new."""


def refusal(trail: Sequence[str], relation: str) -> str | None:
    """Answer None when a case with this trail may open that linked case, else why not.

    ``trail`` holds the relations of the whole chain. Since its root finding no relation comes
    twice, and there are at most six hops; a penalty, a transfer or an ending is never held up,
    nor is the violation at a chain's end.
    """
    wanted = Relation(relation)
    if wanted not in COUNTED:
        return None
    chain, title = since_root(trail), RELATION_TITLES[wanted]
    if wanted in chain:
        return (
            f"同一问题已经“{title}”一次，不再自动派发（{ON_LINKAGE}）；"
            "请科室负责人在原案件中会商处理"
        )
    if wanted is not Relation.FINDING and len(chain) >= MAX_HOPS:
        return (
            f"同一问题已联动 {len(chain)} 次，不再“{title}”（{ON_LINKAGE}）；"
            "请科室负责人会商各线后人工派发"
        )
    return None


def since_root(trail: Sequence[str]) -> list[Relation]:
    """Answer the hops since the root finding: what begins something new begins a new chain."""
    chain: list[Relation] = []
    for each in trail:
        chain = [*chain, Relation(each)] if Relation(each) in COUNTED else []
    return chain
