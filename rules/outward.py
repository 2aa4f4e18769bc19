"""What the bureau owes the outside after an act, each with a receipt: platforms and publicity.

An act owes it when it is done; until the receipt is on record it stands on the docket.
"""

from dataclasses import dataclass

from rules.facts import FactKind, fact

RECEIPT_NO = fact("outward_receipt", "回执编号", FactKind.LINE)
RECEIPT_ON = fact("outward_receipt_on", "回执日期", FactKind.DAY)

ON_PLATFORM = "排污许可管理条例 第25条第2款"
ON_PUBLICITY = "国办关于双公示的规定（待核）；生态环境行政处罚办法 第65条"
ON_LOCAL = "区级设定：市级移动执法系统"


@dataclass(frozen=True)
class Target:
    """A system outside that takes facts and answers with a receipt."""

    key: str
    title: str
    basis: str


PLATFORM = Target("national_platform", "全国排污许可证管理信息平台", ON_PLATFORM)
CREDIT_SYSTEM = Target("credit_system", "国家有关信用信息系统", ON_PLATFORM)
PUBLICITY = Target("double_publicity", "双公示", ON_PUBLICITY)
MOBILE = Target("municipal_enforcement", "市级移动执法系统", ON_LOCAL)

TARGETS: dict[str, Target] = {
    each.key: each for each in (PLATFORM, CREDIT_SYSTEM, PUBLICITY, MOBILE)
}

OWED: dict[tuple[str, str], tuple[Target, ...]] = {
    ("supervision", "report_inspection"): (PLATFORM, MOBILE),
    ("violation", "record_check"): (PLATFORM, MOBILE),
    ("violation", "pass"): (PLATFORM, MOBILE),
    ("violation", "fail"): (PLATFORM, MOBILE),
    ("complaint", "record_check"): (PLATFORM, MOBILE),
    ("permit", "deliver"): (PUBLICITY,),
    ("penalty", "serve_decision"): (PLATFORM, CREDIT_SYSTEM, PUBLICITY),
}
"""By procedure and act: inspections and penalties (条例 第25条第2款), decisions made public.

The sharing platform for criminal matters is an act of the transfer with a clock of its own.
"""


def owed(procedure: str, act: str) -> tuple[Target, ...]:
    """Answer what an act of a procedure owes the outside."""
    return OWED.get((procedure, act), ())
