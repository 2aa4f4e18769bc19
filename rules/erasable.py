"""Which words of a case may lawfully be erased: those in which somebody protected can be named."""

from rules.facts import FACTS, FactKind
from rules.procedures import PROCEDURES

REPORTS = frozenset({"complaint", "petition"})
"""Procedures whose own words may name the informant."""

EVERYWHERE = frozenset({"matter", "opinion", "reason", "suspects", "witness"})
"""Free words about people, on which nothing is reckoned and no decision is taken."""


def erasable(procedure: str) -> frozenset[str]:
    """Answer the facts of a procedure whose words may be erased.

    法典 第146条; 个人信息保护法 第47条.     Numbers, payments, service, conduct, articles and
    evidence of other cases are never erased.
    """
    if procedure not in REPORTS:
        return EVERYWHERE
    tables = [table for (key, _), table in PROCEDURES.items() if key == procedure]
    acts = [act for table in tables for stage in table.stages for act in stage.acts]
    asked = {key for act in acts for key in (*act.fact_needs, *act.optional)}
    return EVERYWHERE | {key for key in asked if key in FACTS and FACTS[key].kind is FactKind.TEXT}
