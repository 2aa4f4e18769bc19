"""The service of an extension that was approved: what is not served binds nobody."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rules.facts import FactValue
from rules.grammar import Guard, Reckoning
from rules.procedures.dated import said

if TYPE_CHECKING:
    from rules.decide import CaseView

Facts = Mapping[str, FactValue]


def extended_today(view: "CaseView", _known: Facts) -> FactValue | None:
    """Work out the day on which an extension is decided."""
    return view.today.isoformat()


def decided(unserved: str, decided_on: str) -> "list[tuple[str | Reckoning, str]]":
    """Write what an approval keeps: that its paper waits for service, and its own day."""
    return [(said(value=True), unserved), (extended_today, decided_on)]


def extension_unserved(unserved: str, basis: str = "行政处罚法 第61条") -> Guard:
    """Write a gate that refuses to serve an extension which was not decided, or was served."""

    def waits(view: "CaseView", _facts: Facts) -> str | None:
        if view.facts.get(unserved):
            return None
        return (
            f"没有待送达的延长决定书（{basis}），"
            "请先由执法人员提请、局负责人批准延长"
        )

    waits.__name__ = f"waits_as_{unserved}"
    return waits


def extension_served_after(decided_on: str, basis: str) -> Guard:
    """Write a gate that refuses a service of an extension before the day of its decision."""

    def follows(view: "CaseView", facts: Facts) -> str | None:
        approved, served = view.facts.get(decided_on), str(facts["served_on"])
        if not approved or served >= str(approved):
            return None
        return f"送达日期 {served} 早于批准延长之日 {approved}（{basis}），请按送达回证核对"

    follows.__name__ = f"served_not_before_{decided_on}"
    return follows
