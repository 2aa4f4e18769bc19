"""The words of the field, joined once: English keys on the left, officers' Chinese on the right."""

from enum import StrEnum


class R(StrEnum):
    """Who may act. Roles as a district's bureau and its neighbours have them."""

    RECEPTIONIST = "receptionist"
    PERMIT_OFFICER = "permit_officer"
    ENFORCER = "enforcer"
    MONITOR = "monitor"
    LABORATORY = "laboratory"
    LEGAL_REVIEWER = "legal_reviewer"
    SECTION_HEAD = "section_head"
    BUREAU_HEAD = "bureau_head"
    SUPERVISOR = "supervisor"
    DISCIPLINE = "discipline"
    PATROLLER = "patroller"
    INSTITUTION = "technical_institution"
    SERVICE_COMPANY = "service_company"
    ENTERPRISE = "enterprise"
    POLICE = "police"
    PROCURATORATE = "procuratorate"
    COURT = "court"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


ROLE_TITLES: dict[R, str] = {
    R.RECEPTIONIST: "窗口人员",
    R.PERMIT_OFFICER: "许可经办人",
    R.ENFORCER: "执法人员",
    R.MONITOR: "监测人员",
    R.LABORATORY: "实验室",
    R.LEGAL_REVIEWER: "法制审核人员",
    R.SECTION_HEAD: "科室负责人",
    R.BUREAU_HEAD: "局负责人",
    R.SUPERVISOR: "督察人员",
    R.DISCIPLINE: "纪检人员",
    R.PATROLLER: "巡查员",
    R.INSTITUTION: "技术机构",
    R.SERVICE_COMPANY: "社会化监测机构",
    R.ENTERPRISE: "企业",
    R.POLICE: "公安机关",
    R.PROCURATORATE: "检察院",
    R.COURT: "法院",
    R.ADMINISTRATOR: "系统管理员",
    R.SYSTEM: "系统",
}

OUTSIDERS = frozenset(
    {R.ENTERPRISE, R.INSTITUTION, R.SERVICE_COMPANY, R.POLICE, R.PROCURATORATE, R.COURT}
)
"""Roles that see only what is addressed to them."""

JUSTICE = frozenset({R.POLICE, R.PROCURATORATE, R.COURT})
"""The three bodies that answer a transfer, each what the law lets it answer."""


HANDLER = "handler"
"""The case's own officer, whoever holds it."""


class Audience(StrEnum):
    """Who may see a stage, clock, notice or paper; what is the authority's reaches no other."""

    AUTHORITY = "authority"
    PARTY = "party"
    JUSTICE = "justice"
    PUBLIC = "public"


AUDIENCE_TITLES: dict[Audience, str] = {
    Audience.AUTHORITY: "仅机关",
    Audience.PARTY: "当事人可见",
    Audience.JUSTICE: "司法机关可见",
    Audience.PUBLIC: "公开",
}


class Relation(StrEnum):
    """Why one case opened another."""

    SUPERVISION_TO_MONITORING = "supervision_to_monitoring"
    SUPERVISION_TO_ENFORCEMENT = "supervision_to_enforcement"
    MONITORING_TO_ENFORCEMENT = "monitoring_to_enforcement"
    MONITORING_TO_SUPERVISION = "monitoring_to_supervision"
    ENFORCEMENT_TO_MONITORING = "enforcement_to_monitoring"
    ENFORCEMENT_TO_SUPERVISION = "enforcement_to_supervision"
    FINDING = "finding"
    REVIEW_SUPPORT = "review_support"
    ISSUED = "issued"
    ENDING = "ending"
    PENALTY = "penalty"
    TRANSFER = "transfer"
    MEASURE = "measure"
    REMEDY = "remedy"
    COURT = "court"
    DETENTION = "detention"
    COMPENSATION = "compensation"
    LISTED = "listed"
    PUBLIC_INTEREST = "public_interest"
    COMPLAINT = "complaint"


RELATION_TITLES: dict[Relation, str] = {
    Relation.SUPERVISION_TO_MONITORING: "监管→监测",
    Relation.SUPERVISION_TO_ENFORCEMENT: "监管→监察",
    Relation.MONITORING_TO_ENFORCEMENT: "监测→监察",
    Relation.MONITORING_TO_SUPERVISION: "监测→监管",
    Relation.ENFORCEMENT_TO_MONITORING: "监察→监测",
    Relation.ENFORCEMENT_TO_SUPERVISION: "监察→监管",
    Relation.FINDING: "发现问题",
    Relation.REVIEW_SUPPORT: "审查协办",
    Relation.ISSUED: "发证后监管",
    Relation.ENDING: "许可终止",
    Relation.PENALTY: "行政处罚",
    Relation.TRANSFER: "行刑衔接",
    Relation.MEASURE: "强制和限产措施",
    Relation.REMEDY: "复议诉讼",
    Relation.COURT: "申请法院强制执行",
    Relation.DETENTION: "移送行政拘留",
    Relation.COMPENSATION: "损害赔偿",
    Relation.LISTED: "挂牌督办",
    Relation.PUBLIC_INTEREST: "公益诉讼",
    Relation.COMPLAINT: "举报信访",
}


class PermitStatus(StrEnum):
    """What has become of a permit; an act that changes it says so in ``records``."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    FORFEITED = "forfeited"


PERMIT_STATUS_TITLES: dict[PermitStatus, str] = {
    PermitStatus.IN_FORCE: "有效",
    PermitStatus.EXPIRED: "期满失效",
    PermitStatus.CANCELLED: "已注销",
    PermitStatus.REVOKED: "已撤销",
    PermitStatus.WITHDRAWN: "已撤回",
    PermitStatus.FORFEITED: "已吊销",
}

LINKED_DIRECTIONS: frozenset[Relation] = frozenset(list(Relation)[:6])
"""The six directions of 三监联动 (supervision, monitoring, enforcement)."""

KIND_TITLES: dict[str, str] = {
    "first": "首次申请",
    "renewal": "延续",
    "change": "变更",
    "reapplication": "重新申请",
    "ex_officio": "依职权变更",
    "key_managed": "重点管理",
    "simplified": "简化管理",
    "registered": "登记管理",
    "provisional": "暂定",
    "own": "自查发现",
    "assigned": "上级交办",
    "legacy": "遗留整改",
    "monitoring": "监测",
    "inspection": "监察",
    "supervision": "监管",
    "ordinary": "普通程序",
    "summary": "简易程序",
    "daily": "按日连续处罚",
    "restriction": "限制生产",
    "shutdown": "停产整治",
    "clue": "线索移送",
    "proposal": "诉前检察建议",
} | {str(relation): title for relation, title in RELATION_TITLES.items()}


def kind_title(kind: str) -> str:
    """Answer the officers' word for a kind of case; a kind that is Chinese already is its own."""
    return KIND_TITLES.get(kind, kind)


INSPECTED_BESIDE = "inspected_beside"
"""Under this name a case's doers hold who inspected in the cases that it came from or opened."""
