"""By which article somebody keeps out of a case: that of penalties, or the procedure's own."""

PENAL = frozenset({"violation", "penalty", "preservation", "seizure", "production_order"})
"""Procedures in which a penalty, or a measure on the way to one, is decided."""

ON_PENALTIES = "行政处罚法 第43条"


def recusal_basis(procedure: str) -> str:
    """Answer the article on recusal; empty where the procedure's own rules name none we know."""
    return ON_PENALTIES if procedure in PENAL else ""
