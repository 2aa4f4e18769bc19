"""Keeps who informed the bureau out of every case: what names an informant is refused as a fact."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from models import CaseLink, Informant
from rules.decide import ActionRefused
from rules.facts import FACTS, FactValue

N = Informant.__table__.c  # type: ignore[attr-defined]
L = CaseLink.__table__.c  # type: ignore[attr-defined]

PROCEDURES = frozenset({"complaint", "petition"})
"""Procedures whose cases have informants."""

LEAST_NAME, LEAST_NUMBER, LEAST_ADDRESS = 2, 7, 6
"""Shorter than this a name, a number or an address says nothing of anybody in particular."""

_OF_CASE = (
    select(N.id, N.name, N.phone, N.address, N.wants_feedback, N.recorded_by, N.recorded_at)
    .where(
        or_(
            N.case_id == bindparam("which"),
            N.case_id.in_(select(L.from_case_id).where(L.to_case_id == bindparam("which"))),
        )
    )
    .order_by(N.id.desc())
)


class IdentityShown(ActionRefused):
    """内容里有举报人、信访人的身份，没有登记；请删去后重新提交。"""


def informants_of(session: Session, case_id: int) -> list[Any]:
    """Answer the informants of a case and of those that led to it, the newest first."""
    return list(session.execute(_OF_CASE, {"which": case_id}).all())


def refuse_identity(
    session: Session, case: Mapping[str, Any], facts: Mapping[str, FactValue]
) -> None:
    """Refuse facts that name the informant of this case, or of the report that led to it.

    A case remembers its facts for dossiers, notices and pages; the identity stands in none.
    """
    sealed = case["procedure"] in PROCEDURES or case["facts"].get("clue_source") == "complaint"
    if not sealed or not facts:
        return
    shown = names_in(facts, informants_of(session, case["id"]))
    if shown:
        raise IdentityShown(
            f"“{'、'.join(shown)}”里写有举报人、信访人的姓名、电话或者住址，不能写入案件，"
            "请删去后重新提交；身份另行密存"
        )


def names_in(facts: Mapping[str, FactValue], informants: Iterable[Any]) -> list[str]:
    """Answer the titles of the facts in which one of the informants can be recognised."""
    marks = {mark for each in informants for mark in _marks(each)}
    return [
        FACTS[key].title if key in FACTS else key
        for key, value in facts.items()
        if any(mark in _bare(value) for mark in marks)
    ]


def _marks(informant: Any) -> list[str]:
    told = (
        (informant.name, LEAST_NAME),
        (informant.phone, LEAST_NUMBER),
        (informant.address, LEAST_ADDRESS),
    )
    return [bare for each, least in told for bare in [_bare(each)] if len(bare) >= least]


def _bare(value: FactValue) -> str:
    """Answer a text without what hides a name in it: spaces, dashes, width and case of signs."""
    words = "\n".join(map(str, value)) if isinstance(value, list) else str(value)
    plain = unicodedata.normalize("NFKC", words).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-‐‑–—_.·•")
