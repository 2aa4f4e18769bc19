"""What a closed case does to an enterprise's standing: credit grade, colour, checks, its permit.

No national text sets the moves: each is the district's own (区级设定), shipped as a start and
replaced by ``[[standing]]`` of district.toml. A closing only makes standing worse; it becomes
better by credit repair (``rules.credit_repair``), or when what has ``months`` has run them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rules.deadlines import Rolling, Term, Unit, due
from rules.facts import FactValue
from rules.workdays import Calendar

LOCAL = "区级设定"
ON_CREDIT = f"{LOCAL}；企业环境信用评价办法（试行）"
ON_COLOUR = f"{LOCAL}；环保码赋码规则"
ON_CHECKS = f"{LOCAL}；排污许可管理条例 第25条；国办发〔2024〕54号"
ON_PERMIT = f"{LOCAL}；排污许可管理条例 第25条第2款"


class What(StrEnum):
    """What may move."""

    CREDIT = "credit"
    COLOUR = "eco_code"
    CHECKS = "inspection"
    PERMIT = "permit"


class Severity(StrEnum):
    """How grave a matter is for the repair of credit (发改委令第36号)."""

    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


SCALES: dict[What, tuple[str, ...]] = {
    What.CREDIT: ("", "trusted", "good", "warned", "bad"),
    What.COLOUR: ("", "green", "blue", "yellow", "orange", "red"),
    What.CHECKS: ("", "normal", "raised", "key"),
    What.PERMIT: ("", "ordinary", "close"),
}
"""Each scale from the best to the worst; an empty grade was never given."""

TITLES: dict[What, str] = {
    What.CREDIT: "信用等级",
    What.COLOUR: "环保码",
    What.CHECKS: "检查频次",
    What.PERMIT: "许可证监管",
}
GRADE_TITLES: dict[str, str] = {
    "": "未评",
    "trusted": "诚信",
    "good": "良好",
    "warned": "警示",
    "bad": "不良",
    "green": "绿码",
    "blue": "蓝码",
    "yellow": "黄码",
    "orange": "橙码",
    "red": "红码",
    "normal": "一般",
    "raised": "增加",
    "key": "重点",
    "ordinary": "一般监管",
    "close": "加强监管",
}
SEVERITY_TITLES: dict[Severity, str] = {
    Severity.MINOR: "轻微",
    Severity.GENERAL: "一般",
    Severity.SERIOUS: "严重",
}


@dataclass(frozen=True)
class Move:
    """One thing that moves: at least to that grade; ``local`` where no national text says so."""

    what: What
    to: str
    why: str
    basis: str
    months: int | None = None
    local: bool = True


@dataclass(frozen=True)
class Closed:
    """A case that has closed, as far as standing looks at it."""

    procedure: str
    outcome: str
    kinds: frozenset[str] = frozenset()
    facts: Mapping[str, FactValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """Which closings move what; of several rules that suit a case the gravest grades hold.

    ``when`` names facts and the values that suit (none named: any value at all); ``severity`` is
    that of the matter for credit repair, None where credit does not move.
    """

    procedure: str
    why: str
    outcomes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    credit: str = ""
    colour: str = ""
    checks: str = ""
    permit: str = ""
    months: int = 12
    severity: Severity | None = None
    source: str = ""

    def suits(self, case: Closed) -> bool:
        """Answer whether a case closed as this rule says."""
        return (
            case.procedure == self.procedure
            and (not self.outcomes or case.outcome in self.outcomes)
            and (not self.kinds or bool(case.kinds & set(self.kinds)))
            and all(_said(case.facts.get(fact), values) for fact, values in self.when.items())
        )


def _said(value: FactValue | None, wanted: tuple[str, ...]) -> bool:
    if value is None:
        return False
    return not wanted or str(value).lower() in wanted


ANNULLED = "decision_annulled"
"""The fact of a case whose measure a review body or a court annulled (复议法 第64条)."""

_PUNISHED = {"close_ground": ("performed", "court")}
"""A fine or another penalty stands: performed, or before the court (处罚办法 第77条)."""

RULES: tuple[Rule, ...] = (
    Rule("violation", "违法问题经责令改正后销号", outcomes=("closed_out",),
         colour="blue", checks="raised", months=6),
    Rule("penalty", "受到当场处罚", kinds=("summary",), when=_PUNISHED, credit="good",
         colour="blue", checks="raised", months=6, severity=Severity.MINOR),
    Rule("penalty", "受到行政处罚", kinds=("ordinary",), when=_PUNISHED, credit="warned",
         colour="yellow", checks="raised", severity=Severity.GENERAL),
    Rule("penalty", "被按日连续处罚", kinds=("daily",), when=_PUNISHED, credit="bad",
         colour="red", checks="key", permit="close", severity=Severity.SERIOUS),
    Rule("penalty", "许可证件被暂扣、吊销或者被禁止申请",
         when=_PUNISHED | {"permit_penalty": ("suspend", "downgrade", "ban", "revoke")},
         credit="bad", colour="red", checks="key", permit="close", severity=Severity.SERIOUS),
    Rule("penalty", "被责令停产停业、关闭或者限制从业",
         when=_PUNISHED | {"business_penalty": ("restrict", "career", "halt", "close")},
         credit="bad", colour="red", checks="key", permit="close", severity=Severity.SERIOUS),
    Rule("penalty", "逾期不履行处罚决定，已申请法院强制执行", when={"close_ground": ("court",)},
         credit="bad", colour="red", severity=Severity.SERIOUS),
    Rule("production_order", "被责令限制生产或者停产整治", outcomes=("closed",),
         colour="orange", checks="key", permit="close"),
    Rule("seizure", "设施、设备曾被查封扣押", outcomes=("returned", "unclaimed", "handed_over"),
         colour="orange", checks="key"),
    Rule("detention", "责任人员被行政拘留", when={"detention_days": ()},
         credit="bad", colour="red", checks="key", severity=Severity.SERIOUS),
    Rule("transfer", "环境犯罪被判处刑罚", when={"criminal_fine": ()},
         credit="bad", colour="red", checks="key", permit="close", severity=Severity.SERIOUS),
    Rule("revocation", "许可因欺骗等被撤销", outcomes=("revoked",),
         credit="bad", colour="red", checks="key", severity=Severity.SERIOUS),
    Rule("forfeiture", "许可证被吊销", outcomes=("forfeited",),
         credit="bad", colour="red", checks="key", severity=Severity.SERIOUS),
    Rule("listed_supervision", "问题曾被挂牌督办", outcomes=("lifted",),
         colour="orange", checks="key", permit="close"),
)  # fmt: skip
"""What a district starts from."""


def suiting(case: Closed, rules: Sequence[Rule] = RULES) -> tuple[Rule, ...]:
    """Answer the rules that a closing falls under; what was annulled falls under none."""
    if case.facts.get(ANNULLED) is True:
        return ()
    return tuple(rule for rule in rules if rule.suits(case))


def moves(case: Closed, rules: Sequence[Rule] = RULES) -> tuple[Move, ...]:
    """Answer what a closing moves, each thing once and by the gravest rule."""
    found: dict[What, Move] = {}
    for rule in suiting(case, rules):
        for move in _moves_of(rule):
            known = found.get(move.what)
            if known is None or worse(move.what, move.to, known.to):
                found[move.what] = move
    return tuple(found[what] for what in What if what in found)


def _moves_of(rule: Rule) -> Iterable[Move]:
    grades = (
        (What.CREDIT, rule.credit, ON_CREDIT, None),
        (What.COLOUR, rule.colour, ON_COLOUR, None if rule.severity else rule.months),
        (What.CHECKS, rule.checks, ON_CHECKS, rule.months),
        (What.PERMIT, rule.permit, ON_PERMIT, rule.months),
    )
    for what, to, basis, months in grades:
        if to:
            whole = f"{rule.source}；{basis}" if rule.source else basis
            yield Move(what, to, rule.why, whole, months)


def severity(case: Closed, rules: Sequence[Rule] = RULES) -> Severity | None:
    """Answer how grave the matter is for credit repair; None where credit does not move."""
    named = [rule.severity for rule in suiting(case, rules) if rule.severity]
    return max(named, key=list(Severity).index, default=None)


def worse(what: What, one: str, other: str) -> bool:
    """Answer whether one grade is worse than another; an unknown grade is the best."""
    scale = SCALES[what]
    rank = {grade: number for number, grade in enumerate(scale)}
    return rank.get(one, 0) > rank.get(other, 0)


def worst(what: What, grades: Iterable[str]) -> str:
    """Answer the worst of several grades; empty where there is none."""
    found = ""
    for grade in grades:
        found = grade if worse(what, grade, found) else found
    return found


def holds_until(since: date, months: int, calendar: Calendar) -> date:
    """Answer the last day on which a raised frequency or closer supervision holds."""
    return due(Term(months, Unit.MONTH, Rolling.NONE), since, calendar=calendar).due_on or since
