"""Keeps who informed the bureau out of every case: what names an informant is refused as a fact."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Integer, bindparam, select
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

# Union, not union all: cases that led to each other end the walk.
_LED_HERE = (
    select(bindparam("which", type_=Integer).label("id"))
    .cte("led_here", recursive=True)
)  # fmt: skip
_LED_HERE = _LED_HERE.union(
    select(L.from_case_id).join_from(CaseLink, _LED_HERE, L.to_case_id == _LED_HERE.c.id)
)
_KEPT = (N.id, N.name, N.phone, N.address, N.wants_feedback, N.recorded_by, N.recorded_at)
_OF_CASE = (
    select(*_KEPT).where(N.case_id.in_(select(_LED_HERE.c.id))).order_by(N.id.desc())
)  # fmt: skip

_DIGITS = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")


class IdentityShown(ActionRefused):
    """写入的文字不得指明举报人、信访人，没有登记；请删去姓名、电话、住址后重新提交，本次提交已留下记录（身份另行密存）。"""

    def __init__(
        self,
        message: str | None = None,
        *,
        actor_id: str | None = None,
        case_no: str | None = None,
    ) -> None:
        """Keep who said it and where, for the log; without ``actor_id`` nobody's try is logged.

        The words name neither the fact nor the mark: who guesses learns no more than that.
        """
        self.actor_id, self.case_no = actor_id, case_no
        super().__init__(message)


def informants_of(session: Session, case_id: int) -> list[Any]:
    """Answer the informants of a case and of those that led to it, the newest first."""
    return list(session.execute(_OF_CASE, {"which": case_id}).all())


def refuse_identity(
    session: Session, case: Mapping[str, Any], words: Mapping[str, FactValue], actor_id: str
) -> None:
    """Refuse words that name an informant of this case, or of a report that led to it.

    A case remembers its words for dossiers, notices and pages; the identity stands in none. Ask
    last, when nothing else is to be refused, so that nobody tests a name with an idle act.
    """
    if words and names_in(words, informants_of(session, case["id"])):
        raise IdentityShown(actor_id=actor_id, case_no=case["case_no"])


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
    """Answer the letters and digits of a text alone, so that no sign between them hides a name."""
    if isinstance(value, list):
        return "\n".join(_bare(each) for each in value)
    plain = unicodedata.normalize("NFKC", str(value)).casefold().translate(_DIGITS)
    return "".join(sign for sign in plain if sign.isalnum())
